#pragma once

#include "data/store/weir-exporter.h"
#include "data/store/weir-recorder-buffer.h"

G_BEGIN_DECLS

/**
 * WeirRecorderParquet:
 *
 * Writes buffers of records as Parquet files: partition, offset, timestamp,
 * timestamp_type, key, value, headers, then the fields. One thread.
 */
typedef struct _WeirRecorderParquet WeirRecorderParquet;

WeirRecorderParquet *weir_recorder_parquet_new   (const WeirExportColumn    *fields,
                                                  guint                      n_fields,
                                                  GError                   **error);
void                 weir_recorder_parquet_free  (WeirRecorderParquet       *self);
gboolean             weir_recorder_parquet_write (WeirRecorderParquet       *self,
                                                  gint32                     partition,
                                                  const WeirRecorderBuffer  *buffer,
                                                  const char                *path,
                                                  GHashTable                *notes,
                                                  GError                   **error);

G_END_DECLS
