#include "config.h"

#include "data/store/weir-recording-cursor.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-time.h"
#include "data/store/weir-exporter.h"
#include "data/store/weir-sql.h"

enum
{
  COLUMN_OFFSET,
  COLUMN_TIMESTAMP,
  COLUMN_LOG_APPEND,
  COLUMN_KEY,
  COLUMN_VALUE,
  COLUMN_HEADERS,
};

/* A column of the chunk; the data of a header's members is that of the list's child. */
typedef struct
{
  void     *data;
  uint64_t *validity;   /* NULL: all are valid */
} WeirColumn;

struct _WeirRecordingCursor
{
  const WeirDuckDB         *duckdb;         /* borrowed: for ever */
  duckdb_connection         connection;     /* owned */
  char                     *folder;         /* owned: that of the topic */
  const WeirRecordingFile  *files;          /* borrowed */
  guint                     n_files;
  WeirRecordingRange        range;

  guint                     first_file;     /* of those that are being read */
  guint                     next_file;
  gint64                    group_last;     /* largest offset in them */
  gint64                    position;       /* behind the last record that was fetched */
  duckdb_result             result;
  gboolean                  has_result;
  duckdb_data_chunk         chunk;          /* owned, nullable */
  guint                     n_rows;
  WeirColumn                columns[COLUMN_HEADERS + 1];
  WeirColumn                header_names;
  WeirColumn                header_values;
  GArray                   *gaps;           /* owned, nullable, of WeirRecordingGap: of the files that are being read */
  guint                     next_gap;       /* of them, that was not told yet */
  GArray                   *headers;        /* owned, of WeirHeader: of the row asked for last */
  GPtrArray                *names;          /* owned: theirs, NUL-terminated */
};

/*< private >
 * weir_recording_cursor_new:
 * @database: what reads; must live as long, and be used by this thread
 * @topic_folder: (type filename): the folder of a topic
 * @files: (array length=n_files): of one partition, as weir_recording_list_files() orders them; must live as long
 * @n_files: how many
 * @range: what is wanted of them
 *
 * Returns: (transfer full): a cursor before the first record
 */
WeirRecordingCursor *
weir_recording_cursor_new (WeirDatabase              *database,
                           const char                *topic_folder,
                           const WeirRecordingFile   *files,
                           guint                      n_files,
                           const WeirRecordingRange  *range)
{
  WeirRecordingCursor *self = g_new0 (WeirRecordingCursor, 1);

  self->duckdb = database->duckdb;
  /* What fails here fails again when it is used, and says why. */
  self->duckdb->connect (database->database, &self->connection);
  self->folder = g_strdup (topic_folder);
  self->files = files;
  self->n_files = n_files;
  self->range = *range;
  self->position = range->from;
  self->headers = g_array_new (FALSE, FALSE, sizeof (WeirHeader));
  self->names = g_ptr_array_new_with_free_func (g_free);

  return self;
}

static void
drop_chunk (WeirRecordingCursor *self)
{
  if (self->chunk != NULL)
    self->duckdb->destroy_data_chunk (&self->chunk);
  self->chunk = NULL;
  self->n_rows = 0;
}

static void
drop_result (WeirRecordingCursor *self)
{
  drop_chunk (self);
  if (self->has_result)
    self->duckdb->destroy_result (&self->result);
  self->has_result = FALSE;
}

/*< private >
 * weir_recording_cursor_free:
 * @self: (transfer full): a cursor
 */
void
weir_recording_cursor_free (WeirRecordingCursor *self)
{
  drop_result (self);
  self->duckdb->disconnect (&self->connection);
  g_clear_pointer (&self->gaps, g_array_unref);
  g_array_unref (self->headers);
  g_ptr_array_unref (self->names);
  g_free (self->folder);
  g_free (self);
}

/* Files of one cut have records of different dates, and their offsets lie among one another; cuts follow one another. */
static gboolean
find_group (WeirRecordingCursor *self)
{
  while (self->next_file < self->n_files &&
         (self->files[self->next_file].last < self->position || self->files[self->next_file].first >= self->range.to))
    self->next_file++;
  if (self->next_file == self->n_files)
    return FALSE;

  self->first_file = self->next_file;
  self->group_last = self->files[self->next_file++].last;
  for (; self->next_file < self->n_files && self->files[self->next_file].first <= self->group_last; self->next_file++)
    self->group_last = MAX (self->group_last, self->files[self->next_file].last);

  return TRUE;
}

