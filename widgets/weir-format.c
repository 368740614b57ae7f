#include "config.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <math.h>
#include <string.h>

#include "widgets/weir-format.h"

#define MINUS       "\u2212"
/* Between thousands and before a unit. The narrow one, U+202F, is a single pixel in Cantarell and not seen. */
#define SPACE       "\u00a0"
#define NO_VALUE    "\u2013"

#define MINUTE_USEC (60 * (gint64) G_USEC_PER_SEC)
#define HOUR_USEC   (60 * MINUTE_USEC)
#define DAY_USEC    (24 * HOUR_USEC)

/* Digits as g_ascii_formatd() wrote them, with spaces between thousands and the locale's decimal mark. */
static void
append_grouped (GString    *text,
                const char *digits)
{
  gsize n_whole = strspn (digits, "0123456789");

  for (gsize i = 0; i < n_whole; i++)
    {
      if (i > 0 && (n_whole - i) % 3 == 0)
        g_string_append (text, SPACE);
      g_string_append_c (text, digits[i]);
    }

  if (digits[n_whole] == '.')
    {
      g_string_append (text, nl_langinfo (RADIXCHAR));
      n_whole++;
    }
  g_string_append (text, digits + n_whole);
}

static char *
format (double   value,
        int      decimals,
        gboolean plus)
{
  g_autoptr(GString) text = g_string_new (NULL);
  char pattern[16], digits[512];

  if (!isfinite (value))
    return g_strdup (isnan (value) ? NO_VALUE : value > 0.0 ? "\u221e" : MINUS "\u221e");

  g_snprintf (pattern, sizeof pattern, "%%.%df", CLAMP (decimals, 0, 17));
  g_ascii_formatd (digits, sizeof digits, pattern, fabs (value));

  /* What rounds to zero has no sign. */
  if (strspn (digits, "0.") < strlen (digits))
    g_string_append (text, value < 0.0 ? MINUS : plus ? "+" : "");
  append_grouped (text, digits);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * weir_format_number:
 * @value: a number
 * @decimals: digits after the point
 *
 * Writes a number for people: true minus sign, thousands apart by a
 * no-break space, a dash where there is no value. Any thread.
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_number (double value,
                    int    decimals)
{
  return format (value, decimals, FALSE);
}

/* The fewest digits that read back as the same value; 17 are always enough. */
static void
shortest (double value,
          char  *digits,
          gsize  size)
{
  char pattern[8];

  for (int n = 15; n <= 17; n++)
    {
      g_snprintf (pattern, sizeof pattern, "%%.%dg", n);
      g_ascii_formatd (digits, (int) size, pattern, value);
      if (g_ascii_strtod (digits, NULL) == value)
        return;
    }
}

/* "1.5e-09" as "1.5e−9", with the locale's decimal mark. */
static char *
format_scientific (double value)
{
  g_autoptr(GString) text = g_string_new (value < 0.0 ? MINUS : "");
  g_autofree char *mantissa = NULL;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  const char *exponent;

  for (int n = 0; n <= 16; n++)
    {
      g_autofree char *pattern = g_strdup_printf ("%%.%de", n);

      g_ascii_formatd (digits, sizeof digits, pattern, fabs (value));
      if (g_ascii_strtod (digits, NULL) == fabs (value))
        break;
    }
  exponent = strchr (digits, 'e');

  mantissa = g_strndup (digits, exponent - digits);
  append_grouped (text, mantissa);
  g_string_append_printf (text, "e%s%d", exponent[1] == '-' ? MINUS : "", abs (atoi (exponent + 1)));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * weir_format_exact:
 * @value: a number
 *
 * Writes a number with every digit it has, so that it reads back as the same
 * double: 17 at most. What is very small or very large has an exponent
 * ("1.5e−9"), as there are more zeros in it than one can count.
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_exact (double value)
{
  g_autoptr(GString) text = NULL;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  double size = fabs (value);

  if (!isfinite (value) || value == 0.0)
    return format (value, 0, FALSE);
  if (size < 1e-5 || size >= 1e17)
    return format_scientific (value);

  shortest (size, digits, sizeof digits);
  /* Where the shortest has an exponent its digits end before the point. */
  if (strchr (digits, 'e') != NULL)
    return size < 1.0 ? format_scientific (value) : format (value, 0, FALSE);

  text = g_string_new (value < 0.0 ? MINUS : "");
  append_grouped (text, digits);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * weir_format_flag:
 * @value: a flag as a number, as series hold it
 *
 * Returns: (transfer full): "true" or "false"; of what is neither, the number
 */
char *
weir_format_flag (double value)
{
  if (value == 0.0)
    return g_strdup (C_("flag", "false"));
  if (value == 1.0)
    return g_strdup (C_("flag", "true"));

  return weir_format_exact (value);
}

/* Units whose symbol takes a prefix before it: "kW", "GB". */
static gboolean
takes_prefix (const char *unit)
{
  static const char *const units[] = {
    "B", "bit", "b", "bps", "B/s", "b/s", "bit/s", "W", "Wh", "V", "A", "Hz", "J", "Pa", "N", "Ω", "m", "g", "s", "l", "L", "lx",
    "lm", "C", "F", "T", "mol", "Bq", "Sv", "eV",
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i], unit))
      return TRUE;

  return FALSE;
}

/**
 * weir_format_prefixed_unit:
 * @prefix: "k", "M" … or ""
 * @unit: a unit, or ""
 *
 * Writes a prefix with its unit: "GB"; between a prefix and what is no unit's
 * symbol is a space ("M USD").
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_prefixed_unit (const char *prefix,
                           const char *unit)
{
  g_return_val_if_fail (prefix != NULL && unit != NULL, NULL);

  return g_strconcat (prefix, *prefix != '\0' && *unit != '\0' && !takes_prefix (unit) ? SPACE : "", unit, NULL);
}

/**
 * weir_format_signed:
 * @value: a number
 * @decimals: digits after the point
 *
 * As weir_format_number(), with a plus sign before what is above zero.
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_signed (double value,
                    int    decimals)
{
  return format (value, decimals, TRUE);
}

/**
 * weir_format_count:
 * @count: how many
 *
 * Returns: (transfer full): @count with its thousands apart
 */
char *
weir_format_count (guint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  g_autoptr(GString) text = g_string_new (NULL);

  append_grouped (text, digits);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *const si_prefixes[] = { "", "k", "M", "G", "T", "P" };

/* Three digits and a prefix: the decimals follow from the size. */
static char *
with_prefix (double             value,
             const char *const *prefixes,
             guint              n_prefixes,
             const char        *unit,
             gboolean           plus)
{
  g_autofree char *number = NULL;
  double size = fabs (value);
  guint i = 0;
  int decimals;

  /* 999.5 would be written as 1000. */
  while (i + 1 < n_prefixes && size >= (i == 0 ? 1000.0 : 999.5))
    {
      size /= 1000.0;
      i++;
    }

  decimals = i == 0 ? 0 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  number = format (copysign (size, value), decimals, plus);

  return g_strconcat (number, prefixes[i][0] != '\0' || unit[0] != '\0' ? SPACE : "", prefixes[i], unit, NULL);
}

/**
 * weir_format_change:
 * @percent: a change, in percent
 * @decimals: digits after the point
 *
 * Writes "▲ +2.41 %" or "▼ −0.22 %": the direction can be told without
 * colour. From a thousand on with a prefix, "▲ +12.3 k %", so that it
 * stays as wide.
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_change (double percent,
                    int    decimals)
{
  gboolean large = isfinite (percent) && fabs (percent) >= 1000.0;
  g_autofree char *number = large ? with_prefix (percent, si_prefixes, G_N_ELEMENTS (si_prefixes), "", TRUE)
                                  : format (percent, decimals, TRUE);
  const char *arrow = "";

  if (isnan (percent))
    return g_steal_pointer (&number);
  if (g_str_has_prefix (number, "+"))
    arrow = "\u25b2" SPACE;
  else if (g_str_has_prefix (number, MINUS))
    arrow = "\u25bc" SPACE;

  return g_strconcat (arrow, number, SPACE "%", NULL);
}

/**
 * weir_format_short:
 * @value: a number
 *
 * Writes three digits and a prefix ("2.10 M"), where room is short and the size is what counts.
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_short (double value)
{
  if (!isfinite (value))
    return format (value, 0, FALSE);

  if (fabs (value) < 1000.0)
    return format (value, value == floor (value) ? 0 : weir_format_decimals (value), FALSE);

  return with_prefix (value, si_prefixes, G_N_ELEMENTS (si_prefixes), "", FALSE);
}

/**
 * weir_format_bytes:
 * @n_bytes: a size
 *
 * Writes a size in decimal units ("84.0 MB").
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_bytes (guint64 n_bytes)
{
  static const char *const prefixes[] = { "", "k", "M", "G", "T", "P", "E" };

  return with_prefix (n_bytes, prefixes, G_N_ELEMENTS (prefixes), "B", FALSE);
}

/**
 * weir_format_rate:
 * @per_second: how many a second
 * @noun: what, in the plural, translated
 *
 * Writes "2 048 records/s"; below ten with one decimal.
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_rate (double      per_second,
                  const char *noun)
{
  g_autofree char *number = NULL;

  g_return_val_if_fail (noun != NULL, NULL);

  number = format (per_second, per_second > 0.0 && per_second < 9.95 ? 1 : 0, FALSE);

  return g_strdup_printf (C_("rate", "%s %s/s"), number, noun);
}

static char *
two_parts (gint64      whole,
           const char *whole_unit,
           gint64      part,
           const char *part_unit)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT SPACE "%s %" G_GINT64_FORMAT SPACE "%s",
                          whole, whole_unit, part, part_unit);
}

/**
 * weir_format_duration:
 * @duration_usec: a span of time
 *
 * Writes a span in the two largest units that say something: "850 µs",
 * "14 ms", "1.2 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_duration (gint64 duration_usec)
{
  g_autofree char *positive = NULL;

  if (duration_usec == G_MININT64)
    return g_strdup (NO_VALUE);

  if (duration_usec < 0)
    {
      positive = weir_format_duration (-duration_usec);
      return g_strconcat (MINUS, positive, NULL);
    }

  if (duration_usec < 1000)
    return g_strdup_printf ("%" G_GINT64_FORMAT SPACE "µs", duration_usec);
  if (duration_usec < G_USEC_PER_SEC)
    return g_strdup_printf ("%" G_GINT64_FORMAT SPACE "ms", duration_usec / 1000);
  if (duration_usec < MINUTE_USEC)
    {
      positive = format (floor (duration_usec / 1e5) / 10.0, 1, FALSE);
      return g_strconcat (positive, SPACE "s", NULL);
    }
  if (duration_usec < HOUR_USEC)
    return two_parts (duration_usec / MINUTE_USEC, _("min"), duration_usec % MINUTE_USEC / G_USEC_PER_SEC, _("s"));
  if (duration_usec < DAY_USEC)
    return two_parts (duration_usec / HOUR_USEC, _("h"), duration_usec % HOUR_USEC / MINUTE_USEC, _("min"));

  return two_parts (duration_usec / DAY_USEC, C_("days", "d"), duration_usec % DAY_USEC / HOUR_USEC, _("h"));
}

/**
 * weir_format_span:
 * @span_usec: the length of a window or of a time range
 *
 * Writes a length that is whole in one unit: "250 ms", "30 s", "15 min", "24 h", "7 d".
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_span (gint64 span_usec)
{
  gint64 seconds = span_usec / G_USEC_PER_SEC;

  if (span_usec < G_USEC_PER_SEC)
    return g_strdup_printf (_("%d ms"), (int) (span_usec / 1000));
  if (seconds % 86400 == 0 && seconds > 86400)
    return g_strdup_printf (_("%d d"), (int) (seconds / 86400));
  if (seconds % 3600 == 0)
    return g_strdup_printf (_("%d h"), (int) (seconds / 3600));
  if (seconds % 60 == 0)
    return g_strdup_printf (_("%d min"), (int) (seconds / 60));
  /* What zooming leaves is no round span. */
  if (seconds > 600)
    return weir_format_duration (span_usec);

  return g_strdup_printf (_("%d s"), (int) seconds);
}

/**
 * weir_format_elapsed:
 * @elapsed_usec: a span of time
 *
 * Writes a running time as "00:42" or "1:02:10", which keeps its width while it counts.
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_elapsed (gint64 elapsed_usec)
{
  gint64 seconds = MAX (elapsed_usec, 0) / G_USEC_PER_SEC;
  int minute = seconds / 60 % 60;
  int second = seconds % 60;

  if (seconds < 3600)
    return g_strdup_printf ("%02d:%02d", minute, second);

  return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d:%02d", seconds / 3600, minute, second);
}

/* GDateTime knows the years 1 to 9999 only. */
static GDateTime *
date_time (gint64     time_usec,
           GTimeZone *zone)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time_usec / G_USEC_PER_SEC - (time_usec % G_USEC_PER_SEC < 0));

  return utc == NULL ? NULL : g_date_time_to_timezone (utc, zone);
}

