#include "config.h"

#include "data/source/weir-simulated-producer.h"

#include "data/source/weir-retention.h"
#include "data/source/weir-source-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <malloc.h>
#include <pthread.h>

#define TOPIC_MSEC 10000
/* Records of the present go out together when they are so close. */
#define PACE_MIN_USEC (5 * G_TIME_SPAN_MILLISECOND)
#define PACE_MAX_USEC (100 * G_TIME_SPAN_MILLISECOND)
#define CLOSE_MSEC 1000
/* Between two looks at what may be forgotten, each at one partition. */
#define RETENTION_LOOK_USEC (3 * G_TIME_SPAN_SECOND)
/* The records of the past took much memory at once. The allocator would keep that. */
#define LOOKS_PER_TRIM      10

struct _WeirSimulatedProducer
{
  GObject          parent_instance;

  WeirSimulatedProducerSpec spec;       /* owns a reference on settings and broker */
  WeirProducer             *producer;   /* owned; sending belongs to the thread */
  GThread                  *thread;     /* owned; caller's side */

  pthread_mutex_t            mutex;
  pthread_cond_t             wake;
  gboolean                   stopping;   /* guarded by mutex */
  WeirSimulatedProducerPhase phase;      /* guarded by mutex */
  GError                    *error;      /* owned, guarded by mutex */
};

G_DEFINE_FINAL_TYPE (WeirSimulatedProducer, weir_simulated_producer, G_TYPE_OBJECT)

static void
set_phase (WeirSimulatedProducer     *self,
           WeirSimulatedProducerPhase phase)
{
  pthread_mutex_lock (&self->mutex);
  self->phase = phase;
  pthread_mutex_unlock (&self->mutex);
}

static void
take_error (WeirSimulatedProducer *self,
            GError                *error)
{
  pthread_mutex_lock (&self->mutex);
  if (self->error == NULL)
    self->error = g_steal_pointer (&error);
  pthread_mutex_unlock (&self->mutex);
  g_clear_error (&error);
}

static gboolean
is_stopping (WeirSimulatedProducer *self)
{
  gboolean stopping;

  pthread_mutex_lock (&self->mutex);
  stopping = self->stopping;
  pthread_mutex_unlock (&self->mutex);

  return stopping;
}

/* Sleeps, but not past weir_simulated_producer_stop(). */
static void
pause_for (WeirSimulatedProducer *self,
           gint64                 usec)
{
  struct timespec until;

  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_sec += usec / G_TIME_SPAN_SECOND;
  until.tv_nsec += usec % G_TIME_SPAN_SECOND * 1000;
  if (until.tv_nsec >= 1000000000)
    {
      until.tv_sec++;
      until.tv_nsec -= 1000000000;
    }

  pthread_mutex_lock (&self->mutex);
  while (!self->stopping
         && pthread_cond_timedwait (&self->wake, &self->mutex, &until) != ETIMEDOUT)
    ;
  pthread_mutex_unlock (&self->mutex);
}

/* A topic that is there already, with however many partitions, is as good. */
static void
create_topics (WeirSimulatedProducer *self)
{
  g_autofree const char **topics = weir_simulator_topics (self->spec.simulator.feeds);

  if (self->spec.n_partitions == 0)
    return;

  for (guint i = 0; topics[i] != NULL && !is_stopping (self); i++)
    {
      g_autoptr(GError) error = NULL;

      if (self->spec.broker != NULL)
        weir_broker_create_topic (self->spec.broker, topics[i], self->spec.n_partitions, NULL);
      else if (!weir_producer_create_topic (self->producer, topics[i], self->spec.n_partitions,
                                            self->spec.timeout_msec > 0 ? self->spec.timeout_msec : TOPIC_MSEC, &error)
               && !g_error_matches (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS))
        take_error (self, g_steal_pointer (&error));
    }
}

static gboolean
send_one (WeirSimulatedProducer *self,
          const WeirSimulated   *simulated)
{
  g_autoptr(GError) error = NULL;
  WeirMessage message = {
    .topic = simulated->topic,
    .partition = -1,
    .key = simulated->key,
    .key_length = simulated->key_length,
    .payload = simulated->payload,
    .payload_length = simulated->payload_length,
    .time_usec = simulated->produced_usec,
  };

  while (!weir_producer_send (self->producer, &message, FALSE, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          take_error (self, g_steal_pointer (&error));
          return FALSE;
        }
      /* The queue is full: the broker is slower than we are, or gone. */
      g_clear_error (&error);
      pause_for (self, PACE_MIN_USEC);
      weir_producer_poll (self->producer);
      if (is_stopping (self))
        return FALSE;
    }

  return TRUE;
}

