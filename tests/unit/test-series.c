#include <math.h>

#include "data/series/weir-level-crossings.h"
#include "data/series/weir-series.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

/* A base that no bucket width makes round, in 2014. */
#define BASE (G_GINT64_CONSTANT (1410958200) * SECOND)

static void
assert_column (const WeirColumn *column,
               double            first,
               double            last,
               double            min,
               double            max,
               guint             count)
{
  g_assert_cmpfloat (column->first, ==, first);
  g_assert_cmpfloat (column->last, ==, last);
  g_assert_cmpfloat (column->min, ==, min);
  g_assert_cmpfloat (column->max, ==, max);
  g_assert_cmpuint (column->count, ==, count);
}

static void
test_columns_hold_first_last_min_max (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  WeirColumn columns[4];

  weir_series_add (series, BASE + 10000, 5.0);
  weir_series_add (series, BASE + 120000, 9.0);
  weir_series_add (series, BASE + 310000, 1.0);
  weir_series_add (series, BASE + 990000, 4.0);
  weir_series_add (series, BASE + 2 * SECOND, -7.0);
  weir_series_decimate (series, BASE, BASE + 4 * SECOND, columns, 4);

  assert_column (&columns[0], 5.0, 4.0, 1.0, 9.0, 4);
  g_assert_cmpuint (columns[1].count, ==, 0);
  g_assert_true (isnan (columns[1].first) && isnan (columns[1].max));
  assert_column (&columns[2], -7.0, -7.0, -7.0, -7.0, 1);
  g_assert_cmpuint (columns[3].count, ==, 0);
}

static void
test_order_of_arrival_does_not_matter (void)
{
  static const gint64 times[] = { 0, 50000, 700000, 30 * SECOND, 59 * SECOND, 61 * SECOND };
  g_autoptr(WeirSeries) forward = weir_series_new ();
  g_autoptr(WeirSeries) backward = weir_series_new ();
  WeirColumn a[7], b[7];

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    weir_series_add (forward, BASE + times[i], i);
  for (guint i = G_N_ELEMENTS (times); i-- > 0;)
    weir_series_add (backward, BASE + times[i], i);

  /* Widths that read each of the levels. */
  for (gint64 width = 1; width <= 1000; width *= 10)
    {
      weir_series_decimate (forward, BASE, BASE + 7 * width * 200000, a, 7);
      weir_series_decimate (backward, BASE, BASE + 7 * width * 200000, b, 7);
      g_assert_cmpmem (a, sizeof a, b, sizeof b);
    }

  assert_column (&b[0], 0, 5, 0, 5, 6);
  g_assert_cmpfloat (weir_series_get_last (backward, NULL), ==, 5.0);
}

static void
test_spike_survives_every_width (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();

  /* Half a day at 2 Hz, flat but for one sample of 250 an hour before the end. */
  for (gint64 t = 0; t < 12 * HOUR; t += 500000)
    weir_series_add (series, BASE + t, t == 11 * HOUR + 500000 ? 250.0 : 1.0);

  for (guint n = 1; n <= 2000; n = n * 3 + 1)
    {
      g_autofree WeirColumn *columns = g_new (WeirColumn, n);
      guint column = (guint) ((11 * HOUR + 500000) * n / (12 * HOUR));
      double max = 0.0;

      weir_series_decimate (series, BASE, BASE + 12 * HOUR, columns, n);
      for (guint i = 0; i < n; i++)
        max = fmax (max, columns[i].max);

      g_assert_cmpfloat (max, ==, 250.0);
      g_assert_cmpfloat (columns[column].max, ==, 250.0);
      g_assert_cmpfloat (columns[column].min, ==, 1.0);
    }
}

