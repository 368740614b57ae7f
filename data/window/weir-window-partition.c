#include "config.h"

#include "data/window/weir-window-partition.h"

#include <string.h>

#include "data/source/weir-message.h"

/**
 * weir_window_partition_new:
 * @topic_index: its topic
 * @partition: its partition
 * @index: its place in order of appearance
 * @budget: charged for its keys, outliving it
 *
 * Returns: (transfer full): a partition without records
 */
WeirWindowPartition *
weir_window_partition_new (guint       topic_index,
                           gint32      partition,
                           guint       index,
                           WeirBudget *budget)
{
  WeirWindowPartition *self = g_new0 (WeirWindowPartition, 1);

  self->topic_index = topic_index;
  self->number = partition;
  self->index = index;
  self->budget = budget;
  self->stream_usec = WEIR_NO_TIME;
  self->seen_usec = WEIR_NO_TIME;
  self->check_usec = G_MAXINT64;
  self->active = TRUE;
  weir_offset_trail_init (&self->trail);
  self->late = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_pane_free);
  weir_pane_stacks_init (&self->stacks);
  return self;
}

/**
 * weir_window_partition_free:
 * @self: a partition
 */
void
weir_window_partition_free (WeirWindowPartition *self)
{
  weir_pane_stacks_clear (&self->stacks, self->budget);
  for (guint i = 0; i < self->n_panes; i++)
    weir_pane_free (self->panes[self->first + i]);

  weir_budget_release (self->budget, (self->n_locals + self->capacity_keys) * sizeof (guint32));
  weir_offset_trail_clear (&self->trail);
  g_clear_pointer (&self->late, g_ptr_array_unref);
  g_free (self->panes);
  g_free (self->locals);
  g_free (self->keys);
  g_free (self);
}

static void
weir_window_partition_stretch_locals (WeirWindowPartition *self,
                                      guint32              key)
{
  guint n_locals = MAX (key + 1, MAX (self->n_locals * 2, 64));

  weir_budget_charge (self->budget, (n_locals - self->n_locals) * sizeof (guint32));
  self->locals = g_renew (guint32, self->locals, n_locals);
  for (guint i = self->n_locals; i < n_locals; i++)
    self->locals[i] = WEIR_KEY_NONE;
  self->n_locals = n_locals;
}

/**
 * weir_window_partition_get_local:
 * @self: a partition
 * @key: one of the engine's keys
 *
 * Returns: the partition's number of @key, given at its first record here: a partition's
 *   keys lie densely whatever the other partitions have
 */
guint32
weir_window_partition_get_local (WeirWindowPartition *self,
                                 guint32              key)
{
  if (key >= self->n_locals)
    weir_window_partition_stretch_locals (self, key);
  if (self->locals[key] != WEIR_KEY_NONE)
    return self->locals[key];

  if (self->n_keys == self->capacity_keys)
    {
      guint capacity = MAX (self->capacity_keys * 2, 64);

      weir_budget_charge (self->budget, (capacity - self->capacity_keys) * sizeof (guint32));
      self->keys = g_renew (guint32, self->keys, capacity);
      self->capacity_keys = capacity;
    }

  self->keys[self->n_keys] = key;
  self->locals[key] = self->n_keys;
  return self->n_keys++;
}

/**
 * weir_window_partition_lower_bound:
 * @self: a partition
 * @index: a pane's number in the grid
 *
 * Returns: the place, counted from @first, of the first pane at or after @index
 */
guint
weir_window_partition_lower_bound (const WeirWindowPartition *self,
                                   gint64                     index)
{
  guint low = 0;
  guint high = self->n_panes;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->panes[self->first + middle]->index < index)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/**
 * weir_window_partition_find_pane:
 * @self: a partition
 * @index: a pane's number in the grid
 *
 * Returns: (nullable) (transfer none): the pane
 */
WeirPane *
weir_window_partition_find_pane (const WeirWindowPartition *self,
                                 gint64                     index)
{
  guint place = weir_window_partition_lower_bound (self, index);

  if (place < self->n_panes && self->panes[self->first + place]->index == index)
    return self->panes[self->first + place];

  return NULL;
}

