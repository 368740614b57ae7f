#pragma once

#include "data/decode/weir-value.h"
#include "data/source/weir-message.h"

G_BEGIN_DECLS

/**
 * WeirRecord:
 * @message: the record it was decoded from
 * @time_usec: event time (µs UTC)
 * @key: the key's bytes (never %NULL; an absent key is the empty string)
 * @key_length: bytes in @key
 * @values: one value a field of the decoder's spec, in its order
 * @n_values: how many
 *
 * A decoded record. Borrowed: valid until the decoder decodes the next one.
 */
typedef struct
{
  const WeirMessage *message;
  gint64             time_usec;
  const char        *key;
  gsize              key_length;
  const WeirValue   *values;
  guint              n_values;
} WeirRecord;

G_END_DECLS
