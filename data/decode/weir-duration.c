#include "config.h"

#include "data/decode/weir-duration.h"
#include "data/decode/weir-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (weir-time-error-quark, weir_time_error)

typedef struct
{
  const char *name;
  gint64      usec;
} DurationUnit;

/* Longest first: the first that divides a duration gives its shortest text. */
static const DurationUnit units[] = {
  { "w", 7 * G_TIME_SPAN_DAY },
  { "d", G_TIME_SPAN_DAY },
  { "h", G_TIME_SPAN_HOUR },
  { "m", G_TIME_SPAN_MINUTE },
  { "s", G_TIME_SPAN_SECOND },
  { "ms", G_TIME_SPAN_MILLISECOND },
  { "us", 1 },
};

static const DurationUnit *
find_unit (const char *name,
           gsize       length)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].name) == length && strncmp (units[i].name, name, length) == 0)
      return &units[i];

  return NULL;
}

/* One "30s" of a duration, added to @sum_usec; NULL if there is none at @text. */
static const char *
read_part (const char *text,
           gint64     *sum_usec)
{
  const DurationUnit *unit;
  const char *cursor = text;
  gint64 amount = 0;
  gsize length = 0;

  for (; g_ascii_isdigit (*cursor); cursor++)
    if (__builtin_mul_overflow (amount, 10, &amount) || __builtin_add_overflow (amount, *cursor - '0', &amount))
      return NULL;
  if (cursor == text)
    return NULL;

  while (g_ascii_isalpha (cursor[length]))
    length++;
  unit = find_unit (cursor, length);
  if (unit == NULL
      || __builtin_mul_overflow (amount, unit->usec, &amount)
      || __builtin_add_overflow (*sum_usec, amount, sum_usec))
    return NULL;

  return cursor + length;
}

/**
 * weir_duration_parse:
 * @text: whole numbers with a unit each (w, d, h, m, s, ms, us), such as `1m30s`
 * @duration_usec: (out): their sum in microseconds
 * @error: return location for an error
 *
 * Reads a duration as the command line and the workspace write it. There are
 * no negative ones; `0s` is one. Any thread.
 *
 * Returns: %FALSE with %WEIR_TIME_ERROR_DURATION if @text is something else or
 *   longer than 64 bits of microseconds
 */
gboolean
weir_duration_parse (const char *text,
                     gint64     *duration_usec,
                     GError    **error)
{
  const char *cursor = text;
  gint64 sum = 0;

  g_return_val_if_fail (text != NULL && duration_usec != NULL, FALSE);

  do
    cursor = read_part (cursor, &sum);
  while (cursor != NULL && *cursor != '\0');

  if (cursor == NULL)
    {
      g_set_error (error, WEIR_TIME_ERROR, WEIR_TIME_ERROR_DURATION,
                   _("“%s” is no duration: write whole numbers with a unit each (w, d, h, m, s, ms, us), "
                     "such as 10s or 1m30s"), text);
      return FALSE;
    }

  *duration_usec = sum;
  return TRUE;
}

/**
 * weir_duration_format:
 * @duration_usec: microseconds
 *
 * Writes a duration in the largest unit that divides it: `90s`, `1h`, `250ms`.
 * [func@duration_parse] reads it back, unless it is negative. Any thread.
 *
 * Returns: (transfer full): the text
 */
char *
weir_duration_format (gint64 duration_usec)
{
  if (duration_usec == 0)
    return g_strdup ("0s");

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (duration_usec % units[i].usec == 0)
      return g_strdup_printf ("%" G_GINT64_FORMAT "%s", duration_usec / units[i].usec, units[i].name);

  g_assert_not_reached ();
}

static gint64
floor_to (gint64 value,
          gint64 step)
{
  gint64 rest = value % step;

  return value - (rest < 0 ? rest + step : rest);
}

/* A zone's clock, as microseconds of its own; no zone is UTC. */
static gint64
to_local (gint64     time_usec,
          GTimeZone *zone)
{
  gint interval;

  if (zone == NULL)
    return time_usec;

  interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, floor_to (time_usec, G_USEC_PER_SEC) / G_USEC_PER_SEC);

  return time_usec + (gint64) g_time_zone_get_offset (zone, interval) * G_USEC_PER_SEC;
}

