#include "config.h"

#include "data/screen/weir-record-words.h"

#include "data/alert/weir-rule-text.h"
#include "data/decode/weir-escape.h"
#include "data/decode/weir-field-tree.h"
#include "data/stream/weir-stream.h"

/* Bytes of a raw payload that stand in a list. */
#define BEGINNING_MAX 240

/* Index of the stream's field of that name; -1: it has none. */
static int
find_field (WeirStreamSchema *schema,
            const char       *name)
{
  for (guint i = 0; i < schema->n_fields; i++)
    if (g_str_equal (schema->names[i], name))
      return (int) i;

  return -1;
}

/**
 * weir_record_words_dup_path:
 * @schema: a stream's
 * @name: one of its fields, or a dotted path of its payloads
 *
 * Returns: (transfer full): where that stands in what the tail keeps of a record: of a
 *   row of a derived stream that is JSON of our own
 */
char *
weir_record_words_dup_path (WeirStreamSchema *schema,
                            const char       *name)
{
  g_autoptr(GString) path = NULL;
  int field;

  g_return_val_if_fail (schema != NULL && name != NULL, NULL);

  field = find_field (schema, name);
  if (schema->config->derived == NULL)
    return g_strdup (field >= 0 ? schema->paths[field] : name);

  path = g_string_new ("values");
  weir_field_path_append (path, name);

  return g_strdup (path->str);
}

/**
 * weir_record_words_decoder_new:
 * @schema: a stream's
 * @paths: (array zero-terminated=1): of weir_record_words_dup_path()
 * @error: return location for an error of weir_decoder_new()
 *
 * Returns: (transfer full) (nullable): a decoder of what the tail keeps of a record,
 *   that finds these values
 */
WeirDecoder *
weir_record_words_decoder_new (WeirStreamSchema    *schema,
                               const char * const  *paths,
                               GError             **error)
{
  WeirDecoderSpec spec;

  g_return_val_if_fail (schema != NULL && paths != NULL, NULL);

  weir_stream_fill_decoder_spec (schema, &spec);
  if (schema->config->derived != NULL)
    spec = (WeirDecoderSpec) { .format = WEIR_FORMAT_JSON, .time_basis = WEIR_TIME_BASIS_RECORD };
  spec.field_paths = paths;

  return weir_decoder_new (&spec, error);
}

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
