#include "config.h"

#include "data/store/weir-query-result.h"

#include "data/decode/weir-escape.h"
#include "data/decode/weir-time.h"

/* What a person looks through; who wants all of more has the export of weir-cli. */
#define ROWS_MAX  1000000
#define BYTES_MAX ((gsize) 256 << 20)
/* Of one cell on the screen. */
#define SHOWN_BYTES 200

struct _WeirQueryResult
{
  GObject           parent_instance;

  WeirExportColumn *columns;     /* owned, names too */
  guint             n_columns;
  GArray           *values;      /* owned, of WeirValue, n_columns a row */
  GStringChunk     *texts;       /* owned */
  gsize             n_bytes;
  guint             n_rows;
  gboolean          cut;         /* there were more rows */
  GPtrArray        *warnings;    /* owned, of texts */
};

struct _WeirQueryRow
{
  GObject          parent_instance;

  WeirQueryResult *result;       /* owned */
  guint            row;
};

static void weir_query_result_init_model (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WeirQueryResult, weir_query_result, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, weir_query_result_init_model))
G_DEFINE_FINAL_TYPE (WeirQueryRow, weir_query_row, G_TYPE_OBJECT)

static GType
get_item_type (GListModel *model)
{
  return WEIR_TYPE_QUERY_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return WEIR_QUERY_RESULT (model)->n_rows;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  WeirQueryResult *self = WEIR_QUERY_RESULT (model);
  WeirQueryRow *row;

  if (position >= self->n_rows)
    return NULL;

  row = g_object_new (WEIR_TYPE_QUERY_ROW, NULL);
  row->result = g_object_ref (self);
  row->row = position;

  return row;
}

static void
weir_query_result_init_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
weir_query_result_finalize (GObject *object)
{
  WeirQueryResult *self = WEIR_QUERY_RESULT (object);

  for (guint i = 0; i < self->n_columns; i++)
    g_free ((char *) self->columns[i].name);
  g_free (self->columns);
  g_array_unref (self->values);
  g_string_chunk_free (self->texts);
  g_ptr_array_unref (self->warnings);

  G_OBJECT_CLASS (weir_query_result_parent_class)->finalize (object);
}

static void
weir_query_result_class_init (WeirQueryResultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_query_result_finalize;
}

static void
weir_query_result_init (WeirQueryResult *self)
{
  self->values = g_array_new (FALSE, FALSE, sizeof (WeirValue));
  self->texts = g_string_chunk_new (4096);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
}

static void
weir_query_row_finalize (GObject *object)
{
  g_object_unref (WEIR_QUERY_ROW (object)->result);

  G_OBJECT_CLASS (weir_query_row_parent_class)->finalize (object);
}

static void
weir_query_row_class_init (WeirQueryRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_query_row_finalize;
}

static void
weir_query_row_init (WeirQueryRow *self)
{
}

/**
 * weir_query_result_new:
 * @columns: (array length=n_columns): names and types, copied
 * @n_columns: how many, at least one
 *
 * Returns: (transfer full): a result without rows
 */
WeirQueryResult *
weir_query_result_new (const WeirExportColumn *columns,
                       guint                   n_columns)
{
  WeirQueryResult *self = g_object_new (WEIR_TYPE_QUERY_RESULT, NULL);

  self->columns = g_new0 (WeirExportColumn, n_columns);
  self->n_columns = n_columns;
  for (guint i = 0; i < n_columns; i++)
    self->columns[i] = (WeirExportColumn) { g_strdup (columns[i].name), columns[i].type };

  return self;
}

/**
 * weir_query_result_add:
 * @self: a result that is not shown yet
 * @values: (array): a value a column; texts are copied
 *
 * Returns: %FALSE if it holds as much as it may: the row is left out, and
 *   weir_query_result_is_cut() tells so
 */
gboolean
weir_query_result_add (WeirQueryResult *self,
                       const WeirValue *values)
{
  g_return_val_if_fail (WEIR_IS_QUERY_RESULT (self), FALSE);

  self->cut = self->n_rows == ROWS_MAX || self->n_bytes >= BYTES_MAX;
  if (self->cut)
    return FALSE;

  for (guint i = 0; i < self->n_columns; i++)
    {
      WeirValue value = values[i];

      if (value.type == WEIR_VALUE_TEXT)
        {
          value.as_text = g_string_chunk_insert_len (self->texts, value.as_text, value.length);
          self->n_bytes += value.length + 1;
        }
      g_array_append_val (self->values, value);
    }
  self->n_bytes += self->n_columns * sizeof (WeirValue);
  self->n_rows++;

  return TRUE;
}

/**
 * weir_query_result_add_warning:
 * @self: a result that is not shown yet
 * @text: what a person should know of it
 */
void
weir_query_result_add_warning (WeirQueryResult *self,
                               const char      *text)
{
  g_return_if_fail (WEIR_IS_QUERY_RESULT (self));

  g_ptr_array_add (self->warnings, g_strdup (text));
}

/**
 * weir_query_result_get_columns:
 * @self: a result
 * @n_columns: (out): how many
 *
 * Returns: (transfer none) (array length=n_columns): names and types
 */
const WeirExportColumn *
weir_query_result_get_columns (WeirQueryResult *self,
                               guint           *n_columns)
{
  g_return_val_if_fail (WEIR_IS_QUERY_RESULT (self), NULL);

  *n_columns = self->n_columns;

  return self->columns;
}

