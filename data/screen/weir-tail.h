#pragma once

#include "data/decode/weir-decoder.h"
#include "data/workspace/weir-stream-schema.h"
#include "data/screen/weir-tail-message.h"

G_BEGIN_DECLS

/* Messages that are kept between two looks: what comes faster is counted but not shown. */
#define WEIR_TAIL_MAX 200

/*
 * The newest raw messages of a stream. They are copied as they come and put
 * into text only for those still there at the next update. Consumer thread.
 */
typedef struct _WeirTail WeirTail;

WeirTail *weir_tail_new  (WeirStreamSchema        *schema,
                          const WeirDecoderSpec *spec);
void      weir_tail_free (WeirTail              *self);
void      weir_tail_add  (WeirTail              *self,
                          const WeirMessage     *message,
                          gint64                 time_usec,
                          const char            *dead);
void      weir_tail_take (WeirTail              *self,
                          GPtrArray             *messages);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTail, weir_tail_free)

G_END_DECLS
