#include "config.h"

#include "data/stream/weir-capture.h"

#include <glib/gi18n-lib.h>

#include "data/stream/weir-recording-job.h"
#include "data/workspace/weir-workspace-edit.h"

/* One at work. */
typedef struct
{
  WeirWorkspace *workspace;   /* owned */
  char          *folder;      /* owned */
  GPtrArray     *jobs;        /* owned, of WeirRecordingJob */
  guint          n_running;
  gulong         cancel_id;
} Capture;

static void
capture_free (gpointer data)
{
  Capture *self = data;

  g_object_unref (self->workspace);
  g_ptr_array_unref (self->jobs);
  g_free (self->folder);
  g_free (self);
}

/**
 * weir_capture_dup_name:
 * @connection: a connection's number in the workspace
 *
 * Returns: (transfer full): the folder of its recording
 */
char *
weir_capture_dup_name (guint connection)
{
  return g_strdup_printf ("c%u", connection);
}

/**
 * weir_capture_get_lead:
 * @workspace: a workspace
 *
 * Returns: how long before a time its records begin that windows at that time are made of
 */
gint64
weir_capture_get_lead (WeirWorkspace *workspace)
{
  GPtrArray *streams = weir_workspace_get_streams (workspace);
  gint64 lead_usec = 0;

  for (guint i = 0; i < streams->len; i++)
    {
      const WeirStreamConfig *stream = g_ptr_array_index (streams, i);

      for (guint j = 0; j < stream->windows->len; j++)
        {
          const WeirWindowSpec *window = &((const WeirWindowConfig *) g_ptr_array_index (stream->windows, j))->spec;

          lead_usec = MAX (lead_usec, MAX (window->size_usec, 0) + MAX (window->grace_usec, 0));
        }
    }

  return lead_usec;
}

static gboolean
read_files (JsonObject  *root,
            gpointer     user_data,
            GError     **error)
{
  const Capture *self = user_data;
  JsonArray *connections = weir_workspace_edit_get_list (root, "connections");

  for (guint i = 0; i < json_array_get_length (connections); i++)
    {
      JsonObject *connection = json_array_get_object_element (connections, 0);
      JsonObject *file = json_object_new ();
      g_autofree char *name = weir_capture_dup_name (i);
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      json_object_set_string_member (file, "name", json_object_get_string_member (connection, "name"));
      json_object_set_string_member (file, "file", path);
      /* To the end, and the next one is first: after all of them the order is as it was. */
      json_array_remove_element (connections, 0);
      json_array_add_object_element (connections, file);
    }

  return TRUE;
}

static GError *
find_error (Capture *self)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      WeirRecordingStatus status;
      GError *error = NULL;

      weir_recording_job_get_status (g_ptr_array_index (self->jobs, i), &status);
      if (status.state == WEIR_RECORDING_FAILED)
        error = g_error_new_literal (WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_FILE, status.text);
      g_free (status.text);
      if (error != NULL)
        return error;
    }

  return NULL;
}

static void
complete (GTask *task)
{
  Capture *self = g_task_get_task_data (task);
  GError *error = find_error (self);
  WeirWorkspace *workspace;

  if (g_task_return_error_if_cancelled (task))
    {
      g_clear_error (&error);
      return;
    }

  workspace = error == NULL ? weir_workspace_edit (self->workspace, read_files, self, &error) : NULL;
  if (workspace != NULL && !weir_workspace_consent (workspace, &error))
    g_clear_object (&workspace);
  if (workspace != NULL)
    g_task_return_pointer (task, workspace, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_ended (WeirRecordingJob *job,
          GTask            *task)
{
  Capture *self = g_task_get_task_data (task);

  if (--self->n_running > 0)
    return;

  if (self->cancel_id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), self->cancel_id);
  complete (task);
  g_object_unref (task);
}

static void
on_cancelled (GCancellable *cancellable,
              GTask        *task)
{
  Capture *self = g_task_get_task_data (task);

  for (guint i = 0; i < self->jobs->len; i++)
    weir_recording_job_stop (g_ptr_array_index (self->jobs, i));
}

static gboolean
has_streams (WeirWorkspace *workspace,
             const char    *connection)
{
  GPtrArray *streams = weir_workspace_get_streams (workspace);

  for (guint i = 0; i < streams->len; i++)
    {
      const WeirStreamConfig *stream = g_ptr_array_index (streams, i);

      if (stream->derived == NULL && g_strcmp0 (stream->connection, connection) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
add_job (Capture                     *self,
         const WeirCaptureSpec       *spec,
         guint                        i,
         const WeirConnectionConfig  *connection,
         GError                     **error)
{
  g_autofree char *name = weir_capture_dup_name (i);
  g_autofree char *folder = g_build_filename (spec->folder, name, NULL);
  const WeirRecordingJobSpec job = {
    .workspace = spec->workspace,
    .connection = connection->name,
    .known_topics = spec->known_topics,
    .folder = folder,
    .start = { connection->file != NULL ? WEIR_POSITION_BEGINNING : WEIR_POSITION_TIME_OR_TAIL, spec->from_usec },
    .stop = { WEIR_POSITION_END, 0 },
  };
  WeirRecordingJob *made;

  if (!has_streams (spec->workspace, connection->name))
    return TRUE;

  made = weir_recording_job_new (&job, error);
  if (made != NULL)
    g_ptr_array_add (self->jobs, made);

  return made != NULL;
}

static gboolean
add_jobs (Capture                *self,
          const WeirCaptureSpec  *spec,
          GError                **error)
{
  GPtrArray *connections = weir_workspace_get_connections (spec->workspace);

  for (guint i = 0; i < connections->len; i++)
    if (!add_job (self, spec, i, g_ptr_array_index (connections, i), error))
      return FALSE;

  return TRUE;
}

/**
 * weir_capture_async:
 * @spec: what is recorded, from when on and where; copied
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default main context of this thread
 * @user_data: for it
 */
void
weir_capture_async (const WeirCaptureSpec *spec,
                    GCancellable          *cancellable,
                    GAsyncReadyCallback    callback,
                    gpointer               user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Capture *self = g_new0 (Capture, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, weir_capture_async);
  self->workspace = g_object_ref (spec->workspace);
  self->folder = g_strdup (spec->folder);
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, self, capture_free);
  if (!add_jobs (self, spec, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->jobs->len == 0)
    {
      g_task_return_new_error (task, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER, _("No stream reads anything"));
      return;
    }

  self->n_running = self->jobs->len;
  for (guint i = 0; i < self->jobs->len; i++)
    {
      g_signal_connect_object (g_ptr_array_index (self->jobs, i), "ended", G_CALLBACK (on_ended), task, 0);
      weir_recording_job_start (g_ptr_array_index (self->jobs, i));
    }
  if (cancellable != NULL)
    self->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), task, NULL);
  g_steal_pointer (&task);
}

/**
 * weir_capture_finish:
 * @result: what the callback got
 * @error: return location of a %WEIR_WORKSPACE_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): @spec's workspace, which reads the
 *   recording of each connection in place of that
 */
WeirWorkspace *
weir_capture_finish (GAsyncResult  *result,
                     GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
