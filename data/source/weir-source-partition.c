#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>

/* A topic of the source and its partitions: consumer thread only. */

static void
partition_free (gpointer data)
{
  WeirSourcePartition *partition = data;

  if (partition == NULL)
    return;

  weir_source_damage_clear (partition);
  weir_source_tail_clear (partition);
  g_clear_error (&partition->failure);
  g_free (partition);
}

WeirSourceTopic *
weir_source_topic_new (const char *name,
                       guint       index)
{
  WeirSourceTopic *topic = g_new0 (WeirSourceTopic, 1);

  topic->name = g_strdup (name);
  topic->index = index;
  topic->partitions = g_ptr_array_new_with_free_func (partition_free);
  topic->leaders = g_array_new (FALSE, FALSE, sizeof (gint32));
  return topic;
}

void
weir_source_topic_free (WeirSourceTopic *topic)
{
  g_clear_pointer (&topic->handle, rd_kafka_topic_destroy);
  g_clear_pointer (&topic->id, rd_kafka_Uuid_destroy);
  g_ptr_array_unref (topic->partitions);
  g_array_unref (topic->leaders);
  g_free (topic->name);
  g_free (topic);
}

WeirSourceTopic *
weir_source_find_topic (WeirSource *self,
                        const char *name)
{
  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      if (g_str_equal (topic->name, name))
        return topic;
    }

  return NULL;
}

WeirSourcePartition *
weir_source_topic_get (WeirSourceTopic *topic,
                       gint32           number)
{
  if (number < 0 || number >= (gint32) topic->partitions->len)
    return NULL;

  return g_ptr_array_index (topic->partitions, number);
}

/* Whether a partition appeared while reading. */
gboolean
weir_source_topic_is_added (const WeirSourceTopic *topic,
                            gint32                 number)
{
  return topic->known && number >= topic->n_first;
}

WeirSourcePartition *
weir_source_topic_ensure (WeirSourceTopic *topic,
                          gint32           number)
{
  WeirSourcePartition *partition = weir_source_topic_get (topic, number);

  if (partition != NULL)
    return partition;

  if (number >= (gint32) topic->partitions->len)
    g_ptr_array_set_size (topic->partitions, number + 1);

  partition = g_new0 (WeirSourcePartition, 1);
  partition->topic = topic;
  partition->number = number;
  partition->position = WEIR_OFFSET_UNKNOWN;
  partition->low = WEIR_OFFSET_UNKNOWN;
  partition->high = WEIR_OFFSET_UNKNOWN;
  partition->end = WEIR_OFFSET_UNKNOWN;
  partition->bound = WEIR_OFFSET_UNKNOWN;
  partition->at_time = WEIR_OFFSET_UNKNOWN;
  partition->committed = WEIR_OFFSET_UNKNOWN;
  partition->begun = WEIR_OFFSET_UNKNOWN;
  partition->diverged = WEIR_OFFSET_UNKNOWN;
  partition->stop_offset = WEIR_OFFSET_UNKNOWN;
  partition->stop_time_usec = G_MAXINT64;
  partition->early_end = WEIR_OFFSET_UNKNOWN;
  partition->skip_before_usec = G_MININT64;
  partition->last_time_usec = WEIR_NO_TIME;
  partition->needs_admit = TRUE;
  g_ptr_array_index (topic->partitions, number) = partition;

  return partition;
}

/**
 * weir_source_foreach_partition:
 * @self: a source
 * @function: called for each partition there is, in the order of topics and numbers
 * @user_data: for @function
 */
void
weir_source_foreach_partition (WeirSource              *self,
                               WeirSourcePartitionFunc  function,
                               gpointer                 user_data)
{
  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      for (guint j = 0; j < topic->partitions->len; j++)
        {
          WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition != NULL)
            function (self, partition, user_data);
        }
    }
}

/* Nearly all records pass without any of these tests: one flag is cheaper for each. */
void
weir_source_partition_update_admit (WeirSourcePartition *partition)
{
  partition->needs_admit = partition->state != WEIR_PARTITION_FETCHING
                       || partition->fetcher == WEIR_FETCHER_STARTING
                       || partition->stop_offset != G_MAXINT64
                       || partition->stop_time_usec != G_MAXINT64
                       || partition->skip_before_usec != G_MININT64
                       || partition->skips_batch
                       || partition->damage != NULL
                       || partition->tail != NULL
                       || partition->error != RD_KAFKA_RESP_ERR_NO_ERROR;
}

void
weir_source_partition_set_state (WeirSourcePartition *partition,
                                 WeirPartitionState   state)
{
  partition->state = state;
  if (state != WEIR_PARTITION_FETCHING)
    {
      weir_source_damage_clear (partition);
      weir_source_tail_clear (partition);
    }
  weir_source_partition_update_admit (partition);
}

/* Where librdkafka is to read: not always what comes next for the handler. */
gint64
weir_source_partition_get_fetch_offset (const WeirSourcePartition *partition)
{
  if (partition->tail != NULL)
    return weir_source_tail_get_from (partition->tail);
  if (partition->damage != NULL)
    return weir_source_damage_get_offset (partition->damage);

  return partition->position;
}

/* Records that were fetched before never reach the handler. */
void
weir_source_partition_seek (WeirSource          *self,
                            WeirSourcePartition *partition,
                            gint64               offset)
{
  rd_kafka_resp_err_t native = rd_kafka_seek (partition->topic->handle, partition->number, offset, 0);

  if (native != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      weir_source_fail_partition (self, partition, native);
      weir_source_begin_again (self, partition, WEIR_BEGIN_REFUSED);
    }
  partition->skips_batch = self->taking_backlog;
  self->any_skips_batch |= self->taking_backlog;
  weir_source_partition_update_admit (partition);
}

