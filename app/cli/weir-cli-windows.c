#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-late.h"
#include "app/cli/weir-cli-task.h"
#include "app/cli/weir-cli-top-options.h"
#include "app/cli/weir-cli-window-options.h"
#include "app/cli/weir-cli-window-sink.h"
#include "app/cli/weir-cli-window-topic.h"
#include "app/cli/weir-cli.h"

typedef struct
{
  WeirCliStreamOptions  streams;
  WeirCliWindowOptions  window;
  WeirCliTopOptions     top;
  WeirCliWindowTopic    topic;
  gboolean              ordered;      /* they close in the order of their starts */
  gboolean              with_state;
  char                 *late_file;
} WeirCliWindowsOptions;

/* At work. */
typedef struct
{
  WeirCliTask         task;
  WeirCliLate        *late;           /* NULL: nothing asks for them */
  WeirCliWindowSink  *rows;           /* NULL: only late records are wanted */
  WeirStreamCounters  counters;       /* once all is done */
  guint64             n_dead;
  guint64             n_bare;         /* rows without indicators */
} WeirCliWindows;

static WeirCliWindowSink *
weir_cli_windows_open_rows (WeirCliWindows        *self,
                            WeirCliWindowsOptions *options,
                            GError               **error)
{
  g_auto(GStrv) names = weir_workspace_dup_topics (options->streams.description.workspace, options->streams.stream);
  g_autofree char *topics = g_strjoinv (",", names);
  gboolean updates = options->window.emit_updates;
  const WeirCliWindowSinkSpec spec = {
    .stream = self->task.stream,
    .output = weir_cli_stream_options_get_output (&options->streams),
    .with_state = options->with_state,
    .with_updates = updates,
    .sorted = weir_cli_input_is_bounded (&options->streams.input) && !updates && !options->ordered && options->topic.topic == NULL,
    .top = options->top.spec,
    .topic = options->topic.topic,
    .producer = options->topic.producer,
  };
  WeirCliWindowSink *rows = weir_cli_window_sink_new (&spec, self->task.topology, error);

  if (rows != NULL)
    weir_cli_window_sink_set_note (rows, "weir.topics", topics);

  return rows;
}

/* Late records may be what is exported; else a file of them is one besides. */
static gboolean
weir_cli_windows_open_late (WeirCliWindows        *self,
                            WeirCliWindowsOptions *options,
                            GError               **error)
{
  WeirCliOutputSpec spec = {
    .path = options->late_file,
    .otherwise = WEIR_EXPORT_CSV,
    .csv_raw = options->streams.csv_raw,
    .outlives_interrupt = TRUE,
  };
  gboolean exported = weir_cli_stream_options_exports (&options->streams, WEIR_CLI_EXPORT_LATE);

  if (!exported && options->late_file == NULL)
    return TRUE;

  if (exported)
    spec = weir_cli_stream_options_get_output (&options->streams);
  self->late = weir_cli_late_new (self->task.topology, self->task.stream, 0, &spec, error);

  return self->late != NULL;
}

static gboolean
weir_cli_windows_open (WeirCliWindows        *self,
                       WeirCliWindowsOptions *options,
                       GError               **error)
{
  if (!weir_cli_task_open (&self->task, &options->streams, TRUE, error))
    return FALSE;

  if (!weir_cli_windows_open_late (self, options, error))
    return FALSE;
  if (weir_cli_stream_options_exports (&options->streams, WEIR_CLI_EXPORT_LATE))
    return TRUE;
  if (!weir_cli_window_topic_open (&options->topic, &self->task, error))
    return FALSE;

  self->rows = weir_cli_windows_open_rows (self, options, error);

  return self->rows != NULL && weir_cli_window_topic_begin (&options->topic, self->rows, error);
}

static void
weir_cli_windows_close (WeirCliWindows *self)
{
  weir_cli_task_clear (&self->task);
  g_clear_pointer (&self->late, weir_cli_late_free);
  g_clear_pointer (&self->rows, weir_cli_window_sink_free);
}

static WeirWindowEngine *
weir_cli_windows_get_engine (WeirCliWindows *self)
{
  return weir_stream_get_engine (weir_topology_get_stream (self->task.topology, self->task.stream), 0);
}

static guint64
weir_cli_windows_count_unranked (WeirCliWindows *self)
{
  return self->rows != NULL ? weir_cli_window_sink_get_n_unranked (self->rows) : 0;
}

static void
weir_cli_windows_count (WeirCliWindows *self)
{
  WeirStream *stream = weir_topology_get_stream (self->task.topology, self->task.stream);

  weir_cli_task_get_counters (&self->task, &self->counters);
  self->n_dead = weir_topology_get_n_dead (self->task.topology);
  self->n_bare = weir_stream_get_n_without_indicators (stream, 0);
}

