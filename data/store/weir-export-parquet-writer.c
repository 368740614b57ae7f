#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>

#include "data/store/weir-column-type.h"
#include "data/store/weir-console.h"
#include "data/store/weir-database.h"
#include "data/store/weir-export-writer.h"
#include "data/store/weir-parquet-footer.h"
#include "data/store/weir-parquet-stream.h"
#include "data/store/weir-spill-folder.h"
#include "data/store/weir-sql.h"

#define MEMORY_LIMIT   "128MB"
/* DuckDB's own default: what readers expect. */
#define ROW_GROUP_ROWS 122880
/* From so many rows it is taken what type a column has. */
#define HELD_BLOCKS_MAX 16
#define SPLIT_NAME     "rows.parquet"

/*
 * The type of a NUMBER or ANY column follows from all of its values. It is taken from the first rows, and rows are written
 * as they come. If a later one has another type, what is written is read back into a file that has a column for each type
 * that may come to be, and those that are right in the end are copied from there.
 */
typedef struct
{
  WeirExportWriter        writer;

  const WeirExportColumn *columns;        /* borrowed */
  guint                   n_columns;
  char                   *path;           /* owned */
  WeirSpillFolder        *spill;          /* owned */
  char                   *marker;         /* owned: in place of the metadata until they are known */

  guint                  *seen;           /* owned: of each column, see weir_column_type_see() */
  gboolean                has_negative_zero;
  GPtrArray              *held;           /* owned, of WeirRowBlock; NULL once types are taken */
  duckdb_type            *types;          /* owned: those that were taken */
  gboolean                no_dictionaries;
  gboolean                split;          /* the stream is to the file that has each type */
  WeirParquetStream      *stream;         /* owned, nullable */
} WeirExportParquetWriter;

/* -- types ------------------------------------------------------------------- */

static const duckdb_type number_types[] = { DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_DOUBLE };
static const duckdb_type any_types[] = { DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_DOUBLE, DUCKDB_TYPE_BOOLEAN, DUCKDB_TYPE_VARCHAR };

static duckdb_type
find_type (const WeirExportParquetWriter *self,
           guint                          column)
{
  return weir_column_type_find (self->columns[column].type, self->seen[column]);
}

/* Every type that a column may come to have. */
static const duckdb_type *
get_all_types (const WeirExportColumn *column,
               duckdb_type            *fixed,
               guint                  *n)
{
  *fixed = weir_column_type_find (column->type, 0);
  *n = column->type == WEIR_EXPORT_ANY ? G_N_ELEMENTS (any_types) : column->type == WEIR_EXPORT_NUMBER ? G_N_ELEMENTS (number_types) : 1;

  return column->type == WEIR_EXPORT_ANY ? any_types : column->type == WEIR_EXPORT_NUMBER ? number_types : fixed;
}

static void
see_block (WeirExportParquetWriter *self,
           const WeirRowBlock      *block)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      const WeirValue *value = &block->values[i];

      for (guint row = 0; row < block->n_rows; row++, value += self->n_columns)
        {
          self->seen[i] |= weir_column_type_see (value);
          self->has_negative_zero |= value->type == WEIR_VALUE_DOUBLE && value->as_double == 0.0 && signbit (value->as_double);
        }
    }
}

/* Whether what was taken from the first rows holds for all that were seen. */
static gboolean
is_still_right (const WeirExportParquetWriter *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (find_type (self, i) != self->types[i])
      return FALSE;

  return self->no_dictionaries || !self->has_negative_zero;
}

/* -- writing ----------------------------------------------------------------- */

static gboolean
open_stream (WeirExportParquetWriter  *self,
             const char               *path,
             const GArray             *targets,
             GError                  **error)
{
  const WeirParquetStreamSpec spec = {
    .path = path,
    .spill_folder = weir_spill_folder_get_path (self->spill),
    .targets = (const WeirParquetTarget *) targets->data,
    .n_targets = targets->len,
    .no_dictionaries = self->no_dictionaries,
    .marker = self->split ? NULL : self->marker,
  };

  self->stream = weir_parquet_stream_new (&spec, error);

  return self->stream != NULL;
}

