#include "config.h"

#include "data/stream/weir-recording-job.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <sys/statvfs.h>

#include "data/stream/weir-recorder-sink.h"
#include "data/stream/weir-recording-workspace.h"
#include "data/stream/weir-topology.h"
#include "data/workspace/weir-connection-intake.h"

/* Records between two looks at the clock inside a batch, which may be long. */
#define LOOK_EVERY  1024
/* Room on the disk, and how far a bounded reading is. */
#define SAMPLE_MSEC 500
/* Of records that are not written yet: less than weir-cli takes, which has the machine for itself. */
#define MAX_BYTES   ((gsize) 128 * 1000 * 1000)
/* Somebody waits for a bounded reading. */
#define DEADLINE_MSEC 15000

struct _WeirRecordingJob
{
  GObject                     parent_instance;

  /* Fixed once made. */
  WeirWorkspace              *workspace;   /* owned: the one stream, without windows, rules and dashboards */
  const WeirConnectionConfig *connection;  /* of it */
  char                       *stream;      /* owned, nullable: the name that was asked for */
  char                       *folder;      /* owned */
  WeirPosition                start;
  WeirPosition                stop;
  gint64                      rotate_usec;
  GCancellable               *cancellable; /* owned: ends the waiting for a full disk */
  GMainContext               *context;     /* owned reference: where ::ended is emitted */
  GThread                    *thread;      /* owned, main thread */

  /* The job's thread; the topology and the sink are the consumer thread's while the intake runs. */
  WeirTopology               *topology;    /* owned */
  WeirRecorderSink           *sink;        /* owned */
  WeirIntake                 *intake;      /* owned */
  guint                       n_since_look;

  pthread_mutex_t             mutex;       /* guards all below */
  pthread_cond_t              cond;
  gboolean                    stopping;
  gboolean                    over;        /* the intake ended of itself */
  gboolean                    connected;
  GError                     *error;       /* owned, nullable */
  WeirRecordingStatus         status;
};

static guint ended_signal;

G_DEFINE_FINAL_TYPE (WeirRecordingJob, weir_recording_job, G_TYPE_OBJECT)

/* With the mutex held. */
static void
update_state (WeirRecordingJob *self,
              gboolean          waits)
{
  if (self->stopping || self->over)
    self->status.state = WEIR_RECORDING_STOPPING;
  else if (waits)
    self->status.state = WEIR_RECORDING_WAITING;
  else
    self->status.state = self->connected ? WEIR_RECORDING_AT_WORK : WEIR_RECORDING_CONNECTING;
}

static void
take_counters (WeirRecordingJob *self)
{
  WeirRecorderCounters counters;

  weir_recorder_get_counters (weir_recorder_sink_get_recorder (self->sink), &counters);
  pthread_mutex_lock (&self->mutex);
  self->status.n_records = counters.n_taken;
  self->status.n_written = counters.n_records;
  self->status.n_bytes = counters.n_file_bytes;
  self->status.n_gaps = counters.n_gaps;
  update_state (self, counters.waits);
  pthread_mutex_unlock (&self->mutex);
}

/* Takes @error. */
static void
fail (WeirRecordingJob *self,
      GError           *error)
{
  pthread_mutex_lock (&self->mutex);
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
  pthread_mutex_unlock (&self->mutex);
}

static void
on_batch_end (gpointer user_data)
{
  WeirRecordingJob *self = user_data;
  GError *error = NULL;

  self->n_since_look = 0;
  /* Before, too: the end of a batch waits while the disk is full. */
  take_counters (self);
  if (!weir_topology_end_batch (self->topology, g_get_real_time (), g_get_monotonic_time (), &error))
    {
      fail (self, error);
      weir_intake_end (self->intake);
    }
  take_counters (self);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirRecordingJob *self = user_data;

  weir_topology_add_message (self->topology, message);
  if (++self->n_since_look >= LOOK_EVERY)
    on_batch_end (self);
}

/* With the mutex held. */
static void
say (WeirRecordingJob *self,
     const char       *text)
{
  g_free (self->status.text);
  self->status.text = g_strdup (text);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  WeirRecordingJob *self = user_data;

  weir_topology_add_event (self->topology, event);
  pthread_mutex_lock (&self->mutex);
  switch (event->kind)
    {
    case WEIR_INTAKE_EVENT_STATE:
      self->connected = event->state == WEIR_INTAKE_STATE_CONNECTED;
      say (self, event->text);
      break;
    case WEIR_INTAKE_EVENT_ERROR:
      say (self, event->text);
      break;
    case WEIR_INTAKE_EVENT_RECOVERED:
      say (self, NULL);
      break;
    case WEIR_INTAKE_EVENT_ENDED:
      self->over = TRUE;
      if (event->error != NULL && self->error == NULL)
        self->error = g_error_copy (event->error);
      pthread_cond_broadcast (&self->cond);
      break;
    case WEIR_INTAKE_EVENT_ASSIGNED:
    case WEIR_INTAKE_EVENT_REVOKED:
    case WEIR_INTAKE_EVENT_CAUGHT_UP:
    case WEIR_INTAKE_EVENT_GAP:
    case WEIR_INTAKE_EVENT_PARTITION_DONE:
    case WEIR_INTAKE_EVENT_TOPIC_FOUND:
    default:
      break;
    }
  pthread_mutex_unlock (&self->mutex);
}

