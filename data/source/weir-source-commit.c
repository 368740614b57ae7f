#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>

/*
 * The offsets of a group. Nothing is committed but what weir_intake_commit() and weir_intake_commit_positions() name,
 * and where a group begins a partition that it has no offset of.
 */

/* Its records were handed out while it was ours: a partition that is asked about again still is. */
static gboolean
has_position (const WeirSourcePartition *partition)
{
  if (partition->position == WEIR_OFFSET_UNKNOWN)
    return FALSE;

  return partition->state == WEIR_PARTITION_FETCHING || partition->state == WEIR_PARTITION_DONE
    || (partition->state != WEIR_PARTITION_GONE && partition->why >= WEIR_BEGIN_REFUSED);
}

static void
add_position (WeirSource          *self,
              WeirSourcePartition *partition,
              gpointer             user_data)
{
  if (has_position (partition) && partition->tail == NULL)
    g_array_append_vals (user_data, &(WeirIntakePosition) {
      .topic_index = partition->topic->index,
      .partition = partition->number,
      .offset = partition->position,
    }, 1);
}

/**
 * weir_source_commit_dup_positions:
 * @self: a source
 *
 * Returns: (transfer full) (element-type WeirIntakePosition): how far each
 *   partition that is ours was handed out
 */
GArray *
weir_source_commit_dup_positions (WeirSource *self)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));

  weir_source_foreach_partition (self, add_position, positions);

  return positions;
}

/**
 * weir_source_commit_add:
 * @self: a source
 * @positions: (array length=n_positions): what is to be committed
 * @n_positions: how many
 *
 * Has them committed soon. Later calls replace earlier ones. Any thread.
 */
void
weir_source_commit_add (WeirSource               *self,
                        const WeirIntakePosition *positions,
                        guint                     n_positions)
{
  pthread_mutex_lock (&self->mutex);
  g_array_append_vals (self->delivered, positions, n_positions);
  pthread_mutex_unlock (&self->mutex);
}

/* What is to be committed now; NULL if nothing is. */
static GArray *
take_delivered (WeirSource *self)
{
  GArray *delivered = NULL;

  pthread_mutex_lock (&self->mutex);
  if (self->delivered->len > 0)
    {
      delivered = self->delivered;
      self->delivered = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));
    }
  pthread_mutex_unlock (&self->mutex);

  return delivered;
}

/* Positions may be older than a rebalance, or than a log that was cut: those are not ours to commit. */
static void
add_delivered (WeirSource                      *self,
               rd_kafka_topic_partition_list_t *list,
               const WeirIntakePosition        *position)
{
  WeirSourceTopic *topic = position->topic_index < self->topics->len
                             ? g_ptr_array_index (self->topics, position->topic_index) : NULL;
  WeirSourcePartition *partition = topic != NULL ? weir_source_topic_get (topic, position->partition) : NULL;
  rd_kafka_topic_partition_t *element;

  if (partition == NULL || !has_position (partition) || position->offset <= partition->committed
      || position->offset < partition->begun || position->offset > partition->position)
    return;

  element = rd_kafka_topic_partition_list_find (list, topic->name, partition->number);
  if (element == NULL)
    element = rd_kafka_topic_partition_list_add (list, topic->name, partition->number);
  element->offset = position->offset;
}

static void
say_failed (WeirSource          *self,
            rd_kafka_resp_err_t  native)
{
  g_autoptr(GError) error = weir_source_error_new (native, _("group “%s”: offsets were not committed"), self->group);

  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .partition = -1,
    .error = error,
    .text = error->message,
  });
}

/**
 * weir_source_commit_step:
 * @self: a source
 *
 * Sends the commits that were asked for; the answer comes as an event. Nothing
 * is sent for partitions that have not moved.
 */
void
weir_source_commit_step (WeirSource *self)
{
  g_autoptr(GArray) delivered = self->group != NULL ? take_delivered (self) : NULL;
  rd_kafka_topic_partition_list_t *list;
  rd_kafka_resp_err_t native = RD_KAFKA_RESP_ERR_NO_ERROR;

  if (delivered == NULL)
    return;

  list = rd_kafka_topic_partition_list_new (8);
  for (guint i = 0; i < delivered->len; i++)
    add_delivered (self, list, &g_array_index (delivered, WeirIntakePosition, i));

  if (list->cnt > 0)
    native = rd_kafka_commit_queue (self->handle, list, self->answers, NULL, NULL);
  if (native != RD_KAFKA_RESP_ERR_NO_ERROR)
    say_failed (self, native);
  else if (list->cnt > 0)
    self->n_commits++;
  rd_kafka_topic_partition_list_destroy (list);
}

/* Of a topic that is gone nothing can be committed: that is the topic's error, not the group's. */
static void
take_answer (WeirSource                       *self,
             const rd_kafka_topic_partition_t *answer,
             rd_kafka_resp_err_t              *failure)
{
  WeirSourceTopic *topic = weir_source_find_topic (self, answer->topic);
  WeirSourcePartition *partition = topic != NULL ? weir_source_topic_get (topic, answer->partition) : NULL;

  if (topic != NULL && weir_source_error_code (answer->err) == WEIR_SOURCE_ERROR_UNKNOWN_TOPIC)
    {
      weir_source_fail_topic (self, topic, answer->err);
      if (*failure == answer->err)
        *failure = RD_KAFKA_RESP_ERR_NO_ERROR;
    }
  else if (answer->err != RD_KAFKA_RESP_ERR_NO_ERROR)
    *failure = answer->err;
  else if (partition != NULL && *failure == RD_KAFKA_RESP_ERR_NO_ERROR)
    partition->committed = answer->offset;
}

/**
 * weir_source_commit_answer:
 * @self: a source
 * @event: what became of a commit
 *
 * Notes the committed offsets, or says why there are none.
 */
void
weir_source_commit_answer (WeirSource       *self,
                           rd_kafka_event_t *event)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_event_topic_partition_list (event);
  rd_kafka_resp_err_t failure = rd_kafka_event_error (event);

  self->n_commits--;
  for (int i = 0; list != NULL && i < list->cnt; i++)
    take_answer (self, &list->elems[i], &failure);

  if (failure != RD_KAFKA_RESP_ERR_NO_ERROR && failure != RD_KAFKA_RESP_ERR__NO_OFFSET)
    say_failed (self, failure);
}
