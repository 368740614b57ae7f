#include "config.h"

#include "data/view/weir-explanation.h"

#include <math.h>

/* What one key did in a field, within the selection and around it. */
typedef struct
{
  WeirKeyView *key;         /* owned by the list of keys */
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
  g_object_unref (((WeirExplanation *) data)->key);
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
add_shares (GArray      *shares,
            WeirKeyView *key,
            guint        n_fields,
            gint64       begin_usec,
            gint64       end_usec,
            gint64       from_usec,
            gint64       to_usec)
{
  for (guint field = 0; field < n_fields; field++)
    {
      WeirSeries *series = weir_key_view_get_series (key, field);
      Share share = { .key = key, .field = field, .low = INFINITY, .high = -INFINITY };
      WeirRangeSummary inside;

      if (series == NULL)
        continue;
      weir_series_summarise (series, from_usec, to_usec, &inside);
      if (inside.count > 0)
        {
          share.n_inside = inside.count;
          share.sum_inside = inside.sum;
        }
      add_outside (&share, series, begin_usec, from_usec);
      add_outside (&share, series, to_usec, end_usec);
      if (share.n_inside + share.n_outside > 0)
        g_array_append_val (shares, share);
    }
}

/* Of a key every field has about as many values: the first tells how many records there were. */
static gboolean
is_first_of_key (GArray *shares,
                 guint   i)
{
  return i == 0 || g_array_index (shares, Share, i - 1).key != g_array_index (shares, Share, i).key;
}

static double
get_excess (const Share *share,
            double       inside_seconds,
            double       outside_seconds)
{
  return (double) share->n_inside / inside_seconds - (double) share->n_outside / outside_seconds;
}

static void
add_rates (GArray *found,
           GArray *shares,
           double  inside_seconds,
           double  outside_seconds)
{
  double total = 0.0;

  for (guint i = 0; i < shares->len; i++)
    if (is_first_of_key (shares, i))
      total += fabs (get_excess (&g_array_index (shares, Share, i), inside_seconds, outside_seconds));

  for (guint i = 0; i < shares->len && total > 0.0; i++)
    {
      const Share *share = &g_array_index (shares, Share, i);
      const WeirExplanation explanation = {
        WEIR_EXPLANATION_RATE, g_object_ref (share->key), 0, (double) share->n_inside / inside_seconds,
        (double) share->n_outside / outside_seconds, get_excess (share, inside_seconds, outside_seconds) / total,
      };

      if (is_first_of_key (shares, i))
        g_array_append_val (found, explanation);
      else
        g_object_unref (share->key);
    }
}

/* By how much of the span of all other values the mean has moved. */
static void
add_means (GArray *found,
           GArray *shares)
{
  for (guint i = 0; i < shares->len; i++)
    {
      const Share *share = &g_array_index (shares, Share, i);
      double inside = share->sum_inside / (double) share->n_inside;
      double outside = share->sum_outside / (double) share->n_outside;
      double span = share->high - share->low;
      const WeirExplanation explanation = {
        WEIR_EXPLANATION_MEAN, share->key, share->field, inside, outside, CLAMP ((inside - outside) / span, -1.0, 1.0),
      };

      if (share->n_inside == 0 || share->n_outside == 0 || !(span > 0.0))
        continue;
      g_object_ref (share->key);
      g_array_append_val (found, explanation);
    }
}

/* What differs most first; of equals by key, then by field. */
static int
compare_explanations (gconstpointer a,
                      gconstpointer b)
{
  const WeirExplanation *left = a;
  const WeirExplanation *right = b;

  if (fabs (left->score) != fabs (right->score))
    return fabs (left->score) > fabs (right->score) ? -1 : 1;
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
 * Finds what sets a selection apart from the rest of its range: which keys have
 * more or fewer records, each by its share of all that changed in the rate, and
 * in which fields the mean of a key moved, by its share of the span of the key's
 * other values. Read from the buckets that the view keeps, so that it costs as
 * much as there are keys and not as there are records. Main thread only.
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
  g_autoptr(GArray) shares = g_array_new (FALSE, FALSE, sizeof (Share));
  double inside_seconds = (double) (to_usec - from_usec) / G_USEC_PER_SEC;
  double outside_seconds = (double) (end_usec - begin_usec) / G_USEC_PER_SEC - inside_seconds;
  GListModel *keys;
  guint n_fields;

  g_array_set_clear_func (found, clear_explanation);
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (stream), found);

  if (from_usec < begin_usec || to_usec > end_usec || from_usec >= to_usec || outside_seconds <= 0.0)
    return found;

  keys = weir_stream_view_get_keys (stream);
  n_fields = weir_stream_view_get_config (stream)->fields->len;
  for (guint i = 0; i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(WeirKeyView) key = g_list_model_get_item (keys, i);

      add_shares (shares, key, n_fields, begin_usec, end_usec, from_usec, to_usec);
    }
  add_rates (found, shares, inside_seconds, outside_seconds);
  add_means (found, shares);
  g_array_sort (found, compare_explanations);

  return found;
}
