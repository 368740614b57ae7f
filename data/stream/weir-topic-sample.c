#include "config.h"

#include "data/stream/weir-topic-sample.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-connection-intake.h"

#define SAMPLE_RECORDS 300
#define DEADLINE_MSEC  4000

/* One that is being read, on its intake's thread. */
typedef struct
{
  WeirTopicSample *sample;
  WeirIntake      *intake;
  GCancellable    *cancellable;
  GError          *error;
} Reading;

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  Reading *self = user_data;

  /* One that takes no more keeps none: what is decoded is what was inferred from. */
  if (weir_schema_inference_add (self->sample->inference, message))
    g_ptr_array_add (self->sample->messages, weir_message_copy (message));
}

static void
on_batch_end (gpointer user_data)
{
  Reading *self = user_data;

  if (g_cancellable_is_cancelled (self->cancellable))
    weir_intake_end (self->intake);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  Reading *self = user_data;

  if (event->error != NULL && self->error == NULL)
    self->error = g_error_copy (event->error);
}

static char *
explain_trouble (const Reading *reading,
                 const char    *topic)
{
  if (g_error_matches (reading->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN))
    return g_strdup_printf (_("%s. Check user, password and rights."), reading->error->message);
  if (reading->error != NULL)
    return g_strdup (reading->error->message);
  if (reading->sample->messages->len > 0)
    return g_strdup_printf (_("the records of topic “%s” are neither JSON objects, nor numbers, nor lines of columns"),
                            topic);

  return g_strdup_printf (_("topic “%s” holds no record yet to learn its shape from"), topic);
}

static WeirTopicSample *
create_empty (const char *topic)
{
  WeirTopicSample *self = g_new0 (WeirTopicSample, 1);

  g_atomic_ref_count_init (&self->refs);
  self->topic = g_strdup (topic);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_message_free);
  self->inference = weir_schema_inference_new ();

  return self;
}

static void
conclude (Reading *reading)
{
  WeirTopicSample *self = reading->sample;

  self->schema = weir_schema_inference_infer (self->inference);
  self->fields = weir_schema_inference_get_fields (self->inference);
  if (self->schema == NULL)
    self->trouble = explain_trouble (reading, self->topic);
}

/**
 * weir_topic_sample_read:
 * @connection: where the topic is: a cluster, a file or a recording
 * @topic: its name
 * @cancellable: (nullable): ends the reading early
 * @error: return location
 *
 * Reads the last 300 records of a topic, of a file its first, and concludes what
 * they hold. Blocks, for about four seconds at most. A topic of which nothing can
 * be told is no error: its trouble says why.
 *
 * Returns: (transfer full) (nullable): the sample, or %NULL with
 *   %WEIR_SOURCE_ERROR_UNREACHABLE if no broker answers, or an error of
 *   weir_connection_intake_new()
 */
WeirTopicSample *
weir_topic_sample_read (const WeirConnectionConfig  *connection,
                        const char                  *topic,
                        GCancellable                *cancellable,
                        GError                     **error)
{
  static const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  const char *topics[] = { topic, NULL };
  g_autoptr(WeirTopicSample) self = create_empty (topic);
  Reading reading = { .sample = self, .cancellable = cancellable };
  WeirSourceSpec spec = {
    .topics = topics,
    .partition = -1,
    .start = { WEIR_POSITION_TAIL, SAMPLE_RECORDS },
    .stop = { WEIR_POSITION_END, 0 },
    .max_records = SAMPLE_RECORDS,
    .deadline_msec = DEADLINE_MSEC,
  };

  g_return_val_if_fail (connection != NULL && topic != NULL, NULL);

  if (connection->file != NULL)
    spec.start = (WeirPosition) { WEIR_POSITION_BEGINNING, 0 };
  reading.intake = weir_connection_intake_new (connection, &spec, &handler, &reading, error);
  if (reading.intake == NULL)
    return NULL;

  weir_intake_start (reading.intake);
  weir_intake_join (reading.intake);
  g_object_unref (reading.intake);
  if (g_error_matches (reading.error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE))
    {
      g_propagate_error (error, reading.error);
      return NULL;
    }

  conclude (&reading);
  g_clear_error (&reading.error);

  return g_steal_pointer (&self);
}

/**
 * weir_topic_sample_ref:
 * @self: a sample
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
WeirTopicSample *
weir_topic_sample_ref (WeirTopicSample *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/**
 * weir_topic_sample_unref:
 * @self: (transfer full): a sample
 *
 * Any thread.
 */
void
weir_topic_sample_unref (WeirTopicSample *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_ptr_array_unref (self->messages);
  g_clear_pointer (&self->schema, weir_inferred_schema_free);
  g_clear_pointer (&self->inference, weir_schema_inference_free);
  g_free (self->trouble);
  g_free (self->topic);
  g_free (self);
}
