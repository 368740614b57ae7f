#include "config.h"

#include "data/store/weir-console.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "data/store/weir-console-paths.h"
#include "data/store/weir-console-sql.h"
#include "data/store/weir-console-tables.h"
#include "data/store/weir-kafka-function.h"
#include "data/store/weir-spill-folder.h"
#include "data/store/weir-sql.h"
#include "data/store/weir-table-function.h"

#define MEMORY_BYTES ((gsize) 1 << 30)

struct _WeirConsole
{
  WeirDatabase      *database;      /* owned */
  WeirKafkaFunction *kafka;         /* owned, nullable */
  WeirSpillFolder   *spill;         /* owned */
  WeirConsoleTables *tables;        /* owned, nullable: there is no recording */
  GPtrArray         *rows;          /* owned, nullable, of WeirQueryTable */
  GCancellable      *cancellable;   /* owned, nullable */
  GPtrArray         *warnings;      /* owned, of texts */
  GStrv              readable;      /* owned: files and folders that statements may read */

  duckdb_result      result;
  gboolean           has_result;
  GArray            *columns;       /* owned, of WeirExportColumn, names too */
  GArray            *types;         /* owned, of duckdb_type */
  duckdb_data_chunk  chunk;         /* owned, nullable */
  guint              n_rows;        /* in it */
  guint              row;           /* the next one */
  gpointer          *data;          /* owned, of each column */
  uint64_t         **validity;      /* owned, of each column; NULL: all are valid */
};

static gboolean
fail (WeirConsole *self,
      const char  *message,
      GError     **error)
{
  g_autofree char *shown = NULL;

  /* DuckDB says only that it was interrupted. */
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  shown = weir_console_sql_dup_message (message != NULL ? message : "");
  g_set_error_literal (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE, shown);

  return FALSE;
}

/* From here on nothing but the named files can be opened, and no statement can change that. */
static gboolean
lock (WeirConsole  *self,
      GError      **error)
{
  g_autoptr(GString) sql = g_string_new ("SET TimeZone = 'UTC'; ");

  weir_console_paths_append (sql, (const char * const *) self->readable);
  g_string_append (sql, "SET enable_external_access = false; SET lock_configuration = true");

  return weir_database_run (self->database, sql->str, error);
}

static gboolean
open_database (WeirConsole            *self,
               const WeirConsoleSpec  *spec,
               GError                **error)
{
  gsize memory_bytes = spec->memory_bytes > 0 ? spec->memory_bytes : MEMORY_BYTES;
  guint n_threads = spec->n_threads > 0 ? spec->n_threads : g_get_num_processors ();
  g_autofree char *limit = g_strdup_printf ("%" G_GSIZE_FORMAT "B", memory_bytes);

  self->spill = weir_spill_folder_new (".", error);
  if (self->spill == NULL)
    return FALSE;
  self->database = weir_database_new (limit, n_threads, weir_spill_folder_get_path (self->spill), error);
  if (self->database == NULL || !weir_database_run (self->database, "CREATE SCHEMA recorded", error))
    return FALSE;
  if (self->rows != NULL && !weir_table_function_add (self->database, self->rows, error))
    return FALSE;
  if (spec->recordings != NULL)
    self->tables = weir_console_tables_new (self->database, spec->recordings, self->warnings);
  if (spec->settings != NULL)
    self->kafka = weir_kafka_function_new (self->database, spec->settings, spec->deadline_msec, self->cancellable, error);

  return (spec->settings == NULL || self->kafka != NULL) && lock (self, error);
}

static void
column_clear (gpointer data)
{
  g_free ((char *) ((WeirExportColumn *) data)->name);
}

/**
 * weir_console_new:
 * @spec: what statements may read
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE, or of a file's error
 *
 * Returns: (transfer full) (nullable): a console
 */
