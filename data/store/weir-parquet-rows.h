#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirParquetRows:
 *
 * The rows of a Parquet file, whoever wrote it, as JSON objects of its columns.
 * One thread.
 */
typedef struct _WeirParquetRows WeirParquetRows;

gboolean         weir_parquet_rows_is_parquet (const char       *path);
WeirParquetRows *weir_parquet_rows_new        (const char       *path,
                                               GCancellable     *cancellable,
                                               GError          **error);
gboolean         weir_parquet_rows_read       (WeirParquetRows  *self,
                                               GString          *payload,
                                               GError          **error);
void             weir_parquet_rows_free       (WeirParquetRows  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirParquetRows, weir_parquet_rows_free)

G_END_DECLS
