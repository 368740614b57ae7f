#pragma once

#include "data/source/weir-source.h"

#include <librdkafka/rdkafka.h>
#include <pthread.h>

G_BEGIN_DECLS

typedef struct _WeirSourceTopic WeirSourceTopic;

/**
 * WeirReading: how far a partition is on its way to being read.
 * @WEIR_READING_WANTED: where to begin is not known yet
 * @WEIR_READING_PLANNED: the broker was asked for its offsets
 * @WEIR_READING_ACTIVE: its records come
 * @WEIR_READING_DONE: reached its stop
 * @WEIR_READING_GONE: belongs to another member of the group, or exists no more
 */
typedef enum
{
  WEIR_READING_WANTED,
  WEIR_READING_PLANNED,
  WEIR_READING_ACTIVE,
  WEIR_READING_DONE,
  WEIR_READING_GONE,
} WeirReading;

typedef enum
{
  WEIR_QUESTION_TOPICS,
  WEIR_QUESTION_LOW,
  WEIR_QUESTION_HIGH,
  WEIR_QUESTION_TIME,
  WEIR_QUESTION_COMMITTED,
  WEIR_QUESTION_ALIVE,
} WeirQuestion;

#define WEIR_OFFSET_UNKNOWN -1

/* Errors that pass by themselves are reported only when they stay. */
#define WEIR_FAILURES_BEFORE_REPORT 4

/* Questions about the partitions of one leader that are to begin. */
typedef struct
{
  gint32                           leader;     /* 0: not known */
  rd_kafka_topic_partition_list_t *list;       /* owned, nullable: until it is asked */
  guint                            n_answers;  /* still to come */
  gboolean                         failed;
} WeirPlan;

/* All of it belongs to the consumer thread. */
typedef struct
{
  WeirSourceTopic     *topic;
  gint32               number;
  WeirReading          reading;
  gboolean             guarded;      /* a record must pass weir_source_admit() first */
  gboolean             resuming;     /* position is where to go on, not the spec's start */
  gboolean             newborn;      /* appeared while running: read from its beginning */
  gboolean             returning;    /* the group gave it back to us */
  gboolean             recreated;    /* its topic was replaced by one of the same name */
  gboolean             caught_up;
  gboolean             ended;        /* its end was reached once, of a topic that is read whole */
  gboolean             held;         /* begun, but waits for the topics that are read whole */
  gboolean             bound_known;  /* stop_offset was fixed at the first start */
  guint                plan;         /* which of the source's plans asks for it */
  rd_kafka_resp_err_t  plan_error;   /* why that plan leaves it out */
  guint                n_failures;   /* plans in a row that left it out */
  gint64               retry_usec;   /* monotonic; not planned anew before */
  gint64               position;     /* next offset to be handled */
  gint64               low;
  gint64               high;
  gint64               at_time;      /* answer of WEIR_QUESTION_TIME, -1: no such record */
  gint64               committed;
  gint64               stop_offset;  /* first offset not read; G_MAXINT64: none */
  gint64               whole_until;  /* its end when it was begun */
  gint64               stop_time_usec;
  gint64               skip_before_usec;
  gint64               corrupt_from; /* records from here on could not be read; -1: none */
  rd_kafka_resp_err_t  error;        /* lasting, reported */
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
  GArray              *leaders;      /* of gint32, by partition: its broker's id, 0: not known */
  rd_kafka_Uuid_t     *id;           /* owned, nullable */
  gboolean             known;        /* the broker described it at least once */
  rd_kafka_resp_err_t  error;        /* lasting, reported */
};

struct _WeirSource
{
  GObject               parent_instance;

  /* Fixed once made. */
  WeirSettings         *settings;    /* owned */
  WeirIntakeHandler     handler;
  gpointer              user_data;
  GPtrArray            *topics;      /* (element-type WeirSourceTopic) */
  char                 *group;       /* owned, nullable */
  gint32                partition;
  WeirPosition          start;
  guint                 first_whole_topic;
  WeirPosition          stop;
  guint64               max_records;
  guint                 tick_msec;
  guint                 deadline_msec;
  gboolean              read_committed;
  gint64                topics_usec; /* between two looks at what partitions there are */
  gboolean              embedded;    /* the broker cannot look offsets up by time */

  GThread              *thread;      /* owned; caller's side */
  gint                  stopping;    /* atomic */
  gint                  commit_wanted; /* atomic */

