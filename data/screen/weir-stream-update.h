#pragma once

#include "data/alert/weir-alert-event.h"
#include "data/screen/weir-buckets.h"
#include "data/screen/weir-row-table.h"
#include "data/workspace/weir-stream-schema.h"
#include "data/decode/weir-dead-letters.h"
#include "data/stream/weir-key-numbers.h"
#include "data/stream/weir-ranking.h"
#include "data/stream/weir-stream-counters.h"
#include "data/screen/weir-field-notice.h"
#include "data/screen/weir-offset-index.h"
#include "data/screen/weir-partition-ref.h"
#include "data/screen/weir-stream-gap.h"
#include "data/screen/weir-tail-message.h"

G_BEGIN_DECLS

/* What an update may grow to before it is taken; past it the oldest is dropped and counted. */
#define WEIR_STREAM_UPDATE_MAX_BUCKETS  262144
#define WEIR_STREAM_UPDATE_MAX_ROWS     262144
#define WEIR_STREAM_UPDATE_MAX_MESSAGES 1000
#define WEIR_STREAM_UPDATE_MAX_LETTERS  200

/* Keys of a stream the screen can list, and those of them that get series. */
#define WEIR_STREAM_MAX_KEYS        WEIR_KEY_NUMBERS_MAX
#define WEIR_STREAM_MAX_SERIES_KEYS 200

typedef struct
{
  double value;
  gint64 time_usec;
} WeirLast;

typedef struct
{
  guint   key_id;
  guint64 n_records;
} WeirKeyDelta;

typedef struct
{
  GPtrArray   *keys;    /* owned: ref-counted strings of the engine's next key ids */
  WeirRowTable rows;
} WeirWindowUpdate;

/*
 * What happened to one stream since the main thread last took: made on the
 * consumer thread, merged there until the main thread takes it as a whole.
 */
typedef struct
{
  WeirStreamSchema    *schema;          /* owned reference */
  WeirStreamCounters counters;
  guint64            n_fired;
  guint64            n_shed;        /* display updates given up on the way */
  guint              other_key;     /* of the first window spec's keys: what stands for those without room; G_MAXUINT: none */
  gint64             newest_usec;   /* broker's time of the newest record, WEIR_NO_TIME: no record */
  GPtrArray         *keys;          /* owned: ref-counted strings of the stream's next key ids */
  GArray            *partitions;    /* owned, of WeirPartitionRef: the stream's next partitions */
  GArray            *key_deltas;    /* owned, of WeirKeyDelta */
  GArray            *lasts;         /* owned, of WeirLast, n_fields a key delta */
  WeirDenseIndex     delta_index;   /* (0, key id) → key delta */
  WeirBuckets        buckets;
  WeirWindowUpdate  *windows;       /* owned, one a window spec */
  guint              n_windows_specs;
  GPtrArray         *messages;      /* owned, of WeirTailMessage, newest last */
  GPtrArray         *letters;       /* owned, of WeirDeadLetter */
  WeirOffsetIndex   *offsets;       /* owned: of the records that were read */
  GArray            *late;          /* owned, nullable, of WeirLateRecord: the whole list */
  GArray            *delays;        /* owned, nullable, of WeirDelayBucket: the whole histogram */
  GArray            *gaps;          /* owned, nullable, of WeirStreamGap: the whole list */
  GPtrArray         *topics;        /* owned, nullable, of interned strings, nullable elements: by their numbers */
  GPtrArray         *field_notices; /* owned, nullable, of WeirFieldNotice: all there are */
  GPtrArray         *alerts;        /* owned, of WeirAlertEvent, one a (rule, key) */
  GHashTable        *alert_index;   /* owned: of them, borrowed */
  WeirRanking       *ranking;       /* owned, nullable: of the newest window */
  WeirRanking       *final_ranking; /* owned, nullable: of the newest that is final */

  /* How far the main thread has come with it. */
  gboolean           begun;
  guint              next_bucket;
  guint              next_window;
  guint              next_row;
} WeirStreamUpdate;

WeirStreamUpdate *weir_stream_update_new     (WeirStreamSchema   *schema);
void              weir_stream_update_free    (WeirStreamUpdate *self);
void              weir_stream_update_put_key (WeirStreamUpdate *self,
                                              guint             key_id,
                                              guint64           n_records,
                                              const WeirLast   *lasts);
void              weir_stream_update_put_alert (WeirStreamUpdate *self,
                                              WeirAlertEvent   *event);
void              weir_stream_update_merge   (WeirStreamUpdate *self,
                                              WeirStreamUpdate *newer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirStreamUpdate, weir_stream_update_free)

G_END_DECLS
