#pragma once

#include <glib.h>

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

G_END_DECLS
