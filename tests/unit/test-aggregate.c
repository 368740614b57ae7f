#include "config.h"

#include <math.h>

#include "tests/unit/window-harness.h"

/* Aggregates: their words, and the values a window gives for known input. */

static void
test_words_make_columns (void)
{
  const char *fields[] = { "price", "volume", NULL };
  const char *expected[] = { "price_count", "price_p99.9", "price_vwap", "volume_count", "volume_p99.9",
                             "volume_change_percent" };
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) parsed
    = weir_aggregates_parse ("count, p99.9,vwap(price, volume),change_percent(volume)", fields, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (parsed->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < parsed->len; i++)
    {
      g_autofree char *name = weir_aggregate_dup_name (&g_array_index (parsed, WeirAggregate, i), fields);

      g_assert_cmpstr (name, ==, expected[i]);
    }
  g_assert_cmpfloat (g_array_index (parsed, WeirAggregate, 1).parameter, ==, 99.9 / 100.0);
  g_assert_cmpuint (g_array_index (parsed, WeirAggregate, 2).other, ==, 1);
}

static void
test_a_comma_may_belong_to_a_name (void)
{
  const char *fields[] = { "a,b", "c", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) parsed = weir_aggregates_parse ("vwap(a\\,b, c),max( a\\,b ),sum(c)", fields, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (parsed->len, ==, 3);
  g_assert_cmpuint (g_array_index (parsed, WeirAggregate, 0).value, ==, 0);
  g_assert_cmpuint (g_array_index (parsed, WeirAggregate, 0).other, ==, 1);
  g_assert_cmpuint (g_array_index (parsed, WeirAggregate, 1).value, ==, 0);
  g_assert_cmpuint (g_array_index (parsed, WeirAggregate, 2).value, ==, 1);
  g_assert_null (weir_aggregates_parse ("max(a,b)", fields, NULL, NULL));
}

static void
test_unknown_words_are_refused (void)
{
  const char *fields[] = { "price", NULL };
  const char *bad[] = { "", "sums", "p0", "p100", "p", "p1e1", "pnan", "vwap", "vwap(price)", "vwap(price,size)",
                        "mean(size)", "mean(price", "count,,sum", "mean()" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (weir_aggregates_parse (bad[i], fields, NULL, &error));
      g_assert_error (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_AGGREGATE);
    }
}

static void
test_spec_texts (void)
{
  const char *bad[] = { "", "x", "1m/", "/1s", "10s/1m", "0s", "1m/0s", "-1m" };
  WeirWindowSpec spec = { .grace_usec = 7 };
  g_autoptr(GError) error = NULL;

  g_assert_true (weir_window_spec_parse ("1m/10s", &spec, &error));
  g_assert_no_error (error);
  g_assert_cmpint (spec.kind, ==, WEIR_WINDOW_HOPPING);
  g_assert_cmpint (spec.size_usec, ==, 60 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (spec.advance_usec, ==, 10 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (spec.grace_usec, ==, 7);
  g_assert_true (weir_window_spec_parse ("1m", &spec, &error));
  g_assert_cmpint (spec.kind, ==, WEIR_WINDOW_TUMBLING);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) bad_error = NULL;

      g_assert_false (weir_window_spec_parse (bad[i], &spec, &bad_error));
      g_assert_error (bad_error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_SPEC);
      g_assert_cmpint (spec.size_usec, ==, 60 * G_TIME_SPAN_SECOND);
    }
}

/* The values of one window that has @n numbers. */
static void
aggregate (const char      *words,
           const WeirValue *numbers,
           guint            n,
           WeirValue       *values)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 2000000 };
  Harness harness;

  harness_init (&harness, &spec, words);
  for (guint i = 0; i < n; i++)
    harness_add_values (&harness, (gint32) (i % 2), i, "a", &numbers[i], 1);
  weir_window_engine_finish (harness.engine);
  g_assert_cmpuint (harness.rows->len, ==, 1);
  memcpy (values, g_array_index (harness.rows, HarnessRow, 0).values, HARNESS_MAX_VALUES * sizeof (WeirValue));
  harness_clear (&harness);
}

#define INT(number)                            \
  {                                            \
    .type = WEIR_VALUE_INT, .as_int = (number) \
  }
