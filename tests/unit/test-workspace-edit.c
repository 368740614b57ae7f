#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "data/workspace/weir-dashboard-edit.h"
#include "data/workspace/weir-object-edit.h"
#include "data/workspace/weir-workspace-file.h"
#include "data/workspace/weir-workspace-history.h"

/* Changes of a workspace: dashboards and panels, undone and redone, kept in a file. */

#define TEXT \
  "{\"weir\": 1, \"queries\": [{\"name\": \"q\", \"sql\": \"SELECT 1\"}], \"note\": {\"kept\": [1, 2.50]}, " \
  "\"connections\": [{\"name\": \"k\", \"bootstrap\": \"127.0.0.1:1\"}], " \
  "\"streams\": [{\"name\": \"s\", \"connection\": \"k\", \"topics\": [\"t\"], " \
  "\"fields\": [{\"name\": \"price\", \"path\": \"price\", \"type\": \"number\"}]}], " \
  "\"dashboards\": [{\"name\": \"d\", \"title\": \"D\", \"mine\": true, \"panels\": [" \
  "{\"kind\": \"lines\", \"title\": \"A\", \"stream\": \"s\", \"fields\": [\"price\"], \"mine\": 7, " \
  "\"row\": 0, \"column\": 0, \"width\": 8, \"height\": 4}, " \
  "{\"kind\": \"movers\", \"title\": \"B\", \"stream\": \"s\", \"fields\": [\"price\"], " \
  "\"row\": 0, \"column\": 8, \"width\": 4, \"height\": 4}]}]}"

static WeirWorkspace *
load (void)
{
  g_autoptr(GError) error = NULL;
  WeirWorkspace *workspace = weir_workspace_new_from_data (TEXT, -1, "test.json", &error);

  g_assert_no_error (error);

  return workspace;
}

static const WeirPanelConfig *
get_panel (WeirWorkspace *workspace,
           guint          panel)
{
  const WeirDashboardConfig *dashboard = g_ptr_array_index (weir_workspace_get_dashboards (workspace), 0);

  g_assert_cmpuint (panel, <, dashboard->panels->len);

  return g_ptr_array_index (dashboard->panels, panel);
}

static void
assert_place (const WeirPanelPlace *place,
              int                   row,
              int                   column,
              int                   width,
              int                   height)
{
  g_assert_cmpint (place->row, ==, row);
  g_assert_cmpint (place->column, ==, column);
  g_assert_cmpint (place->width, ==, width);
  g_assert_cmpint (place->height, ==, height);
}

static void
assert_panel_place (WeirWorkspace *workspace,
                    guint          panel,
                    int            row,
                    int            column,
                    int            width,
                    int            height)
{
  const WeirPanelConfig *config = get_panel (workspace, panel);
  const WeirPanelPlace place = { config->row, config->column, config->width, config->height };

  assert_place (&place, row, column, width, height);
}

static void
test_grid_makes_room (void)
{
  WeirPanelPlace places[] = { { 0, 0, 8, 4 }, { 0, 8, 4, 4 }, { 4, 0, 12, 2 } };

  /* The third onto the first: that goes below it. */
  places[2].row = 0;
  weir_panel_grid_settle (places, 3, 2);
  assert_place (&places[2], 0, 0, 12, 2);
  assert_place (&places[0], 2, 0, 8, 4);
  assert_place (&places[1], 2, 8, 4, 4);
}

static void
test_grid_keeps_inside (void)
{
  WeirPanelPlace places[] = { { -3, 10, 5, 0 }, { 9, -1, 40, 2 } };

  weir_panel_grid_settle (places, 2, 0);
  assert_place (&places[0], 0, 7, 5, 1);
  assert_place (&places[1], 1, 0, 12, 2);
}

