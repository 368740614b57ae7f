#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>

/* Where a partition begins and ends, once the broker told its offsets. */

/* An offset someone else named: before the low watermark its records are lost. */
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

  if (committed < 0)
    return partition->low;

  if (committed > partition->high)
    {
      weir_source_emit_gap (self, partition, committed, partition->low, WEIR_INTAKE_REASON_TRUNCATED);
      return partition->low;
    }

  return begin_at (self, partition, committed);
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
  if (partition->topic->index >= self->first_whole_topic)
    return partition->low;

  switch (self->start.kind)
    {
    case WEIR_POSITION_END:
      return partition->high;
    case WEIR_POSITION_STORED:
      return begin_stored (self, partition);
    case WEIR_POSITION_OFFSET:
      return begin_at (self, partition, self->start.value);
    case WEIR_POSITION_TAIL:
      return begin_tail (partition, self->start.value);
    case WEIR_POSITION_TIME:
    case WEIR_POSITION_TIME_OR_TAIL:
      return begin_time (self, partition);
    case WEIR_POSITION_BEGINNING:
    case WEIR_POSITION_NEVER:
    default:
      return partition->low;
    }
}

/* After an offset was refused, or the topic replaced, beneath us. */
static gint64
begin_again (WeirSource          *self,
             WeirSourcePartition *partition)
{
  gint64 position = partition->position;
  gint64 from = position;
  WeirIntakeReason reason = WEIR_INTAKE_REASON_NONE;

  if (partition->recreated)
    {
      from = partition->low;
      reason = WEIR_INTAKE_REASON_RECREATED;
    }
  else if (position < partition->low)
    {
      from = partition->low;
      reason = WEIR_INTAKE_REASON_EXPIRED;
    }
  else if (position > partition->high)
    {
      from = partition->high;
      reason = WEIR_INTAKE_REASON_TRUNCATED;
    }

  partition->recreated = FALSE;
  if (reason != WEIR_INTAKE_REASON_NONE && from != position)
    weir_source_emit_gap (self, partition, position, from, reason);

  return from;
}

static void
fix_bounds (WeirSource          *self,
            WeirSourcePartition *partition)
{
  if (!partition->bound_known)
    switch (self->stop.kind)
      {
      case WEIR_POSITION_END:
        partition->stop_offset = partition->high;
        break;
      case WEIR_POSITION_OFFSET:
        partition->stop_offset = self->stop.value;
        break;
      case WEIR_POSITION_TIME:
        partition->stop_time_usec = self->stop.value;
        break;
      case WEIR_POSITION_BEGINNING:
      case WEIR_POSITION_STORED:
      case WEIR_POSITION_TAIL:
      case WEIR_POSITION_TIME_OR_TAIL:
      case WEIR_POSITION_NEVER:
      default:
        break;
      }
  else if (self->stop.kind == WEIR_POSITION_END)
    /* A log that became shorter would never reach its old end. */
    partition->stop_offset = MIN (partition->stop_offset, partition->high);

  partition->bound_known = TRUE;
}

/**
 * weir_source_start_partition:
 * @self: a source
 * @partition: one that was begun
 *
 * Starts the fetching, without a group; with one, weir_source_group_assign()
 * does that.
 */
void
weir_source_start_partition (WeirSource          *self,
                             WeirSourcePartition *partition)
{
  partition->held = FALSE;
  if (!self->subscribed
      && rd_kafka_consume_start_queue (partition->topic->handle, partition->number, partition->position,
                                       self->records) == -1)
    weir_source_fail_partition (self, partition, rd_kafka_last_error ());

  if (partition->position >= partition->stop_offset)
    weir_source_set_done (self, partition);
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
  gint64 from;

  if (partition->returning && partition->committed >= 0)
    from = begin_stored (self, partition);
  else if (partition->resuming || partition->returning)
    from = begin_again (self, partition);
  else if (partition->newborn)
    from = partition->low;
  else
    from = begin_by_spec (self, partition);

  fix_bounds (self, partition);
  partition->resuming = FALSE;
  partition->returning = FALSE;
  partition->position = from;
  partition->whole_until = partition->high;
  partition->caught_up = FALSE;
  partition->reading = WEIR_READING_ACTIVE;
  weir_source_partition_guard (partition);
  weir_source_emit_partition (self, WEIR_INTAKE_EVENT_ASSIGNED, partition, from, partition->high, NULL);

  partition->held = weir_source_holds_back (self, partition);
  if (!partition->held)
    weir_source_start_partition (self, partition);
}
