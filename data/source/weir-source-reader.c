#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The way of a record from librdkafka to the handler: consumer thread only. */

/* How often the clock is read, and how long one batch may last. */
#define RECORDS_PER_CLOCK 256
#define BATCH_USEC (5 * G_TIME_SPAN_MILLISECOND)

/* How much may wait before it is taken in small batches, and what librdkafka adds to a record's own bytes. */
#define BACKLOG_BYTES (64 * 1024 * 1024)
#define RECORD_OVERHEAD_BYTES 400
#define BACKLOG_BATCH_RECORDS 256

/* Past this a time in milliseconds does not fit in microseconds. */
#define TIME_MSEC_MAX (G_MAXINT64 / 1000)

void
weir_source_set_done (WeirSource          *self,
                      WeirSourcePartition *partition,
                      const char          *text)
{
  if (partition->state == WEIR_PARTITION_DONE)
    return;

  weir_source_partition_set_state (partition, WEIR_PARTITION_DONE);
  if (self->subscribed)
    self->assign_due = TRUE;
  else if (rd_kafka_consume_stop (partition->topic->handle, partition->number) == -1)
    weir_source_fail_partition (self, partition, rd_kafka_last_error ());

  weir_source_emit_partition (self, WEIR_INTAKE_EVENT_PARTITION_DONE, partition,
                              partition->position, partition->stop_offset, text);
  weir_source_check_finished (self);
}

/*
 * Whether a record is in the range of time that was asked for.
 *
 * Times of records need not rise within a partition, so one at or after the end does not end it: those behind it may be
 * earlier. A partition is through at its end (as it was when reading began, or when the clock passed the end of the
 * range), or after so many records in a row that are too late, or after one where the broker stamps them itself.
 */
static gboolean
is_in_time (WeirSource               *self,
            WeirSourcePartition      *partition,
            const rd_kafka_message_t *native,
            gint64                    time_usec)
{
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;

  if (partition->stop_time_usec == G_MAXINT64 || time_usec == WEIR_NO_TIME)
    return TRUE;
  if (time_usec < partition->stop_time_usec)
    {
      partition->n_past_stop = 0;
      return self->start.kind != WEIR_POSITION_TIME || time_usec >= self->start.value;
    }

  rd_kafka_message_timestamp (native, &type);
  partition->n_past_stop++;
  if (type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME)
    weir_source_set_done (self, partition, NULL);
  else if (partition->n_past_stop >= WEIR_SOURCE_LATE_RECORDS)
    weir_source_set_done (self, partition, _("many records in a row are later than the end: reading stopped, though "
                                             "earlier ones may come behind them"));

  return FALSE;
}

/* What comes before the start that a look-up by time would have found. */
static gboolean
is_before_start (WeirSourcePartition *partition,
                 gint64               time_usec)
{
  if (time_usec != WEIR_NO_TIME && time_usec < partition->skip_before_usec)
    return TRUE;

  partition->skip_before_usec = G_MININT64;
  weir_source_partition_update_admit (partition);

  return FALSE;
}

/* What is rare: FALSE if the record is not for the handler. */
static gboolean
admit (WeirSource               *self,
       WeirSourcePartition      *partition,
       const rd_kafka_message_t *native,
       gint64                    time_usec)
{
  if (partition->state != WEIR_PARTITION_FETCHING || partition->skips_batch)
    return FALSE;

  weir_source_recover (self, partition);
  if (partition->tail != NULL)
    {
      weir_source_tail_take (self, partition, native->offset, FALSE);
      return FALSE;
    }
  if (partition->damage != NULL && !weir_source_damage_passed (self, partition, native->offset))
    return FALSE;

  if (native->offset >= partition->stop_offset)
    {
      weir_source_set_done (self, partition, NULL);
      return FALSE;
    }

  if ((partition->skip_before_usec == G_MININT64 || !is_before_start (partition, time_usec))
      && is_in_time (self, partition, native, time_usec))
    return TRUE;

  if (partition->state == WEIR_PARTITION_FETCHING)
    {
      partition->position = native->offset + 1;
      if (partition->position >= partition->stop_offset)
        weir_source_set_done (self, partition, NULL);
    }

  return FALSE;
}

static WeirSourcePartition *
find_partition (WeirSource               *self,
                const rd_kafka_message_t *native)
{
  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      if (topic->handle == native->rkt)
        return weir_source_topic_get (topic, native->partition);
    }

  return NULL;
}

