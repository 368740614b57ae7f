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
  /* Arithmetic: integers stay exact, “*” binds before “+”, and a sign before both. */
  { "1 + 2 * 3 == 7", WEIR_TRUTH_TRUE },
  { "(1 + 2) * 3 == 9", WEIR_TRUTH_TRUE },
  { "10 - 4 - 3 == 3", WEIR_TRUTH_TRUE },
  { "7 / 2 == 3.5", WEIR_TRUTH_TRUE },
  { "-7 % 3 == -1", WEIR_TRUTH_TRUE },
  { "-(1 + 2) == -3", WEIR_TRUTH_TRUE },
  { "volume -5 == 15", WEIR_TRUTH_TRUE },
  { "9007199254740993 - 9007199254740992 == 1", WEIR_TRUTH_TRUE },
  { "9223372036854775807 + 1 > 9e18", WEIR_TRUTH_TRUE },
  { "price * volume < -1989", WEIR_TRUTH_TRUE },
  { "volume / 0 > 1", WEIR_TRUTH_UNKNOWN },
  { "volume % 0 = 0", WEIR_TRUTH_UNKNOWN },
  { "symbol + 1 > 1", WEIR_TRUTH_UNKNOWN },
  { "data.temp + 1 > 1", WEIR_TRUTH_UNKNOWN },
  /* Lists and null. */
  { "symbol in ('AAA', 'BBB')", WEIR_TRUTH_TRUE },
  { "symbol not in ('AAA', 'BBB')", WEIR_TRUTH_FALSE },
  { "volume in (1, 2 * 10)", WEIR_TRUTH_TRUE },
  { "volume in (1, data.temp)", WEIR_TRUTH_UNKNOWN },
  { "volume in (20, data.temp)", WEIR_TRUTH_TRUE },
  { "data.temp in (1, 2)", WEIR_TRUTH_UNKNOWN },
  { "data.temp is null", WEIR_TRUTH_TRUE },
  { "`odd name` is null", WEIR_TRUTH_TRUE },
  { "volume is not null and price is not null", WEIR_TRUTH_TRUE },
  { "volume / 0 is null", WEIR_TRUTH_TRUE },
  { "coalesce(data.temp, `odd name`, volume) == 20", WEIR_TRUTH_TRUE },
  { "if(flag, volume, price) == 20", WEIR_TRUTH_TRUE },
  { "if(data.temp > 1, 1, 2) == 2", WEIR_TRUTH_TRUE },
  /* Texts. */
  { "symbol matches '^A+$'", WEIR_TRUTH_TRUE },
  { "symbol not matches '\\d'", WEIR_TRUTH_TRUE },
  { "matches(symbol, '(?i)aaa')", WEIR_TRUTH_TRUE },
  { "volume matches '20'", WEIR_TRUTH_UNKNOWN },
  { "text(volume) matches '20'", WEIR_TRUTH_TRUE },
  { "contains('Grüße', 'üß') and starts_with(symbol, 'AA') and ends_with(symbol, '')", WEIR_TRUTH_TRUE },
  { "length('Grüße') == 5", WEIR_TRUTH_TRUE },
  { "upper('grüße') == 'GRÜSSE' and lower('Ä') == 'ä' and trim('  x ') == 'x'", WEIR_TRUTH_TRUE },
  { "substring('Grüße', 3, 2) == 'üß' and substring('abc', 0) == 'abc' and substring('abc', 9) == ''", WEIR_TRUTH_TRUE },
  { "replace('a-b-c', '-', '+') == 'a+b+c'", WEIR_TRUTH_TRUE },
  { "concat(symbol, '/', volume) == 'AAA/20'", WEIR_TRUTH_TRUE },
  { "number(' 20 ') == volume and number('x') is null and number('2.5') == 2.5", WEIR_TRUTH_TRUE },
  { "'it\\'s' == \"it's\"", WEIR_TRUTH_TRUE },
  /* Numbers. */
  { "round(2.5) == 3 and round(-99.46, 1) == -99.5 and floor(price) == -100 and ceil(price) == -99", WEIR_TRUTH_TRUE },
  { "sqrt(16) + pow(2, 10) + exp(0) + ln(1) + log10(1000) == 1032", WEIR_TRUTH_TRUE },
  { "sqrt(-1) is null and ln(0) is null", WEIR_TRUTH_TRUE },
  { "least(3, 1, 2) == 1 and greatest(3, volume) == 20 and sign(price) == -1", WEIR_TRUTH_TRUE },
  /* Munich to Berlin; and a pole, from which every direction is south. */
  { "round(great_circle_km(48.1372, 11.5755, 52.5186, 13.4083)) == 504", WEIR_TRUTH_TRUE },
  { "round(great_circle_km(90, 0, -90, 77)) == 20015", WEIR_TRUTH_TRUE },
  /* At the time 0: a Thursday at midnight. */
  { "hour() == 0 and weekday() == 4", WEIR_TRUTH_TRUE },
  /* Without an evaluator nothing is remembered. */
  { "prev(price) is null", WEIR_TRUTH_TRUE },
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

