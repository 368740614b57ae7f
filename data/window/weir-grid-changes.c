#include "config.h"

#include <string.h>

#include "data/window/weir-window-engine-private.h"

/*
 * Early values: which keys changed stands in the panes, a bit a key, set as records come. A look visits the changed
 * panes alone, and of each window over one of them the changed keys alone.
 */

typedef struct
{
  WeirWindowPartition *partition;
  WeirPane *pane;
} WeirChangedPane;

typedef struct
{
  WeirWindowEngine *engine;
  WeirWindowRowFunc func;
  gpointer          user_data;
  gint64            start_usec;
  gint64            end_usec;
  GArray           *panes;   /* of WeirChangedPane, by index */
  GArray           *marks;   /* of gboolean, by key: it is in the gather already */
} WeirGridChanges;

static int
weir_changed_pane_compare (gconstpointer a,
                           gconstpointer b)
{
  const WeirChangedPane *left = a;
  const WeirChangedPane *right = b;

  return left->pane->index < right->pane->index ? -1 : left->pane->index > right->pane->index;
}

static void
weir_grid_changes_note (WeirGridChanges     *self,
                        WeirWindowPartition *partition,
                        WeirPane            *pane)
{
  WeirChangedPane changed = { partition, pane };

  if (pane->dirty)
    g_array_append_val (self->panes, changed);
}

static void
weir_grid_changes_find (WeirGridChanges *self)
{
  GPtrArray *partitions = self->engine->partitions;

  for (guint i = 0; i < partitions->len; i++)
    {
      WeirWindowPartition *partition = g_ptr_array_index (partitions, i);

      for (guint j = 0; j < partition->n_panes; j++)
        weir_grid_changes_note (self, partition, partition->panes[partition->first + j]);
      for (guint j = 0; j < partition->late->len; j++)
        weir_grid_changes_note (self, partition, g_ptr_array_index (partition->late, j));
    }

  g_array_sort (self->panes, weir_changed_pane_compare);
}

static void
weir_grid_changes_gather_key (WeirGridChanges *self,
                              gint64           window,
                              guint32          key)
{
  WeirWindowEngine *engine = self->engine;

  if (g_array_index (self->marks, gboolean, key))
    return;

  g_array_index (self->marks, gboolean, key) = TRUE;
  for (guint i = 0; i < engine->ordered->len; i++)
    weir_window_partition_collect_key (g_ptr_array_index (engine->ordered, i), &engine->grid, window, key, &engine->gather);
}

static void
weir_grid_changes_emit (const WeirGatherEntry *entry,
                        gpointer               user_data)
{
  WeirGridChanges *self = user_data;

  g_array_index (self->marks, gboolean, entry->key) = FALSE;
  weir_window_engine_emit (self->engine, self->func, self->user_data, entry->key, WEIR_WINDOW_OPEN,
                           self->start_usec, self->end_usec, entry->cell);
}

/* The rows of @window, whose first changed pane is at or after @place. */
static void
weir_grid_changes_take (WeirGridChanges *self,
                        gint64           window,
                        guint            place)
{
  const WeirWindowGrid *grid = &self->engine->grid;
  gint64 after = window * grid->panes_per_advance + grid->panes_per_window;

  weir_window_gather_begin (&self->engine->gather);
  for (; place < self->panes->len; place++)
    {
      WeirChangedPane changed = g_array_index (self->panes, WeirChangedPane, place);

      if (changed.pane->index >= after)
        break;
      if (changed.pane->since > window)
        continue;
      WEIR_PANE_FOREACH (changed.pane, chunk, left, local)
      {
        if (chunk->dirty >> (local % WEIR_CHUNK_KEYS) & 1)
          weir_grid_changes_gather_key (self, window, changed.partition->keys[local]);
      }
    }

  weir_window_grid_get_window_bounds (grid, window, &self->start_usec, &self->end_usec);
  weir_window_gather_foreach (&self->engine->gather, weir_grid_changes_emit, self);
}

static void
weir_grid_changes_clean (WeirGridChanges *self)
{
  for (guint i = 0; i < self->panes->len; i++)
    {
      WeirPane *pane = g_array_index (self->panes, WeirChangedPane, i).pane;

      for (guint j = 0; j < pane->n_chunks; j++)
        if (pane->chunks[j] != NULL)
          pane->chunks[j]->dirty = 0;
      pane->dirty = FALSE;
    }
}

/* Gives the early values that changed, window by window. */
void
weir_grid_take_changed (WeirWindowEngine *self,
                        WeirWindowRowFunc func,
                        gpointer          user_data)
{
  g_autoptr(GArray) panes = g_array_new (FALSE, FALSE, sizeof (WeirChangedPane));
  g_autoptr(GArray) marks = g_array_new (FALSE, TRUE, sizeof (gboolean));
  WeirGridChanges changes = { self, func, user_data, 0, 0, panes, marks };
  gint64 window = self->final_window == G_MININT64 ? G_MININT64 : self->final_window + 1;
  guint place = 0;

  weir_grid_changes_find (&changes);
  g_array_set_size (marks, self->keys.n_keys);

  while (place < panes->len)
    {
      gint64 pane = g_array_index (panes, WeirChangedPane, place).pane->index;

      if (weir_window_grid_get_last_window (&self->grid, pane) < window)
        {
          place++;
          continue;
        }
      /* Windows between the changed panes are passed over. */
      window = MAX (window, weir_window_grid_get_first_window (&self->grid, pane));
      weir_grid_changes_take (&changes, window, place);
      window++;
    }

  weir_grid_changes_clean (&changes);
}