#define DOUBLE(number)                               \
  {                                                  \
    .type = WEIR_VALUE_DOUBLE, .as_double = (number) \
  }

static void
assert_int (WeirValue value,
            gint64    expected)
{
  g_assert_cmpuint (value.type, ==, WEIR_VALUE_INT);
  g_assert_cmpint (value.as_int, ==, expected);
}

static void
assert_double (WeirValue value,
               double    expected)
{
  g_assert_cmpuint (value.type, ==, WEIR_VALUE_DOUBLE);
  g_assert_cmpfloat (value.as_double, ==, expected);
  g_assert_cmpint (signbit (value.as_double) != 0, ==, signbit (expected) != 0);
}

static void
test_integers_stay_exact (void)
{
  const gint64 big = (G_GINT64_CONSTANT (1) << 53) + 1;
  const WeirValue numbers[] = { INT (big), INT (1), INT (big + 2) };
  const WeirValue extremes[] = { INT (G_MAXINT64), INT (G_MAXINT64), INT (G_MININT64) };
  const WeirValue over[] = { INT (G_MAXINT64), INT (G_MAXINT64) };
  WeirValue values[HARNESS_MAX_VALUES];

  aggregate ("sum,min,max,first,last,change", numbers, 3, values);
  assert_int (values[0], 2 * big + 3);
  assert_int (values[1], 1);
  assert_int (values[2], big + 2);
  assert_int (values[3], big);
  assert_int (values[4], big + 2);
  assert_int (values[5], 2);

  /* The sum passes beyond 64 bits and comes back. */
  aggregate ("sum,mean,change", extremes, 3, values);
  assert_int (values[0], G_MAXINT64 - 1);
  assert_double (values[1], (double) (G_MAXINT64 / 3));
  assert_double (values[2], -0x1p64);

  aggregate ("sum", over, 2, values);
  assert_double (values[0], 0x1p64);
}

static void
test_integers_and_doubles_mix_exactly (void)
{
  const gint64 big = (G_GINT64_CONSTANT (1) << 53) + 1;
  const WeirValue numbers[] = { INT (big), DOUBLE (0x1p53), DOUBLE (0.25), INT (-big), DOUBLE (0x1p53 + 2) };
  const WeirValue equal[] = { DOUBLE (5), INT (5), DOUBLE (5) };
  WeirValue values[HARNESS_MAX_VALUES];

  aggregate ("sum,min,max", numbers, 5, values);
  assert_double (values[0], 0x1p54 + 2.25);
  assert_int (values[1], -big);
  assert_double (values[2], 0x1p53 + 2);

  aggregate ("min,max", numbers, 2, values);
  assert_double (values[0], 0x1p53);
  assert_int (values[1], big);

  aggregate ("min,max", equal, 3, values);
  assert_int (values[0], 5);
  g_assert_cmpfloat (weir_value_get_double (&values[1]), ==, 5);
}

static void
test_negative_zero_and_denormals_survive (void)
{
  const WeirValue zero[] = { DOUBLE (-0.0) };
  const WeirValue zeros[] = { DOUBLE (0.0), DOUBLE (-0.0), DOUBLE (0.0) };
  const WeirValue denormals[] = { DOUBLE (0x1p-1074), DOUBLE (0x1p-1073) };
  WeirValue values[HARNESS_MAX_VALUES];

  aggregate ("sum,min,max,first,last", zero, 1, values);
  for (guint i = 0; i < 5; i++)
    assert_double (values[i], -0.0);
  aggregate ("min,max", zeros, 3, values);
  assert_double (values[0], -0.0);
  assert_double (values[1], 0.0);
  aggregate ("sum,min,p50", denormals, 2, values);
  assert_double (values[0], 0x3p-1074);
  assert_double (values[1], 0x1p-1074);
}

