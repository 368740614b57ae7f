#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>

/* Questions to the broker and what follows from the answers: which partitions
 * there are, where each begins, whether anyone is there. Nothing here waits:
 * answers come as events to the consumer thread. */

#define ANSWER_MSEC 10000
#define ALIVE_USEC (5 * G_TIME_SPAN_SECOND)
#define RETRY_USEC (G_TIME_SPAN_SECOND / 4)
#define RETRY_MAX_USEC (5 * G_TIME_SPAN_SECOND)
/* Errors that pass by themselves are reported only when they stay. */
#define FAILURES_BEFORE_REPORT 4

static gint64
retry_usec (guint n_failures)
{
  return MIN (RETRY_USEC << MIN (n_failures, 5), RETRY_MAX_USEC);
}

static gboolean
passes_by_itself (rd_kafka_resp_err_t native)
{
  switch ((int) native)
    {
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
      return TRUE;
    default:
      return weir_source_error_is_down (native);
    }
}

static rd_kafka_AdminOptions_t *
options_new (WeirSource         *self,
             rd_kafka_admin_op_t operation,
             WeirQuestion        question)
{
  rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new (self->handle, operation);
  char reason[128];

  rd_kafka_AdminOptions_set_request_timeout (options, ANSWER_MSEC, reason, sizeof reason);
  rd_kafka_AdminOptions_set_opaque (options, GINT_TO_POINTER (question));
  return options;
}

static void
ask_topics (WeirSource *self)
{
  rd_kafka_AdminOptions_t *options = options_new (self, RD_KAFKA_ADMIN_OP_DESCRIBETOPICS,
                                                  WEIR_QUESTION_TOPICS);
  g_autofree const char **names = g_new (const char *, self->topics->len);
  rd_kafka_TopicCollection_t *collection;

  for (guint i = 0; i < self->topics->len; i++)
    names[i] = ((WeirSourceTopic *) g_ptr_array_index (self->topics, i))->name;

  collection = rd_kafka_TopicCollection_of_topic_names (names, self->topics->len);
  rd_kafka_DescribeTopics (self->handle, collection, options, self->answers);
  rd_kafka_TopicCollection_destroy (collection);
  rd_kafka_AdminOptions_destroy (options);
  self->topics_asked = TRUE;
}

/* Calls for every partition that is in a certain state. */
static void
foreach_partition (WeirSource  *self,
                   WeirReading  reading,
                   void       (*function) (WeirSource          *self,
                                           WeirSourcePartition *partition,
                                           gpointer             user_data),
                   gpointer     user_data)
{
  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      for (guint j = 0; j < topic->partitions->len; j++)
        {
          WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition != NULL && partition->reading == reading)
            function (self, partition, user_data);
        }
    }
}

static void
add_to_list (WeirSource          *self,
             WeirSourcePartition *partition,
             gpointer             user_data)
{
  rd_kafka_topic_partition_list_add (user_data, partition->topic->name, partition->number);
}

static void
ask_offsets (WeirSource                      *self,
             WeirQuestion                     question,
             gint64                           what,
             rd_kafka_topic_partition_list_t *list)
{
  rd_kafka_AdminOptions_t *options = options_new (self, RD_KAFKA_ADMIN_OP_LISTOFFSETS, question);

  for (int i = 0; i < list->cnt; i++)
    list->elems[i].offset = what;
  /* Otherwise the end would lie past records of open transactions, which are not handed out. */
  rd_kafka_error_destroy (rd_kafka_AdminOptions_set_isolation_level (
    options, self->read_committed ? RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED
                                  : RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED));
  rd_kafka_ListOffsets (self->handle, list, options, self->answers);
  rd_kafka_AdminOptions_destroy (options);
}

