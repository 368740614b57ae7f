#include "config.h"

#include "data/workspace/weir-workspace-edit.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-json-document.h"

/* What decides which records are read and what is made of them. */
static const char *const read_members[] = { "connections", "streams", "rules" };

static JsonNode *
get_member (WeirWorkspace *self,
            const char    *name)
{
  return json_object_get_member (json_node_get_object (weir_json_document_get_root (weir_workspace_get_document (self))),
                                 name);
}

static gboolean
member_equals (WeirWorkspace *self,
               WeirWorkspace *other,
               const char    *name)
{
  JsonNode *mine = get_member (self, name);
  JsonNode *others = get_member (other, name);

  if (mine == NULL || others == NULL)
    return mine == others;

  return json_node_equal (mine, others);
}

/**
 * weir_workspace_reread:
 * @self: a workspace
 * @text: JSON in UTF-8, what @self becomes
 * @error: return location
 *
 * Reads @text as weir_workspace_new_from_data() does. Where its connections are
 * those of @self, they keep the properties they have: those the user gave in
 * person, which stand in no text, and those that were consented to.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and an error
 *   of weir_workspace_new_from_data()
 */
WeirWorkspace *
weir_workspace_reread (WeirWorkspace  *self,
                       const char     *text,
                       GError        **error)
{
  WeirWorkspace *next;

  g_return_val_if_fail (WEIR_IS_WORKSPACE (self) && text != NULL, NULL);

  next = weir_workspace_new_from_data (text, -1, weir_json_document_get_name (weir_workspace_get_document (self)), error);
  if (next != NULL && member_equals (self, next, "connections"))
    weir_workspace_share_connections (next, self);

  return next;
}

/**
 * weir_workspace_edit:
 * @self: a workspace
 * @edit: (scope call): changes a copy of its document
 * @user_data: for @edit
 * @error: return location
 *
 * Makes a changed workspace of @self, which stays as it is.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and the error
 *   of @edit, or one of weir_workspace_new_from_data() if what it made of the
 *   document is no workspace
 */
WeirWorkspace *
weir_workspace_edit (WeirWorkspace          *self,
                     WeirWorkspaceEditFunc   edit,
                     gpointer                user_data,
                     GError                **error)
{
  g_autoptr(WeirJsonDocument) document = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (WEIR_IS_WORKSPACE (self) && edit != NULL, NULL);

  text = weir_workspace_to_text (self);
  document = weir_json_document_new (text, -1, weir_json_document_get_name (weir_workspace_get_document (self)), error);
  if (document == NULL || !edit (json_node_get_object (weir_json_document_get_root (document)), user_data, error))
    return NULL;

  g_free (text);
  text = weir_json_document_to_text (document);

  return weir_workspace_reread (self, text, error);
}

/**
 * weir_workspace_reads_as:
 * @self: a workspace
 * @other: another
 *
 * Whether both have the same connections, streams and rules, so that what one
 * has read serves the other.
 *
 * Returns: %TRUE if they differ in what is shown alone
 */
gboolean
weir_workspace_reads_as (WeirWorkspace *self,
                         WeirWorkspace *other)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (self) && WEIR_IS_WORKSPACE (other), FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (read_members); i++)
    if (!member_equals (self, other, read_members[i]))
      return FALSE;

  return TRUE;
}
