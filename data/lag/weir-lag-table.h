#pragma once

#include "data/lag/weir-group-lag.h"
#include "data/lag/weir-lag-row.h"
#include "data/source/weir-source.h"

G_BEGIN_DECLS

/**
 * WeirLagTable:
 *
 * List model of [class@LagRow]: for each reader the topics, and behind each
 * topic its partitions. Readers are ourselves, by connection, and then other
 * consumer groups. Main thread only.
 */
#define WEIR_TYPE_LAG_TABLE (weir_lag_table_get_type ())
G_DECLARE_FINAL_TYPE (WeirLagTable, weir_lag_table, WEIR, LAG_TABLE, GObject)

WeirLagTable *weir_lag_table_new        (void);
void          weir_lag_table_put_status (WeirLagTable              *self,
                                         guint                      connection,
                                         const char                *group,
                                         const WeirPartitionStatus *status,
                                         gint64                     now_usec);
void          weir_lag_table_put_group  (WeirLagTable              *self,
                                         guint                      connection,
                                         const WeirGroupLag        *lag,
                                         const WeirLagNumbers      *numbers,
                                         gint64                     now_usec);
void          weir_lag_table_put_unreadable (WeirLagTable           *self,
                                             guint                   connection,
                                             const char             *group,
                                             const char             *topic,
                                             gint32                  partition);
void          weir_lag_table_set_reachable (WeirLagTable            *self,
                                            guint                    connection,
                                            gboolean                 reachable);
void          weir_lag_table_drop_groups (WeirLagTable             *self,
                                          guint                      connection,
                                          gint64                     before_usec);
void          weir_lag_table_commit     (WeirLagTable              *self);
gint64        weir_lag_table_get_own_lag (WeirLagTable             *self);

G_END_DECLS
