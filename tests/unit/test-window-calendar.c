#include "config.h"

#include "data/decode/weir-decoder.h"
#include "tests/unit/window-harness.h"

/* Calendar days and weeks, through both changes of summer time. */

static gint64
at (const char *text)
{
  gint64 time_usec = 0;

  g_assert_true (weir_time_parse_iso (text, strlen (text), NULL, &time_usec));
  return time_usec;
}

/* One record at each of @times makes one row a window, each from one of @edges to the next. */
static void
check_windows (WeirWindowKind kind,
               const char    *zone,
               const char    *times[],
               const char    *edges[])
{
  WeirWindowSpec spec = { .kind = kind };
  Harness harness;
  guint n = 0;

  g_strlcpy (spec.zone, zone, sizeof spec.zone);
  harness_init (&harness, &spec, NULL);
  for (guint i = 0; times[i] != NULL; i++)
    harness_add (&harness, 0, at (times[i]), "a", 1);
  weir_window_engine_finish (harness.engine);

  for (n = 0; edges[n + 1] != NULL; n++)
    {
      g_assert_cmpuint (n, <, harness.rows->len);
      g_assert_cmpint (g_array_index (harness.rows, HarnessRow, n).start_usec, ==, at (edges[n]));
      g_assert_cmpint (g_array_index (harness.rows, HarnessRow, n).end_usec, ==, at (edges[n + 1]));
      g_assert_cmpuint (g_array_index (harness.rows, HarnessRow, n).count, ==, 2);
    }
  g_assert_cmpuint (harness.rows->len, ==, n);
  harness_clear (&harness);
}

static void
test_days_in_berlin (void)
{
  /* 2024-03-31 had 23 hours, 2024-10-27 had 25. */
  const char *spring[] = { "2024-03-29T23:00:00Z", "2024-03-30T22:59:59.999999Z", "2024-03-30T23:00:00Z",
                           "2024-03-31T21:59:59.999999Z", "2024-03-31T22:00:00Z", "2024-04-01T21:59:59.999999Z", NULL };
  const char *spring_edges[] = { "2024-03-29T23:00:00Z", "2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z",
                                 "2024-04-01T22:00:00Z", NULL };
  const char *autumn[] = { "2024-10-25T22:00:00Z", "2024-10-26T21:59:59.999999Z", "2024-10-26T22:00:00Z",
                           "2024-10-27T22:59:59.999999Z", "2024-10-27T23:00:00Z", "2024-10-28T22:59:59.999999Z", NULL };
  const char *autumn_edges[] = { "2024-10-25T22:00:00Z", "2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z",
                                 "2024-10-28T23:00:00Z", NULL };

  check_windows (WEIR_WINDOW_CALENDAR_DAY, "Europe/Berlin", spring, spring_edges);
  check_windows (WEIR_WINDOW_CALENDAR_DAY, "Europe/Berlin", autumn, autumn_edges);
}

static void
test_weeks_begin_on_monday (void)
{
  const char *times[] = { "2024-03-24T23:00:00Z", "2024-03-31T21:59:59Z", "2024-03-31T22:00:00Z", "2024-04-07T21:59:59Z",
                          NULL };
  const char *edges[] = { "2024-03-24T23:00:00Z", "2024-03-31T22:00:00Z", "2024-04-07T22:00:00Z", NULL };
  const char *utc_times[] = { "1970-01-01T00:00:00Z", "1970-01-04T23:59:59Z", "1970-01-05T00:00:00Z",
                              "1970-01-11T23:59:59Z", NULL };
  const char *utc_edges[] = { "1969-12-29T00:00:00Z", "1970-01-05T00:00:00Z", "1970-01-12T00:00:00Z", NULL };

  check_windows (WEIR_WINDOW_CALENDAR_WEEK, "Europe/Berlin", times, edges);
  check_windows (WEIR_WINDOW_CALENDAR_WEEK, "", utc_times, utc_edges);
}

/* In São Paulo summer time began at midnight, which 2018-11-04 did not have, and ended at midnight: the last hour of
 * 2018-02-17 came twice. */
static void
test_days_without_midnight (void)
{
  const char *times[] = { "2018-11-03T03:00:00Z", "2018-11-04T02:59:59Z", "2018-11-04T03:00:00Z", "2018-11-05T01:59:59Z",
                          NULL };
  const char *edges[] = { "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z", NULL };
  const char *twice[] = { "2018-02-17T02:00:00Z", "2018-02-18T02:59:59Z", "2018-02-18T03:00:00Z", "2018-02-19T02:59:59Z",
                          NULL };
  const char *twice_edges[] = { "2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z", "2018-02-19T03:00:00Z", NULL };

  check_windows (WEIR_WINDOW_CALENDAR_DAY, "America/Sao_Paulo", times, edges);
  check_windows (WEIR_WINDOW_CALENDAR_DAY, "America/Sao_Paulo", twice, twice_edges);
}

static void
test_day_closes_at_its_end_and_grace (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_CALENDAR_DAY, .zone = "Europe/Berlin", .grace_usec = G_TIME_SPAN_HOUR };
  Harness harness;

  harness_init (&harness, &spec, NULL);
  harness_add (&harness, 0, at ("2024-03-31T12:00:00Z"), "a", 1);
  harness_add (&harness, 0, at ("2024-03-31T22:59:59Z"), "a", 1);
  g_assert_cmpuint (harness.rows->len, ==, 0);
  harness_add (&harness, 0, at ("2024-03-31T23:00:00Z"), "a", 1);
  g_assert_cmpuint (harness.rows->len, ==, 1);
  harness_add (&harness, 0, at ("2024-03-31T21:59:59Z"), "a", 1);
  g_assert_cmpuint (harness_get_counters (&harness).n_late_records, ==, 1);
  harness_clear (&harness);
}

static void
test_unknown_zone_is_refused (void)
{
  WeirWindowSpec spec = { .kind = WEIR_WINDOW_CALENDAR_DAY, .zone = "Europe/Atlantis" };
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_window_engine_new (&spec, NULL, 0, &error));
  g_assert_error (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_SPEC);
  g_assert_nonnull (strstr (error->message, "Europe/Atlantis"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/window/calendar/days-in-berlin", test_days_in_berlin);
  g_test_add_func ("/window/calendar/weeks-begin-on-monday", test_weeks_begin_on_monday);
  g_test_add_func ("/window/calendar/days-without-midnight", test_days_without_midnight);
  g_test_add_func ("/window/calendar/day-closes-at-its-end-and-grace", test_day_closes_at_its_end_and_grace);
  g_test_add_func ("/window/calendar/unknown-zone-is-refused", test_unknown_zone_is_refused);

  return g_test_run ();
}
