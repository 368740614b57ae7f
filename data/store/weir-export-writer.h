#pragma once

#include "data/store/weir-exporter.h"
#include "data/store/weir-row-block.h"

G_BEGIN_DECLS

/**
 * WeirExportWriter:
 *
 * What makes one format: it writes into a file that becomes the export only
 * after finish. The first member of each writer.
 */
typedef struct _WeirExportWriter WeirExportWriter;

struct _WeirExportWriter
{
  gboolean (*add_block) (WeirExportWriter *self,
                         WeirRowBlock     *block,
                         GError          **error);
  gboolean (*finish)    (WeirExportWriter *self,
                         GHashTable       *notes,
                         GCancellable     *cancellable,
                         GError          **error);
  void     (*free)      (WeirExportWriter *self);
};

WeirExportWriter *weir_export_text_writer_new    (WeirOutputFile         *file,
                                                  WeirExportFormat        format,
                                                  const WeirExportColumn *columns,
                                                  guint                   n_columns,
                                                  gboolean                raw);
WeirExportWriter *weir_export_parquet_writer_new (const char             *path,
                                                  const WeirExportColumn *columns,
                                                  guint                   n_columns,
                                                  GError                **error);

G_END_DECLS
