#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/weir-cli-connection.h"
#include "app/cli/weir-cli-export.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-lag-look.h"
#include "app/cli/weir-cli-lag-server.h"
#include "app/cli/weir-cli-stdout.h"
#include "app/cli/weir-cli.h"
#include "data/decode/weir-escape.h"
#include "data/lag/weir-lag-process.h"
#include "data/source/weir-source.h"

/* What a server is asked for about as often. */
#define LISTEN_USEC (15 * G_USEC_PER_SEC)

typedef enum
{
  WEIR_CLI_LAG_TABLE,
  WEIR_CLI_LAG_JSON,
  WEIR_CLI_LAG_CSV,
  WEIR_CLI_LAG_OPENMETRICS,
} WeirCliLagFormat;

typedef struct
{
  WeirCliConnection connection;
  char             *group;
  GStrv             topics;
  char             *watch;
  char             *output;
  char             *listen;
  char             *fail_on;
  char             *sort;
  char             *history;
  int               n_looks;
  WeirCliExport    *export;        /* borrowed, nullable: rows go to a file */
  char             *file;          /* of an export */
  WeirCliOutput    *rows;          /* owned, nullable */
  gboolean          json;
  gboolean          summary;
  gboolean          members;

  /* What they say. */
  gint64            period_usec;   /* 0: one look */
  WeirCliLagFormat  format;
  WeirLagView       view;
  WeirCliLagOrder   order;
  gboolean          fails;
  WeirLagState      fail_state;
} WeirCliLagOptions;

static const char * const formats[] = { "table", "json", "csv", "openmetrics", NULL };
static const char * const orders[] = { "group", "lag", "seconds", "state", NULL };

/* FALSE when it was interrupted. */
static gboolean
weir_cli_lag_wait (WeirCliLagOptions  *options,
                   gint64              since_usec,
                   GError            **error)
{
  GCancellable *interrupt = weir_cli_interrupt_get ();
  gint64 left_usec = since_usec + options->period_usec - g_get_monotonic_time ();
  GPollFD interrupted;

  if (left_usec > 0 && g_cancellable_make_pollfd (interrupt, &interrupted))
    {
      g_poll (&interrupted, 1, (int) CLAMP (left_usec / 1000, 1, G_MAXINT));
      g_cancellable_release_fd (interrupt);
    }

  return !g_cancellable_set_error_if_cancelled (interrupt, error);
}

/* A cluster may have no groups; one that was asked for, or its topic, is misspelt. FALSE with @error set then. */
static gboolean
weir_cli_lag_explain_nothing (WeirCliLagOptions  *options,
                              GError            **error)
{
  const char *message = _("no group has committed an offset there");

  if (options->period_usec > 0 || (options->group == NULL && options->topics == NULL))
    {
      if (!options->connection.quiet)
        weir_cli_say ("%s", message);
      return TRUE;
    }

  g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED, message);

  return FALSE;
}

/* A group may have any name; the format keeps all characters but three. */
static void
weir_cli_lag_append_shown_metrics (const WeirCliLagLook *look,
                                   GString              *text)
{
  g_autoptr(GString) metrics = g_string_new (NULL);
  g_autofree char *page = NULL;

  weir_cli_lag_append_metrics (look, metrics);
  page = weir_escape_dup_page (metrics->str, metrics->len);
  g_string_append (text, page);
}

static void
weir_cli_lag_append (WeirCliLagOptions    *options,
                     const WeirCliLagLook *look,
                     gboolean              first,
                     GString              *text)
{
  gboolean shown = isatty (STDOUT_FILENO);

  switch (options->format)
    {
    case WEIR_CLI_LAG_JSON:
      weir_cli_lag_append_json (look, options->view, text);
      break;
    case WEIR_CLI_LAG_CSV:
      weir_cli_lag_append_csv (look, options->view, first, shown, text);
      break;
    case WEIR_CLI_LAG_OPENMETRICS:
      if (shown)
        weir_cli_lag_append_shown_metrics (look, text);
      else
        weir_cli_lag_append_metrics (look, text);
      break;
    case WEIR_CLI_LAG_TABLE:
    default:
      weir_cli_lag_append_table (look, options->view, text);
      break;
    }
}