/* Whatever a result lacks, and why. */
static void
weir_cli_windows_say_lacks (WeirCliWindows *self)
{
  const WeirWindowCounters *counters = &self->counters.windows;
  guint64 n_unranked = weir_cli_windows_count_unranked (self);
  g_autofree char *advice = weir_cli_late_dup_advice (weir_cli_windows_get_engine (self));

  if (counters->n_late_pairs > 0)
    weir_cli_say ("%s", advice);
  weir_cli_task_say_tombstones (&self->task);
  if (counters->n_refused_values > 0)
    weir_cli_say (ngettext ("%" PRIu64 " value counts in no aggregate: it is infinite or not a number", "%" PRIu64 " values count in no aggregate: they are infinite or not a number", (gulong) counters->n_refused_values), counters->n_refused_values);
  if (counters->n_overflows > 0)
    weir_cli_say (ngettext ("%" PRIu64 " result is empty: on the way to it a sum left the range of doubles", "%" PRIu64 " results are empty: on the way to them a sum left the range of doubles", (gulong) counters->n_overflows), counters->n_overflows);
  if (counters->n_other_records > 0)
    weir_cli_say (ngettext ("%" PRIu64 " record went to the key “(other)”: its key had no room; --memory gives more", "%" PRIu64 " records went to the key “(other)”: their keys had no room; --memory gives more", (gulong) counters->n_other_records), counters->n_other_records);
  if (counters->n_shed_records > 0)
    weir_cli_say (ngettext ("%" PRIu64 " record had no room and is in no window; --memory gives more", "%" PRIu64 " records had no room and are in no window; --memory gives more", (gulong) counters->n_shed_records), counters->n_shed_records);
  if (n_unranked > 0)
    weir_cli_say (ngettext ("%" PRIu64 " row was not ranked: too many keys wait at once; --memory gives more", "%" PRIu64 " rows were not ranked: too many keys wait at once; --memory gives more", (gulong) n_unranked), n_unranked);
  if (self->n_bare > 0)
    weir_cli_say (ngettext ("%" PRIu64 " row is without indicators: its key had no room; --memory gives more", "%" PRIu64 " rows are without indicators: their keys had no room; --memory gives more", (gulong) self->n_bare), self->n_bare);
  weir_cli_task_say_short (&self->task);
}

static void
weir_cli_windows_say_summary (WeirCliWindows *self)
{
  const WeirWindowCounters *counters = &self->counters.windows;
  guint64 n_records = weir_topology_get_n_records (self->task.topology);
  g_autoptr(GString) line = g_string_new (NULL);

  weir_cli_windows_say_lacks (self);
  /* Last, where scripts look for it. */
  weir_cli_add_count (line, ngettext ("%" PRIu64 " record read", "%" PRIu64 " records read", (gulong) n_records), n_records);
  weir_cli_add_count (line, ngettext ("%" PRIu64 " window", "%" PRIu64 " windows", (gulong) counters->n_windows), counters->n_windows);
  weir_cli_add_count (line, ngettext ("%" PRIu64 " late pair", "%" PRIu64 " late pairs", (gulong) counters->n_late_pairs), counters->n_late_pairs);
  weir_cli_add_count (line, ngettext ("%" PRIu64 " late record", "%" PRIu64 " late records", (gulong) counters->n_late_records), counters->n_late_records);
  weir_cli_add_count (line, _("%" PRIu64 " from the future"), counters->n_future);
  weir_cli_add_count (line, ngettext ("%" PRIu64 " dead letter", "%" PRIu64 " dead letters", (gulong) self->n_dead), self->n_dead);
  weir_cli_say ("%s", line->str);
}

static gboolean
weir_cli_windows_write_summary (WeirCliWindows        *self,
                                WeirCliWindowsOptions *options,
                                GError               **error)
{
  const WeirWindowCounters *counters = &self->counters.windows;
  g_autoptr(WeirCliSummary) summary = weir_cli_summary_new ();

  weir_cli_summary_add (summary, "records", weir_topology_get_n_records (self->task.topology));
  weir_cli_summary_add (summary, "windows", counters->n_windows);
  weir_cli_summary_add (summary, "late_pairs", counters->n_late_pairs);
  weir_cli_summary_add (summary, "late_records", counters->n_late_records);
  weir_cli_summary_add (summary, "future", counters->n_future);
  weir_cli_summary_add (summary, "dead_letters", self->n_dead);
  if (options->late_file != NULL)
    {
      weir_cli_summary_add (summary, "disordered", counters->n_disordered);
      weir_cli_summary_add (summary, "suggested_grace_usec",
                            (guint64) weir_cli_late_get_grace_usec (weir_cli_windows_get_engine (self)));
    }
  weir_cli_summary_note (summary, "refused_values", counters->n_refused_values);
  weir_cli_summary_note (summary, "overflows", counters->n_overflows);
  if (counters->n_other_records > 0 || counters->n_shed_records > 0)
    {
      weir_cli_summary_add (summary, "other_records", counters->n_other_records);
      weir_cli_summary_add (summary, "shed_records", counters->n_shed_records);
    }
  weir_cli_summary_note (summary, "unranked_rows", weir_cli_windows_count_unranked (self));
  weir_cli_summary_note (summary, "rows_without_indicators", self->n_bare);

  return weir_cli_task_save_summary (&self->task, summary, error);
}

