#include "config.h"

#include "data/view/weir-explanation.h"

#include <math.h>

/* The spans that are compared. */
typedef struct
{
  gint64 begin_usec;
  gint64 end_usec;
  gint64 from_usec;
  gint64 to_usec;
} Spans;

/* What one key did in a field, or a partition, within the selection and around it. */
typedef struct
{
  WeirKeyView *key;         /* owned by the list of keys; NULL: a partition */
  guint        field;
  guint64      n_inside;
  guint64      n_outside;
  double       sum_inside;
  double       sum_outside;
  double       low;         /* of the rest of the range */
  double       high;
} Share;

static void
clear_explanation (gpointer data)
{
  g_clear_object (&((WeirExplanation *) data)->key);
}

static void
add_outside (Share      *share,
             WeirSeries *series,
             gint64      begin_usec,
             gint64      end_usec)
{
  WeirRangeSummary summary;

  if (begin_usec >= end_usec)
    return;
  weir_series_summarise (series, begin_usec, end_usec, &summary);
  if (summary.count == 0)
    return;

  share->n_outside += summary.count;
  share->sum_outside += summary.sum;
  share->low = fmin (share->low, summary.min);
  share->high = fmax (share->high, summary.max);
}

static void
add_share (GArray      *shares,
           WeirKeyView *key,
           guint        field,
           WeirSeries  *series,
           const Spans *spans)
{
  Share share = { .key = key, .field = field, .low = INFINITY, .high = -INFINITY };
  WeirRangeSummary inside;

  weir_series_summarise (series, spans->from_usec, spans->to_usec, &inside);
  if (inside.count > 0)
    {
      share.n_inside = inside.count;
      share.sum_inside = inside.sum;
    }
  add_outside (&share, series, spans->begin_usec, spans->from_usec);
  add_outside (&share, series, spans->to_usec, spans->end_usec);
  if (share.n_inside + share.n_outside > 0)
    g_array_append_val (shares, share);
}

static void
add_keys (GArray         *shares,
          WeirStreamView *stream,
          const Spans    *spans)
{
  GListModel *keys = weir_stream_view_get_keys (stream);
  guint n_fields = weir_stream_view_get_config (stream)->fields->len;

  for (guint i = 0; i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(WeirKeyView) key = g_list_model_get_item (keys, i);

      for (guint field = 0; field < n_fields; field++)
        {
          WeirSeries *series = weir_key_view_get_series (key, field);

          if (series != NULL)
            add_share (shares, key, field, series, spans);
        }
    }
}

static void
add_partitions (GArray         *shares,
                WeirStreamView *stream,
                const Spans    *spans)
{
  WeirStreamPartitions *partitions = weir_stream_view_get_partitions (stream);

  for (guint i = 0; i < weir_stream_partitions_get_n (partitions); i++)
    add_share (shares, NULL, i, weir_stream_partitions_get_series (partitions, i), spans);
}

/* Of a key every field has about as many values: the first tells how many records there were. */
static gboolean
is_first_of_key (GArray *shares,
                 guint   i)
{
  const Share *share = &g_array_index (shares, Share, i);

  return i == 0 || share->key == NULL || g_array_index (shares, Share, i - 1).key != share->key;
}

static double
get_excess (const Share *share,
            const Spans *spans)
{
  gint64 inside_usec = spans->to_usec - spans->from_usec;
  gint64 outside_usec = spans->end_usec - spans->begin_usec - inside_usec;

  return (double) share->n_inside * G_USEC_PER_SEC / (double) inside_usec
         - (double) share->n_outside * G_USEC_PER_SEC / (double) outside_usec;
}

static void
add_found (GArray             *found,
           WeirExplanationKind kind,
           const Share        *share,
           double              inside,
           double              outside,
           double              score)
{
  const WeirExplanation explanation = { kind, share->key, share->field, inside, outside, score };

  if (share->key != NULL)
    g_object_ref (share->key);
  g_array_append_val (found, explanation);
}