static gboolean
weir_cli_lag_check_state (WeirCliLagOptions  *options,
                          const WeirLagLook  *look,
                          GError            **error)
{
  WeirLagState worst = weir_lag_look_get_worst (look);

  if (!options->fails || worst < options->fail_state)
    return TRUE;

  for (guint i = 0; i < look->sums->len; i++)
    {
      const WeirLagSum *sum = &g_array_index (look->sums, WeirLagSum, i);
      g_autofree char *reason = NULL;

      if (sum->numbers.state != worst)
        continue;
      reason = weir_lag_look_dup_sum_reason (look, sum, TRUE);
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED, "%s: %s: %s", sum->group->name,
                   weir_lag_state_get_word (worst), reason);
      break;
    }

  return FALSE;
}

static gboolean
weir_cli_lag_tell_look (WeirCliLagOptions  *options,
                        const WeirLagLook  *seen,
                        WeirCliLagServer   *server,
                        gboolean            first,
                        GError            **error)
{
  g_auto(WeirCliLagLook) look = { 0 };
  g_autoptr(GString) text = g_string_new (NULL);

  weir_cli_lag_look_init (&look, seen, options->order);
  if (options->rows != NULL)
    return weir_cli_lag_write (&look, options->view, options->rows, error) && weir_cli_lag_check_state (options, seen, error);
  if (server != NULL)
    {
      weir_cli_lag_append_metrics (&look, text);
      weir_cli_lag_server_put (server, text->str);
      return weir_cli_lag_check_state (options, seen, error);
    }

  weir_cli_lag_append (options, &look, first, text);

  return weir_cli_stdout_write (text->str, text->len, error)
         && (look.rows->len > 0 || weir_cli_lag_explain_nothing (options, error))
         && weir_cli_lag_check_state (options, seen, error);
}

/* A server stays while the cluster is away, and says so; nothing else gets better by waiting. */
static gboolean
weir_cli_lag_bear (WeirCliLagServer  *server,
                   GError           **error,
                   gboolean          *was_down)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (server == NULL || (!g_error_matches (*error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE)
                         && !g_error_matches (*error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED)))
    return FALSE;

  if (!*was_down)
    weir_cli_say ("%s", (*error)->message);
  *was_down = TRUE;
  weir_cli_lag_append_metrics (NULL, text);
  weir_cli_lag_server_put (server, text->str);
  g_clear_error (error);

  return TRUE;
}

static gboolean
weir_cli_lag_restore (WeirCliLagOptions  *options,
                      WeirLagBook        *book,
                      GError            **error)
{
  if (options->history == NULL || weir_lag_book_restore_file (book, options->history, error))
    return TRUE;

  g_prefix_error_literal (error, "--history: ");

  return FALSE;
}

/* NULL with @error set if it was not told. */
static WeirLagLook *
weir_cli_lag_take (WeirCliLagOptions  *options,
                   WeirLagSnapshot    *snapshot,
                   WeirLagBook        *book,
                   WeirCliLagServer   *server,
                   gboolean            first,
                   GError            **error)
{
  g_autoptr(WeirLagLook) look = weir_lag_look_new (snapshot, book, options->topics == NULL);

  if ((options->history != NULL && !weir_lag_book_save_file (book, options->history, error))
      || !weir_cli_lag_tell_look (options, look, server, first, error))
    return NULL;

  return g_steal_pointer (&look);
}

static gboolean
weir_cli_lag_run (WeirCliLagOptions *options,
                  WeirSettings      *settings,
                  WeirCliLagServer  *server,
                  GError           **error)
{
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  g_autoptr(WeirLagLook) previous = NULL;
  gboolean was_down = FALSE;
  gint64 since_usec;
  int n = 0;

  if (!weir_cli_lag_restore (options, book, error))
    return FALSE;

  do
    {
      WeirLagSnapshot *snapshot;
      WeirLagLook *look;

      since_usec = g_get_monotonic_time ();
      snapshot = weir_lag_process_read (settings, options->group, (const char * const *) options->topics,
                                        previous != NULL ? previous->snapshot : NULL,
                                        weir_cli_connection_get_deadline_msec (&options->connection),
                                        weir_cli_interrupt_get (), error);
      if (snapshot == NULL && !weir_cli_lag_bear (server, error, &was_down))
        return FALSE;
      if (snapshot == NULL)
        continue;

      was_down = FALSE;
      look = weir_cli_lag_take (options, snapshot, book, server, n == 0, error);
      if (look == NULL)
        return FALSE;
      g_clear_pointer (&previous, weir_lag_look_unref);
      previous = look;
      n++;
    }
  while (options->period_usec > 0 && (options->n_looks == 0 || n < options->n_looks)
         && weir_cli_lag_wait (options, since_usec, error));

  return (options->period_usec == 0 || n == options->n_looks)
         && (options->rows == NULL || weir_cli_output_finish (options->rows, error));
}

