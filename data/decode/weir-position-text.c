#include "config.h"

#include "data/source/weir-position.h"

#include "data/decode/weir-position-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-duration.h"
#include "data/source/weir-source-error.h"

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

/* A number is kcat's milliseconds, however many digits it has. */
static gboolean
parse_time (const char *text,
            GTimeZone  *zone,
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

  return weir_time_parse_when (text, zone, now_usec, time_usec, NULL);
}

static gboolean
parse_start (const char   *text,
             GTimeZone    *zone,
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

  if (weir_time_parse_when (text, zone, now_usec, &value, NULL))
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
 *   TIME is milliseconds (after `s@` and `e@` only) or what weir_time_parse_when() reads
 * @zone: (nullable): zone of times that carry none; %NULL is UTC
 * @now_usec: what `now` means (µs UTC)
 * @start: (out): filled if @text speaks of a start
 * @stop: (out): filled if @text speaks of a stop
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Reads kcat's `-o`. Any thread.
 *
 * Returns: %FALSE with @error set if @text is none of these; nothing is changed then
 */
gboolean
weir_position_parse (const char    *text,
                     GTimeZone     *zone,
                     gint64         now_usec,
                     WeirPosition  *start,
                     WeirPosition  *stop,
                     GError       **error)
{
  gint64 time_usec;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (start != NULL && stop != NULL, FALSE);

  if ((g_str_has_prefix (text, "s@") || g_str_has_prefix (text, "e@"))
      && parse_time (text + 2, zone, now_usec, &time_usec))
    {
      *(*text == 's' ? start : stop) = (WeirPosition) { WEIR_POSITION_TIME, time_usec };
      return TRUE;
    }
  if (parse_start (text, zone, now_usec, start))
    return TRUE;

  g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
               _("“%s” is no position; write beginning, end, stored, an offset, -N (N before the "
                 "end), s@TIME or e@TIME, where TIME is milliseconds, now-15m or 2014-09-17T13:30:00Z"),
               text);
  return FALSE;
}
