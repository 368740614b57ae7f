#include "config.h"

#include "app/cli/weir-cli-envelope.h"

#include <librdkafka/rdkafka.h>
#include <string.h>

#include "data/decode/weir-escape.h"
#include "data/store/weir-export-text.h"

static void
weir_cli_envelope_append_time (GString           *text,
                               const WeirMessage *message)
{
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_CREATE_TIME;

  if (message->time_usec == WEIR_NO_TIME)
    return;

  if (message->native != NULL)
    rd_kafka_message_timestamp (message->native, &type);
  g_string_append_printf (text, ",\"tstype\":\"%s\",\"ts\":%" G_GINT64_FORMAT,
                          type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? "logappend" : "create", message->time_usec / 1000);
}

static void
weir_cli_envelope_append_value (GString    *text,
                                const char *value,
                                gsize       length,
                                gboolean    base64)
{
  g_autofree char *encoded = base64 && value != NULL ? g_base64_encode ((const guchar *) value, length) : NULL;

  if (value == NULL || (!base64 && !weir_escape_is_utf8 (value, length)))
    g_string_append (text, "null");
  else if (encoded != NULL)
    weir_export_append_json_text (text, encoded, strlen (encoded));
  else
    weir_export_append_json_text (text, value, length);
}

/* Names and values by turns: one name may stand there twice. TRUE: a value is no text, and stands there as null. */
static gboolean
weir_cli_envelope_append_headers (GString                  *text,
                                  const rd_kafka_headers_t *headers,
                                  gboolean                  base64)
{
  gboolean any_bytes = FALSE;
  const void *value;
  const char *name;
  gsize length;

  g_string_append (text, base64 ? ",\"headers_base64\":[" : ",\"headers\":[");
  for (gsize i = 0; rd_kafka_header_get_all (headers, i, &name, &value, &length) == RD_KAFKA_RESP_ERR_NO_ERROR; i++)
    {
      any_bytes |= value != NULL && !weir_escape_is_utf8 (value, length);
      if (i > 0)
        g_string_append_c (text, ',');
      weir_export_append_json_text (text, name, strlen (name));
      g_string_append_c (text, ',');
      weir_cli_envelope_append_value (text, value, length, base64);
    }
  g_string_append_c (text, ']');

  return any_bytes;
}

void
weir_cli_envelope_append (GString           *text,
                          const WeirMessage *message)
{
  rd_kafka_headers_t *headers = NULL;

  g_string_append (text, "\"topic\":");
  weir_export_append_json_text (text, message->topic, strlen (message->topic));
  g_string_append_printf (text, ",\"partition\":%d,\"offset\":%" G_GINT64_FORMAT, message->partition, message->offset);
  weir_cli_envelope_append_time (text, message);

  /* A record of a file has no broker. */
  if (message->native == NULL)
    return;

  g_string_append_printf (text, ",\"broker\":%d", rd_kafka_message_broker_id (message->native));
  if (rd_kafka_message_leader_epoch (message->native) >= 0)
    g_string_append_printf (text, ",\"leader_epoch\":%d", rd_kafka_message_leader_epoch (message->native));
  if (rd_kafka_message_headers (message->native, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR
      && weir_cli_envelope_append_headers (text, headers, FALSE))
    weir_cli_envelope_append_headers (text, headers, TRUE);
}
