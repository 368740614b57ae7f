#include "data/window/weir-indicator.h"

#include <math.h>
#include <string.h>

/* The published tables are StockCharts ChartSchool's worked examples, in the digits they are printed in. */

static const double rsi_closes[] = {
  44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931,
  46.0328, 45.6140, 46.2820, 46.2820, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521,
  45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314,
};
static const double rsi_published[] = {
  70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38,
  54.71, 50.42, 39.99, 41.46, 41.87, 45.46, 37.30, 33.08, 37.77,
};

static const double ema_closes[] = {
  22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29, 22.15, 22.39, 22.38, 22.61, 23.36,
  24.05, 23.75, 23.83, 23.95, 23.63, 23.82, 23.87, 23.65, 23.19, 23.10, 23.33, 22.68, 23.10, 22.40, 22.17,
};
static const double ema_published[] = {
  22.22, 22.21, 22.24, 22.27, 22.33, 22.52, 22.80, 22.97, 23.13, 23.28, 23.34,
  23.43, 23.51, 23.54, 23.47, 23.40, 23.39, 23.26, 23.23, 23.08, 22.92,
};
static const double sma_published[] = {
  22.22, 22.21, 22.23, 22.26, 22.31, 22.42, 22.61, 22.77, 22.91, 23.08, 23.21,
  23.38, 23.53, 23.65, 23.71, 23.69, 23.61, 23.51, 23.43, 23.28, 23.13,
};

static const double bollinger_closes[] = {
  86.16, 89.09, 88.78, 90.32, 89.07, 91.15, 89.44, 89.18, 86.93, 87.68, 86.96, 89.43, 89.32,
  88.72, 87.45, 87.26, 89.50, 87.90, 89.13, 90.70, 92.90, 92.98, 91.80, 92.66, 92.68, 92.30,
};
/* middle, deviation, upper, lower */
static const double bollinger_published[][4] = {
  { 88.71, 1.29, 91.29, 86.12 }, { 89.05, 1.45, 91.95, 86.14 }, { 89.24, 1.69, 92.61, 85.87 }, { 89.39, 1.77, 92.93, 85.85 }, { 89.51, 1.90, 93.31, 85.70 }, { 89.69, 2.02, 93.73, 85.65 }, { 89.75, 2.08, 93.90, 85.59 },
};

/* The closes are published rounded to cents: their means may differ by one in the last digit. */
#define CENT 0.0101

static void
test_rsi_is_wilders (void)
{
  double results[G_N_ELEMENTS (rsi_closes)];

  weir_indicator_rsi (rsi_closes, G_N_ELEMENTS (rsi_closes), 14, results);
  for (guint i = 0; i < 14; i++)
    g_assert_true (isnan (results[i]));
  for (guint i = 0; i < G_N_ELEMENTS (rsi_published); i++)
    g_assert_cmpfloat_with_epsilon (results[14 + i], rsi_published[i], 0.00501);
}

static void
test_averages_are_as_published (void)
{
  double sma[G_N_ELEMENTS (ema_closes)];
  double ema[G_N_ELEMENTS (ema_closes)];

  weir_indicator_sma (ema_closes, G_N_ELEMENTS (ema_closes), 10, sma);
  weir_indicator_ema (ema_closes, G_N_ELEMENTS (ema_closes), 10, ema);
  for (guint i = 0; i < 9; i++)
    g_assert_true (isnan (sma[i]) && isnan (ema[i]));
  for (guint i = 0; i < G_N_ELEMENTS (ema_published); i++)
    {
      g_assert_cmpfloat_with_epsilon (sma[9 + i], sma_published[i], CENT);
      g_assert_cmpfloat_with_epsilon (ema[9 + i], ema_published[i], CENT);
    }
}

