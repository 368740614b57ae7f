#pragma once

#include "data/lag/weir-lag-book.h"
#include "data/lag/weir-lag-snapshot.h"

G_BEGIN_DECLS

/**
 * WeirLagLookRow:
 * @group: whose it is; the snapshot's
 * @lag: (nullable): what the broker tells of the partition, the snapshot's; %NULL: the group has no partition
 * @numbers: what follows from it
 *
 * One partition of a group, or a group that has none.
 */
typedef struct
{
  const WeirLagGroup *group;
  const WeirGroupLag *lag;
  WeirLagNumbers      numbers;
} WeirLagLookRow;

/**
 * WeirLagSum:
 * @group: a group; the snapshot's
 * @topic: (nullable): one of its topics; %NULL: all of them
 * @first: its first row
 * @n_rows: how many follow one another from there
 * @worst: which of those has the state of the sum
 * @numbers: the lags together; the worst state, and the largest age
 *
 * The partitions of a group, or of one topic of a group, together.
 */
typedef struct
{
  const WeirLagGroup *group;
  const char         *topic;
  guint               first;
  guint               n_rows;
  guint               worst;
  WeirLagNumbers      numbers;
} WeirLagSum;

/**
 * WeirLagLook:
 * @snapshot: what the brokers told
 * @rows: (element-type WeirLagLookRow): by group, topic and partition
 * @sums: (element-type WeirLagSum): a group each, in the order of @rows
 * @topics: (element-type WeirLagSum): a topic of a group each, in that order
 *
 * One look at a cluster's groups with all that follows from it. Counted
 * references, unchanging: any thread may read it.
 */
typedef struct
{
  WeirLagSnapshot *snapshot;
  GArray          *rows;
  GArray          *sums;
  GArray          *topics;
  gatomicrefcount  refs;
} WeirLagLook;

WeirLagLook      *weir_lag_look_new       (WeirLagSnapshot      *snapshot,
                                           WeirLagBook          *book,
                                           gboolean              with_empty);
WeirLagLook      *weir_lag_look_ref       (WeirLagLook          *self);
void              weir_lag_look_unref     (WeirLagLook          *self);
const WeirLagSum *weir_lag_look_find      (const WeirLagLook    *self,
                                           const char           *group);
WeirLagState      weir_lag_look_get_worst (const WeirLagLook    *self);
char             *weir_lag_look_dup_row_reason (const WeirLagLookRow *row,
                                                gboolean              translated);
char             *weir_lag_look_dup_sum_reason (const WeirLagLook    *self,
                                                const WeirLagSum     *sum,
                                                gboolean              translated);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirLagLook, weir_lag_look_unref)

G_END_DECLS
