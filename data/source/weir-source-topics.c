#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

/* What topics there are, which partitions they have and who leads those. */

void
weir_source_ask_topics (WeirSource *self)
{
  rd_kafka_AdminOptions_t *options;
  g_autofree const char **names = g_new (const char *, self->topics->len);
  rd_kafka_TopicCollection_t *collection;
  guint n_names = 0;

  for (guint i = 0; i < self->topics->len; i++)
    {
      const WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      if (!topic->is_pattern && !topic->dropped)
        names[n_names++] = topic->name;
    }

  if (n_names == 0)
    {
      self->next_topics_usec = g_get_monotonic_time () + self->topics_usec;
      return;
    }

  /* Who wants to know sooner, while the answer is on its way, asks for another. */
  self->next_topics_usec = G_MAXINT64;

  options = weir_source_options_new (self, RD_KAFKA_ADMIN_OP_DESCRIBETOPICS, WEIR_QUESTION_TOPICS, 0);
  collection = rd_kafka_TopicCollection_of_topic_names (names, n_names);
  rd_kafka_DescribeTopics (self->handle, collection, options, self->answers);
  rd_kafka_TopicCollection_destroy (collection);
  rd_kafka_AdminOptions_destroy (options);
  self->topics_asked = TRUE;
}

/* A partition that is done stays so: what was to be read of it was the old topic's. */
static void
set_recreated (WeirSource      *self,
               WeirSourceTopic *topic)
{
  for (guint i = 0; i < topic->partitions->len; i++)
    {
      WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, i);

      if (partition == NULL || partition->state == WEIR_PARTITION_GONE || partition->state == WEIR_PARTITION_DONE)
        continue;

      weir_source_begin_again (self, partition, WEIR_BEGIN_RECREATED);
      /* Answers on their way may be the old one's. */
      weir_source_partition_set_state (partition, WEIR_PARTITION_PENDING);
      partition->retry_usec = 0;
    }
}

static gboolean
same_id (const rd_kafka_Uuid_t *a,
         const rd_kafka_Uuid_t *b)
{
  return rd_kafka_Uuid_most_significant_bits (a) == rd_kafka_Uuid_most_significant_bits (b)
         && rd_kafka_Uuid_least_significant_bits (a) == rd_kafka_Uuid_least_significant_bits (b);
}

static gboolean
is_id (const rd_kafka_Uuid_t *id)
{
  return id != NULL && (rd_kafka_Uuid_most_significant_bits (id) != 0
                        || rd_kafka_Uuid_least_significant_bits (id) != 0);
}

static void
check_id (WeirSource            *self,
          WeirSourceTopic       *topic,
          const rd_kafka_Uuid_t *id)
{
  if (!is_id (id) || (topic->id != NULL && same_id (topic->id, id)))
    return;

  if (topic->id != NULL)
    {
      topic->generation++;
      set_recreated (self, topic);
    }
  g_clear_pointer (&topic->id, rd_kafka_Uuid_destroy);
  topic->id = rd_kafka_Uuid_copy (id);
}

static void
say_found (WeirSource          *self,
           WeirSourcePartition *partition)
{
  weir_source_emit_partition (self, WEIR_INTAKE_EVENT_FOUND, partition, partition->position, partition->high, NULL);
}

/* Its topic was gone, and is there again. */
static void
return_partition (WeirSource          *self,
                  WeirSourcePartition *partition)
{
  partition->why = WEIR_BEGIN_RECREATED;
  partition->retry_usec = 0;
  weir_source_partition_set_state (partition, WEIR_PARTITION_PENDING);
  say_found (self, partition);
}

