#include "config.h"

#include "app/panels/weir-chart-marks.h"

#include <math.h>

#include <glib/gi18n.h>

#include "app/common/weir-record-choice.h"
#include "widgets/weir-format.h"

static void
set_gaps (WeirChart      *chart,
           WeirStreamView *stream)
{
  GArray *gaps = weir_stream_view_get_gaps (stream);
  g_autoptr(GArray) spans = g_array_sized_new (FALSE, FALSE, sizeof (WeirTimeSpan), gaps->len);

  for (guint i = 0; i < gaps->len; i++)
    {
      const WeirStreamGap *gap = &g_array_index (gaps, WeirStreamGap, i);
      WeirTimeSpan span = { gap->begin_usec, gap->end_usec };

      g_array_append_val (spans, span);
    }

  weir_chart_set_gaps (chart, (const WeirTimeSpan *) spans->data, spans->len);
}

static WeirMarkSeverity
mark_severity (WeirAlert *alert)
{
  switch (weir_alert_get_severity (alert))
    {
    case WEIR_SEVERITY_CRITICAL:
      return WEIR_MARK_CRITICAL;
    case WEIR_SEVERITY_WARNING:
      return WEIR_MARK_WARNING;
    case WEIR_SEVERITY_INFO:
    default:
      return WEIR_MARK_INFO;
    }
}

static void
set_marks (WeirChart   *chart,
            WeirMonitor *monitor,
            const char  *stream)
{
  GListModel *alerts = weir_monitor_get_alerts (monitor);
  guint n = g_list_model_get_n_items (alerts);
  g_autoptr(GArray) marks = g_array_new (FALSE, FALSE, sizeof (WeirMark));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(WeirAlert) alert = g_list_model_get_item (alerts, i);
      WeirMark mark = { weir_alert_get_event_usec (alert), mark_severity (alert) };

      if (g_strcmp0 (weir_alert_get_stream (alert), stream) == 0)
        g_array_append_val (marks, mark);
    }

  weir_chart_set_marks (chart, (const WeirMark *) marks->data, marks->len);
}

void
weir_chart_marks_update (WeirChart *chart,
                 WeirCard  *card)
{
  WeirMonitor *monitor = weir_scope_get_monitor (weir_card_get_scope (card));
  WeirStreamView *stream = weir_card_get_stream (card);

  if (monitor == NULL || stream == NULL)
    return;

  set_gaps (chart, stream);
  set_marks (chart, monitor, weir_panel_config_get_stream (weir_card_get_config (card)));
}

void
weir_chart_marks_add_thresholds (WeirChart  *chart,
                            GArray     *thresholds,
                            const char *unit)
{
  for (guint i = 0; thresholds != NULL && i < thresholds->len; i++)
    {
      double value = g_array_index (thresholds, double, i);
      g_autofree char *number = weir_format_number (value, value == floor (value) ? 0 : weir_format_decimals (value));
      /* Translators: a threshold with its unit, "limit 40 °C" */
      g_autofree char *label = g_strdup_printf (_("limit %s %s"), number, unit);

      weir_chart_add_threshold (chart, value, label, WEIR_MARK_CRITICAL);
    }
}

static void
on_activate_time (WeirChart *chart,
                  gint64     time_usec,
                  WeirCard  *card)
{
  const char *stream = weir_panel_config_get_stream (weir_card_get_config (card));
  WeirCardClass *klass = WEIR_CARD_GET_CLASS (card);
  const char *key = klass->get_key != NULL ? klass->get_key (card) : NULL;
  gint64 begin_usec, end_usec;

  if (stream == NULL)
    return;

  /* What is drawn there is opened whole; of a line, the point that was meant. */
  if (weir_chart_find_span (chart, time_usec, &begin_usec, &end_usec))
    weir_scope_choose_span (weir_card_get_scope (card), stream, key, begin_usec, end_usec);
  else
    weir_record_choice_open_moment (weir_card_get_scope (card), stream, key, begin_usec, end_usec);
}

void
weir_chart_marks_lead_to_records (WeirChart *chart,
                                  WeirCard  *card)
{
  g_signal_connect_object (chart, "activate-time", G_CALLBACK (on_activate_time), card, 0);
}
