#include "config.h"

#include "data/screen/weir-buckets.h"

static guint64
number_of (guint key_id,
           guint field)
{
  return (guint64) key_id << 32 | field;
}

/*< private >
 * weir_buckets_init:
 * @self: uninitialised
 *
 * Makes an empty set.
 */
void
weir_buckets_init (WeirBuckets *self)
{
  self->buckets = g_array_new (FALSE, FALSE, sizeof (WeirBucket));
  weir_dense_index_init (&self->index);
}

/*< private >
 * weir_buckets_clear:
 * @self: a set
 *
 * Frees what the set owns; the structure itself is the caller's.
 */
void
weir_buckets_clear (WeirBuckets *self)
{
  g_clear_pointer (&self->buckets, g_array_unref);
  weir_dense_index_clear (&self->index);
}

static void
merge_bucket (WeirBucket       *self,
              const WeirBucket *newer)
{
  /* Of two values of one time, the one that came later is the last. */
  if (newer->first_usec < self->first_usec)
    {
      self->first_usec = newer->first_usec;
      self->column.first = newer->column.first;
    }
  if (newer->last_usec >= self->last_usec)
    {
      self->last_usec = newer->last_usec;
      self->column.last = newer->column.last;
    }
  self->column.min = MIN (self->column.min, newer->column.min);
  self->column.max = MAX (self->column.max, newer->column.max);
  self->column.count += newer->column.count;
  self->column.sum += newer->column.sum;
}

static void
put_bucket (WeirBuckets      *self,
            const WeirBucket *bucket)
{
  guint64 number = number_of (bucket->key_id, bucket->field);
  guint i = weir_dense_index_find (&self->index, bucket->start_usec, number);

  if (i != WEIR_DENSE_INDEX_NONE)
    {
      merge_bucket (&g_array_index (self->buckets, WeirBucket, i), bucket);
      return;
    }

  weir_dense_index_add (&self->index, bucket->start_usec, number);
  g_array_append_vals (self->buckets, bucket, 1);
}

/*< private >
 * weir_buckets_add:
 * @self: a set
 * @key_id: number of a key
 * @field: number of a field
 * @time_usec: event time
 * @value: its value then
 *
 * Adds one value to the bucket of its time.
 */
void
weir_buckets_add (WeirBuckets *self,
                  guint        key_id,
                  guint        field,
                  gint64       time_usec,
                  double       value)
{
  gint64 rest = time_usec % WEIR_SERIES_BUCKET_USEC;
  const WeirBucket bucket = {
    key_id,
    field,
    time_usec - (rest < 0 ? rest + WEIR_SERIES_BUCKET_USEC : rest),
    time_usec,
    time_usec,
    { .first = value, .last = value, .min = value, .max = value, .count = 1, .sum = value },
  };

  put_bucket (self, &bucket);
}

/* How wide a bucket has to be for a series whose newest value is @age_usec younger: its levels keep no finer one. */
static gint64
width_at_age (gint64 age_usec)
{
  static const struct
  {
    gint64 age_usec;
    gint64 width_usec;
  } widths[] = {
    { G_TIME_SPAN_DAY, 60 * G_TIME_SPAN_SECOND },
    { 2 * G_TIME_SPAN_HOUR, 10 * G_TIME_SPAN_SECOND },
    { 15 * G_TIME_SPAN_MINUTE, G_TIME_SPAN_SECOND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    if (age_usec > widths[i].age_usec)
      return widths[i].width_usec;

  return WEIR_SERIES_BUCKET_USEC;
}

static gint64
newest_start (const WeirBuckets *self)
{
  gint64 newest_usec = G_MININT64;

  for (guint i = 0; i < self->buckets->len; i++)
    newest_usec = MAX (newest_usec, g_array_index (self->buckets, WeirBucket, i).start_usec);

  return newest_usec;
}

/* Old buckets become as wide as the series will keep them; of the spikes in them none is lost. */
static void
widen_old (WeirBuckets *self)
{
  gint64 newest_usec = newest_start (self);
  WeirBuckets wide;

  weir_buckets_init (&wide);
  for (guint i = 0; i < self->buckets->len; i++)
    {
      WeirBucket bucket = g_array_index (self->buckets, WeirBucket, i);
      gint64 width_usec = width_at_age (newest_usec - bucket.start_usec);
      gint64 rest = bucket.start_usec % width_usec;

      bucket.start_usec -= rest < 0 ? rest + width_usec : rest;
      put_bucket (&wide, &bucket);
    }

  weir_buckets_clear (self);
  *self = wide;
}

static int
compare_starts (gconstpointer a,
                gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

/* The start of the bucket that has @n older ones. */
static gint64
nth_start (const WeirBuckets *self,
           guint              n)
{
  g_autoptr(GArray) starts = g_array_sized_new (FALSE, FALSE, sizeof (gint64), self->buckets->len);

  for (guint i = 0; i < self->buckets->len; i++)
    g_array_append_val (starts, g_array_index (self->buckets, WeirBucket, i).start_usec);
  g_array_sort (starts, compare_starts);

  return g_array_index (starts, gint64, n);
}

static void
shed_oldest (WeirBuckets *self,
             guint        n)
{
  gint64 first_kept_usec = nth_start (self, n);
  WeirBuckets kept;
  guint n_older = 0;

  for (guint i = 0; i < self->buckets->len; i++)
    n_older += g_array_index (self->buckets, WeirBucket, i).start_usec < first_kept_usec;

  weir_buckets_init (&kept);
  for (guint i = 0; i < self->buckets->len; i++)
    {
      const WeirBucket *bucket = &g_array_index (self->buckets, WeirBucket, i);

      if (bucket->start_usec > first_kept_usec || (bucket->start_usec == first_kept_usec && n_older++ >= n))
        put_bucket (&kept, bucket);
    }

  weir_buckets_clear (self);
  *self = kept;
}

/*< private >
 * weir_buckets_make_room:
 * @self: a set
 * @max_buckets: how many may stay, more than 0
 *
 * Leaves @max_buckets at most. Old buckets are first made as wide as charts show
 * them anyway. Then the oldest by event time are dropped, in whatever order they
 * came, because the newest are what is looked at.
 *
 * Returns: how many buckets were dropped
 */
guint64
weir_buckets_make_room (WeirBuckets *self,
                        guint        max_buckets)
{
  guint n_shed;

  g_return_val_if_fail (max_buckets > 0, 0);

  if (self->buckets->len > max_buckets)
    widen_old (self);
  if (self->buckets->len <= max_buckets)
    return 0;

  n_shed = self->buckets->len - max_buckets;
  shed_oldest (self, n_shed);

  return n_shed;
}

/*< private >
 * weir_buckets_merge:
 * @self: a set
 * @newer: what happened after it
 * @max_buckets: how many may stay
 *
 * Adds what @newer holds, and makes room as weir_buckets_make_room() does.
 *
 * Returns: how many buckets were dropped
 */
guint64
weir_buckets_merge (WeirBuckets       *self,
                    const WeirBuckets *newer,
                    guint              max_buckets)
{
  for (guint i = 0; i < newer->buckets->len; i++)
    put_bucket (self, &g_array_index (newer->buckets, WeirBucket, i));

  return weir_buckets_make_room (self, max_buckets);
}
