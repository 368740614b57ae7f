#include "config.h"

#include "app/cli/weir-cli-export.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/weir-cli-definition.h"
#include "app/cli/weir-cli-stream-options.h"
#include "data/source/weir-intake.h"

static const struct
{
  const char  *word;
  WeirCliExit (*run) (GStrv          argv,
                      WeirCliExport *export);
} kinds[] = {
  [WEIR_CLI_EXPORT_RECORDS] = { "records", weir_cli_tail_as },
  [WEIR_CLI_EXPORT_WINDOWS] = { "windows", weir_cli_windows_as },
  [WEIR_CLI_EXPORT_ALERTS] = { "alerts", weir_cli_alerts_as },
  [WEIR_CLI_EXPORT_LATE] = { "late", weir_cli_windows_as },
  [WEIR_CLI_EXPORT_DEAD_LETTERS] = { "dead-letters", weir_cli_tail_as },
  [WEIR_CLI_EXPORT_LAG] = { "lag", weir_cli_lag_as },
};

const char *
weir_cli_export_get_word (WeirCliExportWhat what)
{
  return what < G_N_ELEMENTS (kinds) ? kinds[what].word : NULL;
}

gboolean
weir_cli_export_find (const char        *word,
                      WeirCliExportWhat *what)
{
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].word, word))
      {
        *what = i;
        return TRUE;
      }

  return FALSE;
}

void
weir_cli_export_add_options (WeirCliExport  *self,
                             GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "offsets", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->offsets,
      N_("Only records of this partition from offset FROM on, up to TO and without it; may be repeated"),
      N_("PARTITION:FROM..TO") },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
range_clear (gpointer data)
{
  g_free (((WeirProvenanceRange *) data)->topic);
}

/* FALSE: a number is wanted there. */
static gboolean
take_number (const char **text,
             const char  *behind,
             gint64      *number)
{
  char *end;

  if (!g_ascii_isdigit (**text))
    return FALSE;

  *number = g_ascii_strtoll (*text, &end, 10);
  *text = end + strlen (behind);

  return strncmp (end, behind, strlen (behind)) == 0;
}

static gboolean
parse_range (const char           *text,
             WeirProvenanceRange  *range,
             GError              **error)
{
  const char *rest = text;
  gint64 partition = 0;

  if (take_number (&rest, ":", &partition) && partition <= G_MAXINT32 && take_number (&rest, "..", &range->from) &&
      take_number (&rest, "", &range->to) && *rest == '\0' && range->from < range->to)
    {
      range->partition = (gint32) partition;
      return TRUE;
    }

  g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
               _("“%s” is no range of offsets: write PARTITION:FROM..TO, as in --offsets 0:100..200"), text);

  return FALSE;
}

gboolean
weir_cli_export_finish (WeirCliExport  *self,
                        guint           n_topics,
                        GError        **error)
{
  if (self->offsets == NULL)
    return TRUE;

  if (n_topics != 1)
    {
      g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("--offsets is about one topic: name one with -t"));
      return FALSE;
    }

  self->ranges = g_array_new (FALSE, FALSE, sizeof (WeirProvenanceRange));
  g_array_set_clear_func (self->ranges, range_clear);
  for (guint i = 0; self->offsets[i] != NULL; i++)
    {
      WeirProvenanceRange range = { 0 };

      if (!parse_range (self->offsets[i], &range, error))
        return FALSE;
      g_array_append_val (self->ranges, range);
    }

  return TRUE;
}

GArray *
weir_cli_export_dup_positions (WeirCliExport      *self,
                               const char * const *topics,
                               gboolean            ends)
{
  GArray *positions;

  if (self->ranges == NULL)
    return NULL;

  positions = g_array_new (FALSE, FALSE, sizeof (WeirIntakePosition));
  for (guint i = 0; i < self->ranges->len; i++)
    {
      const WeirProvenanceRange *range = &g_array_index (self->ranges, WeirProvenanceRange, i);

      for (guint j = 0; topics[j] != NULL; j++)
        if (range->topic == NULL || g_str_equal (range->topic, topics[j]))
          g_array_append_val (positions, ((WeirIntakePosition) { j, range->partition, ends ? range->to : range->from }));
    }

  return positions;
}

/* What the streams are, without how their cluster is reached and without what is shown. (nullable) */
static char *
dup_workspace (WeirWorkspace *workspace)
{
  g_autofree char *text = weir_workspace_to_text (workspace);
  g_autoptr(JsonNode) node = json_from_string (text, NULL);
  JsonObject *root = node != NULL ? json_node_get_object (node) : NULL;
  JsonArray *connections = root != NULL && json_object_has_member (root, "connections")
                             ? json_object_get_array_member (root, "connections") : NULL;

  if (root == NULL)
    return NULL;

  for (guint i = 0; connections != NULL && i < json_array_get_length (connections); i++)
    json_object_remove_member (json_array_get_object_element (connections, i), "properties");
  json_object_remove_member (root, "dashboards");

  return json_to_string (node, FALSE);
}

