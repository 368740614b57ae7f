#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64  due_usec;
  guint32 key;
} WeirDue;

/**
 * WeirDueHeap:
 *
 * Keys by the horizon at which they have something to give out, the smallest
 * first. An entry may be out of date: a key that was given a later due since is
 * looked at, found to have nothing, and put back.
 */
typedef struct
{
  GArray *entries;   /* owned; of WeirDue */
} WeirDueHeap;

void     weir_due_heap_init  (WeirDueHeap *self);
void     weir_due_heap_clear (WeirDueHeap *self);
void     weir_due_heap_push  (WeirDueHeap *self,
                              gint64       due_usec,
                              guint32      key);
gboolean weir_due_heap_pop   (WeirDueHeap *self,
                              gint64       horizon_usec,
                              guint32     *key);

/* The smallest due, G_MAXINT64 when there is none. */
static inline gint64
weir_due_heap_get_next (const WeirDueHeap *self)
{
  return self->entries->len > 0 ? g_array_index (self->entries, WeirDue, 0).due_usec : G_MAXINT64;
}

G_END_DECLS
