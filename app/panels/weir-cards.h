#pragma once

#include "app/panels/weir-card.h"

G_BEGIN_DECLS

/* A card of the kind that @config asks for; @config is borrowed from the workspace. (transfer floating) */
GtkWidget *weir_card_new_for_panel (WeirScope           *scope,
                                    const WeirPanelConfig *config);

G_END_DECLS