static void
append_files (WeirRecordingCursor *self,
              GString             *sql)
{
  for (guint i = self->first_file; i < self->next_file; i++)
    {
      g_autofree char *path = g_build_filename (self->folder, self->files[i].name, NULL);

      g_string_append (sql, i > self->first_file ? ", " : "[");
      weir_sql_append_text (sql, path);
    }
  g_string_append_c (sql, ']');
}

/* A record without a time is in every range of times, as it is when it comes from a broker. */
static void
append_time (GString    *sql,
             const char *joint,
             const char *comparison,
             gint64      time_usec)
{
  char buffer[32];

  weir_time_format_iso (time_usec, buffer);
  g_string_append_printf (sql, "%s(\"timestamp\" IS NULL OR \"timestamp\" %s TIMESTAMPTZ '%s')", joint, comparison, buffer);
}

static void
append_where (WeirRecordingCursor *self,
              GString             *sql)
{
  const WeirRecordingRange *range = &self->range;
  const char *joint = " WHERE ";

  if (self->files[self->first_file].first < self->position)
    {
      g_string_append_printf (sql, "%s\"offset\" >= %" G_GINT64_FORMAT, joint, self->position);
      joint = " AND ";
    }
  if (self->group_last >= range->to)
    {
      g_string_append_printf (sql, "%s\"offset\" < %" G_GINT64_FORMAT, joint, range->to);
      joint = " AND ";
    }
  if (range->from_usec != G_MININT64)
    {
      append_time (sql, joint, ">=", range->from_usec);
      joint = " AND ";
    }
  if (range->to_usec != G_MAXINT64)
    append_time (sql, joint, "<", range->to_usec);
}

static char *
dup_query (WeirRecordingCursor *self)
{
  GString *sql = g_string_new ("SELECT \"offset\", \"timestamp\", timestamp_type = 'logappend', \"key\", \"value\", headers "
                               "FROM read_parquet(");

  append_files (self, sql);
  g_string_append (sql, ", hive_partitioning = false)");
  append_where (self, sql);
  if (self->next_file > self->first_file + 1)
    g_string_append (sql, " ORDER BY \"offset\"");

  return g_string_free (sql, FALSE);
}

static gboolean
fail (WeirRecordingCursor *self,
      const char          *message,
      GError             **error)
{
  g_autofree char *path = g_build_filename (self->folder, self->files[self->first_file].name, NULL);
  g_auto(GStrv) lines = g_strsplit (message != NULL ? message : "", "\n", 2);

  g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DAMAGED,
               /* Translators: the first of some files, and why they cannot be read */
               _("%s (or one of the same offsets) cannot be read as a file of a recording: %s"), path,
               lines[0] != NULL ? lines[0] : "");
  drop_result (self);

  return FALSE;
}

/* All files of one cut have the gaps of their offsets. */
static void
read_gaps (WeirRecordingCursor *self)
{
  g_autofree char *path = g_build_filename (self->folder, self->files[self->first_file].name, NULL);

  g_clear_pointer (&self->gaps, g_array_unref);
  self->gaps = weir_recording_gaps_read (self->duckdb, self->connection, path);
  self->next_gap = 0;
}

static gboolean
start_group (WeirRecordingCursor  *self,
             GError              **error)
{
  const WeirDuckDB *duckdb = self->duckdb;
  g_autofree char *sql = dup_query (self);
  duckdb_prepared_statement statement = NULL;
  duckdb_pending_result pending = NULL;
  g_autofree char *problem = NULL;
  gboolean done;

  read_gaps (self);
  done = duckdb->prepare (self->connection, sql, &statement) == DuckDBSuccess;
  if (!done)
    problem = g_strdup (duckdb->prepare_error (statement));
  else
    {
      done = duckdb->pending_prepared_streaming (statement, &pending) == DuckDBSuccess;
      if (!done)
        problem = g_strdup (duckdb->pending_error (pending));
      else
        {
          done = duckdb->execute_pending (pending, &self->result) == DuckDBSuccess;
          self->has_result = TRUE;
          if (!done)
            problem = g_strdup (duckdb->result_error (&self->result));
        }
      duckdb->destroy_pending (&pending);
    }
  duckdb->destroy_prepare (&statement);

  return done || fail (self, problem, error);
}

static WeirColumn
get_column (WeirRecordingCursor *self,
            duckdb_vector        vector)
{
  return (WeirColumn) { self->duckdb->vector_get_data (vector), self->duckdb->vector_get_validity (vector) };
}

