#include "config.h"

#include "data/store/weir-record-chunk.h"

#include <string.h>

#include "data/decode/weir-escape.h"

enum
{
  COLUMN_PARTITION,
  COLUMN_OFFSET,
  COLUMN_TIMESTAMP,
  COLUMN_TIMESTAMP_TYPE,
  COLUMN_KEY,
  COLUMN_VALUE,
  COLUMN_HEADERS,
};

static const struct
{
  const char  *name;
  duckdb_type  type;
} plain_columns[] = {
  { "partition", DUCKDB_TYPE_INTEGER },      { "offset", DUCKDB_TYPE_BIGINT }, { "timestamp", DUCKDB_TYPE_TIMESTAMP_TZ },
  { "timestamp_type", DUCKDB_TYPE_VARCHAR }, { "key", DUCKDB_TYPE_BLOB },      { "value", DUCKDB_TYPE_BLOB },
};

static void
add_headers_column (const WeirDuckDB *duckdb,
                    duckdb_bind_info  info)
{
  const char *names[] = { "key", "value" };
  duckdb_logical_type members[] = {
    duckdb->create_logical_type (DUCKDB_TYPE_VARCHAR),
    duckdb->create_logical_type (DUCKDB_TYPE_BLOB),
  };
  duckdb_logical_type entry = duckdb->create_struct_type (members, names, G_N_ELEMENTS (members));
  duckdb_logical_type list = duckdb->create_list_type (entry);

  duckdb->bind_add_result_column (info, "headers", list);
  duckdb->destroy_logical_type (&list);
  duckdb->destroy_logical_type (&entry);
  duckdb->destroy_logical_type (&members[0]);
  duckdb->destroy_logical_type (&members[1]);
}

/*< private >
 * weir_record_chunk_add_columns:
 * @duckdb: DuckDB's functions
 * @info: of a table function that is being bound; gets %WEIR_RECORD_CHUNK_N_COLUMNS columns
 */
void
weir_record_chunk_add_columns (const WeirDuckDB *duckdb,
                               duckdb_bind_info  info)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain_columns); i++)
    {
      duckdb_logical_type type = duckdb->create_logical_type (plain_columns[i].type);

      duckdb->bind_add_result_column (info, plain_columns[i].name, type);
      duckdb->destroy_logical_type (&type);
    }
  add_headers_column (duckdb, info);
}

/*< private >
 * weir_record_chunk_set_null:
 * @duckdb: DuckDB's functions
 * @vector: a column
 * @row: a row of it
 */
void
weir_record_chunk_set_null (const WeirDuckDB *duckdb,
                            duckdb_vector     vector,
                            idx_t             row)
{
  duckdb->vector_ensure_validity_writable (vector);
  duckdb->validity_set_row_invalid (duckdb->vector_get_validity (vector), row);
}

/* DuckDB copies what it keeps beyond the call, so the bytes need not be copied here. */
static void
set_bytes (const WeirDuckDB *duckdb,
           duckdb_vector     vector,
           duckdb_string_t  *strings,
           idx_t             row,
           const char       *bytes,
           guint32           length)
{
  duckdb_string_t string = { 0 };

  if (bytes == NULL)
    {
      weir_record_chunk_set_null (duckdb, vector, row);
      return;
    }

  string.value.inlined.length = length;
  if (length <= sizeof string.value.inlined.inlined)
    memcpy (string.value.inlined.inlined, bytes, length);
  else
    {
      memcpy (string.value.pointer.prefix, bytes, sizeof string.value.pointer.prefix);
      string.value.pointer.ptr = (char *) bytes;
    }
  strings[row] = string;
}

/*< private >
 * weir_record_chunk_set_bytes:
 * @duckdb: DuckDB's functions
 * @vector: a column of texts or bytes
 * @row: a row of it
 * @bytes: (nullable): they outlive the statement; %NULL: null
 * @length: how many
 */
void
weir_record_chunk_set_bytes (const WeirDuckDB *duckdb,
                             duckdb_vector     vector,
                             idx_t             row,
                             const char       *bytes,
                             guint32           length)
{
  set_bytes (duckdb, vector, duckdb->vector_get_data (vector), row, bytes, length);
}

/* A name has to be UTF-8 for DuckDB, as it has to be for Kafka. */
static void
set_header_name (const WeirDuckDB *duckdb,
                 duckdb_vector     vector,
                 idx_t             row,
                 const char       *name)
{
  gsize length = strlen (name);
  g_autofree char *escaped = weir_escape_dup_data (name, length, FALSE, &length);

  duckdb->vector_assign_string_element_len (vector, row, escaped != NULL ? escaped : name, length);
}

