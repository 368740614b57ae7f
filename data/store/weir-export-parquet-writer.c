#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "data/decode/weir-escape.h"
#include "data/store/weir-duckdb.h"
#include "data/store/weir-export-writer.h"
#include "data/store/weir-spill-folder.h"
#include "data/store/weir-sql.h"

/* Measured: 20 million rows take 233 MB in all, and no more CPU time than with twice as much; the rest spills. */
#define MEMORY_LIMIT     "128MB"
/* DuckDB's own default: what readers expect. */
#define ROW_GROUP_ROWS   122880

/* Integers beyond it are not all doubles. */
#define EXACT_MAX        ((gint64) 1 << 53)

/* What was in a column. */
typedef enum
{
  SEEN_INTEGER = 1 << 0,
  SEEN_DOUBLE = 1 << 1,
  SEEN_BOOLEAN = 1 << 2,
  SEEN_TEXT = 1 << 3,
  SEEN_LARGE = 1 << 4,   /* an integer that may be no double */
} WeirParquetSeen;

/*
 * One column of the export. NUMBER and ANY need several columns of the staging table, as it is known only at the end of
 * which type all values are: BIGINT, DOUBLE, and of ANY BOOLEAN and VARCHAR.
 */
typedef struct
{
  guint first;        /* of its staging columns */
  guint seen;         /* WeirParquetSeen */
} WeirParquetColumn;

typedef struct
{
  WeirExportWriter        writer;
  const WeirDuckDB       *duckdb;       /* borrowed: for ever */

  const WeirExportColumn *columns;      /* borrowed */
  guint                   n_columns;
  WeirParquetColumn      *staging;
  guint                   n_staging;
  char                   *path;
  WeirSpillFolder        *spill;        /* owned */
  duckdb_database         database;
  duckdb_connection       connection;
  duckdb_appender         appender;
  duckdb_data_chunk       chunk;
  idx_t                   n_rows;       /* in chunk */
  gboolean                has_negative_zero;
} WeirExportParquetWriter;

static duckdb_type
weir_export_get_duckdb_type (WeirExportColumnType type)
{
  switch (type)
    {
    case WEIR_EXPORT_TIME:
      return DUCKDB_TYPE_TIMESTAMP_TZ;
    case WEIR_EXPORT_INTEGER:
      return DUCKDB_TYPE_BIGINT;
    case WEIR_EXPORT_DOUBLE:
      return DUCKDB_TYPE_DOUBLE;
    case WEIR_EXPORT_BOOLEAN:
      return DUCKDB_TYPE_BOOLEAN;
    case WEIR_EXPORT_BLOB:
      return DUCKDB_TYPE_BLOB;
    case WEIR_EXPORT_TEXT:
    case WEIR_EXPORT_NUMBER:
    case WEIR_EXPORT_ANY:
    default:
      return DUCKDB_TYPE_VARCHAR;
    }
}

static const char *
weir_export_get_sql_type (WeirExportColumnType type)
{
  switch (type)
    {
    case WEIR_EXPORT_TIME:
      return "TIMESTAMPTZ";
    case WEIR_EXPORT_INTEGER:
      return "BIGINT";
    case WEIR_EXPORT_DOUBLE:
      return "DOUBLE";
    case WEIR_EXPORT_BOOLEAN:
      return "BOOLEAN";
    case WEIR_EXPORT_BLOB:
      return "BLOB";
    case WEIR_EXPORT_TEXT:
    case WEIR_EXPORT_NUMBER:
    case WEIR_EXPORT_ANY:
    default:
      return "VARCHAR";
    }
}

/* The types of the staging columns of one column. */
static const WeirExportColumnType *
weir_export_get_staging (const WeirExportColumnType *type,
                         guint                      *n)
{
  static const WeirExportColumnType types[] = { WEIR_EXPORT_INTEGER, WEIR_EXPORT_DOUBLE, WEIR_EXPORT_BOOLEAN, WEIR_EXPORT_TEXT };

  *n = *type == WEIR_EXPORT_ANY ? 4 : *type == WEIR_EXPORT_NUMBER ? 2 : 1;

  return *n > 1 ? types : type;
}

static gboolean
weir_export_parquet_writer_run (WeirExportParquetWriter *self,
                                const char              *sql,
                                GError                 **error)
{
  duckdb_result result;
  gboolean done = self->duckdb->query (self->connection, sql, &result) == DuckDBSuccess;

  if (!done)
    g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE,
                 _("The Parquet file cannot be made: %s"), self->duckdb->result_error (&result));
  self->duckdb->destroy_result (&result);

  return done;
}

