#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "app/cli/weir-cli-csv-log-sink.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-task.h"
#include "app/cli/weir-cli.h"
#include "data/stream/weir-recorder-sink.h"
#include "data/source/weir-topic-pattern.h"
#include "data/workspace/weir-field-config.h"

#define CSV_ENDING ".csv"

typedef struct
{
  WeirCliStreamOptions streams;
  char                *folder;
  char                *rotate_size;
  char                *rotate_time;
  int                  memory_mib;
  WeirRecorderSpec     spec;          /* borrows from here */
} WeirCliRecordOptions;

/* At work. */
typedef struct
{
  WeirCliTask       task;
  WeirRecorderSink  *sink;    /* NULL: a CSV file is wanted */
  WeirCliCsvLogSink *rows;    /* NULL: Parquet files are */
} WeirCliRecord;

static void
on_say (const char *text,
        gpointer    user_data)
{
  weir_cli_say ("%s", text);
}

static void
on_limit (GArray   *positions,
          gpointer  user_data)
{
  weir_recorder_limit (user_data, positions);
}

/* A recording goes on where it stopped, topic by topic: all of them have to be known when it begins. */
static gboolean
weir_cli_record_check_topics (WeirCliRecord  *self,
                              GError        **error)
{
  const char * const *topics = weir_topology_get_topics (self->task.topology);

  for (guint i = 0; topics[i] != NULL; i++)
    if (weir_topic_is_pattern (topics[i]))
      {
        g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                     _("“%s” is a pattern, and a recording names its topics: name each with -t"), topics[i]);
        return FALSE;
      }

  return TRUE;
}

/* A file that grows, in place of a folder of files. */
static gboolean
weir_cli_record_wants_csv (WeirCliRecordOptions *options)
{
  gsize length = strlen (options->folder);

  return length > strlen (CSV_ENDING) && g_ascii_strcasecmp (options->folder + length - strlen (CSV_ENDING), CSV_ENDING) == 0;
}

static gboolean
weir_cli_record_open_csv (WeirCliRecord *self,
                          WeirCliRecordOptions *options,
                          GError **error)
{
  const WeirCsvLogSpec spec = {
    .path = options->folder,
    .cancellable = weir_cli_interrupt_get (),
    .say = on_say,
  };

  self->rows = weir_cli_csv_log_sink_new (self->task.topology, self->task.stream, &spec, options->streams.decode.key != NULL, error);
  if (self->rows == NULL)
    return FALSE;

  self->task.resume = weir_cli_csv_log_sink_get_resume (self->rows);

  return TRUE;
}

static gboolean
weir_cli_record_open (WeirCliRecord *self,
                      WeirCliRecordOptions *options,
                      GError **error)
{
  if (!weir_cli_task_open (&self->task, &options->streams, FALSE, error) || !weir_cli_record_check_topics (self, error))
    return FALSE;
  if (weir_cli_record_wants_csv (options))
    return weir_cli_record_open_csv (self, options, error);

  self->sink = weir_recorder_sink_new (self->task.topology, self->task.stream, &options->spec,
                                       options->streams.input.group != NULL, error);
  if (self->sink == NULL)
    return FALSE;

  self->task.resume = weir_recorder_sink_get_resume (self->sink);
  self->task.limit = on_limit;
  self->task.limit_data = weir_recorder_sink_get_recorder (self->sink);

  return TRUE;
}

static void
weir_cli_record_close (WeirCliRecord *self)
{
  weir_cli_task_clear (&self->task);
  g_clear_pointer (&self->sink, weir_recorder_sink_free);
  g_clear_pointer (&self->rows, weir_cli_csv_log_sink_free);
}

static void
say_counts (WeirCliRecord              *self,
            const WeirCliRecordOptions *options,
            const WeirRecorderCounters *counters,
            guint64                     n_dead)
{
  g_autoptr(GString) line = g_string_new (NULL);

  if (self->rows != NULL)
    {
      weir_cli_add_count (line, ngettext ("%" PRIu64 " row appended to %s", "%" PRIu64 " rows appended to %s", (gulong) counters->n_records),
                          counters->n_records, options->folder);
    }
  else
    {
      weir_cli_add_count (line, ngettext ("%" PRIu64 " record recorded", "%" PRIu64 " records recorded", (gulong) counters->n_records),
                          counters->n_records);
      g_string_append_printf (line, ngettext (" in %" PRIu64 " file", " in %" PRIu64 " files", (gulong) counters->n_files), counters->n_files);
      weir_cli_add_count (line, _("%" PRIu64 " came again"), counters->n_skipped);
      weir_cli_add_count (line, ngettext ("%" PRIu64 " gap", "%" PRIu64 " gaps", (gulong) counters->n_gaps), counters->n_gaps);
    }
  weir_cli_add_count (line, _("%" PRIu64 " not decoded"), n_dead);
  weir_cli_say ("%s", line->str);
}

