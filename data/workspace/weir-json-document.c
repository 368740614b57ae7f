#include "config.h"

#include "data/workspace/weir-json-document.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <yajl/yajl_gen.h>
#include <yajl/yajl_parse.h>

#include "data/base/weir-bounded-file.h"
#include "data/decode/weir-value.h"
#include "data/workspace/weir-workspace.h"

/* Members of one object: more is a file made to be slow, whose names may all have one hash. */
#define MEMBERS_MAX 4096

/* Of a path, what an error shows. */
#define PATH_BYTES  256

/* Where a value stands in the text. Not its path, which could be as long as the file, for each value in it. */
typedef struct
{
  guint     line;
  JsonNode *parent;      /* borrowed; NULL: the root */
  char     *key;         /* owned, nullable: the member it is */
  guint     index;       /* else the element */
} WeirJsonPlace;

struct _WeirJsonDocument
{
  char       *name;
  JsonNode   *root;
  GHashTable *places;    /* JsonNode, borrowed from the tree → WeirJsonPlace */
};

/* An object or array whose end was not seen yet. */
typedef struct
{
  JsonNode *node;        /* borrowed from the tree */
  char     *key;         /* owned: of the member whose value comes next */
} WeirJsonLevel;

typedef struct
{
  WeirJsonDocument *document;
  yajl_handle       handle;
  const char       *text;
  gsize             counted;    /* bytes of text whose newlines are in line */
  guint             line;
  GArray           *levels;     /* of WeirJsonLevel */
  GError           *error;
} WeirJsonBuilder;

static void
weir_json_place_free (gpointer data)
{
  WeirJsonPlace *place = data;

  g_free (place->key);
  g_free (place);
}

static void
weir_json_level_clear (gpointer data)
{
  WeirJsonLevel *level = data;

  g_clear_pointer (&level->key, g_free);
}

static guint
weir_json_builder_get_line (WeirJsonBuilder *self)
{
  gsize consumed = yajl_get_bytes_consumed (self->handle);

  for (; self->counted < consumed; self->counted++)
    self->line += self->text[self->counted] == '\n';

  return self->line;
}

G_GNUC_PRINTF (2, 3)
static int
weir_json_builder_refuse (WeirJsonBuilder *self,
                          const char      *format,
                          ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  /* Translators: file name, line number, what is wrong there. */
  g_set_error (&self->error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_SYNTAX,
               _("%s: line %u: %s"), self->document->name,
               weir_json_builder_get_line (self), message);

  return 0;
}

static WeirJsonLevel *
weir_json_builder_get_level (WeirJsonBuilder *self)
{
  if (self->levels->len == 0)
    return NULL;

  return &g_array_index (self->levels, WeirJsonLevel, self->levels->len - 1);
}

/* Takes @node. */
static int
weir_json_builder_add (WeirJsonBuilder *self,
                       JsonNode        *node)
{
  WeirJsonLevel *level = weir_json_builder_get_level (self);
  WeirJsonPlace *place = g_new0 (WeirJsonPlace, 1);

  place->line = weir_json_builder_get_line (self);
  if (level != NULL)
    {
      place->parent = level->node;
      place->key = g_strdup (level->key);
      place->index = level->key == NULL ? json_array_get_length (json_node_get_array (level->node)) : 0;
    }
  g_hash_table_insert (self->document->places, node, place);

  if (level == NULL)
    self->document->root = node;
  else if (level->key == NULL)
    json_array_add_element (json_node_get_array (level->node), node);
  else
    json_object_set_member (json_node_get_object (level->node), level->key, node);

  return 1;
}

static int
on_null (void *data)
{
  return weir_json_builder_add (data, json_node_new (JSON_NODE_NULL));
}

static int
on_boolean (void *data,
            int   value)
{
  return weir_json_builder_add (data, json_node_init_boolean (json_node_alloc (), value));
}

static int
on_number (void       *data,
           const char *bytes,
           size_t      length)
{
  WeirJsonBuilder *self = data;
  g_autofree char *text = g_strndup (bytes, length);
  gint64 integer;
  double number;

  if (strpbrk (text, ".eE") == NULL)
    {
      if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &integer, NULL))
        return weir_json_builder_refuse (self, _("the integer %s does not fit in 64 bits"), text);

      return weir_json_builder_add (self, json_node_init_int (json_node_alloc (), integer));
    }

  number = g_ascii_strtod (text, NULL);
  if (!isfinite (number))
    return weir_json_builder_refuse (self, _("the number %s is too large"), text);

  return weir_json_builder_add (self, json_node_init_double (json_node_alloc (), number));
}

