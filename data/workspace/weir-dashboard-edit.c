#include "config.h"

#include "data/workspace/weir-dashboard-edit.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-panel-json.h"

/* What an edit is about; which members count is the edit's. */
typedef struct
{
  const char            *dashboard;
  const char            *title;
  guint                  panel;
  const WeirPanelConfig *config;
  const WeirPanelPlace  *place;
  JsonNode              *pasted;
} DashboardEdit;

static JsonObject *
find_dashboard (JsonObject *root,
                const char *name,
                guint      *index)
{
  return weir_workspace_edit_find_named (weir_workspace_edit_get_list (root, "dashboards"), name, index);
}

static JsonObject *
require_dashboard (JsonObject  *root,
                   const char  *name,
                   guint       *index,
                   GError     **error)
{
  JsonObject *dashboard = find_dashboard (root, name, index);

  if (dashboard == NULL)
    g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
                 _("No dashboard is called “%s” any more"), name);

  return dashboard;
}

/* The panels of a dashboard, with at least @n of them. */
static JsonArray *
require_panels (JsonObject           *root,
                const DashboardEdit  *edit,
                guint                 n,
                GError              **error)
{
  JsonObject *dashboard = require_dashboard (root, edit->dashboard, NULL, error);
  JsonArray *panels;

  if (dashboard == NULL)
    return NULL;

  panels = weir_workspace_edit_get_list (dashboard, "panels");
  if (json_array_get_length (panels) >= n)
    return panels;

  g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
               _("The dashboard “%s” has no such panel any more"), edit->dashboard);

  return NULL;
}

/* What is pasted was not read as a workspace yet: its members may be anything. */
static int
get_cells (JsonObject *panel,
           const char *name,
           int         fallback)
{
  JsonNode *node = json_object_get_member (panel, name);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return fallback;

  return (int) CLAMP (json_node_get_int (node), 0, WEIR_PANEL_GRID_MAX);
}

static void
get_place (JsonObject     *panel,
           WeirPanelPlace *place)
{
  place->row = get_cells (panel, "row", 0);
  place->column = get_cells (panel, "column", 0);
  place->width = get_cells (panel, "width", 1);
  place->height = get_cells (panel, "height", 1);
}

static void
set_place (JsonObject           *panel,
           const WeirPanelPlace *place)
{
  json_object_set_int_member (panel, "row", place->row);
  json_object_set_int_member (panel, "column", place->column);
  json_object_set_int_member (panel, "width", place->width);
  json_object_set_int_member (panel, "height", place->height);
}

/* (element-type WeirPanelPlace) */
static GArray *
get_places (JsonArray *panels)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (WeirPanelPlace));

  for (guint i = 0; i < json_array_get_length (panels); i++)
    {
      WeirPanelPlace place;

      get_place (json_array_get_object_element (panels, i), &place);
      g_array_append_val (places, place);
    }

  return places;
}

static void
settle (JsonArray *panels,
        guint      moved)
{
  g_autoptr(GArray) places = get_places (panels);

  weir_panel_grid_settle ((WeirPanelPlace *) places->data, places->len, moved);
  for (guint i = 0; i < places->len; i++)
    set_place (json_array_get_object_element (panels, i), &g_array_index (places, WeirPanelPlace, i));
}

/* A name of letters, digits and "-" that no dashboard has. */
static char *
dup_free_name (JsonObject *root,
               const char *title)
{
  g_autofree char *base = g_utf8_strdown (title, -1);
  char *name;

  g_strcanon (base, "abcdefghijklmnopqrstuvwxyz0123456789-", '-');
  name = g_strdup (base);
  for (guint i = 2; find_dashboard (root, name, NULL) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", base, i);
    }

  return name;
}

static gboolean
add_dashboard (JsonObject  *root,
               gpointer     user_data,
               GError     **error)
{
  DashboardEdit *edit = user_data;
  JsonObject *dashboard = json_object_new ();

  json_object_set_string_member (dashboard, "name", edit->dashboard);
  json_object_set_string_member (dashboard, "title", edit->title);
  json_object_set_array_member (dashboard, "panels", json_array_new ());
  json_array_add_object_element (weir_workspace_edit_get_list (root, "dashboards"), dashboard);

  return TRUE;
}

/**
 * weir_dashboard_edit_add:
 * @workspace: a workspace
 * @title: what the new dashboard is called on the screen, not empty
 * @name: (out) (transfer full): the name it got, which no other has
 * @error: return location
 *
 * Adds a dashboard without panels behind the others.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and a
 *   %WEIR_WORKSPACE_ERROR
 */
WeirWorkspace *
weir_dashboard_edit_add (WeirWorkspace  *workspace,
                         const char     *title,
                         char          **name,
                         GError        **error)
{
  DashboardEdit edit = { .title = title };

  g_return_val_if_fail (WEIR_IS_WORKSPACE (workspace) && title != NULL && name != NULL, NULL);

  *name = dup_free_name (json_node_get_object (weir_json_document_get_root (weir_workspace_get_document (workspace))),
                         title);
  edit.dashboard = *name;

  return weir_workspace_edit (workspace, add_dashboard, &edit, error);
}