/**
 * weir_format_clock:
 * @time_usec: a time
 * @zone: the zone it is shown in
 * @precision_usec: what one step is worth: a day and more shows the date,
 *   a minute and more no seconds, less than a second fractions of it
 *
 * Writes a time of day ("14:31", "14:31:07", "14:31:07.25") or a date ("18 Sep").
 *
 * Returns: (transfer full): the text
 */
char *
weir_format_clock (gint64     time_usec,
                   GTimeZone *zone,
                   gint64     precision_usec)
{
  g_autoptr(GDateTime) time = NULL;
  g_autofree char *text = NULL;
  gint64 fraction_usec = time_usec % G_USEC_PER_SEC;
  int digits = 0;

  g_return_val_if_fail (zone != NULL, NULL);

  time = date_time (time_usec, zone);
  if (time == NULL)
    return g_strdup (NO_VALUE);

  if (precision_usec >= DAY_USEC)
    return g_date_time_format (time, "%-d %b");
  if (precision_usec >= MINUTE_USEC)
    return g_date_time_format (time, "%H:%M");

  text = g_date_time_format (time, "%H:%M:%S");
  for (gint64 unit = G_USEC_PER_SEC; unit > MAX (precision_usec, 1); unit /= 10)
    digits++;
  if (digits == 0)
    return g_steal_pointer (&text);

  fraction_usec += fraction_usec < 0 ? G_USEC_PER_SEC : 0;

  return g_strdup_printf ("%s%s%0*d", text, nl_langinfo (RADIXCHAR), digits, (int) (fraction_usec / (gint64) pow (10.0, 6 - digits)));
}

