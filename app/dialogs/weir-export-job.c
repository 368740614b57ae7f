#include "config.h"

#include "app/dialogs/weir-export-job.h"

#include <glib/gi18n.h>

#define N_SLICES     200
/* Slices that wait to be written; the main thread copies no further ahead. */
#define MAX_WAITING  16
#define N_FIXED      5

/**
 * Batch: rows of one slice, copied. Texts of the values are borrowed from @texts.
 */
typedef struct
{
  GArray       *values;     /* of WeirValue, n_columns a row */
  GStringChunk *texts;
  gboolean      last;
} Batch;

typedef struct
{
  WeirStreamView     *stream;       /* owned; main thread */
  char               *path;
  WeirExportFormat    format;
  guint               window;
  gint64              begin_usec;
  gint64              end_usec;
  gboolean            final_only;
  WeirExportProgress  progress;     /* main thread */
  gpointer            progress_data;
  GStrv               columns;      /* names of the values */
  GAsyncQueue        *queue;        /* of Batch, from the main thread to the writer's */
  guint               slice;        /* main thread */
  guint64             n_rows;       /* main thread */
  Batch              *batch;        /* being filled; main thread */
} Job;

static void
batch_free (Batch *self)
{
  g_array_unref (self->values);
  g_string_chunk_free (self->texts);
  g_free (self);
}

static Batch *
batch_new (void)
{
  Batch *self = g_new0 (Batch, 1);

  self->values = g_array_new (FALSE, FALSE, sizeof (WeirValue));
  self->texts = g_string_chunk_new (4096);

  return self;
}

static void
job_free (gpointer data)
{
  Job *self = data;

  g_object_unref (self->stream);
  g_free (self->path);
  g_strfreev (self->columns);
  g_async_queue_unref (self->queue);
  g_clear_pointer (&self->batch, batch_free);
  g_free (self);
}

static const char *
name_of_state (WeirWindowState state)
{
  static const char *const names[] = { "open", "final", "final-idle", "final-end", "retracted" };

  return names[state];
}

static void
add_text (Batch      *batch,
          const char *text,
          gsize       length)
{
  WeirValue value = { .type = WEIR_VALUE_TEXT, .length = (guint32) length };

  value.as_text = g_string_chunk_insert_len (batch->texts, text, (gssize) length);
  g_array_append_val (batch->values, value);
}

static void
add_int (Batch  *batch,
         gint64  number)
{
  WeirValue value = { .type = WEIR_VALUE_INT, .as_int = number };

  g_array_append_val (batch->values, value);
}

static void
copy_row (const WeirWindowRow *row,
          gpointer             user_data)
{
  Job *self = user_data;
  const char *state = name_of_state (row->state);

  add_text (self->batch, row->key, row->key_length);
  add_int (self->batch, row->start_usec);
  add_int (self->batch, row->end_usec);
  add_int (self->batch, (gint64) row->count);
  add_text (self->batch, state, strlen (state));
  for (guint i = 0; i < row->n_values; i++)
    {
      if (row->values[i].type == WEIR_VALUE_TEXT)
        add_text (self->batch, row->values[i].as_text, row->values[i].length);
      else
        g_array_append_val (self->batch->values, row->values[i]);
    }
  self->n_rows++;
}

static gint64
slice_begin (const Job *self,
             guint      slice)
{
  return self->begin_usec + (gint64) ((double) (self->end_usec - self->begin_usec) * slice / N_SLICES);
}

