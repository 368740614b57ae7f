#include "config.h"

#include "data/store/weir-exporter.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "data/store/weir-block-worker.h"
#include "data/store/weir-export-writer.h"
#include "data/store/weir-provenance.h"

struct _WeirExporter
{
  WeirOutputFile   *file;         /* owned; NULL once it is finished or given up */
  WeirExportFormat  format;
  WeirExportColumn *columns;      /* owned, names too */
  guint             n_columns;
  GHashTable       *notes;
  char             *path;         /* owned */
  WeirProvenance   *provenance;   /* borrowed, nullable: nothing is said of where the rows come from */
  gboolean          raw;
  WeirExportWriter *writer;       /* made by the first row, or by finish */
  WeirBlockWorker  *hasher;       /* owned, nullable: adds rows to the provenance */
  WeirRowBlock     *block;        /* owned, nullable: rows that were not given to the writer yet */
  guint64           n_rows;
};

G_DEFINE_QUARK (weir_store_error_quark, weir_store_error)

static void
weir_exporter_copy_columns (WeirExporter           *self,
                            const WeirExportColumn *columns,
                            guint                   n_columns)
{
  self->columns = g_new0 (WeirExportColumn, n_columns);
  self->n_columns = n_columns;
  for (guint i = 0; i < n_columns; i++)
    {
      self->columns[i].name = g_strdup (columns[i].name);
      self->columns[i].type = columns[i].type;
    }
}

/* DuckDB takes names that differ only in case for one, and would rename the second. */
static gboolean
weir_exporter_check_names (WeirExportFormat        format,
                           const WeirExportColumn *columns,
                           guint                   n_columns,
                           GError                **error)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < n_columns; i++)
    {
      const char *name = columns[i].name;

      if (!g_hash_table_add (names, format == WEIR_EXPORT_PARQUET ? g_ascii_strdown (name, -1) : g_strdup (name)))
        {
          g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_COLUMNS,
                       _("Two columns are called “%s”; leave one out, or choose CSV if they differ in case"), name);
          return FALSE;
        }
    }

  return TRUE;
}

/* DuckDB seeks in the file that it writes, and packs its columns itself. */
static gboolean
weir_exporter_open (WeirExporter *self,
                    const char   *path,
                    GError      **error)
{
  gboolean gzip = weir_output_file_is_gzip (path);

  if (gzip && self->format == WEIR_EXPORT_PARQUET)
    {
      g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_NAME,
                   _("%s: Parquet is compressed within; leave .gz away"), path);
      return FALSE;
    }

  self->file = weir_output_file_new (path, gzip, error);
  if (self->file == NULL || self->format != WEIR_EXPORT_PARQUET || !weir_output_file_is_direct (self->file))
    return self->file != NULL;

  g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_NAME,
               _("%s: Parquet needs a regular file; choose another name, or CSV or JSON"), path);

  return FALSE;
}

/**
 * weir_exporter_new:
 * @path: (type filename): the file to make or to replace
 * @format: its format
 * @columns: (array length=n_columns): names and types, copied
 * @n_columns: how many, at least one
 * @error: return location
 *
 * Begins an export, see [struct@OutputFile] for what happens to a file that
 * has the name already. Text formats are compressed where the name ends in
 * ".gz". Memory is bounded, however many rows there are.
 *
 * What is not UTF-8 in a text is written as weir_escape_dup_data() does, in JSON
 * as a second member in base64, see weir_export_append_json_member(); bytes are
 * for a %WEIR_EXPORT_BLOB column (base64 in CSV and JSON). In CSV nothing is
 * null and `""` is the empty text; a text that a spreadsheet would calculate
 * gets an apostrophe before it, numbers do not.
 *
 * Returns: (transfer full) (nullable): the exporter, or %NULL and a
 *   %WEIR_OUTPUT_FILE_ERROR if nothing can be written there,
 *   %WEIR_STORE_ERROR_NAME if the format does not go with the file,
 *   %WEIR_STORE_ERROR_COLUMNS if two columns have one name (in Parquet: but for
 *   its case)
 */
WeirExporter *
weir_exporter_new (const char             *path,
                   WeirExportFormat        format,
                   const WeirExportColumn *columns,
                   guint                   n_columns,
                   GError                **error)
{
  g_autoptr(WeirExporter) self = NULL;

  g_return_val_if_fail (path != NULL && columns != NULL && n_columns > 0, NULL);

  if (!weir_exporter_check_names (format, columns, n_columns, error))
    return NULL;

  self = g_new0 (WeirExporter, 1);
  self->format = format;
  self->path = g_strdup (path);
  self->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  weir_exporter_copy_columns (self, columns, n_columns);
  if (!weir_exporter_open (self, path, error))
    return NULL;

  weir_exporter_set_note (self, "weir.version", WEIR_VERSION);

  return g_steal_pointer (&self);
}

