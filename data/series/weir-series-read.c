#include "config.h"

#include <math.h>

#include "data/series/weir-level-crossings.h"
#include "data/series/weir-series-private.h"

/* What charts ask of a series: columns, extents, single values. */

typedef void (*RunFunc) (const WeirSeriesBucket *buckets,
                         guint                   n_buckets,
                         gint64                  start_usec,
                         gint64                  width_usec,
                         gpointer                user_data);

/* Runs of buckets of @level that begin in [begin, end), in order; what it no longer keeps comes from the coarser levels. */
static void
visit (WeirSeries *self,
       guint       level,
       gint64      begin_usec,
       gint64      end_usec,
       RunFunc     func,
       gpointer    user_data)
{
  const WeirSeriesRing *ring = &self->rings[level];
  gint64 width_usec = ring->bucket_usec;
  gint64 end_bucket = -weir_floor_div (-end_usec, width_usec);
  const WeirSeriesBucket *run;
  guint n_buckets;
  gint64 oldest_usec = weir_series_ring_oldest (ring);

  if (begin_usec < oldest_usec && level + 1 < WEIR_SERIES_N_LEVELS)
    {
      gint64 coarse_usec = self->rings[level + 1].bucket_usec;
      gint64 split_usec = -weir_floor_div (-oldest_usec, coarse_usec) * coarse_usec;

      visit (self, level + 1, begin_usec, MIN (split_usec, end_usec), func, user_data);
      begin_usec = split_usec;
    }

  for (gint64 i = -weir_floor_div (-begin_usec, width_usec);
       (run = weir_series_ring_next_run (ring, &i, end_bucket, &n_buckets)) != NULL;
       i += n_buckets)
    func (run, n_buckets, i * width_usec, width_usec, user_data);
}

/* The coarsest level with at least two buckets a column: finer would cost time and show nothing more. */
static guint
level_for_width (WeirSeries *self,
                 gint64      column_usec)
{
  guint level = WEIR_SERIES_N_LEVELS - 1;

  while (level > 0 && self->rings[level].bucket_usec * 2 > column_usec)
    level--;

  return level;
}

typedef struct
{
  WeirColumn *columns;
  guint       n_columns;
  guint       current;
  gint64      begin_usec;
  gint64      column_usec;    /* of a column, */
  gint64      rest_usec;      /* and of all columns together what is more than whole columns of that */
  gint64      next_usec;      /* where the current column ends */
} Decimation;

/* Whole columns are as wide, the rest is shared out: the same as range × column ÷ n_columns, without its overflow. */
static gint64
column_start (const Decimation *decimation,
              guint             column)
{
  return decimation->begin_usec + decimation->column_usec * column
         + (decimation->rest_usec == 0 ? 0 : decimation->rest_usec * column / decimation->n_columns);
}

static void
decimate_bucket (WeirColumn             *column,
                 const WeirSeriesBucket *bucket)
{
  if (column->count == 0)
    {
      column->first = bucket->first;
      column->min = bucket->min;
      column->max = bucket->max;
    }
  column->last = bucket->last;
  column->min = MIN (column->min, bucket->min);
  column->max = MAX (column->max, bucket->max);
  column->count = MIN ((guint64) column->count + bucket->count, G_MAXUINT32);
}

static void
decimate_run (const WeirSeriesBucket *buckets,
              guint                   n_buckets,
              gint64                  start_usec,
              gint64                  width_usec,
              gpointer                user_data)
{
  Decimation *decimation = user_data;

  for (guint i = 0; i < n_buckets; i++)
    {
      if (buckets[i].count == 0)
        continue;
      while (start_usec + i * width_usec >= decimation->next_usec)
        decimation->next_usec = column_start (decimation, ++decimation->current + 1);
      decimate_bucket (&decimation->columns[decimation->current], &buckets[i]);
    }
}

