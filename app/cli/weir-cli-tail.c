#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-record-sink.h"
#include "app/cli/weir-cli-tail-sink.h"
#include "app/cli/weir-cli-task.h"
#include "app/cli/weir-cli.h"

typedef struct
{
  WeirCliStreamOptions streams;
  gboolean             json;
} WeirCliTailOptions;

/* At work. */
typedef struct
{
  WeirCliTask        task;
  WeirCliTailSink   *lines;   /* NULL: rows are wanted */
  WeirCliRecordSink *rows;    /* NULL: lines are wanted */
} WeirCliTail;

static gboolean
weir_cli_tail_wants_rows (WeirCliTailOptions *options)
{
  return options->streams.export != NULL || options->streams.output != NULL || options->streams.file != NULL || options->streams.csv_raw;
}

static gboolean
weir_cli_tail_open (WeirCliTail        *self,
                    WeirCliTailOptions *options,
                    GError            **error)
{
  const WeirCliOutputSpec output = weir_cli_stream_options_get_output (&options->streams);
  gboolean rows = weir_cli_tail_wants_rows (options);

  /* A line tells itself that it is one. */
  if (!weir_cli_task_open (&self->task, &options->streams, rows, error))
    return FALSE;

  if (weir_cli_stream_options_exports (&options->streams, WEIR_CLI_EXPORT_DEAD_LETTERS))
    return TRUE;

  if (rows)
    self->rows = weir_cli_record_sink_new (self->task.topology, self->task.stream, WEIR_CLI_RECORD_PLACE, &output, error);
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
}

static gboolean
weir_cli_tail_summarize (WeirCliTail         *self,
                         WeirCliTailOptions  *options,
                         gboolean            *lacks,
                         GError             **error)
{
  guint64 n_records = weir_topology_get_n_records (self->task.topology);
  guint64 n_dead = weir_topology_get_n_dead (self->task.topology);
  g_autoptr(WeirCliSummary) summary = weir_cli_summary_new ();
  WeirStreamCounters counters;
  guint64 n_late;

  weir_cli_task_get_counters (&self->task, &counters);
  n_late = counters.windows.n_late_records + counters.derived.n_late_records;
  weir_cli_task_say_fields (&self->task, WEIR_CLI_FIELDS_ODD);
  *lacks = weir_cli_task_say_short (&self->task) > 0;
  /* A line shows a tombstone. */
  if (self->rows != NULL)
    weir_cli_task_say_tombstones (&self->task);
  if (self->rows != NULL && !options->streams.connection.quiet)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      weir_cli_add_count (line, ngettext ("%" PRIu64 " record read", "%" PRIu64 " records read", (gulong) n_records), n_records);
      weir_cli_add_count (line, ngettext ("%" PRIu64 " row", "%" PRIu64 " rows", (gulong) weir_cli_record_sink_get_n_rows (self->rows)), weir_cli_record_sink_get_n_rows (self->rows));
      weir_cli_add_count (line, ngettext ("%" PRIu64 " late record", "%" PRIu64 " late records", (gulong) n_late), n_late);
      weir_cli_add_count (line, _ ("%" PRIu64 " without a value in the table"), counters.derived.n_missing);
      weir_cli_add_count (line, ngettext ("%" PRIu64 " dead letter", "%" PRIu64 " dead letters", (gulong) n_dead), n_dead);
      weir_cli_say ("%s", line->str);
    }

  weir_cli_summary_add (summary, "records", n_records);
  weir_cli_summary_add (summary, "rows", counters.n_records - counters.n_dead);
  weir_cli_summary_add (summary, "late_records", n_late);
  weir_cli_summary_add (summary, "missing", counters.derived.n_missing);
  weir_cli_summary_add (summary, "dead_letters", n_dead);

  return weir_cli_task_save_summary (&self->task, summary, error);
}

static WeirCliExit
weir_cli_tail_run (WeirCliTail        *self,
                   WeirCliTailOptions *options)
{
  g_autoptr(GError) error = NULL;
  gboolean lacks = FALSE;

  if (!weir_cli_tail_open (self, options, &error) ||
      !weir_cli_task_run (&self->task, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_cli_tail_summarize (self, options, &lacks, NULL);
      return weir_cli_report (error);
    }

  if (!weir_cli_tail_summarize (self, options, &lacks, &error))
    return weir_cli_report (error);

  return weir_cli_task_get_exit (&self->task, lacks);
}

static GOptionContext *
weir_cli_tail_create_context (WeirCliTailOptions *options)
{
  const GOptionEntry entries[] = {
    { "json", 'J', 0, G_OPTION_ARG_NONE, &options->json, N_("One JSON object a record, in the names of kcat"), NULL },
    { NULL }
  };
  static const WeirCliStreamHelp help = {
    N_("Write rows of key, time, topic, partition, offset and the values in place of lines"), N_("csv|json|parquet")
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
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_stream_options_add_options (&options->streams, context, &help);

  return context;
}

/* Of the options, without windows and rules: their results are not shown. */
static gboolean
weir_cli_tail_describe (WeirCliTailOptions *options,
                        GError            **error)
{
  WeirStreamConfig *config;

  /* Rows have columns. */
  config = weir_cli_stream_options_describe (&options->streams, weir_cli_tail_wants_rows (options), error);
  if (config == NULL)
    return FALSE;

  if (options->streams.description.from_file)
    g_ptr_array_set_size (config->windows, 0);
  else if (weir_cli_decode_is_open (&options->streams.decode))
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

  if (!weir_cli_parse (context, &rest, error) ||
      !weir_cli_stream_options_finish (&options->streams, rest + 1, NULL, error))
    return FALSE;

  if (options->json && weir_cli_tail_wants_rows (options))
    {
      g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("choose one of --json and --output"));
      return FALSE;
    }

  return weir_cli_tail_describe (options, error);
}

WeirCliExit
weir_cli_tail_as (GStrv          argv,
                  WeirCliExport *export)
{
  WeirCliTailOptions options = { 0 };
  WeirCliTail tail = { 0 };
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  weir_cli_interrupt_get ();
  weir_cli_stream_options_init (&options.streams);
  options.streams.export = export;
  if (weir_cli_tail_parse (&options, argv, &error))
    code = weir_cli_tail_run (&tail, &options);
  else
    code = weir_cli_report (error);

  weir_cli_tail_close (&tail);
  weir_cli_stream_options_clear (&options.streams);

  return code;
}

WeirCliExit
weir_cli_tail (GStrv argv)
{
  return weir_cli_tail_as (argv, NULL);
}
