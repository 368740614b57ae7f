#include "config.h"

#include "data/store/weir-parquet-rows.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/decode/weir-time.h"
#include "data/store/weir-console.h"
#include "data/store/weir-export-text.h"
#include "data/store/weir-sql.h"

static const char magic[] = { 'P', 'A', 'R', '1' };

/* How a column becomes JSON. */
typedef struct
{
  char    *name;      /* owned */
  gboolean literal;   /* its text is JSON already */
} Column;

struct _WeirParquetRows
{
  WeirConsole            *console;       /* owned */
  GArray                 *columns;       /* owned, of Column */
  const WeirExportColumn *types;         /* borrowed from the console */
  WeirValue              *cells;         /* owned */
};

/**
 * weir_parquet_rows_is_parquet:
 * @path: (type filename): a file
 *
 * Returns: whether it is a regular file that begins as Parquet does
 */
gboolean
weir_parquet_rows_is_parquet (const char *path)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  char bytes[sizeof magic];
  struct stat status;
  gboolean is;

  if (fd < 0)
    return FALSE;

  is = fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && pread (fd, bytes, sizeof bytes, 0) == (gssize) sizeof bytes &&
       memcmp (bytes, magic, sizeof magic) == 0;
  close (fd);

  return is;
}

static void
column_clear (gpointer data)
{
  g_free (((Column *) data)->name);
}

/* Numbers beyond 64 bits and decimals keep their digits, and what is nested is JSON; a time without a zone is UTC. */
static const char *
get_cast (const char *type,
          gboolean   *literal)
{
  static const char * const numbers[] = { "DECIMAL", "HUGEINT", "UHUGEINT", "UBIGINT" };

  *literal = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_has_prefix (type, numbers[i]) && !g_str_has_suffix (type, "]"))
      return "CAST(%s AS VARCHAR)";
  if (g_str_has_suffix (type, "]") || g_str_has_prefix (type, "STRUCT") || g_str_has_prefix (type, "MAP"))
    return "CAST(to_json(%s) AS VARCHAR)";

  *literal = FALSE;
  if (g_str_equal (type, "DATE") || (g_str_has_prefix (type, "TIMESTAMP") && !g_str_equal (type, "TIMESTAMP WITH TIME ZONE")))
    return "CAST(%s AS TIMESTAMPTZ)";

  return "%s";
}

static void
append_expression (GString    *sql,
                   const char *cast,
                   const char *name)
{
  const char *place = strstr (cast, "%s");

  g_string_append_len (sql, cast, place - cast);
  weir_sql_append_name (sql, name);
  g_string_append (sql, place + strlen ("%s"));
}

/* What the file has, and the statement that reads it. (nullable) */
static char *
dup_select (WeirParquetRows  *self,
            const char       *path,
            GError          **error)
{
  g_autoptr(GString) sql = g_string_new ("SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet(");
  g_autoptr(GString) select = g_string_new ("SELECT ");
  g_autoptr(GError) problem = NULL;
  WeirValue cells[2];

  weir_sql_append_text (sql, path);
  g_string_append (sql, "))");
  if (!weir_console_run (self->console, sql->str, error))
    return NULL;

  while (weir_console_next (self->console, cells, &problem))
    {
      g_autofree char *type = g_strndup (cells[1].as_text, cells[1].length);
      Column column = { g_strndup (cells[0].as_text, cells[0].length), FALSE };

      if (self->columns->len > 0)
        g_string_append (select, ", ");
      append_expression (select, get_cast (type, &column.literal), column.name);
      g_array_append_val (self->columns, column);
    }
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }

  g_string_append (select, " FROM read_parquet(");
  weir_sql_append_text (select, path);
  g_string_append_c (select, ')');

  return g_string_free (g_steal_pointer (&select), FALSE);
}

/**
 * weir_parquet_rows_new:
 * @path: (type filename): a Parquet file
 * @cancellable: (nullable): ends the reading
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE
 *
 * Returns: (transfer full) (nullable): its rows, or %NULL with @error set
 */
