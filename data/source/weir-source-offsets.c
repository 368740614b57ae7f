#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>

/* Questions to the broker and what follows from the answers: where each
 * partition begins, whether anyone is there. Nothing here waits: answers come
 * as events to the consumer thread. */

#define ANSWER_MSEC 10000
#define RETRY_USEC (G_TIME_SPAN_SECOND / 4)
#define RETRY_MAX_USEC (5 * G_TIME_SPAN_SECOND)

/* A question and the request it belongs to, as one pointer. */
#define QUESTION_BITS 8

/* How long to wait after so many failures in a row. */
gint64
weir_source_retry_usec (guint n_failures)
{
  return MIN (RETRY_USEC << MIN (n_failures, 5), RETRY_MAX_USEC);
}

rd_kafka_AdminOptions_t *
weir_source_options_new (WeirSource         *self,
                         rd_kafka_admin_op_t operation,
                         WeirQuestion        question,
                         guint               request)
{
  rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new (self->handle, operation);
  char reason[128];

  rd_kafka_AdminOptions_set_request_timeout (options, ANSWER_MSEC, reason, sizeof reason);
  rd_kafka_AdminOptions_set_opaque (options, GUINT_TO_POINTER (request << QUESTION_BITS | (guint) question));
  return options;
}

/* Calls for every partition that is in a certain state. */
static void
foreach_partition (WeirSource              *self,
                   WeirPartitionState       state,
                   WeirSourcePartitionFunc  function,
                   gpointer                 user_data)
{
  for (guint i = 0; i < self->topics->len; i++)
    {
      WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      for (guint j = 0; j < topic->partitions->len; j++)
        {
          WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition != NULL && partition->state == state)
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

/**
 * weir_source_ask_offsets:
 * @self: a source
 * @question: what is asked
 * @request: a number that the answer carries
 * @what: a time in milliseconds, or one of librdkafka's RD_KAFKA_OFFSET_SPEC_…
 * @list: of which partitions
 */
void
weir_source_ask_offsets (WeirSource                      *self,
                         WeirQuestion                     question,
                         guint                            request,
                         gint64                           what,
                         rd_kafka_topic_partition_list_t *list)
{
  rd_kafka_AdminOptions_t *options = weir_source_options_new (self, RD_KAFKA_ADMIN_OP_LISTOFFSETS, question, request);

  for (int i = 0; i < list->cnt; i++)
    list->elems[i].offset = what;
  /* Otherwise the end would lie past records of open transactions, which are not handed out. */
  rd_kafka_error_destroy (rd_kafka_AdminOptions_set_isolation_level (
    options, self->read_committed ? RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED
                                  : RD_KAFKA_ISOLATION_LEVEL_READ_UNCOMMITTED));
  rd_kafka_ListOffsets (self->handle, list, options, self->answers);
  rd_kafka_AdminOptions_destroy (options);
}

/**
 * weir_source_ask_committed:
 * @self: a source of a group
 * @question: what is asked
 * @number: of the request that the answer belongs to
 * @list: (nullable): of which partitions; %NULL: all
 */
void
weir_source_ask_committed (WeirSource                            *self,
                           WeirQuestion                           question,
                           guint                                  number,
                           const rd_kafka_topic_partition_list_t *list)
{
  rd_kafka_AdminOptions_t *options = weir_source_options_new (self, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS,
                                                              question, number);
  rd_kafka_ListConsumerGroupOffsets_t *request =
    rd_kafka_ListConsumerGroupOffsets_new (self->group, list);

  rd_kafka_ListConsumerGroupOffsets (self->handle, &request, 1, options, self->answers);
  rd_kafka_ListConsumerGroupOffsets_destroy (request);
  rd_kafka_AdminOptions_destroy (options);
}

/* A free request; those under way keep their numbers, which their answers carry. */
static guint
take_request (WeirSource *self,
              gint32      leader)
{
  WeirOffsetRequest request = { .leader = leader, .list = rd_kafka_topic_partition_list_new (4) };

  for (guint i = 0; i < self->requests->len; i++)
    {
      WeirOffsetRequest *old = &g_array_index (self->requests, WeirOffsetRequest, i);

      if (old->n_answers == 0 && old->list == NULL)
        {
          *old = request;
          return i;
        }
    }

  g_array_append_val (self->requests, request);
  return self->requests->len - 1;
}

/* The request that is being made for the partitions that @leader leads. */
static guint
find_request (WeirSource *self,
              gint32      leader)
{
  for (guint i = 0; i < self->requests->len; i++)
    {
      const WeirOffsetRequest *request = &g_array_index (self->requests, WeirOffsetRequest, i);

      if (request->list != NULL && request->leader == leader)
        return i;
    }

  return take_request (self, leader);
}

static void
add_to_request (WeirSource          *self,
                WeirSourcePartition *partition,
                gpointer             user_data)
{
  /* Where a topic that was found begins depends on when it was. */
  if (*(const gint64 *) user_data < partition->retry_usec || (partition->topic->found && !partition->topic->known))
    return;

  partition->request = find_request (self, weir_source_partition_get_leader (partition));
  partition->request_error = RD_KAFKA_RESP_ERR_NO_ERROR;
  partition->at_time = WEIR_OFFSET_UNKNOWN;
  weir_source_partition_set_state (partition, WEIR_PARTITION_ASKED);
  add_to_list (self, partition, g_array_index (self->requests, WeirOffsetRequest, partition->request).list);
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
send_request (WeirSource *self,
              guint       number)
{
  WeirOffsetRequest *request = &g_array_index (self->requests, WeirOffsetRequest, number);
  gboolean by_time = self->start.kind == WEIR_POSITION_TIME
                     || self->start.kind == WEIR_POSITION_TIME_OR_TAIL;

  request->n_answers = 2;
  weir_source_ask_offsets (self, WEIR_QUESTION_LOW, number, RD_KAFKA_OFFSET_SPEC_EARLIEST, request->list);
  weir_source_ask_offsets (self, WEIR_QUESTION_HIGH, number, RD_KAFKA_OFFSET_SPEC_LATEST, request->list);
  if (by_time && !self->embedded)
    {
      /* The broker's times are milliseconds: the first at or after @value. */
      weir_source_ask_offsets (self, WEIR_QUESTION_TIME, number, MAX (0, (self->start.value + 999) / 1000), request->list);
      request->n_answers++;
    }
  if (self->group != NULL)
    {
      weir_source_ask_committed (self, WEIR_QUESTION_COMMITTED, number, request->list);
      request->n_answers++;
    }

  self->n_offset_answers += request->n_answers;
  g_clear_pointer (&request->list, rd_kafka_topic_partition_list_destroy);
}

/* Each leader is asked by itself: one that is gone lets its own partitions wait, and no others. */
static void
send_requests (WeirSource *self,
               gint64      now_usec)
{
  gboolean any = FALSE;

  foreach_partition (self, WEIR_PARTITION_PENDING, add_to_request, &now_usec);
  for (guint i = 0; i < self->requests->len; i++)
    if (g_array_index (self->requests, WeirOffsetRequest, i).list != NULL)
      {
        if (!any)
          find_out_embedded (self);
        any = TRUE;
        send_request (self, i);
      }
}

static gboolean
is_waiting (WeirSource *self)
{
  return self->topics_asked || self->n_leaders_asked > 0 || self->n_offset_answers > 0;
}

/* A broker that fell silent keeps its connection: only the missing answer tells. */
static void
check_silence (WeirSource *self,
               gint64      now_usec)
{
  const gint64 timeout_usec = ANSWER_MSEC * G_TIME_SPAN_MILLISECOND;

  if (!is_waiting (self))
    self->waiting_usec = 0;
  else if (self->waiting_usec == 0)
    self->waiting_usec = now_usec;
  else if (now_usec - self->waiting_usec > timeout_usec
           && now_usec - self->last_record_usec > timeout_usec)
    weir_source_set_state (self, WEIR_INTAKE_STATE_DISCONNECTED, _("the broker does not answer"));
}

/**
 * weir_source_offsets_step:
 * @self: a source
 * @now_usec: the monotonic clock
 *
 * Asks what is due: the topics now and then, offsets when a partition wants to
 * begin, and the ends of what is being read as a sign of life.
 */
void
weir_source_offsets_step (WeirSource *self,
                          gint64      now_usec)
{
  check_silence (self, now_usec);
  if (!weir_source_patterns_step (self, now_usec))
    return;

  if (!self->topics_asked && now_usec >= self->next_topics_usec)
    weir_source_ask_topics (self);

  if (!self->topics_asked)
    send_requests (self, now_usec);

  self->stop_passed = self->stop.kind == WEIR_POSITION_TIME && self->stop.value <= g_get_real_time ();
  weir_source_leaders_step (self, now_usec);
}

/**
 * weir_source_begin_again:
 * @self: a source
 * @partition: one that is being read
 * @why: by which rule it is to go on
 *
 * Asks about the partition again, after a fresh look at its topic (which may
 * be another one of the same name by now).
 */
void
weir_source_begin_again (WeirSource          *self,
                         WeirSourcePartition *partition,
                         WeirBeginReason      why)
{
  if (partition->state != WEIR_PARTITION_FETCHING && partition->state != WEIR_PARTITION_HELD)
    return;

  partition->why = why;
  partition->retry_usec = 0;
  if (partition->fetcher != WEIR_FETCHER_NONE)
    partition->fetcher = WEIR_FETCHER_STALE;
  weir_source_partition_set_state (partition, WEIR_PARTITION_PENDING);
  self->next_topics_usec = 0;
}

static void
finish_partition (WeirSource          *self,
                  WeirSourcePartition *partition,
                  gpointer             user_data)
{
  guint number = GPOINTER_TO_UINT (user_data);

  if (partition->request != number)
    return;

  if (partition->request_error == RD_KAFKA_RESP_ERR_NO_ERROR && !g_array_index (self->requests, WeirOffsetRequest, number).failed)
    {
      partition->n_failures = 0;
      weir_source_begin_partition (self, partition);
      return;
    }

  weir_source_partition_set_state (partition, WEIR_PARTITION_PENDING);
  if (partition->request_error != RD_KAFKA_RESP_ERR_NO_ERROR
      && (!weir_source_error_passes (partition->request_error)
          || partition->n_failures >= WEIR_FAILURES_BEFORE_REPORT))
    weir_source_fail_partition (self, partition, partition->request_error);

  partition->n_failures++;
  partition->retry_usec = g_get_monotonic_time () + weir_source_retry_usec (partition->n_failures);
  self->next_topics_usec = MIN (self->next_topics_usec, partition->retry_usec);
}

static void
finish_request (WeirSource *self,
                guint       number)
{
  foreach_partition (self, WEIR_PARTITION_ASKED, finish_partition, GUINT_TO_POINTER (number));
  self->next_status_usec = 0;
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
      partition->end = offset;
      break;
    case WEIR_QUESTION_TIME:
      partition->at_time = offset;
      break;
    case WEIR_QUESTION_COMMITTED:
      partition->committed = offset >= 0 ? offset : WEIR_OFFSET_UNKNOWN;
      break;
    case WEIR_QUESTION_TOPICS:
    case WEIR_QUESTION_GROUP:
    default:
      g_assert_not_reached ();
    }
}

/* TRUE if the broker that leads this partition answered at all. */
static gboolean
take_offset (WeirSource                       *self,
             const rd_kafka_topic_partition_t *answer,
             WeirQuestion                      question,
             guint                             request)
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

  /* An old request's answer, once it has been asked about again. */
  if (question != WEIR_QUESTION_ALIVE && (partition->state != WEIR_PARTITION_ASKED || partition->request != request))
    return !weir_source_error_is_down (native);

  if (native == RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      set_offset (partition, question, answer->offset);
      if (question != WEIR_QUESTION_COMMITTED)
        weir_source_watch_heard (self, partition);
      if (question == WEIR_QUESTION_ALIVE)
        weir_source_end_told (self, partition, g_array_index (self->leaders, WeirSourceLeader, request).stop_asked);
    }
  else if (question != WEIR_QUESTION_ALIVE)
    partition->request_error = native;
  else
    /* Deleted, forbidden or moved by now: the topic itself says which. */
    self->next_topics_usec = 0;

  return !weir_source_error_is_down (native);
}

static gboolean
take_list_offsets (WeirSource       *self,
                   rd_kafka_event_t *event,
                   WeirQuestion      question,
                   guint             request)
{
  const rd_kafka_ListOffsets_result_t *result = rd_kafka_event_ListOffsets_result (event);
  const rd_kafka_ListOffsetsResultInfo_t **infos = NULL;
  gsize n_infos = 0;
  gboolean answered = FALSE;

  if (result != NULL)
    infos = rd_kafka_ListOffsets_result_infos (result, &n_infos);
  for (gsize i = 0; i < n_infos; i++)
    answered |= take_offset (self, rd_kafka_ListOffsetsResultInfo_topic_partition (infos[i]), question,
                             request);

  return answered;
}

static gboolean
take_group_offsets (WeirSource       *self,
                    rd_kafka_event_t *event,
                    WeirQuestion      question,
                    guint             request)
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
  for (int i = 0; list != NULL && question == WEIR_QUESTION_COMMITTED && i < list->cnt; i++)
    take_offset (self, &list->elems[i], WEIR_QUESTION_COMMITTED, request);

  return list != NULL;
}

