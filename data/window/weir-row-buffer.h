#pragma once

#include "data/window/weir-window-engine-private.h"

G_BEGIN_DECLS

typedef struct
{
  guint32         key;
  WeirWindowState state;
  gint64          start_usec;
  gint64          end_usec;
  WeirCellWord   *cell;      /* owned */
} WeirBufferedRow;

/**
 * WeirRowBuffer:
 *
 * Rows of several keys that are due together, to be given out in order.
 */
typedef struct
{
  WeirWindowEngine *engine;   /* borrowed */
  GArray           *rows;     /* owned; of WeirBufferedRow */
} WeirRowBuffer;

void          weir_row_buffer_init  (WeirRowBuffer    *self,
                                     WeirWindowEngine *engine);
void          weir_row_buffer_clear (WeirRowBuffer    *self);
WeirCellWord *weir_row_buffer_add   (WeirRowBuffer    *self,
                                     guint32           key,
                                     WeirWindowState   state,
                                     gint64            start_usec,
                                     gint64            end_usec);
void          weir_row_buffer_drop  (WeirRowBuffer    *self);
void          weir_row_buffer_flush (WeirRowBuffer    *self,
                                     WeirWindowRowFunc func,
                                     gpointer          user_data);

G_END_DECLS
