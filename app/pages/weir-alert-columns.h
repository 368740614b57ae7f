#pragma once

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/*
 * Columns of a table of alerts, by most of which it can be sorted.
 */

/* @scope: outlives @view. Returns the column of limits, which alerts of a topic do not have. */
GtkColumnViewColumn *weir_alert_columns_add (GtkColumnView *view,
                                             WeirScope     *scope);

G_END_DECLS
