#include <math.h>
#include <string.h>

#include "data/window/weir-indicator-stage.h"
#include "data/window/weir-indicator.h"

/* Indicators over the windows of keys, as they become final: against the same over whole series. */

static const char * const columns[] = { "price_mean", "price_last", NULL };

static GArray *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  GArray *specs = weir_indicators_parse (text, columns, &error);

  g_assert_no_error (error);
  return specs;
}

static WeirIndicatorStage *
make_stage (const char *text,
            gsize       max_bytes)
{
  g_autoptr(GArray) specs = parse (text);

  return weir_indicator_stage_new ((const WeirIndicatorSpec *) specs->data, specs->len, G_N_ELEMENTS (columns) - 1,
                                   max_bytes);
}

/* The results, behind the values, of a row whose values are both @value; NaN: it has none. */
static const WeirValue *
apply (WeirIndicatorStage *stage,
      guint32             key,
      WeirWindowState     state,
      double              value)
{
  const WeirValue one = { .type = isnan (value) ? WEIR_VALUE_NULL : WEIR_VALUE_DOUBLE, .as_double = value };
  const WeirValue values[] = { one, one };
  const WeirWindowRow row = { .key_id = key, .state = state, .key = "k", .key_length = 1, .count = 7, .values = values,
                              .n_values = G_N_ELEMENTS (values) };
  const WeirWindowRow *result = weir_indicator_stage_apply (stage, &row);

  g_assert_cmpuint (result->count, ==, 7);
  g_assert_cmpfloat (isnan (value) ? 0 : value, ==, isnan (value) ? 0 : result->values[1].as_double);
  return result->values + G_N_ELEMENTS (values);
}

static void
assert_near (WeirValue found,
             double    expected)
{
  if (isnan (expected))
    g_assert_cmpuint (found.type, ==, WEIR_VALUE_NULL);
  else
    g_assert_cmpfloat_with_epsilon (found.as_double, expected, 1e-9);
}

static void
test_words_make_columns (void)
{
  const char *expected[] = { "price_mean_sma5", "count_ema12", "price_last_rsi14", "price_last_bollinger20_lower",
                             "price_last_bollinger20x2.5_lower" };
  g_autoptr(GArray) specs = parse ("sma( price_mean ,5), ema(count,12),rsi(price_last,14),bollinger(price_last,20),"
                                   "bollinger(price_last,20,2.5)");

  g_assert_cmpuint (specs->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < specs->len; i++)
    {
      g_autofree char *name = weir_indicator_spec_dup_name (&g_array_index (specs, WeirIndicatorSpec, i), columns, 0);

      g_assert_cmpstr (name, ==, expected[i]);
    }
  g_assert_cmpuint (weir_indicator_spec_get_n_results (&g_array_index (specs, WeirIndicatorSpec, 0)), ==, 1);
  g_assert_cmpuint (weir_indicator_spec_get_n_results (&g_array_index (specs, WeirIndicatorSpec, 3)), ==, 3);
}

static void
test_unknown_words_are_refused (void)
{
  const char *bad[] = { "", "sma", "sma()", "sma(price_mean)", "sma(price_mean,5", "sma(price,5)", "sma(price_mean,0)",
                        "sma(price_mean,10001)", "sma(price_mean,-1)", "sma(price_mean,5,2)", "sma(price_mean,5)x",
                        "macd(price_mean,5)", "bollinger(price_mean,5,0)", "bollinger(price_mean,5,nan)",
                        "bollinger(price_mean,5,2,1)", "sma(price_mean,5),,ema(count,2)" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (weir_indicators_parse (bad[i], columns, &error));
      g_assert_error (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_AGGREGATE);
    }
}

/* Two keys in turn, with windows that have no value, and early rows between that change nothing. */
static void
test_results_are_those_of_the_whole_series (void)
{
  g_autoptr(WeirIndicatorStage) stage
    = make_stage ("sma(price_mean,5),ema(price_mean,12),rsi(price_last,14),bollinger(price_last,20,2.5)", 0);
  g_autoptr(GRand) chance = g_rand_new_with_seed (5);
  double series[2][300];
  double expected[2][6][300];

  for (guint key = 0; key < 2; key++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (series[key]); i++)
        series[key][i] = g_rand_int_range (chance, 0, 9) == 0 ? NAN : 1e6 + g_rand_double (chance);
      weir_indicator_sma (series[key], 300, 5, expected[key][0]);
      weir_indicator_ema (series[key], 300, 12, expected[key][1]);
      weir_indicator_rsi (series[key], 300, 14, expected[key][2]);
      weir_indicator_bollinger (series[key], 300, 20, 2.5, expected[key][4], expected[key][3], expected[key][5]);
    }

  for (guint i = 0; i < 300; i++)
    for (guint key = 0; key < 2; key++)
      {
        const WeirValue *results = apply (stage, key * 3, WEIR_WINDOW_OPEN, 1e9);

        for (guint j = 0; j < 6; j++)
          g_assert_cmpuint (results[j].type, ==, WEIR_VALUE_NULL);
        results = apply (stage, key * 3, i % 3 == 0 ? WEIR_WINDOW_FINAL_IDLE : WEIR_WINDOW_FINAL, series[key][i]);
        for (guint j = 0; j < 6; j++)
          assert_near (results[j], expected[key][j][i]);
      }
  g_assert_cmpuint (weir_indicator_stage_get_n_refused (stage), ==, 0);
}

static void
test_count_has_indicators_too (void)
{
  g_autoptr(WeirIndicatorStage) stage = make_stage ("sma(count,2)", 0);

  assert_near (apply (stage, 0, WEIR_WINDOW_FINAL, 1)[0], NAN);
  assert_near (apply (stage, 0, WEIR_WINDOW_FINAL_END, NAN)[0], 7);
}

static void
test_keys_past_the_memory_are_counted (void)
{
  g_autoptr(WeirIndicatorStage) stage = make_stage ("ema(price_mean,1)", 3 * (3 + 1) * 8);

  for (guint32 key = 0; key < 5; key++)
    assert_near (apply (stage, key, WEIR_WINDOW_FINAL, key)[0], key < 3 ? key : NAN);
  /* Those that have a place keep it. */
  assert_near (apply (stage, 2, WEIR_WINDOW_FINAL, 8)[0], 8);
  g_assert_cmpuint (weir_indicator_stage_get_n_refused (stage), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/indicator-stage/words-make-columns", test_words_make_columns);
  g_test_add_func ("/indicator-stage/unknown-words-are-refused", test_unknown_words_are_refused);
  g_test_add_func ("/indicator-stage/results-are-those-of-the-whole-series", test_results_are_those_of_the_whole_series);
  g_test_add_func ("/indicator-stage/count-has-indicators-too", test_count_has_indicators_too);
  g_test_add_func ("/indicator-stage/keys-past-the-memory-are-counted", test_keys_past_the_memory_are_counted);

  return g_test_run ();
}
