#pragma once

#include <adwaita.h>

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/* The response that gives consent. */
#define WEIR_CONSENT_DIALOG_ALLOW "allow"

/* Asks whether @workspace may set what it asks for; every property and value is shown. */
GtkWidget *weir_consent_dialog_new (GtkWindow     *parent,
                                    WeirWorkspace *workspace);

G_END_DECLS
