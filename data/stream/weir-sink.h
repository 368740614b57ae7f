#pragma once

#include "data/alert/weir-alert-change.h"
#include "data/alert/weir-alert-event.h"
#include "data/decode/weir-decoder.h"
#include "data/source/weir-intake.h"
#include "data/stream/weir-trail.h"
#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/* A record whose key has no number, see weir_sink_init(). */
#define WEIR_SINK_NO_KEY G_MAXUINT

/**
 * WeirSinkClock: what a sink is told after each batch.
 * @now_usec: wall clock (µs UTC)
 * @monotonic_usec: a clock that never jumps
 * @second: a second has passed since the last time this was set
 * @behind: the intake has records that were not read, or cannot tell
 */
typedef struct
{
  gint64   now_usec;
  gint64   monotonic_usec;
  gboolean second;
  gboolean behind;
} WeirSinkClock;

/**
 * WeirSinkRecord: one record of a stream. Everything in it is borrowed for the call.
 * @stream: the stream's number in the topology
 * @message: the record as it came; of a derived stream its place in the stream
 * @record: (nullable): the decoded record; %NULL: a tombstone
 * @trail: (nullable): of a derived stream's record: what it was made of
 * @key_id: the key's number in the stream, for sinks that want numbers
 * @future: its event time is too far ahead to be believed
 */
typedef struct
{
  guint              stream;
  const WeirMessage *message;
  const WeirRecord  *record;
  const WeirTrail   *trail;
  guint              key_id;
  gboolean           future;
} WeirSinkRecord;

/**
 * WeirSinkGap: records that were lost.
 * @topic_index: the topic's number in the intake
 * @partition: the partition
 * @from: the first offset lost
 * @to: the first offset that is not
 * @row_topic_index: in which topic the stream's own records around the gap stand
 * @row_partition: in which partition: in a derived stream not that of its sources
 */
typedef struct
{
  guint  topic_index;
  gint32 partition;
  gint64 from;
  gint64 to;
  guint  row_topic_index;
  gint32 row_partition;
} WeirSinkGap;

typedef struct _WeirSink WeirSink;

/**
 * WeirSinkMethods: what a sink takes. Those that are %NULL cost nothing.
 * @record: a record of a stream
 * @dead_letter: a message that did not decode
 * @row: a row of a stream's windows, early or final as its state tells
 * @late: a record that a window refused, or that came from the future
 * @alert: (transfer none): a rule fired, resolved or changed; what happened between two batches is one event
 * @alert_change: each change of state of a rule and key, as it happens
 * @gap: records were lost
 * @event: the intake reported something that is no record
 * @batch_end: a batch of records is through; %FALSE with an error ends the run
 * @finish: the input has ended and every window is closed; %FALSE with an error if the output is not whole
 * @is_delivered: whether all that the sink was given is where it belongs: written and flushed,
 *   renamed, acknowledged; %NULL: always
 *
 * All are called on the consumer thread, never two at once; @finish where the topology is finished.
 */
typedef struct
{
  void     (*record)       (WeirSink              *self,
                            const WeirSinkRecord  *record);
  void     (*dead_letter)  (WeirSink              *self,
                            guint                  stream,
                            const WeirMessage     *message,
                            WeirDecodeError        reason,
                            const char            *detail);
  void     (*row)          (WeirSink              *self,
                            guint                  stream,
                            guint                  window,
                            const WeirWindowRow   *row);
  void     (*late)         (WeirSink              *self,
                            guint                  stream,
                            guint                  window,
                            const WeirRecord      *record,
                            gint64                 delay_usec,
                            gboolean               future);
  void     (*alert)        (WeirSink              *self,
                            guint                  stream,
                            const WeirAlertEvent  *event);
  void     (*alert_change) (WeirSink              *self,
                            guint                  stream,
                            const WeirAlertChange *change);
  void     (*gap)          (WeirSink              *self,
                            guint                  stream,
                            const WeirSinkGap     *gap);
  void     (*event)        (WeirSink              *self,
                            const WeirIntakeEvent *event);
  gboolean (*batch_end)    (WeirSink              *self,
                            const WeirSinkClock   *clock,
                            GError               **error);
  gboolean (*finish)       (WeirSink              *self,
                            GError               **error);
  gboolean (*is_delivered) (WeirSink              *self);
} WeirSinkMethods;

/**
 * WeirSink:
 * @methods: what it takes
 * @wants_keys: its records need the numbers of their keys
 *
 * What takes the results of a topology: the screen, a file, a recorder. The
 * first member of the struct of each kind of sink. A topology borrows its
 * sinks; whoever made them frees them after it.
 */
struct _WeirSink
{
  const WeirSinkMethods *methods;
  gboolean               wants_keys;
};

G_END_DECLS
