#pragma once

#include "data/source/weir-source-partition.h"
#include "data/source/weir-source.h"
#include "data/source/weir-topic-listing.h"
#include "data/source/weir-topic-pattern.h"

#include <librdkafka/rdkafka.h>
#include <pthread.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_QUESTION_TOPICS,
  WEIR_QUESTION_LOW,
  WEIR_QUESTION_HIGH,
  WEIR_QUESTION_TIME,
  WEIR_QUESTION_COMMITTED,
  WEIR_QUESTION_ALIVE,
  WEIR_QUESTION_GROUP,
} WeirQuestion;

/* So many records in a row at or after the end by time, and it is believed that no earlier one follows. */
#define WEIR_SOURCE_LATE_RECORDS 100000

/* Errors that pass by themselves are reported only when they stay. */
#define WEIR_FAILURES_BEFORE_REPORT 4

/* Questions about the partitions of one leader that are to begin. */
typedef struct
{
  gint32                           leader;     /* 0: not known */
  rd_kafka_topic_partition_list_t *list;       /* owned, nullable: until it is asked */
  guint                            n_answers;  /* still to come */
  gboolean                         failed;
} WeirOffsetRequest;

/* A broker that leads partitions, and is asked now and then where they end. */
typedef struct
{
  gint32    id;
  gboolean  asked;
  gboolean  stop_asked;  /* the clock was past the time at which reading ends when it was asked */
  gint64    next_usec;   /* monotonic; not asked again before */
} WeirSourceLeader;

/* A topic that stands for others. */
typedef struct
{
  WeirTopicPattern *pattern;     /* owned */
  WeirSourceTopic  *topic;       /* borrowed: its place among the topics */
  guint             n_matched;   /* topics found, also those that are gone again */
} WeirSourcePattern;

struct _WeirSource
{
  GObject               parent_instance;

  /* Fixed once made. */
  WeirSettings         *settings;    /* owned */
  WeirIntakeHandler     handler;
  gpointer              user_data;
  GPtrArray            *topics;      /* (element-type WeirSourceTopic): those asked for; found ones come behind them */
  GPtrArray            *patterns;    /* (element-type WeirSourcePattern) */
  char                 *group;       /* owned, nullable */
  gint32                partition;
  WeirPosition          start;
  GArray               *resume;      /* owned, of WeirIntakePosition */
  GArray               *limits;      /* owned, nullable, of WeirIntakePosition */
  WeirPosition          stop;
  guint64               max_records;
  guint                 tick_msec;
  guint                 deadline_msec;
  gboolean              read_committed;
  gint64                topics_usec; /* between two looks at what partitions there are */
  gboolean              embedded;    /* the broker cannot look offsets up by time */

  GThread              *thread;      /* owned; caller's side */
  gint                  stopping;    /* atomic */
  gint64                stop_usec;   /* written before stopping is set, read after it */

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
  gboolean              taking_backlog; /* a batch is being handled */
  gboolean              any_skips_batch; /* of the partitions */
  gboolean              ending;
  gboolean              ended;       /* of itself, not by weir_source_stop() */
  GError               *end_error;   /* owned, nullable */
  gboolean              closing;     /* the last event was said */
  WeirIntakeState       state;
  gint64                since_usec;
  char                 *last_reason; /* owned, nullable: of the last failed connection */
  gboolean              answered;    /* it was connected once */
  gint64                next_topics_usec;  /* monotonic */
  gint64                next_status_usec;
  gint64                last_record_usec;  /* monotonic */
  gint64                last_answer_usec;
  gint64                waiting_usec;      /* monotonic, since when no answer came; 0: none is due */
  gint64                trouble_usec;      /* monotonic, when the present trouble began; 0: none */
  guint                 n_topic_failures;
  gboolean              topics_asked;
  WeirTopicListing     *listing;     /* owned, nullable: what topics there are, asked for the patterns' sake */
  gint64                next_names_usec;   /* monotonic */
  guint                 n_listing_failures;
  gboolean              names_known; /* patterns were looked up once */
  gboolean              stop_passed; /* the clock is past the time at which reading ends */
  GArray               *leaders;     /* of WeirSourceLeader */
  guint                 n_leaders_asked;
  GArray               *requests;    /* of WeirOffsetRequest */
  guint                 n_offset_answers; /* still to come, of all requests */
  guint                 n_commits;   /* in flight */
  gboolean              tables_read;   /* those that are read whole have been: no partition is HELD */
  gboolean              subscribed;
  gint64                group_wait_usec; /* monotonic, since when no partition was assigned; 0: some were */
  gboolean              said_waiting;
  gboolean              offsets_missing; /* the coordinator did not tell those of partitions that are to begin */
  gboolean              group_asked;
  gint64                next_group_usec;  /* monotonic */
  gint64                coordinator_usec; /* monotonic, when it last answered, or was not needed */
  GError               *group_failure; /* owned, nullable: the coordinator is silent */
  gboolean              assign_due;    /* partitions of the group were begun, or are to begin anew */
  gint64                stall_usec;    /* how long nothing may come though there is something */
  gint64                silence_usec;  /* how long a leader may be silent */
  gint64                watched_usec;  /* monotonic, of the last look at what stands still; 0: none */
  guint64               n_turned;      /* records handed out by when all that waited then will have been */
  guint                 n_stalled;     /* partitions that stand still, or whose leader is silent */
  guint                 n_told;        /* as many as the state PARTIAL has told of */

