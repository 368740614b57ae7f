#include "config.h"

#include "data/workspace/weir-buckets.h"

static guint64
number_of (guint key_id,
           guint field)
{
  return (guint64) key_id << 32 | field;
}

void
weir_buckets_init (WeirBuckets *self)
{
  self->buckets = g_array_new (FALSE, FALSE, sizeof (WeirBucket));
  weir_dense_index_init (&self->index);
}

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
    { value, value, value, value, 1, 0 },
  };

  put_bucket (self, &bucket);
}

/* Adds what @newer holds. Past @max_buckets the oldest are given up; returns how many. */
guint64
weir_buckets_merge (WeirBuckets       *self,
                    const WeirBuckets *newer,
                    guint              max_buckets)
{
  guint total = self->buckets->len + newer->buckets->len;
  WeirBuckets kept;
  guint n_shed;

  if (total <= max_buckets)
    {
      for (guint i = 0; i < newer->buckets->len; i++)
        put_bucket (self, &g_array_index (newer->buckets, WeirBucket, i));
      return 0;
    }

  n_shed = MIN (total - max_buckets, self->buckets->len);
  weir_buckets_init (&kept);
  for (guint i = n_shed; i < self->buckets->len; i++)
    put_bucket (&kept, &g_array_index (self->buckets, WeirBucket, i));
  for (guint i = 0; i < newer->buckets->len; i++)
    put_bucket (&kept, &g_array_index (newer->buckets, WeirBucket, i));

  weir_buckets_clear (self);
  *self = kept;

  return n_shed;
}
