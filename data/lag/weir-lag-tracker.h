#pragma once

#include "data/lag/weir-lag-row.h"

G_BEGIN_DECLS

/* Samples a state is computed from: at most, and at least. */
#define WEIR_LAG_N_SAMPLES   10
#define WEIR_LAG_MIN_SAMPLES 3

/**
 * WeirLagSample:
 * @time_usec: wall clock of the commit (of the look at it, if the broker does not say)
 * @offset: the committed offset, or our position
 * @end: the partition's end at that time
 */
typedef struct
{
  gint64 time_usec;
  gint64 offset;
  gint64 end;
} WeirLagSample;

/**
 * WeirLagTracker:
 *
 * The last ten commits of one reader in one partition, and what they say. A
 * plain struct, all zero when empty.
 */
typedef struct
{
  WeirLagSample samples[WEIR_LAG_N_SAMPLES];  /* oldest first */
  guint         n_samples;
} WeirLagTracker;

void         weir_lag_tracker_add          (WeirLagTracker       *self,
                                            const WeirLagSample  *sample);
WeirLagState weir_lag_tracker_get_state    (const WeirLagTracker *self,
                                            gint64                now_usec,
                                            gint64                end,
                                            gint64                allowed);
WeirLagState weir_lag_tracker_classify        (const WeirLagTracker *self,
                                            gint64                now_usec,
                                            gint64                end,
                                            gint64                oldest_end,
                                            gint64                allowed,
                                            WeirLagReason        *reason);
double       weir_lag_tracker_get_velocity (const WeirLagTracker *self);
WeirLagTrend weir_lag_tracker_get_trend    (const WeirLagTracker *self);
double       weir_lag_tracker_get_in_rate  (const WeirLagTracker *self);
double       weir_lag_tracker_get_out_rate (const WeirLagTracker *self);
gint64       weir_lag_get_lost             (gint64                offset,
                                            gint64                low);
gint64       weir_lag_get_past_end         (gint64                offset,
                                            gint64                end);
gint64       weir_lag_get_lag              (gint64                offset,
                                            gint64                end);

G_END_DECLS
