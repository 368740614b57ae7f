#pragma once

#include <gio/gio.h>

#include "data/store/weir-exporter.h"
#include "data/view/weir-stream-view.h"

G_BEGIN_DECLS

/**
 * WeirExportRequest: what to write where.
 */
typedef struct
{
  const char       *path;
  WeirExportFormat  format;
  guint             window;        /* index in the stream's windows */
  gint64            begin_usec;
  gint64            end_usec;
  gboolean          final_only;
  gboolean          with_state;    /* also without open windows */
  const char       *topics;        /* nullable: where the records came from, for whoever reads the file */
} WeirExportRequest;

typedef void (*WeirExportProgress) (double   fraction,
                                    guint64  n_rows,
                                    gpointer user_data);

/* Writes the rows of @stream's windows: rows are copied from the view a slice of time at a time on the main
 * thread, and written on a thread of its own. @progress is called on the main thread. */
void     weir_export_job_async  (WeirStreamView           *stream,
                                 const WeirExportRequest  *request,
                                 WeirExportProgress        progress,
                                 GCancellable             *cancellable,
                                 GAsyncReadyCallback       callback,
                                 gpointer                  user_data);
/* Number of rows, -1 on failure: then there is no new file, but for WEIR_OUTPUT_FILE_ERROR_UNCERTAIN. */
gint64   weir_export_job_finish (GAsyncResult             *result,
                                 GError                  **error);

G_END_DECLS
