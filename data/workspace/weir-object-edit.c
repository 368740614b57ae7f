#include "config.h"

#include "data/workspace/weir-object-edit.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-json-document.h"

typedef struct
{
  const char *list;
  const char *name;     /* nullable: a new one */
  JsonNode   *object;   /* borrowed */
} ObjectEdit;

static gboolean
require (JsonArray         *array,
         const ObjectEdit  *edit,
         guint             *index,
         GError           **error)
{
  if (weir_workspace_edit_find_named (array, edit->name, index) != NULL)
    return TRUE;

  g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
               _("Nothing is called “%s” any more"), edit->name);

  return FALSE;
}

/**
 * weir_object_edit_dup:
 * @workspace: a workspace
 * @list: `streams`, `rules` or `connections`
 * @name: of one of them
 *
 * Returns: (transfer full) (nullable): its object, a copy that may be changed;
 *   %NULL where there is none
 */
JsonNode *
weir_object_edit_dup (WeirWorkspace *workspace,
                      const char    *list,
                      const char    *name)
{
  JsonObject *root;
  JsonArray *array;
  guint i;

  g_return_val_if_fail (WEIR_IS_WORKSPACE (workspace) && list != NULL && name != NULL, NULL);

  root = json_node_get_object (weir_json_document_get_root (weir_workspace_get_document (workspace)));
  array = json_object_has_member (root, list) ? json_object_get_array_member (root, list) : NULL;
  if (weir_workspace_edit_find_named (array, name, &i) == NULL)
    return NULL;

  return weir_workspace_edit_copy_node (json_array_get_element (array, i));
}

static gboolean
set_object (JsonObject  *root,
            gpointer     user_data,
            GError     **error)
{
  ObjectEdit *edit = user_data;
  JsonArray *array = weir_workspace_edit_get_list (root, edit->list);
  g_autoptr(JsonArray) changed = NULL;
  guint at = json_array_get_length (array);

  if (edit->name != NULL && !require (array, edit, &at, error))
    return FALSE;

  if (at == json_array_get_length (array))
    {
      json_array_add_element (array, weir_workspace_edit_copy_node (edit->object));
      return TRUE;
    }

  /* An array cannot replace an element: it is made anew. */
  changed = json_array_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (changed, i == at ? weir_workspace_edit_copy_node (edit->object) : json_node_copy (json_array_get_element (array, i)));
  json_object_set_array_member (root, edit->list, g_steal_pointer (&changed));

  return TRUE;
}

/**
 * weir_object_edit_set:
 * @workspace: a workspace
 * @list: `streams`, `rules`, `connections`, `queries` or `alert_filters`
 * @name: (nullable): of the one that is changed; %NULL adds one
 * @object: (transfer none): what it is from now on
 * @error: return location
 *
 * Changes one of the things a workspace describes, in its place in the file.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and a
 *   %WEIR_WORKSPACE_ERROR that names line and member
 */
WeirWorkspace *
weir_object_edit_set (WeirWorkspace  *workspace,
                      const char     *list,
                      const char     *name,
                      JsonNode       *object,
                      GError        **error)
{
  ObjectEdit edit = { list, name, object };

  g_return_val_if_fail (list != NULL && object != NULL && JSON_NODE_HOLDS_OBJECT (object), NULL);

  return weir_workspace_edit (workspace, set_object, &edit, error);
}

static gboolean
remove_object (JsonObject  *root,
               gpointer     user_data,
               GError     **error)
{
  ObjectEdit *edit = user_data;
  JsonArray *array = weir_workspace_edit_get_list (root, edit->list);
  guint i;

  if (!require (array, edit, &i, error))
    return FALSE;

  json_array_remove_element (array, i);

  return TRUE;
}

/**
 * weir_object_edit_remove:
 * @workspace: a workspace
 * @list: `streams`, `rules` or `connections`
 * @name: of the one that goes
 * @error: return location
 *
 * Removes one of the things a workspace describes. What still refers to it
 * makes it an error.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and a
 *   %WEIR_WORKSPACE_ERROR
 */
WeirWorkspace *
weir_object_edit_remove (WeirWorkspace  *workspace,
                         const char     *list,
                         const char     *name,
                         GError        **error)
{
  ObjectEdit edit = { list, name, NULL };

  g_return_val_if_fail (list != NULL && name != NULL, NULL);

  return weir_workspace_edit (workspace, remove_object, &edit, error);
}
