#include "config.h"

#include "app/dialogs/weir-schema-inference-job.h"

#include <glib/gi18n.h>

#include "data/source/weir-source.h"

#define SAMPLE_RECORDS 300
#define DEADLINE_MSEC  4000

typedef struct
{
  WeirSettings *settings;
  GStrv         topics;
} Job;

/* One topic being sampled, on its source's thread. */
typedef struct
{
  WeirSchemaInference *inference;
  GError      *error;
} Sample;

static void
infer_free (gpointer data)
{
  Job *self = data;

  g_object_unref (self->settings);
  g_strfreev (self->topics);
  g_free (self);
}

static void
inferred_topic_free (gpointer data)
{
  WeirInferredTopic *self = data;

  g_clear_pointer (&self->schema, weir_inferred_schema_free);
  g_free (self->topic);
  g_free (self->trouble);
  g_free (self);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  Sample *sample = user_data;

  weir_schema_inference_add (sample->inference, message);
}

static void
on_batch_end (gpointer user_data)
{
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  Sample *sample = user_data;

  if (event->error != NULL && sample->error == NULL)
    sample->error = g_error_copy (event->error);
}

static char *
explain_trouble (const Sample *sample,
                 const char   *topic)
{
  if (g_error_matches (sample->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN))
    return g_strdup_printf (_("%s. Check user, password and rights."), sample->error->message);
  if (sample->error != NULL)
    return g_strdup (sample->error->message);
  if (weir_schema_inference_get_n_sampled (sample->inference) > 0)
    return g_strdup_printf (_("the records of topic “%s” are neither JSON objects, nor numbers, nor lines of columns"),
                            topic);

  return g_strdup_printf (_("topic “%s” holds no record yet to learn its shape from"), topic);
}

static WeirInferredTopic *
infer_topic (WeirSettings *settings,
             const char   *topic,
             GError      **error)
{
  static const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  const char *topics[] = { topic, NULL };
  g_autoptr(WeirIntake) source = NULL;
  Sample sample = { NULL, NULL };
  WeirInferredTopic *inferred;
  WeirSourceSpec spec = {
    .settings = settings,
    .topics = topics,
    .partition = -1,
    .start = { WEIR_POSITION_TAIL, SAMPLE_RECORDS },
    .stop = { WEIR_POSITION_END, 0 },
    .max_records = SAMPLE_RECORDS,
    .deadline_msec = DEADLINE_MSEC,
  };

  source = weir_source_new (&spec, &handler, &sample, error);
  if (source == NULL)
    return NULL;

  sample.inference = weir_schema_inference_new ();
  weir_intake_start (source);
  weir_intake_join (source);
  if (g_error_matches (sample.error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE))
    {
      weir_schema_inference_free (sample.inference);
      g_propagate_error (error, sample.error);
      return NULL;
    }

  inferred = g_new0 (WeirInferredTopic, 1);
  inferred->topic = g_strdup (topic);
  inferred->schema = weir_schema_inference_infer (sample.inference);
  if (inferred->schema == NULL)
    inferred->trouble = explain_trouble (&sample, topic);
  weir_schema_inference_free (sample.inference);
  g_clear_error (&sample.error);

  return inferred;
}

static void
infer_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Job *self = task_data;
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (inferred_topic_free);
  GError *error = NULL;

  for (guint i = 0; self->topics[i] != NULL && !g_cancellable_is_cancelled (cancellable); i++)
    {
      WeirInferredTopic *inferred = infer_topic (self->settings, self->topics[i], &error);

      if (inferred == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      g_ptr_array_add (all, inferred);
    }

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&all), (GDestroyNotify) g_ptr_array_unref);
}

void
weir_schema_inference_job_async (WeirSettings        *settings,
                  const char * const  *topics,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *self = g_new0 (Job, 1);

  self->settings = g_object_ref (settings);
  self->topics = g_strdupv ((char **) topics);
  g_task_set_task_data (task, self, infer_free);
  g_task_run_in_thread (task, infer_thread);
}

GPtrArray *
weir_schema_inference_job_finish (GAsyncResult *result,
                   GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gint64
weir_inferred_topics_get_span (GPtrArray *inferred)
{
  gint64 span_usec = 0;

  for (guint i = 0; i < inferred->len; i++)
    {
      const WeirInferredTopic *topic = g_ptr_array_index (inferred, i);

      if (topic->schema != NULL)
        span_usec = MAX (span_usec, topic->schema->span_usec);
    }

  return span_usec;
}
