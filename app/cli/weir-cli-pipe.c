#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-list.h"
#include "app/cli/weir-cli-task.h"
#include "app/cli/weir-cli.h"
#include "data/decode/weir-name-list.h"
#include "data/stream/weir-pipe-sink.h"

typedef struct
{
  WeirCliStreamOptions streams;
  char                *to;
  char                *where;
  char                *select;
  GStrv                maps;
  char                *transaction_id;
  GStrv                selected;        /* made of select */
  GStrv                mapped;          /* made of maps: one a result */
} WeirCliPipeOptions;

/* At work. */
typedef struct
{
  WeirCliTask     task;
  WeirProducer   *producer;
  WeirProjection *projection;   /* until the sink has it */
  WeirPipeSink   *sink;
} WeirCliPipe;

static const char examples[] =
  "Without --where, --select and --map nothing is decoded: records stay as they are, byte for byte. --where leaves out what\n"
  "does not hold or is null; what does not decode is a dead letter. --map adds to the payload's members, which stay as they\n"
  "are; with --select the payload is a JSON object of the selected fields and of what is mapped. Names in expressions are\n"
  "fields, as --value takes them; the functions are those of “weir-cli alerts --help”. Key, headers and timestamp never\n"
  "change; the partition follows from the key.\n"
  "\n"
  "With -G a member that takes over may write the last records again. With --exactly-once it does not: records and the\n"
  "group's offsets are one Kafka transaction, and whoever reads committed records alone has each once, whatever is killed.\n"
  "Of processes with the same ID the last one works.\n"
  "\n"
  "Examples:\n"
  "  weir-cli pipe -b localhost:9092 -t transaction_data --to fraud_alerts --where 'amount > 1000' -e\n"
  "  weir-cli pipe -b localhost:9092 -t transaction_data --to fraud_alerts --where 'amount > 1000' -G fraud "
  "--exactly-once fraud-1 -e\n"
  "  weir-cli pipe -b localhost:9092 -t iot_data --to iot_fahrenheit --select device_id,timestamp "
  "--map 'fahrenheit=temperature * 9 / 5 + 32' -e\n"
  "The topics are those that “weir-cli simulate -b localhost:9092” fills.\n";

static GOptionContext *
weir_cli_pipe_create_context (WeirCliPipeOptions *options)
{
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_STRING, &options->to, N_("The topic that is written; it has to be there"), N_("TOPIC") },
    { "where", 0, 0, G_OPTION_ARG_STRING, &options->where, N_("Only records for which this holds"), N_("CONDITION") },
    { "select", 0, 0, G_OPTION_ARG_STRING, &options->select, N_("Write only these fields, as JSON"), N_("FIELD,…") },
    { "map", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->maps,
      N_("Add what an expression gives; may be repeated"), N_("NAME=EXPRESSION,…") },
    { "exactly-once", 0, 0, G_OPTION_ARG_STRING, &options->transaction_id,
      N_("By Kafka transactions, under this ID; the group is -G, or has the same name"), N_("ID") },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _("Puts the records of a topic into another one, filtered and changed as asked."));
  g_option_context_set_description (context, examples);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_stream_options_add_options (&options->streams, context, NULL);

  return context;
}

static gboolean
weir_cli_pipe_is_plain (WeirCliPipeOptions *options)
{
  return options->where == NULL && options->selected == NULL && options->mapped == NULL;
}

/* The fields that expressions name are those that are decoded. */
static gboolean
weir_cli_pipe_find_fields (WeirCliPipeOptions *options,
                           GError            **error)
{
  WeirCliDecode *decode = &options->streams.decode;
  g_auto(GStrv) fields = NULL;

  options->selected = options->select != NULL ? weir_name_list_split (options->select) : NULL;
  options->mapped = weir_cli_list_split_expressions (options->maps);
  if (options->streams.input.workspace != NULL || weir_cli_pipe_is_plain (options))
    return TRUE;

  fields = weir_projection_find_fields (options->where, (const char * const *) options->selected,
                                        (const char * const *) options->mapped, error);
  if (fields == NULL)
    return FALSE;

  if (decode->values == NULL)
    {
      decode->values = g_steal_pointer (&fields);
      for (guint i = 0; decode->values[i] != NULL; i++)
        {
          char *quoted = weir_name_list_dup_quoted (decode->values[i]);

          g_free (decode->values[i]);
          decode->values[i] = quoted;
        }
    }

  return TRUE;
}

