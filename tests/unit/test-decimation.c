#include <math.h>

#include "data/series/weir-series.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

/* A whole minute in 2014: buckets of all widths begin there. */
#define BASE (G_GINT64_CONSTANT (1410958200) * SECOND)

/* A value at a time. */
typedef struct
{
  gint64 time_usec;
  double value;
} Sample;

/* Two hours of values at random times, ascending; a few stand far out. */
static void
fill_samples (Sample *samples,
              guint   n_samples,
              GRand  *rand)
{
  gint64 step_usec = 2 * HOUR / n_samples;

  for (guint i = 0; i < n_samples; i++)
    samples[i] = (Sample) {
      BASE + i * step_usec + (gint64) (g_rand_double (rand) * (double) step_usec),
      g_rand_int_range (rand, 0, 200) == 0 ? g_rand_double_range (rand, -1e6, 1e6) : g_rand_double_range (rand, -10.0, 10.0),
    };
}

/* What a column over [@begin_usec, @end_usec) would hold if all values were still there. */
static WeirColumn
sum_up (const Sample *samples,
        guint         n_samples,
        gint64        begin_usec,
        gint64        end_usec)
{
  WeirColumn column = { .first = NAN, .last = NAN, .min = INFINITY, .max = -INFINITY };

  for (guint i = 0; i < n_samples; i++)
    {
      if (samples[i].time_usec < begin_usec || samples[i].time_usec >= end_usec)
        continue;
      column.first = column.count == 0 ? samples[i].value : column.first;
      column.last = samples[i].value;
      column.min = fmin (column.min, samples[i].value);
      column.max = fmax (column.max, samples[i].value);
      column.count++;
    }

  return column;
}

/* Columns that begin and end where buckets do hold exactly what their values say. */
static void
test_round_columns_are_exact_at_every_zoom (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (17);
  Sample samples[4000];

  for (guint round = 0; round < 8; round++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();

      fill_samples (samples, G_N_ELEMENTS (samples), rand);
      for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
        weir_series_add (series, samples[i].time_usec, samples[i].value);

      for (guint zoom = 0; zoom < 12; zoom++)
        {
          WeirColumn columns[20];
          gint64 width_usec = g_rand_int_range (rand, 1, 8) * MINUTE;
          gint64 begin_usec = BASE + g_rand_int_range (rand, -10, 90) * MINUTE;

          weir_series_decimate (series, begin_usec, begin_usec + 20 * width_usec, columns, 20);
          for (guint i = 0; i < 20; i++)
            {
              WeirColumn wanted = sum_up (samples, G_N_ELEMENTS (samples), begin_usec + i * width_usec,
                                          begin_usec + (i + 1) * width_usec);

              g_assert_cmpuint (columns[i].count, ==, wanted.count);
              if (wanted.count == 0)
                continue;
              g_assert_cmpfloat (columns[i].first, ==, wanted.first);
              g_assert_cmpfloat (columns[i].last, ==, wanted.last);
              g_assert_cmpfloat (columns[i].min, ==, wanted.min);
              g_assert_cmpfloat (columns[i].max, ==, wanted.max);
            }
        }
    }
}

/* The coarsest bucket that a column of that width is made of, within two hours. */
static gint64
margin_of (gint64 width_usec)
{
  return MAX (width_usec, 10 * SECOND);
}

/* What stands in a column came from there, or from the bucket that begins in it; what was there is not lost. */
static void
assert_column_is_true (const Sample     *samples,
                       guint             n_samples,
                       const WeirColumn *columns,
                       guint             i,
                       gint64            begin_usec,
                       gint64            width_usec)
{
  gint64 margin_usec = margin_of (width_usec);
  gint64 from_usec = begin_usec + i * width_usec;
  WeirColumn around = sum_up (samples, n_samples, from_usec, from_usec + width_usec + margin_usec);
  WeirColumn inside = sum_up (samples, n_samples, from_usec, from_usec + width_usec);
  double min = INFINITY, max = -INFINITY;

  if (columns[i].count > 0)
    {
      g_assert_cmpfloat (columns[i].min, >=, around.min);
      g_assert_cmpfloat (columns[i].max, <=, around.max);
      g_assert_true (columns[i].first >= columns[i].min && columns[i].first <= columns[i].max);
      g_assert_true (columns[i].last >= columns[i].min && columns[i].last <= columns[i].max);
    }

  if (inside.count == 0 || (gint64) i * width_usec < margin_usec)
    return;
  for (gint64 j = i - margin_usec / width_usec - 1; j <= i; j++)
    if (j >= 0 && columns[j].count > 0)
      {
        min = fmin (min, columns[j].min);
        max = fmax (max, columns[j].max);
      }
  g_assert_cmpfloat (min, <=, inside.min);
  g_assert_cmpfloat (max, >=, inside.max);
}

/* Of any width, and values in any order. */
static void
test_no_extreme_is_lost_at_any_zoom (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (18);
  Sample samples[1500];

  for (guint round = 0; round < 8; round++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();

      fill_samples (samples, G_N_ELEMENTS (samples), rand);
      /* Backwards by turns of ten: each is late by less than a minute. */
      for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
        weir_series_add (series, samples[i / 10 * 10 + 9 - i % 10].time_usec, samples[i / 10 * 10 + 9 - i % 10].value);

      for (guint zoom = 0; zoom < 20; zoom++)
        {
          WeirColumn columns[120];
          gint64 width_usec = (gint64) exp (g_rand_double_range (rand, log (2e4), log (6e8)));
          gint64 begin_usec = BASE + (gint64) (g_rand_double_range (rand, -0.2, 0.9) * 2 * HOUR);

          weir_series_decimate (series, begin_usec, begin_usec + 120 * width_usec, columns, 120);
          for (guint i = 0; i < 120; i++)
            assert_column_is_true (samples, G_N_ELEMENTS (samples), columns, i, begin_usec, width_usec);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decimation/round-columns-are-exact-at-every-zoom", test_round_columns_are_exact_at_every_zoom);
  g_test_add_func ("/decimation/no-extreme-is-lost-at-any-zoom", test_no_extreme_is_lost_at_any_zoom);

  return g_test_run ();
}
