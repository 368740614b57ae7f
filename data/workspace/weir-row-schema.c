#include "config.h"

#include "data/workspace/weir-row-schema.h"

#include <string.h>

static const WeirExportColumn fixed_columns[] = {
  [WEIR_ROW_KEY] = { "key", WEIR_EXPORT_TEXT },
  [WEIR_ROW_WINDOW_START] = { "window_start", WEIR_EXPORT_TIME },
  [WEIR_ROW_WINDOW_END] = { "window_end", WEIR_EXPORT_TIME },
  [WEIR_ROW_COUNT] = { "count", WEIR_EXPORT_INTEGER },
};

static const char * const state_words[] = {
  [WEIR_WINDOW_OPEN] = "open",
  [WEIR_WINDOW_FINAL] = "final",
  [WEIR_WINDOW_FINAL_IDLE] = "final-idle",
  [WEIR_WINDOW_FINAL_END] = "final-end",
  [WEIR_WINDOW_RETRACTED] = "retracted",
};

static const WeirExportColumnType result_types[] = {
  [WEIR_AGGREGATE_INTEGER] = WEIR_EXPORT_INTEGER,
  [WEIR_AGGREGATE_NUMBER] = WEIR_EXPORT_NUMBER,
  [WEIR_AGGREGATE_DOUBLE] = WEIR_EXPORT_DOUBLE,
};

static guint
find_aggregate (const WeirWindowConfig *window,
                WeirAggregateKind       kind,
                guint                   field)
{
  for (guint i = 0; i < window->aggregates->len && field != WEIR_STREAM_NO_FIELD; i++)
    {
      const WeirAggregate *aggregate = &g_array_index (window->aggregates, WeirAggregate, i);

      if (aggregate->kind == kind && aggregate->value == field)
        return i;
    }

  return WEIR_STREAM_NO_FIELD;
}

static void
find_candle (WeirRowSchema          *self,
             const WeirWindowConfig *window,
             GPtrArray              *fields)
{
  guint first = weir_fields_find_number (fields);

  self->open = find_aggregate (window, WEIR_AGGREGATE_FIRST, first);
  self->high = find_aggregate (window, WEIR_AGGREGATE_MAX, first);
  self->low = find_aggregate (window, WEIR_AGGREGATE_MIN, first);
  self->close = find_aggregate (window, WEIR_AGGREGATE_LAST, first);
  self->volume_sum = find_aggregate (window, WEIR_AGGREGATE_SUM, weir_fields_find_volume (fields));
  self->vwap = find_aggregate (window, WEIR_AGGREGATE_VWAP, first);
}

/* An average has the unit of what it is made of; an index of relative strength has none. */
static const char *
get_indicator_unit (const WeirRowSchema     *self,
                    const WeirIndicatorSpec *spec)
{
  if (spec->kind == WEIR_INDICATOR_RSI || spec->column == WEIR_INDICATOR_COUNT)
    return "";

  return self->units[WEIR_ROW_N_FIXED + spec->column];
}

/* Types and units of the values; their names are there already. */
static void
describe_values (WeirRowSchema          *self,
                 const WeirWindowConfig *window,
                 GPtrArray              *fields)
{
  guint column = WEIR_ROW_N_FIXED;

  for (guint i = 0; i < window->aggregates->len; i++, column++)
    {
      const WeirAggregate *aggregate = &g_array_index (window->aggregates, WeirAggregate, i);
      const WeirFieldConfig *field = g_ptr_array_index (fields, aggregate->value);

      self->columns[column].type = result_types[weir_aggregate_get_result (aggregate)];
      self->units[column] = weir_aggregate_dup_unit (aggregate, field->unit != NULL ? field->unit : "");
    }

  for (guint i = 0; i < window->indicators->len; i++)
    {
      const WeirIndicatorSpec *spec = &g_array_index (window->indicators, WeirIndicatorSpec, i);

      for (guint result = 0; result < weir_indicator_spec_get_n_results (spec); result++, column++)
        {
          self->columns[column].type = WEIR_EXPORT_DOUBLE;
          self->units[column] = g_strdup (get_indicator_unit (self, spec));
        }
    }
}

