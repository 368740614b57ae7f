#include "config.h"

#include "data/alert/weir-expression-parser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-path-likeness.h"

static gboolean
is_known_field (WeirExpressionParser     *self,
                const char *name,
                guint      *field)
{
  for (guint i = 0; self->fields != NULL && self->fields[i] != NULL; i++)
    if (g_str_equal (self->fields[i], name))
      {
        *field = i;
        return TRUE;
      }
  if (self->fields != NULL)
    return FALSE;

  if (!g_ptr_array_find_with_equal_func (self->found, name, g_str_equal, field))
    {
      *field = self->found->len;
      g_ptr_array_add (self->found, g_strdup (name));
    }

  return TRUE;
}

static gboolean
find_field (WeirExpressionParser     *self,
            const char *start,
            const char *text,
            gsize       length,
            guint      *field)
{
  g_autofree char *name = g_strndup (text, length);
  g_auto(GStrv) alike = NULL;
  g_autofree char *known = NULL;
  g_autofree char *hint = NULL;
  g_autofree char *words = NULL;

  if (is_known_field (self, name, field))
    return TRUE;

  known = g_strjoinv (", ", (char **) self->fields);
  alike = weir_path_find_alike (name, self->fields);
  hint = weir_path_dup_hint (name, (const char * const *) alike);
  words = g_strdup_printf (_("there is no field “%s”; there are: %s; text stands between quotes%s"), name, known, hint);

  return weir_expression_reader_fail_at (&self->reader, start, WEIR_RULE_ERROR_FIELD, words);
}

static gboolean
fail_function (WeirExpressionParser     *self,
               const char *start,
               const char *text,
               gsize       length)
{
  g_autofree char *name = g_strndup (text, length);
  g_auto(GStrv) names = weir_function_dup_names ();
  g_auto(GStrv) alike = weir_path_find_alike (name, (const char * const *) names);
  g_autofree char *hint = weir_path_dup_hint (name, (const char * const *) alike);
  g_autofree char *words = g_strdup_printf (_("there is no function “%s”%s"), name, hint);

  return weir_expression_reader_fail_at (&self->reader, start, WEIR_RULE_ERROR_FIELD, words);
}

static WeirExpressionType
get_letter_type (char letter)
{
  switch (letter)
    {
    case 'n':
      return WEIR_EXPRESSION_NUMBER;
    case 't':
      return WEIR_EXPRESSION_TEXT;
    case 'b':
      return WEIR_EXPRESSION_TRUTH;
    default:
      return WEIR_EXPRESSION_ANY;
    }
}

static gboolean
parse_argument (WeirExpressionParser   *self,
                char      letter,
                WeirNode *call,
                guint    *operands)
{
  guint index;

  if (letter == 'd')
    return weir_expression_reader_read_span (&self->reader, &call->span_usec);
  if (letter == 'r')
    {
      g_clear_pointer (&call->pattern, g_regex_unref);
      return weir_expression_reader_read_pattern (&self->reader, &call->pattern);
    }

  if (!weir_expression_parser_read_any (self, &index) || !weir_expression_parser_check_type (self, index, get_letter_type (letter)))
    return FALSE;
  operands[call->n_operands++] = index;

  return TRUE;
}

static gboolean
fail_arguments (WeirExpressionParser             *self,
                const WeirFunction *function)
{
  g_autofree char *words = NULL;
  guint n_min = weir_function_get_n_min (function);

  words = g_strdup_printf (ngettext ("%s needs %u argument", "%s needs %u arguments", n_min), function->name, n_min);

  return weir_expression_parser_fail (self, words);
}

static gboolean
parse_arguments (WeirExpressionParser   *self,
                 WeirNode *call,
                 guint    *operands)
{
  guint n = 0;

  if (weir_expression_parser_accept (self, ")", NULL))
    return weir_function_get_n_min (call->function) == 0 || fail_arguments (self, call->function);

  do
    {
      char letter = weir_function_get_letter (call->function, n++);

      weir_expression_reader_skip_space (&self->reader);
      if (letter == '\0' || n > WEIR_EXPRESSION_MAX_ARGUMENTS)
        return weir_expression_parser_fail (self, _("this argument is one too many"));
      if (!parse_argument (self, letter, call, operands))
        return FALSE;
    }
  while (weir_expression_parser_accept (self, ",", NULL));

  if (n < weir_function_get_n_min (call->function))
    return fail_arguments (self, call->function);

  return weir_expression_parser_accept (self, ")", NULL) || weir_expression_parser_fail (self, _("“)” or “,” is wanted here"));
}

/*< private >
 * weir_expression_parser_add_call:
 * @self: a parser
 * @call: a call whose arguments are read
 * @operands: the nodes of its arguments
 * @start: where its text begins
 * @index: (out): its node
 *
 * Returns: %FALSE with an error if the expression has too many parts
 */
gboolean
weir_expression_parser_add_call (WeirExpressionParser      *self,
          WeirNode    *call,
          const guint *operands,
          const char  *start,
          guint       *index)
{
  WeirExpression *expression = self->expression;
  gboolean added;

  call->first = expression->operands->len;
  g_array_append_vals (expression->operands, operands, call->n_operands);
  call->number = expression->memories->len;
  added = weir_expression_parser_add_node (self, call, start, index);
  if (call->kind == WEIR_NODE_MEMORY)
    g_array_append_val (expression->memories, *index);

  return added;
}

static gboolean
parse_call (WeirExpressionParser     *self,
            const char *start,
            const char *name,
            gsize       length,
            guint      *index)
{
  WeirNode call = { .kind = WEIR_NODE_CALL };
  guint operands[WEIR_EXPRESSION_MAX_ARGUMENTS];

  call.function = weir_function_find (name, length);
  if (call.function == NULL)
    return fail_function (self, start, name, length);

  call.type = call.function->type;
  if (call.function->memory != WEIR_MEMORY_NONE)
    call.kind = WEIR_NODE_MEMORY;
  if (parse_arguments (self, &call, operands))
    return weir_expression_parser_add_call (self, &call, operands, start, index);

  g_clear_pointer (&call.pattern, g_regex_unref);
  return FALSE;
}

/*< private >
 * weir_expression_parser_read_name:
 * @self: a parser
 * @node: an empty node of a field
 * @index: (out): the node of what was read
 *
 * Reads a field, or a call of a function.
 *
 * Returns: %FALSE with an error if there is no such field or function, or its
 *   arguments are not what it needs
 */
gboolean
weir_expression_parser_read_name (WeirExpressionParser   *self,
            WeirNode *node,
            guint    *index)
{
  const char *start = self->reader.at;
  gboolean quoted = *start == '`';
  const char *name;
  gsize length;

  if (!weir_expression_reader_read_name (&self->reader, &name, &length))
    return FALSE;

  if (!quoted)
    {
      const char *end = self->reader.at;

      if (weir_expression_parser_accept (self, "(", NULL))
        return parse_call (self, start, name, length, index);
      self->reader.at = end;
    }

  return find_field (self, start, name, length, &node->number) && weir_expression_parser_add_node (self, node, start, index);
}
