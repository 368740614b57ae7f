#include "config.h"

#include "data/decode/weir-duration.h"
#include "data/decode/weir-event-clock.h"
#include "data/decode/weir-time.h"

#include <string.h>

#define NO_TIME G_MININT64

static gint64
iso (const char *text,
     const char *zone_name)
{
  g_autoptr(GTimeZone) zone = zone_name != NULL ? g_time_zone_new_identifier (zone_name) : NULL;
  gint64 time_usec = NO_TIME;

  return weir_time_parse_iso (text, strlen (text), zone, &time_usec) ? time_usec : NO_TIME;
}

static void
test_iso_reads_dates_clocks_and_zones (void)
{
  const gint64 half_past_one = G_GINT64_CONSTANT (1410960600000000);

  g_assert_cmpint (iso ("2014-09-17T13:30:00Z", NULL), ==, half_past_one);
  g_assert_cmpint (iso ("2014-09-17 13:30:00", NULL), ==, half_past_one);
  g_assert_cmpint (iso ("2014-09-17t13:30z", NULL), ==, half_past_one);
  g_assert_cmpint (iso ("20140917T133000Z", NULL), ==, half_past_one);
  g_assert_cmpint (iso ("2014-09-17T15:30:00+02:00", NULL), ==, half_past_one);
  g_assert_cmpint (iso ("2014-09-17T15:30:00 +0200", NULL), ==, half_past_one);
  g_assert_cmpint (iso ("2014-09-17T04:00:00-0930", NULL), ==, half_past_one);
  g_assert_cmpint (iso ("2014-09-17T15:30:00+02", NULL), ==, half_past_one);
  g_assert_cmpint (iso ("2014-09-17", NULL), ==, G_GINT64_CONSTANT (1410912000000000));
  g_assert_cmpint (iso ("2014-09-16T24:00:00Z", NULL), ==, G_GINT64_CONSTANT (1410912000000000));
  g_assert_cmpint (iso ("2016-12-31T23:59:60Z", NULL), ==, G_GINT64_CONSTANT (1483228800000000));
  g_assert_cmpint (iso ("1969-12-31T23:59:59.9Z", NULL), ==, -100000);
  g_assert_cmpint (iso ("0001-01-01T00:00:00Z", NULL), ==, WEIR_TIME_MIN_USEC);
  g_assert_cmpint (iso ("9999-12-31T23:59:59.999999Z", NULL), ==, WEIR_TIME_MAX_USEC);
}

static void
test_iso_cuts_fractions_towards_the_past (void)
{
  g_assert_cmpint (iso ("1970-01-01T00:00:00.1234569Z", NULL), ==, 123456);
  g_assert_cmpint (iso ("1970-01-01T00:00:00,5Z", NULL), ==, 500000);
  g_assert_cmpint (iso ("1969-12-31T23:59:59.9999999Z", NULL), ==, -1);
}

static void
test_iso_uses_the_zone_of_the_stream (void)
{
  g_assert_cmpint (iso ("2014-09-17 15:30:00", "Europe/Zurich"), ==, G_GINT64_CONSTANT (1410960600000000));
  g_assert_cmpint (iso ("2014-09-17 15:30:00Z", "Europe/Zurich"), ==, G_GINT64_CONSTANT (1410967800000000));
  /* 02:30 comes twice on 26 October 2014, first in summer time; on 30 March it does not come */
  g_assert_cmpint (iso ("2014-10-26 02:30:00", "Europe/Zurich"), ==, iso ("2014-10-26T00:30:00Z", NULL));
  g_assert_cmpint (iso ("2014-10-26 03:00:00", "Europe/Zurich"), ==, iso ("2014-10-26T02:00:00Z", NULL));
  g_assert_cmpint (iso ("2014-03-30 02:30:00", "Europe/Zurich"), ==, iso ("2014-03-30T01:00:00Z", NULL));
}

static void
test_iso_refuses_what_is_no_time (void)
{
  static const char *const texts[] = {
    "", "2014", "2014-09", "2014-9-17", "2014-13-01", "2014-02-29", "2014-09-17T", "2014-09-17T1",
    "2014-09-17T13", "2014-09-17T25:00:00Z", "2014-09-17T13:60:00Z", "2014-09-17T13:30:61Z",
    "2014-09-17T13:30:00.Z", "2014-09-17T13:30:00+", "2014-09-17T13:30:00+2", "2014-09-17T13:30:00+24:00",
    "2014-09-17T13:30:00Zx", "2014-0917", "0000-01-01", "2014-09-17T24:00:01Z", "1410960600", " 2014-09-17",
    "0001-01-01T00:00:00+01:00",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      g_assert_cmpint (iso (texts[i], NULL), ==, NO_TIME);
    }
}