static int
on_string (void                *data,
           const unsigned char *bytes,
           size_t               length)
{
  WeirJsonBuilder *self = data;
  g_autofree char *text = g_strndup ((const char *) bytes, length);

  if (strlen (text) != length)
    return weir_json_builder_refuse (self, _("text with a NUL character in it"));

  return weir_json_builder_add (self, json_node_init_string (json_node_alloc (), text));
}

static int
weir_json_builder_open (WeirJsonBuilder *self,
                        JsonNode        *node)
{
  WeirJsonLevel level = { node, NULL };

  weir_json_builder_add (self, node);
  if (self->levels->len == WEIR_JSON_MAX_DEPTH)
    return weir_json_builder_refuse (self, _("nested deeper than %d levels"), WEIR_JSON_MAX_DEPTH);

  g_array_append_val (self->levels, level);

  return 1;
}

static int
on_start_map (void *data)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, json_object_new ());

  return weir_json_builder_open (data, node);
}

static int
on_map_key (void                *data,
            const unsigned char *bytes,
            size_t               length)
{
  WeirJsonBuilder *self = data;
  WeirJsonLevel *level = weir_json_builder_get_level (self);
  JsonObject *object;

  g_assert (level != NULL);
  object = json_node_get_object (level->node);
  g_free (level->key);
  level->key = g_strndup ((const char *) bytes, length);

  if (json_object_has_member (object, level->key))
    return weir_json_builder_refuse (self, _("the member “%s” stands here twice, first on line %u"), level->key,
                                     weir_json_document_get_line (self->document,
                                                                  json_object_get_member (object, level->key)));
  if (json_object_get_size (object) == MEMBERS_MAX)
    return weir_json_builder_refuse (self, _("an object of more than %d members"), MEMBERS_MAX);

  return 1;
}

static int
on_start_array (void *data)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, json_array_new ());

  return weir_json_builder_open (data, node);
}

