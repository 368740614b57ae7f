#pragma once

#include "data/source/weir-message.h"
#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WEIR_SOURCE_ERROR:
 *
 * What reaching and reading a broker can end with.
 */
#define WEIR_SOURCE_ERROR (weir_source_error_quark ())
GQuark weir_source_error_quark (void);

/**
 * WeirSourceError:
 * @WEIR_SOURCE_ERROR_SETTINGS: a property or position is not valid
 * @WEIR_SOURCE_ERROR_UNREACHABLE: no broker answered within the deadline
 * @WEIR_SOURCE_ERROR_UNKNOWN_TOPIC: the topic (or partition) does not exist
 * @WEIR_SOURCE_ERROR_FORBIDDEN: authentication or authorisation was refused
 * @WEIR_SOURCE_ERROR_FAILED: anything else the broker or librdkafka reports
 */
typedef enum
{
  WEIR_SOURCE_ERROR_SETTINGS,
  WEIR_SOURCE_ERROR_UNREACHABLE,
  WEIR_SOURCE_ERROR_UNKNOWN_TOPIC,
  WEIR_SOURCE_ERROR_FORBIDDEN,
  WEIR_SOURCE_ERROR_FAILED,
} WeirSourceError;

/**
 * WeirPositionKind: where reading begins or ends in each partition.
 * @WEIR_POSITION_BEGINNING: the low watermark
 * @WEIR_POSITION_END: the high watermark at the time of start
 * @WEIR_POSITION_STORED: the group's committed offset (beginning if none)
 * @WEIR_POSITION_OFFSET: value is an offset
 * @WEIR_POSITION_TAIL: value records before the high watermark
 * @WEIR_POSITION_TIME: the first record whose timestamp is >= value (µs UTC); past the last record: the end
 * @WEIR_POSITION_TIME_OR_TAIL: as TIME, but where that leaves nothing to show, the last
 *   WEIR_POSITION_TAIL_RECORDS records (a live view of a topic whose record times are old)
 * @WEIR_POSITION_NEVER: (stop only) do not stop
 */
typedef enum
{
  WEIR_POSITION_BEGINNING,
  WEIR_POSITION_END,
  WEIR_POSITION_STORED,
  WEIR_POSITION_OFFSET,
  WEIR_POSITION_TAIL,
  WEIR_POSITION_TIME,
  WEIR_POSITION_TIME_OR_TAIL,
  WEIR_POSITION_NEVER,
} WeirPositionKind;

#define WEIR_POSITION_TAIL_RECORDS 50000

typedef struct
{
  WeirPositionKind kind;
  gint64           value;
} WeirPosition;

/* kcat's -o: beginning|end|stored|N|-N|s@ms|e@ms; also Grafana's now-15m and ISO times after s@/e@.
 * Fills start or stop, whichever the text speaks of. */
gboolean weir_position_parse (const char    *text,
                              gint64         now_usec,
                              WeirPosition  *start,
                              WeirPosition  *stop,
                              GError       **error);

typedef enum
{
  WEIR_SOURCE_STATE_IDLE,
  WEIR_SOURCE_STATE_CONNECTING,
  WEIR_SOURCE_STATE_CONNECTED,
  WEIR_SOURCE_STATE_DISCONNECTED,
  WEIR_SOURCE_STATE_FORBIDDEN,
  WEIR_SOURCE_STATE_ENDED,
  WEIR_SOURCE_STATE_FAILED,
} WeirSourceState;

/**
 * WeirSourceEventKind:
 * @WEIR_SOURCE_EVENT_STATE: state changed; state, since_usec and text are set
 * @WEIR_SOURCE_EVENT_ASSIGNED: a partition is being read from offset `from` on; `to` its high watermark
 * @WEIR_SOURCE_EVENT_REVOKED: a partition went to another member of the group
 * @WEIR_SOURCE_EVENT_CAUGHT_UP: position reached the high watermark (partition EOF); at most about
 *   once a second
 * @WEIR_SOURCE_EVENT_GAP: offsets [from, to) are lost (truncated, expired, recreated, corrupt); `to`
 *   is where reading goes on, so it lies before `from` when the log itself went back
 * @WEIR_SOURCE_EVENT_ERROR: a lasting error of a topic or partition (-1: the whole topic); error is set
 * @WEIR_SOURCE_EVENT_RECOVERED: that topic's or partition's data flows again
 * @WEIR_SOURCE_EVENT_PARTITION_DONE: a bounded read of the partition reached its stop
 * @WEIR_SOURCE_EVENT_ENDED: reading ended of itself: every partition is done, max_records came, or,
 *   with error set, the deadline passed; last event. After weir_source_stop() there is none, the
 *   last event is the state ENDED
 */
