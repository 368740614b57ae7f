#include "config.h"

#include "app/common/weir-words.h"

#include <glib/gi18n.h>

#include "app/common/weir-screen-zone.h"
#include "widgets/weir-format.h"

WeirState
weir_state_of_severity (WeirSeverity severity)
{
  switch (severity)
    {
    case WEIR_SEVERITY_CRITICAL:
      return (WeirState) { "▲", _("Critical"), "critical" };
    case WEIR_SEVERITY_WARNING:
      return (WeirState) { "●", _("Warning"), "warning" };
    case WEIR_SEVERITY_INFO:
    default:
      return (WeirState) { "◆", _("Notice"), "notice" };
    }
}

WeirState
weir_state_of_alert (WeirAlert *alert)
{
  return weir_state_of_alert_state (weir_alert_get_state (alert), weir_alert_get_severity (alert));
}

WeirState
weir_state_of_alert_state (WeirAlertState state,
                           WeirSeverity   severity)
{
  switch (state)
    {
    case WEIR_ALERT_FIRING:
      return (WeirState) { "▲", _("Firing"), weir_state_of_severity (severity).style_class };
    case WEIR_ALERT_PENDING:
      return (WeirState) { "●", _("Pending"), "warning" };
    case WEIR_ALERT_NO_DATA:
      return (WeirState) { "◌", _("No data"), "warning" };
    case WEIR_ALERT_BEHIND:
      return (WeirState) { "◌", _("We are behind"), "warning" };
    case WEIR_ALERT_RECOVERING:
      /* Translators: the condition of an alert has ended, but not yet for long enough */
      return (WeirState) { "△", _("Recovering"), "warning" };
    case WEIR_ALERT_ERROR:
      /* Translators: no record can decide the condition of a rule */
      return (WeirState) { "✕", _("Cannot be decided"), "critical" };
    case WEIR_ALERT_NORMAL:
    default:
      return (WeirState) { "✓", _("Resolved"), "ok" };
    }
}

WeirState
weir_state_of_lag (WeirLagState state)
{
  switch (state)
    {
    case WEIR_LAG_OK:
      return (WeirState) { "✓", _("OK"), "ok" };
    case WEIR_LAG_WARN:
      return (WeirState) { "●", _("Growing"), "warning" };
    case WEIR_LAG_STALL:
      return (WeirState) { "▲", _("Stalled"), "critical" };
    case WEIR_LAG_STOP:
      return (WeirState) { "▲", _("Stopped"), "critical" };
    case WEIR_LAG_REWIND:
      return (WeirState) { "▲", _("Rewound"), "critical" };
    case WEIR_LAG_LOST:
      /* Translators: records that a group had not read were deleted */
      return (WeirState) { "▲", _("Lost records"), "critical" };
    case WEIR_LAG_PAST_END:
      /* Translators: a group's committed offset is larger than the partition's end */
      return (WeirState) { "▲", _("Past the end"), "critical" };
    case WEIR_LAG_UNREACHABLE:
      /* Translators: of numbers that cannot be read now */
      return (WeirState) { "◌", _("Not reachable"), "warning" };
    case WEIR_LAG_INCOMPLETE:
      return (WeirState) { "◌", _("Measuring"), "dim-label" };
    case WEIR_LAG_UNKNOWN:
    default:
      return (WeirState) { "◌", _("Unknown"), "dim-label" };
    }
}

WeirState
weir_state_of_source (WeirIntakeState state)
{
  switch (state)
    {
    case WEIR_INTAKE_STATE_CONNECTED:
      return (WeirState) { "●", _("Connected"), "ok" };
    case WEIR_INTAKE_STATE_CONNECTING:
      return (WeirState) { "◌", _("Connecting"), "warning" };
    case WEIR_INTAKE_STATE_PARTIAL:
      return (WeirState) { "▲", _("Partly connected"), "warning" };
    case WEIR_INTAKE_STATE_DISCONNECTED:
      return (WeirState) { "▲", _("Disconnected"), "critical" };
    case WEIR_INTAKE_STATE_FORBIDDEN:
      return (WeirState) { "▲", _("Not authorised"), "critical" };
    case WEIR_INTAKE_STATE_FAILED:
      return (WeirState) { "▲", _("Failed"), "critical" };
    case WEIR_INTAKE_STATE_ENDED:
      return (WeirState) { "✓", _("Read to the end"), "ok" };
    case WEIR_INTAKE_STATE_IDLE:
    default:
      return (WeirState) { "○", _("Not connected"), "dim-label" };
    }
}

