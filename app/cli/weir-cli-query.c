#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <pthread.h>
#include <unistd.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-stdout.h"
#include "app/cli/weir-cli-table.h"
#include "app/cli/weir-cli-workspace.h"
#include "app/cli/weir-cli.h"
#include "data/base/weir-leftover.h"
#include "data/base/weir-output-file.h"
#include "data/store/weir-console.h"
#include "data/store/weir-lag-rows.h"

/* How soon an end is seen: by the clock, or by a signal. */
#define LOOK_USEC (20 * G_TIME_SPAN_MILLISECOND)
/* How long a statement may take to end when its time is over. */
#define PATIENCE_USEC G_TIME_SPAN_SECOND

typedef struct
{
  WeirCliConnection  connection;
  char              *workspace;
  gboolean           trusts;
  char              *recordings;
  GStrv              allowed;
  char              *output;
  char              *file;
  gboolean           csv_raw;
  int                memory_mib;
  int                n_threads;
  WeirSettings      *settings;       /* owned, nullable: no topics are read */
} WeirCliQueryOptions;

/* At work. */
typedef struct
{
  WeirCliQueryOptions *options;
  GCancellable        *cancellable;  /* owned: by a signal, or by the clock */
  gulong               interrupted;  /* handler */
  guint                timeout_msec; /* 0: none */
  GThread             *clock;        /* owned, nullable */
  pthread_mutex_t      mutex;
  pthread_cond_t       cond;         /* by the monotonic clock */
  gboolean             done;         /* guarded by mutex, as whether there is a console */
  int                  timed_out;    /* atomic */
  WeirConsole         *console;      /* owned */
  WeirCliTable        *table;        /* owned; NULL: rows are wanted */
  WeirCliOutput       *rows;         /* owned; NULL: a table is wanted */
  gboolean             is_plan;      /* of a statement, not its rows */
  guint64              n_rows;
} WeirCliQuery;

static void
weir_cli_query_init_lock (WeirCliQuery *self)
{
  pthread_condattr_t monotonic;

  pthread_mutex_init (&self->mutex, NULL);
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&self->cond, &monotonic);
  pthread_condattr_destroy (&monotonic);
}

static void
weir_cli_query_say_timed_out (WeirCliQuery *self)
{
  weir_cli_say (_("the statement was ended after %u s; --timeout gives more"), self->timeout_msec / 1000);
}

static void
on_interrupted (GCancellable *cancellable,
                gpointer      user_data)
{
  g_cancellable_cancel (((WeirCliQuery *) user_data)->cancellable);
}

/* With the mutex held: until the statement is through, or @usec are over. Whether it is. */
static gboolean
weir_cli_query_await (WeirCliQuery *self,
                      gint64        usec)
{
  gint64 end_usec = g_get_monotonic_time () + usec;
  const struct timespec end = { end_usec / G_USEC_PER_SEC, end_usec % G_USEC_PER_SEC * 1000 };

  while (!self->done && pthread_cond_timedwait (&self->cond, &self->mutex, &end) == 0)
    ;

  return self->done;
}

/* What no interruption ends, as the opening of a pipe, is not waited for. */
static void
weir_cli_query_give_up (WeirCliQuery *self)
{
  weir_cli_query_say_timed_out (self);
  weir_leftover_remove_held ();
  _exit (WEIR_CLI_FAILED);
}

/* A thread of its own: the main one is in DuckDB's hands. An interruption may come before the statement has begun. */
static gpointer
run_clock (gpointer user_data)
{
  WeirCliQuery *self = user_data;
  gint64 end_usec = self->timeout_msec > 0 ? g_get_monotonic_time () + self->timeout_msec * G_TIME_SPAN_MILLISECOND : G_MAXINT64;

  pthread_mutex_lock (&self->mutex);
  while (!weir_cli_query_await (self, LOOK_USEC))
    {
      if (g_get_monotonic_time () >= end_usec && !g_cancellable_is_cancelled (self->cancellable))
        {
          g_atomic_int_set (&self->timed_out, TRUE);
          g_cancellable_cancel (self->cancellable);
        }
      if (g_cancellable_is_cancelled (self->cancellable) && self->console != NULL)
        weir_console_interrupt (self->console);
      if (g_atomic_int_get (&self->timed_out) && g_get_monotonic_time () >= end_usec + PATIENCE_USEC)
        weir_cli_query_give_up (self);
    }
  pthread_mutex_unlock (&self->mutex);

  return NULL;
}