/**
 * weir_exporter_set_note:
 * @self: an exporter
 * @name: what it is called
 * @value: what it says
 *
 * Keeps where the rows came from in Parquet's key-value metadata; text formats
 * have no place for it.
 */
void
weir_exporter_set_note (WeirExporter *self,
                        const char   *name,
                        const char   *value)
{
  g_return_if_fail (self != NULL && name != NULL && value != NULL);

  g_hash_table_replace (self->notes, g_strdup (name), g_strdup (value));
}

static gboolean
weir_exporter_hash (WeirRowBlock  *block,
                    gpointer       user_data,
                    GError       **error)
{
  WeirExporter *self = user_data;

  for (guint i = 0; i < block->n_rows; i++)
    weir_provenance_add_row (self->provenance, self->columns, self->n_columns, weir_row_block_get_row (block, i));

  return TRUE;
}

/**
 * weir_exporter_set_provenance:
 * @self: an exporter without rows
 * @provenance: (transfer none): where the rows come from; outlives the exporter
 *
 * Rows are added to its hash. What it says when the file is finished goes into
 * the metadata of a Parquet file; beside a regular text file it is written to
 * a file of its own, see weir_provenance_dup_path().
 */
void
weir_exporter_set_provenance (WeirExporter   *self,
                              WeirProvenance *provenance)
{
  g_return_if_fail (self != NULL && self->n_rows == 0);

  self->provenance = provenance;
  if (self->hasher == NULL)
    self->hasher = weir_block_worker_new ("weir-hash", weir_exporter_hash, self);
}

/**
 * weir_exporter_set_raw:
 * @self: an exporter without rows
 * @raw: whether
 *
 * Leaves texts that begin like a formula as they are in CSV.
 */
void
weir_exporter_set_raw (WeirExporter *self,
                       gboolean      raw)
{
  g_return_if_fail (self != NULL && self->writer == NULL);

  self->raw = raw;
}

static gboolean
weir_exporter_ensure_writer (WeirExporter *self,
                             GError      **error)
{
  if (self->writer != NULL)
    return TRUE;

  if (self->format == WEIR_EXPORT_PARQUET)
    self->writer = weir_export_parquet_writer_new (weir_output_file_get_path (self->file), self->columns,
                                                   self->n_columns, error);
  else
    self->writer = weir_export_text_writer_new (self->file, self->format, self->columns, self->n_columns, self->raw);

  return self->writer != NULL;
}

static gboolean
weir_export_column_takes (const WeirExportColumn *column,
                          guint32                 type)
{
  if (type == WEIR_VALUE_NULL || type == WEIR_VALUE_MISSING)
    return TRUE;

  switch (column->type)
    {
    case WEIR_EXPORT_TIME:
    case WEIR_EXPORT_INTEGER:
      return type == WEIR_VALUE_INT;
    case WEIR_EXPORT_DOUBLE:
    case WEIR_EXPORT_NUMBER:
      return type == WEIR_VALUE_INT || type == WEIR_VALUE_DOUBLE;
    case WEIR_EXPORT_BOOLEAN:
      return type == WEIR_VALUE_BOOL;
    case WEIR_EXPORT_ANY:
      return TRUE;
    case WEIR_EXPORT_TEXT:
    case WEIR_EXPORT_BLOB:
    default:
      return type == WEIR_VALUE_TEXT;
    }
}

/* To those who hash and write it, each on a thread of its own if there are many rows. */
static gboolean
weir_exporter_pass_block (WeirExporter *self,
                          GError      **error)
{
  gboolean passed;

  if (self->block == NULL)
    return TRUE;

  passed = (self->hasher == NULL || weir_block_worker_push (self->hasher, self->block, error)) &&
           self->writer->add_block (self->writer, self->block, error);
  g_clear_pointer (&self->block, weir_row_block_unref);

  return passed;
}

/**
 * weir_exporter_add_row:
 * @self: an exporter
 * @values: one value a column; text is copied
 * @error: return location
 *
 * Adds a row after those before it. Rows are written on other threads, a few
 * thousand at a time, so an error may come with a later one. After an error the
 * exporter is good only for weir_exporter_free().
 *
 * Returns: %TRUE, or %FALSE and %WEIR_STORE_ERROR_COLUMNS if a value does not
 *   fit its column, a %WEIR_OUTPUT_FILE_ERROR or %WEIR_STORE_ERROR_DATABASE if
 *   the file cannot take it
 */