static void
test_no_column_is_lost_where_levels_meet (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  WeirColumn columns[40];
  guint64 n_values = 0;

  /* Twenty minutes a value a second: the older half is past the finest level. */
  for (gint64 t = 0; t < 20 * MINUTE; t += SECOND)
    weir_series_add (series, BASE + t, t / SECOND);

  /* 100 ms columns want the finest level, which has only the last ten minutes. */
  for (gint64 t = 0; t < 20 * MINUTE; t += 4 * SECOND)
    {
      weir_series_decimate (series, BASE + t, BASE + t + 4 * SECOND, columns, 40);
      for (guint i = 0; i < 40; i++)
        n_values += columns[i].count;
    }

  g_assert_cmpuint (n_values, ==, 20 * 60);
}

static void
test_a_day_fits_its_memory (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  double min, max;

  g_assert_cmpuint (weir_series_get_n_bytes (series), <, 8192);

  /* Two days of ten a second. */
  for (gint64 t = 0; t < 48 * HOUR; t += 100000)
    weir_series_add (series, BASE + t, (double) t / HOUR);

  g_assert_cmpuint (weir_series_get_n_bytes (series), <=, 1160000);
  g_assert_true (weir_series_get_extent (series, BASE + 24 * HOUR, BASE + 48 * HOUR, &min, &max));
  g_assert_cmpfloat (min, ==, 24.0);
  g_assert_false (weir_series_get_extent (series, BASE, BASE + 12 * HOUR, &min, &max));
  g_assert_true (isnan (min));
}

/* A customer who pays every twenty seconds: fifty minutes of it, and then once more after a day. */
static void
test_a_value_now_and_then_takes_little_room (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  WeirColumn columns[150];

  for (gint64 i = 0; i < 150; i++)
    weir_series_add (series, BASE + i * 20 * SECOND, i);
  g_assert_cmpuint (weir_series_get_n_bytes (series), <, 125000);

  weir_series_decimate (series, BASE, BASE + 150 * 20 * SECOND, columns, 150);
  for (guint i = 0; i < 150; i++)
    {
      g_assert_cmpuint (columns[i].count, ==, 1);
      g_assert_cmpfloat (columns[i].first, ==, i);
    }

  weir_series_add (series, BASE + 24 * HOUR, 1000);
  weir_series_decimate (series, BASE, BASE + 150 * 20 * SECOND, columns, 25);
  for (guint i = 0; i < 25; i++)
    g_assert_cmpuint (columns[i].count, ==, 6);
}

static void
test_late_value_lands_in_the_coarse_levels (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  WeirColumn columns[2];

  weir_series_add (series, BASE + 5 * HOUR, 1.0);
  weir_series_add (series, BASE, 2.0);
  weir_series_decimate (series, BASE - HOUR, BASE + 9 * HOUR, columns, 2);

  assert_column (&columns[0], 2.0, 2.0, 2.0, 2.0, 1);
  assert_column (&columns[1], 1.0, 1.0, 1.0, 1.0, 1);

  /* Older than every level: passed over. */
  weir_series_add (series, BASE - 48 * HOUR, 3.0);
  weir_series_decimate (series, BASE - 50 * HOUR, BASE - 40 * HOUR, columns, 2);
  g_assert_cmpuint (columns[0].count + columns[1].count, ==, 0);
}

static void
test_set_bucket_replaces (void)
{
  const WeirColumn high = { .first = 5.0, .last = 6.0, .min = 4.0, .max = 9.0, .count = 3, .sum = 19.0 };
  const WeirColumn low = { .first = 2.0, .last = 2.0, .min = 2.0, .max = 2.0, .count = 1, .sum = 2.0 };
  const WeirColumn none = { NAN, NAN, NAN, NAN, 0, 0, 0, NAN };
  g_autoptr(WeirSeries) series = weir_series_new ();
  WeirColumn column;
  gint64 time_usec;

  weir_series_set_bucket (series, BASE, &high);
  weir_series_set_bucket (series, BASE + 100000, &low);
  g_assert_cmpfloat (weir_series_get_last (series, &time_usec), ==, 2.0);
  g_assert_cmpint (time_usec, ==, BASE + 100000);

  /* The widest level follows, too. */
  weir_series_decimate (series, BASE, BASE + HOUR, &column, 1);
  assert_column (&column, 5.0, 2.0, 2.0, 9.0, 4);
  weir_series_set_bucket (series, BASE, &low);
  weir_series_decimate (series, BASE, BASE + HOUR, &column, 1);
  assert_column (&column, 2.0, 2.0, 2.0, 2.0, 2);
  weir_series_set_bucket (series, BASE, &none);
  weir_series_decimate (series, BASE, BASE + HOUR, &column, 1);
  assert_column (&column, 2.0, 2.0, 2.0, 2.0, 1);
}