static void
weir_cli_query_start_clock (WeirCliQuery *self)
{
  self->timeout_msec = (guint) MAX (self->options->connection.timeout_seconds, 0) * 1000;
  self->clock = g_thread_new ("timeout", run_clock, self);
}

static void
weir_cli_query_stop_clock (WeirCliQuery *self)
{
  pthread_mutex_lock (&self->mutex);
  self->done = TRUE;
  pthread_cond_signal (&self->cond);
  pthread_mutex_unlock (&self->mutex);
  g_clear_pointer (&self->clock, g_thread_join);
}

static gboolean
weir_cli_query_wants_table (WeirCliQueryOptions *options)
{
  return options->file == NULL && (options->output == NULL || g_ascii_strcasecmp (options->output, "table") == 0);
}

static WeirCliOutputSpec
weir_cli_query_get_output (WeirCliQueryOptions *options)
{
  return (WeirCliOutputSpec) {
    .format = options->output,
    .path = options->file,
    .otherwise = WEIR_EXPORT_CSV,
    .csv_raw = options->csv_raw,
  };
}

static gboolean
weir_cli_query_open_output (WeirCliQuery  *self,
                            GError       **error)
{
  guint n_columns;
  const WeirExportColumn *columns = weir_console_get_columns (self->console, &n_columns);
  const WeirCliOutputSpec spec = weir_cli_query_get_output (self->options);

  if (weir_cli_query_wants_table (self->options))
    self->table = weir_cli_table_new (columns, n_columns);
  else
    self->rows = weir_cli_output_new (&spec, columns, n_columns, error);

  return self->table != NULL || self->rows != NULL;
}

/* A plan is a drawing of many lines, and no cell of a table. */
static gboolean
weir_cli_query_write_plan (const WeirValue  *cells,
                           guint             n_columns,
                           GError          **error)
{
  const WeirValue *plan = &cells[n_columns - 1];

  return weir_cli_stdout_write (plan->as_text, plan->length, error);
}

static gboolean
weir_cli_query_add_row (WeirCliQuery     *self,
                        const WeirValue  *cells,
                        GError          **error)
{
  guint n_columns;
  const WeirExportColumn *columns = weir_console_get_columns (self->console, &n_columns);

  self->n_rows++;
  if (self->table != NULL && g_str_equal (columns[0].name, "explain_key") && cells[n_columns - 1].type == WEIR_VALUE_TEXT)
    {
      self->is_plan = TRUE;
      return weir_cli_query_write_plan (cells, n_columns, error);
    }
  if (self->table != NULL)
    return weir_cli_table_add_row (self->table, cells, error);

  return weir_cli_output_add_row (self->rows, cells, error);
}

static gboolean
weir_cli_query_fetch_all (WeirCliQuery  *self,
                          GError       **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree WeirValue *cells = NULL;
  guint n_columns;

  weir_console_get_columns (self->console, &n_columns);
  cells = g_new0 (WeirValue, n_columns);
  while (weir_console_next (self->console, cells, &local_error))
    if (!weir_cli_query_add_row (self, cells, error))
      return FALSE;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (self->is_plan)
    return TRUE;

  return self->table != NULL ? weir_cli_table_finish (self->table, error) : weir_cli_output_finish (self->rows, error);
}

static gboolean
weir_cli_query_open (WeirCliQuery  *self,
                     const char    *sql,
                     GError       **error)
{
  WeirCliQueryOptions *options = self->options;
  guint deadline_msec = weir_cli_connection_get_deadline_msec (&options->connection);
  g_autoptr(GPtrArray) tables = weir_lag_rows_ask (options->settings, sql, deadline_msec, self->cancellable, error);
  const WeirConsoleSpec spec = {
    .recordings = options->recordings,
    .allowed = (const char * const *) options->allowed,
    .tables = tables,
    .settings = options->settings,
    .deadline_msec = deadline_msec,
    .memory_bytes = (gsize) options->memory_mib * 1024 * 1024,
    .n_threads = (guint) options->n_threads,
    .cancellable = self->cancellable,
  };
  WeirConsole *console;

  if (tables == NULL)
    return FALSE;

  console = weir_console_new (&spec, error);
  pthread_mutex_lock (&self->mutex);
  self->console = console;
  pthread_mutex_unlock (&self->mutex);

  return console != NULL;
}

