#include "config.h"

#include "app/dialogs/weir-sample-job.h"

#include <glib/gi18n.h>

#include "data/store/weir-recording.h"
#include "data/workspace/weir-workspace-proposal.h"

/* A recording may have very many; those behind can be added on the screen. */
#define TOPICS_MAX 50

typedef struct
{
  WeirSettings *settings;   /* owned, nullable */
  char         *file;       /* nullable */
  GStrv         topics;     /* nullable: all */
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  g_clear_object (&self->settings);
  g_free (self->file);
  g_strfreev (self->topics);
  g_free (self);
}

static GStrv
list_topics (const char  *file,
             GError     **error)
{
  g_autofree char *name = g_path_get_basename (file);
  const char *topics[] = { name, NULL };

  if (!g_file_test (file, G_FILE_TEST_IS_DIR))
    return g_strdupv ((char **) topics);

  return weir_recording_list_topics (file, error);
}

static gboolean
find_topics (Job     *self,
             GError **error)
{
  if (self->topics != NULL)
    return TRUE;

  self->topics = list_topics (self->file, error);
  if (self->topics == NULL)
    return FALSE;
  if (self->topics[0] != NULL)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _("%s is no recording: choose the folder that “weir-cli record” writes to"), self->file);

  return FALSE;
}

static GPtrArray *
sample_all (const Job     *self,
            GCancellable  *cancellable,
            GError       **error)
{
  const WeirConnectionConfig connection = { .name = self->file, .settings = self->settings, .file = self->file };
  g_autoptr(GPtrArray) samples = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_topic_sample_unref);

  for (guint i = 0; i < TOPICS_MAX && self->topics[i] != NULL && !g_cancellable_is_cancelled (cancellable); i++)
    {
      WeirTopicSample *sample = weir_topic_sample_read (&connection, self->topics[i], cancellable, error);

      if (sample == NULL)
        return NULL;
      g_ptr_array_add (samples, sample);
    }

  return g_steal_pointer (&samples);
}

static void
sample_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Job *self = task_data;
  GError *error = NULL;
  GPtrArray *samples = find_topics (self, &error) ? sample_all (self, cancellable, &error) : NULL;

  if (samples != NULL)
    g_task_return_pointer (task, samples, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
weir_sample_job_async (WeirSettings        *settings,
                       const char          *file,
                       const char * const  *topics,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *self = g_new0 (Job, 1);

  g_set_object (&self->settings, settings);
  self->file = g_strdup (file);
  self->topics = g_strdupv ((char **) topics);
  g_task_set_task_data (task, self, job_free);
  g_task_run_in_thread (task, sample_thread);
}

GPtrArray *
weir_sample_job_finish (GAsyncResult  *result,
                        GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

WeirWorkspace *
weir_samples_create_workspace (GPtrArray     *samples,
                               WeirSettings  *settings,
                               const char    *group,
                               const char    *file,
                               GError       **error)
{
  g_autoptr(WeirWorkspace) empty = weir_workspace_new ();
  g_autoptr(JsonNode) connection = weir_proposal_create_connection (settings, group, file);
  g_autoptr(GPtrArray) streams = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);

  for (guint i = 0; i < samples->len; i++)
    {
      const WeirTopicSample *sample = g_ptr_array_index (samples, i);
      const char *name = json_object_get_string_member (json_node_get_object (connection), "name");

      g_ptr_array_add (streams, weir_proposal_create_stream (sample->schema, sample->topic, name));
    }

  return weir_proposal_add (empty, connection, settings, streams, error);
}

gint64
weir_samples_get_span (GPtrArray *samples)
{
  gint64 span_usec = 0;

  for (guint i = 0; i < samples->len; i++)
    {
      const WeirTopicSample *sample = g_ptr_array_index (samples, i);

      if (sample->schema != NULL)
        span_usec = MAX (span_usec, sample->schema->span_usec);
    }

  return span_usec;
}
