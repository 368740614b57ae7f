#include "config.h"

#include "app/cli/weir-cli-late.h"

#include <glib/gi18n.h>
#include <string.h>

#include "data/store/weir-export-name.h"

#define SHARE 0.999

struct _WeirCliLate
{
  WeirExporter *exporter;   /* owned, nullable */
  GError       *error;
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

WeirCliLate *
weir_cli_late_new (const char *path,
                   gboolean    raw,
                   GError    **error)
{
  WeirCliLate *self = g_new0 (WeirCliLate, 1);
  WeirExportFormat format;

  if (path == NULL)
    return self;

  if (weir_export_name_find_format (path, NULL, WEIR_EXPORT_CSV, &format, error))
    self->exporter = weir_exporter_new (path, format, columns, G_N_ELEMENTS (columns), error);
  if (self->exporter == NULL)
    g_clear_pointer (&self, g_free);
  else
    weir_exporter_set_raw (self->exporter, raw);

  return self;
}

static void
on_late (const WeirRecord *record,
         gint64            delay_usec,
         gboolean          future,
         gpointer          user_data)
{
  WeirCliLate *self = user_data;
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

  if (self->error == NULL)
    weir_exporter_add_row (self->exporter, row, &self->error);
}

void
weir_cli_late_follow (WeirCliLate      *self,
                      WeirWindowEngine *engine)
{
  if (self->exporter != NULL)
    weir_window_engine_set_late_func (engine, on_late, self);
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

GError *
weir_cli_late_steal_error (WeirCliLate *self)
{
  return g_steal_pointer (&self->error);
}

gboolean
weir_cli_late_finish (WeirCliLate *self,
                      GError     **error)
{
  return self->exporter == NULL || weir_exporter_finish (self->exporter, NULL, error);
}

void
weir_cli_late_free (WeirCliLate *self)
{
  g_clear_pointer (&self->exporter, weir_exporter_free);
  g_clear_error (&self->error);
  g_free (self);
}