/* A look at a moment: where the rows come from is when it was. */
static gboolean
weir_cli_lag_open_rows (WeirCliLagOptions  *options,
                        GError            **error)
{
  g_autoptr(GArray) columns = weir_cli_lag_dup_columns (options->view);
  const WeirCliOutputSpec spec = {
    .format = options->output,
    .path = options->file,
    .otherwise = WEIR_EXPORT_CSV,
    .provenance = options->export->provenance,
  };

  weir_provenance_set_time (options->export->provenance, "time", g_get_real_time ());
  options->rows = weir_cli_output_new (&spec, (const WeirExportColumn *) columns->data, columns->len, error);

  return options->rows != NULL;
}

/* -- options -- */

static gboolean
weir_cli_lag_find_word (const char          *option,
                        const char          *word,
                        const char * const  *words,
                        guint               *found,
                        GError             **error)
{
  g_autofree char *all = NULL;

  for (guint i = 0; word != NULL && words[i] != NULL; i++)
    if (g_str_equal (word, words[i]))
      {
        *found = i;
        return TRUE;
      }
  if (word == NULL)
    return TRUE;

  all = g_strjoinv (", ", (char **) words);
  g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("%s: “%s” is none of %s"), option, word, all);

  return FALSE;
}

static gboolean
weir_cli_lag_parse_fail_on (WeirCliLagOptions  *options,
                            GError            **error)
{
  if (options->fail_on == NULL)
    return TRUE;

  options->fails = weir_lag_state_parse (options->fail_on, &options->fail_state) && options->fail_state >= WEIR_LAG_WARN;
  if (!options->fails)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                 _("--fail-on: “%s” is none of warn, stall, stop, rewind, lost, past-end"), options->fail_on);

  return options->fails;
}

static gboolean
weir_cli_lag_understand (WeirCliLagOptions  *options,
                         GError            **error)
{
  guint format = options->json ? WEIR_CLI_LAG_JSON : WEIR_CLI_LAG_TABLE;
  guint order = WEIR_CLI_LAG_BY_GROUP;

  if ((options->export == NULL && !weir_cli_lag_find_word ("--output", options->output, formats, &format, error))
      || !weir_cli_lag_find_word ("--sort", options->sort, orders, &order, error)
      || !weir_cli_lag_parse_fail_on (options, error)
      || !weir_cli_parse_duration (options->watch, FALSE, &options->period_usec, error))
    return FALSE;

  options->format = format;
  options->order = order;
  options->view = options->members ? WEIR_LAG_VIEW_MEMBERS
                  : options->summary ? WEIR_LAG_VIEW_GROUPS
                                     : WEIR_LAG_VIEW_PARTITIONS;
  if (options->period_usec == 0 && options->listen != NULL)
    options->period_usec = LISTEN_USEC;
  if ((options->members && options->summary) || options->n_looks < 0
      || (options->n_looks > 0 && options->period_usec == 0))
    {
      g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                           options->members && options->summary ? _("--members and --summary are two views: give one of them")
                                                                : _("--count is of --watch: give it how often, as 5s"));
      return FALSE;
    }

  return TRUE;
}

static void
weir_cli_lag_add_outputs (WeirCliLagOptions *options,
                          GOptionContext    *context)
{
  const GOptionEntry shown_entries[] = {
    { "output", 'O', 0, G_OPTION_ARG_STRING, &options->output,
      N_("table, json (an object a row), csv or openmetrics"), N_("FORMAT") },
    { "json", 'J', 0, G_OPTION_ARG_NONE, &options->json, N_("As --output json"), NULL },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen,
      N_("Serve OpenMetrics at http://ADDRESS/metrics, as 127.0.0.1:9308, in place of printing"), N_("ADDRESS") },
    { NULL }
  };
  const GOptionEntry file_entries[] = {
    { "output", 0, 0, G_OPTION_ARG_STRING, &options->output, N_("What rows are written as (default csv)"), N_("csv|json|parquet") },
    { "file", 'O', 0, G_OPTION_ARG_FILENAME, &options->file,
      N_("Write to a file, which is there whole or not at all; its ending tells the format, and .gz behind it compresses"),
      N_("FILE") },
    { NULL }
  };

  g_option_context_add_main_entries (context, options->export != NULL ? file_entries : shown_entries, GETTEXT_PACKAGE);
}

