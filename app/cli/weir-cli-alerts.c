#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/cli/weir-cli-alert-publish.h"
#include "app/cli/weir-cli-alert-sink.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-rule-options.h"
#include "app/cli/weir-cli-task.h"
#include "app/cli/weir-cli-window-options.h"
#include "app/cli/weir-cli.h"

typedef struct
{
  WeirCliStreamOptions streams;
  WeirCliRuleOptions   rules;
  WeirCliWindowOptions window;
  WeirCliAlertPublish  publish;
  gboolean             fail_on_firing;
} WeirCliAlertsOptions;

/* At work. */
typedef struct
{
  WeirCliTask       task;
  WeirCliAlertSink *changes;
} WeirCliAlerts;

/* Machines compare: the same records twice give the same bytes. */
static const char examples[] =
  "Conditions compare (< <= > >= = !=, in, matches, is null) fields, numbers and 'texts', with + - * / %, and are joined\n"
  "by “and”, “or” and “not”. Functions: abs, round, lower, contains, coalesce, if …, and of the earlier records of a key\n"
  "prev(x), ago(x, 1h), elapsed(), count(10m), sum(x, 10m), mean, min, max, stddev, change_pct(x, 10m), rate, zscore(x, 1h),\n"
  "rzscore, ewma, ewma_zscore, speed_kmh(lat, lon), distance_km, first_seen(x). data/alert/README.md describes them. A name\n"
  "with other characters stands between backquotes.\n"
  "\n"
  "Columns are rule, key, state, event_time, value, topic, partition, offset and reason. States: pending (holds, not yet\n"
  "for --for), firing, recovering (ended, but not yet for --keep-firing), resolved, no_data (a silent key), behind (silent,\n"
  "but not all is read) and error (of a rule whose condition no record can decide). What has an end (-e, --to, -c, --input) is evaluated by event time alone, silence too, and comes in\n"
  "the order of event time, rule and key: the same records give the same bytes. Without an end a row comes as it happens,\n"
  "and silence is measured by the wall clock.\n"
  "\n"
  "Examples:\n"
  "  weir-cli alerts -b localhost:9092 -t iot_data -e --key device_id --time timestamp:ms --value temperature "
  "--rule 'hot: temperature > 40' --for 30s --clear 'temperature < 38' --severity critical\n"
  "  weir-cli alerts -b localhost:9092 -t iot_data -e --key device_id --time timestamp:ms --value temperature "
  "--rule 'quiet: silent 60s' --output json\n"
  "  weir-cli alerts -b localhost:9092 -t transaction_data --key customer_id --time timestamp:ms --value amount "
  "--rule 'large: amount > 1000' --rule 'negative: amount < 0'\n"
  "  weir-cli alerts -b localhost:9092 -t iot_data -e --key device_id --time timestamp:ms --value temperature "
  "--rule 'spike: ewma_zscore(temperature, 5m) > 6 or temperature - prev(temperature) > 10'\n"
  "  weir-cli alerts -b localhost:9092 -t transaction_data -e --key customer_id --time timestamp:ms --value amount "
  "--window 1m --agg count,sum --rule 'many: window count > 20'\n"
  "  weir-cli alerts -b localhost:9092 -t iot_data -e --key device_id --time timestamp:ms --value temperature "
  "--rule 'hot: temperature > 40' --publish-to alert-events\n"
  "  weir-cli alerts --workspace plant.json -b localhost:9092 -e\n"
  "  weir-cli alerts --workspace plant.json -b localhost:9092 -e --rule 'cheap: trading_data: price < 100'\n"
  "  weir-cli alerts --input trades.csv.gz --key symbol --time ts_us:us --value price --rule 'up: price > 100' "
  "--fail-on-firing\n"
  "The topics are those that “weir-cli simulate -b localhost:9092” fills.\n";

