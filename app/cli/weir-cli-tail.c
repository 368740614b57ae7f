#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/cli/weir-cli-dead-letters.h"
#include "app/cli/weir-cli-fields.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-record-sink.h"
#include "app/cli/weir-cli-tail-sink.h"
#include "app/cli/weir-cli-task.h"
#include "app/cli/weir-cli.h"

typedef struct
{
  WeirCliConnection  connection;
  WeirCliInput       input;
  WeirCliDecode      decode;
  gboolean           json;
  char              *output;
  char              *file;
  gboolean           csv_raw;
  char              *summary_file;
  char              *dead_letters_file;
  WeirCliDescription description;
  char              *stream;        /* whose records are wanted */
} WeirCliTailOptions;

/* At work. */
typedef struct
{
  WeirCliTask         task;
  WeirCliTailSink    *lines;          /* NULL: rows are wanted */
  WeirCliRecordSink  *rows;           /* NULL: lines are wanted */
  WeirCliDeadLetters *dead_letters;   /* NULL: nothing asks for them */
  gboolean            misses;         /* a field that was named is in no record */
} WeirCliTail;

static gboolean
weir_cli_tail_wants_rows (WeirCliTailOptions *options)
{
  return options->output != NULL || options->file != NULL || options->csv_raw;
}

static gboolean
weir_cli_tail_open (WeirCliTail        *self,
                    WeirCliTailOptions *options,
                    GError            **error)
{
  if (!weir_cli_task_open (&self->task, &options->description, options->stream, error))
    return FALSE;

  if (options->dead_letters_file != NULL)
    {
      self->dead_letters = weir_cli_dead_letters_new (self->task.topology, options->dead_letters_file, error);
      if (self->dead_letters == NULL)
        return FALSE;
    }

  if (weir_cli_tail_wants_rows (options))
    self->rows = weir_cli_record_sink_new (self->task.topology, self->task.stream, WEIR_CLI_RECORD_PLACE, options->output,
                                           options->file, options->csv_raw, error);
  else
    self->lines = weir_cli_tail_sink_new (self->task.topology, self->task.stream, options->json);

  return self->rows != NULL || self->lines != NULL;
}

static void
weir_cli_tail_close (WeirCliTail *self)
{
  weir_cli_task_clear (&self->task);
  g_clear_pointer (&self->lines, weir_cli_tail_sink_free);
  g_clear_pointer (&self->rows, weir_cli_record_sink_free);
  g_clear_pointer (&self->dead_letters, weir_cli_dead_letters_free);
}

/* What a result lacks; whether it lacks anything. */
static gboolean
weir_cli_tail_say_lacks (WeirCliTail        *self,
                         WeirStreamCounters *counters)
{
  guint64 n_short;

  weir_cli_task_get_counters (&self->task, counters);
  n_short = counters->derived.n_evicted + counters->derived.n_refused + counters->derived.n_unordered;
  if (n_short > 0)
    weir_cli_say (_("%" PRIu64 " records or rows had no room for their time: the stream's max_bytes gives more"), n_short);

  return n_short > 0;
}