/* One slice an idle, so that the main loop keeps breathing whatever the stream holds. */
static gboolean
copy_slice (gpointer user_data)
{
  GTask *task = user_data;
  Job *self = g_task_get_task_data (task);
  gboolean last = self->slice + 1 == N_SLICES || g_cancellable_is_cancelled (g_task_get_cancellable (task));

  if (g_async_queue_length (self->queue) >= MAX_WAITING)
    return G_SOURCE_CONTINUE;

  self->batch = batch_new ();
  self->batch->last = last;
  weir_stream_view_foreach_row (self->stream, self->window, slice_begin (self, self->slice),
                                slice_begin (self, self->slice + 1), self->final_only, copy_row, self);
  g_async_queue_push (self->queue, g_steal_pointer (&self->batch));
  self->slice++;
  if (self->progress != NULL)
    self->progress ((double) self->slice / N_SLICES, self->n_rows, self->progress_data);

  return last ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static WeirExporter *
create_exporter (Job     *self,
                 GError **error)
{
  guint n_columns = N_FIXED + g_strv_length (self->columns);
  g_autofree WeirExportColumn *columns = g_new0 (WeirExportColumn, n_columns);

  columns[0] = (WeirExportColumn) { "key", WEIR_EXPORT_TEXT };
  columns[1] = (WeirExportColumn) { "window_start", WEIR_EXPORT_TIME };
  columns[2] = (WeirExportColumn) { "window_end", WEIR_EXPORT_TIME };
  columns[3] = (WeirExportColumn) { "count", WEIR_EXPORT_INTEGER };
  columns[4] = (WeirExportColumn) { "state", WEIR_EXPORT_TEXT };
  for (guint i = N_FIXED; i < n_columns; i++)
    columns[i] = (WeirExportColumn) { self->columns[i - N_FIXED], WEIR_EXPORT_NUMBER };

  return weir_exporter_new (self->path, self->format, columns, n_columns, error);
}

static gboolean
write_batch (WeirExporter *exporter,
             const Batch  *batch,
             guint         n_columns,
             GError      **error)
{
  const WeirValue *values = (const WeirValue *) batch->values->data;

  for (guint i = 0; i + n_columns <= batch->values->len; i += n_columns)
    {
      if (!weir_exporter_add_row (exporter, values + i, error))
        return FALSE;
    }

  return TRUE;
}

/* Takes every batch, to the last, even after a failure: the main thread waits for room in the queue. */
static gboolean
write_all (Job          *self,
           WeirExporter *exporter,
           GCancellable *cancellable,
           GError      **error)
{
  guint n_columns = N_FIXED + g_strv_length (self->columns);
  gboolean last = FALSE, fine = exporter != NULL;

  while (!last)
    {
      Batch *batch = g_async_queue_pop (self->queue);

      last = batch->last;
      if (fine && !g_cancellable_is_cancelled (cancellable))
        fine = write_batch (exporter, batch, n_columns, error);
      batch_free (batch);
    }

  return fine && !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
export_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Job *self = task_data;
  GError *error = NULL;
  g_autoptr(WeirExporter) exporter = create_exporter (self, &error);

  if (write_all (self, exporter, cancellable, &error) && weir_exporter_finish (exporter, cancellable, &error))
    g_task_return_int (task, (gssize) weir_exporter_get_n_rows (exporter));
  else
    g_task_return_error (task, error);
}

void
weir_export_job_async (WeirStreamView          *stream,
                       const WeirExportRequest *request,
                       WeirExportProgress       progress,
                       GCancellable            *cancellable,
                       GAsyncReadyCallback      callback,
                       gpointer                 user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *self = g_new0 (Job, 1);

  self->stream = g_object_ref (stream);
  self->path = g_strdup (request->path);
  self->format = request->format;
  self->window = request->window;
  self->begin_usec = request->begin_usec;
  self->end_usec = request->end_usec;
  self->final_only = request->final_only;
  self->progress = progress;
  self->progress_data = user_data;
  self->columns = weir_stream_view_dup_columns (stream);
  self->queue = g_async_queue_new_full ((GDestroyNotify) batch_free);
  g_task_set_task_data (task, self, job_free);
  g_task_set_return_on_cancel (task, FALSE);

  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, copy_slice, g_object_ref (task), g_object_unref);
  g_task_run_in_thread (task, export_thread);
}

gint64
weir_export_job_finish (GAsyncResult *result,
                        GError      **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
