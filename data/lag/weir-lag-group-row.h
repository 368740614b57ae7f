#pragma once

#include "data/lag/weir-lag-change.h"
#include "data/lag/weir-lag-look.h"
#include "data/series/weir-series.h"

G_BEGIN_DECLS

/* Lines of topics beside that of the whole group. */
#define WEIR_LAG_GROUP_TOPICS_MAX 16

/**
 * WeirLagGroupRow:
 *
 * A consumer group on the screen: what the last look found of it, how its lag
 * went, and what changed in it. Main thread only.
 */
#define WEIR_TYPE_LAG_GROUP_ROW (weir_lag_group_row_get_type ())
G_DECLARE_FINAL_TYPE (WeirLagGroupRow, weir_lag_group_row, WEIR, LAG_GROUP_ROW, GObject)

guint               weir_lag_group_row_get_connection (WeirLagGroupRow *self);
const char         *weir_lag_group_row_get_name       (WeirLagGroupRow *self);
const WeirLagLook  *weir_lag_group_row_get_look       (WeirLagGroupRow *self);
const WeirLagSum   *weir_lag_group_row_get_sum        (WeirLagGroupRow *self);
const WeirLagGroup *weir_lag_group_row_get_group      (WeirLagGroupRow *self);
WeirLagState        weir_lag_group_row_get_state      (WeirLagGroupRow *self);
char               *weir_lag_group_row_dup_reason     (WeirLagGroupRow *self);
WeirSeries         *weir_lag_group_row_get_series     (WeirLagGroupRow *self,
                                                       const char      *topic);
char              **weir_lag_group_row_list_topics    (WeirLagGroupRow *self);
GListModel         *weir_lag_group_row_get_changes    (WeirLagGroupRow *self);

WeirLagGroupRow    *weir_lag_group_row_new            (guint            connection,
                                                       const char      *name);
void                weir_lag_group_row_take_look      (WeirLagGroupRow  *self,
                                                       WeirLagLook      *look,
                                                       const WeirLagSum *sum);
void                weir_lag_group_row_add_past       (WeirLagGroupRow   *self,
                                                       const WeirLagPast *past);
void                weir_lag_group_row_set_reachable  (WeirLagGroupRow  *self,
                                                       gboolean          reachable);

G_END_DECLS
