#include "data/alert/weir-expression.h"

#include <string.h>

static const char *const fields[] = { "price", "volume", "symbol", "flag", "data.temp", "odd name", NULL };

static WeirValue
integer (gint64 value)
{
  return (WeirValue) { .type = WEIR_VALUE_INT, .as_int = value };
}

static WeirValue
number (double value)
{
  return (WeirValue) { .type = WEIR_VALUE_DOUBLE, .as_double = value };
}

static WeirValue
text (const char *value)
{
  return (WeirValue) { .type = WEIR_VALUE_TEXT, .length = strlen (value), .as_text = value };
}

static WeirValue
flag (gboolean value)
{
  return (WeirValue) { .type = WEIR_VALUE_BOOL, .as_int = value };
}

static const struct
{
  const char *text;
  WeirTruth   truth;
} conditions[] = {
  { "price < 100", WEIR_TRUTH_TRUE },
  { "price < -99.5", WEIR_TRUTH_FALSE },
  { "price <= -99.5", WEIR_TRUTH_TRUE },
  { "price > -1e2", WEIR_TRUTH_TRUE },
  { "abs(price) >= 99.5", WEIR_TRUTH_TRUE },
  { "abs ( price ) > 99.5", WEIR_TRUTH_FALSE },
  { "volume == 20", WEIR_TRUTH_TRUE },
  { "volume = 20", WEIR_TRUTH_TRUE },
  { "volume != 20", WEIR_TRUTH_FALSE },
  { "volume <> 21", WEIR_TRUTH_TRUE },
  { "20.0 == volume", WEIR_TRUTH_TRUE },
  { "symbol == 'AAA'", WEIR_TRUTH_TRUE },
  { "symbol == \"AA\"", WEIR_TRUTH_FALSE },
  { "symbol < 'AAB'", WEIR_TRUTH_TRUE },
  { "symbol == 5", WEIR_TRUTH_UNKNOWN },
  { "flag", WEIR_TRUTH_TRUE },
  { "!flag", WEIR_TRUTH_FALSE },
  { "not flag", WEIR_TRUTH_FALSE },
  { "flag == true", WEIR_TRUTH_TRUE },
  { "flag == false", WEIR_TRUTH_FALSE },
  { "flag != true", WEIR_TRUTH_FALSE },
  { "data.temp > 1", WEIR_TRUTH_UNKNOWN },
  { "!(data.temp > 1)", WEIR_TRUTH_UNKNOWN },
  { "`odd name` == 1", WEIR_TRUTH_UNKNOWN },
  { "data.temp > 1 and price > 0", WEIR_TRUTH_FALSE },
  { "price > 0 and data.temp > 1", WEIR_TRUTH_FALSE },
  { "data.temp > 1 and flag", WEIR_TRUTH_UNKNOWN },
  { "data.temp > 1 or flag", WEIR_TRUTH_TRUE },
  { "data.temp > 1 || price > 0", WEIR_TRUTH_UNKNOWN },
  /* "and" binds before "or", "not" before both. */
  { "flag or flag and price > 0", WEIR_TRUTH_TRUE },
  { "(flag or flag) && price > 0", WEIR_TRUTH_FALSE },
  { "not flag or flag", WEIR_TRUTH_TRUE },
  { "NOT (flag OR flag)", WEIR_TRUTH_FALSE },
  { "1 < 2", WEIR_TRUTH_TRUE },
  { "-5 > abs(volume)", WEIR_TRUTH_FALSE },
};

static void
test_conditions_hold_or_not (void)
{
  const WeirValue values[] = { number (-99.5), integer (20), text ("AAA"), flag (TRUE), { .type = WEIR_VALUE_NULL },
                               { .type = WEIR_VALUE_MISSING } };
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(WeirExpression) expression = weir_expression_new (conditions[i].text, fields, &error);

      g_test_message ("%s", conditions[i].text);
      g_assert_no_error (error);
      g_assert_cmpint (weir_expression_evaluate (expression, values), ==, conditions[i].truth);
    }
}

