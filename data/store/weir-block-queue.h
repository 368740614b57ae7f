#pragma once

#include "data/store/weir-row-block.h"

G_BEGIN_DECLS

/**
 * WeirBlockQueue:
 *
 * Blocks of rows on their way from one thread, which pushes and ends, to another,
 * which pops, a few at a time: who is ahead waits. Any thread stops it.
 */
typedef struct _WeirBlockQueue WeirBlockQueue;

WeirBlockQueue *weir_block_queue_new  (void);
void            weir_block_queue_free (WeirBlockQueue *self);
gboolean        weir_block_queue_push (WeirBlockQueue *self,
                                       WeirRowBlock   *block);
void            weir_block_queue_end  (WeirBlockQueue *self);
WeirRowBlock   *weir_block_queue_pop  (WeirBlockQueue *self);
void            weir_block_queue_stop (WeirBlockQueue *self);
gboolean        weir_block_queue_is_stopped (WeirBlockQueue *self);

G_END_DECLS
