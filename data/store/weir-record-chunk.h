#pragma once

#include "data/store/weir-duckdb.h"
#include "data/store/weir-recorder-buffer.h"

G_BEGIN_DECLS

/* Records as columns of DuckDB, for files and for queries: partition, offset, timestamp, timestamp_type, key, value, headers. */

#define WEIR_RECORD_CHUNK_N_COLUMNS 7

void weir_record_chunk_add_columns (const WeirDuckDB       *duckdb,
                                    duckdb_bind_info        info);
void weir_record_chunk_fill        (const WeirDuckDB       *duckdb,
                                    duckdb_data_chunk       chunk,
                                    const guint            *places,
                                    gint32                  partition,
                                    const WeirRecorderRow  *rows,
                                    guint                   n_rows);
void weir_record_chunk_set_null    (const WeirDuckDB       *duckdb,
                                    duckdb_vector           vector,
                                    idx_t                   row);
void weir_record_chunk_set_bytes   (const WeirDuckDB       *duckdb,
                                    duckdb_vector           vector,
                                    idx_t                   row,
                                    const char             *bytes,
                                    guint32                 length);

G_END_DECLS
