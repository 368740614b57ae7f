#pragma once

#include "data/source/weir-message.h"

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * WeirIntake: what gives records.
 *
 * Kafka (WeirSource) and a file (WeirFileIntake) are intakes; a recording or a
 * test can be one. Whoever takes records knows this header and the constructor
 * of the intake, and nothing else of it.
 *
 * Threads
 *
 *   The caller's thread makes the intake, starts it, joins it and frees it.
 *   The intake's own thread, the consumer thread, calls the handler: message,
 *   batch_end and event, one at a time, never two at once, and nothing after
 *   the last event. What the handler keeps between calls needs no lock.
 *   A handler may take its time: the intake waits, and buffers a bounded
 *   amount. It must not free the intake, nor join it.
 *
 *     weir_intake_start(), _join()         the caller's thread
 *     weir_intake_stop(), _dup_status(),
 *     _commit_positions()                  any thread
 *     weir_intake_end(), _commit(),
 *     _dup_positions(), _keep_alive()      the consumer thread: inside a handler
 *
 * Order of calls, for one partition
 *
 *   FOUND, ASSIGNED, then its messages by rising offset, then REVOKED (another member
 *   of the group has it), or PARTITION_DONE (a bounded read is through with
 *   it), or nothing (the run ended). FOUND comes for all partitions that are known
 *   at a time, before a message of any of them: who joins partitions knows which to
 *   wait for. Files have no FOUND; all of them are ASSIGNED first. ASSIGNED may come again: after REVOKED, or
 *   when the partition had to be looked for anew (GAP says what is missing).
 *   An offset is handed out once, unless a group gives the partition back at an
 *   older committed offset, or a log was truncated and written anew; then GAP
 *   tells that the log went back. Offsets that are missing between two messages
 *   without a GAP were compacted away or belong to transactions: no loss.
 *   batch_end comes after each batch, and about every tick while nothing comes.
 *   Between REVOKED and the next ASSIGNED of a partition the group's offset
 *   decides where it goes on: what was not committed comes again.
 *
 * The end
 *
 *   STATE with WEIR_INTAKE_STATE_ENDED comes once, always. If the intake ended
 *   of itself (bounds reached, end of file, weir_intake_end(), a lasting error)
 *   ENDED follows it, with the error if there is one; after weir_intake_stop()
 *   it does not. Nothing is called behind that, and weir_intake_join() returns
 *   within 2 s.
 *
 * Delivery
 *
 *   Nothing is ever committed that was not asked for: not on closing, not by a
 *   timer, not by a rebalance. (Where a group has no offset and reading begins
 *   at its end, an offset or a time, that place is committed: it claims nothing
 *   delivered, and members that get the partition later begin there too.)
 *   weir_intake_commit() inside a handler commits exactly what was handed out
 *   before that call, the message being handled included; records that come while
 *   the commit is on its way are not part of it. So a caller flushes its sinks and
 *   then commits, in batch_end (now and then), in REVOKED (the last chance while
 *   the partition is ours) and in STATE with ENDED (after files were finished;
 *   that commit is still carried out, for 2 s at most). A caller whose sinks flush
 *   elsewhere takes a copy of the positions with weir_intake_dup_positions() when
 *   it hands work on, and gives it to weir_intake_commit_positions() when that
 *   work is done.
 *   A commit that fails is an ERROR event without a topic; the offsets are then
 *   handed out again to whoever gets the partition next.
 */

/**
 * WeirIntakeState: how an intake stands with what it reads.
 * @WEIR_INTAKE_STATE_IDLE: not started
 * @WEIR_INTAKE_STATE_CONNECTING: no answer yet
 * @WEIR_INTAKE_STATE_CONNECTED: what is read answers
 * @WEIR_INTAKE_STATE_PARTIAL: some of it does, some cannot be read; the text says how much, and why. It comes again
 *   when that is more or less
 * @WEIR_INTAKE_STATE_DISCONNECTED: it does not, and is tried again; the text says why
 * @WEIR_INTAKE_STATE_FORBIDDEN: access was refused
 * @WEIR_INTAKE_STATE_ENDED: nothing more comes
 * @WEIR_INTAKE_STATE_FAILED: it cannot go on; ENDED follows
 */