WeirState
weir_state_of_window (WeirWindowState state)
{
  switch (state)
    {
    case WEIR_WINDOW_FINAL:
      return (WeirState) { "✓", C_("window", "final"), "ok" };
    case WEIR_WINDOW_FINAL_IDLE:
      /* Translators: of a window that did not wait for a partition without records */
      return (WeirState) { "✓", _("final, a partition was silent"), "ok" };
    case WEIR_WINDOW_FINAL_END:
      return (WeirState) { "✓", _("final, read to the end"), "ok" };
    case WEIR_WINDOW_OPEN:
    case WEIR_WINDOW_RETRACTED:
    default:
      /* Translators: of a window that still takes records */
      return (WeirState) { "○", C_("window", "open"), "dim-label" };
    }
}

const char *
weir_word_of_decode_error (WeirDecodeError reason)
{
  switch (reason)
    {
    case WEIR_DECODE_ERROR_NULL_PAYLOAD:
      return _("No payload");
    case WEIR_DECODE_ERROR_SYNTAX:
      return _("Malformed");
    case WEIR_DECODE_ERROR_ENCODING:
      return _("Not UTF-8");
    case WEIR_DECODE_ERROR_DEPTH:
      return _("Nested too deep");
    case WEIR_DECODE_ERROR_RANGE:
      return _("Number out of range");
    case WEIR_DECODE_ERROR_NO_TIME:
      return _("No time");
    case WEIR_DECODE_ERROR_SHAPE:
      return _("Unexpected shape");
    case WEIR_DECODE_ERROR_REGISTRY:
      return _("Schema registry");
    case WEIR_DECODE_ERROR_SPEC:
    case WEIR_DECODE_N_ERRORS:
    default:
      return _("Unknown reason");
    }
}

char *
weir_dup_span (gint64 usec)
{
  return weir_format_span (usec);
}

static GDateTime *
date_time_new (gint64 time_usec)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time_usec / G_USEC_PER_SEC);
  g_autoptr(GDateTime) seconds = utc != NULL ? g_date_time_to_timezone (utc, weir_screen_zone_get ()) : NULL;

  return seconds != NULL ? g_date_time_add (seconds, time_usec % G_USEC_PER_SEC) : NULL;
}

char *
weir_dup_sentence (const char *text)
{
  gunichar first = g_utf8_get_char_validated (text, -1);
  GString *sentence;

  if (*text == '\0' || first >= (gunichar) -2)
    return g_strdup (text);

  sentence = g_string_new (NULL);
  g_string_append_unichar (sentence, g_unichar_toupper (first));
  g_string_append (sentence, g_utf8_next_char (text));
  if (strchr (".!?\n", sentence->str[sentence->len - 1]) == NULL)
    g_string_append_c (sentence, '.');

  return g_string_free (sentence, FALSE);
}

char *
weir_dup_clock (gint64 time_usec)
{
  g_autoptr(GDateTime) then = date_time_new (time_usec);
  g_autoptr(GDateTime) now = g_date_time_new_now (weir_screen_zone_get ());

  if (then == NULL)
    return g_strdup ("–");
  if (g_date_time_get_year (then) == g_date_time_get_year (now)
      && g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now))
    return g_date_time_format (then, "%H:%M:%S");

  return g_date_time_format (then, "%Y-%m-%d %H:%M:%S");
}

char *
weir_dup_full_time (gint64 time_usec)
{
  g_autoptr(GDateTime) then = date_time_new (time_usec);

  return then != NULL ? g_date_time_format (then, "%Y-%m-%d %H:%M:%S.%f %Z") : g_strdup ("–");
}

char *
weir_dup_record_place (const char *topic,
                       gint32      partition,
                       gint64      offset)
{
  g_autofree char *number = NULL;

  if (topic == NULL || offset < 0)
    return NULL;

  number = weir_format_count ((guint64) offset);

  return g_strdup_printf ("%s/%d @ %s", topic, partition, number);
}