/* A message of several lines shows the place in the statement: it is not made one line. */
static WeirCliExit
weir_cli_query_report (WeirCliQuery *self,
                       const GError *error)
{
  g_auto(GStrv) lines = g_strsplit (error->message, "\n", -1);
  guint n_places = 0;

  if (g_atomic_int_get (&self->timed_out))
    {
      weir_cli_query_say_timed_out (self);
      return WEIR_CLI_FAILED;
    }
  if (!g_error_matches (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE))
    return weir_cli_report (error);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      {
        /* Of what cannot be parsed DuckDB shows the place twice. */
        n_places += g_str_has_prefix (lines[i], "LINE ");
        if (n_places > 1)
          break;
        weir_cli_say ("%s", lines[i]);
      }

  return WEIR_CLI_FAILED;
}

static WeirCliExit
weir_cli_query_run (WeirCliQuery *self,
                    const char   *sql)
{
  g_autoptr(GError) error = NULL;
  const GPtrArray *warnings;

  weir_cli_query_start_clock (self);
  if (!weir_cli_query_open (self, sql, &error) || !weir_console_run (self->console, sql, &error) ||
      !weir_cli_query_open_output (self, &error) || !weir_cli_query_fetch_all (self, &error))
    return weir_cli_query_report (self, error);

  warnings = weir_console_get_warnings (self->console);
  for (guint i = 0; i < warnings->len; i++)
    weir_cli_say ("%s", (const char *) g_ptr_array_index (warnings, i));
  if (weir_console_get_n_gaps (self->console) > 0)
    weir_cli_say (ngettext ("%" PRIu64 " gap: records of the topics are lost", "%" PRIu64 " gaps: records of the topics are lost", (gulong) weir_console_get_n_gaps (self->console)), weir_console_get_n_gaps (self->console));
  if (!self->options->connection.quiet)
    weir_cli_say (ngettext ("%" PRIu64 " row", "%" PRIu64 " rows", (gulong) self->n_rows), self->n_rows);

  return warnings->len > 0 || weir_console_get_n_gaps (self->console) > 0 ? WEIR_CLI_PARTIAL : WEIR_CLI_DONE;
}

static GOptionContext *
weir_cli_query_create_context (WeirCliQueryOptions *options)
{
  const GOptionEntry entries[] = {
    { "recordings", 0, 0, G_OPTION_ARG_FILENAME, &options->recordings,
      N_("A recording: its topics are the tables recorded.TOPIC"), N_("DIR") },
    { "allow", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->allowed,
      N_("A file or folder that the statement may read, as in FROM 'trades.csv'; may be repeated"), N_("PATH") },
    { "workspace", 0, 0, G_OPTION_ARG_FILENAME, &options->workspace, N_("Its first connection is that of kafka()"), N_("FILE") },
    { "trust-workspace", 0, 0, G_OPTION_ARG_NONE, &options->trusts,
      N_("Let it set properties that run programs, read files or send secrets of yours"), NULL },
    { "output", 0, 0, G_OPTION_ARG_STRING, &options->output, N_("What rows are written as (default table)"),
      N_("table|csv|json|parquet") },
    { "file", 'O', 0, G_OPTION_ARG_FILENAME, &options->file,
      N_("Write to a file, which is there whole or not at all; its ending tells the format, and .gz behind it compresses"),
      N_("FILE") },
    { "csv-raw", 0, 0, G_OPTION_ARG_NONE, &options->csv_raw,
      N_("CSV: no apostrophe before texts that a spreadsheet would calculate"), NULL },
    { "memory", 0, 0, G_OPTION_ARG_INT, &options->memory_mib, N_("Memory of the statement (default 1024)"), N_("MiB") },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options->n_threads, N_("Threads of the statement (default: one a processor)"), N_("N") },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (_("SQL"));

  g_option_context_set_summary (
      context,
      _("SQL (DuckDB's) over recordings, topics, files and lag: recorded.TOPIC, kafka('topic', partition := 0, from := 'now-1h', "
        "to := 100), files that --allow names, and lag.groups and lag.partitions, as “weir-cli lag” tells them.\nA statement reads and does nothing else."));
  g_option_context_set_description (
      context,
      "Examples:\n"
      "  weir-cli query \"SELECT partition, count(*) FROM kafka('stock-prices') GROUP BY ALL ORDER BY ALL\" -b localhost:9092\n"
      "  weir-cli query \"SELECT symbol, avg(price) FROM 'trades.csv' GROUP BY symbol\" --allow trades.csv --output csv\n"
      "  weir-cli query 'SELECT date, count(*) FROM recorded.\"stock-prices\" GROUP BY date' --recordings prices\n"
      "  weir-cli query \"SELECT decode(key) AS symbol, count(*) FROM kafka('stock-prices', from := 'now-15m') GROUP BY 1\" "
      "-b localhost:9092 -O symbols.parquet\n"
      "  weir-cli query \"SELECT topic, sum(lag) FROM lag.partitions GROUP BY ALL ORDER BY 2 DESC\" -b localhost:9092\n"
      "The topic is one that “weir-cli simulate -b localhost:9092” fills, the recording what “weir-cli record” made of it.\n");
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  options->connection.limits_run = TRUE;
  weir_cli_connection_add_options (&options->connection, context);

  return context;
}

