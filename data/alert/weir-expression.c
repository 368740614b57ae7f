#include "config.h"

#include "data/alert/weir-expression-private.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK (weir-rule-error-quark, weir_rule_error)

static void
node_clear (gpointer data)
{
  g_free (((WeirNode *) data)->limit);
}

/**
 * weir_expression_new:
 * @text: the condition
 * @fields: (array zero-terminated=1): names it may use; their order is that of the values
 * @error: return location for an error
 *
 * Compiles a condition. The error (%WEIR_RULE_ERROR_SYNTAX or
 * %WEIR_RULE_ERROR_FIELD) names the column, counted from 1 in characters, and
 * what is wanted there.
 *
 * Returns: (transfer full) (nullable): the condition
 */
WeirExpression *
weir_expression_new (const char          *text,
                     const char * const  *fields,
                     GError             **error)
{
  g_autoptr(WeirExpression) self = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (fields != NULL, NULL);

  self = g_new0 (WeirExpression, 1);
  self->nodes = g_array_new (FALSE, TRUE, sizeof (WeirNode));
  g_array_set_clear_func (self->nodes, node_clear);
  self->texts = g_ptr_array_new_with_free_func (g_free);

  if (!weir_expression_parse (self, text, fields, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * weir_expression_free:
 * @self: (transfer full): a condition
 */
void
weir_expression_free (WeirExpression *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->nodes);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

static WeirValue
operand_value (const WeirOperand *operand,
               const WeirValue   *values)
{
  WeirValue value;

  if (operand->kind == WEIR_OPERAND_LITERAL)
    return operand->literal;

  value = values[operand->field];
  if (operand->kind == WEIR_OPERAND_FIELD)
    return value;

  if (value.type == WEIR_VALUE_DOUBLE)
    value.as_double = fabs (value.as_double);
  else if (value.type == WEIR_VALUE_INT && value.as_int == G_MININT64)
    value = (WeirValue) { .type = WEIR_VALUE_DOUBLE, .as_double = -(double) G_MININT64 };
  else if (value.type == WEIR_VALUE_INT)
    value.as_int = ABS (value.as_int);
  else
    value.type = WEIR_VALUE_MISSING;

  return value;
}

static WeirTruth
truth_of_order (WeirCompare compare,
                int         order)
{
  switch (compare)
    {
    case WEIR_COMPARE_LESS:
      return order < 0;
    case WEIR_COMPARE_LESS_EQUAL:
      return order <= 0;
    case WEIR_COMPARE_GREATER:
      return order > 0;
    case WEIR_COMPARE_GREATER_EQUAL:
      return order >= 0;
    case WEIR_COMPARE_EQUAL:
      return order == 0;
    case WEIR_COMPARE_NOT_EQUAL:
      return order != 0;
    default:
      g_assert_not_reached ();
    }
}

static int
order_of_texts (const WeirValue *a,
                const WeirValue *b)
{
  int order = memcmp (a->as_text, b->as_text, MIN (a->length, b->length));

  return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

static WeirTruth
compare_values (WeirCompare compare,
                WeirValue   a,
                WeirValue   b)
{
  /* Two integers are compared as such: 2^53 and 2^53 + 1 differ. */
  if ((a.type == WEIR_VALUE_INT && b.type == WEIR_VALUE_INT) ||
      (a.type == WEIR_VALUE_BOOL && b.type == WEIR_VALUE_BOOL))
    return truth_of_order (compare, (a.as_int > b.as_int) - (a.as_int < b.as_int));

  if (weir_value_is_number (&a) && weir_value_is_number (&b))
    {
      double x = weir_value_get_double (&a);
      double y = weir_value_get_double (&b);

      return truth_of_order (compare, (x > y) - (x < y));
    }

  if (a.type == WEIR_VALUE_TEXT && b.type == WEIR_VALUE_TEXT)
    return truth_of_order (compare, order_of_texts (&a, &b));

  return WEIR_TRUTH_UNKNOWN;
}

static WeirTruth
truth_of_flag (WeirValue value)
{
  switch (value.type)
    {
    case WEIR_VALUE_BOOL:
    case WEIR_VALUE_INT:
      return value.as_int != 0;
    case WEIR_VALUE_DOUBLE:
      return value.as_double != 0;
    case WEIR_VALUE_TEXT:
      return value.length > 0;
    default:
      return WEIR_TRUTH_UNKNOWN;
    }
}

static WeirTruth evaluate (const WeirExpression *self,
                           guint                 i,
                           const WeirValue      *values);

/* Kleene's three values: false and unknown is false, true or unknown is true. */
static WeirTruth
evaluate_pair (const WeirExpression *self,
               const WeirNode       *node,
               const WeirValue      *values)
{
  WeirTruth decisive = node->kind == WEIR_NODE_OR ? WEIR_TRUTH_TRUE : WEIR_TRUTH_FALSE;
  WeirTruth left = evaluate (self, node->left, values);
  WeirTruth right;

  if (left == decisive)
    return decisive;

  right = evaluate (self, node->right, values);
  if (right == decisive || left != WEIR_TRUTH_UNKNOWN)
    return right;

  return WEIR_TRUTH_UNKNOWN;
}

static WeirTruth
evaluate (const WeirExpression *self,
          guint                 i,
          const WeirValue      *values)
{
  const WeirNode *node = &g_array_index (self->nodes, WeirNode, i);
  WeirTruth truth;

  switch (node->kind)
    {
    case WEIR_NODE_OR:
    case WEIR_NODE_AND:
      return evaluate_pair (self, node, values);
    case WEIR_NODE_NOT:
      truth = evaluate (self, node->left, values);
      return truth == WEIR_TRUTH_UNKNOWN ? truth : !truth;
    case WEIR_NODE_COMPARE:
      return compare_values (node->compare, operand_value (&node->a, values),
                             operand_value (&node->b, values));
    case WEIR_NODE_FLAG:
      return truth_of_flag (operand_value (&node->a, values));
    default:
      g_assert_not_reached ();
    }
}

/**
 * weir_expression_evaluate:
 * @self: a condition
 * @values: one value a field it was compiled against
 *
 * Returns: whether it holds; any thread
 */
WeirTruth
weir_expression_evaluate (const WeirExpression *self,
                          const WeirValue      *values)
{
  return evaluate (self, self->root, values);
}

/**
 * weir_expression_find_cause:
 * @self: a condition
 * @values: one value a field it was compiled against
 *
 * Of `price < 100 or regulatory`, finds the part that holds: what an alert
 * shows as its value and limit. Where none does, it is the first part.
 *
 * Returns: a number for weir_expression_get_field() and weir_expression_dup_limit()
 */
guint
weir_expression_find_cause (const WeirExpression *self,
                            const WeirValue      *values)
{
  guint first = G_MAXUINT;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      WeirNodeKind kind = g_array_index (self->nodes, WeirNode, i).kind;

      if (kind != WEIR_NODE_COMPARE && kind != WEIR_NODE_FLAG)
        continue;
      if (evaluate (self, i, values) == WEIR_TRUTH_TRUE)
        return i;
      first = MIN (first, i);
    }

  return first;
}

/**
 * weir_expression_get_field:
 * @self: a condition
 * @cause: from weir_expression_find_cause()
 *
 * Returns: which field that part looks at, %G_MAXUINT if it looks at none
 */
guint
weir_expression_get_field (const WeirExpression *self,
                           guint                 cause)
{
  const WeirNode *node;

  g_return_val_if_fail (cause < self->nodes->len, G_MAXUINT);

  node = &g_array_index (self->nodes, WeirNode, cause);
  if (node->a.kind != WEIR_OPERAND_LITERAL)
    return node->a.field;
  if (node->kind == WEIR_NODE_COMPARE && node->b.kind != WEIR_OPERAND_LITERAL)
    return node->b.field;

  return G_MAXUINT;
}

/**
 * weir_expression_dup_limit:
 * @self: a condition
 * @cause: from weir_expression_find_cause()
 *
 * Returns: (transfer full): the limit as written, "> 40"; empty for a flag
 */
char *
weir_expression_dup_limit (const WeirExpression *self,
                           guint                 cause)
{
  const char *limit;

  g_return_val_if_fail (cause < self->nodes->len, NULL);

  limit = g_array_index (self->nodes, WeirNode, cause).limit;

  return g_strdup (limit != NULL ? limit : "");
}
