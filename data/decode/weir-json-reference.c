#include "config.h"

#include "data/decode/weir-json-reference.h"

#include <string.h>
#include <yajl/yajl_parse.h>

/* An open object or array. */
typedef struct
{
  const WeirFieldNode *node;         /* NULL: not wanted */
  const WeirFieldNode *member;       /* of an object: the one whose value comes next */
  gint64               array_index;  /* of the next element; -1: an object */
} Level;

struct _WeirJsonReference
{
  const WeirFieldNode *root;
  guint                n_tokens;
  WeirToken           *tokens;       /* owned, by node */
  GPtrArray           *texts;        /* owned copies: yajl's are gone after the callback */
  Level                levels[WEIR_DECODE_MAX_DEPTH];
  guint                depth;
  yajl_handle          parser;       /* owned during a scan */
  gsize                end;          /* behind the payload's value; 0: not there yet */
  gboolean             is_object;
  WeirJsonFault        fault;
};

static void
forget_below (WeirJsonReference   *self,
              const WeirFieldNode *node)
{
  for (guint i = 0; i < node->n_children; i++)
    {
      self->tokens[node->children[i]->index].kind = WEIR_TOKEN_MISSING;
      forget_below (self, node->children[i]);
    }
}

/* Whose value this is; steps to the next element. */
static const WeirFieldNode *
take_node (WeirJsonReference *self)
{
  const WeirFieldNode *node;
  Level *level;

  if (self->depth == 0)
    return self->root;

  level = &self->levels[self->depth - 1];
  if (level->array_index < 0)
    return level->member;

  node = level->node != NULL ? weir_field_node_find_index (level->node, level->array_index) : NULL;
  level->array_index++;

  return node;
}

static WeirToken *
take_token (WeirJsonReference *self,
            WeirTokenKind      kind)
{
  const WeirFieldNode *node = take_node (self);
  WeirToken *token;

  if (self->depth == 0)
    self->end = yajl_get_bytes_consumed (self->parser);
  if (node == NULL)
    return NULL;

  forget_below (self, node);
  token = &self->tokens[node->index];
  *token = (WeirToken) { .kind = kind };

  return token;
}

static void
keep_text (WeirJsonReference *self,
           WeirToken         *token,
           const char        *text,
           gsize              length)
{
  char *copy = g_malloc (length + 1);

  if (length > 0)
    memcpy (copy, text, length);
  copy[length] = '\0';
  g_ptr_array_add (self->texts, copy);
  token->text = copy;
  token->length = length;
}

static int
on_null (void *data)
{
  take_token (data, WEIR_TOKEN_NULL);
  return 1;
}

static int
on_boolean (void *data,
            int   value)
{
  take_token (data, value ? WEIR_TOKEN_TRUE : WEIR_TOKEN_FALSE);
  return 1;
}

static int
on_number (void       *data,
           const char *text,
           size_t      length)
{
  WeirJsonReference *self = data;
  WeirToken *token = take_token (self, WEIR_TOKEN_NUMBER);

  if (token == NULL)
    return 1;

  keep_text (self, token, text, length);
  return weir_number_parse (token->text, token->length, &token->number);
}

static int
on_string (void                *data,
           const unsigned char *text,
           size_t               length)
{
  WeirJsonReference *self = data;
  WeirToken *token = take_token (self, WEIR_TOKEN_STRING);

  if (token != NULL)
    keep_text (self, token, (const char *) text, length);
  return 1;
}

static int
on_map_key (void                *data,
            const unsigned char *text,
            size_t               length)
{
  WeirJsonReference *self = data;
  Level *level = &self->levels[self->depth - 1];

  level->member = level->node != NULL ? weir_field_node_find (level->node, (const char *) text, length) : NULL;
  return 1;
}

static int
open_container (WeirJsonReference *self,
                gint64             array_index)
{
  const WeirFieldNode *node = take_node (self);

  if (self->depth == WEIR_DECODE_MAX_DEPTH)
    {
      self->fault.reason = WEIR_DECODE_ERROR_DEPTH;
      self->fault.expected = "no deeper nesting";
      return 0;
    }
  if (self->depth == 0)
    self->is_object = array_index < 0;
  if (node != NULL)
    {
      forget_below (self, node);
      self->tokens[node->index].kind = WEIR_TOKEN_CONTAINER;
    }

  self->levels[self->depth++] = (Level) { .node = node, .array_index = array_index };
  return 1;
}

static int
on_start_map (void *data)
{
  return open_container (data, -1);
}

static int
on_start_array (void *data)
{
  return open_container (data, 0);
}

