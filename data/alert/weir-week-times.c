#include "config.h"

#include "data/alert/weir-week-times.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-duration.h"
#include "data/decode/weir-zone.h"

#define DAY_MINUTES (24 * 60)
#define ALL_DAYS    0x7f

/* One span of a week: it begins on its days, and may end on the day after. */
typedef struct
{
  guint days;         /* bits: Monday is the lowest */
  int   from_minute;
  int   to_minute;
} WeirWeekSpan;

struct _WeirWeekTimes
{
  GArray    *spans;   /* owned, of WeirWeekSpan */
  GTimeZone *zone;    /* owned */
};

static const char * const day_words[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static gboolean
take_day (const char **text,
          guint       *day)
{
  for (guint i = 0; i < G_N_ELEMENTS (day_words); i++)
    if (g_ascii_strncasecmp (*text, day_words[i], 3) == 0)
      {
        *day = i;
        *text += 3;
        return TRUE;
      }

  return FALSE;
}

/* “fri” or “fri-mon”: over the end of the week too. */
static gboolean
parse_days (const char *word,
            guint      *days)
{
  guint first, last;

  if (!take_day (&word, &first))
    return FALSE;

  last = first;
  if (*word == '-')
    {
      word++;
      if (!take_day (&word, &last))
        return FALSE;
    }
  if (*word != '\0')
    return FALSE;

  *days = 0;
  for (guint day = first; ; day = (day + 1) % 7)
    {
      *days |= 1u << day;
      if (day == last)
        return TRUE;
    }
}

static gboolean
take_minute (const char **text,
             int         *minute)
{
  const char *at = *text;
  int hours, minutes;

  if (!g_ascii_isdigit (at[0]) || !g_ascii_isdigit (at[1]) || at[2] != ':' || !g_ascii_isdigit (at[3]) || !g_ascii_isdigit (at[4]))
    return FALSE;

  hours = (at[0] - '0') * 10 + at[1] - '0';
  minutes = (at[3] - '0') * 10 + at[4] - '0';
  *minute = hours * 60 + minutes;
  *text += 5;

  return minutes < 60 && *minute <= DAY_MINUTES;
}

static gboolean
parse_times (const char   *word,
             WeirWeekSpan *span)
{
  return take_minute (&word, &span->from_minute) && *word++ == '-' && take_minute (&word, &span->to_minute) && *word == '\0'
         && span->from_minute < DAY_MINUTES && span->from_minute != span->to_minute;
}

/* Takes the words of one span; the zone may stand behind the last one. */
static gboolean
parse_span (WeirWeekTimes *self,
            const char    *text,
            gboolean       last)
{
  g_auto(GStrv) words = g_strsplit_set (text, " \t", -1);
  WeirWeekSpan span = { 0, 0, DAY_MINUTES };
  gboolean has_times = FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (span.days == 0 && !has_times && self->zone == NULL && parse_days (words[i], &span.days))
        continue;
      if (!has_times && self->zone == NULL && parse_times (words[i], &span))
        {
          has_times = TRUE;
          continue;
        }
      if (!last || self->zone != NULL)
        return FALSE;
      self->zone = weir_zone_new (words[i]);
      if (self->zone == NULL)
        return FALSE;
    }
  if (span.days == 0 && !has_times)
    return FALSE;

  if (span.days == 0)
    span.days = ALL_DAYS;
  g_array_append_val (self->spans, span);

  return TRUE;
}

/**
 * weir_week_times_new:
 * @text: spans between commas, and the name of a zone, UTC if there is none; a span is
 *   days (`mon`, `mon-fri`), times (`22:00-06:00`, which end on the next day; `24:00`
 *   ends a day) or both
 * @error: return location for an error: %WEIR_TIME_ERROR_WHEN
 *
 * Returns: (transfer full) (nullable): the times
 */
WeirWeekTimes *
weir_week_times_new (const char  *text,
                     GError     **error)
{
  g_autoptr(WeirWeekTimes) self = g_new0 (WeirWeekTimes, 1);
  g_auto(GStrv) spans = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self->spans = g_array_new (FALSE, FALSE, sizeof (WeirWeekSpan));
  spans = g_strsplit (text, ",", -1);
  for (guint i = 0; spans[i] != NULL; i++)
    if (!parse_span (self, spans[i], spans[i + 1] == NULL))
      {
        g_set_error (error, WEIR_TIME_ERROR, WEIR_TIME_ERROR_WHEN,
                     _("“%s” are no times of a week: write them as “mon-fri 22:00-06:00, sat-sun Europe/Berlin”"), text);
        return NULL;
      }
  if (self->spans->len == 0)
    {
      g_set_error (error, WEIR_TIME_ERROR, WEIR_TIME_ERROR_WHEN,
                   _("there are no times: write them as “mon-fri 22:00-06:00, sat-sun Europe/Berlin”"));
      return NULL;
    }
  if (self->zone == NULL)
    self->zone = g_time_zone_new_utc ();

  return g_steal_pointer (&self);
}

/**
 * weir_week_times_free:
 * @self: (transfer full): times
 */
void
weir_week_times_free (WeirWeekTimes *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->spans);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self);
}

static gboolean
span_contains (const WeirWeekSpan *span,
               guint               day,
               int                 minute)
{
  gboolean today = (span->days & 1u << day) != 0;
  gboolean yesterday = (span->days & 1u << (day + 6) % 7) != 0;

  if (span->from_minute < span->to_minute)
    return today && minute >= span->from_minute && minute < span->to_minute;

  return (today && minute >= span->from_minute) || (yesterday && minute < span->to_minute);
}

/**
 * weir_week_times_contain:
 * @self: times
 * @time_usec: a point in time
 *
 * Goes by the clock on the wall of the zone: an hour that a change of the clocks
 * repeats is in them twice, one that it leaves out never comes.
 *
 * Returns: whether it is one of them
 */
gboolean
weir_week_times_contain (const WeirWeekTimes *self,
                         gint64               time_usec)
{
  gint64 seconds = time_usec / G_USEC_PER_SEC - (time_usec % G_USEC_PER_SEC < 0);
  int interval = g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, seconds);
  gint64 minutes, days;

  seconds += g_time_zone_get_offset (self->zone, interval);
  minutes = seconds / 60 - (seconds % 60 < 0);
  days = minutes / DAY_MINUTES - (minutes % DAY_MINUTES < 0);
  minutes -= days * DAY_MINUTES;
  /* 1970 began on a Thursday. */
  days = ((days + 3) % 7 + 7) % 7;

  for (guint i = 0; i < self->spans->len; i++)
    if (span_contains (&g_array_index (self->spans, WeirWeekSpan, i), (guint) days, (int) minutes))
      return TRUE;

  return FALSE;
}