/* An hour that occurs twice is its first one, one that is leapt over is moved behind the leap: see weir_time_parse_iso(). */
static gint64
from_local (gint64     local_usec,
            GTimeZone *zone)
{
  gint64 seconds = floor_to (local_usec, G_USEC_PER_SEC) / G_USEC_PER_SEC;
  gint64 rest_usec = local_usec - seconds * G_USEC_PER_SEC;
  gint interval;

  if (zone == NULL)
    return local_usec;

  interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_DAYLIGHT, &seconds);

  return (seconds - g_time_zone_get_offset (zone, interval)) * G_USEC_PER_SEC + rest_usec;
}

/* Months have no fixed length: the same day n months later, or that month's last. */
static gboolean
add_months (gint64 *time_usec,
            gint64  n_months)
{
  g_autoptr(GDateTime) before = NULL;
  g_autoptr(GDateTime) after = NULL;
  gint64 seconds = floor_to (*time_usec, G_USEC_PER_SEC) / G_USEC_PER_SEC;

  if (ABS (n_months) > 12 * 9999)
    return FALSE;
  before = g_date_time_new_from_unix_utc (seconds);
  after = before != NULL ? g_date_time_add_months (before, n_months) : NULL;
  if (after == NULL)
    return FALSE;

  *time_usec += (g_date_time_to_unix (after) - seconds) * G_USEC_PER_SEC;
  return TRUE;
}

/* Weeks begin on Monday; 1970-01-01 was a Thursday. */
static gboolean
floor_to_unit (gint64 *time_usec,
               char    unit)
{
  static const gint64 monday_usec = -3 * G_TIME_SPAN_DAY;
  const DurationUnit *fixed;
  gint64 year;
  guint month, day;

  switch (unit)
    {
    case 'w':
      *time_usec = floor_to (*time_usec - monday_usec, 7 * G_TIME_SPAN_DAY) + monday_usec;
      return TRUE;

    case 'M':
    case 'y':
      weir_time_date_of_days (floor_to (*time_usec, G_TIME_SPAN_DAY) / G_TIME_SPAN_DAY, &year, &month, &day);
      *time_usec = weir_time_days_of_date (year, unit == 'y' ? 1 : month, 1) * G_TIME_SPAN_DAY;
      return TRUE;

    default:
      fixed = find_unit (&unit, 1);
      if (fixed == NULL)
        return FALSE;
      *time_usec = floor_to (*time_usec, fixed->usec);
      return TRUE;
    }
}

static gboolean
shift_by_unit (gint64 *time_usec,
               gint64  amount,
               char    unit)
{
  const DurationUnit *fixed;

  if (unit == 'M' || unit == 'y')
    return ABS (amount) <= 12 * 9999 && add_months (time_usec, unit == 'y' ? amount * 12 : amount);

  fixed = find_unit (&unit, 1);
  return fixed != NULL
         && !__builtin_mul_overflow (amount, fixed->usec, &amount)
         && !__builtin_add_overflow (*time_usec, amount, time_usec);
}

/* Hours and less are the same everywhere; a day is one of the zone's calendar, and may have 23 hours. */
static gboolean
is_of_calendar (char unit)
{
  return strchr ("dwMy", unit) != NULL && unit != '\0';
}

/* @operation is one of - + /, for which @amount is not used. */
static gboolean
apply (gint64    *time_usec,
       char       operation,
       gint64     amount,
       char       unit,
       GTimeZone *zone)
{
  gboolean calendar = is_of_calendar (unit) || operation == '/';
  gint64 local_usec = calendar ? to_local (*time_usec, zone) : *time_usec;
  gint64 before_usec = local_usec;
  gboolean valid = operation == '/' ? floor_to_unit (&local_usec, unit)
                                    : shift_by_unit (&local_usec, operation == '-' ? -amount : amount, unit);

  if (!valid)
    return FALSE;

  /* Not by the clock within an hour that occurs twice. */
  if (calendar && is_of_calendar (unit))
    *time_usec = from_local (local_usec, zone);
  else
    *time_usec += local_usec - before_usec;

  return TRUE;
}

/* What follows "now": any number of "-15m", "+1h", "-1h30m", "/d", from left to right. */
static gboolean
parse_relative (const char *cursor,
                GTimeZone  *zone,
                gint64     *time_usec)
{
  char operation = '/';

  while (*cursor != '\0')
    {
      char *after = NULL;
      guint64 amount = 0;

      /* "1h30m": the sign goes on. */
      if (!g_ascii_isdigit (*cursor) || operation == '/')
        operation = *cursor++;
      if (operation != '/')
        {
          amount = g_ascii_strtoull (cursor, &after, 10);
          if ((operation != '-' && operation != '+') || !g_ascii_isdigit (*cursor) || amount > G_MAXINT32)
            return FALSE;
          cursor = after;
        }

      if (!apply (time_usec, operation, (gint64) amount, *cursor, zone))
        return FALSE;
      cursor++;
    }

  return *time_usec >= WEIR_TIME_MIN_USEC && *time_usec <= WEIR_TIME_MAX_USEC;
}

