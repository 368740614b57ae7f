#include "config.h"

#include "data/window/weir-window-gather.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_CELLS 256

/**
 * weir_window_gather_init:
 * @self: memory to fill
 * @layout: of all cells, outliving @self
 * @keys: the keys, outliving @self
 *
 * Makes an empty gather. Clear with weir_window_gather_clear().
 */
void
weir_window_gather_init (WeirWindowGather     *self,
                         const WeirCellLayout *layout,
                         WeirKeyTable         *keys)
{
  *self = (WeirWindowGather){ .layout = layout, .keys = keys };
  self->entries = g_array_new (FALSE, FALSE, sizeof (WeirGatherEntry));
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->sorted = g_array_new (FALSE, FALSE, sizeof (guint64));
}

/**
 * weir_window_gather_clear:
 * @self: a gather
 *
 * Frees what @self owns.
 */
void
weir_window_gather_clear (WeirWindowGather *self)
{
  if (self->entries != NULL)
    weir_window_gather_begin (self);
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->sorted, g_array_unref);
  g_clear_pointer (&self->places, g_free);
}

/**
 * weir_window_gather_begin:
 * @self: a gather
 *
 * Forgets the window before.
 */
void
weir_window_gather_begin (WeirWindowGather *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      WeirGatherEntry *entry = &g_array_index (self->entries, WeirGatherEntry, i);

      self->places[entry->key] = 0;
      if (entry->owned)
        weir_cell_clear (self->layout, (WeirCellWord *) entry->cell);
    }

  g_array_set_size (self->entries, 0);
  self->n_owned = 0;
  self->state = 0;

  if (self->keys->n_keys > self->n_places)
    {
      guint n_places = MAX (self->keys->n_keys, self->n_places * 2);

      self->places = g_renew (guint32, self->places, n_places);
      memset (self->places + self->n_places, 0, (n_places - self->n_places) * sizeof (guint32));
      self->n_places = n_places;
    }
}

static WeirCellWord *
weir_window_gather_own (WeirWindowGather *self)
{
  guint block = self->n_owned / BLOCK_CELLS;

  if (block == self->blocks->len)
    g_ptr_array_add (self->blocks, g_malloc (BLOCK_CELLS * self->layout->stride_bytes));

  return (WeirCellWord *) ((char *) g_ptr_array_index (self->blocks, block)
                           + self->n_owned++ % BLOCK_CELLS * self->layout->stride_bytes);
}

/**
 * weir_window_gather_set_state:
 * @self: a gather
 * @state: of the parts added from now on, until the next begin
 */
void
weir_window_gather_set_state (WeirWindowGather *self,
                              guint             state)
{
  self->state = (guint16) state;
}

/**
 * weir_window_gather_add:
 * @self: a gather
 * @key: a key
 * @cell: what the next part knows of it; borrowed until the next begin
 *
 * Adds a part. The order of the calls for one key is the order of merging.
 */
void
weir_window_gather_add (WeirWindowGather   *self,
                        guint32             key,
                        const WeirCellWord *cell)
{
  WeirGatherEntry *entry;

  if (self->places[key] == 0)
    {
      WeirGatherEntry fresh = { key, FALSE, self->state, cell };

      g_array_append_val (self->entries, fresh);
      self->places[key] = self->entries->len;
      return;
    }

  entry = &g_array_index (self->entries, WeirGatherEntry, self->places[key] - 1);
  if (!entry->owned)
    {
      WeirCellWord *copy = weir_window_gather_own (self);

      weir_cell_copy (self->layout, copy, entry->cell);
      entry->cell = copy;
      entry->owned = TRUE;
    }

  entry->state = MAX (entry->state, self->state);
  weir_cell_merge (self->layout, (WeirCellWord *) entry->cell, cell);
}

static int
weir_compare_ranked (gconstpointer a,
                     gconstpointer b)
{
  guint64 left = *(const guint64 *) a;
  guint64 right = *(const guint64 *) b;

  return left < right ? -1 : left > right;
}

/* The upper halves are ids of keys. */
static int
weir_compare_keyed (gconstpointer a,
                    gconstpointer b,
                    gpointer      keys)
{
  return weir_key_table_compare (keys, *(const guint64 *) a >> 32, *(const guint64 *) b >> 32);
}

static void
weir_window_gather_visit (WeirWindowGather *self,
                          guint             index,
                          WeirGatherFunc    func,
                          gpointer          user_data)
{
  func (&g_array_index (self->entries, WeirGatherEntry, index), user_data);
}

/**
 * weir_window_gather_foreach:
 * @self: a gather
 * @func: (scope call): called for each key
 * @user_data: for @func
 *
 * Visits the keys in bytewise order.
 */
void
weir_window_gather_foreach (WeirWindowGather *self,
                            WeirGatherFunc    func,
                            gpointer          user_data)
{
  WeirKeyTable *keys = self->keys;
  gboolean ranked = weir_key_table_rank_for (keys, self->entries->len);

  /* Most keys are here: walking all of them in order is cheaper than sorting these. */
  if (ranked && self->entries->len >= keys->n_keys / 8)
    {
      for (guint i = 0; i < keys->n_ranked; i++)
        if (keys->order[i] < self->n_places && self->places[keys->order[i]] != 0)
          weir_window_gather_visit (self, self->places[keys->order[i]] - 1, func, user_data);
      return;
    }

  g_array_set_size (self->sorted, self->entries->len);
  for (guint i = 0; i < self->entries->len; i++)
    {
      guint32 key = g_array_index (self->entries, WeirGatherEntry, i).key;

      g_array_index (self->sorted, guint64, i) = (guint64) (ranked ? keys->ranks[key] : key) << 32 | i;
    }
  if (ranked)
    qsort (self->sorted->data, self->sorted->len, sizeof (guint64), weir_compare_ranked);
  else
    g_array_sort_with_data (self->sorted, weir_compare_keyed, keys);

  for (guint i = 0; i < self->sorted->len; i++)
    weir_window_gather_visit (self, (guint32) g_array_index (self->sorted, guint64, i), func, user_data);
}
