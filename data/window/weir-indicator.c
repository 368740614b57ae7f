#include "config.h"

#include "data/window/weir-indicator.h"

#include <math.h>

/* The MAD of a normal distribution is 0.6745 standard deviations. */
#define ROBUST_SCALE 0.6745

/* What is known of some neighbouring values. The sum is Neumaier's: sum + carry; spread is Σ(x − mean)². */
typedef struct
{
  double n;
  double sum;
  double carry;
  double spread;
} WeirMoments;

static double
weir_moments_get_mean (const WeirMoments *self)
{
  return (self->sum + self->carry) / self->n;
}

static double
weir_moments_get_deviation (const WeirMoments *self)
{
  return sqrt (self->spread / self->n);
}

/* Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979. */
static WeirMoments
weir_moments_merge (const WeirMoments *a,
                    const WeirMoments *b)
{
  WeirMoments merged = { .n = a->n + b->n, .sum = a->sum + b->sum, .carry = a->carry + b->carry };
  double delta;

  if (a->n == 0)
    return *b;
  if (b->n == 0)
    return *a;

  merged.carry += fabs (a->sum) >= fabs (b->sum) ? (a->sum - merged.sum) + b->sum : (b->sum - merged.sum) + a->sum;
  delta = weir_moments_get_mean (b) - weir_moments_get_mean (a);
  merged.spread = a->spread + b->spread + delta * delta * (a->n * b->n / merged.n);
  return merged;
}

static WeirMoments
weir_moments_of (double value)
{
  return (WeirMoments){ .n = 1, .sum = value };
}

/* The values without the gaps. (transfer full) */
static double *
weir_series_pack (const double *values,
                  gsize         n_values,
                  gsize        *n_packed)
{
  double *packed = g_new (double, MAX (n_values, 1));

  *n_packed = 0;
  for (gsize i = 0; i < n_values; i++)
    if (isfinite (values[i]))
      packed[(*n_packed)++] = values[i];

  return packed;
}

/* Puts one result a value that is no gap back into its place; a gap's result is NaN. */
static void
weir_series_unpack (const double *values,
                    gsize         n_values,
                    const double *packed,
                    double       *results)
{
  for (gsize i = 0; i < n_values; i++)
    results[i] = isfinite (values[i]) ? *packed++ : NAN;
}

/*
 * The moments of each run of @period values, in two merges a value and without ever subtracting one, so that nothing
 * drifts or cancels: time is cut into blocks of @period, and a run is the end of one block and the beginning of the
 * next (van Herk, 1992; Gil and Werman, 1993). results[i] belongs to the run that ends at i; n = 0 before the first.
 */
static WeirMoments *
weir_series_run (const double *values,
                 gsize         n_values,
                 guint         period)
{
  WeirMoments *results = g_new0 (WeirMoments, MAX (n_values, 1));
  g_autofree WeirMoments *suffixes = g_new0 (WeirMoments, MIN (period, n_values) + 1);
  WeirMoments prefix = { 0 };

  for (gsize i = period - 1; i < n_values; i++)
    {
      gsize place = (i + 1) % period;
      WeirMoments one = weir_moments_of (values[i]);

      if (place != 0)
        {
          prefix = weir_moments_merge (&prefix, &one);
          results[i] = weir_moments_merge (&suffixes[place], &prefix);
          continue;
        }

      prefix = suffixes[period] = (WeirMoments){ 0 };
      for (guint j = period; j-- > 0;)
        {
          one = weir_moments_of (values[i + 1 - period + j]);
          suffixes[j] = weir_moments_merge (&one, &suffixes[j + 1]);
        }
      results[i] = suffixes[0];
    }

  return results;
}

/**
 * weir_indicator_sma:
 * @values: (array length=n_values): a series in time order
 * @n_values: how many
 * @period: over how many values, at least 1
 * @results: (out caller-allocates) (array length=n_values): the averages
 *
 * Simple moving average: the mean of the last @period values, the value itself
 * included; NaN until there are as many. What is not finite is a gap. Any
 * thread; O(n).
 */