/* Waits until the record's time has come; FALSE if it is not to be sent any more. */
static gboolean
await_time (WeirSimulatedProducer *self,
            gint64                 produced_usec,
            gint64                 end_usec)
{
  if (produced_usec >= end_usec)
    return FALSE;

  for (;;)
    {
      gint64 left_usec = produced_usec - g_get_real_time ();

      if (is_stopping (self))
        return FALSE;
      if (left_usec < PACE_MIN_USEC)
        return TRUE;
      weir_producer_poll (self->producer);
      pause_for (self, MIN (left_usec, PACE_MAX_USEC));
    }
}

static void
produce_history (WeirSimulatedProducer *self,
                 WeirSimulator         *simulator,
                 gint64                 now_usec,
                 WeirSimulated         *simulated)
{
  set_phase (self, WEIR_SIMULATED_PRODUCER_HISTORY);
  do
    {
      if (!send_one (self, simulated))
        break;
      weir_simulator_next (simulator, simulated);
    }
  while (simulated->produced_usec < now_usec && !is_stopping (self));
}

/* NULL: the broker keeps what it keeps. */
static WeirRetention *
retention_new (WeirSimulatedProducer *self)
{
  g_autofree const char **topics = weir_simulator_topics (self->spec.simulator.feeds);

  if (self->spec.broker == NULL || self->spec.retention_usec <= 0)
    return NULL;

  return weir_retention_new (self->spec.broker, self->producer, topics, self->spec.n_partitions, self->spec.retention_usec);
}

static void
produce_live (WeirSimulatedProducer *self,
              WeirSimulator         *simulator,
              gint64                 now_usec,
              WeirSimulated         *simulated)
{
  gint64 end_usec = self->spec.duration_usec > 0 ? now_usec + self->spec.duration_usec : G_MAXINT64;
  g_autoptr(WeirRetention) retention = retention_new (self);
  gint64 look_usec = 0;
  guint n_looks = 0;

  set_phase (self, WEIR_SIMULATED_PRODUCER_LIVE);
  weir_simulator_set_rate (simulator, self->spec.simulator.records_per_second);
  while (await_time (self, simulated->produced_usec, end_usec) && send_one (self, simulated))
    {
      weir_simulator_next (simulator, simulated);
      if (retention == NULL || g_get_monotonic_time () < look_usec)
        continue;

      weir_retention_look (retention, g_get_monotonic_time ());
      look_usec = g_get_monotonic_time () + RETENTION_LOOK_USEC;
      if (++n_looks % LOOKS_PER_TRIM == 0)
        malloc_trim (0);
    }
}

static gpointer
weir_simulated_producer_thread (gpointer user_data)
{
  WeirSimulatedProducer *self = user_data;
  WeirSimulatorSpec spec = self->spec.simulator;
  g_autoptr(WeirSimulator) simulator = NULL;
  g_autoptr(GError) error = NULL;
  WeirSimulated simulated;
  gint64 now_usec;

  create_topics (self);
  now_usec = g_get_real_time ();
  spec.start_usec = now_usec - self->spec.history_usec;
  if (self->spec.history_usec > 0)
    spec.records_per_second = self->spec.history_records_per_second;
  simulator = weir_simulator_new (&spec);

  weir_simulator_next (simulator, &simulated);
  if (self->spec.history_usec > 0)
    produce_history (self, simulator, now_usec, &simulated);
  produce_live (self, simulator, now_usec, &simulated);

  /* Stopped by hand, little is waited for; at the end of its time, for all. */
  if (!weir_producer_flush (self->producer, is_stopping (self) ? CLOSE_MSEC : 10 * CLOSE_MSEC,
                            NULL, NULL, &error))
    take_error (self, g_steal_pointer (&error));
  set_phase (self, WEIR_SIMULATED_PRODUCER_ENDED);

  return NULL;
}

static void
weir_simulated_producer_finalize (GObject *object)
{
  WeirSimulatedProducer *self = WEIR_SIMULATED_PRODUCER (object);

  weir_simulated_producer_stop (self);
  weir_simulated_producer_join (self);
  g_clear_object (&self->producer);
  g_clear_object (&self->spec.settings);
  g_clear_object (&self->spec.broker);
  g_clear_error (&self->error);
  pthread_cond_destroy (&self->wake);
  pthread_mutex_destroy (&self->mutex);

  G_OBJECT_CLASS (weir_simulated_producer_parent_class)->finalize (object);
}

