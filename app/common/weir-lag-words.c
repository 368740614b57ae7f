#include "config.h"

#include "app/common/weir-lag-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "data/decode/weir-escape.h"
#include "widgets/weir-format.h"

char *
weir_lag_words_dup_count (gint64 count)
{
  return count < 0 ? g_strdup ("–") : weir_format_count ((guint64) count);
}

char *
weir_lag_words_dup_rate (double rate)
{
  if (isnan (rate))
    return g_strdup ("–");
  if (rate < 9.95)
    return weir_format_number (rate, 1);

  return weir_format_count ((guint64) (rate + 0.5));
}

char *
weir_lag_words_dup_velocity (double velocity)
{
  return isnan (velocity) ? g_strdup ("–") : weir_format_signed (velocity, 1);
}

char *
weir_lag_words_dup_seconds (double seconds)
{
  return isnan (seconds) ? g_strdup ("–") : weir_format_number (seconds, 1);
}

char *
weir_lag_words_dup_state (const WeirLagNumbers *numbers,
                          gboolean              is_sum,
                          const char          **style_class)
{
  WeirState state = weir_state_of_lag (numbers->state);

  if (numbers->lost > 0)
    {
      g_autofree char *count = weir_format_count ((guint64) numbers->lost);

      *style_class = "critical";
      /* Translators: records the reader can no longer read */
      return g_strdup_printf (_("▲ %s lost"), count);
    }

  *style_class = state.style_class;
  if (numbers->state == WEIR_LAG_PAST_END && !is_sum)
    {
      g_autofree char *count = weir_format_count ((guint64) (numbers->committed - numbers->end));

      /* Translators: how far a committed offset is past the partition's end */
      return g_strdup_printf (_("▲ %s past the end"), count);
    }

  return g_strdup_printf ("%s %s", state.sign, state.word);
}

/* Where the lag is going, and when it is over. */
char *
weir_lag_words_dup_trend (const WeirLagNumbers *numbers,
                          const char          **style_class)
{
  switch (numbers->trend)
    {
    case WEIR_LAG_TREND_GROWING:
      *style_class = "warning";
      /* Translators: of a lag */
      return g_strdup (_("↗ grows"));
    case WEIR_LAG_TREND_STALLED:
      *style_class = "critical";
      /* Translators: nothing of a lag is read */
      return g_strdup (_("■ stalled"));
    case WEIR_LAG_TREND_DRAINING:
      if (!isnan (numbers->clear_seconds))
        {
          g_autofree char *seconds = weir_format_count ((guint64) ceil (numbers->clear_seconds));

          /* Translators: in so many seconds there is no lag any more */
          return g_strdup_printf (_("↘ %s s left"), seconds);
        }
      /* Translators: of a lag */
      return g_strdup (_("↘ shrinks"));
    case WEIR_LAG_TREND_STEADY:
      return g_strdup ("→");
    case WEIR_LAG_TREND_UNKNOWN:
    default:
      return g_strdup ("–");
    }
}

char *
weir_lag_words_dup_name (const char *name)
{
  return name != NULL && *name != '\0' ? weir_escape_dup (name, strlen (name), G_MAXSIZE) : g_strdup ("–");
}

WeirMarkSeverity
weir_lag_words_get_severity (WeirLagState state)
{
  switch (state)
    {
    case WEIR_LAG_OK:
      return WEIR_MARK_INFO;
    case WEIR_LAG_WARN:
      return WEIR_MARK_WARNING;
    case WEIR_LAG_STALL:
    case WEIR_LAG_STOP:
    case WEIR_LAG_REWIND:
    case WEIR_LAG_LOST:
    case WEIR_LAG_PAST_END:
      return WEIR_MARK_CRITICAL;
    case WEIR_LAG_UNKNOWN:
    case WEIR_LAG_INCOMPLETE:
    case WEIR_LAG_UNREACHABLE:
    default:
      return WEIR_MARK_NEUTRAL;
    }
}
