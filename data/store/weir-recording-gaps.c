#include "config.h"

#include "data/store/weir-recording-gaps.h"

#include <string.h>

#include "data/store/weir-sql.h"

static char *
dup_query (const char *path)
{
  GString *sql = g_string_new ("SELECT CAST(gap->>'from' AS BIGINT), CAST(gap->>'to' AS BIGINT), gap->>'reason' FROM (SELECT "
                               "unnest(CAST(decode(value) AS JSON[])) AS gap FROM parquet_kv_metadata(");

  weir_sql_append_text (sql, path);
  g_string_append (sql, ") WHERE decode(key) = 'weir.gaps') ORDER BY 1");

  return g_string_free (sql, FALSE);
}

static WeirIntakeReason
find_reason (const duckdb_string_t *text)
{
  gsize length = text->value.inlined.length;
  const char *bytes = length <= sizeof text->value.inlined.inlined ? text->value.inlined.inlined : text->value.pointer.ptr;

  for (guint reason = WEIR_INTAKE_REASON_NONE; reason <= WEIR_INTAKE_REASON_TOO_LARGE; reason++)
    {
      const char *word = weir_intake_get_reason_word (reason);

      if (strlen (word) == length && memcmp (word, bytes, length) == 0)
        return reason;
    }

  return WEIR_INTAKE_REASON_NONE;
}

/* Members that are missing are no gap. */
static void
take_chunk (const WeirDuckDB  *duckdb,
            duckdb_data_chunk  chunk,
            GArray            *gaps)
{
  gpointer data[3];
  uint64_t *validity[3];
  idx_t n_rows = duckdb->data_chunk_get_size (chunk);

  for (guint i = 0; i < G_N_ELEMENTS (data); i++)
    {
      duckdb_vector vector = duckdb->data_chunk_get_vector (chunk, i);

      data[i] = duckdb->vector_get_data (vector);
      validity[i] = duckdb->vector_get_validity (vector);
    }

  for (idx_t row = 0; row < n_rows; row++)
    {
      gboolean whole = TRUE;

      for (guint i = 0; i < G_N_ELEMENTS (data); i++)
        whole &= validity[i] == NULL || (validity[i][row / 64] >> (row % 64) & 1) != 0;
      if (whole)
        g_array_append_val (gaps, ((WeirRecordingGap) {
                              .from = ((const gint64 *) data[0])[row],
                              .to = ((const gint64 *) data[1])[row],
                              .reason = find_reason (&((const duckdb_string_t *) data[2])[row]),
                            }));
    }
}

/*< private >
 * weir_recording_gaps_read:
 * @duckdb: its functions
 * @connection: with no result in use
 * @path: (type filename): a file of a recording
 *
 * Reads which offsets were missing before or between the records of a file. Of a file whose metadata do not say so, or
 * cannot be read, there are none; that a file cannot be read shows when its records are.
 *
 * Returns: (transfer full) (element-type WeirRecordingGap): by their begins
 */
GArray *
weir_recording_gaps_read (const WeirDuckDB  *duckdb,
                          duckdb_connection  connection,
                          const char        *path)
{
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (WeirRecordingGap));
  g_autofree char *sql = dup_query (path);
  duckdb_data_chunk chunk;
  duckdb_result result;

  if (duckdb->query (connection, sql, &result) == DuckDBSuccess)
    while ((chunk = duckdb->fetch_chunk (result)) != NULL)
      {
        take_chunk (duckdb, chunk, gaps);
        duckdb->destroy_data_chunk (&chunk);
      }
  duckdb->destroy_result (&result);

  return gaps;
}
