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
  WeirSink      sink;       /* first */
  guint64       n;
  WeirExporter *exporter;   /* owned, nullable */
  gboolean      finished;
  GError       *error;      /* owned, nullable */
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
  if (self->error == NULL)
    weir_exporter_add_row (self->exporter, row, &self->error);
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

  if (self->exporter != NULL)
    weir_cli_dead_letters_keep (self, message, text, detail);
}

static gboolean
on_batch_end (WeirSink             *sink,
              const WeirSinkClock  *clock,
              GError              **error)
{
  WeirCliDeadLetters *self = (WeirCliDeadLetters *) sink;

  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

static gboolean
on_finish (WeirSink  *sink,
           GError   **error)
{
  WeirCliDeadLetters *self = (WeirCliDeadLetters *) sink;

  if (!on_batch_end (sink, NULL, error))
    return FALSE;

  self->finished = self->exporter == NULL || weir_exporter_finish (self->exporter, NULL, error);

  return self->finished;
}

static gboolean
is_delivered (WeirSink *sink)
{
  WeirCliDeadLetters *self = (WeirCliDeadLetters *) sink;

  return self->error == NULL && (self->finished || self->exporter == NULL);
}

static const WeirSinkMethods methods = {
  .dead_letter = on_dead_letter,
  .batch_end = on_batch_end,
  .finish = on_finish,
  .is_delivered = is_delivered,
};

WeirCliDeadLetters *
weir_cli_dead_letters_new (WeirTopology *topology,
                           const char   *path,
                           GError      **error)
{
  g_autoptr(WeirCliDeadLetters) self = g_new0 (WeirCliDeadLetters, 1);
  WeirExportFormat format;

  self->sink.methods = &methods;
  if (path != NULL && !weir_export_name_find_format (path, NULL, WEIR_EXPORT_NDJSON, &format, error))
    return NULL;
  if (path != NULL)
    self->exporter = weir_exporter_new (path, format, columns, G_N_ELEMENTS (columns), error);
  if (path != NULL && self->exporter == NULL)
    return NULL;

  weir_topology_add_sink (topology, &self->sink);

  return g_steal_pointer (&self);
}

guint64
weir_cli_dead_letters_get_n (WeirCliDeadLetters *self)
{
  return self->n;
}

void
weir_cli_dead_letters_free (WeirCliDeadLetters *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->exporter, weir_exporter_free);
  g_clear_error (&self->error);
  g_free (self);
}
