#include "config.h"

#include "data/window/weir-pane.h"

#include <string.h>

#include "data/window/weir-cell-count.h"

/* Kept for reuse, of each size; what is more goes back to the system. */
#define MAX_FREE 4096

static guint
weir_chunk_class_get_cells (guint size_class)
{
  return 4u << size_class;
}

static gsize
weir_chunk_pool_get_bytes (const WeirChunkPool *self,
                           guint                size_class)
{
  gsize header = size_class == WEIR_CHUNK_FULL ? WEIR_CHUNK_FULL_HEADER : WEIR_CHUNK_SMALL_HEADER;

  return header + weir_chunk_class_get_cells (size_class) * self->layout->stride_bytes;
}

/**
 * weir_chunk_pool_init:
 * @self: memory to fill
 * @layout: of all cells, outliving @self
 * @budget: charged for chunks in use and kept, outliving @self
 *
 * Makes an empty pool. Clear with weir_chunk_pool_clear().
 */
void
weir_chunk_pool_init (WeirChunkPool        *self,
                      const WeirCellLayout *layout,
                      WeirBudget           *budget)
{
  *self = (WeirChunkPool){ .layout = layout, .budget = budget };
}

static void
weir_chunk_pool_shrink (WeirChunkPool *self,
                        guint          size_class)
{
  while (self->free_chunks[size_class] != NULL)
    {
      gpointer chunk = self->free_chunks[size_class];

      self->free_chunks[size_class] = *(gpointer *) chunk;
      weir_budget_release (self->budget, weir_chunk_pool_get_bytes (self, size_class));
      g_free (chunk);
    }
  self->n_free[size_class] = 0;
}

/**
 * weir_chunk_pool_clear:
 * @self: a pool whose panes are freed
 *
 * Gives the kept memory back.
 */
void
weir_chunk_pool_clear (WeirChunkPool *self)
{
  for (guint i = 0; i < WEIR_CHUNK_CLASSES; i++)
    weir_chunk_pool_shrink (self, i);
}

static WeirChunk *
weir_chunk_pool_take (WeirChunkPool *self,
                      guint          size_class)
{
  WeirChunk *chunk = self->free_chunks[size_class];

  if (chunk != NULL)
    {
      self->free_chunks[size_class] = *(gpointer *) chunk;
      self->n_free[size_class]--;
    }
  else
    {
      chunk = g_malloc (weir_chunk_pool_get_bytes (self, size_class));
      weir_budget_charge (self->budget, weir_chunk_pool_get_bytes (self, size_class));
    }

  chunk->touched = 0;
  chunk->dirty = 0;
  chunk->size_class = size_class;
  chunk->n_used = 0;
  return chunk;
}

static void
weir_chunk_pool_give (WeirChunkPool *self,
                      WeirChunk     *chunk)
{
  guint size_class = chunk->size_class;

  if (self->n_free[size_class] >= MAX_FREE)
    {
      weir_budget_release (self->budget, weir_chunk_pool_get_bytes (self, size_class));
      g_free (chunk);
      return;
    }

  *(gpointer *) chunk = self->free_chunks[size_class];
  self->free_chunks[size_class] = chunk;
  self->n_free[size_class]++;
}

/* Memory kept for another size is given up before a key is refused. */
static gboolean
weir_chunk_pool_allows (WeirChunkPool *self,
                        guint          size_class)
{
  gsize wanted = weir_chunk_pool_get_bytes (self, size_class);

  if (self->free_chunks[size_class] != NULL || weir_budget_allows (self->budget, wanted))
    return TRUE;

  for (guint i = 0; i < WEIR_CHUNK_CLASSES; i++)
    weir_chunk_pool_shrink (self, i);
  return weir_budget_allows (self->budget, wanted);
}

/**
 * weir_pane_new:
 * @pool: where its chunks come from, outliving it
 * @index: its number in the grid
 *
 * Returns: (transfer full): a pane without cells
 */
WeirPane *
weir_pane_new (WeirChunkPool *pool,
               gint64         index)
{
  WeirPane *self = g_new0 (WeirPane, 1);

  self->index = index;
  self->since = G_MININT64;
  self->pool = pool;
  weir_budget_charge (pool->budget, sizeof *self);
  return self;
}

static void
weir_chunk_clear (WeirChunk            *self,
                  const WeirCellLayout *layout)
{
  if (!weir_cell_layout_has_more (layout))
    return;

  for (guint64 left = self->touched; left != 0; left &= left - 1)
    weir_cell_clear (layout, weir_chunk_get_cell (self, (guint) __builtin_ctzll (left), layout->stride_bytes));
}