/* Whatever is put wherever: nothing overlaps, nothing leaves the grid, nothing could stand higher. */
static void
test_grid_never_overlaps (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 2000; round++)
    {
      WeirPanelPlace places[8];

      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        places[i] = (WeirPanelPlace) { g_rand_int_range (random, -2, 20), g_rand_int_range (random, -2, 14),
                                       g_rand_int_range (random, 0, 14), g_rand_int_range (random, 0, 6) };
      weir_panel_grid_settle (places, G_N_ELEMENTS (places), round % 9);

      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        {
          gboolean supported = places[i].row == 0;

          g_assert_cmpint (places[i].column + places[i].width, <=, WEIR_PANEL_GRID_COLUMNS);
          for (guint j = 0; j < G_N_ELEMENTS (places); j++)
            {
              gboolean columns = places[i].column < places[j].column + places[j].width
                                 && places[j].column < places[i].column + places[i].width;
              gboolean rows = places[i].row < places[j].row + places[j].height
                              && places[j].row < places[i].row + places[i].height;

              g_assert_false (i != j && columns && rows);
              supported |= columns && places[j].row + places[j].height == places[i].row;
            }
          g_assert_true (supported);
        }
    }
}

static void
test_grid_finds_room (void)
{
  const WeirPanelPlace places[] = { { 0, 0, 4, 2 }, { 0, 8, 4, 2 } };
  WeirPanelPlace between = weir_panel_grid_find_room (places, 2, 4, 2);
  WeirPanelPlace below = weir_panel_grid_find_room (places, 2, 5, 3);

  assert_place (&between, 0, 4, 4, 2);
  assert_place (&below, 2, 0, 5, 3);
}

static void
test_panel_is_changed_and_unknown_members_stay (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(WeirPanelConfig) config = weir_panel_config_copy (get_panel (workspace, 0));
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) next = NULL;
  double limit = 40;

  config->kind = WEIR_PANEL_CANDLES;
  config->relative = TRUE;
  g_free (config->title);
  config->title = g_strdup ("Ä \"quoted\"");
  g_array_append_val (config->thresholds, limit);
  next = weir_dashboard_edit_set_panel (workspace, "d", 0, config, &error);
  g_assert_no_error (error);

  g_assert_true (weir_panel_config_shows_same (get_panel (next, 0), config));
  g_assert_false (weir_panel_config_shows_same (get_panel (workspace, 0), config));
  g_assert_nonnull (strstr (weir_workspace_get_text (next), "\"mine\": 7"));
  g_assert_nonnull (strstr (weir_workspace_get_text (next), "\"mine\": true"));
  g_assert_nonnull (strstr (weir_workspace_get_text (next), "2.5"));
  g_assert_true (weir_workspace_reads_as (workspace, next));
}

static WeirSeriesConfig *
create_series (const char     *value,
               WeirSeriesStyle style)
{
  WeirSeriesConfig *series = g_new0 (WeirSeriesConfig, 1);

  series->style = style;
  series->stream = g_strdup ("s");
  series->value = g_strdup (value);

  return series;
}

/* What the form does not know of a series stays with it, and what stands for nothing leaves the file. */
static void
test_panel_of_series_is_changed (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(WeirPanelConfig) config = weir_panel_config_copy (get_panel (workspace, 0));
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) next = NULL;
  g_autoptr(WeirWorkspace) last = NULL;
  WeirSeriesConfig *series = create_series ("price", WEIR_SERIES_POINTS);

  config->kind = WEIR_PANEL_SERIES;
  series->scale = WEIR_SERIES_LEFT;
  series->key = g_strdup ("AAPL");
  series->previous_usec = 7 * G_TIME_SPAN_DAY;
  g_ptr_array_add (config->series, series);
  g_ptr_array_add (config->series, create_series ("price", WEIR_SERIES_LINE));
  next = weir_dashboard_edit_set_panel (workspace, "d", 0, config, &error);
  g_assert_no_error (error);
  g_assert_true (weir_panel_config_shows_same (get_panel (next, 0), config));
  g_assert_nonnull (strstr (weir_workspace_get_text (next), "\"previous\": \"1w\""));
  g_assert_cmpstr (weir_panel_config_get_stream (get_panel (next, 0)), ==, "s");

  series->previous_usec = 0;
  series->scale = WEIR_SERIES_RIGHT;
  last = weir_dashboard_edit_set_panel (next, "d", 0, config, &error);
  g_assert_no_error (error);
  g_assert_true (weir_panel_config_shows_same (get_panel (last, 0), config));
  g_assert_false (weir_panel_config_shows_same (get_panel (next, 0), config));
  g_assert_null (strstr (weir_workspace_get_text (last), "\"previous\""));
  g_assert_null (strstr (weir_workspace_get_text (last), "\"scale\""));
}