static gboolean
open_output (WeirRecordingJob  *self,
             GError           **error)
{
  const WeirTopologySpec spec = { .workspace = self->workspace, .connection = self->connection->name };
  const WeirRecorderSpec recorder = {
    .folder = self->folder,
    .rotate_usec = self->rotate_usec,
    .max_bytes = MAX_BYTES,
    .cancellable = self->cancellable,
  };

  self->topology = weir_topology_new (&spec, error);
  if (self->topology == NULL)
    return FALSE;

  /* What is in the way here is in the way of the recorder too, which says so. */
  g_mkdir_with_parents (self->folder, 0777);
  self->sink = weir_recorder_sink_new (self->topology, 0, &recorder, FALSE, error);

  return self->sink != NULL;
}

static gboolean
open_input (WeirRecordingJob  *self,
            GError           **error)
{
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  WeirSourceSpec spec = {
    .partition = -1,
    .start = self->start,
    .stop = self->stop,
    .resume = weir_recorder_sink_get_resume (self->sink),
    .deadline_msec = self->stop.kind != WEIR_POSITION_NEVER ? DEADLINE_MSEC : 0,
  };

  weir_topology_start (self->topology);
  weir_topology_fill (self->topology, &spec);
  self->intake = weir_connection_intake_new (self->connection, &spec, &handler, self, error);

  return self->intake != NULL;
}

static gint64
measure_room (WeirRecordingJob *self)
{
  struct statvfs info;

  return statvfs (self->folder, &info) == 0 ? (gint64) info.f_bavail * (gint64) info.f_frsize : -1;
}

/* Of what lies between the first record handled and the end that is known. */
static double
measure_fraction (WeirRecordingJob *self)
{
  g_autoptr(GArray) status = weir_intake_dup_status (self->intake);
  double done = 0.0, all = 0.0;

  for (guint i = 0; i < status->len; i++)
    {
      const WeirPartitionStatus *partition = &g_array_index (status, WeirPartitionStatus, i);

      done += (double) partition->n_records;
      all += (double) partition->n_records;
      if (partition->position >= 0)
        all += (double) MAX (partition->high - partition->position, 0);
    }

  return all > 0.0 ? done / all : 0.0;
}

/* With the mutex held, but for what is measured. */
static void
sample (WeirRecordingJob *self)
{
  gint64 free_bytes;
  double fraction;

  pthread_mutex_unlock (&self->mutex);
  free_bytes = measure_room (self);
  fraction = measure_fraction (self);
  pthread_mutex_lock (&self->mutex);
  self->status.free_bytes = free_bytes;
  self->status.fraction = fraction;
}

static void
wait_over (WeirRecordingJob *self)
{
  pthread_mutex_lock (&self->mutex);
  while (!self->stopping && !self->over)
    {
      struct timespec until;

      sample (self);
      clock_gettime (CLOCK_REALTIME, &until);
      until.tv_nsec += (gint64) SAMPLE_MSEC * 1000000;
      until.tv_sec += until.tv_nsec / 1000000000;
      until.tv_nsec %= 1000000000;
      if (!self->stopping && !self->over)
        pthread_cond_timedwait (&self->cond, &self->mutex, &until);
    }
  pthread_mutex_unlock (&self->mutex);
}

static gboolean
emit_ended (gpointer user_data)
{
  g_signal_emit (user_data, ended_signal, 0);

  return G_SOURCE_REMOVE;
}

static void
tell_end (WeirRecordingJob *self)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  pthread_mutex_lock (&self->mutex);
  self->status.state = self->error != NULL ? WEIR_RECORDING_FAILED : WEIR_RECORDING_DONE;
  say (self, self->error != NULL ? self->error->message : NULL);
  pthread_mutex_unlock (&self->mutex);

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, emit_ended, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

/* Every record that was taken is written, unless the disk is full. */
static void
close_all (WeirRecordingJob *self)
{
  GError *error = NULL;

  weir_intake_stop (self->intake);
  weir_intake_join (self->intake);
  if (!weir_topology_stop (self->topology, &error))
    fail (self, error);
  take_counters (self);
}

static gpointer
run (gpointer data)
{
  g_autoptr(WeirRecordingJob) self = data;
  GError *error = NULL;

  if (open_output (self, &error) && open_input (self, &error))
    {
      weir_intake_start (self->intake);
      wait_over (self);
      close_all (self);
    }
  if (error != NULL)
    fail (self, error);
  g_clear_object (&self->intake);
  g_clear_pointer (&self->topology, weir_topology_free);
  g_clear_pointer (&self->sink, weir_recorder_sink_free);
  tell_end (self);

  return NULL;
}