/**
 * weir_series_decimate:
 * @self: a series
 * @begin_usec: where the first column begins
 * @end_usec: where the last column ends, exclusive
 * @columns: (out caller-allocates) (array length=n_columns): filled by this
 * @n_columns: how many
 *
 * Fills columns of equal width over [@begin_usec, @end_usec), from the
 * coarsest level that shows no less, the finest that still reaches that far
 * back. A bucket belongs to the column in which it begins, so that columns
 * keep their values when the range moves by whole columns. Empty columns have
 * count 0 and NaN values.
 *
 * First, last, smallest and largest value a column draw the same pixels as
 * all values would (M4; Jugel et al., VLDB 2014).
 */
void
weir_series_decimate (WeirSeries *self,
                      gint64      begin_usec,
                      gint64      end_usec,
                      WeirColumn *columns,
                      guint       n_columns)
{
  Decimation decimation = { .columns = columns, .n_columns = n_columns, .begin_usec = begin_usec };

  g_return_if_fail (WEIR_IS_SERIES (self));
  g_return_if_fail (columns != NULL || n_columns == 0);

  for (guint i = 0; i < n_columns; i++)
    columns[i] = (WeirColumn) { .first = NAN, .last = NAN, .min = NAN, .max = NAN };

  if (n_columns == 0 || begin_usec >= end_usec)
    return;

  decimation.column_usec = (end_usec - begin_usec) / n_columns;
  decimation.rest_usec = (end_usec - begin_usec) % n_columns;
  decimation.next_usec = column_start (&decimation, 1);
  visit (self, level_for_width (self, decimation.next_usec - begin_usec), begin_usec, end_usec,
         decimate_run, &decimation);
}

static void
sum_up (WeirRangeSummary       *self,
        const WeirSeriesBucket *bucket)
{
  if (bucket == NULL)
    return;

  self->first = self->count == 0 ? bucket->first : self->first;
  self->last = bucket->last;
  self->min = self->count == 0 ? bucket->min : MIN (self->min, bucket->min);
  self->max = self->count == 0 ? bucket->max : MAX (self->max, bucket->max);
  self->sum = self->count == 0 ? bucket->sum : self->sum + bucket->sum;
  self->count += bucket->count;
}

/* The coarsest level with a bucket from @start_usec on that ends by @end_usec; where @level's own does not, @level. */
static guint
widest_level (WeirSeries *self,
              guint       level,
              gint64      start_usec,
              gint64      end_usec)
{
  while (level + 1 < WEIR_SERIES_N_LEVELS && start_usec % self->rings[level + 1].bucket_usec == 0
         && start_usec + self->rings[level + 1].bucket_usec <= end_usec)
    level++;

  return level;
}

/* Adds the bucket around @time_usec, or a wider one if all of it is in the range; returns where it ends. */
static gint64
sum_up_bucket (WeirSeries       *self,
               gint64            time_usec,
               gint64            end_usec,
               WeirRangeSummary *summary)
{
  guint level = 0;
  gint64 width_usec, start_usec;

  while (level + 1 < WEIR_SERIES_N_LEVELS && !weir_series_ring_keeps (&self->rings[level], time_usec))
    level++;
  width_usec = self->rings[level].bucket_usec;
  start_usec = weir_floor_div (time_usec, width_usec) * width_usec;

  level = widest_level (self, level, start_usec, end_usec);
  width_usec = self->rings[level].bucket_usec;
  sum_up (summary, weir_series_ring_peek (&self->rings[level], weir_floor_div (start_usec, width_usec)));

  /* Where the finer levels no longer keep the ends, the range is as long as the buckets that hold them. */
  summary->begin_usec = MIN (summary->begin_usec, start_usec);
  summary->end_usec = MAX (summary->end_usec, start_usec + width_usec);

  return start_usec + width_usec;
}