static gboolean
weir_cli_windows_summarize (WeirCliWindows        *self,
                            WeirCliWindowsOptions *options,
                            GError               **error)
{
  weir_cli_windows_count (self);
  weir_cli_task_say_fields (&self->task, WEIR_CLI_FIELDS_ALL);
  if (!options->streams.connection.quiet)
    weir_cli_windows_say_summary (self);

  return weir_cli_windows_write_summary (self, options, error);
}

static gboolean
weir_cli_windows_lacks (WeirCliWindows *self)
{
  const WeirDerivedCounters *derived = &self->counters.derived;

  return self->counters.windows.n_shed_records > 0 || self->n_bare > 0 ||
         weir_cli_windows_count_unranked (self) > 0 ||
         derived->n_evicted + derived->n_refused + derived->n_unordered > 0;
}

static WeirCliExit
weir_cli_windows_run (WeirCliWindows        *self,
                      WeirCliWindowsOptions *options)
{
  g_autoptr(GError) error = NULL;

  if (!weir_cli_windows_open (self, options, &error))
    return weir_cli_report (error);

  if (!weir_cli_task_run (&self->task, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_cli_windows_summarize (self, options, NULL);
      return weir_cli_report (error);
    }

  if (!weir_cli_windows_summarize (self, options, &error))
    return weir_cli_report (error);

  return weir_cli_task_get_exit (&self->task, weir_cli_windows_lacks (self));
}

/* Commands are the same in every language. */
static const char examples[] =
  "Examples:\n"
  "  weir-cli windows -b localhost:9092 -t trading_data -e --key symbol --time timestamp:ms --value price "
  "--value quantity --window 1m --agg 'first,max,min,last,vwap(price,quantity)'\n"
  "  weir-cli windows -b localhost:9092 -t stock-prices -e --key symbol --time timestamp:ms --value price "
  "--window 5m/1m --grace 10s --agg mean,stddev,p99,distinct -O prices.parquet\n"
  "  weir-cli windows -b localhost:9092 -t stock-prices -e --key symbol --time timestamp:ms --value price "
  "--window 1m --agg change_percent,delta,rate --late late.csv --json-summary summary.json\n"
  "  weir-cli windows -b localhost:9092 -t transaction_data -e --key customer_id --time timestamp:ms "
  "--value amount --session 30s --agg sum\n"
  "  weir-cli windows -b localhost:9092 -t iot_data -e --key device_id --time timestamp:ms --value "
  "temperature --sliding 5s --agg mean\n"
  "  weir-cli windows -b localhost:9092 -t transaction_data -e --key customer_id --time timestamp:ms "
  "--value amount --trailing 7d --agg count,mean\n"
  "  weir-cli windows -b localhost:9092 -t iot_data -e --key device_id --time timestamp:ms --value "
  "temperature --calendar day --zone Europe/Berlin --agg min,max\n"
  "  weir-cli windows -b localhost:9092 -t stock-prices -e --key symbol --time timestamp:ms --value volume "
  "--calendar day --agg sum --top 10:volume_sum\n"
  "  weir-cli windows -b localhost:9092 -t stock-prices -e --key symbol --time timestamp:ms --value price "
  "--window 1m --agg mean,last --indicator "
  "'sma(price_mean,5),ema(price_last,12),bollinger(price_last,20,2),rsi(price_last,14)'\n"
  "  weir-cli windows -b localhost:9092 -t conn-events -e --format number --time @record --window 1m "
  "--state\n"
  "  weir-cli windows -b localhost:9092 -t trading_data --from now-1h --key symbol --time timestamp:ms "
  "--value price --value quantity --agg 'vwap(price,quantity)' --emit updates --output json\n"
  "The topics are those that “weir-cli simulate -b localhost:9092” fills; “weir-cli broker --demo” has them too,\n"
  "at the address that it prints.\n"
  "  weir-cli windows --workspace plant.json --stream stock-prices -b localhost:9092 -e\n"
  "  weir-cli windows -b localhost:9092 -t stock-prices -e --key symbol --time timestamp:ms --value price --window 1m "
  "--agg min,max --to-topic price-minutes\n"
  "  weir-cli windows -b localhost:9092 -t stock-prices -e --key symbol --time timestamp:ms --value price --window 1m "
  "--agg min,max --to-topic price-minutes --exactly-once minutes-1\n"
  "  weir-cli windows --workspace plant.json --stream iot_data -b localhost:9092 -e --window 30s --agg count,p99 "
  "--output json\n"
  "  weir-cli windows --input trades.csv.gz --key symbol --time ts_us:us --value price --window 30m --agg first,max,min,last\n";

static GOptionContext *
weir_cli_windows_create_context (WeirCliWindowsOptions *options)
{
  const GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_NONE, &options->with_state,
      N_("Add a column with the state of each window: final, final-idle (a partition was silent), final-end (the input "
         "ended); with --emit updates it is always there, also with open and retracted"),
      NULL },
    { "late", 0, 0, G_OPTION_ARG_FILENAME, &options->late_file,
      N_("Write the records that came late or from the future as CSV, with their delays"), N_("FILE") },
    { NULL }
  };
  static const WeirCliStreamHelp help = { N_("What rows are written as (default csv)"), N_("csv|json|parquet") };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _("Windowed rows of a topic by event time: key, window_start, window_end, count and "
                                           "VALUE_AGGREGATE.\nWithout --key, --time and --value the fields are inferred from "
                                           "the first records."));
  g_option_context_set_description (context, examples);
  weir_cli_window_options_add_options (&options->window, context);
  weir_cli_top_options_add_options (&options->top, context);
  weir_cli_window_topic_add_options (&options->topic, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_stream_options_add_options (&options->streams, context, &help);

  return context;
}

