#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>

/* Reading as a member of a consumer group: consumer thread only. */

/* How long the leaving request may take to go out after the partitions were given up. */
#define LEAVE_USEC (200 * G_TIME_SPAN_MILLISECOND)

static void
take_assigned (WeirSource                            *self,
               const rd_kafka_topic_partition_list_t *list)
{
  for (int i = 0; i < list->cnt; i++)
    {
      WeirSourceTopic *topic = weir_source_find_topic (self, list->elems[i].topic);
      WeirSourcePartition *partition;

      if (topic == NULL)
        continue;
      partition = weir_source_topic_ensure (topic, list->elems[i].partition);
      partition->reading = WEIR_READING_WANTED;
      partition->returning = partition->position != WEIR_OFFSET_UNKNOWN;
      partition->retry_usec = 0;
      weir_source_partition_guard (partition);
    }

  self->assign_wanted = TRUE;
  if (list->cnt == 0)
    weir_source_group_assign (self);
}

static void
take_revoked (WeirSource                            *self,
              const rd_kafka_topic_partition_list_t *list)
{
  for (int i = 0; i < list->cnt; i++)
    {
      WeirSourceTopic *topic = weir_source_find_topic (self, list->elems[i].topic);
      WeirSourcePartition *partition = topic != NULL
                                       ? weir_source_topic_get (topic, list->elems[i].partition) : NULL;

      if (partition == NULL || partition->reading == WEIR_READING_GONE)
        continue;
      weir_source_emit_partition (self, WEIR_INTAKE_EVENT_REVOKED, partition,
                                  partition->position, partition->high, NULL);
    }

  /* The handler may have asked for it just now: the last chance while they are ours. */
  weir_source_group_step (self);

  for (int i = 0; i < list->cnt; i++)
    {
      WeirSourceTopic *topic = weir_source_find_topic (self, list->elems[i].topic);
      WeirSourcePartition *partition = topic != NULL
                                       ? weir_source_topic_get (topic, list->elems[i].partition) : NULL;

      if (partition == NULL)
        continue;
      partition->reading = WEIR_READING_GONE;
      weir_source_partition_guard (partition);
    }

  self->assign_wanted = FALSE;
  rd_kafka_assign (self->handle, NULL);
}

/**
 * weir_source_rebalance:
 * @rk: the consumer
 * @native: whether partitions are given or taken
 * @list: which
 * @opaque: the source
 *
 * librdkafka's rebalance callback, served on the consumer thread. What is
 * given begins when its offsets are known, see weir_source_group_assign().
 */
void
weir_source_rebalance (rd_kafka_t                      *rk,
                       rd_kafka_resp_err_t              native,
                       rd_kafka_topic_partition_list_t *list,
                       void                            *opaque)
{
  WeirSource *self = opaque;

  if (native == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS && !self->ending)
    take_assigned (self, list);
  else
    take_revoked (self, list);
}

/* Records come by a queue of their own: the group's also carries rebalances,
 * which the callback that takes records must not see. */
static void
route_records (WeirSource          *self,
               WeirSourcePartition *partition)
{
  rd_kafka_queue_t *queue = rd_kafka_queue_get_partition (self->handle, partition->topic->name,
                                                          partition->number);

  if (queue != NULL)
    {
      rd_kafka_queue_forward (queue, self->records);
      rd_kafka_queue_destroy (queue);
    }
}

/**
 * weir_source_group_assign:
 * @self: a source of a group
 *
 * Tells librdkafka where each of our partitions begins, after a plan.
 */
void
weir_source_group_assign (WeirSource *self)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new (8);
  rd_kafka_topic_partition_list_t *done = rd_kafka_topic_partition_list_new (8);

  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      for (guint j = 0; j < topic->partitions->len; j++)
        {
          WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition == NULL || (partition->reading != WEIR_READING_ACTIVE
                                    && partition->reading != WEIR_READING_DONE))
            continue;
          rd_kafka_topic_partition_list_add (list, topic->name, partition->number)->offset =
            partition->position;
          route_records (self, partition);
          if (partition->reading == WEIR_READING_DONE)
            rd_kafka_topic_partition_list_add (done, topic->name, partition->number);
        }
    }

  self->assign_wanted = FALSE;
  rd_kafka_assign (self->handle, list);
  if (done->cnt > 0)
    rd_kafka_pause_partitions (self->handle, done);
  rd_kafka_topic_partition_list_destroy (done);
  rd_kafka_topic_partition_list_destroy (list);
}

/**
 * weir_source_group_serve:
 * @self: a source
 *
 * Takes what comes by the group's own queue: rebalances and errors. Never waits.
 */
void
weir_source_group_serve (WeirSource *self)
{
  rd_kafka_message_t *message;

  while (self->subscribed && (message = rd_kafka_consumer_poll (self->handle, 0)) != NULL)
    {
      weir_source_take (message, self);
      rd_kafka_message_destroy (message);
    }
}

/* Its records were handed out while it was ours: a partition that is planned anew still is. */
static gboolean
has_position (const WeirSourcePartition *partition)
{
  return partition->position != WEIR_OFFSET_UNKNOWN
    && (partition->reading == WEIR_READING_ACTIVE || partition->reading == WEIR_READING_DONE
        || (partition->reading != WEIR_READING_GONE && partition->resuming));
}

/**
 * weir_source_group_dup_positions:
 * @self: a source
 *
 * Returns: (transfer full) (element-type WeirIntakePosition): how far each
 *   partition that is ours was handed out
 */
GArray *
weir_source_group_dup_positions (WeirSource *self)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));

  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      for (guint j = 0; j < topic->partitions->len; j++)
        {
          WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition != NULL && has_position (partition))
            g_array_append_vals (positions, &(WeirIntakePosition) {
              .topic_index = topic->index,
              .partition = partition->number,
              .offset = partition->position,
            }, 1);
        }
    }

  return positions;
}