static gboolean
switch_partition (WeirSource               *self,
                  const rd_kafka_message_t *native)
{
  WeirSourcePartition *partition = find_partition (self, native);

  if (partition == NULL)
    return FALSE;

  self->last = partition;
  self->last_handle = native->rkt;
  self->last_number = native->partition;
  self->message.topic = partition->topic->name;
  self->message.topic_index = partition->topic->index;
  self->message.partition = native->partition;
  return TRUE;
}

/* Once in many records; a long batch is cut so that batch_end comes in time. */
static void
read_clock (WeirSource *self)
{
  gint64 now_usec = g_get_monotonic_time ();

  self->n_until_clock = RECORDS_PER_CLOCK;
  self->message.arrival_usec = g_get_real_time ();
  if (now_usec - self->batch_begin_usec >= BATCH_USEC)
    {
      if (self->batch_begin_usec != 0)
        rd_kafka_yield (self->handle);
      else
        self->batch_begin_usec = now_usec;
    }
}

static void
take_end (WeirSource               *self,
          WeirSourcePartition      *partition,
          const rd_kafka_message_t *native)
{
  if (partition->state != WEIR_PARTITION_FETCHING || partition->skips_batch)
    return;

  weir_source_recover (self, partition);
  if (partition->tail != NULL)
    {
      weir_source_tail_take (self, partition, native->offset, TRUE);
      return;
    }
  if (partition->damage != NULL && !weir_source_damage_passed (self, partition, native->offset))
    return;

  /* Control records and compacted ones are skipped without notice: the position moves to the end. */
  partition->position = MAX (partition->position, native->offset);
  partition->high = MAX (partition->high, partition->position);
  /* On a lively topic the end is reached many times a second: once is said. */
  if (!partition->said_caught_up)
    weir_source_emit_partition (self, WEIR_INTAKE_EVENT_CAUGHT_UP, partition,
                                partition->position, partition->high, NULL);
  partition->said_caught_up = TRUE;
  partition->whole_until = MIN (partition->whole_until, partition->position);
  weir_source_check_tables (self);

  weir_source_end_reached (self, partition);
}

/* It tells only in words where the log goes on. */
static gint64
parse_diverged (const char *words)
{
  static const char mark[] = "broker end offset is ";
  const char *found = words != NULL ? strstr (words, mark) : NULL;

  return found != NULL ? MAX (0, g_ascii_strtoll (found + strlen (mark), NULL, 10)) : WEIR_OFFSET_UNKNOWN;
}

static void
take_partition_error (WeirSource               *self,
                      WeirSourcePartition      *partition,
                      const rd_kafka_message_t *native)
{
  switch ((int) native->err)
    {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      take_end (self, partition, native);
      break;

    /* A log that was cut comes as the first: librdkafka puts its own code, _LOG_TRUNCATION, into the words alone. */
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR__LOG_TRUNCATION:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      partition->diverged = parse_diverged (rd_kafka_message_errstr (native));
      weir_source_begin_again (self, partition, partition->diverged != WEIR_OFFSET_UNKNOWN ? WEIR_BEGIN_TRUNCATED
                                                                                           : WEIR_BEGIN_REFUSED);
      break;

    case RD_KAFKA_RESP_ERR__BAD_MSG:
    /* The version of a batch's form: librdkafka would pass over its first record. */
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
      weir_source_damage_found (self, partition, native->offset, WEIR_INTAKE_REASON_DAMAGED);
      break;

    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
      weir_source_damage_found (self, partition, native->offset, WEIR_INTAKE_REASON_TOO_LARGE);
      break;

    default:
      /* Deleted or moved: ask again soon what the topic has become. */
      self->next_topics_usec = MIN (self->next_topics_usec,
                                    g_get_monotonic_time () + G_TIME_SPAN_SECOND / 2);
      weir_source_fail_partition (self, partition, native->err);
    }
}

static void
take_error (WeirSource               *self,
            const rd_kafka_message_t *native)
{
  WeirSourcePartition *partition = native->rkt != NULL ? find_partition (self, native) : NULL;
  WeirSourceTopic *topic;

  if (partition != NULL)
    {
      take_partition_error (self, partition, native);
      return;
    }
  if (weir_source_group_fail (self, native->err))
    return;

  topic = native->rkt != NULL ? weir_source_find_topic (self, rd_kafka_topic_name (native->rkt)) : NULL;
  if (topic != NULL)
    weir_source_fail_topic (self, topic, native->err);
  else
    {
      g_autoptr(GError) error = weir_source_error_new (native->err, "%s",
                                                       rd_kafka_message_errstr (native));

      weir_source_emit (self, &(WeirIntakeEvent) {
        .kind = WEIR_INTAKE_EVENT_ERROR,
        .partition = -1,
        .error = error,
        .text = error->message,
      });
      if (error->code == WEIR_SOURCE_ERROR_FORBIDDEN)
        weir_source_set_state (self, WEIR_INTAKE_STATE_FORBIDDEN, error->message);
    }
}