static void
weir_simulated_producer_class_init (WeirSimulatedProducerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_simulated_producer_finalize;
}

static void
weir_simulated_producer_init (WeirSimulatedProducer *self)
{
  pthread_condattr_t attributes;

  /* A wall clock that is set back must not put the producer to sleep. */
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->wake, &attributes);
  pthread_condattr_destroy (&attributes);
}

/**
 * weir_simulated_producer_new:
 * @spec: what to produce, and where; copied
 * @error: return location of a %WEIR_SOURCE_ERROR
 *
 * Returns: (transfer full): a producer that has written nothing yet, or %NULL with
 *   @error set if a property is refused
 */
WeirSimulatedProducer *
weir_simulated_producer_new (const WeirSimulatedProducerSpec *spec,
                             GError                         **error)
{
  WeirSimulatedProducer *self;
  WeirProducer *producer;

  g_return_val_if_fail (spec != NULL && WEIR_IS_SETTINGS (spec->settings), NULL);
  g_return_val_if_fail (spec->simulator.records_per_second > 0.0, NULL);
  g_return_val_if_fail (spec->history_usec <= 0 || spec->history_records_per_second > 0.0, NULL);

  producer = weir_producer_new (spec->settings, error);
  if (producer == NULL)
    return NULL;

  self = g_object_new (WEIR_TYPE_SIMULATED_PRODUCER, NULL);
  self->producer = producer;
  self->spec = *spec;
  g_object_ref (self->spec.settings);
  if (self->spec.broker != NULL)
    g_object_ref (self->spec.broker);

  return self;
}

/**
 * weir_simulated_producer_start:
 * @self: a simulated producer that was not started
 *
 * Starts its thread.
 */
void
weir_simulated_producer_start (WeirSimulatedProducer *self)
{
  g_return_if_fail (WEIR_IS_SIMULATED_PRODUCER (self));
  g_return_if_fail (self->thread == NULL);

  self->thread = g_thread_new ("weir-simulated", weir_simulated_producer_thread, self);
}

/**
 * weir_simulated_producer_stop:
 * @self: a simulated producer
 *
 * Asks the thread to end; it does within about a second, whatever the broker does.
 */
void
weir_simulated_producer_stop (WeirSimulatedProducer *self)
{
  g_return_if_fail (WEIR_IS_SIMULATED_PRODUCER (self));

  pthread_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  pthread_cond_broadcast (&self->wake);
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_simulated_producer_join:
 * @self: a simulated producer
 *
 * Waits for the thread. From the thread that started it.
 */
void
weir_simulated_producer_join (WeirSimulatedProducer *self)
{
  g_return_if_fail (WEIR_IS_SIMULATED_PRODUCER (self));

  g_clear_pointer (&self->thread, g_thread_join);
}

/**
 * weir_simulated_producer_get_phase:
 * @self: a simulated producer
 *
 * Returns: what it is doing
 */
WeirSimulatedProducerPhase
weir_simulated_producer_get_phase (WeirSimulatedProducer *self)
{
  WeirSimulatedProducerPhase phase;

  g_return_val_if_fail (WEIR_IS_SIMULATED_PRODUCER (self), WEIR_SIMULATED_PRODUCER_ENDED);

  pthread_mutex_lock (&self->mutex);
  phase = self->phase;
  pthread_mutex_unlock (&self->mutex);

  return phase;
}

/**
 * weir_simulated_producer_get_counts:
 * @self: a simulated producer
 * @counts: (out): what became of its records
 */
void
weir_simulated_producer_get_counts (WeirSimulatedProducer *self,
                                    WeirProducerCounts    *counts)
{
  g_return_if_fail (WEIR_IS_SIMULATED_PRODUCER (self));

  weir_producer_get_counts (self->producer, counts);
}

/**
 * weir_simulated_producer_dup_error:
 * @self: a simulated producer
 *
 * Returns: (transfer full) (nullable): why it ended early, or the first record
 *   that was not taken
 */
GError *
weir_simulated_producer_dup_error (WeirSimulatedProducer *self)
{
  GError *error;

  g_return_val_if_fail (WEIR_IS_SIMULATED_PRODUCER (self), NULL);

  pthread_mutex_lock (&self->mutex);
  error = self->error != NULL ? g_error_copy (self->error) : NULL;
  pthread_mutex_unlock (&self->mutex);

  return error != NULL ? error : weir_producer_dup_first_error (self->producer);
}
