#include "config.h"

#include "data/store/weir-parquet-stream.h"

#include <glib/gi18n-lib.h>

#include "data/store/weir-block-queue.h"
#include "data/store/weir-database.h"
#include "data/store/weir-exporter.h"
#include "data/store/weir-sql.h"
#include "data/store/weir-value-vector.h"

#define FUNCTION       "weir_rows"
/* Measured with 20 million rows: no more CPU time than with twice as much. A row group that does not fit spills. */
#define MEMORY_LIMIT   "128MB"
/* DuckDB's own default: what readers expect. */
#define ROW_GROUP_ROWS 122880

struct _WeirParquetStream
{
  WeirDatabase      *database;    /* owned */
  WeirParquetTarget *targets;     /* owned, names too */
  guint              n_targets;
  char              *sql;         /* owned */
  WeirBlockQueue    *queue;       /* owned */
  GThread           *thread;      /* owned, nullable: it has been joined */
  WeirRowBlock      *given;       /* owned, nullable; the thread's: DuckDB uses its texts until the next one is asked for */
  GError            *error;       /* owned, nullable: the thread's while there is one */
};

/* -- DuckDB's calls, on the thread ------------------------------------------- */

static void
bind (duckdb_bind_info info)
{
  const WeirDuckDB *duckdb = weir_duckdb_load (NULL);
  WeirParquetStream *self = duckdb->bind_get_extra_info (info);

  for (guint i = 0; i < self->n_targets; i++)
    {
      duckdb_logical_type type = duckdb->create_logical_type (self->targets[i].type);

      duckdb->bind_add_result_column (info, self->targets[i].name, type);
      duckdb->destroy_logical_type (&type);
    }
}

static void
init (duckdb_init_info info)
{
}

static void
fill (WeirParquetStream *self,
      duckdb_data_chunk  chunk)
{
  const WeirDuckDB *duckdb = self->database->duckdb;
  const WeirRowBlock *block = self->given;

  for (guint i = 0; i < self->n_targets; i++)
    weir_value_vector_fill (duckdb, duckdb->data_chunk_get_vector (chunk, i), self->targets[i].type,
                            &block->values[self->targets[i].source], block->n_columns, block->n_rows, block->written);
}

static void
give (duckdb_function_info info,
      duckdb_data_chunk    chunk)
{
  const WeirDuckDB *duckdb = weir_duckdb_load (NULL);
  WeirParquetStream *self = duckdb->function_get_extra_info (info);

  g_clear_pointer (&self->given, weir_row_block_unref);
  self->given = weir_block_queue_pop (self->queue);
  if (self->given != NULL)
    fill (self, chunk);
  else if (weir_block_queue_is_stopped (self->queue))
    duckdb->function_set_error (info, "given up");
  duckdb->data_chunk_set_size (chunk, self->given != NULL ? self->given->n_rows : 0);
}

static gpointer
copy (gpointer data)
{
  WeirParquetStream *self = data;

  if (!weir_database_run (self->database, self->sql, &self->error))
    weir_block_queue_stop (self->queue);
  g_clear_pointer (&self->given, weir_row_block_unref);

  return NULL;
}

/* -- the thread that has the rows -------------------------------------------- */

static gboolean
add_function (WeirParquetStream *self,
              GError           **error)
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
  if (!done || duckdb->vector_size () < WEIR_ROW_BLOCK_ROWS)
    g_set_error_literal (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE, "DuckDB takes no table function");

  return done && duckdb->vector_size () >= WEIR_ROW_BLOCK_ROWS;
}

