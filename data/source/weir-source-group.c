#include "config.h"

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

#include <glib/gi18n-lib.h>

/*
 * Reading as a member of a consumer group: consumer thread only.
 *
 * A rebalance is answered at once: what the group gives us is ours, but librdkafka is told to read a partition only
 * when it is known where it begins. With an eager protocol it takes nothing but whole lists, so that a partition that
 * begins later starts all of them anew, each at its position; with a cooperative one only that partition is touched.
 *
 * Records come by a queue of our own: the group's also carries rebalances, which the callback that takes records must
 * not see. librdkafka undoes that whenever it stops a partition, some time after it was told to start it anew, and then
 * leaves its records in a queue that is not read. So a partition's queue is forwarded to ours again and again until
 * something has come from it.
 */

/* With the newer protocol the coordinator looks for topics, and takes a pattern for the whole name. */
static char *
dup_subscription (WeirSource            *self,
                  const WeirSourceTopic *topic)
{
  const char *protocol = weir_settings_get (self->settings, "group.protocol");

  if (topic->is_pattern && g_strcmp0 (protocol, "consumer") == 0)
    return g_strdup_printf ("^.*(%s).*", topic->name);

  return g_strdup (topic->name);
}

/**
 * weir_source_group_join:
 * @self: a source of a group
 *
 * Asks for a part of the partitions of its topics.
 */
void
weir_source_group_join (WeirSource *self)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new (4);
  rd_kafka_resp_err_t native;

  for (guint i = 0; i < self->topics->len; i++)
    {
      g_autofree char *name = dup_subscription (self, g_ptr_array_index (self->topics, i));

      rd_kafka_topic_partition_list_add (list, name, RD_KAFKA_PARTITION_UA);
    }

  native = rd_kafka_subscribe (self->handle, list);
  self->subscribed = native == RD_KAFKA_RESP_ERR_NO_ERROR;
  if (self->subscribed)
    weir_source_coordinator_await (self);
  else
    weir_source_finish (self, weir_source_error_new (native, _("group “%s”"), self->group));
  rd_kafka_topic_partition_list_destroy (list);
}

static gboolean
is_cooperative (WeirSource *self)
{
  const char *protocol = rd_kafka_rebalance_protocol (self->handle);

  return protocol != NULL && g_str_equal (protocol, "COOPERATIVE");
}

static void
check_assigned (WeirSource          *self,
                rd_kafka_resp_err_t  native)
{
  g_autoptr(GError) error = NULL;

  if (native == RD_KAFKA_RESP_ERR_NO_ERROR)
    return;

  error = weir_source_error_new (native, _("group “%s”: its partitions were not taken over"), self->group);
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .partition = -1,
    .error = error,
    .text = error->message,
  });
}

static rd_kafka_resp_err_t
take_error (rd_kafka_error_t *error)
{
  rd_kafka_resp_err_t native = error != NULL ? rd_kafka_error_code (error) : RD_KAFKA_RESP_ERR_NO_ERROR;

  if (error != NULL)
    rd_kafka_error_destroy (error);

  return native;
}

static void
route (WeirSource          *self,
       WeirSourcePartition *partition,
       gpointer             user_data)
{
  rd_kafka_queue_t *queue;

  if (partition->fetcher != WEIR_FETCHER_STARTING)
    return;

  queue = rd_kafka_queue_get_partition (self->handle, partition->topic->name, partition->number);
  if (queue != NULL)
    {
      rd_kafka_queue_forward (queue, self->records);
      rd_kafka_queue_destroy (queue);
    }
}

/* What librdkafka is to stop, and to start. */
typedef struct
{
  gboolean                         cooperative;
  rd_kafka_topic_partition_list_t *stop;
  rd_kafka_topic_partition_list_t *start;
} Assignment;

static void
add_to_assignment (WeirSource          *self,
                   WeirSourcePartition *partition,
                   gpointer             user_data)
{
  Assignment *assignment = user_data;
  gboolean due = partition->fetcher <= WEIR_FETCHER_STALE || partition->state != WEIR_PARTITION_FETCHING;

  /* Where it is not the whole list, what goes on is left alone. */
  if (assignment->cooperative && !due)
    return;

  if (partition->fetcher != WEIR_FETCHER_NONE)
    rd_kafka_topic_partition_list_add (assignment->stop, partition->topic->name, partition->number);
  partition->fetcher = WEIR_FETCHER_NONE;

  if (partition->state == WEIR_PARTITION_FETCHING)
    {
      rd_kafka_topic_partition_list_add (assignment->start, partition->topic->name, partition->number)->offset =
        weir_source_partition_get_fetch_offset (partition);
      partition->fetcher = WEIR_FETCHER_STARTING;
    }
  weir_source_partition_update_admit (partition);
}

/**
 * weir_source_group_assign:
 * @self: a source of a group
 *
 * Tells librdkafka where each partition that was begun begins, and which are
 * not to be read any more.
 */
