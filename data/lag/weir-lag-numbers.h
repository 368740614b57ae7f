#pragma once

#include "data/lag/weir-lag-state.h"
#include "data/lag/weir-lag-reason.h"

G_BEGIN_DECLS

/**
 * WeirLagNumbers:
 * @low: first offset that still exists
 * @end: offset after the last record
 * @position: next offset we read; of our own reading alone
 * @committed: the committed offset
 * @lag: records between the reader and the end
 * @lag_seconds: how old the record at the reader is
 * @in_rate: records/s arriving
 * @out_rate: records/s read
 * @lost: records deleted before the reader came to them
 * @state: how the reader does
 * @velocity: change of the lag, records/s
 * @trend: where the lag is going
 * @clear_seconds: until there is no lag; NaN unless it shrinks
 * @at_risk: records that retention will delete before they are read
 * @reason: why it has that state
 *
 * What is known of one reader in one partition, or of several together. -1, and
 * NaN of a double, is unknown. A plain struct.
 */
typedef struct
{
  gint64       low;
  gint64       end;
  gint64       position;
  gint64       committed;
  gint64       lag;
  double       lag_seconds;
  double       in_rate;
  double       out_rate;
  gint64       lost;
  WeirLagState state;
  double       velocity;
  WeirLagTrend trend;
  double       clear_seconds;
  gint64       at_risk;
  WeirLagReason reason;
} WeirLagNumbers;

#define WEIR_LAG_NUMBERS_UNKNOWN \
  ((WeirLagNumbers){ -1, -1, -1, -1, -1, __builtin_nan (""), __builtin_nan (""), __builtin_nan (""), 0, WEIR_LAG_UNKNOWN, __builtin_nan (""), WEIR_LAG_TREND_UNKNOWN, __builtin_nan (""), -1, { 0 } })

/* The sum of nothing. */
#define WEIR_LAG_NUMBERS_NONE ((WeirLagNumbers){ .lag_seconds = __builtin_nan (""), .clear_seconds = __builtin_nan ("") })

void weir_lag_numbers_add (WeirLagNumbers       *self,
                           const WeirLagNumbers *part);

G_END_DECLS
