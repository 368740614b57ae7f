#include "config.h"

#include "data/stream/weir-preview.h"

#include "data/decode/weir-escape.h"
#include "data/stream/weir-topology.h"

/* As what the page of messages says of late records. */
#define KEPT_SHARE 0.999

/* Takes what a topology makes of the sample. */
typedef struct
{
  WeirSink      base;      /* first */
  WeirPreview  *preview;
  WeirTopology *topology;
  guint         stream;
} PreviewSink;

static void
record_free (gpointer data)
{
  WeirPreviewRecord *self = data;

  g_free (self->key);
  g_strfreev (self->cells);
  g_free (self->numbers);
  g_free (self);
}

static void
row_free (gpointer data)
{
  WeirPreviewRow *self = data;

  g_free (self->key);
  g_strfreev (self->cells);
  g_free (self);
}

static void
window_free (gpointer data)
{
  WeirPreviewWindow *self = data;

  g_strfreev (self->names);
  g_free (self);
}

static GStrv
dup_cells (const WeirValue *values,
           guint            n_values)
{
  GStrv cells = g_new0 (char *, n_values + 1);

  for (guint i = 0; i < n_values; i++)
    {
      GString *text = g_string_new (NULL);

      weir_value_append_text (&values[i], text);
      cells[i] = weir_escape_dup (text->str, text->len, WEIR_ESCAPE_KEY_MAX);
      g_string_free (text, TRUE);
    }

  return cells;
}

static void
on_record (WeirSink             *sink,
           const WeirSinkRecord *record)
{
  PreviewSink *self = (PreviewSink *) sink;
  const WeirRecord *decoded = record->record;
  WeirPreviewRecord *kept;

  if (record->stream != self->stream || decoded == NULL)
    return;

  self->preview->n_records++;
  if (self->preview->records->len >= WEIR_PREVIEW_ROWS_MAX)
    return;

  kept = g_new0 (WeirPreviewRecord, 1);
  kept->partition = record->message->partition;
  kept->offset = record->message->offset;
  kept->time_usec = decoded->time_usec;
  kept->key = weir_escape_dup (decoded->key, decoded->key_length, WEIR_ESCAPE_KEY_MAX);
  kept->cells = dup_cells (decoded->values, decoded->n_values);
  kept->numbers = g_new (double, decoded->n_values + 1);
  for (guint i = 0; i < decoded->n_values; i++)
    kept->numbers[i] = weir_value_get_double (&decoded->values[i]);
  g_ptr_array_add (self->preview->records, kept);
}

static void
on_dead_letter (WeirSink          *sink,
                guint              stream,
                const WeirMessage *message,
                WeirDecodeError    reason,
                const char        *detail)
{
  PreviewSink *self = (PreviewSink *) sink;

  if (stream != self->stream)
    return;

  if (self->preview->n_dead++ == 0)
    self->preview->dead = g_strdup (detail != NULL && *detail != '\0' ? detail : weir_decode_error_get_text (reason));
}

static void
on_row (WeirSink            *sink,
        guint                stream,
        guint                window,
        const WeirWindowRow *row)
{
  PreviewSink *self = (PreviewSink *) sink;
  WeirPreviewRow *kept;

  if (stream != self->stream || row->state == WEIR_WINDOW_OPEN || row->state == WEIR_WINDOW_RETRACTED)
    return;

  ((WeirPreviewWindow *) g_ptr_array_index (self->preview->windows, window))->n_rows++;
  if (self->preview->rows->len >= WEIR_PREVIEW_ROWS_MAX)
    return;

  kept = g_new0 (WeirPreviewRow, 1);
  kept->window = window;
  kept->key = weir_escape_dup (row->key, row->key_length, WEIR_ESCAPE_KEY_MAX);
  kept->start_usec = row->start_usec;
  kept->end_usec = row->end_usec;
  kept->count = row->count;
  kept->cells = dup_cells (row->values, row->n_values);
  g_ptr_array_add (self->preview->rows, kept);
}