WeirConsole *
weir_console_new (const WeirConsoleSpec  *spec,
                  GError                **error)
{
  g_autoptr(WeirConsole) self = g_new0 (WeirConsole, 1);

  g_set_object (&self->cancellable, spec->cancellable);
  self->rows = spec->tables != NULL ? g_ptr_array_ref (spec->tables) : NULL;
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->columns = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));
  g_array_set_clear_func (self->columns, column_clear);
  self->types = g_array_new (FALSE, FALSE, sizeof (duckdb_type));
  self->readable = weir_console_paths_list (spec->recordings, spec->allowed, error);
  if (self->readable == NULL || !open_database (self, spec, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
drop_chunk (WeirConsole *self)
{
  if (self->chunk != NULL)
    self->database->duckdb->destroy_data_chunk (&self->chunk);
  self->chunk = NULL;
  self->n_rows = self->row = 0;
}

static void
drop_result (WeirConsole *self)
{
  drop_chunk (self);
  if (self->has_result)
    self->database->duckdb->destroy_result (&self->result);
  self->has_result = FALSE;
  g_clear_pointer (&self->data, g_free);
  g_clear_pointer (&self->validity, g_free);
  g_array_set_size (self->columns, 0);
  g_array_set_size (self->types, 0);
}

/**
 * weir_console_free:
 * @self: (nullable) (transfer full): a console
 */
void
weir_console_free (WeirConsole *self)
{
  if (self == NULL)
    return;

  if (self->database != NULL)
    drop_result (self);
  weir_database_free (self->database);
  weir_kafka_function_free (self->kafka);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  weir_spill_folder_free (self->spill);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->warnings);
  g_strfreev (self->readable);
  g_array_unref (self->columns);
  g_array_unref (self->types);
  g_clear_pointer (&self->tables, weir_console_tables_free);
  g_free (self);
}

/* How a column comes out; FALSE: as text, whatever it is. */
static gboolean
get_export_type (duckdb_type           type,
                 WeirExportColumnType *export)
{
  switch (type)
    {
    case DUCKDB_TYPE_BOOLEAN:
      *export = WEIR_EXPORT_BOOLEAN;
      return TRUE;
    case DUCKDB_TYPE_BIGINT:
      *export = WEIR_EXPORT_INTEGER;
      return TRUE;
    case DUCKDB_TYPE_DOUBLE:
      *export = WEIR_EXPORT_DOUBLE;
      return TRUE;
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      *export = WEIR_EXPORT_TIME;
      return TRUE;
    case DUCKDB_TYPE_BLOB:
      *export = WEIR_EXPORT_BLOB;
      return TRUE;
    case DUCKDB_TYPE_VARCHAR:
    default:
      *export = WEIR_EXPORT_TEXT;
      return type == DUCKDB_TYPE_VARCHAR;
    }
}

/* What it is made by the query, so that few types are left; NULL: it stays. */
static const char *
get_cast (duckdb_type type)
{
  WeirExportColumnType export;

  switch (type)
    {
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
      return "BIGINT";
    case DUCKDB_TYPE_FLOAT:
      return "DOUBLE";
    default:
      return get_export_type (type, &export) ? NULL : "VARCHAR";
    }
}

/* @sql around which a query is put that has the columns' types as they can be written. */
static char *
dup_typed (WeirConsole               *self,
           const char                *sql,
           duckdb_prepared_statement  statement,
           idx_t                      n_columns)
{
  const WeirDuckDB *duckdb = self->database->duckdb;
  g_autoptr(GString) names = g_string_new (NULL);
  GString *typed = g_string_new ("SELECT ");
  gboolean any = FALSE;

  for (idx_t i = 0; i < n_columns; i++)
    {
      duckdb_type type = duckdb->prepared_statement_column_type (statement, i);
      const char *cast = get_cast (type);

      any |= cast != NULL;
      g_string_append_printf (typed, cast != NULL ? "%sCAST(c%" PRIu64 " AS %s)" : "%sc%" PRIu64, i > 0 ? ", " : "", i, cast);
      g_string_append_printf (names, "%sc%" PRIu64, i > 0 ? ", " : "", i);
    }
  g_string_append_printf (typed, " FROM (%s\n) AS q(%s)", sql, names->str);
  if (any)
    return g_string_free (typed, FALSE);

  g_string_free (typed, TRUE);

  return NULL;
}

static void
take_columns (WeirConsole               *self,
              duckdb_prepared_statement  statement,
              idx_t                      n_columns)
{
  const WeirDuckDB *duckdb = self->database->duckdb;
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (idx_t i = 0; i < n_columns; i++)
    {
      duckdb_type type = duckdb->prepared_statement_column_type (statement, i);
      const char *cast = get_cast (type);
      const char *name = duckdb->prepared_statement_column_name (statement, i);
      WeirExportColumn column = { weir_sql_dup_column_name (names, name), WEIR_EXPORT_TEXT };

      if (cast != NULL)
        type = g_str_equal (cast, "BIGINT") ? DUCKDB_TYPE_BIGINT : g_str_equal (cast, "DOUBLE") ? DUCKDB_TYPE_DOUBLE : DUCKDB_TYPE_VARCHAR;
      get_export_type (type, &column.type);
      duckdb->free ((gpointer) name);
      g_array_append_val (self->columns, column);
      g_array_append_val (self->types, type);
    }
  self->data = g_new0 (gpointer, n_columns);
  self->validity = g_new0 (uint64_t *, n_columns);
}

static gboolean
start (WeirConsole                *self,
       duckdb_prepared_statement   statement,
       GError                    **error)
{
  const WeirDuckDB *duckdb = self->database->duckdb;
  duckdb_pending_result pending = NULL;
  gboolean done = duckdb->pending_prepared_streaming (statement, &pending) == DuckDBSuccess;

  if (!done)
    fail (self, duckdb->pending_error (pending), error);
  else
    {
      done = duckdb->execute_pending (pending, &self->result) == DuckDBSuccess;
      self->has_result = TRUE;
      if (!done)
        fail (self, duckdb->result_error (&self->result), error);
    }
  duckdb->destroy_pending (&pending);

  return done;
}

static gboolean
start_typed (WeirConsole  *self,
             const char   *typed,
             GError      **error)
{
  const WeirDuckDB *duckdb = self->database->duckdb;
  duckdb_prepared_statement statement = NULL;
  gboolean done = duckdb->prepare (self->database->connection, typed, &statement) == DuckDBSuccess;

  if (!done)
    fail (self, duckdb->prepare_error (statement), error);
  else
    done = start (self, statement, error);
  duckdb->destroy_prepare (&statement);

  return done;
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE,
                       _("only one statement that reads can be run: SELECT, FROM, WITH, VALUES, DESCRIBE, SUMMARIZE or EXPLAIN"));

  return FALSE;
}

