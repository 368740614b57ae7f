#pragma once

#include "data/decode/weir-value.h"
#include "data/store/weir-duckdb.h"

G_BEGIN_DECLS

void weir_value_vector_fill (const WeirDuckDB *duckdb,
                             duckdb_vector     vector,
                             duckdb_type       type,
                             const WeirValue  *values,
                             guint             stride,
                             guint             n_rows,
                             gboolean          written);

G_END_DECLS
