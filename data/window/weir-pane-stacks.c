#include "config.h"

#include <string.h>

#include "data/window/weir-window-partition.h"

/**
 * weir_pane_stacks_init:
 * @self: memory to fill
 *
 * No block is turned yet. Clear with weir_pane_stacks_clear().
 */
void
weir_pane_stacks_init (WeirPaneStacks *self)
{
  *self = (WeirPaneStacks){ .block = G_MININT64, .prefix_block = G_MININT64 };
  self->panes = g_ptr_array_new ();
}

/**
 * weir_pane_stacks_clear:
 * @self: a partition's stacks
 * @budget: what they were charged to
 */
void
weir_pane_stacks_clear (WeirPaneStacks *self,
                        WeirBudget     *budget)
{
  weir_budget_release (budget, self->n_heads * sizeof (guint32));
  g_clear_pointer (&self->panes, g_ptr_array_unref);
  g_clear_pointer (&self->heads, g_free);
  g_clear_pointer (&self->prefix, weir_pane_free);
}

static void
weir_pane_merge_cell (WeirPane           *self,
                      guint               key,
                      const WeirCellWord *later)
{
  WeirCellWord *cell = weir_pane_get_cell (self, key);

  if (cell != NULL)
    weir_cell_merge (self->pool->layout, cell, later);
  else
    weir_cell_copy (self->pool->layout, weir_pane_make_cell (self, key, NULL, TRUE), later);
}

static void
weir_pane_merge (WeirPane       *self,
                 const WeirPane *later)
{
  WEIR_PANE_FOREACH (later, chunk, left, key)
  weir_pane_merge_cell (self, key, weir_chunk_get_cell (chunk, key, self->pool->layout->stride_bytes));
}

/* The late panes of [first, after) that were in time for @window become part of the panes proper: no record can reach
 * those any more. */
static void
weir_window_partition_settle_late (WeirWindowPartition *self,
                                   gint64               first,
                                   gint64               after,
                                   gint64               window)
{
  for (guint i = 0; i < self->late->len;)
    {
      WeirPane *pane = g_ptr_array_index (self->late, i);
      WeirPane *proper;

      if (pane->index < first || pane->index >= after || pane->since > window)
        {
          i++;
          continue;
        }

      pane = g_ptr_array_steal_index (self->late, i);
      proper = weir_window_partition_find_pane (self, pane->index);
      if (proper == NULL)
        {
          weir_window_partition_insert_pane (self, pane);
          continue;
        }
      weir_pane_merge (proper, pane);
      weir_pane_free (pane);
    }
}

static void
weir_pane_stacks_reset_heads (WeirWindowPartition *partition)
{
  WeirPaneStacks *self = &partition->stacks;

  if (partition->n_keys > self->n_heads)
    {
      guint n_heads = MAX (partition->n_keys, self->n_heads * 2);

      weir_budget_charge (partition->budget, (n_heads - self->n_heads) * sizeof (guint32));
      self->heads = g_renew (guint32, self->heads, n_heads);
      self->n_heads = n_heads;
    }

  memset (self->heads, 0, self->n_heads * sizeof (guint32));
}

/* Each pane becomes the merge of itself and its later ones in the block. */
static void
weir_pane_stacks_turn (WeirWindowPartition  *partition,
                       const WeirWindowGrid *grid,
                       gint64                block)
{
  WeirPaneStacks *self = &partition->stacks;
  gint64 first = block * grid->panes_per_window;
  gint64 after = first + grid->panes_per_window;
  gint64 first_window = -weir_floor_div (-first, grid->panes_per_advance);

  weir_window_partition_settle_late (partition, first, after, first_window);

  self->block = block;
  self->position = 0;
  g_ptr_array_set_size (self->panes, 0);
  for (guint i = weir_window_partition_lower_bound (partition, first); i < partition->n_panes; i++)
    {
      WeirPane *pane = partition->panes[partition->first + i];

      if (pane->index >= after)
        break;
      g_ptr_array_add (self->panes, pane);
    }

  weir_pane_stacks_reset_heads (partition);
  for (guint i = self->panes->len; i-- > 0;)
    {
      WeirPane *pane = g_ptr_array_index (self->panes, i);

      WEIR_PANE_FOREACH (pane, chunk, left, key)
      {
        if (self->heads[key] != 0)
          weir_cell_merge (pane->pool->layout,
                           weir_chunk_get_cell (chunk, key, pane->pool->layout->stride_bytes),
                           weir_pane_get_cell (g_ptr_array_index (self->panes, self->heads[key] - 1), key));
        self->heads[key] = i + 1;
      }
    }
}

