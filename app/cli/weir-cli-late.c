#include "config.h"

#include "app/cli/weir-cli-late.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli-sink.h"

#define SHARE 0.999

struct _WeirCliLate
{
  WeirCliSink base;     /* first */
  guint       stream;
  guint       window;
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

  if (stream == self->stream && window == self->window)
    weir_cli_sink_add_row (&self->base, row);
}

static const WeirSinkMethods methods = {
  .late = on_late,
  WEIR_CLI_SINK_METHODS,
};

WeirCliLate *
weir_cli_late_new (WeirTopology            *topology,
                   guint                    stream,
                   guint                    window,
                   const WeirCliOutputSpec *spec,
                   GError                 **error)
{
  WeirCliOutput *output = weir_cli_output_new (spec, columns, G_N_ELEMENTS (columns), error);
  WeirCliLate *self;

  if (output == NULL)
    return NULL;

  self = g_new0 (WeirCliLate, 1);
  weir_cli_sink_init (&self->base, &methods, output);
  self->stream = stream;
  self->window = window;
  weir_topology_add_sink (topology, &self->base.sink);

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

  weir_cli_sink_clear (&self->base);
  g_free (self);
}
