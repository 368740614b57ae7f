#include "config.h"

#include "data/source/weir-producer-private.h"

#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The places of a consumer group without members: who reads partitions by itself keeps there, in the same
 * transactions as its records, up to where it has come.
 */

static void
take_places (const rd_kafka_topic_partition_list_t *list,
             GPtrArray                             *places)
{
  for (int i = 0; i < list->cnt; i++)
    {
      const rd_kafka_topic_partition_t *element = &list->elems[i];
      g_autofree char *metadata = g_strndup (element->metadata, element->metadata_size);

      if (element->err == RD_KAFKA_RESP_ERR_NO_ERROR && element->offset >= 0)
        g_ptr_array_add (places, weir_group_place_new (element->topic, element->partition, element->offset, metadata));
    }
}

static rd_kafka_resp_err_t
take_answer (rd_kafka_event_t *event,
             GPtrArray        *places)
{
  const rd_kafka_ListConsumerGroupOffsets_result_t *result = rd_kafka_event_ListConsumerGroupOffsets_result (event);
  const rd_kafka_group_result_t **groups = NULL;
  const rd_kafka_error_t *error;
  gsize n_groups = 0;

  if (rd_kafka_event_error (event) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return rd_kafka_event_error (event);

  groups = rd_kafka_ListConsumerGroupOffsets_result_groups (result, &n_groups);
  error = n_groups > 0 ? rd_kafka_group_result_error (groups[0]) : NULL;
  if (error != NULL)
    return rd_kafka_error_code (error);
  if (n_groups > 0)
    take_places (rd_kafka_group_result_partitions (groups[0]), places);

  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

static rd_kafka_resp_err_t
ask (WeirProducer *self,
     const char   *group,
     guint         timeout_msec,
     GPtrArray    *places)
{
  rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new (self->handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS);
  rd_kafka_ListConsumerGroupOffsets_t *request = rd_kafka_ListConsumerGroupOffsets_new (group, NULL);
  rd_kafka_queue_t *queue = rd_kafka_queue_new (self->handle);
  rd_kafka_resp_err_t native = RD_KAFKA_RESP_ERR__TIMED_OUT;
  rd_kafka_event_t *event;
  char reason[128];

  /* What an open transaction is about to commit would not be seen. */
  rd_kafka_error_destroy (rd_kafka_AdminOptions_set_require_stable_offsets (options, 1));
  rd_kafka_AdminOptions_set_request_timeout (options, (int) timeout_msec, reason, sizeof reason);
  rd_kafka_ListConsumerGroupOffsets (self->handle, &request, 1, options, queue);
  event = rd_kafka_queue_poll (queue, (int) timeout_msec);
  if (event != NULL)
    {
      native = take_answer (event, places);
      rd_kafka_event_destroy (event);
    }

  rd_kafka_queue_destroy (queue);
  rd_kafka_ListConsumerGroupOffsets_destroy (request);
  rd_kafka_AdminOptions_destroy (options);

  return native;
}

static gboolean
passes (rd_kafka_resp_err_t native)
{
  switch ((int) native)
    {
    case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * weir_producer_read_places:
 * @self: a producer
 * @group: name of a consumer group
 * @timeout_msec: how long to wait for the broker
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Asks where the group stands. With transactions after weir_producer_begin_transactions(),
 * which ends those of whoever worked before. Blocks.
 *
 * Returns: (transfer full) (element-type WeirGroupPlace) (nullable): its places; none if it has committed nothing; %NULL
 *   with @error
 */
GPtrArray *
weir_producer_read_places (WeirProducer  *self,
                           const char    *group,
                           guint          timeout_msec,
                           GError       **error)
{
  gint64 deadline_usec = g_get_monotonic_time () + (gint64) timeout_msec * 1000;
  g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_group_place_free);
  rd_kafka_resp_err_t native;

  for (;;)
    {
      g_ptr_array_set_size (places, 0);
      native = ask (self, group, timeout_msec, places);
      if (native == RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND)
        native = RD_KAFKA_RESP_ERR_NO_ERROR;
      if (native == RD_KAFKA_RESP_ERR_NO_ERROR)
        return g_steal_pointer (&places);
      if (!passes (native) || g_get_monotonic_time () >= deadline_usec)
        break;
      g_usleep (50 * G_TIME_SPAN_MILLISECOND);
    }

  g_propagate_error (error, weir_source_error_new (native, _("group “%s”: where it stands was not told"), group));

  return NULL;
}

/**
 * weir_producer_commit_places:
 * @self: a producer whose transactions have begun
 * @group: name of a consumer group that has no members
 * @places: (element-type WeirGroupPlace): where it stands
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Commits what was sent since the last commit together with @places: others that read
 * committed records alone see both, or neither. Blocks.
 *
 * Returns: %FALSE with @error if it was undone: the run has to end, and the next one
 *   reads from the last commit on
 */
gboolean
weir_producer_commit_places (WeirProducer  *self,
                             const char    *group,
                             GPtrArray     *places,
                             GError       **error)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new ((int) places->len);
  rd_kafka_consumer_group_metadata_t *metadata = rd_kafka_consumer_group_metadata_new (group);
  gboolean done;

  for (guint i = 0; i < places->len; i++)
    {
      const WeirGroupPlace *place = g_ptr_array_index (places, i);
      rd_kafka_topic_partition_t *element = rd_kafka_topic_partition_list_add (list, place->topic, place->partition);

      element->offset = place->offset;
      /* librdkafka frees it with its own allocator. */
      if (place->metadata != NULL)
        {
          element->metadata = strdup (place->metadata);
          element->metadata_size = strlen (place->metadata);
        }
    }

  done = weir_producer_commit_list (self, list, metadata, error);
  rd_kafka_consumer_group_metadata_destroy (metadata);
  rd_kafka_topic_partition_list_destroy (list);

  return done;
}
