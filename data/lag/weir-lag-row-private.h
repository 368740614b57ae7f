#pragma once

#include "data/lag/weir-lag-row.h"

G_BEGIN_DECLS

/* The numbers of a row; -1 (NaN for doubles) is unknown. */
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

WeirLagRow           *weir_lag_row_new         (const char           *group,
                                                const char           *topic,
                                                gint32                partition);
gboolean              weir_lag_row_set_numbers (WeirLagRow           *self,
                                                const WeirLagNumbers *numbers);
const WeirLagNumbers *weir_lag_row_get_numbers (WeirLagRow           *self);

G_END_DECLS
