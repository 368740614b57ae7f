#include "config.h"

#include <string.h>

#include "data/series/weir-series-ring.h"

#define CHUNK WEIR_SERIES_RING_CHUNK

#define CACHE_LINE_BYTES 64

/* What a new table has room for; it doubles when two chunks want one place, up to one for each chunk kept. */
#define FIRST_SLOTS 16

static WeirSeriesChunk **
slot_of (WeirSeriesChunk **chunks,
         guint             n_slots,
         gint64            chunk)
{
  gint64 slot = chunk % n_slots;

  return &chunks[slot < 0 ? slot + n_slots : slot];
}

/* The chunk of that number, or NULL. */
static const WeirSeriesChunk *
find_chunk (const WeirSeriesRing *self,
            gint64                number)
{
  const WeirSeriesChunk *chunk = self->chunks != NULL ? *slot_of (self->chunks, self->n_slots, number) : NULL;

  return chunk != NULL && chunk->number == number ? chunk : NULL;
}

/* Whether it will still be asked for once @newest is there. */
static gboolean
is_kept (const WeirSeriesRing *self,
         gint64                number,
         gint64                newest)
{
  return number > newest - self->n_chunks;
}

/* No two chunks that are kept have one place: those whose numbers are alike modulo twice the slots were so before. */
static void
grow (WeirSeriesRing *self,
      gint64          newest)
{
  guint n_slots = self->n_slots > 0 ? MIN (self->n_slots * 2, self->n_chunks) : MIN (FIRST_SLOTS, self->n_chunks);
  WeirSeriesChunk **chunks = g_new0 (WeirSeriesChunk *, n_slots);

  for (guint i = 0; i < self->n_slots; i++)
    {
      WeirSeriesChunk *chunk = self->chunks[i];

      if (chunk == NULL)
        continue;
      if (is_kept (self, chunk->number, newest))
        {
          *slot_of (chunks, n_slots, chunk->number) = chunk;
          continue;
        }
      g_free (chunk);
      self->n_allocated--;
    }

  g_free (self->chunks);
  self->chunks = chunks;
  self->n_slots = n_slots;
}

/*< private >
 * weir_series_ring_init:
 * @self: uninitialised
 * @bucket_usec: width of a bucket
 * @n_chunks: how many chunks of %WEIR_SERIES_RING_CHUNK buckets are kept
 *
 * Makes an empty level. Main thread, as everything about it.
 */
void
weir_series_ring_init (WeirSeriesRing *self,
                       gint64          bucket_usec,
                       guint           n_chunks)
{
  g_assert (bucket_usec > 0 && n_chunks > 0);

  self->bucket_usec = bucket_usec;
  self->n_chunks = n_chunks;
  self->n_allocated = 0;
  self->newest_chunk = G_MININT64;
  self->n_slots = 0;
  self->chunks = NULL;
}

/*< private >
 * weir_series_ring_clear:
 * @self: a level
 *
 * Frees what the level owns; the structure itself is the caller's.
 */
void
weir_series_ring_clear (WeirSeriesRing *self)
{
  for (guint i = 0; i < self->n_slots; i++)
    g_free (self->chunks[i]);

  g_clear_pointer (&self->chunks, g_free);
  self->n_slots = 0;
  self->n_allocated = 0;
}

/*< private >
 * weir_series_ring_keeps:
 * @self: a level
 * @time_usec: a time
 *
 * Returns: whether a value of that time is, or may still be put, into this level
 */
gboolean
weir_series_ring_keeps (const WeirSeriesRing *self,
                        gint64                time_usec)
{
  return time_usec >= weir_series_ring_oldest (self);
}

/*< private >
 * weir_series_ring_oldest:
 * @self: a level
 *
 * Returns: start of the oldest chunk kept; what is before it is gone from this level
 */
gint64
weir_series_ring_oldest (const WeirSeriesRing *self)
{
  if (self->newest_chunk == G_MININT64)
    return G_MININT64;

  return (self->newest_chunk - self->n_chunks + 1) * CHUNK * self->bucket_usec;
}

/*< private >
 * weir_series_ring_end:
 * @self: a level
 *
 * Returns: where the newest chunk ends; from there on everything is empty
 */