/* Without a group every partition there is is ours, those that appear later too. */
static void
take_partitions (WeirSource      *self,
                 WeirSourceTopic *topic,
                 gsize            n_partitions)
{
  for (gint32 i = 0; i < (gint32) n_partitions; i++)
    {
      WeirSourcePartition *partition = weir_source_topic_get (topic, i);

      if (partition != NULL && topic->found && partition->state == WEIR_PARTITION_GONE)
        return_partition (self, partition);
      if (partition != NULL || (self->partition >= 0 && self->partition != i))
        continue;
      partition = weir_source_topic_ensure (topic, i);
      partition->why = weir_source_topic_is_added (topic, i) ? WEIR_BEGIN_ADDED : WEIR_BEGIN_FIRST;
      say_found (self, partition);
    }

  if (self->partition >= (gint32) n_partitions)
    weir_source_fail_topic (self, topic, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
}

/* FALSE if a partition has none: that may change soon. */
static gboolean
take_leaders (WeirSource                          *self,
              WeirSourceTopic                     *topic,
              const rd_kafka_TopicPartitionInfo_t **infos,
              gsize                                n_infos)
{
  gboolean all = TRUE;

  g_array_set_size (topic->leaders, 0);
  for (gsize i = 0; i < n_infos; i++)
    {
      const rd_kafka_Node_t *leader = rd_kafka_TopicPartitionInfo_leader (infos[i]);
      gint32 id = leader != NULL ? rd_kafka_Node_id (leader) : WEIR_LEADER_NONE;
      guint number = (guint) rd_kafka_TopicPartitionInfo_partition (infos[i]);

      while (number >= topic->leaders->len)
        g_array_append_vals (topic->leaders, &(gint32) { WEIR_LEADER_NONE }, 1);
      g_array_index (topic->leaders, gint32, number) = id;
      all &= id != WEIR_LEADER_NONE;
      weir_source_leaders_add (self, id);
    }

  return all;
}

void
weir_source_recover_topic (WeirSource      *self,
                           WeirSourceTopic *topic)
{
  if (topic->error == RD_KAFKA_RESP_ERR_NO_ERROR)
    return;

  topic->error = RD_KAFKA_RESP_ERR_NO_ERROR;
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_RECOVERED,
    .topic = topic->name,
    .topic_index = topic->index,
    .partition = -1,
  });
}

static gboolean
take_topic (WeirSource                        *self,
            const rd_kafka_TopicDescription_t *description)
{
  WeirSourceTopic *topic = weir_source_find_topic (self, rd_kafka_TopicDescription_name (description));
  const rd_kafka_error_t *error = rd_kafka_TopicDescription_error (description);
  rd_kafka_resp_err_t native = error != NULL ? rd_kafka_error_code (error)
                                             : RD_KAFKA_RESP_ERR_NO_ERROR;
  const rd_kafka_TopicPartitionInfo_t **infos;
  gsize n_partitions = 0;
  gboolean all_led;

  if (topic == NULL)
    return TRUE;

  if (weir_source_error_code (native) == WEIR_SOURCE_ERROR_UNKNOWN_TOPIC && weir_source_patterns_drop (self, topic))
    return TRUE;
  if (native != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      if (!weir_source_error_passes (native) || self->n_topic_failures >= WEIR_FAILURES_BEFORE_REPORT)
        weir_source_fail_topic (self, topic, native);
      return FALSE;
    }

  infos = rd_kafka_TopicDescription_partitions (description, &n_partitions);
  all_led = take_leaders (self, topic, infos, n_partitions);
  check_id (self, topic, rd_kafka_TopicDescription_topic_id (description));
  /* It did not exist: all that is in it came while we were reading. */
  if (!topic->known)
    topic->n_first = topic->late || weir_source_error_code (topic->error) == WEIR_SOURCE_ERROR_UNKNOWN_TOPIC
                       ? 0 : (gint32) n_partitions;
  topic->known = TRUE;
  if (self->partition < (gint32) n_partitions)
    weir_source_recover_topic (self, topic);
  if (self->group == NULL)
    take_partitions (self, topic, n_partitions);

  return all_led && topic->error == RD_KAFKA_RESP_ERR_NO_ERROR;
}

void
weir_source_answer_topics (WeirSource       *self,
                           rd_kafka_event_t *event)
{
  const rd_kafka_DescribeTopics_result_t *result = rd_kafka_event_DescribeTopics_result (event);
  const rd_kafka_TopicDescription_t **descriptions = NULL;
  gsize n_descriptions = 0;
  gint64 next_usec;
  gboolean well = rd_kafka_event_error (event) == RD_KAFKA_RESP_ERR_NO_ERROR && result != NULL;

  self->topics_asked = FALSE;
  if (well)
    descriptions = rd_kafka_DescribeTopics_result_topics (result, &n_descriptions);
  for (gsize i = 0; i < n_descriptions; i++)
    if (!take_topic (self, descriptions[i]))
      well = FALSE;

  self->n_topic_failures = well ? 0 : self->n_topic_failures + 1;
  next_usec = g_get_monotonic_time () + (well ? self->topics_usec : weir_source_retry_usec (self->n_topic_failures));
  self->next_topics_usec = MIN (self->next_topics_usec, next_usec);
}
