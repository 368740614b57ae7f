#pragma once

#include <adwaita.h>

#include "data/workspace/weir-workspace-history.h"

G_BEGIN_DECLS

/**
 * WeirConnectDialog:
 *
 * Points a window at any Kafka: the clusters connected with before, the topics
 * of the one that is chosen, and a look into those of them that are wanted; see
 * WeirPreviewDialog for what comes then.
 *
 * Signals: ::watch (WeirWorkspace *workspace, gint64 span_usec): as that of WeirPreviewDialog.
 */
#define WEIR_TYPE_CONNECT_DIALOG (weir_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WeirConnectDialog, weir_connect_dialog, WEIR, CONNECT_DIALOG, AdwWindow)

/* @open (nullable): the workspace that is open. */
GtkWidget *weir_connect_dialog_new (GtkWindow            *parent,
                                    WeirWorkspaceHistory *open);

G_END_DECLS
