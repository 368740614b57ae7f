#include "config.h"

#include "data/store/weir-block-worker.h"
#include "data/store/weir-export-text.h"
#include "data/store/weir-export-writer.h"

/* Large enough that system calls do not count, small enough not to matter. */
#define BUFFER_BYTES (256 * 1024)

typedef struct
{
  WeirExportWriter        writer;

  const WeirExportColumn *columns;
  guint                   n_columns;
  WeirExportFormat        format;
  WeirCsvFlags            flags;
  WeirBlockWorker        *worker;  /* owned: uses the members below until it has finished */
  WeirOutputFile         *file;
  GString                *buffer;
} WeirExportTextWriter;

static gboolean
weir_export_text_writer_flush (WeirExportTextWriter *self,
                               GError              **error)
{
  if (!weir_output_file_write (self->file, self->buffer->str, self->buffer->len, error))
    return FALSE;

  g_string_truncate (self->buffer, 0);

  return TRUE;
}

/* On the worker's thread. */
static gboolean
weir_export_text_writer_write (WeirRowBlock  *block,
                               gpointer       user_data,
                               GError       **error)
{
  WeirExportTextWriter *self = user_data;

  for (guint i = 0; i < block->n_rows; i++)
    {
      const WeirValue *values = weir_row_block_get_row (block, i);

      if (self->format == WEIR_EXPORT_CSV)
        weir_export_append_csv_row (self->buffer, self->columns, self->n_columns, values, self->flags);
      else
        weir_export_append_json_row (self->buffer, self->columns, self->n_columns, values);
      if (self->buffer->len >= BUFFER_BYTES && !weir_export_text_writer_flush (self, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
weir_export_text_writer_add_block (WeirExportWriter *writer,
                                   WeirRowBlock     *block,
                                   GError          **error)
{
  return weir_block_worker_push (((WeirExportTextWriter *) writer)->worker, block, error);
}

static gboolean
weir_export_text_writer_finish (WeirExportWriter *writer,
                                GHashTable       *notes,
                                GCancellable     *cancellable,
                                GError          **error)
{
  WeirExportTextWriter *self = (WeirExportTextWriter *) writer;

  return weir_block_worker_finish (self->worker, error) && weir_export_text_writer_flush (self, error);
}

static void
weir_export_text_writer_free (WeirExportWriter *writer)
{
  WeirExportTextWriter *self = (WeirExportTextWriter *) writer;

  weir_block_worker_free (self->worker);
  g_string_free (self->buffer, TRUE);
  g_free (self);
}

/**
 * weir_export_text_writer_new:
 * @file: the output file; borrowed, outlives the writer
 * @format: a text format: CSV or NDJSON
 * @columns: (array length=n_columns): columns; borrowed, outlive the writer
 * @n_columns: how many
 * @raw: whether CSV texts that a spreadsheet would calculate get no apostrophe
 *
 * Makes a writer of text rows. Rows are buffered and written on another thread;
 * errors of the file come with a later block or the finish. Used by one thread.
 *
 * Returns: (transfer full): a writer; free with its `free`
 */
WeirExportWriter *
weir_export_text_writer_new (WeirOutputFile         *file,
                             WeirExportFormat        format,
                             const WeirExportColumn *columns,
                             guint                   n_columns,
                             gboolean                raw)
{
  WeirExportTextWriter *self = g_new0 (WeirExportTextWriter, 1);

  self->writer.add_block = weir_export_text_writer_add_block;
  self->writer.finish = weir_export_text_writer_finish;
  self->writer.free = weir_export_text_writer_free;
  self->columns = columns;
  self->n_columns = n_columns;
  self->format = format;
  self->flags = raw ? WEIR_CSV_RAW : 0;
  self->worker = weir_block_worker_new ("weir-export", weir_export_text_writer_write, self);
  self->file = file;
  self->buffer = g_string_sized_new (BUFFER_BYTES + 4096);
  if (format == WEIR_EXPORT_CSV)
    weir_export_append_csv_header (self->buffer, columns, n_columns, self->flags);

  return &self->writer;
}