static void
test_iso_writes_what_it_reads (void)
{
  static const char *const texts[] = {
    "2014-09-17T13:30:00.000001Z", "1969-12-31T23:59:59.999999Z", "0001-01-01T00:00:00.000000Z",
    "2000-02-29T12:00:00.500000Z", "1900-02-28T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z",
  };
  char text[32];

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_cmpuint (weir_time_format_iso (iso (texts[i], NULL), text), ==, strlen (texts[i]));
      g_assert_cmpstr (text, ==, texts[i]);
    }

  g_assert_cmpuint (weir_time_format_iso (G_MININT64, text), ==, 30);
  g_assert_cmpstr (text, ==, "-290308-12-21T19:59:05.224192Z");
  weir_time_format_iso (G_MAXINT64, text);
  g_assert_cmpstr (text, ==, "+294247-01-10T04:00:54.775807Z");
}

static void
test_days_agree_with_the_calendar (void)
{
  for (gint64 days = -719162; days < 2932897; days += 37)
    {
      g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc (days * 86400);
      gint64 year;
      guint month, day;

      weir_time_date_of_days (days, &year, &month, &day);
      g_assert_cmpint (year, ==, g_date_time_get_year (date));
      g_assert_cmpint (month, ==, g_date_time_get_month (date));
      g_assert_cmpint (day, ==, g_date_time_get_day_of_month (date));
      g_assert_cmpint (weir_time_days_of_date (year, month, day), ==, days);
    }
}

static void
test_units_have_names (void)
{
  static const char *const names[] = { "auto", "s", "ms", "us", "ns", "iso" };
  WeirTimeUnit unit = WEIR_TIME_UNIT_AUTO;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_true (weir_time_unit_parse (names[i], &unit));
      g_assert_cmpstr (weir_time_unit_get_word (unit), ==, names[i]);
    }
  g_assert_false (weir_time_unit_parse ("minutes", &unit));
}

static void
test_durations_add_up (void)
{
  static const struct
  {
    const char *text;
    gint64 usec;
  } durations[] = {
    { "10s", 10000000 }, { "1m30s", 90000000 }, { "250ms", 250000 }, { "1d", G_TIME_SPAN_DAY },
    { "2w", 14 * G_TIME_SPAN_DAY }, { "0s", 0 }, { "7us", 7 }, { "1h1ms", G_TIME_SPAN_HOUR + 1000 },
  };
  static const char *const refused[] = { "", "10", "s", "-1s", "1.5s", "1 s", "1x", "9223372036854775808us",
                                         "300000000000w", "1s ", "1S" };
  gint64 usec;

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_true (weir_duration_parse (durations[i].text, &usec, &error));
      g_assert_no_error (error);
      g_assert_cmpint (usec, ==, durations[i].usec);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_false (weir_duration_parse (refused[i], &usec, &error));
      g_assert_error (error, WEIR_TIME_ERROR, WEIR_TIME_ERROR_DURATION);
    }
}

static void
test_durations_are_read_as_java_writes_them (void)
{
  const struct
  {
    const char *text;
    gint64      usec;
  } durations[] = {
    { "PT15M", 15 * G_TIME_SPAN_MINUTE },
    { "PT2H", 2 * G_TIME_SPAN_HOUR },
    { "P1DT2H3M4S", 26 * G_TIME_SPAN_HOUR + 3 * G_TIME_SPAN_MINUTE + 4 * G_TIME_SPAN_SECOND },
    { "P7D", 7 * G_TIME_SPAN_DAY },
  };
  const char *refused[] = { "", "P", "PT", "2H", "P2H", "PT2D", "PT2H2H", "PT3M2H", "PT2", "PT-2H", "P1Y" };
  gint64 usec;

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_assert_true (weir_duration_parse_iso (durations[i].text, &usec));
      g_assert_cmpint (usec, ==, durations[i].usec);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (weir_duration_parse_iso (refused[i], &usec));
}