static gboolean
rename_dashboard (JsonObject  *root,
                  gpointer     user_data,
                  GError     **error)
{
  DashboardEdit *edit = user_data;
  JsonObject *dashboard = require_dashboard (root, edit->dashboard, NULL, error);

  if (dashboard == NULL)
    return FALSE;

  json_object_set_string_member (dashboard, "title", edit->title);

  return TRUE;
}

/**
 * weir_dashboard_edit_rename:
 * @workspace: a workspace
 * @dashboard: the name of one of its dashboards
 * @title: what it is called on the screen from now on
 * @error: return location
 *
 * Changes a dashboard's title; its name, by which others refer to it, stays.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and a
 *   %WEIR_WORKSPACE_ERROR
 */
WeirWorkspace *
weir_dashboard_edit_rename (WeirWorkspace  *workspace,
                            const char     *dashboard,
                            const char     *title,
                            GError        **error)
{
  DashboardEdit edit = { .dashboard = dashboard, .title = title };

  g_return_val_if_fail (dashboard != NULL && title != NULL, NULL);

  return weir_workspace_edit (workspace, rename_dashboard, &edit, error);
}

static gboolean
remove_dashboard (JsonObject  *root,
                  gpointer     user_data,
                  GError     **error)
{
  DashboardEdit *edit = user_data;
  guint i;

  if (require_dashboard (root, edit->dashboard, &i, error) == NULL)
    return FALSE;

  json_array_remove_element (weir_workspace_edit_get_list (root, "dashboards"), i);

  return TRUE;
}

/**
 * weir_dashboard_edit_remove:
 * @workspace: a workspace
 * @dashboard: the name of one of its dashboards
 * @error: return location
 *
 * Removes a dashboard and its panels.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and a
 *   %WEIR_WORKSPACE_ERROR
 */
WeirWorkspace *
weir_dashboard_edit_remove (WeirWorkspace  *workspace,
                            const char     *dashboard,
                            GError        **error)
{
  DashboardEdit edit = { .dashboard = dashboard };

  g_return_val_if_fail (dashboard != NULL, NULL);

  return weir_workspace_edit (workspace, remove_dashboard, &edit, error);
}

static gboolean
change_panel (JsonObject  *root,
              gpointer     user_data,
              GError     **error)
{
  DashboardEdit *edit = user_data;
  JsonArray *panels = require_panels (root, edit, edit->panel, error);

  if (panels == NULL)
    return FALSE;

  if (edit->panel == json_array_get_length (panels))
    {
      g_autoptr(GArray) places = get_places (panels);
      WeirPanelPlace room = weir_panel_grid_find_room ((WeirPanelPlace *) places->data, places->len,
                                                       edit->config->width, edit->config->height);

      json_array_add_object_element (panels, json_object_new ());
      weir_panel_json_set (json_array_get_object_element (panels, edit->panel), edit->config);
      set_place (json_array_get_object_element (panels, edit->panel), &room);
    }
  else
    {
      const WeirPanelPlace place = { edit->config->row, edit->config->column, edit->config->width, edit->config->height };

      weir_panel_json_set (json_array_get_object_element (panels, edit->panel), edit->config);
      set_place (json_array_get_object_element (panels, edit->panel), &place);
    }

  return TRUE;
}

/**
 * weir_dashboard_edit_set_panel:
 * @workspace: a workspace
 * @dashboard: the name of one of its dashboards
 * @panel: which of its panels; their number to add one
 * @config: what it shows from now on, and for an old panel where
 * @error: return location
 *
 * Changes a panel, or adds one at the first free place for its size.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and a
 *   %WEIR_WORKSPACE_ERROR
 */
WeirWorkspace *
weir_dashboard_edit_set_panel (WeirWorkspace          *workspace,
                               const char             *dashboard,
                               guint                   panel,
                               const WeirPanelConfig  *config,
                               GError                **error)
{
  DashboardEdit edit = { .dashboard = dashboard, .panel = panel, .config = config };

  g_return_val_if_fail (dashboard != NULL && config != NULL, NULL);

  return weir_workspace_edit (workspace, change_panel, &edit, error);
}

static gboolean
place_panel (JsonObject  *root,
             gpointer     user_data,
             GError     **error)
{
  DashboardEdit *edit = user_data;
  JsonArray *panels = require_panels (root, edit, edit->panel + 1, error);

  if (panels == NULL)
    return FALSE;

  set_place (json_array_get_object_element (panels, edit->panel), edit->place);
  settle (panels, edit->panel);

  return TRUE;
}