gint64
weir_series_ring_end (const WeirSeriesRing *self)
{
  if (self->newest_chunk == G_MININT64)
    return G_MININT64;

  return (self->newest_chunk + 1) * CHUNK * self->bucket_usec;
}

/*< private >
 * weir_series_ring_take:
 * @self: a level
 * @time_usec: a time
 *
 * Returns: (transfer none) (nullable): the bucket to write to, made if needed;
 *   %NULL if @time_usec is too old for this level
 */
WeirSeriesBucket *
weir_series_ring_take (WeirSeriesRing *self,
                       gint64          time_usec)
{
  gint64 bucket = weir_floor_div (time_usec, self->bucket_usec);
  gint64 number = weir_floor_div (bucket, CHUNK);
  gint64 newest = MAX (self->newest_chunk, number);
  WeirSeriesChunk **slot;

  if (!weir_series_ring_keeps (self, time_usec))
    return NULL;

  if (self->chunks == NULL)
    grow (self, newest);
  slot = slot_of (self->chunks, self->n_slots, number);
  while (self->n_slots < self->n_chunks && *slot != NULL && (*slot)->number != number
         && is_kept (self, (*slot)->number, newest))
    {
      grow (self, newest);
      slot = slot_of (self->chunks, self->n_slots, number);
    }

  if (*slot == NULL)
    {
      *slot = g_new0 (WeirSeriesChunk, 1);
      self->n_allocated++;
    }
  else if ((*slot)->number != number)
    {
      memset (*slot, 0, sizeof **slot);
    }

  (*slot)->number = number;
  self->newest_chunk = newest;

  return &(*slot)->buckets[bucket - number * CHUNK];
}

/*< private >
 * weir_series_ring_peek:
 * @self: a level
 * @bucket: number of a bucket
 *
 * Returns: (transfer none) (nullable): the bucket, %NULL if it is empty
 */
const WeirSeriesBucket *
weir_series_ring_peek (const WeirSeriesRing *self,
                       gint64                bucket)
{
  gint64 number = weir_floor_div (bucket, CHUNK);
  const WeirSeriesChunk *chunk = find_chunk (self, number);
  const WeirSeriesBucket *found;

  /* A chunk the newest value has left behind may still wait for its next use. */
  if (chunk == NULL || !is_kept (self, number, self->newest_chunk))
    return NULL;

  found = &chunk->buckets[bucket - number * CHUNK];

  return found->count > 0 ? found : NULL;
}

/* Chunks lie anywhere in memory: the next one is on its way while this one is read. */
static void
prefetch (const WeirSeriesChunk *chunk)
{
  for (gsize i = 0; chunk != NULL && i < sizeof *chunk; i += CACHE_LINE_BYTES)
    __builtin_prefetch ((const char *) chunk + i);
}

/*< private >
 * weir_series_ring_next_run:
 * @self: a level
 * @bucket: (inout): where to begin; set to the first bucket returned
 * @end_bucket: where to end
 * @n_buckets: (out): how many are returned
 *
 * The next buckets that lie together, empty ones among them: a range is read
 * chunk by chunk.
 *
 * Returns: (transfer none) (array length=n_buckets) (nullable): the buckets, %NULL at the end
 */
const WeirSeriesBucket *
weir_series_ring_next_run (const WeirSeriesRing *self,
                           gint64               *bucket,
                           gint64                end_bucket,
                           guint                *n_buckets)
{
  gint64 stop;

  if (self->newest_chunk == G_MININT64)
    return NULL;

  *bucket = MAX (*bucket, (self->newest_chunk - self->n_chunks + 1) * CHUNK);
  stop = MIN (end_bucket, (self->newest_chunk + 1) * CHUNK);
  while (*bucket < stop)
    {
      gint64 number = weir_floor_div (*bucket, CHUNK);
      const WeirSeriesChunk *chunk = find_chunk (self, number);

      if (chunk != NULL)
        {
          prefetch (*slot_of (self->chunks, self->n_slots, number + 1));
          *n_buckets = (guint) (MIN (stop, (number + 1) * CHUNK) - *bucket);
          return &chunk->buckets[*bucket - number * CHUNK];
        }
      *bucket = (number + 1) * CHUNK;
    }

  return NULL;
}