static void
test_nan_and_infinity_are_refused (void)
{
  const WeirValue numbers[] = { DOUBLE (NAN), DOUBLE (1), DOUBLE (INFINITY), DOUBLE (-INFINITY),
                                { .type = WEIR_VALUE_NULL } };
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10 };
  HarnessRow *row;
  Harness harness;

  harness_init (&harness, &spec, "count,sum,min,max,mean,stddev_pop,stddev");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    harness_add_values (&harness, 0, 1, "a", &numbers[i], 1);
  harness_add_values (&harness, 0, 1, "a", NULL, 0);
  harness_add_values (&harness, 0, 1, "b", &numbers[4], 1);
  weir_window_engine_finish (harness.engine);

  row = &g_array_index (harness.rows, HarnessRow, 0);
  g_assert_cmpuint (row->count, ==, 6);
  assert_int (row->values[0], 1);
  for (guint i = 1; i < 5; i++)
    assert_double (row->values[i], 1);
  assert_double (row->values[5], 0);
  g_assert_cmpuint (row->values[6].type, ==, WEIR_VALUE_NULL);
  assert_int (row[1].values[0], 0);
  for (guint i = 1; i < 7; i++)
    g_assert_cmpuint (row[1].values[i].type, ==, WEIR_VALUE_NULL);
  g_assert_cmpuint (harness_get_counters (&harness).n_refused_values, ==, 3);
  harness_clear (&harness);
}

static void
test_overflow_is_no_nan (void)
{
  const WeirValue numbers[] = { DOUBLE (1e308), DOUBLE (1e308), DOUBLE (1e308), DOUBLE (-1e308) };
  WeirValue values[HARNESS_MAX_VALUES];

  aggregate ("sum,mean,variance,min,max", numbers, 4, values);
  for (guint i = 0; i < 3; i++)
    g_assert_true (values[i].type == WEIR_VALUE_NULL || isfinite (values[i].as_double));
  assert_double (values[3], -1e308);
  assert_double (values[4], 1e308);
}

/* An empty result that left the range of doubles on the way is told apart from one that is not defined. */
static void
test_overflows_are_counted (void)
{
  const struct
  {
    const char *words;
    double      numbers[3];
    guint64     n_overflows;
  } cases[] = {
    { "sum", { 1e308, 1e308, -1e308 }, 1 },
    { "mean", { 1e308, 1e308, -1e308 }, 1 },
    { "sum,mean,stddev", { 1e308, 1e308, 1e308 }, 1 },
    { "stddev_pop", { 1e200, -1e200, 0 }, 1 },
    { "change", { -1e308, 0, 1e308 }, 1 },
    { "vwap(v,w)", { 1e308, 1e308, -1e308 }, 1 },
    { "min,max,first,last,count,rate,p50", { -1e308, 1e308, 1e308 }, 0 },
    { "sum,stddev,change_percent,vwap(w,v)", { 0, 0, 0 }, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10 };
      Harness harness;

      harness_init (&harness, &spec, cases[i].words);
      weir_window_engine_set_emit_updates (harness.engine, TRUE);
      for (guint j = 0; j < 3; j++)
        {
          const WeirValue values[] = { DOUBLE (cases[i].numbers[j]), DOUBLE (1) };

          harness_add_values (&harness, 0, 1 + j, "a", values, 2);
        }
      g_assert_cmpuint (harness_get_counters (&harness).n_overflows, ==, 0);
      weir_window_engine_finish (harness.engine);
      g_assert_cmpuint (harness_get_counters (&harness).n_overflows, ==, cases[i].n_overflows);
      harness_clear (&harness);
    }
}

static void
test_sums_are_compensated (void)
{
  const WeirValue numbers[] = { DOUBLE (1), DOUBLE (1e100), DOUBLE (1), DOUBLE (-1e100) };
  g_autoptr(GArray) tenths = g_array_new (FALSE, FALSE, sizeof (WeirValue));
  WeirValue values[HARNESS_MAX_VALUES];

  /* Neumaier's own example: a plain sum, and Kahan's, give 0. */
  aggregate ("sum", numbers, 4, values);
  assert_double (values[0], 2);

  for (guint i = 0; i < 1000000; i++)
    {
      WeirValue tenth = DOUBLE (0.1);

      g_array_append_val (tenths, tenth);
    }
  aggregate ("sum", (WeirValue *) tenths->data, tenths->len, values);
  assert_double (values[0], 100000);
}

