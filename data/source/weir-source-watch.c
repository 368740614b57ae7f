#include "config.h"

#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/*
 * A partition that stands still though there is something to read: an error, whatever the reason, and never “connected”.
 * It is asked about again, too, in case that helps. Nothing is done per record: positions are compared about once a second.
 *
 * Time counts only while all fetched records were handled: a partition that waits for a slow handler does not stand
 * still.
 */

#define WATCH_USEC G_TIME_SPAN_SECOND
/* A handler may have kept the thread for long. */
#define WATCH_MAX_USEC (2 * G_TIME_SPAN_SECOND)
/* It was said. */
#define STALLED G_MAXINT64

static void
say_stalled (WeirSource          *self,
             WeirSourcePartition *partition)
{
  g_autoptr(GError) error =
    g_error_new (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE,
                 /* Translators: name, number, seconds, offset, number of records */
                 _("topic “%s” partition %d: nothing came for %d s, though %" PRId64
                   " offsets from %" PRId64 " on wait to be read; it is tried again"),
                 partition->topic->name, partition->number, (int) (self->stall_usec / G_TIME_SPAN_SECOND),
                 partition->end - partition->position, partition->position);

  partition->error = RD_KAFKA_RESP_ERR__TIMED_OUT;
  weir_source_partition_update_admit (partition);
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .topic = partition->topic->name,
    .topic_index = partition->topic->index,
    .partition = partition->number,
    .error = error,
    .text = error->message,
  });
  weir_source_set_state (self, WEIR_INTAKE_STATE_DISCONNECTED, error->message);
}

static void
watch (WeirSource          *self,
       WeirSourcePartition *partition,
       gpointer             user_data)
{
  gint64 elapsed_usec = *(const gint64 *) user_data;

  if (partition->still_usec == STALLED && partition->state <= WEIR_PARTITION_FETCHING)
    {
      self->n_stalled++;
      return;
    }

  if (partition->state != WEIR_PARTITION_FETCHING || partition->position != partition->watched
      || partition->position >= partition->end)
    partition->still_usec = 0;
  else
    partition->still_usec += elapsed_usec;
  partition->watched = partition->position;

  if (partition->still_usec < self->stall_usec)
    return;

  partition->still_usec = STALLED;
  self->n_stalled++;
  say_stalled (self, partition);
  weir_source_begin_again (self, partition, WEIR_BEGIN_REFUSED);
}

static void
add_records (WeirSource          *self,
             WeirSourcePartition *partition,
             gpointer             user_data)
{
  *(guint64 *) user_data += partition->n_records;
}

/* Whether all that waited at the last look was handed out since. */
static gboolean
has_turned (WeirSource *self)
{
  gsize n_waiting = rd_kafka_queue_length (self->records);
  guint64 n_records = 0;

  weir_source_foreach_partition (self, add_records, &n_records);
  if (n_waiting > 0 && n_records < self->n_turned)
    return FALSE;

  self->n_turned = n_records + n_waiting;
  return TRUE;
}

/**
 * weir_source_watch_step:
 * @self: a source
 * @now_usec: the monotonic clock
 *
 * Looks for partitions that stand still. Now and then.
 */
void
weir_source_watch_step (WeirSource *self,
                        gint64      now_usec)
{
  gint64 elapsed_usec = now_usec - self->watched_usec;

  if (elapsed_usec < MIN (WATCH_USEC, self->stall_usec / 4) || !has_turned (self))
    return;

  elapsed_usec = MIN (elapsed_usec, WATCH_MAX_USEC);
  self->watched_usec = now_usec;
  self->n_stalled = 0;
  weir_source_foreach_partition (self, watch, &elapsed_usec);
}

/**
 * weir_source_watch_moved:
 * @self: a source
 * @partition: one of which something came
 */
void
weir_source_watch_moved (WeirSource          *self,
                         WeirSourcePartition *partition)
{
  if (partition->still_usec == STALLED)
    self->n_stalled--;
  partition->still_usec = 0;
}
