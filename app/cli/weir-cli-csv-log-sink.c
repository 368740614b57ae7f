#include "config.h"

#include "app/cli/weir-cli-csv-log-sink.h"

/* A row is there at most so long after its record, unless there are many. */
#define COMMIT_USEC  G_TIME_SPAN_SECOND
#define COMMIT_BYTES (1024 * 1024)

struct _WeirCliCsvLogSink
{
  WeirSink    sink;          /* first */
  guint       stream;
  gboolean    with_key;
  WeirCsvLog *log;           /* owned */
  GArray     *resume;        /* owned, of WeirIntakePosition */
  WeirValue  *cells;         /* owned */
  gint64      commit_usec;   /* monotonic, of the last one */
  guint64     n_rows;
};

static void
weir_cli_csv_log_sink_record (WeirSink             *sink,
                              const WeirSinkRecord *given)
{
  WeirCliCsvLogSink *self = (WeirCliCsvLogSink *) sink;
  const WeirRecord *record = given->record;
  WeirValue *cell = self->cells;

  if (given->stream != self->stream || !weir_csv_log_pass (self->log, given->message) || record == NULL)
    return;

  *cell++ = weir_value_of_int (record->time_usec);
  if (self->with_key)
    *cell++ = weir_value_of_text (record->key, record->key_length);
  for (guint i = 0; i < record->n_values; i++)
    *cell++ = record->values[i];
  weir_csv_log_add_row (self->log, self->cells);
  self->n_rows++;
}

static void
weir_cli_csv_log_sink_dead_letter (WeirSink          *sink,
                                   guint              stream,
                                   const WeirMessage *message,
                                   WeirDecodeError    reason,
                                   const char        *detail)
{
  WeirCliCsvLogSink *self = (WeirCliCsvLogSink *) sink;

  if (stream == self->stream)
    weir_csv_log_pass (self->log, message);
}

static gboolean
weir_cli_csv_log_sink_batch_end (WeirSink             *sink,
                                 const WeirSinkClock  *clock,
                                 GError              **error)
{
  WeirCliCsvLogSink *self = (WeirCliCsvLogSink *) sink;

  if (clock->monotonic_usec - self->commit_usec < COMMIT_USEC && weir_csv_log_get_waiting (self->log) < COMMIT_BYTES)
    return TRUE;

  self->commit_usec = clock->monotonic_usec;

  return weir_csv_log_commit (self->log, error);
}

static gboolean
weir_cli_csv_log_sink_finish (WeirSink  *sink,
                              GError   **error)
{
  return weir_csv_log_commit (((WeirCliCsvLogSink *) sink)->log, error);
}

static gboolean
weir_cli_csv_log_sink_is_delivered (WeirSink *sink)
{
  return weir_csv_log_is_idle (((WeirCliCsvLogSink *) sink)->log);
}

static const WeirSinkMethods methods = {
  .record = weir_cli_csv_log_sink_record,
  .dead_letter = weir_cli_csv_log_sink_dead_letter,
  .batch_end = weir_cli_csv_log_sink_batch_end,
  .finish = weir_cli_csv_log_sink_finish,
  .is_delivered = weir_cli_csv_log_sink_is_delivered,
};

static GArray *
make_columns (const WeirStreamSchema *schema,
              gboolean                with_key)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));

  g_array_append_vals (columns, &(WeirExportColumn) { "time", WEIR_EXPORT_TIME }, 1);
  if (with_key)
    g_array_append_vals (columns, &(WeirExportColumn) { "key", WEIR_EXPORT_TEXT }, 1);
  for (guint i = 0; i < schema->n_fields; i++)
    g_array_append_vals (columns, &(WeirExportColumn) { schema->names[i], WEIR_EXPORT_ANY }, 1);

  return columns;
}

WeirCliCsvLogSink *
weir_cli_csv_log_sink_new (WeirTopology          *topology,
                           guint                  stream,
                           const WeirCsvLogSpec  *spec,
                           gboolean               with_key,
                           GError               **error)
{
  WeirStreamSchema *schema = weir_stream_get_schema (weir_topology_get_stream (topology, stream));
  g_autoptr(GArray) columns = make_columns (schema, with_key);
  g_autoptr(WeirCliCsvLogSink) self = g_new0 (WeirCliCsvLogSink, 1);
  WeirCsvLogSpec copy = *spec;

  self->sink.methods = &methods;
  self->stream = stream;
  self->with_key = with_key;
  self->cells = g_new0 (WeirValue, columns->len);
  copy.columns = (const WeirExportColumn *) columns->data;
  copy.n_columns = columns->len;
  self->log = weir_csv_log_new (&copy, error);
  if (self->log == NULL)
    return NULL;

  self->resume = weir_csv_log_dup_resume (self->log, weir_topology_get_topics (topology));
  weir_topology_add_sink (topology, &self->sink);

  return g_steal_pointer (&self);
}

const GArray *
weir_cli_csv_log_sink_get_resume (WeirCliCsvLogSink *self)
{
  return self->resume;
}

guint64
weir_cli_csv_log_sink_get_n_rows (WeirCliCsvLogSink *self)
{
  return self->n_rows;
}

void
weir_cli_csv_log_sink_free (WeirCliCsvLogSink *self)
{
  if (self == NULL)
    return;

  weir_csv_log_free (self->log);
  g_clear_pointer (&self->resume, g_array_unref);
  g_free (self->cells);
  g_free (self);
}
