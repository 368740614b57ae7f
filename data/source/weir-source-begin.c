#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>

/* Where a partition begins and ends, once the broker told its offsets. */

/* A committed or resumed offset. Below the low watermark, the records in between are lost. */
static gint64
begin_at (WeirSource          *self,
          WeirSourcePartition *partition,
          gint64               wanted)
{
  if (wanted >= partition->low)
    return MIN (wanted, partition->high);

  weir_source_emit_gap (self, partition, wanted, partition->low, WEIR_INTAKE_REASON_EXPIRED);
  return partition->low;
}

static gint64
begin_stored (WeirSource          *self,
              WeirSourcePartition *partition)
{
  gint64 committed = partition->committed;

  if (committed <= partition->high)
    return begin_at (self, partition, committed);

  partition->committed = WEIR_OFFSET_UNKNOWN;
  weir_source_emit_gap (self, partition, committed, partition->low, WEIR_INTAKE_REASON_TRUNCATED);
  return partition->low;
}

/* Where earlier reading left off, -1 if it did not read the partition. */
static gint64
get_resume (WeirSource          *self,
            WeirSourcePartition *partition)
{
  for (guint i = 0; i < self->resume->len; i++)
    {
      const WeirIntakePosition *position = &g_array_index (self->resume, WeirIntakePosition, i);

      if (position->topic_index == partition->topic->index && position->partition == partition->number)
        return position->offset;
    }

  return WEIR_OFFSET_UNKNOWN;
}

/* Past the end of the log: it is not the one that was read. */
static gint64
begin_resumed (WeirSource          *self,
               WeirSourcePartition *partition,
               gint64               resume)
{
  if (resume <= partition->high)
    return begin_at (self, partition, resume);

  weir_source_emit_gap (self, partition, resume, partition->low, WEIR_INTAKE_REASON_TRUNCATED);
  return partition->low;
}

static gint64
begin_tail (WeirSourcePartition *partition,
            gint64               n_records)
{
  return MAX (partition->low, partition->high - n_records);
}

static gint64
begin_time (WeirSource          *self,
            WeirSourcePartition *partition)
{
  gboolean or_tail = self->start.kind == WEIR_POSITION_TIME_OR_TAIL;

  if (self->embedded)
    {
      /* No look-up by time there; it keeps little, so all of it is read and the head passed over. */
      if (!or_tail)
        partition->skip_before_usec = self->start.value;
      return partition->low;
    }

  if (partition->at_time >= 0 && (!or_tail || partition->at_time < partition->high))
    return CLAMP (partition->at_time, partition->low, partition->high);

  return or_tail ? begin_tail (partition, WEIR_POSITION_TAIL_RECORDS) : partition->high;
}

static gint64
begin_by_spec (WeirSource          *self,
               WeirSourcePartition *partition)
{
  if (partition->topic->whole)
    return partition->low;

  switch (self->start.kind)
    {
    case WEIR_POSITION_END:
      return partition->high;
    case WEIR_POSITION_OFFSET:
      return begin_at (self, partition, self->start.value);
    case WEIR_POSITION_TAIL:
      return begin_tail (partition, self->start.value);
    case WEIR_POSITION_TIME:
    case WEIR_POSITION_TIME_OR_TAIL:
      return begin_time (self, partition);
    case WEIR_POSITION_STORED:
    case WEIR_POSITION_BEGINNING:
    case WEIR_POSITION_NEVER:
    default:
      return partition->low;
    }
}

/* Offsets start again below what was committed: lower ones are to be committed from now on. */
static gint64
go_back (WeirSource          *self,
         WeirSourcePartition *partition,
         gint64               to,
         WeirIntakeReason     reason)
{
  gint64 from = partition->position;

  partition->committed = WEIR_OFFSET_UNKNOWN;
  if (from != to)
    weir_source_emit_gap (self, partition, from, to, reason);

  return to;
}

/* Where a log that was cut goes on: where it diverged, or at its end if the broker did not say where. */
static gint64
begin_truncated (WeirSource          *self,
                 WeirSourcePartition *partition)
{
  gint64 diverged = partition->diverged != WEIR_OFFSET_UNKNOWN ? partition->diverged : partition->high;

  partition->diverged = WEIR_OFFSET_UNKNOWN;

  return go_back (self, partition, CLAMP (diverged, partition->low, partition->high), WEIR_INTAKE_REASON_TRUNCATED);
}

/* After an offset was refused. */
static gint64
begin_refused (WeirSource          *self,
               WeirSourcePartition *partition)
{
  gint64 position = partition->position;

  if (position > partition->high)
    return begin_truncated (self, partition);
  if (position >= partition->low)
    return position;

  weir_source_emit_gap (self, partition, position, partition->low, WEIR_INTAKE_REASON_EXPIRED);
  return partition->low;
}

