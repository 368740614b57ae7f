#include "config.h"

#include "data/screen/weir-record-words.h"

#include "data/alert/weir-rule-text.h"
#include "data/decode/weir-escape.h"

/* Bytes of a raw payload that stand in a list. */
#define BEGINNING_MAX 240

/* The beginning of a payload without fields, in one line. */
static void
append_beginning (GString           *text,
                  const WeirMessage *message)
{
  g_autofree char *shown = NULL;

  if (message->payload == NULL)
    return;

  shown = weir_escape_dup (message->payload, message->payload_length, BEGINNING_MAX);
  g_string_append (text, shown);
}

/**
 * weir_record_words_dup:
 * @schema: a stream's
 * @decoder: one of that stream's spec
 * @message: one of its records, the whole payload
 * @stream_key: (out) (transfer full) (nullable): its key, where the stream takes
 *   a field for it; escaped
 * @reason: (out): why it did not decode, with %NULL
 *
 * Puts a record into words for a list: "price 131.94 USD · volume 20", and of a
 * raw one the beginning. Bounded, whatever the record holds. The decoder's thread.
 *
 * Returns: (transfer full) (nullable): the words; %NULL if it does not decode:
 *   weir_decoder_get_detail() says more
 */
char *
weir_record_words_dup (WeirStreamSchema   *schema,
                       WeirDecoder        *decoder,
                       const WeirMessage  *message,
                       char              **stream_key,
                       WeirDecodeError    *reason)
{
  WeirRecord record;
  GString *text;

  g_return_val_if_fail (schema != NULL && decoder != NULL && message != NULL, NULL);

  *stream_key = NULL;
  if (!weir_decoder_decode (decoder, message, &record, reason))
    return NULL;

  text = g_string_new (NULL);
  weir_rule_text_append_record (text, &record, (const char * const *) schema->names, (const char * const *) schema->units);
  if (schema->config->format == WEIR_FORMAT_RAW)
    append_beginning (text, message);
  if (schema->config->key_path != NULL)
    *stream_key = weir_escape_dup (record.key, record.key_length, WEIR_ESCAPE_KEY_MAX);

  return g_string_free (text, FALSE);
}
