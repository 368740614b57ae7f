#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Finds the place of a (time, number) pair in an array that only grows: what
 * a pair is worth stands in the caller's array at the same place. Memory is 24
 * bytes a pair. Owned by one thread.
 */

#define WEIR_DENSE_INDEX_NONE G_MAXUINT

typedef struct
{
  gint64  time_usec;
  guint64 number;
} WeirDenseKey;

typedef struct
{
  GArray  *keys;      /* owned, of WeirDenseKey */
  guint32 *slots;     /* owned: place + 1, 0 free */
  guint    n_slots;   /* a power of two */
} WeirDenseIndex;

void  weir_dense_index_init      (WeirDenseIndex       *self);
void  weir_dense_index_clear     (WeirDenseIndex       *self);
guint weir_dense_index_find      (const WeirDenseIndex *self,
                                  gint64                time_usec,
                                  guint64               number);
guint weir_dense_index_add       (WeirDenseIndex       *self,
                                  gint64                time_usec,
                                  guint64               number);
gsize weir_dense_index_get_n_bytes (const WeirDenseIndex *self);

G_END_DECLS