static void
ask_committed (WeirSource                      *self,
               rd_kafka_topic_partition_list_t *list)
{
  rd_kafka_AdminOptions_t *options = options_new (self, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS,
                                                  WEIR_QUESTION_COMMITTED);
  rd_kafka_ListConsumerGroupOffsets_t *request =
    rd_kafka_ListConsumerGroupOffsets_new (self->group, list);

  rd_kafka_ListConsumerGroupOffsets (self->handle, &request, 1, options, self->answers);
  rd_kafka_ListConsumerGroupOffsets_destroy (request);
  rd_kafka_AdminOptions_destroy (options);
}

static void
set_planned (WeirSource          *self,
             WeirSourcePartition *partition,
             gpointer             user_data)
{
  partition->plan_error = RD_KAFKA_RESP_ERR_NO_ERROR;
  partition->at_time = WEIR_OFFSET_UNKNOWN;
  partition->reading = WEIR_READING_PLANNED;
}

/* The embedded broker of another process is known by the name of its cluster. */
static void
find_out_embedded (WeirSource *self)
{
  char *cluster = rd_kafka_clusterid (self->handle, 0);

  if (cluster != NULL && g_str_has_prefix (cluster, "mockCluster"))
    self->embedded = TRUE;
  if (cluster != NULL)
    rd_kafka_mem_free (self->handle, cluster);
}

static void
ask_plan (WeirSource *self)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new (8);
  gboolean by_time = self->start.kind == WEIR_POSITION_TIME
                     || self->start.kind == WEIR_POSITION_TIME_OR_TAIL;

  foreach_partition (self, WEIR_READING_WANTED, add_to_list, list);
  if (list->cnt > 0)
    {
      find_out_embedded (self);
      foreach_partition (self, WEIR_READING_WANTED, set_planned, NULL);
      self->plan_failed = FALSE;
      self->n_plan_answers = 2;
      ask_offsets (self, WEIR_QUESTION_LOW, RD_KAFKA_OFFSET_SPEC_EARLIEST, list);
      ask_offsets (self, WEIR_QUESTION_HIGH, RD_KAFKA_OFFSET_SPEC_LATEST, list);
      if (by_time && !self->embedded)
        {
          /* The broker's times are milliseconds: the first at or after @value. */
          ask_offsets (self, WEIR_QUESTION_TIME, MAX (0, (self->start.value + 999) / 1000), list);
          self->n_plan_answers++;
        }
      if (self->group != NULL)
        {
          ask_committed (self, list);
          self->n_plan_answers++;
        }
    }
  rd_kafka_topic_partition_list_destroy (list);
}

static void
ask_alive (WeirSource *self)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new (8);

  foreach_partition (self, WEIR_READING_ACTIVE, add_to_list, list);
  if (list->cnt > 0)
    {
      ask_offsets (self, WEIR_QUESTION_ALIVE, RD_KAFKA_OFFSET_SPEC_LATEST, list);
      self->alive_asked = TRUE;
    }
  rd_kafka_topic_partition_list_destroy (list);
}

static gboolean
is_waiting (WeirSource *self)
{
  return self->topics_asked || self->alive_asked || self->n_plan_answers > 0;
}

/* A broker that fell silent keeps its connection: only the missing answer tells. */
static void
check_silence (WeirSource *self,
               gint64      now_usec)
{
  const gint64 patience_usec = ANSWER_MSEC * G_TIME_SPAN_MILLISECOND;

  if (!is_waiting (self))
    self->waiting_usec = 0;
  else if (self->waiting_usec == 0)
    self->waiting_usec = now_usec;
  else if (now_usec - self->waiting_usec > patience_usec
           && now_usec - self->last_record_usec > patience_usec)
    weir_source_set_state (self, WEIR_SOURCE_STATE_DISCONNECTED, _("the broker does not answer"));
}

/**
 * weir_source_plan_step:
 * @self: a source
 * @now_usec: the monotonic clock
 *
 * Asks what is due: the topics now and then, offsets when a partition wants to
 * begin, and the ends of what is being read as a sign of life.
 */
