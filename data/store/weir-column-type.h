#pragma once

#include "data/store/weir-duckdb.h"
#include "data/store/weir-exporter.h"

G_BEGIN_DECLS

/* DuckDB's type of a column of rows. That of NUMBER and ANY follows from all values; what was seen of them is kept as bits. */

guint       weir_column_type_see  (const WeirValue      *value);
duckdb_type weir_column_type_find (WeirExportColumnType  type,
                                   guint                 seen);

G_END_DECLS