/* Sets the state of the connection. An error of a deleted topic says nothing of its broker. */
void
weir_source_judge_answer (WeirSource          *self,
                          rd_kafka_resp_err_t  native,
                          gboolean             answered)
{
  gint64 now_usec = g_get_monotonic_time ();
  gint64 last_usec = MAX (self->last_record_usec, self->last_answer_usec);

  if (answered)
    self->last_answer_usec = now_usec;

  /* Not yet connected while a partition that has records gives none. */
  if (answered && self->n_stalled == 0 && self->group_failure == NULL)
    weir_source_set_state (self, WEIR_INTAKE_STATE_CONNECTED, NULL);
  else if (answered && self->group_failure == NULL)
    weir_source_watch_judge (self);
  else if (answered)
    return;
  else if (weir_source_error_code (native) == WEIR_SOURCE_ERROR_FORBIDDEN)
    weir_source_set_state (self, WEIR_INTAKE_STATE_FORBIDDEN, weir_source_error_explain (native));
  else if (weir_source_error_code (native) != WEIR_SOURCE_ERROR_UNKNOWN_TOPIC
           && now_usec - last_usec > ANSWER_MSEC * G_TIME_SPAN_MILLISECOND)
    weir_source_set_state (self, WEIR_INTAKE_STATE_DISCONNECTED,
                           self->last_reason != NULL ? self->last_reason
                                                     : _("the broker does not answer"));
}

