#include "config.h"

#include "app/common/weir-record-choice.h"

/* Of a stream without windows, before an alert. */
#define BEFORE_ALERT_USEC G_TIME_SPAN_MINUTE
/* How often a moment without records is made twice as long. */
#define MAX_WIDENED       24

static WeirStreamView *
find_stream (WeirScope  *scope,
             const char *stream)
{
  WeirMonitor *monitor = weir_scope_get_monitor (scope);

  return monitor != NULL ? weir_monitor_find_stream (monitor, stream) : NULL;
}

/* Of the longest windows: whichever the rule looks at, its records are there. */
static gint64
find_window_usec (WeirScope  *scope,
                  const char *stream)
{
  WeirStreamView *view = find_stream (scope, stream);
  const WeirStreamConfig *config = view != NULL ? weir_stream_view_get_config (view) : NULL;
  gint64 window_usec = 0;

  for (guint i = 0; config != NULL && i < config->windows->len; i++)
    window_usec = MAX (window_usec, weir_stream_config_get_window (config, i)->spec.size_usec);

  return window_usec > 0 ? window_usec : BEFORE_ALERT_USEC;
}

void
weir_record_choice_open_alert (WeirScope *scope,
                               WeirAlert *alert)
{
  const char *stream;
  const char *key;

  g_return_if_fail (WEIR_IS_SCOPE (scope) && WEIR_IS_ALERT (alert));

  stream = weir_alert_get_stream (alert);
  key = weir_alert_get_key (alert);
  if (weir_alert_get_offset (alert) >= 0)
    weir_scope_choose_record (scope, stream, weir_alert_get_topic (alert), weir_alert_get_partition (alert),
                              weir_alert_get_offset (alert));
  else
    weir_scope_choose_span (scope, stream, key != NULL && *key != '\0' ? key : NULL,
                            weir_alert_get_event_usec (alert) - find_window_usec (scope, stream),
                            weir_alert_get_event_usec (alert) + 1);
}

void
weir_record_choice_open_key (WeirScope     *scope,
                             WeirTimeRange *range,
                             const char    *stream,
                             const char    *key)
{
  g_return_if_fail (WEIR_IS_SCOPE (scope) && WEIR_IS_TIME_RANGE (range));

  if (stream != NULL)
    weir_scope_choose_span (scope, stream, key, weir_time_range_get_begin (range), weir_time_range_get_end (range));
}

/* One of the key's own, else one that counts all records. */
static WeirSeries *
find_series (WeirStreamView *stream,
             const char     *key)
{
  WeirKeyView *view = key != NULL ? weir_stream_view_find_key (stream, key) : NULL;

  for (guint i = 0; view != NULL && i < weir_stream_view_get_schema (stream)->n_fields; i++)
    if (weir_key_view_get_series (view, i) != NULL)
      return weir_key_view_get_series (view, i);

  return weir_stream_view_get_record_series (stream);
}

void
weir_record_choice_open_moment (WeirScope  *scope,
                                const char *stream,
                                const char *key,
                                gint64      begin_usec,
                                gint64      end_usec)
{
  WeirStreamView *view;
  WeirSeries *series;

  g_return_if_fail (WEIR_IS_SCOPE (scope) && begin_usec < end_usec);

  view = find_stream (scope, stream);
  series = view != NULL ? find_series (view, key) : NULL;
  for (guint i = 0; series != NULL && i < MAX_WIDENED; i++)
    {
      WeirRangeSummary summary;
      gint64 more_usec = (end_usec - begin_usec) / 2 + 1;

      weir_series_summarise (series, begin_usec, end_usec, &summary);
      if (summary.count > 0)
        {
          /* The bucket that has the record may begin before the span, and the record with it. */
          begin_usec = MIN (begin_usec, summary.begin_usec);
          end_usec = MAX (end_usec, summary.end_usec);
          break;
        }
      begin_usec -= more_usec;
      end_usec += more_usec;
    }

  weir_scope_choose_span (scope, stream, key, begin_usec, end_usec);
}
