#include "config.h"

#include "app/cli/weir-cli-stream-options.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli-output.h"
#include "app/cli/weir-cli.h"

/* Commands are the same in every language. */
static const char windows_examples[] =
  "Examples:\n"
  "  weir-cli windows --workspace plant.json --stream top-traded -e\n"
  "  weir-cli windows --workspace plant.json --stream clicked --index 1 --from now-1h --output json\n";

static const char tail_examples[] =
  "Examples:\n"
  "  weir-cli tail --workspace plant.json --stream clicked --from now-15m\n"
  "  weir-cli tail --workspace plant.json --stream top-traded -e --output json\n";

static GOptionContext *
weir_cli_stream_options_create_context (WeirCliStreamOptions *self,
                                        gboolean              windows)
{
  const GOptionEntry entries[] = {
    { "workspace", 0, 0, G_OPTION_ARG_FILENAME, &self->workspace, N_("The workspace that describes the stream"), N_("FILE") },
    { "stream", 0, 0, G_OPTION_ARG_STRING, &self->stream, N_("One of its streams, derived ones included"), N_("NAME") },
    { "output", 0, 0, G_OPTION_ARG_STRING, &self->output, N_("What rows are written as (default csv)"),
      N_("csv|json|parquet") },
    { "file", 'O', 0, G_OPTION_ARG_FILENAME, &self->file,
      N_("Write to a file, which is there whole or not at all"), N_("FILE") },
    { "csv-raw", 0, 0, G_OPTION_ARG_NONE, &self->csv_raw,
      N_("CSV: no apostrophe before texts that a spreadsheet would calculate"), NULL },
    { NULL }
  };
  const GOptionEntry windows_entries[] = {
    { "index", 0, 0, G_OPTION_ARG_INT, &self->window, N_("Which of the stream's windows, counted from 0"), N_("N") },
    { "state", 0, 0, G_OPTION_ARG_NONE, &self->with_state, N_("A column that tells how a window closed"), NULL },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context, windows ? _("Windowed rows of a stream that a workspace describes.")
                                                 : _("Records of a stream that a workspace describes, and where each "
                                                     "stands; of a joined row also its left and right record."));
  g_option_context_set_description (context, windows ? windows_examples : tail_examples);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (windows)
    g_option_context_add_main_entries (context, windows_entries, GETTEXT_PACKAGE);
  weir_cli_input_add_options (&self->input, context);
  weir_cli_connection_add_options (&self->connection, context);

  return context;
}

static gboolean
weir_cli_stream_options_check (WeirCliStreamOptions *self,
                               gboolean              windows,
                               GError              **error)
{
  const char * const paths[] = { self->workspace, self->file };
  const char *problem = NULL;
  WeirExportFormat format;

  if (!weir_cli_output_find_format (self->output, self->file, &format, error) ||
      !weir_output_file_check_apart (paths, G_N_ELEMENTS (paths), error))
    return FALSE;

  if (self->workspace == NULL || self->stream == NULL)
    problem = _("which stream? name it and its workspace: --workspace FILE --stream NAME");
  else if (self->input.topics != NULL)
    problem = _("the workspace names the stream's topics; leave -t out");
  else if (!windows && format == WEIR_EXPORT_PARQUET)
    problem = _("records of a stream are written as csv or json");

  if (problem != NULL)
    g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, problem);

  return problem == NULL;
}

WeirStreamSchema *
weir_cli_stream_options_get_schema (WeirCliStreamOptions *self,
                                  WeirTopology         *topology)
{
  return weir_stream_get_schema (weir_topology_get_stream (topology, weir_topology_find (topology, self->stream)));
}

static gboolean
weir_cli_stream_options_check_window (WeirCliStreamOptions *self,
                                      WeirTopology         *topology,
                                      GError              **error)
{
  guint n_windows = weir_cli_stream_options_get_schema (self, topology)->config->windows->len;

  if (self->window >= 0 && (guint) self->window < n_windows)
    return TRUE;

  if (n_windows == 0)
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                 _("stream “%s” has no windows; give it one in the workspace"), self->stream);
  else
    g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                 _("stream “%s” has no window %d; --index takes a number from 0 to %u"), self->stream, self->window,
                 n_windows - 1);

  return FALSE;
}

WeirTopology *
weir_cli_stream_options_parse (WeirCliStreamOptions *self,
                               GStrv                 argv,
                               gboolean              windows,
                               GError              **error)
{
  g_autoptr(GOptionContext) context = weir_cli_stream_options_create_context (self, windows);
  g_autoptr(WeirWorkspace) workspace = NULL;
  g_autoptr(WeirTopology) topology = NULL;
  WeirTopologySpec spec = { 0 };
  g_auto(GStrv) rest = g_strdupv (argv);

  weir_cli_input_init (&self->input);
  if (!weir_cli_parse (context, &rest, error) || !weir_cli_stream_options_check (self, windows, error))
    return NULL;

  workspace = weir_workspace_new_from_file (self->workspace, error);
  if (workspace == NULL)
    return NULL;

  spec.workspace = workspace;
  spec.stream = self->stream;
  topology = weir_topology_new (&spec, error);
  if (topology == NULL || (windows && !weir_cli_stream_options_check_window (self, topology, error)))
    return NULL;

  self->input.topics = g_strdupv ((GStrv) weir_topology_get_topics (topology));
  if (!weir_cli_input_finish (&self->input, rest + 1, error))
    return NULL;

  if (self->file != NULL && !weir_cli_input_is_bounded (&self->input))
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("a file needs an end: add -e, --to TIME or -c N to -O"));
      return NULL;
    }

  return g_steal_pointer (&topology);
}

WeirSettings *
weir_cli_stream_options_get_settings (WeirCliStreamOptions *self,
                                      WeirTopology         *topology,
                                      GError              **error)
{
  WeirSettings *settings = weir_topology_get_settings (topology);

  if (self->connection.file != NULL && !weir_settings_load_file (settings, self->connection.file, error))
    return NULL;
  for (guint i = 0; self->connection.pairs != NULL && self->connection.pairs[i] != NULL; i++)
    if (!weir_settings_set_pair (settings, self->connection.pairs[i], error))
      return NULL;
  if (self->connection.brokers != NULL)
    weir_settings_set (settings, "bootstrap.servers", self->connection.brokers);

  return g_object_ref (settings);
}

void
weir_cli_stream_options_clear (WeirCliStreamOptions *self)
{
  weir_cli_connection_clear (&self->connection);
  weir_cli_input_clear (&self->input);
  g_clear_pointer (&self->workspace, g_free);
  g_clear_pointer (&self->stream, g_free);
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->file, g_free);
}
