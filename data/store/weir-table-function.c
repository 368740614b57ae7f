#include "config.h"

#include "data/store/weir-table-function.h"

#include "data/store/weir-column-type.h"
#include "data/store/weir-query-table.h"
#include "data/store/weir-sql.h"
#include "data/store/weir-value-vector.h"

#define FUNCTION "weir_table"

/* What one call of the function asks for. */
typedef struct
{
  WeirQueryResult *rows;       /* borrowed */
  duckdb_type     *types;      /* owned */
} Call;

/* One scan of a table. */
typedef struct
{
  const Call *call;
  guint      *columns;         /* owned: which one each vector is */
  guint       n_columns;
  guint       n_given;         /* rows */
} Scan;

static void
call_free (void *data)
{
  Call *self = data;

  g_free (self->types);
  g_free (self);
}

static void
scan_free (void *data)
{
  Scan *self = data;

  g_free (self->columns);
  g_free (self);
}

static duckdb_type
find_type (WeirQueryResult        *rows,
           const WeirExportColumn *column,
           guint                   i)
{
  guint seen = 0;

  if (column->type == WEIR_EXPORT_NUMBER || column->type == WEIR_EXPORT_ANY)
    for (guint row = 0; row < weir_query_result_get_n_rows (rows); row++)
      seen |= weir_column_type_see (&weir_query_result_get_row (rows, row)[i]);

  return weir_column_type_find (column->type, seen);
}

static WeirQueryResult *
find_rows (const WeirDuckDB *duckdb,
           duckdb_bind_info  info)
{
  GPtrArray *tables = duckdb->bind_get_extra_info (info);
  duckdb_value value = duckdb->bind_get_parameter (info, 0);
  char *text = duckdb->get_varchar (value);
  guint64 number = 0;
  gboolean found = g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL) && number < tables->len;

  duckdb->free (text);
  duckdb->destroy_value (&value);

  return found ? ((WeirQueryTable *) g_ptr_array_index (tables, number))->rows : NULL;
}

static void
bind (duckdb_bind_info info)
{
  const WeirDuckDB *duckdb = weir_duckdb_load (NULL);
  WeirQueryResult *rows = find_rows (duckdb, info);
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const WeirExportColumn *columns;
  Call *call;
  guint n_columns;

  if (rows == NULL)
    {
      duckdb->bind_set_error (info, FUNCTION "(): there is no such table");
      return;
    }

  columns = weir_query_result_get_columns (rows, &n_columns);
  call = g_new0 (Call, 1);
  call->rows = rows;
  call->types = g_new0 (duckdb_type, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *name = weir_sql_dup_column_name (names, columns[i].name);
      duckdb_logical_type type;

      call->types[i] = find_type (rows, &columns[i], i);
      type = duckdb->create_logical_type (call->types[i]);
      duckdb->bind_add_result_column (info, name, type);
      duckdb->destroy_logical_type (&type);
    }
  duckdb->bind_set_bind_data (info, call, call_free);
}

static void
init (duckdb_init_info info)
{
  const WeirDuckDB *duckdb = weir_duckdb_load (NULL);
  Scan *self = g_new0 (Scan, 1);

  self->call = duckdb->init_get_bind_data (info);
  self->n_columns = (guint) duckdb->init_get_column_count (info);
  self->columns = g_new0 (guint, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    self->columns[i] = (guint) MIN (duckdb->init_get_column_index (info, i), G_MAXUINT);
  duckdb->init_set_init_data (info, self, scan_free);
}

static void
give (duckdb_function_info info,
      duckdb_data_chunk    chunk)
{
  const WeirDuckDB *duckdb = weir_duckdb_load (NULL);
  Scan *self = duckdb->function_get_init_data (info);
  WeirQueryResult *rows = self->call->rows;
  guint n_rows = MIN ((guint) duckdb->vector_size (), weir_query_result_get_n_rows (rows) - self->n_given);
  const WeirValue *first = n_rows > 0 ? weir_query_result_get_row (rows, self->n_given) : NULL;
  guint stride;

  weir_query_result_get_columns (rows, &stride);
  /* A column that is none of ours only counts the rows. */
  for (guint i = 0; i < self->n_columns && n_rows > 0; i++)
    if (self->columns[i] < stride)
      weir_value_vector_fill (duckdb, duckdb->data_chunk_get_vector (chunk, i), self->call->types[self->columns[i]],
                              first + self->columns[i], stride, n_rows, FALSE);
  self->n_given += n_rows;
  duckdb->data_chunk_set_size (chunk, n_rows);
}

static gboolean
add_function (WeirDatabase  *database,
              GPtrArray     *tables,
              GError       **error)
{
  const WeirDuckDB *duckdb = database->duckdb;
  duckdb_table_function function = duckdb->create_table_function ();
  duckdb_logical_type text = duckdb->create_logical_type (DUCKDB_TYPE_VARCHAR);
  gboolean done;

  duckdb->table_function_set_name (function, FUNCTION);
  duckdb->table_function_add_parameter (function, text);
  duckdb->destroy_logical_type (&text);
  duckdb->table_function_set_extra_info (function, tables, NULL);
  duckdb->table_function_set_bind (function, bind);
  duckdb->table_function_set_init (function, init);
  duckdb->table_function_set_function (function, give);
  duckdb->table_function_supports_projection_pushdown (function, true);
  done = duckdb->register_table_function (database->connection, function) == DuckDBSuccess;
  duckdb->destroy_table_function (&function);
  if (!done)
    g_set_error_literal (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE, "DuckDB takes no table function");

  return done;
}

static gboolean
add_view (WeirDatabase          *database,
          const WeirQueryTable  *table,
          guint                  number,
          GError               **error)
{
  const char *schema = table->schema != NULL ? table->schema : "main";
  g_autoptr(GString) sql = g_string_new ("CREATE SCHEMA IF NOT EXISTS ");

  weir_sql_append_name (sql, schema);
  g_string_append (sql, "; CREATE VIEW ");
  weir_sql_append_name (sql, schema);
  g_string_append_c (sql, '.');
  weir_sql_append_name (sql, table->name);
  g_string_append_printf (sql, " AS SELECT * FROM " FUNCTION "('%u')", number);

  return weir_database_run (database, sql->str, error);
}

/*< private >
 * weir_table_function_add:
 * @database: gets the tables
 * @tables: (element-type WeirQueryTable): rows that do not change any more; must live as long as @database
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE
 *
 * Makes each a table that statements read where it is: nothing is copied but
 * the columns that a statement asks for, a few thousand rows at a time.
 *
 * Returns: whether they are there
 */
gboolean
weir_table_function_add (WeirDatabase  *database,
                         GPtrArray     *tables,
                         GError       **error)
{
  if (tables->len > 0 && !add_function (database, tables, error))
    return FALSE;

  for (guint i = 0; i < tables->len; i++)
    if (!add_view (database, g_ptr_array_index (tables, i), i, error))
      return FALSE;

  return TRUE;
}
