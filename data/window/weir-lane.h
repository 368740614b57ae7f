#pragma once

#include "data/window/weir-pane.h"
#include "data/window/weir-window-gather.h"
#include "data/window/weir-window-grid.h"

G_BEGIN_DECLS

/**
 * WeirLaneStacks:
 *
 * Overlapping windows in two merges a window, whatever their number of panes
 * (van Herk, "A fast algorithm for local minimum and maximum filters", 1992;
 * Gil and Werman, 1993). Time is cut into blocks of as many panes as a window
 * has, so a window is the end of one block and the beginning of the next. When
 * the first window that begins in a block is due, the block's panes are turned,
 * in place, into the merge of themselves with the block's later panes; of the
 * next block a running merge from its beginning is kept. Blocks are counted
 * from the epoch and both steps read only what was in time for that first
 * window, so the result depends on the lane's records alone, not on when it is
 * asked for.
 */
typedef struct
{
  gint64     block;          /* whose panes are turned */
  GPtrArray *panes;          /* owned array of borrowed panes: those of the block, ascending */
  guint      position;       /* of the first of them that is still in use */
  guint32   *heads;          /* owned; by key: 1 + place in panes of the first one in use that has it */
  guint      n_heads;
  gint64     prefix_block;
  gint64     prefix_next;    /* the next pane to merge into prefix */
  WeirPane  *prefix;         /* owned (nullable) */
} WeirLaneStacks;

/**
 * WeirLane:
 *
 * One partition: its stream time and the partial results of its records.
 */
typedef struct
{
  guint    topic_index;
  gint32   partition;
  guint    index;         /* in order of appearance */
  gint64   stream_usec;   /* WEIR_NO_TIME before the first record */
  gint64   check_usec;    /* stream time at which it may close something */
  gint64   seen_usec;     /* wall time of its last record */
  gboolean active;        /* it may have more records */
  gboolean idle;

  WeirPane      *hot;        /* borrowed (nullable): the pane used last */
  WeirPane     **panes;      /* owned, ascending by index, from first on */
  guint          first;
  guint          n_panes;
  guint          capacity;
  GPtrArray     *late;       /* owned WeirPane, by (index, since): too late for some of their windows */
  WeirLaneStacks stacks;

  guint32    *locals;          /* owned; by the engine's key: the lane's own number of it */
  guint       n_locals;
  guint32    *keys;            /* owned; by the lane's number: the engine's key */
  guint       n_keys;
  guint       capacity_keys;
  WeirBudget *budget;          /* borrowed */
} WeirLane;

WeirLane *weir_lane_new (guint       topic_index,
                         gint32      partition,
                         guint       index,
                         WeirBudget *budget);
void weir_lane_free (WeirLane *self);
guint32 weir_lane_get_local (WeirLane *self,
                             guint32   key);
WeirPane *weir_lane_find_pane (const WeirLane *self,
                               gint64          index);
void weir_lane_insert_pane (WeirLane *self,
                            WeirPane *pane);
WeirPane *weir_lane_get_before (const WeirLane *self,
                                const WeirPane *pane);
WeirPane *weir_lane_make_late (WeirLane      *self,
                               WeirChunkPool *pool,
                               gint64         index,
                               gint64         since);
gint64 weir_lane_get_first (const WeirLane *self);
void weir_lane_release (WeirLane             *self,
                        const WeirWindowGrid *grid,
                        gint64                window);
void weir_lane_collect (WeirLane             *self,
                        const WeirWindowGrid *grid,
                        gint64                window,
                        WeirWindowGather     *gather);
void weir_lane_collect_key (WeirLane             *self,
                            const WeirWindowGrid *grid,
                            gint64                window,
                            guint32               key,
                            WeirWindowGather     *gather);
guint weir_lane_lower_bound (const WeirLane *self,
                             gint64          index);

void weir_lane_stacks_init (WeirLaneStacks *self);
void weir_lane_stacks_clear (WeirLaneStacks *self,
                             WeirBudget     *budget);
void weir_lane_stacks_advance (WeirLaneStacks *self,
                               gint64          pane);
void weir_lane_stacks_collect (WeirLane             *lane,
                               const WeirWindowGrid *grid,
                               gint64                window,
                               WeirWindowGather     *gather);

/* Calls for every touched key of @pane in turn: @key is the lane's number, @cell its cell. */
#define WEIR_PANE_FOREACH(pane, chunk, left, key)                                                           \
  for (guint chunk##_number = 0; chunk##_number < (pane)->n_chunks; chunk##_number++)                       \
    for (WeirChunk *chunk = (pane)->chunks[chunk##_number]; chunk != NULL; chunk = NULL)                    \
      for (guint64 left = chunk->touched; left != 0; left &= left - 1)                                      \
        for (guint key = chunk##_number * WEIR_CHUNK_KEYS + (guint) __builtin_ctzll (left), key##_once = 1; \
             key##_once; key##_once = 0)

G_END_DECLS