/**
 * weir_recording_job_start:
 * @self: a job
 *
 * Begins to record, on threads of its own. Once; the job stays alive until
 * ::ended was emitted in the thread-default main context of this thread.
 */
void
weir_recording_job_start (WeirRecordingJob *self)
{
  g_return_if_fail (WEIR_IS_RECORDING_JOB (self));
  g_return_if_fail (self->thread == NULL);

  self->status.since_usec = g_get_real_time ();
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_new ("weir-recording", run, g_object_ref (self));
}

/**
 * weir_recording_job_stop:
 * @self: a job
 *
 * Asks it to write what it has and end; returns at once. What a full disk has no
 * room for is given up, and read again when the recording goes on.
 */
void
weir_recording_job_stop (WeirRecordingJob *self)
{
  g_return_if_fail (WEIR_IS_RECORDING_JOB (self));

  pthread_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  update_state (self, FALSE);
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
  g_cancellable_cancel (self->cancellable);
}

/**
 * weir_recording_job_get_stream:
 * @self: a job
 *
 * Returns: (transfer none) (nullable): the stream that it records
 */
const char *
weir_recording_job_get_stream (WeirRecordingJob *self)
{
  g_return_val_if_fail (WEIR_IS_RECORDING_JOB (self), NULL);

  return self->stream;
}

/**
 * weir_recording_job_get_folder:
 * @self: a job
 *
 * Returns: (transfer none) (type filename): where it records
 */
const char *
weir_recording_job_get_folder (WeirRecordingJob *self)
{
  g_return_val_if_fail (WEIR_IS_RECORDING_JOB (self), NULL);

  return self->folder;
}

/**
 * weir_recording_job_get_status:
 * @self: a job
 * @status: (out caller-allocates): how it stands; its text is to be freed with g_free()
 *
 * Any thread.
 */
void
weir_recording_job_get_status (WeirRecordingJob    *self,
                               WeirRecordingStatus *status)
{
  g_return_if_fail (WEIR_IS_RECORDING_JOB (self));

  pthread_mutex_lock (&self->mutex);
  *status = self->status;
  status->text = g_strdup (self->status.text);
  pthread_mutex_unlock (&self->mutex);
}

static void
weir_recording_job_finalize (GObject *object)
{
  WeirRecordingJob *self = WEIR_RECORDING_JOB (object);

  /* Its thread holds a reference until it ends, and may drop the last one itself. */
  g_clear_pointer (&self->thread, g_thread_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->workspace);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->mutex);
  g_free (self->status.text);
  g_free (self->stream);
  g_free (self->folder);

  G_OBJECT_CLASS (weir_recording_job_parent_class)->finalize (object);
}

static void
weir_recording_job_class_init (WeirRecordingJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_recording_job_finalize;

  /**
   * WeirRecordingJob::ended:
   * @self: the job
   *
   * Nothing is read or written any more; the status says how it went.
   */
  ended_signal = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_recording_job_init (WeirRecordingJob *self)
{
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->cond, NULL);
  self->cancellable = g_cancellable_new ();
  self->status.free_bytes = -1;
}

static const WeirConnectionConfig *
find_connection (WeirWorkspace *workspace)
{
  const WeirStreamConfig *stream = g_ptr_array_index (weir_workspace_get_streams (workspace), 0);
  GPtrArray *connections = weir_workspace_get_connections (workspace);

  for (guint i = 0; i < connections->len; i++)
    {
      const WeirConnectionConfig *connection = g_ptr_array_index (connections, i);

      if (g_strcmp0 (connection->name, stream->connection) == 0)
        return connection;
    }

  return NULL;
}

/**
 * weir_recording_job_new:
 * @spec: what is recorded, and where; copied
 * @error: return location of a %WEIR_WORKSPACE_ERROR
 *
 * Looks at no disk and no broker; what these have against it ends the job.
 *
 * Returns: (transfer full) (nullable): a job that has not started
 */
WeirRecordingJob *
weir_recording_job_new (const WeirRecordingJobSpec  *spec,
                        GError                     **error)
{
  g_autoptr(WeirRecordingJob) self = NULL;
  g_autoptr(WeirWorkspace) workspace = NULL;

  g_return_val_if_fail (spec != NULL && (spec->stream != NULL || spec->connection != NULL) && spec->folder != NULL, NULL);

  workspace = weir_recording_workspace_new (spec, error);
  if (workspace == NULL)
    return NULL;

  self = g_object_new (WEIR_TYPE_RECORDING_JOB, NULL);
  self->connection = find_connection (workspace);
  self->workspace = g_steal_pointer (&workspace);
  self->stream = g_strdup (spec->stream);
  self->folder = g_strdup (spec->folder);
  self->start = spec->start;
  self->stop = spec->stop;
  self->rotate_usec = spec->rotate_usec;

  return g_steal_pointer (&self);
}