typedef struct
{
  gint64 time_usec;
  double value;
} Sample;

/* What a window over [begin, end) makes of the samples, which come in any order. */
static WeirRangeSummary
window_over (const Sample *samples,
             guint         n_samples,
             gint64        begin_usec,
             gint64        end_usec)
{
  WeirRangeSummary window = { begin_usec, end_usec, 0, NAN, NAN, INFINITY, -INFINITY, 0.0 };
  gint64 first_usec = G_MAXINT64, last_usec = G_MININT64;

  for (guint i = 0; i < n_samples; i++)
    {
      if (samples[i].time_usec < begin_usec || samples[i].time_usec >= end_usec)
        continue;
      window.count++;
      window.sum += samples[i].value;
      window.min = fmin (window.min, samples[i].value);
      window.max = fmax (window.max, samples[i].value);
      if (samples[i].time_usec < first_usec)
        {
          first_usec = samples[i].time_usec;
          window.first = samples[i].value;
        }
      if (samples[i].time_usec >= last_usec)
        {
          last_usec = samples[i].time_usec;
          window.last = samples[i].value;
        }
    }

  return window;
}

/* An hour and a half of records in the order of their arrival, which is not that of their times. */
static void
make_samples (Sample     *samples,
              guint       n_samples,
              WeirSeries *series)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < n_samples; i++)
    {
      gint64 time_usec = BASE + (gint64) i * 90 * MINUTE / n_samples + g_rand_int_range (rand, -3000000, 3000000);

      samples[i] = (Sample) { time_usec, g_rand_int_range (rand, -400, 400) };
      weir_series_add (series, time_usec, samples[i].value);
    }
}

static void
test_a_range_has_the_numbers_of_its_window (void)
{
  const guint n_samples = 9000;
  g_autofree Sample *samples = g_new (Sample, n_samples);
  g_autoptr(WeirSeries) series = weir_series_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);

  make_samples (samples, n_samples, series);
  for (guint i = 0; i < 400; i++)
    {
      gint64 begin_usec = BASE + (gint64) (g_rand_double (rand) * 89 * MINUTE);
      gint64 end_usec = begin_usec + 1 + (gint64) (g_rand_double (rand) * g_rand_double (rand) * 60 * MINUTE);
      WeirRangeSummary summary, window;

      weir_series_summarise (series, begin_usec, end_usec, &summary);
      window = window_over (samples, n_samples, summary.begin_usec, summary.end_usec);
      g_assert_cmpuint (summary.count, ==, window.count);
      if (window.count == 0)
        continue;
      g_assert_cmpfloat (summary.first, ==, window.first);
      g_assert_cmpfloat (summary.last, ==, window.last);
      g_assert_cmpfloat (summary.min, ==, window.min);
      g_assert_cmpfloat (summary.max, ==, window.max);
      g_assert_cmpfloat (summary.sum, ==, window.sum);
    }
}