void
weir_cli_export_describe (WeirCliExport        *self,
                          WeirCliStreamOptions *options)
{
  WeirCliInput *input = &options->input;
  g_autofree char *workspace = options->description.from_file ? dup_workspace (options->description.workspace) : NULL;
  g_auto(GStrv) definition = weir_cli_definition_resolve (self->definition, &options->decode);

  weir_provenance_set_texts (self->provenance, "definition", (const char * const *) definition);
  weir_provenance_set_text (self->provenance, "stream", options->description.from_file ? options->stream : NULL);
  if (workspace != NULL)
    weir_provenance_set_json (self->provenance, "workspace", workspace, NULL);
  weir_provenance_set_text (self->provenance, "zone", options->decode.zone != NULL ? options->decode.zone : "UTC");
  weir_provenance_set_text (self->provenance, "source",
                            input->recording != NULL ? "recording" : input->files != NULL ? "file" : "kafka");
  if (input->start.kind == WEIR_POSITION_TIME)
    weir_provenance_set_time (self->provenance, "begin", input->start.value);
  if (input->stop.kind == WEIR_POSITION_TIME)
    weir_provenance_set_time (self->provenance, "end", input->stop.value);
}

WeirCliExit
weir_cli_export_run (WeirCliExport *self,
                     GStrv          argv)
{
  self->definition = weir_cli_definition_collect (argv);
  self->provenance = weir_provenance_new ();
  weir_provenance_set_text (self->provenance, "what", weir_cli_export_get_word (self->what));
  weir_provenance_set_texts (self->provenance, "definition", (const char * const *) self->definition);

  return kinds[self->what].run (argv, self);
}

void
weir_cli_export_clear (WeirCliExport *self)
{
  g_clear_pointer (&self->provenance, weir_provenance_free);
  g_clear_pointer (&self->definition, g_strfreev);
  g_clear_pointer (&self->offsets, g_strfreev);
  g_clear_pointer (&self->ranges, g_array_unref);
}

static GOptionContext *
create_context (void)
{
  GOptionContext *context = g_option_context_new ("records|windows|alerts|late|dead-letters|lag");

  g_option_context_set_summary (
      context,
      _("Writes what was read to a file that says where its rows come from: CSV, JSON or Parquet, by the ending of -O FILE. "
        "“weir-cli export windows --help” shows the options, which are those of windows; records and dead-letters have those "
        "of tail, late those of windows, alerts and lag their own.\n"
        "A range is named by --from and --to, by -o, or by --offsets; without one all that is there now is read.\n"
        "Parquet files have the provenance in their metadata (weir.provenance), others in FILE.json beside them; "
        "“weir-cli verify FILE” computes the rows again."));
  g_option_context_set_description (
      context,
      "Examples:\n"
      "  weir-cli export records -b localhost:9092 -t stock-prices --key symbol --time timestamp:ms --value price -O prices.parquet\n"
      "  weir-cli export records -b localhost:9092 -t stock-prices --offsets 0:0..100 -O first.csv\n"
      "  weir-cli export windows -b localhost:9092 -t stock-prices --key symbol --time timestamp:ms --value price --window 1m "
      "-O minutes.csv\n"
      "  weir-cli export late -b localhost:9092 -t stock-prices --key symbol --time timestamp:ms --value price --window 1m "
      "-O late.csv\n"
      "  weir-cli export alerts -b localhost:9092 -t iot_data --key device_id --time timestamp:ms --value temperature "
      "--rule 'hot: temperature > 40' -O alerts.parquet\n"
      "  weir-cli export dead-letters -b localhost:9092 -t iot_data --key device_id --time timestamp:ms -O dead.ndjson\n"
      "  weir-cli export lag -b localhost:9092 -O lag.csv\n"
      "The topics are those that “weir-cli simulate -b localhost:9092” fills.\n");

  return context;
}

WeirCliExit
weir_cli_export (GStrv argv)
{
  g_auto(WeirCliExport) self = { 0 };
  g_autofree char *program = NULL;

  if (!weir_cli_export_find (argv[1], &self.what))
    {
      g_autoptr(GOptionContext) context = create_context ();
      g_auto(GStrv) rest = g_strdupv (argv);
      g_autoptr(GError) error = NULL;

      if (weir_cli_parse (context, &rest, &error))
        g_set_error_literal (&error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                             _("what is exported? say records, windows, alerts, late, dead-letters or lag first"));
      return weir_cli_report (error);
    }

  program = g_strdup_printf ("%s %s", g_get_prgname (), argv[1]);
  g_set_prgname (program);

  return weir_cli_export_run (&self, argv + 1);
}