/* Takes the types from the rows that are held, and writes them. */
static gboolean
begin (WeirExportParquetWriter  *self,
       GError                  **error)
{
  g_autoptr(GPtrArray) held = g_steal_pointer (&self->held);
  g_autoptr(GArray) targets = g_array_new (FALSE, FALSE, sizeof (WeirParquetTarget));

  self->no_dictionaries = self->has_negative_zero;
  for (guint i = 0; i < self->n_columns; i++)
    {
      const WeirParquetTarget target = { self->columns[i].name, i, self->types[i] = find_type (self, i) };

      g_array_append_val (targets, target);
    }
  if (!open_stream (self, self->path, targets, error))
    return FALSE;

  for (guint i = 0; i < held->len; i++)
    if (!weir_parquet_stream_push (self->stream, g_ptr_array_index (held, i), error))
      return FALSE;

  return TRUE;
}

static char *
dup_split_path (WeirExportParquetWriter *self)
{
  return g_build_filename (weir_spill_folder_get_path (self->spill), SPLIT_NAME, NULL);
}

static char *
dup_split_name (guint       column,
                duckdb_type type)
{
  return g_strdup_printf ("c%u_%d", column, (int) type);
}

static gboolean
open_split (WeirExportParquetWriter  *self,
            GError                  **error)
{
  g_autoptr(GArray) targets = g_array_new (FALSE, FALSE, sizeof (WeirParquetTarget));
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = dup_split_path (self);

  for (guint i = 0; i < self->n_columns; i++)
    {
      duckdb_type fixed;
      guint n;
      const duckdb_type *types = get_all_types (&self->columns[i], &fixed, &n);

      for (guint j = 0; j < n; j++)
        {
          const WeirParquetTarget target = { dup_split_name (i, types[j]), i, types[j] };

          g_ptr_array_add (names, (char *) target.name);
          g_array_append_val (targets, target);
        }
    }
  self->split = TRUE;
  self->no_dictionaries = TRUE;

  return open_stream (self, path, targets, error);
}

/* Rows of the file that was begun, in their order, to the one that has each type. */
static gboolean
push_rows (WeirExportParquetWriter  *self,
           WeirConsole              *console,
           GError                  **error)
{
  g_autofree WeirValue *values = g_new0 (WeirValue, self->n_columns);
  g_autoptr(GError) problem = NULL;
  WeirRowBlock *block = NULL;
  gboolean done = TRUE;

  while (done && weir_console_next (console, values, &problem))
    {
      if (block == NULL)
        block = weir_row_block_new (self->n_columns);
      block->written = TRUE;
      weir_row_block_add (block, values);
      if (!weir_row_block_is_full (block))
        continue;
      done = weir_parquet_stream_push (self->stream, block, error);
      g_clear_pointer (&block, weir_row_block_unref);
    }
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (done)
    done = block == NULL || weir_parquet_stream_push (self->stream, block, error);
  g_clear_pointer (&block, weir_row_block_unref);

  return done && problem == NULL;
}

static gboolean
read_back (WeirExportParquetWriter  *self,
           GError                  **error)
{
  const char * const allowed[] = { self->path, NULL };
  const WeirConsoleSpec spec = { .allowed = allowed, .n_threads = 1 };
  g_autoptr(WeirConsole) console = weir_console_new (&spec, error);
  g_autoptr(GString) sql = g_string_new ("SELECT * FROM read_parquet(");

  if (console == NULL)
    return FALSE;

  weir_sql_append_text (sql, self->path);
  g_string_append_c (sql, ')');

  return weir_console_run (console, sql->str, error) && push_rows (self, console, error);
}

static gboolean
split (WeirExportParquetWriter  *self,
       GError                  **error)
{
  if (!weir_parquet_stream_finish (self->stream, NULL, error))
    return FALSE;

  g_clear_pointer (&self->stream, weir_parquet_stream_free);

  return open_split (self, error) && read_back (self, error);
}

static gboolean
weir_export_parquet_writer_add_block (WeirExportWriter  *writer,
                                      WeirRowBlock      *block,
                                      GError           **error)
{
  WeirExportParquetWriter *self = (WeirExportParquetWriter *) writer;

  see_block (self, block);
  if (self->held != NULL)
    {
      g_ptr_array_add (self->held, weir_row_block_ref (block));
      return self->held->len < HELD_BLOCKS_MAX || begin (self, error);
    }

  if (!self->split && !is_still_right (self) && !split (self, error))
    return FALSE;

  return weir_parquet_stream_push (self->stream, block, error);
}