static gboolean
weir_export_parquet_writer_set_appender_error (WeirExportParquetWriter *self,
                                               GError                 **error)
{
  g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE,
               _("The Parquet file cannot be made: %s"), self->duckdb->appender_error (self->appender));

  return FALSE;
}

static gboolean
weir_export_parquet_writer_open (WeirExportParquetWriter *self,
                                 GError                 **error)
{
  g_autoptr(GString) sql = g_string_new (NULL);
  duckdb_config config = NULL;
  char *message = NULL;
  gboolean opened;

  self->duckdb->create_config (&config);
  self->duckdb->set_config (config, "memory_limit", MEMORY_LIMIT);
  self->duckdb->set_config (config, "temp_directory", weir_spill_folder_get_path (self->spill));
  /* Nothing is fetched from the network, whatever a name or a value looks like. */
  self->duckdb->set_config (config, "autoinstall_known_extensions", "false");
  self->duckdb->set_config (config, "autoload_known_extensions", "false");
  opened = self->duckdb->open_ext (NULL, &self->database, config, &message) == DuckDBSuccess &&
           self->duckdb->connect (self->database, &self->connection) == DuckDBSuccess;
  self->duckdb->destroy_config (&config);
  if (!opened)
    {
      g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE,
                   _("DuckDB does not start: %s"), message != NULL ? message : "");
      self->duckdb->free (message);
      return FALSE;
    }

  for (guint i = 0; i < self->n_columns; i++)
    {
      guint n;
      const WeirExportColumnType *types = weir_export_get_staging (&self->columns[i].type, &n);

      for (guint j = 0; j < n; j++)
        g_string_append_printf (sql, "%sc%u %s", i + j == 0 ? "CREATE TABLE staging (" : ", ", self->staging[i].first + j,
                                weir_export_get_sql_type (types[j]));
    }
  g_string_append_c (sql, ')');

  return weir_export_parquet_writer_run (self, sql->str, error);
}

static gboolean
weir_export_parquet_writer_make_chunk (WeirExportParquetWriter *self,
                                       GError                 **error)
{
  g_autofree duckdb_logical_type *types = g_new0 (duckdb_logical_type, self->n_staging);

  if (self->duckdb->appender_create (self->connection, NULL, "staging", &self->appender) != DuckDBSuccess)
    return weir_export_parquet_writer_set_appender_error (self, error);

  for (guint i = 0; i < self->n_columns; i++)
    {
      guint n;
      const WeirExportColumnType *staged = weir_export_get_staging (&self->columns[i].type, &n);

      for (guint j = 0; j < n; j++)
        types[self->staging[i].first + j] = self->duckdb->create_logical_type (weir_export_get_duckdb_type (staged[j]));
    }

  self->chunk = self->duckdb->create_data_chunk (types, self->n_staging);
  for (guint i = 0; i < self->n_staging; i++)
    self->duckdb->destroy_logical_type (&types[i]);

  return TRUE;
}

static void
weir_export_parquet_writer_set_null (WeirExportParquetWriter *self,
                                     guint                    column)
{
  duckdb_vector vector = self->duckdb->data_chunk_get_vector (self->chunk, column);

  self->duckdb->vector_ensure_validity_writable (vector);
  self->duckdb->validity_set_row_invalid (self->duckdb->vector_get_validity (vector), self->n_rows);
}

static gpointer
weir_export_parquet_writer_get_data (WeirExportParquetWriter *self,
                                     guint                    column)
{
  return self->duckdb->vector_get_data (self->duckdb->data_chunk_get_vector (self->chunk, column));
}

static void
weir_export_parquet_writer_set_text (WeirExportParquetWriter *self,
                                     guint                    column,
                                     WeirExportColumnType     type,
                                     const WeirValue         *value)
{
  duckdb_vector vector = self->duckdb->data_chunk_get_vector (self->chunk, column);
  gsize length = value->length;
  g_autofree char *escaped = NULL;

  if (type == WEIR_EXPORT_TEXT)
    escaped = weir_escape_dup_data (value->as_text, length, FALSE, &length);

  self->duckdb->vector_assign_string_element_len (vector, self->n_rows, escaped != NULL ? escaped : value->as_text, length);
}

static void
weir_export_parquet_writer_set_double (WeirExportParquetWriter *self,
                                       guint                    column,
                                       double                   value)
{
  self->has_negative_zero |= value == 0.0 && signbit (value);
  ((double *) weir_export_parquet_writer_get_data (self, column))[self->n_rows] = value;
}

