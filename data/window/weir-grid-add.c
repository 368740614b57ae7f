#include "config.h"

#include "data/window/weir-window-engine-private.h"

/*
 * The way of a record into its cell. With few keys all of it is in the processor's caches and it goes straight there.
 * With many, each step waits for memory: the key's slot, then its cell. So a record's pane is chosen at once, as stream
 * time then wants it, but the rest is done in steps some records later, each after its memory was asked for. Adds are
 * applied in their order and before anything looks at a cell, so nothing but the time they take tells the difference.
 */

/* Fewer keys than this stay in the caches. */
#define MANY_KEYS      4096
#define LOOK_UP_BEHIND 6
#define APPLY_BEHIND   12

G_STATIC_ASSERT (APPLY_BEHIND < WEIR_DEFERRED_MAX);

/* Where the record is counted: its key's cell, or that of the "other" key when the budget has no room for one. */
static G_GNUC_NO_INLINE WeirCellWord *
weir_grid_make_cell (WeirWindowEngine    *self,
                     WeirWindowPartition *partition,
                     WeirPane            *pane,
                     guint32             *local)
{
  const WeirPane *like = weir_window_partition_get_before (partition, pane);
  WeirCellWord *cell = *local != WEIR_KEY_NONE ? weir_pane_make_cell (pane, *local, like, FALSE) : NULL;

  if (cell != NULL)
    return cell;

  self->counters.n_other_records++;
  *local = weir_window_partition_get_local (partition, weir_window_engine_get_other_key (self));
  cell = weir_pane_touch_cell (pane, *local, self->layout.stride_bytes);
  return cell != NULL ? cell : weir_pane_make_cell (pane, *local, like, TRUE);
}

static inline WeirCellWord *
weir_grid_get_cell (WeirWindowEngine    *self,
                    WeirWindowPartition *partition,
                    WeirPane            *pane,
                    guint32             *local)
{
  WeirCellWord *cell = NULL;

  if (G_LIKELY (*local != WEIR_KEY_NONE))
    cell = weir_pane_touch_cell (pane, *local, self->layout.stride_bytes);

  return G_LIKELY (cell != NULL) ? cell : weir_grid_make_cell (self, partition, pane, local);
}

static inline guint32
weir_grid_get_local (WeirWindowPartition *partition,
                     WeirKeySlot         *slot)
{
  if (G_UNLIKELY (slot == NULL))
    return WEIR_KEY_NONE;

  if (G_UNLIKELY (slot->partition != partition->index))
    {
      slot->partition = partition->index;
      slot->local = weir_window_partition_get_local (partition, slot->id);
    }

  return slot->local;
}

/* The first record of a key or of a cell, and all that give out updates. */
static G_GNUC_NO_INLINE void
weir_grid_add_any (WeirWindowEngine    *self,
                   WeirWindowPartition *partition,
                   WeirPane            *pane,
                   const WeirRecord    *record)
{
  WeirKeySlot *slot = weir_key_table_find (&self->keys, record->key, record->key_length);
  WeirCellWord *cell;
  guint32 local;

  if (slot == NULL)
    slot = weir_key_table_insert (&self->keys, record->key, record->key_length);
  local = weir_grid_get_local (partition, slot);
  cell = weir_grid_get_cell (self, partition, pane, &local);
  self->layout.add (&self->layout, cell, record->values, record->n_values, record->time_usec);

  if (self->emit_updates)
    weir_grid_emit_updates (self, pane, partition->keys[local]);
}

static inline void
weir_grid_add_now (WeirWindowEngine    *self,
                   WeirWindowPartition *partition,
                   WeirPane            *pane,
                   const WeirRecord    *record)
{
  WeirKeySlot *slot = weir_key_table_find (&self->keys, record->key, record->key_length);
  WeirCellWord *cell = NULL;

  if (G_LIKELY (slot != NULL && slot->partition == partition->index && !self->emit_updates))
    cell = weir_pane_touch_cell (pane, slot->local, self->layout.stride_bytes);

  if (G_LIKELY (cell != NULL))
    self->layout.add (&self->layout, cell, record->values, record->n_values, record->time_usec);
  else
    weir_grid_add_any (self, partition, pane, record);
}