  pthread_mutex_t       mutex;
  GArray               *status;      /* guarded by mutex */
  GArray               *delivered;   /* of WeirIntakePosition, guarded by mutex: to be committed */
};

typedef void (*WeirSourcePartitionFunc) (WeirSource          *self,
                                         WeirSourcePartition *partition,
                                         gpointer             user_data);

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
gboolean             weir_source_topic_is_added  (const WeirSourceTopic   *topic,
                                                  gint32                   number);
WeirSourcePartition *weir_source_topic_ensure    (WeirSourceTopic         *topic,
                                                  gint32                   number);
void                 weir_source_foreach_partition (WeirSource            *self,
                                                  WeirSourcePartitionFunc  function,
                                                  gpointer                 user_data);
void                 weir_source_partition_update_admit (WeirSourcePartition     *partition);
void                 weir_source_partition_set_state (WeirSourcePartition *partition,
                                                  WeirPartitionState       state);
gint64               weir_source_partition_get_fetch_offset (const WeirSourcePartition *partition);
void                 weir_source_partition_seek  (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  gint64                   offset);
void                 weir_source_fail_topic      (WeirSource              *self,
                                                  WeirSourceTopic         *topic,
                                                  rd_kafka_resp_err_t      native);
void                 weir_source_fail_partition  (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  rd_kafka_resp_err_t      native);
void                 weir_source_partition_set_failure (WeirSource        *self,
                                                  WeirSourcePartition     *partition,
                                                  rd_kafka_resp_err_t      native,
                                                  GError                  *failure);
void                 weir_source_partition_clear_failure (WeirSource      *self,
                                                  WeirSourcePartition     *partition);
void                 weir_source_recover         (WeirSource              *self,
                                                  WeirSourcePartition     *partition);
gint32               weir_source_partition_get_leader (const WeirSourcePartition *partition);
GError              *weir_source_topic_error_new (WeirSourceTopic         *topic);
void                 weir_source_publish_status  (WeirSource              *self);

/* weir-source-reader.c */
void                 weir_source_take            (rd_kafka_message_t      *native,
                                                  void                    *opaque);
void                 weir_source_take_some       (WeirSource              *self,
                                                  int                      timeout_msec);
void                 weir_source_set_done        (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  const char              *text);

/* weir-source-topics.c */
void                 weir_source_ask_topics      (WeirSource              *self);
void                 weir_source_answer_topics   (WeirSource              *self,
                                                  rd_kafka_event_t        *event);

void                 weir_source_recover_topic   (WeirSource              *self,
                                                  WeirSourceTopic         *topic);

/* weir-source-patterns.c */
gboolean             weir_source_patterns_add    (WeirSource              *self,
                                                  WeirSourceTopic         *topic,
                                                  GError                 **error);
gboolean             weir_source_patterns_step   (WeirSource              *self,
                                                  gint64                   now_usec);
WeirSourceTopic     *weir_source_patterns_ensure (WeirSource              *self,
                                                  const char              *name);
gboolean             weir_source_patterns_drop   (WeirSource              *self,
                                                  WeirSourceTopic         *topic);
void                 weir_source_pattern_free    (WeirSourcePattern       *pattern);

/* weir-source-offsets.c */
gint64               weir_source_retry_usec      (guint                    n_failures);
rd_kafka_AdminOptions_t *weir_source_options_new (WeirSource              *self,
                                                  rd_kafka_admin_op_t      operation,
                                                  WeirQuestion             question,
                                                  guint                    request);
