#pragma once

#include <json-glib/json-glib.h>

#include "data/workspace/weir-panel-config.h"

G_BEGIN_DECLS

void weir_panel_json_set (JsonObject            *panel,
                          const WeirPanelConfig *config);

G_END_DECLS
