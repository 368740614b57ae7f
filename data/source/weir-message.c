#include "config.h"

#include "data/source/weir-message.h"

#include <librdkafka/rdkafka.h>

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
