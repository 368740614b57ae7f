#include "config.h"

#include "data/alert/weir-expression-parser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*< private >
 * weir_expression_parser_fail:
 * @self: a parser
 * @wanted: what is wanted here
 *
 * Returns: %FALSE, with %WEIR_RULE_ERROR_SYNTAX
 */
gboolean
weir_expression_parser_fail (WeirExpressionParser     *self,
      const char *wanted)
{
  return weir_expression_reader_fail (&self->reader, wanted);
}

/*< private >
 * weir_expression_parser_accept:
 * @self: a parser
 * @sign: (nullable): a sign
 * @word: (nullable): a word
 *
 * Returns: whether one of them stood here, and was taken
 */
gboolean
weir_expression_parser_accept (WeirExpressionParser     *self,
        const char *sign,
        const char *word)
{
  return weir_expression_reader_accept (&self->reader, sign, word);
}

/*< private >
 * weir_expression_parser_add_node:
 * @self: a parser
 * @node: a node, whose operands were added before; copied
 * @start: where its text begins
 * @index: (out): its number
 *
 * Returns: %FALSE with an error if the expression has too many parts
 */
gboolean
weir_expression_parser_add_node (WeirExpressionParser         *self,
          const WeirNode *node,
          const char     *start,
          guint          *index)
{
  WeirNode added = *node;

  added.start = start - self->reader.text;
  added.end = self->reader.at - self->reader.text;
  g_array_append_val (self->expression->nodes, added);
  *index = self->expression->nodes->len - 1;

  return self->expression->nodes->len <= WEIR_EXPRESSION_MAX_NODES
         || weir_expression_parser_fail (self, _("this has too many parts: make several rules of it"));
}

static const WeirNode *
get_node (WeirExpressionParser *self,
          guint   i)
{
  return weir_expression_get_node (self->expression, i);
}

static const char *
get_type_words (WeirExpressionType type)
{
  switch (type)
    {
    case WEIR_EXPRESSION_NUMBER:
      return _("a number");
    case WEIR_EXPRESSION_TEXT:
      return _("a text");
    case WEIR_EXPRESSION_TRUTH:
      return _("true or false");
    case WEIR_EXPRESSION_NULL:
      return _("null");
    case WEIR_EXPRESSION_ANY:
    default:
      return _("a value");
    }
}

/*< private >
 * weir_expression_parser_check_type:
 * @self: a parser
 * @node: a node
 * @wanted: what it must be
 *
 * Only what can never be right is refused; a field may hold anything.
 *
 * Returns: %FALSE with %WEIR_RULE_ERROR_TYPE if it never is
 */
gboolean
weir_expression_parser_check_type (WeirExpressionParser             *self,
            guint               node,
            WeirExpressionType  wanted)
{
  const WeirNode *found = get_node (self, node);
  g_autofree char *words = NULL;

  if (found->type == WEIR_EXPRESSION_ANY || wanted == WEIR_EXPRESSION_ANY || found->type == wanted)
    return TRUE;

  words = g_strdup_printf (_("%s is wanted here, and this is %s"), get_type_words (wanted), get_type_words (found->type));

  return weir_expression_reader_fail_at (&self->reader, self->reader.text + found->start, WEIR_RULE_ERROR_TYPE, words);
}

static gboolean
parse_group (WeirExpressionParser *self,
             const char           *start,
             guint                *index)
{
  WeirNode *node;

  if (!weir_expression_parser_read_any (self, index))
    return FALSE;
  if (!weir_expression_parser_accept (self, ")", NULL))
    return weir_expression_parser_fail (self, _("“)” is wanted here"));

  /* The parentheses belong to what is shown of “(a + b) > 5”. */
  node = &g_array_index (self->expression->nodes, WeirNode, *index);
  if (node->type != WEIR_EXPRESSION_TRUTH)
    {
      node->start = start - self->reader.text;
      node->end = self->reader.at - self->reader.text;
    }

  return TRUE;
}

