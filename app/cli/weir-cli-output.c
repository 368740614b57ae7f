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
};

gboolean
weir_cli_output_find_format (const char        *word,
                             const char        *path,
                             WeirExportFormat  *format,
                             GError           **error)
{
  WeirExportFormat wanted = WEIR_EXPORT_CSV;

  if (word == NULL || g_ascii_strcasecmp (word, "csv") == 0)
    wanted = WEIR_EXPORT_CSV;
  else if (g_ascii_strcasecmp (word, "json") == 0 || g_ascii_strcasecmp (word, "ndjson") == 0)
    wanted = WEIR_EXPORT_NDJSON;
  else if (g_ascii_strcasecmp (word, "parquet") == 0)
    wanted = WEIR_EXPORT_PARQUET;
  else
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("“%s” is no output; --output takes csv, json or parquet"), word);
      return FALSE;
    }

  *format = wanted;

  return path == NULL || weir_export_name_find_format (path, word != NULL ? &wanted : NULL, WEIR_EXPORT_CSV, format, error);
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

WeirCliOutput *
weir_cli_output_new (const char             *format,
                     const char             *path,
                     const WeirExportColumn *columns,
                     guint                   n_columns,
                     gboolean                raw,
                     GError                **error)
{
  g_autoptr(WeirCliOutput) self = g_new0 (WeirCliOutput, 1);

  if (!weir_cli_output_find_format (format, path, &self->format, error))
    return NULL;

  if (self->format == WEIR_EXPORT_PARQUET && path == NULL)
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("Parquet goes to a file; name it, as in -O windows.parquet"));
      return NULL;
    }

  self->columns = g_memdup2 (columns, n_columns * sizeof (WeirExportColumn));
  for (guint i = 0; i < n_columns; i++)
    self->columns[i].name = g_strdup (columns[i].name);
  self->n_columns = n_columns;
  self->flags = raw ? WEIR_CSV_RAW : 0;
  if (path != NULL)
    {
      self->exporter = weir_exporter_new (path, self->format, columns, n_columns, error);
      if (self->exporter == NULL)
        return NULL;
      weir_exporter_set_raw (self->exporter, raw);
    }
  else
    {
      self->buffer = g_string_sized_new (BUFFER_BYTES + 4096);
      if (isatty (STDOUT_FILENO))
        self->flags |= WEIR_CSV_SHOWN;
      self->wants_header = self->format == WEIR_EXPORT_CSV;
    }

  return g_steal_pointer (&self);
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

  return self->buffer->len < BUFFER_BYTES || weir_cli_output_flush (self, error);
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
    return weir_exporter_finish (self->exporter, weir_cli_interrupt_get (), error);

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

gboolean
weir_cli_output_save_summary (const char     *path,
                              const GString  *json,
                              GError        **error)
{
  g_autoptr(WeirOutputFile) file = weir_output_file_new (path, weir_output_file_is_gzip (path), error);

  return file != NULL && weir_output_file_write (file, json->str, json->len, error) && weir_output_file_finish (file, error);
}
