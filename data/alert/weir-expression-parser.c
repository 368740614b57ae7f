#include "config.h"

#include "data/alert/weir-expression-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

typedef struct
{
  WeirExpression      *expression;
  const char          *text;
  const char          *at;
  const char * const  *fields;
  guint                depth;
  GError             **error;
} Parser;

static gboolean parse_or (Parser *self,
                          guint  *node);

static gint64
column_of (Parser     *self,
           const char *at)
{
  return g_utf8_pointer_to_offset (self->text, at) + 1;
}

static gboolean
fail (Parser     *self,
      const char *wanted)
{
  g_set_error (self->error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SYNTAX,
               _("column %" PRId64 " of “%s”: %s"),
               column_of (self, self->at), self->text, wanted);
  return FALSE;
}

static void
skip_space (Parser *self)
{
  while (g_ascii_isspace (*self->at))
    self->at++;
}

static gboolean
is_word_start (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (guchar) c >= 0x80;
}

static gsize
word_length (const char *at)
{
  gsize n = 0;

  if (!is_word_start (*at))
    return 0;
  while (is_word_start (at[n]) || g_ascii_isdigit (at[n]) || at[n] == '.')
    n++;

  return n;
}

static gboolean
is_word (Parser     *self,
         const char *word)
{
  gsize n = word_length (self->at);

  return n == strlen (word) && g_ascii_strncasecmp (self->at, word, n) == 0;
}

/* Takes @sign or @word, whichever stands there. */
static gboolean
accept (Parser     *self,
        const char *sign,
        const char *word)
{
  skip_space (self);

  if (sign != NULL && g_str_has_prefix (self->at, sign))
    self->at += strlen (sign);
  else if (word != NULL && is_word (self, word))
    self->at += strlen (word);
  else
    return FALSE;

  return TRUE;
}

static guint
add_node (Parser         *self,
          const WeirNode *node)
{
  g_array_append_vals (self->expression->nodes, node, 1);

  return self->expression->nodes->len - 1;
}

static gboolean
find_field (Parser     *self,
            const char *start,
            gsize       length,
            guint      *field)
{
  g_autofree char *name = g_strndup (start, length);
  g_autofree char *known = NULL;

  for (guint i = 0; self->fields[i] != NULL; i++)
    if (g_str_equal (self->fields[i], name))
      {
        *field = i;
        return TRUE;
      }

  known = g_strjoinv (", ", (char **) self->fields);
  g_set_error (self->error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_FIELD,
               _("column %" PRId64 " of “%s”: there is no field “%s”; there are: %s; "
                 "text stands between quotes"),
               column_of (self, start), self->text, name, known);
  return FALSE;
}

static gboolean
parse_field (Parser *self,
             guint  *field)
{
  const char *start = self->at;
  const char *end;
  gsize n;

  if (*start == '`')
    {
      end = strchr (start + 1, '`');
      if (end == NULL)
        return fail (self, _("this ` is never closed"));
      self->at = end + 1;
      return find_field (self, start + 1, end - start - 1, field);
    }

  n = word_length (start);
  if (n == 0)
    return fail (self, _("a field, a number, 'text', true or false is wanted here"));
  self->at += n;

  return find_field (self, start, n, field);
}

static gboolean
parse_text (Parser    *self,
            WeirValue *value)
{
  char quote = *self->at;
  const char *p = self->at + 1;
  GString *text = g_string_new (NULL);

  for (; *p != '\0' && *p != quote; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        p++;
      g_string_append_c (text, *p);
    }

  value->type = WEIR_VALUE_TEXT;
  value->length = text->len;
  value->as_text = g_string_free (text, FALSE);
  g_ptr_array_add (self->expression->texts, (char *) value->as_text);

  if (*p != quote)
    return fail (self, _("this quote is never closed"));
  self->at = p + 1;

  return TRUE;
}

static gboolean
parse_number (Parser    *self,
              WeirValue *value)
{
  char *end_int;
  char *end;
  gint64 integer;

  errno = 0;
  integer = g_ascii_strtoll (self->at, &end_int, 10);
  if (errno != 0)
    end_int = (char *) self->at;

  value->type = WEIR_VALUE_DOUBLE;
  value->as_double = g_ascii_strtod (self->at, &end);
  if (end == self->at || !isfinite (value->as_double))
    return fail (self, _("this is no finite number"));

  if (end == end_int)
    {
      value->type = WEIR_VALUE_INT;
      value->as_int = integer;
    }
  self->at = end;
  if (is_word_start (*end))
    return fail (self, _("a number ends here; units are not written in rules"));

  return TRUE;
}

static gboolean
parse_abs (Parser      *self,
           WeirOperand *operand)
{
  operand->kind = WEIR_OPERAND_ABS;
  skip_space (self);
  if (!parse_field (self, &operand->field))
    return FALSE;
  if (!accept (self, ")", NULL))
    return fail (self, _("“)” is wanted after the field of abs"));

  return TRUE;
}