static gboolean
parse_operand (WeirExpressionParser *self,
               guint  *index)
{
  WeirNode node = { 0 };
  const char *start;

  weir_expression_reader_skip_space (&self->reader);
  start = self->reader.at;
  if (weir_expression_parser_accept (self, "(", NULL))
    return parse_group (self, start, index);
  if (!weir_expression_reader_read_literal (&self->reader, &node))
    return FALSE;

  return node.kind == WEIR_NODE_FIELD ? weir_expression_parser_read_name (self, &node, index) : weir_expression_parser_add_node (self, &node, start, index);
}

static gboolean
parse_sign (WeirExpressionParser *self,
            guint  *index)
{
  WeirNode node = { .kind = WEIR_NODE_NEGATE, .type = WEIR_EXPRESSION_NUMBER };
  const char *start;
  gboolean parsed;

  if (++self->depth > WEIR_EXPRESSION_MAX_DEPTH)
    return weir_expression_parser_fail (self, _("this is nested too deeply"));

  weir_expression_reader_skip_space (&self->reader);
  start = self->reader.at;
  if (*start == '-' && !g_ascii_isdigit (start[1]) && start[1] != '.')
    {
      self->reader.at++;
      parsed = parse_sign (self, &node.left) && weir_expression_parser_check_type (self, node.left, WEIR_EXPRESSION_NUMBER)
               && weir_expression_parser_add_node (self, &node, start, index);
    }
  else
    {
      parsed = parse_operand (self, index);
    }
  self->depth--;

  return parsed;
}

static gboolean
accept_operator (WeirExpressionParser       *self,
                 gboolean      products,
                 WeirNodeKind *kind)
{
  if (products && weir_expression_parser_accept (self, "*", NULL))
    *kind = WEIR_NODE_MULTIPLY;
  else if (products && weir_expression_parser_accept (self, "/", NULL))
    *kind = WEIR_NODE_DIVIDE;
  else if (products && weir_expression_parser_accept (self, "%", NULL))
    *kind = WEIR_NODE_REMAINDER;
  else if (!products && weir_expression_parser_accept (self, "+", NULL))
    *kind = WEIR_NODE_ADD;
  else if (!products && weir_expression_parser_accept (self, "-", NULL))
    *kind = WEIR_NODE_SUBTRACT;
  else
    return FALSE;

  return TRUE;
}

static gboolean
parse_sum (WeirExpressionParser   *self,
           gboolean  products,
           guint    *index)
{
  WeirNode node = { .type = WEIR_EXPRESSION_NUMBER };
  const char *start;

  weir_expression_reader_skip_space (&self->reader);
  start = self->reader.at;
  if (!(products ? parse_sign (self, index) : parse_sum (self, TRUE, index)))
    return FALSE;

  while (accept_operator (self, products, &node.kind))
    {
      node.left = *index;
      if (!(products ? parse_sign (self, &node.right) : parse_sum (self, TRUE, &node.right)))
        return FALSE;
      if (!weir_expression_parser_check_type (self, node.left, WEIR_EXPRESSION_NUMBER) || !weir_expression_parser_check_type (self, node.right, WEIR_EXPRESSION_NUMBER)
          || !weir_expression_parser_add_node (self, &node, start, index))
        return FALSE;
    }

  return TRUE;
}

static gboolean
accept_compare (WeirExpressionParser      *self,
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
    if (weir_expression_parser_accept (self, signs[i].sign, NULL))
      {
        *compare = signs[i].compare;
        return TRUE;
      }

  return FALSE;
}

static gboolean
check_comparable (WeirExpressionParser *self,
                  guint   left,
                  guint   right)
{
  if (get_node (self, left)->type == WEIR_EXPRESSION_NULL || get_node (self, right)->type == WEIR_EXPRESSION_NULL)
    {
      guint null = get_node (self, right)->type == WEIR_EXPRESSION_NULL ? right : left;

      return weir_expression_reader_fail_at (&self->reader, self->reader.text + get_node (self, null)->start,
                                             WEIR_RULE_ERROR_TYPE,
                                             _("nothing is equal to null: write “is null” or “is not null”"));
    }

  return weir_expression_parser_check_type (self, right, get_node (self, left)->type);
}

