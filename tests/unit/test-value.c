#include "config.h"

#include "data/decode/weir-number.h"
#include "data/decode/weir-value.h"

#include <float.h>
#include <math.h>
#include <string.h>

static char *
text_of (WeirValue value)
{
  GString *text = g_string_new (NULL);

  weir_value_append_text (&value, text);
  return g_string_free (text, FALSE);
}

static char *
text_of_double (double number)
{
  return text_of ((WeirValue) { .type = WEIR_VALUE_DOUBLE, .as_double = number });
}

static void
test_doubles_are_written_shortest (void)
{
  static const struct
  {
    double number;
    const char *text;
  } doubles[] = {
    { 100.0, "100" }, { 0.1, "0.1" }, { 35.54, "35.54" }, { -0.0, "-0" }, { 0.0, "0" }, { -1.5, "-1.5" },
    { 1e300, "1e300" }, { 1e-7, "1e-7" }, { 5e-324, "5e-324" }, { DBL_MAX, "1.7976931348623157e308" },
    { DBL_MIN, "2.2250738585072014e-308" }, { 0.1 + 0.2, "0.30000000000000004" }, { 1.0 / 3, "0.3333333333333333" },
    { 9007199254740992.0, "9007199254740992" }, { 1e21, "1e21" }, { 0.00012, "0.00012" }, { 123456.789, "123456.789" },
    { 18.899999618530273, "18.899999618530273" }, { 73.96732207, "73.96732207" }, { 0.05, "0.05" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++)
    {
      g_autofree char *text = text_of_double (doubles[i].number);

      g_assert_cmpstr (text, ==, doubles[i].text);
    }
}

static void
test_any_double_reads_back (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < 200000; i++)
    {
      guint64 bits = (guint64) g_rand_int (random) << 32 | g_rand_int (random);
      g_autofree char *text = NULL;
      double number, again;

      memcpy (&number, &bits, sizeof number);
      if (i % 4 == 0)
        number = g_rand_int_range (random, -1000000, 1000000) / 1000.0;
      if (!isfinite (number))
        continue;
      text = text_of_double (number);
      again = g_ascii_strtod (text, NULL);
      g_assert_cmpmem (&again, sizeof again, &number, sizeof number);
    }
}

static void
test_other_values_are_written_as_they_are (void)
{
  g_autofree char *lowest = text_of ((WeirValue) { .type = WEIR_VALUE_INT, .as_int = G_MININT64 });
  g_autofree char *beyond = text_of ((WeirValue) { .type = WEIR_VALUE_INT, .as_int = 9007199254740993 });
  g_autofree char *zero = text_of ((WeirValue) { .type = WEIR_VALUE_INT });
  g_autofree char *yes = text_of ((WeirValue) { .type = WEIR_VALUE_BOOL, .as_int = 1 });
  g_autofree char *no = text_of ((WeirValue) { .type = WEIR_VALUE_BOOL });
  g_autofree char *text = text_of ((WeirValue) { .type = WEIR_VALUE_TEXT, .length = 2, .as_text = "abc" });
  g_autofree char *null = text_of ((WeirValue) { .type = WEIR_VALUE_NULL });
  g_autofree char *missing = text_of ((WeirValue) { .type = WEIR_VALUE_MISSING });
  g_autofree char *infinite = text_of_double (INFINITY);

  g_assert_cmpstr (lowest, ==, "-9223372036854775808");
  g_assert_cmpstr (beyond, ==, "9007199254740993");
  g_assert_cmpstr (zero, ==, "0");
  g_assert_cmpstr (yes, ==, "true");
  g_assert_cmpstr (no, ==, "false");
  g_assert_cmpstr (text, ==, "ab");
  g_assert_cmpstr (null, ==, "");
  g_assert_cmpstr (missing, ==, "");
  g_assert_cmpstr (infinite, ==, "");
}

static void
test_numbers_keep_to_the_grammar (void)
{
  static const char *const refused[] = { "", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1.e1", "0x10", "1 ",
                                         " 1", "NaN", "Infinity", "1_000", "1,5", "--1", "1e1.5", "00" };
  static const char *const accepted[] = { "0", "-0", "10", "0.0", "-0.5e-10", "1E+5", "123456789012345678901234567890",
                                          "1e400", "12345678", "123456789", "1.00000000000000000000000000001" };
  WeirNumber number;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      g_assert_false (weir_number_parse (refused[i], strlen (refused[i]), &number));
    }
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_test_message ("%s", accepted[i]);
      g_assert_true (weir_number_parse (accepted[i], strlen (accepted[i]), &number));
    }
}