/**
 * weir_source_topic_error_new:
 * @topic: a topic with an error
 *
 * Returns: (transfer full): it, in words
 */
GError *
weir_source_topic_error_new (WeirSourceTopic *topic)
{
  if (topic->is_pattern)
    return g_error_new (WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC, _("no topic matches “%s”"), topic->name);

  return weir_source_error_new (topic->error, _("topic “%s”"), topic->name);
}

/* What only a pattern stands for may go as it came, once the broker says of the topic itself that it is gone. */
static gboolean
is_found_and_gone (WeirSource          *self,
                   WeirSourceTopic     *topic,
                   rd_kafka_resp_err_t  native)
{
  if (!topic->found || weir_source_error_code (native) != WEIR_SOURCE_ERROR_UNKNOWN_TOPIC)
    return FALSE;

  self->next_topics_usec = MIN (self->next_topics_usec, g_get_monotonic_time () + G_TIME_SPAN_SECOND / 2);

  return TRUE;
}

/* Said once, until something else is the matter or data flows again. */
void
weir_source_fail_topic (WeirSource          *self,
                        WeirSourceTopic     *topic,
                        rd_kafka_resp_err_t  native)
{
  g_autoptr(GError) error = NULL;

  if (topic->error == native)
    return;

  if (is_found_and_gone (self, topic, native))
    return;

  topic->error = native;
  error = weir_source_topic_error_new (topic);
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .topic = topic->name,
    .topic_index = topic->index,
    .partition = -1,
    .error = error,
    .text = error->message,
  });
}

/**
 * weir_source_partition_set_failure:
 * @self: a source
 * @partition: one that cannot be read
 * @native: the kind of failure
 * @failure: (transfer full): it, in words that name the partition
 *
 * Says that it cannot be read, which lasts until it is read again.
 */
void
weir_source_partition_set_failure (WeirSource          *self,
                                   WeirSourcePartition *partition,
                                   rd_kafka_resp_err_t  native,
                                   GError              *failure)
{
  g_clear_error (&partition->failure);
  partition->error = native;
  partition->failure = failure;
  weir_source_partition_update_admit (partition);
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .topic = partition->topic->name,
    .topic_index = partition->topic->index,
    .partition = partition->number,
    .error = failure,
    .text = failure->message,
  });
}

void
weir_source_partition_clear_failure (WeirSource          *self,
                                     WeirSourcePartition *partition)
{
  if (partition->error == RD_KAFKA_RESP_ERR_NO_ERROR)
    return;

  partition->error = RD_KAFKA_RESP_ERR_NO_ERROR;
  g_clear_error (&partition->failure);
  weir_source_partition_update_admit (partition);
  weir_source_emit_partition (self, WEIR_INTAKE_EVENT_RECOVERED, partition, partition->position, partition->high, NULL);
}

void
weir_source_fail_partition (WeirSource          *self,
                            WeirSourcePartition *partition,
                            rd_kafka_resp_err_t  native)
{
  if (partition->error == native || is_found_and_gone (self, partition->topic, native))
    return;

  weir_source_partition_set_failure (self, partition, native,
                                     weir_source_error_new (native, _("topic “%s” partition %d"), partition->topic->name,
                                                            partition->number));
}

/* A record or the end of the partition arrived: whatever was wrong is over. */
void
weir_source_recover (WeirSource          *self,
                     WeirSourcePartition *partition)
{
  if (partition->fetcher == WEIR_FETCHER_STARTING)
    {
      partition->fetcher = WEIR_FETCHER_STARTED;
      weir_source_partition_update_admit (partition);
    }
  weir_source_watch_moved (self, partition);
  weir_source_partition_clear_failure (self, partition);
}

/* The id of the broker that leads it, or WEIR_LEADER_NONE. */
gint32
weir_source_partition_get_leader (const WeirSourcePartition *partition)
{
  const GArray *leaders = partition->topic->leaders;

  return (guint) partition->number < leaders->len ? g_array_index (leaders, gint32, partition->number) : WEIR_LEADER_NONE;
}

static void
append_status (WeirSource          *self,
               WeirSourcePartition *partition,
               gpointer             user_data)
{
  gint64 low = 0, high = 0;

  if (partition->state == WEIR_PARTITION_GONE)
    return;

  /* Cached from the last fetch: no question to the broker. */
  if (partition->state == WEIR_PARTITION_FETCHING
      && rd_kafka_get_watermark_offsets (self->handle, partition->topic->name, partition->number,
                                         &low, &high) == RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      if (low >= 0)
        partition->low = low;
      if (high >= 0 && high >= partition->position)
        partition->high = high;
      if (partition->high > partition->position)
        partition->said_caught_up = FALSE;
    }

  g_array_append_vals (user_data, &(WeirPartitionStatus) {
    .topic = partition->topic->name,
    .topic_index = partition->topic->index,
    .partition = partition->number,
    .low = partition->low,
    .high = partition->high,
    .position = partition->position,
    .committed = partition->committed,
    .n_records = partition->n_records,
    .n_bytes = partition->n_bytes,
    .last_time_usec = partition->last_time_usec,
  }, 1);
}

/* What weir_intake_dup_status() hands out; a pointer is exchanged under the lock. */
void
weir_source_publish_status (WeirSource *self)
{
  GArray *status = g_array_new (FALSE, FALSE, sizeof (WeirPartitionStatus));

  weir_source_check_tables (self);
  weir_source_foreach_partition (self, append_status, status);

  pthread_mutex_lock (&self->mutex);
  {
    GArray *old = self->status;
    self->status = status;
    status = old;
  }
  pthread_mutex_unlock (&self->mutex);
  g_array_unref (status);
}