static gboolean
parse_list (WeirExpressionParser     *self,
            const char *start,
            guint      *index)
{
  WeirNode node = { .kind = WEIR_NODE_IN, .type = WEIR_EXPRESSION_TRUTH, .left = *index };
  g_autoptr(GArray) operands = g_array_new (FALSE, FALSE, sizeof (guint));
  guint one;

  if (!weir_expression_parser_accept (self, "(", NULL))
    return weir_expression_parser_fail (self, _("“(” is wanted after “in”, as in status in ('new', 'open')"));

  do
    {
      if (!parse_sum (self, FALSE, &one) || !check_comparable (self, node.left, one))
        return FALSE;
      g_array_append_val (operands, one);
    }
  while (weir_expression_parser_accept (self, ",", NULL));

  if (!weir_expression_parser_accept (self, ")", NULL))
    return weir_expression_parser_fail (self, _("“)” or “,” is wanted here"));

  node.first = self->expression->operands->len;
  node.n_operands = operands->len;
  if (operands->len > 0)
    g_array_append_vals (self->expression->operands, operands->data, operands->len);

  return weir_expression_parser_add_node (self, &node, start, index);
}

static gboolean
parse_matches (WeirExpressionParser     *self,
               const char *start,
               guint      *index)
{
  WeirNode call = { .kind = WEIR_NODE_CALL, .type = WEIR_EXPRESSION_TRUTH, .n_operands = 1 };

  call.function = weir_function_find ("matches", strlen ("matches"));

  return weir_expression_parser_check_type (self, *index, WEIR_EXPRESSION_TEXT)
         && weir_expression_reader_read_pattern (&self->reader, &call.pattern)
         && weir_expression_parser_add_call (self, &call, index, start, index);
}

static gboolean
negate (WeirExpressionParser     *self,
        const char *start,
        guint      *index)
{
  WeirNode node = { .kind = WEIR_NODE_NOT, .type = WEIR_EXPRESSION_TRUTH, .left = *index };

  return weir_expression_parser_add_node (self, &node, start, index);
}

static gboolean
parse_null_test (WeirExpressionParser     *self,
                 const char *start,
                 guint      *index)
{
  WeirNode node = { .kind = WEIR_NODE_IS_NULL, .type = WEIR_EXPRESSION_TRUTH, .left = *index };
  gboolean negative = weir_expression_parser_accept (self, NULL, "not");

  if (!weir_expression_parser_accept (self, NULL, "null"))
    return weir_expression_parser_fail (self, _("“null” or “not null” is wanted after “is”"));

  return weir_expression_parser_add_node (self, &node, start, index) && (!negative || negate (self, start, index));
}

static gboolean
parse_set (WeirExpressionParser     *self,
           const char *start,
           gboolean    negative,
           guint      *index)
{
  gboolean parsed;

  if (weir_expression_parser_accept (self, NULL, "in"))
    parsed = parse_list (self, start, index);
  else if (weir_expression_parser_accept (self, NULL, "matches"))
    parsed = parse_matches (self, start, index);
  else
    return !negative || weir_expression_parser_fail (self, _("“in” or “matches” is wanted after “not”"));

  return parsed && (!negative || negate (self, start, index));
}

static gboolean
parse_comparison (WeirExpressionParser *self,
                  guint  *index)
{
  WeirNode node = { .kind = WEIR_NODE_COMPARE, .type = WEIR_EXPRESSION_TRUTH };
  const char *start;

  weir_expression_reader_skip_space (&self->reader);
  start = self->reader.at;
  if (!parse_sum (self, FALSE, index))
    return FALSE;

  if (accept_compare (self, &node.compare))
    {
      node.left = *index;
      return parse_sum (self, FALSE, &node.right) && check_comparable (self, node.left, node.right)
             && weir_expression_parser_add_node (self, &node, start, index);
    }
  if (weir_expression_parser_accept (self, NULL, "is"))
    return parse_null_test (self, start, index);

  return parse_set (self, start, weir_expression_parser_accept (self, NULL, "not"), index);
}

