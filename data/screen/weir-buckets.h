#pragma once

#include "data/series/weir-series.h"
#include "data/screen/weir-dense-index.h"

G_BEGIN_DECLS

/* In the place of a key's number: the whole stream, each of whose records counts 1. */
#define WEIR_BUCKETS_ALL_KEYS G_MAXUINT32

/* And here: the partitions of the stream; the number of a field is that of a partition, the value a delay in seconds. */
#define WEIR_BUCKETS_PARTITIONS (G_MAXUINT32 - 1)

/*
 * What happened to the series of a stream since the last update:
 * for each (key, field) the buckets of WEIR_SERIES_BUCKET_USEC that got values,
 * with those values only. Owned by one thread at a time.
 */

typedef struct
{
  guint32    key_id;
  guint32    field;
  gint64     start_usec;
  gint64     first_usec;    /* times of column.first and column.last */
  gint64     last_usec;
  WeirColumn column;
} WeirBucket;

typedef struct
{
  GArray        *buckets;   /* owned, of WeirBucket */
  WeirDenseIndex index;
} WeirBuckets;

void weir_buckets_init  (WeirBuckets       *self);
void weir_buckets_clear (WeirBuckets       *self);
void weir_buckets_add   (WeirBuckets       *self,
                         guint              key_id,
                         guint              field,
                         gint64             time_usec,
                         double             value);
guint64 weir_buckets_make_room (WeirBuckets *self,
                                guint        max_buckets);
guint64 weir_buckets_merge (WeirBuckets       *self,
                            const WeirBuckets *newer,
                            guint              max_buckets);

G_END_DECLS
