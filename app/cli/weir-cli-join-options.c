#include "config.h"

#include "app/cli/weir-cli-join-options.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli.h"

#define MEMORY_DEFAULT_BYTES ((gsize) 256 * 1024 * 1024)

static GOptionContext *
weir_cli_join_create_context (WeirCliJoinOptions *options)
{
  static const WeirCliStreamHelp help = { N_("What rows are written as (default csv)"), N_("csv|json") };
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
      "  weir-cli join --workspace plant.json -b localhost:9092 --left transaction_data --right fraud_alerts -e "
      "--within 1m\n"
      "  weir-cli join --input orders.csv --input payments.csv --key order --time at:s --within 1h\n"
      "The topics are those that “weir-cli simulate -b localhost:9092” fills.\n");
  weir_cli_join_sides_add_options (options->sides, context);
  weir_cli_pair_options_add_options (&options->pairs, context);
  weir_cli_stream_options_add_options (&options->streams, context, &help);

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
  gboolean named = options->sides[WEIR_JOIN_SIDE_LEFT].topic != NULL || options->sides[WEIR_JOIN_SIDE_RIGHT].topic != NULL;
  gboolean both = options->sides[WEIR_JOIN_SIDE_LEFT].topic != NULL && options->sides[WEIR_JOIN_SIDE_RIGHT].topic != NULL;
  const char *problem = NULL;

  if (options->streams.input.topics != NULL || rest[0] != NULL)
    problem = _("a join has two topics, --left and --right; leave others out");
  else if (options->streams.input.stream != NULL)
    problem = _("a join has two streams of a workspace, --left and --right; leave --stream out");
  else if (options->streams.input.files != NULL && (named || g_strv_length (options->streams.input.files) != WEIR_JOIN_N_SIDES))
    problem = _("a join of files has two of them: --input LEFT --input RIGHT, without --left and --right");
  else if (options->streams.input.files != NULL && options->streams.input.workspace != NULL)
    problem = _("choose one of --input and --workspace");
  else if (options->streams.input.files == NULL && !both)
    problem = _("which topics? name them with --left and --right");
  else if (options->streams.input.group != NULL)
    problem = _("a join begins anew with each run: leave -G out");

  return weir_cli_join_refuse (problem, error);
}

static gboolean
weir_cli_join_check_table (WeirCliJoinOptions *options,
                           GError            **error)
{
  const char *problem = NULL;

  if (options->pairs.table && options->streams.input.files == NULL &&
      g_str_equal (options->sides[WEIR_JOIN_SIDE_LEFT].topic, options->sides[WEIR_JOIN_SIDE_RIGHT].topic))
    problem = _("a table is a topic of its own");

  return weir_cli_join_refuse (problem, error);
}

/* The side's stream: described by the options, or by the workspace. (transfer none) (nullable) */
static WeirStreamConfig *
weir_cli_join_describe_side (WeirCliJoinOptions *options,
                             WeirJoinSide        side,
                             GError            **error)
{
  static const char * const names[] = { "left", "right" };
  WeirCliDescription *description = &options->streams.description;
  WeirCliJoinSide *self = &options->sides[side];
  const char *topics[] = { self->topic, NULL };
  WeirStreamConfig *config;

  if (description->from_file)
    {
      if (!weir_cli_join_side_is_open (self))
        {
          weir_cli_join_refuse (_("the workspace says what the records hold: leave --left-key, --left-time, --left-value, "
                                  "--right-key, --right-time and --right-value out"), error);
          return NULL;
        }
      config = weir_cli_description_find_stream (description, self->topic, error);
      if (config != NULL)
        g_ptr_array_set_size (config->windows, 0);
      return config;
    }

  if (!weir_cli_join_side_finish (self, &options->streams.decode, options->streams.input.recording,
                                  options->streams.input.files != NULL ? options->streams.input.files[side] : NULL, description->settings,
                                  &options->streams.connection, error))
    return NULL;

  return weir_cli_description_add_stream (description, names[side], topics, &self->decode);
}