static gboolean
weir_cli_record_summarize (WeirCliRecord *self,
                           WeirCliRecordOptions *options,
                           gboolean *lacks,
                           GError **error)
{
  g_autoptr (WeirCliSummary) summary = weir_cli_summary_new ();
  guint64 n_dead = weir_topology_get_n_dead (self->task.topology);
  WeirRecorderCounters counters = { 0 };

  if (self->sink != NULL)
    weir_recorder_get_counters (weir_recorder_sink_get_recorder (self->sink), &counters);
  else
    counters.n_records = weir_cli_csv_log_sink_get_n_rows (self->rows);
  weir_cli_task_say_fields (&self->task, WEIR_CLI_FIELDS_ODD);
  if (!options->streams.connection.quiet)
    say_counts (self, options, &counters, n_dead);
  weir_cli_summary_add (summary, "records", counters.n_records);
  weir_cli_summary_add (summary, "files", counters.n_files);
  weir_cli_summary_add (summary, "repeated", counters.n_skipped);
  weir_cli_summary_add (summary, "gaps", counters.n_gaps);
  weir_cli_summary_add (summary, "dead_letters", n_dead);
  *lacks = counters.n_gaps > 0;

  return weir_cli_task_save_summary (&self->task, summary, error);
}

static WeirCliExit
weir_cli_record_run (WeirCliRecord *self,
                     WeirCliRecordOptions *options)
{
  g_autoptr (GError) error = NULL;
  gboolean lacks = FALSE;

  if (!weir_cli_record_open (self, options, &error))
    return weir_cli_report (error);

  if (!weir_cli_task_run (&self->task, &error))
    {
      weir_cli_record_summarize (self, options, &lacks, NULL);
      return weir_cli_report (error);
    }

  if (!weir_cli_record_summarize (self, options, &lacks, &error))
    return weir_cli_report (error);

  return weir_cli_task_get_exit (&self->task, lacks);
}

static GOptionContext *
weir_cli_record_create_context (WeirCliRecordOptions *options)
{
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &options->folder,
      N_ ("Folder of the recording; made if it is not there. A name that ends in .csv is a file that grows by a row a record"),
      N_ ("DIR|FILE.csv") },
    { "rotate-size", 0, 0, G_OPTION_ARG_STRING, &options->rotate_size,
      N_ ("Finish a file when its records have so many bytes, before compression (default 128MB)"), N_ ("SIZE") },
    { "rotate-time", 0, 0, G_OPTION_ARG_STRING, &options->rotate_time,
      N_ ("Finish a file so long after its first record (default 1h)"), N_ ("DURATION") },
    { "memory", 0, 0, G_OPTION_ARG_INT, &options->memory_mib,
      N_ ("For records that are not written yet (default 366); past it files are finished earlier"), N_ ("MiB") },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _ ("Records topics to Parquet files, DIR/topic=…/date=…/PARTITION-FIRST-LAST.parquet, each "
                                            "record exactly once.\nIn a folder that has a recording it goes on where that ends; "
                                            "-o and --from are for partitions that are not in it. -o e@MS ends before a time."));
  g_option_context_set_description (
    context,
    "Examples:\n"
    "  weir-cli record -b localhost:9092 -t stock-prices -t iot_data --to recording -e\n"
    "  weir-cli record -b localhost:9092 -t stock-prices -e --to prices --key symbol --time timestamp:ms --value price\n"
    "  weir-cli record -b localhost:9092 -G archive -t transaction_data --to archive --rotate-time 10m\n"
    "  weir-cli record --workspace plant.json --stream iot_data -b localhost:9092 -e --to plant\n"
    "  weir-cli record -b localhost:9092 -t stock-prices -e --to data.csv --time timestamp:ms --value price\n"
    "The topics are those that “weir-cli simulate -b localhost:9092” fills.\n");
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_stream_options_add_options (&options->streams, context, NULL);

  return context;
}

