#pragma once

#include "data/workspace/weir-workspace-edit.h"

G_BEGIN_DECLS

/*
 * Changes of one stream, rule or connection of a workspace, as the object that
 * stands for it in the file; see weir-workspace-edit.h.
 */

JsonNode      *weir_object_edit_dup    (WeirWorkspace  *workspace,
                                        const char     *list,
                                        const char     *name);
WeirWorkspace *weir_object_edit_set    (WeirWorkspace  *workspace,
                                        const char     *list,
                                        const char     *name,
                                        JsonNode       *object,
                                        GError        **error);
WeirWorkspace *weir_object_edit_remove (WeirWorkspace  *workspace,
                                        const char     *list,
                                        const char     *name,
                                        GError        **error);

G_END_DECLS