static gint64
decide_begin (WeirSource          *self,
              WeirSourcePartition *partition)
{
  gboolean committed = partition->committed != WEIR_OFFSET_UNKNOWN;
  gint64 resume = get_resume (self, partition);
  gboolean replaced = partition->position != WEIR_OFFSET_UNKNOWN && partition->generation != partition->topic->generation;

  switch (replaced ? WEIR_BEGIN_RECREATED : partition->why)
    {
    case WEIR_BEGIN_RETURNED:
      return committed ? begin_stored (self, partition) : begin_refused (self, partition);
    case WEIR_BEGIN_REFUSED:
      return begin_refused (self, partition);
    case WEIR_BEGIN_TRUNCATED:
      return begin_truncated (self, partition);
    case WEIR_BEGIN_RECREATED:
      return go_back (self, partition, partition->low, WEIR_INTAKE_REASON_RECREATED);
    case WEIR_BEGIN_FIRST:
    case WEIR_BEGIN_ADDED:
    default:
      /* Where a start was asked for, it is for a group that has none of its own yet. */
      if (committed)
        return begin_stored (self, partition);
      if (resume != WEIR_OFFSET_UNKNOWN)
        return begin_resumed (self, partition, resume);
      return partition->why == WEIR_BEGIN_ADDED || weir_source_topic_is_added (partition->topic, partition->number)
               ? partition->low : begin_by_spec (self, partition);
    }
}

/* The end that the partition was given; none where it was given none. */
static gint64
limit (WeirSource          *self,
       WeirSourcePartition *partition,
       gint64               stop)
{
  if (self->limits == NULL)
    return stop;

  for (guint i = 0; i < self->limits->len; i++)
    {
      const WeirIntakePosition *position = &g_array_index (self->limits, WeirIntakePosition, i);

      if (position->topic_index == partition->topic->index && position->partition == partition->number)
        return MIN (stop, position->offset);
    }

  return 0;
}

static void
fix_bounds (WeirSource          *self,
            WeirSourcePartition *partition)
{
  gboolean by_end = weir_source_stops_at_end (self);

  if (partition->stop_offset == WEIR_OFFSET_UNKNOWN)
    {
      partition->stop_offset = self->stop.kind == WEIR_POSITION_OFFSET ? self->stop.value
                               : by_end ? partition->high : G_MAXINT64;
      partition->stop_offset = limit (self, partition, partition->stop_offset);
      if (self->stop.kind == WEIR_POSITION_TIME)
        partition->stop_time_usec = self->stop.value;
    }
  else if (by_end)
    /* A log that became shorter would never reach its old end. */
    partition->stop_offset = MIN (partition->stop_offset, partition->high);
}

/* Members that get the partition later must begin there too, or records that come until then are read by no one. */
static void
pin_begin (WeirSource          *self,
           WeirSourcePartition *partition)
{
  if (self->group == NULL || partition->committed != WEIR_OFFSET_UNKNOWN || partition->why != WEIR_BEGIN_FIRST
      || self->start.kind == WEIR_POSITION_STORED || self->start.kind == WEIR_POSITION_BEGINNING)
    return;

  weir_source_commit_add (self, &(WeirIntakePosition) {
    .topic_index = partition->topic->index,
    .partition = partition->number,
    .offset = partition->position,
  }, 1);
}

/**
 * weir_source_say_begun:
 * @self: a source
 * @partition: one that is read from its position on
 */
void
weir_source_say_begun (WeirSource          *self,
                       WeirSourcePartition *partition)
{
  weir_source_emit_partition (self, WEIR_INTAKE_EVENT_ASSIGNED, partition, partition->position, partition->high, NULL);
  pin_begin (self, partition);
}

/**
 * weir_source_start_partition:
 * @self: a source
 * @partition: one that was begun
 *
 * Starts the fetching; with a group, weir_source_group_step() does that soon.
 */
void
weir_source_start_partition (WeirSource          *self,
                             WeirSourcePartition *partition)
{
  gboolean counted = partition->why == WEIR_BEGIN_FIRST && self->start.kind == WEIR_POSITION_TAIL
    && !partition->topic->whole
    && weir_source_tail_begin (self, partition, self->start.value);

  weir_source_partition_set_state (partition, WEIR_PARTITION_FETCHING);
  if (!counted)
    weir_source_say_begun (self, partition);

  if (self->subscribed)
    self->assign_due = TRUE;
  else if (rd_kafka_consume_start_queue (partition->topic->handle, partition->number,
                                         weir_source_partition_get_fetch_offset (partition), self->records) == -1)
    weir_source_fail_partition (self, partition, rd_kafka_last_error ());

  if (partition->position >= partition->stop_offset)
    weir_source_set_done (self, partition, NULL);
}

/**
 * weir_source_begin_partition:
 * @self: a source
 * @partition: one whose low and high watermark (and what else its start needs) are known
 *
 * Decides from where to where the partition is read, says so, and starts the
 * fetching, unless it has to wait for topics that are read whole.
 */
void
weir_source_begin_partition (WeirSource          *self,
                             WeirSourcePartition *partition)
{
  partition->position = decide_begin (self, partition);
  fix_bounds (self, partition);
  partition->begun = partition->position;
  partition->generation = partition->topic->generation;
  partition->whole_until = partition->high;
  partition->bound = WEIR_OFFSET_UNKNOWN;
  partition->said_caught_up = FALSE;

  if (weir_source_holds_back (self, partition))
    weir_source_partition_set_state (partition, WEIR_PARTITION_HELD);
  else
    weir_source_start_partition (self, partition);
}
