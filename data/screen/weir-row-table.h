#pragma once

#include "data/window/weir-window-engine.h"
#include "data/screen/weir-dense-index.h"

G_BEGIN_DECLS

/*
 * Window rows in compact arrays, one a (key, start): a later row of the same
 * window takes the place of the earlier. Owned by one thread at a time.
 */

typedef struct
{
  guint32         key_id;
  WeirWindowState state;
  gint64          start_usec;
  gint64          end_usec;
  guint64         count;
} WeirRowHead;

typedef struct
{
  guint          n_values;
  GArray        *heads;     /* owned, of WeirRowHead */
  GArray        *values;    /* owned, of WeirValue, n_values a row; numbers and nulls only */
  WeirDenseIndex index;     /* (start, key) → row */
} WeirRowTable;

void               weir_row_table_init        (WeirRowTable       *self,
                                               guint               n_values);
void               weir_row_table_clear       (WeirRowTable       *self);
void               weir_row_table_put         (WeirRowTable       *self,
                                               const WeirRowHead  *head,
                                               const WeirValue    *values);
const WeirRowHead *weir_row_table_get_head    (const WeirRowTable *self,
                                               guint               i);
const WeirValue   *weir_row_table_get_values  (const WeirRowTable *self,
                                               guint               i);
gsize              weir_row_table_get_n_bytes (const WeirRowTable *self);

G_END_DECLS