void
weir_indicator_sma (const double *values,
                    gsize         n_values,
                    guint         period,
                    double       *results)
{
  g_autofree double *packed = NULL;
  g_autofree WeirMoments *runs = NULL;
  gsize n_packed;

  g_return_if_fail ((values != NULL && results != NULL) || n_values == 0);
  g_return_if_fail (period > 0);

  packed = weir_series_pack (values, n_values, &n_packed);
  runs = weir_series_run (packed, n_packed, period);
  for (gsize i = 0; i < n_packed; i++)
    packed[i] = runs[i].n > 0 ? weir_moments_get_mean (&runs[i]) : NAN;

  weir_series_unpack (values, n_values, packed, results);
}

/**
 * weir_indicator_ema:
 * @values: (array length=n_values): a series in time order
 * @n_values: how many
 * @period: over how many values, at least 1
 * @results: (out caller-allocates) (array length=n_values): the averages
 *
 * Exponential moving average: `ema += (x − ema) · 2 / (period + 1)`. It is
 * seeded with the mean of the first @period values, which is its first result,
 * at the last of them; NaN before. What is not finite is a gap. Any thread;
 * O(n).
 *
 * Source: J. S. Hunter, "The exponentially weighted moving average", Journal
 * of Quality Technology 18 (1986); weight and seed as chartists have them
 * (StockCharts ChartSchool, "Moving Averages").
 */
void
weir_indicator_ema (const double *values,
                    gsize         n_values,
                    guint         period,
                    double       *results)
{
  g_autofree double *packed = NULL;
  WeirMoments seed = { 0 };
  double average = NAN;
  gsize n_packed;

  g_return_if_fail ((values != NULL && results != NULL) || n_values == 0);
  g_return_if_fail (period > 0);

  packed = weir_series_pack (values, n_values, &n_packed);
  for (gsize i = 0; i < n_packed; i++)
    {
      WeirMoments one = weir_moments_of (packed[i]);

      if (i < period)
        seed = weir_moments_merge (&seed, &one);
      if (i + 1 == period)
        average = weir_moments_get_mean (&seed);
      else if (i >= period)
        average += (packed[i] - average) * (2.0 / (period + 1.0));
      packed[i] = average;
    }

  weir_series_unpack (values, n_values, packed, results);
}

/**
 * weir_indicator_bollinger:
 * @values: (array length=n_values): a series in time order
 * @n_values: how many
 * @period: over how many values, at least 1; 20 by custom
 * @width: the bands' distance in standard deviations; 2 by custom
 * @middle: (out caller-allocates) (array length=n_values): simple moving average
 * @lower: (out caller-allocates) (array length=n_values): @width deviations below
 * @upper: (out caller-allocates) (array length=n_values): @width deviations above
 *
 * Bollinger bands. The deviation is the population's, Σ(x − mean)² / period,
 * and never the difference of two large sums. NaN until there are @period
 * values. What is not finite is a gap. Any thread; O(n).
 *
 * Source: J. Bollinger, "Bollinger on Bollinger Bands", McGraw-Hill 2001.
 */
void
weir_indicator_bollinger (const double *values,
                          gsize         n_values,
                          guint         period,
                          double        width,
                          double       *middle,
                          double       *lower,
                          double       *upper)
{
  g_autofree double *packed = NULL;
  g_autofree WeirMoments *runs = NULL;
  const WeirMoments *run;
  gsize n_packed;

  g_return_if_fail ((values != NULL && middle != NULL && lower != NULL && upper != NULL) || n_values == 0);
  g_return_if_fail (period > 0);

  packed = weir_series_pack (values, n_values, &n_packed);
  run = runs = weir_series_run (packed, n_packed, period);
  for (gsize i = 0; i < n_values; i++)
    {
      gboolean gap = !isfinite (values[i]);

      middle[i] = lower[i] = upper[i] = NAN;
      if (!gap && run->n > 0)
        {
          middle[i] = weir_moments_get_mean (run);
          lower[i] = middle[i] - width * weir_moments_get_deviation (run);
          upper[i] = middle[i] + width * weir_moments_get_deviation (run);
        }
      run += !gap;
    }
}

/**
 * weir_indicator_rsi_of:
 * @gain: the average rise
 * @loss: the average fall, as a positive number
 *
 * Returns: `100 − 100 / (1 + gain / loss)`, without dividing by no loss; 50 of
 *   neither
 */
double
weir_indicator_rsi_of (double gain,
                       double loss)
{
  return gain + loss > 0 ? 100.0 * (gain / (gain + loss)) : 50.0;
}

