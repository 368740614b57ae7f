#include "config.h"

#include "app/cli/weir-cli-record-sink.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/cli/weir-cli-sink.h"

/* Of each record, before its values. */
static const WeirExportColumn record_columns[] = {
  { "key", WEIR_EXPORT_TEXT },
  { "time", WEIR_EXPORT_TIME },
  { "topic", WEIR_EXPORT_TEXT },
  { "partition", WEIR_EXPORT_INTEGER },
  { "offset", WEIR_EXPORT_INTEGER },
};

/* Of each side of a joined row. */
static const WeirExportColumn place_columns[] = {
  { "topic", WEIR_EXPORT_TEXT },
  { "partition", WEIR_EXPORT_INTEGER },
  { "offset", WEIR_EXPORT_INTEGER },
};

static const WeirExportColumn side_columns[] = {
  { "event_time", WEIR_EXPORT_TIME },
  { "partition", WEIR_EXPORT_INTEGER },
  { "offset", WEIR_EXPORT_INTEGER },
};

struct _WeirCliRecordSink
{
  WeirCliSink           base;       /* first */
  guint                 stream;
  WeirCliRecordColumns  columns;
  gboolean              with_sides; /* a joined row */
  const WeirDerivedPick *picks;     /* borrowed: which side a value is of */
  WeirValue            *cells;      /* owned */
  guint64               n_rows;
};

/* Returns the place behind what was written, as those below. */
static WeirValue *
write_place (WeirValue           *cell,
             const WeirTrailStep *step)
{
  const WeirValue none = { .type = WEIR_VALUE_NULL };
  gboolean known = step->topic != NULL;

  *cell++ = known ? weir_value_of_text (step->topic, strlen (step->topic)) : none;
  *cell++ = known ? weir_value_of_int (step->partition) : none;
  *cell++ = known ? weir_value_of_int (step->offset) : none;

  return cell;
}

static WeirValue *
write_places (WeirCliRecordSink    *self,
              const WeirSinkRecord *given,
              WeirValue            *cell)
{
  *cell++ = weir_value_of_text (given->message->topic, strlen (given->message->topic));
  *cell++ = weir_value_of_int (given->message->partition);
  *cell++ = weir_value_of_int (given->message->offset);
  for (guint side = 0; self->with_sides && side < WEIR_JOIN_N_SIDES; side++)
    cell = write_place (cell, &given->trail->sides[side]);
  for (guint i = 0; i < given->record->n_values; i++)
    *cell++ = given->record->values[i];

  return cell;
}

static WeirValue *
write_side (WeirCliRecordSink    *self,
            const WeirSinkRecord *given,
            guint                 side,
            WeirValue            *cell)
{
  const WeirValue none = { .type = WEIR_VALUE_NULL };
  const WeirTrailStep *step = &given->trail->sides[side];
  gboolean known = step->topic != NULL;

  *cell++ = known ? weir_value_of_int (step->time_usec) : none;
  *cell++ = known ? weir_value_of_int (step->partition) : none;
  *cell++ = known ? weir_value_of_int (step->offset) : none;
  for (guint i = 0; i < given->record->n_values; i++)
    if (self->picks[i].side == side)
      *cell++ = given->record->values[i];

  return cell;
}

static void
weir_cli_record_sink_record (WeirSink             *sink,
                             const WeirSinkRecord *given)
{
  WeirCliRecordSink *self = (WeirCliRecordSink *) sink;
  const WeirRecord *record = given->record;
  WeirValue *cell = self->cells;

  if (self->base.error != NULL || given->stream != self->stream || record == NULL)
    return;

  self->n_rows++;
  *cell++ = weir_value_of_text (record->key, record->key_length);
  *cell++ = weir_value_of_int (record->time_usec);
  if (self->columns == WEIR_CLI_RECORD_PLACE)
    write_places (self, given, cell);
  else
    for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
      cell = write_side (self, given, side, cell);

  weir_cli_sink_add_row (&self->base, self->cells);
}

static const WeirSinkMethods methods = {
  .record = weir_cli_record_sink_record,
  WEIR_CLI_SINK_METHODS,
};

static void
column_clear (gpointer data)
{
  g_free ((char *) ((WeirExportColumn *) data)->name);
}

static void
append_columns (GArray                 *columns,
                const char             *prefix,
                const WeirExportColumn *added,
                guint                   n_added)
{
  for (guint i = 0; i < n_added; i++)
    {
      const WeirExportColumn column = { g_strconcat (prefix, added[i].name, NULL), added[i].type };

      g_array_append_val (columns, column);
    }
}

/* A field is whatever each record has there. @side: WEIR_JOIN_N_SIDES: of all sides */
static void
append_fields (WeirCliRecordSink      *self,
               const WeirStreamSchema *schema,
               guint                   side,
               GArray                 *columns)
{
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const WeirExportColumn column = { schema->names[i], WEIR_EXPORT_ANY };

      if (side == WEIR_JOIN_N_SIDES || self->picks[i].side == side)
        append_columns (columns, "", &column, 1);
    }
}

static void
list_columns (WeirCliRecordSink      *self,
              const WeirStreamSchema *schema,
              GArray                 *columns)
{
  static const char * const prefixes[] = { "left_", "right_" };
  gboolean by_side = self->columns == WEIR_CLI_RECORD_SIDES;

  append_columns (columns, "", record_columns, by_side ? 2 : G_N_ELEMENTS (record_columns));
  for (guint side = 0; self->with_sides && side < WEIR_JOIN_N_SIDES; side++)
    {
      append_columns (columns, prefixes[side], by_side ? side_columns : place_columns, G_N_ELEMENTS (place_columns));
      if (by_side)
        append_fields (self, schema, side, columns);
    }
  if (!by_side)
    append_fields (self, schema, WEIR_JOIN_N_SIDES, columns);
}

WeirCliRecordSink *
weir_cli_record_sink_new (WeirTopology          *topology,
                          guint                  stream,
                          WeirCliRecordColumns   columns,
                          const WeirCliOutputSpec *spec,
                          GError               **error)
{
  g_autoptr(WeirCliRecordSink) self = g_new0 (WeirCliRecordSink, 1);
  g_autoptr(GArray) list = g_array_new (FALSE, FALSE, sizeof (WeirExportColumn));
  WeirStreamSchema *schema = weir_stream_get_schema (weir_topology_get_stream (topology, stream));
  const WeirDerivedConfig *derived = schema->config->derived;
  WeirCliOutput *output;

  self->stream = stream;
  self->columns = columns;
  self->with_sides = derived != NULL && derived->kind != WEIR_DERIVED_TOP;
  if (derived != NULL)
    self->picks = (const WeirDerivedPick *) derived->picks->data;
  g_array_set_clear_func (list, column_clear);
  list_columns (self, schema, list);
  if (!weir_cli_output_check_names ((const WeirExportColumn *) list->data, list->len, _("leave the value out of --value"), error))
    return NULL;

  self->cells = g_new0 (WeirValue, list->len);
  output = weir_cli_output_new (spec, (const WeirExportColumn *) list->data, list->len, error);
  if (output == NULL)
    return NULL;

  weir_cli_sink_init (&self->base, &methods, output);
  weir_topology_add_sink (topology, &self->base.sink);

  return g_steal_pointer (&self);
}

guint64
weir_cli_record_sink_get_n_rows (WeirCliRecordSink *self)
{
  return self->n_rows;
}

void
weir_cli_record_sink_free (WeirCliRecordSink *self)
{
  if (self == NULL)
    return;

  weir_cli_sink_clear (&self->base);
  g_clear_pointer (&self->cells, g_free);
  g_free (self);
}
