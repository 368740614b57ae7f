#pragma once

#include "data/store/weir-lag-cells.h"
#include "data/store/weir-query.h"

G_BEGIN_DECLS

/* Tables of lag for statements: lag.groups and lag.partitions, with the columns of "weir-cli lag". */

WeirQueryTable *weir_lag_rows_new        (WeirLagView        view);
void            weir_lag_rows_add        (WeirQueryTable    *self,
                                          WeirLagView        view,
                                          const WeirLagLook *look);
GPtrArray      *weir_lag_rows_ask        (WeirSettings      *settings,
                                          const char        *sql,
                                          guint              timeout_msec,
                                          GCancellable      *cancellable,
                                          GError           **error);

G_END_DECLS
