#include "config.h"

#include "data/store/weir-database.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/store/weir-exporter.h"

/**
 * weir_database_new:
 * @memory_limit: as “128MB”
 * @n_threads: threads that work at most, the caller's included
 * @spill_folder: (nullable) (type filename): for what does not fit into the memory; %NULL: an error then
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE
 *
 * Returns: (transfer full) (nullable): a database in memory
 */
WeirDatabase *
weir_database_new (const char  *memory_limit,
                   guint        n_threads,
                   const char  *spill_folder,
                   GError     **error)
{
  const WeirDuckDB *duckdb = weir_duckdb_load (error);
  g_autofree char *threads = g_strdup_printf ("%u", n_threads);
  g_autoptr(WeirDatabase) self = NULL;
  duckdb_config config = NULL;
  char *message = NULL;
  gboolean opened;

  if (duckdb == NULL)
    return NULL;

  self = g_new0 (WeirDatabase, 1);
  self->duckdb = duckdb;
  duckdb->create_config (&config);
  duckdb->set_config (config, "memory_limit", memory_limit);
  duckdb->set_config (config, "threads", threads);
  duckdb->set_config (config, "temp_directory", spill_folder != NULL ? spill_folder : "");
  /* Nothing is fetched from the network, whatever a name or a value looks like. */
  duckdb->set_config (config, "autoinstall_known_extensions", "false");
  duckdb->set_config (config, "autoload_known_extensions", "false");
  opened = duckdb->open_ext (NULL, &self->database, config, &message) == DuckDBSuccess &&
           duckdb->connect (self->database, &self->connection) == DuckDBSuccess;
  duckdb->destroy_config (&config);
  if (!opened)
    g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE,
                 _("DuckDB does not start: %s"), message != NULL ? message : "");
  duckdb->free (message);

  return opened ? g_steal_pointer (&self) : NULL;
}

/**
 * weir_database_free:
 * @self: (nullable) (transfer full): a database
 */
void
weir_database_free (WeirDatabase *self)
{
  if (self == NULL)
    return;

  self->duckdb->disconnect (&self->connection);
  self->duckdb->close (&self->database);
  g_free (self);
}

/* It tells the system's reasons only in words. */
static gboolean
is_full (const char *message)
{
  return strstr (message, g_strerror (ENOSPC)) != NULL || strstr (message, g_strerror (EDQUOT)) != NULL;
}

/**
 * weir_database_run:
 * @self: a database
 * @sql: a statement whose result is of no interest
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE, or of
 *   %G_FILE_ERROR_NOSPC if a disk is full
 *
 * Returns: whether it was carried out
 */
gboolean
weir_database_run (WeirDatabase  *self,
                   const char    *sql,
                   GError       **error)
{
  duckdb_result result;
  gboolean done = self->duckdb->query (self->connection, sql, &result) == DuckDBSuccess;
  const char *message = done ? NULL : self->duckdb->result_error (&result);

  if (!done && message != NULL && is_full (message))
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, message);
  else if (!done)
    g_set_error_literal (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE, message != NULL ? message : "");
  self->duckdb->destroy_result (&result);

  return done;
}
