#include "config.h"

#include "data/view/weir-completeness.h"

#include <math.h>

/* What of a span of delays, [@from_usec, @to_usec), is longer than @usec. */
static double
longer_than (gint64 usec,
             gint64 from_usec,
             gint64 to_usec)
{
  return (double) (to_usec - CLAMP (usec, from_usec, to_usec));
}

/**
 * weir_completeness_of:
 * @delays: (element-type WeirDelayBucket): the delays of those of the records that came out of order
 * @n_records: how many records there were in all, in order and out of it
 * @start_usec: start of a window
 * @end_usec: its end, exclusive
 * @stream_usec: the stream time
 *
 * The share of a window's records that is to be expected by now. Records are
 * taken to be spread evenly over the window, and to be late as they have been:
 * of what happened at a time t those are there whose delay is at most the stream
 * time − t. Integrated over the window that is, with F the distribution of
 * delays, ∫ F(d) dd from stream time − end to stream time − start, divided by the
 * length. Pure; any thread.
 *
 * Returns: a share from 0 to 1; NaN if nothing is known of the stream's delays
 */
double
weir_completeness_of (const GArray *delays,
                      guint64       n_records,
                      gint64        start_usec,
                      gint64        end_usec,
                      gint64        stream_usec)
{
  gint64 from_usec = MAX (stream_usec - end_usec, 0);
  gint64 to_usec = MAX (stream_usec - start_usec, 0);
  guint64 n_delayed = 0;
  double sum = 0.0;

  g_return_val_if_fail (delays != NULL && start_usec < end_usec, NAN);

  for (guint i = 0; i < delays->len; i++)
    {
      const WeirDelayBucket *bucket = &g_array_index (delays, WeirDelayBucket, i);

      n_delayed += bucket->n_records;
      sum += (double) bucket->n_records * longer_than (bucket->upper_usec, from_usec, to_usec);
    }
  if (n_records == 0 || n_delayed > n_records)
    return NAN;

  sum += (double) (n_records - n_delayed) * (double) (to_usec - from_usec);

  return sum / (double) n_records / (double) (end_usec - start_usec);
}

/**
 * weir_completeness_of_view:
 * @stream: a stream
 * @start_usec: start of a window
 * @end_usec: its end, exclusive
 *
 * As weir_completeness_of(), by the delays that the stream's first windows have
 * counted. Main thread only.
 *
 * Returns: a share from 0 to 1; NaN before the first record
 */
double
weir_completeness_of_view (WeirStreamView *stream,
                           gint64          start_usec,
                           gint64          end_usec)
{
  WeirStreamCounters counters;

  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (stream), NAN);

  weir_stream_view_get_counters (stream, &counters);
  if (counters.stream_time_usec == WEIR_NO_TIME)
    return NAN;

  return weir_completeness_of (weir_stream_view_get_delays (stream), counters.n_records, start_usec, end_usec,
                               counters.stream_time_usec);
}
