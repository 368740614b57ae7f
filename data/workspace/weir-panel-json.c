#include "config.h"

#include "data/workspace/weir-panel-json.h"

#include <math.h>

#include "data/decode/weir-duration.h"

static void
set_text (JsonObject *object,
          const char *name,
          const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, name, text);
  else if (json_object_has_member (object, name))
    json_object_remove_member (object, name);
}

static void
set_fields (JsonObject *panel,
            GStrv       fields)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; fields != NULL && fields[i] != NULL; i++)
    json_array_add_string_element (array, fields[i]);
  json_object_set_array_member (panel, "fields", array);
}

static void
set_keys (JsonObject *panel,
          GStrv       keys)
{
  JsonArray *array;

  if (keys == NULL || keys[0] == NULL)
    {
      if (json_object_has_member (panel, "keys"))
        json_object_remove_member (panel, "keys");
      return;
    }

  array = json_array_new ();
  for (guint i = 0; keys[i] != NULL; i++)
    json_array_add_string_element (array, keys[i]);
  json_object_set_array_member (panel, "keys", array);
}

/* 40 stays 40 in the file, not 40.0. */
static void
add_number (JsonArray *array,
            double     number)
{
  if (number == floor (number) && fabs (number) < 1e15)
    json_array_add_int_element (array, (gint64) number);
  else
    json_array_add_double_element (array, number);
}

static void
set_thresholds (JsonObject *panel,
                GArray     *thresholds)
{
  JsonArray *array;

  if (thresholds == NULL || thresholds->len == 0)
    {
      if (json_object_has_member (panel, "thresholds"))
        json_object_remove_member (panel, "thresholds");
      return;
    }

  array = json_array_new ();
  for (guint i = 0; i < thresholds->len; i++)
    add_number (array, g_array_index (thresholds, double, i));
  json_object_set_array_member (panel, "thresholds", array);
}

/* (transfer full): @known, or a new one, whose other members stay. */
static JsonObject *
describe_series (JsonObject             *known,
                 const WeirSeriesConfig *config)
{
  JsonObject *series = known != NULL ? json_object_ref (known) : json_object_new ();
  g_autofree char *previous = config->previous_usec > 0 ? weir_duration_format (config->previous_usec) : NULL;

  json_object_set_string_member (series, "stream", config->stream);
  set_text (series, "window", config->window);
  set_text (series, "value", config->value);
  set_text (series, "upper", config->upper);
  set_text (series, "key", config->key);
  json_object_set_string_member (series, "style", weir_series_style_get_word (config->style));
  set_text (series, "scale", config->scale != WEIR_SERIES_RIGHT ? weir_series_scale_get_word (config->scale) : NULL);
  set_text (series, "previous", previous);

  return series;
}

static void
set_series (JsonObject *panel,
            GPtrArray  *configs)
{
  JsonArray *known = json_object_has_member (panel, "series") ? json_object_get_array_member (panel, "series") : NULL;
  guint n_known = known != NULL ? json_array_get_length (known) : 0;
  JsonArray *array;

  if (configs->len == 0)
    {
      if (json_object_has_member (panel, "series"))
        json_object_remove_member (panel, "series");
      return;
    }

  array = json_array_new ();
  for (guint i = 0; i < configs->len; i++)
    json_array_add_object_element (array, describe_series (i < n_known ? json_array_get_object_element (known, i) : NULL,
                                                           g_ptr_array_index (configs, i)));
  json_object_set_array_member (panel, "series", array);
}

static void
set_flag (JsonObject *object,
          const char *name,
          gboolean    flag)
{
  if (flag || json_object_has_member (object, name))
    json_object_set_boolean_member (object, name, flag);
}

static void
set_query (JsonObject            *panel,
           const WeirPanelConfig *config)
{
  gboolean asks = config->kind == WEIR_PANEL_QUERY;
  g_autofree char *refresh = weir_duration_format (config->refresh_usec);

  set_text (panel, "query", asks ? config->query : NULL);
  set_text (panel, "refresh", asks && config->refresh_usec != WEIR_PANEL_REFRESH_USEC ? refresh : NULL);
  set_text (panel, "form", asks && config->form != WEIR_QUERY_TABLE ? weir_query_form_get_word (config->form) : NULL);
}

/*< private >
 * weir_panel_json_set:
 * @panel: (inout): a panel of a workspace; what it has besides stays
 * @config: what it shows from now on
 *
 * Writes all of @config but its place.
 */
void
weir_panel_json_set (JsonObject            *panel,
                     const WeirPanelConfig *config)
{
  g_autofree char *range = config->range_usec > 0 ? weir_duration_format (config->range_usec) : NULL;

  json_object_set_string_member (panel, "kind", weir_panel_kind_get_word (config->kind));
  json_object_set_string_member (panel, "title", config->title != NULL ? config->title : "");
  set_text (panel, "stream", config->stream);
  set_text (panel, "key", config->key);
  set_keys (panel, config->keys);
  set_fields (panel, config->fields);
  set_thresholds (panel, config->thresholds);
  set_series (panel, config->series);
  set_text (panel, "text", config->text);
  set_query (panel, config);
  set_text (panel, "range", range);
  set_flag (panel, "logarithmic", config->logarithmic);
  set_flag (panel, "relative", config->relative);
}
