#include <math.h>

#include "tests/unit/comma-locale.h"
#include "widgets/weir-axis.h"
#include "widgets/weir-format.h"
#include "widgets/weir-time-range.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define SPACE "\u00a0"

static void
assert_text (char       *text,
             const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_value_ticks_are_round_and_few (void)
{
  static const double ranges[][3] = {
    /* low, high, step */
    { 186.2, 187.9, 0.5 }, { 0.0, 1.0, 0.2 }, { -1.4, 1.9, 1.0 }, { 0.0, 100.0, 20.0 },
    { 0.0, 6e6, 2e6 }, { 1e-7, 9e-7, 2e-7 }, { 22.0, 31.0, 2.0 }, { -5e9, 5e9, 2e9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      WeirValueAxis axis;

      weir_value_axis_init (&axis, ranges[i][0], ranges[i][1], 6);
      g_assert_cmpfloat_with_epsilon (axis.step, ranges[i][2], ranges[i][2] * 1e-9);
      g_assert_cmpuint (axis.n_ticks, >=, 3);
      g_assert_cmpuint (axis.n_ticks, <=, 6);
      g_assert_cmpfloat (axis.ticks[0], >=, ranges[i][0] - axis.step * 1e-6);
      g_assert_cmpfloat (axis.ticks[axis.n_ticks - 1], <=, ranges[i][1] + axis.step * 1e-6);
    }
}

static void
test_no_ticks_without_a_range (void)
{
  WeirValueAxis axis;

  weir_value_axis_init (&axis, 1.0, 1.0, 6);
  g_assert_cmpuint (axis.n_ticks, ==, 0);
  weir_value_axis_init (&axis, NAN, 1.0, 6);
  g_assert_cmpuint (axis.n_ticks, ==, 0);
  weir_value_axis_init (&axis, -INFINITY, INFINITY, 6);
  g_assert_cmpuint (axis.n_ticks, ==, 0);

  /* Closer together than doubles of that size can tell. */
  weir_value_axis_init (&axis, 1e17, nextafter (1e17, INFINITY), 6);
  g_assert_cmpuint (axis.n_ticks, <=, 6);
}

static void
test_value_labels_have_one_precision (void)
{
  WeirValueAxis axis;

  weir_value_axis_init (&axis, 186.2, 187.9, 6);
  assert_text (weir_value_axis_label (&axis, 187.0, FALSE), "187.0");
  weir_value_axis_init (&axis, 0.0, 1.1, 5);
  g_assert_cmpfloat_with_epsilon (axis.step, 0.25, 1e-12);
  assert_text (weir_value_axis_label (&axis, 0.5, FALSE), "0.50");
  weir_value_axis_init (&axis, -1.4, 1.9, 6);
  assert_text (weir_value_axis_label (&axis, -1.0, TRUE), "\u22121");
  assert_text (weir_value_axis_label (&axis, 1.0, TRUE), "+1");
  assert_text (weir_value_axis_label (&axis, 0.0, TRUE), "0");
  weir_value_axis_init (&axis, 0.0, 1.3e6, 6);
  assert_text (weir_value_axis_label (&axis, 1e6, FALSE), "1.00" SPACE "M");
  weir_value_axis_init (&axis, 20000.0, 60000.0, 6);
  assert_text (weir_value_axis_label (&axis, 40000.0, FALSE), "40" SPACE "000");
  g_assert_cmpint (weir_value_axis_exact_decimals (&axis), ==, 0);
  weir_value_axis_init (&axis, 186.2, 187.9, 6);
  g_assert_cmpint (weir_value_axis_exact_decimals (&axis), ==, 2);
}

static void
test_time_ticks_read_round_in_the_zone (void)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GTimeZone) india = g_time_zone_new_identifier ("+05:30");
  WeirTimeAxis axis;
  gint64 begin = G_GINT64_CONSTANT (1410958335) * SECOND;   /* 2014-09-17 12:52:15 UTC */

  weir_time_axis_init (&axis, begin, begin + 30 * MINUTE, utc, 8);
  g_assert_cmpint (axis.step_usec, ==, 5 * MINUTE);
  g_assert_cmpuint (axis.n_ticks, ==, 6);
  assert_text (weir_time_axis_label (&axis, axis.ticks_usec[0], utc), "12:55");

  weir_time_axis_init (&axis, begin, begin + 24 * HOUR, india, 8);
  g_assert_cmpint (axis.step_usec, ==, 3 * HOUR);
  assert_text (weir_time_axis_label (&axis, axis.ticks_usec[0], india), "21:00");
  assert_text (weir_time_axis_label (&axis, axis.ticks_usec[1], india), "18 Sep");

  weir_time_axis_init (&axis, begin, begin + 2 * SECOND, utc, 8);
  assert_text (weir_time_axis_label (&axis, axis.ticks_usec[1], utc), "12:52:15.5");
}