/**
 * weir_series_summarise:
 * @self: a series
 * @begin_usec: start of the range
 * @end_usec: end of the range, exclusive
 * @summary: (out caller-allocates): what is in it
 *
 * First, last, smallest, largest, sum and count of the values in a range, from
 * the finest buckets that are kept of its two ends. The range summarised is at
 * most a bucket longer at either end, 100 ms of the last ten minutes, and
 * @summary names it: a window over just that range has the same numbers.
 */
void
weir_series_summarise (WeirSeries       *self,
                       gint64            begin_usec,
                       gint64            end_usec,
                       WeirRangeSummary *summary)
{
  const WeirSeriesRing *widest = &self->rings[WEIR_SERIES_N_LEVELS - 1];

  g_return_if_fail (WEIR_IS_SERIES (self));
  g_return_if_fail (summary != NULL);

  begin_usec = weir_floor_div (begin_usec, WEIR_SERIES_BUCKET_USEC) * WEIR_SERIES_BUCKET_USEC;
  end_usec = -weir_floor_div (-end_usec, WEIR_SERIES_BUCKET_USEC) * WEIR_SERIES_BUCKET_USEC;
  *summary = (WeirRangeSummary) { begin_usec, end_usec, 0, NAN, NAN, NAN, NAN, NAN };
  if (self->last_usec == G_MININT64)
    return;

  /* Outside of what the widest level reaches there is nothing. */
  begin_usec = MAX (begin_usec, weir_series_ring_oldest (widest));
  end_usec = MIN (end_usec, weir_series_ring_end (widest));
  while (begin_usec < end_usec)
    begin_usec = sum_up_bucket (self, begin_usec, end_usec, summary);
}

/**
 * weir_range_summary_get_change:
 * @self: what a range holds
 *
 * The change from its first to its last value in percent of the first, as the
 * aggregate change_percent of a window over that range.
 *
 * Returns: the change, NaN without a value or from zero
 */
double
weir_range_summary_get_change (const WeirRangeSummary *self)
{
  g_return_val_if_fail (self != NULL, NAN);

  if (self->count == 0 || self->first == 0.0)
    return NAN;

  return 100.0 * (self->last - self->first) / self->first;
}

static void
extend (const WeirSeriesBucket *buckets,
        guint                   n_buckets,
        gint64                  start_usec,
        gint64                  width_usec,
        gpointer                user_data)
{
  WeirColumn *extent = user_data;

  for (guint i = 0; i < n_buckets; i++)
    {
      if (buckets[i].count == 0)
        continue;
      extent->min = fmin (extent->min, buckets[i].min);
      extent->max = fmax (extent->max, buckets[i].max);
      extent->count = 1;
    }
}

/**
 * weir_series_get_extent:
 * @self: a series
 * @begin_usec: start of the range
 * @end_usec: end of the range, exclusive
 * @min: (out): the smallest value in it
 * @max: (out): the largest value in it
 *
 * The smallest and the largest value in a range, to the precision of a
 * thousandth of it at its edges.
 *
 * Returns: %FALSE, with NaN in both, if there is nothing in the range
 */
gboolean
weir_series_get_extent (WeirSeries *self,
                        gint64      begin_usec,
                        gint64      end_usec,
                        double     *min,
                        double     *max)
{
  WeirColumn extent = { .min = NAN, .max = NAN };

  g_return_val_if_fail (WEIR_IS_SERIES (self), FALSE);
  g_return_val_if_fail (min != NULL && max != NULL, FALSE);

  if (begin_usec < end_usec)
    visit (self, level_for_width (self, (end_usec - begin_usec) / 1000), begin_usec, end_usec, extend, &extent);

  *min = extent.min;
  *max = extent.max;

  return extent.count > 0;
}