static void
test_integers_are_compared_exactly (void)
{
  WeirValue values[] = { number (0), integer (G_GINT64_CONSTANT (9007199254740993)), text (""), flag (0), number (0), number (0) };
  g_autoptr(WeirExpression) equal = weir_expression_new ("volume == 9007199254740992", fields, NULL);
  g_autoptr(WeirExpression) size = weir_expression_new ("abs(volume) > 0", fields, NULL);

  g_assert_cmpint (weir_expression_evaluate (equal, values), ==, WEIR_TRUTH_FALSE);
  values[1] = integer (G_MININT64);
  g_assert_cmpint (weir_expression_evaluate (size, values), ==, WEIR_TRUTH_TRUE);
}

static void
test_errors_name_the_column (void)
{
  const struct
  {
    const char   *text;
    WeirRuleError code;
    const char   *column;
  } cases[] = {
    { "", WEIR_RULE_ERROR_SYNTAX, "column 1 " },
    { "price >", WEIR_RULE_ERROR_SYNTAX, "column 8 " },
    { "price > 5 5", WEIR_RULE_ERROR_SYNTAX, "column 11 " },
    { "prize > 5", WEIR_RULE_ERROR_FIELD, "column 1 " },
    { "price > 5 and wolume > 1", WEIR_RULE_ERROR_FIELD, "column 15 " },
    { "(price > 5", WEIR_RULE_ERROR_SYNTAX, "column 11 " },
    { "price > 5)", WEIR_RULE_ERROR_SYNTAX, "column 10 " },
    { "symbol == 'AAA", WEIR_RULE_ERROR_SYNTAX, "column 11 " },
    { "price > 40°C", WEIR_RULE_ERROR_SYNTAX, "column 11 " },
    { "symbol == 'Ä' und", WEIR_RULE_ERROR_SYNTAX, "column 15 " },
    { "price > 1e400", WEIR_RULE_ERROR_SYNTAX, "column 9 " },
    { "abs(price > 5", WEIR_RULE_ERROR_SYNTAX, "column 11 " },
    { "`price > 5", WEIR_RULE_ERROR_SYNTAX, "column 1 " },
    { "price > 1 && && flag", WEIR_RULE_ERROR_SYNTAX, "column 14 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (weir_expression_new (cases[i].text, fields, &error));
      g_assert_error (error, WEIR_RULE_ERROR, (int) cases[i].code);
      g_assert_true (g_str_has_prefix (error->message, cases[i].column));
    }
}

static void
test_nesting_is_bounded (void)
{
  g_autofree char *deep = g_strnfill (4000, '(');
  g_autofree char *nots = g_strnfill (8000, '!');
  g_autofree char *long_text = g_strnfill (100000, ' ');
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_expression_new (deep, fields, &error));
  g_assert_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (weir_expression_new (nots, fields, &error));
  g_assert_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (weir_expression_new (long_text, fields, &error));
  g_assert_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SYNTAX);
}

static void
test_the_cause_is_the_part_that_holds (void)
{
  WeirValue values[] = { number (150), integer (1), text (""), flag (TRUE), number (0), number (0) };
  g_autoptr(WeirExpression) expression = weir_expression_new ("price < 100 or flag", fields, NULL);
  guint cause = weir_expression_find_cause (expression, values);
  g_autofree char *no_limit = weir_expression_dup_limit (expression, cause);
  g_autofree char *limit = NULL;

  g_assert_cmpuint (weir_expression_get_field (expression, cause), ==, 3);
  g_assert_cmpstr (no_limit, ==, "");

  values[0] = number (99);
  cause = weir_expression_find_cause (expression, values);
  limit = weir_expression_dup_limit (expression, cause);
  g_assert_cmpuint (weir_expression_get_field (expression, cause), ==, 0);
  g_assert_cmpstr (limit, ==, "< 100");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/expression/conditions-hold-or-not", test_conditions_hold_or_not);
  g_test_add_func ("/expression/integers-are-compared-exactly", test_integers_are_compared_exactly);
  g_test_add_func ("/expression/errors-name-the-column", test_errors_name_the_column);
  g_test_add_func ("/expression/nesting-is-bounded", test_nesting_is_bounded);
  g_test_add_func ("/expression/the-cause-is-the-part-that-holds", test_the_cause_is_the_part_that_holds);

  return g_test_run ();
}
