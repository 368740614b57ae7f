#include "config.h"

#include "data/screen/weir-tail.h"

#include "data/decode/weir-escape.h"
#include "data/screen/weir-record-words.h"

typedef struct
{
  WeirMessage  message;     /* key and payload point into bytes */
  GByteArray  *bytes;       /* owned: key, then payload, cut to what is shown */
  GPtrArray   *headers;     /* owned, nullable, of WeirTailHeader */
  gsize        shown_length;
  gint64       time_usec;
  char        *dead;        /* owned, nullable: why it did not decode */
  char        *decoded;     /* owned, nullable: in words, of a payload too large to be kept whole */
  char        *stream_key;  /* owned, nullable: its key, as the stream has it */
} Slot;

struct _WeirTail
{
  WeirStreamSchema *schema;     /* owned reference */
  WeirDecoder    *decoder;  /* owned, nullable: its own, so that counters do not count twice */
  Slot            slots[WEIR_TAIL_MAX];
  guint64         n_added;
  guint64         n_taken;
};

/*< private >
 * weir_tail_new:
 * @schema: the stream's
 * @spec: how its payloads are decoded
 *
 * Returns: (transfer full): an empty tail
 */
WeirTail *
weir_tail_new (WeirStreamSchema        *schema,
               const WeirDecoderSpec *spec)
{
  WeirTail *self = g_new0 (WeirTail, 1);

  self->schema = weir_stream_schema_ref (schema);
  self->decoder = weir_decoder_new (spec, NULL);
  for (guint i = 0; i < WEIR_TAIL_MAX; i++)
    self->slots[i].bytes = g_byte_array_new ();

  return self;
}

static void
clear_words (Slot *slot)
{
  g_clear_pointer (&slot->dead, g_free);
  g_clear_pointer (&slot->decoded, g_free);
  g_clear_pointer (&slot->stream_key, g_free);
  g_clear_pointer (&slot->headers, g_ptr_array_unref);
}

/*< private >
 * weir_tail_free:
 * @self: (transfer full): a tail
 */
void
weir_tail_free (WeirTail *self)
{
  for (guint i = 0; i < WEIR_TAIL_MAX; i++)
    {
      g_byte_array_unref (self->slots[i].bytes);
      clear_words (&self->slots[i]);
    }
  g_clear_pointer (&self->decoder, weir_decoder_free);
  weir_stream_schema_unref (self->schema);
  g_free (self);
}

/* Puts a payload that is there as a whole into words, and its key. */
static void
decode (WeirTail          *self,
        Slot              *slot,
        const WeirMessage *message)
{
  WeirDecodeError reason;

  if (self->decoder != NULL)
    slot->decoded = weir_record_words_dup (self->schema, self->decoder, message, &slot->stream_key, &reason);
  if (slot->decoded == NULL)
    slot->decoded = g_strdup ("");
}

/*< private >
 * weir_tail_add:
 * @self: a tail
 * @message: a message
 * @time_usec: its event time
 * @dead: (nullable): why it did not decode
 *
 * Copies a message, over the oldest if there are too many.
 */
void
weir_tail_add (WeirTail          *self,
               const WeirMessage *message,
               gint64             time_usec,
               const char        *dead)
{
  Slot *slot = &self->slots[self->n_added++ % WEIR_TAIL_MAX];
  gsize key_length = MIN (message->key_length, WEIR_ESCAPE_KEY_MAX + 1);

  clear_words (slot);
  slot->headers = weir_tail_headers_copy (message);
  slot->message = *message;
  slot->message.native = NULL;
  slot->message.headers = NULL;
  slot->message.n_headers = 0;
  slot->shown_length = MIN (message->payload_length, WEIR_ESCAPE_PAYLOAD_MAX);
  slot->time_usec = time_usec;
  g_byte_array_set_size (slot->bytes, 0);
  if (key_length > 0)
    g_byte_array_append (slot->bytes, (const guint8 *) message->key, key_length);
  if (slot->shown_length > 0)
    g_byte_array_append (slot->bytes, (const guint8 *) message->payload, slot->shown_length);
  slot->message.key_length = key_length;

  slot->dead = g_strdup (dead);
  /* Cut in the middle it could not be decoded later. */
  if (dead == NULL && slot->shown_length < message->payload_length)
    decode (self, slot, message);
}

/* Its headers come from what was copied of them. */
static WeirTailMessage *
message_new (WeirTail *self,
             Slot     *slot)
{
  const char *bytes = (const char *) slot->bytes->data;
  gboolean has_key = slot->message.key != NULL;
  gboolean has_payload = slot->message.payload != NULL;
  gsize payload_length = slot->message.payload_length;
  WeirTailMessage *message;

  slot->message.key = has_key ? (slot->message.key_length > 0 ? bytes : "") : NULL;
  slot->message.payload = has_payload ? (slot->shown_length > 0 ? bytes + slot->message.key_length : "") : NULL;
  slot->message.payload_length = slot->shown_length;

  message = weir_tail_message_new (&slot->message, payload_length);
  message->time_usec = slot->time_usec;
  message->headers = g_steal_pointer (&slot->headers);
  message->dead = slot->dead != NULL;
  if (slot->dead == NULL && slot->decoded == NULL)
    decode (self, slot, &slot->message);
  message->decoded = slot->dead != NULL ? g_steal_pointer (&slot->dead) : g_steal_pointer (&slot->decoded);
  message->stream_key = g_steal_pointer (&slot->stream_key);

  return message;
}

/*< private >
 * weir_tail_take:
 * @self: a tail
 * @messages: (element-type WeirTailMessage): gets what was added since the last call
 *
 * Puts the newest messages into words, oldest of them first.
 */
void
weir_tail_take (WeirTail  *self,
                GPtrArray *messages)
{
  guint64 first = self->n_added > WEIR_TAIL_MAX ? self->n_added - WEIR_TAIL_MAX : 0;

  for (guint64 i = MAX (first, self->n_taken); i < self->n_added; i++)
    g_ptr_array_add (messages, message_new (self, &self->slots[i % WEIR_TAIL_MAX]));

  self->n_taken = self->n_added;
}
