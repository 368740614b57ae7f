#pragma once

#include <gio/gio.h>

#include "data/store/weir-duckdb.h"
#include "data/store/weir-row-block.h"

G_BEGIN_DECLS

/**
 * WeirParquetTarget: a column of the file.
 * @name: (transfer none): what it is called
 * @source: the column of the rows that it is made of
 * @type: values that are none of this type are null; VARCHAR takes the text of any
 */
typedef struct
{
  const char  *name;
  guint        source;
  duckdb_type  type;
} WeirParquetTarget;

/**
 * WeirParquetStreamSpec:
 * @path: (type filename): a file that is there, and is replaced; not synced
 * @spill_folder: (type filename): for what does not fit into the memory
 * @targets: (array length=n_targets): its columns; copied
 * @n_targets: how many
 * @no_dictionaries: columns may have both zeros, which DuckDB's dictionaries take for one
 * @marker: (nullable): stands in its metadata, see weir_parquet_footer_set_notes()
 */
typedef struct
{
  const char              *path;
  const char              *spill_folder;
  const WeirParquetTarget *targets;
  guint                    n_targets;
  gboolean                 no_dictionaries;
  const char              *marker;
} WeirParquetStreamSpec;

/**
 * WeirParquetStream:
 *
 * Writes blocks of rows to a Parquet file as they come, on a thread of its own:
 * one row group is in memory, however many rows there are. Used by one thread.
 */
typedef struct _WeirParquetStream WeirParquetStream;

WeirParquetStream *weir_parquet_stream_new    (const WeirParquetStreamSpec *spec,
                                               GError                     **error);
gboolean           weir_parquet_stream_push   (WeirParquetStream           *self,
                                               WeirRowBlock                *block,
                                               GError                     **error);
gboolean           weir_parquet_stream_finish (WeirParquetStream           *self,
                                               GCancellable                *cancellable,
                                               GError                     **error);
void               weir_parquet_stream_free   (WeirParquetStream           *self);

G_END_DECLS