/**
 * weir_query_result_get_n_rows:
 * @self: a result
 *
 * Returns: rows that it holds
 */
guint
weir_query_result_get_n_rows (WeirQueryResult *self)
{
  g_return_val_if_fail (WEIR_IS_QUERY_RESULT (self), 0);

  return self->n_rows;
}

/**
 * weir_query_result_is_cut:
 * @self: a result
 *
 * Returns: whether there were more rows than it may hold, one million or 256 MiB
 */
gboolean
weir_query_result_is_cut (WeirQueryResult *self)
{
  g_return_val_if_fail (WEIR_IS_QUERY_RESULT (self), FALSE);

  return self->cut;
}

/**
 * weir_query_result_get_warnings:
 * @self: a result
 *
 * Returns: (transfer none) (element-type utf8): what a person should know of it
 */
const GPtrArray *
weir_query_result_get_warnings (WeirQueryResult *self)
{
  g_return_val_if_fail (WEIR_IS_QUERY_RESULT (self), NULL);

  return self->warnings;
}

/**
 * weir_query_result_get_row:
 * @self: a result
 * @row: one of its rows
 *
 * Returns: (transfer none): its values, one a column
 */
const WeirValue *
weir_query_result_get_row (WeirQueryResult *self,
                           guint            row)
{
  g_return_val_if_fail (WEIR_IS_QUERY_RESULT (self) && row < self->n_rows, NULL);

  return &g_array_index (self->values, WeirValue, (gsize) row * self->n_columns);
}

/**
 * weir_query_result_save:
 * @self: a result
 * @path: (type filename): the file to make or replace
 * @format: its format
 * @cancellable: (nullable): leaves no file
 * @error: return location, see weir_exporter_finish()
 *
 * Blocks until the disk has it. Any thread.
 *
 * Returns: whether it is written
 */
gboolean
weir_query_result_save (WeirQueryResult   *self,
                        const char        *path,
                        WeirExportFormat   format,
                        GCancellable      *cancellable,
                        GError           **error)
{
  g_autoptr(WeirExporter) exporter = NULL;

  g_return_val_if_fail (WEIR_IS_QUERY_RESULT (self), FALSE);

  exporter = weir_exporter_new (path, format, self->columns, self->n_columns, error);
  if (exporter == NULL)
    return FALSE;

  for (guint i = 0; i < self->n_rows; i++)
    if (!weir_exporter_add_row (exporter, weir_query_result_get_row (self, i), error))
      return FALSE;

  return weir_exporter_finish (exporter, cancellable, error);
}

typedef struct
{
  WeirQueryResult  *result;   /* owned */
  char             *path;
  WeirExportFormat  format;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_object_unref (save->result);
  g_free (save->path);
  g_free (save);
}

static void
save_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Save *save = task_data;
  GError *error = NULL;

  if (weir_query_result_save (save->result, save->path, save->format, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * weir_query_result_save_async:
 * @self: a result
 * @path: (type filename): the file to make or replace
 * @format: its format
 * @cancellable: (nullable): leaves no file
 * @callback: told when it is written
 * @user_data: for @callback
 *
 * As weir_query_result_save(), on a thread of its own.
 */
void
weir_query_result_save_async (WeirQueryResult     *self,
                              const char          *path,
                              WeirExportFormat     format,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Save *save = g_new0 (Save, 1);

  g_return_if_fail (WEIR_IS_QUERY_RESULT (self) && path != NULL);

  save->result = g_object_ref (self);
  save->path = g_strdup (path);
  save->format = format;
  g_task_set_task_data (task, save, save_free);
  g_task_run_in_thread (task, save_thread);
}

/**
 * weir_query_result_save_finish:
 * @result: what the callback got
 * @error: return location, see weir_exporter_finish()
 *
 * Returns: whether it is written
 */
gboolean
weir_query_result_save_finish (GAsyncResult  *result,
                               GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static char *
dup_bytes (const WeirValue *value)
{
  gsize length = MIN (value->length, SHOWN_BYTES);
  GString *text = g_string_new (NULL);

  weir_escape_append (text, value->as_text, length);
  if (length < value->length)
    g_string_append (text, "…");

  return g_string_free (text, FALSE);
}

/**
 * weir_query_row_dup_text:
 * @self: a row
 * @column: one of its columns
 *
 * Returns: (transfer full) (nullable): the value as a person reads it, cut
 *   where it is long; %NULL: there is none
 */
char *
weir_query_row_dup_text (WeirQueryRow *self,
                         guint         column)
{
  const WeirValue *value;
  char time[32];
  GString *text;

  g_return_val_if_fail (WEIR_IS_QUERY_ROW (self) && column < self->result->n_columns, NULL);

  value = weir_query_result_get_row (self->result, self->row) + column;
  if (value->type == WEIR_VALUE_NULL || value->type == WEIR_VALUE_MISSING)
    return NULL;
  if (value->type == WEIR_VALUE_TEXT)
    return dup_bytes (value);
  if (self->result->columns[column].type == WEIR_EXPORT_TIME)
    {
      weir_time_format_iso (value->as_int, time);
      return g_strdup (time);
    }

  text = g_string_new (NULL);
  weir_value_append_text (value, text);

  return g_string_free (text, FALSE);
}