  /* Consumer thread. */
  rd_kafka_t           *handle;      /* owned */
  rd_kafka_queue_t     *records;     /* owned */
  rd_kafka_queue_t     *answers;     /* owned: what the broker says to our questions */
  WeirMessage           message;     /* of the last partition; the rest is set per record */
  WeirSourcePartition  *last;        /* whose records are just coming */
  rd_kafka_topic_t     *last_handle;
  gint32                last_number;
  guint                 n_until_clock;
  gint64                batch_begin_usec; /* monotonic */
  guint64               n_left;      /* of max_records */
  guint64               n_batch;
  gboolean              ending;
  gboolean              ended;       /* of itself, not by weir_source_stop() */
  GError               *end_error;   /* owned, nullable */
  gboolean              closing;     /* the last event was said */
  WeirIntakeState       state;
  gint64                since_usec;
  char                 *last_reason; /* owned, nullable: of the last failed connection */
  gint64                next_topics_usec;  /* monotonic */
  gint64                next_alive_usec;
  gint64                next_status_usec;
  gint64                last_record_usec;  /* monotonic */
  gint64                last_answer_usec;
  gint64                waiting_usec;      /* monotonic, since when no answer came; 0: none is due */
  gint64                trouble_usec;      /* monotonic, when the present trouble began; 0: none */
  guint                 n_topic_failures;
  gboolean              topics_asked;
  gboolean              alive_asked;
  GArray               *plans;       /* of WeirPlan */
  guint                 n_plan_answers; /* still to come, of all plans */
  guint                 n_commits;   /* in flight */
  gboolean              tables_read;   /* nobody waits for topics that are read whole */
  gboolean              subscribed;
  gboolean              assign_wanted; /* the group gave us partitions, rd_kafka_assign() is due */

  pthread_mutex_t       mutex;
  GArray               *status;      /* guarded by mutex */
  GArray               *delivered;   /* of WeirIntakePosition, guarded by mutex: to be committed */
};

/* weir-source-events.c */
void                 weir_source_emit            (WeirSource              *self,
                                                  const WeirIntakeEvent   *event);
void                 weir_source_emit_partition  (WeirSource              *self,
                                                  WeirIntakeEventKind      kind,
                                                  WeirSourcePartition     *partition,
                                                  gint64                   from,
                                                  gint64                   to,
                                                  const char              *text);
void                 weir_source_emit_gap        (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  gint64                   from,
                                                  gint64                   to,
                                                  WeirIntakeReason         reason);
void                 weir_source_set_state       (WeirSource              *self,
                                                  WeirIntakeState          state,
                                                  const char              *text);

/* weir-source.c */
void                 weir_source_finish          (WeirSource              *self,
                                                  GError                  *error);
void                 weir_source_check_finished  (WeirSource              *self);

/* weir-source-partition.c */
WeirSourceTopic     *weir_source_topic_new       (const char              *name,
                                                  guint                    index);
void                 weir_source_topic_free      (WeirSourceTopic         *topic);
WeirSourceTopic     *weir_source_find_topic      (WeirSource              *self,
                                                  const char              *name);
WeirSourcePartition *weir_source_topic_get       (WeirSourceTopic         *topic,
                                                  gint32                   number);
WeirSourcePartition *weir_source_topic_ensure    (WeirSourceTopic         *topic,
                                                  gint32                   number);
void                 weir_source_partition_guard (WeirSourcePartition     *partition);
void                 weir_source_fail_topic      (WeirSource              *self,
                                                  WeirSourceTopic         *topic,
                                                  rd_kafka_resp_err_t      native);
void                 weir_source_fail_partition  (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  rd_kafka_resp_err_t      native);
void                 weir_source_recover         (WeirSource              *self,
                                                  WeirSourcePartition     *partition);
void                 weir_source_publish_status  (WeirSource              *self);

/* weir-source-reader.c */
void                 weir_source_take            (rd_kafka_message_t      *native,
                                                  void                    *opaque);
void                 weir_source_take_some       (WeirSource              *self,
                                                  int                      timeout_msec);
void                 weir_source_set_done        (WeirSource              *self,
                                                  WeirSourcePartition     *partition);

/* weir-source-topics.c */
void                 weir_source_ask_topics      (WeirSource              *self);
void                 weir_source_answer_topics   (WeirSource              *self,
                                                  rd_kafka_event_t        *event);

/* weir-source-planner.c */
gint64               weir_source_retry_usec      (guint                    n_failures);
rd_kafka_AdminOptions_t *weir_source_options_new (WeirSource              *self,
                                                  rd_kafka_admin_op_t      operation,
                                                  WeirQuestion             question,
                                                  guint                    plan);
void                 weir_source_plan_step       (WeirSource              *self,
                                                  gint64                   now_usec);
void                 weir_source_answer          (WeirSource              *self,
                                                  rd_kafka_event_t        *event);
void                 weir_source_want_again      (WeirSource              *self,
                                                  WeirSourcePartition     *partition);

/* weir-source-begin.c */
void                 weir_source_begin_partition (WeirSource              *self,
                                                  WeirSourcePartition     *partition);
void                 weir_source_start_partition (WeirSource              *self,
                                                  WeirSourcePartition     *partition);

/* weir-source-tables.c */
gboolean             weir_source_holds_back      (WeirSource                *self,
                                                  const WeirSourcePartition *partition);
void                 weir_source_check_tables    (WeirSource              *self);

/* weir-source-group.c */
void                 weir_source_rebalance       (rd_kafka_t              *rk,
                                                  rd_kafka_resp_err_t      native,
                                                  rd_kafka_topic_partition_list_t *list,
                                                  void                    *opaque);
void                 weir_source_group_serve     (WeirSource              *self);
void                 weir_source_group_step      (WeirSource              *self);
GArray              *weir_source_group_dup_positions (WeirSource          *self);
void                 weir_source_group_assign    (WeirSource              *self);
void                 weir_source_group_committed (WeirSource              *self,
                                                  rd_kafka_event_t        *event);
void                 weir_source_group_leave     (WeirSource              *self,
                                                  gint64                   deadline_usec);

G_END_DECLS
