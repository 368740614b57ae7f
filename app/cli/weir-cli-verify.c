#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "app/cli/weir-cli-connection.h"
#include "app/cli/weir-cli-definition.h"
#include "app/cli/weir-cli-export.h"
#include "app/cli/weir-cli-output.h"
#include "data/base/weir-output-file.h"
#include "data/store/weir-console.h"
#include "data/store/weir-export-name.h"
#include "data/store/weir-spill-folder.h"
#include "data/store/weir-sql.h"

/* Of each side, as many as a person reads. */
#define SHOWN_ROWS 20
/* DuckDB holds some buffers of them. */
#define LINE_SIZE "max_line_size = 16777216, buffer_size = 33554432"

typedef struct
{
  WeirCliConnection    connection;   /* for --help and to see what is asked for; the words go on as they are */
  char                *input;
  char                *path;         /* the file that is verified */
  WeirExportFormat     format;
  WeirProvenance      *provenance;   /* owned: what it says */
  WeirSpillFolder     *folder;       /* owned */
  char                *again;        /* owned: the rows as they are computed now */
} WeirCliVerify;

static gboolean
refuse (GError     **error,
        const char  *problem)
{
  g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_FAILED, problem);

  return FALSE;
}

static void
add_pair (GStrvBuilder *builder,
          const char   *name,
          const char   *value)
{
  if (value == NULL)
    return;

  g_strv_builder_add (builder, name);
  g_strv_builder_add (builder, value);
}

/* A workspace is written where the verb reads it; who wrote it is not trusted with properties of a connection. */
static gboolean
weir_cli_verify_add_workspace (WeirCliVerify  *self,
                               GStrvBuilder   *builder,
                               GError        **error)
{
  g_autofree char *text = weir_provenance_dup_json (self->provenance, "workspace");
  g_autofree char *path = NULL;

  if (text == NULL)
    return TRUE;
  if (self->input == NULL && self->connection.brokers == NULL && self->connection.file == NULL)
    return refuse (error, _("which brokers? name them with -b, or a recording with --input: what a file says is not followed"));

  path = g_build_filename (weir_spill_folder_get_path (self->folder), "workspace.json", NULL);
  add_pair (builder, "--workspace", path);
  add_pair (builder, "--stream", weir_provenance_get_text (self->provenance, "stream"));

  return weir_output_file_save (path, text, strlen (text), error);
}

/* Of a file that is read, its name is the topic's. */
static void
weir_cli_verify_add_input (WeirCliVerify *self,
                           GStrvBuilder  *builder,
                           gboolean       described)
{
  g_auto(GStrv) topics = weir_provenance_dup_texts (self->provenance, "topics");
  gboolean is_file = self->input != NULL && !g_file_test (self->input, G_FILE_TEST_IS_DIR);

  add_pair (builder, "--input", self->input);
  for (guint i = 0; !described && !is_file && topics[i] != NULL; i++)
    add_pair (builder, "-t", topics[i]);
  add_pair (builder, "--from", weir_provenance_get_text (self->provenance, "begin"));
  add_pair (builder, "--to", weir_provenance_get_text (self->provenance, "end"));
}

/* The words of the export that computes the rows again. @rest: those about the connection. (nullable) */
static GStrv
weir_cli_verify_dup_words (WeirCliVerify  *self,
                           const char     *what,
                           GStrv           rest,
                           GError        **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) told = weir_provenance_dup_texts (self->provenance, "definition");
  g_auto(GStrv) definition = weir_cli_definition_filter (told);
  g_autofree char *workspace = weir_provenance_dup_json (self->provenance, "workspace");

  g_strv_builder_add (builder, what);
  g_strv_builder_addv (builder, (const char **) definition);
  if (!weir_cli_verify_add_workspace (self, builder, error))
    return NULL;
  weir_cli_verify_add_input (self, builder, workspace != NULL);
  add_pair (builder, "-O", self->again);
  g_strv_builder_add (builder, "-q");
  g_strv_builder_addv (builder, (const char **) rest);

  return g_strv_builder_end (builder);
}