static gboolean
weir_cli_pipe_check (WeirCliPipeOptions *options,
                     GError            **error)
{
  WeirCliInput *input = &options->streams.input;
  const char *problem = NULL;

  if (options->to == NULL)
    problem = _("where to? name a topic, as in --to fraud_alerts");
  else if (input->topics != NULL && g_strv_contains ((const char * const *) input->topics, options->to))
    problem = _("the topic that is read cannot be the one that is written: it would never end");
  else if (options->transaction_id != NULL && *options->transaction_id == '\0')
    problem = _("--exactly-once needs an ID that stays the same from run to run");
  if (problem != NULL)
    g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, problem);

  return problem == NULL;
}

static gboolean
weir_cli_pipe_describe (WeirCliPipeOptions *options,
                        GError            **error)
{
  WeirStreamConfig *config = weir_cli_stream_options_describe (&options->streams, FALSE, error);

  if (config == NULL)
    return FALSE;

  if (options->streams.description.from_file)
    g_ptr_array_set_size (config->windows, 0);
  else if (weir_cli_pipe_is_plain (options) && weir_cli_decode_is_open (&options->streams.decode))
    config->format = WEIR_FORMAT_RAW;
  if (config->derived != NULL && options->selected == NULL)
    options->selected = weir_fields_dup_names (config->fields);

  return TRUE;
}

static gboolean
weir_cli_pipe_parse (WeirCliPipeOptions *options,
                     GStrv               argv,
                     GError            **error)
{
  g_autoptr(GOptionContext) context = weir_cli_pipe_create_context (options);
  g_auto(GStrv) rest = g_strdupv (argv);
  WeirCliInput *input = &options->streams.input;

  if (!weir_cli_parse (context, &rest, error))
    return FALSE;

  if (options->transaction_id != NULL && input->group == NULL)
    input->group = g_strdup (options->transaction_id);

  return weir_cli_pipe_find_fields (options, error) &&
         weir_cli_stream_options_finish (&options->streams, rest + 1, NULL, error) &&
         weir_cli_pipe_check (options, error) && weir_cli_pipe_describe (options, error);
}

/* A successor with the same ID gets the partitions at once, in place of after session.timeout.ms. */
static void
weir_cli_pipe_name_member (WeirCliPipeOptions *options)
{
  WeirSettings *settings = options->streams.description.settings;

  if (options->transaction_id != NULL && weir_settings_get (settings, "group.instance.id") == NULL)
    weir_settings_set (settings, "group.instance.id", options->transaction_id);
}

static gboolean
weir_cli_pipe_open_producer (WeirCliPipe        *self,
                             WeirCliPipeOptions *options,
                             GError            **error)
{
  guint deadline_msec = weir_cli_connection_get_deadline_msec (&options->streams.connection);

  self->producer = weir_producer_new_reliable (options->streams.description.settings, options->transaction_id, error);
  if (self->producer == NULL)
    return FALSE;

  if (weir_producer_count_partitions (self->producer, options->to, deadline_msec, error) == 0)
    {
      g_prefix_error (error, _("nothing was written: "));
      return FALSE;
    }

  return options->transaction_id == NULL || weir_producer_begin_transactions (self->producer, deadline_msec, error);
}

static gboolean
weir_cli_pipe_open_projection (WeirCliPipe        *self,
                               WeirCliPipeOptions *options,
                               GError            **error)
{
  const WeirStreamSchema *schema = weir_stream_get_schema (weir_topology_get_stream (self->task.topology, self->task.stream));
  const WeirProjectionSpec spec = {
    .where = options->where,
    .select = (const char * const *) options->selected,
    .maps = (const char * const *) options->mapped,
    .names = (const char * const *) schema->names,
  };

  if (weir_cli_pipe_is_plain (options))
    return TRUE;

  if (options->mapped != NULL && options->selected == NULL && schema->config->format != WEIR_FORMAT_JSON)
    {
      g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                           _("something can be added to JSON objects only: name the other fields with --select"));
      return FALSE;
    }

  self->projection = weir_projection_new (&spec, error);

  return self->projection != NULL;
}

static gboolean
on_deliver (GArray   *positions,
            gpointer  user_data,
            GError  **error)
{
  WeirCliPipe *self = user_data;

  return weir_pipe_sink_commit (self->sink, self->task.run.intake, positions, error);
}