static const struct
{
  const char   *text;
  WeirRuleError code;
  const char   *column;
} errors[] = {
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
  { "abs(price > 5", WEIR_RULE_ERROR_TYPE, "column 5 " },
  { "abs(price", WEIR_RULE_ERROR_SYNTAX, "column 10 " },
  { "abs() > 5", WEIR_RULE_ERROR_SYNTAX, "column 6 " },
  { "abs(price, 3) > 5", WEIR_RULE_ERROR_SYNTAX, "column 12 " },
  { "pow(price) > 5", WEIR_RULE_ERROR_SYNTAX, "column 10 " },
  { "zskore(price, 1h) > 4", WEIR_RULE_ERROR_FIELD, "column 1 " },
  { "ago(price, 1) > 4", WEIR_RULE_ERROR_SYNTAX, "column 12 " },
  { "ago(price, 0s) > 4", WEIR_RULE_ERROR_SYNTAX, "column 12 " },
  { "ago(price) > 4", WEIR_RULE_ERROR_SYNTAX, "column 10 " },
  { "price > 1 and lower(5) == 'x'", WEIR_RULE_ERROR_TYPE, "column 21 " },
  { "price + 'a' > 1", WEIR_RULE_ERROR_TYPE, "column 9 " },
  { "upper(symbol) > 5", WEIR_RULE_ERROR_TYPE, "column 17 " },
  { "price == null", WEIR_RULE_ERROR_TYPE, "column 10 " },
  { "price in (1, 'a', null)", WEIR_RULE_ERROR_TYPE, "column 19 " },
  { "volume + 1 in (1, 'a')", WEIR_RULE_ERROR_TYPE, "column 19 " },
  { "symbol in 'AAA'", WEIR_RULE_ERROR_SYNTAX, "column 11 " },
  { "symbol not 5", WEIR_RULE_ERROR_SYNTAX, "column 12 " },
  { "symbol is 5", WEIR_RULE_ERROR_SYNTAX, "column 11 " },
  { "symbol matches 5", WEIR_RULE_ERROR_SYNTAX, "column 16 " },
  { "symbol matches '('", WEIR_RULE_ERROR_SYNTAX, "column 16 " },
  { "`price > 5", WEIR_RULE_ERROR_SYNTAX, "column 1 " },
  { "price > 1 && && flag", WEIR_RULE_ERROR_SYNTAX, "column 14 " },
};

static void
test_errors_name_the_column (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", errors[i].text);
      g_assert_null (weir_expression_new (errors[i].text, fields, &error));
      g_assert_error (error, WEIR_RULE_ERROR, (int) errors[i].code);
      g_assert_true (g_str_has_prefix (error->message, errors[i].column));
    }
}

static void
test_errors_name_what_is_alike (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_expression_new ("prise > 5", fields, &error));
  g_assert_nonnull (strstr (error->message, "did you mean “price”?"));
  g_clear_error (&error);
  g_assert_null (weir_expression_new ("zskore(price, 1h) > 5", fields, &error));
  g_assert_nonnull (strstr (error->message, "did you mean “zscore”"));
}

static void
test_an_expensive_pattern_decides_nothing (void)
{
  g_autoptr(WeirExpression) expression = weir_expression_new ("symbol matches '^(a+)+$'", fields, NULL);
  g_autofree char *run = g_strnfill (60, 'a');
  g_autofree char *subject = g_strconcat (run, "b", NULL);
  const WeirValue values[] = { number (0), integer (0), text (subject), flag (TRUE), number (0), number (0) };

  g_assert_cmpint (weir_expression_evaluate (expression, values), ==, WEIR_TRUTH_UNKNOWN);
}

static void
test_the_fields_of_an_expression_are_found (void)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) found = weir_expression_find_fields ("a > 1 and prev(b.c, 1) > a", &error);
  g_auto(GStrv) right = NULL;

  g_assert_null (found);
  g_assert_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SYNTAX);
  right = weir_expression_find_fields ("a > 1 and prev(b.c) > a or `x y` in ('z')", NULL);
  g_assert_cmpuint (g_strv_length (right), ==, 3);
  g_assert_cmpstr (right[0], ==, "a");
  g_assert_cmpstr (right[1], ==, "b.c");
  g_assert_cmpstr (right[2], ==, "x y");
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

static void
test_what_a_part_looks_at_is_named (void)
{
  WeirValue values[] = { number (150), integer (1), text ("x"), flag (TRUE), number (0), number (0) };
  g_autoptr(WeirExpression) expression = weir_expression_new ("5 > volume and (price + volume) * 2 > 300", fields, NULL);
  guint cause = weir_expression_find_cause (expression, values);
  g_autofree char *limit = weir_expression_dup_limit (expression, cause);
  g_autofree char *label = weir_expression_dup_label (expression, cause);

  g_assert_cmpstr (limit, ==, "5 >");
  g_assert_cmpstr (label, ==, "volume");

  values[1].as_int = 7;
  cause = weir_expression_find_cause (expression, values);
  g_clear_pointer (&limit, g_free);
  g_clear_pointer (&label, g_free);
  limit = weir_expression_dup_limit (expression, cause);
  label = weir_expression_dup_label (expression, cause);
  g_assert_cmpuint (weir_expression_get_field (expression, cause), ==, G_MAXUINT);
  g_assert_cmpstr (limit, ==, "> 300");
  g_assert_cmpstr (label, ==, "(price + volume) * 2");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/expression/conditions-hold-or-not", test_conditions_hold_or_not);
  g_test_add_func ("/expression/integers-are-compared-exactly", test_integers_are_compared_exactly);
  g_test_add_func ("/expression/errors-name-the-column", test_errors_name_the_column);
  g_test_add_func ("/expression/errors-name-what-is-alike", test_errors_name_what_is_alike);
  g_test_add_func ("/expression/an-expensive-pattern-decides-nothing", test_an_expensive_pattern_decides_nothing);
  g_test_add_func ("/expression/the-fields-of-an-expression-are-found", test_the_fields_of_an_expression_are_found);
  g_test_add_func ("/expression/what-a-part-looks-at-is-named", test_what_a_part_looks_at_is_named);
  g_test_add_func ("/expression/nesting-is-bounded", test_nesting_is_bounded);
  g_test_add_func ("/expression/the-cause-is-the-part-that-holds", test_the_cause_is_the_part_that_holds);

  return g_test_run ();
}