/**
 * weir_pane_free:
 * @self: (transfer full): a pane
 *
 * Gives its cells back to the pool, and their memory to the budget.
 */
void
weir_pane_free (WeirPane *self)
{
  for (guint i = 0; i < self->n_chunks; i++)
    if (self->chunks[i] != NULL)
      {
        weir_chunk_clear (self->chunks[i], self->pool->layout);
        weir_chunk_pool_give (self->pool, self->chunks[i]);
      }

  weir_budget_release (self->pool->budget, sizeof *self + self->n_chunks * sizeof (WeirChunk *));
  g_free (self->chunks);
  g_free (self);
}

static void
weir_pane_stretch (WeirPane       *self,
                   guint           n_chunks,
                   const WeirPane *like)
{
  guint wanted = MAX (MAX (n_chunks, self->n_chunks * 2), like != NULL ? like->n_chunks : 0);

  self->chunks = g_renew (WeirChunk *, self->chunks, wanted);
  memset (self->chunks + self->n_chunks, 0, (wanted - self->n_chunks) * sizeof (WeirChunk *));
  weir_budget_charge (self->pool->budget, (wanted - self->n_chunks) * sizeof (WeirChunk *));
  self->n_chunks = wanted;
}

static WeirChunk *
weir_chunk_grow (WeirChunk     *self,
                 WeirChunkPool *pool)
{
  gsize stride = pool->layout->stride_bytes;
  WeirChunk *grown = weir_chunk_pool_take (pool, self->size_class + 1u);

  grown->touched = self->touched;
  grown->dirty = self->dirty;
  grown->n_used = self->n_used;
  if (grown->size_class != WEIR_CHUNK_FULL)
    {
      memcpy (grown->slots, self->slots, sizeof self->slots);
      memcpy (grown + 1, self + 1, self->n_used * stride);
    }
  else
    for (guint64 left = self->touched; left != 0; left &= left - 1)
      {
        guint key = (guint) __builtin_ctzll (left);

        memcpy (weir_chunk_get_cell (grown, key, stride), weir_chunk_get_cell (self, key, stride), stride);
      }

  weir_chunk_pool_give (pool, self);
  return grown;
}

/* The chunk for one more cell of key / 64, NULL when the budget forbids it. */
static WeirChunk *
weir_pane_make_chunk (WeirPane       *self,
                      guint           number,
                      const WeirPane *like,
                      gboolean        force)
{
  WeirChunk *chunk = self->chunks[number];
  guint size_class = chunk != NULL ? chunk->size_class : 0;

  if (chunk != NULL && chunk->n_used < weir_chunk_class_get_cells (size_class))
    return chunk;

  /* As large as the pane before needed it, so that a steady stream's chunks need not grow. */
  if (chunk != NULL)
    size_class++;
  else if (like != NULL && number < like->n_chunks && like->chunks[number] != NULL)
    size_class = like->chunks[number]->size_class;

  if (!force && !weir_chunk_pool_allows (self->pool, size_class))
    return NULL;

  return self->chunks[number] = chunk != NULL ? weir_chunk_grow (chunk, self->pool)
                                              : weir_chunk_pool_take (self->pool, size_class);
}

/**
 * weir_pane_make_cell:
 * @self: a pane
 * @key: a key's number in the partition that has no cell here
 * @like: (nullable): the pane before, whose sizes are a good guess
 * @force: whether the budget may be exceeded
 *
 * Returns: (nullable): an empty cell for @key, valid until the next one is made
 *   in @self; %NULL when the budget forbids it
 */
WeirCellWord *
weir_pane_make_cell (WeirPane       *self,
                     guint           key,
                     const WeirPane *like,
                     gboolean        force)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << (key % WEIR_CHUNK_KEYS);
  gsize stride = self->pool->layout->stride_bytes;
  guint number = key / WEIR_CHUNK_KEYS;
  WeirCellWord *cell;
  WeirChunk *chunk;

  if (number >= self->n_chunks)
    weir_pane_stretch (self, number + 1, like);

  chunk = weir_pane_make_chunk (self, number, like, force);
  if (chunk == NULL)
    return NULL;

  if (chunk->size_class != WEIR_CHUNK_FULL)
    chunk->slots[key % WEIR_CHUNK_KEYS] = chunk->n_used;
  chunk->n_used++;
  chunk->touched |= bit;
  chunk->dirty |= bit;
  self->dirty = TRUE;

  cell = weir_chunk_get_cell (chunk, key, stride);
  memset (cell, 0, stride);
  return cell;
}