void
weir_source_group_assign (WeirSource *self)
{
  Assignment assignment = {
    .cooperative = is_cooperative (self),
    .stop = rd_kafka_topic_partition_list_new (8),
    .start = rd_kafka_topic_partition_list_new (8),
  };

  self->assign_due = FALSE;
  weir_source_foreach_partition (self, add_to_assignment, &assignment);
  weir_source_foreach_partition (self, route, NULL);

  if (!assignment.cooperative)
    check_assigned (self, rd_kafka_assign (self->handle, assignment.start));
  else
    {
      if (assignment.stop->cnt > 0)
        check_assigned (self, take_error (rd_kafka_incremental_unassign (self->handle, assignment.stop)));
      check_assigned (self, take_error (rd_kafka_incremental_assign (self->handle, assignment.start)));
    }

  rd_kafka_topic_partition_list_destroy (assignment.stop);
  rd_kafka_topic_partition_list_destroy (assignment.start);
}

static void
take_assigned (WeirSource                            *self,
               const rd_kafka_topic_partition_list_t *list)
{
  for (int i = 0; i < list->cnt; i++)
    {
      WeirSourceTopic *topic = weir_source_patterns_ensure (self, list->elems[i].topic);
      WeirSourcePartition *partition;

      if (topic == NULL)
        continue;
      partition = weir_source_topic_ensure (topic, list->elems[i].partition);
      partition->why = partition->position != WEIR_OFFSET_UNKNOWN ? WEIR_BEGIN_RETURNED : WEIR_BEGIN_FIRST;
      partition->retry_usec = 0;
      weir_source_partition_set_state (partition, WEIR_PARTITION_PENDING);
      weir_source_emit_partition (self, WEIR_INTAKE_EVENT_FOUND, partition, partition->position, partition->high, NULL);
    }

  weir_source_coordinator_heard (self, TRUE);
  /* It may be another topic of the same name by now. */
  self->next_topics_usec = 0;
  weir_source_group_assign (self);
}

static WeirSourcePartition *
find_listed (WeirSource                       *self,
             const rd_kafka_topic_partition_t *element)
{
  WeirSourceTopic *topic = weir_source_find_topic (self, element->topic);

  return topic != NULL ? weir_source_topic_get (topic, element->partition) : NULL;
}

/* What is taken from us, and of it what librdkafka reads. */
static void
give_up (WeirSource                            *self,
         const rd_kafka_topic_partition_list_t *list,
         rd_kafka_topic_partition_list_t       *read)
{
  for (int i = 0; i < list->cnt; i++)
    {
      WeirSourcePartition *partition = find_listed (self, &list->elems[i]);

      if (partition == NULL)
        continue;
      if (partition->fetcher != WEIR_FETCHER_NONE)
        rd_kafka_topic_partition_list_add (read, partition->topic->name, partition->number);
      partition->fetcher = WEIR_FETCHER_NONE;
      weir_source_partition_set_state (partition, WEIR_PARTITION_GONE);
    }
}

static void
find_owned (WeirSource          *self,
            WeirSourcePartition *partition,
            gpointer             user_data)
{
  *(gboolean *) user_data |= partition->state != WEIR_PARTITION_GONE;
}

static gboolean
owns_any (WeirSource *self)
{
  gboolean any = FALSE;

  weir_source_foreach_partition (self, find_owned, &any);

  return any;
}

static void
take_revoked (WeirSource                            *self,
              const rd_kafka_topic_partition_list_t *list)
{
  rd_kafka_topic_partition_list_t *read = rd_kafka_topic_partition_list_new (8);

  for (int i = 0; i < list->cnt; i++)
    {
      WeirSourcePartition *partition = find_listed (self, &list->elems[i]);

      if (partition != NULL && partition->state != WEIR_PARTITION_GONE)
        weir_source_emit_partition (self, WEIR_INTAKE_EVENT_REVOKED, partition,
                                    partition->position, partition->high, NULL);
    }

  /* The handler may have asked for it just now: the last chance while they are ours. */
  weir_source_commit_step (self);
  give_up (self, list, read);
  if (!owns_any (self))
    weir_source_coordinator_await (self);

  if (is_cooperative (self))
    check_assigned (self, take_error (rd_kafka_incremental_unassign (self->handle, read)));
  else
    check_assigned (self, rd_kafka_assign (self->handle, NULL));
  rd_kafka_topic_partition_list_destroy (read);
}

/**
 * weir_source_rebalance:
 * @rk: the consumer
 * @native: whether partitions are given or taken
 * @list: which; with a cooperative protocol only those that change
 * @opaque: the source
 *
 * librdkafka's rebalance callback, served on the consumer thread.
 */
void
weir_source_rebalance (rd_kafka_t                      *rk,
                       rd_kafka_resp_err_t              native,
                       rd_kafka_topic_partition_list_t *list,
                       void                            *opaque)
{
  WeirSource *self = opaque;

  if (native == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)
    {
      take_assigned (self, list);
      return;
    }

  take_revoked (self, list);
  if (native != RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS)
    check_assigned (self, native);
}