static int
on_end (void *data)
{
  WeirJsonReference *self = data;

  if (--self->depth == 0)
    self->end = yajl_get_bytes_consumed (self->parser);
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

/**
 * weir_json_reference_new:
 * @tree: what is wanted; borrowed, must outlive the parser and not change
 *
 * Returns: (transfer full): a parser
 */
WeirJsonReference *
weir_json_reference_new (WeirFieldTree *tree)
{
  WeirJsonReference *self = g_new0 (WeirJsonReference, 1);

  self->root = weir_field_tree_get_root (tree);
  self->n_tokens = weir_field_tree_get_n_nodes (tree);
  self->tokens = g_new0 (WeirToken, self->n_tokens);
  self->texts = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * weir_json_reference_free:
 * @self: (nullable) (transfer full): a parser
 *
 * Frees it.
 */
void
weir_json_reference_free (WeirJsonReference *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->texts);
  g_free (self->tokens);
  g_free (self);
}

/* To yajl a form feed and a vertical tab are space. JSON has them nowhere, strings included. */
static gboolean
check_space (WeirJsonReference *self,
             const char        *bytes,
             gsize              length)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] == '\f' || bytes[i] == '\v')
      {
        self->fault = (WeirJsonFault) { WEIR_DECODE_ERROR_SYNTAX, i, "no control character" };
        return FALSE;
      }

  return TRUE;
}

/* Behind the value yajl lets the beginning of a token pass: a lone quote, or half a word. */
static gboolean
check_end (WeirJsonReference *self,
           const char        *bytes,
           gsize              length)
{
  for (gsize i = self->end; i < length; i++)
    if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r' && bytes[i] != '\n')
      {
        self->fault = (WeirJsonFault) { WEIR_DECODE_ERROR_SYNTAX, i, "nothing behind the value" };
        return FALSE;
      }

  return TRUE;
}

/* yajl checks only that strings look like UTF-8 (it lets overlong forms and surrogates pass), so
 * the whole payload is checked before. A NUL is no encoding error: yajl refuses it as syntax. */
static gboolean
check_encoding (WeirJsonReference *self,
                const char        *bytes,
                gsize              length)
{
  const char *cursor = bytes;
  const char *end = bytes + length;

  while (!g_utf8_validate_len (cursor, end - cursor, &cursor))
    {
      if (*cursor != '\0')
        {
          self->fault.reason = WEIR_DECODE_ERROR_ENCODING;
          self->fault.position = cursor - bytes;
          self->fault.expected = "UTF-8";
          return FALSE;
        }
      cursor++;
    }

  return TRUE;
}

/**
 * weir_json_reference_scan:
 * @self: a parser
 * @bytes: (array length=length): a payload
 * @length: bytes in @bytes
 *
 * As [method@JsonScanner.scan], but texts come without escapes, and where a
 * payload has several faults another one may be named.
 *
 * Returns: %FALSE if it is no JSON object; [method@JsonReference.get_fault] with
 *   %WEIR_DECODE_ERROR_SHAPE if it is other JSON
 */
gboolean
weir_json_reference_scan (WeirJsonReference *self,
                          const char        *bytes,
                          gsize              length)
{
  yajl_status status;

  g_ptr_array_set_size (self->texts, 0);
  for (guint i = 0; i < self->n_tokens; i++)
    self->tokens[i].kind = WEIR_TOKEN_MISSING;
  self->depth = 0;
  self->end = 0;
  self->is_object = FALSE;
  self->fault = (WeirJsonFault) { WEIR_DECODE_ERROR_SYNTAX, 0, "JSON" };
  if (!check_encoding (self, bytes, length) || !check_space (self, bytes, length))
    return FALSE;

  self->parser = yajl_alloc (&callbacks, NULL, self);
  status = yajl_parse (self->parser, (const unsigned char *) bytes, length);
  self->fault.position = yajl_get_bytes_consumed (self->parser);
  if (status == yajl_status_ok && self->end == 0)
    {
      status = yajl_complete_parse (self->parser);
      self->end = length;
    }
  g_clear_pointer (&self->parser, yajl_free);

  if (status != yajl_status_ok || !check_end (self, bytes, length))
    return FALSE;
  if (!self->is_object)
    self->fault = (WeirJsonFault) { WEIR_DECODE_ERROR_SHAPE, 0, "an object" };

  return self->is_object;
}

/**
 * weir_json_reference_get_tokens:
 * @self: a parser
 *
 * Returns: (transfer none): as [method@JsonScanner.get_tokens]; valid until the
 *   next scan
 */
const WeirToken *
weir_json_reference_get_tokens (WeirJsonReference *self)
{
  return self->tokens;
}

/**
 * weir_json_reference_get_fault:
 * @self: a parser
 *
 * Returns: (transfer none): as [method@JsonScanner.get_fault]
 */
const WeirJsonFault *
weir_json_reference_get_fault (WeirJsonReference *self)
{
  return &self->fault;
}
