#include "config.h"

#include "app/cli/weir-cli-stream.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-output.h"
#include "app/cli/weir-cli-row-sorter.h"
#include "app/cli/weir-cli-run.h"
#include "app/cli/weir-cli-stream-options.h"
#include "app/cli/weir-cli-window-rows.h"

/* Of each record, before its values. */
static const WeirExportColumn record_columns[] = {
  { "key", WEIR_EXPORT_TEXT },
  { "time", WEIR_EXPORT_TIME },
  { "topic", WEIR_EXPORT_TEXT },
  { "partition", WEIR_EXPORT_INTEGER },
  { "offset", WEIR_EXPORT_INTEGER },
};

/* Of each joined row, behind those. */
static const WeirExportColumn side_columns[] = {
  { "left_topic", WEIR_EXPORT_TEXT },
  { "left_partition", WEIR_EXPORT_INTEGER },
  { "left_offset", WEIR_EXPORT_INTEGER },
  { "right_topic", WEIR_EXPORT_TEXT },
  { "right_partition", WEIR_EXPORT_INTEGER },
  { "right_offset", WEIR_EXPORT_INTEGER },
};

/* At work. Belongs to the consumer thread until the source ended. */
typedef struct
{
  WeirCliRun         run;         /* first: see WeirCliRun */
  WeirSink           sink;
  WeirTopology      *topology;    /* owned */
  guint              stream;      /* whose results are wanted */
  guint              window;
  guint64            n_rows;
  WeirCliWindowRows *rows;        /* of windows */
  WeirCliRowSorter  *sorter;      /* NULL: rows go out as they close */
  WeirCliOutput     *output;      /* of records */
  WeirValue         *cells;
  gboolean           with_sides;
  GError            *error;
} WeirCliStream;

gboolean
weir_cli_stream_is_wanted (GStrv argv)
{
  for (guint i = 1; argv[i] != NULL; i++)
    if (g_str_equal (argv[i], "--workspace") || g_str_has_prefix (argv[i], "--workspace="))
      return TRUE;

  return FALSE;
}

static void
on_sorted_row (const WeirWindowRow *row,
               gpointer             user_data)
{
  WeirCliStream *self = user_data;

  weir_cli_window_rows_write (self->rows, row, 0);
}

static WeirCliStream *
weir_cli_stream_of_sink (WeirSink *sink)
{
  return (WeirCliStream *) ((char *) sink - offsetof (WeirCliStream, sink));
}

static void
on_row (WeirSink            *sink,
        guint                stream,
        guint                window,
        const WeirWindowRow *row)
{
  WeirCliStream *self = weir_cli_stream_of_sink (sink);

  if (stream != self->stream || window != self->window || row->state == WEIR_WINDOW_OPEN
      || row->state == WEIR_WINDOW_RETRACTED)
    return;

  self->n_rows++;
  if (self->sorter != NULL)
    weir_cli_row_sorter_add (self->sorter, row);
  else
    weir_cli_window_rows_write (self->rows, row, 0);
}

/* Returns the place behind what was written. */
static WeirValue *
weir_cli_stream_write_side (WeirValue           *cell,
                            const WeirTrailStep *step)
{
  const WeirValue none = { .type = WEIR_VALUE_NULL };
  gboolean known = step->topic != NULL;

  *cell++ = known ? weir_value_of_text (step->topic, strlen (step->topic)) : none;
  *cell++ = known ? weir_value_of_int (step->partition) : none;
  *cell++ = known ? weir_value_of_int (step->offset) : none;

  return cell;
}

static void
on_record (WeirSink             *sink,
           const WeirSinkRecord *given)
{
  WeirCliStream *self = weir_cli_stream_of_sink (sink);
  const WeirMessage *message = given->message;
  const WeirRecord *record = given->record;
  WeirValue *cell = self->cells;

  if (self->error != NULL || given->stream != self->stream || record == NULL)
    return;

  self->n_rows++;
  *cell++ = weir_value_of_text (record->key, record->key_length);
  *cell++ = weir_value_of_int (record->time_usec);
  *cell++ = weir_value_of_text (message->topic, strlen (message->topic));
  *cell++ = weir_value_of_int (message->partition);
  *cell++ = weir_value_of_int (message->offset);
  for (guint side = 0; self->with_sides && side < WEIR_JOIN_N_SIDES; side++)
    cell = weir_cli_stream_write_side (cell, &given->trail->sides[side]);
  for (guint i = 0; i < record->n_values; i++)
    *cell++ = record->values[i];
  weir_cli_output_add_row (self->output, self->cells, &self->error);
}