static GOptionContext *
weir_cli_alerts_create_context (WeirCliAlertsOptions *options)
{
  const GOptionEntry entries[] = {
    { "fail-on-firing", 0, 0, G_OPTION_ARG_NONE, &options->fail_on_firing,
      N_("Exit with 5 if a rule fired or a key had no data"), NULL },
    { NULL }
  };
  static const WeirCliStreamHelp help = { N_("What changes are written as (default csv)"), N_("csv|json|parquet") };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _("Every change of state of rules, live or for what was: “would this have fired last "
                                           "week?”"));
  g_option_context_set_description (context, examples);
  weir_cli_rule_options_add_options (&options->rules, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_window_options_add_options (&options->window, context);
  weir_cli_alert_publish_add_options (&options->publish, context);
  weir_cli_stream_options_add_options (&options->streams, context, &help);

  return context;
}

/* All that share the connection of the workspace's first rule are read, if no stream is named. */
static gboolean
weir_cli_alerts_choose_stream (WeirCliAlertsOptions *options,
                               GError              **error)
{
  WeirCliInput *input = &options->streams.input;
  g_autoptr(WeirWorkspace) workspace = NULL;
  const WeirRuleConfig *rule = NULL;
  GPtrArray *rules = options->rules.rules;

  if (input->workspace == NULL || input->stream != NULL)
    return TRUE;

  if (rules->len == 0)
    {
      workspace = weir_workspace_new_from_file (input->workspace, error);
      if (workspace == NULL)
        return FALSE;
      rules = weir_workspace_get_rules (workspace);
    }
  if (rules->len > 0)
    rule = g_ptr_array_index (rules, 0);
  if (rule == NULL || rule->stream == NULL)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   rule == NULL ? _("“%s” has no rules: write some with --rule")
                                : _("which stream of “%s”? write 'NAME: STREAM: CONDITION', or add --stream"),
                   input->workspace);
      return FALSE;
    }
  input->stream = g_strdup (rule->stream);

  return TRUE;
}

static gboolean
weir_cli_alerts_has_windows (WeirCliAlertsOptions *options)
{
  for (guint i = 0; i < options->rules.rules->len; i++)
    if (weir_rule_kind_is_of_rows (((const WeirRuleConfig *) g_ptr_array_index (options->rules.rules, i))->kind))
      return TRUE;

  return FALSE;
}

/* A workspace says itself what windows its streams have. */
static gboolean
weir_cli_alerts_describe_window (WeirCliAlertsOptions *options,
                                 WeirStreamConfig     *config,
                                 GError              **error)
{
  if (options->streams.description.from_file || !weir_cli_alerts_has_windows (options))
    return TRUE;

  return weir_cli_window_options_apply (&options->window, config, FALSE, weir_cli_input_is_bounded (&options->streams.input),
                                        error) != NULL;
}

static gboolean
weir_cli_alerts_describe (WeirCliAlertsOptions *options,
                          gboolean              whole,
                          GError              **error)
{
  WeirStreamConfig *config = weir_cli_stream_options_describe (&options->streams, TRUE, error);

  if (config == NULL)
    return FALSE;

  if (!options->streams.description.from_file && options->rules.rules->len == 0)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("which rules? write them, as in --rule 'hot: temperature > 40', or name a --workspace"));
      return FALSE;
    }

  if (!weir_cli_alerts_describe_window (options, config, error))
    return FALSE;

  return weir_cli_rule_options_apply (&options->rules, options->streams.description.workspace, whole ? NULL : config->name,
                                      error);
}

static gboolean
weir_cli_alerts_parse (WeirCliAlertsOptions *options,
                       GStrv                 argv,
                       gboolean             *whole,
                       GError              **error)
{
  g_autoptr(GOptionContext) context = weir_cli_alerts_create_context (options);
  g_auto(GStrv) rest = g_strdupv (argv);

  if (!weir_cli_parse (context, &rest, error))
    return FALSE;

  options->streams.writes_kafka = weir_cli_alert_publish_is_wanted (&options->publish);
  if (!weir_cli_stream_options_finish (&options->streams, rest + 1, NULL, error))
    return FALSE;

  *whole = options->streams.input.workspace != NULL && options->streams.input.stream == NULL;

  return weir_cli_alerts_choose_stream (options, error) && weir_cli_alerts_describe (options, *whole, error);
}

