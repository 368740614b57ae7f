#include "config.h"

#include "app/dialogs/weir-export-job.h"

#include <glib/gi18n.h>

#include "data/workspace/weir-row-layout.h"

#define N_SLICES     200
/* Slices that wait to be written; the main thread copies no further ahead. */
#define MAX_WAITING  16

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
  WeirRowLayout      *layout;       /* owned: the columns */
  char               *topics;       /* owned */
  char               *n_read;       /* owned: how many records the rows are of */
  WeirValue          *cells;        /* owned: of one row; main thread */
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
  weir_row_layout_free (self->layout);
  g_free (self->topics);
  g_free (self->n_read);
  g_free (self->cells);
  g_async_queue_unref (self->queue);
  g_clear_pointer (&self->batch, batch_free);
  g_free (self);
}

static void
copy_row (const WeirWindowRow *row,
          gpointer             user_data)
{
  Job *self = user_data;
  Batch *batch = self->batch;

  weir_row_layout_fill (self->layout, row, 0, self->cells);
  for (guint i = 0; i < self->layout->n_columns; i++)
    {
      WeirValue cell = self->cells[i];

      if (cell.type == WEIR_VALUE_TEXT)
        cell.as_text = g_string_chunk_insert_len (batch->texts, cell.as_text, (gssize) cell.length);
      g_array_append_val (batch->values, cell);
    }
  self->n_rows++;
}

static gint64
slice_begin (const Job *self,
             guint      slice)
{
  return self->begin_usec + (gint64) ((double) (self->end_usec - self->begin_usec) * slice / N_SLICES);
}

/* One slice an idle, so that the main loop stays responsive. */
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
  gboolean last = FALSE, fine = exporter != NULL;

  while (!last)
    {
      Batch *batch = g_async_queue_pop (self->queue);

      last = batch->last;
      if (fine && !g_cancellable_is_cancelled (cancellable))
        fine = write_batch (exporter, batch, self->layout->n_columns, error);
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
  g_autoptr(WeirExporter) exporter = weir_exporter_new (self->path, self->format, self->layout->columns,
                                                        self->layout->n_columns, &error);

  if (exporter != NULL)
    {
      if (self->topics != NULL)
        weir_exporter_set_note (exporter, "weir.topics", self->topics);
      weir_exporter_set_note (exporter, "weir.records", self->n_read);
    }
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
  WeirStreamCounters counters;

  weir_stream_view_get_counters (stream, &counters);
  self->stream = g_object_ref (stream);
  self->path = g_strdup (request->path);
  self->format = request->format;
  self->window = request->window;
  self->begin_usec = request->begin_usec;
  self->end_usec = request->end_usec;
  self->final_only = request->final_only;
  self->progress = progress;
  self->progress_data = user_data;
  self->layout = weir_row_layout_new (weir_stream_view_get_row_schema (stream, request->window),
                                      (request->final_only ? WEIR_ROW_LAYOUT_NONE : WEIR_ROW_LAYOUT_EARLY)
                                        | (request->with_state ? WEIR_ROW_LAYOUT_STATE : WEIR_ROW_LAYOUT_NONE));
  self->topics = g_strdup (request->topics);
  self->n_read = g_strdup_printf ("%" G_GUINT64_FORMAT, counters.n_records);
  self->cells = g_new0 (WeirValue, self->layout->n_columns);
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
