#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli-connection.h"
#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-stdout.h"
#include "app/cli/weir-cli.h"
#include "data/decode/weir-escape.h"
#include "data/lag/weir-lag-process.h"
#include "data/store/weir-export-text.h"

#define INTERVAL_DEFAULT_SECONDS 5

typedef struct
{
  WeirCliConnection connection;
  char             *group;
  GStrv             topics;
  gboolean          watch;
  int               interval_seconds;
  gboolean          json;
} WeirCliLagOptions;

/* kafka-consumer-groups --describe's columns, in its order, and the state. */
enum
{
  COLUMN_GROUP,
  COLUMN_TOPIC,
  COLUMN_PARTITION,
  COLUMN_CURRENT,
  COLUMN_END,
  COLUMN_LAG,
  COLUMN_CONSUMER,
  COLUMN_HOST,
  COLUMN_CLIENT,
  COLUMN_STATE,
  N_COLUMNS,
};

static const char * const titles[N_COLUMNS] = {
  "GROUP", "TOPIC", "PARTITION", "CURRENT-OFFSET", "LOG-END-OFFSET", "LAG", "CONSUMER-ID", "HOST", "CLIENT-ID", "STATE",
};

static char *
weir_cli_lag_dup_number (gint64 number)
{
  return number >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : g_strdup ("-");
}

static char *
weir_cli_lag_dup_text (const char *text)
{
  return text != NULL && *text != '\0' ? weir_escape_dup (text, strlen (text), G_MAXSIZE) : g_strdup ("-");
}

/* The last column, so that words in it shift no other. */
static char *
weir_cli_lag_dup_state (const WeirGroupLag *lag)
{
  g_autofree char *state = weir_cli_lag_dup_text (lag->group_state);

  return lag->past_end > 0 ? g_strdup_printf ("%s, past the end by %" G_GINT64_FORMAT, state, lag->past_end)
                           : g_steal_pointer (&state);
}

static GStrv
weir_cli_lag_make_row (const WeirGroupLag *lag)
{
  GStrv row = g_new0 (char *, N_COLUMNS + 1);

  row[COLUMN_GROUP] = weir_cli_lag_dup_text (lag->group);
  row[COLUMN_TOPIC] = weir_cli_lag_dup_text (lag->topic);
  row[COLUMN_PARTITION] = weir_cli_lag_dup_number (lag->partition);
  row[COLUMN_CURRENT] = weir_cli_lag_dup_number (lag->committed);
  row[COLUMN_END] = weir_cli_lag_dup_number (lag->end);
  row[COLUMN_LAG] = weir_cli_lag_dup_number (lag->lag);
  row[COLUMN_CONSUMER] = weir_cli_lag_dup_text (lag->consumer_id);
  row[COLUMN_HOST] = weir_cli_lag_dup_text (lag->host);
  row[COLUMN_STATE] = weir_cli_lag_dup_state (lag);
  row[COLUMN_CLIENT] = weir_cli_lag_dup_text (lag->client_id);

  return row;
}

static void
weir_cli_lag_append_row (GString            *text,
                         const char * const *row,
                         const int          *widths)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      int padding = i + 1 < N_COLUMNS ? widths[i] - (int) g_utf8_strlen (row[i], -1) + 1 : 0;

      g_string_append_printf (text, "%s%*s", row[i], padding, "");
    }
  g_string_append_c (text, '\n');
}

static void
weir_cli_lag_append_table (GString   *text,
                           GPtrArray *lags)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  int widths[N_COLUMNS];

  for (guint i = 0; i < N_COLUMNS; i++)
    widths[i] = strlen (titles[i]);

  for (guint i = 0; i < lags->len; i++)
    {
      GStrv row = weir_cli_lag_make_row (g_ptr_array_index (lags, i));

      for (guint j = 0; j < N_COLUMNS; j++)
        widths[j] = MAX (widths[j], (int) g_utf8_strlen (row[j], -1));
      g_ptr_array_add (rows, row);
    }

  weir_cli_lag_append_row (text, titles, widths);
  for (guint i = 0; i < rows->len; i++)
    weir_cli_lag_append_row (text, g_ptr_array_index (rows, i), widths);
}

static void
weir_cli_lag_append_text (GString    *text,
                          const char *name,
                          const char *value)
{
  g_string_append_c (text, ',');
  weir_export_append_json_member (text, name, value, value != NULL ? strlen (value) : 0);
}

static void
weir_cli_lag_append_number (GString    *text,
                            const char *name,
                            gint64      number)
{
  g_string_append_printf (text, ",\"%s\":", name);
  if (number >= 0)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, number);
  else
    g_string_append (text, "null");
}