gboolean
weir_exporter_add_row (WeirExporter    *self,
                       const WeirValue *values,
                       GError         **error)
{
  g_return_val_if_fail (self != NULL && values != NULL && self->file != NULL, FALSE);

  for (guint i = 0; i < self->n_columns; i++)
    if (!weir_export_column_takes (&self->columns[i], values[i].type))
      {
        g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_COLUMNS,
                     _("Row %" PRIu64 ": the value of “%s” does not fit the column's type"),
                     self->n_rows + 1, self->columns[i].name);
        return FALSE;
      }

  if (!weir_exporter_ensure_writer (self, error))
    return FALSE;

  if (self->block == NULL)
    self->block = weir_row_block_new (self->n_columns);
  weir_row_block_add (self->block, values);
  self->n_rows++;

  return !weir_row_block_is_full (self->block) || weir_exporter_pass_block (self, error);
}

static void
weir_exporter_close_writer (WeirExporter *self)
{
  g_clear_pointer (&self->block, weir_row_block_unref);
  g_clear_pointer (&self->hasher, weir_block_worker_free);
  if (self->writer != NULL)
    self->writer->free (self->writer);
  self->writer = NULL;
}

static void
weir_exporter_discard (WeirExporter *self)
{
  weir_exporter_close_writer (self);
  g_clear_pointer (&self->file, weir_output_file_free);
}

/* Written before the file has its name, which it gets after it: what cannot be written leaves no export without it. FALSE
 * with @error set; @beside stays NULL where there is none. */
static gboolean
weir_exporter_write_beside (WeirExporter    *self,
                            WeirOutputFile **beside,
                            GError         **error)
{
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;

  if (self->provenance == NULL || self->format == WEIR_EXPORT_PARQUET || weir_output_file_is_direct (self->file))
    return TRUE;

  text = weir_provenance_to_text (self->provenance);
  path = weir_provenance_dup_path (self->path);
  *beside = weir_output_file_new (path, FALSE, error);

  return *beside != NULL && weir_output_file_write (*beside, text, strlen (text), error) &&
         weir_output_file_write (*beside, "\n", 1, error);
}

static gboolean
weir_exporter_name_files (WeirExporter  *self,
                          GError       **error)
{
  g_autoptr(WeirOutputFile) beside = NULL;

  return weir_exporter_write_beside (self, &beside, error) && weir_output_file_finish (self->file, error) &&
         (beside == NULL || weir_output_file_finish (beside, error));
}

static gboolean
weir_exporter_close_provenance (WeirExporter *self,
                                GError      **error)
{
  g_autofree char *text = NULL;

  if (self->provenance == NULL)
    return TRUE;
  if (!weir_block_worker_finish (self->hasher, error))
    return FALSE;

  weir_provenance_close (self->provenance, self->columns, self->n_columns);
  text = weir_provenance_to_text (self->provenance);
  weir_exporter_set_note (self, WEIR_PROVENANCE_NOTE, text);

  return TRUE;
}

/**
 * weir_exporter_finish:
 * @self: an exporter
 * @cancellable: (nullable): cancels from another thread
 * @error: return location
 *
 * Completes the file, waits until the disk has it and gives it its name. A
 * file that had the name before is replaced in one step. When this fails, the
 * old file is as it was and nothing of the new one is left (but for
 * %WEIR_OUTPUT_FILE_ERROR_UNCERTAIN). Blocks; for Parquet seconds per ten
 * million rows.
 *
 * Returns: %TRUE, or %FALSE and a %WEIR_STORE_ERROR, a %WEIR_OUTPUT_FILE_ERROR
 *   or %G_IO_ERROR_CANCELLED
 */
gboolean
weir_exporter_finish (WeirExporter *self,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean done;

  g_return_val_if_fail (self != NULL && self->file != NULL, FALSE);

  done = weir_exporter_ensure_writer (self, &local_error) && weir_exporter_pass_block (self, &local_error) &&
         weir_exporter_close_provenance (self, &local_error) &&
         self->writer->finish (self->writer, self->notes, cancellable, &local_error);
  weir_exporter_close_writer (self);

  /* An interrupted query reports an error of its own. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    done = FALSE;
  else if (!done)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    done = weir_exporter_name_files (self, error);
  weir_exporter_discard (self);

  return done;
}

/**
 * weir_exporter_get_n_rows:
 * @self: an exporter
 *
 * Returns: rows added so far
 */
guint64
weir_exporter_get_n_rows (WeirExporter *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_rows;
}

/**
 * weir_exporter_free:
 * @self: (nullable): an exporter
 *
 * Frees @self. An export that was not finished leaves nothing behind.
 */
void
weir_exporter_free (WeirExporter *self)
{
  if (self == NULL)
    return;

  weir_exporter_discard (self);
  for (guint i = 0; i < self->n_columns; i++)
    g_free ((char *) self->columns[i].name);
  g_free (self->columns);
  g_free (self->path);
  g_hash_table_unref (self->notes);
  g_free (self);
}
