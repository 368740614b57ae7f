#pragma once

#include <duckdb.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* What is taken of DuckDB's C interface, without its prefix. */
#define WEIR_DUCKDB_FUNCTIONS(FUNCTION) \
  FUNCTION (append_data_chunk) \
  FUNCTION (appender_close) \
  FUNCTION (appender_create) \
  FUNCTION (appender_destroy) \
  FUNCTION (appender_error) \
  FUNCTION (bind_add_result_column) \
  FUNCTION (bind_get_extra_info) \
  FUNCTION (bind_get_named_parameter) \
  FUNCTION (bind_get_parameter) \
  FUNCTION (bind_set_bind_data) \
  FUNCTION (bind_set_error) \
  FUNCTION (close) \
  FUNCTION (connect) \
  FUNCTION (create_config) \
  FUNCTION (create_data_chunk) \
  FUNCTION (create_list_type) \
  FUNCTION (create_logical_type) \
  FUNCTION (create_struct_type) \
  FUNCTION (create_table_function) \
  FUNCTION (data_chunk_get_size) \
  FUNCTION (data_chunk_get_vector) \
  FUNCTION (data_chunk_reset) \
  FUNCTION (data_chunk_set_size) \
  FUNCTION (destroy_config) \
  FUNCTION (destroy_data_chunk) \
  FUNCTION (destroy_logical_type) \
  FUNCTION (destroy_pending) \
  FUNCTION (destroy_prepare) \
  FUNCTION (destroy_result) \
  FUNCTION (destroy_table_function) \
  FUNCTION (destroy_value) \
  FUNCTION (disconnect) \
  FUNCTION (execute_pending) \
  FUNCTION (fetch_chunk) \
  FUNCTION (free) \
  FUNCTION (function_get_extra_info) \
  FUNCTION (function_get_init_data) \
  FUNCTION (function_set_error) \
  FUNCTION (get_varchar) \
  FUNCTION (init_get_bind_data) \
  FUNCTION (init_get_column_count) \
  FUNCTION (init_get_column_index) \
  FUNCTION (init_get_extra_info) \
  FUNCTION (init_set_error) \
  FUNCTION (init_set_init_data) \
  FUNCTION (interrupt) \
  FUNCTION (list_vector_get_child) \
  FUNCTION (list_vector_reserve) \
  FUNCTION (list_vector_set_size) \
  FUNCTION (open_ext) \
  FUNCTION (pending_error) \
  FUNCTION (pending_prepared_streaming) \
  FUNCTION (prepare) \
  FUNCTION (prepare_error) \
  FUNCTION (prepared_statement_column_count) \
  FUNCTION (prepared_statement_column_name) \
  FUNCTION (prepared_statement_column_type) \
  FUNCTION (prepared_statement_type) \
  FUNCTION (query) \
  FUNCTION (register_table_function) \
  FUNCTION (result_error) \
  FUNCTION (set_config) \
  FUNCTION (struct_vector_get_child) \
  FUNCTION (table_function_add_named_parameter) \
  FUNCTION (table_function_add_parameter) \
  FUNCTION (table_function_set_bind) \
  FUNCTION (table_function_set_extra_info) \
  FUNCTION (table_function_set_function) \
  FUNCTION (table_function_set_init) \
  FUNCTION (table_function_set_name) \
  FUNCTION (table_function_supports_projection_pushdown) \
  FUNCTION (validity_set_row_invalid) \
  FUNCTION (vector_assign_string_element_len) \
  FUNCTION (vector_ensure_validity_writable) \
  FUNCTION (vector_get_data) \
  FUNCTION (vector_get_validity) \
  FUNCTION (vector_size)

/**
 * WeirDuckDB:
 *
 * DuckDB's functions. Its library is large (it alone would double the time in
 * which weir-cli starts) and only Parquet and SQL need it, so it is loaded when
 * the first of them is asked for.
 */
typedef struct
{
#define WEIR_DUCKDB_MEMBER(name) __typeof__ (duckdb_##name) *name;
  WEIR_DUCKDB_FUNCTIONS (WEIR_DUCKDB_MEMBER)
#undef WEIR_DUCKDB_MEMBER
} WeirDuckDB;

const WeirDuckDB *weir_duckdb_load (GError **error);

G_END_DECLS
