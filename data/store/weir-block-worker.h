#pragma once

#include "data/store/weir-row-block.h"

G_BEGIN_DECLS

/**
 * WeirBlockFunc:
 * @block: some rows
 * @user_data: as given
 * @error: return location of why no further block can be taken
 *
 * Does something with rows, on whatever thread.
 *
 * Returns: whether it could
 */
typedef gboolean (*WeirBlockFunc) (WeirRowBlock  *block,
                                   gpointer       user_data,
                                   GError       **error);

/**
 * WeirBlockWorker:
 *
 * Does something with each block of rows, in their order, on a thread of its
 * own; few rows need none. Used by one thread.
 */
typedef struct _WeirBlockWorker WeirBlockWorker;

WeirBlockWorker *weir_block_worker_new    (const char       *name,
                                           WeirBlockFunc     func,
                                           gpointer          user_data);
gboolean         weir_block_worker_push   (WeirBlockWorker  *self,
                                           WeirRowBlock     *block,
                                           GError          **error);
gboolean         weir_block_worker_finish (WeirBlockWorker  *self,
                                           GError          **error);
void             weir_block_worker_free   (WeirBlockWorker  *self);

G_END_DECLS