void
weir_source_plan_step (WeirSource *self,
                       gint64      now_usec)
{
  check_silence (self, now_usec);

  if (!self->topics_asked && now_usec >= self->next_topics_usec)
    ask_topics (self);

  if (!self->topics_asked && self->n_plan_answers == 0 && now_usec >= self->next_plan_usec)
    ask_plan (self);

  if (!self->alive_asked && now_usec >= self->next_alive_usec)
    ask_alive (self);
}

/**
 * weir_source_want_again:
 * @self: a source
 * @partition: one whose position the broker refused
 *
 * Has the partition planned anew, after a fresh look at its topic (which may
 * be another one of the same name by now).
 */
void
weir_source_want_again (WeirSource          *self,
                        WeirSourcePartition *partition)
{
  if (partition->reading != WEIR_READING_ACTIVE)
    return;

  partition->reading = WEIR_READING_WANTED;
  partition->resuming = TRUE;
  weir_source_partition_guard (partition);
  self->next_topics_usec = 0;
}

static void
set_recreated (WeirSource      *self,
               WeirSourceTopic *topic)
{
  for (guint i = 0; i < topic->partitions->len; i++)
    {
      WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, i);

      if (partition == NULL || partition->reading == WEIR_READING_GONE
          || partition->reading == WEIR_READING_DONE)
        continue;
      partition->recreated = TRUE;
      if (partition->position != WEIR_OFFSET_UNKNOWN)
        partition->resuming = TRUE;
      partition->reading = WEIR_READING_WANTED;
      weir_source_partition_guard (partition);
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
    set_recreated (self, topic);
  g_clear_pointer (&topic->id, rd_kafka_Uuid_destroy);
  topic->id = rd_kafka_Uuid_copy (id);
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

      if (partition != NULL || (self->partition >= 0 && self->partition != i))
        continue;
      partition = weir_source_topic_ensure (topic, i);
      partition->newborn = topic->known;
    }

  if (self->partition >= (gint32) n_partitions)
    weir_source_fail_topic (self, topic, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION);
}