void                 weir_source_ask_offsets     (WeirSource              *self,
                                                  WeirQuestion             question,
                                                  guint                    request,
                                                  gint64                   what,
                                                  rd_kafka_topic_partition_list_t *list);
void                 weir_source_ask_committed   (WeirSource              *self,
                                                  WeirQuestion             question,
                                                  guint                    request,
                                                  const rd_kafka_topic_partition_list_t *list);
void                 weir_source_offsets_step    (WeirSource              *self,
                                                  gint64                   now_usec);
void                 weir_source_answer          (WeirSource              *self,
                                                  rd_kafka_event_t        *event);
void                 weir_source_judge_answer    (WeirSource              *self,
                                                  rd_kafka_resp_err_t      native,
                                                  gboolean                 answered);
void                 weir_source_begin_again     (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  WeirBeginReason          why);

/* weir-source-leaders.c */
void                 weir_source_leaders_add     (WeirSource              *self,
                                                  gint32                   id);
void                 weir_source_leaders_step    (WeirSource              *self,
                                                  gint64                   now_usec);
void                 weir_source_leaders_ask_soon (WeirSource             *self,
                                                  gint32                   id,
                                                  gint64                   after_usec);
void                 weir_source_leaders_answer  (WeirSource              *self,
                                                  guint                    index,
                                                  gboolean                 answered);

/* weir-source-begin.c */
void                 weir_source_begin_partition (WeirSource              *self,
                                                  WeirSourcePartition     *partition);
void                 weir_source_say_begun       (WeirSource              *self,
                                                  WeirSourcePartition     *partition);
void                 weir_source_start_partition (WeirSource              *self,
                                                  WeirSourcePartition     *partition);

/* weir-source-ends.c */
gboolean             weir_source_stops_at_end    (WeirSource              *self);
void                 weir_source_end_told        (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  gboolean                 stop_passed);
void                 weir_source_end_reached     (WeirSource              *self,
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
void                 weir_source_group_join      (WeirSource              *self);
void                 weir_source_group_serve     (WeirSource              *self);
void                 weir_source_group_keep_alive (WeirSource             *self);
void                 weir_source_group_step      (WeirSource              *self);
void                 weir_source_group_assign    (WeirSource              *self);
gboolean             weir_source_group_fail      (WeirSource              *self,
                                                  rd_kafka_resp_err_t      native);
void                 weir_source_group_leave     (WeirSource              *self,
                                                  gint64                   deadline_usec);

/* weir-source-coordinator.c */
void                 weir_source_coordinator_await (WeirSource            *self);
void                 weir_source_coordinator_heard (WeirSource            *self,
                                                  gboolean                 assigned);
void                 weir_source_coordinator_step (WeirSource             *self,
                                                  gint64                   now_usec);
void                 weir_source_coordinator_answer (WeirSource           *self,
                                                  gboolean                 answered);

/* weir-source-commit.c */
GArray              *weir_source_commit_dup_positions (WeirSource         *self);
void                 weir_source_commit_add      (WeirSource              *self,
                                                  const WeirIntakePosition *positions,
                                                  guint                    n_positions);
void                 weir_source_commit_step     (WeirSource              *self);
void                 weir_source_commit_answer   (WeirSource              *self,
                                                  rd_kafka_event_t        *event);

/* weir-source-damage.c */
void                 weir_source_damage_found    (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  gint64                   offset,
                                                  WeirIntakeReason         reason);
gboolean             weir_source_damage_passed   (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  gint64                   offset);
gboolean             weir_source_damage_believes (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  gint64                   offset);
void                 weir_source_damage_clear    (WeirSourcePartition     *partition);
gint64               weir_source_damage_get_offset (const WeirDamage       *damage);

/* weir-source-tail.c */
gboolean             weir_source_tail_begin      (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  gint64                   n_records);
void                 weir_source_tail_take       (WeirSource              *self,
                                                  WeirSourcePartition     *partition,
                                                  gint64                   offset,
                                                  gboolean                 at_end);
void                 weir_source_tail_clear      (WeirSourcePartition     *partition);
gint64               weir_source_tail_get_from   (const WeirTailCount     *tail);

/* weir-source-watch.c */
void                 weir_source_watch_step      (WeirSource              *self,
                                                  gint64                   now_usec);
void                 weir_source_watch_judge     (WeirSource              *self);
void                 weir_source_watch_moved     (WeirSource              *self,
                                                  WeirSourcePartition     *partition);
void                 weir_source_watch_heard     (WeirSource              *self,
                                                  WeirSourcePartition     *partition);

G_END_DECLS
