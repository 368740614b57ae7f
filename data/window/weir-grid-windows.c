#include "config.h"

#include "data/window/weir-window-engine-private.h"

/*
 * Tumbling, hopping and calendar windows: panes on a grid.
 */

static void
weir_grid_init (WeirWindowEngine *self)
{
  weir_window_grid_init (&self->grid, &self->spec);
  self->deferred = g_new0 (WeirDeferredAdd, WEIR_DEFERRED_MAX);
}

static void
weir_grid_clear (WeirWindowEngine *self)
{
  weir_window_grid_clear (&self->grid);
  g_clear_pointer (&self->deferred, g_free);
}

/* The windows and the rows of one gather. */
typedef struct
{
  WeirWindowEngine *engine;
  WeirWindowRowFunc func;
  gpointer          user_data;
  gint64            start_usec;
  gint64            end_usec;
} WeirGridRows;

static void
weir_grid_emit_row (const WeirGatherEntry *entry,
                    gpointer               user_data)
{
  const WeirGridRows *rows = user_data;

  weir_window_engine_emit (rows->engine, rows->func, rows->user_data, entry->key, (WeirWindowState) entry->state,
                           rows->start_usec, rows->end_usec, entry->cell);
}

static void
weir_grid_set_next_window (WeirWindowEngine *self,
                           gint64            window)
{
  gint64 start_usec;
  gint64 end_usec = G_MAXINT64;

  self->next_window = window;
  if (window != G_MAXINT64)
    weir_window_grid_get_window_bounds (&self->grid, window, &start_usec, &end_usec);
  weir_window_engine_set_next_close (self, end_usec);
}

static gint64
weir_grid_find_next_window (WeirWindowEngine *self)
{
  gint64 first = G_MAXINT64;

  for (guint i = 0; i < self->partitions->len; i++)
    first = MIN (first, weir_window_partition_get_first (g_ptr_array_index (self->partitions, i)));
  if (first == G_MAXINT64)
    return G_MAXINT64;

  first = weir_window_grid_get_first_window (&self->grid, first);
  return self->final_window == G_MININT64 ? first : MAX (first, self->final_window + 1);
}

/* A partition that had not passed the close of @window must not add to it when it comes back: its panes are shut. */
static void
weir_grid_shut (WeirWindowEngine    *self,
                WeirWindowPartition *partition,
                gint64               window)
{
  gint64 last = window * self->grid.panes_per_advance + self->grid.panes_per_window - 1;

  for (guint i = 0; i < partition->n_panes && partition->panes[partition->first + i]->index <= last; i++)
    partition->panes[partition->first + i]->close_usec = G_MININT64;
}

static void
weir_grid_give_out (WeirWindowEngine *self,
                    gint64            window)
{
  WeirGridRows rows = { self, self->func, self->user_data, 0, 0 };

  weir_window_grid_get_window_bounds (&self->grid, window, &rows.start_usec, &rows.end_usec);
  weir_window_gather_begin (&self->gather);
  for (guint i = 0; i < self->ordered->len; i++)
    {
      WeirWindowPartition *partition = g_ptr_array_index (self->ordered, i);

      weir_window_gather_set_state (&self->gather, weir_window_engine_merge_state (self, partition, rows.end_usec,
                                                                                  WEIR_WINDOW_FINAL));
      weir_window_partition_collect (partition, &self->grid, window, &self->gather);
    }

  weir_window_gather_foreach (&self->gather, weir_grid_emit_row, &rows);

  self->final_window = window;
  for (guint i = 0; i < self->partitions->len; i++)
    {
      WeirWindowPartition *partition = g_ptr_array_index (self->partitions, i);

      weir_window_partition_release (partition, &self->grid, window);
      if (weir_window_partition_get_horizon (partition, self->spec.grace_usec) < rows.end_usec)
        weir_grid_shut (self, partition, window);
    }
}

static void
weir_grid_close (WeirWindowEngine *self,
                 gint64            horizon_usec)
{
  while (self->next_window != G_MAXINT64 && self->next_close_usec <= horizon_usec)
    {
      weir_grid_give_out (self, self->next_window);
      weir_grid_set_next_window (self, weir_grid_find_next_window (self));
    }

  /* Windows that passed without a record are final too. */
  if (horizon_usec != G_MAXINT64)
    self->final_window = MAX (self->final_window, weir_window_grid_get_last_ended (&self->grid, horizon_usec));
}

