#include "config.h"

#include "app/cli/weir-cli-late.h"

#include <glib/gi18n.h>
#include <string.h>

#include "data/store/weir-export-name.h"

#define SHARE 0.999

struct _WeirCliLate
{
  WeirSink      sink;       /* first */
  guint         stream;
  guint         window;
  WeirExporter *exporter;   /* owned */
  gboolean      finished;
  GError       *error;      /* owned, nullable */
};

static const WeirExportColumn columns[] = {
  { "key", WEIR_EXPORT_TEXT },
  { "topic", WEIR_EXPORT_TEXT },
  { "partition", WEIR_EXPORT_INTEGER },
  { "offset", WEIR_EXPORT_INTEGER },
  { "time", WEIR_EXPORT_TIME },
  { "delay_usec", WEIR_EXPORT_INTEGER },
  { "future", WEIR_EXPORT_BOOLEAN },
};

static void
on_late (WeirSink         *sink,
         guint             stream,
         guint             window,
         const WeirRecord *record,
         gint64            delay_usec,
         gboolean          future)
{
  WeirCliLate *self = (WeirCliLate *) sink;
  const WeirMessage *message = record->message;
  const WeirValue row[G_N_ELEMENTS (columns)] = {
    { .type = WEIR_VALUE_TEXT, .length = record->key_length, .as_text = record->key },
    { .type = WEIR_VALUE_TEXT, .length = strlen (message->topic), .as_text = message->topic },
    { .type = WEIR_VALUE_INT, .as_int = message->partition },
    { .type = WEIR_VALUE_INT, .as_int = message->offset },
    { .type = WEIR_VALUE_INT, .as_int = record->time_usec },
    { .type = WEIR_VALUE_INT, .as_int = delay_usec },
    { .type = WEIR_VALUE_BOOL, .as_int = future },
  };

  if (self->error == NULL && stream == self->stream && window == self->window)
    weir_exporter_add_row (self->exporter, row, &self->error);
}

static gboolean
on_batch_end (WeirSink             *sink,
              const WeirSinkClock  *clock,
              GError              **error)
{
  WeirCliLate *self = (WeirCliLate *) sink;

  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

static gboolean
on_finish (WeirSink  *sink,
           GError   **error)
{
  WeirCliLate *self = (WeirCliLate *) sink;

  if (!on_batch_end (sink, NULL, error))
    return FALSE;

  self->finished = weir_exporter_finish (self->exporter, NULL, error);

  return self->finished;
}

static gboolean
is_delivered (WeirSink *sink)
{
  return ((WeirCliLate *) sink)->finished;
}

static const WeirSinkMethods methods = {
  .late = on_late,
  .batch_end = on_batch_end,
  .finish = on_finish,
  .is_delivered = is_delivered,
};

WeirCliLate *
weir_cli_late_new (WeirTopology *topology,
                   guint         stream,
                   guint         window,
                   const char   *path,
                   gboolean      raw,
                   GError      **error)
{
  WeirExporter *exporter = NULL;
  WeirExportFormat format;
  WeirCliLate *self;

  if (weir_export_name_find_format (path, NULL, WEIR_EXPORT_CSV, &format, error))
    exporter = weir_exporter_new (path, format, columns, G_N_ELEMENTS (columns), error);
  if (exporter == NULL)
    return NULL;

  self = g_new0 (WeirCliLate, 1);
  self->sink.methods = &methods;
  self->stream = stream;
  self->window = window;
  self->exporter = exporter;
  weir_exporter_set_raw (exporter, raw);
  weir_topology_add_sink (topology, &self->sink);

  return self;
}

/* "12 s": whole, at least two digits of it, and rounded up, so that it is enough. */
static char *
weir_cli_late_dup_span (gint64 span_usec)
{
  static const struct
  {
    const char *name;
    gint64      usec;
  } units[] = {
    { "d", G_TIME_SPAN_DAY },
    { "h", G_TIME_SPAN_HOUR },
    { "min", G_TIME_SPAN_MINUTE },
    { "s", G_TIME_SPAN_SECOND },
    { "ms", G_TIME_SPAN_MILLISECOND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (span_usec > 9 * units[i].usec)
      return g_strdup_printf ("%" G_GINT64_FORMAT " %s", (span_usec - 1) / units[i].usec + 1, units[i].name);

  return span_usec > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT " µs", span_usec) : g_strdup ("0 s");
}

gint64
weir_cli_late_get_grace_usec (WeirWindowEngine *engine)
{
  return weir_window_engine_suggest_grace (engine, SHARE);
}

char *
weir_cli_late_dup_advice (WeirWindowEngine *engine)
{
  g_autofree char *span = weir_cli_late_dup_span (weir_cli_late_get_grace_usec (engine));

  /* Translators: a time, as "12 s" */
  return g_strdup_printf (_("a grace of %s would have kept 99.9 %% of the records"), span);
}

void
weir_cli_late_free (WeirCliLate *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->exporter, weir_exporter_free);
  g_clear_error (&self->error);
  g_free (self);
}
