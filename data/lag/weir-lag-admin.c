#include "config.h"

#include "data/lag/weir-lag-admin.h"

#include "data/lag/weir-lag-group.h"
#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>

/* How long a wait goes on before it looks whether it was cancelled. */
#define LOOK_MSEC 50
/* Before a question is asked again. */
#define AGAIN_USEC (100 * G_TIME_SPAN_MILLISECOND)
/* What cannot be cancelled waits no longer. */
#define LIST_ALL_MSEC 3000

/*< private >
 * weir_lag_admin_get_left_msec:
 * @self: a conversation
 *
 * Returns: time until its deadline, in ms, at least 0
 */
int
weir_lag_admin_get_left_msec (WeirLagAdmin *self)
{
  gint64 left_usec = self->deadline_usec - g_get_monotonic_time ();

  return CLAMP (left_usec / 1000, 0, G_MAXINT);
}

/*< private >
 * weir_lag_admin_init:
 * @self: uninitialised
 * @settings: how to reach the cluster
 * @timeout_msec: for all calls together
 * @cancellable: (nullable): ends them early
 * @error: return location for %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Returns: whether the settings are of use
 */
gboolean
weir_lag_admin_init (WeirLagAdmin  *self,
                     WeirSettings  *settings,
                     guint          timeout_msec,
                     GCancellable  *cancellable,
                     GError       **error)
{
  char reason[512];
  rd_kafka_conf_t *conf = weir_settings_build_conf (settings, FALSE, error);

  *self = (WeirLagAdmin) { .settings = settings, .cancellable = cancellable };
  self->deadline_usec = g_get_monotonic_time () + timeout_msec * G_TIME_SPAN_MILLISECOND;
  if (conf == NULL)
    return FALSE;

  /*
   * librdkafka 2.15.1 passes a refused OffsetFetch to the consumer's group,
   * and crashes where it has none. This one is never joined.
   */
  rd_kafka_conf_set (conf, "group.id", "weir-lag", NULL, 0);
  /* One record a partition is wanted, not all that follow. */
  rd_kafka_conf_set (conf, "queued.min.messages", "1", NULL, 0);
  rd_kafka_conf_set (conf, "fetch.message.max.bytes", "16384", NULL, 0);
  rd_kafka_conf_set (conf, "enable.partition.eof", "true", NULL, 0);

  self->client = rd_kafka_new (RD_KAFKA_CONSUMER, conf, reason, sizeof reason);
  if (self->client == NULL)
    {
      rd_kafka_conf_destroy (conf);
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS, "%s", reason);
      return FALSE;
    }
  self->queue = rd_kafka_queue_new (self->client);

  return TRUE;
}

/*< private >
 * weir_lag_admin_clear:
 * @self: a conversation, also one whose weir_lag_admin_init() failed
 *
 * Ends the conversation. Blocks until librdkafka has ended its threads.
 */