/* Rules of streams that are not read. */
static void
weir_cli_alerts_say_left_out (WeirCliAlerts *self,
                              GPtrArray     *rules)
{
  guint n_evaluated = 0;

  for (guint i = 0; i < weir_topology_get_n_streams (self->task.topology); i++)
    n_evaluated += weir_stream_get_rules (weir_topology_get_stream (self->task.topology, i))->len;
  if (n_evaluated < rules->len)
    weir_cli_say (ngettext ("%u rule is about a stream that is not read, and is not evaluated",
                            "%u rules are about streams that are not read, and are not evaluated", rules->len - n_evaluated),
                  rules->len - n_evaluated);
}

static gboolean
weir_cli_alerts_open (WeirCliAlerts        *self,
                      WeirCliAlertsOptions *options,
                      gboolean              whole,
                      GError              **error)
{
  const WeirCliOutputSpec output = weir_cli_stream_options_get_output (&options->streams);
  GPtrArray *rules = weir_workspace_get_rules (options->streams.description.workspace);
  gboolean bounded = weir_cli_input_is_bounded (&options->streams.input);

  self->task.rules = bounded ? WEIR_CLI_TASK_RULES_REPLAY : WEIR_CLI_TASK_RULES_LIVE;
  self->task.whole = whole;
  if (!weir_cli_task_open (&self->task, &options->streams, TRUE, error))
    return FALSE;

  if (!options->streams.connection.quiet)
    weir_cli_alerts_say_left_out (self, rules);
  self->changes = weir_cli_alert_sink_new (self->task.topology, rules, bounded, &output, error);

  return self->changes != NULL && weir_cli_alert_publish_open (&options->publish, &self->task, rules, error);
}

static void
weir_cli_alerts_close (WeirCliAlerts *self)
{
  weir_cli_task_clear (&self->task);
  g_clear_pointer (&self->changes, weir_cli_alert_sink_free);
}

/* @get: what is counted of each rule. */
static guint64
weir_cli_alerts_count (WeirCliAlerts *self,
                       guint64      (*get) (WeirRule *rule))
{
  guint64 n = 0;

  for (guint i = 0; i < weir_topology_get_n_streams (self->task.topology); i++)
    {
      GPtrArray *rules = weir_stream_get_rules (weir_topology_get_stream (self->task.topology, i));

      for (guint j = 0; j < rules->len; j++)
        n += get (g_ptr_array_index (rules, j));
    }

  return n;
}

static void
weir_cli_alerts_summarize_publisher (WeirCliAlertsOptions *options,
                                     WeirCliSummary       *summary)
{
  WeirAlertPublisher *publisher = options->publish.publisher;

  if (publisher == NULL)
    return;

  if (!options->streams.connection.quiet)
    weir_cli_say (_("changes of state: %" PRIu64 " published, %" PRIu64 " known from earlier runs"),
                  weir_alert_publisher_get_n_published (publisher), weir_alert_publisher_get_n_known (publisher));
  weir_cli_summary_note (summary, "published", weir_alert_publisher_get_n_published (publisher));
  weir_cli_summary_note (summary, "known", weir_alert_publisher_get_n_known (publisher));
}