/* Each share of all that changed in the rate. */
static void
add_rates (GArray             *found,
           WeirExplanationKind kind,
           GArray             *shares,
           const Spans        *spans)
{
  double inside_seconds = (double) (spans->to_usec - spans->from_usec) / G_USEC_PER_SEC;
  double outside_seconds = (double) (spans->end_usec - spans->begin_usec) / G_USEC_PER_SEC - inside_seconds;
  double total = 0.0;

  for (guint i = 0; i < shares->len; i++)
    if (is_first_of_key (shares, i))
      total += fabs (get_excess (&g_array_index (shares, Share, i), spans));

  for (guint i = 0; i < shares->len && total > 0.0; i++)
    {
      const Share *share = &g_array_index (shares, Share, i);

      if (is_first_of_key (shares, i))
        add_found (found, kind, share, (double) share->n_inside / inside_seconds,
                   (double) share->n_outside / outside_seconds, get_excess (share, spans) / total);
    }
}

/* By how much of the span of all other values the mean has moved. */
static void
add_means (GArray             *found,
           WeirExplanationKind kind,
           GArray             *shares)
{
  for (guint i = 0; i < shares->len; i++)
    {
      const Share *share = &g_array_index (shares, Share, i);
      double inside = share->sum_inside / (double) share->n_inside;
      double outside = share->sum_outside / (double) share->n_outside;
      double span = share->high - share->low;

      /* Where nothing was ever late, any delay is all there is. */
      if (kind == WEIR_EXPLANATION_DELAY)
        span = fmax (span, inside);
      if (share->n_inside > 0 && share->n_outside > 0 && span > 0.0)
        add_found (found, kind, share, inside, outside, CLAMP ((inside - outside) / span, -1.0, 1.0));
    }
}

/* What differs most first; of equals by kind, key and field. */
static int
compare_explanations (gconstpointer a,
                      gconstpointer b)
{
  const WeirExplanation *left = a;
  const WeirExplanation *right = b;

  if (fabs (left->score) != fabs (right->score))
    return fabs (left->score) > fabs (right->score) ? -1 : 1;
  if (left->kind != right->kind)
    return left->kind < right->kind ? -1 : 1;
  if (left->key != right->key)
    return g_strcmp0 (weir_key_view_get_key (left->key), weir_key_view_get_key (right->key));

  return (left->field > right->field) - (left->field < right->field);
}

/**
 * weir_explain:
 * @stream: a stream
 * @begin_usec: start of a range
 * @end_usec: its end, exclusive
 * @from_usec: start of a selection in it
 * @to_usec: its end, exclusive
 *
 * Finds what sets a selection apart from the rest of its range: which keys and
 * which partitions have more or fewer records, each by its share of all that
 * changed in the rate; in which fields the mean of a key moved, and in which
 * partitions the delay of records, each by its share of the span of the other
 * values. Read from the buckets that the view keeps, so that it costs as much as
 * there are keys and not as there are records. Main thread only.
 *
 * Returns: (transfer full) (element-type WeirExplanation): what differs, the most
 *   first; empty if the selection is not within the range
 */
GArray *
weir_explain (WeirStreamView *stream,
              gint64          begin_usec,
              gint64          end_usec,
              gint64          from_usec,
              gint64          to_usec)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (WeirExplanation));
  g_autoptr(GArray) keys = g_array_new (FALSE, FALSE, sizeof (Share));
  g_autoptr(GArray) partitions = g_array_new (FALSE, FALSE, sizeof (Share));
  const Spans spans = { begin_usec, end_usec, from_usec, to_usec };

  g_array_set_clear_func (found, clear_explanation);
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (stream), found);

  if (from_usec < begin_usec || to_usec > end_usec || from_usec >= to_usec
      || end_usec - begin_usec <= to_usec - from_usec)
    return found;

  add_keys (keys, stream, &spans);
  add_rates (found, WEIR_EXPLANATION_RATE, keys, &spans);
  add_means (found, WEIR_EXPLANATION_MEAN, keys);

  add_partitions (partitions, stream, &spans);
  /* Of one partition alone, it says nothing. */
  if (partitions->len > 1)
    add_rates (found, WEIR_EXPLANATION_PARTITION, partitions, &spans);
  add_means (found, WEIR_EXPLANATION_DELAY, partitions);
  g_array_sort (found, compare_explanations);

  return found;
}