static void
weir_grid_look_up (WeirWindowEngine *self)
{
  WeirDeferredAdd *add = &self->deferred[self->n_looked_up++ % WEIR_DEFERRED_MAX];
  WeirKeySlot *slot = weir_key_table_find_packed (&self->keys, add->hash, add->a, add->b, add->length);
  WeirChunk *chunk;
  char *cell;

  if (G_UNLIKELY (slot == NULL))
    {
      char bytes[16];

      weir_hash_unpack (add->a, add->b, add->length, bytes);
      slot = weir_key_table_insert (&self->keys, bytes, add->length);
    }

  add->local = weir_grid_get_local (add->partition, slot);
  if (add->local / WEIR_CHUNK_KEYS >= add->pane->n_chunks)
    return;

  /* Most chunks are full grown: it is where the cell will be. */
  chunk = add->pane->chunks[add->local / WEIR_CHUNK_KEYS];
  cell = (char *) chunk + WEIR_CHUNK_FULL_HEADER + add->local % WEIR_CHUNK_KEYS * self->layout.stride_bytes;
  __builtin_prefetch (chunk, 1);
  __builtin_prefetch (cell, 1);
  __builtin_prefetch (cell + self->layout.stride_bytes - 1, 1);
}

static void
weir_grid_apply (WeirWindowEngine *self)
{
  WeirDeferredAdd *add = &self->deferred[self->n_applied++ % WEIR_DEFERRED_MAX];
  WeirCellWord *cell = weir_grid_get_cell (self, add->partition, add->pane, &add->local);

  self->layout.add (&self->layout, cell, add->values, add->n_values, add->time_usec);
}

/* Brings all cells up to date. */
void
weir_grid_flush (WeirWindowEngine *self)
{
  while (self->n_looked_up != self->n_deferred)
    weir_grid_look_up (self);
  while (self->n_applied != self->n_deferred)
    weir_grid_apply (self);
}

static G_GNUC_NO_INLINE void
weir_grid_defer (WeirWindowEngine    *self,
                 WeirWindowPartition *partition,
                 WeirPane            *pane,
                 const WeirRecord    *record)
{
  WeirDeferredAdd *add = &self->deferred[self->n_deferred++ % WEIR_DEFERRED_MAX];

  add->partition = partition;
  add->pane = pane;
  add->time_usec = record->time_usec;
  add->length = (guint32) record->key_length;
  add->n_values = record->n_values;
  for (guint i = 0; i < record->n_values; i++)
    add->values[i] = record->values[i];
  weir_hash_pack (record->key, record->key_length, &add->a, &add->b);
  add->hash = weir_hash_words (add->a, add->b, record->key_length, self->keys.seed);
  __builtin_prefetch (&self->keys.slots[add->hash & self->keys.mask], 1);

  if (self->n_deferred - self->n_looked_up > LOOK_UP_BEHIND)
    weir_grid_look_up (self);
  if (self->n_deferred - self->n_applied > APPLY_BEHIND)
    weir_grid_apply (self);
}

/* Text belongs to the record, which does not wait. */
static G_GNUC_NO_INLINE gboolean
weir_grid_may_defer (const WeirWindowEngine *self,
                     const WeirRecord       *record)
{
  if (self->emit_updates || record->key_length > 16 || record->n_values > WEIR_DEFERRED_VALUES)
    return FALSE;

  for (guint i = 0; i < record->n_values; i++)
    if (record->values[i].type == WEIR_VALUE_TEXT)
      return FALSE;

  return TRUE;
}

void
weir_grid_add (WeirWindowEngine    *self,
               WeirWindowPartition *partition,
               const WeirRecord    *record)
{
  gint64 time_usec = record->time_usec;
  WeirPane *pane = partition->hot;

  if (G_UNLIKELY (pane == NULL || time_usec < pane->start_usec || time_usec >= pane->end_usec
                  || partition->stream_usec >= pane->close_usec))
    {
      pane = weir_grid_find_pane (self, partition, record);
      if (pane == NULL)
        return;
    }

  self->counters.n_records++;
  if (self->keys.n_keys >= MANY_KEYS && weir_grid_may_defer (self, record))
    {
      weir_grid_defer (self, partition, pane, record);
      return;
    }

  weir_window_engine_flush (self);
  weir_grid_add_now (self, partition, pane, record);
}
