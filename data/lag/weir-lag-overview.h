#pragma once

#include "data/lag/weir-lag-group-row.h"

G_BEGIN_DECLS

/* So many groups are shown at most; the next ones are counted. */
#define WEIR_LAG_OVERVIEW_MAX 5000

/**
 * WeirLagOverview:
 *
 * List model of [class@LagGroupRow]: all groups of all connections. Main thread
 * only.
 */
#define WEIR_TYPE_LAG_OVERVIEW (weir_lag_overview_get_type ())
G_DECLARE_FINAL_TYPE (WeirLagOverview, weir_lag_overview, WEIR, LAG_OVERVIEW, GObject)

WeirLagOverview *weir_lag_overview_new           (void);
void             weir_lag_overview_take_look     (WeirLagOverview *self,
                                                  guint            connection,
                                                  WeirLagLook     *look);
void             weir_lag_overview_add_past      (WeirLagOverview *self,
                                                  guint            connection,
                                                  GPtrArray       *pasts);
void             weir_lag_overview_set_reachable (WeirLagOverview *self,
                                                  guint            connection,
                                                  gboolean         reachable);
WeirLagGroupRow *weir_lag_overview_find          (WeirLagOverview *self,
                                                  guint            connection,
                                                  const char      *group);
guint            weir_lag_overview_get_n_hidden  (WeirLagOverview *self);

G_END_DECLS
