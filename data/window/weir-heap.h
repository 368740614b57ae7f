#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirHeap:
 *
 * Pointers, the smallest at hand: a binary heap. What it points to is not its
 * own. Used by one thread.
 */
typedef struct
{
  GPtrArray   *items;     /* owned; of borrowed pointers */
  GCompareFunc compare;
} WeirHeap;

void     weir_heap_init  (WeirHeap    *self,
                          GCompareFunc compare);
void     weir_heap_clear (WeirHeap    *self);
void     weir_heap_push  (WeirHeap    *self,
                          gpointer     item);
gpointer weir_heap_pop   (WeirHeap    *self);

/* The smallest, NULL when there is none. */
static inline gpointer
weir_heap_peek (const WeirHeap *self)
{
  return self->items->len > 0 ? g_ptr_array_index (self->items, 0) : NULL;
}

G_END_DECLS
