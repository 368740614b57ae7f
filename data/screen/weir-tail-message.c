#include "config.h"

#include "data/screen/weir-tail-message.h"

#include <string.h>

#include "data/decode/weir-escape.h"

static void
header_free (gpointer data)
{
  WeirTailHeader *self = data;

  g_free (self->name);
  g_clear_pointer (&self->value, g_bytes_unref);
  g_free (self);
}

/*< private >
 * weir_tail_headers_copy:
 * @message: a message
 *
 * Returns: (transfer full) (nullable) (element-type WeirTailHeader): the first of
 *   its headers; %NULL where it has none
 */
GPtrArray *
weir_tail_headers_copy (const WeirMessage *message)
{
  GPtrArray *headers = NULL;
  WeirHeader header;

  for (guint i = 0; i < WEIR_TAIL_MAX_HEADERS && weir_message_get_header (message, i, &header); i++)
    {
      WeirTailHeader *copy = g_new0 (WeirTailHeader, 1);

      copy->name = g_strndup (header.name, WEIR_TAIL_MAX_HEADER_BYTES);
      copy->length = header.length;
      if (header.value != NULL)
        copy->value = g_bytes_new (header.value, MIN (header.length, WEIR_TAIL_MAX_HEADER_BYTES));
      if (headers == NULL)
        headers = g_ptr_array_new_with_free_func (header_free);
      g_ptr_array_add (headers, copy);
    }

  return headers;
}

/*< private >
 * weir_tail_message_new:
 * @message: a message; of its payload no more is kept than is shown
 * @payload_length: bytes that its payload has in all
 *
 * Copies a message. What it says is for the caller to put into words.
 *
 * Returns: (transfer full): it, without words
 */
WeirTailMessage *
weir_tail_message_new (const WeirMessage *message,
                       gsize              payload_length)
{
  WeirTailMessage *self = g_new0 (WeirTailMessage, 1);

  g_atomic_ref_count_init (&self->refs);
  self->topic = g_intern_string (message->topic);
  self->partition = message->partition;
  self->offset = message->offset;
  self->time_usec = message->time_usec;
  self->record_time_usec = message->time_usec;
  self->payload_length = payload_length;
  if (message->key != NULL)
    {
      self->key = weir_escape_dup (message->key, message->key_length, WEIR_ESCAPE_KEY_MAX);
      self->key_bytes = g_bytes_new (message->key, MIN (message->key_length, WEIR_ESCAPE_KEY_MAX));
    }
  if (message->payload != NULL)
    self->payload = g_bytes_new (message->payload, MIN (message->payload_length, WEIR_ESCAPE_PAYLOAD_MAX));
  self->headers = weir_tail_headers_copy (message);

  return self;
}

/**
 * weir_tail_message_ref:
 * @self: a message
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
WeirTailMessage *
weir_tail_message_ref (WeirTailMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/**
 * weir_tail_message_unref:
 * @self: (transfer full): a message
 *
 * Any thread.
 */
void
weir_tail_message_unref (WeirTailMessage *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->key);
  g_free (self->stream_key);
  g_clear_pointer (&self->key_bytes, g_bytes_unref);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_free (self->decoded);
  g_free (self);
}

/**
 * weir_tail_message_dup_text:
 * @self: a message
 *
 * Returns: (transfer full): its payload as one line of text, escaped; it ends with
 *   "…" where the payload is longer
 */
char *
weir_tail_message_dup_text (WeirTailMessage *self)
{
  const char *bytes;
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->payload == NULL)
    return g_strdup ("");

  bytes = g_bytes_get_data (self->payload, &length);
  if (length < self->payload_length)
    {
      g_autofree char *text = weir_escape_dup (bytes, length, length);

      return g_strconcat (text, "…", NULL);
    }

  return weir_escape_dup (bytes, length, length);
}

static void
append_header (GArray               *headers,
               const WeirTailHeader *header)
{
  WeirHeader borrowed = { .name = header->name };

  if (header->value != NULL)
    {
      borrowed.value = g_bytes_get_data (header->value, &borrowed.length);
      borrowed.value = borrowed.value != NULL ? borrowed.value : "";
    }
  g_array_append_val (headers, borrowed);
}

/* Bytes of which there may be none, which is not the same as no bytes at all. */
static const char *
borrow_bytes (GBytes *bytes,
              gsize  *length)
{
  const char *data;

  *length = 0;
  if (bytes == NULL)
    return NULL;

  data = g_bytes_get_data (bytes, length);

  return data != NULL ? data : "";
}

/*< private >
 * weir_tail_message_fill:
 * @self: a message
 * @message: (out caller-allocates): the record as it came, as far as it was kept
 * @headers: (element-type WeirHeader): room for its headers; what it held before is gone
 *
 * Both borrow from @self.
 */
void
weir_tail_message_fill (WeirTailMessage *self,
                        WeirMessage     *message,
                        GArray          *headers)
{
  g_return_if_fail (self != NULL && message != NULL && headers != NULL);

  g_array_set_size (headers, 0);
  for (guint i = 0; self->headers != NULL && i < self->headers->len; i++)
    append_header (headers, g_ptr_array_index (self->headers, i));

  *message = (WeirMessage) {
    .topic = self->topic,
    .partition = self->partition,
    .offset = self->offset,
    .time_usec = self->record_time_usec,
    .arrival_usec = self->record_time_usec,
    .headers = (const WeirHeader *) headers->data,
    .n_headers = headers->len,
  };
  message->key = borrow_bytes (self->key_bytes, &message->key_length);
  message->payload = borrow_bytes (self->payload, &message->payload_length);
}

/*< private >
 * weir_tail_message_get_n_bytes:
 * @self: a message
 *
 * Returns: about how much memory it holds
 */
gsize
weir_tail_message_get_n_bytes (WeirTailMessage *self)
{
  gsize n = sizeof *self + 512;

  if (self->payload != NULL)
    n += g_bytes_get_size (self->payload);
  if (self->decoded != NULL)
    n += strlen (self->decoded);
  for (guint i = 0; self->headers != NULL && i < self->headers->len; i++)
    n += sizeof (WeirTailHeader) + MIN (((WeirTailHeader *) g_ptr_array_index (self->headers, i))->length,
                                        WEIR_TAIL_MAX_HEADER_BYTES);

  return n;
}
