#pragma once

#include "data/store/weir-query.h"
#include "data/view/weir-monitor.h"

G_BEGIN_DECLS

/*
 * What the program has at this moment, as tables: live.STREAM (its latest messages), live.STREAM_WINDOW (its windows),
 * alerts, alert_journal, late, dead_letters and lag.
 */

/* Copies of those that @sql may speak of. (transfer full) (element-type WeirQueryTable) */
GPtrArray *weir_query_tables_copy (WeirMonitor *monitor,
                                   const char  *sql);
/* Names of all, as a statement writes them. (transfer full) */
GStrv      weir_query_tables_list (WeirMonitor *monitor);

G_END_DECLS
