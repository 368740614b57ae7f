#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>

/* A topic of the source and its partitions: consumer thread only. */

WeirSourceTopic *
weir_source_topic_new (const char *name,
                       guint       index)
{
  WeirSourceTopic *topic = g_new0 (WeirSourceTopic, 1);

  topic->name = g_strdup (name);
  topic->index = index;
  topic->partitions = g_ptr_array_new_with_free_func (g_free);
  topic->leaders = g_array_new (FALSE, TRUE, sizeof (gint32));
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
  partition->at_time = WEIR_OFFSET_UNKNOWN;
  partition->committed = WEIR_OFFSET_UNKNOWN;
  partition->corrupt_from = WEIR_OFFSET_UNKNOWN;
  partition->stop_offset = G_MAXINT64;
  partition->stop_time_usec = G_MAXINT64;
  partition->skip_before_usec = G_MININT64;
  partition->last_time_usec = WEIR_NO_TIME;
  partition->guarded = TRUE;
  g_ptr_array_index (topic->partitions, number) = partition;

  return partition;
}

/* One flag for the record path instead of six questions. */
void
weir_source_partition_guard (WeirSourcePartition *partition)
{
  partition->guarded = partition->reading != WEIR_READING_ACTIVE
                       || partition->stop_offset != G_MAXINT64
                       || partition->stop_time_usec != G_MAXINT64
                       || partition->skip_before_usec != G_MININT64
                       || partition->corrupt_from != WEIR_OFFSET_UNKNOWN
                       || partition->error != RD_KAFKA_RESP_ERR_NO_ERROR;
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

  topic->error = native;
  error = weir_source_error_new (native, _("topic “%s”"), topic->name);
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .topic = topic->name,
    .topic_index = topic->index,
    .partition = -1,
    .error = error,
    .text = error->message,
  });
}

void
weir_source_fail_partition (WeirSource          *self,
                            WeirSourcePartition *partition,
                            rd_kafka_resp_err_t  native)
{
  g_autoptr(GError) error = NULL;

  if (partition->error == native)
    return;

  partition->error = native;
  weir_source_partition_guard (partition);
  error = weir_source_error_new (native, _("topic “%s” partition %d"), partition->topic->name, partition->number);
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .topic = partition->topic->name,
    .topic_index = partition->topic->index,
    .partition = partition->number,
    .error = error,
    .text = error->message,
  });
}

/* A record or the end of the partition arrived: whatever was wrong is over. */
void
weir_source_recover (WeirSource          *self,
                     WeirSourcePartition *partition)
{
  if (partition->error != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      partition->error = RD_KAFKA_RESP_ERR_NO_ERROR;
      weir_source_partition_guard (partition);
      weir_source_emit_partition (self, WEIR_INTAKE_EVENT_RECOVERED, partition,
                                  partition->position, partition->high, NULL);
    }
}

static void
append_status (GArray              *status,
               WeirSource          *self,
               WeirSourcePartition *partition)
{
  gint64 low = 0, high = 0;

  /* Cached from the last fetch: no question to the broker. */
  if (partition->reading == WEIR_READING_ACTIVE
      && rd_kafka_get_watermark_offsets (self->handle, partition->topic->name, partition->number,
                                         &low, &high) == RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      if (low >= 0)
        partition->low = low;
      if (high >= 0 && high >= partition->position)
        partition->high = high;
      if (partition->high > partition->position)
        partition->caught_up = FALSE;
    }

  g_array_append_vals (status, &(WeirPartitionStatus) {
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

/* What weir_source_dup_status() hands out; a pointer is exchanged under the lock. */
void
weir_source_publish_status (WeirSource *self)
{
  GArray *status = g_array_new (FALSE, FALSE, sizeof (WeirPartitionStatus));

  weir_source_check_tables (self);
  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      for (guint j = 0; j < topic->partitions->len; j++)
        {
          WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition != NULL && partition->reading != WEIR_READING_GONE)
            append_status (status, self, partition);
        }
    }

  pthread_mutex_lock (&self->mutex);
  {
    GArray *old = self->status;
    self->status = status;
    status = old;
  }
  pthread_mutex_unlock (&self->mutex);
  g_array_unref (status);
}