static void
test_durations_are_written_short (void)
{
  static const struct
  {
    const char *text;
    gint64 usec;
  } durations[] = {
    { "90s", 90000000 }, { "1h", G_TIME_SPAN_HOUR }, { "36h", 36 * G_TIME_SPAN_HOUR }, { "0s", 0 },
    { "1w", 7 * G_TIME_SPAN_DAY }, { "250ms", 250000 }, { "1001us", 1001 }, { "-1m", -G_TIME_SPAN_MINUTE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_autofree char *text = weir_duration_format (durations[i].usec);

      g_assert_cmpstr (text, ==, durations[i].text);
    }
}

static gint64
when (const char *text)
{
  g_autoptr(GError) error = NULL;
  gint64 time_usec;

  if (weir_time_parse_when (text, NULL, iso ("2024-03-31T13:45:30.5Z", NULL), &time_usec, &error))
    return time_usec;

  g_assert_error (error, WEIR_TIME_ERROR, WEIR_TIME_ERROR_WHEN);
  return NO_TIME;
}

static void
test_when_reads_grafanas_words (void)
{
  static const struct
  {
    const char *text;
    const char *time;
  } times[] = {
    { "now", "2024-03-31T13:45:30.5Z" }, { "now-15m", "2024-03-31T13:30:30.5Z" },
    { "now/d", "2024-03-31T00:00:00Z" }, { "now-1d/d", "2024-03-30T00:00:00Z" },
    { "now/w", "2024-03-25T00:00:00Z" }, { "now/M", "2024-03-01T00:00:00Z" },
    { "now-1M", "2024-02-29T13:45:30.5Z" }, { "now-1y", "2023-03-31T13:45:30.5Z" },
    { "now/y+1h", "2024-01-01T01:00:00Z" }, { "now/h", "2024-03-31T13:00:00Z" },
    { "2014-09-17", "2014-09-17T00:00:00Z" }, { "1410960600000", "2014-09-17T13:30:00Z" },
    { "-1000", "1969-12-31T23:59:59Z" }, { "now-1h30m", "2024-03-31T12:15:30.5Z" },
    { "1410960600", "2014-09-17T13:30:00Z" }, { "1410960600250000", "2014-09-17T13:30:00.25Z" },
    { "1410960600250000999", "2014-09-17T13:30:00.25Z" }, { "-1410960600", "1925-04-16T10:30:00Z" }, { "0", "1970-01-01" },
    { "999999999", "1970-01-12T13:46:39.999Z" },
  };
  static const char *const refused[] = { "", "now-", "now-1", "now-1q", "now/", "now/q", "now*1d", "yesterday",
                                         "now-99999999999d", "now-9999999y", "1e3", "now-2000000000M", "now15m", "now/d1h" };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_test_message ("%s", times[i].text);
      g_assert_cmpint (when (times[i].text), ==, iso (times[i].time, NULL));
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      g_assert_cmpint (when (refused[i]), ==, NO_TIME);
    }
}

/* Berlin's clocks were put forward at two o'clock of 2024-03-31, and back at three of 2024-10-27. */
static void
test_when_is_in_a_zone (void)
{
  static const struct
  {
    const char *now;
    const char *text;
    const char *time;
  } times[] = {
    { "2024-05-01T12:00Z", "2024-05-01", "2024-04-30T22:00:00Z" },
    { "2024-05-01T12:00Z", "2024-05-01T12:00", "2024-05-01T10:00:00Z" },
    { "2024-05-01T12:00Z", "2024-05-01T12:00Z", "2024-05-01T12:00:00Z" },
    { "2024-05-01T12:00Z", "1410960600", "2014-09-17T13:30:00Z" },
    { "2024-04-30T23:00Z", "now/d", "2024-04-30T22:00:00Z" }, { "2024-05-01T21:59Z", "now/d", "2024-04-30T22:00:00Z" },
    { "2024-05-01T12:00Z", "now/M", "2024-04-30T22:00:00Z" }, { "2024-05-01T12:00Z", "now/y", "2023-12-31T23:00:00Z" },
    { "2024-05-01T12:00Z", "now/w", "2024-04-28T22:00:00Z" }, { "2024-05-01T12:00Z", "now/h", "2024-05-01T12:00:00Z" },
    /* Days of 23 and of 25 hours. */
    { "2024-03-31T22:30Z", "now-1d", "2024-03-30T23:30:00Z" }, { "2024-03-31T22:30Z", "now-1d/d", "2024-03-30T23:00:00Z" },
    { "2024-03-31T22:30Z", "now-24h", "2024-03-30T22:30:00Z" }, { "2024-10-27T23:30Z", "now-1d", "2024-10-26T22:30:00Z" },
    /* The second three o'clock of the night, minus ten minutes. */
    { "2024-10-27T01:30Z", "now-10m", "2024-10-27T01:20:00Z" }, { "2024-10-27T01:30Z", "now/h", "2024-10-27T01:00:00Z" },
  };
  g_autoptr(GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr(GTimeZone) kolkata = g_time_zone_new_identifier ("Asia/Kolkata");
  gint64 time_usec;

  g_assert_nonnull (berlin);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_test_message ("%s at %s", times[i].text, times[i].now);
      g_assert_true (weir_time_parse_when (times[i].text, berlin, iso (times[i].now, NULL), &time_usec, NULL));
      g_assert_cmpint (time_usec, ==, iso (times[i].time, NULL));
    }

  g_assert_true (weir_time_parse_when ("now/h", kolkata, iso ("2024-05-01T12:00Z", NULL), &time_usec, NULL));
  g_assert_cmpint (time_usec, ==, iso ("2024-05-01T11:30:00Z", NULL));
}

