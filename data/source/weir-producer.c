#include "config.h"

#include "data/source/weir-producer-private.h"

#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* Delivery reports are served once in so many records. */
#define SENDS_PER_POLL 512
#define WAIT_MSEC 100

G_DEFINE_FINAL_TYPE (WeirProducer, weir_producer, G_TYPE_OBJECT)

static void
delivered_cb (rd_kafka_t               *rk,
              const rd_kafka_message_t *message,
              void                     *opaque)
{
  WeirProducer *self = opaque;

  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      atomic_fetch_add_explicit (&self->n_delivered, 1, memory_order_relaxed);
      return;
    }

  atomic_fetch_add_explicit (&self->n_failed, 1, memory_order_relaxed);
  pthread_mutex_lock (&self->mutex);
  if (self->first_error == NULL)
    self->first_error = weir_source_error_new (message->err,
                                               _("a record for topic “%s” partition %d was not taken"),
                                               rd_kafka_topic_name (message->rkt),
                                               message->partition);
  pthread_mutex_unlock (&self->mutex);
}

static void
error_cb (rd_kafka_t *rk,
          int         native,
          const char *reason,
          void       *opaque)
{
  WeirProducer *self = opaque;
  gboolean answered = atomic_load_explicit (&self->n_delivered, memory_order_relaxed) > 0;

  if (native == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && self->last_reason != NULL)
    return;

  pthread_mutex_lock (&self->mutex);
  g_free (self->last_reason);
  self->last_reason = weir_source_error_dup_reason (reason, answered);
  pthread_mutex_unlock (&self->mutex);
}

static void
weir_producer_finalize (GObject *object)
{
  WeirProducer *self = WEIR_PRODUCER (object);

  g_hash_table_unref (self->topics);
  if (self->handle != NULL)
    {
      /* What was not flushed is given up now, not after its time-out of minutes. */
      rd_kafka_purge (self->handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT
                                    | RD_KAFKA_PURGE_F_NON_BLOCKING);
      rd_kafka_destroy (self->handle);
    }
  pthread_mutex_destroy (&self->mutex);
  g_free (self->transaction_id);
  g_clear_object (&self->settings);
  g_clear_error (&self->first_error);
  g_free (self->last_reason);

  G_OBJECT_CLASS (weir_producer_parent_class)->finalize (object);
}

static void
weir_producer_class_init (WeirProducerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_producer_finalize;
}

static void
weir_producer_init (WeirProducer *self)
{
  pthread_mutex_init (&self->mutex, NULL);
  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) rd_kafka_topic_destroy);
}

/**
 * weir_producer_new:
 * @settings: how to reach the cluster
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Makes a producer. It connects in the background; weir_producer_flush() fails
 * if no broker answers.
 *
 * Returns: (transfer full): the producer, or %NULL with @error set if a property is refused
 */
