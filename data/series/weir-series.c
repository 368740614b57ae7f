#include "config.h"

#include <math.h>

#include "data/series/weir-series-ring.h"
#include "data/series/weir-series.h"

/*
 * Widths and reach of the levels: 10 minutes of 100 ms, an hour of seconds, a
 * day of ten seconds, 27 hours of minutes; together 0.97 MB once all are full.
 * Each width divides the next.
 */
static const struct
{
  gint64 bucket_usec;
  guint  n_chunks;
} levels[] = {
  { WEIR_SERIES_BUCKET_USEC, 95 },
  { G_USEC_PER_SEC, 58 },
  { 10 * G_USEC_PER_SEC, 136 },
  { 60 * G_USEC_PER_SEC, 26 },
};

#define N_LEVELS G_N_ELEMENTS (levels)

struct _WeirSeries
{
  GObject        parent_instance;

  WeirSeriesRing rings[N_LEVELS];

  gint64         last_usec;
  double         last_value;        /* NaN while empty */

  gint64         dirty_from_usec;   /* from > to: nothing changed */
  gint64         dirty_to_usec;
};

G_DEFINE_FINAL_TYPE (WeirSeries, weir_series, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef void (*BucketFunc) (const WeirSeriesBucket *bucket,
                            gint64                  start_usec,
                            gpointer                user_data);

static void
init_rings (WeirSeries *self)
{
  for (guint i = 0; i < N_LEVELS; i++)
    weir_series_ring_init (&self->rings[i], levels[i].bucket_usec, levels[i].n_chunks);

  self->last_usec = G_MININT64;
  self->last_value = NAN;
}

static void
clear_dirty (WeirSeries *self)
{
  self->dirty_from_usec = G_MAXINT64;
  self->dirty_to_usec = G_MININT64;
}

/* What changed is the whole bucket of the finest level that still keeps that time. */
static void
touch (WeirSeries *self,
       gint64      time_usec,
       guint       level)
{
  gint64 width_usec = levels[level].bucket_usec;
  gint64 start_usec = weir_floor_div (time_usec, width_usec) * width_usec;

  self->dirty_from_usec = MIN (self->dirty_from_usec, start_usec);
  self->dirty_to_usec = MAX (self->dirty_to_usec, start_usec + width_usec);
}

static guint
finest_level (WeirSeries *self,
              gint64      time_usec)
{
  guint level = 0;

  while (level < N_LEVELS && !weir_series_ring_keeps (&self->rings[level], time_usec))
    level++;

  return level;
}

static void
weir_series_finalize (GObject *object)
{
  WeirSeries *self = WEIR_SERIES (object);

  for (guint i = 0; i < N_LEVELS; i++)
    weir_series_ring_clear (&self->rings[i]);

  G_OBJECT_CLASS (weir_series_parent_class)->finalize (object);
}

static void
weir_series_class_init (WeirSeriesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_series_finalize;

  /**
   * WeirSeries::changed:
   * @self: the series
   * @from_usec: where the touched range begins
   * @to_usec: where it ends, exclusive
   *
   * Emitted by weir_series_emit_changed(), once a batch.
   */
  signals[CHANGED] = g_signal_new ("changed", WEIR_TYPE_SERIES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
}

static void
weir_series_init (WeirSeries *self)
{
  init_rings (self);
  clear_dirty (self);
}

/**
 * weir_series_new:
 *
 * Makes an empty series; memory follows with the values.
 *
 * Returns: (transfer full): a series, to be used on the main thread only
 */
WeirSeries *
weir_series_new (void)
{
  return g_object_new (WEIR_TYPE_SERIES, NULL);
}

/**
 * weir_series_add:
 * @self: a series
 * @time_usec: event time
 * @value: in the series' unit
 *
 * Adds one value, in any order of time. A value too old for the fine levels
 * still counts in the coarser ones; one older than all of them, or one that is
 * not finite, is passed over, since no chart could show it.
 *
 * Levels forget relative to the newest time seen: keep records from the
 * future away before they come here.
 */
void
weir_series_add (WeirSeries *self,
                 gint64      time_usec,
                 double      value)
{
  guint finest;

  g_return_if_fail (WEIR_IS_SERIES (self));

  if (!isfinite (value))
    return;

  finest = finest_level (self, time_usec);

  for (guint i = finest; i < N_LEVELS; i++)
    {
      gint64 width_usec = levels[i].bucket_usec;
      gint64 start_usec = weir_floor_div (time_usec, width_usec) * width_usec;

      weir_series_bucket_add (weir_series_ring_take (&self->rings[i], time_usec), time_usec - start_usec, value);
    }

  if (finest == N_LEVELS)
    return;

  if (time_usec >= self->last_usec)
    {
      self->last_usec = time_usec;
      self->last_value = value;
    }
  touch (self, time_usec, finest);
}

/* Makes the bucket of @level around @time_usec from its parts one level below. */
static void
rebuild (WeirSeries *self,
         guint       level,
         gint64      time_usec)
{
  gint64 part_usec = levels[level - 1].bucket_usec;
  gint64 width_usec = levels[level].bucket_usec;
  gint64 start_usec = weir_floor_div (time_usec, width_usec) * width_usec;
  WeirSeriesBucket *whole = weir_series_ring_take (&self->rings[level], time_usec);

  whole->count = 0;
  for (gint64 t = start_usec; t < start_usec + width_usec; t += part_usec)
    {
      const WeirSeriesBucket *part = weir_series_ring_peek (&self->rings[level - 1], weir_floor_div (t, part_usec));

      if (part != NULL)
        weir_series_bucket_merge (whole, part, t - start_usec);
    }
}

/* The bucket's time is its start: finer than that is not known. */
static WeirSeriesBucket
bucket_from_column (const WeirColumn *column)
{
  return (WeirSeriesBucket) { column->first, column->last, column->min, column->max, 0, 0, column->count };
}

static void
put_bucket (WeirSeries             *self,
            guint                   level,
            gint64                  time_usec,
            const WeirSeriesBucket *bucket)
{
  gint64 width_usec = levels[level].bucket_usec;
  gint64 start_usec = weir_floor_div (time_usec, width_usec) * width_usec;
  WeirSeriesBucket *target = weir_series_ring_take (&self->rings[level], time_usec);

  if (level == 0)
    *target = *bucket;
  else if (weir_series_ring_keeps (&self->rings[level - 1], start_usec))
    rebuild (self, level, time_usec);
  else
    weir_series_bucket_merge (target, bucket, time_usec - start_usec);
}

static void
update_last (WeirSeries             *self,
             gint64                  start_usec,
             const WeirSeriesBucket *bucket)
{
  gboolean newest = self->last_usec == G_MININT64 || start_usec + WEIR_SERIES_BUCKET_USEC > self->last_usec;

  if (newest && bucket->count > 0)
    {
      self->last_usec = start_usec;
      self->last_value = bucket->last;
    }
}

/**
 * weir_series_set_bucket:
 * @self: a series
 * @start_usec: a multiple of %WEIR_SERIES_BUCKET_USEC
 * @bucket: what happened in it; count 0 empties it
 *
 * Replaces a whole bucket of the finest level, and what the coarser levels
 * made of it. In a bucket so old that the finest level has let it go, @bucket is
 * merged into the coarser ones instead. A bucket whose values are not finite is
 * passed over.
 */
void
weir_series_set_bucket (WeirSeries       *self,
                        gint64            start_usec,
                        const WeirColumn *bucket)
{
  WeirSeriesBucket copy;
  guint finest;

  g_return_if_fail (WEIR_IS_SERIES (self));
  g_return_if_fail (bucket != NULL);
  g_return_if_fail (start_usec % WEIR_SERIES_BUCKET_USEC == 0);

  if (bucket->count > 0 && !(isfinite (bucket->first) && isfinite (bucket->last)
                             && isfinite (bucket->min) && isfinite (bucket->max)))
    return;

  copy = bucket_from_column (bucket);
  finest = finest_level (self, start_usec);
  for (guint i = finest; i < N_LEVELS; i++)
    put_bucket (self, i, start_usec, &copy);

  if (finest == N_LEVELS)
    return;

  update_last (self, start_usec, &copy);
  touch (self, start_usec, finest);
}

/**
 * weir_series_merge_bucket:
 * @self: a series
 * @start_usec: a multiple of %WEIR_SERIES_BUCKET_USEC
 * @bucket: what happened in it since it was last set or merged
 *
 * Adds to what a bucket of the finest level holds; of values at the same time
 * those of @bucket are the last. Otherwise as weir_series_set_bucket().
 */
void
weir_series_merge_bucket (WeirSeries       *self,
                          gint64            start_usec,
                          const WeirColumn *bucket)
{
  const WeirSeriesBucket *held;
  WeirColumn merged;

  g_return_if_fail (WEIR_IS_SERIES (self));
  g_return_if_fail (bucket != NULL);

  merged = *bucket;
  held = weir_series_ring_peek (&self->rings[0], weir_floor_div (start_usec, WEIR_SERIES_BUCKET_USEC));
  if (held != NULL && bucket->count > 0)
    {
      merged.first = held->first;
      merged.min = MIN (held->min, bucket->min);
      merged.max = MAX (held->max, bucket->max);
      merged.count = MIN ((guint64) held->count + bucket->count, G_MAXUINT32);
    }
  else if (held != NULL)
    {
      return;
    }

  weir_series_set_bucket (self, start_usec, &merged);
}

/**
 * weir_series_emit_changed:
 * @self: a series
 *
 * Emits [signal@Series::changed] with the range touched since it was last
 * called; does nothing if nothing was.
 */
void
weir_series_emit_changed (WeirSeries *self)
{
  gint64 from_usec, to_usec;

  g_return_if_fail (WEIR_IS_SERIES (self));

  from_usec = self->dirty_from_usec;
  to_usec = self->dirty_to_usec;
  if (from_usec >= to_usec)
    return;

  clear_dirty (self);
  g_signal_emit (self, signals[CHANGED], 0, from_usec, to_usec);
}

/**
 * weir_series_clear:
 * @self: a series
 *
 * Forgets everything and gives its memory back. The next
 * weir_series_emit_changed() reports all of time.
 */
void
weir_series_clear (WeirSeries *self)
{
  g_return_if_fail (WEIR_IS_SERIES (self));

  for (guint i = 0; i < N_LEVELS; i++)
    weir_series_ring_clear (&self->rings[i]);

  init_rings (self);
  self->dirty_from_usec = G_MININT64;
  self->dirty_to_usec = G_MAXINT64;
}

/* Buckets of @level that begin in [begin, end), in order; what it no longer keeps comes from the coarser levels. */
static void
visit (WeirSeries *self,
       guint       level,
       gint64      begin_usec,
       gint64      end_usec,
       BucketFunc  func,
       gpointer    user_data)
{
  const WeirSeriesRing *ring = &self->rings[level];
  gint64 width_usec = ring->bucket_usec;
  gint64 end_bucket = -weir_floor_div (-end_usec, width_usec);
  gint64 oldest_usec = weir_series_ring_oldest (ring);

  if (begin_usec < oldest_usec && level + 1 < N_LEVELS)
    {
      gint64 coarse_usec = levels[level + 1].bucket_usec;
      gint64 split_usec = -weir_floor_div (-oldest_usec, coarse_usec) * coarse_usec;

      visit (self, level + 1, begin_usec, MIN (split_usec, end_usec), func, user_data);
      begin_usec = split_usec;
    }

  for (gint64 i = weir_series_ring_skip (ring, -weir_floor_div (-begin_usec, width_usec), end_bucket);
       i < end_bucket;
       i = weir_series_ring_skip (ring, i + 1, end_bucket))
    func (weir_series_ring_peek (ring, i), i * width_usec, user_data);
}

/* The coarsest level with at least two buckets a column: finer would cost time and show nothing more. */
static guint
level_for_width (gint64 column_usec)
{
  guint level = N_LEVELS - 1;

  while (level > 0 && levels[level].bucket_usec * 2 > column_usec)
    level--;

  return level;
}

typedef struct
{
  WeirColumn *columns;
  guint       n_columns;
  guint       current;
  gint64      begin_usec;
  gint64      end_usec;
  gint64      next_usec;      /* where the current column ends */
} Decimation;

static gint64
column_start (const Decimation *decimation,
              guint             column)
{
  __extension__ typedef __int128 wide;
  wide range_usec = (wide) decimation->end_usec - decimation->begin_usec;

  return decimation->begin_usec + (gint64) (range_usec * column / decimation->n_columns);
}

static void
decimate_bucket (const WeirSeriesBucket *bucket,
                 gint64                  start_usec,
                 gpointer                user_data)
{
  Decimation *decimation = user_data;
  WeirColumn *column;

  while (start_usec >= decimation->next_usec)
    decimation->next_usec = column_start (decimation, ++decimation->current + 1);

  column = &decimation->columns[decimation->current];
  column->first = column->count == 0 ? bucket->first : column->first;
  column->last = bucket->last;
  column->min = column->count == 0 ? bucket->min : MIN (column->min, bucket->min);
  column->max = column->count == 0 ? bucket->max : MAX (column->max, bucket->max);
  column->count = MIN ((guint64) column->count + bucket->count, G_MAXUINT32);
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
  Decimation decimation = { columns, n_columns, 0, begin_usec, end_usec, 0 };

  g_return_if_fail (WEIR_IS_SERIES (self));
  g_return_if_fail (columns != NULL || n_columns == 0);

  for (guint i = 0; i < n_columns; i++)
    columns[i] = (WeirColumn) { NAN, NAN, NAN, NAN, 0, 0 };

  if (n_columns == 0 || begin_usec >= end_usec)
    return;

  decimation.next_usec = column_start (&decimation, 1);
  visit (self, level_for_width (decimation.next_usec - begin_usec), begin_usec, end_usec,
         decimate_bucket, &decimation);
}

static void
extend (const WeirSeriesBucket *bucket,
        gint64                  start_usec,
        gpointer                user_data)
{
  WeirColumn *extent = user_data;

  extent->min = fmin (extent->min, bucket->min);
  extent->max = fmax (extent->max, bucket->max);
  extent->count = 1;
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
  WeirColumn extent = { NAN, NAN, NAN, NAN, 0, 0 };

  g_return_val_if_fail (WEIR_IS_SERIES (self), FALSE);
  g_return_val_if_fail (min != NULL && max != NULL, FALSE);

  if (begin_usec < end_usec)
    visit (self, level_for_width ((end_usec - begin_usec) / 1000), begin_usec, end_usec, extend, &extent);

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

  for (guint i = 0; i < N_LEVELS; i++)
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

/**
 * weir_series_get_last:
 * @self: a series
 * @time_usec: (out) (optional): its time; of a bucket that was set whole, the bucket's start
 *
 * The value that is newest by event time.
 *
 * Returns: the value, NaN while the series is empty
 */
double
weir_series_get_last (WeirSeries *self,
                      gint64     *time_usec)
{
  g_return_val_if_fail (WEIR_IS_SERIES (self), NAN);

  if (time_usec != NULL)
    *time_usec = self->last_usec;

  return self->last_value;
}

/**
 * weir_series_get_n_bytes:
 * @self: a series
 *
 * Returns: the memory it holds, at most 1 MB
 */
gsize
weir_series_get_n_bytes (WeirSeries *self)
{
  gsize n_bytes = sizeof *self;

  g_return_val_if_fail (WEIR_IS_SERIES (self), 0);

  for (guint i = 0; i < N_LEVELS; i++)
    n_bytes += weir_series_ring_n_bytes (&self->rings[i]);

  return n_bytes;
}
