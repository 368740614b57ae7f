#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * One level of a WeirSeries: buckets of one width, the newest so many of them.
 *
 * Buckets are numbered from the epoch and live in chunks that know their own
 * number, so that moving on costs nothing: a chunk that still carries an old
 * number is empty, and nothing has to be wiped ahead of the newest value.
 */

/* Few: a key with a value now and then takes a chunk for each of them. */
#define WEIR_SERIES_RING_CHUNK 8

typedef struct
{
  double  first;
  double  last;
  double  min;
  double  max;
  double  sum;
  guint32 first_offset_usec;    /* within the bucket, so that out-of-order values find their place */
  guint32 last_offset_usec;
  guint32 count;                /* 0: nothing here, the rest means nothing */
} WeirSeriesBucket;

typedef struct
{
  gint64           number;
  WeirSeriesBucket buckets[WEIR_SERIES_RING_CHUNK];
} WeirSeriesChunk;

typedef struct
{
  gint64            bucket_usec;
  guint             n_chunks;       /* kept at most */
  guint             n_allocated;
  gint64            newest_chunk;   /* G_MININT64 while empty */
  guint             n_slots;        /* of the table */
  WeirSeriesChunk **chunks;         /* owned, by number modulo n_slots; NULL while empty */
} WeirSeriesRing;

/* Towards minus infinity, as times before 1970 need. */
static inline gint64
weir_floor_div (gint64 a,
                gint64 b)
{
  return a / b - (a % b < 0);
}

void                    weir_series_ring_init    (WeirSeriesRing       *self,
                                                  gint64                bucket_usec,
                                                  guint                 n_chunks);
void                    weir_series_ring_clear   (WeirSeriesRing       *self);
gboolean                weir_series_ring_keeps   (const WeirSeriesRing *self,
                                                  gint64                time_usec);
gint64                  weir_series_ring_oldest  (const WeirSeriesRing *self);
gint64                  weir_series_ring_end     (const WeirSeriesRing *self);
WeirSeriesBucket       *weir_series_ring_take    (WeirSeriesRing       *self,
                                                  gint64                time_usec);
const WeirSeriesBucket *weir_series_ring_peek    (const WeirSeriesRing *self,
                                                  gint64                bucket);
const WeirSeriesBucket *weir_series_ring_next_run (const WeirSeriesRing *self,
                                                   gint64               *bucket,
                                                   gint64                end_bucket,
                                                   guint                *n_buckets);
gint64                  weir_series_ring_skip    (const WeirSeriesRing *self,
                                                  gint64                bucket,
                                                  gint64                end_bucket);
gint64                  weir_series_ring_skip_back (const WeirSeriesRing *self,
                                                    gint64                bucket,
                                                    gint64                first_bucket);
gsize                   weir_series_ring_n_bytes (const WeirSeriesRing *self);

void                    weir_series_bucket_add   (WeirSeriesBucket       *self,
                                                  guint32                 offset_usec,
                                                  double                  value);
void                    weir_series_bucket_merge (WeirSeriesBucket       *self,
                                                  const WeirSeriesBucket *other,
                                                  guint32                 offset_usec);

G_END_DECLS
