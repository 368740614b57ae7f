#include "config.h"

#include "data/store/weir-recorder-parquet.h"

#include <math.h>
#include <string.h>

#include "data/store/weir-database.h"
#include "data/store/weir-record-chunk.h"
#include "data/store/weir-sql.h"

#define FUNCTION       "weir_recorded"
/* More than a buffer can have: what it has is in memory already, and one row group of it is there twice. */
#define MEMORY_LIMIT   "4GB"
/* DuckDB's own default: what readers expect. */
#define ROW_GROUP_ROWS 122880

struct _WeirRecorderParquet
{
  WeirDatabase              *database;     /* owned */
  WeirExportColumn          *fields;       /* owned, names too */
  guint                      n_fields;

  /* Of the file that is being written. */
  gint32                     partition;
  const WeirRecorderBuffer  *buffer;
  duckdb_type               *types;        /* owned: of the fields */
  guint                      n_given;      /* rows */
};

/* What every value of a field fits into; a column of numbers that are all whole stays exact. */
static duckdb_type
find_type (const WeirRecorderParquet *self,
           guint                      field)
{
  const GArray *values = self->buffer->values;
  gboolean any[WEIR_VALUE_TEXT + 1] = { FALSE };

  if (self->fields[field].type == WEIR_EXPORT_TEXT)
    return DUCKDB_TYPE_VARCHAR;
  if (self->fields[field].type == WEIR_EXPORT_BOOLEAN)
    return DUCKDB_TYPE_BOOLEAN;

  for (guint i = field; i < values->len; i += self->n_fields)
    any[g_array_index (values, WeirValue, i).type] = TRUE;

  if (any[WEIR_VALUE_TEXT] || (any[WEIR_VALUE_BOOL] && (any[WEIR_VALUE_INT] || any[WEIR_VALUE_DOUBLE])))
    return DUCKDB_TYPE_VARCHAR;
  if (any[WEIR_VALUE_BOOL])
    return DUCKDB_TYPE_BOOLEAN;

  return any[WEIR_VALUE_DOUBLE] ? DUCKDB_TYPE_DOUBLE : DUCKDB_TYPE_BIGINT;
}

static gboolean
has_negative_zero (const GArray *values)
{
  for (guint i = 0; i < values->len; i++)
    {
      const WeirValue *value = &g_array_index (values, WeirValue, i);

      if (value->type == WEIR_VALUE_DOUBLE && value->as_double == 0.0 && signbit (value->as_double))
        return TRUE;
    }

  return FALSE;
}

static void
add_column (WeirRecorderParquet *self,
            duckdb_bind_info     info,
            const char          *name,
            duckdb_type          type)
{
  duckdb_logical_type logical = self->database->duckdb->create_logical_type (type);

  self->database->duckdb->bind_add_result_column (info, name, logical);
  self->database->duckdb->destroy_logical_type (&logical);
}

static void
bind (duckdb_bind_info info)
{
  const WeirDuckDB *duckdb = weir_duckdb_load (NULL);
  WeirRecorderParquet *self = duckdb->bind_get_extra_info (info);

  weir_record_chunk_add_columns (duckdb, info);
  for (guint i = 0; i < self->n_fields; i++)
    add_column (self, info, self->fields[i].name, self->types[i]);
}

static void
init (duckdb_init_info info)
{
  WeirRecorderParquet *self = weir_duckdb_load (NULL)->init_get_extra_info (info);

  self->n_given = 0;
}

static void
set_field_text (const WeirDuckDB *duckdb,
                duckdb_vector     vector,
                idx_t             row,
                const WeirValue  *value)
{
  g_autoptr(GString) text = NULL;

  if (value->type == WEIR_VALUE_TEXT)
    {
      weir_record_chunk_set_bytes (duckdb, vector, row, value->as_text, value->length);
      return;
    }

  text = g_string_new (NULL);
  if (value->type == WEIR_VALUE_BOOL)
    g_string_append (text, value->as_int != 0 ? "true" : "false");
  else
    weir_value_append_text (value, text);
  duckdb->vector_assign_string_element_len (vector, row, text->str, text->len);
}

/* A value of another type than its declared one stands in the record's own value alone. */
static void
set_field (const WeirDuckDB *duckdb,
           duckdb_vector     vector,
           duckdb_type       type,
           idx_t             row,
           const WeirValue  *value)
{
  gpointer data = duckdb->vector_get_data (vector);

  if (value->type == WEIR_VALUE_NULL || value->type == WEIR_VALUE_MISSING)
    weir_record_chunk_set_null (duckdb, vector, row);
  else if (type == DUCKDB_TYPE_VARCHAR)
    set_field_text (duckdb, vector, row, value);
  else if (type == DUCKDB_TYPE_BIGINT && value->type == WEIR_VALUE_INT)
    ((gint64 *) data)[row] = value->as_int;
  else if (type == DUCKDB_TYPE_DOUBLE && weir_value_is_number (value))
    ((double *) data)[row] = weir_value_get_double (value);
  else if (type == DUCKDB_TYPE_BOOLEAN && value->type == WEIR_VALUE_BOOL)
    ((bool *) data)[row] = value->as_int != 0;
  else
    weir_record_chunk_set_null (duckdb, vector, row);
}

