#pragma once

#include "data/decode/weir-record.h"
#include "data/workspace/weir-stream-schema.h"
#include "data/stream/weir-trail.h"

G_BEGIN_DECLS

/**
 * WeirRowTail:
 *
 * The newest rows of a derived stream, as #WeirTail has the newest messages of
 * another: copied when they come and made into text for an update.
 * Consumer thread.
 */
typedef struct _WeirRowTail WeirRowTail;

WeirRowTail *weir_row_tail_new  (WeirStreamSchema   *schema);
void         weir_row_tail_free (WeirRowTail      *self);
void         weir_row_tail_add  (WeirRowTail      *self,
                                 const WeirRecord *record,
                                 const WeirTrail  *trail);
void         weir_row_tail_take (WeirRowTail      *self,
                                 GPtrArray        *messages);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRowTail, weir_row_tail_free)

G_END_DECLS