static gboolean
parse_operand (Parser      *self,
               WeirOperand *operand)
{
  *operand = (WeirOperand) { .kind = WEIR_OPERAND_LITERAL };
  skip_space (self);

  if (*self->at == '\'' || *self->at == '"')
    return parse_text (self, &operand->literal);
  if (g_ascii_isdigit (*self->at) || strchr ("+-.", *self->at) != NULL)
    if (*self->at != '\0')
      return parse_number (self, &operand->literal);

  if (is_word (self, "true") || is_word (self, "false"))
    {
      operand->literal.type = WEIR_VALUE_BOOL;
      operand->literal.as_int = is_word (self, "true");
      self->at += word_length (self->at);
      return TRUE;
    }

  if (is_word (self, "abs"))
    {
      const char *start = self->at;

      self->at += strlen ("abs");
      if (accept (self, "(", NULL))
        return parse_abs (self, operand);
      self->at = start;
    }

  operand->kind = WEIR_OPERAND_FIELD;
  return parse_field (self, &operand->field);
}

static const char *
accept_compare (Parser      *self,
                WeirCompare *compare)
{
  /* Longer signs first. */
  static const struct
  {
    const char *sign;
    WeirCompare compare;
  } signs[] = {
    { "<=", WEIR_COMPARE_LESS_EQUAL }, { ">=", WEIR_COMPARE_GREATER_EQUAL },
    { "==", WEIR_COMPARE_EQUAL },      { "!=", WEIR_COMPARE_NOT_EQUAL },
    { "<>", WEIR_COMPARE_NOT_EQUAL },  { "<", WEIR_COMPARE_LESS },
    { ">", WEIR_COMPARE_GREATER },     { "=", WEIR_COMPARE_EQUAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (accept (self, signs[i].sign, NULL))
      {
        *compare = signs[i].compare;
        return signs[i].sign;
      }

  return NULL;
}

/* "> 40" of `temperature > 40`, "40 <" of `40 < temperature`. */
static char *
dup_limit (const WeirNode *node,
           const char     *a,
           gsize           a_length,
           const char     *sign,
           const char     *b,
           gsize           b_length)
{
  if (node->a.kind == WEIR_OPERAND_LITERAL)
    return g_strdup_printf ("%.*s %s", (int) a_length, a, sign);

  return g_strdup_printf ("%s %.*s", sign, (int) b_length, b);
}

static gboolean
parse_comparison (Parser *self,
                  guint  *index)
{
  WeirNode node = { .kind = WEIR_NODE_FLAG };
  const char *a = self->at;
  const char *sign;
  const char *b;
  gsize a_length;

  if (!parse_operand (self, &node.a))
    return FALSE;

  a_length = self->at - a;
  sign = accept_compare (self, &node.compare);
  if (sign != NULL)
    {
      node.kind = WEIR_NODE_COMPARE;
      skip_space (self);
      b = self->at;
      if (!parse_operand (self, &node.b))
        return FALSE;
      node.limit = dup_limit (&node, a, a_length, sign, b, self->at - b);
    }
  *index = add_node (self, &node);

  return TRUE;
}

static gboolean
parse_not (Parser *self,
           guint  *index)
{
  WeirNode node = { .kind = WEIR_NODE_NOT };
  gboolean parsed;

  if (++self->depth > WEIR_EXPRESSION_MAX_DEPTH)
    return fail (self, _("this is nested too deeply"));

  skip_space (self);
  if (!g_str_has_prefix (self->at, "!=") && accept (self, "!", "not"))
    {
      parsed = parse_not (self, &node.left);
      if (parsed)
        *index = add_node (self, &node);
    }
  else if (accept (self, "(", NULL))
    {
      parsed = parse_or (self, index);
      if (parsed && !accept (self, ")", NULL))
        parsed = fail (self, _("“)” is wanted here"));
    }
  else
    {
      parsed = parse_comparison (self, index);
    }
  self->depth--;

  return parsed;
}

static gboolean
parse_pairs (Parser       *self,
             WeirNodeKind  kind,
             guint        *index)
{
  gboolean is_or = kind == WEIR_NODE_OR;
  WeirNode node = { .kind = kind };

  if (!(is_or ? parse_pairs (self, WEIR_NODE_AND, &node.left) : parse_not (self, &node.left)))
    return FALSE;

  while (accept (self, is_or ? "||" : "&&", is_or ? "or" : "and"))
    {
      if (!(is_or ? parse_pairs (self, WEIR_NODE_AND, &node.right) : parse_not (self, &node.right)))
        return FALSE;
      node.left = add_node (self, &node);
    }
  *index = node.left;

  return TRUE;
}

static gboolean
parse_or (Parser *self,
          guint  *node)
{
  return parse_pairs (self, WEIR_NODE_OR, node);
}

/*< private >
 * weir_expression_parse:
 * @self: an empty expression
 * @text: the condition
 * @fields: (array zero-terminated=1): names it may use
 * @error: return location for an error
 *
 * Fills @self. After an error it is good for nothing but freeing.
 */
gboolean
weir_expression_parse (WeirExpression      *self,
                       const char          *text,
                       const char * const  *fields,
                       GError             **error)
{
  Parser parser = { self, text, text, fields, 0, error };

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SYNTAX,
                           _("The condition is not UTF-8"));
      return FALSE;
    }

  /* Evaluation recurses over what was written, so that is bounded. */
  if (strlen (text) > WEIR_EXPRESSION_MAX_BYTES)
    {
      g_set_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SYNTAX,
                   _("The condition is longer than %d bytes: make several rules of it"),
                   WEIR_EXPRESSION_MAX_BYTES);
      return FALSE;
    }

  if (!parse_or (&parser, &self->root))
    return FALSE;

  skip_space (&parser);
  if (*parser.at != '\0')
    return fail (&parser, _("“and”, “or” or the end is wanted here"));

  return TRUE;
}
