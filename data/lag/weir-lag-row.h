#pragma once

#include "data/lag/weir-lag-reason.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirLagState:
 * @WEIR_LAG_UNKNOWN: nothing committed
 * @WEIR_LAG_OK: the reader keeps up
 * @WEIR_LAG_INCOMPLETE: too few samples
 * @WEIR_LAG_WARN: the lag grows
 * @WEIR_LAG_STALL: commits come, but do not move
 * @WEIR_LAG_STOP: no commits come
 * @WEIR_LAG_REWIND: the offset went back
 * @WEIR_LAG_LOST: records were deleted before the group read them
 * @WEIR_LAG_PAST_END: the committed offset is past the partition's end: what comes will be passed over
 * @WEIR_LAG_UNREACHABLE: the numbers are of before: the broker, or the topic, cannot be read now
 *
 * How a reader does, the worst last.
 */
typedef enum
{
  WEIR_LAG_UNKNOWN,
  WEIR_LAG_OK,
  WEIR_LAG_INCOMPLETE,
  WEIR_LAG_WARN,
  WEIR_LAG_STALL,
  WEIR_LAG_STOP,
  WEIR_LAG_REWIND,
  WEIR_LAG_LOST,
  WEIR_LAG_PAST_END,
  WEIR_LAG_UNREACHABLE,
} WeirLagState;

/**
 * WeirLagTrend:
 * @WEIR_LAG_TREND_UNKNOWN: seen once
 * @WEIR_LAG_TREND_STEADY: the lag is what it was
 * @WEIR_LAG_TREND_GROWING: records arrive faster than they are read
 * @WEIR_LAG_TREND_DRAINING: they are read faster than they arrive
 * @WEIR_LAG_TREND_STALLED: there are records, and none is read
 *
 * Where a lag is going, by the last looks.
 */
typedef enum
{
  WEIR_LAG_TREND_UNKNOWN,
  WEIR_LAG_TREND_STEADY,
  WEIR_LAG_TREND_GROWING,
  WEIR_LAG_TREND_DRAINING,
  WEIR_LAG_TREND_STALLED,
} WeirLagTrend;

const char   *weir_lag_state_get_word      (WeirLagState  state);
gboolean      weir_lag_state_parse         (const char   *word,
                                            WeirLagState *state);
const char   *weir_lag_trend_get_word      (WeirLagTrend  trend);

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
char         *weir_lag_row_dup_reason      (WeirLagRow *self,
                                            gboolean    translated);

G_END_DECLS
