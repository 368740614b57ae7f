#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

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
  gboolean                raw;
  int                     fd;
  GString                *buffer;
} WeirExportTextWriter;

static gboolean
weir_export_text_writer_flush (WeirExportTextWriter *self,
                               GError              **error)
{
  gsize written = 0;

  while (written < self->buffer->len)
    {
      gssize n = write (self->fd, self->buffer->str + written, self->buffer->len - written);

      if (n < 0 && errno == EINTR)
        continue;

      if (n < 0)
        {
          g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_FILE,
                       _("The export cannot be written: %s"), g_strerror (errno));
          return FALSE;
        }

      written += n;
    }

  g_string_truncate (self->buffer, 0);

  return TRUE;
}

static gboolean
weir_export_text_writer_add_row (WeirExportWriter *writer,
                                 const WeirValue  *values,
                                 GError          **error)
{
  WeirExportTextWriter *self = (WeirExportTextWriter *) writer;

  if (self->format == WEIR_EXPORT_CSV)
    weir_export_append_csv_row (self->buffer, self->columns, self->n_columns, values, self->raw);
  else
    weir_export_append_json_row (self->buffer, self->columns, self->n_columns, values);

  return self->buffer->len < BUFFER_BYTES || weir_export_text_writer_flush (self, error);
}

static gboolean
weir_export_text_writer_finish (WeirExportWriter *writer,
                                GHashTable       *notes,
                                GCancellable     *cancellable,
                                GError          **error)
{
  return weir_export_text_writer_flush ((WeirExportTextWriter *) writer, error);
}

static void
weir_export_text_writer_free (WeirExportWriter *writer)
{
  WeirExportTextWriter *self = (WeirExportTextWriter *) writer;

  close (self->fd);
  g_string_free (self->buffer, TRUE);
  g_free (self);
}

WeirExportWriter *
weir_export_text_writer_new (const char             *path,
                             WeirExportFormat        format,
                             const WeirExportColumn *columns,
                             guint                   n_columns,
                             gboolean                raw,
                             GError                **error)
{
  WeirExportTextWriter *self;
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    {
      g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_FILE,
                   _("The export cannot be written: %s"), g_strerror (errno));
      return NULL;
    }

  self = g_new0 (WeirExportTextWriter, 1);
  self->writer.add_row = weir_export_text_writer_add_row;
  self->writer.finish = weir_export_text_writer_finish;
  self->writer.free = weir_export_text_writer_free;
  self->columns = columns;
  self->n_columns = n_columns;
  self->format = format;
  self->raw = raw;
  self->fd = fd;
  self->buffer = g_string_sized_new (BUFFER_BYTES + 4096);
  if (format == WEIR_EXPORT_CSV)
    weir_export_append_csv_header (self->buffer, columns, n_columns, raw);

  return &self->writer;
}