static void
weir_pane_stacks_pass (WeirPaneStacks *self,
                       const WeirPane *pane)
{
  WEIR_PANE_FOREACH (pane, chunk, left, key)
  {
    guint next = self->position + 1;

    while (next < self->panes->len && weir_pane_get_cell (g_ptr_array_index (self->panes, next), key) == NULL)
      next++;
    self->heads[key] = next < self->panes->len ? next + 1 : 0;
  }
}

/**
 * weir_pane_stacks_advance:
 * @self: a partition's stacks
 * @pane: the number of a pane
 *
 * Drops the panes before @pane.
 */
void
weir_pane_stacks_advance (WeirPaneStacks *self,
                          gint64          pane)
{
  while (self->position < self->panes->len
         && ((WeirPane *) g_ptr_array_index (self->panes, self->position))->index < pane)
    {
      weir_pane_stacks_pass (self, g_ptr_array_index (self->panes, self->position));
      self->position++;
    }
}

static void
weir_pane_stacks_extend (WeirWindowPartition  *partition,
                         const WeirWindowGrid *grid,
                         gint64                block,
                         gint64                after,
                         WeirChunkPool        *pool)
{
  WeirPaneStacks *self = &partition->stacks;

  if (self->prefix_block != block)
    {
      g_clear_pointer (&self->prefix, weir_pane_free);
      self->prefix_block = block;
      self->prefix_next = block * grid->panes_per_window;
    }

  for (guint i = weir_window_partition_lower_bound (partition, self->prefix_next); i < partition->n_panes; i++)
    {
      const WeirPane *pane = partition->panes[partition->first + i];

      if (pane->index >= after)
        break;
      if (self->prefix == NULL)
        self->prefix = weir_pane_new (pool, pane->index);
      weir_pane_merge (self->prefix, pane);
    }

  self->prefix_next = MAX (self->prefix_next, after);
}

static void
weir_window_partition_collect_late (WeirWindowPartition *partition,
                                    gint64               first,
                                    gint64               after,
                                    gint64               window,
                                    WeirWindowGather    *gather)
{
  for (guint i = 0; i < partition->late->len; i++)
    {
      const WeirPane *pane = g_ptr_array_index (partition->late, i);

      if (pane->index < first || pane->index >= after || pane->since > window)
        continue;
      WEIR_PANE_FOREACH (pane, chunk, left, key)
      weir_window_gather_add (gather, partition->keys[key],
                              weir_chunk_get_cell (chunk, key, pane->pool->layout->stride_bytes));
    }
}

static void
weir_window_partition_collect_turned (WeirWindowPartition *partition,
                                      WeirWindowGather    *gather)
{
  WeirPaneStacks *self = &partition->stacks;

  for (guint key = 0; key < MIN (self->n_heads, partition->n_keys); key++)
    if (self->heads[key] != 0)
      weir_window_gather_add (gather, partition->keys[key],
                              weir_pane_get_cell (g_ptr_array_index (self->panes, self->heads[key] - 1), key));
}

/**
 * weir_pane_stacks_collect:
 * @partition: a partition that has a record in @window
 * @grid: windows of more than one pane
 * @window: the window that is due
 * @gather: takes the cells
 *
 * Adds the end of one block, the beginning of the next, then what came late.
 */
void
weir_pane_stacks_collect (WeirWindowPartition  *partition,
                          const WeirWindowGrid *grid,
                          gint64                window,
                          WeirWindowGather     *gather)
{
  WeirPaneStacks *self = &partition->stacks;
  gint64 first = window * grid->panes_per_advance;
  gint64 after = first + grid->panes_per_window;
  gint64 block = weir_floor_div (first, grid->panes_per_window);

  if (self->block != block)
    weir_pane_stacks_turn (partition, grid, block);
  weir_pane_stacks_advance (self, first);
  weir_window_partition_collect_turned (partition, gather);

  if (after > (block + 1) * grid->panes_per_window)
    {
      weir_pane_stacks_extend (partition, grid, block + 1, after,
                               partition->n_panes > 0 ? partition->panes[partition->first]->pool : NULL);
      if (self->prefix != NULL)
        WEIR_PANE_FOREACH (self->prefix, chunk, left, key)
      weir_window_gather_add (gather, partition->keys[key],
                              weir_chunk_get_cell (chunk, key, self->prefix->pool->layout->stride_bytes));
    }

  weir_window_partition_collect_late (partition, first, after, window, gather);
}
