#pragma once

#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"
#include "data/source/weir-source.h"

/* What a source said, for tests: filled by the consumer thread, awaited by the test. */
typedef struct
{
  WeirIntakeEventKind kind;
  WeirIntakeState     state;
  char               *topic;
  gint32              partition;
  gint64              from;
  gint64              to;
  WeirIntakeReason    reason;
  GError             *error;
  char               *text;
} CollectedEvent;

typedef struct
{
  char   *topic;
  guint   topic_index;
  gint32  partition;
  gint64  offset;
  gint64  time_usec;
  GBytes *key;      /* NULL: null */
  GBytes *payload;  /* NULL: null */
} CollectedRecord;

typedef struct _Collector Collector;

Collector       *collector_new          (const WeirSourceSpec *spec);
void             collector_free         (Collector            *self);
WeirIntake      *collector_get_source   (Collector            *self);
void             collector_start        (Collector            *self);
/* Stops the source and waits for its thread. */
void             collector_stop         (Collector            *self);
/* Until there are @count events of @kind (of @partition, or any with -2); the last of them. */
CollectedEvent  *collector_await_event  (Collector            *self,
                                         WeirIntakeEventKind   kind,
                                         gint32                partition,
                                         guint                 count);
CollectedEvent  *collector_await_state  (Collector            *self,
                                         WeirIntakeState       state,
                                         guint                 count);
void             collector_await_records (Collector           *self,
                                          guint                count);
guint            collector_count_records (Collector           *self);
guint            collector_count_events  (Collector           *self,
                                          WeirIntakeEventKind  kind);
CollectedRecord *collector_get_record    (Collector           *self,
                                          guint                index);
/* Asks for a commit of all records so far. */
void             collector_commit       (Collector            *self);
/* Of weir_intake_dup_status(), when its @committed (or else its @high) is @value. */
void             collector_await_committed (Collector         *self,
                                            gint32             partition,
                                            gint64             value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Collector, collector_free)

/* A source spec for topic "t" that a test changes where it differs. */
WeirSourceSpec   collector_spec         (WeirSettings         *settings,
                                         const char * const   *topics);
/* @count records "0", "1", … into one partition, a second apart from @first_usec on. */
void             produce_numbers        (WeirSettings         *settings,
                                         const char           *topic,
                                         gint32                partition,
                                         guint                 first,
                                         guint                 count,
                                         gint64                first_usec);