/* A file's only topic is called what the file is. */
static void
weir_cli_verify_name_topic (WeirCliVerify *self,
                            GArray        *ranges)
{
  if (self->input == NULL || g_file_test (self->input, G_FILE_TEST_IS_DIR) || ranges->len != 1)
    return;

  g_clear_pointer (&g_array_index (ranges, WeirProvenanceRange, 0).topic, g_free);
}

static WeirCliExit
weir_cli_verify_compute (WeirCliVerify  *self,
                         WeirCliExport  *export,
                         GStrv           rest,
                         GError        **error)
{
  const char *what = weir_provenance_get_text (self->provenance, "what");
  g_auto(GStrv) words = NULL;

  if (!weir_cli_export_find (what, &export->what))
    {
      refuse (error, _("what the file holds is not said: it was made by a newer version, or changed"));
      return WEIR_CLI_FAILED;
    }
  if (export->what == WEIR_CLI_EXPORT_LAG)
    {
      refuse (error, _("lag is what it was at one moment, and cannot be computed again"));
      return WEIR_CLI_FAILED;
    }

  words = weir_cli_verify_dup_words (self, what, rest, error);
  if (words == NULL)
    return WEIR_CLI_FAILED;

  export->ranges = weir_provenance_dup_ranges (self->provenance);
  weir_cli_verify_name_topic (self, export->ranges);

  return weir_cli_export_run (export, words);
}

/* -- comparison -- */

/* Rows as they stand there: of a text nothing is interpreted. */
static void
append_rows (GString          *sql,
             WeirExportFormat  format,
             const char       *path)
{
  switch (format)
    {
    case WEIR_EXPORT_PARQUET:
      g_string_append (sql, "read_parquet(");
      weir_sql_append_text (sql, path);
      break;
    case WEIR_EXPORT_NDJSON:
      g_string_append (sql, "read_csv(");
      weir_sql_append_text (sql, path);
      g_string_append (sql, ", columns = {'row': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '', header = false, "
                            "auto_detect = false, " LINE_SIZE);
      break;
    case WEIR_EXPORT_CSV:
    default:
      g_string_append (sql, "read_csv(");
      weir_sql_append_text (sql, path);
      g_string_append (sql, ", all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
                            "allow_quoted_nulls = false, " LINE_SIZE);
      break;
    }
  g_string_append_c (sql, ')');
}

/* Each row as often as it is in @left and not in @right. */
static void
append_difference (GString          *sql,
                   WeirExportFormat  format,
                   const char       *left,
                   const char       *right)
{
  g_string_append (sql, "(SELECT * FROM ");
  append_rows (sql, format, left);
  g_string_append (sql, " EXCEPT ALL SELECT * FROM ");
  append_rows (sql, format, right);
  g_string_append_c (sql, ')');
}

static gboolean
count_difference (WeirCliVerify  *self,
                  WeirConsole    *console,
                  gboolean        added,
                  gint64         *n,
                  GError        **error)
{
  g_autoptr(GString) sql = g_string_new ("SELECT count(*) FROM ");
  WeirValue cell;

  append_difference (sql, self->format, added ? self->again : self->path, added ? self->path : self->again);
  if (!weir_console_run (console, sql->str, error) || !weir_console_next (console, &cell, error))
    return FALSE;

  *n = cell.as_int;

  return TRUE;
}