static void
name_columns (WeirRowSchema          *self,
              const WeirWindowConfig *window,
              GPtrArray              *fields)
{
  g_auto(GStrv) names = weir_window_config_dup_columns (window, fields);

  self->n_values = g_strv_length (names);
  self->n_columns = WEIR_ROW_N_FIXED + self->n_values;
  self->columns = g_new0 (WeirExportColumn, self->n_columns);
  self->units = g_new0 (char *, self->n_columns + 1);
  self->variables = g_new0 (char *, self->n_values + 2);
  self->values = (const char * const *) self->variables + 1;

  self->variables[0] = g_strdup (fixed_columns[WEIR_ROW_COUNT].name);
  for (guint i = 0; i < WEIR_ROW_N_FIXED; i++)
    {
      self->columns[i] = fixed_columns[i];
      self->units[i] = g_strdup ("");
    }
  for (guint i = 0; i < self->n_values; i++)
    {
      self->variables[i + 1] = g_steal_pointer (&names[i]);
      self->columns[WEIR_ROW_N_FIXED + i].name = self->variables[i + 1];
    }
}

/*< private >
 * weir_row_schema_new:
 * @window: one of the windows of @stream
 * @stream: a stream; neither need live as long as the schema
 *
 * Returns: (transfer full): what the rows of @window hold
 */
WeirRowSchema *
weir_row_schema_new (const WeirWindowConfig *window,
                     const WeirStreamConfig *stream)
{
  WeirRowSchema *self = g_new0 (WeirRowSchema, 1);

  g_atomic_ref_count_init (&self->refs);
  name_columns (self, window, stream->fields);
  describe_values (self, window, stream->fields);
  find_candle (self, window, stream->fields);

  return self;
}

/*< private >
 * weir_row_schema_ref:
 * @self: a schema
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
WeirRowSchema *
weir_row_schema_ref (WeirRowSchema *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/*< private >
 * weir_row_schema_unref:
 * @self: (transfer full): a schema
 *
 * Any thread.
 */
void
weir_row_schema_unref (WeirRowSchema *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->columns);
  g_strfreev (self->units);
  g_strfreev (self->variables);
  g_free (self);
}

/*< private >
 * weir_row_schema_has_candles:
 * @self: a schema
 *
 * Returns: whether a row has open, high, low and close of the stream's first number
 */
gboolean
weir_row_schema_has_candles (const WeirRowSchema *self)
{
  return self->open != WEIR_STREAM_NO_FIELD && self->high != WEIR_STREAM_NO_FIELD
         && self->low != WEIR_STREAM_NO_FIELD && self->close != WEIR_STREAM_NO_FIELD;
}

/*< private >
 * weir_row_schema_find_value:
 * @self: a schema
 * @name: the name of a value, as `price_mean`
 *
 * Returns: its index among a row's values, or %WEIR_STREAM_NO_FIELD
 */
guint
weir_row_schema_find_value (const WeirRowSchema *self,
                            const char          *name)
{
  for (guint i = 0; i < self->n_values; i++)
    if (strcmp (self->values[i], name) == 0)
      return i;

  return WEIR_STREAM_NO_FIELD;
}

/*< private >
 * weir_row_schema_get_variable_units:
 * @self: a schema
 *
 * Returns: (transfer none) (array): the units of the variables: of count and of the values
 */
const char * const *
weir_row_schema_get_variable_units (const WeirRowSchema *self)
{
  return (const char * const *) self->units + WEIR_ROW_COUNT;
}

/*< private >
 * weir_window_state_get_word:
 * @state: how a window stands
 *
 * Returns: (transfer none): its word in every output
 */
const char *
weir_window_state_get_word (WeirWindowState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_words), "");

  return state_words[state];
}