/* rd_kafka_consume_callback_queue()'s callback: no allocation, no lock. */
void
weir_source_take (rd_kafka_message_t *native,
                  void               *opaque)
{
  WeirSource *self = opaque;
  WeirSourcePartition *partition;
  WeirMessage *message = &self->message;
  gint64 time_msec;

  if (G_UNLIKELY (self->ending))
    return;
  if (G_UNLIKELY (native->err != RD_KAFKA_RESP_ERR_NO_ERROR))
    {
      take_error (self, native);
      return;
    }
  if (G_UNLIKELY (native->rkt != self->last_handle || native->partition != self->last_number)
      && !switch_partition (self, native))
    return;
  if (G_UNLIKELY (--self->n_until_clock == 0))
    read_clock (self);

  partition = self->last;
  time_msec = rd_kafka_message_timestamp (native, NULL);
  message->time_usec = time_msec < 0 ? WEIR_NO_TIME
                       : G_UNLIKELY (time_msec > TIME_MSEC_MAX) ? G_MAXINT64 : time_msec * 1000;
  if (G_UNLIKELY (native->offset >= partition->bound) && !weir_source_damage_believes (self, partition, native->offset))
    return;
  if (G_UNLIKELY (partition->needs_admit) && !admit (self, partition, native, message->time_usec))
    return;
  if (G_UNLIKELY (native->offset < partition->position)
      && !weir_source_damage_believes (self, partition, native->offset))
    return;

  message->offset = native->offset;
  message->key = native->key;
  message->key_length = native->key_len;
  message->payload = native->payload;
  message->payload_length = native->len;
  message->native = native;

  partition->position = native->offset + 1;
  partition->n_records++;
  partition->n_bytes += native->len + native->key_len;
  partition->last_time_usec = message->time_usec;
  self->n_batch++;
  self->handler.message (message, self->user_data);

  if (G_UNLIKELY (--self->n_left == 0))
    weir_source_finish (self, NULL);
  else if (G_UNLIKELY (partition->position >= partition->stop_offset))
    weir_source_set_done (self, partition, NULL);
}

/* An estimate: all waiting records are taken to be as large as the last one. */
static gboolean
has_backlog (WeirSource *self)
{
  gsize each = RECORD_OVERHEAD_BYTES + self->message.payload_length + self->message.key_length;

  return rd_kafka_queue_length (self->records) * each > BACKLOG_BYTES;
}

static void
clear_skips_batch (WeirSource          *self,
              WeirSourcePartition *partition,
              gpointer             user_data)
{
  if (partition->skips_batch)
    {
      partition->skips_batch = FALSE;
      weir_source_partition_update_admit (partition);
    }
}

/* The queue keeps what is not taken yet, so librdkafka sees that it is full. */
static void
take_backlog (WeirSource *self)
{
  gint64 end_usec = g_get_monotonic_time () + BATCH_USEC;
  rd_kafka_message_t *messages[BACKLOG_BATCH_RECORDS];
  gssize n_records;

  do
    {
      n_records = rd_kafka_consume_batch_queue (self->records, 0, messages, BACKLOG_BATCH_RECORDS);
      self->taking_backlog = TRUE;
      for (gssize i = 0; i < n_records; i++)
        {
          weir_source_take (messages[i], self);
          rd_kafka_message_destroy (messages[i]);
        }
      self->taking_backlog = FALSE;
      if (self->any_skips_batch)
        weir_source_foreach_partition (self, clear_skips_batch, NULL);
      self->any_skips_batch = FALSE;
    }
  while (n_records == BACKLOG_BATCH_RECORDS && !self->ending && g_get_monotonic_time () < end_usec);
}

/**
 * weir_source_take_some:
 * @self: a source
 * @timeout_msec: how long to wait for the first record
 *
 * Hands records on for some milliseconds at most.
 *
 * The callback is the cheapest way, but it begins by moving the whole queue out of librdkafka's sight, which then
 * fetches more, and goes on until all of a topic is in memory if the handler is slower than the network.
 */
void
weir_source_take_some (WeirSource *self,
                       int         timeout_msec)
{
  if (has_backlog (self))
    take_backlog (self);
  else
    rd_kafka_consume_callback_queue (self->records, timeout_msec, weir_source_take, self);
}
