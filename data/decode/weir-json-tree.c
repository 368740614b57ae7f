#include "config.h"

#include "data/decode/weir-json-tree.h"

#include <yajl/yajl_parse.h>

#include "data/decode/weir-decoder.h"
#include "data/decode/weir-escape.h"

/* Bytes of one text that are shown. */
#define MAX_TEXT_BYTES 4096

/* An object or array that is open. */
typedef struct
{
  WeirJsonNode *node;
  char         *member;     /* owned, nullable: of an object: the name of what comes next */
  gboolean      is_array;
} Level;

typedef struct
{
  WeirJsonNode *root;
  Level         levels[WEIR_DECODE_MAX_DEPTH];
  guint         depth;
  guint         n_nodes;
} Builder;

/**
 * weir_json_node_free:
 * @self: (transfer full): a node, with all below it
 */
void
weir_json_node_free (WeirJsonNode *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->text);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

static void
node_free (gpointer data)
{
  weir_json_node_free (data);
}

/* NULL ends the reading: there are enough. */
static WeirJsonNode *
add_node (Builder *self,
          char    *text)
{
  WeirJsonNode *node = g_new0 (WeirJsonNode, 1);
  Level *level = self->depth > 0 ? &self->levels[self->depth - 1] : NULL;

  node->text = text;
  if (level == NULL)
    {
      g_clear_pointer (&self->root, weir_json_node_free);
      self->root = node;
      return node;
    }

  node->name = level->is_array ? g_strdup_printf ("%u", level->node->children->len) : g_steal_pointer (&level->member);
  g_ptr_array_add (level->node->children, node);

  return ++self->n_nodes < WEIR_JSON_TREE_MAX_NODES ? node : NULL;
}

static int
on_null (void *data)
{
  return add_node (data, g_strdup ("null")) != NULL;
}

static int
on_boolean (void *data,
            int   value)
{
  return add_node (data, g_strdup (value ? "true" : "false")) != NULL;
}

static int
on_number (void       *data,
           const char *text,
           size_t      length)
{
  return add_node (data, weir_escape_dup (text, length, MAX_TEXT_BYTES)) != NULL;
}

static int
on_string (void                *data,
           const unsigned char *text,
           size_t               length)
{
  g_autoptr(GString) quoted = g_string_new (NULL);

  weir_escape_append_quoted (quoted, (const char *) text, MIN (length, MAX_TEXT_BYTES));
  if (length > MAX_TEXT_BYTES)
    g_string_append (quoted, "…");

  return add_node (data, g_strdup (quoted->str)) != NULL;
}

static int
on_map_key (void                *data,
            const unsigned char *text,
            size_t               length)
{
  Builder *self = data;
  Level *level = &self->levels[self->depth - 1];

  g_free (level->member);
  level->member = weir_escape_dup ((const char *) text, length, WEIR_ESCAPE_KEY_MAX);

  return 1;
}

static int
open_container (Builder  *self,
                gboolean  is_array)
{
  WeirJsonNode *node;

  if (self->depth == WEIR_DECODE_MAX_DEPTH)
    return 0;

  node = add_node (self, NULL);
  if (node == NULL)
    return 0;

  node->children = g_ptr_array_new_with_free_func (node_free);
  self->levels[self->depth++] = (Level) { .node = node, .is_array = is_array };

  return 1;
}

static int
on_start_map (void *data)
{
  return open_container (data, FALSE);
}

static int
on_start_array (void *data)
{
  return open_container (data, TRUE);
}

static int
on_end (void *data)
{
  Builder *self = data;

  g_clear_pointer (&self->levels[--self->depth].member, g_free);

  return 1;
}

static const yajl_callbacks callbacks = {
  .yajl_null = on_null,
  .yajl_boolean = on_boolean,
  .yajl_number = on_number,
  .yajl_string = on_string,
  .yajl_start_map = on_start_map,
  .yajl_map_key = on_map_key,
  .yajl_end_map = on_end,
  .yajl_start_array = on_start_array,
  .yajl_end_array = on_end,
};

/* Containers say how many they have, also those that the payload does not end. */
static void
count (WeirJsonNode *node)
{
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    count (g_ptr_array_index (node->children, i));
  if (node->text == NULL)
    node->text = node->children != NULL ? g_strdup_printf ("(%u)", node->children->len) : g_strdup ("…");
}

/**
 * weir_json_tree_new:
 * @bytes: (array length=length): a payload, or its beginning
 * @length: how many
 * @whole: (out): whether the tree has all of it, and it is JSON
 *
 * Makes a tree of a payload, for a person to look at. Bounded in depth and number.
 *
 * Returns: (transfer full) (nullable): what of it could be read; %NULL if it does
 *   not even begin as an object or array
 */
WeirJsonNode *
weir_json_tree_new (const char *bytes,
                    gsize       length,
                    gboolean   *whole)
{
  Builder self = { 0 };
  yajl_handle parser = yajl_alloc (&callbacks, NULL, &self);

  *whole = yajl_parse (parser, (const unsigned char *) bytes, length) == yajl_status_ok
           && yajl_complete_parse (parser) == yajl_status_ok;
  yajl_free (parser);
  while (self.depth > 0)
    on_end (&self);

  if (self.root != NULL && self.root->children == NULL)
    g_clear_pointer (&self.root, weir_json_node_free);
  if (self.root != NULL)
    count (self.root);

  return self.root;
}
