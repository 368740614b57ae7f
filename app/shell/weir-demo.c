#include "config.h"

#include "app/shell/weir-demo.h"

#include "data/source/weir-broker.h"
#include "data/source/weir-simulated-producer.h"

#define N_PARTITIONS        3
/* The past is as thick as the present: a chart shows no step between them. */
#define RECORDS_PER_SECOND  100.0
#define HISTORY_USEC        (45 * G_TIME_SPAN_MINUTE)

struct _WeirDemo
{
  GObject     parent_instance;

  WeirBroker            *broker;     /* owned */
  WeirSimulatedProducer *producer;   /* owned */
};

G_DEFINE_FINAL_TYPE (WeirDemo, weir_demo, G_TYPE_OBJECT)

/* The producer holds the broker: both end here, off the main thread. */
static gpointer
stop_thread (gpointer data)
{
  g_autoptr(WeirSimulatedProducer) producer = data;

  weir_simulated_producer_join (producer);

  return NULL;
}

static void
weir_demo_dispose (GObject *object)
{
  WeirDemo *self = WEIR_DEMO (object);

  if (self->producer != NULL)
    {
      weir_simulated_producer_stop (self->producer);
      g_thread_unref (g_thread_new ("demo-stop", stop_thread, g_steal_pointer (&self->producer)));
    }
  g_clear_object (&self->broker);

  G_OBJECT_CLASS (weir_demo_parent_class)->dispose (object);
}

static void
weir_demo_class_init (WeirDemoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_demo_dispose;
}

static void
weir_demo_init (WeirDemo *self)
{
}

/* Before they are read: an unknown topic is an error. */
static gboolean
create_topics (WeirBroker *broker,
               GError    **error)
{
  g_autofree const char **topics = weir_simulator_topics (WEIR_FEED_ALL);

  for (guint i = 0; topics[i] != NULL; i++)
    {
      if (!weir_broker_create_topic (broker, topics[i], N_PARTITIONS, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
start (WeirDemo *self,
       GError  **error)
{
  g_autoptr(WeirSettings) settings = NULL;
  WeirSimulatedProducerSpec spec = {
    .simulator = WEIR_SIMULATOR_SPEC_INIT,
    .history_usec = HISTORY_USEC,
    .history_records_per_second = RECORDS_PER_SECOND,
    .n_partitions = N_PARTITIONS,
    .retention_usec = WEIR_SIMULATED_PRODUCER_EMBEDDED_RETENTION_USEC,
  };

  self->broker = weir_broker_new (1, error);
  if (self->broker == NULL || !create_topics (self->broker, error))
    return FALSE;

  settings = weir_broker_create_settings (self->broker);
  weir_settings_set (settings, "linger.ms", WEIR_SIMULATED_PRODUCER_EMBEDDED_LINGER_MSEC);
  spec.settings = settings;
  spec.broker = self->broker;
  spec.simulator.records_per_second = RECORDS_PER_SECOND;
  self->producer = weir_simulated_producer_new (&spec, error);
  if (self->producer == NULL)
    return FALSE;

  weir_simulated_producer_start (self->producer);

  return TRUE;
}

static void
start_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  g_autoptr(WeirDemo) self = g_object_new (WEIR_TYPE_DEMO, NULL);
  GError *error = NULL;

  if (start (self, &error))
    g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
  else
    g_task_return_error (task, error);
}

void
weir_demo_new_async (GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_run_in_thread (task, start_thread);
}

WeirDemo *
weir_demo_new_finish (GAsyncResult *result,
                      GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
weir_demo_get_bootstrap (WeirDemo *self)
{
  g_return_val_if_fail (WEIR_IS_DEMO (self), NULL);

  return weir_broker_get_bootstrap (self->broker);
}
