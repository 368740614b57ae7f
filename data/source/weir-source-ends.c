#include "config.h"

#include "data/source/weir-source-private.h"

/*
 * Where a bounded read ends a partition: at the end that its broker told when reading began, or when the clock passed the
 * time. The log may have been cut since, or the answer was wrong: then the partition ends before that, and reading would
 * wait for ever. So the broker is asked again. Once it tells the same end as the fetch, or the fetch has ended there
 * often enough against its word, the partition is through, and what is missing is a gap.
 */

#define EARLY_ENDS_MAX 5
#define AGAIN_USEC G_TIME_SPAN_SECOND

/* Whether where the partitions end is where reading does. */
gboolean
weir_source_stops_at_end (WeirSource *self)
{
  return self->stop.kind == WEIR_POSITION_END
         || (self->stop.kind == WEIR_POSITION_TIME && self->stop.value <= g_get_real_time ());
}

static void
finish_early (WeirSource          *self,
              WeirSourcePartition *partition)
{
  weir_source_emit_gap (self, partition, partition->position, partition->stop_offset, WEIR_INTAKE_REASON_TRUNCATED);
  weir_source_set_done (self, partition, NULL);
}

/**
 * weir_source_end_told:
 * @self: a source
 * @partition: one whose broker told where it ends
 * @stop_passed: whether it was asked after the time at which reading ends
 *
 * Nothing that comes later can belong to a range of time: what is there then is the end.
 */
void
weir_source_end_told (WeirSource          *self,
                      WeirSourcePartition *partition,
                      gboolean             stop_passed)
{
  if (partition->state != WEIR_PARTITION_FETCHING)
    return;

  if (stop_passed && partition->stop_offset == G_MAXINT64)
    {
      partition->stop_offset = partition->end;
      weir_source_partition_update_admit (partition);
      if (partition->position >= partition->stop_offset)
        weir_source_set_done (self, partition, NULL);
    }
  else if (partition->early_end != partition->position || partition->position >= partition->stop_offset)
    return;
  else if (partition->end <= partition->position || partition->n_early_ends >= EARLY_ENDS_MAX)
    finish_early (self, partition);
  else
    /* The end is told again by a fetch. */
    weir_source_partition_seek (self, partition, partition->position);
}

/**
 * weir_source_end_reached:
 * @self: a source
 * @partition: one that has no more records for now
 *
 * Ends it if it is to, or asks why it ends before it should.
 */
void
weir_source_end_reached (WeirSource          *self,
                         WeirSourcePartition *partition)
{
  if (partition->position >= partition->stop_offset || partition->stop_time_usec <= g_get_real_time ())
    {
      weir_source_set_done (self, partition, NULL);
      return;
    }
  if (partition->stop_offset == G_MAXINT64 || !weir_source_stops_at_end (self))
    return;

  partition->n_early_ends = partition->early_end == partition->position ? partition->n_early_ends + 1 : 1;
  partition->early_end = partition->position;
  weir_source_leaders_ask_soon (self, weir_source_partition_get_leader (partition),
                                partition->n_early_ends == 1 ? 0 : AGAIN_USEC);
}