typedef enum
{
  WEIR_INTAKE_STATE_IDLE,
  WEIR_INTAKE_STATE_CONNECTING,
  WEIR_INTAKE_STATE_CONNECTED,
  WEIR_INTAKE_STATE_PARTIAL,
  WEIR_INTAKE_STATE_DISCONNECTED,
  WEIR_INTAKE_STATE_FORBIDDEN,
  WEIR_INTAKE_STATE_ENDED,
  WEIR_INTAKE_STATE_FAILED,
} WeirIntakeState;

/**
 * WeirIntakeReason: why offsets are missing (GAP).
 * @WEIR_INTAKE_REASON_NONE: no gap
 * @WEIR_INTAKE_REASON_EXPIRED: retention or an administrator deleted them before they were read
 * @WEIR_INTAKE_REASON_TRUNCATED: the log was cut: records read before are no longer in it
 * @WEIR_INTAKE_REASON_RECREATED: the topic was deleted and made anew
 * @WEIR_INTAKE_REASON_DAMAGED: they are there, but cannot be read
 * @WEIR_INTAKE_REASON_TOO_LARGE: they are there, but cannot be decompressed: too large, or damaged
 */
typedef enum
{
  WEIR_INTAKE_REASON_NONE,
  WEIR_INTAKE_REASON_EXPIRED,
  WEIR_INTAKE_REASON_TRUNCATED,
  WEIR_INTAKE_REASON_RECREATED,
  WEIR_INTAKE_REASON_DAMAGED,
  WEIR_INTAKE_REASON_TOO_LARGE,
} WeirIntakeReason;

/**
 * WeirIntakeEventKind:
 * @WEIR_INTAKE_EVENT_STATE: the state changed; state, since_usec and text are set
 * @WEIR_INTAKE_EVENT_FOUND: a partition will be read once its broker has told its offsets
 * @WEIR_INTAKE_EVENT_ASSIGNED: a partition is being read from offset `from` on; `to` is its high
 *   watermark (-1: not known)
 * @WEIR_INTAKE_EVENT_REVOKED: a partition went to another member of the group, or its topic is gone and
 *   only a pattern stood for it
 * @WEIR_INTAKE_EVENT_CAUGHT_UP: the position reached the high watermark; at most about once a second
 * @WEIR_INTAKE_EVENT_GAP: offsets [from, to) are missing, reason and text say why; `to` is where
 *   reading goes on, so it lies before `from` when the log itself went back
 * @WEIR_INTAKE_EVENT_ERROR: a lasting error of a topic or partition (-1: the whole topic), or of the
 *   connection (no topic); error is set
 * @WEIR_INTAKE_EVENT_RECOVERED: that topic's or partition's data flows again
 * @WEIR_INTAKE_EVENT_PARTITION_DONE: a bounded read of the partition reached its stop, or a file its end
 * @WEIR_INTAKE_EVENT_TOPIC_FOUND: a topic is read because topic number pattern_index is a pattern that
 *   matches it; comes before anything else of the topic, once for each such pattern
 * @WEIR_INTAKE_EVENT_ENDED: the intake ended of itself; error is set if it should not have. The last event
 */
typedef enum
{
  WEIR_INTAKE_EVENT_STATE,
  WEIR_INTAKE_EVENT_FOUND,
  WEIR_INTAKE_EVENT_ASSIGNED,
  WEIR_INTAKE_EVENT_REVOKED,
  WEIR_INTAKE_EVENT_CAUGHT_UP,
  WEIR_INTAKE_EVENT_GAP,
  WEIR_INTAKE_EVENT_ERROR,
  WEIR_INTAKE_EVENT_RECOVERED,
  WEIR_INTAKE_EVENT_PARTITION_DONE,
  WEIR_INTAKE_EVENT_TOPIC_FOUND,
  WEIR_INTAKE_EVENT_ENDED,
} WeirIntakeEventKind;