static gboolean
weir_cli_record_refuse (GError **error,
                        const char *problem)
{
  g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, problem);

  return FALSE;
}

static gboolean
weir_cli_record_finish (WeirCliRecordOptions *options,
                        GError **error)
{
  WeirRecorderSpec *spec = &options->spec;
  guint64 rotate_bytes = 0;

  if (options->folder == NULL)
    return weir_cli_record_refuse (error, _ ("where to? name a folder, as in --to recording"));
  if (options->memory_mib < 0)
    return weir_cli_record_refuse (error, _ ("--memory takes a number of MiB, 1 or more"));
  if (!weir_cli_parse_size (options->rotate_size, &rotate_bytes, error) ||
      !weir_cli_parse_duration (options->rotate_time, FALSE, &spec->rotate_usec, error))
    return FALSE;

  spec->folder = options->folder;
  spec->rotate_bytes = rotate_bytes;
  spec->max_bytes = (gsize) options->memory_mib * 1024 * 1024;
  spec->cancellable = weir_cli_interrupt_get ();
  spec->say = on_say;

  return TRUE;
}

/* A bare number has one field, “value”; --value may call its column otherwise. (transfer full) (nullable) */
static char *
weir_cli_record_steal_name (WeirCliDecode *decode)
{
  GStrv values = decode->values;
  char *name;

  if (g_strcmp0 (decode->format, "number") != 0 || values == NULL || values[0] == NULL || values[1] != NULL)
    return NULL;

  name = g_strdup (values[0]);
  g_clear_pointer (&decode->values, g_strfreev);

  return name;
}

static void
weir_cli_record_name_field (WeirStreamConfig *config,
                            char *name)
{
  WeirFieldConfig *field = g_ptr_array_index (config->fields, 0);

  g_free (field->name);
  field->name = name;
}

/* Of a described stream; else records as they are. */
static gboolean
weir_cli_record_describe (WeirCliRecordOptions *options,
                          GError **error)
{
  g_autofree char *name = weir_cli_record_steal_name (&options->streams.decode);
  gboolean open = weir_cli_decode_is_open (&options->streams.decode);
  gboolean rows = weir_cli_record_wants_csv (options);
  WeirStreamConfig *config = weir_cli_stream_options_describe (&options->streams, rows, error);

  if (config == NULL)
    return FALSE;

  if (name != NULL)
    weir_cli_record_name_field (config, g_steal_pointer (&name));
  if (options->streams.description.from_file)
    g_ptr_array_set_size (config->windows, 0);
  else if (open && !rows)
    config->format = WEIR_FORMAT_RAW;

  return TRUE;
}

/* A file that grows must not be replaced by another output of the same run. */
static gboolean
weir_cli_record_check_outputs (WeirCliRecordOptions *options,
                               GError **error)
{
  const char *const paths[] = { options->folder, options->streams.dead_letters_file, options->streams.summary_file };

  return weir_cli_input_check_outputs (&options->streams.input, paths, G_N_ELEMENTS (paths), error);
}

static gboolean
weir_cli_record_parse (WeirCliRecordOptions *options,
                       GStrv argv,
                       GError **error)
{
  g_autoptr (GOptionContext) context = weir_cli_record_create_context (options);
  g_auto (GStrv) rest = g_strdupv (argv);

  return weir_cli_parse (context, &rest, error) &&
         weir_cli_stream_options_finish (&options->streams, rest + 1, NULL, error) &&
         weir_cli_record_finish (options, error) && weir_cli_record_check_outputs (options, error) &&
         weir_cli_record_describe (options, error);
}

WeirCliExit
weir_cli_record (GStrv argv)
{
  WeirCliRecordOptions options = { 0 };
  WeirCliRecord record = { 0 };
  g_autoptr (GError) error = NULL;
  WeirCliExit code;

  weir_cli_interrupt_get ();
  weir_cli_stream_options_init (&options.streams);
  options.streams.input.kafka_only = TRUE;
  if (weir_cli_record_parse (&options, argv, &error))
    code = weir_cli_record_run (&record, &options);
  else
    code = weir_cli_report (error);

  weir_cli_record_close (&record);
  weir_cli_stream_options_clear (&options.streams);
  g_free (options.folder);
  g_free (options.rotate_size);
  g_free (options.rotate_time);

  return code;
}