/* EXPLAIN ANALYZE carries a statement out, so what it explains has to be one that reads too. */
static gboolean
is_reading (WeirConsole               *self,
            const char                *sql,
            duckdb_prepared_statement  statement)
{
  const WeirDuckDB *duckdb = self->database->duckdb;
  const char *explained = weir_console_sql_skip_explain (sql);
  duckdb_prepared_statement inner = NULL;
  gboolean reading;

  if (explained == NULL)
    return duckdb->prepared_statement_type (statement) == DUCKDB_STATEMENT_TYPE_SELECT;

  reading = duckdb->prepare (self->database->connection, explained, &inner) == DuckDBSuccess &&
            duckdb->prepared_statement_type (inner) == DUCKDB_STATEMENT_TYPE_SELECT;
  duckdb->destroy_prepare (&inner);

  return reading;
}

static gboolean
run_checked (WeirConsole  *self,
             const char   *sql,
             GError      **error)
{
  const WeirDuckDB *duckdb = self->database->duckdb;
  duckdb_prepared_statement statement = NULL;
  gboolean done = duckdb->prepare (self->database->connection, sql, &statement) == DuckDBSuccess;

  if (!done)
    fail (self, duckdb->prepare_error (statement), error);
  else if (!is_reading (self, sql, statement))
    done = refuse (error);
  else
    {
      idx_t n_columns = duckdb->prepared_statement_column_count (statement);
      g_autofree char *typed = dup_typed (self, sql, statement, n_columns);

      take_columns (self, statement, n_columns);
      done = typed != NULL ? start_typed (self, typed, error) : start (self, statement, error);
    }
  duckdb->destroy_prepare (&statement);
  if (!done)
    drop_result (self);

  return done;
}

/**
 * weir_console_run:
 * @self: a console
 * @sql: one statement that reads
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE, whose message shows the place in @sql, of
 *   %G_IO_ERROR_CANCELLED, or of a #GFileError
 *
 * Begins a statement; its rows come with weir_console_next(). Blocks.
 *
 * Returns: whether it runs
 */
gboolean
weir_console_run (WeirConsole  *self,
                  const char   *sql,
                  GError      **error)
{
  g_autofree char *prepared = weir_console_sql_dup_prepared (sql);

  drop_result (self);
  if (prepared == NULL)
    return refuse (error);
  if (!weir_console_paths_check_statement ((const char * const *) self->readable, sql, error))
    return FALSE;

  return (self->tables == NULL || weir_console_tables_add (self->tables, sql, error)) && run_checked (self, prepared, error);
}

