#include "config.h"

#include "app/panels/weir-rate-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/panels/weir-chart-marks.h"
#include "widgets/weir-format.h"
#include "widgets/weir-line-chart.h"

/* A range is told in so many values at most. */
#define MAX_VALUES 120

struct _WeirRateCard
{
  WeirCard       parent_instance;

  WeirLineChart *chart;
  WeirSeries    *rates;        /* owned: what the chart shows */
  gint64         step_usec;    /* between two of its values */
  gint64         first_step;   /* number of the first in shown, from the epoch */
  GArray        *shown;        /* owned, of double: what was put into rates; NaN: nothing */
};

G_DEFINE_FINAL_TYPE (WeirRateCard, weir_rate_card, WEIR_TYPE_CARD)

/* Whole buckets of a series, so that each value counts all records of its time and no others. */
static gint64
choose_step (gint64 span_usec)
{
  static const int seconds[] = { 1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800 };

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    if (span_usec <= MAX_VALUES * seconds[i] * G_TIME_SPAN_SECOND)
      return seconds[i] * G_TIME_SPAN_SECOND;

  return G_TIME_SPAN_HOUR;
}

static gint64
floor_step (gint64 time_usec,
            gint64 step_usec)
{
  return time_usec / step_usec - (time_usec % step_usec < 0);
}

static gboolean
has_records_before (WeirSeries *records,
                    gint64      time_usec)
{
  WeirRangeSummary summary;

  weir_series_summarise (records, G_MININT64 / 4, time_usec, &summary);

  return summary.count > 0;
}

/* Records per second in each step that is over, of those in the range; NaN before the first that is known. */
static GArray *
find_rates (WeirSeries *records,
            gint64      first_step,
            gint64      end_step,
            gint64      step_usec)
{
  GArray *rates = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean begun = has_records_before (records, first_step * step_usec);

  for (gint64 i = first_step; i < end_step; i++)
    {
      WeirRangeSummary summary;
      double rate;

      weir_series_summarise (records, i * step_usec, (i + 1) * step_usec, &summary);
      begun = begun || summary.count > 0;
      rate = begun ? summary.count * (double) G_USEC_PER_SEC / (summary.end_usec - summary.begin_usec) : NAN;
      g_array_append_val (rates, rate);
    }

  return rates;
}

static double
get_shown (WeirRateCard *self,
           gint64        step)
{
  if (step < self->first_step || step >= self->first_step + self->shown->len)
    return NAN;

  return g_array_index (self->shown, double, step - self->first_step);
}

/* A value that was put into the chart's series and is another now cannot be taken out of its coarser levels. */
static gboolean
has_changed (WeirRateCard *self,
             GArray       *rates,
             gint64        first_step)
{
  for (guint i = 0; i < rates->len; i++)
    {
      double before = get_shown (self, first_step + i);

      if (!isnan (before) && before != g_array_index (rates, double, i))
        return TRUE;
    }

  return FALSE;
}

static void
show_rates (WeirRateCard *self,
            GArray       *rates,
            gint64        first_step,
            gint64        step_usec)
{
  if (step_usec != self->step_usec || first_step < self->first_step || has_changed (self, rates, first_step))
    {
      weir_series_clear (self->rates);
      g_array_set_size (self->shown, 0);
    }

  for (guint i = 0; i < rates->len; i++)
    {
      double rate = g_array_index (rates, double, i);

      if (!isnan (rate) && isnan (get_shown (self, first_step + i)))
        weir_series_add (self->rates, (first_step + i) * step_usec + step_usec / 2, rate);
    }

  self->step_usec = step_usec;
  self->first_step = first_step;
  g_array_set_size (self->shown, 0);
  g_array_append_vals (self->shown, rates->data, rates->len);
  weir_series_emit_changed (self->rates);
}

static void
update_subtitle (WeirRateCard *self,
                 WeirSeries   *records)
{
  WeirTimeRange *range = weir_card_get_time_range (WEIR_CARD (self));
  WeirRangeSummary summary;
  g_autofree char *count = NULL, *width = NULL, *words = NULL, *text = NULL;

  weir_series_summarise (records, weir_time_range_get_begin (range), weir_time_range_get_end (range), &summary);
  count = weir_format_count (summary.count);
  width = weir_format_span (self->step_usec);
  words = g_strdup_printf (ngettext ("%s record in the range", "%s records in the range", summary.count), count);
  /* Translators: how many records, and the length of time that each value of the chart is the mean of */
  text = g_strdup_printf (_("%s · mean of %s"), words, width);
  weir_card_set_subtitle (WEIR_CARD (self), text);
}

static void
weir_rate_card_pulse (WeirCard *card)
{
  WeirRateCard *self = WEIR_RATE_CARD (card);
  WeirStreamView *stream = weir_card_get_stream (card);
  WeirTimeRange *range = weir_card_get_time_range (card);
  gint64 step_usec = choose_step (weir_time_range_get_span (range));
  gint64 first_step = floor_step (weir_time_range_get_begin (range), step_usec);
  gint64 end_step = floor_step (weir_time_range_get_end (range), step_usec);
  g_autoptr(GArray) rates = NULL;

  if (stream == NULL)
    return;

  rates = find_rates (weir_stream_view_get_record_series (stream), first_step, end_step, step_usec);
  show_rates (self, rates, first_step, step_usec);
  update_subtitle (self, weir_stream_view_get_record_series (stream));
  weir_chart_marks_update (WEIR_CHART (self->chart), card);
}

static void
weir_rate_card_bind (WeirCard *card)
{
  WeirRateCard *self = WEIR_RATE_CARD (card);
  const WeirPanelConfig *config = weir_card_get_config (card);

  self->chart = WEIR_LINE_CHART (weir_line_chart_new ());
  weir_chart_set_time_range (WEIR_CHART (self->chart), weir_card_get_time_range (card));
  weir_chart_set_unit (WEIR_CHART (self->chart), _("records/s"));
  weir_card_name_chart (card, GTK_WIDGET (self->chart), config->title);
  weir_chart_marks_add_thresholds (WEIR_CHART (self->chart), config->thresholds, _("records/s"));
  weir_line_chart_add_series (self->chart, self->rates, _("Records"), 0);
  weir_card_set_body (card, GTK_WIDGET (self->chart), "chart");
  weir_chart_marks_lead_to_records (WEIR_CHART (self->chart), card);
}

static void
weir_rate_card_finalize (GObject *object)
{
  g_object_unref (WEIR_RATE_CARD (object)->rates);
  g_array_unref (WEIR_RATE_CARD (object)->shown);

  G_OBJECT_CLASS (weir_rate_card_parent_class)->finalize (object);
}

static void
weir_rate_card_class_init (WeirRateCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_rate_card_finalize;
  WEIR_CARD_CLASS (klass)->bind = weir_rate_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_rate_card_pulse;
}

static void
weir_rate_card_init (WeirRateCard *self)
{
  self->rates = weir_series_new ();
  self->shown = g_array_new (FALSE, FALSE, sizeof (double));
}
