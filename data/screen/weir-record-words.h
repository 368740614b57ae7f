#pragma once

#include "data/decode/weir-decoder.h"
#include "data/workspace/weir-stream-schema.h"

G_BEGIN_DECLS

WeirDecoder *weir_record_words_decoder_new (WeirStreamSchema    *schema,
                             const char * const  *paths,
                             GError             **error);
char *weir_record_words_dup_path (WeirStreamSchema  *schema,
                             const char         *name);
char *weir_record_words_dup (WeirStreamSchema   *schema,
                             WeirDecoder        *decoder,
                             const WeirMessage  *message,
                             char              **stream_key,
                             WeirDecodeError    *reason);

G_END_DECLS