void
weir_lag_admin_clear (WeirLagAdmin *self)
{
  g_clear_pointer (&self->queue, rd_kafka_queue_destroy);
  g_clear_pointer (&self->conf, rd_kafka_conf_destroy);
  if (self->client != NULL)
    rd_kafka_destroy_flags (self->client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  self->client = NULL;
}

/*< private >
 * weir_lag_admin_get_conf:
 * @self: a conversation
 *
 * The client's own has no keys and passwords any more once it has taken them.
 *
 * Returns: (transfer none): how brokers are reached, for connections of our own
 */
const rd_kafka_conf_t *
weir_lag_admin_get_conf (WeirLagAdmin *self)
{
  if (self->conf == NULL)
    self->conf = weir_settings_build_conf (self->settings, FALSE, NULL);

  /* The client was made of the same. */
  return self->conf != NULL ? self->conf : rd_kafka_conf (self->client);
}

/*< private >
 * weir_lag_admin_set_error:
 * @self: a conversation
 * @error: return location for the error
 * @native: what librdkafka or a broker said
 * @text: its words
 */
void
weir_lag_admin_set_error (WeirLagAdmin         *self,
                          GError              **error,
                          rd_kafka_resp_err_t   native,
                          const char           *text)
{
  if (native == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE || native == RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 _("This broker cannot tell about consumer groups: %s"), text);
  else if (weir_source_error_is_down (native))
    /* Its words, "timed out", do not help to find out why. */
    g_propagate_error (error, weir_source_error_new_unreachable (weir_settings_get_bootstrap (self->settings), NULL));
  else
    /* What librdkafka calls an invalid argument here is something in the answer. */
    g_set_error (error, WEIR_SOURCE_ERROR,
                 native == RD_KAFKA_RESP_ERR__INVALID_ARG ? WEIR_SOURCE_ERROR_FAILED : weir_source_error_code (native),
                 _("Asking about consumer groups failed: %s"),
                 g_str_has_suffix (text, ": ") ? rd_kafka_err2str (native) : text);
}

/*< private >
 * weir_lag_partition_hash:
 * @data: a partition, `rd_kafka_topic_partition_t`
 *
 * Returns: a hash of its topic and number
 */
guint
weir_lag_partition_hash (gconstpointer data)
{
  const rd_kafka_topic_partition_t *partition = data;

  return g_str_hash (partition->topic) * 31 + (guint) partition->partition;
}

/*< private >
 * weir_lag_partition_equal:
 * @a: a partition, `rd_kafka_topic_partition_t`
 * @b: another one
 *
 * Returns: whether topic and number are the same
 */
gboolean
weir_lag_partition_equal (gconstpointer a,
                          gconstpointer b)
{
  const rd_kafka_topic_partition_t *x = a;
  const rd_kafka_topic_partition_t *y = b;

  return x->partition == y->partition && g_str_equal (x->topic, y->topic);
}

static rd_kafka_AdminOptions_t *
options_new (WeirLagAdmin        *self,
             rd_kafka_admin_op_t  op)
{
  rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new (self->client, op);

  rd_kafka_AdminOptions_set_request_timeout (options, MAX (weir_lag_admin_get_left_msec (self), 1), NULL, 0);

  return options;
}

/*< private >
 * weir_lag_admin_next:
 * @self: a conversation
 * @type: of the answer
 * @error: return location for an error: the deadline passed, or it was cancelled
 *
 * Waits for an answer of @type to what was asked before; others are dropped.
 *
 * Returns: (transfer full) (nullable): the answer, which may be an error
 */
rd_kafka_event_t *
weir_lag_admin_next (WeirLagAdmin           *self,
                     rd_kafka_event_type_t   type,
                     GError                **error)
{
  /* The answer, even "timed out", comes from librdkafka: the extra second is for it to come. */
  gint64 last_usec = MAX (self->deadline_usec, g_get_monotonic_time ()) + G_USEC_PER_SEC;

  while (g_get_monotonic_time () < last_usec)
    {
      rd_kafka_event_t *event;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return NULL;

      event = rd_kafka_queue_poll (self->queue, LOOK_MSEC);
      if (event != NULL && rd_kafka_event_type (event) == type)
        return event;
      g_clear_pointer (&event, rd_kafka_event_destroy);
    }

  weir_lag_admin_set_error (self, error, RD_KAFKA_RESP_ERR__TIMED_OUT, rd_kafka_err2str (RD_KAFKA_RESP_ERR__TIMED_OUT));
  return NULL;
}

/* Waits for the answer to what was asked last; an error is none. */
static rd_kafka_event_t *
wait_for (WeirLagAdmin           *self,
          rd_kafka_event_type_t   type,
          GError                **error)
{
  rd_kafka_event_t *event = weir_lag_admin_next (self, type, error);

  if (event == NULL || rd_kafka_event_error (event) == RD_KAFKA_RESP_ERR_NO_ERROR)
    return event;

  weir_lag_admin_set_error (self, error, rd_kafka_event_error (event), rd_kafka_event_error_string (event));
  rd_kafka_event_destroy (event);
  return NULL;
}

/*< private >
 * weir_lag_admin_list_groups:
 * @self: a conversation
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type WeirLagGroup): all groups, with their names and states alone
 */
GPtrArray *
weir_lag_admin_list_groups (WeirLagAdmin  *self,
                            GError       **error)
{
  rd_kafka_AdminOptions_t *options = options_new (self, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS);
  const rd_kafka_ListConsumerGroups_result_t *result;
  const rd_kafka_ConsumerGroupListing_t **listings;
  const rd_kafka_error_t **errors;
  GPtrArray *groups = NULL;
  rd_kafka_event_t *event;
  gsize n, n_errors;

  rd_kafka_ListConsumerGroups (self->client, options, self->queue);
  rd_kafka_AdminOptions_destroy (options);
  event = wait_for (self, RD_KAFKA_EVENT_LISTCONSUMERGROUPS_RESULT, error);
  if (event == NULL)
    return NULL;

  result = rd_kafka_event_ListConsumerGroups_result (event);
  listings = rd_kafka_ListConsumerGroups_result_valid (result, &n);
  errors = rd_kafka_ListConsumerGroups_result_errors (result, &n_errors);

  /* One broker's error among others' answers leaves those. */
  if (n == 0 && n_errors > 0)
    {
      weir_lag_admin_set_error (self, error, rd_kafka_error_code (errors[0]), rd_kafka_error_string (errors[0]));
    }
  else
    {
      groups = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_lag_group_free);
      for (gsize i = 0; i < n; i++)
        g_ptr_array_add (groups, weir_lag_group_new (
                                   rd_kafka_ConsumerGroupListing_group_id (listings[i]), NULL,
                                   rd_kafka_consumer_group_state_name (rd_kafka_ConsumerGroupListing_state (listings[i]))));
    }
  rd_kafka_event_destroy (event);

  return groups;
}