/* Errors that do not pass by themselves: our settings do not fit those of the group. */
static gboolean
is_final (rd_kafka_resp_err_t native)
{
  switch ((int) native)
    {
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
    case RD_KAFKA_RESP_ERR_INVALID_GROUP_ID:
    case RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
    case RD_KAFKA_RESP_ERR_UNRELEASED_INSTANCE_ID:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_ASSIGNOR:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * weir_source_group_fail:
 * @self: a source of a group
 * @native: an error of the group itself, as its poll gives it
 *
 * Ends the source with the reason if the group will never have us.
 *
 * Returns: whether it does
 */
gboolean
weir_source_group_fail (WeirSource          *self,
                        rd_kafka_resp_err_t  native)
{
  char text[512] = "";
  GError *error;

  if (native == RD_KAFKA_RESP_ERR__FATAL)
    native = rd_kafka_fatal_error (self->handle, text, sizeof text);
  else if (self->group == NULL || !is_final (native))
    return FALSE;

  error = self->group != NULL ? weir_source_error_new (native, _("group “%s”"), self->group)
                              : g_error_new (WEIR_SOURCE_ERROR, weir_source_error_code (native),
                                             _("the connection ended for good: %s"), text);
  weir_source_emit (self, &(WeirIntakeEvent) {
    .kind = WEIR_INTAKE_EVENT_ERROR,
    .partition = -1,
    .error = error,
    .text = error->message,
  });
  weir_source_set_state (self, WEIR_INTAKE_STATE_FAILED, error->message);
  weir_source_finish (self, error);

  return TRUE;
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

/* Nothing comes by a queue that nothing is forwarded to. */
static void
on_no_message (rd_kafka_message_t *message,
               void               *opaque)
{
}

/**
 * weir_source_group_keep_alive:
 * @self: a source, whose handler is at work
 *
 * Tells librdkafka that we are alive, without taking anything: it leaves the
 * group for a member that asks for nothing longer than max.poll.interval.ms.
 */
void
weir_source_group_keep_alive (WeirSource *self)
{
  rd_kafka_queue_t *empty;

  if (!self->subscribed)
    return;

  empty = rd_kafka_queue_new (self->handle);
  rd_kafka_consume_callback_queue (empty, 0, on_no_message, NULL);
  rd_kafka_queue_destroy (empty);
}

/**
 * weir_source_group_step:
 * @self: a source
 *
 * Keeps the partitions' records coming to us. Now and then.
 */
void
weir_source_group_step (WeirSource *self)
{
  if (!self->subscribed)
    return;

  if (self->assign_due)
    weir_source_group_assign (self);
  else
    weir_source_foreach_partition (self, route, NULL);
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

/* Until the coordinator has answered. It answers who is still joining only when the group has been shared out, which is
 * when each other member has asked again; who goes before would be a member that is there no more. */
static void
close_group (WeirSource *self,
             gint64      deadline_usec)
{
  rd_kafka_queue_t *queue = rd_kafka_queue_new (self->handle);
  rd_kafka_error_t *failed = rd_kafka_consumer_close_queue (self->handle, queue);
  rd_kafka_event_t *event;

  while (failed == NULL && !rd_kafka_consumer_closed (self->handle) && g_get_monotonic_time () < deadline_usec)
    if ((event = rd_kafka_queue_poll (queue, 10)) != NULL)
      rd_kafka_event_destroy (event);

  if (failed != NULL)
    rd_kafka_error_destroy (failed);
  rd_kafka_queue_destroy (queue);
}

/* With the cooperative protocol librdkafka says goodbye when it has stopped what it read; closed before that, it never
 * does. It clears the member's name at that moment. (With the newer protocol it keeps the name, but says goodbye.) */
static gboolean
has_yet_to_leave (WeirSource *self)
{
  gboolean named;
  char *name;

  if (!is_cooperative (self) || g_strcmp0 (weir_settings_get (self->settings, "group.protocol"), "consumer") == 0)
    return FALSE;

  name = rd_kafka_memberid (self->handle);
  named = name != NULL && *name != '\0';
  rd_kafka_mem_free (self->handle, name);

  return named;
}

/**
 * weir_source_group_leave:
 * @self: a source that reads no more
 * @deadline_usec: the monotonic time by which to be back
 *
 * Waits for commits on their way and leaves the group, so that its partitions
 * go to others at once instead of after the session's time-out: whatever ended
 * the source, and whether it had become a member yet or not.
 */
void
weir_source_group_leave (WeirSource *self,
                         gint64      deadline_usec)
{
  gint64 unsubscribed_usec;

  if (!self->subscribed)
    return;

  weir_source_commit_step (self);
  while (self->n_commits > 0 && g_get_monotonic_time () < deadline_usec)
    serve (self, 10);

  if (rd_kafka_unsubscribe (self->handle) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return;
  /* It may have to wait for the group to be shared out; closing does not. */
  unsubscribed_usec = (g_get_monotonic_time () + deadline_usec) / 2;
  while ((owns_any (self) || has_yet_to_leave (self)) && g_get_monotonic_time () < unsubscribed_usec)
    serve (self, 10);

  close_group (self, deadline_usec);
}
