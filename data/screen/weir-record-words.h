#pragma once

#include "data/decode/weir-decoder.h"
#include "data/workspace/weir-stream-schema.h"

G_BEGIN_DECLS

char *weir_record_words_dup (WeirStreamSchema   *schema,
                             WeirDecoder        *decoder,
                             const WeirMessage  *message,
                             char              **stream_key,
                             WeirDecodeError    *reason);

G_END_DECLS