static void
test_panel_has_a_range_a_scale_and_a_text (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(WeirPanelConfig) config = weir_panel_config_copy (get_panel (workspace, 0));
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) next = NULL;
  g_autoptr(WeirWorkspace) last = NULL;

  config->kind = WEIR_PANEL_TEXT;
  g_free (config->text);
  config->text = g_strdup ("Ask the shift\nlead.");
  config->range_usec = G_TIME_SPAN_HOUR;
  config->logarithmic = TRUE;
  next = weir_dashboard_edit_set_panel (workspace, "d", 0, config, &error);
  g_assert_no_error (error);
  g_assert_true (weir_panel_config_shows_same (get_panel (next, 0), config));
  g_assert_nonnull (strstr (weir_workspace_get_text (next), "\"range\": \"1h\""));
  g_assert_cmpstr (get_panel (next, 0)->text, ==, "Ask the shift\nlead.");

  config->range_usec = 0;
  config->logarithmic = FALSE;
  last = weir_dashboard_edit_set_panel (next, "d", 0, config, &error);
  g_assert_no_error (error);
  g_assert_false (weir_panel_config_shows_same (get_panel (next, 0), config));
  g_assert_true (weir_panel_config_shows_same (get_panel (last, 0), config));
  g_assert_null (strstr (weir_workspace_get_text (last), "\"range\""));
}

static void
test_panel_asks_a_statement (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(WeirPanelConfig) config = weir_panel_config_copy (get_panel (workspace, 0));
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) next = NULL;

  config->kind = WEIR_PANEL_QUERY;
  g_clear_pointer (&config->stream, g_free);
  config->query = g_strdup ("nosuch");
  g_assert_null (weir_dashboard_edit_set_panel (workspace, "d", 0, config, &error));
  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER);
  g_clear_error (&error);

  g_free (config->query);
  config->query = g_strdup ("q");
  config->refresh_usec = G_TIME_SPAN_MINUTE;
  config->form = WEIR_QUERY_BARS;
  g_strfreev (config->fields);
  config->fields = g_new0 (char *, 1);
  next = weir_dashboard_edit_set_panel (workspace, "d", 0, config, &error);
  g_assert_no_error (error);
  g_assert_true (weir_panel_config_shows_same (get_panel (next, 0), config));
  g_assert_nonnull (strstr (weir_workspace_get_text (next), "\"refresh\": \"1m\""));
  g_assert_nonnull (strstr (weir_workspace_get_text (next), "\"form\": \"bars\""));
}

static void
test_panel_is_added_where_there_is_room (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(WeirPanelConfig) config = weir_panel_config_copy (get_panel (workspace, 1));
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) next = weir_dashboard_edit_set_panel (workspace, "d", 2, config, &error);

  g_assert_no_error (error);
  assert_panel_place (next, 2, 4, 0, 4, 4);
}

static void
test_panel_is_moved_and_removed (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  const WeirPanelPlace place = { 0, 0, 12, 2 };
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) moved = weir_dashboard_edit_place_panel (workspace, "d", 1, &place, &error);
  g_autoptr(WeirWorkspace) removed = NULL;

  g_assert_no_error (error);
  assert_panel_place (moved, 1, 0, 0, 12, 2);
  assert_panel_place (moved, 0, 2, 0, 8, 4);

  removed = weir_dashboard_edit_remove_panel (moved, "d", 1, &error);
  g_assert_no_error (error);
  assert_panel_place (removed, 0, 0, 0, 8, 4);
  g_assert_null (weir_dashboard_edit_remove_panel (removed, "d", 1, &error));
  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER);
}

static void
test_panel_is_copied_and_pasted (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(GError) error = NULL;
  g_autofree char *text = weir_dashboard_edit_copy_panel (workspace, "d", 0);
  g_autoptr(WeirWorkspace) next = weir_dashboard_edit_paste_panel (workspace, "d", text, &error);

  g_assert_no_error (error);
  g_assert_true (weir_panel_config_shows_same (get_panel (workspace, 0), get_panel (next, 2)));
  assert_panel_place (next, 2, 4, 0, 8, 4);
}

