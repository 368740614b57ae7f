#pragma once

#include "data/lag/weir-offset-change.h"
#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WeirOffsetResetKind:
 *
 * Where to: the words of kafka-consumer-groups --reset-offsets.
 */
typedef enum
{
  WEIR_OFFSET_RESET_TO_EARLIEST,
  WEIR_OFFSET_RESET_TO_LATEST,
  WEIR_OFFSET_RESET_TO_CURRENT,
  WEIR_OFFSET_RESET_TO_DATETIME,  /* value: µs UTC; the first record that is not older */
  WEIR_OFFSET_RESET_SHIFT_BY,     /* value: offsets, forward or back */
  WEIR_OFFSET_RESET_TO_OFFSET,    /* value: the offset */
  WEIR_OFFSET_RESET_TO_GIVEN,     /* each partition's own, as from a file */
} WeirOffsetResetKind;

/**
 * WeirOffsetReset:
 * @group: a consumer group
 * @kind: where to
 * @value: by @kind
 * @scope: (element-type WeirOffsetChange) (nullable): topics and partitions; %NULL: all that the group has committed
 *
 * What is to be done to a group's offsets. Borrows all of it.
 */
typedef struct
{
  const char          *group;
  WeirOffsetResetKind  kind;
  gint64               value;
  GPtrArray           *scope;
} WeirOffsetReset;

GPtrArray *weir_offset_reset_plan    (WeirSettings           *settings,
                                      const WeirOffsetReset  *reset,
                                      guint                   timeout_msec,
                                      GCancellable           *cancellable,
                                      GError                **error);
gboolean   weir_offset_reset_execute (WeirSettings           *settings,
                                      const char             *group,
                                      GPtrArray              *changes,
                                      guint                   timeout_msec,
                                      GCancellable           *cancellable,
                                      GError                **error);

G_END_DECLS
