#include "config.h"

#include "data/source/weir-producer-private.h"

#include <glib/gi18n-lib.h>

#include "data/source/weir-source-error.h"
#include "data/source/weir-source-private.h"

/*
 * Transactions: records and the group's offsets become visible together, or not at
 * all. One begins with the first record; weir_producer_commit() ends it.
 */

#define STEP_MSEC 1000
#define ABORT_MSEC 10000

typedef rd_kafka_error_t *(*WeirTransactionStep) (WeirProducer *self,
                                                  gpointer      data);

static GError *
take_error (rd_kafka_error_t *native,
            const char       *what)
{
  GError *error = weir_source_error_new (rd_kafka_error_code (native), "%s", what);

  if (rd_kafka_error_code (native) == RD_KAFKA_RESP_ERR__FENCED || rd_kafka_error_code (native) == RD_KAFKA_RESP_ERR_PRODUCER_FENCED)
    g_prefix_error (&error, _("another process works under the same transactional ID, and has taken over: "));
  rd_kafka_error_destroy (native);

  return error;
}

/* Tries again what passes; FALSE with an error for the rest. */
static gboolean
do_step (WeirProducer         *self,
         WeirTransactionStep   step,
         gpointer              data,
         const char           *what,
         GError              **error)
{
  rd_kafka_error_t *native;

  while ((native = step (self, data)) != NULL)
    {
      if (!rd_kafka_error_is_retriable (native))
        {
          g_propagate_error (error, take_error (native, what));
          return FALSE;
        }
      rd_kafka_error_destroy (native);
      rd_kafka_poll (self->handle, 0);
    }

  return TRUE;
}

static rd_kafka_error_t *
step_init (WeirProducer *self,
           gpointer      data)
{
  return rd_kafka_init_transactions (self->handle, STEP_MSEC);
}

static rd_kafka_error_t *
step_begin (WeirProducer *self,
            gpointer      data)
{
  return rd_kafka_begin_transaction (self->handle);
}

static rd_kafka_error_t *
step_commit (WeirProducer *self,
             gpointer      data)
{
  return rd_kafka_commit_transaction (self->handle, STEP_MSEC);
}

typedef struct
{
  rd_kafka_topic_partition_list_t    *list;
  rd_kafka_consumer_group_metadata_t *group;
} WeirOffsets;

static rd_kafka_error_t *
step_offsets (WeirProducer *self,
              gpointer      data)
{
  WeirOffsets *offsets = data;

  return rd_kafka_send_offsets_to_transaction (self->handle, offsets->list, offsets->group, STEP_MSEC);
}

/**
 * weir_producer_begin_transactions:
 * @self: a producer made with a transactional ID
 * @timeout_msec: how long to wait for the broker
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Takes the transactional ID over: whoever worked under it can send no more, and what
 * it had not committed is undone. Blocks. Before the first record, and before a group
 * is asked where it stands.
 *
 * Returns: %FALSE with @error if the broker refuses, or does not answer in time
 */
gboolean
weir_producer_begin_transactions (WeirProducer  *self,
                                  guint          timeout_msec,
                                  GError       **error)
{
  gint64 deadline_usec = g_get_monotonic_time () + (gint64) timeout_msec * 1000;
  rd_kafka_error_t *native;

  while ((native = step_init (self, NULL)) != NULL)
    {
      if (!rd_kafka_error_is_retriable (native) || g_get_monotonic_time () >= deadline_usec)
        {
          g_propagate_error (error, take_error (native, _("transactions cannot begin")));
          return FALSE;
        }
      rd_kafka_error_destroy (native);
    }

  return TRUE;
}

/* Before a record is sent. */
gboolean
weir_producer_ensure_transaction (WeirProducer  *self,
                                  GError       **error)
{
  if (self->transaction_id == NULL || self->in_transaction)
    return TRUE;

  self->in_transaction = do_step (self, step_begin, NULL, _("a transaction cannot begin"), error);

  return self->in_transaction;
}