/* Which of the staging columns has a value, and keeps that it is there. */
static guint
weir_export_parquet_writer_stage (WeirParquetColumn *column,
                                  const WeirValue   *value)
{
  switch (value->type)
    {
    case WEIR_VALUE_INT:
      column->seen |= SEEN_INTEGER | (value->as_int > EXACT_MAX || value->as_int < -EXACT_MAX ? SEEN_LARGE : 0);
      return 0;
    case WEIR_VALUE_DOUBLE:
      column->seen |= SEEN_DOUBLE;
      return 1;
    case WEIR_VALUE_BOOL:
      column->seen |= SEEN_BOOLEAN;
      return 2;
    case WEIR_VALUE_TEXT:
    default:
      column->seen |= SEEN_TEXT;
      return 3;
    }
}

static void
weir_export_parquet_writer_set_typed (WeirExportParquetWriter *self,
                                      guint                    column,
                                      WeirExportColumnType     type,
                                      const WeirValue         *value)
{
  switch (type)
    {
    case WEIR_EXPORT_TIME:
    case WEIR_EXPORT_INTEGER:
      ((gint64 *) weir_export_parquet_writer_get_data (self, column))[self->n_rows] = value->as_int;
      break;
    case WEIR_EXPORT_DOUBLE:
      weir_export_parquet_writer_set_double (self, column, weir_value_get_double (value));
      break;
    case WEIR_EXPORT_BOOLEAN:
      ((bool *) weir_export_parquet_writer_get_data (self, column))[self->n_rows] = value->as_int != 0;
      break;
    case WEIR_EXPORT_TEXT:
    case WEIR_EXPORT_BLOB:
    case WEIR_EXPORT_NUMBER:
    case WEIR_EXPORT_ANY:
    default:
      weir_export_parquet_writer_set_text (self, column, type, value);
      break;
    }
}

static void
weir_export_parquet_writer_set_value (WeirExportParquetWriter *self,
                                      guint                    i,
                                      const WeirValue         *value)
{
  gboolean absent = value->type == WEIR_VALUE_NULL || value->type == WEIR_VALUE_MISSING;
  WeirParquetColumn *column = &self->staging[i];
  guint n;
  const WeirExportColumnType *types = weir_export_get_staging (&self->columns[i].type, &n);
  guint at = absent ? n : n == 1 ? 0 : weir_export_parquet_writer_stage (column, value);

  for (guint j = 0; j < n; j++)
    if (j != at)
      weir_export_parquet_writer_set_null (self, column->first + j);
    else
      weir_export_parquet_writer_set_typed (self, column->first + j, types[j], value);
}

static gboolean
weir_export_parquet_writer_flush (WeirExportParquetWriter *self,
                                  GError                 **error)
{
  self->duckdb->data_chunk_set_size (self->chunk, self->n_rows);
  if (self->n_rows > 0 && self->duckdb->append_data_chunk (self->appender, self->chunk) != DuckDBSuccess)
    return weir_export_parquet_writer_set_appender_error (self, error);

  self->duckdb->data_chunk_reset (self->chunk);
  self->n_rows = 0;

  return TRUE;
}

static gboolean
weir_export_parquet_writer_add_row (WeirExportWriter *writer,
                                    const WeirValue  *values,
                                    GError          **error)
{
  WeirExportParquetWriter *self = (WeirExportParquetWriter *) writer;

  for (guint i = 0; i < self->n_columns; i++)
    weir_export_parquet_writer_set_value (self, i, &values[i]);

  self->n_rows++;

  return self->n_rows < self->duckdb->vector_size () || weir_export_parquet_writer_flush (self, error);
}

/* The one type that all values have; numbers are DOUBLE where that loses nothing, and what has no one type is text. */
static void
weir_export_parquet_writer_append_column (WeirExportParquetWriter *self,
                                          guint                    i,
                                          GString                 *sql)
{
  guint first = self->staging[i].first;
  guint seen = self->staging[i].seen;
  gboolean any = self->columns[i].type == WEIR_EXPORT_ANY;
  gboolean whole = !any || (seen & SEEN_DOUBLE) == 0 || (seen & SEEN_LARGE) == 0;

  if (seen == 0 && any)
    g_string_append_printf (sql, "c%u", first + 3);
  else if ((seen & ~SEEN_LARGE) == SEEN_INTEGER || seen == 0)
    g_string_append_printf (sql, "c%u", first);
  else if ((seen & (SEEN_BOOLEAN | SEEN_TEXT)) == 0 && whole)
    g_string_append_printf (sql, "COALESCE(c%u, CAST(c%u AS DOUBLE))", first + 1, first);
  else if (seen == SEEN_BOOLEAN)
    g_string_append_printf (sql, "c%u", first + 2);
  else
    g_string_append_printf (sql, "COALESCE(c%u, CAST(c%u AS VARCHAR), CAST(c%u AS VARCHAR), CAST(c%u AS VARCHAR))",
                            first + 3, first, first + 1, first + 2);
}