static gboolean
weir_cli_windows_describe (WeirCliWindowsOptions *options,
                           GError               **error)
{
  WeirStreamConfig *config = weir_cli_stream_options_describe (&options->streams, TRUE, error);
  gboolean bounded = weir_cli_input_is_bounded (&options->streams.input);
  WeirWindowConfig *window;
  g_auto(GStrv) columns = NULL;

  if (config == NULL)
    return FALSE;

  window = weir_cli_window_options_apply (&options->window, config, options->streams.description.from_file, bounded, error);
  if (window == NULL || !weir_cli_window_topic_check_window (&options->topic, config, window, error))
    return FALSE;

  options->ordered = weir_cli_window_is_ordered (window);
  columns = weir_window_config_dup_columns (window, config->fields);

  return weir_cli_top_options_finish (&options->top, window, (const char * const *) columns, options->window.emit_updates,
                                      error);
}

static gboolean
weir_cli_windows_parse (WeirCliWindowsOptions *options,
                        GStrv                  argv,
                        GError               **error)
{
  g_autoptr(GOptionContext) context = weir_cli_windows_create_context (options);
  g_auto(GStrv) rest = g_strdupv (argv);

  if (!weir_cli_parse (context, &rest, error))
    return FALSE;

  options->streams.writes_kafka = options->topic.topic != NULL;
  if (!weir_cli_stream_options_finish (&options->streams, rest + 1, options->late_file, error) ||
      !weir_cli_window_topic_check (&options->topic, &options->streams, g_strcmp0 (options->window.emit, "updates") == 0,
                                    options->late_file, error))
    return FALSE;
  weir_cli_window_topic_take_group (&options->topic, &options->streams.input);

  return weir_cli_windows_describe (options, error);
}

static void
weir_cli_windows_options_clear (WeirCliWindowsOptions *options)
{
  weir_cli_stream_options_clear (&options->streams);
  weir_cli_window_options_clear (&options->window);
  weir_cli_top_options_clear (&options->top);
  g_free (options->late_file);
}

WeirCliExit
weir_cli_windows_as (GStrv          argv,
                     WeirCliExport *export)
{
  WeirCliWindowsOptions options = { 0 };
  WeirCliWindows windows = { 0 };
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  weir_cli_interrupt_get ();
  weir_cli_stream_options_init (&options.streams);
  options.streams.export = export;
  weir_cli_window_options_init (&options.window);
  if (weir_cli_windows_parse (&options, argv, &error))
    code = weir_cli_windows_run (&windows, &options);
  else
    code = weir_cli_report (error);

  weir_cli_windows_close (&windows);
  weir_cli_window_topic_clear (&options.topic);
  weir_cli_windows_options_clear (&options);

  return code;
}

WeirCliExit
weir_cli_windows (GStrv argv)
{
  return weir_cli_windows_as (argv, NULL);
}