static void
test_other_days_are_dated (void)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GTimeZone) india = g_time_zone_new_offset (19800);
  /* 2014-09-17 20:00 UTC */
  gint64 time_usec = G_GINT64_CONSTANT (1410984000) * SECOND;

  g_assert_null (weir_format_date (time_usec, utc, time_usec + 3 * HOUR));
  assert_text (weir_format_date (time_usec, utc, time_usec + 5 * HOUR), "17 Sep");
  assert_text (weir_format_date (time_usec, india, time_usec - 3 * HOUR), "18 Sep");
  assert_text (weir_format_date (time_usec, utc, time_usec + 365 * DAY), "17 Sep 2014");
}

static void
test_time_ticks_cross_summer_time (void)
{
  g_autoptr(GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  /* 2014-03-29 12:00 UTC and 2014-10-25 12:00 UTC: the clock moves in the night that follows. */
  static const gint64 begins[] = { G_GINT64_CONSTANT (1396094400), G_GINT64_CONSTANT (1414238400) };

  if (berlin == NULL)
    {
      g_test_skip ("no time zone data");
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    for (gint64 span = 12 * HOUR; span <= 7 * DAY; span += 12 * HOUR)
      {
        WeirTimeAxis axis;

        weir_time_axis_init (&axis, begins[i] * SECOND, begins[i] * SECOND + span, berlin, 8);
        g_assert_cmpuint (axis.n_ticks, >=, 3);
        for (guint k = 0; k < axis.n_ticks; k++)
          {
            g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (axis.ticks_usec[k] / SECOND);
            g_autoptr(GDateTime) local = g_date_time_to_timezone (utc, berlin);

            g_assert_cmpint (g_date_time_get_minute (local), ==, 0);
            g_assert_cmpint (g_date_time_get_hour (local) % MIN (24, axis.step_usec / HOUR), ==, 0);
            g_assert_true (k == 0 || axis.ticks_usec[k] > axis.ticks_usec[k - 1]);
          }
      }
}

static void
test_every_range_has_few_time_ticks (void)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();

  for (gint64 span = 1; span < 100 * DAY; span = span * 3 / 2 + 1)
    {
      WeirTimeAxis axis;

      weir_time_axis_init (&axis, 7, 7 + span, utc, 8);
      g_assert_cmpuint (axis.n_ticks, <=, 8);
      g_assert_cmpuint (axis.n_ticks, >=, span < 4 ? 1 : 2);
    }
}

static void
test_labels_move_apart (void)
{
  double positions[] = { 10.0, 11.0, 12.0, 100.0 };
  double low_end[] = { 1.0, 2.0 };

  weir_axis_spread (positions, 4, 10.0, 0.0, 200.0);
  g_assert_cmpfloat (positions[0], ==, 1.0);
  g_assert_cmpfloat (positions[1], ==, 11.0);
  g_assert_cmpfloat (positions[2], ==, 21.0);
  g_assert_cmpfloat (positions[3], ==, 100.0);

  weir_axis_spread (low_end, 2, 10.0, 0.0, 200.0);
  g_assert_cmpfloat (low_end[0], ==, 0.0);
  g_assert_cmpfloat (low_end[1], ==, 10.0);
}

static void
test_numbers_for_people (void)
{
  assert_text (weir_format_number (-1234567.891, 2), "\u22121" SPACE "234" SPACE "567.89");
  assert_text (weir_format_number (-0.001, 2), "0.00");
  assert_text (weir_format_number (NAN, 2), "\u2013");
  assert_text (weir_format_signed (0.0, 1), "0.0");
  assert_text (weir_format_change (2.41, 2), "\u25b2" SPACE "+2.41" SPACE "%");
  assert_text (weir_format_change (-0.22, 2), "\u25bc" SPACE "\u22120.22" SPACE "%");
  assert_text (weir_format_change (0.001, 2), "0.00" SPACE "%");
  assert_text (weir_format_change (NAN, 2), "\u2013");
  assert_text (weir_format_change (999.99, 2), "\u25b2" SPACE "+999.99" SPACE "%");
  assert_text (weir_format_change (12345.6, 2), "\u25b2" SPACE "+12.3" SPACE "k" SPACE "%");
  assert_text (weir_format_change (-1000, 2), "\u25bc" SPACE "\u22121.00" SPACE "k" SPACE "%");
  assert_text (weir_format_count (1204312), "1" SPACE "204" SPACE "312");
  assert_text (weir_format_short (2100000), "2.10" SPACE "M");
  assert_text (weir_format_short (999500), "1.00" SPACE "M");
  assert_text (weir_format_short (42), "42");
  assert_text (weir_format_short (-12345), "\u221212.3" SPACE "k");
  assert_text (weir_format_bytes (0), "0" SPACE "B");
  assert_text (weir_format_bytes (84000000), "84.0" SPACE "MB");
  assert_text (weir_format_rate (2048, "records"), "2" SPACE "048 records/s");
  assert_text (weir_format_rate (0.25, "records"), "0.2 records/s");
}

/* What is read out reads back as the same number. */
static void
test_exact_numbers_have_all_their_digits (void)
{
  assert_text (weir_format_exact (169.49), "169.49");
  assert_text (weir_format_exact (0.1), "0.1");
  assert_text (weir_format_exact (0.1 + 0.2), "0.30000000000000004");
  assert_text (weir_format_exact (1e-9), "1e\u22129");
  assert_text (weir_format_exact (-1.25e-9), "\u22121.25e\u22129");
  assert_text (weir_format_exact (1252000000000.0), "1" SPACE "252" SPACE "000" SPACE "000" SPACE "000");
  assert_text (weir_format_exact (9007199254740993.0), "9" SPACE "007" SPACE "199" SPACE "254" SPACE "740" SPACE "992");
  assert_text (weir_format_exact (1e300), "1e300");
  assert_text (weir_format_exact (0.0), "0");
  assert_text (weir_format_exact (NAN), "\u2013");
  assert_text (weir_format_flag (1.0), "true");
  assert_text (weir_format_flag (0.0), "false");
}

static void
test_prefixes_belong_to_units (void)
{
  assert_text (weir_format_prefixed_unit ("T", "B"), "TB");
  assert_text (weir_format_prefixed_unit ("M", "USD"), "M" SPACE "USD");
  assert_text (weir_format_prefixed_unit ("", "USD"), "USD");
  assert_text (weir_format_prefixed_unit ("k", ""), "k");
}

/* The locale's decimal mark stands on the screen. */
static void
test_decimal_mark_is_the_locales (void)
{
  comma_locale_begin ();
  assert_text (weir_format_number (1234.5, 2), "1" SPACE "234,50");
  assert_text (weir_format_exact (0.25), "0,25");
  comma_locale_end ();
}

static void
test_durations_for_people (void)
{
  assert_text (weir_format_duration (850), "850" SPACE "µs");
  assert_text (weir_format_duration (14200), "14" SPACE "ms");
  assert_text (weir_format_duration (999600), "999" SPACE "ms");
  assert_text (weir_format_duration (1230000), "1.2" SPACE "s");
  assert_text (weir_format_duration (59999999), "59.9" SPACE "s");
  assert_text (weir_format_duration (200 * SECOND), "3" SPACE "min 20" SPACE "s");
  assert_text (weir_format_duration (125 * MINUTE), "2" SPACE "h 5" SPACE "min");
  assert_text (weir_format_duration (-76 * HOUR), "\u22123" SPACE "d 4" SPACE "h");
  assert_text (weir_format_elapsed (42 * SECOND), "00:42");
  assert_text (weir_format_elapsed (3730 * SECOND), "1:02:10");
}

static void
count (WeirTimeRange *range,
       int           *n)
{
  *n += 1;
}

static void
test_range_moves_by_whole_columns (void)
{
  g_autoptr(WeirTimeRange) range = weir_time_range_new (60 * SECOND);
  gint64 begin, next_begin, width;

  weir_time_range_advance (range, 1000 * SECOND);
  width = weir_time_range_get_columns (range, 350, &begin);
  g_assert_cmpint (width, ==, 171429);
  g_assert_cmpint (begin % width, ==, 0);
  g_assert_cmpint (begin + 350 * width, >=, 1000 * SECOND);
  g_assert_cmpint (begin + 349 * width, <, 1000 * SECOND);

  weir_time_range_advance (range, 1000 * SECOND + width);
  g_assert_cmpint (weir_time_range_get_columns (range, 350, &next_begin), ==, width);
  g_assert_cmpint (next_begin, ==, begin + width);
}

static void
test_range_follows_until_moved (void)
{
  g_autoptr(WeirTimeRange) range = weir_time_range_new (60 * SECOND);
  int n = 0;

  weir_time_range_advance (range, 1000 * SECOND);
  g_signal_connect (range, "changed", G_CALLBACK (count), &n);
  weir_time_range_advance (range, 1001 * SECOND);
  weir_time_range_advance (range, 1001 * SECOND);
  g_assert_cmpint (n, ==, 1);

  weir_time_range_pan (range, -10 * SECOND);
  g_assert_false (weir_time_range_get_live (range));
  weir_time_range_advance (range, 1005 * SECOND);
  g_assert_cmpint (weir_time_range_get_end (range), ==, 991 * SECOND);

  weir_time_range_zoom (range, 0.5, 961 * SECOND);
  g_assert_cmpint (weir_time_range_get_begin (range), ==, 946 * SECOND);
  g_assert_cmpint (weir_time_range_get_end (range), ==, 976 * SECOND);

  weir_time_range_pan (range, 100 * SECOND);
  g_assert_true (weir_time_range_get_live (range));
  g_assert_cmpint (weir_time_range_get_end (range), ==, 1005 * SECOND);
  weir_time_range_reset_zoom (range);
  g_assert_cmpint (weir_time_range_get_begin (range), ==, 945 * SECOND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/axis/value-ticks-are-round-and-few", test_value_ticks_are_round_and_few);
  g_test_add_func ("/axis/no-ticks-without-a-range", test_no_ticks_without_a_range);
  g_test_add_func ("/axis/value-labels-have-one-precision", test_value_labels_have_one_precision);
  g_test_add_func ("/axis/time-ticks-read-round-in-the-zone", test_time_ticks_read_round_in_the_zone);
  g_test_add_func ("/axis/other-days-are-dated", test_other_days_are_dated);
  g_test_add_func ("/axis/time-ticks-cross-summer-time", test_time_ticks_cross_summer_time);
  g_test_add_func ("/axis/every-range-has-few-time-ticks", test_every_range_has_few_time_ticks);
  g_test_add_func ("/axis/labels-move-apart", test_labels_move_apart);
  g_test_add_func ("/format/numbers-for-people", test_numbers_for_people);
  g_test_add_func ("/format/exact-numbers-have-all-their-digits", test_exact_numbers_have_all_their_digits);
  g_test_add_func ("/format/prefixes-belong-to-units", test_prefixes_belong_to_units);
  g_test_add_func ("/format/decimal-mark-is-the-locales", test_decimal_mark_is_the_locales);
  g_test_add_func ("/format/durations-for-people", test_durations_for_people);
  g_test_add_func ("/time-range/moves-by-whole-columns", test_range_moves_by_whole_columns);
  g_test_add_func ("/time-range/follows-until-moved", test_range_follows_until_moved);

  return g_test_run ();
}
