#pragma once

#include "data/lag/weir-lag-numbers.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirLagRow:
 *
 * One partition (partition >= 0) or one topic's sum (partition -1), as read by
 * us and, if group is not %NULL, by that group. -1 is unknown, never 0. Main
 * thread only; properties notify.
 */
#define WEIR_TYPE_LAG_ROW (weir_lag_row_get_type ())
G_DECLARE_FINAL_TYPE (WeirLagRow, weir_lag_row, WEIR, LAG_ROW, GObject)

const char   *weir_lag_row_get_group       (WeirLagRow *self);
const char   *weir_lag_row_get_topic       (WeirLagRow *self);
gint32        weir_lag_row_get_partition   (WeirLagRow *self);
gint64        weir_lag_row_get_low         (WeirLagRow *self);
gint64        weir_lag_row_get_end         (WeirLagRow *self);
gint64        weir_lag_row_get_position    (WeirLagRow *self);
gint64        weir_lag_row_get_committed   (WeirLagRow *self);
gint64        weir_lag_row_get_lag         (WeirLagRow *self);   /* end − committed with a group, else end − position */
double        weir_lag_row_get_lag_seconds (WeirLagRow *self);   /* NaN unknown */
double        weir_lag_row_get_in_rate     (WeirLagRow *self);   /* records/s arriving in the topic, NaN unknown */
double        weir_lag_row_get_out_rate    (WeirLagRow *self);   /* records/s read, NaN unknown */
gint64        weir_lag_row_get_lost        (WeirLagRow *self);   /* records lost for the reader (position or committed below low) */
WeirLagState  weir_lag_row_get_state       (WeirLagRow *self);
double        weir_lag_row_get_velocity    (WeirLagRow *self);   /* change of the lag, records/s, NaN unknown */
WeirLagTrend  weir_lag_row_get_trend       (WeirLagRow *self);
double        weir_lag_row_get_clear_seconds (WeirLagRow *self); /* until there is no lag, NaN unless it shrinks */
gint64        weir_lag_row_get_at_risk     (WeirLagRow *self);   /* records retention will take before they are read, -1 unknown */
WeirLagRow   *weir_lag_row_new             (const char           *group,
                                            const char           *topic,
                                            gint32                partition);
gboolean      weir_lag_row_set_numbers     (WeirLagRow           *self,
                                            const WeirLagNumbers *numbers);
const WeirLagNumbers *weir_lag_row_get_numbers (WeirLagRow       *self);
char         *weir_lag_row_dup_reason      (WeirLagRow *self,
                                            gboolean    translated);

G_END_DECLS