/**
 * weir_window_partition_insert_pane:
 * @self: a partition
 * @pane: (transfer full): a pane it does not have
 */
void
weir_window_partition_insert_pane (WeirWindowPartition *self,
                                   WeirPane            *pane)
{
  guint place = weir_window_partition_lower_bound (self, pane->index);

  if (self->first + self->n_panes == self->capacity)
    {
      /* What was released at the front is used again before the array grows. */
      if (self->first > 0 && self->first >= self->n_panes)
        memcpy (self->panes, self->panes + self->first, self->n_panes * sizeof (WeirPane *));
      else
        {
          WeirPane **panes = g_new (WeirPane *, MAX (self->n_panes * 2, 16));

          if (self->n_panes > 0)
            memcpy (panes, self->panes + self->first, self->n_panes * sizeof (WeirPane *));
          g_free (self->panes);
          self->panes = panes;
          self->capacity = MAX (self->n_panes * 2, 16);
        }
      self->first = 0;
    }

  memmove (self->panes + self->first + place + 1, self->panes + self->first + place,
           (self->n_panes - place) * sizeof (WeirPane *));
  self->panes[self->first + place] = pane;
  self->n_panes++;
}

/**
 * weir_window_partition_get_before:
 * @self: a partition
 * @pane: one of its panes
 *
 * Returns: (nullable) (transfer none): the pane before it in time
 */
WeirPane *
weir_window_partition_get_before (const WeirWindowPartition *self,
                                  const WeirPane            *pane)
{
  guint place = weir_window_partition_lower_bound (self, pane->index);

  return place > 0 ? self->panes[self->first + place - 1] : NULL;
}

/**
 * weir_window_partition_make_late:
 * @self: a partition
 * @pool: where a new pane's chunks come from
 * @index: a pane's number in the grid
 * @since: the first window its records are in time for
 *
 * Returns: (transfer none): the pane for records of @index that came after an
 *   earlier window over it had closed
 */
WeirPane *
weir_window_partition_make_late (WeirWindowPartition *self,
                                 WeirChunkPool       *pool,
                                 gint64               index,
                                 gint64               since)
{
  guint place = self->late->len;
  WeirPane *pane;

  for (; place > 0; place--)
    {
      pane = g_ptr_array_index (self->late, place - 1);
      if (pane->index == index && pane->since == since)
        return pane;
      if (pane->index < index || (pane->index == index && pane->since < since))
        break;
    }

  pane = weir_pane_new (pool, index);
  pane->since = since;
  pane->close_usec = G_MININT64;
  g_ptr_array_insert (self->late, place, pane);
  return pane;
}

/**
 * weir_window_partition_get_first:
 * @self: a partition
 *
 * Returns: the number of its earliest pane; %G_MAXINT64 if it has none
 */
gint64
weir_window_partition_get_first (const WeirWindowPartition *self)
{
  gint64 first = self->n_panes > 0 ? self->panes[self->first]->index : G_MAXINT64;

  if (self->late->len > 0)
    first = MIN (first, ((WeirPane *) g_ptr_array_index (self->late, 0))->index);

  return first;
}

/**
 * weir_window_partition_release:
 * @self: a partition
 * @grid: the windows
 * @window: the window that was given out last
 *
 * Frees the panes no later window covers.
 */
void
weir_window_partition_release (WeirWindowPartition  *self,
                               const WeirWindowGrid *grid,
                               gint64                window)
{
  guint n_late = 0;

  if (grid->panes_per_window > 1)
    weir_pane_stacks_advance (&self->stacks, (window + 1) * grid->panes_per_advance);

  while (self->n_panes > 0 && weir_window_grid_get_last_window (grid, self->panes[self->first]->index) <= window)
    {
      if (self->hot == self->panes[self->first])
        self->hot = NULL;
      weir_pane_free (self->panes[self->first]);
      self->first++;
      self->n_panes--;
    }

  while (n_late < self->late->len
         && weir_window_grid_get_last_window (grid, ((WeirPane *) g_ptr_array_index (self->late, n_late))->index)
           <= window)
    n_late++;
  if (n_late > 0)
    g_ptr_array_remove_range (self->late, 0, n_late);
}

