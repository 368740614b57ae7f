#include "config.h"

#include "app/common/weir-recordings.h"

#include <glib/gi18n.h>

#include "widgets/weir-format.h"

/* SQL and other programs see files that are finished. */
#define ROTATE_USEC (5 * G_TIME_SPAN_MINUTE)

struct _WeirRecordings
{
  GObject     parent_instance;

  GPtrArray  *active;    /* owned, of WeirRecordingJob */
  GHashTable *latest;    /* owned: name of a stream, owned, to WeirRecordingJob, owned */
  char       *folder;    /* owned, nullable: none yet */
};

enum
{
  CHANGED,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirRecordings, weir_recordings, G_TYPE_OBJECT)

static void
on_ended (WeirRecordings   *self,
          WeirRecordingJob *job)
{
  if (!g_ptr_array_remove (self->active, job))
    return;

  g_signal_emit (self, signals[ENDED], 0, job);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Not before all of it is written. */
static void
on_ended_alone (WeirRecordingJob *job,
                GApplication     *application)
{
  WeirRecordingStatus status;

  weir_recording_job_get_status (job, &status);
  if (status.state == WEIR_RECORDING_FAILED)
    g_printerr ("weir: %s\n", status.text);
  g_free (status.text);
  g_application_release (application);
}

static void
finish_alone (WeirRecordingJob *job)
{
  GApplication *application = g_application_get_default ();

  weir_recording_job_stop (job);
  if (application == NULL)
    return;

  g_application_hold (application);
  g_signal_connect_object (job, "ended", G_CALLBACK (on_ended_alone), application, 0);
}

static void
weir_recordings_dispose (GObject *object)
{
  weir_recordings_finish (WEIR_RECORDINGS (object));

  G_OBJECT_CLASS (weir_recordings_parent_class)->dispose (object);
}

static void
weir_recordings_finalize (GObject *object)
{
  WeirRecordings *self = WEIR_RECORDINGS (object);

  g_ptr_array_unref (self->active);
  g_hash_table_unref (self->latest);
  g_free (self->folder);

  G_OBJECT_CLASS (weir_recordings_parent_class)->finalize (object);
}

static void
weir_recordings_class_init (WeirRecordingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = weir_recordings_dispose;
  object_class->finalize = weir_recordings_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 WEIR_TYPE_RECORDING_JOB);
}

static void
weir_recordings_init (WeirRecordings *self)
{
  self->active = g_ptr_array_new_with_free_func (g_object_unref);
  self->latest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

WeirRecordings *
weir_recordings_new (void)
{
  return g_object_new (WEIR_TYPE_RECORDINGS, NULL);
}

const char *
weir_recordings_get_folder (WeirRecordings *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = NULL;

  g_return_val_if_fail (WEIR_IS_RECORDINGS (self), NULL);

  if (self->folder == NULL)
    {
      name = g_date_time_format (now, "%Y-%m-%d %H.%M.%S");
      self->folder = g_build_filename (g_get_user_data_dir (), "weir", "recordings", name, NULL);
    }

  return self->folder;
}

void
weir_recordings_set_folder (WeirRecordings *self,
                            const char     *folder)
{
  g_return_if_fail (WEIR_IS_RECORDINGS (self) && folder != NULL);

  g_free (self->folder);
  self->folder = g_strdup (folder);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
weir_recordings_begin_anew (WeirRecordings *self)
{
  g_return_if_fail (WEIR_IS_RECORDINGS (self));

  g_clear_pointer (&self->folder, g_free);
  g_hash_table_remove_all (self->latest);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
weir_recordings_start (WeirRecordings      *self,
                       WeirWorkspace       *workspace,
                       const char          *stream,
                       const char * const  *known_topics,
                       GError             **error)
{
  const WeirRecordingJobSpec spec = {
    .workspace = workspace,
    .stream = stream,
    .known_topics = known_topics,
    .folder = weir_recordings_get_folder (self),
    .start = { WEIR_POSITION_END, 0 },
    .stop = { WEIR_POSITION_NEVER, 0 },
    .rotate_usec = ROTATE_USEC,
  };
  WeirRecordingJob *job;

  g_return_val_if_fail (WEIR_IS_RECORDINGS (self) && WEIR_IS_WORKSPACE (workspace) && stream != NULL, FALSE);
  g_return_val_if_fail (!weir_recordings_is_at_work (self, stream), FALSE);

  job = weir_recording_job_new (&spec, error);
  if (job == NULL)
    return FALSE;

  g_ptr_array_add (self->active, job);
  g_hash_table_replace (self->latest, g_strdup (stream), g_object_ref (job));
  g_signal_connect_object (job, "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
  weir_recording_job_start (job);
  g_signal_emit (self, signals[CHANGED], 0);

  return TRUE;
}

static WeirRecordingJob *
find_active (WeirRecordings *self,
             const char     *stream)
{
  for (guint i = 0; i < self->active->len; i++)
    if (g_strcmp0 (weir_recording_job_get_stream (g_ptr_array_index (self->active, i)), stream) == 0)
      return g_ptr_array_index (self->active, i);

  return NULL;
}

void
weir_recordings_stop (WeirRecordings *self,
                      const char     *stream)
{
  WeirRecordingJob *job;

  g_return_if_fail (WEIR_IS_RECORDINGS (self) && stream != NULL);

  job = find_active (self, stream);
  if (job != NULL)
    weir_recording_job_stop (job);
}

void
weir_recordings_finish (WeirRecordings *self)
{
  g_return_if_fail (WEIR_IS_RECORDINGS (self));

  for (guint i = 0; i < self->active->len; i++)
    finish_alone (g_ptr_array_index (self->active, i));
  g_ptr_array_set_size (self->active, 0);
}

WeirRecordingJob *
weir_recordings_find (WeirRecordings *self,
                      const char     *stream)
{
  WeirRecordingJob *job;

  g_return_val_if_fail (WEIR_IS_RECORDINGS (self) && stream != NULL, NULL);

  job = find_active (self, stream);

  return job != NULL ? job : g_hash_table_lookup (self->latest, stream);
}

gboolean
weir_recordings_is_at_work (WeirRecordings *self,
                            const char     *stream)
{
  g_return_val_if_fail (WEIR_IS_RECORDINGS (self) && stream != NULL, FALSE);

  return find_active (self, stream) != NULL;
}

GPtrArray *
weir_recordings_get_active (WeirRecordings *self)
{
  g_return_val_if_fail (WEIR_IS_RECORDINGS (self), NULL);

  return self->active;
}

char *
weir_recordings_dup_banner (WeirRecordings *self)
{
  g_return_val_if_fail (WEIR_IS_RECORDINGS (self), NULL);

  for (guint i = 0; i < self->active->len; i++)
    {
      WeirRecordingJob *job = g_ptr_array_index (self->active, i);
      g_autofree char *free_bytes = NULL;
      WeirRecordingStatus status;

      weir_recording_job_get_status (job, &status);
      g_free (status.text);
      if (status.state != WEIR_RECORDING_WAITING)
        continue;

      free_bytes = weir_format_bytes ((guint64) MAX (status.free_bytes, 0));
      /* Translators: a folder, and how much is free on its disk */
      return g_strdup_printf (_("Recording waits: the disk of %s is full (%s free). It goes on by itself once there is room."),
                              weir_recording_job_get_folder (job), free_bytes);
    }

  return NULL;
}
