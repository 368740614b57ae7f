#pragma once

#include "data/source/weir-settings.h"
#include "data/store/weir-query-result.h"

G_BEGIN_DECLS

/**
 * WeirQueryTable: rows that a statement may read by a name.
 * @schema: (nullable): as “live”; %NULL: none
 * @name: what it is called
 * @rows: owned reference
 */
typedef struct
{
  char            *schema;
  char            *name;
  WeirQueryResult *rows;
} WeirQueryTable;

/**
 * WeirQuerySpec: a statement, and what it may read. Copied.
 * @sql: the statement
 * @recordings: (nullable) (type filename): a recording
 * @allowed: (nullable) (array zero-terminated=1) (element-type filename): files and folders
 * @settings: (nullable): how kafka() reaches its cluster
 * @tables: (nullable) (element-type WeirQueryTable): rows
 */
typedef struct
{
  const char         *sql;
  const char         *recordings;
  const char * const *allowed;
  WeirSettings       *settings;
  GPtrArray          *tables;
} WeirQuerySpec;

WeirQueryTable  *weir_query_table_new  (const char          *schema,
                                        const char          *name,
                                        WeirQueryResult     *rows);
void             weir_query_table_free (WeirQueryTable      *self);
gboolean         weir_query_tables_write (GPtrArray         *tables,
                                        const char          *folder,
                                        GStrvBuilder        *paths,
                                        GArray              *views,
                                        GCancellable        *cancellable,
                                        GError             **error);
void             weir_query_async      (const WeirQuerySpec *spec,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
WeirQueryResult *weir_query_finish     (GAsyncResult        *result,
                                        GError             **error);

G_END_DECLS