typedef enum
{
  WEIR_SOURCE_EVENT_STATE,
  WEIR_SOURCE_EVENT_ASSIGNED,
  WEIR_SOURCE_EVENT_REVOKED,
  WEIR_SOURCE_EVENT_CAUGHT_UP,
  WEIR_SOURCE_EVENT_GAP,
  WEIR_SOURCE_EVENT_ERROR,
  WEIR_SOURCE_EVENT_RECOVERED,
  WEIR_SOURCE_EVENT_PARTITION_DONE,
  WEIR_SOURCE_EVENT_ENDED,
} WeirSourceEventKind;

typedef struct
{
  WeirSourceEventKind kind;
  WeirSourceState     state;
  gint64              since_usec;
  const char         *topic;        /* borrowed, as in WeirMessage */
  guint               topic_index;
  gint32              partition;
  gint64              from;
  gint64              to;
  const GError       *error;        /* WEIR_SOURCE_ERROR, borrowed */
  const char         *text;         /* for a person, borrowed */
} WeirSourceEvent;

/**
 * WeirSourceHandler:
 * @message: one record
 * @batch_end: after each polled batch, and at least every tick_msec while there is nothing to read
 * @event: something happened that is no record
 *
 * All are called on the consumer thread, never two at once.
 */
typedef struct
{
  void (*message)   (const WeirMessage     *message,
                     gpointer               user_data);
  void (*batch_end) (gpointer               user_data);
  void (*event)     (const WeirSourceEvent *event,
                     gpointer               user_data);
} WeirSourceHandler;

/**
 * WeirSourceSpec:
 *
 * What to read. Copied by weir_source_new().
 */
typedef struct
{
  WeirSettings       *settings;
  const char * const *topics;       /* NULL-terminated */
  gint32              partition;    /* -1: all */
  const char         *group;        /* NULL: no group, assign and seek */
  WeirPosition        start;
  WeirPosition        stop;
  guint               first_whole_topic; /* this one and those behind it begin at the beginning, whatever start says, and
                                          * without a group the others wait until these are read; 0: none */
  guint64             max_records;  /* 0: no limit; kcat's -c */
  guint               tick_msec;    /* 0: 20 */
  guint               deadline_msec; /* 0: retry for ever; else ENDED with UNREACHABLE after it */
} WeirSourceSpec;

/**
 * WeirSource:
 *
 * One consumer thread that reads topics of one cluster and hands every record
 * to its handler. Offsets are committed only by weir_source_commit().
 */
#define WEIR_TYPE_SOURCE (weir_source_get_type ())
G_DECLARE_FINAL_TYPE (WeirSource, weir_source, WEIR, SOURCE, GObject)

/**
 * WeirPartitionStatus: one partition as the source knows it; -1 is unknown.
 */
typedef struct
{
  const char *topic;              /* borrowed from the source */
  guint       topic_index;
  gint32      partition;
  gint64      low;
  gint64      high;
  gint64      position;           /* next offset to be handled */
  gint64      committed;          /* of the group, -1 without one */
  guint64     n_records;          /* handled since start */
  guint64     n_bytes;
  gint64      last_time_usec;     /* timestamp of the last record handled */
} WeirPartitionStatus;

WeirSource *weir_source_new        (const WeirSourceSpec    *spec,
                                    const WeirSourceHandler *handler,
                                    gpointer                 user_data,
                                    GError                 **error);
void        weir_source_start      (WeirSource              *self);
/* Returns at once; the thread commits for at most 2 s, lets go of the broker and ends. */
void        weir_source_stop       (WeirSource              *self);
/* Waits for the thread; for programs without a main loop and for tests. */
void        weir_source_join       (WeirSource              *self);
/* Any thread: copies what is known of each partition (refreshed about once a second). (transfer full) (element-type WeirPartitionStatus) */
GArray     *weir_source_dup_status (WeirSource              *self);
/* Any thread; asks the consumer thread to commit what was handled so far. */
void        weir_source_commit     (WeirSource              *self);
/* Consumer thread (from a handler): stop reading, as after max_records. */
void        weir_source_end        (WeirSource              *self);

G_END_DECLS
