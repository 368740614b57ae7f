#include "config.h"

#include "data/decode/weir-json-scanner.h"

#include <string.h>

#include "data/decode/weir-bytes16.h"
#include "data/decode/weir-json-prediction.h"
#include "data/decode/weir-json-text.h"

#define MAX_PREDICTIONS 64

struct _WeirJsonScanner
{
  const WeirFieldNode *root;
  WeirToken           *tokens;      /* owned, by node; the root's is never looked at */
  WeirToken           *end;         /* of them */
  WeirToken            unwanted;    /* takes values that are not wanted: the hot path need not test for them */

  const char          *first;       /* the payload's first byte */
  const char          *limit;       /* a readable byte that ends numbers, literals and space, see below */
  WeirJsonPrediction  *prediction;  /* of the next member, counted through all objects */
  WeirJsonPrediction   predictions[MAX_PREDICTIONS];    /* the last one is of all members from there on */

  GByteArray          *name;        /* owned; an escaped name, resolved */
  WeirJsonFault        fault;
};

/* The limit. A record's last byte is the closing brace (leading and trailing space taken off), a
 * checked text has a NUL behind it. Neither can be inside a number, a literal or space, so a scan of
 * those stops there by itself and needs no comparison; only strings and the end of a container
 * look at the pointer. */

static const char *scan_object (WeirJsonScanner     *self,
                                const char          *cursor,
                                const WeirFieldNode *parent,
                                guint                depth);
static const char *scan_array  (WeirJsonScanner     *self,
                                const char          *cursor,
                                const WeirFieldNode *parent,
                                guint                depth);

static G_GNUC_NO_INLINE const char *
fail (WeirJsonScanner *self,
      const char      *cursor,
      WeirDecodeError  reason,
      const char      *expected)
{
  self->fault.reason = reason;
  self->fault.position = cursor - self->first;
  self->fault.expected = expected;

  return NULL;
}

static gboolean
refuse (WeirJsonScanner *self,
        const char      *cursor,
        WeirDecodeError  reason,
        const char      *expected)
{
  fail (self, cursor, reason, expected);

  return FALSE;
}

