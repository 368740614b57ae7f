#include "config.h"

#include "data/source/weir-message.h"

#include <librdkafka/rdkafka.h>
#include <string.h>

/**
 * weir_message_get_time_kind:
 * @self: a message
 *
 * Returns: who set its timestamp; of one without a timestamp it says nothing
 */
WeirTimeKind
weir_message_get_time_kind (const WeirMessage *self)
{
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_CREATE_TIME;

  if (self->native == NULL)
    return self->time_kind;

  rd_kafka_message_timestamp (self->native, &type);

  return type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? WEIR_TIME_KIND_LOG_APPEND : WEIR_TIME_KIND_CREATE;
}

/**
 * weir_message_get_header:
 * @self: a message
 * @i: a number from 0
 * @header: (out): filled, borrowed from @self
 *
 * One name may stand there twice.
 *
 * Returns: %FALSE if the record has no more than @i headers
 */
gboolean
weir_message_get_header (const WeirMessage *self,
                         guint              i,
                         WeirHeader        *header)
{
  rd_kafka_headers_t *headers = NULL;
  const void *value;

  if (self->native == NULL)
    {
      if (i < self->n_headers)
        *header = self->headers[i];
      return i < self->n_headers;
    }

  if (rd_kafka_message_headers (self->native, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR
      || rd_kafka_header_get_all (headers, i, &header->name, &value, &header->length) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return FALSE;
  header->value = value;

  return TRUE;
}

/* Bytes behind which stands a NUL, so that an empty text is one too. */
static char *
copy_bytes (const char *bytes,
            gsize       length)
{
  char *copy;

  if (bytes == NULL)
    return NULL;

  copy = g_malloc (length + 1);
  memcpy (copy, bytes, length);
  copy[length] = '\0';

  return copy;
}

static WeirHeader *
copy_headers (const WeirMessage *message,
              guint             *n)
{
  GArray *headers = g_array_new (FALSE, FALSE, sizeof (WeirHeader));
  WeirHeader header;

  for (guint i = 0; weir_message_get_header (message, i, &header); i++)
    {
      header.name = g_strdup (header.name);
      header.value = copy_bytes (header.value, header.length);
      g_array_append_val (headers, header);
    }
  *n = headers->len;

  return (WeirHeader *) g_array_free (headers, headers->len == 0);
}

/**
 * weir_message_copy:
 * @self: a message
 *
 * Copies all of it, headers too.
 *
 * Returns: (transfer full): a message that owns what it points to; free with
 *   weir_message_free()
 */
WeirMessage *
weir_message_copy (const WeirMessage *self)
{
  WeirMessage *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->topic = g_strdup (self->topic);
  copy->key = copy_bytes (self->key, self->key_length);
  copy->payload = copy_bytes (self->payload, self->payload_length);
  copy->headers = copy_headers (self, &copy->n_headers);
  copy->time_kind = weir_message_get_time_kind (self);
  copy->native = NULL;

  return copy;
}

/**
 * weir_message_free:
 * @self: (nullable) (transfer full): a copy by weir_message_copy()
 *
 * Frees it.
 */
void
weir_message_free (WeirMessage *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_headers; i++)
    {
      g_free ((char *) self->headers[i].name);
      g_free ((char *) self->headers[i].value);
    }
  g_free ((WeirHeader *) self->headers);
  g_free ((char *) self->topic);
  g_free ((char *) self->key);
  g_free ((char *) self->payload);
  g_free (self);
}
