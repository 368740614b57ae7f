#include "config.h"

#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/*
 * A partition that stands still though there is something to read: an error, whatever the reason, and never “connected”.
 * It is asked about again, too, in case that helps. So is one that has no leader, or whose leader gives no sign of life,
 * at its end as well: it may have more by now. Nothing is done per record: positions are compared about once a second.
 *
 * Time counts only while all fetched records were handled: a partition that waits for a slow handler does not stand
 * still.
 */

#define WATCH_USEC G_TIME_SPAN_SECOND
/* A handler may have kept the thread for long. */
#define WATCH_MAX_USEC (2 * G_TIME_SPAN_SECOND)
/* It was said. */
#define SAID G_MAXINT64

static void
say (WeirSource          *self,
     WeirSourcePartition *partition,
     GError              *failure)
{
  self->n_stalled++;
  weir_source_partition_set_failure (self, partition, RD_KAFKA_RESP_ERR__TIMED_OUT, failure);
}

static void
say_stalled (WeirSource          *self,
             WeirSourcePartition *partition)
{
  GError *failure =
    g_error_new (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE,
                 /* Translators: name, number, seconds, offset, number of records */
                 _("topic “%s” partition %d: nothing came for %d s, though %" PRId64
                   " offsets from %" PRId64 " on wait to be read; it is tried again"),
                 partition->topic->name, partition->number, (int) (self->stall_usec / G_TIME_SPAN_SECOND),
                 partition->end - partition->position, partition->position);

  partition->still_usec = SAID;
  say (self, partition, failure);
  weir_source_begin_again (self, partition, WEIR_BEGIN_REFUSED);
}

static void
say_silent (WeirSource          *self,
            WeirSourcePartition *partition)
{
  gint32 leader = weir_source_partition_get_leader (partition);
  int n_seconds = (int) (self->silence_usec / G_TIME_SPAN_SECOND);
  GError *failure;

  if (leader == WEIR_LEADER_NONE)
    failure = g_error_new (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE,
                           /* Translators: name, number, seconds */
                           _("topic “%s” partition %d: for %d s it has had no leader, so it cannot be read; start a broker "
                             "that has its records; it is tried again"),
                           partition->topic->name, partition->number, n_seconds);
  else
    failure = g_error_new (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE,
                           /* Translators: name, number, number of a broker, seconds */
                           _("topic “%s” partition %d: its leader, broker %d, has not answered for %d s, so it cannot be "
                             "read; it is tried again"),
                           partition->topic->name, partition->number, leader, n_seconds);

  partition->silent_usec = SAID;
  say (self, partition, failure);
}

/* Whether time goes by without a sign of its leader. */
static gboolean
is_silent (WeirSource                *self,
           const WeirSourcePartition *partition)
{
  /* Its leader is not asked while it is held back; where its topic is gone, or all brokers are silent, that is said. */
  return partition->state != WEIR_PARTITION_HELD && partition->topic->error == RD_KAFKA_RESP_ERR_NO_ERROR
         && partition->error == RD_KAFKA_RESP_ERR_NO_ERROR
         && (self->state == WEIR_INTAKE_STATE_CONNECTED || self->n_stalled > 0)
         && (partition->state != WEIR_PARTITION_FETCHING || partition->position == partition->watched);
}

static void
watch (WeirSource          *self,
       WeirSourcePartition *partition,
       gpointer             user_data)
{
  gint64 elapsed_usec = *(const gint64 *) user_data;

  if (partition->state > WEIR_PARTITION_FETCHING)
    {
      if (partition->still_usec == SAID || partition->silent_usec == SAID)
        weir_source_partition_clear_failure (self, partition);
      partition->still_usec = partition->silent_usec = 0;
      return;
    }
  if (partition->still_usec == SAID || partition->silent_usec == SAID)
    {
      self->n_stalled++;
      return;
    }

  partition->silent_usec = is_silent (self, partition) ? partition->silent_usec + elapsed_usec : 0;
  if (partition->state != WEIR_PARTITION_FETCHING || partition->position != partition->watched
      || partition->position >= partition->end)
    partition->still_usec = 0;
  else
    partition->still_usec += elapsed_usec;
  partition->watched = partition->position;

  if (partition->silent_usec >= self->silence_usec)
    say_silent (self, partition);
  else if (partition->still_usec >= self->stall_usec)
    say_stalled (self, partition);
}

/* How many partitions are read, and the first that is not. */
typedef struct
{
  guint       n;
  guint       n_read;
  const char *why;
} Count;

static void
count (WeirSource          *self,
       WeirSourcePartition *partition,
       gpointer             user_data)
{
  Count *counted = user_data;
  gboolean said = partition->still_usec == SAID || partition->silent_usec == SAID;

  if (partition->state > WEIR_PARTITION_FETCHING)
    return;

  counted->n++;
  if (said && counted->why == NULL && partition->failure != NULL)
    counted->why = partition->failure->message;
  counted->n_read += !said && partition->state == WEIR_PARTITION_FETCHING;
}

/**
 * weir_source_watch_judge:
 * @self: a source of which something answers
 *
 * Sets the state if some partitions stand still: it is not that of a
 * connection that is gone while others are read.
 */
void
weir_source_watch_judge (WeirSource *self)
{
  Count counted = { 0 };
  g_autofree char *text = NULL;

  if (self->n_stalled == 0 || (self->state == WEIR_INTAKE_STATE_PARTIAL && self->n_told == self->n_stalled))
    return;

  weir_source_foreach_partition (self, count, &counted);
  if (counted.n_read == 0)
    {
      text = g_strdup (counted.why);
      weir_source_set_state (self, WEIR_INTAKE_STATE_DISCONNECTED, text);
      return;
    }

  self->n_told = self->n_stalled;
  text = g_strdup_printf (ngettext ("%u of %u partition cannot be read: %s", "%u of %u partitions cannot be read: %s", counted.n),
                          self->n_stalled, counted.n, counted.why != NULL ? counted.why : "");
  weir_source_set_state (self, WEIR_INTAKE_STATE_PARTIAL, text);
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
 * Looks for partitions that stand still, and for silent leaders. Now and then.
 */
void
weir_source_watch_step (WeirSource *self,
                        gint64      now_usec)
{
  gint64 elapsed_usec = now_usec - self->watched_usec;

  if (elapsed_usec < MIN (WATCH_USEC, MIN (self->stall_usec, self->silence_usec) / 4) || !has_turned (self))
    return;

  elapsed_usec = MIN (elapsed_usec, WATCH_MAX_USEC);
  self->watched_usec = now_usec;
  self->n_stalled = 0;
  weir_source_foreach_partition (self, watch, &elapsed_usec);
  /* Where nothing answers at all, that is the state. */
  if (self->state == WEIR_INTAKE_STATE_CONNECTED || self->state == WEIR_INTAKE_STATE_PARTIAL)
    weir_source_watch_judge (self);
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
  if (partition->still_usec == SAID || partition->silent_usec == SAID)
    self->n_stalled--;
  partition->still_usec = partition->silent_usec = 0;
}

/**
 * weir_source_watch_heard:
 * @self: a source
 * @partition: one of which its leader told something
 *
 * That it is silent is over; whether records come is another question.
 */
void
weir_source_watch_heard (WeirSource          *self,
                         WeirSourcePartition *partition)
{
  gboolean said = partition->silent_usec == SAID;

  partition->silent_usec = 0;
  if (!said)
    return;

  self->n_stalled--;
  weir_source_partition_clear_failure (self, partition);
}
