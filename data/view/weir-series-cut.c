#include "config.h"

#include "data/view/weir-series-cut.h"

#include <math.h>

/* Windows of a range, at most; more are no help on a screen. */
#define MAX_WINDOWS 4096

/* What a range of a series tells; FALSE of aggregates that need each value. */
static gboolean
can_be_cut (WeirAggregateKind kind)
{
  switch (kind)
    {
    case WEIR_AGGREGATE_COUNT:
    case WEIR_AGGREGATE_SUM:
    case WEIR_AGGREGATE_MEAN:
    case WEIR_AGGREGATE_MIN:
    case WEIR_AGGREGATE_MAX:
    case WEIR_AGGREGATE_FIRST:
    case WEIR_AGGREGATE_LAST:
    case WEIR_AGGREGATE_RATE:
    case WEIR_AGGREGATE_CHANGE:
    case WEIR_AGGREGATE_CHANGE_PERCENT:
      return TRUE;
    case WEIR_AGGREGATE_STDDEV:
    case WEIR_AGGREGATE_STDDEV_POP:
    case WEIR_AGGREGATE_VARIANCE:
    case WEIR_AGGREGATE_VARIANCE_POP:
    case WEIR_AGGREGATE_QUANTILE:
    case WEIR_AGGREGATE_DISTINCT:
    case WEIR_AGGREGATE_VWAP:
    case WEIR_AGGREGATE_DELTA:
    default:
      return FALSE;
    }
}

static double
get_result (WeirAggregateKind       kind,
            const WeirRangeSummary *summary)
{
  switch (kind)
    {
    case WEIR_AGGREGATE_COUNT:
      return (double) summary->count;
    case WEIR_AGGREGATE_SUM:
      return summary->sum;
    case WEIR_AGGREGATE_MEAN:
      return summary->sum / (double) summary->count;
    case WEIR_AGGREGATE_MIN:
      return summary->min;
    case WEIR_AGGREGATE_MAX:
      return summary->max;
    case WEIR_AGGREGATE_FIRST:
      return summary->first;
    case WEIR_AGGREGATE_RATE:
      return (double) summary->count / ((double) (summary->end_usec - summary->begin_usec) / G_USEC_PER_SEC);
    case WEIR_AGGREGATE_CHANGE:
      return summary->last - summary->first;
    case WEIR_AGGREGATE_CHANGE_PERCENT:
      return weir_range_summary_get_change (summary);
    case WEIR_AGGREGATE_LAST:
    case WEIR_AGGREGATE_STDDEV:
    case WEIR_AGGREGATE_STDDEV_POP:
    case WEIR_AGGREGATE_VARIANCE:
    case WEIR_AGGREGATE_VARIANCE_POP:
    case WEIR_AGGREGATE_QUANTILE:
    case WEIR_AGGREGATE_DISTINCT:
    case WEIR_AGGREGATE_VWAP:
    case WEIR_AGGREGATE_DELTA:
    default:
      return summary->last;
    }
}

static gboolean
find_aggregate (WeirStreamView *stream,
                guint           window,
                const char     *name,
                WeirAggregate  *aggregate)
{
  GArray *aggregates = weir_stream_config_get_window (weir_stream_view_get_config (stream), window)->aggregates;
  guint column = weir_row_schema_find_value (weir_stream_view_get_row_schema (stream, window), name);

  if (column >= aggregates->len)
    return FALSE;
  *aggregate = g_array_index (aggregates, WeirAggregate, column);

  return can_be_cut (aggregate->kind);
}

/**
 * weir_series_cut_init:
 * @self: (out caller-allocates): filled by this
 * @stream: the stream that @config names
 * @config: a series of a panel
 * @window: index of its windows
 *
 * Returns: whether @config can be had of windows of any length
 */