static gboolean
weir_cli_lag_parse (WeirCliLagOptions *options,
                    GStrv              argv,
                    GError           **error)
{
  const GOptionEntry entries[] = {
    { "group", 'G', 0, G_OPTION_ARG_STRING, &options->group, N_("Only this group (default: all)"), N_("GROUP") },
    { "topic", 't', 0, G_OPTION_ARG_STRING_ARRAY, &options->topics,
      N_("Only this topic; may be repeated; ^REGEX is every topic that matches"), N_("TOPIC") },
    { "summary", 0, 0, G_OPTION_ARG_NONE, &options->summary, N_("One row a group"), NULL },
    { "members", 0, 0, G_OPTION_ARG_NONE, &options->members, N_("Who is in the groups, and what they read"), NULL },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &options->sort,
      N_("The worst first: by lag, seconds or state (default: by group)"), N_("WHAT") },
    { "watch", 'w', 0, G_OPTION_ARG_STRING, &options->watch, N_("Repeat so often until interrupted"), N_("DURATION") },
    { "count", 'c', 0, G_OPTION_ARG_INT, &options->n_looks, N_("With --watch: stop after so many reports"), N_("N") },
    { "fail-on", 0, 0, G_OPTION_ARG_STRING, &options->fail_on,
      N_("Exit status 1 as soon as one is as bad as warn, stall, stop, rewind, lost or past-end, in this order"), N_("STATE") },
    { "history", 0, 0, G_OPTION_ARG_FILENAME, &options->history,
      N_("Remember in this file what was seen, so that single looks can tell rates and all states"), N_("FILE") },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_auto(GStrv) rest = g_strdupv (argv);

  g_option_context_set_summary (context, _("How far consumer groups are behind, partition by partition, in the columns of "
                                           "kafka-consumer-groups and a few more.\nWhat is not known is “–”, and null in JSON. "
                                           "Rates, and the states warn, stall and rewind, need several looks: --watch or --history."));
  g_option_context_set_description (context,
                                    "Examples:\n"
                                    "  weir-cli lag -b localhost:9092 -G billing\n"
                                    "  weir-cli lag -b localhost:9092 --summary --sort lag\n"
                                    "  weir-cli lag -b localhost:9092 -t stock-prices --watch 2s --count 5 --fail-on warn\n"
                                    "  weir-cli lag -b localhost:9092 --listen 127.0.0.1:9308\n");
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_lag_add_outputs (options, context);
  weir_cli_connection_add_options (&options->connection, context);

  return weir_cli_parse (context, &rest, error) && weir_cli_lag_understand (options, error);
}

static void
weir_cli_lag_options_clear (WeirCliLagOptions *options)
{
  weir_cli_connection_clear (&options->connection);
  g_strfreev (options->topics);
  g_free (options->group);
  g_free (options->watch);
  g_free (options->output);
  g_free (options->listen);
  g_free (options->fail_on);
  g_free (options->sort);
  g_free (options->history);
  g_free (options->file);
  g_clear_pointer (&options->rows, weir_cli_output_free);
}

WeirCliExit
weir_cli_lag_as (GStrv          argv,
                 WeirCliExport *export)
{
  WeirCliLagOptions options = { .export = export };
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirCliLagServer) server = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done;

  if (weir_cli_lag_parse (&options, argv, &error))
    settings = weir_cli_connection_get_settings (&options.connection, &error);
  if (settings != NULL && options.listen != NULL)
    {
      server = weir_cli_lag_server_new (options.listen, &error);
      if (server != NULL && !options.connection.quiet)
        weir_cli_say ("http://%s:%u/metrics", weir_cli_lag_server_get_host (server), weir_cli_lag_server_get_port (server));
    }
  done = error == NULL && (export == NULL || weir_cli_lag_open_rows (&options, &error)) && weir_cli_lag_run (&options, settings, server, &error);
  weir_cli_lag_options_clear (&options);

  return done ? WEIR_CLI_DONE : weir_cli_report (error);
}

WeirCliExit
weir_cli_lag (GStrv argv)
{
  return weir_cli_lag_as (argv, NULL);
}
