#include "config.h"

#include "app/cli/weir-cli-output.h"

#include <glib/gi18n.h>

#include "app/cli/weir-cli-interrupt.h"
#include "app/cli/weir-cli-stdout.h"
#include "app/cli/weir-cli.h"
#include "data/store/weir-export-name.h"
#include "data/store/weir-export-text.h"

#define BUFFER_BYTES (64 * 1024)

struct _WeirCliOutput
{
  WeirExportFormat  format;
  WeirExportColumn *columns;      /* owned, names too */
  guint             n_columns;
  WeirCsvFlags      flags;
  GString          *buffer;       /* standard output only */
  gboolean          wants_header; /* with the first row, so that a failure prints nothing */
  WeirExporter     *exporter;     /* files only */
  GCancellable     *cancellable;  /* borrowed, nullable: leaves no file */
};

gboolean
weir_cli_output_find_format (const WeirCliOutputSpec  *spec,
                             WeirExportFormat         *format,
                             GError                  **error)
{
  const char *word = spec->format;
  WeirExportFormat wanted = spec->otherwise;

  if (word != NULL && g_ascii_strcasecmp (word, "csv") == 0)
    wanted = WEIR_EXPORT_CSV;
  else if (word != NULL && (g_ascii_strcasecmp (word, "json") == 0 || g_ascii_strcasecmp (word, "ndjson") == 0))
    wanted = WEIR_EXPORT_NDJSON;
  else if (word != NULL && g_ascii_strcasecmp (word, "parquet") == 0)
    wanted = WEIR_EXPORT_PARQUET;
  else if (word != NULL)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("“%s” is no output; --output takes csv, json or parquet"), word);
      return FALSE;
    }

  *format = wanted;

  return spec->path == NULL
    || weir_export_name_find_format (spec->path, word != NULL ? &wanted : NULL, spec->otherwise, format, error);
}

gboolean
weir_cli_output_check_names (const WeirExportColumn *columns,
                             guint                   n_columns,
                             const char             *remedy,
                             GError                **error)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n_columns; i++)
    {
      const char *name = columns[i].name;

      if (g_hash_table_add (names, (char *) name))
        continue;

      /* Translators: a column's name, then what to do */
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE, _("there would be two columns “%s”; %s"), name, remedy);
      return FALSE;
    }

  return TRUE;
}

static WeirCliOutput *
weir_cli_output_new_shown (void)
{
  WeirCliOutput *self = g_new0 (WeirCliOutput, 1);

  self->buffer = g_string_sized_new (BUFFER_BYTES + 4096);

  return self;
}

WeirCliOutput *
weir_cli_output_new_lines (void)
{
  return weir_cli_output_new_shown ();
}

static WeirCliOutput *
weir_cli_output_new_rows (WeirExportFormat format,
                          gboolean         raw)
{
  WeirCliOutput *self = weir_cli_output_new_shown ();

  self->flags = raw ? WEIR_CSV_RAW : 0;
  if (isatty (STDOUT_FILENO))
    self->flags |= WEIR_CSV_SHOWN;
  self->wants_header = format == WEIR_EXPORT_CSV;

  return self;
}

static WeirCliOutput *
weir_cli_output_new_file (const WeirCliOutputSpec *spec,
                          WeirExportFormat         format,
                          const WeirExportColumn  *columns,
                          guint                    n_columns,
                          GError                 **error)
{
  WeirExporter *exporter = weir_exporter_new (spec->path, format, columns, n_columns, error);
  WeirCliOutput *self;

  if (exporter == NULL)
    return NULL;

  weir_exporter_set_raw (exporter, spec->csv_raw);
  if (spec->provenance != NULL)
    weir_exporter_set_provenance (exporter, spec->provenance);
  self = g_new0 (WeirCliOutput, 1);
  self->exporter = exporter;
  self->cancellable = spec->outlives_interrupt ? NULL : weir_cli_interrupt_get ();

  return self;
}

WeirCliOutput *
weir_cli_output_new (const WeirCliOutputSpec *spec,
                     const WeirExportColumn  *columns,
                     guint                    n_columns,
                     GError                 **error)
{
  WeirExportFormat format;
  WeirCliOutput *self;

  if (!weir_cli_output_find_format (spec, &format, error))
    return NULL;

  if (format == WEIR_EXPORT_PARQUET && spec->path == NULL)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("Parquet goes to a file; name it, as in -O windows.parquet"));
      return NULL;
    }

  if (spec->path != NULL)
    self = weir_cli_output_new_file (spec, format, columns, n_columns, error);
  else
    self = weir_cli_output_new_rows (format, spec->csv_raw);
  if (self == NULL)
    return NULL;

  self->format = format;
  self->columns = g_memdup2 (columns, n_columns * sizeof (WeirExportColumn));
  for (guint i = 0; i < n_columns; i++)
    self->columns[i].name = g_strdup (columns[i].name);
  self->n_columns = n_columns;

  return self;
}

void
weir_cli_output_set_note (WeirCliOutput *self,
                          const char    *name,
                          const char    *value)
{
  if (self->exporter != NULL)
    weir_exporter_set_note (self->exporter, name, value);
}

static void
weir_cli_output_write_header (WeirCliOutput *self)
{
  if (self->wants_header)
    weir_export_append_csv_header (self->buffer, self->columns, self->n_columns, self->flags);
  self->wants_header = FALSE;
}

gboolean
weir_cli_output_add_row (WeirCliOutput    *self,
                         const WeirValue  *values,
                         GError          **error)
{
  if (self->exporter != NULL)
    return weir_exporter_add_row (self->exporter, values, error);

  weir_cli_output_write_header (self);
  if (self->format == WEIR_EXPORT_CSV)
    weir_export_append_csv_row (self->buffer, self->columns, self->n_columns, values, self->flags);
  else
    weir_export_append_json_row (self->buffer, self->columns, self->n_columns, values);

  return weir_cli_output_end_line (self, error);
}

GString *
weir_cli_output_get_text (WeirCliOutput *self)
{
  return self->buffer;
}

gboolean
weir_cli_output_end_line (WeirCliOutput  *self,
                          GError        **error)
{
  return self->buffer->len < BUFFER_BYTES || weir_cli_output_flush (self, error);
}

gboolean
weir_cli_output_is_flushed (WeirCliOutput *self)
{
  return self->buffer != NULL && self->buffer->len == 0;
}

gboolean
weir_cli_output_flush (WeirCliOutput  *self,
                       GError        **error)
{
  if (self->buffer != NULL && !weir_cli_stdout_write (self->buffer->str, self->buffer->len, error))
    return FALSE;

  if (self->buffer != NULL)
    g_string_truncate (self->buffer, 0);

  return TRUE;
}

gboolean
weir_cli_output_finish (WeirCliOutput  *self,
                        GError        **error)
{
  if (self->exporter != NULL)
    return weir_exporter_finish (self->exporter, self->cancellable, error);

  weir_cli_output_write_header (self);

  return weir_cli_output_flush (self, error);
}

void
weir_cli_output_free (WeirCliOutput *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->exporter, weir_exporter_free);
  if (self->buffer != NULL)
    g_string_free (self->buffer, TRUE);
  for (guint i = 0; i < self->n_columns; i++)
    g_free ((char *) self->columns[i].name);
  g_free (self->columns);
  g_free (self);
}