static gboolean
show_difference (WeirCliVerify  *self,
                 WeirConsole    *console,
                 gboolean        added,
                 GError        **error)
{
  g_autoptr(GString) sql = g_string_new (NULL);
  const WeirCliOutputSpec spec = { .otherwise = WEIR_EXPORT_CSV };
  g_autoptr(WeirCliOutput) output = NULL;
  g_autoptr(GError) problem = NULL;
  g_autofree WeirValue *cells = NULL;
  const WeirExportColumn *columns;
  guint n_columns;

  g_string_append_printf (sql, "SELECT '%s' AS only_in, * FROM ", added ? "source" : "file");
  append_difference (sql, self->format, added ? self->again : self->path, added ? self->path : self->again);
  g_string_append_printf (sql, " ORDER BY ALL LIMIT %d", SHOWN_ROWS);
  if (!weir_console_run (console, sql->str, error))
    return FALSE;

  columns = weir_console_get_columns (console, &n_columns);
  output = weir_cli_output_new (&spec, columns, n_columns, error);
  cells = g_new0 (WeirValue, n_columns);
  while (output != NULL && weir_console_next (console, cells, &problem))
    if (!weir_cli_output_add_row (output, cells, error))
      return FALSE;
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));

  return output != NULL && (error == NULL || *error == NULL) && weir_cli_output_finish (output, error);
}

/* Whether what was read then is what was read now; says what is missing. */
static void
say_ranges (WeirCliVerify *self,
            WeirCliExport *export)
{
  g_autoptr(GArray) then = weir_provenance_dup_ranges (self->provenance);
  g_autoptr(GArray) now = weir_provenance_dup_ranges (export->provenance);

  for (guint i = 0; i < then->len; i++)
    {
      const WeirProvenanceRange *range = &g_array_index (then, WeirProvenanceRange, i);
      gboolean whole = FALSE;

      for (guint j = 0; j < now->len && !whole; j++)
        {
          const WeirProvenanceRange *other = &g_array_index (now, WeirProvenanceRange, j);

          whole = other->partition == range->partition && other->from <= range->from && other->to >= range->to;
        }
      if (!whole)
        weir_cli_say (_("%s [%d]: not all of the offsets %" PRId64 " to %" PRId64 " are there any more"), range->topic,
                      range->partition, range->from, range->to - 1);
    }
}

/* Which of the two it is that changed. */
static void
say_hash (WeirCliVerify *self,
          WeirCliExport *export)
{
  const char *then = weir_provenance_get_text (self->provenance, "row_hash");
  const char *now = weir_provenance_get_text (export->provenance, "row_hash");

  if (g_strcmp0 (then, now) == 0)
    weir_cli_say (_("the records give the rows that were exported: it is the file that changed"));
  else
    weir_cli_say (_("the records do not give the rows any more that were exported"));
}

static gboolean
weir_cli_verify_compare (WeirCliVerify  *self,
                         WeirCliExport  *export,
                         gboolean       *equal,
                         GError        **error)
{
  const char * const allowed[] = { self->path, self->again, NULL };
  const WeirConsoleSpec spec = { .allowed = allowed };
  g_autoptr(WeirConsole) console = weir_console_new (&spec, error);
  gint64 n_lost = 0;
  gint64 n_new = 0;

  if (console == NULL)
    return FALSE;
  if (!count_difference (self, console, FALSE, &n_lost, error) || !count_difference (self, console, TRUE, &n_new, error))
    {
      g_prefix_error (error, _("%s cannot be compared: "), self->path);
      return FALSE;
    }

  *equal = n_lost == 0 && n_new == 0;
  if (*equal)
    {
      gint64 n_rows = weir_provenance_get_int (export->provenance, "rows", 0);

      weir_cli_say (ngettext ("equal: %" PRId64 " row", "equal: %" PRId64 " rows", (gulong) n_rows), n_rows);
      return TRUE;
    }

  weir_cli_say (ngettext ("different: %" PRId64 " row is only in the file, %" PRId64 " only in what is computed now",
                          "different: %" PRId64 " rows are only in the file, %" PRId64 " only in what is computed now", (gulong) n_lost),
                n_lost, n_new);
  say_ranges (self, export);
  say_hash (self, export);

  return (n_lost == 0 || show_difference (self, console, FALSE, error)) &&
         (n_new == 0 || show_difference (self, console, TRUE, error));
}

/* -- the verb -- */

