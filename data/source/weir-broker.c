#include "config.h"

#include "data/source/weir-broker.h"

#include "data/source/weir-nudge.h"
#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <signal.h>

struct _WeirBroker
{
  GObject                  parent_instance;

  rd_kafka_t              *handle;  /* owned; the cluster lives in its thread */
  rd_kafka_mock_cluster_t *cluster; /* owned */
  guint                    n_brokers;
};

G_DEFINE_FINAL_TYPE (WeirBroker, weir_broker, G_TYPE_OBJECT)

static void
log_cb (const rd_kafka_t *rk,
        int               level,
        const char       *facility,
        const char       *text)
{
  g_debug ("embedded broker: %s: %s", facility, text);
}

/* librdkafka's cluster thread can miss the wake-up of a call and then sleeps a
 * whole second before it serves it, unless a connection wakes it. */
static WeirNudge *
nudge (WeirBroker *self)
{
  return weir_nudge_begin (rd_kafka_mock_cluster_bootstraps (self->cluster));
}

/* A signal that is delivered to the cluster's thread ends it, and every later call waits for ever. So signals are
 * blocked there. */
static rd_kafka_mock_cluster_t *
cluster_new (rd_kafka_t *handle,
             guint       n_brokers)
{
  rd_kafka_mock_cluster_t *cluster;
  sigset_t before;
  sigset_t all;

  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
  cluster = rd_kafka_mock_cluster_new (handle, (int) n_brokers);
  pthread_sigmask (SIG_SETMASK, &before, NULL);

  return cluster;
}

static void
weir_broker_finalize (GObject *object)
{
  WeirBroker *self = WEIR_BROKER (object);
  g_autoptr(WeirNudge) awake = self->cluster == NULL ? NULL : nudge (self);

  g_clear_pointer (&self->cluster, rd_kafka_mock_cluster_destroy);
  g_clear_pointer (&self->handle, rd_kafka_destroy);

  G_OBJECT_CLASS (weir_broker_parent_class)->finalize (object);
}

static void
weir_broker_class_init (WeirBrokerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_broker_finalize;
}

static void
weir_broker_init (WeirBroker *self)
{
}

/**
 * weir_broker_new:
 * @n_brokers: brokers of the cluster, at least 1
 * @error: return location of a %WEIR_SOURCE_ERROR_FAILED
 *
 * Starts the cluster on free ports of 127.0.0.1. It stops with the last
 * reference; free it after every source and producer that uses it. All
 * functions may be called from any thread.
 *
 * Returns: (transfer full): the broker, or %NULL with @error set
 */
WeirBroker *
weir_broker_new (guint    n_brokers,
                 GError **error)
{
  g_autoptr(WeirBroker) self = g_object_new (WEIR_TYPE_BROKER, NULL);
  rd_kafka_conf_t *conf = rd_kafka_conf_new ();
  g_autoptr(WeirNudge) awake = NULL;
  char reason[256];

  g_return_val_if_fail (n_brokers > 0, NULL);

  rd_kafka_conf_set_log_cb (conf, log_cb);
  self->n_brokers = n_brokers;
  self->handle = rd_kafka_new (RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
  if (self->handle == NULL)
    {
      rd_kafka_conf_destroy (conf);
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                   _("the embedded broker did not start: %s"), reason);
      return NULL;
    }

  self->cluster = cluster_new (self->handle, n_brokers);
  if (self->cluster == NULL)
    {
      g_set_error_literal (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                           _("the embedded broker did not start: no free port on 127.0.0.1"));
      return NULL;
    }

  /* Members of a group need not wait 3 s for one another in one process. */
  awake = nudge (self);
  rd_kafka_mock_group_initial_rebalance_delay_ms (self->cluster, 0);
  /* Without one, questions about topics wait for a controller until they time out. */
  rd_kafka_mock_set_controller_id (self->cluster, 1);
  return g_steal_pointer (&self);
}

/**
 * weir_broker_get_bootstrap:
 * @self: a broker
 *
 * Returns: host:port of every broker, parted by commas; borrowed
 */
const char *
weir_broker_get_bootstrap (WeirBroker *self)
{
  g_return_val_if_fail (WEIR_IS_BROKER (self), NULL);

  return rd_kafka_mock_cluster_bootstraps (self->cluster);
}

/**
 * weir_broker_create_settings:
 * @self: a broker
 *
 * Returns: (transfer full): new settings that reach @self and know it is embedded
 */
WeirSettings *
weir_broker_create_settings (WeirBroker *self)
{
  WeirSettings *settings;

  g_return_val_if_fail (WEIR_IS_BROKER (self), NULL);

  settings = weir_settings_new (weir_broker_get_bootstrap (self));
  weir_settings_set_embedded (settings, TRUE);
  return settings;
}

static gboolean
check (rd_kafka_resp_err_t   native,
       const char           *topic,
       GError              **error)
{
  if (native == RD_KAFKA_RESP_ERR_NO_ERROR)
    return TRUE;

  g_propagate_error (error, weir_source_error_new (native, _("topic “%s” of the embedded broker"),
                                                   topic));
  return FALSE;
}

/**
 * weir_broker_create_topic:
 * @self: a broker
 * @topic: its name
 * @n_partitions: how many partitions
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Creates a topic. Without it the first record produced creates one of four
 * partitions.
 *
 * Returns: %FALSE with @error set if it exists or the name is not valid
 */
