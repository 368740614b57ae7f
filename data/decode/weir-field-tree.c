#include "config.h"

#include "data/decode/weir-field-tree.h"

#include <string.h>

struct _WeirFieldTree
{
  GPtrArray *nodes;   /* owned, by index; the root first */
};

static void
weir_field_node_free (gpointer data)
{
  WeirFieldNode *self = data;

  g_free (self->name);
  g_free (self->children);
  g_free (self);
}

static WeirFieldNode *
weir_field_tree_add_node (WeirFieldTree *self,
                          WeirFieldNode *parent,
                          const char    *name)
{
  WeirFieldNode *node = g_new0 (WeirFieldNode, 1);

  node->name = g_strdup (name);
  node->name_length = strlen (name);
  node->index = self->nodes->len;
  node->array_index = -1;
  if (!g_ascii_string_to_signed (name, 10, 0, G_MAXINT32, &node->array_index, NULL))
    node->array_index = -1;
  g_ptr_array_add (self->nodes, node);

  if (parent != NULL)
    {
      parent->children = g_renew (WeirFieldNode *, parent->children, parent->n_children + 1);
      parent->children[parent->n_children++] = node;
    }

  return node;
}

/**
 * weir_field_tree_new:
 *
 * Returns: (transfer full): a tree that wants nothing yet
 */
WeirFieldTree *
weir_field_tree_new (void)
{
  WeirFieldTree *self = g_new0 (WeirFieldTree, 1);

  self->nodes = g_ptr_array_new_with_free_func (weir_field_node_free);
  weir_field_tree_add_node (self, NULL, "");

  return self;
}

/**
 * weir_field_tree_free:
 * @self: (nullable) (transfer full): a tree
 *
 * Frees it and its nodes.
 */
void
weir_field_tree_free (WeirFieldTree *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->nodes);
  g_free (self);
}

/**
 * weir_field_tree_add:
 * @self: a tree
 * @path: a dotted path; `\.` is a dot of a name, `\\` a backslash
 *
 * Adds what is missing of @path.
 *
 * Returns: (transfer none) (nullable): its last node, %NULL if @path is no path
 */
const WeirFieldNode *
weir_field_tree_add (WeirFieldTree *self,
                     const char    *path)
{
  g_auto(GStrv) names = weir_field_path_split (path);
  WeirFieldNode *node = g_ptr_array_index (self->nodes, 0);

  if (names == NULL)
    return NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      const WeirFieldNode *child = weir_field_node_find (node, names[i], strlen (names[i]));

      node = child != NULL ? g_ptr_array_index (self->nodes, child->index)
                           : weir_field_tree_add_node (self, node, names[i]);
    }

  return node;
}

/**
 * weir_field_tree_get_root:
 * @self: a tree
 *
 * Returns: (transfer none): the node of the payload itself
 */
const WeirFieldNode *
weir_field_tree_get_root (WeirFieldTree *self)
{
  return g_ptr_array_index (self->nodes, 0);
}

/**
 * weir_field_tree_get_n_nodes:
 * @self: a tree
 *
 * Returns: how many nodes it has, the root included
 */
guint
weir_field_tree_get_n_nodes (WeirFieldTree *self)
{
  return self->nodes->len;
}

/**
 * weir_field_node_find:
 * @self: a node
 * @name: (array length=length): a member's name, unescaped
 * @length: bytes in @name
 *
 * Returns: (transfer none) (nullable): the child of that name
 */
const WeirFieldNode *
weir_field_node_find (const WeirFieldNode *self,
                      const char          *name,
                      gsize                length)
{
  for (guint i = 0; i < self->n_children; i++)
    {
      const WeirFieldNode *child = self->children[i];

      if (child->name_length == length && memcmp (child->name, name, length) == 0)
        return child;
    }

  return NULL;
}

/**
 * weir_field_node_find_index:
 * @self: a node
 * @array_index: an index of an array
 *
 * Returns: (transfer none) (nullable): the child that names this element
 */
const WeirFieldNode *
weir_field_node_find_index (const WeirFieldNode *self,
                            gint64               array_index)
{
  for (guint i = 0; i < self->n_children; i++)
    if (self->children[i]->array_index == array_index)
      return self->children[i];

  return NULL;
}

/**
 * weir_field_path_split:
 * @path: a dotted path
 *
 * Takes a path apart: `a.b\.c` is the names `a` and `b.c`. Any thread.
 *
 * Returns: (transfer full) (nullable): the names; %NULL if @path is empty or a
 *   backslash stands before neither a dot nor a backslash
 */
GStrv
weir_field_path_split (const char *path)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr(GString) name = g_string_new (NULL);

  if (path == NULL || *path == '\0')
    return NULL;

  for (const char *cursor = path; *cursor != '\0'; cursor++)
    {
      if (*cursor == '.')
        {
          g_strv_builder_add (names, name->str);
          g_string_truncate (name, 0);
          continue;
        }
      if (*cursor == '\\' && *++cursor != '.' && *cursor != '\\')
        return NULL;
      g_string_append_c (name, *cursor);
    }
  g_strv_builder_add (names, name->str);

  return g_strv_builder_end (names);
}

/**
 * weir_field_path_append:
 * @path: a path, or the empty string
 * @name: a member's name
 *
 * Adds one name to a path, its dots and backslashes escaped. Any thread.
 */
void
weir_field_path_append (GString    *path,
                        const char *name)
{
  if (path->len > 0)
    g_string_append_c (path, '.');

  for (; *name != '\0'; name++)
    {
      if (*name == '.' || *name == '\\')
        g_string_append_c (path, '\\');
      g_string_append_c (path, *name);
    }
}