static const WeirSinkMethods window_methods = { .row = on_row };
static const WeirSinkMethods record_methods = { .record = on_record };

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirCliStream *self = user_data;

  weir_topology_add_message (self->topology, message);
}

static void
weir_cli_stream_take_row_error (WeirCliStream *self)
{
  const GError *error = self->rows != NULL ? weir_cli_window_rows_get_error (self->rows) : NULL;

  if (self->error == NULL && error != NULL)
    self->error = g_error_copy (error);
}

static void
on_batch_end (gpointer user_data)
{
  WeirCliStream *self = user_data;

  weir_topology_end_batch (self->topology, g_get_real_time (), g_get_monotonic_time (), NULL);
  if (self->rows != NULL)
    weir_cli_window_rows_flush (self->rows);
  else if (self->error == NULL)
    weir_cli_output_flush (self->output, &self->error);

  weir_cli_stream_take_row_error (self);
  if (self->error != NULL)
    weir_cli_run_fail (&self->run, g_error_copy (self->error));
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  WeirCliStream *self = user_data;

  weir_topology_add_event (self->topology, event);
  weir_cli_run_event (&self->run, event);
}

static gboolean
weir_cli_stream_open_windows (WeirCliStream        *self,
                              WeirCliStreamOptions *options,
                              GError              **error)
{
  g_autoptr(GArray) columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));
  WeirStreamSchema *schema = weir_cli_stream_options_get_schema (options, self->topology);
  const WeirRowSchema *row = weir_stream_schema_get_row (schema, (guint) options->window);
  WeirWindowKind kind = weir_stream_config_get_window (schema->config, (guint) options->window)->spec.kind;
  gboolean ordered = kind != WEIR_WINDOW_SESSION && kind != WEIR_WINDOW_SLIDING && kind != WEIR_WINDOW_TRAILING;

  if (row->n_values > 0)
    g_array_append_vals (columns, row->columns + WEIR_ROW_N_FIXED, row->n_values);

  self->rows = weir_cli_window_rows_new (options->output, options->file, columns, FALSE, options->with_state,
                                         options->csv_raw, error);
  if (self->rows == NULL)
    return FALSE;

  if (weir_cli_input_is_bounded (&options->input) && !ordered)
    self->sorter = weir_cli_row_sorter_new (columns->len, on_sorted_row, self);
  self->window = options->window;
  self->sink.methods = &window_methods;

  return TRUE;
}

static gboolean
weir_cli_stream_open_records (WeirCliStream        *self,
                              WeirCliStreamOptions *options,
                              GError              **error)
{
  g_autoptr(GArray) columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));
  const WeirStreamConfig *config = weir_cli_stream_options_get_schema (options, self->topology)->config;

  self->with_sides = config->derived != NULL && config->derived->kind != WEIR_DERIVED_TOP;
  g_array_append_vals (columns, record_columns, G_N_ELEMENTS (record_columns));
  if (self->with_sides)
    g_array_append_vals (columns, side_columns, G_N_ELEMENTS (side_columns));

  /* A field is whatever each record has there. */
  for (guint i = 0; i < config->fields->len; i++)
    {
      const WeirFieldConfig *field = g_ptr_array_index (config->fields, i);
      const WeirExportColumn column = { field->name, WEIR_EXPORT_TEXT };

      g_array_append_val (columns, column);
    }

  self->cells = g_new0 (WeirValue, columns->len);
  self->output = weir_cli_output_new (options->output, options->file, (const WeirExportColumn *) columns->data, columns->len,
                                      options->csv_raw, error);
  self->sink.methods = &record_methods;

  return self->output != NULL;
}