gboolean
weir_broker_create_topic (WeirBroker  *self,
                          const char  *topic,
                          guint        n_partitions,
                          GError     **error)
{
  g_autoptr(WeirNudge) awake = nudge (self);

  g_return_val_if_fail (WEIR_IS_BROKER (self), FALSE);
  g_return_val_if_fail (topic != NULL && n_partitions > 0, FALSE);

  return check (rd_kafka_mock_topic_create (self->cluster, topic, (int) n_partitions, 1),
                topic, error);
}

/**
 * weir_broker_delete_topic:
 * @self: a broker
 * @topic: its name
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Deletes a topic with its records, beneath whoever reads it.
 *
 * Returns: %FALSE with @error set if there is none of that name
 */
gboolean
weir_broker_delete_topic (WeirBroker  *self,
                          const char  *topic,
                          GError     **error)
{
  g_autoptr(WeirNudge) awake = nudge (self);

  g_return_val_if_fail (WEIR_IS_BROKER (self), FALSE);
  g_return_val_if_fail (topic != NULL, FALSE);

  return check (rd_kafka_mock_topic_delete (self->cluster, topic), topic, error);
}

/**
 * weir_broker_delete_records:
 * @self: a broker
 * @topic: its name
 * @partition: one of its partitions
 * @before_offset: the partition's new low watermark
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Forgets records as retention does.
 *
 * Returns: %FALSE with @error set if there is no such partition or offset
 */
gboolean
weir_broker_delete_records (WeirBroker  *self,
                            const char  *topic,
                            gint32       partition,
                            gint64       before_offset,
                            GError     **error)
{
  g_autoptr(WeirNudge) awake = nudge (self);

  g_return_val_if_fail (WEIR_IS_BROKER (self), FALSE);
  g_return_val_if_fail (topic != NULL, FALSE);

  return check (rd_kafka_mock_partition_delete_records (self->cluster, topic, partition,
                                                        before_offset),
                topic, error);
}

/**
 * weir_broker_fail_requests:
 * @self: a broker
 * @request: which kind
 * @native_error: an `rd_kafka_resp_err_t`
 * @count: how many of the next ones
 *
 * Makes the next requests of a kind fail. With a @count of 0 those that were
 * still to fail succeed.
 */
void
weir_broker_fail_requests (WeirBroker        *self,
                           WeirBrokerRequest  request,
                           int                native_error,
                           guint              count)
{
  g_autofree rd_kafka_resp_err_t *errors = g_new (rd_kafka_resp_err_t, count);

  g_return_if_fail (WEIR_IS_BROKER (self));

  if (count == 0)
    {
      rd_kafka_mock_clear_request_errors (self->cluster, (gint16) request);
      return;
    }

  for (guint i = 0; i < count; i++)
    errors[i] = (rd_kafka_resp_err_t) native_error;
  rd_kafka_mock_push_request_errors_array (self->cluster, (gint16) request, count, errors);
}

/**
 * weir_broker_set_topic_error:
 * @self: a broker
 * @topic: its name
 * @native_error: an `rd_kafka_resp_err_t`, 0 to end it
 *
 * Answers every metadata request about @topic with an error.
 */
void
weir_broker_set_topic_error (WeirBroker *self,
                             const char *topic,
                             int         native_error)
{
  g_autoptr(WeirNudge) awake = nudge (self);

  g_return_if_fail (WEIR_IS_BROKER (self));
  g_return_if_fail (topic != NULL);

  rd_kafka_mock_topic_set_error (self->cluster, topic, (rd_kafka_resp_err_t) native_error);
}

/**
 * weir_broker_set_up:
 * @self: a broker
 * @broker_id: one broker, from 1; -1 for all
 * @up: %FALSE to close its connections and refuse new ones
 *
 * Takes brokers down and brings them back.
 */
void
weir_broker_set_up (WeirBroker *self,
                    gint32      broker_id,
                    gboolean    up)
{
  g_autoptr(WeirNudge) awake = nudge (self);

  g_return_if_fail (WEIR_IS_BROKER (self));

  for (gint32 id = 1; id <= (gint32) self->n_brokers; id++)
    if (broker_id == -1 || broker_id == id)
      {
        if (up)
          rd_kafka_mock_broker_set_up (self->cluster, id);
        else
          rd_kafka_mock_broker_set_down (self->cluster, id);
      }
}

/**
 * weir_broker_set_delay:
 * @self: a broker
 * @broker_id: one broker, from 1; -1 for all
 * @delay_msec: how long every answer is held back
 *
 * Makes brokers slow.
 */
void
weir_broker_set_delay (WeirBroker *self,
                       gint32      broker_id,
                       guint       delay_msec)
{
  g_autoptr(WeirNudge) awake = nudge (self);

  g_return_if_fail (WEIR_IS_BROKER (self));

  for (gint32 id = 1; id <= (gint32) self->n_brokers; id++)
    if (broker_id == -1 || broker_id == id)
      rd_kafka_mock_broker_set_rtt (self->cluster, id, (int) delay_msec);
}

/**
 * weir_broker_set_leader:
 * @self: a broker
 * @topic: its name
 * @partition: one of its partitions
 * @broker_id: the new leader
 *
 * Moves a partition to another broker.
 */
void
weir_broker_set_leader (WeirBroker *self,
                        const char *topic,
                        gint32      partition,
                        gint32      broker_id)
{
  g_autoptr(WeirNudge) awake = nudge (self);

  g_return_if_fail (WEIR_IS_BROKER (self));
  g_return_if_fail (topic != NULL);

  rd_kafka_mock_partition_set_leader (self->cluster, topic, partition, broker_id);
}