WeirProducer *
weir_producer_new (WeirSettings  *settings,
                   GError       **error)
{
  g_autoptr(WeirProducer) self = NULL;
  rd_kafka_conf_t *conf;
  char reason[512];

  g_return_val_if_fail (WEIR_IS_SETTINGS (settings), NULL);

  conf = weir_settings_build_conf (settings, TRUE, error);
  if (conf == NULL)
    return NULL;

  self = g_object_new (WEIR_TYPE_PRODUCER, NULL);
  self->settings = g_object_ref (settings);
  rd_kafka_conf_set_opaque (conf, self);
  rd_kafka_conf_set_dr_msg_cb (conf, delivered_cb);
  rd_kafka_conf_set_error_cb (conf, error_cb);
  self->handle = rd_kafka_new (RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
  if (self->handle == NULL)
    {
      rd_kafka_conf_destroy (conf);
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                   _("the producer's properties do not fit together: %s"), reason);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * weir_producer_new_reliable:
 * @settings: how to reach the cluster; what it says itself stays as it is
 * @transaction_id: (nullable): for transactions, see weir_producer_begin_transactions()
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Makes an idempotent producer: a record is in the topic once and in order, however
 * often it had to be sent, and it is tried until the broker takes it.
 *
 * Returns: (transfer full): the producer, or %NULL with @error set if a property is refused
 */
WeirProducer *
weir_producer_new_reliable (WeirSettings  *settings,
                            const char    *transaction_id,
                            GError       **error)
{
  g_autoptr(WeirSettings) own = weir_settings_new (weir_settings_get_bootstrap (settings));
  WeirProducer *self;

  weir_settings_add (own, settings);
  if (weir_settings_get (own, "enable.idempotence") == NULL)
    weir_settings_set (own, "enable.idempotence", "true");
  if (weir_settings_get (own, "message.timeout.ms") == NULL && transaction_id == NULL)
    weir_settings_set (own, "message.timeout.ms", "0");
  if (transaction_id != NULL)
    weir_settings_set (own, "transactional.id", transaction_id);
  self = weir_producer_new (own, error);
  if (self != NULL)
    self->transaction_id = g_strdup (transaction_id);

  return self;
}

rd_kafka_topic_t *
weir_producer_ensure_topic (WeirProducer  *self,
                            const char    *name,
                            GError       **error)
{
  rd_kafka_topic_t *topic = g_hash_table_lookup (self->topics, name);

  if (topic != NULL)
    return topic;

  topic = rd_kafka_topic_new (self->handle, name, NULL);
  if (topic == NULL)
    g_propagate_error (error, weir_source_error_new (rd_kafka_last_error (), _("topic “%s”"), name));
  else
    g_hash_table_insert (self->topics, g_strdup (name), topic);

  return topic;
}

/* librdkafka takes 0 for “now”, and Kafka −1 for “none”: these two are sent as 1 and −2 ms. */
static gint64
weir_producer_get_msec (gint64    time_usec,
                        gboolean *moved)
{
  gint64 time_msec = time_usec / 1000 - (time_usec % 1000 < 0);

  *moved = time_msec == 0 || time_msec == -1;
  if (!*moved)
    return time_msec;

  return time_msec == 0 ? 1 : -2;
}

/* (transfer full) (nullable): none */
static rd_kafka_headers_t *
weir_producer_copy_headers (const WeirMessage *message)
{
  rd_kafka_headers_t *headers = NULL;
  WeirHeader header;

  for (guint i = 0; weir_message_get_header (message, i, &header); i++)
    {
      if (headers == NULL)
        headers = rd_kafka_headers_new (8);
      rd_kafka_header_add (headers, header.name, -1, header.value, header.value != NULL ? (gssize) header.length : 0);
    }

  return headers;
}

static rd_kafka_resp_err_t
weir_producer_enqueue (WeirProducer      *self,
                       rd_kafka_topic_t  *topic,
                       const WeirMessage *message)
{
  gboolean moved = FALSE;
  gint64 time_msec = message->time_usec == WEIR_NO_TIME ? 0 : weir_producer_get_msec (message->time_usec, &moved);
  rd_kafka_headers_t *headers = weir_producer_copy_headers (message);
  rd_kafka_resp_err_t native =
    rd_kafka_producev (self->handle,
                       RD_KAFKA_V_RKT (topic),
                       RD_KAFKA_V_PARTITION (message->partition),
                       RD_KAFKA_V_MSGFLAGS (RD_KAFKA_MSG_F_COPY),
                       RD_KAFKA_V_KEY (message->key, message->key_length),
                       RD_KAFKA_V_VALUE ((void *) message->payload, message->payload_length),
                       RD_KAFKA_V_TIMESTAMP (time_msec),
                       RD_KAFKA_V_HEADERS (headers),
                       RD_KAFKA_V_END);

  /* What was queued owns them. */
  if (native != RD_KAFKA_RESP_ERR_NO_ERROR && headers != NULL)
    rd_kafka_headers_destroy (headers);

  if (moved && native == RD_KAFKA_RESP_ERR_NO_ERROR)
    atomic_fetch_add_explicit (&self->n_moved, 1, memory_order_relaxed);

  return native;
}

/**
 * weir_producer_send:
 * @self: a producer
 * @message: the record; copied, its headers too. A %NULL key or payload is null, one of length 0 is empty
 * @wait: whether to wait while the queue is full
 * @error: return location of a %WEIR_SOURCE_ERROR, or %G_IO_ERROR_WOULD_BLOCK if the queue is full
 *
 * Queues a record. With @wait a full queue blocks until the broker took some,
 * or librdkafka gave some up (message.timeout.ms), so it ends. Record times
 * are kept to the millisecond, as Kafka does; the last millisecond before 1970
 * and the first one of it cannot be sent, become their neighbours and are
 * counted.
 *
 * Returns: %FALSE with @error set if the record was not queued
 */
gboolean
weir_producer_send (WeirProducer       *self,
                    const WeirMessage  *message,
                    gboolean            wait,
                    GError            **error)
{
  rd_kafka_topic_t *topic;
  rd_kafka_resp_err_t native;

  g_return_val_if_fail (WEIR_IS_PRODUCER (self), FALSE);
  g_return_val_if_fail (message != NULL && message->topic != NULL, FALSE);

  topic = weir_producer_ensure_topic (self, message->topic, error);
  if (topic == NULL || !weir_producer_ensure_transaction (self, error))
    return FALSE;

  while ((native = weir_producer_enqueue (self, topic, message)) == RD_KAFKA_RESP_ERR__QUEUE_FULL
         && wait)
    rd_kafka_poll (self->handle, WAIT_MSEC);

  if (native == RD_KAFKA_RESP_ERR__QUEUE_FULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, rd_kafka_err2str (native));
      return FALSE;
    }

  if (native != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      g_propagate_error (error, weir_source_error_new (native, _("a record of %zu bytes for topic “%s”"),
                                                       message->payload_length, message->topic));
      return FALSE;
    }

  atomic_fetch_add_explicit (&self->n_sent, 1, memory_order_relaxed);
  if (++self->n_unpolled >= SENDS_PER_POLL)
    weir_producer_poll (self);

  return TRUE;
}

/**
 * weir_producer_poll:
 * @self: a producer
 *
 * Takes the broker's acknowledgements without waiting, so that the counts are
 * fresh and the queue does not fill up with them. Call it now and then while
 * nothing is sent.
 */
void
weir_producer_poll (WeirProducer *self)
{
  g_return_if_fail (WEIR_IS_PRODUCER (self));

  self->n_unpolled = 0;
  rd_kafka_poll (self->handle, 0);
}

static GError *
weir_producer_unreachable (WeirProducer *self)
{
  GError *error;

  pthread_mutex_lock (&self->mutex);
  error = weir_source_error_new_unreachable (weir_settings_get_bootstrap (self->settings), self->last_reason);
  pthread_mutex_unlock (&self->mutex);

  return error;
}

static GError *
weir_producer_explain_waiting (WeirProducer *self,
                               guint64       n_waiting)
{
  g_autoptr(GError) why = weir_producer_unreachable (self);

  return g_error_new (why->domain, why->code, _("%lu records still wait: %s"), (gulong) n_waiting, why->message);
}

/* Why a question got no good answer; @what it was about. */
GError *
weir_producer_explain (WeirProducer        *self,
                       rd_kafka_resp_err_t  native,
                       const char          *what)
{
  if (!weir_source_error_is_down (native))
    return weir_source_error_new (native, "%s", what);

  /* Until now only the answer was waited for: has the connection said why? */
  weir_producer_poll (self);
  return weir_producer_unreachable (self);
}

static gboolean
weir_producer_check_failed (WeirProducer  *self,
                            GError       **error)
{
  guint64 n_failed = self->n_failed;

  if (n_failed == 0)
    return TRUE;

  pthread_mutex_lock (&self->mutex);
  g_propagate_error (error, g_error_copy (self->first_error));
  pthread_mutex_unlock (&self->mutex);
  g_prefix_error (error, _("%" PRIu64 " records were not delivered; the first: "), n_failed);
  return FALSE;
}

/* Not rd_kafka_outq_len(): librdkafka counts errors not yet told along with the records. */
static guint64
weir_producer_count_waiting (WeirProducer *self)
{
  return self->n_sent - self->n_delivered - self->n_failed;
}

/**
 * weir_producer_flush:
 * @self: a producer
 * @timeout_msec: how long at most; 0 as long as it takes
 * @progress: (nullable): called about ten times a second
 * @user_data: for @progress
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Waits until every record was acknowledged. Blocks: for workers and the
 * command line.
 *
 * Returns: %FALSE with @error set if records still wait after the time or
 *   @progress gave up (%WEIR_SOURCE_ERROR_UNREACHABLE), or if any failed since
 *   the producer was made
 */
gboolean
weir_producer_flush (WeirProducer          *self,
                     guint                  timeout_msec,
                     WeirProducerProgress   progress,
                     gpointer               user_data,
                     GError               **error)
{
  gint64 deadline_usec = g_get_monotonic_time () + (gint64) timeout_msec * 1000;
  guint64 n_waiting;

  g_return_val_if_fail (WEIR_IS_PRODUCER (self), FALSE);

  while ((n_waiting = weir_producer_count_waiting (self)) > 0)
    {
      gint64 left_msec = (deadline_usec - g_get_monotonic_time ()) / 1000;

      if ((timeout_msec > 0 && left_msec <= 0)
          || (progress != NULL && !progress (n_waiting, user_data)))
        {
          g_propagate_error (error, weir_producer_explain_waiting (self, n_waiting));
          return FALSE;
        }
      rd_kafka_flush (self->handle, timeout_msec > 0 ? (int) MIN (left_msec, WAIT_MSEC) : WAIT_MSEC);
    }

  return weir_producer_check_failed (self, error);
}

/**
 * weir_producer_get_counts:
 * @self: a producer
 * @counts: (out): what became of the records
 *
 * Any thread.
 */
void
weir_producer_get_counts (WeirProducer       *self,
                          WeirProducerCounts *counts)
{
  g_return_if_fail (WEIR_IS_PRODUCER (self));
  g_return_if_fail (counts != NULL);

  counts->n_sent = self->n_sent;
  counts->n_delivered = self->n_delivered;
  counts->n_failed = self->n_failed;
  counts->n_moved = self->n_moved;
}

/**
 * weir_producer_query_end:
 * @self: a producer
 * @topic: a topic
 * @partition: one of its partitions
 * @timeout_msec: how long to wait for the broker
 *
 * Blocks. Any thread.
 *
 * Returns: the offset behind the partition's last record, -1 if the broker did not tell
 */
gint64
weir_producer_query_end (WeirProducer *self,
                         const char   *topic,
                         gint32        partition,
                         guint         timeout_msec)
{
  gint64 low = -1;
  gint64 end = -1;

  g_return_val_if_fail (WEIR_IS_PRODUCER (self), -1);

  if (rd_kafka_query_watermark_offsets (self->handle, topic, partition, &low, &end, (int) timeout_msec) !=
      RD_KAFKA_RESP_ERR_NO_ERROR)
    return -1;

  return end;
}

/**
 * weir_producer_dup_first_error:
 * @self: a producer
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): why the first record failed that did
 */
GError *
weir_producer_dup_first_error (WeirProducer *self)
{
  GError *error;

  g_return_val_if_fail (WEIR_IS_PRODUCER (self), NULL);

  pthread_mutex_lock (&self->mutex);
  error = self->first_error != NULL ? g_error_copy (self->first_error) : NULL;
  pthread_mutex_unlock (&self->mutex);

  return error;
}