/* -- the end ----------------------------------------------------------------- */

static char *
dup_copy (WeirExportParquetWriter *self,
          GHashTable              *notes)
{
  GString *sql = g_string_new ("COPY (SELECT ");
  g_autofree char *split_path = dup_split_path (self);

  for (guint i = 0; i < self->n_columns; i++)
    {
      g_autofree char *name = dup_split_name (i, find_type (self, i));

      g_string_append_printf (sql, "%s%s AS ", i > 0 ? ", " : "", name);
      weir_sql_append_name (sql, self->columns[i].name);
    }

  g_string_append (sql, " FROM read_parquet(");
  weir_sql_append_text (sql, split_path);
  g_string_append (sql, ")) TO ");
  weir_sql_append_text (sql, self->path);
  g_string_append_printf (sql, " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE %d, USE_TMP_FILE false", ROW_GROUP_ROWS);
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
  WeirDatabase *database = user_data;

  database->duckdb->interrupt (database->connection);
}

static gboolean
copy_right_columns (WeirExportParquetWriter  *self,
                    GHashTable               *notes,
                    GCancellable             *cancellable,
                    GError                  **error)
{
  g_autoptr(WeirDatabase) database = weir_database_new (MEMORY_LIMIT, 1, weir_spill_folder_get_path (self->spill), error);
  g_autofree char *sql = dup_copy (self, notes);
  gulong handler;
  gboolean done;

  if (database == NULL)
    return FALSE;

  handler = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), database, NULL) : 0;
  done = weir_database_run (database, sql, error);
  g_cancellable_disconnect (cancellable, handler);
  if (!done)
    g_prefix_error (error, "%s ", _("The Parquet file cannot be made:"));

  return done;
}

static gboolean
weir_export_parquet_writer_finish (WeirExportWriter *writer,
                                   GHashTable       *notes,
                                   GCancellable     *cancellable,
                                   GError          **error)
{
  WeirExportParquetWriter *self = (WeirExportParquetWriter *) writer;

  if ((self->held != NULL && !begin (self, error)) || !weir_parquet_stream_finish (self->stream, cancellable, error))
    return FALSE;

  g_clear_pointer (&self->stream, weir_parquet_stream_free);

  return self->split ? copy_right_columns (self, notes, cancellable, error)
                     : weir_parquet_footer_set_notes (self->path, self->marker, notes, error);
}

static void
remove_split (WeirExportParquetWriter *self)
{
  g_autofree char *path = dup_split_path (self);

  if (self->split)
    g_unlink (path);
}

static void
weir_export_parquet_writer_free (WeirExportWriter *writer)
{
  WeirExportParquetWriter *self = (WeirExportParquetWriter *) writer;

  g_clear_pointer (&self->stream, weir_parquet_stream_free);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  if (self->spill != NULL)
    remove_split (self);
  g_clear_pointer (&self->spill, weir_spill_folder_free);
  g_free (self->marker);
  g_free (self->path);
  g_free (self->seen);
  g_free (self->types);
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
 * beside @path. Used by one thread; rows are written on another.
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
  g_autofree char *folder = g_path_get_dirname (path);
  WeirExportParquetWriter *self;

  if (weir_duckdb_load (error) == NULL)
    return NULL;

  self = g_new0 (WeirExportParquetWriter, 1);
  self->writer.add_block = weir_export_parquet_writer_add_block;
  self->writer.finish = weir_export_parquet_writer_finish;
  self->writer.free = weir_export_parquet_writer_free;
  self->columns = columns;
  self->n_columns = n_columns;
  self->path = g_strdup (path);
  self->marker = g_uuid_string_random ();
  self->seen = g_new0 (guint, n_columns);
  self->types = g_new0 (duckdb_type, n_columns);
  self->held = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_row_block_unref);
  self->spill = weir_spill_folder_new (folder, error);
  if (self->spill != NULL)
    return &self->writer;

  weir_export_parquet_writer_free (&self->writer);

  return NULL;
}
