#include "config.h"

#include "data/window/weir-due-heap.h"

/**
 * weir_due_heap_init:
 * @self: memory to fill
 *
 * Makes an empty heap. Clear with weir_due_heap_clear().
 */
void
weir_due_heap_init (WeirDueHeap *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (WeirDue));
}

/**
 * weir_due_heap_clear:
 * @self: a heap
 */
void
weir_due_heap_clear (WeirDueHeap *self)
{
  g_clear_pointer (&self->entries, g_array_unref);
}

/**
 * weir_due_heap_push:
 * @self: a heap
 * @due_usec: when
 * @key: which key
 */
void
weir_due_heap_push (WeirDueHeap *self,
                    gint64       due_usec,
                    guint32      key)
{
  WeirDue entry = { due_usec, key };
  guint place = self->entries->len;

  g_array_append_val (self->entries, entry);
  while (place > 0)
    {
      guint parent = (place - 1) / 2;
      WeirDue above = g_array_index (self->entries, WeirDue, parent);

      if (above.due_usec <= due_usec)
        break;
      g_array_index (self->entries, WeirDue, place) = above;
      place = parent;
    }
  g_array_index (self->entries, WeirDue, place) = entry;
}

static void
weir_due_heap_sink (WeirDueHeap *self,
                    WeirDue      entry)
{
  guint n = self->entries->len;
  guint place = 0;

  while (2 * place + 1 < n)
    {
      guint child = 2 * place + 1;

      if (child + 1 < n
          && g_array_index (self->entries, WeirDue, child + 1).due_usec
               < g_array_index (self->entries, WeirDue, child).due_usec)
        child++;
      if (entry.due_usec <= g_array_index (self->entries, WeirDue, child).due_usec)
        break;
      g_array_index (self->entries, WeirDue, place) = g_array_index (self->entries, WeirDue, child);
      place = child;
    }
  g_array_index (self->entries, WeirDue, place) = entry;
}

/**
 * weir_due_heap_pop:
 * @self: a heap
 * @horizon_usec: a horizon
 * @key: (out): a key due at or before it
 *
 * Returns: %FALSE when none is
 */
gboolean
weir_due_heap_pop (WeirDueHeap *self,
                   gint64       horizon_usec,
                   guint32     *key)
{
  WeirDue last;

  if (weir_due_heap_get_next (self) > horizon_usec || self->entries->len == 0)
    return FALSE;

  *key = g_array_index (self->entries, WeirDue, 0).key;
  last = g_array_index (self->entries, WeirDue, self->entries->len - 1);
  g_array_set_size (self->entries, self->entries->len - 1);
  if (self->entries->len > 0)
    weir_due_heap_sink (self, last);

  return TRUE;
}