/*< private >
 * weir_lag_admin_is_moving:
 * @code: what a coordinator answered
 *
 * Returns: whether it moves, or loads its groups, and answers a little later
 */
gboolean
weir_lag_admin_is_moving (rd_kafka_resp_err_t code)
{
  return code == RD_KAFKA_RESP_ERR_NOT_COORDINATOR || code == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE
         || code == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS;
}

/*< private >
 * weir_lag_admin_wait_again:
 * @self: a conversation
 *
 * Waits a little before a question is asked once more.
 *
 * Returns: whether there is time for it
 */
gboolean
weir_lag_admin_wait_again (WeirLagAdmin *self)
{
  if (g_get_monotonic_time () + 2 * AGAIN_USEC > self->deadline_usec || g_cancellable_is_cancelled (self->cancellable))
    return FALSE;

  g_usleep (AGAIN_USEC);

  return TRUE;
}

static gboolean
has_moving (rd_kafka_event_t *event)
{
  gsize n;
  const rd_kafka_ConsumerGroupDescription_t **descriptions =
    rd_kafka_DescribeConsumerGroups_result_groups (rd_kafka_event_DescribeConsumerGroups_result (event), &n);

  for (gsize i = 0; i < n; i++)
    {
      const rd_kafka_error_t *problem = rd_kafka_ConsumerGroupDescription_error (descriptions[i]);

      if (problem != NULL && weir_lag_admin_is_moving (rd_kafka_error_code (problem)))
        return TRUE;
    }

  return FALSE;
}

/*< private >
 * weir_lag_admin_describe:
 * @self: a conversation
 * @groups: (element-type utf8): names, at least one
 * @error: return location for an error
 *
 * Asks again while the coordinator of one of them moves, as long as there is
 * time.
 *
 * Returns: (transfer full) (nullable): a DescribeConsumerGroups result
 */
rd_kafka_event_t *
weir_lag_admin_describe (WeirLagAdmin  *self,
                         GPtrArray     *groups,
                         GError       **error)
{
  rd_kafka_event_t *event = NULL;

  do
    {
      rd_kafka_AdminOptions_t *options = options_new (self, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS);

      g_clear_pointer (&event, rd_kafka_event_destroy);
      rd_kafka_DescribeConsumerGroups (self->client, (const char **) groups->pdata, groups->len, options, self->queue);
      rd_kafka_AdminOptions_destroy (options);
      event = wait_for (self, RD_KAFKA_EVENT_DESCRIBECONSUMERGROUPS_RESULT, error);
    }
  while (event != NULL && has_moving (event) && weir_lag_admin_wait_again (self));

  return event;
}

/*< private >
 * weir_lag_admin_ask_committed:
 * @self: a conversation
 * @group: a group
 * @opaque: comes with the answer
 *
 * Asks for every offset the group committed. The answer is a
 * ListConsumerGroupOffsets result, for weir_lag_admin_next().
 */
void
weir_lag_admin_ask_committed (WeirLagAdmin *self,
                              const char   *group,
                              gpointer      opaque)
{
  rd_kafka_AdminOptions_t *options = options_new (self, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS);
  rd_kafka_ListConsumerGroupOffsets_t *question = rd_kafka_ListConsumerGroupOffsets_new (group, NULL);

  rd_kafka_AdminOptions_set_opaque (options, opaque);
  rd_kafka_ListConsumerGroupOffsets (self->client, &question, 1, options, self->queue);
  rd_kafka_ListConsumerGroupOffsets_destroy (question);
  rd_kafka_AdminOptions_destroy (options);
}

/*< private >
 * weir_lag_admin_alter_committed:
 * @self: a conversation
 * @request: which offsets to commit
 *
 * Asks for @request. The answer is an AlterConsumerGroupOffsets result, for
 * weir_lag_admin_next().
 */
void
weir_lag_admin_alter_committed (WeirLagAdmin                          *self,
                                rd_kafka_AlterConsumerGroupOffsets_t  *request)
{
  rd_kafka_AdminOptions_t *options = options_new (self, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS);

  rd_kafka_AlterConsumerGroupOffsets (self->client, &request, 1, options, self->queue);
  rd_kafka_AdminOptions_destroy (options);
}

