#pragma once

#include <duckdb.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* What Parquet takes of DuckDB's C interface, without its prefix. */
#define WEIR_DUCKDB_FUNCTIONS(FUNCTION)       \
  FUNCTION (append_data_chunk)                \
  FUNCTION (appender_close)                   \
  FUNCTION (appender_create)                  \
  FUNCTION (appender_destroy)                 \
  FUNCTION (appender_error)                   \
  FUNCTION (close)                            \
  FUNCTION (connect)                          \
  FUNCTION (create_config)                    \
  FUNCTION (create_data_chunk)                \
  FUNCTION (create_logical_type)              \
  FUNCTION (data_chunk_get_vector)            \
  FUNCTION (data_chunk_reset)                 \
  FUNCTION (data_chunk_set_size)              \
  FUNCTION (destroy_config)                   \
  FUNCTION (destroy_data_chunk)               \
  FUNCTION (destroy_logical_type)             \
  FUNCTION (destroy_result)                   \
  FUNCTION (disconnect)                       \
  FUNCTION (free)                             \
  FUNCTION (interrupt)                        \
  FUNCTION (open_ext)                         \
  FUNCTION (query)                            \
  FUNCTION (result_error)                     \
  FUNCTION (set_config)                       \
  FUNCTION (validity_set_row_invalid)         \
  FUNCTION (vector_assign_string_element_len) \
  FUNCTION (vector_ensure_validity_writable)  \
  FUNCTION (vector_get_data)                  \
  FUNCTION (vector_get_validity)              \
  FUNCTION (vector_size)

/**
 * WeirDuckDB:
 *
 * DuckDB's functions. Its library is large (it alone would double the time in
 * which weir-cli starts) and only Parquet needs it, so it is loaded when the
 * first Parquet file is asked for.
 */
typedef struct
{
#define WEIR_DUCKDB_MEMBER(name) __typeof__ (duckdb_##name) *name;
  WEIR_DUCKDB_FUNCTIONS (WEIR_DUCKDB_MEMBER)
#undef WEIR_DUCKDB_MEMBER
} WeirDuckDB;

const WeirDuckDB *weir_duckdb_load (GError **error);

G_END_DECLS
