#include "config.h"

#include "data/decode/weir-time.h"

#include <string.h>

/* What has been read of a time, before it becomes one. */
typedef struct
{
  const char *cursor;
  const char *end;
  gint64      year;
  guint       month;
  guint       day;
  gint64      seconds;      /* of the day */
  gint64      usec;         /* of the second */
  gint64      offset;       /* seconds east of UTC */
  gboolean    has_zone;
} IsoReader;

static gboolean
read_digits (IsoReader *reader,
             guint      n_digits,
             gint64    *value)
{
  if (reader->end - reader->cursor < (gssize) n_digits)
    return FALSE;

  *value = 0;
  for (guint i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit (reader->cursor[i]))
        return FALSE;
      *value = *value * 10 + (reader->cursor[i] - '0');
    }
  reader->cursor += n_digits;

  return TRUE;
}

static gboolean
skip_byte (IsoReader *reader,
           char       byte)
{
  if (reader->cursor == reader->end || *reader->cursor != byte)
    return FALSE;

  reader->cursor++;
  return TRUE;
}

static gboolean
read_date (IsoReader *reader)
{
  gint64 month, day;
  gboolean dashed;

  if (!read_digits (reader, 4, &reader->year))
    return FALSE;
  dashed = skip_byte (reader, '-');
  if (!read_digits (reader, 2, &month) || skip_byte (reader, '-') != dashed || !read_digits (reader, 2, &day))
    return FALSE;

  reader->month = month;
  reader->day = day;
  return g_date_valid_dmy (day, month, MAX (reader->year, 1)) && reader->year >= 1;
}

/* Digits past the microsecond are dropped, which is towards the past on either side of 1970. */
static gboolean
read_fraction (IsoReader *reader)
{
  gint64 scale = 100000;
  const char *first;

  if (!skip_byte (reader, '.') && !skip_byte (reader, ','))
    return TRUE;

  first = reader->cursor;
  for (; reader->cursor < reader->end && g_ascii_isdigit (*reader->cursor); reader->cursor++)
    {
      reader->usec += (*reader->cursor - '0') * scale;
      scale /= 10;
    }

  return reader->cursor > first;
}

/* 24:00:00 ends a day and second 60 is a leap second: both are the start of what follows. */
static gboolean
read_clock (IsoReader *reader)
{
  gint64 hour, minute, second = 0;
  gboolean parted;

  if (!read_digits (reader, 2, &hour))
    return FALSE;
  parted = skip_byte (reader, ':');
  if (!read_digits (reader, 2, &minute))
    return FALSE;
  if ((parted && skip_byte (reader, ':'))
      || (!parted && reader->cursor < reader->end && g_ascii_isdigit (*reader->cursor)))
    {
      if (!read_digits (reader, 2, &second) || !read_fraction (reader))
        return FALSE;
    }

  reader->seconds = hour * 3600 + minute * 60 + second;
  return minute < 60 && second <= 60
         && (hour < 24 || (reader->seconds == 86400 && reader->usec == 0));
}

static gboolean
read_zone (IsoReader *reader)
{
  gint64 hours, minutes = 0;
  gboolean west;

  if (skip_byte (reader, 'Z') || skip_byte (reader, 'z'))
    return reader->has_zone = TRUE;

  west = skip_byte (reader, '-');
  if (!west && !skip_byte (reader, '+'))
    return FALSE;
  if (!read_digits (reader, 2, &hours))
    return FALSE;
  if (reader->cursor < reader->end)
    {
      skip_byte (reader, ':');
      if (!read_digits (reader, 2, &minutes))
        return FALSE;
    }

  reader->offset = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
  return reader->has_zone = hours < 24 && minutes < 60;
}

static gboolean
read_iso (IsoReader *reader)
{
  if (!read_date (reader))
    return FALSE;
  if (reader->cursor == reader->end)
    return TRUE;

  if (!skip_byte (reader, 'T') && !skip_byte (reader, 't') && !skip_byte (reader, ' '))
    return FALSE;
  if (!read_clock (reader))
    return FALSE;
  if (reader->cursor == reader->end)
    return TRUE;

  skip_byte (reader, ' ');
  return read_zone (reader) && reader->cursor == reader->end;
}

/**
 * weir_time_days_of_date:
 * @year: the year, also 0 and negative ones
 * @month: 1 to 12
 * @day: 1 to 31
 *
 * Counts the days from 1970-01-01 to a date of the Gregorian calendar, by the
 * arithmetic of years that begin in March, whose leap day is their last. Any
 * thread.
 *
 * Returns: days, negative before 1970
 */
