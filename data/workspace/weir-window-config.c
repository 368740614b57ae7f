#include "config.h"

#include "data/workspace/weir-window-config.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-field-config.h"

/* What is computed of every number field where nothing is asked for. */
static const WeirAggregateKind default_kinds[] = {
  WEIR_AGGREGATE_COUNT,  WEIR_AGGREGATE_SUM,  WEIR_AGGREGATE_MEAN,
  WEIR_AGGREGATE_MIN,    WEIR_AGGREGATE_MAX,  WEIR_AGGREGATE_FIRST,
  WEIR_AGGREGATE_LAST,   WEIR_AGGREGATE_STDDEV,
  WEIR_AGGREGATE_CHANGE_PERCENT,
};

/*< private >
 * weir_window_config_new:
 * @name: (nullable): how it is called; %NULL: after its kind and size
 * @spec: which windows; copied
 *
 * Returns: (transfer full): windows in which nothing is computed yet but the
 *   count of records
 */
WeirWindowConfig *
weir_window_config_new (const char           *name,
                        const WeirWindowSpec *spec)
{
  WeirWindowConfig *self = g_new0 (WeirWindowConfig, 1);

  self->name = name != NULL ? g_strdup (name) : weir_window_spec_dup_name (spec);
  self->spec = *spec;
  self->aggregates = g_array_new (FALSE, FALSE, sizeof (WeirAggregate));
  self->indicators = g_array_new (FALSE, FALSE, sizeof (WeirIndicatorSpec));

  return self;
}

/*< private >
 * weir_window_config_free:
 * @self: (transfer full): windows
 */
void
weir_window_config_free (WeirWindowConfig *self)
{
  g_free (self->name);
  g_array_unref (self->aggregates);
  g_array_unref (self->indicators);
  g_free (self);
}

static void
add_aggregate (GArray            *aggregates,
               WeirAggregateKind  kind,
               guint              value,
               guint              other)
{
  const WeirAggregate aggregate = { .kind = kind, .value = value, .other = other };

  g_array_append_val (aggregates, aggregate);
}

static GArray *
default_aggregates (GPtrArray *fields)
{
  GArray *aggregates = g_array_new (FALSE, FALSE, sizeof (WeirAggregate));
  guint volume = weir_fields_find_volume (fields);

  for (guint i = 0; i < fields->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (default_kinds); k++)
      if (weir_field_config_is_number (g_ptr_array_index (fields, i)))
        add_aggregate (aggregates, default_kinds[k], i, 0);

  if (volume != WEIR_STREAM_NO_FIELD)
    add_aggregate (aggregates, WEIR_AGGREGATE_VWAP, weir_fields_find_number (fields), volume);

  return aggregates;
}

static GArray *
parse_aggregates (const char * const  *words,
                  GPtrArray           *fields,
                  GError             **error)
{
  g_auto(GStrv) names = weir_fields_dup_names (fields);
  g_autofree gboolean *is_number = g_new0 (gboolean, fields->len + 1);
  g_autofree char *text = g_strjoinv (",", (GStrv) words);

  if (words[0] == NULL)
    return g_array_new (FALSE, FALSE, sizeof (WeirAggregate));

  for (guint i = 0; i < fields->len; i++)
    is_number[i] = weir_field_config_is_number (g_ptr_array_index (fields, i));

  return weir_aggregates_parse (text, (const char * const *) names, is_number, error);
}

/* A column is asked for by its name, so that there cannot be two. */
static gboolean
check_columns (const WeirWindowConfig  *self,
               GPtrArray               *fields,
               GError                 **error)
{
  g_auto(GStrv) columns = weir_window_config_dup_columns (self, fields);
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; columns[i] != NULL; i++)
    {
      if (g_hash_table_add (names, columns[i]))
        continue;
      g_set_error (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_AGGREGATE,
                   _("there would be two columns “%s”; ask for it once"), columns[i]);
      return FALSE;
    }

  return TRUE;
}

/*< private >
 * weir_window_config_set_aggregates:
 * @self: windows; its indicators are dropped
 * @words: (array zero-terminated=1) (nullable): as `--agg` takes them, several
 *   in one text or one each; %NULL: what the screen shows of every number
 * @fields: (element-type WeirFieldConfig): those of the stream
 * @error: return location for an error
 *
 * Says what is computed. A word without a field applies to all numbers.
 *
 * Returns: %FALSE with %WEIR_WINDOW_ERROR_AGGREGATE
 */
gboolean
weir_window_config_set_aggregates (WeirWindowConfig    *self,
                                   const char * const  *words,
                                   GPtrArray           *fields,
                                   GError             **error)
{
  GArray *aggregates = words != NULL ? parse_aggregates (words, fields, error) : default_aggregates (fields);

  if (aggregates == NULL)
    return FALSE;

  g_array_unref (self->aggregates);
  self->aggregates = aggregates;
  g_array_set_size (self->indicators, 0);

  return check_columns (self, fields, error);
}

/*< private >
 * weir_window_config_set_indicators:
 * @self: windows that have their aggregates
 * @words: (array zero-terminated=1) (nullable): as `--indicator` takes them; %NULL: none
 * @fields: (element-type WeirFieldConfig): those of the stream
 * @error: return location for an error
 *
 * Says what is computed over each key's series of windows.
 *
 * Returns: %FALSE with %WEIR_WINDOW_ERROR_AGGREGATE
 */
gboolean
weir_window_config_set_indicators (WeirWindowConfig    *self,
                                   const char * const  *words,
                                   GPtrArray           *fields,
                                   GError             **error)
{
  g_auto(GStrv) columns = NULL;
  g_autofree char *text = NULL;
  GArray *indicators;

  g_array_set_size (self->indicators, 0);
  if (words == NULL || words[0] == NULL)
    return TRUE;

  columns = weir_window_config_dup_columns (self, fields);
  text = g_strjoinv (",", (GStrv) words);
  indicators = weir_indicators_parse (text, (const char * const *) columns, error);
  if (indicators == NULL)
    return FALSE;

  g_array_unref (self->indicators);
  self->indicators = indicators;

  return check_columns (self, fields, error);
}

/*< private >
 * weir_window_config_dup_columns:
 * @self: windows
 * @fields: (element-type WeirFieldConfig): those of the stream
 *
 * Returns: (transfer full): the names of a row's values: aggregates, then indicators
 */
GStrv
weir_window_config_dup_columns (const WeirWindowConfig *self,
                                GPtrArray              *fields)
{
  g_auto(GStrv) names = weir_fields_dup_names (fields);
  GPtrArray *columns = g_ptr_array_new ();

  for (guint i = 0; i < self->aggregates->len; i++)
    g_ptr_array_add (columns, weir_aggregate_dup_name (&g_array_index (self->aggregates, WeirAggregate, i),
                                                       (const char * const *) names));
  g_ptr_array_add (columns, NULL);

  for (guint i = 0; i < self->indicators->len; i++)
    {
      const WeirIndicatorSpec *spec = &g_array_index (self->indicators, WeirIndicatorSpec, i);

      for (guint result = 0; result < weir_indicator_spec_get_n_results (spec); result++)
        g_ptr_array_insert (columns, (int) columns->len - 1,
                            weir_indicator_spec_dup_name (spec, (const char * const *) columns->pdata, result));
    }

  return (GStrv) g_ptr_array_free (columns, FALSE);
}
