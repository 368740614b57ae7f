#include "config.h"

#include <math.h>

#include "data/series/weir-series-private.h"

/*
 * Widths and reach of the levels: 10 minutes of 100 ms, an hour of seconds, a
 * day of ten seconds, 27 hours of minutes; together 1.15 MB once all are full.
 * Each width divides the next.
 */
static const struct
{
  gint64 bucket_usec;
  guint  n_chunks;
} levels[] = {
  { WEIR_SERIES_BUCKET_USEC, 751 },
  { G_USEC_PER_SEC, 451 },
  { 10 * G_USEC_PER_SEC, 1081 },
  { 60 * G_USEC_PER_SEC, 204 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (levels) == WEIR_SERIES_N_LEVELS);

G_DEFINE_FINAL_TYPE (WeirSeries, weir_series, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
init_rings (WeirSeries *self)
{
  for (guint i = 0; i < WEIR_SERIES_N_LEVELS; i++)
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

  while (level < WEIR_SERIES_N_LEVELS && !weir_series_ring_keeps (&self->rings[level], time_usec))
    level++;

  return level;
}

static void
weir_series_finalize (GObject *object)
{
  WeirSeries *self = WEIR_SERIES (object);

  for (guint i = 0; i < WEIR_SERIES_N_LEVELS; i++)
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

  for (guint i = finest; i < WEIR_SERIES_N_LEVELS; i++)
    {
      gint64 width_usec = levels[i].bucket_usec;
      gint64 start_usec = weir_floor_div (time_usec, width_usec) * width_usec;

      weir_series_bucket_add (weir_series_ring_take (&self->rings[i], time_usec), time_usec - start_usec, value);
    }

  if (finest == WEIR_SERIES_N_LEVELS)
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

static WeirSeriesBucket
bucket_from_column (const WeirColumn *column)
{
  return (WeirSeriesBucket) { column->first, column->last, column->min, column->max, column->sum,
                              column->first_offset_usec, column->last_offset_usec, column->count };
}

static WeirColumn
column_from_bucket (const WeirSeriesBucket *bucket)
{
  return (WeirColumn) { bucket->first, bucket->last, bucket->min, bucket->max, bucket->count,
                        bucket->first_offset_usec, bucket->last_offset_usec, bucket->sum };
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
  gint64 last_usec = start_usec + bucket->last_offset_usec;
  gboolean same_bucket = self->last_usec != G_MININT64
                         && start_usec == weir_floor_div (self->last_usec, WEIR_SERIES_BUCKET_USEC) * WEIR_SERIES_BUCKET_USEC;

  if (bucket->count > 0 && (same_bucket || last_usec >= self->last_usec))
    {
      self->last_usec = last_usec;
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
 * made of it. A bucket that is too old for the finest level is merged into the
 * coarser ones instead. A bucket whose values are not finite is
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
  for (guint i = finest; i < WEIR_SERIES_N_LEVELS; i++)
    put_bucket (self, i, start_usec, &copy);

  if (finest == WEIR_SERIES_N_LEVELS)
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
 * Adds to what a bucket of the finest level holds: which value is the first and
 * which the last is told by their times; of values at the same time those of
 * @bucket are the last. Otherwise as weir_series_set_bucket().
 */
void
weir_series_merge_bucket (WeirSeries       *self,
                          gint64            start_usec,
                          const WeirColumn *bucket)
{
  const WeirSeriesBucket *held;
  WeirSeriesBucket merged;
  WeirColumn column;

  g_return_if_fail (WEIR_IS_SERIES (self));
  g_return_if_fail (bucket != NULL);

  held = weir_series_ring_peek (&self->rings[0], weir_floor_div (start_usec, WEIR_SERIES_BUCKET_USEC));
  if (held != NULL && bucket->count == 0)
    return;

  merged = held != NULL ? *held : (WeirSeriesBucket) { .count = 0 };
  column = *bucket;
  if (held != NULL)
    {
      const WeirSeriesBucket newer = bucket_from_column (bucket);

      weir_series_bucket_merge (&merged, &newer, 0);
      column = column_from_bucket (&merged);
    }

  weir_series_set_bucket (self, start_usec, &column);
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

  for (guint i = 0; i < WEIR_SERIES_N_LEVELS; i++)
    weir_series_ring_clear (&self->rings[i]);

  init_rings (self);
  self->dirty_from_usec = G_MININT64;
  self->dirty_to_usec = G_MAXINT64;
}

/* Of two buckets that were made of the same records, one may miss some that the broker has deleted since. */
static void
keep_older_buckets (WeirSeriesRing       *ring,
                    const WeirSeriesRing *old)
{
  gint64 end = weir_series_ring_end (ring) / ring->bucket_usec;
  gint64 first = weir_series_ring_skip (ring, weir_series_ring_oldest (ring) / ring->bucket_usec, end);
  gint64 i = weir_series_ring_oldest (old) / old->bucket_usec;

  for (i = weir_series_ring_skip (old, i, first + 1); i <= first; i = weir_series_ring_skip (old, i + 1, first + 1))
    {
      const WeirSeriesBucket *held = weir_series_ring_peek (old, i);
      WeirSeriesBucket *bucket = weir_series_ring_take (ring, i * ring->bucket_usec);

      if (bucket != NULL && bucket->count < held->count)
        *bucket = *held;
    }
}

/**
 * weir_series_take_over:
 * @self: a series
 * @newer: one of the same records, read again from further back; it is empty afterwards
 *
 * Takes what @newer holds. What @self has from before it stays. The next
 * weir_series_emit_changed() reports all of time.
 */
void
weir_series_take_over (WeirSeries *self,
                       WeirSeries *newer)
{
  g_return_if_fail (WEIR_IS_SERIES (self));
  g_return_if_fail (WEIR_IS_SERIES (newer));

  self->dirty_from_usec = G_MININT64;
  self->dirty_to_usec = G_MAXINT64;
  if (newer->last_usec == G_MININT64)
    return;

  for (guint i = 0; i < WEIR_SERIES_N_LEVELS; i++)
    {
      WeirSeriesRing old = self->rings[i];

      self->rings[i] = newer->rings[i];
      weir_series_ring_init (&newer->rings[i], levels[i].bucket_usec, levels[i].n_chunks);
      if (old.newest_chunk != G_MININT64)
        keep_older_buckets (&self->rings[i], &old);
      weir_series_ring_clear (&old);
    }
  self->last_usec = newer->last_usec;
  self->last_value = newer->last_value;
  weir_series_clear (newer);
}

/**
 * weir_series_get_last:
 * @self: a series
 * @time_usec: (out) (optional): its time
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
 * Returns: the memory it holds, at most 1.13 MB
 */
gsize
weir_series_get_n_bytes (WeirSeries *self)
{
  gsize n_bytes = sizeof *self;

  g_return_val_if_fail (WEIR_IS_SERIES (self), 0);

  for (guint i = 0; i < WEIR_SERIES_N_LEVELS; i++)
    n_bytes += weir_series_ring_n_bytes (&self->rings[i]);

  return n_bytes;
}