/* Without -b and a workspace no topic can be read, and nothing is connected with. */
static gboolean
weir_cli_query_connect (WeirCliQueryOptions *options,
                        GError             **error)
{
  g_autoptr(WeirWorkspace) workspace = NULL;
  GPtrArray *connections;

  if (options->workspace == NULL)
    {
      if (options->connection.brokers == NULL && options->connection.file == NULL)
        return TRUE;
      options->settings = weir_cli_connection_get_settings (&options->connection, error);
      return options->settings != NULL;
    }

  workspace = weir_cli_workspace_open (options->workspace, options->trusts, &options->connection, error);
  if (workspace == NULL)
    return FALSE;

  connections = weir_workspace_get_connections (workspace);
  if (connections->len == 0)
    return TRUE;

  options->settings = weir_cli_connection_get_settings_over (
      &options->connection, ((WeirConnectionConfig *) g_ptr_array_index (connections, 0))->settings, error);

  return options->settings != NULL;
}

/* What is read is not replaced. */
static gboolean
weir_cli_query_check_outputs (WeirCliQueryOptions *options,
                              GError             **error)
{
  const char *pair[] = { options->file, options->workspace };

  if (!weir_output_file_check_apart (pair, G_N_ELEMENTS (pair), error))
    return FALSE;

  for (guint i = 0; options->allowed != NULL && options->allowed[i] != NULL; i++)
    {
      pair[1] = options->allowed[i];
      if (!weir_output_file_check_apart (pair, G_N_ELEMENTS (pair), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
weir_cli_query_check (WeirCliQueryOptions *options,
                      GStrv                rest,
                      GError             **error)
{
  const WeirCliOutputSpec spec = weir_cli_query_get_output (options);
  const char *problem = NULL;
  WeirExportFormat format;

  if (rest[0] == NULL || rest[1] != NULL)
    problem = _("name one statement, in quotes: weir-cli query \"SELECT …\"");
  else if (options->memory_mib < 0 || options->n_threads < 0)
    problem = _("--memory and --threads take a number, 1 or more");
  if (problem != NULL)
    {
      g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, problem);
      return FALSE;
    }

  return (weir_cli_query_wants_table (options) || weir_cli_output_find_format (&spec, &format, error)) &&
         weir_cli_query_check_outputs (options, error) && weir_cli_query_connect (options, error);
}

static void
weir_cli_query_clear (WeirCliQuery *self)
{
  WeirCliQueryOptions *options = self->options;

  if (self->clock != NULL)
    weir_cli_query_stop_clock (self);
  g_cancellable_disconnect (weir_cli_interrupt_get (), self->interrupted);
  g_clear_pointer (&self->table, weir_cli_table_free);
  g_clear_pointer (&self->rows, weir_cli_output_free);
  g_clear_pointer (&self->console, weir_console_free);
  g_clear_object (&self->cancellable);
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->cond);

  weir_cli_connection_clear (&options->connection);
  g_clear_object (&options->settings);
  g_strfreev (options->allowed);
  g_free (options->workspace);
  g_free (options->recordings);
  g_free (options->output);
  g_free (options->file);
}

WeirCliExit
weir_cli_query (GStrv argv)
{
  WeirCliQueryOptions options = { 0 };
  WeirCliQuery self = { .options = &options, .cancellable = g_cancellable_new () };
  g_autoptr(GOptionContext) context = weir_cli_query_create_context (&options);
  g_auto(GStrv) rest = g_strdupv (argv);
  g_autoptr(GError) error = NULL;
  WeirCliExit code;

  weir_cli_query_init_lock (&self);
  self.interrupted = g_cancellable_connect (weir_cli_interrupt_get (), G_CALLBACK (on_interrupted), &self, NULL);
  if (weir_cli_parse (context, &rest, &error) && weir_cli_query_check (&options, rest + 1, &error))
    code = weir_cli_query_run (&self, rest[1]);
  else
    code = weir_cli_report (error);
  weir_cli_query_clear (&self);

  return code;
}