static inline gboolean
is_space (char byte)
{
  return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

static inline const char *
skip_space (const char *cursor)
{
  while (is_space (*cursor))
    cursor++;

  return cursor;
}

/* Less than sixteen bytes before the limit. */
static G_GNUC_NO_INLINE const char *
find_special_near_limit (WeirJsonScanner *self,
                         const char      *cursor)
{
#ifdef WEIR_HAVE_BYTES16
  if (cursor <= self->limit && self->limit - self->first >= 15)
    {
      guint found = weir_bytes16_find_special (self->limit - 15) >> (cursor - (self->limit - 15));

      return found != 0 ? cursor + __builtin_ctz (found) : self->limit + 1;
    }
#endif
  while (cursor <= self->limit && *cursor != '"' && *cursor != '\\' && (signed char) *cursor >= 0x20)
    cursor++;

  return cursor;
}

/* The first byte from @cursor on that is a quote, a backslash, a control character or not ASCII. */
static inline const char *
find_special (WeirJsonScanner *self,
              const char      *cursor)
{
#ifdef WEIR_HAVE_BYTES16
  for (; G_LIKELY (self->limit - cursor >= 15); cursor += 16)
    {
      guint found = weir_bytes16_find_special (cursor);

      if (G_LIKELY (found != 0))
        return cursor + __builtin_ctz (found);
    }
#endif

  return find_special_near_limit (self, cursor);
}

/* @cursor: at a byte that find_special() stopped at, not a quote. Goes on to the closing quote. */
static G_GNUC_NO_INLINE const char *
scan_special_string (WeirJsonScanner *self,
                     const char      *cursor,
                     guint8          *escaped)
{
  while (cursor <= self->limit && *cursor != '"')
    {
      const char *after;

      if ((signed char) *cursor < 0)
        {
          after = weir_json_text_skip_utf8 (cursor, self->limit);
          if (after == NULL)
            return fail (self, cursor, WEIR_DECODE_ERROR_ENCODING, "UTF-8");
        }
      else if (*cursor == '\\')
        {
          after = weir_json_text_skip_escape (cursor);
          if (after == NULL)
            return fail (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "a valid escape");
          *escaped = TRUE;
        }
      else
        return fail (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "no control character in a string");

      cursor = find_special (self, after);
    }

  if (cursor > self->limit)
    return fail (self, self->limit + 1, WEIR_DECODE_ERROR_SYNTAX, "'\"' to end a string");

  return cursor;
}

/* @cursor: behind the opening quote. Returns the closing one. */
static inline const char *
scan_string (WeirJsonScanner *self,
             const char      *cursor,
             guint8          *escaped)
{
  cursor = find_special (self, cursor);
  *escaped = FALSE;

  if (G_LIKELY (cursor <= self->limit && *cursor == '"'))
    return cursor;

  return scan_special_string (self, cursor, escaped);
}

static const char *
scan_literal (WeirJsonScanner *self,
              const char      *cursor,
              const char      *literal,
              WeirTokenKind    kind,
              WeirToken       *token)
{
  gsize length = strlen (literal);

  if ((gsize) (self->limit - cursor) < length || memcmp (cursor, literal, length) != 0)
    return fail (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "a value");

  token->kind = kind;
  return cursor + length;
}

/* A member that comes twice counts as its last occurrence, what was below the first is gone. */
static void
forget_below (WeirJsonScanner     *self,
              const WeirFieldNode *node)
{
  for (guint i = 0; i < node->n_children; i++)
    {
      self->tokens[node->children[i]->index].kind = WEIR_TOKEN_MISSING;
      forget_below (self, node->children[i]);
    }
}

static const char *
scan_container (WeirJsonScanner     *self,
                const char          *cursor,
                const WeirFieldNode *below,
                guint                depth,
                WeirToken           *token)
{
  if (depth == WEIR_DECODE_MAX_DEPTH)
    return fail (self, cursor, WEIR_DECODE_ERROR_DEPTH, "no deeper nesting");

  token->kind = WEIR_TOKEN_CONTAINER;
  cursor = *cursor == '{' ? scan_object (self, cursor, below, depth + 1)
                          : scan_array (self, cursor, below, depth + 1);
  if (cursor != NULL && cursor > self->limit)
    return fail (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "more, the payload ends early");

  return cursor;
}

static G_GNUC_NO_INLINE const char *
scan_other_value (WeirJsonScanner     *self,
                  const char          *cursor,
                  const WeirFieldNode *below,
                  guint                depth,
                  WeirToken           *token)
{
  switch (*cursor)
    {
    case 't':
      return scan_literal (self, cursor, "true", WEIR_TOKEN_TRUE, token);
    case 'f':
      return scan_literal (self, cursor, "false", WEIR_TOKEN_FALSE, token);
    case 'n':
      return scan_literal (self, cursor, "null", WEIR_TOKEN_NULL, token);
    case '{':
    case '[':
      return scan_container (self, cursor, below, depth, token);
    default:
      return fail (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "a value");
    }
}

/* Where the value of the member @node goes. */
static WeirToken *
get_token (WeirJsonScanner     *self,
           const WeirFieldNode *node)
{
  return node != NULL ? &self->tokens[node->index] : &self->unwanted;
}

/* @node, if something in it is wanted. */
static const WeirFieldNode *
get_below (const WeirFieldNode *node)
{
  return node != NULL && node->n_children > 0 ? node : NULL;
}

/* @cursor: at the value's first byte; @below: a node with children, or NULL; @depth: of the container it is in. */
G_ALWAYS_INLINE static inline const char *
scan_value (WeirJsonScanner     *self,
            const char          *cursor,
            WeirToken           *token,
            const WeirFieldNode *below,
            guint                depth)
{
  const char *end;

  if (G_UNLIKELY (below != NULL))
    forget_below (self, below);

  if (*cursor == '"')
    {
      end = scan_string (self, cursor + 1, &token->escaped);
      if (G_UNLIKELY (end == NULL))
        return NULL;
      token->kind = WEIR_TOKEN_STRING;
      token->text = cursor + 1;
      token->length = end - token->text;
      return end + 1;
    }
  if (G_LIKELY ((guchar) (*cursor - '0') <= 9 || *cursor == '-'))
    {
      end = weir_number_scan (cursor, self->first, self->limit, &token->number);
      if (G_UNLIKELY (end == NULL))
        return fail (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "a number as JSON writes it");
      token->kind = WEIR_TOKEN_NUMBER;
      token->text = cursor;
      token->length = end - cursor;
      return end;
    }

  return scan_other_value (self, cursor, below, depth, token);
}

/* The same for callers that are not worth a copy of it. */
static G_GNUC_NO_INLINE const char *
scan_any_value (WeirJsonScanner     *self,
                const char          *cursor,
                const WeirFieldNode *node,
                guint                depth)
{
  return scan_value (self, cursor, get_token (self, node), get_below (node), depth);
}

static const WeirFieldNode *
find_member (WeirJsonScanner     *self,
             const WeirFieldNode *parent,
             const char          *name,
             gsize                length,
             gboolean             escaped)
{
  if (parent == NULL)
    return NULL;
  if (!escaped)
    return weir_field_node_find (parent, name, length);

  g_byte_array_set_size (self->name, length);
  length = weir_json_text_unescape (name, length, (char *) self->name->data);
  return weir_field_node_find (parent, (const char *) self->name->data, length);
}

/* From behind the last value (or from the opening brace) to the next value, of which @member is learned. Sets @closed
 * instead where the object ends, and then returns the byte behind its brace. */
static G_GNUC_NO_INLINE const char *
scan_to_value (WeirJsonScanner     *self,
               const char          *cursor,
               const WeirFieldNode *parent,
               gboolean             is_first,
               WeirJsonPrediction  *member,
               gboolean            *closed)
{
  const char *from = cursor;
  const WeirFieldNode *node;
  const char *name;
  guint8 escaped;

  cursor = skip_space (cursor + is_first);
  if (*cursor == '}')
    {
      *closed = TRUE;
      return cursor + 1;
    }
  if (!is_first)
    {
      if (*cursor != ',')
        return fail (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "',' or '}'");
      cursor = skip_space (cursor + 1);
    }

  if (*cursor != '"')
    return fail (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "a member's name in quotes");
  name = cursor + 1;
  cursor = scan_string (self, name, &escaped);
  if (cursor == NULL)
    return NULL;
  node = find_member (self, parent, name, cursor - name, escaped);

  cursor = skip_space (cursor + 1);
  if (*cursor != ':')
    return fail (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "':'");
  cursor = skip_space (cursor + 1);

  weir_json_prediction_learn (member, (guintptr) parent | is_first, from, cursor - from, get_token (self, node),
                              get_below (node));
  return cursor;
}

/* @cursor: at the opening brace; @parent: its node, if something in it is wanted. Returns the byte behind the closing
 * brace. */
static const char *
scan_object (WeirJsonScanner     *self,
             const char          *cursor,
             const WeirFieldNode *parent,
             guint                depth)
{
  guintptr context = (guintptr) parent | TRUE;
  gboolean closed = FALSE;

  do
    {
      WeirJsonPrediction *member = self->prediction;

      if (G_LIKELY (weir_json_prediction_matches (member, context, cursor, self->limit)))
        {
          cursor += member->length;
          if (G_UNLIKELY ((guchar) *cursor <= ' '))    /* more of it than the last time */
            cursor = skip_space (cursor);
        }
      else
        {
          cursor = scan_to_value (self, cursor, parent, context & TRUE, member, &closed);
          if (cursor == NULL || closed)
            return cursor;
        }

      self->prediction = member->next;
      context = (guintptr) parent;
      cursor = scan_value (self, cursor, member->token, member->below, depth);
      if (G_UNLIKELY (cursor == NULL))
        return NULL;
    }
  while (*cursor != '}');

  return cursor + 1;
}

/* @cursor: at the opening bracket. Returns the byte behind the closing one. */
static const char *
scan_array (WeirJsonScanner     *self,
            const char          *cursor,
            const WeirFieldNode *parent,
            guint                depth)
{
  cursor = skip_space (cursor + 1);
  if (*cursor == ']')
    return cursor + 1;

  for (gint64 i = 0; ; i++)
    {
      cursor = scan_any_value (self, cursor, parent != NULL ? weir_field_node_find_index (parent, i) : NULL, depth);
      if (cursor == NULL)
        return NULL;

      cursor = skip_space (cursor);
      if (*cursor == ']')
        return cursor + 1;
      if (*cursor != ',')
        return fail (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "',' or ']'");
      cursor = skip_space (cursor + 1);
    }
}

/**
 * weir_json_scanner_new:
 * @tree: what is wanted; borrowed, must outlive the scanner and not change
 *
 * Returns: (transfer full): a scanner
 */
WeirJsonScanner *
weir_json_scanner_new (WeirFieldTree *tree)
{
  WeirJsonScanner *self = g_new0 (WeirJsonScanner, 1);

  self->root = weir_field_tree_get_root (tree);
  self->tokens = g_new0 (WeirToken, weir_field_tree_get_n_nodes (tree));
  self->end = self->tokens + weir_field_tree_get_n_nodes (tree);
  self->name = g_byte_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (self->predictions); i++)
    {
      weir_json_prediction_clear (&self->predictions[i]);
      self->predictions[i].next = &self->predictions[MIN (i + 1, MAX_PREDICTIONS - 1)];
    }

  return self;
}