static void
test_bollinger_is_as_published (void)
{
  double middle[G_N_ELEMENTS (bollinger_closes)];
  double lower[G_N_ELEMENTS (bollinger_closes)];
  double upper[G_N_ELEMENTS (bollinger_closes)];

  weir_indicator_bollinger (bollinger_closes, G_N_ELEMENTS (bollinger_closes), 20, 2, middle, lower, upper);
  for (guint i = 0; i < 19; i++)
    g_assert_true (isnan (middle[i]) && isnan (lower[i]) && isnan (upper[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bollinger_published); i++)
    {
      g_assert_cmpfloat_with_epsilon (middle[19 + i], bollinger_published[i][0], CENT);
      g_assert_cmpfloat_with_epsilon ((upper[19 + i] - middle[19 + i]) / 2, bollinger_published[i][1], CENT);
      g_assert_cmpfloat_with_epsilon (upper[19 + i], bollinger_published[i][2], CENT);
      g_assert_cmpfloat_with_epsilon (lower[19 + i], bollinger_published[i][3], CENT);
    }
}

static void
test_deviation_is_the_populations (void)
{
  const double values[] = { 2, 4, 4, 4, 5, 5, 7, 9 };
  double middle[8];
  double lower[8];
  double upper[8];

  weir_indicator_bollinger (values, 8, 8, 1, middle, lower, upper);
  g_assert_cmpfloat (middle[7], ==, 5);
  g_assert_cmpfloat (lower[7], ==, 3);
  g_assert_cmpfloat (upper[7], ==, 7);
}

static void
test_rsi_at_its_ends (void)
{
  const double flat[] = { 5, 5, 5, 5 };
  const double up[] = { 1, 2, 3, 4 };
  const double down[] = { 4, 3, 2, 1 };
  const double even[] = { 1, 2, 1, 2 };
  double results[4];

  weir_indicator_rsi (flat, 4, 3, results);
  g_assert_true (isnan (results[2]));
  g_assert_cmpfloat (results[3], ==, 50);
  weir_indicator_rsi (up, 4, 3, results);
  g_assert_cmpfloat (results[3], ==, 100);
  weir_indicator_rsi (down, 4, 3, results);
  g_assert_cmpfloat (results[3], ==, 0);
  weir_indicator_rsi (even, 4, 2, results);
  g_assert_cmpfloat (results[2], ==, 50);
  g_assert_cmpfloat (results[3], ==, 75);
}

static void
test_gaps_are_passed_over (void)
{
  const double values[] = { NAN, 1, 2, INFINITY, 3, NAN, 5 };
  double results[7];
  const double expected[] = { NAN, NAN, 1.5, NAN, 2.5, NAN, 4 };

  weir_indicator_sma (values, 7, 2, results);
  for (guint i = 0; i < 7; i++)
    g_assert_true (isnan (expected[i]) ? isnan (results[i]) : results[i] == expected[i]);

  /* In place, and one upon another: the leading NaN of the first are gaps to the second. */
  weir_indicator_sma (results, 7, 2, results);
  g_assert_true (isnan (results[2]));
  g_assert_cmpfloat (results[4], ==, 2);
  g_assert_cmpfloat (results[6], ==, 3.25);
}

static void
test_few_values_have_no_result (void)
{
  const double values[] = { 1, 2 };
  double results[2] = { 0, 0 };
  double lower[2];
  double upper[2];

  weir_indicator_sma (values, 2, 3, results);
  g_assert_true (isnan (results[0]) && isnan (results[1]));
  weir_indicator_rsi (values, 2, 2, results);
  g_assert_true (isnan (results[0]) && isnan (results[1]));
  weir_indicator_bollinger (values, 2, G_MAXUINT, 2, results, lower, upper);
  g_assert_true (isnan (results[1]) && isnan (lower[1]) && isnan (upper[1]));
  weir_indicator_ema (values, 2, 1, results);
  g_assert_cmpfloat (results[1], ==, 2);
  weir_indicator_sma (NULL, 0, 3, NULL);
}

/* A value of another order must leave no trace once it has left, and a large mean none in the deviation. */
static void
test_nothing_drifts (void)
{
  enum
  {
    N = 4000,
    PERIOD = 7,
  };
  g_autofree double *values = g_new (double, N);
  g_autofree double *middle = g_new (double, N);
  g_autofree double *lower = g_new (double, N);
  g_autofree double *upper = g_new (double, N);

  for (guint i = 0; i < N; i++)
    values[i] = i % 500 == 250 ? 1e300 : 1e9 + (i % 2);
  weir_indicator_bollinger (values, N, PERIOD, 1, middle, lower, upper);
  for (guint i = PERIOD; i < N; i++)
    if (i % 500 >= 250 + PERIOD || (i >= 257 && i % 500 < 250))
      {
        double share = i % 2 == 1 ? 4.0 / 7 : 3.0 / 7;

        g_assert_cmpfloat_with_epsilon (middle[i], 1e9 + share, 2.4e-7);
        g_assert_cmpfloat_with_epsilon (upper[i] - middle[i], sqrt (12.0 / 49), 3e-7);
      }
}

static void
test_sums_are_compensated (void)
{
  const double values[] = { 1e16, 1, 1, -1e16 };
  const double reversed[] = { -1e16, 1e16, 1 };
  double results[4];

  weir_indicator_sma (values, 4, 4, results);
  g_assert_cmpfloat (results[3], ==, 0.5);
  weir_indicator_sma (reversed, 3, 3, results);
  g_assert_cmpfloat (results[2], ==, 1.0 / 3);
}

/* The definitions, word by word, in long double: shares nothing with the indicators but the words. */
static void
check_against_definitions (const double *values,
                           guint         n,
                           guint         period)
{
  g_autofree double *sma = g_new (double, n);
  g_autofree double *lower = g_new (double, n);
  g_autofree double *upper = g_new (double, n);
  g_autofree double *rsi = g_new (double, n);
  long double gain = 0;
  long double loss = 0;

  weir_indicator_bollinger (values, n, period, 2, sma, lower, upper);
  weir_indicator_rsi (values, n, period, rsi);
  for (guint i = period - 1; i < n; i++)
    {
      long double sum = 0;
      long double squares = 0;

      for (guint j = i + 1 - period; j <= i; j++)
        sum += values[j];
      for (guint j = i + 1 - period; j <= i; j++)
        squares += (values[j] - sum / period) * (values[j] - sum / period);
      g_assert_cmpfloat_with_epsilon (sma[i], (double) (sum / period), 1e-12);
      g_assert_cmpfloat_with_epsilon (upper[i] - sma[i], (double) (2 * sqrtl (squares / period)), 1e-11);
      g_assert_cmpfloat_with_epsilon (sma[i] - lower[i], (double) (2 * sqrtl (squares / period)), 1e-11);
    }

  for (guint i = 1; i < n; i++)
    {
      long double change = (long double) values[i] - values[i - 1];
      long double rise = change > 0 ? change : 0;
      long double fall = change < 0 ? -change : 0;

      gain = i <= period ? gain + rise / period : (gain * (period - 1) + rise) / period;
      loss = i <= period ? loss + fall / period : (loss * (period - 1) + fall) / period;
      if (i >= period)
        g_assert_cmpfloat_with_epsilon (rsi[i], (double) (loss > 0 ? 100 - 100 / (1 + gain / loss) : gain > 0 ? 100 : 50),
                                        1e-9);
    }
}

static void
test_random_series_follow_the_definitions (void)
{
  for (guint round = 0; round < 500; round++)
    {
      guint n = g_test_rand_int_range (1, 120);
      double values[120];

      for (guint i = 0; i < n; i++)
        values[i] = g_test_rand_int_range (0, 8) == 0 && i > 0 ? values[i - 1] : g_test_rand_double_range (-50, 150);
      check_against_definitions (values, n, g_test_rand_int_range (1, 40));
    }
}

static void
test_robust_score (void)
{
  /* Median 3, distances 2 1 0 1 97: MAD 1. */
  const double values[] = { 100, 1, NAN, 2, 3, 4 };
  const double pair[] = { 1e308, 1.6e308 };
  double median;
  double deviation;

  weir_indicator_robust_scale (values, G_N_ELEMENTS (values), &median, &deviation);
  g_assert_cmpfloat (median, ==, 3);
  g_assert_cmpfloat (deviation, ==, 1);
  g_assert_cmpfloat_with_epsilon (weir_indicator_robust_score (100, median, deviation), 65.4265, 1e-12);
  g_assert_cmpfloat (weir_indicator_robust_score (1, median, deviation), ==, -1.349);
  g_assert_true (isnan (weir_indicator_robust_score (NAN, median, deviation)));

  weir_indicator_robust_scale (pair, 2, &median, &deviation);
  g_assert_cmpfloat (median, ==, 1.3e308);
  weir_indicator_robust_scale (NULL, 0, &median, &deviation);
  g_assert_true (isnan (median) && isnan (deviation));
}

static void
test_no_spread_makes_everything_else_an_outlier (void)
{
  const double values[] = { 7, 7, 7, 9 };
  double median;
  double deviation;

  weir_indicator_robust_scale (values, 4, &median, &deviation);
  g_assert_cmpfloat (deviation, ==, 0);
  g_assert_cmpfloat (weir_indicator_robust_score (7, median, deviation), ==, 0);
  g_assert_cmpfloat (weir_indicator_robust_score (9, median, deviation), ==, INFINITY);
  g_assert_cmpfloat (weir_indicator_robust_score (6.99, median, deviation), ==, -INFINITY);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/indicator/rsi-is-wilders", test_rsi_is_wilders);
  g_test_add_func ("/indicator/averages-are-as-published", test_averages_are_as_published);
  g_test_add_func ("/indicator/bollinger-is-as-published", test_bollinger_is_as_published);
  g_test_add_func ("/indicator/deviation-is-the-populations", test_deviation_is_the_populations);
  g_test_add_func ("/indicator/rsi-at-its-ends", test_rsi_at_its_ends);
  g_test_add_func ("/indicator/gaps-are-passed-over", test_gaps_are_passed_over);
  g_test_add_func ("/indicator/few-values-have-no-result", test_few_values_have_no_result);
  g_test_add_func ("/indicator/nothing-drifts", test_nothing_drifts);
  g_test_add_func ("/indicator/sums-are-compensated", test_sums_are_compensated);
  g_test_add_func ("/indicator/random-series-follow-the-definitions", test_random_series_follow_the_definitions);
  g_test_add_func ("/indicator/robust-score", test_robust_score);
  g_test_add_func ("/indicator/no-spread-makes-everything-else-an-outlier",
                   test_no_spread_makes_everything_else_an_outlier);

  return g_test_run ();
}
