#include "config.h"

#include "data/alert/weir-expression-private.h"

#include <math.h>
#include <string.h>

/*
 * What operators do with two values. Null is what is missing, null, or the result
 * of an operation that its operands do not allow; it makes every result null.
 */

static const WeirValue missing = { .type = WEIR_VALUE_MISSING };

static gboolean
holds (WeirCompare compare,
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

/*< private >
 * weir_expression_compare:
 * @compare: how
 * @a: a value
 * @b: another
 *
 * Two integers are compared as such: 2^53 and 2^53 + 1 differ. Texts are compared bytewise.
 *
 * Returns: true, false, or null where they are not of one type
 */
WeirValue
weir_expression_compare (WeirCompare compare,
                         WeirValue   a,
                         WeirValue   b)
{
  int order;

  if ((a.type == WEIR_VALUE_INT && b.type == WEIR_VALUE_INT) ||
      (a.type == WEIR_VALUE_BOOL && b.type == WEIR_VALUE_BOOL))
    {
      order = (a.as_int > b.as_int) - (a.as_int < b.as_int);
    }
  else if (weir_value_is_number (&a) && weir_value_is_number (&b))
    {
      double x = weir_value_get_double (&a);
      double y = weir_value_get_double (&b);

      order = (x > y) - (x < y);
    }
  else if (a.type == WEIR_VALUE_TEXT && b.type == WEIR_VALUE_TEXT)
    {
      order = order_of_texts (&a, &b);
    }
  else
    {
      return missing;
    }

  return (WeirValue) { .type = WEIR_VALUE_BOOL, .as_int = holds (compare, order) };
}

/* FALSE: not without a fraction, or beyond 64 bits. */
static gboolean
reckon_integers (WeirNodeKind  kind,
                 gint64        a,
                 gint64        b,
                 gint64       *result)
{
  switch (kind)
    {
    case WEIR_NODE_ADD:
      return !__builtin_add_overflow (a, b, result);
    case WEIR_NODE_SUBTRACT:
      return !__builtin_sub_overflow (a, b, result);
    case WEIR_NODE_MULTIPLY:
      return !__builtin_mul_overflow (a, b, result);
    case WEIR_NODE_REMAINDER:
      if (b == 0)
        return FALSE;
      *result = b == -1 ? 0 : a % b;
      return TRUE;
    case WEIR_NODE_DIVIDE:
    default:
      return FALSE;
    }
}

static double
reckon_doubles (WeirNodeKind kind,
                double       a,
                double       b)
{
  switch (kind)
    {
    case WEIR_NODE_ADD:
      return a + b;
    case WEIR_NODE_SUBTRACT:
      return a - b;
    case WEIR_NODE_MULTIPLY:
      return a * b;
    case WEIR_NODE_DIVIDE:
      return a / b;
    case WEIR_NODE_REMAINDER:
    default:
      return fmod (a, b);
    }
}

/*< private >
 * weir_expression_reckon:
 * @kind: add, subtract, multiply, divide or remainder
 * @a: a value
 * @b: another
 *
 * Integers stay integers, but for a division and beyond 64 bits. The remainder has the
 * sign of @a.
 *
 * Returns: the result; null where one is no number, or the result is not finite
 */
WeirValue
weir_expression_reckon (WeirNodeKind kind,
                        WeirValue    a,
                        WeirValue    b)
{
  gint64 integer;

  if (!weir_value_is_number (&a) || !weir_value_is_number (&b))
    return missing;
  if (a.type == WEIR_VALUE_INT && b.type == WEIR_VALUE_INT && reckon_integers (kind, a.as_int, b.as_int, &integer))
    return weir_value_of_int (integer);

  return weir_function_number (reckon_doubles (kind, weir_value_get_double (&a), weir_value_get_double (&b)));
}

/*< private >
 * weir_expression_get_truth:
 * @value: a value
 *
 * Returns: whether it counts as true: a number that is not 0, a text that is not
 *   empty; unknown for null
 */
WeirTruth
weir_expression_get_truth (WeirValue value)
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
