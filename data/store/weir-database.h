#pragma once

#include "data/store/weir-duckdb.h"

G_BEGIN_DECLS

/**
 * WeirDatabase:
 * @duckdb: (transfer none): its functions
 * @database: in memory, with nothing in it
 * @connection: to it
 *
 * A DuckDB of our own: no network, no extensions that have to be loaded. The
 * functions of @duckdb may be called with @connection from one thread at a
 * time, interrupt from any.
 */
typedef struct
{
  const WeirDuckDB  *duckdb;
  duckdb_database    database;
  duckdb_connection  connection;
} WeirDatabase;

WeirDatabase *weir_database_new  (const char    *memory_limit,
                                  guint          n_threads,
                                  const char    *spill_folder,
                                  GError       **error);
void          weir_database_free (WeirDatabase  *self);
gboolean      weir_database_run  (WeirDatabase  *self,
                                  const char    *sql,
                                  GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirDatabase, weir_database_free)

G_END_DECLS