typedef struct
{
  WeirIntakeEventKind kind;
  WeirIntakeState     state;
  gint64              since_usec;
  const char         *topic;        /* borrowed, as in WeirMessage; NULL: none */
  guint               topic_index;
  guint               pattern_index; /* of TOPIC_FOUND */
  gint32              partition;    /* -1: none */
  gint64              from;
  gint64              to;
  WeirIntakeReason    reason;
  const GError       *error;        /* borrowed: WEIR_SOURCE_ERROR, or a file's error */
  const char         *text;         /* for a person, complete: it names topic and partition; borrowed, nullable */
} WeirIntakeEvent;

/**
 * WeirIntakeHandler:
 * @message: one record; must be set
 * @batch_end: (nullable): after each batch, and about every tick while there is nothing to read
 * @event: (nullable): something happened that is no record
 *
 * All are called on the consumer thread, never two at once.
 */
typedef struct
{
  void (*message)   (const WeirMessage     *message,
                     gpointer               user_data);
  void (*batch_end) (gpointer               user_data);
  void (*event)     (const WeirIntakeEvent *event,
                     gpointer               user_data);
} WeirIntakeHandler;

/**
 * WeirPartitionStatus: one partition as the intake knows it; -1 is unknown.
 */
typedef struct
{
  const char *topic;              /* borrowed from the intake */
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

/**
 * WeirIntakePosition: the next offset that is to be handed out of a partition.
 */
typedef struct
{
  guint  topic_index;
  gint32 partition;
  gint64 offset;
} WeirIntakePosition;

#define WEIR_TYPE_INTAKE (weir_intake_get_type ())
G_DECLARE_INTERFACE (WeirIntake, weir_intake, WEIR, INTAKE, GObject)

/**
 * WeirIntakeInterface:
 * @start: see weir_intake_start()
 * @stop: see weir_intake_stop()
 * @join: see weir_intake_join()
 * @end: see weir_intake_end()
 * @dup_status: see weir_intake_dup_status()
 * @dup_positions: see weir_intake_dup_positions()
 * @commit_positions: (nullable): see weir_intake_commit_positions(); %NULL where nothing can be committed
 * @keep_alive: (nullable): see weir_intake_keep_alive(); %NULL where no sign of life is wanted
 */
struct _WeirIntakeInterface
{
  GTypeInterface parent_iface;

  void    (*start)            (WeirIntake   *self);
  void    (*stop)             (WeirIntake   *self);
  void    (*join)             (WeirIntake   *self);
  void    (*end)              (WeirIntake   *self);
  GArray *(*dup_status)       (WeirIntake   *self);
  GArray *(*dup_positions)    (WeirIntake   *self);
  void    (*commit_positions) (WeirIntake   *self,
                               const GArray *positions);
  void    (*keep_alive)       (WeirIntake   *self);
};

void    weir_intake_start            (WeirIntake   *self);
void    weir_intake_stop             (WeirIntake   *self);
void    weir_intake_join             (WeirIntake   *self);
void    weir_intake_end              (WeirIntake   *self);
GArray *weir_intake_dup_status       (WeirIntake   *self);
GArray *weir_intake_dup_positions    (WeirIntake   *self);
void    weir_intake_commit           (WeirIntake   *self);
void    weir_intake_commit_positions (WeirIntake   *self,
                                      const GArray *positions);
void    weir_intake_keep_alive       (WeirIntake   *self);

const char *weir_intake_get_reason_word (WeirIntakeReason reason);

G_END_DECLS