gint64
weir_time_days_of_date (gint64 year,
                        guint  month,
                        guint  day)
{
  gint64 march_year = month > 2 ? year : year - 1;
  gint64 era = (march_year >= 0 ? march_year : march_year - 399) / 400;
  gint64 year_of_era = march_year - era * 400;
  gint64 day_of_year = (153 * ((gint64) month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

/**
 * weir_time_date_of_days:
 * @days: days since 1970-01-01
 * @year: (out): the year
 * @month: (out): 1 to 12
 * @day: (out): 1 to 31
 *
 * The reverse of [func@time_days_of_date]. Any thread.
 */
void
weir_time_date_of_days (gint64  days,
                        gint64 *year,
                        guint  *month,
                        guint  *day)
{
  gint64 shifted = days + 719468;
  gint64 era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  gint64 day_of_era = shifted - era * 146097;
  gint64 year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 march_month = (5 * day_of_year + 2) / 153;

  *day = day_of_year - (153 * march_month + 2) / 5 + 1;
  *month = march_month < 10 ? march_month + 3 : march_month - 9;
  *year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

/**
 * weir_time_parse_iso:
 * @text: (array length=length): the text, not NUL-terminated
 * @length: bytes in @text
 * @zone: (nullable): zone of a time that carries none; %NULL is UTC
 * @time_usec: (out): microseconds since 1970-01-01 UTC
 *
 * Reads ISO 8601: a date alone (midnight) or a date and a time of day, parted
 * by `T` or a space, dashes and colons or neither, any fraction of a second
 * (what is finer than a microsecond is dropped), `Z`, `±HH`, `±HHMM`, `±HH:MM`
 * or no zone. An hour that occurs twice in @zone is its first one, as in
 * Python and Java; an hour that it leaps over is moved behind the leap.
 * Any thread.
 *
 * Returns: %FALSE if @text is something else or outside the years 1 to 9999
 */
gboolean
weir_time_parse_iso (const char *text,
                     gsize       length,
                     GTimeZone  *zone,
                     gint64     *time_usec)
{
  IsoReader reader = { .cursor = text, .end = text + length };
  gint64 local, utc;

  g_return_val_if_fail (text != NULL || length == 0, FALSE);
  g_return_val_if_fail (time_usec != NULL, FALSE);

  if (!read_iso (&reader))
    return FALSE;

  local = weir_time_days_of_date (reader.year, reader.month, reader.day) * 86400 + reader.seconds;
  if (!reader.has_zone && zone != NULL)
    {
      gint interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_DAYLIGHT, &local);

      reader.offset = g_time_zone_get_offset (zone, interval);
    }

  utc = (local - reader.offset) * G_USEC_PER_SEC + reader.usec;
  if (utc < WEIR_TIME_MIN_USEC || utc > WEIR_TIME_MAX_USEC)
    return FALSE;

  *time_usec = utc;
  return TRUE;
}

static char *
write_digits (char    *text,
              guint    n_digits,
              guint32  value)
{
  for (guint i = n_digits; i > 0; i--)
    {
      text[i - 1] = (char) ('0' + value % 10);
      value /= 10;
    }

  return text + n_digits;
}

/* A year of more than four digits carries its sign, as ISO 8601 has it. */
static char *
write_year (char  *text,
            gint64 year)
{
  if (year >= 0 && year <= 9999)
    return write_digits (text, 4, (guint32) year);

  *text++ = year < 0 ? '-' : '+';
  return write_digits (text, 6, (guint32) ABS (year));
}

/**
 * weir_time_format_iso:
 * @time_usec: microseconds since 1970-01-01 UTC
 * @text: (out caller-allocates) (array fixed-size=32): where to write
 *
 * Writes `2014-09-17T13:30:00.000000Z` and a NUL; six digits and a sign for a
 * year past 9999. Any thread.
 *
 * Returns: bytes written, without the NUL
 */
gsize
weir_time_format_iso (gint64 time_usec,
                      char  *text)
{
  gint64 rest = time_usec % G_TIME_SPAN_DAY;
  gint64 days = time_usec / G_TIME_SPAN_DAY - (rest < 0);
  gint64 usec = rest < 0 ? rest + G_TIME_SPAN_DAY : rest;
  guint32 seconds = (guint32) (usec / G_USEC_PER_SEC);
  char *cursor = text;
  gint64 year;
  guint month, day;

  g_return_val_if_fail (text != NULL, 0);

  weir_time_date_of_days (days, &year, &month, &day);
  cursor = write_year (cursor, year);
  *cursor++ = '-';
  cursor = write_digits (cursor, 2, month);
  *cursor++ = '-';
  cursor = write_digits (cursor, 2, day);
  *cursor++ = 'T';
  cursor = write_digits (cursor, 2, seconds / 3600);
  *cursor++ = ':';
  cursor = write_digits (cursor, 2, seconds / 60 % 60);
  *cursor++ = ':';
  cursor = write_digits (cursor, 2, seconds % 60);
  *cursor++ = '.';
  cursor = write_digits (cursor, 6, (guint32) (usec % G_USEC_PER_SEC));
  *cursor++ = 'Z';
  *cursor = '\0';

  return cursor - text;
}