/* NIST's data set NumAcc3: a mean of 1 000 000.2 and a deviation of 0.1, where E[x²] − E[x]² loses everything. */
static void
test_variance_keeps_its_digits (void)
{
  WeirValue numbers[1001];
  WeirValue values[HARNESS_MAX_VALUES];

  for (guint i = 0; i < 1001; i++)
    numbers[i] = (WeirValue) DOUBLE (i == 0 ? 1000000.2 : i % 2 == 1 ? 1000000.1 : 1000000.3);
  aggregate ("mean,stddev,variance,stddev_pop,variance_pop", numbers, 1001, values);
  g_assert_cmpfloat_with_epsilon (values[0].as_double, 1000000.2, 1e-9);
  g_assert_cmpfloat_with_epsilon (values[1].as_double, 0.1, 1e-9);
  g_assert_cmpfloat_with_epsilon (values[2].as_double, 0.01, 1e-9);
  g_assert_cmpfloat_with_epsilon (values[3].as_double, sqrt (10.0 / 1001), 1e-9);
  g_assert_cmpfloat_with_epsilon (values[4].as_double, 10.0 / 1001, 1e-9);
}

static void
test_first_and_last_by_time_then_offset (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 10, .grace_usec = 10 };
  HarnessRow *row;
  Harness harness;

  harness_init (&harness, &spec, "first,last,change,change_percent");
  harness_add_int (&harness, 1, 3, "a", 31);
  harness_add_int (&harness, 0, 5, "a", 50);
  harness_add_int (&harness, 0, 5, "a", 51);
  harness_add_int (&harness, 0, 3, "a", 30);
  harness_add_int (&harness, 0, 3, "a", 32);
  harness_add_int (&harness, 1, 5, "a", 60);
  weir_window_engine_finish (harness.engine);
  row = &g_array_index (harness.rows, HarnessRow, 0);
  assert_int (row->values[0], 30);
  assert_int (row->values[1], 60);
  assert_int (row->values[2], 30);
  assert_double (row->values[3], 100);
  harness_clear (&harness);
}

static void
test_weighted_rate_and_delta (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_TUMBLING, .size_usec = 2 * G_TIME_SPAN_SECOND };
  const WeirValue trades[3][2] = { { DOUBLE (10), INT (100) }, { DOUBLE (20), INT (300) }, { DOUBLE (30), INT (0) } };
  HarnessRow *rows;
  Harness harness;

  harness_init (&harness, &spec, "vwap(v,w),rate(v),delta(v),delta(w)");
  for (guint i = 0; i < 3; i++)
    harness_add_values (&harness, 0, i * G_TIME_SPAN_SECOND, "a", trades[i], 2);
  harness_add_values (&harness, 0, 9 * G_TIME_SPAN_SECOND, "a", trades[1], 2);
  weir_window_engine_finish (harness.engine);

  rows = (HarnessRow *) harness.rows->data;
  assert_double (rows[0].values[0], 17.5);
  assert_double (rows[0].values[1], 1);
  g_assert_cmpuint (rows[0].values[2].type, ==, WEIR_VALUE_NULL);
  g_assert_cmpuint (rows[1].values[0].type, ==, WEIR_VALUE_NULL);
  assert_double (rows[1].values[1], 0.5);
  assert_double (rows[1].values[2], 10);
  assert_int (rows[1].values[3], -300);
  assert_double (rows[2].values[2], -10);
  assert_int (rows[2].values[3], 300);
  harness_clear (&harness);
}

static void
test_quantiles_within_one_percent (void)
{
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (WeirValue));
  WeirValue values[HARNESS_MAX_VALUES];

  for (int i = -1000; i <= 9000; i++)
    {
      WeirValue number = DOUBLE (i);

      g_array_append_val (numbers, number);
    }
  aggregate ("p50,p99,p5,p10,p99.99", (WeirValue *) numbers->data, numbers->len, values);
  g_assert_cmpfloat_with_epsilon (values[0].as_double, 4000, 40);
  g_assert_cmpfloat_with_epsilon (values[1].as_double, 8900, 89);
  g_assert_cmpfloat_with_epsilon (values[2].as_double, -500, 5);
  assert_double (values[3], 0);
  g_assert_cmpfloat_with_epsilon (values[4].as_double, 8999, 90);
}