/**
 * weir_indicator_rsi:
 * @values: (array length=n_values): a series in time order
 * @n_values: how many
 * @period: over how many changes, at least 1; 14 by custom
 * @results: (out caller-allocates) (array length=n_values): 0 to 100
 *
 * Wilder's relative strength index. The first average gain and loss are the
 * means of the first @period changes, later ones `(average · (period − 1) +
 * change) / period`, so the first result stands at value number @period + 1;
 * NaN before. A series that only rose has 100, one that only fell 0, and one
 * that did not move at all 50. What is not finite is a gap. Any thread; O(n).
 *
 * Source: J. W. Wilder, "New Concepts in Technical Trading Systems", 1978.
 */
void
weir_indicator_rsi (const double *values,
                    gsize         n_values,
                    guint         period,
                    double       *results)
{
  g_autofree double *packed = NULL;
  g_autofree double *indices = NULL;
  double gain = 0;
  double loss = 0;
  gsize n_packed;

  g_return_if_fail ((values != NULL && results != NULL) || n_values == 0);
  g_return_if_fail (period > 0);

  packed = weir_series_pack (values, n_values, &n_packed);
  indices = g_new (double, n_packed + 1);
  indices[0] = NAN;
  for (gsize i = 1; i < n_packed; i++)
    {
      double rise = MAX (packed[i] - packed[i - 1], 0);
      double fall = MAX (packed[i - 1] - packed[i], 0);
      double share = 1.0 / MIN (i, period);

      /* Up to @period this is the plain mean so far, from there on Wilder's. */
      gain += (rise - gain) * share;
      loss += (fall - loss) * share;
      indices[i] = i < period ? NAN : weir_indicator_rsi_of (gain, loss);
    }

  weir_series_unpack (values, n_values, indices, results);
}

static int
weir_double_compare (gconstpointer a,
                     gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* Of @n > 0 values, which are put in order. */
static double
weir_series_median (double *values,
                    gsize   n)
{
  qsort (values, n, sizeof (double), weir_double_compare);

  if (n % 2 == 1)
    return values[n / 2];
  /* Halves first: the sum of two large numbers is infinite. */
  return values[n / 2 - 1] / 2 + values[n / 2] / 2;
}

/**
 * weir_indicator_robust_scale:
 * @values: (array length=n_values): values in any order
 * @n_values: how many
 * @median: (out): the middle one; the mean of the middle two of an even number; NaN of none
 * @deviation: (out): MAD, the median of all distances from @median; NaN of none
 *
 * Place and spread of values that outliers do not move: up to half of them
 * may be arbitrarily wrong. What is not finite is left out. Any thread;
 * O(n log n).
 */
void
weir_indicator_robust_scale (const double *values,
                             gsize         n_values,
                             double       *median,
                             double       *deviation)
{
  g_autofree double *packed = NULL;
  gsize n_packed;

  g_return_if_fail (values != NULL || n_values == 0);
  g_return_if_fail (median != NULL && deviation != NULL);

  packed = weir_series_pack (values, n_values, &n_packed);
  *median = *deviation = NAN;
  if (n_packed == 0)
    return;

  *median = weir_series_median (packed, n_packed);
  for (gsize i = 0; i < n_packed; i++)
    packed[i] = fabs (packed[i] - *median);
  *deviation = weir_series_median (packed, n_packed);
}

/**
 * weir_indicator_robust_score:
 * @value: a value
 * @median: the median of those it is compared with
 * @deviation: their MAD, see weir_indicator_robust_scale()
 *
 * The modified z-score, `0.6745 · (value − median) / MAD`; beyond
 * ±%WEIR_ROBUST_OUTLIER it is an outlier. Where MAD is 0, at least half of the
 * values being equal, it is 0 for the median itself and infinite for anything
 * else. NaN when any of the three is. Any thread.
 *
 * Source: B. Iglewicz and D. C. Hoaglin, "How to Detect and Handle Outliers",
 * ASQC 1993.
 *
 * Returns: the score, negative below the median
 */
double
weir_indicator_robust_score (double value,
                             double median,
                             double deviation)
{
  if (isnan (value) || isnan (median) || isnan (deviation))
    return NAN;
  if (value == median)
    return 0.0;
  if (deviation == 0)
    return value > median ? INFINITY : -INFINITY;

  return ROBUST_SCALE * (value - median) / deviation;
}