/**
 * weir_json_scanner_free:
 * @self: (nullable) (transfer full): a scanner
 *
 * Frees it.
 */
void
weir_json_scanner_free (WeirJsonScanner *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->name);
  g_free (self->tokens);
  g_free (self);
}

/* One value of any kind in a text that has a NUL behind it. */
static gboolean
scan_document (WeirJsonScanner *self,
               const char      *bytes,
               gsize            length)
{
  const char *cursor;

  self->first = bytes;
  self->limit = bytes + length;
  self->prediction = self->predictions;

  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    return refuse (self, bytes, WEIR_DECODE_ERROR_SYNTAX, "no byte order mark");
  cursor = scan_any_value (self, skip_space (bytes), self->root, 0);
  if (cursor == NULL)
    return FALSE;
  cursor = skip_space (cursor);
  if (cursor != self->limit)
    return refuse (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "nothing behind the value");

  return TRUE;
}

/* What does not begin and end as an object: other JSON, or none. Never on the hot path. */
static gboolean
refuse_other (WeirJsonScanner *self,
              const char      *bytes,
              gsize            length)
{
  g_autofree char *copy = g_malloc (length + 1);

  memcpy (copy, bytes, length);
  copy[length] = '\0';
  return scan_document (self, copy, length) && refuse (self, copy, WEIR_DECODE_ERROR_SHAPE, "an object");
}