WeirParquetRows *
weir_parquet_rows_new (const char    *path,
                       GCancellable  *cancellable,
                       GError       **error)
{
  const char * const allowed[] = { path, NULL };
  const WeirConsoleSpec spec = { .allowed = allowed, .n_threads = 1, .cancellable = cancellable };
  g_autoptr(WeirParquetRows) self = g_new0 (WeirParquetRows, 1);
  g_autofree char *select = NULL;
  guint n_columns;

  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  g_array_set_clear_func (self->columns, column_clear);
  self->console = weir_console_new (&spec, error);
  if (self->console == NULL)
    return NULL;
  select = dup_select (self, path, error);
  if (select == NULL || !weir_console_run (self->console, select, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  self->types = weir_console_get_columns (self->console, &n_columns);
  self->cells = g_new0 (WeirValue, n_columns);

  return g_steal_pointer (&self);
}

static void
append_time (GString *payload,
             gint64   time_usec)
{
  char text[32];

  weir_time_format_iso (time_usec, text);
  g_string_append_printf (payload, "\"%s\"", text);
}

/* Bytes are mostly texts that their writer did not call so; others are base64. */
static void
append_bytes (GString         *payload,
              const WeirValue *value)
{
  g_autofree char *text = NULL;

  if (g_utf8_validate_len (value->as_text, value->length, NULL))
    {
      weir_export_append_json_text (payload, value->as_text, value->length);
      return;
    }

  text = g_base64_encode ((const guchar *) value->as_text, value->length);
  weir_export_append_json_text (payload, text, strlen (text));
}

static void
append_cell (GString              *payload,
             const Column         *column,
             WeirExportColumnType  type,
             const WeirValue      *value)
{
  if (value->type == WEIR_VALUE_NULL || (value->type == WEIR_VALUE_DOUBLE && !isfinite (value->as_double)))
    g_string_append (payload, "null");
  else if (type == WEIR_EXPORT_TIME)
    append_time (payload, value->as_int);
  else if (type == WEIR_EXPORT_BLOB)
    append_bytes (payload, value);
  else if (value->type == WEIR_VALUE_BOOL)
    g_string_append (payload, value->as_int ? "true" : "false");
  else if (value->type != WEIR_VALUE_TEXT)
    weir_value_append_text (value, payload);
  else if (column->literal)
    g_string_append_len (payload, value->as_text, value->length);
  else
    weir_export_append_json_text (payload, value->as_text, value->length);
}

/**
 * weir_parquet_rows_read:
 * @self: rows
 * @payload: filled
 * @error: return location for a %WEIR_STORE_ERROR_DATABASE or %G_IO_ERROR_CANCELLED
 *
 * Reads the next row, in the order of the file. Times are ISO 8601 in UTC,
 * numbers have all their digits, bytes that are no UTF-8 are base64.
 *
 * Returns: %FALSE at the end, or with @error set
 */
gboolean
weir_parquet_rows_read (WeirParquetRows  *self,
                        GString          *payload,
                        GError          **error)
{
  if (!weir_console_next (self->console, self->cells, error))
    return FALSE;

  g_string_assign (payload, "{");
  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *column = &g_array_index (self->columns, Column, i);

      if (i > 0)
        g_string_append_c (payload, ',');
      weir_export_append_json_text (payload, column->name, strlen (column->name));
      g_string_append_c (payload, ':');
      append_cell (payload, column, self->types[i].type, &self->cells[i]);
    }
  g_string_append_c (payload, '}');

  return TRUE;
}

/**
 * weir_parquet_rows_free:
 * @self: (nullable) (transfer full): rows
 */
void
weir_parquet_rows_free (WeirParquetRows *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->console, weir_console_free);
  g_array_unref (self->columns);
  g_free (self->cells);
  g_free (self);
}