static void
test_what_is_no_panel_is_refused (void)
{
  static const char *const texts[] = {
    "hello", "[]", "3", "{}", "{\"kind\": \"pie\", \"stream\": \"s\"}",
    "{\"kind\": \"lines\", \"stream\": \"nowhere\", \"fields\": [\"price\"]}",
    "{\"kind\": \"lines\", \"stream\": \"s\", \"fields\": [\"prize\"]}",
    "{\"kind\": \"lines\", \"stream\": \"s\", \"fields\": [\"price\"], \"thresholds\": [\"x\"], \"row\": []}",
  };
  g_autoptr(WeirWorkspace) workspace = load ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (weir_dashboard_edit_paste_panel (workspace, "d", texts[i], &error));
      g_assert_nonnull (error);
      g_assert_cmpint (error->domain, ==, WEIR_WORKSPACE_ERROR);
    }
}

static void
test_dashboards (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *second_name = NULL;
  g_autoptr(WeirWorkspace) one = weir_dashboard_edit_add (workspace, "Wall View", &name, &error);
  g_autoptr(WeirWorkspace) two = weir_dashboard_edit_add (one, "Wall View", &second_name, &error);
  g_autoptr(WeirWorkspace) renamed = weir_dashboard_edit_rename (two, name, "Wall", &error);
  g_autoptr(WeirWorkspace) removed = weir_dashboard_edit_remove (renamed, "d", &error);
  const WeirDashboardConfig *dashboard;

  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "wall-view");
  g_assert_cmpstr (second_name, ==, "wall-view-2");
  g_assert_cmpuint (weir_workspace_get_dashboards (removed)->len, ==, 2);
  dashboard = g_ptr_array_index (weir_workspace_get_dashboards (removed), 0);
  g_assert_cmpstr (dashboard->name, ==, "wall-view");
  g_assert_cmpstr (dashboard->title, ==, "Wall");
  g_assert_null (weir_dashboard_edit_rename (removed, "d", "X", &error));
  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER);
}

/* A password that the user gave stands in no text, and is not lost by a change. */
static void
test_connections_keep_their_properties (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  WeirConnectionConfig *connection = g_ptr_array_index (weir_workspace_get_connections (workspace), 0);
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  g_autoptr(WeirWorkspace) next = NULL;

  weir_settings_set (connection->settings, "sasl.password", "secret");
  next = weir_dashboard_edit_add (workspace, "X", &name, &error);
  g_assert_no_error (error);
  connection = g_ptr_array_index (weir_workspace_get_connections (next), 0);
  g_assert_cmpstr (weir_settings_get (connection->settings, "sasl.password"), ==, "secret");
  g_assert_null (strstr (weir_workspace_get_text (next), "secret"));
}

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);

  return node;
}

static void
test_objects_are_set_and_removed (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(JsonNode) rule = parse ("{\"name\": \"high\", \"stream\": \"s\", \"kind\": \"record\", "
                                    "\"condition\": {\"fire\": \"price > 40.1\"}, \"mine\": 0.1}");
  g_autoptr(JsonNode) stream = weir_object_edit_dup (workspace, "streams", "s");
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) one = weir_object_edit_set (workspace, "rules", NULL, rule, &error);
  g_autoptr(WeirWorkspace) two = NULL;
  g_autoptr(WeirWorkspace) three = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (weir_workspace_get_rules (one)->len, ==, 1);
  g_assert_nonnull (strstr (weir_workspace_get_text (one), "\"mine\": 0.1\n"));
  g_assert_false (weir_workspace_reads_as (workspace, one));

  json_object_set_string_member (json_node_get_object (stream), "key", "symbol");
  two = weir_object_edit_set (one, "streams", "s", stream, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((WeirStreamConfig *) g_ptr_array_index (weir_workspace_get_streams (two), 0))->key_path, ==, "symbol");
  g_assert_null (((WeirStreamConfig *) g_ptr_array_index (weir_workspace_get_streams (one), 0))->key_path);

  three = weir_object_edit_remove (two, "rules", "high", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (weir_workspace_get_rules (three)->len, ==, 0);
}

