#include "config.h"

#include "data/source/weir-producer-private.h"

#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>

/* How long a broker may take to make a topic that it makes by itself. */
#define MAKING_USEC (3 * G_TIME_SPAN_SECOND)
#define WAIT_MSEC 100

static rd_kafka_resp_err_t
weir_producer_ask_to_create (WeirProducer *self,
                             const char   *topic,
                             guint         n_partitions,
                             guint         timeout_msec)
{
  char reason[256];
  /* -1: as many copies as the broker makes by default. */
  rd_kafka_NewTopic_t *request = rd_kafka_NewTopic_new (topic, (int) n_partitions, -1,
                                                        reason, sizeof reason);
  rd_kafka_queue_t *queue;
  rd_kafka_event_t *event;
  rd_kafka_resp_err_t native = RD_KAFKA_RESP_ERR__TIMED_OUT;

  if (request == NULL)
    return RD_KAFKA_RESP_ERR__INVALID_ARG;

  queue = rd_kafka_queue_new (self->handle);
  rd_kafka_CreateTopics (self->handle, &request, 1, NULL, queue);
  event = rd_kafka_queue_poll (queue, (int) timeout_msec);
  if (event != NULL)
    {
      const rd_kafka_CreateTopics_result_t *result = rd_kafka_event_CreateTopics_result (event);
      gsize n_topics = 0;
      const rd_kafka_topic_result_t **topics = NULL;

      native = rd_kafka_event_error (event);
      if (result != NULL)
        topics = rd_kafka_CreateTopics_result_topics (result, &n_topics);
      if (native == RD_KAFKA_RESP_ERR_NO_ERROR && n_topics > 0)
        native = rd_kafka_topic_result_error (topics[0]);
      rd_kafka_event_destroy (event);
    }

  rd_kafka_queue_destroy (queue);
  rd_kafka_NewTopic_destroy (request);
  return native;
}

/* How many partitions the broker says the topic has. */
static rd_kafka_resp_err_t
weir_producer_ask_for_partitions (WeirProducer      *self,
                                  rd_kafka_topic_t  *topic,
                                  guint              timeout_msec,
                                  guint             *n_partitions)
{
  const struct rd_kafka_metadata *metadata = NULL;
  rd_kafka_resp_err_t native = rd_kafka_metadata (self->handle, 0, topic, &metadata, (int) timeout_msec);

  *n_partitions = 0;
  if (native != RD_KAFKA_RESP_ERR_NO_ERROR)
    return native;

  native = metadata->topics[0].err;
  if (native == RD_KAFKA_RESP_ERR_NO_ERROR)
    *n_partitions = (guint) metadata->topics[0].partition_cnt;
  rd_kafka_metadata_destroy (metadata);

  return native;
}

/**
 * weir_producer_count_partitions:
 * @self: a producer
 * @topic: its name
 * @timeout_msec: how long to wait for the broker
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Asks for a topic. A broker that makes topics by itself makes it now, which
 * is waited for. Blocks: for workers and the command line.
 *
 * Returns: how many partitions @topic has; 0 with @error set
 */
guint
weir_producer_count_partitions (WeirProducer  *self,
                                const char    *topic,
                                guint          timeout_msec,
                                GError       **error)
{
  gint64 deadline_usec = g_get_monotonic_time () + timeout_msec * G_TIME_SPAN_MILLISECOND;
  gint64 made_usec = MIN (g_get_monotonic_time () + MAKING_USEC, deadline_usec);
  g_autofree char *what = NULL;
  rd_kafka_topic_t *handle;
  rd_kafka_resp_err_t native;
  guint n_partitions;

  g_return_val_if_fail (WEIR_IS_PRODUCER (self), 0);
  g_return_val_if_fail (topic != NULL, 0);

  handle = weir_producer_ensure_topic (self, topic, error);
  if (handle == NULL)
    return 0;

  do
    {
      gint64 left_msec = (deadline_usec - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;

      native = weir_producer_ask_for_partitions (self, handle, (guint) MAX (left_msec, 1), &n_partitions);
      if (native == RD_KAFKA_RESP_ERR_NO_ERROR && n_partitions > 0)
        return n_partitions;
      if (native == RD_KAFKA_RESP_ERR_NO_ERROR || native == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
        native = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
      if (native == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
        g_usleep (WAIT_MSEC * G_TIME_SPAN_MILLISECOND);
    }
  while (native == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART && g_get_monotonic_time () < made_usec);

  what = g_strdup_printf (_("topic “%s”"), topic);
  g_propagate_error (error, weir_producer_explain (self, native, what));

  return 0;
}

static gboolean
weir_producer_check_partitions (WeirProducer  *self,
                                const char    *topic,
                                guint          n_wanted,
                                guint          timeout_msec,
                                GError       **error)
{
  guint n_found = weir_producer_count_partitions (self, topic, timeout_msec, error);

  if (n_found != 0 && n_found != n_wanted)
    g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                 _("topic “%s” exists with %u partitions, not %u; leave the number out or take "
                   "another name"), topic, n_found, n_wanted);

  return n_found == n_wanted;
}

/**
 * weir_producer_create_topic:
 * @self: a producer
 * @topic: its name
 * @n_partitions: how many partitions
 * @timeout_msec: how long to wait for the broker
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Sees to it that a topic exists with so many partitions. The embedded broker
 * cannot create topics over the network: use weir_broker_create_topic() there
 * first. Blocks: for workers and the command line.
 *
 * Returns: %FALSE with @error set if it could not be created, or exists with
 *   another number of partitions
 */
gboolean
weir_producer_create_topic (WeirProducer  *self,
                            const char    *topic,
                            guint          n_partitions,
                            guint          timeout_msec,
                            GError       **error)
{
  g_autofree char *what = NULL;
  rd_kafka_resp_err_t native;

  g_return_val_if_fail (WEIR_IS_PRODUCER (self), FALSE);
  g_return_val_if_fail (topic != NULL && n_partitions > 0, FALSE);

  native = weir_producer_ask_to_create (self, topic, n_partitions, timeout_msec);
  if (native == RD_KAFKA_RESP_ERR_NO_ERROR)
    return TRUE;
  if (native == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS
      || native == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)
    return weir_producer_check_partitions (self, topic, n_partitions, timeout_msec, error);

  what = g_strdup_printf (_("topic “%s” could not be created"), topic);
  g_propagate_error (error, weir_producer_explain (self, native, what));
  return FALSE;
}