/* Its unit by its digits: those of the present have 10, 13, 16 and 19; what has others is milliseconds. */
static gboolean
parse_epoch (const char *text,
             gint64     *time_usec)
{
  gint64 number, scaled;

  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return FALSE;

  switch (strlen (text) - (*text == '-'))
    {
    case 10:
      scaled = number * G_USEC_PER_SEC;
      break;
    case 16:
      scaled = number;
      break;
    case 19:
      scaled = floor_to (number, 1000) / 1000;
      break;
    default:
      if (__builtin_mul_overflow (number, 1000, &scaled))
        return FALSE;
      break;
    }

  *time_usec = scaled;

  return scaled >= WEIR_TIME_MIN_USEC && scaled <= WEIR_TIME_MAX_USEC;
}

/**
 * weir_duration_parse_iso:
 * @text: a duration as Java writes them: "P1DT2H3M4S", "PT15M"
 * @duration_usec: (out): it in µs
 *
 * Returns: whether @text is one of whole days, hours, minutes and seconds
 */
gboolean
weir_duration_parse_iso (const char *text,
                         gint64     *duration_usec)
{
  const struct
  {
    char     unit;
    gboolean time;
    gint64   usec;
  } parts[] = {
    { 'D', FALSE, G_TIME_SPAN_DAY },
    { 'H', TRUE, G_TIME_SPAN_HOUR },
    { 'M', TRUE, G_TIME_SPAN_MINUTE },
    { 'S', TRUE, G_TIME_SPAN_SECOND },
  };
  gboolean time = FALSE;
  guint next = 0;

  *duration_usec = 0;
  if (*text++ != 'P' || *text == '\0')
    return FALSE;

  while (*text != '\0')
    {
      char *end;
      guint64 n;

      if (*text == 'T' && !time)
        {
          time = TRUE;
          text++;
        }
      if (!g_ascii_isdigit (*text))
        return FALSE;
      n = g_ascii_strtoull (text, &end, 10);
      while (next < G_N_ELEMENTS (parts) && parts[next].unit != *end)
        next++;
      if (next == G_N_ELEMENTS (parts) || parts[next].time != time || n > G_MAXINT32)
        return FALSE;
      *duration_usec += (gint64) n * parts[next++].usec;
      text = end + 1;
    }

  return TRUE;
}

/**
 * weir_time_parse_when:
 * @text: `now`, `now-15m`, `now-1h30m`, `now-1d/d`, an ISO 8601 time, or a number since 1970
 * @zone: (nullable): zone of a time that carries none, and of days; %NULL is UTC
 * @now_usec: what "now" is
 * @time_usec: (out): microseconds since 1970-01-01 UTC
 * @error: return location for an error
 *
 * Reads a point in time as people write it, relative ones in Grafana's
 * words (units s m h d w M y, `/d` goes back to the start of the day). Eight
 * digits are a date (20140917); other numbers are seconds (10 digits),
 * microseconds (16), nanoseconds (19) or else milliseconds. Any thread.
 *
 * Returns: %FALSE with %WEIR_TIME_ERROR_WHEN if @text is something else
 */
gboolean
weir_time_parse_when (const char *text,
                      GTimeZone  *zone,
                      gint64      now_usec,
                      gint64     *time_usec,
                      GError    **error)
{
  gint64 parsed = now_usec;
  gboolean valid;

  g_return_val_if_fail (text != NULL && time_usec != NULL, FALSE);

  if (g_str_has_prefix (text, "now"))
    valid = parse_relative (text + strlen ("now"), zone, &parsed);
  else
    valid = weir_time_parse_iso (text, strlen (text), zone, &parsed) || parse_epoch (text, &parsed);

  if (!valid)
    {
      g_set_error (error, WEIR_TIME_ERROR, WEIR_TIME_ERROR_WHEN,
                   _("“%s” is no time: write now-15m, now/d, 2014-09-17T13:30:00Z, or seconds or milliseconds since 1970"), text);
      return FALSE;
    }

  *time_usec = parsed;
  return TRUE;
}