static void
test_quantiles_stay_in_the_range_of_their_values (void)
{
  const WeirValue same[] = { DOUBLE (42), DOUBLE (42) };
  const WeirValue ends[] = { DOUBLE (-G_MAXDOUBLE), DOUBLE (-0x1p-1074), DOUBLE (0x1p-1074), DOUBLE (G_MAXDOUBLE) };
  WeirValue values[HARNESS_MAX_VALUES];

  aggregate ("p1,p99", same, G_N_ELEMENTS (same), values);
  assert_double (values[0], 42);
  assert_double (values[1], 42);
  aggregate ("p1,p99.9", ends, 1, values);
  assert_double (values[1], -G_MAXDOUBLE);
  aggregate ("p1,p99.9", ends + 3, 1, values);
  assert_double (values[1], G_MAXDOUBLE);
  aggregate ("p1", ends + 2, 1, values);
  assert_double (values[0], 0x1p-1074);
}

static void
test_distinct_counts_values (void)
{
  const WeirValue same[] = { INT (5), DOUBLE (5), DOUBLE (0.0), DOUBLE (-0.0), INT (0),
                             { .type = WEIR_VALUE_BOOL, .as_int = 1 } };
  const WeirValue texts[] = { { .type = WEIR_VALUE_TEXT, .length = 3, .as_text = "abc" },
                              { .type = WEIR_VALUE_TEXT, .length = 2, .as_text = "abc" },
                              { .type = WEIR_VALUE_TEXT, .length = 3, .as_text = "abc" } };
  WeirValue values[HARNESS_MAX_VALUES];

  aggregate ("distinct,count", same, G_N_ELEMENTS (same), values);
  assert_int (values[0], 3);
  assert_int (values[1], 6);
  aggregate ("distinct,count", texts, G_N_ELEMENTS (texts), values);
  assert_int (values[0], 2);
  assert_int (values[1], 3);
  /* Texts are told apart beside aggregates that want numbers, too. */
  aggregate ("distinct,sum,mean", texts, G_N_ELEMENTS (texts), values);
  assert_int (values[0], 2);
  g_assert_cmpuint (values[1].type, ==, WEIR_VALUE_NULL);
  g_assert_cmpuint (values[2].type, ==, WEIR_VALUE_NULL);

  for (guint n = 500; n <= 200000; n *= 20)
    {
      g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (WeirValue));

      for (guint i = 0; i < 2 * n; i++)
        {
          WeirValue number = INT (i % n * 3);

          g_array_append_val (numbers, number);
        }
      aggregate ("distinct", (WeirValue *) numbers->data, numbers->len, values);
      /* Three standard errors of 1.6 %. */
      g_assert_cmpfloat_with_epsilon ((double) values[0].as_int, (double) n, n <= 500 ? 0.5 : n * 0.05);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/aggregate/words-make-columns", test_words_make_columns);
  g_test_add_func ("/aggregate/a-comma-may-belong-to-a-name", test_a_comma_may_belong_to_a_name);
  g_test_add_func ("/aggregate/unknown-words-are-refused", test_unknown_words_are_refused);
  g_test_add_func ("/aggregate/spec-texts", test_spec_texts);
  g_test_add_func ("/aggregate/integers-stay-exact", test_integers_stay_exact);
  g_test_add_func ("/aggregate/integers-and-doubles-mix-exactly", test_integers_and_doubles_mix_exactly);
  g_test_add_func ("/aggregate/negative-zero-and-denormals-survive", test_negative_zero_and_denormals_survive);
  g_test_add_func ("/aggregate/nan-and-infinity-are-refused", test_nan_and_infinity_are_refused);
  g_test_add_func ("/aggregate/overflow-is-no-nan", test_overflow_is_no_nan);
  g_test_add_func ("/aggregate/overflows-are-counted", test_overflows_are_counted);
  g_test_add_func ("/aggregate/sums-are-compensated", test_sums_are_compensated);
  g_test_add_func ("/aggregate/variance-keeps-its-digits", test_variance_keeps_its_digits);
  g_test_add_func ("/aggregate/first-and-last-by-time-then-offset", test_first_and_last_by_time_then_offset);
  g_test_add_func ("/aggregate/weighted-rate-and-delta", test_weighted_rate_and_delta);
  g_test_add_func ("/aggregate/quantiles-within-one-percent", test_quantiles_within_one_percent);
  g_test_add_func ("/aggregate/quantiles-stay-in-the-range-of-their-values",
                   test_quantiles_stay_in_the_range_of_their_values);
  g_test_add_func ("/aggregate/distinct-counts-values", test_distinct_counts_values);

  return g_test_run ();
}
