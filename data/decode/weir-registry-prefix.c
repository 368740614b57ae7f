#include "config.h"

#include "data/decode/weir-registry-prefix.h"

#include <string.h>

/* A zero byte and the number of a schema. */
#define PREFIX_BYTES 5

/**
 * weir_registry_prefix_describe:
 * @payload: (array length=length): the value of a record
 * @length: its bytes
 *
 * Tells what Confluent's serializers put before a payload: a zero byte, and the
 * number of its schema in the registry. No text begins so. Any thread.
 *
 * Returns: (transfer full) (nullable): a sentence that says so, in English, for
 *   a log or a list of dead letters; %NULL if there is no such prefix
 */
char *
weir_registry_prefix_describe (const char *payload,
                               gsize       length)
{
  guint32 schema;

  if (length < PREFIX_BYTES || payload[0] != '\0')
    return NULL;

  memcpy (&schema, payload + 1, sizeof schema);

  return g_strdup_printf ("the payload begins with the prefix of Confluent's serializers (schema %u of the registry): "
                          "it is Avro, Protobuf or JSON Schema, and not plain text", GUINT32_FROM_BE (schema));
}
