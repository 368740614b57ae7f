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
  if (message->time_usec == WEIR_NO_TIME)
    return;

  g_string_append_printf (text, ",\"tstype\":\"%s\",\"ts\":%" G_GINT64_FORMAT,
                          weir_message_get_time_kind (message) == WEIR_TIME_KIND_LOG_APPEND ? "logappend" : "create",
                          message->time_usec / 1000);
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
weir_cli_envelope_append_headers (GString           *text,
                                  const WeirMessage *message,
                                  gboolean           base64)
{
  gboolean any_bytes = FALSE;
  WeirHeader header;

  g_string_append (text, base64 ? ",\"headers_base64\":[" : ",\"headers\":[");
  for (guint i = 0; weir_message_get_header (message, i, &header); i++)
    {
      any_bytes |= header.value != NULL && !weir_escape_is_utf8 (header.value, header.length);
      if (i > 0)
        g_string_append_c (text, ',');
      weir_export_append_json_text (text, header.name, strlen (header.name));
      g_string_append_c (text, ',');
      weir_cli_envelope_append_value (text, header.value, header.length, base64);
    }
  g_string_append_c (text, ']');

  return any_bytes;
}

/* Of a record that comes from a broker. */
static void
weir_cli_envelope_append_broker (GString                  *text,
                                 const rd_kafka_message_t *native)
{
  g_string_append_printf (text, ",\"broker\":%d", rd_kafka_message_broker_id (native));
  if (rd_kafka_message_leader_epoch (native) >= 0)
    g_string_append_printf (text, ",\"leader_epoch\":%d", rd_kafka_message_leader_epoch (native));
}

void
weir_cli_envelope_append (GString           *text,
                          const WeirMessage *message)
{
  WeirHeader first;

  g_string_append (text, "\"topic\":");
  weir_export_append_json_text (text, message->topic, strlen (message->topic));
  g_string_append_printf (text, ",\"partition\":%d,\"offset\":%" G_GINT64_FORMAT, message->partition, message->offset);
  weir_cli_envelope_append_time (text, message);
  if (message->native != NULL)
    weir_cli_envelope_append_broker (text, message->native);
  if (weir_message_get_header (message, 0, &first) && weir_cli_envelope_append_headers (text, message, FALSE))
    weir_cli_envelope_append_headers (text, message, TRUE);
}