static void
set_fields (WeirRecorderParquet *self,
            duckdb_data_chunk    chunk,
            guint                n_rows)
{
  const WeirDuckDB *duckdb = self->database->duckdb;

  for (guint i = 0; i < self->n_fields; i++)
    {
      duckdb_vector vector = duckdb->data_chunk_get_vector (chunk, WEIR_RECORD_CHUNK_N_COLUMNS + i);

      for (guint j = 0; j < n_rows; j++)
        set_field (duckdb, vector, self->types[i], j,
                   &g_array_index (self->buffer->values, WeirValue, (gsize) (self->n_given + j) * self->n_fields + i));
    }
}

/* Every column of the record, in its order. */
static const guint places[WEIR_RECORD_CHUNK_N_COLUMNS] = { 0, 1, 2, 3, 4, 5, 6 };

static void
give (duckdb_function_info info,
      duckdb_data_chunk    chunk)
{
  WeirRecorderParquet *self = weir_duckdb_load (NULL)->function_get_extra_info (info);
  const WeirDuckDB *duckdb = self->database->duckdb;
  guint n_rows = MIN ((guint) duckdb->vector_size (), self->buffer->rows->len - self->n_given);
  const WeirRecorderRow *rows = &g_array_index (self->buffer->rows, WeirRecorderRow, self->n_given);

  if (n_rows > 0)
    {
      weir_record_chunk_fill (duckdb, chunk, places, self->partition, rows, n_rows);
      set_fields (self, chunk, n_rows);
    }
  self->n_given += n_rows;
  duckdb->data_chunk_set_size (chunk, n_rows);
}

static gboolean
add_function (WeirRecorderParquet  *self,
              GError              **error)
{
  const WeirDuckDB *duckdb = self->database->duckdb;
  duckdb_table_function function = duckdb->create_table_function ();
  gboolean done;

  duckdb->table_function_set_name (function, FUNCTION);
  duckdb->table_function_set_extra_info (function, self, NULL);
  duckdb->table_function_set_bind (function, bind);
  duckdb->table_function_set_init (function, init);
  duckdb->table_function_set_function (function, give);
  done = duckdb->register_table_function (self->database->connection, function) == DuckDBSuccess;
  duckdb->destroy_table_function (&function);
  if (!done)
    g_set_error_literal (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE, "DuckDB takes no table function");

  return done;
}

/*< private >
 * weir_recorder_parquet_new:
 * @fields: (array length=n_fields): columns behind those of the record, copied. Of TEXT and
 *   BOOLEAN they have that type, else what fits the values of each file
 * @n_fields: how many
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE
 *
 * Returns: (transfer full) (nullable): what writes files
 */
WeirRecorderParquet *
weir_recorder_parquet_new (const WeirExportColumn  *fields,
                           guint                    n_fields,
                           GError                 **error)
{
  WeirRecorderParquet *self = g_new0 (WeirRecorderParquet, 1);

  self->fields = g_new0 (WeirExportColumn, n_fields);
  self->n_fields = n_fields;
  self->types = g_new0 (duckdb_type, n_fields);
  for (guint i = 0; i < n_fields; i++)
    self->fields[i] = (WeirExportColumn) { g_strdup (fields[i].name), fields[i].type };

  /* Each statement on its caller's thread: rows stay in their order, and threads write files side by side. */
  self->database = weir_database_new (MEMORY_LIMIT, 1, NULL, error);
  if (self->database != NULL && add_function (self, error))
    return self;

  weir_recorder_parquet_free (self);

  return NULL;
}

/*< private >
 * weir_recorder_parquet_free:
 * @self: (nullable) (transfer full): what writes files
 */
void
weir_recorder_parquet_free (WeirRecorderParquet *self)
{
  if (self == NULL)
    return;

  weir_database_free (self->database);
  for (guint i = 0; i < self->n_fields; i++)
    g_free ((char *) self->fields[i].name);
  g_free (self->fields);
  g_free (self->types);
  g_free (self);
}

/*< private >
 * weir_recorder_parquet_write:
 * @self: what writes files
 * @partition: of all its records
 * @buffer: the records; at least one
 * @path: (type filename): a file that is there, and replaced; not synced
 * @notes: its key-value metadata
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE, or of
 *   %G_FILE_ERROR_NOSPC if the disk is full
 *
 * Returns: whether it is written
 */
gboolean
weir_recorder_parquet_write (WeirRecorderParquet       *self,
                             gint32                     partition,
                             const WeirRecorderBuffer  *buffer,
                             const char                *path,
                             GHashTable                *notes,
                             GError                   **error)
{
  g_autoptr(GString) sql = g_string_new ("COPY (SELECT * FROM " FUNCTION "()) TO ");

  self->partition = partition;
  self->buffer = buffer;
  for (guint i = 0; i < self->n_fields; i++)
    self->types[i] = find_type (self, i);
  weir_sql_append_text (sql, path);
  g_string_append_printf (sql, " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE %d, USE_TMP_FILE false", ROW_GROUP_ROWS);
  /* Its dictionaries take −0 and 0 for one value. */
  if (has_negative_zero (buffer->values))
    g_string_append (sql, ", DICTIONARY_SIZE_LIMIT 0");
  weir_sql_append_notes (sql, notes);
  g_string_append_c (sql, ')');

  return weir_database_run (self->database, sql->str, error);
}