static void
recover_topic (WeirSource      *self,
               WeirSourceTopic *topic)
{
  if (topic->error == RD_KAFKA_RESP_ERR_NO_ERROR)
    return;

  topic->error = RD_KAFKA_RESP_ERR_NO_ERROR;
  weir_source_emit (self, &(WeirSourceEvent) {
    .kind = WEIR_SOURCE_EVENT_RECOVERED,
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
  gsize n_partitions = 0;

  if (topic == NULL)
    return TRUE;

  if (native != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      if (!passes_by_itself (native) || self->n_topic_failures >= FAILURES_BEFORE_REPORT)
        weir_source_fail_topic (self, topic, native);
      return FALSE;
    }

  rd_kafka_TopicDescription_partitions (description, &n_partitions);
  check_id (self, topic, rd_kafka_TopicDescription_topic_id (description));
  if (self->partition < (gint32) n_partitions)
    recover_topic (self, topic);
  if (self->group == NULL)
    take_partitions (self, topic, n_partitions);
  topic->known = TRUE;

  return topic->error == RD_KAFKA_RESP_ERR_NO_ERROR;
}

static void
answer_topics (WeirSource       *self,
               rd_kafka_event_t *event)
{
  const rd_kafka_DescribeTopics_result_t *result = rd_kafka_event_DescribeTopics_result (event);
  const rd_kafka_TopicDescription_t **descriptions = NULL;
  gsize n_descriptions = 0;
  gboolean well = rd_kafka_event_error (event) == RD_KAFKA_RESP_ERR_NO_ERROR && result != NULL;

  self->topics_asked = FALSE;
  if (well)
    descriptions = rd_kafka_DescribeTopics_result_topics (result, &n_descriptions);
  for (gsize i = 0; i < n_descriptions; i++)
    if (!take_topic (self, descriptions[i]))
      well = FALSE;

  self->n_topic_failures = well ? 0 : self->n_topic_failures + 1;
  self->next_topics_usec = g_get_monotonic_time ()
                           + (well ? self->topics_usec : retry_usec (self->n_topic_failures));
}

static void
finish_partition (WeirSource          *self,
                  WeirSourcePartition *partition,
                  gpointer             user_data)
{
  if (partition->plan_error == RD_KAFKA_RESP_ERR_NO_ERROR && !self->plan_failed)
    {
      weir_source_begin_partition (self, partition);
      return;
    }

  partition->reading = WEIR_READING_WANTED;
  *(gboolean *) user_data = FALSE;
  if (partition->plan_error != RD_KAFKA_RESP_ERR_NO_ERROR
      && (!passes_by_itself (partition->plan_error)
          || self->n_plan_failures >= FAILURES_BEFORE_REPORT))
    weir_source_fail_partition (self, partition, partition->plan_error);
}

static void
finish_plan (WeirSource *self)
{
  gboolean well = TRUE;

  foreach_partition (self, WEIR_READING_PLANNED, finish_partition, &well);
  self->n_plan_failures = well ? 0 : self->n_plan_failures + 1;
  self->next_plan_usec = well ? 0 : g_get_monotonic_time () + retry_usec (self->n_plan_failures);
  if (!well)
    self->next_topics_usec = MIN (self->next_topics_usec, self->next_plan_usec);
  self->next_status_usec = 0;
  if (self->group != NULL)
    weir_source_group_assign (self);
  weir_source_check_finished (self);
}

static void
set_offset (WeirSourcePartition *partition,
            WeirQuestion         question,
            gint64               offset)
{
  switch (question)
    {
    case WEIR_QUESTION_LOW:
      partition->low = offset;
      break;
    case WEIR_QUESTION_HIGH:
    case WEIR_QUESTION_ALIVE:
      partition->high = offset;
      break;
    case WEIR_QUESTION_TIME:
      partition->at_time = offset;
      break;
    case WEIR_QUESTION_COMMITTED:
      partition->committed = offset >= 0 ? offset : WEIR_OFFSET_UNKNOWN;
      break;
    case WEIR_QUESTION_TOPICS:
    default:
      g_assert_not_reached ();
    }
}

/* TRUE if the broker that leads this partition answered at all. */
static gboolean
take_offset (WeirSource                       *self,
             const rd_kafka_topic_partition_t *answer,
             WeirQuestion                      question)
{
  WeirSourceTopic *topic = weir_source_find_topic (self, answer->topic);
  WeirSourcePartition *partition = topic != NULL ? weir_source_topic_get (topic, answer->partition)
                                                 : NULL;
  rd_kafka_resp_err_t native = answer->err;

  if (partition == NULL)
    return FALSE;
  /* So librdkafka marks a broker that gave no answer in time. */
  if (native == RD_KAFKA_RESP_ERR_NO_ERROR && answer->offset == RD_KAFKA_OFFSET_INVALID
      && question != WEIR_QUESTION_COMMITTED)
    native = RD_KAFKA_RESP_ERR__TIMED_OUT;

  if (native == RD_KAFKA_RESP_ERR_NO_ERROR)
    set_offset (partition, question, answer->offset);
  else if (question != WEIR_QUESTION_ALIVE)
    partition->plan_error = native;
  else if (!passes_by_itself (native))
    /* Deleted, or forbidden by now: the topic itself says which. */
    self->next_topics_usec = 0;

  return !weir_source_error_is_down (native);
}

static gboolean
take_list_offsets (WeirSource       *self,
                   rd_kafka_event_t *event,
                   WeirQuestion      question)
{
  const rd_kafka_ListOffsets_result_t *result = rd_kafka_event_ListOffsets_result (event);
  const rd_kafka_ListOffsetsResultInfo_t **infos = NULL;
  gsize n_infos = 0;
  gboolean answered = FALSE;

  if (result != NULL)
    infos = rd_kafka_ListOffsets_result_infos (result, &n_infos);
  for (gsize i = 0; i < n_infos; i++)
    answered |= take_offset (self, rd_kafka_ListOffsetsResultInfo_topic_partition (infos[i]), question);

  return answered;
}

static gboolean
take_group_offsets (WeirSource       *self,
                    rd_kafka_event_t *event)
{
  const rd_kafka_ListConsumerGroupOffsets_result_t *result =
    rd_kafka_event_ListConsumerGroupOffsets_result (event);
  const rd_kafka_group_result_t **groups = NULL;
  const rd_kafka_topic_partition_list_t *list = NULL;
  gsize n_groups = 0;

  if (result != NULL)
    groups = rd_kafka_ListConsumerGroupOffsets_result_groups (result, &n_groups);
  if (n_groups > 0 && rd_kafka_group_result_error (groups[0]) == NULL)
    list = rd_kafka_group_result_partitions (groups[0]);
  for (int i = 0; list != NULL && i < list->cnt; i++)
    take_offset (self, &list->elems[i], WEIR_QUESTION_COMMITTED);

  return list != NULL;
}

/* Somebody is there, or nobody is. A topic that was deleted says nothing of its broker. */
static void
judge_answer (WeirSource          *self,
              rd_kafka_resp_err_t  native,
              gboolean             answered)
{
  gint64 now_usec = g_get_monotonic_time ();

  if (answered)
    weir_source_set_state (self, WEIR_SOURCE_STATE_CONNECTED, NULL);
  else if (weir_source_error_code (native) == WEIR_SOURCE_ERROR_FORBIDDEN)
    weir_source_set_state (self, WEIR_SOURCE_STATE_FORBIDDEN, weir_source_error_explain (native));
  else if (weir_source_error_code (native) != WEIR_SOURCE_ERROR_UNKNOWN_TOPIC
           && now_usec - self->last_record_usec > ANSWER_MSEC * G_TIME_SPAN_MILLISECOND)
    weir_source_set_state (self, WEIR_SOURCE_STATE_DISCONNECTED,
                           self->last_reason != NULL ? self->last_reason
                                                     : _("the broker does not answer"));
}

static void
answer_offsets (WeirSource       *self,
                rd_kafka_event_t *event,
                WeirQuestion      question)
{
  rd_kafka_resp_err_t native = rd_kafka_event_error (event);
  gboolean answered = native == RD_KAFKA_RESP_ERR_NO_ERROR;

  if (answered)
    answered = question == WEIR_QUESTION_COMMITTED ? take_group_offsets (self, event)
                                                   : take_list_offsets (self, event, question);
  judge_answer (self, native, answered);

  if (question == WEIR_QUESTION_ALIVE)
    {
      self->alive_asked = FALSE;
      self->next_alive_usec = g_get_monotonic_time () + (answered ? ALIVE_USEC : G_TIME_SPAN_SECOND);
      return;
    }

  if (!answered)
    self->plan_failed = TRUE;
  if (--self->n_plan_answers == 0)
    finish_plan (self);
}

/**
 * weir_source_answer:
 * @self: a source
 * @event: an event of its queue of answers; stays the caller's
 *
 * Takes an answer of the broker.
 */
void
weir_source_answer (WeirSource       *self,
                    rd_kafka_event_t *event)
{
  rd_kafka_resp_err_t native = rd_kafka_event_error (event);

  self->waiting_usec = 0;
  switch (rd_kafka_event_type (event))
    {
    case RD_KAFKA_EVENT_DESCRIBETOPICS_RESULT:
      judge_answer (self, native, native == RD_KAFKA_RESP_ERR_NO_ERROR);
      answer_topics (self, event);
      break;

    case RD_KAFKA_EVENT_LISTOFFSETS_RESULT:
    case RD_KAFKA_EVENT_LISTCONSUMERGROUPOFFSETS_RESULT:
      answer_offsets (self, event, GPOINTER_TO_INT (rd_kafka_event_opaque (event)));
      break;

    case RD_KAFKA_EVENT_OFFSET_COMMIT:
      weir_source_group_committed (self, event);
      break;

    default:
      break;
    }
}