/**
 * weir_console_get_columns:
 * @self: a console that runs a statement
 * @n_columns: (out): how many
 *
 * Returns: (transfer none) (array length=n_columns): the columns of its rows
 */
const WeirExportColumn *
weir_console_get_columns (WeirConsole *self,
                          guint       *n_columns)
{
  *n_columns = self->columns->len;

  return (const WeirExportColumn *) self->columns->data;
}

/* FALSE at the end, or with @error set. */
static gboolean
fetch (WeirConsole  *self,
       GError      **error)
{
  const WeirDuckDB *duckdb = self->database->duckdb;
  const char *problem;

  do
    {
      drop_chunk (self);
      self->chunk = duckdb->fetch_chunk (self->result);
      self->n_rows = self->chunk != NULL ? (guint) duckdb->data_chunk_get_size (self->chunk) : 0;
    }
  while (self->chunk != NULL && self->n_rows == 0);

  if (self->chunk == NULL)
    {
      problem = duckdb->result_error (&self->result);
      return problem != NULL && *problem != '\0' && fail (self, problem, error);
    }

  for (guint i = 0; i < self->columns->len; i++)
    {
      duckdb_vector vector = duckdb->data_chunk_get_vector (self->chunk, i);

      self->data[i] = duckdb->vector_get_data (vector);
      self->validity[i] = duckdb->vector_get_validity (vector);
    }

  return TRUE;
}

static WeirValue
get_text (gpointer data,
          guint    row)
{
  duckdb_string_t *string = &((duckdb_string_t *) data)[row];
  guint32 length = string->value.inlined.length;

  return weir_value_of_text (length <= sizeof string->value.inlined.inlined ? string->value.inlined.inlined : string->value.pointer.ptr,
                             length);
}

static WeirValue
get_cell (WeirConsole *self,
          guint        column)
{
  guint row = self->row;

  if (self->validity[column] != NULL && (self->validity[column][row / 64] >> (row % 64) & 1) == 0)
    return (WeirValue) { .type = WEIR_VALUE_NULL };

  switch (g_array_index (self->types, duckdb_type, column))
    {
    case DUCKDB_TYPE_BOOLEAN:
      return (WeirValue) { .type = WEIR_VALUE_BOOL, .as_int = ((const bool *) self->data[column])[row] };
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return weir_value_of_int (((const gint64 *) self->data[column])[row]);
    case DUCKDB_TYPE_DOUBLE:
      return (WeirValue) { .type = WEIR_VALUE_DOUBLE, .as_double = ((const double *) self->data[column])[row] };
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_BLOB:
    default:
      return get_text (self->data[column], row);
    }
}

/**
 * weir_console_next:
 * @self: a console that runs a statement
 * @cells: (out): gets one value a column, borrowed until the next call
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE or %G_IO_ERROR_CANCELLED
 *
 * Returns: %FALSE behind the last row, or with @error set
 */
gboolean
weir_console_next (WeirConsole  *self,
                   WeirValue    *cells,
                   GError      **error)
{
  g_return_val_if_fail (self->has_result, FALSE);

  if (self->row >= self->n_rows && !fetch (self, error))
    return FALSE;

  for (guint i = 0; i < self->columns->len; i++)
    cells[i] = get_cell (self, i);
  self->row++;

  return TRUE;
}

/**
 * weir_console_get_warnings:
 * @self: a console
 *
 * Returns: (transfer none) (element-type utf8): files that were left out, and why
 */
const GPtrArray *
weir_console_get_warnings (WeirConsole *self)
{
  return self->warnings;
}

/**
 * weir_console_get_n_gaps:
 * @self: a console
 *
 * Returns: how many ranges of offsets kafka() found lost
 */
guint64
weir_console_get_n_gaps (WeirConsole *self)
{
  return self->kafka != NULL ? weir_kafka_function_get_n_gaps (self->kafka) : 0;
}

/**
 * weir_console_interrupt:
 * @self: a console
 *
 * Ends the statement that runs just now, if one does: a statement that begins
 * later runs all the same, so whoever cancelled the cancellable calls this again
 * and again until weir_console_run() or weir_console_next() has returned. Any
 * thread.
 */
void
weir_console_interrupt (WeirConsole *self)
{
  self->database->duckdb->interrupt (self->database->connection);
}