/* What is to be committed now; NULL if nothing is. */
static GArray *
take_delivered (WeirSource *self)
{
  GArray *delivered = NULL;

  /* What a handler asks for is as new as anything can be. */
  if (g_atomic_int_compare_and_exchange (&self->commit_wanted, TRUE, FALSE))
    delivered = weir_source_group_dup_positions (self);

  pthread_mutex_lock (&self->mutex);
  if (delivered != NULL)
    g_array_set_size (self->delivered, 0);
  else if (self->delivered->len > 0)
    {
      delivered = self->delivered;
      self->delivered = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));
    }
  pthread_mutex_unlock (&self->mutex);

  return delivered;
}

static void
add_delivered (WeirSource                      *self,
               rd_kafka_topic_partition_list_t *list,
               const WeirIntakePosition        *position)
{
  WeirSourceTopic *topic = position->topic_index < self->topics->len
                             ? g_ptr_array_index (self->topics, position->topic_index) : NULL;
  WeirSourcePartition *partition = topic != NULL ? weir_source_topic_get (topic, position->partition) : NULL;
  rd_kafka_topic_partition_t *element;

  if (partition == NULL || !has_position (partition) || position->offset <= partition->committed)
    return;

  element = rd_kafka_topic_partition_list_find (list, topic->name, partition->number);
  if (element == NULL)
    element = rd_kafka_topic_partition_list_add (list, topic->name, partition->number);
  element->offset = position->offset;
}

/**
 * weir_source_group_step:
 * @self: a source
 *
 * Sends the commits that were asked for; the answer comes as an event. Nothing
 * is sent for partitions that have not moved.
 */
void
weir_source_group_step (WeirSource *self)
{
  rd_kafka_topic_partition_list_t *list;
  g_autoptr(GArray) delivered = self->group != NULL ? take_delivered (self) : NULL;

  if (delivered == NULL)
    return;

  list = rd_kafka_topic_partition_list_new (8);
  for (guint i = 0; i < delivered->len; i++)
    add_delivered (self, list, &g_array_index (delivered, WeirIntakePosition, i));

  if (list->cnt > 0
      && rd_kafka_commit_queue (self->handle, list, self->answers, NULL, NULL)
           == RD_KAFKA_RESP_ERR_NO_ERROR)
    self->n_commits++;
  rd_kafka_topic_partition_list_destroy (list);
}

/**
 * weir_source_group_committed:
 * @self: a source
 * @event: what became of a commit
 *
 * Notes the committed offsets, or says why there are none.
 */
void
weir_source_group_committed (WeirSource       *self,
                             rd_kafka_event_t *event)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_event_topic_partition_list (event);
  rd_kafka_resp_err_t native = rd_kafka_event_error (event);

  self->n_commits--;
  for (int i = 0; list != NULL && i < list->cnt; i++)
    {
      WeirSourceTopic *topic = weir_source_find_topic (self, list->elems[i].topic);
      WeirSourcePartition *partition = topic != NULL
                                       ? weir_source_topic_get (topic, list->elems[i].partition) : NULL;

      if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR)
        native = list->elems[i].err;
      else if (partition != NULL && native == RD_KAFKA_RESP_ERR_NO_ERROR)
        partition->committed = list->elems[i].offset;
    }

  if (native != RD_KAFKA_RESP_ERR_NO_ERROR && native != RD_KAFKA_RESP_ERR__NO_OFFSET)
    {
      g_autoptr(GError) error = weir_source_error_new (native, _("group “%s”: offsets were not "
                                                                 "committed"), self->group);

      weir_source_emit (self, &(WeirIntakeEvent) {
        .kind = WEIR_INTAKE_EVENT_ERROR,
        .partition = -1,
        .error = error,
        .text = error->message,
      });
    }
}

static void
serve (WeirSource *self,
       int         timeout_msec)
{
  rd_kafka_event_t *event;

  rd_kafka_consume_callback_queue (self->records, timeout_msec, weir_source_take, self);
  weir_source_group_serve (self);
  rd_kafka_poll (self->handle, 0);
  while ((event = rd_kafka_queue_poll (self->answers, 0)) != NULL)
    {
      weir_source_answer (self, event);
      rd_kafka_event_destroy (event);
    }
}

static gboolean
owns_any (WeirSource *self)
{
  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      for (guint j = 0; j < topic->partitions->len; j++)
        {
          WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition != NULL && partition->reading != WEIR_READING_GONE)
            return TRUE;
        }
    }

  return FALSE;
}

/**
 * weir_source_group_leave:
 * @self: a source that reads no more
 * @deadline_usec: the monotonic time by which to be back
 *
 * Waits for commits on their way and leaves the group, so that its partitions
 * go to others at once instead of after the session's time-out. With no broker
 * there, neither is possible and nothing is waited for.
 */
void
weir_source_group_leave (WeirSource *self,
                         gint64      deadline_usec)
{
  gint64 leave_usec;

  if (!self->subscribed || self->state == WEIR_INTAKE_STATE_DISCONNECTED)
    return;

  weir_source_group_step (self);
  while (self->n_commits > 0 && g_get_monotonic_time () < deadline_usec)
    serve (self, 10);

  /* Who does not answer a commit will not hear that we leave. */
  if (self->n_commits > 0)
    return;

  rd_kafka_unsubscribe (self->handle);
  while (owns_any (self) && g_get_monotonic_time () < deadline_usec)
    serve (self, 10);

  leave_usec = MIN (deadline_usec, g_get_monotonic_time () + LEAVE_USEC);
  while (g_get_monotonic_time () < leave_usec)
    serve (self, 10);
}
