#include "config.h"

#include "data/stream/weir-pipe-sink.h"

#include "data/stream/weir-topic-writer.h"

struct _WeirPipeSink
{
  WeirSink        sink;         /* first */
  WeirTopicWriter writer;
  guint           stream;
  char           *topic;        /* owned */
  WeirProjection *projection;   /* owned, nullable */
  WeirValue      *nulls;        /* owned: values of a record without a payload */
  guint           n_fields;
  GString        *payload;      /* owned: scratch */
  WeirPipeCounts  counts;
};

/* Whether @written is to be sent; it borrows from @record and from the sink. */
static gboolean
project (WeirPipeSink     *self,
         const WeirRecord *record,
         WeirMessage      *written)
{
  g_string_truncate (self->payload, 0);
  switch (weir_projection_apply (self->projection, record, self->payload))
    {
    case WEIR_PROJECTION_DROPPED:
      self->counts.n_dropped++;
      return FALSE;
    case WEIR_PROJECTION_WRITTEN:
      /* What deletes a key still does. */
      if (record->message->payload != NULL || record->message->native == NULL)
        {
          written->payload = self->payload->str;
          written->payload_length = self->payload->len;
        }
      return TRUE;
    case WEIR_PROJECTION_NO_OBJECT:
      if (record->message->payload == NULL)
        return TRUE;
      self->counts.n_refused++;
      return FALSE;
    case WEIR_PROJECTION_UNCHANGED:
    default:
      return TRUE;
    }
}

static void
on_record (WeirSink             *sink,
           const WeirSinkRecord *given)
{
  WeirPipeSink *self = (WeirPipeSink *) sink;
  WeirMessage written = *given->message;
  const WeirRecord deleted = {
    .message = given->message,
    .time_usec = given->message->time_usec,
    .key = given->message->key != NULL ? given->message->key : "",
    .key_length = given->message->key_length,
    .values = self->nulls,
    .n_values = self->n_fields,
  };

  if (given->stream != self->stream || self->writer.error != NULL)
    return;
  if (self->projection != NULL && !project (self, given->record != NULL ? given->record : &deleted, &written))
    return;

  /* A row of a derived stream has its key in the record alone. */
  if (given->trail != NULL)
    {
      written.key = given->record->key;
      written.key_length = given->record->key_length;
      written.time_usec = given->record->time_usec;
    }
  written.topic = self->topic;
  written.partition = -1;
  if (weir_topic_writer_send (&self->writer, &written))
    self->counts.n_written++;
}

static gboolean
on_batch_end (WeirSink             *sink,
              const WeirSinkClock  *clock,
              GError              **error)
{
  return weir_topic_writer_end_batch (&((WeirPipeSink *) sink)->writer, clock, error);
}

static gboolean
on_finish (WeirSink  *sink,
           GError   **error)
{
  return weir_topic_writer_finish (&((WeirPipeSink *) sink)->writer, error);
}

static gboolean
is_delivered (WeirSink *sink)
{
  return weir_topic_writer_is_delivered (&((WeirPipeSink *) sink)->writer);
}

static const WeirSinkMethods methods = {
  .record = on_record,
  .batch_end = on_batch_end,
  .finish = on_finish,
  .is_delivered = is_delivered,
};

/**
 * weir_pipe_sink_new:
 * @spec: what goes where
 *
 * Makes the sink and adds it to the topology.
 *
 * Returns: (transfer full): a sink, to be freed after the topology
 */
WeirPipeSink *
weir_pipe_sink_new (const WeirPipeSinkSpec *spec)
{
  WeirPipeSink *self = g_new0 (WeirPipeSink, 1);
  const WeirStreamSchema *schema = weir_stream_get_schema (weir_topology_get_stream (spec->topology, spec->stream));

  self->sink.methods = &methods;
  self->stream = spec->stream;
  weir_topic_writer_init (&self->writer, spec->producer);
  self->topic = g_strdup (spec->topic);
  self->projection = spec->projection;
  self->n_fields = schema->n_fields;
  self->nulls = g_new0 (WeirValue, schema->n_fields + 1);
  self->payload = g_string_new (NULL);
  weir_topology_add_sink (spec->topology, &self->sink);

  return self;
}

/**
 * weir_pipe_sink_free:
 * @self: (transfer full): a sink
 */
void
weir_pipe_sink_free (WeirPipeSink *self)
{
  weir_producer_abort (self->writer.producer);
  weir_topic_writer_clear (&self->writer);
  g_clear_pointer (&self->projection, weir_projection_free);
  g_string_free (self->payload, TRUE);
  g_free (self->nulls);
  g_free (self->topic);
  g_free (self);
}

/**
 * weir_pipe_sink_commit:
 * @self: a sink whose producer has begun transactions
 * @intake: what gives the records
 * @positions: (element-type WeirIntakePosition): up to where it was read
 * @error: return location for an error
 *
 * Makes what was written visible, and @positions the group's, at once. On the consumer
 * thread, inside a handler of @intake.
 *
 * Returns: %FALSE with an error if it was undone; the run has to end
 */
gboolean
weir_pipe_sink_commit (WeirPipeSink  *self,
                       WeirIntake    *intake,
                       const GArray  *positions,
                       GError       **error)
{
  return weir_topic_writer_check (&self->writer, error) && weir_producer_commit (self->writer.producer, intake, positions, error);
}

/**
 * weir_pipe_sink_get_counts:
 * @self: a sink
 * @counts: (out): what became of the records so far
 */
void
weir_pipe_sink_get_counts (WeirPipeSink   *self,
                           WeirPipeCounts *counts)
{
  *counts = self->counts;
  if (self->projection != NULL)
    counts->n_undecided = weir_projection_get_n_undecided (self->projection);
}