static WeirNumberFit
parse (const char *text,
       WeirValue  *value)
{
  WeirNumber number;

  g_assert_true (weir_number_parse (text, strlen (text), &number));
  return weir_number_to_value (&number, text, strlen (text), value);
}

static void
test_integers_stay_exact_or_are_refused (void)
{
  static const struct
  {
    const char *text;
    gint64 number;
  } integers[] = {
    { "9007199254740993", 9007199254740993 }, { "-9007199254740993", -9007199254740993 },
    { "9223372036854775807", G_MAXINT64 }, { "-9223372036854775808", G_MININT64 }, { "0", 0 }, { "-10", -10 },
  };
  static const char *const refused[] = { "9223372036854775808", "-9223372036854775809", "18446744073709551616",
                                         "9999999999999999999", "10000000000000000000",
                                         "123456789012345678901234567890", "-123456789012345678901234567890" };
  WeirValue value;

  for (guint i = 0; i < G_N_ELEMENTS (integers); i++)
    {
      g_assert_cmpint (parse (integers[i].text, &value), ==, WEIR_NUMBER_FITS);
      g_assert_cmpint (value.type, ==, WEIR_VALUE_INT);
      g_assert_cmpint (value.as_int, ==, integers[i].number);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_cmpint (parse (refused[i], &value), ==, WEIR_NUMBER_INTEGER_TOO_LONG);
}

static void
test_numbers_that_are_not_finite_are_refused (void)
{
  WeirValue value;

  g_assert_cmpint (parse ("1e400", &value), ==, WEIR_NUMBER_NOT_FINITE);
  g_assert_cmpint (parse ("-1e999999999999", &value), ==, WEIR_NUMBER_NOT_FINITE);
  g_assert_cmpint (parse ("1.8e308", &value), ==, WEIR_NUMBER_NOT_FINITE);
  g_assert_cmpint (parse ("0e999999999999", &value), ==, WEIR_NUMBER_FITS);
  g_assert_cmpfloat (value.as_double, ==, 0);
}

static void
assert_rounds_as_strtod (const char *text)
{
  double expected = g_ascii_strtod (text, NULL);
  WeirValue value;

  g_assert_cmpint (parse (text, &value), ==, WEIR_NUMBER_FITS);
  g_assert_cmpint (value.type, ==, WEIR_VALUE_DOUBLE);
  if (memcmp (&expected, &value.as_double, sizeof expected) != 0)
    g_error ("%s became %a, not %a", text, value.as_double, expected);
}

static void
test_doubles_are_correctly_rounded (void)
{
  static const char *const texts[] = {
    "-0", "-0.0", "0.0", "35.5400", "1e22", "1e23", "9007199254740993.0", "9007199254740992.5", "0.011737819751470924",
    "9007199254740993e0", "9007199254740991e22", "1.7976931348623157e308", "2.2250738585072011e-308", "5e-324", "2e-324",
    "1e-400", "123456789012345678901234567890.0", "9223372036854775808e0", "0.1e1", "8.5e-5",
    "1.00000000000000011102230246251565404236316680908203125",
    "1.00000000000000011102230246251565404236316680908203124", "18014398509481990.0", "18014398509481989e1",
    "0.000000000000000000000000000000000000000000001", "6250000000000000000000000000e-27",
  };
  g_autoptr(GRand) random = g_rand_new_with_seed (2);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_rounds_as_strtod (texts[i]);

  for (guint i = 0; i < 300000; i++)
    {
      guint64 digits = ((guint64) g_rand_int (random) << 32 | g_rand_int (random)) >> g_rand_int_range (random, 0, 64);
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT ".%ue%d", digits,
                                               g_rand_int (random) >> g_rand_int_range (random, 0, 32),
                                               g_rand_int_range (random, -40, 40));

      assert_rounds_as_strtod (text);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/value/doubles-are-written-shortest", test_doubles_are_written_shortest);
  g_test_add_func ("/value/any-double-reads-back", test_any_double_reads_back);
  g_test_add_func ("/value/other-values-are-written-as-they-are", test_other_values_are_written_as_they_are);
  g_test_add_func ("/value/numbers-keep-to-the-grammar", test_numbers_keep_to_the_grammar);
  g_test_add_func ("/value/integers-stay-exact-or-are-refused", test_integers_stay_exact_or_are_refused);
  g_test_add_func ("/value/numbers-that-are-not-finite-are-refused", test_numbers_that_are_not_finite_are_refused);
  g_test_add_func ("/value/doubles-are-correctly-rounded", test_doubles_are_correctly_rounded);

  return g_test_run ();
}
