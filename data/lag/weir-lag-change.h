#pragma once

#include "data/lag/weir-lag-group.h"

G_BEGIN_DECLS

/**
 * WeirLagChangeKind:
 * @WEIR_LAG_CHANGE_SEEN: a group that was not there at the look before
 * @WEIR_LAG_CHANGE_GONE: the brokers tell of it no longer
 * @WEIR_LAG_CHANGE_STATE: its state
 * @WEIR_LAG_CHANGE_JOINED: a member came
 * @WEIR_LAG_CHANGE_LEFT: a member went
 * @WEIR_LAG_CHANGE_ASSIGNED: a member reads other partitions than before
 * @WEIR_LAG_CHANGE_COORDINATOR: another broker is its coordinator
 * @WEIR_LAG_CHANGE_ASSIGNOR: partitions are assigned in another way
 *
 * What was another at two looks that follow each other.
 */
typedef enum
{
  WEIR_LAG_CHANGE_SEEN,
  WEIR_LAG_CHANGE_GONE,
  WEIR_LAG_CHANGE_STATE,
  WEIR_LAG_CHANGE_JOINED,
  WEIR_LAG_CHANGE_LEFT,
  WEIR_LAG_CHANGE_ASSIGNED,
  WEIR_LAG_CHANGE_COORDINATOR,
  WEIR_LAG_CHANGE_ASSIGNOR,
} WeirLagChangeKind;

/**
 * WeirLagChange:
 *
 * An entry of a group's rebalance log: what two looks found different. Brokers
 * do not tell of rebalances; what came and went between two looks is not seen.
 * Unchanging.
 */
#define WEIR_TYPE_LAG_CHANGE (weir_lag_change_get_type ())
G_DECLARE_FINAL_TYPE (WeirLagChange, weir_lag_change, WEIR, LAG_CHANGE, GObject)

/* A log is at most so long, the oldest out first. */
#define WEIR_LAG_CHANGE_LOG_MAX 200

gint64             weir_lag_change_get_time_usec (WeirLagChange      *self);
WeirLagChangeKind  weir_lag_change_get_kind      (WeirLagChange      *self);
char              *weir_lag_change_dup_text      (WeirLagChange      *self);
void               weir_lag_change_log           (GListStore         *log,
                                                  const WeirLagGroup *before,
                                                  const WeirLagGroup *after,
                                                  gint64              time_usec);

G_END_DECLS