static GOptionContext *
create_context (WeirCliVerify *self)
{
  const GOptionEntry entries[] = {
    { "input", 0, 0, G_OPTION_ARG_FILENAME, &self->input,
      N_("Compute the rows from this recording or file, in place of -b"), N_("FILE|DIR") },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (_("FILE"));

  g_option_context_set_summary (context, _("Computes the rows of an exported file again, from the records that it names, and tells "
                                           "whether they are equal.\nRows that differ are written as CSV, those of the file and those "
                                           "that are computed now. Exit status: 0 equal, 1 different or not to be computed."));
  g_option_context_set_description (context,
                                    "Examples:\n"
                                    "  weir-cli verify minutes.csv -b localhost:9092\n"
                                    "  weir-cli verify prices.parquet --input recording\n"
                                    "The files are those of “weir-cli export --help”, the recording what “weir-cli record” made.\n");
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  weir_cli_connection_add_options (&self->connection, context);

  return context;
}

/* The words that say how a cluster is reached are given on as they were written. (transfer full) */
static GStrv
dup_rest (GStrv       argv,
          const char *path)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 1; argv[i] != NULL; i++)
    if (g_str_equal (argv[i], "--input") && argv[i + 1] != NULL)
      i++;
    else if (!g_str_equal (argv[i], path) && !g_str_has_prefix (argv[i], "--input="))
      g_strv_builder_add (builder, argv[i]);

  return g_strv_builder_end (builder);
}

static gboolean
weir_cli_verify_open (WeirCliVerify  *self,
                      GStrv           argv,
                      GError        **error)
{
  g_autoptr(GOptionContext) context = create_context (self);
  g_auto(GStrv) rest = g_strdupv (argv);
  g_autofree char *name = NULL;

  if (!weir_cli_parse (context, &rest, error))
    return FALSE;
  if (rest[0] == NULL || rest[1] == NULL || rest[2] != NULL)
    {
      g_set_error_literal (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("which file? name one that “weir-cli export” wrote"));
      return FALSE;
    }

  self->path = g_strdup (rest[1]);
  if (!weir_export_name_find_format (self->path, NULL, WEIR_EXPORT_CSV, &self->format, error))
    return FALSE;
  self->provenance = weir_provenance_open (self->path, error);
  self->folder = self->provenance != NULL ? weir_spill_folder_new (".", error) : NULL;
  if (self->folder == NULL)
    return FALSE;

  name = g_path_get_basename (self->path);
  self->again = g_build_filename (weir_spill_folder_get_path (self->folder), name, NULL);

  return TRUE;
}

static WeirCliExit
weir_cli_verify_run (WeirCliVerify  *self,
                     GStrv           argv,
                     GError        **error)
{
  g_auto(WeirCliExport) export = { 0 };
  g_auto(GStrv) rest = dup_rest (argv, self->path);
  WeirCliExit code = weir_cli_verify_compute (self, &export, rest, error);
  gboolean equal = FALSE;

  if (*error != NULL || (code != WEIR_CLI_DONE && code != WEIR_CLI_PARTIAL))
    return code;
  if (!weir_cli_verify_compare (self, &export, &equal, error))
    return WEIR_CLI_FAILED;

  return equal ? WEIR_CLI_DONE : WEIR_CLI_FAILED;
}

static void
weir_cli_verify_clear (WeirCliVerify *self)
{
  weir_cli_connection_clear (&self->connection);
  g_clear_pointer (&self->provenance, weir_provenance_free);
  g_clear_pointer (&self->folder, weir_spill_folder_free);
  g_free (self->input);
  g_free (self->path);
  g_free (self->again);
}

WeirCliExit
weir_cli_verify (GStrv argv)
{
  WeirCliVerify self = { 0 };
  GError *error = NULL;
  WeirCliExit code = WEIR_CLI_FAILED;

  if (weir_cli_verify_open (&self, argv, &error))
    code = weir_cli_verify_run (&self, argv, &error);
  if (error != NULL)
    code = weir_cli_report (error);
  g_clear_error (&error);
  weir_cli_verify_clear (&self);

  return code;
}