static gboolean
weir_window_partition_is_in_window (const WeirWindowPartition *self,
                                    const WeirWindowGrid      *grid,
                                    gint64                     window)
{
  gint64 first = window * grid->panes_per_advance;
  guint place = weir_window_partition_lower_bound (self, first);

  if (place < self->n_panes && self->panes[self->first + place]->index < first + grid->panes_per_window)
    return TRUE;

  for (guint i = 0; i < self->late->len; i++)
    {
      const WeirPane *pane = g_ptr_array_index (self->late, i);

      if (pane->index >= first && pane->index < first + grid->panes_per_window && pane->since <= window)
        return TRUE;
    }

  return FALSE;
}

/**
 * weir_window_partition_collect:
 * @self: a partition
 * @grid: the windows
 * @window: the window that is due, none before the one given out last
 * @gather: takes the cells
 *
 * Adds what the partition knows of @window.
 */
void
weir_window_partition_collect (WeirWindowPartition  *self,
                               const WeirWindowGrid *grid,
                               gint64                window,
                               WeirWindowGather     *gather)
{
  WeirPane *pane;

  if (!weir_window_partition_is_in_window (self, grid, window))
    return;

  if (grid->panes_per_window > 1)
    {
      weir_pane_stacks_collect (self, grid, window, gather);
      return;
    }

  pane = weir_window_partition_find_pane (self, window);
  WEIR_PANE_FOREACH (pane, chunk, left, key)
  weir_window_gather_add (gather, self->keys[key],
                          weir_chunk_get_cell (chunk, key, pane->pool->layout->stride_bytes));
}

static void
weir_window_partition_collect_pane_key (const WeirPane   *pane,
                                        guint32           key,
                                        guint32           local,
                                        WeirWindowGather *gather)
{
  const WeirCellWord *cell = weir_pane_get_cell (pane, local);

  if (cell != NULL)
    weir_window_gather_add (gather, key, cell);
}

/**
 * weir_window_partition_collect_key:
 * @self: a partition
 * @grid: the windows
 * @window: a window that is not given out yet
 * @key: one of the engine's keys
 * @gather: takes the cells
 *
 * Adds what the partition knows so far of @key in @window.
 */
void
weir_window_partition_collect_key (WeirWindowPartition  *self,
                                   const WeirWindowGrid *grid,
                                   gint64                window,
                                   guint32               key,
                                   WeirWindowGather     *gather)
{
  gint64 first = window * grid->panes_per_advance;
  gint64 after = first + grid->panes_per_window;
  gint64 turned_until = G_MININT64;
  guint32 local = key < self->n_locals ? self->locals[key] : WEIR_KEY_NONE;
  gboolean turned_taken = FALSE;

  if (local == WEIR_KEY_NONE)
    return;
  if (self->stacks.panes->len > 0)
    turned_until = (self->stacks.block + 1) * grid->panes_per_window;

  for (guint i = weir_window_partition_lower_bound (self, first); i < self->n_panes; i++)
    {
      const WeirPane *pane = self->panes[self->first + i];
      gboolean turned = pane->index < turned_until;

      if (pane->index >= after)
        break;
      if (turned && turned_taken)
        continue;
      /* A turned pane holds what follows it in its block too. */
      turned_taken |= turned && weir_pane_get_cell (pane, local) != NULL;
      weir_window_partition_collect_pane_key (pane, key, local, gather);
    }

  for (guint i = 0; i < self->late->len; i++)
    {
      const WeirPane *pane = g_ptr_array_index (self->late, i);

      if (pane->index >= first && pane->index < after && pane->since <= window)
        weir_window_partition_collect_pane_key (pane, key, local, gather);
    }
}