static void
take_columns (WeirRecordingCursor *self)
{
  const WeirDuckDB *duckdb = self->duckdb;
  duckdb_vector entry;

  for (guint i = 0; i < G_N_ELEMENTS (self->columns); i++)
    self->columns[i] = get_column (self, duckdb->data_chunk_get_vector (self->chunk, i));
  entry = duckdb->list_vector_get_child (duckdb->data_chunk_get_vector (self->chunk, COLUMN_HEADERS));
  self->header_names = get_column (self, duckdb->struct_vector_get_child (entry, 0));
  self->header_values = get_column (self, duckdb->struct_vector_get_child (entry, 1));
  self->position = ((const gint64 *) self->columns[COLUMN_OFFSET].data)[self->n_rows - 1] + 1;
}

/* FALSE at the end of the group, or with @error set. */
static gboolean
fetch_chunk (WeirRecordingCursor  *self,
             GError              **error)
{
  const char *problem;

  drop_chunk (self);
  do
    {
      drop_chunk (self);
      self->chunk = self->duckdb->fetch_chunk (self->result);
      self->n_rows = self->chunk != NULL ? (guint) self->duckdb->data_chunk_get_size (self->chunk) : 0;
    }
  while (self->chunk != NULL && self->n_rows == 0);

  if (self->chunk != NULL)
    {
      take_columns (self);
      return TRUE;
    }

  problem = self->duckdb->result_error (&self->result);
  if (problem != NULL && *problem != '\0')
    return fail (self, problem, error);
  drop_result (self);

  return FALSE;
}

/*< private >
 * weir_recording_cursor_fetch:
 * @self: a cursor
 * @error: return location of a %WEIR_STORE_ERROR_DAMAGED
 *
 * Goes to the next records.
 *
 * Returns: what came
 */