static gboolean
weir_cli_stream_finish (WeirCliStream *self,
                        GError       **error)
{
  if (!weir_topology_finish (self->topology, error))
    return FALSE;
  if (self->sorter != NULL)
    weir_cli_row_sorter_flush (self->sorter);

  weir_cli_stream_take_row_error (self);
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }

  return self->rows != NULL ? weir_cli_window_rows_finish (self->rows, error) : weir_cli_output_finish (self->output, error);
}

/* Says what a result lacks; whether it lacks anything. */
static gboolean
weir_cli_stream_summarize (WeirCliStream        *self,
                           WeirCliStreamOptions *options)
{
  WeirStreamCounters counters;
  guint64 n_dead = weir_topology_get_n_dead (self->topology);
  guint64 n_short;

  weir_stream_get_counters (weir_topology_get_stream (self->topology, self->stream), &counters);
  n_short = counters.derived.n_evicted + counters.derived.n_refused + counters.derived.n_unordered;

  if (n_short > 0)
    weir_cli_say (_("%" PRIu64 " records or rows had no room for their time: the stream's max_bytes gives more"), n_short);
  if (!options->connection.quiet)
    weir_cli_say (_("%" PRIu64 " records read, %" PRIu64 " rows, %" PRIu64 " late records, %" PRIu64
                    " without a value in the table, %" PRIu64 " dead letters"),
                  weir_topology_get_n_records (self->topology), self->n_rows, counters.windows.n_late_records + counters.derived.n_late_records,
                  counters.derived.n_missing, n_dead);

  return n_short > 0 || n_dead > 0 || self->run.n_gaps > 0;
}

static WeirCliExit
weir_cli_stream_run (WeirCliStream        *self,
                     WeirCliStreamOptions *options)
{
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = weir_cli_stream_options_get_settings (options, self->topology, &error);
  WeirSourceSpec spec = { .settings = settings };
  gboolean lacks;

  if (settings == NULL)
    return weir_cli_report (error);

  weir_cli_input_fill (&options->input, &spec);
  weir_topology_fill (self->topology, &spec);
  spec.deadline_msec = weir_cli_connection_get_deadline_msec (&options->connection);
  if (weir_cli_run (&self->run, &spec, &handler, &options->connection, &error))
    weir_cli_stream_finish (self, &error);

  lacks = weir_cli_stream_summarize (self, options);
  if (error != NULL)
    return weir_cli_report (error);

  return lacks ? WEIR_CLI_PARTIAL : WEIR_CLI_DONE;
}

static WeirCliExit
weir_cli_stream (GStrv    argv,
                 gboolean windows)
{
  WeirCliStreamOptions options = { 0 };
  WeirCliStream stream = { 0 };
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  weir_cli_interrupt_get ();
  stream.topology = weir_cli_stream_options_parse (&options, argv, windows, &error);
  if (stream.topology != NULL)
    stream.stream = weir_topology_find (stream.topology, options.stream);
  if (stream.topology != NULL && (windows ? weir_cli_stream_open_windows (&stream, &options, &error)
                                          : weir_cli_stream_open_records (&stream, &options, &error)))
    {
      weir_topology_add_sink (stream.topology, &stream.sink);
      weir_topology_start (stream.topology);
      code = weir_cli_stream_run (&stream, &options);
    }
  else
    code = weir_cli_report (error);

  g_clear_pointer (&stream.rows, weir_cli_window_rows_free);
  g_clear_pointer (&stream.sorter, weir_cli_row_sorter_free);
  g_clear_pointer (&stream.output, weir_cli_output_free);
  g_clear_pointer (&stream.topology, weir_topology_free);
  g_clear_pointer (&stream.cells, g_free);
  g_clear_error (&stream.error);
  weir_cli_stream_options_clear (&options);

  return code;
}

WeirCliExit
weir_cli_stream_windows (GStrv argv)
{
  return weir_cli_stream (argv, TRUE);
}

WeirCliExit
weir_cli_stream_tail (GStrv argv)
{
  return weir_cli_stream (argv, FALSE);
}