/**
 * weir_format_date:
 * @time_usec: a time
 * @zone: the zone it is shown in
 * @now_usec: the time now
 *
 * Writes the day of a time that is not of today: "18 Sep", or "18 Sep 2014"
 * when the year is another one too.
 *
 * Returns: (transfer full) (nullable): the date; %NULL for today, whose
 *   times of day need none
 */
char *
weir_format_date (gint64     time_usec,
                  GTimeZone *zone,
                  gint64     now_usec)
{
  g_autoptr(GDateTime) time = NULL;
  g_autoptr(GDateTime) now = NULL;

  g_return_val_if_fail (zone != NULL, NULL);

  time = date_time (time_usec, zone);
  now = date_time (now_usec, zone);
  if (time == NULL || now == NULL)
    return NULL;
  if (g_date_time_get_year (time) != g_date_time_get_year (now))
    return g_date_time_format (time, "%-d %b %Y");
  if (g_date_time_get_day_of_year (time) != g_date_time_get_day_of_year (now))
    return g_date_time_format (time, "%-d %b");

  return NULL;
}

/**
 * weir_format_decimals:
 * @value: a typical value
 *
 * How many decimals show at least four digits of values of this size: two
 * for prices and temperatures, more below one, at most six.
 *
 * Returns: the number of decimals
 */
int
weir_format_decimals (double value)
{
  double size = fabs (value);

  if (!isfinite (size) || size == 0.0)
    return 2;

  return size >= 1e5 ? 0 : size >= 1e4 ? 1 : CLAMP (3 - (int) floor (log10 (size)), 2, 6);
}