static WeirPane *
weir_grid_make_pane (WeirWindowEngine    *self,
                     WeirWindowPartition *partition,
                     gint64               index,
                     gint64               window)
{
  WeirPane *pane = weir_pane_new (&self->pool, index);
  gint64 start_usec;
  gint64 end_usec;

  weir_window_grid_get_window_bounds (&self->grid, window, &start_usec, &end_usec);
  weir_window_grid_get_pane_bounds (&self->grid, index, &pane->start_usec, &pane->end_usec);
  pane->close_usec = end_usec + self->spec.grace_usec;
  weir_window_partition_insert_pane (partition, pane);
  return pane;
}

/* The pane for @record, which is not in the partition's hot one; NULL when no window takes it. */
WeirPane *
weir_grid_find_pane (WeirWindowEngine    *self,
                     WeirWindowPartition *partition,
                     const WeirRecord    *record)
{
  gint64 index = weir_window_grid_get_pane (&self->grid, record->time_usec);
  gint64 first = weir_window_grid_get_first_window (&self->grid, index);
  gint64 last = weir_window_grid_get_last_window (&self->grid, index);
  gint64 horizon = weir_window_partition_get_horizon (partition, self->spec.grace_usec);
  gint64 since = MAX (first, weir_window_grid_get_last_ended (&self->grid, horizon) + 1);
  WeirPane *pane;

  if (self->final_window != G_MININT64)
    since = MAX (since, self->final_window + 1);
  if (since > first)
    weir_window_engine_refuse (self, partition, record, MIN (since, last + 1) - first, since > last);
  if (since > last)
    return NULL;

  if (since > first)
    pane = weir_window_partition_make_late (partition, &self->pool, index, since);
  else
    {
      pane = weir_window_partition_find_pane (partition, index);
      if (pane == NULL)
        pane = weir_grid_make_pane (self, partition, index, first);
      partition->hot = pane;
    }

  if (since < self->next_window)
    weir_grid_set_next_window (self, since);
  return pane;
}

/* The early value of every open window over @pane, for each change (--emit updates). */
void
weir_grid_emit_updates (WeirWindowEngine *self,
                        const WeirPane   *pane,
                        guint32           key)
{
  gint64 last = weir_window_grid_get_last_window (&self->grid, pane->index);
  gint64 first = MAX (weir_window_grid_get_first_window (&self->grid, pane->index), pane->since);
  WeirGridRows rows = { self, self->func, self->user_data, 0, 0 };

  for (gint64 window = first; window <= last; window++)
    {
      weir_window_grid_get_window_bounds (&self->grid, window, &rows.start_usec, &rows.end_usec);
      weir_window_gather_begin (&self->gather);
      weir_window_gather_set_state (&self->gather, WEIR_WINDOW_OPEN);
      for (guint i = 0; i < self->ordered->len; i++)
        weir_window_partition_collect_key (g_ptr_array_index (self->ordered, i), &self->grid, window, key, &self->gather);
      weir_window_gather_foreach (&self->gather, weir_grid_emit_row, &rows);
    }
}

static gint64
weir_grid_get_final (WeirWindowEngine *self)
{
  gint64 start_usec;
  gint64 end_usec;

  if (self->final_window == G_MININT64)
    return G_MININT64;

  weir_window_grid_get_window_bounds (&self->grid, self->final_window, &start_usec, &end_usec);

  return end_usec + 1;
}

static gint64
weir_grid_get_needed (WeirWindowEngine *self)
{
  gint64 start_usec;
  gint64 end_usec;

  if (self->final_window == G_MININT64)
    return G_MININT64;

  weir_window_grid_get_window_bounds (&self->grid, self->final_window + 1, &start_usec, &end_usec);

  return start_usec;
}

const WeirWindowMethods weir_grid_window_methods = {
  .init = weir_grid_init,
  .add = weir_grid_add,
  .close = weir_grid_close,
  .take_changed = weir_grid_take_changed,
  .flush = weir_grid_flush,
  .get_final = weir_grid_get_final,
  .get_needed = weir_grid_get_needed,
  .clear = weir_grid_clear,
};