static void
answer_offsets (WeirSource       *self,
                rd_kafka_event_t *event,
                WeirQuestion      question,
                guint             number)
{
  rd_kafka_resp_err_t native = rd_kafka_event_error (event);
  gboolean answered = native == RD_KAFKA_RESP_ERR_NO_ERROR;
  gboolean of_group = question == WEIR_QUESTION_COMMITTED || question == WEIR_QUESTION_GROUP;
  WeirOffsetRequest *request;

  if (answered)
    answered = of_group ? take_group_offsets (self, event, question, number)
                        : take_list_offsets (self, event, question, number);
  if (of_group && answered)
    weir_source_coordinator_heard (self, FALSE);
  else if (of_group && question == WEIR_QUESTION_COMMITTED)
    self->offsets_missing = TRUE;
  /* A partition without a leader, or one that is silent, says nothing of the other brokers. */
  if (answered || weir_source_error_code (native) == WEIR_SOURCE_ERROR_FORBIDDEN)
    weir_source_judge_answer (self, native, answered);

  if (question == WEIR_QUESTION_ALIVE)
    {
      weir_source_leaders_answer (self, number, answered);
      return;
    }

  if (question == WEIR_QUESTION_GROUP)
    {
      weir_source_coordinator_answer (self, answered);
      return;
    }

  request = &g_array_index (self->requests, WeirOffsetRequest, number);
  if (!answered)
    request->failed = TRUE;
  self->n_offset_answers--;
  if (--request->n_answers == 0)
    finish_request (self, number);
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
  guint opaque = GPOINTER_TO_UINT (rd_kafka_event_opaque (event));

  self->waiting_usec = 0;
  switch (rd_kafka_event_type (event))
    {
    case RD_KAFKA_EVENT_DESCRIBETOPICS_RESULT:
      weir_source_judge_answer (self, native, native == RD_KAFKA_RESP_ERR_NO_ERROR);
      weir_source_answer_topics (self, event);
      break;

    case RD_KAFKA_EVENT_LISTOFFSETS_RESULT:
    case RD_KAFKA_EVENT_LISTCONSUMERGROUPOFFSETS_RESULT:
      answer_offsets (self, event, (WeirQuestion) (opaque & ((1 << QUESTION_BITS) - 1)), opaque >> QUESTION_BITS);
      break;

    case RD_KAFKA_EVENT_OFFSET_COMMIT:
      weir_source_commit_answer (self, event);
      break;

    default:
      break;
    }
}
