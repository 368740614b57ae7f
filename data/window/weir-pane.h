#pragma once

#include "data/window/weir-cell.h"

G_BEGIN_DECLS

#define WEIR_CHUNK_KEYS 64
#define WEIR_CHUNK_CLASSES 5 /* 4, 8, 16, 32, 64 cells */

/*
 * The cells of 64 neighbouring keys of a partition. It begins with room for a few and grows by halves of the way to 64, so
 * that a pane in which few keys occur stays small; full grown, a key's cell stands at the key's place.
 */
typedef struct
{
  guint64 touched;                  /* keys that have a cell */
  guint64 dirty;                    /* keys whose cell changed since the last look */
  guint8  size_class;
  guint8  n_used;
  guint8  padding[6];
  guint8  slots[WEIR_CHUNK_KEYS];   /* not there in a full-grown chunk, whose cells begin here */
} WeirChunk;

#define WEIR_CHUNK_FULL (WEIR_CHUNK_CLASSES - 1)
#define WEIR_CHUNK_SMALL_HEADER (sizeof (WeirChunk))
#define WEIR_CHUNK_FULL_HEADER (G_STRUCT_OFFSET (WeirChunk, slots))

/* Chunks given back, to be used again. One for all panes of an engine. */
typedef struct
{
  const WeirCellLayout *layout;                            /* borrowed */
  WeirBudget           *budget;                            /* borrowed */
  gpointer              free_chunks[WEIR_CHUNK_CLASSES];   /* owned; linked through their first word */
  guint                 n_free[WEIR_CHUNK_CLASSES];
} WeirChunkPool;

/**
 * WeirPane:
 *
 * The cells of all keys of one partition in one piece of time.
 */
typedef struct
{
  gint64         index;        /* its number in the grid */
  gint64         since;        /* records only of windows from this one on: late for the earlier ones */
  gint64         start_usec;
  gint64         end_usec;
  gint64         close_usec;   /* stream time at which the first window that covers it closes */
  WeirChunkPool *pool;         /* borrowed */
  WeirChunk    **chunks;       /* owned, by key / 64; NULL where no key was touched */
  guint          n_chunks;
  gboolean       dirty;
} WeirPane;

void weir_chunk_pool_init (WeirChunkPool        *self,
                           const WeirCellLayout *layout,
                           WeirBudget           *budget);
void weir_chunk_pool_clear (WeirChunkPool *self);
WeirPane *weir_pane_new (WeirChunkPool *pool,
                         gint64         index);
void weir_pane_free (WeirPane *self);
WeirCellWord *weir_pane_make_cell (WeirPane       *self,
                                   guint           key,
                                   const WeirPane *like,
                                   gboolean        force);

static inline WeirCellWord *
weir_chunk_get_cell (WeirChunk *chunk,
                     guint      key,
                     gsize      stride_bytes)
{
  if (G_LIKELY (chunk->size_class == WEIR_CHUNK_FULL))
    return (WeirCellWord *) ((char *) chunk + WEIR_CHUNK_FULL_HEADER + key % WEIR_CHUNK_KEYS * stride_bytes);

  return (WeirCellWord *) ((char *) chunk + WEIR_CHUNK_SMALL_HEADER
                           + chunk->slots[key % WEIR_CHUNK_KEYS] * stride_bytes);
}

/* The cell of @key, NULL if it has none. */
static inline WeirCellWord *
weir_pane_get_cell (const WeirPane *self,
                    guint           key)
{
  WeirChunk *chunk;

  if (key / WEIR_CHUNK_KEYS >= self->n_chunks)
    return NULL;
  chunk = self->chunks[key / WEIR_CHUNK_KEYS];
  if (chunk == NULL || !(chunk->touched >> (key % WEIR_CHUNK_KEYS) & 1))
    return NULL;

  return weir_chunk_get_cell (chunk, key, self->pool->layout->stride_bytes);
}

/* The cell of @key, to be changed; NULL if it has none. */
static inline WeirCellWord *
weir_pane_touch_cell (WeirPane *self,
                      guint     key,
                      gsize     stride_bytes)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << (key % WEIR_CHUNK_KEYS);
  WeirChunk *chunk;

  if (G_UNLIKELY (key / WEIR_CHUNK_KEYS >= self->n_chunks))
    return NULL;
  chunk = self->chunks[key / WEIR_CHUNK_KEYS];
  if (G_UNLIKELY (chunk == NULL || !(chunk->touched & bit)))
    return NULL;

  chunk->dirty |= bit;
  self->dirty = TRUE;
  return weir_chunk_get_cell (chunk, key, stride_bytes);
}

G_END_DECLS
