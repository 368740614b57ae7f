#include "config.h"

#include "app/cli/weir-cli-dead-letters.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "app/cli/weir-cli-sink.h"
#include "app/cli/weir-cli.h"

/* More would hide other messages; the count and the file have them all. */
#define SHOWN_MAX 5

struct _WeirCliDeadLetters
{
  WeirCliSink base;   /* first; without an output they are only told and counted */
  guint64     n;
};

static const WeirExportColumn columns[] = {
  { "topic", WEIR_EXPORT_TEXT },
  { "partition", WEIR_EXPORT_INTEGER },
  { "offset", WEIR_EXPORT_INTEGER },
  { "time", WEIR_EXPORT_TIME },
  { "reason", WEIR_EXPORT_TEXT },
  { "detail", WEIR_EXPORT_TEXT },
  { "key", WEIR_EXPORT_BLOB },
  { "payload", WEIR_EXPORT_BLOB },
};

static WeirValue
weir_value_of_bytes (const char *bytes,
                     gsize       length)
{
  if (bytes == NULL)
    return (WeirValue){ .type = WEIR_VALUE_NULL };

  return (WeirValue){ .type = WEIR_VALUE_TEXT, .length = length, .as_text = bytes };
}

static void
weir_cli_dead_letters_keep (WeirCliDeadLetters *self,
                            const WeirMessage  *message,
                            const char         *reason,
                            const char         *detail)
{
  WeirValue row[G_N_ELEMENTS (columns)] = {
    weir_value_of_bytes (message->topic, strlen (message->topic)),
    { .type = WEIR_VALUE_INT, .as_int = message->partition },
    { .type = WEIR_VALUE_INT, .as_int = message->offset },
    { .type = WEIR_VALUE_INT, .as_int = message->time_usec },
    weir_value_of_bytes (reason, strlen (reason)),
    weir_value_of_bytes (detail, strlen (detail)),
    weir_value_of_bytes (message->key, message->key_length),
    weir_value_of_bytes (message->payload, message->payload_length),
  };

  if (message->time_usec == WEIR_NO_TIME)
    row[3].type = WEIR_VALUE_NULL;
  weir_cli_sink_add_row (&self->base, row);
}

static void
on_dead_letter (WeirSink          *sink,
                guint              stream,
                const WeirMessage *message,
                WeirDecodeError    reason,
                const char        *detail)
{
  WeirCliDeadLetters *self = (WeirCliDeadLetters *) sink;
  const char *text = weir_decode_error_get_text (reason);

  if (detail == NULL)
    detail = "";
  if (self->n++ < SHOWN_MAX)
    weir_cli_say (_("dead letter: %s [%d] offset %" PRId64 ": %s: %s"),
                  message->topic, message->partition, message->offset, text, detail);

  if (self->base.output != NULL)
    weir_cli_dead_letters_keep (self, message, text, detail);
}

static const WeirSinkMethods methods = {
  .dead_letter = on_dead_letter,
  WEIR_CLI_SINK_METHODS,
};

WeirCliDeadLetters *
weir_cli_dead_letters_new (WeirTopology            *topology,
                           const WeirCliOutputSpec *spec,
                           GError                 **error)
{
  WeirCliOutput *output = NULL;
  WeirCliDeadLetters *self;

  if (spec != NULL)
    {
      output = weir_cli_output_new (spec, columns, G_N_ELEMENTS (columns), error);
      if (output == NULL)
        return NULL;
    }

  self = g_new0 (WeirCliDeadLetters, 1);
  weir_cli_sink_init (&self->base, &methods, output);
  weir_topology_add_sink (topology, &self->base.sink);

  return self;
}

void
weir_cli_dead_letters_free (WeirCliDeadLetters *self)
{
  if (self == NULL)
    return;

  weir_cli_sink_clear (&self->base);
  g_free (self);
}
