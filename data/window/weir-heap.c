#include "config.h"

#include "data/window/weir-heap.h"

/**
 * weir_heap_init:
 * @self: memory to fill
 * @compare: the order of two items; called with the items themselves
 *
 * Makes an empty heap. Clear with weir_heap_clear().
 */
void
weir_heap_init (WeirHeap    *self,
                GCompareFunc compare)
{
  self->items = g_ptr_array_new ();
  self->compare = compare;
}

/**
 * weir_heap_clear:
 * @self: a heap
 *
 * Forgets all items.
 */
void
weir_heap_clear (WeirHeap *self)
{
  g_clear_pointer (&self->items, g_ptr_array_unref);
}

/**
 * weir_heap_push:
 * @self: a heap
 * @item: what to add; borrowed until popped
 */
void
weir_heap_push (WeirHeap *self,
                gpointer  item)
{
  gpointer *items;
  guint place = self->items->len;

  g_ptr_array_add (self->items, item);
  items = self->items->pdata;
  while (place > 0 && self->compare (item, items[(place - 1) / 2]) < 0)
    {
      items[place] = items[(place - 1) / 2];
      place = (place - 1) / 2;
    }
  items[place] = item;
}

/**
 * weir_heap_pop:
 * @self: a heap
 *
 * Returns: (nullable): the smallest, which is no longer in the heap
 */
gpointer
weir_heap_pop (WeirHeap *self)
{
  gpointer *items = self->items->pdata;
  guint length = self->items->len;
  guint place = 0;
  gpointer smallest;
  gpointer last;

  if (length == 0)
    return NULL;

  smallest = items[0];
  last = items[--length];
  g_ptr_array_set_size (self->items, length);
  for (guint child = 1; child < length; child = 2 * place + 1)
    {
      if (child + 1 < length && self->compare (items[child + 1], items[child]) < 0)
        child++;
      if (self->compare (last, items[child]) <= 0)
        break;
      items[place] = items[child];
      place = child;
    }
  if (length > 0)
    items[place] = last;

  return smallest;
}
