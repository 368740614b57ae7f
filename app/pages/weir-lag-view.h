#pragma once

#include <adwaita.h>

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/**
 * WeirLagView:
 *
 * All that is known of lag: the lists of groups, partitions, topics and brokers,
 * and one group, or one topic. Its actions lead from one to another: "lag.show"
 * (s) one of the lists, "lag.open-group" (u connection, ay name), "lag.open-topic"
 * (u connection, s name), "lag.back".
 *
 * Signals: ::reset-offsets (guint connection, char *group) when a person wants to.
 * Properties: scope (WeirScope, construct-only).
 */
#define WEIR_TYPE_LAG_VIEW (weir_lag_view_get_type ())
G_DECLARE_FINAL_TYPE (WeirLagView, weir_lag_view, WEIR, LAG_VIEW, AdwBin)

GtkWidget *weir_lag_view_new (WeirScope *scope);

G_END_DECLS