static void
test_objects_that_are_wrong_are_refused (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(JsonNode) rule = parse ("{\"name\": \"high\", \"stream\": \"nowhere\", \"kind\": \"record\", "
                                    "\"condition\": {\"fire\": \"price > 1\"}}");
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_object_edit_set (workspace, "rules", NULL, rule, &error));
  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER);
  g_assert_nonnull (strstr (error->message, "nowhere"));
  g_clear_error (&error);

  /* Panels show it. */
  g_assert_null (weir_object_edit_remove (workspace, "streams", "s", &error));
  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER);
  g_clear_error (&error);

  g_assert_null (weir_object_edit_set (workspace, "rules", "gone", rule, &error));
  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER);
}

static void
test_history (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(WeirWorkspaceHistory) history = weir_workspace_history_new (workspace);
  const WeirPanelPlace place = { 0, 0, 12, 2 };
  g_autoptr(WeirWorkspace) moved = weir_dashboard_edit_place_panel (workspace, "d", 1, &place, NULL);
  g_autoptr(WeirWorkspace) removed = weir_dashboard_edit_remove_panel (moved, "d", 1, NULL);

  g_assert_false (weir_workspace_history_undo (history, NULL));
  weir_workspace_history_push (history, moved, "Move");
  weir_workspace_history_push (history, removed, "Remove");
  g_assert_cmpstr (weir_workspace_history_get_undo_label (history), ==, "Remove");

  g_assert_true (weir_workspace_history_undo (history, NULL));
  g_assert_cmpstr (weir_workspace_get_text (weir_workspace_history_get_workspace (history)), ==,
                   weir_workspace_get_text (moved));
  g_assert_true (weir_workspace_history_undo (history, NULL));
  /* As it was written by hand, not as Weir would write it. */
  g_assert_cmpstr (weir_workspace_get_text (weir_workspace_history_get_workspace (history)), ==, TEXT);
  g_assert_null (weir_workspace_history_get_undo_label (history));
  g_assert_cmpstr (weir_workspace_history_get_redo_label (history), ==, "Move");

  g_assert_true (weir_workspace_history_redo (history, NULL));
  g_assert_true (weir_workspace_history_redo (history, NULL));
  g_assert_false (weir_workspace_history_redo (history, NULL));
  g_assert_cmpstr (weir_workspace_get_text (weir_workspace_history_get_workspace (history)), ==,
                   weir_workspace_get_text (removed));

  g_assert_true (weir_workspace_history_undo (history, NULL));
  weir_workspace_history_push (history, workspace, "Other");
  g_assert_null (weir_workspace_history_get_redo_label (history));
}

static void
test_history_of_no_change (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(WeirWorkspaceHistory) history = weir_workspace_history_new (workspace);
  g_autoptr(WeirWorkspace) removed = weir_dashboard_edit_remove_panel (workspace, "d", 1, NULL);

  weir_workspace_history_push (history, removed, "Remove");
  g_assert_true (weir_workspace_history_undo (history, NULL));
  weir_workspace_history_push (history, workspace, "Nothing");

  g_assert_null (weir_workspace_history_get_undo_label (history));
  g_assert_cmpstr (weir_workspace_history_get_redo_label (history), ==, "Remove");
}

static void
test_history_is_bounded (void)
{
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(WeirWorkspaceHistory) history = weir_workspace_history_new (workspace);
  g_autoptr(WeirWorkspace) removed = weir_dashboard_edit_remove_panel (workspace, "d", 1, NULL);
  guint n = 0;

  for (guint i = 0; i < 300; i++)
    weir_workspace_history_push (history, i % 2 == 0 ? removed : workspace, "Turn");
  while (weir_workspace_history_undo (history, NULL))
    n++;
  g_assert_cmpuint (n, ==, 200);
}

typedef struct
{
  GMainLoop *loop;
  GError    *error;
} Outcome;

static void
on_saved (Outcome *outcome)
{
  g_main_loop_quit (outcome->loop);
}

static void
on_failed (Outcome *outcome,
           GError  *error)
{
  outcome->error = g_error_copy (error);
  g_main_loop_quit (outcome->loop);
}

