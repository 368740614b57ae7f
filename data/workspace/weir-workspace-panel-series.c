#include "config.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-workspace-load.h"

typedef struct
{
  WeirWorkspaceParts *parts;
  WeirPanelConfig    *panel;
} WeirSeriesTarget;

/* What a series may name: the columns of the rows of its windows. */
static void
weir_workspace_check_column (WeirWorkspaceReader    *reader,
                             JsonNode               *object,
                             const char             *member,
                             const WeirStreamConfig *stream,
                             const WeirWindowConfig *window,
                             const char             *name)
{
  g_auto(GStrv) columns = weir_window_config_dup_columns (window, stream->fields);
  g_autofree char *list = NULL;

  if (name == NULL || g_str_equal (name, "count") || g_strv_contains ((const char * const *) columns, name))
    return;

  list = g_strjoinv (", ", columns);
  weir_workspace_reader_refuse (reader, object, member, _("“%s” is no column of the windows “%s” of “%s”; they have: count%s%s"),
                                name, window->name, stream->name, *list != '\0' ? ", " : "", list);
}

static void
weir_workspace_check_windowed (WeirWorkspaceReader    *reader,
                               JsonNode               *object,
                               const WeirStreamConfig *stream,
                               const WeirSeriesConfig *series)
{
  const WeirWindowConfig *window = weir_workspace_find_named (stream->windows, series->window);

  weir_workspace_check_named (reader, object, "window", stream->windows, series->window);
  if (window == NULL)
    return;

  weir_workspace_check_column (reader, object, "value", stream, window, series->value);
  weir_workspace_check_column (reader, object, "upper", stream, window, series->upper);
}

static void
weir_workspace_check_members (WeirWorkspaceReader    *reader,
                              JsonNode               *object,
                              const WeirSeriesConfig *series)
{
  gboolean is_band = series->style == WEIR_SERIES_BAND;

  if (weir_series_style_needs_value (series->style) && series->value == NULL)
    weir_workspace_reader_refuse (reader, object, "value", _("is missing; name a column of the windows, as \"price_mean\", or a field of the records"));
  if (is_band && series->upper == NULL)
    weir_workspace_reader_refuse (reader, object, "upper", _("is missing; a band goes from \"value\" to \"upper\", as \"price_p95\""));
  if (!is_band && series->upper != NULL)
    weir_workspace_reader_refuse (reader, object, "upper", _("is for the style \"band\" only"));
  if (series->window == NULL && (series->style == WEIR_SERIES_CANDLES || is_band))
    weir_workspace_reader_refuse (reader, object, "window", _("is missing; name windows of the stream, as \"1m\""));
}

static void
weir_workspace_check_series (WeirWorkspaceReader    *reader,
                             JsonNode               *object,
                             WeirWorkspaceParts     *parts,
                             const WeirSeriesConfig *series)
{
  const WeirStreamConfig *stream;

  weir_workspace_check_members (reader, object, series);
  if (series->stream == NULL)
    return;

  weir_workspace_check_named (reader, object, "stream", parts->streams, series->stream);
  stream = weir_workspace_find_named (parts->streams, series->stream);
  if (stream == NULL || g_hash_table_contains (parts->broken, stream))
    return;

  if (series->window != NULL)
    weir_workspace_check_windowed (reader, object, stream, series);
  else if (series->value != NULL)
    weir_workspace_check_named (reader, object, "value", stream->fields, series->value);
}

static void
weir_workspace_load_series (WeirWorkspaceReader *reader,
                            JsonNode            *object,
                            gpointer             user_data)
{
  WeirSeriesTarget *target = user_data;
  WeirSeriesConfig *series = g_new0 (WeirSeriesConfig, 1);

  series->style = weir_workspace_reader_get_word (reader, object, "style", weir_series_style_get_word, WEIR_SERIES_LINE);
  series->scale = weir_workspace_reader_get_word (reader, object, "scale", weir_series_scale_get_word, WEIR_SERIES_RIGHT);
  series->stream = weir_workspace_reader_dup_required (reader, object, "stream", "stock-prices");
  series->window = weir_workspace_reader_dup_text (reader, object, "window");
  series->value = weir_workspace_reader_dup_text (reader, object, "value");
  series->upper = weir_workspace_reader_dup_text (reader, object, "upper");
  series->key = weir_workspace_reader_dup_text (reader, object, "key");
  series->previous_usec = weir_workspace_reader_get_duration (reader, object, "previous", FALSE, 0);
  weir_workspace_check_series (reader, object, target->parts, series);

  g_ptr_array_add (target->panel->series, series);
}

/**
 * weir_workspace_load_panel_series:
 * @reader: the reader that notes what is wrong
 * @object: the node of a panel
 * @parts: with the streams
 * @panel: whose series are appended to
 *
 * Reads the list "series" of a panel.
 */
void
weir_workspace_load_panel_series (WeirWorkspaceReader *reader,
                                  JsonNode            *object,
                                  WeirWorkspaceParts  *parts,
                                  WeirPanelConfig     *panel)
{
  WeirSeriesTarget target = { parts, panel };

  weir_workspace_reader_foreach (reader, object, "series", weir_workspace_load_series, &target);
  if (weir_panel_kind_needs_series (panel->kind) && panel->series->len == 0)
    weir_workspace_reader_refuse (reader, object, "series", _("is missing; list what the panel shows, as [{ \"stream\": …, \"window\": \"1m\", \"value\": \"count\" }]"));
}
