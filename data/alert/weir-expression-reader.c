#include "config.h"

#include "data/alert/weir-expression-reader.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "data/decode/weir-duration.h"

/* Steps that a regular expression may take for one text, so that none can stop the program. */
#define PATTERN_LIMIT "(*LIMIT_MATCH=20000)"

/*< private >
 * weir_expression_reader_fail_at:
 * @self: a reader
 * @at: where
 * @code: what kind of error it is
 * @wanted: what is wrong there
 *
 * Returns: %FALSE, with an error that names the column
 */
gboolean
weir_expression_reader_fail_at (WeirExpressionReader *self,
                                const char           *at,
                                WeirRuleError         code,
                                const char           *wanted)
{
  gint64 column = g_utf8_pointer_to_offset (self->text, at) + 1;

  g_set_error (self->error, WEIR_RULE_ERROR, code, _("column %" PRId64 " of “%s”: %s"), column, self->text, wanted);
  weir_rule_error_set_column (self->error != NULL ? *self->error : NULL, (guint) column);
  return FALSE;
}

/*< private >
 * weir_expression_reader_fail:
 * @self: a reader
 * @wanted: what is wanted here
 *
 * Returns: %FALSE, with %WEIR_RULE_ERROR_SYNTAX
 */
gboolean
weir_expression_reader_fail (WeirExpressionReader *self,
                             const char           *wanted)
{
  return weir_expression_reader_fail_at (self, self->at, WEIR_RULE_ERROR_SYNTAX, wanted);
}

/*< private >
 * weir_expression_reader_skip_space:
 * @self: a reader
 */
void
weir_expression_reader_skip_space (WeirExpressionReader *self)
{
  while (g_ascii_isspace (*self->at))
    self->at++;
}

static gboolean
is_word_start (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (guchar) c >= 0x80;
}

/*< private >
 * weir_expression_reader_get_word:
 * @self: a reader
 *
 * Returns: the bytes of the word that begins here, 0 if none does
 */
gsize
weir_expression_reader_get_word (WeirExpressionReader *self)
{
  gsize n = 0;

  if (!is_word_start (*self->at))
    return 0;
  while (is_word_start (self->at[n]) || g_ascii_isdigit (self->at[n]) || self->at[n] == '.')
    n++;

  return n;
}

/*< private >
 * weir_expression_reader_is_word:
 * @self: a reader
 * @word: a word
 *
 * Returns: whether @word stands here, in any case
 */
gboolean
weir_expression_reader_is_word (WeirExpressionReader *self,
                                const char           *word)
{
  gsize n = weir_expression_reader_get_word (self);

  return n == strlen (word) && g_ascii_strncasecmp (self->at, word, n) == 0;
}

/*< private >
 * weir_expression_reader_accept:
 * @self: a reader
 * @sign: (nullable): a sign
 * @word: (nullable): a word
 *
 * Takes @sign or @word, whichever stands behind the space here.
 *
 * Returns: whether one does
 */
gboolean
weir_expression_reader_accept (WeirExpressionReader *self,
                               const char           *sign,
                               const char           *word)
{
  weir_expression_reader_skip_space (self);

  if (sign != NULL && g_str_has_prefix (self->at, sign))
    self->at += strlen (sign);
  else if (word != NULL && weir_expression_reader_is_word (self, word))
    self->at += strlen (word);
  else
    return FALSE;

  return TRUE;
}

/*< private >
 * weir_expression_reader_read_name:
 * @self: a reader
 * @name: (out): a name, not NUL-terminated
 * @length: (out): its bytes
 *
 * Returns: %FALSE with an error if there is no name here
 */
gboolean
weir_expression_reader_read_name (WeirExpressionReader *self,
                                  const char          **name,
                                  gsize                *length)
{
  const char *end;

  *name = self->at;
  *length = weir_expression_reader_get_word (self);
  if (*self->at == '`')
    {
      end = strchr (self->at + 1, '`');
      if (end == NULL)
        return weir_expression_reader_fail (self, _("this ` is never closed"));
      *name = self->at + 1;
      *length = end - *name;
      self->at = end + 1;
      return TRUE;
    }
  if (*length == 0)
    return weir_expression_reader_fail (self, _("a field, a number, 'text', true or false is wanted here"));
  self->at += *length;

  return TRUE;
}