/**
 * weir_json_scanner_scan:
 * @self: a scanner
 * @bytes: (array length=length): a payload; not NUL-terminated, nothing past its end is read
 * @length: bytes in @bytes
 *
 * Checks that @bytes are one JSON object and finds what is wanted in it. Of a
 * member that occurs twice the last one counts.
 *
 * Returns: %FALSE if it is no JSON object, then [method@JsonScanner.get_fault]
 *   says why
 */
gboolean
weir_json_scanner_scan (WeirJsonScanner *self,
                        const char      *bytes,
                        gsize            length)
{
  const char *cursor = bytes;
  const char *last = bytes + length - 1;

  for (WeirToken *token = self->tokens + 1; token < self->end; token++)
    token->kind = WEIR_TOKEN_MISSING;

  if (G_UNLIKELY (length < 2))
    return refuse_other (self, bytes, length);
  while (G_UNLIKELY (is_space (*cursor)) && cursor < last)
    cursor++;
  while (G_UNLIKELY (is_space (*last)) && last > cursor)
    last--;
  if (G_UNLIKELY (last == cursor || *cursor != '{' || *last != '}'))
    return refuse_other (self, bytes, length);

  self->first = bytes;
  self->limit = last;
  self->prediction = self->predictions;
  cursor = scan_object (self, cursor, self->root, 1);
  if (G_UNLIKELY (cursor == NULL))
    return FALSE;
  if (G_UNLIKELY (cursor != last + 1))
    return refuse (self, cursor, WEIR_DECODE_ERROR_SYNTAX, "nothing behind the object");

  return TRUE;
}

/**
 * weir_json_scanner_get_tokens:
 * @self: a scanner
 *
 * Returns: (transfer none): a token a node of the tree, by its index; valid
 *   after a scan that returned %TRUE, as long as the scanned bytes
 */
const WeirToken *
weir_json_scanner_get_tokens (WeirJsonScanner *self)
{
  return self->tokens;
}

/**
 * weir_json_scanner_get_fault:
 * @self: a scanner
 *
 * Returns: (transfer none): what was wrong with the last payload, after a scan
 *   that returned %FALSE
 */
const WeirJsonFault *
weir_json_scanner_get_fault (WeirJsonScanner *self)
{
  return &self->fault;
}

/**
 * weir_json_check:
 * @bytes: (array length=length): a text
 * @length: bytes in @bytes
 * @error: return location for an error
 *
 * Says whether @bytes are one JSON value (RFC 8259) of whatever kind, in
 * UTF-8, not deeper than %WEIR_DECODE_MAX_DEPTH. Any thread.
 *
 * Returns: %FALSE with an error of %WEIR_DECODE_ERROR if not
 */
gboolean
weir_json_check (const char *bytes,
                 gsize       length,
                 GError    **error)
{
  g_autoptr(WeirFieldTree) tree = weir_field_tree_new ();
  g_autoptr(WeirJsonScanner) scanner = weir_json_scanner_new (tree);
  g_autofree char *copy = g_malloc (length + 1);

  memcpy (copy, bytes, length);
  copy[length] = '\0';
  if (scan_document (scanner, copy, length))
    return TRUE;

  g_set_error (error, WEIR_DECODE_ERROR, scanner->fault.reason, "byte %" G_GSIZE_FORMAT ": expected %s",
               scanner->fault.position, scanner->fault.expected);
  return FALSE;
}
