#pragma once

#include <json-glib/json-glib.h>

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/*
 * Changes of a workspace. None changes the workspace it is given: each gives a
 * new one, read from the new text by the same rules as a file, so that what is
 * wrong is refused in the same words. Members that are not known are kept.
 */

/**
 * WeirWorkspaceEditFunc:
 * @root: the workspace's object, to be changed
 * @user_data: what weir_workspace_edit() was given
 * @error: return location
 *
 * Changes a copy of the document.
 *
 * Returns: %FALSE with @error set to change nothing
 */
typedef gboolean (*WeirWorkspaceEditFunc) (JsonObject  *root,
                                           gpointer     user_data,
                                           GError     **error);

WeirWorkspace *weir_workspace_edit              (WeirWorkspace          *self,
                                                 WeirWorkspaceEditFunc   edit,
                                                 gpointer                user_data,
                                                 GError                **error);
WeirWorkspace *weir_workspace_reread            (WeirWorkspace          *self,
                                                 const char             *text,
                                                 GError                **error);
JsonArray     *weir_workspace_edit_get_list     (JsonObject             *object,
                                                 const char             *name);
JsonObject    *weir_workspace_edit_find_named   (JsonArray              *list,
                                                 const char             *name,
                                                 guint                  *index);
JsonNode      *weir_workspace_edit_copy_node    (JsonNode               *node);
gboolean       weir_workspace_reads_as          (WeirWorkspace          *self,
                                                 WeirWorkspace          *other);

G_END_DECLS