static gboolean
parse_not (WeirExpressionParser *self,
           guint  *index)
{
  gboolean parsed;
  const char *start;

  if (++self->depth > WEIR_EXPRESSION_MAX_DEPTH)
    return weir_expression_parser_fail (self, _("this is nested too deeply"));

  weir_expression_reader_skip_space (&self->reader);
  start = self->reader.at;
  if (!g_str_has_prefix (start, "!=") && weir_expression_parser_accept (self, "!", "not"))
    parsed = parse_not (self, index) && negate (self, start, index);
  else
    parsed = parse_comparison (self, index);
  self->depth--;

  return parsed;
}

static gboolean
parse_pairs (WeirExpressionParser       *self,
             WeirNodeKind  kind,
             guint        *index)
{
  gboolean is_or = kind == WEIR_NODE_OR;
  WeirNode node = { .kind = kind, .type = WEIR_EXPRESSION_TRUTH };
  const char *start;

  weir_expression_reader_skip_space (&self->reader);
  start = self->reader.at;
  if (!(is_or ? parse_pairs (self, WEIR_NODE_AND, index) : parse_not (self, index)))
    return FALSE;

  while (weir_expression_parser_accept (self, is_or ? "||" : "&&", is_or ? "or" : "and"))
    {
      node.left = *index;
      if (!(is_or ? parse_pairs (self, WEIR_NODE_AND, &node.right) : parse_not (self, &node.right))
          || !weir_expression_parser_add_node (self, &node, start, index))
        return FALSE;
    }

  return TRUE;
}

/*< private >
 * weir_expression_parser_read_any:
 * @self: a parser
 * @index: (out): the node of what was read
 *
 * Reads as much as is an expression.
 *
 * Returns: %FALSE with an error if none stands here
 */
gboolean
weir_expression_parser_read_any (WeirExpressionParser *self,
          guint  *index)
{
  return parse_pairs (self, WEIR_NODE_OR, index);
}

static void
collect_parts (WeirExpression *self,
               guint           i)
{
  const WeirNode *node = weir_expression_get_node (self, i);

  switch (node->kind)
    {
    case WEIR_NODE_OR:
    case WEIR_NODE_AND:
      collect_parts (self, node->left);
      collect_parts (self, node->right);
      break;
    case WEIR_NODE_NOT:
      collect_parts (self, node->left);
      break;
    default:
      g_array_append_val (self->parts, i);
      break;
    }
}

/*< private >
 * weir_expression_parse:
 * @self: an empty expression with its text
 * @fields: (nullable) (array zero-terminated=1): names it may use; %NULL: any
 * @found: (nullable) (element-type utf8): gets the names it uses, where @fields is %NULL
 * @error: return location for an error
 *
 * Fills @self. After an error it is good for nothing but freeing.
 *
 * Returns: %FALSE with an error if the text is no expression
 */
gboolean
weir_expression_parse (WeirExpression      *self,
                       const char * const  *fields,
                       GPtrArray           *found,
                       GError             **error)
{
  WeirExpressionParser parser = { { self->text, self->text, self->texts, error }, self, fields, found, 0 };

  if (!g_utf8_validate (self->text, -1, NULL))
    {
      g_set_error_literal (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SYNTAX,
                           _("The condition is not UTF-8"));
      return FALSE;
    }

  /* Evaluation recurses over what was written, so that is bounded. */
  if (strlen (self->text) > WEIR_EXPRESSION_MAX_BYTES)
    {
      g_set_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SYNTAX,
                   _("The condition is longer than %d bytes: make several rules of it"),
                   WEIR_EXPRESSION_MAX_BYTES);
      return FALSE;
    }

  if (!weir_expression_parser_read_any (&parser, &self->root))
    return FALSE;

  weir_expression_reader_skip_space (&parser.reader);
  if (*parser.reader.at != '\0')
    return weir_expression_parser_fail (&parser, _("“and”, “or” or the end is wanted here"));
  collect_parts (self, self->root);

  return TRUE;
}