static void
test_a_range_names_what_it_summarises (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  WeirRangeSummary summary;

  for (gint64 t = 0; t < 3 * HOUR; t += 50000)
    weir_series_add (series, BASE + t, 1.0);

  /* 100 ms of the last ten minutes, a second of the last hour, ten seconds before. */
  weir_series_summarise (series, BASE + 3 * HOUR - MINUTE + 130000, BASE + 3 * HOUR - 10001, &summary);
  g_assert_cmpint (summary.begin_usec, ==, BASE + 3 * HOUR - MINUTE + 100000);
  g_assert_cmpint (summary.end_usec, ==, BASE + 3 * HOUR);
  g_assert_cmpuint (summary.count, ==, 59900 / 50);
  weir_series_summarise (series, BASE + 3 * HOUR - 30 * MINUTE + 130000, BASE + 3 * HOUR, &summary);
  g_assert_cmpint (summary.begin_usec, ==, BASE + 3 * HOUR - 30 * MINUTE);
  g_assert_cmpuint (summary.count, ==, 30 * 60 * 20);
  weir_series_summarise (series, BASE + 13 * SECOND, BASE + 28 * SECOND, &summary);
  g_assert_cmpint (summary.begin_usec, ==, BASE + 10 * SECOND);
  g_assert_cmpint (summary.end_usec, ==, BASE + 30 * SECOND);
  g_assert_cmpuint (summary.count, ==, 20 * 20);

  /* Nothing at either side. */
  weir_series_summarise (series, BASE - 400 * 24 * HOUR, BASE, &summary);
  g_assert_cmpuint (summary.count, ==, 0);
  g_assert_true (isnan (summary.first) && isnan (summary.sum));
  weir_series_summarise (series, BASE + 3 * HOUR, BASE + 400 * 24 * HOUR, &summary);
  g_assert_cmpuint (summary.count, ==, 0);
}

/* As the records of a share did: the price fell, but not since the first whole ten seconds of the range. */
static void
test_change_counts_from_the_first_record (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  WeirRangeSummary summary;

  weir_series_add (series, BASE + HOUR + 4 * SECOND, 200.0);
  weir_series_add (series, BASE + HOUR + 12 * SECOND, 194.5);
  weir_series_add (series, BASE + HOUR + 14 * MINUTE, 198.3);
  weir_series_summarise (series, BASE + HOUR + 3 * SECOND, BASE + HOUR + 15 * MINUTE, &summary);
  g_assert_cmpfloat_with_epsilon (weir_range_summary_get_change (&summary), -0.85, 1e-9);

  weir_series_summarise (series, BASE, BASE + SECOND, &summary);
  g_assert_true (isnan (weir_range_summary_get_change (&summary)));
}

static void
test_merged_buckets_keep_the_order_of_times (void)
{
  const WeirColumn late = { .first = 7.0, .last = 7.0, .min = 7.0, .max = 7.0, .count = 1, .sum = 7.0,
                            .first_offset_usec = 20000, .last_offset_usec = 20000 };
  const WeirColumn early = { .first = 3.0, .last = 4.0, .min = 3.0, .max = 4.0, .count = 2, .sum = 7.0,
                             .first_offset_usec = 50000, .last_offset_usec = 60000 };
  g_autoptr(WeirSeries) series = weir_series_new ();
  WeirRangeSummary summary;

  weir_series_merge_bucket (series, BASE, &early);
  weir_series_merge_bucket (series, BASE, &late);
  weir_series_summarise (series, BASE, BASE + 1, &summary);
  g_assert_cmpfloat (summary.first, ==, 7.0);
  g_assert_cmpfloat (summary.last, ==, 4.0);
  g_assert_cmpfloat (summary.sum, ==, 14.0);
  g_assert_cmpfloat (weir_series_get_last (series, NULL), ==, 4.0);
}

/* Two readings of one topic: the first began later, of the second the broker had deleted the first part. */
static void
test_values_read_again_stand_behind_what_is_gone (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  g_autoptr(WeirSeries) newer = weir_series_new ();
  g_autoptr(WeirSeries) whole = weir_series_new ();
  WeirColumn columns[30], wanted[30];
  gint64 last_usec;

  for (guint i = 0; i < 30 * 60; i++)
    {
      gint64 time_usec = BASE + i * SECOND;

      weir_series_add (whole, time_usec, i);
      if (i < 100 || i >= 1000)
        weir_series_add (series, time_usec, i);
      if (i >= 95)
        weir_series_add (newer, time_usec, i);
    }
  weir_series_take_over (series, newer);
  g_assert_true (isnan (weir_series_get_last (newer, NULL)));
  g_assert_cmpfloat (weir_series_get_last (series, &last_usec), ==, 30 * 60 - 1);
  g_assert_cmpint (last_usec, ==, BASE + (30 * 60 - 1) * SECOND);

  weir_series_decimate (series, BASE, BASE + 30 * MINUTE, columns, 30);
  weir_series_decimate (whole, BASE, BASE + 30 * MINUTE, wanted, 30);
  for (guint i = 0; i < 30; i++)
    assert_column (&columns[i], wanted[i].first, wanted[i].last, wanted[i].min, wanted[i].max, wanted[i].count);

  /* Nothing was found: nothing is lost. */
  weir_series_take_over (series, newer);
  g_assert_cmpfloat (weir_series_get_last (series, NULL), ==, 30 * 60 - 1);
}

