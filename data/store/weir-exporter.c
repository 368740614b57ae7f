#include "config.h"

#include "data/store/weir-exporter.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/store/weir-export-writer.h"

struct _WeirExporter
{
  char             *path;
  char             *temp_path;    /* in the folder of path; NULL once it is renamed or removed */
  WeirExportFormat  format;
  WeirExportColumn *columns;      /* owned, names too */
  guint             n_columns;
  GHashTable       *notes;
  gboolean          raw;
  WeirExportWriter *writer;       /* made by the first row, or by finish */
  guint64           n_rows;
};

G_DEFINE_QUARK (weir_store_error_quark, weir_store_error)

static void
weir_exporter_set_file_error (GError    **error,
                              const char *path,
                              int         code)
{
  g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_FILE,
               _("%s cannot be written: %s"), path, g_strerror (code));
}

/* Where a link leads, so that exporting does not turn the link into a file. */
static char *
weir_exporter_resolve (const char *path,
                       GError    **error)
{
  struct stat status;
  char *resolved;
  char *copy;

  if (stat (path, &status) != 0)
    return g_strdup (path);

  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_FILE,
                   _("%s is not a regular file; choose another name"), path);
      return NULL;
    }

  resolved = realpath (path, NULL);
  copy = g_strdup (resolved != NULL ? resolved : path);
  free (resolved);

  return copy;
}

static gboolean
weir_exporter_make_temp (WeirExporter *self,
                         GError      **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *base = g_path_get_basename (self->path);
  g_autofree char *name = g_strdup_printf (".%s.weir-XXXXXX", base);
  int fd;

  self->temp_path = g_build_filename (folder, name, NULL);
  fd = g_mkstemp_full (self->temp_path, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      weir_exporter_set_file_error (error, self->path, errno);
      g_clear_pointer (&self->temp_path, g_free);
      return FALSE;
    }

  close (fd);

  return TRUE;
}

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

/**
 * weir_exporter_new:
 * @path: the file to make or to replace
 * @format: its format
 * @columns: (array length=n_columns): names and types, copied
 * @n_columns: how many, at least one
 * @error: return location
 *
 * Begins an export. The rows go to a file with another name in the same
 * folder; @path is untouched until weir_exporter_finish(). A symbolic link is
 * followed. Memory is bounded, however many rows there are.
 *
 * Text that is not UTF-8 is written with `\xNN` for each such byte; bytes that
 * must come back exactly belong in a %WEIR_EXPORT_BLOB column (base64 in CSV
 * and JSON). In CSV nothing is null and `""` is the empty text; a text that a
 * spreadsheet would calculate gets an apostrophe before it, numbers do not.
 *
 * Returns: (transfer full) (nullable): the exporter, or %NULL and
 *   %WEIR_STORE_ERROR_FILE if nothing can be written there,
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
  self->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  weir_exporter_copy_columns (self, columns, n_columns);
  self->path = weir_exporter_resolve (path, error);
  if (self->path == NULL || !weir_exporter_make_temp (self, error))
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
    self->writer = weir_export_parquet_writer_new (self->temp_path, self->columns, self->n_columns, error);
  else
    self->writer = weir_export_text_writer_new (self->temp_path, self->format, self->columns, self->n_columns,
                                                self->raw, error);

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
    case WEIR_EXPORT_TEXT:
    case WEIR_EXPORT_BLOB:
    default:
      return type == WEIR_VALUE_TEXT;
    }
}

/**
 * weir_exporter_add_row:
 * @self: an exporter
 * @values: one value a column; text is copied
 * @error: return location
 *
 * Adds a row after those before it. After an error the exporter is good only
 * for weir_exporter_free().
 *
 * Returns: %TRUE, or %FALSE and %WEIR_STORE_ERROR_COLUMNS if a value does not
 *   fit its column, %WEIR_STORE_ERROR_FILE or %WEIR_STORE_ERROR_DATABASE if
 *   the file cannot take it
 */
gboolean
weir_exporter_add_row (WeirExporter    *self,
                       const WeirValue *values,
                       GError         **error)
{
  g_return_val_if_fail (self != NULL && values != NULL && self->temp_path != NULL, FALSE);

  for (guint i = 0; i < self->n_columns; i++)
    if (!weir_export_column_takes (&self->columns[i], values[i].type))
      {
        g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_COLUMNS,
                     _("Row %" PRIu64 ": the value of “%s” does not fit the column's type"),
                     self->n_rows + 1, self->columns[i].name);
        return FALSE;
      }

  if (!weir_exporter_ensure_writer (self, error) || !self->writer->add_row (self->writer, values, error))
    return FALSE;

  self->n_rows++;

  return TRUE;
}

static gboolean
weir_exporter_sync (const char *path,
                    int         flags,
                    GError    **error)
{
  int fd = open (path, flags | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (!done)
    weir_exporter_set_file_error (error, path, errno);
  if (fd >= 0)
    close (fd);

  return done;
}

/* After the rename the file stands there whole, so what can still fail is only its durability. */
static gboolean
weir_exporter_publish (WeirExporter *self,
                       GError      **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  if (!weir_exporter_sync (self->temp_path, O_WRONLY, error))
    return FALSE;

  if (g_rename (self->temp_path, self->path) != 0)
    {
      weir_exporter_set_file_error (error, self->path, errno);
      return FALSE;
    }

  g_clear_pointer (&self->temp_path, g_free);

  return weir_exporter_sync (folder, O_RDONLY | O_DIRECTORY, error);
}

static void
weir_exporter_close_writer (WeirExporter *self)
{
  if (self->writer != NULL)
    self->writer->free (self->writer);
  self->writer = NULL;
}

static void
weir_exporter_discard (WeirExporter *self)
{
  weir_exporter_close_writer (self);
  if (self->temp_path != NULL)
    g_unlink (self->temp_path);
  g_clear_pointer (&self->temp_path, g_free);
}

/**
 * weir_exporter_finish:
 * @self: an exporter
 * @cancellable: (nullable): cancels from another thread
 * @error: return location
 *
 * Completes the file, waits until the disk has it and gives it its name. A
 * file that had the name before is replaced in one step. When this fails, the
 * old file is as it was and nothing of the new one is left. Blocks; for
 * Parquet seconds per ten million rows.
 *
 * Returns: %TRUE, or %FALSE and a %WEIR_STORE_ERROR or %G_IO_ERROR_CANCELLED
 */
gboolean
weir_exporter_finish (WeirExporter *self,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean done;

  g_return_val_if_fail (self != NULL && self->temp_path != NULL, FALSE);

  done = weir_exporter_ensure_writer (self, &local_error) &&
         self->writer->finish (self->writer, self->notes, cancellable, &local_error);
  weir_exporter_close_writer (self);

  /* An interrupted query reports an error of its own. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    done = FALSE;
  else if (!done)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    done = weir_exporter_publish (self, error);

  if (!done)
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
  g_hash_table_unref (self->notes);
  g_free (self->path);
  g_free (self);
}
