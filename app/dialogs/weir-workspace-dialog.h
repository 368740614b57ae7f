#pragma once

#include <adwaita.h>

#include "data/workspace/weir-workspace-history.h"

G_BEGIN_DECLS

/**
 * WeirWorkspaceDialog:
 *
 * The streams and rules of a workspace, each of which opens in a form.
 */
#define WEIR_TYPE_WORKSPACE_DIALOG (weir_workspace_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WeirWorkspaceDialog, weir_workspace_dialog, WEIR, WORKSPACE_DIALOG, AdwWindow)

GtkWidget *weir_workspace_dialog_new (GtkWindow            *parent,
                                      WeirWorkspaceHistory *history,
                                      gint64                span_usec);

G_END_DECLS