static gboolean
weir_cli_alerts_summarize (WeirCliAlerts         *self,
                           WeirCliAlertsOptions  *options,
                           gboolean              *lacks,
                           GError               **error)
{
  g_autoptr(WeirCliSummary) summary = weir_cli_summary_new ();
  guint64 n_records = weir_topology_get_n_records (self->task.topology);
  guint64 n_dead = weir_topology_get_n_dead (self->task.topology);
  guint64 n_overflows = weir_cli_alerts_count (self, weir_rule_get_n_overflowed);
  guint64 n_forgotten = weir_cli_alerts_count (self, weir_rule_get_n_forgotten);

  weir_cli_task_say_fields (&self->task, WEIR_CLI_FIELDS_ODD);
  weir_cli_task_say_tombstones (&self->task);
  weir_cli_alerts_summarize_publisher (options, summary);
  *lacks = weir_cli_task_say_short (&self->task) > 0 || n_overflows > 0 || n_forgotten > 0 ||
           weir_cli_alert_sink_get_n_errors (self->changes) > 0;
  if (n_overflows > 0)
    weir_cli_say (_("%" PRIu64 " times a condition held for a key that is not followed: %d keys of a rule were not normal already"),
                  n_overflows, WEIR_RULE_MAX_STATES);
  if (n_forgotten > 0)
    weir_cli_say (ngettext ("%" PRIu64 " key or value was forgotten that a condition may have needed: its memory was full", "%" PRIu64 " keys or values were forgotten that a condition may have needed: its memory was full", (gulong) n_forgotten), n_forgotten);
  if (!options->streams.connection.quiet)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      weir_cli_add_count (line, ngettext ("%" PRIu64 " record read", "%" PRIu64 " records read", (gulong) n_records), n_records);
      weir_cli_add_count (line, ngettext ("%" PRIu64 " change of state", "%" PRIu64 " changes of state", (gulong) weir_cli_alert_sink_get_n_changes (self->changes)), weir_cli_alert_sink_get_n_changes (self->changes));
      weir_cli_add_count (line, ngettext ("%" PRIu64 " firing", "%" PRIu64 " firings", (gulong) weir_cli_alert_sink_get_n_fired (self->changes)), weir_cli_alert_sink_get_n_fired (self->changes));
      weir_cli_add_count (line, ngettext ("%" PRIu64 " dead letter", "%" PRIu64 " dead letters", (gulong) n_dead), n_dead);
      weir_cli_say ("%s", line->str);
    }

  weir_cli_summary_add (summary, "records", n_records);
  weir_cli_summary_add (summary, "changes", weir_cli_alert_sink_get_n_changes (self->changes));
  weir_cli_summary_add (summary, "firings", weir_cli_alert_sink_get_n_fired (self->changes));
  weir_cli_summary_note (summary, "overflowed", n_overflows);
  weir_cli_summary_note (summary, "forgotten", n_forgotten);
  weir_cli_summary_add (summary, "dead_letters", n_dead);

  return weir_cli_task_save_summary (&self->task, summary, error);
}

static WeirCliExit
weir_cli_alerts_run (WeirCliAlerts        *self,
                     WeirCliAlertsOptions *options,
                     gboolean              whole)
{
  g_autoptr(GError) error = NULL;
  gboolean lacks = FALSE;

  if (!weir_cli_alerts_open (self, options, whole, &error))
    return weir_cli_report (error);

  if (!weir_cli_task_run (&self->task, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        weir_cli_alerts_summarize (self, options, &lacks, NULL);
      return weir_cli_report (error);
    }

  if (!weir_cli_alerts_summarize (self, options, &lacks, &error))
    return weir_cli_report (error);

  if (options->fail_on_firing && weir_cli_alert_sink_get_n_fired (self->changes) > 0)
    return WEIR_CLI_FIRED;

  return weir_cli_task_get_exit (&self->task, lacks);
}

WeirCliExit
weir_cli_alerts_as (GStrv          argv,
                    WeirCliExport *export)
{
  WeirCliAlertsOptions options = { 0 };
  WeirCliAlerts alerts = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean whole = FALSE;
  WeirCliExit code;

  weir_cli_interrupt_get ();
  weir_cli_stream_options_init (&options.streams);
  options.streams.export = export;
  weir_cli_window_options_init (&options.window);
  if (weir_cli_alerts_parse (&options, argv, &whole, &error))
    code = weir_cli_alerts_run (&alerts, &options, whole);
  else
    code = weir_cli_report (error);

  weir_cli_alerts_close (&alerts);
  weir_cli_alert_publish_clear (&options.publish);
  weir_cli_window_options_clear (&options.window);
  weir_cli_stream_options_clear (&options.streams);
  weir_cli_rule_options_clear (&options.rules);

  return code;
}

WeirCliExit
weir_cli_alerts (GStrv argv)
{
  return weir_cli_alerts_as (argv, NULL);
}
