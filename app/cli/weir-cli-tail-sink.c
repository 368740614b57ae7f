#include "config.h"

#include "app/cli/weir-cli-tail-sink.h"

#include <string.h>

#include "app/cli/weir-cli-envelope.h"
#include "app/cli/weir-cli-sink.h"
#include "data/decode/weir-escape.h"
#include "data/store/weir-export-text.h"

struct _WeirCliTailSink
{
  WeirCliSink       base;     /* first */
  guint             stream;
  WeirStreamSchema *schema;   /* borrowed from the topology */
  gboolean          raw;      /* nothing is decoded */
  gboolean          json;
  GString          *buffer;   /* the output's */
};

static void
weir_cli_tail_sink_append_time (GString *text,
                           gint64   time_usec)
{
  char buffer[32];

  weir_time_format_iso (time_usec, buffer);
  g_string_append (text, buffer);
}

/* One line whatever the bytes are. */
static void
weir_cli_tail_sink_append_bytes (GString    *text,
                            const char *bytes,
                            gsize       length)
{
  if (bytes != NULL)
    weir_escape_append (text, bytes, length);
  else
    g_string_append (text, "NULL");
}

static void
weir_cli_tail_sink_append_values (WeirCliTailSink      *self,
                             const WeirRecord *record)
{
  GString *text = self->buffer;

  for (guint i = 0; i < record->n_values; i++)
    {
      const WeirValue *value = &record->values[i];

      g_string_append_c (text, ' ');
      weir_escape_append (text, self->schema->names[i], strlen (self->schema->names[i]));
      g_string_append_c (text, '=');
      if (value->type == WEIR_VALUE_TEXT)
        weir_escape_append_quoted (text, value->as_text, value->length);
      else
        weir_value_append_text (value, text);
    }
}

static void
weir_cli_tail_sink_append_text (WeirCliTailSink       *self,
                           const WeirMessage *message,
                           const WeirRecord  *record)
{
  GString *text = self->buffer;
  gint64 time_usec = record != NULL ? record->time_usec : message->time_usec;

  if (time_usec != WEIR_NO_TIME)
    weir_cli_tail_sink_append_time (text, time_usec);
  else
    g_string_append_c (text, '-');
  g_string_append_c (text, ' ');
  weir_escape_append (text, message->topic, strlen (message->topic));
  g_string_append_printf (text, "[%d]@%" G_GINT64_FORMAT " ", message->partition, message->offset);
  if (record != NULL)
    weir_cli_tail_sink_append_bytes (text, record->key, record->key_length);
  else
    weir_cli_tail_sink_append_bytes (text, message->key, message->key_length);

  if (record != NULL)
    weir_cli_tail_sink_append_values (self, record);

  if (record == NULL || record->n_values == 0)
    {
      g_string_append_c (text, ' ');
      weir_cli_tail_sink_append_bytes (text, message->payload, message->payload_length);
    }
}

static void
weir_cli_tail_sink_append_json_values (WeirCliTailSink      *self,
                                  const WeirRecord *record)
{
  GString *text = self->buffer;

  g_string_append (text, ",\"time\":\"");
  weir_cli_tail_sink_append_time (text, record->time_usec);
  g_string_append (text, "\",\"values\":{");
  for (guint i = 0; i < record->n_values; i++)
    {
      const WeirValue *value = &record->values[i];

      if (i > 0)
        g_string_append_c (text, ',');
      if (value->type == WEIR_VALUE_TEXT)
        {
          weir_export_append_json_member (text, self->schema->names[i], value->as_text, value->length);
          continue;
        }

      weir_export_append_json_text (text, self->schema->names[i], strlen (self->schema->names[i]));
      g_string_append_c (text, ':');
      if (value->type == WEIR_VALUE_BOOL)
        g_string_append (text, value->as_int ? "true" : "false");
      else if (weir_value_is_number (value))
        weir_value_append_text (value, text);
      else
        g_string_append (text, "null");
    }
  g_string_append_c (text, '}');
}

/* The names of kcat's -J; time and values are what was decoded. */
static void
weir_cli_tail_sink_append_json (WeirCliTailSink       *self,
                           const WeirMessage *message,
                           const WeirRecord  *record)
{
  GString *text = self->buffer;

  g_string_append_c (text, '{');
  weir_cli_envelope_append (text, message);
  g_string_append_c (text, ',');
  weir_export_append_json_member (text, "key", message->key, message->key_length);
  if (record != NULL)
    weir_cli_tail_sink_append_json_values (self, record);
  g_string_append_c (text, ',');
  weir_export_append_json_member (text, "payload", message->payload, message->payload_length);
}

/* @record NULL: it was not decoded; @problem: why it could not be. */
static void
weir_cli_tail_sink_write (WeirCliTailSink   *self,
                          const WeirMessage *message,
                          const WeirRecord  *record,
                          const char        *problem)
{
  if (self->base.error != NULL)
    return;

  if (self->json)
    weir_cli_tail_sink_append_json (self, message, record);
  else
    weir_cli_tail_sink_append_text (self, message, record);

  if (problem != NULL)
    {
      g_string_append (self->buffer, self->json ? ",\"dead\":" : " ! ");
      weir_export_append_json_text (self->buffer, problem, strlen (problem));
    }

  g_string_append (self->buffer, self->json ? "}\n" : "\n");
  weir_cli_sink_end_line (&self->base);
}

static void
weir_cli_tail_sink_record (WeirSink             *sink,
                           const WeirSinkRecord *given)
{
  WeirCliTailSink *self = (WeirCliTailSink *) sink;

  if (given->stream == self->stream)
    weir_cli_tail_sink_write (self, given->message, self->raw ? NULL : given->record, NULL);
}

static void
weir_cli_tail_sink_dead_letter (WeirSink          *sink,
                                guint              stream,
                                const WeirMessage *message,
                                WeirDecodeError    reason,
                                const char        *detail)
{
  WeirCliTailSink *self = (WeirCliTailSink *) sink;

  if (stream == self->stream)
    weir_cli_tail_sink_write (self, message, NULL, weir_decode_error_get_text (reason));
}

static const WeirSinkMethods methods = {
  .record = weir_cli_tail_sink_record,
  .dead_letter = weir_cli_tail_sink_dead_letter,
  WEIR_CLI_SINK_METHODS,
};

WeirCliTailSink *
weir_cli_tail_sink_new (WeirTopology *topology,
                        guint         stream,
                        gboolean      json)
{
  WeirCliTailSink *self = g_new0 (WeirCliTailSink, 1);

  weir_cli_sink_init (&self->base, &methods, weir_cli_output_new_lines ());
  self->stream = stream;
  self->schema = weir_stream_get_schema (weir_topology_get_stream (topology, stream));
  self->raw = self->schema->config->format == WEIR_FORMAT_RAW;
  self->json = json;
  self->buffer = weir_cli_output_get_text (self->base.output);
  weir_topology_add_sink (topology, &self->base.sink);

  return self;
}

void
weir_cli_tail_sink_free (WeirCliTailSink *self)
{
  if (self == NULL)
    return;

  weir_cli_sink_clear (&self->base);
  g_free (self);
}