static gboolean
weir_cli_tail_summarize (WeirCliTail         *self,
                         WeirCliTailOptions  *options,
                         gboolean            *lacks,
                         GError             **error)
{
  guint64 n_records = weir_topology_get_n_records (self->task.topology);
  guint64 n_dead = weir_topology_get_n_dead (self->task.topology);
  g_autoptr(GString) json = g_string_new (NULL);
  WeirStreamCounters counters;

  self->misses = weir_cli_fields_say (self->task.topology, &options->description,
                                      options->connection.quiet ? WEIR_CLI_FIELDS_ABSENT : WEIR_CLI_FIELDS_ODD);
  *lacks = weir_cli_tail_say_lacks (self, &counters);
  *lacks |= n_dead > 0 || self->task.run.n_gaps > 0;
  if (self->rows != NULL && !options->connection.quiet)
    weir_cli_say (_("%" PRIu64 " records read, %" PRIu64 " rows, %" PRIu64 " late records, %" PRIu64
                    " without a value in the table, %" PRIu64 " dead letters"),
                  n_records, weir_cli_record_sink_get_n_rows (self->rows),
                  counters.windows.n_late_records + counters.derived.n_late_records, counters.derived.n_missing, n_dead);
  if (options->summary_file == NULL)
    return TRUE;

  g_string_append_printf (json, "{\"records\":%" G_GUINT64_FORMAT ",\"rows\":%" G_GUINT64_FORMAT
                          ",\"late_records\":%" G_GUINT64_FORMAT ",\"missing\":%" G_GUINT64_FORMAT
                          ",\"dead_letters\":%" G_GUINT64_FORMAT,
                          n_records, counters.n_records - counters.n_dead,
                          counters.windows.n_late_records + counters.derived.n_late_records, counters.derived.n_missing, n_dead);
  weir_cli_fields_append_json (self->task.topology, json);
  g_string_append (json, "}\n");

  return weir_cli_output_save_summary (options->summary_file, json, error);
}