static char *
weir_export_parquet_writer_dup_copy (WeirExportParquetWriter *self,
                                     GHashTable              *notes)
{
  GString *sql = g_string_new ("COPY (SELECT ");

  for (guint i = 0; i < self->n_columns; i++)
    {
      if (i > 0)
        g_string_append (sql, ", ");
      weir_export_parquet_writer_append_column (self, i, sql);
      g_string_append (sql, " AS ");
      weir_sql_append_name (sql, self->columns[i].name);
    }

  g_string_append (sql, " FROM staging) TO ");
  weir_sql_append_text (sql, self->path);
  /* DuckDB's own temporary file is renamed without an fsync; ours is not. */
  g_string_append_printf (sql, " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE %d, USE_TMP_FILE false",
                          ROW_GROUP_ROWS);
  /* Its dictionaries take −0 and 0 for one value. */
  if (self->has_negative_zero)
    g_string_append (sql, ", DICTIONARY_SIZE_LIMIT 0");
  weir_sql_append_notes (sql, notes);
  g_string_append_c (sql, ')');

  return g_string_free (sql, FALSE);
}

static void
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  WeirExportParquetWriter *self = user_data;

  self->duckdb->interrupt (self->connection);
}

static gboolean
weir_export_parquet_writer_finish (WeirExportWriter *writer,
                                   GHashTable       *notes,
                                   GCancellable     *cancellable,
                                   GError          **error)
{
  WeirExportParquetWriter *self = (WeirExportParquetWriter *) writer;
  g_autofree char *sql = NULL;
  gulong handler;
  gboolean done;

  if (!weir_export_parquet_writer_flush (self, error))
    return FALSE;
  if (self->duckdb->appender_close (self->appender) != DuckDBSuccess)
    return weir_export_parquet_writer_set_appender_error (self, error);

  sql = weir_export_parquet_writer_dup_copy (self, notes);
  handler = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL) : 0;
  done = weir_export_parquet_writer_run (self, sql, error);
  g_cancellable_disconnect (cancellable, handler);

  return done;
}

static void
weir_export_parquet_writer_free (WeirExportWriter *writer)
{
  WeirExportParquetWriter *self = (WeirExportParquetWriter *) writer;

  self->duckdb->destroy_data_chunk (&self->chunk);
  self->duckdb->appender_destroy (&self->appender);
  self->duckdb->disconnect (&self->connection);
  self->duckdb->close (&self->database);
  g_clear_pointer (&self->spill, weir_spill_folder_free);
  g_free (self->path);
  g_free (self->staging);
  g_free (self);
}

/**
 * weir_export_parquet_writer_new:
 * @path: an empty file that exists; copied
 * @columns: (array length=n_columns): columns; borrowed, outlive the writer
 * @n_columns: how many
 * @error: return location for a %WEIR_STORE_ERROR
 *
 * Makes a writer of Parquet through DuckDB, with a folder for temporary data
 * beside @path. Used by one thread.
 *
 * Returns: (transfer full): a writer, or %NULL with @error set if DuckDB cannot
 *   be loaded or the folder cannot be made
 */
WeirExportWriter *
weir_export_parquet_writer_new (const char             *path,
                                const WeirExportColumn *columns,
                                guint                   n_columns,
                                GError                **error)
{
  const WeirDuckDB *duckdb = weir_duckdb_load (error);
  g_autofree char *folder = g_path_get_dirname (path);
  WeirExportParquetWriter *self;

  if (duckdb == NULL)
    return NULL;

  self = g_new0 (WeirExportParquetWriter, 1);
  self->duckdb = duckdb;
  self->writer.add_row = weir_export_parquet_writer_add_row;
  self->writer.finish = weir_export_parquet_writer_finish;
  self->writer.free = weir_export_parquet_writer_free;
  self->columns = columns;
  self->n_columns = n_columns;
  self->staging = g_new0 (WeirParquetColumn, n_columns);
  self->path = g_strdup (path);
  self->spill = weir_spill_folder_new (folder, error);

  for (guint i = 0; i < n_columns; i++)
    {
      guint n;

      weir_export_get_staging (&columns[i].type, &n);
      self->staging[i].first = self->n_staging;
      self->n_staging += n;
    }

  if (self->spill == NULL || !weir_export_parquet_writer_open (self, error) || !weir_export_parquet_writer_make_chunk (self, error))
    {
      weir_export_parquet_writer_free (&self->writer);
      return NULL;
    }

  return &self->writer;
}