static GError *
save (WeirWorkspaceFile *file,
      WeirWorkspace     *first,
      WeirWorkspace     *last)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Outcome outcome = { loop, NULL };
  gulong ids[] = {
    g_signal_connect_swapped (file, "saved", G_CALLBACK (on_saved), &outcome),
    g_signal_connect_swapped (file, "failed", G_CALLBACK (on_failed), &outcome),
  };

  weir_workspace_file_save (file, first);
  weir_workspace_file_save (file, last);
  g_assert_false (weir_workspace_file_is_saved (file));
  g_main_loop_run (loop);
  g_signal_handler_disconnect (file, ids[0]);
  g_signal_handler_disconnect (file, ids[1]);

  return outcome.error;
}

static char *
read_text (const char *path)
{
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static void
test_file_is_kept_and_never_overwritten_unasked (void)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-edit-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "w.json", NULL);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  g_autofree char *other = NULL;
  g_autoptr(WeirWorkspace) workspace = load ();
  g_autoptr(WeirWorkspace) first = weir_dashboard_edit_add (workspace, "X", &name, NULL);
  g_autoptr(WeirWorkspace) last = weir_dashboard_edit_rename (first, name, "Y", NULL);
  g_autoptr(WeirWorkspaceFile) file = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, TEXT, -1, NULL));
  file = weir_workspace_file_new (path, workspace);
  g_assert_null (save (file, first, last));
  text = read_text (path);
  g_assert_cmpstr (text, ==, weir_workspace_get_text (last));
  g_assert_true (weir_workspace_file_is_saved (file));

  /* What we wrote is no change of another's. */
  g_assert_null (save (file, last, first));

  g_assert_true (g_file_set_contents (path, "{\"weir\": 1}", -1, NULL));
  error = save (file, last, last);
  g_assert_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_CHANGED);
  g_assert_nonnull (strstr (error->message, path));
  other = read_text (path);
  g_assert_cmpstr (other, ==, "{\"weir\": 1}");
  g_assert_false (weir_workspace_file_is_saved (file));

  weir_workspace_file_overwrite (file);
  g_assert_null (save (file, last, last));
  g_free (other);
  other = read_text (path);
  g_assert_cmpstr (other, ==, weir_workspace_get_text (last));

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace-edit/grid/makes-room", test_grid_makes_room);
  g_test_add_func ("/workspace-edit/grid/keeps-inside", test_grid_keeps_inside);
  g_test_add_func ("/workspace-edit/grid/never-overlaps", test_grid_never_overlaps);
  g_test_add_func ("/workspace-edit/grid/finds-room", test_grid_finds_room);
  g_test_add_func ("/workspace-edit/panel/changed", test_panel_is_changed_and_unknown_members_stay);
  g_test_add_func ("/workspace-edit/panel/series", test_panel_of_series_is_changed);
  g_test_add_func ("/workspace-edit/panel/range-scale-text", test_panel_has_a_range_a_scale_and_a_text);
  g_test_add_func ("/workspace-edit/panel-asks-a-statement", test_panel_asks_a_statement);
  g_test_add_func ("/workspace-edit/panel/added", test_panel_is_added_where_there_is_room);
  g_test_add_func ("/workspace-edit/panel/moved-and-removed", test_panel_is_moved_and_removed);
  g_test_add_func ("/workspace-edit/panel/copied-and-pasted", test_panel_is_copied_and_pasted);
  g_test_add_func ("/workspace-edit/panel/refused", test_what_is_no_panel_is_refused);
  g_test_add_func ("/workspace-edit/dashboards", test_dashboards);
  g_test_add_func ("/workspace-edit/connections", test_connections_keep_their_properties);
  g_test_add_func ("/workspace-edit/objects/set-and-removed", test_objects_are_set_and_removed);
  g_test_add_func ("/workspace-edit/objects/refused", test_objects_that_are_wrong_are_refused);
  g_test_add_func ("/workspace-edit/history/undo-and-redo", test_history);
  g_test_add_func ("/workspace-edit/history/no-change", test_history_of_no_change);
  g_test_add_func ("/workspace-edit/history/bounded", test_history_is_bounded);
  g_test_add_func ("/workspace-edit/file", test_file_is_kept_and_never_overwritten_unasked);

  return g_test_run ();
}