static gboolean
weir_cli_pipe_open (WeirCliPipe        *self,
                    WeirCliPipeOptions *options,
                    GError            **error)
{
  WeirPipeSinkSpec spec = { .topic = options->to };

  if (!weir_cli_task_open (&self->task, &options->streams, !weir_cli_pipe_is_plain (options), error) ||
      !weir_cli_pipe_open_projection (self, options, error) || !weir_cli_pipe_open_producer (self, options, error))
    return FALSE;

  weir_cli_pipe_name_member (options);
  spec.topology = self->task.topology;
  spec.stream = self->task.stream;
  spec.producer = self->producer;
  spec.projection = g_steal_pointer (&self->projection);
  self->sink = weir_pipe_sink_new (&spec);
  if (options->transaction_id != NULL)
    {
      self->task.deliver = on_deliver;
      self->task.deliver_data = self;
    }

  return TRUE;
}

static void
weir_cli_pipe_close (WeirCliPipe *self)
{
  weir_cli_task_clear (&self->task);
  g_clear_pointer (&self->sink, weir_pipe_sink_free);
  g_clear_pointer (&self->projection, weir_projection_free);
  g_clear_object (&self->producer);
}

static gboolean
weir_cli_pipe_summarize (WeirCliPipe         *self,
                         WeirCliPipeOptions  *options,
                         gboolean            *lacks,
                         GError             **error)
{
  g_autoptr(WeirCliSummary) summary = weir_cli_summary_new ();
  guint64 n_records = weir_topology_get_n_records (self->task.topology);
  guint64 n_dead = weir_topology_get_n_dead (self->task.topology);
  WeirPipeCounts counts;

  weir_pipe_sink_get_counts (self->sink, &counts);
  weir_cli_task_say_fields (&self->task, WEIR_CLI_FIELDS_ODD);
  *lacks = weir_cli_task_say_short (&self->task) > 0 || counts.n_refused > 0;
  if (counts.n_refused > 0)
    weir_cli_say (ngettext ("%" PRIu64 " payload is no JSON object, and was not written: nothing can be added to it", "%" PRIu64 " payloads are no JSON objects, and were not written: nothing can be added to them", (gulong) counts.n_refused), counts.n_refused);
  if (!options->streams.connection.quiet)
    {
      g_autoptr(GString) line = g_string_new (NULL);

      weir_cli_add_count (line, ngettext ("%" PRIu64 " record read", "%" PRIu64 " records read", (gulong) n_records), n_records);
      weir_cli_add_count (line, _("%" PRIu64 " written"), counts.n_written);
      weir_cli_add_count (line, _("%" PRIu64 " left out (%" PRIu64 " of them could not be decided)"), counts.n_dropped, counts.n_undecided);
      weir_cli_add_count (line, ngettext ("%" PRIu64 " dead letter", "%" PRIu64 " dead letters", (gulong) n_dead), n_dead);
      weir_cli_say ("%s", line->str);
    }

  weir_cli_summary_add (summary, "records", n_records);
  weir_cli_summary_add (summary, "written", counts.n_written);
  weir_cli_summary_add (summary, "dropped", counts.n_dropped);
  weir_cli_summary_add (summary, "undecided", counts.n_undecided);
  weir_cli_summary_note (summary, "refused", counts.n_refused);
  weir_cli_summary_add (summary, "dead_letters", n_dead);

  return weir_cli_task_save_summary (&self->task, summary, error);
}

static WeirCliExit
weir_cli_pipe_run (WeirCliPipe        *self,
                   WeirCliPipeOptions *options)
{
  g_autoptr(GError) error = NULL;
  gboolean lacks = FALSE;

  if (!weir_cli_pipe_open (self, options, &error))
    return weir_cli_report (error);

  if (!weir_cli_task_run (&self->task, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_cli_pipe_summarize (self, options, &lacks, NULL);
      return weir_cli_report (error);
    }

  if (!weir_cli_pipe_summarize (self, options, &lacks, &error))
    return weir_cli_report (error);

  return weir_cli_task_get_exit (&self->task, lacks);
}

static void
weir_cli_pipe_options_clear (WeirCliPipeOptions *options)
{
  weir_cli_stream_options_clear (&options->streams);
  g_free (options->to);
  g_free (options->where);
  g_free (options->select);
  g_free (options->transaction_id);
  g_strfreev (options->maps);
  g_strfreev (options->selected);
  g_strfreev (options->mapped);
}

WeirCliExit
weir_cli_pipe (GStrv argv)
{
  WeirCliPipeOptions options = { 0 };
  WeirCliPipe pipe = { 0 };
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  weir_cli_interrupt_get ();
  weir_cli_stream_options_init (&options.streams);
  options.streams.input.kafka_only = TRUE;
  if (weir_cli_pipe_parse (&options, argv, &error))
    code = weir_cli_pipe_run (&pipe, &options);
  else
    code = weir_cli_report (error);

  weir_cli_pipe_close (&pipe);
  weir_cli_pipe_options_clear (&options);

  return code;
}
