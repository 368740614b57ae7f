#include "config.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-panel-grid.h"
#include "data/workspace/weir-workspace-load.h"

typedef struct
{
  WeirWorkspaceParts  *parts;
  WeirDashboardConfig *dashboard;
} WeirPanelTarget;

static void
weir_workspace_load_thresholds (WeirWorkspaceReader *reader,
                                JsonNode            *object,
                                GArray              *thresholds)
{
  JsonNode *member = weir_workspace_reader_get_member (object, "thresholds");
  JsonArray *array;

  if (member == NULL)
    return;

  if (!JSON_NODE_HOLDS_ARRAY (member))
    {
      weir_workspace_reader_refuse (reader, object, "thresholds", _("must be a list of numbers, as [40]"));
      return;
    }

  array = json_node_get_array (member);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      GType type = json_node_get_value_type (element);
      double threshold = json_node_get_double (element);

      if (type == G_TYPE_DOUBLE || type == G_TYPE_INT64)
        g_array_append_val (thresholds, threshold);
      else
        weir_workspace_reader_refuse (reader, object, "thresholds", _("element %u must be a number"), i);
    }
}

static void
weir_workspace_load_texts (WeirWorkspaceReader *reader,
                           JsonNode            *object,
                           WeirPanelConfig     *config)
{
  char *title = weir_workspace_reader_dup_text (reader, object, "title");
  char *text = weir_workspace_reader_dup_text (reader, object, "text");

  if (text != NULL)
    {
      g_free (config->text);
      config->text = text;
    }

  if (title != NULL)
    {
      g_free (config->title);
      config->title = title;
    }
  g_strfreev (config->fields);
  config->fields = weir_workspace_reader_dup_texts (reader, object, "fields");
}

/* The statement that a panel asks. */
static void
weir_workspace_load_panel_query (WeirWorkspaceReader *reader,
                                 JsonNode            *object,
                                 WeirWorkspaceParts  *parts,
                                 WeirPanelConfig     *config)
{
  config->query = weir_workspace_reader_dup_text (reader, object, "query");
  config->refresh_usec = weir_workspace_reader_get_duration (reader, object, "refresh", FALSE, WEIR_PANEL_REFRESH_USEC);
  config->form = weir_workspace_reader_get_word (reader, object, "form", weir_query_form_get_word, WEIR_QUERY_TABLE);
  if (config->refresh_usec < WEIR_PANEL_LEAST_REFRESH_USEC)
    weir_workspace_reader_refuse (reader, object, "refresh", _("must be at least 1s"));
  if (config->kind == WEIR_PANEL_QUERY && config->query == NULL)
    weir_workspace_reader_refuse (reader, object, "query", _("is missing; name the statement of \"queries\" that this panel shows"));
  else if (config->query != NULL)
    weir_workspace_check_named (reader, object, "query", parts->queries, config->query);
}

static void
weir_workspace_check_panel (WeirWorkspaceReader *reader,
                            JsonNode            *object,
                            WeirWorkspaceParts  *parts,
                            const WeirPanelConfig *config)
{
  WeirStreamConfig *stream;

  if (config->stream == NULL)
    {
      if (weir_panel_kind_needs_stream (config->kind))
        weir_workspace_reader_refuse (reader, object, "stream", _("is missing; name the stream this panel shows"));
      return;
    }

  weir_workspace_check_named (reader, object, "stream", parts->streams, config->stream);
  stream = weir_workspace_find_named (parts->streams, config->stream);
  if (stream == NULL)
    return;

  if (weir_panel_kind_needs_ranking (config->kind) && (stream->derived == NULL || stream->derived->kind != WEIR_DERIVED_TOP))
    weir_workspace_reader_refuse (reader, object, "stream",
                                  _("“%s” ranks nothing; name a stream that is derived as \"top\""), config->stream);
  for (guint i = 0; config->fields[i] != NULL; i++)
    weir_workspace_check_named (reader, object, "fields", stream->fields, config->fields[i]);
  if (weir_panel_kind_needs_fields (config->kind) && config->fields[0] == NULL)
    weir_workspace_reader_refuse (reader, object, "fields", _("is missing; name the fields this panel shows"));
}

static void
weir_workspace_load_panel (WeirWorkspaceReader *reader,
                           JsonNode            *object,
                           gpointer             user_data)
{
  WeirPanelTarget *target = user_data;
  WeirPanelConfig *config = weir_panel_config_new ();
  g_autofree char *kind_text = weir_workspace_reader_dup_required (reader, object, "kind", "lines");

  config->kind = weir_workspace_reader_get_word (reader, object, "kind", weir_panel_kind_get_word, WEIR_PANEL_LINES);
  weir_workspace_load_texts (reader, object, config);
  config->stream = weir_workspace_reader_dup_text (reader, object, "stream");
  config->key = weir_workspace_reader_dup_text (reader, object, "key");
  g_strfreev (config->keys);
  config->keys = weir_workspace_reader_dup_texts (reader, object, "keys");
  weir_workspace_load_thresholds (reader, object, config->thresholds);
  config->range_usec = weir_workspace_reader_get_duration (reader, object, "range", FALSE, 0);
  config->logarithmic = weir_workspace_reader_get_boolean (reader, object, "logarithmic");
  config->relative = weir_workspace_reader_get_boolean (reader, object, "relative");
  config->row = weir_workspace_reader_get_integer (reader, object, "row", 0, WEIR_PANEL_GRID_MAX, 0);
  config->column = weir_workspace_reader_get_integer (reader, object, "column", 0, WEIR_PANEL_GRID_MAX, 0);
  config->width = weir_workspace_reader_get_integer (reader, object, "width", 1, WEIR_PANEL_GRID_MAX, 1);
  config->height = weir_workspace_reader_get_integer (reader, object, "height", 1, WEIR_PANEL_GRID_MAX, 1);
  weir_workspace_load_panel_query (reader, object, target->parts, config);
  weir_workspace_check_panel (reader, object, target->parts, config);
  weir_workspace_load_panel_series (reader, object, target->parts, config);

  g_ptr_array_add (target->dashboard->panels, config);
}

static void
weir_workspace_load_dashboard (WeirWorkspaceReader *reader,
                               JsonNode            *object,
                               gpointer             user_data)
{
  WeirWorkspaceParts *parts = user_data;
  WeirDashboardConfig *config = g_new0 (WeirDashboardConfig, 1);
  WeirPanelTarget target = { parts, config };

  config->panels = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_panel_config_free);
  config->name = weir_workspace_load_name (reader, object, parts->dashboards, "stocks");
  config->title = weir_workspace_reader_dup_text (reader, object, "title");
  if (config->title == NULL)
    config->title = g_strdup (config->name);
  config->icon = weir_workspace_reader_dup_text (reader, object, "icon");
  weir_workspace_reader_foreach (reader, object, "panels", weir_workspace_load_panel, &target);

  g_ptr_array_add (parts->dashboards, config);
}

/**
 * weir_workspace_load_dashboards:
 * @reader: the reader that notes what is wrong
 * @root: the root object
 * @parts: initialised parts
 *
 * Reads the list "dashboards" and appends to dashboards. Streams and queries must be loaded.
 */
void
weir_workspace_load_dashboards (WeirWorkspaceReader *reader,
                                JsonNode            *root,
                                WeirWorkspaceParts  *parts)
{
  weir_workspace_reader_foreach (reader, root, "dashboards", weir_workspace_load_dashboard, parts);
}