static void
set_headers (const WeirDuckDB      *duckdb,
             duckdb_vector          vector,
             const WeirRecorderRow *rows,
             guint                  n_rows)
{
  duckdb_list_entry *entries = duckdb->vector_get_data (vector);
  duckdb_vector entry = duckdb->list_vector_get_child (vector);
  idx_t n = 0;

  for (guint i = 0; i < n_rows; i++)
    n += rows[i].n_headers;
  duckdb->list_vector_reserve (vector, n);
  n = 0;
  for (guint i = 0; i < n_rows; i++)
    {
      duckdb_vector names = duckdb->struct_vector_get_child (entry, 0);
      duckdb_vector values = duckdb->struct_vector_get_child (entry, 1);

      entries[i] = (duckdb_list_entry) { .offset = n, .length = rows[i].n_headers };
      if (rows[i].n_headers == 0)
        weir_record_chunk_set_null (duckdb, vector, i);
      for (guint j = 0; j < rows[i].n_headers; j++, n++)
        {
          const WeirHeader *header = &rows[i].headers[j];

          set_header_name (duckdb, names, n, header->name);
          weir_record_chunk_set_bytes (duckdb, values, n, header->value, (guint32) header->length);
        }
    }
  duckdb->list_vector_set_size (vector, n);
}

static void
set_timestamp_types (const WeirDuckDB      *duckdb,
                     duckdb_vector          vector,
                     const WeirRecorderRow *rows,
                     guint                  n_rows)
{
  duckdb_string_t *strings = duckdb->vector_get_data (vector);

  for (guint i = 0; i < n_rows; i++)
    {
      const char *word = rows[i].time_kind == WEIR_TIME_KIND_LOG_APPEND ? "logappend" : "create";

      set_bytes (duckdb, vector, strings, i, rows[i].time_usec != WEIR_NO_TIME ? word : NULL, (guint32) strlen (word));
    }
}

static void
set_numbers (const WeirDuckDB      *duckdb,
             duckdb_vector          vector,
             guint                  column,
             gint32                 partition,
             const WeirRecorderRow *rows,
             guint                  n_rows)
{
  gpointer data = duckdb->vector_get_data (vector);

  for (guint i = 0; i < n_rows; i++)
    if (column == COLUMN_PARTITION)
      ((gint32 *) data)[i] = partition;
    else if (column == COLUMN_OFFSET)
      ((gint64 *) data)[i] = rows[i].offset;
    else if (rows[i].time_usec != WEIR_NO_TIME)
      ((gint64 *) data)[i] = rows[i].time_usec;
    else
      weir_record_chunk_set_null (duckdb, vector, i);
}

static void
set_payload (const WeirDuckDB      *duckdb,
             duckdb_vector          vector,
             guint                  column,
             const WeirRecorderRow *rows,
             guint                  n_rows)
{
  duckdb_string_t *strings = duckdb->vector_get_data (vector);

  for (guint i = 0; i < n_rows; i++)
    if (column == COLUMN_KEY)
      set_bytes (duckdb, vector, strings, i, rows[i].key, rows[i].key_length);
    else
      set_bytes (duckdb, vector, strings, i, rows[i].value, rows[i].value_length);
}

/*< private >
 * weir_record_chunk_fill:
 * @duckdb: DuckDB's functions
 * @chunk: has room for the rows; its size is not set
 * @places: (array fixed-size=7): where in @chunk each column stands, %G_MAXUINT: nowhere
 * @partition: of all rows
 * @rows: (array length=n_rows): they outlive the statement's use of the chunk
 * @n_rows: how many
 */
void
weir_record_chunk_fill (const WeirDuckDB      *duckdb,
                        duckdb_data_chunk      chunk,
                        const guint           *places,
                        gint32                 partition,
                        const WeirRecorderRow *rows,
                        guint                  n_rows)
{
  for (guint column = 0; column < WEIR_RECORD_CHUNK_N_COLUMNS; column++)
    {
      duckdb_vector vector;

      if (places[column] == G_MAXUINT)
        continue;

      vector = duckdb->data_chunk_get_vector (chunk, places[column]);
      if (column == COLUMN_HEADERS)
        set_headers (duckdb, vector, rows, n_rows);
      else if (column == COLUMN_TIMESTAMP_TYPE)
        set_timestamp_types (duckdb, vector, rows, n_rows);
      else if (column == COLUMN_KEY || column == COLUMN_VALUE)
        set_payload (duckdb, vector, column, rows, n_rows);
      else
        set_numbers (duckdb, vector, column, partition, rows, n_rows);
    }
}
