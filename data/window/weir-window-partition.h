#pragma once

#include "data/window/weir-offset-trail.h"
#include "data/window/weir-pane.h"
#include "data/window/weir-window-gather.h"
#include "data/window/weir-window-grid.h"

G_BEGIN_DECLS

/**
 * WeirPaneStacks:
 *
 * Overlapping windows in two merges a window, whatever their number of panes
 * (van Herk, "A fast algorithm for local minimum and maximum filters", 1992;
 * Gil and Werman, 1993). Time is cut into blocks of as many panes as a window
 * has, so a window is the end of one block and the beginning of the next. When
 * the first window that begins in a block is due, the block's panes are turned,
 * in place, into the merge of themselves with the block's later panes; of the
 * next block a running merge from its beginning is kept. Blocks are counted
 * from the epoch and both steps read only what was in time for that first
 * window, so the result depends on the partition's records alone, not on when it
 * is asked for.
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
} WeirPaneStacks;

/**
 * WeirWindowPartition:
 *
 * One partition: its stream time and the partial results of its records.
 */
typedef struct
{
  guint    topic_index;
  gint32   number;        /* in its topic */
  guint    index;         /* in order of appearance */
  gint64   stream_usec;   /* WEIR_NO_TIME before the first record */
  gint64   check_usec;    /* stream time at which it may close something */
  gint64   seen_usec;     /* wall time of its last record */
  gint64   known_offset;  /* records before it were counted by an earlier engine */
  WeirOffsetTrail trail;
  gboolean active;        /* it may have more records */
  gboolean idle;

  WeirPane      *hot;     /* borrowed (nullable): the pane used last */
  WeirPane     **panes;   /* owned, ascending by index, from first on */
  guint          first;
  guint          n_panes;
  guint          capacity;
  GPtrArray     *late;    /* owned WeirPane, by (index, since): too late for some of their windows */
  WeirPaneStacks stacks;

  guint32    *locals;   /* owned; by the engine's key: the partition's own number of it */
  guint       n_locals;
  guint32    *keys;     /* owned; by the partition's number: the engine's key */
  guint       n_keys;
  guint       capacity_keys;
  WeirBudget *budget;   /* borrowed */
} WeirWindowPartition;

WeirWindowPartition *weir_window_partition_new (guint       topic_index,
                                                gint32      partition,
                                                guint       index,
                                                WeirBudget *budget);
void weir_window_partition_free (WeirWindowPartition *self);
guint32 weir_window_partition_get_local (WeirWindowPartition *self,
                                         guint32              key);
WeirPane *weir_window_partition_find_pane (const WeirWindowPartition *self,
                                           gint64                     index);
void weir_window_partition_insert_pane (WeirWindowPartition *self,
                                        WeirPane            *pane);
WeirPane *weir_window_partition_get_before (const WeirWindowPartition *self,
                                            const WeirPane            *pane);
WeirPane *weir_window_partition_make_late (WeirWindowPartition *self,
                                           WeirChunkPool       *pool,
                                           gint64               index,
                                           gint64               since);
gint64 weir_window_partition_get_first (const WeirWindowPartition *self);
void weir_window_partition_release (WeirWindowPartition  *self,
                                    const WeirWindowGrid *grid,
                                    gint64                window);
void weir_window_partition_collect (WeirWindowPartition  *self,
                                    const WeirWindowGrid *grid,
                                    gint64                window,
                                    WeirWindowGather     *gather);
void weir_window_partition_collect_key (WeirWindowPartition  *self,
                                        const WeirWindowGrid *grid,
                                        gint64                window,
                                        guint32               key,
                                        WeirWindowGather     *gather);
guint weir_window_partition_lower_bound (const WeirWindowPartition *self,
                                         gint64                     index);

void weir_pane_stacks_init (WeirPaneStacks *self);
void weir_pane_stacks_clear (WeirPaneStacks *self,
                             WeirBudget     *budget);
void weir_pane_stacks_advance (WeirPaneStacks *self,
                               gint64          pane);
void weir_pane_stacks_collect (WeirWindowPartition  *partition,
                               const WeirWindowGrid *grid,
                               gint64                window,
                               WeirWindowGather     *gather);

/* Calls for every touched key of @pane in turn: @key is the partition's number, @cell its cell. */
#define WEIR_PANE_FOREACH(pane, chunk, left, key)                                                           \
  for (guint chunk##_number = 0; chunk##_number < (pane)->n_chunks; chunk##_number++)                       \
    for (WeirChunk *chunk = (pane)->chunks[chunk##_number]; chunk != NULL; chunk = NULL)                    \
      for (guint64 left = chunk->touched; left != 0; left &= left - 1)                                      \
        for (guint key = chunk##_number * WEIR_CHUNK_KEYS + (guint) __builtin_ctzll (left), key##_once = 1; \
             key##_once; key##_once = 0)

G_END_DECLS