static void
weir_cli_lag_append_json (GString   *text,
                          GPtrArray *lags)
{
  for (guint i = 0; i < lags->len; i++)
    {
      const WeirGroupLag *lag = g_ptr_array_index (lags, i);

      g_string_append_c (text, '{');
      weir_export_append_json_member (text, "group", lag->group, strlen (lag->group));
      weir_cli_lag_append_text (text, "topic", lag->topic);
      weir_cli_lag_append_number (text, "partition", lag->partition);
      weir_cli_lag_append_number (text, "current_offset", lag->committed);
      weir_cli_lag_append_number (text, "log_start_offset", lag->low);
      weir_cli_lag_append_number (text, "log_end_offset", lag->end);
      weir_cli_lag_append_number (text, "lag", lag->lag);
      weir_cli_lag_append_number (text, "past_end", lag->past_end);
      weir_cli_lag_append_number (text, "lag_usec", lag->lag_usec);
      weir_cli_lag_append_text (text, "consumer_id", lag->consumer_id);
      weir_cli_lag_append_text (text, "host", lag->host);
      weir_cli_lag_append_text (text, "client_id", lag->client_id);
      weir_cli_lag_append_text (text, "state", lag->group_state);
      g_string_append (text, "}\n");
    }
}

/* FALSE when it was interrupted. */
static gboolean
weir_cli_lag_wait (WeirCliLagOptions  *options,
                   GError            **error)
{
  GCancellable *interrupt = weir_cli_interrupt_get ();
  GPollFD interrupted;

  if (g_cancellable_make_pollfd (interrupt, &interrupted))
    {
      g_poll (&interrupted, 1, CLAMP (options->interval_seconds, 1, G_MAXINT / 1000) * 1000);
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

  if (options->watch || (options->group == NULL && options->topics == NULL))
    {
      if (!options->connection.quiet)
        weir_cli_say ("%s", message);
      return TRUE;
    }

  g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED, message);

  return FALSE;
}

static gboolean
weir_cli_lag_run (WeirCliLagOptions *options,
                  WeirSettings      *settings,
                  GError           **error)
{
  do
    {
      g_autoptr(GPtrArray) lags = weir_lag_process_read (settings, options->group, (const char * const *) options->topics,
                                                         weir_cli_connection_get_deadline_msec (&options->connection),
                                                         weir_cli_interrupt_get (), error);
      g_autoptr(GString) text = g_string_new (NULL);

      if (lags == NULL)
        return FALSE;

      if (options->json)
        weir_cli_lag_append_json (text, lags);
      else
        weir_cli_lag_append_table (text, lags);
      if (!weir_cli_stdout_write (text->str, text->len, error))
        return FALSE;

      if (lags->len == 0 && !weir_cli_lag_explain_nothing (options, error))
        return FALSE;
    }
  while (options->watch && weir_cli_lag_wait (options, error));

  return !options->watch;
}

static gboolean
weir_cli_lag_parse (WeirCliLagOptions *options,
                    GStrv              argv,
                    GError           **error)
{
  const GOptionEntry entries[] = {
    { "group", 'G', 0, G_OPTION_ARG_STRING, &options->group, N_("Only this consumer group (default: all)"), N_("GROUP") },
    { "topic", 't', 0, G_OPTION_ARG_STRING_ARRAY, &options->topics, N_("Only this topic; may be repeated"), N_("TOPIC") },
    { "watch", 'w', 0, G_OPTION_ARG_NONE, &options->watch, N_("Again and again"), NULL },
    { "interval", 0, 0, G_OPTION_ARG_INT, &options->interval_seconds, N_("How often (default 5)"), N_("SECONDS") },
    { "json", 'J', 0, G_OPTION_ARG_NONE, &options->json, N_("One JSON object a partition"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_auto(GStrv) rest = g_strdupv (argv);

  g_option_context_set_summary (context, _("How far consumer groups are behind, partition by partition, in the columns of "
                                           "kafka-consumer-groups.\nWhat is not known is “-”."));
  g_option_context_set_description (context,
                                    "Examples:\n"
                                    "  weir-cli lag -b localhost:9092 -G billing\n"
                                    "  weir-cli lag -b localhost:9092 -t stock-prices --watch --interval 2\n");
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_connection_add_options (&options->connection, context);
  options->interval_seconds = INTERVAL_DEFAULT_SECONDS;

  return weir_cli_parse (context, &rest, error);
}

WeirCliExit
weir_cli_lag (GStrv argv)
{
  WeirCliLagOptions options = { 0 };
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done;

  if (weir_cli_lag_parse (&options, argv, &error))
    settings = weir_cli_connection_get_settings (&options.connection, &error);
  done = settings != NULL && weir_cli_lag_run (&options, settings, &error);

  weir_cli_connection_clear (&options.connection);
  g_free (options.group);
  g_strfreev (options.topics);

  return done ? WEIR_CLI_DONE : weir_cli_report (error);
}
