#include "config.h"

#include "data/store/weir-value-vector.h"

#include "data/decode/weir-escape.h"
#include "data/store/weir-record-chunk.h"

static void
set_text (const WeirDuckDB *duckdb,
          duckdb_vector     vector,
          guint             row,
          const WeirValue  *value,
          gboolean          written)
{
  gsize length = value->length;
  g_autofree char *escaped = NULL;
  g_autoptr(GString) text = NULL;

  if (value->type != WEIR_VALUE_TEXT)
    {
      text = g_string_new (NULL);
      weir_value_append_text (value, text);
      duckdb->vector_assign_string_element_len (vector, row, text->str, text->len);
      return;
    }

  if (!written)
    escaped = weir_escape_dup_data (value->as_text, length, FALSE, &length);
  if (escaped != NULL)
    duckdb->vector_assign_string_element_len (vector, row, escaped, length);
  else
    weir_record_chunk_set_bytes (duckdb, vector, row, value->as_text, (guint32) length);
}

/* FALSE: the type has no such value. */
static gboolean
set_value (const WeirDuckDB *duckdb,
           duckdb_vector     vector,
           gpointer          data,
           duckdb_type       type,
           guint             row,
           const WeirValue  *value)
{
  if ((type == DUCKDB_TYPE_BIGINT || type == DUCKDB_TYPE_TIMESTAMP_TZ) && value->type == WEIR_VALUE_INT)
    ((gint64 *) data)[row] = value->as_int;
  else if (type == DUCKDB_TYPE_DOUBLE && weir_value_is_number (value))
    ((double *) data)[row] = weir_value_get_double (value);
  else if (type == DUCKDB_TYPE_BOOLEAN && value->type == WEIR_VALUE_BOOL)
    ((bool *) data)[row] = value->as_int != 0;
  else if (type == DUCKDB_TYPE_BLOB && value->type == WEIR_VALUE_TEXT)
    weir_record_chunk_set_bytes (duckdb, vector, row, value->as_text, value->length);
  else
    return FALSE;

  return TRUE;
}

/*< private >
 * weir_value_vector_fill:
 * @duckdb: DuckDB's functions
 * @vector: a column
 * @type: its type
 * @values: (array): of its first row; texts outlive the statement's use of the column
 * @stride: from one row's value to the next one's
 * @n_rows: how many
 * @written: texts are as a file has them: nothing in them is escaped any more
 *
 * A value that is none of @type is null; VARCHAR takes the text of any.
 */
void
weir_value_vector_fill (const WeirDuckDB *duckdb,
                        duckdb_vector     vector,
                        duckdb_type       type,
                        const WeirValue  *values,
                        guint             stride,
                        guint             n_rows,
                        gboolean          written)
{
  gpointer data = duckdb->vector_get_data (vector);

  for (guint row = 0; row < n_rows; row++, values += stride)
    if (values->type == WEIR_VALUE_NULL || values->type == WEIR_VALUE_MISSING)
      weir_record_chunk_set_null (duckdb, vector, row);
    else if (type == DUCKDB_TYPE_VARCHAR)
      set_text (duckdb, vector, row, values, written);
    else if (!set_value (duckdb, vector, data, type, row, values))
      weir_record_chunk_set_null (duckdb, vector, row);
}