/*< private >
 * weir_series_ring_skip:
 * @self: a level
 * @bucket: where to begin
 * @end_bucket: where to end
 *
 * Whole chunks that are missing cost one step.
 *
 * Returns: the first bucket at or after @bucket that is not empty, or @end_bucket
 */
gint64
weir_series_ring_skip (const WeirSeriesRing *self,
                       gint64                bucket,
                       gint64                end_bucket)
{
  gint64 stop;

  if (self->newest_chunk == G_MININT64)
    return end_bucket;

  bucket = MAX (bucket, (self->newest_chunk - self->n_chunks + 1) * CHUNK);
  stop = MIN (end_bucket, (self->newest_chunk + 1) * CHUNK);

  while (bucket < stop)
    {
      gint64 number = weir_floor_div (bucket, CHUNK);
      const WeirSeriesChunk *chunk = find_chunk (self, number);

      if (chunk == NULL)
        bucket = (number + 1) * CHUNK;
      else if (chunk->buckets[bucket - number * CHUNK].count == 0)
        bucket++;
      else
        return bucket;
    }

  return end_bucket;
}

/*< private >
 * weir_series_ring_skip_back:
 * @self: a level
 * @bucket: where to begin
 * @first_bucket: where to end
 *
 * Returns: the last bucket at or before @bucket that is not empty, or
 *   @first_bucket - 1
 */
gint64
weir_series_ring_skip_back (const WeirSeriesRing *self,
                            gint64                bucket,
                            gint64                first_bucket)
{
  gint64 stop;

  if (self->newest_chunk == G_MININT64)
    return first_bucket - 1;

  bucket = MIN (bucket, (self->newest_chunk + 1) * CHUNK - 1);
  stop = MAX (first_bucket, (self->newest_chunk - self->n_chunks + 1) * CHUNK);

  while (bucket >= stop)
    {
      gint64 number = weir_floor_div (bucket, CHUNK);
      const WeirSeriesChunk *chunk = find_chunk (self, number);

      if (chunk == NULL)
        bucket = number * CHUNK - 1;
      else if (chunk->buckets[bucket - number * CHUNK].count == 0)
        bucket--;
      else
        return bucket;
    }

  return first_bucket - 1;
}

/*< private >
 * weir_series_ring_n_bytes:
 * @self: a level
 *
 * Returns: the memory in use, in bytes
 */
gsize
weir_series_ring_n_bytes (const WeirSeriesRing *self)
{
  return self->n_slots * sizeof (WeirSeriesChunk *) + self->n_allocated * sizeof (WeirSeriesChunk);
}

/*< private >
 * weir_series_bucket_add:
 * @self: a bucket
 * @offset_usec: when in the bucket the value was
 * @value: a value
 *
 * Adds one value.
 */
void
weir_series_bucket_add (WeirSeriesBucket *self,
                        guint32           offset_usec,
                        double            value)
{
  const WeirSeriesBucket one = { value, value, value, value, value, offset_usec, offset_usec, 1 };

  weir_series_bucket_merge (self, &one, 0);
}

/*< private >
 * weir_series_bucket_merge:
 * @self: a bucket
 * @other: another one
 * @offset_usec: how much later @other begins
 *
 * Puts @other into @self. Of two values of one time the later put is the last.
 */
void
weir_series_bucket_merge (WeirSeriesBucket       *self,
                          const WeirSeriesBucket *other,
                          guint32                 offset_usec)
{
  guint32 first_usec = other->first_offset_usec + offset_usec;
  guint32 last_usec = other->last_offset_usec + offset_usec;

  if (other->count == 0)
    return;

  if (self->count == 0 || first_usec < self->first_offset_usec)
    {
      self->first = other->first;
      self->first_offset_usec = first_usec;
    }

  if (self->count == 0 || last_usec >= self->last_offset_usec)
    {
      self->last = other->last;
      self->last_offset_usec = last_usec;
    }

  self->min = self->count == 0 ? other->min : MIN (self->min, other->min);
  self->max = self->count == 0 ? other->max : MAX (self->max, other->max);
  self->sum = self->count == 0 ? other->sum : self->sum + other->sum;
  self->count = MIN ((guint64) self->count + other->count, G_MAXUINT32);
}
