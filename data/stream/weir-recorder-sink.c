#include "config.h"

#include "data/stream/weir-recorder-sink.h"

#include <glib/gi18n-lib.h>

/* Columns of the record itself, which a field's may not have. */
static const char * const record_columns[] = { "topic", "date", "partition", "offset", "timestamp", "timestamp_type", "key",
                                               "value", "headers" };

struct _WeirRecorderSink
{
  WeirSink      sink;       /* first */
  guint         stream;
  WeirRecorder *recorder;   /* owned */
  GArray       *resume;     /* owned, of WeirIntakePosition */
};

static void
weir_recorder_sink_record (WeirSink             *sink,
                           const WeirSinkRecord *given)
{
  WeirRecorderSink *self = (WeirRecorderSink *) sink;

  if (given->stream == self->stream)
    weir_recorder_add (self->recorder, given->message, given->record != NULL ? given->record->values : NULL);
}

static void
weir_recorder_sink_dead_letter (WeirSink          *sink,
                                guint              stream,
                                const WeirMessage *message,
                                WeirDecodeError    reason,
                                const char        *detail)
{
  WeirRecorderSink *self = (WeirRecorderSink *) sink;

  if (stream == self->stream)
    weir_recorder_add (self->recorder, message, NULL);
}

static void
weir_recorder_sink_event (WeirSink              *sink,
                          const WeirIntakeEvent *event)
{
  WeirRecorderSink *self = (WeirRecorderSink *) sink;

  weir_recorder_add_event (self->recorder, event);
  if (event->kind == WEIR_INTAKE_EVENT_REVOKED)
    weir_recorder_release (self->recorder, event);
}

static gboolean
weir_recorder_sink_batch_end (WeirSink             *sink,
                              const WeirSinkClock  *clock,
                              GError              **error)
{
  return weir_recorder_end_batch (((WeirRecorderSink *) sink)->recorder, clock->monotonic_usec, error);
}

static gboolean
weir_recorder_sink_finish (WeirSink  *sink,
                           GError   **error)
{
  return weir_recorder_finish (((WeirRecorderSink *) sink)->recorder, error);
}

static gboolean
weir_recorder_sink_is_delivered (WeirSink *sink)
{
  return weir_recorder_is_idle (((WeirRecorderSink *) sink)->recorder);
}

static const WeirSinkMethods methods = {
  .record = weir_recorder_sink_record,
  .dead_letter = weir_recorder_sink_dead_letter,
  .event = weir_recorder_sink_event,
  .batch_end = weir_recorder_sink_batch_end,
  .finish = weir_recorder_sink_finish,
  .is_delivered = weir_recorder_sink_is_delivered,
};

static void
column_clear (gpointer data)
{
  g_free ((char *) ((WeirExportColumn *) data)->name);
}

/* DuckDB takes names that differ only in case for one. */
static char *
dup_column_name (GHashTable *names,
                 const char *field)
{
  char *name = g_strdup (field);
  char *key = g_ascii_strdown (name, -1);

  while (!g_hash_table_add (names, key))
    {
      char *longer = g_strconcat ("field_", name, NULL);

      g_free (name);
      name = longer;
      key = g_ascii_strdown (name, -1);
    }

  return name;
}

static GArray *
make_columns (const WeirStreamSchema *schema)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));

  g_array_set_clear_func (columns, column_clear);
  for (guint i = 0; i < G_N_ELEMENTS (record_columns); i++)
    g_hash_table_add (names, g_strdup (record_columns[i]));
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const WeirFieldConfig *field = g_ptr_array_index (schema->config->fields, i);
      WeirExportColumn column = { dup_column_name (names, schema->names[i]), WEIR_EXPORT_NUMBER };

      if (field->type == WEIR_FIELD_TEXT)
        column.type = WEIR_EXPORT_TEXT;
      else if (field->type == WEIR_FIELD_FLAG)
        column.type = WEIR_EXPORT_BOOLEAN;
      g_array_append_val (columns, column);
    }

  return columns;
}

static gboolean
open_topics (WeirRecorderSink  *self,
             WeirTopology      *topology,
             gboolean           in_group,
             GError           **error)
{
  const char * const *topics = weir_topology_get_topics (topology);

  for (guint i = 0; topics[i] != NULL; i++)
    if (!weir_recorder_open_topic (self->recorder, topics[i], i, in_group ? NULL : self->resume, error))
      return FALSE;

  return TRUE;
}

/**
 * weir_recorder_sink_new:
 * @topology: a topology that has not started; gets the sink
 * @stream: the stream whose records are recorded; not a derived one
 * @spec: where, and when files are finished; its fields are those of the stream
 * @in_group: whether partitions come and go as members of a group do
 * @error: return location of a %WEIR_STORE_ERROR or #GFileError
 *
 * Opens the recording of each of the stream's topics, see
 * weir_recorder_open_topic().
 *
 * Returns: (transfer full) (nullable): the sink
 */
WeirRecorderSink *
weir_recorder_sink_new (WeirTopology            *topology,
                        guint                    stream,
                        const WeirRecorderSpec  *spec,
                        gboolean                 in_group,
                        GError                 **error)
{
  WeirStreamSchema *schema = weir_stream_get_schema (weir_topology_get_stream (topology, stream));
  g_autoptr(WeirRecorderSink) self = g_new0 (WeirRecorderSink, 1);
  g_autoptr(GArray) columns = make_columns (schema);
  WeirRecorderSpec copy = *spec;

  self->sink.methods = &methods;
  self->stream = stream;
  self->resume = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));
  if (schema->config->derived != NULL)
    {
      g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
                   _("“%s” is made of other streams and has no offsets of its own; record those"), schema->config->name);
      return NULL;
    }

  copy.fields = (const WeirExportColumn *) columns->data;
  copy.n_fields = columns->len;
  self->recorder = weir_recorder_new (&copy, error);
  if (self->recorder == NULL || !open_topics (self, topology, in_group, error))
    return NULL;

  weir_topology_add_sink (topology, &self->sink);

  return g_steal_pointer (&self);
}

/**
 * weir_recorder_sink_free:
 * @self: (nullable) (transfer full): a sink whose topology is gone
 */
void
weir_recorder_sink_free (WeirRecorderSink *self)
{
  if (self == NULL)
    return;

  weir_recorder_free (self->recorder);
  g_array_unref (self->resume);
  g_free (self);
}

/**
 * weir_recorder_sink_get_resume:
 * @self: a sink
 *
 * Returns: (transfer none) (element-type WeirIntakePosition): where reading goes
 *   on in the partitions that are recorded already, for WeirSourceSpec
 */
const GArray *
weir_recorder_sink_get_resume (WeirRecorderSink *self)
{
  return self->resume;
}

/**
 * weir_recorder_sink_get_recorder:
 * @self: a sink
 *
 * Returns: (transfer none): what it records with
 */
WeirRecorder *
weir_recorder_sink_get_recorder (WeirRecorderSink *self)
{
  return self->recorder;
}