/* The newest value of @level at or before @time_usec and not before @oldest_usec. */
static gboolean
find_back (const WeirSeriesRing *ring,
           gint64                time_usec,
           gint64                oldest_usec,
           double               *value,
           gint64               *found_usec)
{
  gint64 width_usec = ring->bucket_usec;
  gint64 first = weir_floor_div (oldest_usec, width_usec);
  gint64 i = weir_series_ring_skip_back (ring, weir_floor_div (time_usec, width_usec), first);

  for (; i >= first; i = weir_series_ring_skip_back (ring, i - 1, first))
    {
      const WeirSeriesBucket *bucket = weir_series_ring_peek (ring, i);
      gint64 first_usec = i * width_usec + bucket->first_offset_usec;
      gint64 last_usec = i * width_usec + bucket->last_offset_usec;

      if (first_usec > time_usec)
        continue;

      /* Between the two, what is known to have come before is the first. */
      *value = last_usec <= time_usec ? bucket->last : bucket->first;
      *found_usec = last_usec <= time_usec ? last_usec : first_usec;

      return MIN (last_usec, time_usec) >= oldest_usec;
    }

  return FALSE;
}

/**
 * weir_series_find_before:
 * @self: a series
 * @time_usec: the time asked about
 * @max_age_usec: how much older than that the value may be
 * @found_usec: (out): the value's time
 *
 * As weir_series_get_value_at(), and when it was.
 *
 * Returns: the value, NaN if there is none that young
 */
double
weir_series_find_before (WeirSeries *self,
                         gint64      time_usec,
                         gint64      max_age_usec,
                         gint64     *found_usec)
{
  gint64 oldest_usec;
  double value = NAN;

  g_return_val_if_fail (WEIR_IS_SERIES (self), NAN);
  g_return_val_if_fail (max_age_usec >= 0, NAN);
  g_return_val_if_fail (found_usec != NULL, NAN);

  if (__builtin_sub_overflow (time_usec, max_age_usec, &oldest_usec))
    oldest_usec = G_MININT64 / 2;

  for (guint i = 0; i < WEIR_SERIES_N_LEVELS; i++)
    {
      if (find_back (&self->rings[i], time_usec, oldest_usec, &value, found_usec))
        return value;

      /* A coarser level knows nothing more of what the finer one reaches. */
      if (weir_series_ring_keeps (&self->rings[i], oldest_usec))
        return NAN;
    }

  return NAN;
}

/**
 * weir_series_get_value_at:
 * @self: a series
 * @time_usec: the time asked about
 * @max_age_usec: how much older than that the value may be
 *
 * The last value at or before @time_usec, to the precision of the finest
 * level that reaches back to it.
 *
 * Returns: the value, NaN if there is none that young
 */
double
weir_series_get_value_at (WeirSeries *self,
                          gint64      time_usec,
                          gint64      max_age_usec)
{
  gint64 found_usec;

  return weir_series_find_before (self, time_usec, max_age_usec, &found_usec);
}

static void
append_level (const WeirSeriesBucket *buckets,
              guint                   n_buckets,
              gint64                  start_usec,
              gint64                  width_usec,
              gpointer                user_data)
{
  GArray *points = user_data;

  for (guint i = 0; i < n_buckets; i++)
    {
      const WeirSeriesBucket *bucket = &buckets[i];
      WeirLevelPoint point = { start_usec + i * width_usec + bucket->first_offset_usec, bucket->min, bucket->max, bucket->last };

      if (bucket->count > 0)
        g_array_append_val (points, point);
    }
}

/**
 * weir_series_append_levels:
 * @self: a series
 * @points: (element-type WeirLevelPoint): gets all that it keeps, ascending
 *
 * For weir_level_crossings_find(): each bucket as fine as it is still kept.
 */
void
weir_series_append_levels (WeirSeries *self,
                           GArray     *points)
{
  const WeirSeriesRing *widest = &self->rings[WEIR_SERIES_N_LEVELS - 1];

  g_return_if_fail (WEIR_IS_SERIES (self) && points != NULL);

  if (self->last_usec != G_MININT64)
    visit (self, 0, weir_series_ring_oldest (widest), weir_series_ring_end (widest), append_level, points);
}