static int
on_end (void *data)
{
  WeirJsonBuilder *self = data;

  g_array_set_size (self->levels, self->levels->len - 1);

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

static void
weir_json_builder_set_syntax_error (WeirJsonBuilder *self)
{
  unsigned char *text = yajl_get_error (self->handle, FALSE, NULL, 0);
  g_autofree char *message = g_strchomp (g_strdup ((const char *) text));

  yajl_free_error (self->handle, text);
  weir_json_builder_refuse (self, "%s", message);
}

static void
weir_json_builder_run (WeirJsonBuilder *self,
                       gsize            length)
{
  yajl_status status;

  self->handle = yajl_alloc (&callbacks, NULL, self);
  status = yajl_parse (self->handle, (const unsigned char *) self->text, length);
  if (status == yajl_status_ok)
    status = yajl_complete_parse (self->handle);
  if (status != yajl_status_ok && self->error == NULL)
    weir_json_builder_set_syntax_error (self);

  yajl_free (self->handle);
}

/**
 * weir_json_document_new:
 * @text: the text, UTF-8
 * @length: its bytes, or -1 if it ends with NUL
 * @name: how errors call it, usually a file's name
 * @error: return location
 *
 * Parses @text.
 *
 * Returns: (transfer full) (nullable): the document, or %NULL and
 *   %WEIR_WORKSPACE_ERROR_SYNTAX, whose message names @name and the line
 */
WeirJsonDocument *
weir_json_document_new (const char  *text,
                        gssize       length,
                        const char  *name,
                        GError     **error)
{
  g_autoptr(WeirJsonDocument) self = NULL;
  g_autoptr(GArray) levels = g_array_new (FALSE, FALSE, sizeof (WeirJsonLevel));
  WeirJsonBuilder builder = { 0 };
  gsize n_bytes;

  g_return_val_if_fail (text != NULL && name != NULL, NULL);

  self = g_new0 (WeirJsonDocument, 1);
  self->name = g_strdup (name);
  self->places = g_hash_table_new_full (NULL, NULL, NULL, weir_json_place_free);

  g_array_set_clear_func (levels, weir_json_level_clear);
  builder.document = self;
  builder.line = 1;
  builder.levels = levels;
  n_bytes = length < 0 ? strlen (text) : (gsize) length;
  builder.text = weir_bounded_file_skip_mark (text, &n_bytes);
  weir_json_builder_run (&builder, n_bytes);

  if (builder.error != NULL)
    {
      g_propagate_error (error, builder.error);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * weir_json_document_free:
 * @self: (nullable): a document
 *
 * Frees @self and its tree.
 */
void
weir_json_document_free (WeirJsonDocument *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->places);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self->name);
  g_free (self);
}

/**
 * weir_json_document_get_name:
 * @self: a document
 *
 * Returns: the name given to weir_json_document_new()
 */
const char *
weir_json_document_get_name (WeirJsonDocument *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * weir_json_document_get_root:
 * @self: a document
 *
 * Returns: (transfer none): the tree; values may be changed in it, but those
 *   that replace others have no line
 */
JsonNode *
weir_json_document_get_root (WeirJsonDocument *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->root;
}

/**
 * weir_json_document_get_line:
 * @self: a document
 * @node: a value of its tree
 *
 * Returns: the line, from 1 on, where @node begins (its last line if it is a
 *   text); 0 for a node that was not in the text
 */
guint
weir_json_document_get_line (WeirJsonDocument *self,
                             JsonNode         *node)
{
  const WeirJsonPlace *place;

  g_return_val_if_fail (self != NULL, 0);

  place = g_hash_table_lookup (self->places, node);

  return place != NULL ? place->line : 0;
}

/* Levels are at most WEIR_JSON_MAX_DEPTH deep. */
static void
append_path (WeirJsonDocument *self,
             JsonNode         *node,
             GString          *path)
{
  const WeirJsonPlace *place = g_hash_table_lookup (self->places, node);

  if (place == NULL || place->parent == NULL)
    return;

  append_path (self, place->parent, path);
  if (place->key == NULL)
    g_string_append_printf (path, "[%u]", place->index);
  else
    g_string_append_printf (path, "%s%.*s", path->len > 0 ? "." : "", PATH_BYTES, place->key);
}

/**
 * weir_json_document_dup_path:
 * @self: a document
 * @node: a value of its tree
 *
 * Returns: (transfer full): where @node stands, as `streams[2].windows[0].size`;
 *   empty for the root and for a node that was not in the text
 */
char *
weir_json_document_dup_path (WeirJsonDocument *self,
                             JsonNode         *node)
{
  g_autoptr(GString) path = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, g_strdup (""));

  append_path (self, node, path);

  return g_utf8_make_valid (path->str, MIN ((gssize) path->len, PATH_BYTES));
}

static void
weir_json_generate_double (yajl_gen generator,
                           double   number)
{
  const WeirValue value = { .type = WEIR_VALUE_DOUBLE, .as_double = number };
  g_autoptr(GString) text = g_string_new (NULL);

  weir_value_append_text (&value, text);
  /* 2.0 must come back as a double, not as an integer. */
  if (strpbrk (text->str, ".eE") == NULL)
    g_string_append (text, ".0");
  yajl_gen_number (generator, text->str, text->len);
}

static void
weir_json_generate_scalar (yajl_gen  generator,
                           JsonNode *node)
{
  GType type = json_node_get_value_type (node);
  const char *text;

  if (type == G_TYPE_BOOLEAN)
    yajl_gen_bool (generator, json_node_get_boolean (node));
  else if (type == G_TYPE_INT64)
    yajl_gen_integer (generator, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    weir_json_generate_double (generator, json_node_get_double (node));
  else
    {
      text = json_node_get_string (node);
      yajl_gen_string (generator, (const unsigned char *) text, strlen (text));
    }
}

static void weir_json_generate (yajl_gen  generator,
                                JsonNode *node);

static void
weir_json_generate_object (yajl_gen    generator,
                           JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  yajl_gen_map_open (generator);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      yajl_gen_string (generator, (const unsigned char *) name, strlen (name));
      weir_json_generate (generator, node);
    }
  yajl_gen_map_close (generator);
}

static void
weir_json_generate (yajl_gen  generator,
                    JsonNode *node)
{
  JsonArray *array;

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      weir_json_generate_object (generator, json_node_get_object (node));
      break;

    case JSON_NODE_ARRAY:
      array = json_node_get_array (node);
      yajl_gen_array_open (generator);
      for (guint i = 0; i < json_array_get_length (array); i++)
        weir_json_generate (generator, json_array_get_element (array, i));
      yajl_gen_array_close (generator);
      break;

    case JSON_NODE_VALUE:
      weir_json_generate_scalar (generator, node);
      break;

    case JSON_NODE_NULL:
    default:
      yajl_gen_null (generator);
      break;
    }
}

/**
 * weir_json_document_to_text:
 * @self: a document
 *
 * Writes the tree, two spaces a level, members in their order, doubles in the
 * shortest form that reads back exactly.
 *
 * Returns: (transfer full): the text
 */
char *
weir_json_document_to_text (WeirJsonDocument *self)
{
  yajl_gen generator;
  const unsigned char *text;
  size_t length;
  char *copy;

  g_return_val_if_fail (self != NULL, NULL);

  generator = yajl_gen_alloc (NULL);
  yajl_gen_config (generator, yajl_gen_beautify, 1);
  yajl_gen_config (generator, yajl_gen_indent_string, "  ");
  weir_json_generate (generator, self->root);
  yajl_gen_get_buf (generator, &text, &length);
  copy = g_strndup ((const char *) text, length);
  yajl_gen_free (generator);

  return copy;
}
