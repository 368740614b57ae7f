#pragma once

#include "data/lag/weir-group-lag.h"
#include "data/lag/weir-lag-group.h"

G_BEGIN_DECLS

/**
 * WeirLagSnapshot:
 * @groups: (element-type WeirLagGroup): by name
 * @lags: (element-type WeirGroupLag): their partitions, by group, topic and partition
 * @time_usec: wall clock of the look
 * @others_usec: wall clock of the last look for groups that are no consumer groups; 0: there was none
 * @topics_usec: wall clock of the last look at the topics' settings
 * @described_usec: wall clock of the last look that described groups without members too
 *
 * What one look at a cluster's groups gave. Owns its arrays; unchanging once it
 * is made, so any thread may read it.
 */
typedef struct
{
  GPtrArray *groups;
  GPtrArray *lags;
  gint64     time_usec;
  gint64     others_usec;
  gint64     topics_usec;
  gint64     described_usec;
} WeirLagSnapshot;

WeirLagSnapshot    *weir_lag_snapshot_new        (void);
void                weir_lag_snapshot_free       (WeirLagSnapshot       *self);
void                weir_lag_snapshot_sort       (WeirLagSnapshot       *self);
const WeirGroupLag *weir_lag_snapshot_find       (const WeirLagSnapshot *self,
                                                  const WeirGroupLag    *wanted);
const WeirLagGroup *weir_lag_snapshot_find_group (const WeirLagSnapshot *self,
                                                  const char            *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLagSnapshot, weir_lag_snapshot_free)

G_END_DECLS
