#pragma once

#include "data/source/weir-settings.h"
#include "data/store/weir-query-table.h"

G_BEGIN_DECLS

/**
 * WeirQuerySpec: a statement, and what it may read. Copied.
 * @sql: the statement
 * @recordings: (nullable) (type filename): a recording
 * @allowed: (nullable) (array zero-terminated=1) (element-type filename): files and folders
 * @settings: (nullable): how kafka() reaches its cluster
 * @tables: (nullable) (element-type WeirQueryTable): rows
 * @timeout_msec: it is ended then; 0: never
 */
typedef struct
{
  const char         *sql;
  const char         *recordings;
  const char * const *allowed;
  WeirSettings       *settings;
  GPtrArray          *tables;
  guint               timeout_msec;
} WeirQuerySpec;

void             weir_query_async      (const WeirQuerySpec *spec,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
WeirQueryResult *weir_query_finish     (GAsyncResult        *result,
                                        GError             **error);

G_END_DECLS
