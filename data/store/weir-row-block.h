#pragma once

#include "data/decode/weir-value.h"

G_BEGIN_DECLS

/* As many as DuckDB takes at once. */
#define WEIR_ROW_BLOCK_ROWS 2048

/**
 * WeirRowBlock:
 * @n_columns: values of a row
 * @n_rows: rows that it has
 * @values: (array): @n_columns a row; texts are the block's
 * @written: texts are as a file has them: nothing in them is escaped any more
 *
 * Some rows that go from one thread to others. One thread fills it; then any
 * number may read it at the same time.
 */
typedef struct
{
  guint      n_columns;
  guint      n_rows;
  WeirValue *values;
  gboolean   written;

  /*< private >*/
  GPtrArray *texts;    /* owned, of bytes */
  char      *room;     /* in the last of them */
  gsize      n_room;
  gsize      n_bytes;
  int        n_refs;   /* atomic */
} WeirRowBlock;

WeirRowBlock *weir_row_block_new     (guint               n_columns);
void          weir_row_block_add     (WeirRowBlock       *self,
                                      const WeirValue    *values);
gboolean      weir_row_block_is_full (const WeirRowBlock *self);
WeirRowBlock *weir_row_block_ref     (WeirRowBlock       *self);
void          weir_row_block_unref   (WeirRowBlock       *self);

static inline const WeirValue *
weir_row_block_get_row (const WeirRowBlock *self,
                        guint               row)
{
  return &self->values[(gsize) row * self->n_columns];
}

G_END_DECLS
