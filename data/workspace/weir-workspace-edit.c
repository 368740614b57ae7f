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
 * Reads @text as weir_workspace_new_from_data() does. A connection that @self has
 * in the same words, or an earlier workspace that led to it, keeps the
 * properties it has: those the user gave in person, which stand in no text, and
 * those that were consented to.
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
  if (next != NULL)
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

  document = weir_json_document_new (weir_workspace_get_text (self), -1,
                                     weir_json_document_get_name (weir_workspace_get_document (self)), error);
  if (document == NULL || !edit (json_node_get_object (weir_json_document_get_root (document)), user_data, error))
    return NULL;

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

/**
 * weir_workspace_edit_get_list:
 * @object: an object of a document that is being changed
 * @name: a member that holds a list
 *
 * Returns: (transfer none): the list, made where there was none
 */
JsonArray *
weir_workspace_edit_get_list (JsonObject *object,
                              const char *name)
{
  g_return_val_if_fail (object != NULL && name != NULL, NULL);

  if (!json_object_has_member (object, name))
    json_object_set_array_member (object, name, json_array_new ());

  return json_object_get_array_member (object, name);
}

/**
 * weir_workspace_edit_find_named:
 * @list: (nullable): a list of objects that have a name
 * @name: one of them
 * @index: (out) (optional): where it stands in @list
 *
 * Returns: (transfer none) (nullable): the object that is called @name
 */
JsonObject *
weir_workspace_edit_find_named (JsonArray  *list,
                                const char *name,
                                guint      *index)
{
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *element = json_array_get_element (list, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;

      if (object == NULL || g_strcmp0 (json_object_get_string_member_with_default (object, "name", NULL), name) != 0)
        continue;
      if (index != NULL)
        *index = i;
      return object;
    }

  return NULL;
}

/**
 * weir_workspace_edit_copy_node:
 * @node: a value of a document
 *
 * Returns: (transfer full): a deep copy: what stands in one document is never
 *   shared with another
 */
JsonNode *
weir_workspace_edit_copy_node (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  return json_from_string (text, NULL);
}
