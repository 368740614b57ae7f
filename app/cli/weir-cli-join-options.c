#include "config.h"

#include "app/cli/weir-cli-join-options.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli-output.h"
#include "app/cli/weir-cli.h"

static GOptionContext *
weir_cli_join_create_context (WeirCliJoinOptions *options)
{
  const GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_STRING, &options->output, N_("What rows are written as (default csv)"), N_("csv|json") },
    { "file", 'O', 0, G_OPTION_ARG_FILENAME, &options->file,
      N_("Write to a file, which is there whole or not at all"), N_("FILE") },
    { "csv-raw", 0, 0, G_OPTION_ARG_NONE, &options->csv_raw,
      N_("CSV: no apostrophe before texts that a spreadsheet would calculate"), NULL },
    { "json-summary", 0, 0, G_OPTION_ARG_FILENAME, &options->summary_file, N_("Write the counters as JSON"), N_("FILE") },
    { "dead-letters", 0, 0, G_OPTION_ARG_FILENAME, &options->dead_letters_file,
      N_("Write what did not decode, one JSON object a line, bytes in base64"), N_("FILE") },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _("Records of two topics that have the same key and are near in event time: key, time and of each side\n"
                 "event_time, partition, offset and its values, as left_… and right_…. Bounded reads give their rows by time "
                 "and key."));
  /* Commands are the same in every language. */
  g_option_context_set_description (
      context,
      "Examples:\n"
      "  weir-cli join -b localhost:9092 --left transaction_data --right fraud_alerts -e --key customer_id "
      "--time timestamp:ms --within 1m\n"
      "  weir-cli join -b localhost:9092 --left transaction_data --right fraud_alerts -e --left-key "
      "transaction_id --right-key transaction_id --time timestamp:ms --before 0s --after 10s --grace 5s --type "
      "left --left-value amount --right-value severity --output json\n"
      "  weir-cli join -b localhost:9092 --left trading_data --right stock-prices -e --type table --key symbol "
      "--time timestamp:ms --left-value price,side --right-value price\n"
      "The topics are those that “weir-cli simulate -b localhost:9092” fills.\n");
  weir_cli_join_sides_add_options (options->sides, context);
  weir_cli_joining_add_options (&options->joining, context);
  weir_cli_input_add_options (&options->input, context);
  weir_cli_decode_add_options (&options->decode, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_connection_add_options (&options->connection, context);

  return context;
}

static gboolean
weir_cli_join_refuse (const char *problem,
                      GError    **error)
{
  if (problem != NULL)
    g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, problem);

  return problem == NULL;
}

/* What the shared options offer and a join cannot do. */
static gboolean
weir_cli_join_check_input (WeirCliJoinOptions *options,
                           GStrv               rest,
                           GError            **error)
{
  const char *problem = NULL;

  if (options->input.topics != NULL || rest[0] != NULL)
    problem = _("a join has two topics, --left and --right; leave others out");
  else if (options->sides[WEIR_JOIN_SIDE_LEFT].topic == NULL || options->sides[WEIR_JOIN_SIDE_RIGHT].topic == NULL)
    problem = _("which topics? name them with --left and --right");
  else if (options->input.group != NULL)
    problem = _("a join begins anew with each run: leave -G out");

  return weir_cli_join_refuse (problem, error);
}

static gboolean
weir_cli_join_check_output (WeirCliJoinOptions *options,
                            GError            **error)
{
  const char * const paths[] = { options->file, options->dead_letters_file, options->summary_file };
  const char *problem = NULL;
  WeirExportFormat format;

  if (!weir_cli_output_find_format (options->output, options->file, &format, error) ||
      !weir_output_file_check_apart (paths, G_N_ELEMENTS (paths), error))
    return FALSE;

  if (options->file != NULL && !weir_cli_input_is_bounded (&options->input))
    problem = _("a file needs an end: add -e, --to TIME or -c N to -O");
  else if (format == WEIR_EXPORT_PARQUET)
    problem = _("joined fields have no one type: write csv or json");
  else if (options->joining.table &&
           g_str_equal (options->sides[WEIR_JOIN_SIDE_LEFT].topic, options->sides[WEIR_JOIN_SIDE_RIGHT].topic))
    problem = _("a table is a topic of its own");

  return weir_cli_join_refuse (problem, error);
}

gboolean
weir_cli_join_options_parse (WeirCliJoinOptions *options,
                             GStrv               argv,
                             WeirSettings      **settings,
                             GError            **error)
{
  g_autoptr(GOptionContext) context = weir_cli_join_create_context (options);
  g_auto(GStrv) rest = g_strdupv (argv);
  const char *topics[WEIR_JOIN_N_SIDES + 1] = { NULL };

  if (!weir_cli_parse (context, &rest, error) || !weir_cli_join_check_input (options, rest + 1, error))
    return FALSE;

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    topics[side] = options->sides[side].topic;
  options->input.topics = g_strdupv ((GStrv) topics);
  if (!weir_cli_input_finish (&options->input, rest + 1, error) ||
      !weir_cli_joining_finish (&options->joining, weir_cli_input_is_bounded (&options->input), error) ||
      !weir_cli_join_check_output (options, error))
    return FALSE;

  *settings = weir_cli_connection_get_settings (&options->connection, error);
  if (*settings == NULL)
    return FALSE;

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    if (!weir_cli_join_side_finish (&options->sides[side], &options->decode, *settings, &options->connection, error))
      return FALSE;

  return TRUE;
}

void
weir_cli_join_options_clear (WeirCliJoinOptions *options)
{
  weir_cli_connection_clear (&options->connection);
  weir_cli_input_clear (&options->input);
  weir_cli_decode_clear (&options->decode);
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    weir_cli_join_side_clear (&options->sides[side]);
  weir_cli_joining_clear (&options->joining);
  g_free (options->output);
  g_free (options->file);
  g_free (options->summary_file);
  g_free (options->dead_letters_file);
}