static gint64
clock_number (WeirTimeUnit unit,
              const char  *text)
{
  WeirEventClock clock;
  WeirNumber number;
  gint64 time_usec = NO_TIME;

  g_assert_true (weir_event_clock_init (&clock, unit, NULL));
  g_assert_true (weir_number_parse (text, strlen (text), &number));
  if (!weir_event_clock_number (&clock, &number, text, strlen (text), &time_usec))
    time_usec = NO_TIME;
  weir_event_clock_clear (&clock);

  return time_usec;
}

static void
test_numbers_become_exact_microseconds (void)
{
  static const struct
  {
    WeirTimeUnit unit;
    const char *text;
    gint64 usec;
  } times[] = {
    { WEIR_TIME_UNIT_S, "1594512094.3859746", 1594512094385975 },
    { WEIR_TIME_UNIT_S, "1594512094.38597449999999999999999999", 1594512094385974 },
    { WEIR_TIME_UNIT_S, "1594512094.38597450000000000000000001", 1594512094385975 },
    { WEIR_TIME_UNIT_S, "1.5945120943859746e9", 1594512094385975 },
    { WEIR_TIME_UNIT_S, "0.0000005", 1 }, { WEIR_TIME_UNIT_S, "-0.0000005", 0 },
    { WEIR_TIME_UNIT_S, "-0.00000050000000000000000000001", -1 },
    { WEIR_TIME_UNIT_S, "1410960600", 1410960600000000 },
    { WEIR_TIME_UNIT_MS, "1700000000000", 1700000000000000 }, { WEIR_TIME_UNIT_MS, "1.4996", 1500 },
    { WEIR_TIME_UNIT_US, "1410946200531657", 1410946200531657 }, { WEIR_TIME_UNIT_US, "-1", -1 },
    { WEIR_TIME_UNIT_NS, "1410946200531657999", 1410946200531657 }, { WEIR_TIME_UNIT_NS, "-1", -1 },
    { WEIR_TIME_UNIT_NS, "-1000", -1 }, { WEIR_TIME_UNIT_NS, "1e-400", 0 }, { WEIR_TIME_UNIT_NS, "-1e-400", -1 },
    { WEIR_TIME_UNIT_S, "253402300800", NO_TIME }, { WEIR_TIME_UNIT_S, "1e400", NO_TIME },
    { WEIR_TIME_UNIT_S, "123456789012345678901234567890", NO_TIME }, { WEIR_TIME_UNIT_ISO, "1", NO_TIME },
    { WEIR_TIME_UNIT_MS, "253402300800000", NO_TIME }, { WEIR_TIME_UNIT_MS, "253402300799999", 253402300799999000 },
    { WEIR_TIME_UNIT_AUTO, "1410960600", 1410960600000000 }, { WEIR_TIME_UNIT_AUTO, "1410960600000", 1410960600000000 },
    { WEIR_TIME_UNIT_AUTO, "1410960600000000", 1410960600000000 },
    { WEIR_TIME_UNIT_AUTO, "1410960600000000999", 1410960600000000 },
    { WEIR_TIME_UNIT_AUTO, "1594512094.3859746", 1594512094385975 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_test_message ("%s %s", times[i].text, weir_time_unit_get_word (times[i].unit));
      g_assert_cmpint (clock_number (times[i].unit, times[i].text), ==, times[i].usec);
    }
}

/* Gives @texts, numbers parted by spaces, to one clock; the last one's time in microseconds. */
static gint64
infer (const char *texts)
{
  g_auto(GStrv) numbers = g_strsplit (texts, " ", -1);
  WeirEventClock clock;
  gint64 time_usec = NO_TIME;

  g_assert_true (weir_event_clock_init (&clock, WEIR_TIME_UNIT_AUTO, NULL));
  for (guint i = 0; numbers[i] != NULL; i++)
    if (!weir_event_clock_text (&clock, numbers[i], strlen (numbers[i]), &time_usec))
      time_usec = NO_TIME;
  weir_event_clock_clear (&clock);

  return time_usec;
}

static void
test_the_unit_is_inferred_from_many_numbers (void)
{
  const gint64 usual_usec = G_GINT64_CONSTANT (1410960600000000);
  g_autoptr(GString) mostly_seconds = g_string_new ("1410960600000");

  /* Zero says nothing, nor does a number that is no usual time; and they are times themselves. */
  g_assert_cmpint (infer ("0"), ==, 0);
  g_assert_cmpint (infer ("0 1410960600000"), ==, usual_usec);
  g_assert_cmpint (infer ("0 0 0 1410960600"), ==, usual_usec);
  g_assert_cmpint (infer ("5"), ==, 5000000);
  g_assert_cmpint (infer ("5 1410960600000"), ==, usual_usec);
  g_assert_cmpint (infer ("5 1410960600000 5"), ==, 5000);
  g_assert_cmpint (infer ("5 1410960600000 0"), ==, 0);
  g_assert_cmpint (infer ("5 -7 1410960600000000 -7"), ==, -7);
  g_assert_cmpint (infer ("5 450000000000"), ==, G_GINT64_CONSTANT (450000000000000));

  /* A usual time is in its own unit, whatever came before. */
  g_assert_cmpint (infer ("1410960600000 1410960600"), ==, usual_usec);
  g_assert_cmpint (infer ("1410960600 1410960600000000123"), ==, usual_usec);

  /* One that is odd changes nothing for the others; many in a row do. */
  g_assert_cmpint (infer ("1410960600000 1410960600 1000"), ==, 1000000);
  for (guint i = 0; i < WEIR_EVENT_CLOCK_N_OTHERS; i++)
    g_string_append (mostly_seconds, " 1410960600");
  g_string_append (mostly_seconds, " 1000");
  g_assert_cmpint (infer (mostly_seconds->str), ==, 1000000000);
  g_string_insert (mostly_seconds, 50, "1410960600000 ");
  g_assert_cmpint (infer (mostly_seconds->str), ==, 1000000);
}

static void
test_text_and_numbers_are_times_of_one_field (void)
{
  WeirEventClock clock;
  gint64 time_usec;

  g_assert_true (weir_event_clock_init (&clock, WEIR_TIME_UNIT_AUTO, NULL));
  g_assert_true (weir_event_clock_text (&clock, "1410960600000", 13, &time_usec));
  g_assert_cmpint (time_usec, ==, G_GINT64_CONSTANT (1410960600000000));
  g_assert_true (weir_event_clock_text (&clock, "2014-09-17T13:30:00Z", 20, &time_usec));
  g_assert_cmpint (time_usec, ==, G_GINT64_CONSTANT (1410960600000000));
  g_assert_true (weir_event_clock_text (&clock, "20140917", 8, &time_usec));
  g_assert_cmpint (time_usec, ==, G_GINT64_CONSTANT (1410912000000000));
  g_assert_false (weir_event_clock_text (&clock, "noon", 4, &time_usec));
  weir_event_clock_clear (&clock);

  g_assert_false (weir_event_clock_init (&clock, WEIR_TIME_UNIT_ISO, "Europe/Atlantis"));
  weir_event_clock_clear (&clock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/time/iso-reads-dates-clocks-and-zones", test_iso_reads_dates_clocks_and_zones);
  g_test_add_func ("/time/iso-cuts-fractions-towards-the-past", test_iso_cuts_fractions_towards_the_past);
  g_test_add_func ("/time/iso-uses-the-zone-of-the-stream", test_iso_uses_the_zone_of_the_stream);
  g_test_add_func ("/time/iso-refuses-what-is-no-time", test_iso_refuses_what_is_no_time);
  g_test_add_func ("/time/iso-writes-what-it-reads", test_iso_writes_what_it_reads);
  g_test_add_func ("/time/days-agree-with-the-calendar", test_days_agree_with_the_calendar);
  g_test_add_func ("/time/units-have-names", test_units_have_names);
  g_test_add_func ("/time/durations-add-up", test_durations_add_up);
  g_test_add_func ("/time/durations-are-read-as-java-writes-them", test_durations_are_read_as_java_writes_them);
  g_test_add_func ("/time/durations-are-written-short", test_durations_are_written_short);
  g_test_add_func ("/time/when-reads-grafanas-words", test_when_reads_grafanas_words);
  g_test_add_func ("/time/when-is-in-a-zone", test_when_is_in_a_zone);
  g_test_add_func ("/time/numbers-become-exact-microseconds", test_numbers_become_exact_microseconds);
  g_test_add_func ("/time/the-unit-is-inferred-from-many-numbers", test_the_unit_is_inferred_from_many_numbers);
  g_test_add_func ("/time/text-and-numbers-are-times-of-one-field", test_text_and_numbers_are_times_of_one_field);

  return g_test_run ();
}