WeirRecordingFetch
weir_recording_cursor_fetch (WeirRecordingCursor  *self,
                             GError              **error)
{
  g_autoptr(GError) local_error = NULL;

  for (;;)
    {
      if (self->has_result && fetch_chunk (self, &local_error))
        return WEIR_RECORDING_FETCH_ROWS;
      if (local_error == NULL && !find_group (self))
        return WEIR_RECORDING_FETCH_END;
      if (local_error != NULL || !start_group (self, &local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return WEIR_RECORDING_FETCH_DAMAGED;
        }
    }
}

/*< private >
 * weir_recording_cursor_next_gap:
 * @self: a cursor that has records
 * @offset: of the record that comes next
 * @gap: (out): offsets before it that were missing when it was recorded
 *
 * Tells each gap once, those that are no part of the range left out.
 *
 * Returns: whether there is one
 */
gboolean
weir_recording_cursor_next_gap (WeirRecordingCursor *self,
                                gint64               offset,
                                WeirRecordingGap    *gap)
{
  while (self->next_gap < self->gaps->len)
    {
      *gap = g_array_index (self->gaps, WeirRecordingGap, self->next_gap);
      if (gap->from > offset)
        break;

      self->next_gap++;
      /* One that ends where the range begins may be why it begins there. */
      if (gap->to >= self->range.from && gap->from < self->range.to)
        return TRUE;
    }

  return FALSE;
}

/*< private >
 * weir_recording_cursor_get_gap:
 * @self: a cursor whose fetch told of damage
 * @from: (out): the first offset that may be missing
 * @to: (out): the first that is not
 *
 * What may be missing is not looked for again.
 */
void
weir_recording_cursor_get_gap (const WeirRecordingCursor *self,
                               gint64                    *from,
                               gint64                    *to)
{
  *from = MAX (self->position, self->files[self->first_file].first);
  *to = MIN (self->group_last + 1, self->range.to);
}

/*< private >
 * weir_recording_cursor_get_n_rows:
 * @self: a cursor
 *
 * Returns: how many records the last fetch brought
 */
guint
weir_recording_cursor_get_n_rows (const WeirRecordingCursor *self)
{
  return self->n_rows;
}

static gboolean
is_valid (const WeirColumn *column,
          guint64           row)
{
  return column->validity == NULL || (column->validity[row / 64] >> (row % 64) & 1) != 0;
}

static const char *
get_bytes (const WeirColumn *column,
           guint64           row,
           gsize            *length)
{
  duckdb_string_t *string = &((duckdb_string_t *) column->data)[row];

  *length = 0;
  if (!is_valid (column, row))
    return NULL;

  *length = string->value.inlined.length;

  return *length <= sizeof string->value.inlined.inlined ? string->value.inlined.inlined : string->value.pointer.ptr;
}

static void
get_headers (WeirRecordingCursor *self,
             guint                row,
             WeirMessage         *message)
{
  const WeirColumn *column = &self->columns[COLUMN_HEADERS];
  const duckdb_list_entry *entry = &((const duckdb_list_entry *) column->data)[row];

  message->headers = NULL;
  message->n_headers = 0;
  if (!is_valid (column, row) || entry->length == 0)
    return;

  g_array_set_size (self->headers, 0);
  g_ptr_array_set_size (self->names, 0);
  for (guint64 i = entry->offset; i < entry->offset + entry->length; i++)
    {
      WeirHeader header = { 0 };
      gsize length;
      const char *name = get_bytes (&self->header_names, i, &length);

      g_ptr_array_add (self->names, g_strndup (name != NULL ? name : "", length));
      header.name = g_ptr_array_index (self->names, self->names->len - 1);
      header.value = get_bytes (&self->header_values, i, &header.length);
      g_array_append_val (self->headers, header);
    }
  message->headers = (const WeirHeader *) self->headers->data;
  message->n_headers = self->headers->len;
}

/*< private >
 * weir_recording_cursor_get_row:
 * @self: a cursor
 * @i: a record of those that were fetched last
 * @message: (inout): gets its offset, time, key, payload and headers, borrowed until the next call
 */
void
weir_recording_cursor_get_row (WeirRecordingCursor *self,
                               guint                i,
                               WeirMessage         *message)
{
  const WeirColumn *times = &self->columns[COLUMN_TIMESTAMP];
  const WeirColumn *kinds = &self->columns[COLUMN_LOG_APPEND];

  message->offset = ((const gint64 *) self->columns[COLUMN_OFFSET].data)[i];
  message->time_usec = is_valid (times, i) ? ((const gint64 *) times->data)[i] : WEIR_NO_TIME;
  message->time_kind = is_valid (kinds, i) && ((const bool *) kinds->data)[i] ? WEIR_TIME_KIND_LOG_APPEND : WEIR_TIME_KIND_CREATE;
  message->key = get_bytes (&self->columns[COLUMN_KEY], i, &message->key_length);
  message->payload = get_bytes (&self->columns[COLUMN_VALUE], i, &message->payload_length);
  get_headers (self, i, message);
}

/*< private >
 * weir_recording_cursor_get_time:
 * @self: a cursor that has records
 * @i: one of them
 *
 * Returns: its own time, %WEIR_NO_TIME if it has none
 */
gint64
weir_recording_cursor_get_time (const WeirRecordingCursor *self,
                                guint                      i)
{
  const WeirColumn *times = &self->columns[COLUMN_TIMESTAMP];

  return is_valid (times, i) ? ((const gint64 *) times->data)[i] : WEIR_NO_TIME;
}

/*< private >
 * weir_recording_cursor_find_time:
 * @database: what reads
 * @topic_folder: (type filename): the folder of a topic
 * @files: (array length=n_files): of one partition
 * @n_files: how many
 * @time_usec: a time (µs UTC)
 * @otherwise: an offset
 *
 * Looks a time up as a broker does. Files that cannot be read are passed over.
 *
 * Returns: the offset of the first record of that time or a later one; those
 *   behind it may be earlier. @otherwise if there is none
 */
gint64
weir_recording_cursor_find_time (WeirDatabase             *database,
                                 const char               *topic_folder,
                                 const WeirRecordingFile  *files,
                                 guint                     n_files,
                                 gint64                    time_usec,
                                 gint64                    otherwise)
{
  const WeirRecordingRange range = { 0, G_MAXINT64, time_usec, G_MAXINT64 };
  WeirRecordingCursor *cursor = weir_recording_cursor_new (database, topic_folder, files, n_files, &range);
  WeirRecordingFetch fetch;
  gint64 offset = otherwise;

  do
    fetch = weir_recording_cursor_fetch (cursor, NULL);
  while (fetch == WEIR_RECORDING_FETCH_DAMAGED);

  if (fetch == WEIR_RECORDING_FETCH_ROWS)
    offset = ((const gint64 *) cursor->columns[COLUMN_OFFSET].data)[0];
  weir_recording_cursor_free (cursor);

  return offset;
}