static char *
dup_copy (const WeirParquetStreamSpec *spec)
{
  GString *sql = g_string_new ("COPY (SELECT * FROM " FUNCTION "()) TO ");

  weir_sql_append_text (sql, spec->path);
  /* DuckDB's own temporary file is renamed without an fsync; ours is not. */
  g_string_append_printf (sql, " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE %d, USE_TMP_FILE false", ROW_GROUP_ROWS);
  if (spec->no_dictionaries)
    g_string_append (sql, ", DICTIONARY_SIZE_LIMIT 0");
  if (spec->marker != NULL)
    {
      g_autoptr(GHashTable) notes = g_hash_table_new (g_str_hash, g_str_equal);

      g_hash_table_insert (notes, (char *) spec->marker, (char *) "");
      weir_sql_append_notes (sql, notes);
    }
  g_string_append_c (sql, ')');

  return g_string_free (sql, FALSE);
}

/*< private >
 * weir_parquet_stream_new:
 * @spec: what is written where
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE
 *
 * Returns: (transfer full) (nullable): a stream that waits for rows
 */
WeirParquetStream *
weir_parquet_stream_new (const WeirParquetStreamSpec *spec,
                         GError                     **error)
{
  WeirDatabase *database = weir_database_new (MEMORY_LIMIT, 1, spec->spill_folder, error);
  WeirParquetStream *self;

  if (database == NULL)
    return NULL;

  self = g_new0 (WeirParquetStream, 1);
  self->database = database;
  self->targets = g_memdup2 (spec->targets, spec->n_targets * sizeof (WeirParquetTarget));
  self->n_targets = spec->n_targets;
  for (guint i = 0; i < self->n_targets; i++)
    self->targets[i].name = g_strdup (self->targets[i].name);
  self->sql = dup_copy (spec);
  self->queue = weir_block_queue_new ();
  if (!add_function (self, error))
    {
      weir_parquet_stream_free (self);
      return NULL;
    }
  self->thread = g_thread_new ("weir-parquet", copy, self);

  return self;
}

static gboolean
join (WeirParquetStream *self,
      GError           **error)
{
  g_clear_pointer (&self->thread, g_thread_join);
  if (self->error == NULL)
    return TRUE;

  g_propagate_prefixed_error (error, g_error_copy (self->error), "%s ", _("The Parquet file cannot be made:"));

  return FALSE;
}

/*< private >
 * weir_parquet_stream_push:
 * @self: a stream
 * @block: rows behind those before; referenced
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE, or of %G_FILE_ERROR_NOSPC if the disk is full
 *
 * Waits while the thread is a few blocks behind.
 *
 * Returns: %FALSE if nothing is written any more
 */
gboolean
weir_parquet_stream_push (WeirParquetStream *self,
                          WeirRowBlock      *block,
                          GError           **error)
{
  if (weir_block_queue_push (self->queue, block))
    return TRUE;

  join (self, error);

  return FALSE;
}

static void
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  WeirParquetStream *self = user_data;

  weir_block_queue_stop (self->queue);
  self->database->duckdb->interrupt (self->database->connection);
}

/*< private >
 * weir_parquet_stream_finish:
 * @self: a stream
 * @cancellable: (nullable): gives up
 * @error: return location, see weir_parquet_stream_push()
 *
 * Waits until all is written.
 *
 * Returns: whether it is
 */
gboolean
weir_parquet_stream_finish (WeirParquetStream *self,
                            GCancellable      *cancellable,
                            GError           **error)
{
  gulong handler = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL) : 0;
  gboolean done;

  weir_block_queue_end (self->queue);
  done = join (self, error);
  g_cancellable_disconnect (cancellable, handler);

  return done;
}

/*< private >
 * weir_parquet_stream_free:
 * @self: (transfer full): a stream; one that has not finished leaves no whole file
 */
void
weir_parquet_stream_free (WeirParquetStream *self)
{
  weir_block_queue_stop (self->queue);
  if (self->thread != NULL)
    self->database->duckdb->interrupt (self->database->connection);
  g_clear_pointer (&self->thread, g_thread_join);
  weir_database_free (self->database);
  weir_block_queue_free (self->queue);
  g_clear_error (&self->error);
  for (guint i = 0; i < self->n_targets; i++)
    g_free ((char *) self->targets[i].name);
  g_free (self->targets);
  g_free (self->sql);
  g_free (self);
}