/**
 * weir_dashboard_edit_place_panel:
 * @workspace: a workspace
 * @dashboard: the name of one of its dashboards
 * @panel: which of its panels
 * @place: where it stands from now on
 * @error: return location
 *
 * Moves or resizes a panel; the others make room as weir_panel_grid_settle() says.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and a
 *   %WEIR_WORKSPACE_ERROR
 */
WeirWorkspace *
weir_dashboard_edit_place_panel (WeirWorkspace         *workspace,
                                 const char            *dashboard,
                                 guint                  panel,
                                 const WeirPanelPlace  *place,
                                 GError               **error)
{
  DashboardEdit edit = { .dashboard = dashboard, .panel = panel, .place = place };

  g_return_val_if_fail (dashboard != NULL && place != NULL, NULL);

  return weir_workspace_edit (workspace, place_panel, &edit, error);
}

static gboolean
remove_panel (JsonObject  *root,
              gpointer     user_data,
              GError     **error)
{
  DashboardEdit *edit = user_data;
  JsonArray *panels = require_panels (root, edit, edit->panel + 1, error);

  if (panels == NULL)
    return FALSE;

  json_array_remove_element (panels, edit->panel);
  settle (panels, json_array_get_length (panels));

  return TRUE;
}

/**
 * weir_dashboard_edit_remove_panel:
 * @workspace: a workspace
 * @dashboard: the name of one of its dashboards
 * @panel: which of its panels
 * @error: return location
 *
 * Removes a panel; those below it move up.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and a
 *   %WEIR_WORKSPACE_ERROR
 */
WeirWorkspace *
weir_dashboard_edit_remove_panel (WeirWorkspace  *workspace,
                                  const char     *dashboard,
                                  guint           panel,
                                  GError        **error)
{
  DashboardEdit edit = { .dashboard = dashboard, .panel = panel };

  g_return_val_if_fail (dashboard != NULL, NULL);

  return weir_workspace_edit (workspace, remove_panel, &edit, error);
}

static gboolean
paste_panel (JsonObject  *root,
             gpointer     user_data,
             GError     **error)
{
  DashboardEdit *edit = user_data;
  JsonArray *panels = require_panels (root, edit, 0, error);
  g_autoptr(GArray) places = NULL;
  JsonObject *panel = json_node_get_object (edit->pasted);
  WeirPanelPlace place;

  if (panels == NULL)
    return FALSE;

  places = get_places (panels);
  get_place (panel, &place);
  place = weir_panel_grid_find_room ((WeirPanelPlace *) places->data, places->len, place.width, place.height);
  set_place (panel, &place);
  json_array_add_element (panels, json_node_copy (edit->pasted));

  return TRUE;
}

/**
 * weir_dashboard_edit_paste_panel:
 * @workspace: a workspace
 * @dashboard: the name of one of its dashboards
 * @text: a panel in JSON, as weir_dashboard_edit_copy_panel() gives it
 * @error: return location
 *
 * Adds that panel at the first free place for its size.
 *
 * Returns: (transfer full) (nullable): the new workspace, or %NULL and a
 *   %WEIR_WORKSPACE_ERROR that says what is wrong with @text
 */
WeirWorkspace *
weir_dashboard_edit_paste_panel (WeirWorkspace  *workspace,
                                 const char     *dashboard,
                                 const char     *text,
                                 GError        **error)
{
  DashboardEdit edit = { .dashboard = dashboard };
  g_autoptr(WeirJsonDocument) document = NULL;

  g_return_val_if_fail (dashboard != NULL && text != NULL, NULL);

  document = weir_json_document_new (text, -1, _("the panel"), error);
  if (document == NULL)
    return NULL;

  edit.pasted = weir_json_document_get_root (document);
  if (!JSON_NODE_HOLDS_OBJECT (edit.pasted))
    {
      g_set_error_literal (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
                           _("What is pasted is no panel; copy one from a dashboard first"));
      return NULL;
    }

  return weir_workspace_edit (workspace, paste_panel, &edit, error);
}

/**
 * weir_dashboard_edit_copy_panel:
 * @workspace: a workspace
 * @dashboard: the name of one of its dashboards
 * @panel: which of its panels
 *
 * Returns: (transfer full) (nullable): the panel in JSON, members that are not
 *   known included; %NULL where there is no such panel
 */
char *
weir_dashboard_edit_copy_panel (WeirWorkspace *workspace,
                                const char    *dashboard,
                                guint          panel)
{
  JsonObject *root;
  JsonObject *object;
  JsonArray *panels;

  g_return_val_if_fail (WEIR_IS_WORKSPACE (workspace) && dashboard != NULL, NULL);

  root = json_node_get_object (weir_json_document_get_root (weir_workspace_get_document (workspace)));
  object = find_dashboard (root, dashboard, NULL);
  panels = object != NULL && json_object_has_member (object, "panels") ? json_object_get_array_member (object, "panels")
                                                                       : NULL;
  if (panels == NULL || panel >= json_array_get_length (panels))
    return NULL;

  return json_to_string (json_array_get_element (panels, panel), TRUE);
}
