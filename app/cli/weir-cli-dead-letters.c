#include "config.h"

#include "app/cli/weir-cli-dead-letters.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "app/cli/weir-cli.h"
#include "data/store/weir-export-name.h"

/* More would bury everything else; the count and the file have them all. */
#define SHOWN_MAX 5

struct _WeirCliDeadLetters
{
  guint64       n;
  WeirExporter *exporter;   /* nullable */
  GError       *error;
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

WeirCliDeadLetters *
weir_cli_dead_letters_new (const char *path,
                           GError    **error)
{
  WeirCliDeadLetters *self = g_new0 (WeirCliDeadLetters, 1);
  WeirExportFormat format;

  if (path == NULL)
    return self;

  if (weir_export_name_find_format (path, NULL, WEIR_EXPORT_NDJSON, &format, error))
    self->exporter = weir_exporter_new (path, format, columns, G_N_ELEMENTS (columns), error);
  if (self->exporter == NULL)
    g_clear_pointer (&self, g_free);

  return self;
}

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
  if (self->error == NULL)
    weir_exporter_add_row (self->exporter, row, &self->error);
}

void
weir_cli_dead_letters_add (WeirCliDeadLetters *self,
                           const WeirMessage  *message,
                           WeirDecodeError     reason,
                           const char         *detail)
{
  const char *text = weir_decode_error_get_text (reason);

  if (detail == NULL)
    detail = "";
  if (self->n++ < SHOWN_MAX)
    weir_cli_say (_("dead letter: %s [%d] offset %" PRId64 ": %s: %s"),
                  message->topic, message->partition, message->offset, text, detail);

  if (self->exporter != NULL)
    weir_cli_dead_letters_keep (self, message, text, detail);
}

guint64
weir_cli_dead_letters_get_n (WeirCliDeadLetters *self)
{
  return self->n;
}

GError *
weir_cli_dead_letters_steal_error (WeirCliDeadLetters *self)
{
  return g_steal_pointer (&self->error);
}

gboolean
weir_cli_dead_letters_finish (WeirCliDeadLetters *self,
                              GError            **error)
{
  return self->exporter == NULL || weir_exporter_finish (self->exporter, NULL, error);
}

void
weir_cli_dead_letters_free (WeirCliDeadLetters *self)
{
  g_clear_pointer (&self->exporter, weir_exporter_free);
  g_clear_error (&self->error);
  g_free (self);
}