static void
weir_cli_join_apply_pairs (const WeirCliPairOptions *pairs,
                           WeirStreamConfig         *joined)
{
  const WeirStreamJoinSpec *spec = &pairs->spec;
  WeirDerivedConfig *derived = joined->derived;

  derived->type = spec->type;
  derived->before_usec = spec->before_usec;
  derived->after_usec = spec->after_usec;
  derived->grace_usec = spec->grace_usec;
  derived->idle_after_usec = spec->idle_after_usec;
  derived->at_once = !spec->ordered;
  /* Rows of a table join come as its stream's partitions do, in no order but at the end. */
  derived->hold = pairs->table ? spec->ordered : spec->hold;
  /* Half of a derived stream's memory is for what it is made of, and this one has no windows. */
  joined->max_bytes = 2 * (spec->max_bytes > 0 ? spec->max_bytes : MEMORY_DEFAULT_BYTES);
}

static gboolean
weir_cli_join_describe (WeirCliJoinOptions *options,
                        GError            **error)
{
  WeirStreamConfig *sides[WEIR_JOIN_N_SIDES];
  WeirDerivedKind kind = options->pairs.table ? WEIR_DERIVED_TABLE : WEIR_DERIVED_JOIN;
  WeirStreamConfig *joined;

  if (!weir_cli_description_open (&options->streams.description, &options->streams.input, &options->streams.decode, options->sides[WEIR_JOIN_SIDE_LEFT].topic,
                                  &options->streams.connection, error))
    return FALSE;

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    {
      sides[side] = weir_cli_join_describe_side (options, side, error);
      if (sides[side] == NULL)
        return FALSE;
      sides[side]->max_ahead_usec = options->pairs.spec.max_ahead_usec;
    }
  if (options->streams.description.from_file &&
      !weir_cli_input_use_zone (&options->streams.input,
                                weir_cli_description_get_zone (&options->streams.description, sides[WEIR_JOIN_SIDE_LEFT]), error))
    return FALSE;

  options->streams.stream = g_strdup_printf ("%s + %s", sides[WEIR_JOIN_SIDE_LEFT]->name, sides[WEIR_JOIN_SIDE_RIGHT]->name);
  joined = weir_cli_description_add_derived (&options->streams.description, options->streams.stream, kind, sides[WEIR_JOIN_SIDE_LEFT],
                                             sides[WEIR_JOIN_SIDE_RIGHT]);
  weir_cli_join_apply_pairs (&options->pairs, joined);

  return TRUE;
}

/* A file's topic is its base name; the two of a join may be one. */
static void
weir_cli_join_name_files (WeirCliJoinOptions *options)
{
  for (guint side = 0; options->streams.input.files != NULL && side < WEIR_JOIN_N_SIDES; side++)
    options->sides[side].topic = g_strdup_printf ("%s: %s", side == WEIR_JOIN_SIDE_LEFT ? "left" : "right",
                                                  options->streams.input.files[side]);
}

gboolean
weir_cli_join_options_parse (WeirCliJoinOptions *options,
                             GStrv               argv,
                             GError            **error)
{
  g_autoptr(GOptionContext) context = weir_cli_join_create_context (options);
  g_auto(GStrv) rest = g_strdupv (argv);
  const char *topics[WEIR_JOIN_N_SIDES + 1] = { NULL };

  if (!weir_cli_parse (context, &rest, error) || !weir_cli_input_find_recording (&options->streams.input, error) ||
      !weir_cli_join_check_input (options, rest + 1, error))
    return FALSE;

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    topics[side] = options->sides[side].topic;
  if (options->streams.input.files == NULL && options->streams.input.workspace == NULL)
    options->streams.input.topics = g_strdupv ((GStrv) topics);
  if (!weir_cli_stream_options_finish (&options->streams, rest + 1, NULL, error) ||
      !weir_cli_pair_options_finish (&options->pairs, weir_cli_input_is_bounded (&options->streams.input), error) ||
      !weir_cli_join_check_table (options, error))
    return FALSE;

  weir_cli_join_name_files (options);

  return weir_cli_join_describe (options, error);
}

void
weir_cli_join_options_clear (WeirCliJoinOptions *options)
{
  weir_cli_stream_options_clear (&options->streams);
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    weir_cli_join_side_clear (&options->sides[side]);
  weir_cli_pair_options_clear (&options->pairs);
}