static void
test_value_at (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();

  weir_series_add (series, BASE + 20000, 1.0);
  weir_series_add (series, BASE + 80000, 2.0);
  weir_series_add (series, BASE + 2 * HOUR, 3.0);

  g_assert_true (isnan (weir_series_get_value_at (series, BASE - 100000, HOUR)));
  g_assert_cmpfloat (weir_series_get_value_at (series, BASE + 2 * HOUR, HOUR), ==, 3.0);
  g_assert_cmpfloat (weir_series_get_value_at (series, BASE + 2 * HOUR + MINUTE, HOUR), ==, 3.0);
  g_assert_true (isnan (weir_series_get_value_at (series, BASE + 2 * HOUR - 1, MINUTE)));
  g_assert_cmpfloat (weir_series_get_value_at (series, BASE + HOUR, 2 * HOUR), ==, 2.0);

  weir_series_clear (series);
  weir_series_add (series, BASE + 20000, 1.0);
  weir_series_add (series, BASE + 80000, 2.0);
  g_assert_cmpfloat (weir_series_get_value_at (series, BASE + 79999, SECOND), ==, 1.0);
  g_assert_cmpfloat (weir_series_get_value_at (series, BASE + 80000, SECOND), ==, 2.0);
  g_assert_true (isnan (weir_series_get_value_at (series, BASE + 19999, SECOND)));
}

static void
note_range (WeirSeries *series,
            gint64      from_usec,
            gint64      to_usec,
            gint64     *range)
{
  range[0] = from_usec;
  range[1] = to_usec;
  range[2]++;
}

static void
test_changed_names_the_range_once (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  gint64 range[3] = { 0 };

  g_signal_connect (series, "changed", G_CALLBACK (note_range), range);
  weir_series_emit_changed (series);
  g_assert_cmpint (range[2], ==, 0);

  weir_series_add (series, BASE + 250000, 1.0);
  weir_series_add (series, BASE + 20000, 1.0);
  weir_series_emit_changed (series);
  weir_series_emit_changed (series);
  g_assert_cmpint (range[0], ==, BASE);
  g_assert_cmpint (range[1], ==, BASE + 300000);
  g_assert_cmpint (range[2], ==, 1);
}

static void
test_strange_values_are_passed_over (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  WeirColumn column;

  weir_series_add (series, BASE, NAN);
  weir_series_add (series, BASE, INFINITY);
  weir_series_add (series, -1, 4.0);
  weir_series_decimate (series, -SECOND, 0, &column, 1);
  assert_column (&column, 4.0, 4.0, 4.0, 4.0, 1);
  weir_series_decimate (series, 0, 0, &column, 1);
  g_assert_cmpuint (column.count, ==, 0);
}

static void
on_crossing (gint64   time_usec,
             gboolean begins,
             gpointer user_data)
{
  g_string_append_printf (user_data, "%s%" G_GINT64_FORMAT " ", begins ? "+" : "-", time_usec / SECOND);
}

