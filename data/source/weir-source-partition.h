#pragma once

#include <glib.h>
#include <librdkafka/rdkafka.h>

G_BEGIN_DECLS

/*
 * The life of a partition. All of it belongs to the consumer thread.
 *
 *   PENDING    where it begins is to be found out; `why` says by which rule
 *      │       (weir-source-offsets.c asks the broker that leads it)
 *   ASKED      answers are on their way; a broker that gives none sends it back to PENDING, for later
 *      │       (weir-source-begin.c decides where it begins and ends, and which offsets are lost)
 *   HELD       it waits for the topics that are read whole (weir-source-tables.c)
 *      │
 *   FETCHING   its records come (weir-source-reader.c). Back to PENDING, with another `why`, if its position was
 *      │       refused, its log was cut, its topic was replaced, or nothing comes though there is something
 *      │       (weir-source-watch.c)
 *   DONE       a bounded read is through with it
 *
 * In all of them but DONE its leader may be silent, or there may be none: `failure` says so (weir-source-watch.c).
 *
 *   GONE       another member of the group has it, from any state on; PENDING when it comes back (weir-source-group.c)
 *
 * Within FETCHING the handler may get nothing for a while: the last N records are counted (`tail`,
 * weir-source-tail.c), or the end of a damaged batch is looked for (`damage`, weir-source-damage.c). The three booleans
 * are no states: `needs_admit` is computed from the rest, `said_caught_up` keeps an event from coming twice, and
 * `skips_batch` lasts until the batch being handled ends.
 */
typedef enum
{
  WEIR_PARTITION_PENDING,
  WEIR_PARTITION_ASKED,
  WEIR_PARTITION_HELD,
  WEIR_PARTITION_FETCHING,
  WEIR_PARTITION_DONE,
  WEIR_PARTITION_GONE,
} WeirPartitionState;

/**
 * WeirBeginReason: why it is to be found out where a partition begins.
 * @WEIR_BEGIN_FIRST: it was there when reading began: the start that was asked for
 * @WEIR_BEGIN_ADDED: it appeared while reading: from its beginning
 * @WEIR_BEGIN_RETURNED: the group gave it back: from the committed offset on
 * @WEIR_BEGIN_REFUSED: the broker has not, or not yet, what comes next
 * @WEIR_BEGIN_TRUNCATED: its log was cut before what was read last
 * @WEIR_BEGIN_RECREATED: its topic was replaced by one of the same name: from its beginning
 */
typedef enum
{
  WEIR_BEGIN_FIRST,
  WEIR_BEGIN_ADDED,
  WEIR_BEGIN_RETURNED,
  WEIR_BEGIN_REFUSED,
  WEIR_BEGIN_TRUNCATED,
  WEIR_BEGIN_RECREATED,
} WeirBeginReason;

/**
 * WeirFetcher: what librdkafka does for a partition of a group.
 * @WEIR_FETCHER_NONE: nothing: it is not in rd_kafka_assign()'s list
 * @WEIR_FETCHER_STALE: it reads where it is not to read any more
 * @WEIR_FETCHER_STARTING: it starts; nothing has come, so its queue may not lead to ours yet
 * @WEIR_FETCHER_STARTED: its records come by our queue
 */
typedef enum
{
  WEIR_FETCHER_NONE,
  WEIR_FETCHER_STALE,
  WEIR_FETCHER_STARTING,
  WEIR_FETCHER_STARTED,
} WeirFetcher;

#define WEIR_OFFSET_UNKNOWN -1
/* No broker leads it, or none is known. */
#define WEIR_LEADER_NONE -1

typedef struct _WeirSourceTopic WeirSourceTopic;
typedef struct _WeirDamage WeirDamage;
typedef struct _WeirTailCount WeirTailCount;

typedef struct
{
  WeirSourceTopic     *topic;
  gint32               number;
  WeirPartitionState   state;
  WeirBeginReason      why;            /* of PENDING and ASKED */
  WeirFetcher          fetcher;
  gboolean             needs_admit;    /* cached for each record; see weir_source_partition_update_admit() */
  gboolean             said_caught_up; /* CAUGHT_UP was emitted, and no newer record is known */
  gboolean             skips_batch;    /* the rest of the batch being handled was fetched before the last seek */
  guint                generation;     /* its topic's, when it was begun */

  guint                request;        /* which of the source's requests asks for it */
  rd_kafka_resp_err_t  request_error;  /* why that request leaves it out */
  guint                n_failures;     /* requests in a row that left it out */
  gint64               retry_usec;     /* monotonic; not asked about again before */

  gint64               begun;          /* where it was begun last */
  gint64               position;       /* next offset to be handled */
  gint64               low;
  gint64               high;
  gint64               bound;          /* offsets below it need no check, see weir_source_damage_believes() */
  gint64               end;            /* as high, but without open transactions where those are not read */
  gint64               at_time;        /* answer of WEIR_QUESTION_TIME, -1: no such record */
  gint64               committed;
  gint64               diverged;       /* where a log that was cut goes on; -1: not known */
  gint64               stop_offset;    /* first offset not read; G_MAXINT64: none, -1: not decided */
  gint64               stop_time_usec;
  gint64               early_end;      /* where it ended before stop_offset, -1: nowhere; see weir-source-ends.c */
  guint                n_early_ends;   /* how often in a row */
  gint64               skip_before_usec;
  guint                n_past_stop;    /* records in a row at or after stop_time_usec */
  gint64               whole_until;    /* of a topic that is read whole: up to here the others wait */

  WeirDamage          *damage;         /* owned, nullable: records that cannot be read are being passed */
  WeirTailCount       *tail;           /* owned, nullable: its last records are being counted */

  rd_kafka_resp_err_t  error;          /* lasting, reported */
  GError              *failure;        /* owned, nullable: the same, as it was said */
  gint64               watched;        /* position at the last look, see weir-source-watch.c */
  gint64               still_usec;     /* how long it stands there though there is something to read */
  gint64               silent_usec;    /* how long its leader gave no sign of life */

  guint64              n_records;
  guint64              n_bytes;
  gint64               last_time_usec;
} WeirSourcePartition;

struct _WeirSourceTopic
{
  char                *name;         /* owned */
  guint                index;
  rd_kafka_topic_t    *handle;       /* owned; keeps the pointer in messages stable */
  GPtrArray           *partitions;   /* (element-type WeirSourcePartition), by number */
  GArray              *leaders;      /* of gint32, by partition: its broker's id, or WEIR_LEADER_NONE */
  rd_kafka_Uuid_t     *id;           /* owned, nullable */
  guint                generation;   /* how often it was replaced by another of its name */
  gboolean             whole;        /* it is read from its beginning, wherever others begin */
  gboolean             is_pattern;   /* it stands for others, and has no partitions */
  gboolean             found;        /* only patterns stand for it */
  gboolean             late;         /* it was not there when reading began */
  gboolean             dropped;      /* it is gone, and was only found */
  guint                n_patterns;   /* of the first ones: looked at, and said where they match */
  gboolean             known;        /* the broker described it at least once */
  gint32               n_first;      /* partitions it had then; 0 if it appeared while reading */
  rd_kafka_resp_err_t  error;        /* lasting, reported */
};

G_END_DECLS