static gboolean
read_text (WeirExpressionReader *self,
           WeirValue            *value)
{
  char quote = *self->at;
  const char *p = self->at + 1;
  GString *text = g_string_new (NULL);
  gsize length;

  for (; *p != '\0' && *p != quote; p++)
    {
      if (*p == '\\' && (p[1] == '\\' || p[1] == quote))
        p++;
      g_string_append_c (text, *p);
    }

  length = text->len;
  *value = weir_value_of_text (g_string_free (text, FALSE), length);
  g_ptr_array_add (self->texts, (char *) value->as_text);

  if (*p != quote)
    return weir_expression_reader_fail (self, _("this quote is never closed"));
  self->at = p + 1;

  return TRUE;
}

static gboolean
read_number (WeirExpressionReader *self,
             WeirValue            *value)
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
    return weir_expression_reader_fail (self, _("this is no finite number"));

  if (end == end_int)
    *value = weir_value_of_int (integer);
  self->at = end;
  if (is_word_start (*end))
    return weir_expression_reader_fail (self, _("a number ends here; units are not written in rules"));

  return TRUE;
}

/*< private >
 * weir_expression_reader_read_literal:
 * @self: a reader
 * @node: gets the literal; its kind is %WEIR_NODE_LITERAL if there is one
 *
 * Reads a number, a text, true, false or null, if one stands here.
 *
 * Returns: %FALSE with an error if it is a broken one
 */
gboolean
weir_expression_reader_read_literal (WeirExpressionReader *self,
                                     WeirNode             *node)
{
  const char *at = self->at;
  gboolean truth = weir_expression_reader_is_word (self, "true");

  node->kind = WEIR_NODE_LITERAL;
  if (*at == '\'' || *at == '"')
    {
      node->type = WEIR_EXPRESSION_TEXT;
      return read_text (self, &node->literal);
    }
  if (g_ascii_isdigit (*at) || *at == '.' || ((*at == '-' || *at == '+') && (g_ascii_isdigit (at[1]) || at[1] == '.')))
    {
      node->type = WEIR_EXPRESSION_NUMBER;
      return read_number (self, &node->literal);
    }

  if (truth || weir_expression_reader_is_word (self, "false"))
    {
      node->type = WEIR_EXPRESSION_TRUTH;
      node->literal = (WeirValue) { .type = WEIR_VALUE_BOOL, .as_int = truth };
    }
  else if (weir_expression_reader_is_word (self, "null"))
    {
      node->type = WEIR_EXPRESSION_NULL;
      node->literal = (WeirValue) { .type = WEIR_VALUE_NULL };
    }
  else
    {
      node->kind = WEIR_NODE_FIELD;
      return TRUE;
    }
  self->at += weir_expression_reader_get_word (self);

  return TRUE;
}

/*< private >
 * weir_expression_reader_read_span:
 * @self: a reader
 * @span_usec: (out): a duration, longer than none
 *
 * Returns: %FALSE with an error if there is no duration as `1h30m` here
 */
gboolean
weir_expression_reader_read_span (WeirExpressionReader *self,
                                  gint64               *span_usec)
{
  g_autofree char *text = NULL;
  const char *start;
  gsize n = 0;

  weir_expression_reader_skip_space (self);
  start = self->at;
  while (g_ascii_isalnum (start[n]))
    n++;
  text = g_strndup (start, n);
  if (n == 0 || !g_ascii_isdigit (*start) || !weir_duration_parse (text, span_usec, NULL) || *span_usec == 0)
    return weir_expression_reader_fail (self, _("a duration is wanted here, such as 10m or 1h30m"));
  self->at += n;

  return TRUE;
}

/*< private >
 * weir_expression_reader_read_pattern:
 * @self: a reader
 * @pattern: (out) (transfer full): a regular expression
 *
 * Returns: %FALSE with an error if there is no regular expression between quotes here
 */
gboolean
weir_expression_reader_read_pattern (WeirExpressionReader *self,
                                     GRegex              **pattern)
{
  g_autoptr(GError) why = NULL;
  g_autofree char *bounded = NULL;
  g_autofree char *wanted = NULL;
  WeirValue value;
  const char *start;

  weir_expression_reader_skip_space (self);
  start = self->at;
  if (*start != '\'' && *start != '"')
    return weir_expression_reader_fail (self, _("a regular expression between quotes is wanted here"));
  if (!read_text (self, &value))
    return FALSE;

  bounded = g_strconcat (PATTERN_LIMIT, value.as_text, NULL);
  *pattern = g_regex_new (bounded, G_REGEX_OPTIMIZE, 0, &why);
  if (*pattern != NULL)
    return TRUE;

  wanted = g_strdup_printf (_("this is no regular expression: %s"), why->message);

  return weir_expression_reader_fail_at (self, start, WEIR_RULE_ERROR_SYNTAX, wanted);
}