static rd_kafka_topic_partition_list_t *
list_offsets (WeirSource   *source,
              const GArray *positions)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new ((int) positions->len);

  for (guint i = 0; i < positions->len; i++)
    {
      const WeirIntakePosition *position = &g_array_index (positions, WeirIntakePosition, i);
      WeirSourceTopic *topic = g_ptr_array_index (source->topics, position->topic_index);
      WeirSourcePartition *partition = weir_source_topic_get (topic, position->partition);

      if (partition == NULL || position->offset == partition->committed)
        continue;
      rd_kafka_topic_partition_list_add (list, topic->name, position->partition)->offset = position->offset;
    }

  return list;
}

static void
note_committed (WeirSource                            *source,
                const rd_kafka_topic_partition_list_t *list)
{
  for (int i = 0; i < list->cnt; i++)
    {
      WeirSourceTopic *topic = weir_source_find_topic (source, list->elems[i].topic);
      WeirSourcePartition *partition = weir_source_topic_get (topic, list->elems[i].partition);

      partition->committed = list->elems[i].offset;
    }
}

/* With the offsets of a group; undone where it fails. */
gboolean
weir_producer_commit_list (WeirProducer                        *self,
                           rd_kafka_topic_partition_list_t     *list,
                           rd_kafka_consumer_group_metadata_t  *group,
                           GError                             **error)
{
  WeirOffsets offsets = { list, group };
  gboolean done;

  done = weir_producer_ensure_transaction (self, error) &&
         weir_producer_flush (self, 0, NULL, NULL, error) &&
         do_step (self, step_offsets, &offsets, _("the group's offsets were not taken into the transaction"), error) &&
         do_step (self, step_commit, NULL, _("the transaction was not committed"), error);
  if (done)
    self->in_transaction = FALSE;
  else
    weir_producer_abort (self);

  return done;
}

static gboolean
commit_of_member (WeirProducer                    *self,
                  WeirSource                      *source,
                  rd_kafka_topic_partition_list_t *list,
                  GError                         **error)
{
  rd_kafka_consumer_group_metadata_t *group = rd_kafka_consumer_group_metadata (source->handle);
  gboolean done = weir_producer_commit_list (self, list, group, error);

  if (group != NULL)
    rd_kafka_consumer_group_metadata_destroy (group);

  return done;
}

/**
 * weir_producer_commit:
 * @self: a producer whose transactions have begun
 * @intake: the #WeirSource that the records were made from
 * @positions: (element-type WeirIntakePosition): up to where it was read for them
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Commits what was sent since the last commit together with the offsets of the
 * intake's group: others that read committed records alone see both, or neither.
 * Nothing happens where neither moved. Blocks. On the consumer thread of @intake,
 * inside a handler.
 *
 * Returns: %FALSE with @error if it was undone: the run has to end, and the next one
 *   reads from the last commit on
 */
gboolean
weir_producer_commit (WeirProducer  *self,
                      WeirIntake    *intake,
                      const GArray  *positions,
                      GError       **error)
{
  WeirSource *source = WEIR_SOURCE (intake);
  rd_kafka_topic_partition_list_t *list;
  gboolean done = TRUE;

  g_return_val_if_fail (WEIR_IS_PRODUCER (self) && self->transaction_id != NULL, FALSE);

  list = list_offsets (source, positions);
  if (list->cnt > 0 || self->in_transaction)
    done = commit_of_member (self, source, list, error);
  if (done)
    note_committed (source, list);
  rd_kafka_topic_partition_list_destroy (list);

  return done;
}

/**
 * weir_producer_abort:
 * @self: a producer
 *
 * Undoes what was sent since the last commit. Where the broker does not answer it does
 * so by itself, after transaction.timeout.ms. Blocks for some seconds at most.
 */
void
weir_producer_abort (WeirProducer *self)
{
  rd_kafka_error_t *native;

  if (!self->in_transaction)
    return;

  self->in_transaction = FALSE;
  rd_kafka_purge (self->handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush (self->handle, STEP_MSEC);
  native = rd_kafka_abort_transaction (self->handle, ABORT_MSEC);
  if (native != NULL)
    {
      g_debug ("a transaction was not undone: %s", rd_kafka_error_string (native));
      rd_kafka_error_destroy (native);
    }
}

/**
 * weir_producer_is_transactional:
 * @self: a producer
 *
 * Returns: whether it was made with a transactional ID
 */
gboolean
weir_producer_is_transactional (WeirProducer *self)
{
  return self->transaction_id != NULL;
}