/*< private >
 * weir_lag_admin_describe_topics:
 * @self: a conversation
 * @topics: (element-type utf8): a set of names, at least one
 *
 * Returns: (transfer full) (nullable): a DescribeConfigs result; %NULL if there was none
 */
rd_kafka_event_t *
weir_lag_admin_describe_topics (WeirLagAdmin *self,
                                GHashTable   *topics)
{
  rd_kafka_AdminOptions_t *options = options_new (self, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
  g_autoptr(GPtrArray) resources =
    g_ptr_array_new_with_free_func ((GDestroyNotify) rd_kafka_ConfigResource_destroy);
  GHashTableIter iter;
  gpointer topic;

  g_hash_table_iter_init (&iter, topics);
  while (g_hash_table_iter_next (&iter, &topic, NULL))
    g_ptr_array_add (resources, rd_kafka_ConfigResource_new (RD_KAFKA_RESOURCE_TOPIC, topic));
  rd_kafka_DescribeConfigs (self->client, (rd_kafka_ConfigResource_t **) resources->pdata, resources->len, options,
                            self->queue);
  rd_kafka_AdminOptions_destroy (options);

  return wait_for (self, RD_KAFKA_EVENT_DESCRIBECONFIGS_RESULT, NULL);
}

/*< private >
 * weir_lag_admin_describe_cluster:
 * @self: a conversation
 *
 * Returns: (transfer full) (nullable): a DescribeCluster result; %NULL if there was none
 */
rd_kafka_event_t *
weir_lag_admin_describe_cluster (WeirLagAdmin *self)
{
  rd_kafka_AdminOptions_t *options = options_new (self, RD_KAFKA_ADMIN_OP_DESCRIBECLUSTER);

  rd_kafka_DescribeCluster (self->client, options, self->queue);
  rd_kafka_AdminOptions_destroy (options);

  return wait_for (self, RD_KAFKA_EVENT_DESCRIBECLUSTER_RESULT, NULL);
}

/*< private >
 * weir_lag_admin_list_all:
 * @self: a conversation
 *
 * Asks, by the older call, for the names and protocol types of groups of all
 * kinds: librdkafka's newer ones leave out those that are no consumer groups.
 *
 * Returns: (transfer full) (nullable): the answer, also of a part of the
 *   brokers; %NULL without one
 */
const struct rd_kafka_group_list *
weir_lag_admin_list_all (WeirLagAdmin *self)
{
  const struct rd_kafka_group_list *list = NULL;
  rd_kafka_resp_err_t err = rd_kafka_list_groups (self->client, NULL, &list, CLAMP (weir_lag_admin_get_left_msec (self), 1, LIST_ALL_MSEC));

  return err == RD_KAFKA_RESP_ERR_NO_ERROR || err == RD_KAFKA_RESP_ERR__PARTIAL ? list : NULL;
}

/*< private >
 * weir_lag_admin_list_offsets:
 * @self: a conversation
 * @partitions: at least one; an offset is what is asked for (a time in ms, or an OffsetSpec), then the answer, -1 where
 *   there is none, with the reason in err
 * @error: return location for an error
 *
 * Returns: whether the cluster answered
 */
gboolean
weir_lag_admin_list_offsets (WeirLagAdmin                     *self,
                             rd_kafka_topic_partition_list_t  *partitions,
                             GError                          **error)
{
  rd_kafka_AdminOptions_t *options = options_new (self, RD_KAFKA_ADMIN_OP_LISTOFFSETS);
  g_autoptr(GHashTable) index = g_hash_table_new (weir_lag_partition_hash, weir_lag_partition_equal);
  const rd_kafka_ListOffsetsResultInfo_t **infos;
  rd_kafka_event_t *event;
  gsize n;

  rd_kafka_ListOffsets (self->client, partitions, options, self->queue);
  rd_kafka_AdminOptions_destroy (options);
  for (int i = 0; i < partitions->cnt; i++)
    {
      partitions->elems[i].offset = -1;
      g_hash_table_add (index, &partitions->elems[i]);
    }

  event = wait_for (self, RD_KAFKA_EVENT_LISTOFFSETS_RESULT, error);
  if (event == NULL)
    return FALSE;

  infos = rd_kafka_ListOffsets_result_infos (rd_kafka_event_ListOffsets_result (event), &n);
  for (gsize i = 0; i < n; i++)
    {
      const rd_kafka_topic_partition_t *info = rd_kafka_ListOffsetsResultInfo_topic_partition (infos[i]);
      rd_kafka_topic_partition_t *found = g_hash_table_lookup (index, info);

      if (found == NULL)
        continue;
      found->err = info->err;
      if (info->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        found->offset = info->offset;
    }
  rd_kafka_event_destroy (event);

  return TRUE;
}
