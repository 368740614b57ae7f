#pragma once

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirWorkspaceHistory:
 *
 * A workspace that is being changed: what it is now, and the changes that can be
 * undone and redone. Undoing gives back the very text that was there, byte for
 * byte. Main thread.
 *
 * Signals: ::changed () when the workspace is another one.
 */
#define WEIR_TYPE_WORKSPACE_HISTORY (weir_workspace_history_get_type ())
G_DECLARE_FINAL_TYPE (WeirWorkspaceHistory, weir_workspace_history, WEIR, WORKSPACE_HISTORY, GObject)

WeirWorkspaceHistory *weir_workspace_history_new            (WeirWorkspace         *workspace);
WeirWorkspace        *weir_workspace_history_get_workspace  (WeirWorkspaceHistory  *self);
void                  weir_workspace_history_push           (WeirWorkspaceHistory  *self,
                                                             WeirWorkspace         *workspace,
                                                             const char            *label);
gboolean              weir_workspace_history_undo           (WeirWorkspaceHistory  *self,
                                                             GError               **error);
gboolean              weir_workspace_history_redo           (WeirWorkspaceHistory  *self,
                                                             GError               **error);
const char           *weir_workspace_history_get_undo_label (WeirWorkspaceHistory  *self);
const char           *weir_workspace_history_get_redo_label (WeirWorkspaceHistory  *self);

G_END_DECLS