static const WeirSinkMethods methods = {
  .record = on_record,
  .dead_letter = on_dead_letter,
  .row = on_row,
};

static void
add_windows (PreviewSink *self)
{
  const WeirStreamSchema *schema = weir_stream_get_schema (weir_topology_get_stream (self->topology, self->stream));

  self->preview->names = g_strdupv (schema->names);
  for (guint i = 0; i < schema->rows->len; i++)
    {
      WeirPreviewWindow *window = g_new0 (WeirPreviewWindow, 1);

      window->names = g_strdupv ((GStrv) weir_stream_schema_get_row (schema, i)->values);
      g_ptr_array_add (self->preview->windows, window);
    }
}

/* Every message is of the one topic that was sampled, whatever a pattern calls it. */
static void
play (PreviewSink     *self,
      WeirTopicSample *sample)
{
  gint64 now_usec = g_get_real_time ();
  guint topic_index = 0;
  const char * const *topics = weir_topology_get_topics (self->topology);

  while (topics[topic_index] != NULL && g_strcmp0 (topics[topic_index], sample->topic) != 0)
    topic_index++;
  if (topics[topic_index] == NULL)
    topic_index = 0;

  weir_topology_start (self->topology);
  for (guint i = 0; i < sample->messages->len; i++)
    {
      WeirMessage message = *(const WeirMessage *) g_ptr_array_index (sample->messages, i);

      message.topic_index = topic_index;
      weir_topology_add_message (self->topology, &message);
    }
  /* This sink takes everything. */
  weir_topology_end_batch (self->topology, now_usec, g_get_monotonic_time (), NULL);
}

static void
note_windows (PreviewSink *self)
{
  WeirStream *stream = weir_topology_get_stream (self->topology, self->stream);

  for (guint i = 0; i < self->preview->windows->len; i++)
    {
      WeirPreviewWindow *window = g_ptr_array_index (self->preview->windows, i);
      WeirWindowEngine *engine = weir_stream_get_engine (stream, i);
      WeirWindowCounters counters;

      weir_window_engine_get_counters (engine, &counters);
      window->n_late_pairs = counters.n_late_pairs;
      window->grace_usec = weir_window_engine_suggest_grace (engine, KEPT_SHARE);
    }
}

/**
 * weir_preview_new:
 * @sample: some records of a topic
 * @workspace: describes @stream
 * @stream: a stream that reads the topic
 * @error: return location of an error of weir_topology_new()
 *
 * Runs the sample through the stream, as a replay of a topic that has nothing
 * else. Any thread; takes about as long as reading the records does.
 *
 * Returns: (transfer full) (nullable): what came of it
 */
WeirPreview *
weir_preview_new (WeirTopicSample  *sample,
                  WeirWorkspace    *workspace,
                  const char       *stream,
                  GError          **error)
{
  const WeirTopologySpec spec = { .workspace = workspace, .stream = stream, .replay = TRUE };
  g_autoptr(WeirTopology) topology = weir_topology_new (&spec, error);
  g_autoptr(WeirPreview) self = g_new0 (WeirPreview, 1);
  PreviewSink sink = { .base.methods = &methods, .preview = self, .topology = topology };

  self->records = g_ptr_array_new_with_free_func (record_free);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->windows = g_ptr_array_new_with_free_func (window_free);
  if (topology == NULL)
    return NULL;

  sink.stream = weir_topology_find (topology, stream);
  add_windows (&sink);
  weir_topology_add_sink (topology, &sink.base);
  play (&sink, sample);
  note_windows (&sink);
  weir_topology_finish (topology, NULL);

  return g_steal_pointer (&self);
}

/**
 * weir_preview_free:
 * @self: (nullable) (transfer full): a preview
 *
 * Frees it.
 */
void
weir_preview_free (WeirPreview *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->names);
  g_ptr_array_unref (self->records);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->windows);
  g_free (self->dead);
  g_free (self);
}