/* Where values are beyond a level, to the bucket; a spike within one begins and ends there. */
static void
test_levels_are_crossed (void)
{
  static const double values[] = { 1, 5, 6, 2, 9, 1 };
  g_autoptr(WeirSeries) series = weir_series_new ();
  g_autoptr(GArray) points = g_array_new (FALSE, FALSE, sizeof (WeirLevelPoint));
  g_autoptr(GString) text = g_string_new (NULL);
  guint n;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    weir_series_add (series, (100 + i) * SECOND, values[i]);
  weir_series_add (series, 104 * SECOND + 50000, 2);
  weir_series_append_levels (series, points);
  g_assert_cmpuint (points->len, ==, 6);

  n = weir_level_crossings_find ((const WeirLevelPoint *) points->data, points->len, NULL, 4.0, TRUE, on_crossing, text);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (text->str, ==, "+101 -103 +104 -104 ");

  g_string_truncate (text, 0);
  n = weir_level_crossings_find ((const WeirLevelPoint *) points->data, points->len, NULL, 2.0, FALSE, on_crossing, text);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (text->str, ==, "+100 -101 +105 ");
}

/* With a summary it is the same. */
static void
test_summaries_change_no_crossing (void)
{
  g_autoptr(GArray) points = g_array_new (FALSE, FALSE, sizeof (WeirLevelPoint));
  g_autoptr(GArray) blocks = NULL;
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  double value = 0.0;

  for (guint i = 0; i < 1000; i++)
    {
      WeirLevelPoint point = { .time_usec = i * SECOND };

      value += g_rand_double_range (rand, -1.0, 1.0);
      point.last = value;
      point.low = value - g_rand_double (rand);
      point.high = value + g_rand_double (rand);
      g_array_append_val (points, point);
    }
  blocks = weir_level_blocks_new ((const WeirLevelPoint *) points->data, points->len);
  g_assert_cmpuint (blocks->len, ==, 32);
  for (double level = -20.0; level < 20.0; level += 0.37)
    for (guint above = 0; above < 2; above++)
      {
        g_autoptr(GString) plain = g_string_new (NULL);
        g_autoptr(GString) summed = g_string_new (NULL);

        weir_level_crossings_find ((const WeirLevelPoint *) points->data, points->len, NULL, level, above, on_crossing, plain);
        weir_level_crossings_find ((const WeirLevelPoint *) points->data, points->len, (const WeirLevelBlock *) blocks->data,
                                   level, above, on_crossing, summed);
        g_assert_cmpstr (plain->str, ==, summed->str);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/columns-hold-first-last-min-max", test_columns_hold_first_last_min_max);
  g_test_add_func ("/series/order-of-arrival-does-not-matter", test_order_of_arrival_does_not_matter);
  g_test_add_func ("/series/spike-survives-every-width", test_spike_survives_every_width);
  g_test_add_func ("/series/no-column-is-lost-where-levels-meet", test_no_column_is_lost_where_levels_meet);
  g_test_add_func ("/series/a-day-fits-its-memory", test_a_day_fits_its_memory);
  g_test_add_func ("/series/a-value-now-and-then-takes-little-room", test_a_value_now_and_then_takes_little_room);
  g_test_add_func ("/series/late-value-lands-in-the-coarse-levels", test_late_value_lands_in_the_coarse_levels);
  g_test_add_func ("/series/set-bucket-replaces", test_set_bucket_replaces);
  g_test_add_func ("/series/a-range-has-the-numbers-of-its-window", test_a_range_has_the_numbers_of_its_window);
  g_test_add_func ("/series/a-range-names-what-it-summarises", test_a_range_names_what_it_summarises);
  g_test_add_func ("/series/change-counts-from-the-first-record", test_change_counts_from_the_first_record);
  g_test_add_func ("/series/merged-buckets-keep-the-order-of-times", test_merged_buckets_keep_the_order_of_times);
  g_test_add_func ("/series/values-read-again-stand-behind-what-is-gone",
                   test_values_read_again_stand_behind_what_is_gone);
  g_test_add_func ("/series/value-at", test_value_at);
  g_test_add_func ("/series/levels-are-crossed", test_levels_are_crossed);
  g_test_add_func ("/series/summaries-change-no-crossing", test_summaries_change_no_crossing);
  g_test_add_func ("/series/changed-names-the-range-once", test_changed_names_the_range_once);
  g_test_add_func ("/series/strange-values-are-passed-over", test_strange_values_are_passed_over);

  return g_test_run ();
}
