#include "config.h"

#include "data/source/weir-position.h"

#include "data/source/weir-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The words of kcat's -o and of Grafana's time ranges. */

static gboolean
parse_integer (const char *text,
               gint64     *value)
{
  char *end = NULL;

  if (!g_ascii_isdigit (*text) && *text != '-')
    return FALSE;

  *value = g_ascii_strtoll (text, &end, 10);
  return end != text && *end == '\0';
}

static gint64
unit_usec (char unit)
{
  switch (unit)
    {
    case 's':
      return G_TIME_SPAN_SECOND;
    case 'm':
      return G_TIME_SPAN_MINUTE;
    case 'h':
      return G_TIME_SPAN_HOUR;
    case 'd':
      return G_TIME_SPAN_DAY;
    case 'w':
      return 7 * G_TIME_SPAN_DAY;
    default:
      return 0;
    }
}

/* now, now-15m, now-1h30m */
static gboolean
parse_now (const char *text,
           gint64      now_usec,
           gint64     *time_usec)
{
  if (!g_str_has_prefix (text, "now"))
    return FALSE;

  *time_usec = now_usec;
  text += strlen ("now");
  if (*text == '\0')
    return TRUE;
  if (*text != '-' || text[1] == '\0')
    return FALSE;

  text++;
  while (*text != '\0')
    {
      char *end = NULL;
      guint64 count = g_ascii_strtoull (text, &end, 10);
      gint64 unit = end != text && g_ascii_isdigit (*text) ? unit_usec (*end) : 0;

      if (unit == 0 || count > (guint64) (G_MAXINT64 / 2 / unit))
        return FALSE;
      *time_usec -= (gint64) count * unit;
      text = end + 1;
    }

  return TRUE;
}

static gboolean
parse_iso (const char *text,
           gint64     *time_usec)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = NULL;

  if (strchr (text, 'T') == NULL && strchr (text, ' ') == NULL && strlen (text) == strlen ("2014-09-17"))
    {
      g_autofree char *midnight = g_strconcat (text, "T00:00:00Z", NULL);

      time = g_date_time_new_from_iso8601 (midnight, utc);
    }
  else
    time = g_date_time_new_from_iso8601 (text, utc);

  if (time == NULL)
    return FALSE;

  *time_usec = g_date_time_to_unix (time) * G_TIME_SPAN_SECOND + g_date_time_get_microsecond (time);
  return TRUE;
}

/* kcat's milliseconds, Grafana's words or ISO 8601 (UTC where no zone stands). */
static gboolean
parse_time (const char *text,
            gint64      now_usec,
            gint64     *time_usec)
{
  gint64 msec;

  if (parse_integer (text, &msec))
    {
      if (msec < 0 || msec > G_MAXINT64 / 1000)
        return FALSE;
      *time_usec = msec * 1000;
      return TRUE;
    }

  return parse_now (text, now_usec, time_usec) || parse_iso (text, time_usec);
}

static gboolean
parse_start (const char   *text,
             gint64        now_usec,
             WeirPosition *start)
{
  static const struct
  {
    const char *word;
    WeirPositionKind kind;
  } words[] = {
    { "beginning", WEIR_POSITION_BEGINNING }, { "earliest", WEIR_POSITION_BEGINNING },
    { "end", WEIR_POSITION_END }, { "latest", WEIR_POSITION_END },
    { "stored", WEIR_POSITION_STORED },
  };
  gint64 value;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (text, words[i].word))
      {
        *start = (WeirPosition) { .kind = words[i].kind };
        return TRUE;
      }

  if (parse_integer (text, &value) && value != G_MININT64)
    {
      *start = value >= 0 && *text != '-' ? (WeirPosition) { WEIR_POSITION_OFFSET, value }
                                          : (WeirPosition) { WEIR_POSITION_TAIL, -value };
      return TRUE;
    }

  if (parse_now (text, now_usec, &value) || parse_iso (text, &value))
    {
      *start = (WeirPosition) { WEIR_POSITION_TIME, value };
      return TRUE;
    }

  return FALSE;
}

/**
 * weir_position_parse:
 * @text: `beginning`, `end`, `stored`, an offset, `-N` (N before the end),
 *   `s@TIME` (start there), `e@TIME` (stop there); a TIME alone starts there.
 *   TIME is milliseconds (after `s@` and `e@` only), `now-15m` or ISO 8601
 * @now_usec: what `now` means (µs UTC)
 * @start: (out): filled if @text speaks of a start
 * @stop: (out): filled if @text speaks of a stop
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Reads kcat's `-o`. ISO times without a zone are UTC. Any thread.
 *
 * Returns: %FALSE with @error set if @text is none of these; nothing is changed then
 */
gboolean
weir_position_parse (const char    *text,
                     gint64         now_usec,
                     WeirPosition  *start,
                     WeirPosition  *stop,
                     GError       **error)
{
  gint64 time_usec;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (start != NULL && stop != NULL, FALSE);

  if ((g_str_has_prefix (text, "s@") || g_str_has_prefix (text, "e@"))
      && parse_time (text + 2, now_usec, &time_usec))
    {
      *(*text == 's' ? start : stop) = (WeirPosition) { WEIR_POSITION_TIME, time_usec };
      return TRUE;
    }
  if (parse_start (text, now_usec, start))
    return TRUE;

  g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
               _("“%s” is no position; write beginning, end, stored, an offset, -N (N before the "
                 "end), s@TIME or e@TIME, where TIME is milliseconds, now-15m or 2014-09-17T13:30:00Z"),
               text);
  return FALSE;
}