static WeirCliExit
weir_cli_tail_run (WeirCliTail        *self,
                   WeirCliTailOptions *options)
{
  g_autoptr(GError) error = NULL;
  gboolean lacks = FALSE;

  if (!weir_cli_tail_open (self, options, &error) ||
      !weir_cli_task_run (&self->task, &options->description, &options->input, &options->connection, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_cli_tail_summarize (self, options, &lacks, NULL);
      return weir_cli_report (error);
    }

  if (!weir_cli_tail_summarize (self, options, &lacks, &error))
    return weir_cli_report (error);

  if (self->misses)
    return WEIR_CLI_FAILED;

  return lacks ? WEIR_CLI_PARTIAL : WEIR_CLI_DONE;
}

static GOptionContext *
weir_cli_tail_create_context (WeirCliTailOptions *options)
{
  const GOptionEntry entries[] = {
    { "json", 'J', 0, G_OPTION_ARG_NONE, &options->json, N_("One JSON object a record, in the names of kcat"), NULL },
    { "output", 0, 0, G_OPTION_ARG_STRING, &options->output,
      N_("Write rows of key, time, topic, partition, offset and the values in place of lines"), N_("csv|json") },
    { "file", 'O', 0, G_OPTION_ARG_FILENAME, &options->file,
      N_("Write rows to a file, which is there whole or not at all"), N_("FILE") },
    { "csv-raw", 0, 0, G_OPTION_ARG_NONE, &options->csv_raw,
      N_("CSV: no apostrophe before texts that a spreadsheet would calculate"), NULL },
    { "json-summary", 0, 0, G_OPTION_ARG_FILENAME, &options->summary_file, N_("Write the counters as JSON"), N_("FILE") },
    { "dead-letters", 0, 0, G_OPTION_ARG_FILENAME, &options->dead_letters_file,
      N_("Write what did not decode, one JSON object a line, bytes in base64"), N_("FILE") },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _("Records as they come: time, topic[partition]@offset, key, and the payload or the "
                                           "values asked for."));
  g_option_context_set_description (
      context,
      "Examples:\n"
      "  weir-cli tail -b localhost:9092 -t stock-prices -o end\n"
      "  weir-cli tail -b localhost:9092 -t stock-prices -o -10 -e --json\n"
      "  weir-cli tail -b localhost:9092 -t stock-prices --from now-15m --key symbol --time timestamp:ms --value price\n"
      "  weir-cli tail --workspace plant.json --stream priced-trades -b localhost:9092 -e\n"
      "  weir-cli tail --workspace plant.json --stream top-traded -b localhost:9092 -e --output json\n"
      "  weir-cli tail --input trades.csv.gz --key symbol --time ts_us:us --value price --output csv\n"
      "The topic is one that “weir-cli simulate -b localhost:9092” fills.\n");
  weir_cli_input_add_options (&options->input, context);
  weir_cli_decode_add_options (&options->decode, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_connection_add_options (&options->connection, context);

  return context;
}

static gboolean
weir_cli_tail_check (WeirCliTailOptions *options,
                     GError            **error)
{
  const char * const paths[] = { options->file, options->dead_letters_file, options->summary_file };
  const char *problem = NULL;
  WeirExportFormat format;

  if (!weir_cli_output_find_format (options->output, options->file, &format, error) ||
      !weir_cli_input_check_outputs (&options->input, paths, G_N_ELEMENTS (paths), error))
    return FALSE;

  if (options->json && weir_cli_tail_wants_rows (options))
    problem = _("choose one of --json and --output");
  else if (format == WEIR_EXPORT_PARQUET)
    problem = _("a record's fields have no one type: write csv or json");
  else if (options->file != NULL && !weir_cli_input_is_bounded (&options->input))
    problem = _("a file needs an end: add -e, --to TIME or -c N to -O");
  if (problem != NULL)
    g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, problem);

  return problem == NULL;
}

/* Of the options; windows and rules cost what nobody looks at. */
static gboolean
weir_cli_tail_describe (WeirCliTailOptions *options,
                        GError            **error)
{
  WeirCliDescription *description = &options->description;
  WeirStreamConfig *config;

  if (!weir_cli_description_open (description, &options->input, &options->decode, options->input.stream, &options->connection,
                                  error))
    return FALSE;

  if (description->from_file)
    {
      options->stream = g_strdup (options->input.stream);
      config = weir_cli_description_find_stream (description, options->stream, error);
      g_ptr_array_set_size (config->windows, 0);
      return TRUE;
    }

  /* Rows have columns. */
  if (weir_cli_tail_wants_rows (options) && weir_cli_decode_is_open (&options->decode) &&
      !weir_cli_decode_sample (&options->decode, &options->input, description->settings, &options->connection, error))
    return FALSE;
  if (!weir_cli_decode_finish (&options->decode, error))
    return FALSE;

  options->stream = g_strdup ("records");
  config = weir_cli_description_add_stream (description, options->stream,
                                            (const char * const *) options->input.all_topics, &options->decode);
  if (weir_cli_decode_is_open (&options->decode))
    config->format = WEIR_FORMAT_RAW;

  return TRUE;
}

static gboolean
weir_cli_tail_parse (WeirCliTailOptions *options,
                     GStrv               argv,
                     GError            **error)
{
  g_autoptr(GOptionContext) context = weir_cli_tail_create_context (options);
  g_auto(GStrv) rest = g_strdupv (argv);

  return weir_cli_parse (context, &rest, error) && weir_cli_input_finish (&options->input, rest + 1, error) &&
         weir_cli_tail_check (options, error) && weir_cli_tail_describe (options, error);
}

static void
weir_cli_tail_options_clear (WeirCliTailOptions *options)
{
  weir_cli_connection_clear (&options->connection);
  weir_cli_input_clear (&options->input);
  weir_cli_decode_clear (&options->decode);
  weir_cli_description_clear (&options->description);
  g_free (options->output);
  g_free (options->file);
  g_free (options->summary_file);
  g_free (options->dead_letters_file);
  g_free (options->stream);
}

WeirCliExit
weir_cli_tail (GStrv argv)
{
  WeirCliTailOptions options = { 0 };
  WeirCliTail tail = { 0 };
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  weir_cli_interrupt_get ();
  weir_cli_input_init (&options.input);
  options.input.zone = &options.decode.zone;
  if (weir_cli_tail_parse (&options, argv, &error))
    code = weir_cli_tail_run (&tail, &options);
  else
    code = weir_cli_report (error);

  weir_cli_tail_close (&tail);
  weir_cli_tail_options_clear (&options);

  return code;
}
