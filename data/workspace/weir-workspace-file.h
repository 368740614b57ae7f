#pragma once

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirWorkspaceFile:
 *
 * The file that a workspace is kept in while it is being changed. It is written
 * by a thread, one writing at a time; of several changes meanwhile the last is
 * written next. A file that somebody else changed is never overwritten unasked.
 * Main thread.
 *
 * Signals: ::saved () when the file holds what was last given;
 * ::failed (GError) when it does not.
 */
#define WEIR_TYPE_WORKSPACE_FILE (weir_workspace_file_get_type ())
G_DECLARE_FINAL_TYPE (WeirWorkspaceFile, weir_workspace_file, WEIR, WORKSPACE_FILE, GObject)

WeirWorkspaceFile *weir_workspace_file_new       (const char        *path,
                                                  WeirWorkspace     *workspace);
const char        *weir_workspace_file_get_path  (WeirWorkspaceFile *self);
void               weir_workspace_file_save      (WeirWorkspaceFile *self,
                                                  WeirWorkspace     *workspace);
void               weir_workspace_file_overwrite (WeirWorkspaceFile *self);
gboolean           weir_workspace_file_is_saved  (WeirWorkspaceFile *self);
gboolean           weir_workspace_file_is_writing (WeirWorkspaceFile *self);

G_END_DECLS
