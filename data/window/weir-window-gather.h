#pragma once

#include "data/window/weir-cell.h"
#include "data/window/weir-key-table.h"

G_BEGIN_DECLS

typedef struct
{
  guint32             key;
  guint16             owned;   /* cell is in the gather's own memory: another was merged into it */
  guint16             state;   /* the largest of its parts */
  const WeirCellWord *cell;
} WeirGatherEntry;

/**
 * WeirWindowGather:
 *
 * Brings together what the partitions know of one window: cells are added in
 * (topic, partition) order, each partition's in its own order, and merged by
 * key in just this order, so that sums come out the same bit for bit. Then the
 * keys are visited in bytewise order. Used again for each window.
 *
 * Of each key it keeps the largest state that was set when a part of it came:
 * how far the partitions were that have a part in it, whatever others were.
 */
typedef struct
{
  const WeirCellLayout *layout;     /* borrowed */
  WeirKeyTable         *keys;       /* borrowed */
  GArray               *entries;    /* owned; of WeirGatherEntry */
  guint32              *places;     /* owned; by key: 1 + index in entries, 0 where it has none */
  guint                 n_places;
  GPtrArray            *blocks;     /* owned; memory of owned cells */
  guint                 n_owned;
  guint16               state;      /* of the parts to come */
  GArray               *sorted;     /* owned; of guint64: rank and index */
} WeirWindowGather;

typedef void (*WeirGatherFunc) (const WeirGatherEntry *entry,
                                gpointer               user_data);

void weir_window_gather_init (WeirWindowGather     *self,
                              const WeirCellLayout *layout,
                              WeirKeyTable         *keys);
void weir_window_gather_clear (WeirWindowGather *self);
void weir_window_gather_begin (WeirWindowGather *self);
void weir_window_gather_set_state (WeirWindowGather *self,
                                   guint             state);
void weir_window_gather_add (WeirWindowGather   *self,
                             guint32             key,
                             const WeirCellWord *cell);
void weir_window_gather_foreach (WeirWindowGather *self,
                                 WeirGatherFunc    func,
                                 gpointer          user_data);

G_END_DECLS