gboolean
weir_series_cut_init (WeirSeriesCut          *self,
                      WeirStreamView         *stream,
                      const WeirSeriesConfig *config,
                      guint                   window)
{
  WeirAggregate lower, upper;

  *self = (WeirSeriesCut) { .is_candle = config->style == WEIR_SERIES_CANDLES };
  if (weir_stream_config_get_window (weir_stream_view_get_config (stream), window)->spec.kind != WEIR_WINDOW_TUMBLING)
    return FALSE;

  if (self->is_candle)
    {
      self->field = weir_fields_find_number (weir_stream_view_get_config (stream)->fields);
      return self->field != WEIR_STREAM_NO_FIELD;
    }

  if (config->value == NULL || !find_aggregate (stream, window, config->value, &lower))
    return FALSE;
  upper = lower;
  if (config->upper != NULL && (!find_aggregate (stream, window, config->upper, &upper) || upper.value != lower.value))
    return FALSE;

  self->field = lower.value;
  self->lower = lower.kind;
  self->upper = upper.kind;

  return TRUE;
}

/* The width, or a multiple of it: as fine as the series keeps what is that old, and few enough. */
static gint64
find_width (WeirSeries *series,
            gint64      begin_usec,
            gint64      end_usec,
            gint64      width_usec)
{
  static const int factors[] = { 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600 };
  gint64 found_usec = width_usec;

  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      gint64 start_usec;
      WeirRangeSummary summary;

      found_usec = width_usec * factors[i];
      start_usec = begin_usec / found_usec * found_usec;
      weir_series_summarise (series, start_usec, start_usec + found_usec, &summary);
      if (summary.begin_usec >= start_usec && summary.end_usec <= start_usec + found_usec
          && (end_usec - begin_usec) / found_usec <= MAX_WINDOWS)
        break;
    }

  return found_usec;
}

static void
add_window (const WeirSeriesCut    *self,
            const WeirRangeSummary *summary,
            gint64                  start_usec,
            gint64                  end_usec,
            gboolean                final,
            GArray                 *points)
{
  double lower = get_result (self->lower, summary);
  double upper = get_result (self->upper, summary);
  const WeirSeriesPoint point = {
    .start_usec = start_usec,
    .end_usec = end_usec,
    .first = self->is_candle ? summary->first : lower,
    .low = self->is_candle ? summary->min : lower,
    .high = self->is_candle ? summary->max : upper,
    .last = self->is_candle ? summary->last : lower,
    .count = summary->count,
    .final = final,
  };

  if (isfinite (lower) && isfinite (upper))
    g_array_append_val (points, point);
}

/**
 * weir_series_cut_read:
 * @self: how
 * @stream: the stream
 * @key: one of its keys, as it is shown
 * @begin_usec: start of a range
 * @end_usec: its end, exclusive
 * @width_usec: how long the windows shall be
 * @moved_usec: added to their times
 * @points: (element-type WeirSeriesPoint): appended to, ascending by start
 *
 * Merges the buckets that the view keeps into windows of @width_usec, or of the
 * least multiple of it for which they are kept finely enough.
 */
void
weir_series_cut_read (const WeirSeriesCut *self,
                      WeirStreamView      *stream,
                      const char          *key,
                      gint64               begin_usec,
                      gint64               end_usec,
                      gint64               width_usec,
                      gint64               moved_usec,
                      GArray              *points)
{
  WeirKeyView *view = weir_stream_view_find_key (stream, key);
  WeirSeries *series = view != NULL ? weir_key_view_get_series (view, self->field) : NULL;
  WeirStreamCounters counters;

  if (series == NULL || width_usec <= 0)
    return;

  weir_stream_view_get_counters (stream, &counters);
  width_usec = find_width (series, begin_usec, end_usec, width_usec);
  for (gint64 start_usec = begin_usec / width_usec * width_usec; start_usec < end_usec; start_usec += width_usec)
    {
      WeirRangeSummary summary;

      weir_series_summarise (series, start_usec, start_usec + width_usec, &summary);
      if (summary.count > 0)
        add_window (self, &summary, start_usec + moved_usec, start_usec + width_usec + moved_usec,
                    start_usec + width_usec <= counters.watermark_usec, points);
    }
}
