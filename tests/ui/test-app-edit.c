#include "config.h"

#include <string.h>

#include "edit-fixture.h"
#include "app/dialogs/weir-object-dialog.h"
#include "app/dialogs/weir-rule-dialog.h"
#include "app/dialogs/weir-workspace-dialog.h"
#include "app/panels/weir-panel-sheet.h"
#include "app/panels/weir-series-form.h"
#include "app/panels/weir-series-row.h"
#include "data/workspace/weir-object-edit.h"
#include "widgets/weir-series-chart.h"

static void
test_changes_keep_what_they_do_not_touch (void)
{
  Edit edit = { 0 };
  WeirMonitor *monitor;
  WeirStreamView *stream;
  WeirCard *first, *second;
  g_autofree char *before = NULL;

  edit_init (&edit);
  monitor = weir_scope_get_monitor (edit.base.scope);
  stream = weir_monitor_find_stream (monitor, "prices");
  before = g_strdup (weir_workspace_get_text (weir_workspace_history_get_workspace (edit.history)));
  first = edit_get_card (&edit, 0);
  second = edit_get_card (&edit, 1);

  g_signal_emit_by_name (first, "step", WEIR_CARD_RESIZE, -1, 0);
  g_assert_true (edit_get_card (&edit, 0) == first && edit_get_card (&edit, 1) == second);
  g_assert_cmpstr (weir_workspace_history_get_undo_label (edit.history), ==, "Resize Panel");

  g_signal_emit_by_name (second, "command", "duplicate");
  g_assert_true (edit_get_card (&edit, 0) == first && edit_get_card (&edit, 1) == second);
  g_assert_true (weir_panel_config_shows_same (edit_get_panel (&edit, 1), edit_get_panel (&edit, edit_count_panels (&edit) - 1)));

  g_signal_emit_by_name (first, "command", "remove");
  g_assert_true (edit_get_card (&edit, 0) == second);

  /* The monitor and its data are those of before. */
  g_assert_true (weir_scope_get_monitor (edit.base.scope) == monitor);
  g_assert_true (weir_monitor_find_stream (monitor, "prices") == stream);

  for (guint i = 0; i < 3; i++)
    g_assert_true (weir_workspace_history_undo (edit.history, NULL));
  g_assert_cmpstr (weir_workspace_get_text (weir_workspace_history_get_workspace (edit.history)), ==, before);

  edit_clear (&edit);
}

static void
test_panel_is_moved_by_keys (void)
{
  Edit edit = { 0 };
  WeirCard *card;

  edit_init (&edit);
  card = edit_get_card (&edit, 0);

  /* Wider: its neighbour has to go below it. */
  g_signal_emit_by_name (card, "step", WEIR_CARD_RESIZE, 4, 0);
  g_assert_cmpint (edit_get_panel (&edit, 0)->width, ==, 12);
  g_assert_cmpint (edit_get_panel (&edit, 1)->row, ==, 4);

  /* To the other side of what stands below, and back. */
  g_signal_emit_by_name (card, "step", WEIR_CARD_MOVE, 0, 1);
  g_assert_cmpint (edit_get_panel (&edit, 0)->row, ==, 4);
  g_assert_cmpint (edit_get_panel (&edit, 1)->row, ==, 0);
  g_signal_emit_by_name (card, "step", WEIR_CARD_MOVE, 0, -1);
  g_assert_cmpint (edit_get_panel (&edit, 0)->row, ==, 0);
  g_assert_cmpint (edit_get_panel (&edit, 1)->row, ==, 4);

  /* Never out of the grid, and what changes nothing is nothing to undo. */
  g_signal_emit_by_name (card, "step", WEIR_CARD_MOVE, -1, 0);
  g_assert_cmpint (edit_get_panel (&edit, 0)->column, ==, 0);
  for (guint i = 0; i < 3; i++)
    g_assert_true (weir_workspace_history_undo (edit.history, NULL));
  g_assert_null (weir_workspace_history_get_undo_label (edit.history));

  edit_clear (&edit);
}

static void
test_panel_is_added_and_described (void)
{
  Edit edit = { 0 };
  WeirPanelSheet *sheet;
  g_autoptr(WeirPanelConfig) wanted = NULL;
  guint n;

  edit_init (&edit);
  n = edit_count_panels (&edit);
  gtk_widget_activate_action (GTK_WIDGET (edit.page), "dashboard.add-panel", NULL);
  g_assert_cmpuint (edit_count_panels (&edit), ==, n + 1);
  g_assert_cmpint (edit_get_panel (&edit, n)->kind, ==, WEIR_PANEL_LINES);
  g_assert_cmpstr (edit_get_panel (&edit, n)->stream, ==, "prices");

  /* What the form says is on the screen at once. */
  sheet = app_find (edit.page, WEIR_TYPE_PANEL_SHEET);
  wanted = weir_panel_config_copy (edit_get_panel (&edit, n));
  wanted->kind = WEIR_PANEL_VALUE;
  g_free (wanted->title);
  wanted->title = g_strdup ("Last prices");
  g_signal_emit_by_name (sheet, "changed", wanted);
  g_assert_cmpint (edit_get_panel (&edit, n)->kind, ==, WEIR_PANEL_VALUE);
  g_assert_true (app_has_text (edit.page, "Last prices"));

  edit_clear (&edit);
}

static void
collect (gpointer   root,
         GType      type,
         GPtrArray *found)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    g_ptr_array_add (found, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

/* Chooses in a row of the form, as a click does. */
static void
choose (Edit       *edit,
        GType       type,
        const char *title,
        guint       selected)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();
  gpointer form = app_find (edit->page, type);

  collect (form, ADW_TYPE_COMBO_ROW, found);
  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (adw_preferences_row_get_title (g_ptr_array_index (found, i)), title))
      {
        adw_combo_row_set_selected (g_ptr_array_index (found, i), selected);
        return;
      }
  g_assert_not_reached ();
}

/* A panel of lines becomes one of series in its form: a mean as a line, then bars, a band, another series, and undone. */
static void
test_series_are_described_in_a_form (void)
{
  Edit edit = { 0 };
  g_autofree char *before = NULL;
  const WeirSeriesConfig *series;
  WeirSeriesForm *form;
  guint n_changes = 0;

  edit_init (&edit);
  before = g_strdup (weir_workspace_get_text (weir_workspace_history_get_workspace (edit.history)));
  g_signal_emit_by_name (edit_get_card (&edit, 0), "command", "edit");
  choose (&edit, WEIR_TYPE_PANEL_SHEET, "Kind", WEIR_PANEL_SERIES);
  n_changes++;
  g_assert_cmpint (edit_get_panel (&edit, 0)->kind, ==, WEIR_PANEL_SERIES);
  g_assert_cmpuint (edit_get_panel (&edit, 0)->series->len, ==, 1);
  series = g_ptr_array_index (edit_get_panel (&edit, 0)->series, 0);
  g_assert_cmpstr (series->stream, ==, "prices");
  g_assert_cmpstr (series->window, ==, "1m");
  g_assert_cmpint (series->style, ==, WEIR_SERIES_LINE);
  g_assert_nonnull (app_find (edit.page, WEIR_TYPE_SERIES_CHART));

  choose (&edit, WEIR_TYPE_SERIES_ROW, "Drawn As", WEIR_SERIES_BAND);
  n_changes++;
  series = g_ptr_array_index (edit_get_panel (&edit, 0)->series, 0);
  g_assert_cmpint (series->style, ==, WEIR_SERIES_BAND);
  g_assert_nonnull (series->upper);
  choose (&edit, WEIR_TYPE_SERIES_ROW, "Drawn As", WEIR_SERIES_POINTS);
  n_changes++;
  choose (&edit, WEIR_TYPE_SERIES_ROW, "Windows", 0);
  n_changes++;
  series = g_ptr_array_index (edit_get_panel (&edit, 0)->series, 0);
  g_assert_null (series->window);
  g_assert_null (series->upper);
  g_assert_cmpstr (series->value, ==, "price");

  form = app_find (edit.page, WEIR_TYPE_SERIES_FORM);
  weir_series_form_add (form);
  n_changes++;
  g_assert_cmpuint (edit_get_panel (&edit, 0)->series->len, ==, 2);

  for (guint i = 0; i < n_changes; i++)
    g_assert_true (weir_workspace_history_undo (edit.history, NULL));
  g_assert_cmpstr (weir_workspace_get_text (weir_workspace_history_get_workspace (edit.history)), ==, before);
  edit_clear (&edit);
}

static void
on_failed (GtkWidget   *page,
           const char  *text,
           char       **told)
{
  g_free (*told);
  *told = g_strdup (text);
}

static void
test_what_cannot_be_is_told_and_changes_nothing (void)
{
  Edit edit = { 0 };
  g_autofree char *told = NULL;
  g_autoptr(WeirPanelConfig) wrong = NULL;
  WeirWorkspace *before;

  edit_init (&edit);
  g_signal_connect (edit.page, "failed", G_CALLBACK (on_failed), &told);
  g_signal_emit_by_name (edit_get_card (&edit, 0), "command", "edit");
  before = weir_workspace_history_get_workspace (edit.history);
  wrong = weir_panel_config_copy (edit_get_panel (&edit, 0));
  g_free (wrong->stream);
  wrong->stream = g_strdup ("nowhere");
  g_signal_emit_by_name (app_find (edit.page, WEIR_TYPE_PANEL_SHEET), "changed", wrong);
  g_assert_nonnull (told);
  g_assert_nonnull (strstr (told, "nowhere"));
  g_assert_true (weir_workspace_history_get_workspace (edit.history) == before);

  edit_clear (&edit);
}

static GtkWidget *
new_rule_dialog (GtkWidget            *window,
                 WeirWorkspaceHistory *history)
{
  const WeirRuleDialogSpec spec = { .history = history, .span_usec = G_TIME_SPAN_HOUR };

  return weir_rule_dialog_new (GTK_WINDOW (window), &spec);
}

/* Wrong first, then right: the form says what is wrong and stays. */
static void
test_a_rule_is_made_and_a_stream_changed (void)
{
  Edit edit = { 0 };
  GtkWidget *dialog;
  GtkWidget *fire;
  GPtrArray *rules;
  const WeirStreamConfig *stream;

  edit_init (&edit);
  g_signal_handlers_disconnect_by_data (edit.history, &edit);
  dialog = new_rule_dialog (edit.base.window, edit.history);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "Title")), "Very high");
  fire = app_find_row (dialog, "Fires When, as temperature > 40");
  gtk_editable_set_text (GTK_EDITABLE (fire), "prize > 5");
  g_signal_emit_by_name (app_find_button (dialog, "_Add"), "clicked");
  g_assert_null (weir_workspace_history_get_undo_label (edit.history));
  gtk_editable_set_text (GTK_EDITABLE (fire), "price > 5");
  g_signal_emit_by_name (app_find_button (dialog, "_Add"), "clicked");
  rules = weir_workspace_get_rules (weir_workspace_history_get_workspace (edit.history));
  g_assert_cmpuint (rules->len, ==, 2);
  g_assert_cmpstr (((const WeirRuleConfig *) g_ptr_array_index (rules, 1))->title, ==, "Very high");
  g_assert_cmpstr (((const WeirRuleConfig *) g_ptr_array_index (rules, 1))->fire, ==, "price > 5");

  dialog = weir_object_dialog_new_stream (GTK_WINDOW (edit.base.window), edit.history, "prices");
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "Title")), "Share prices");
  g_signal_emit_by_name (app_find_button (dialog, "_Change"), "clicked");
  stream = g_ptr_array_index (weir_workspace_get_streams (weir_workspace_history_get_workspace (edit.history)), 0);
  g_assert_cmpstr (stream->title, ==, "Share prices");

  edit_clear (&edit);
}

/* What a stream does not have it does not get by being looked at. */
static void
test_a_form_adds_no_empty_lists (void)
{
  Edit edit = { 0 };
  GtkWidget *dialog;
  g_autoptr(JsonNode) object = NULL;

  edit_init (&edit);
  g_signal_handlers_disconnect_by_data (edit.history, &edit);
  dialog = weir_object_dialog_new_stream (GTK_WINDOW (edit.base.window), edit.history, "old");
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "Title")), "Older");
  g_signal_emit_by_name (app_find_button (dialog, "_Change"), "clicked");
  object = weir_object_edit_dup (weir_workspace_history_get_workspace (edit.history), "streams", "old");
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (object), "title"), ==, "Older");
  g_assert_false (json_object_has_member (json_node_get_object (object), "windows"));

  edit_clear (&edit);
}

/* A ranking is made, changed into a join, and refused while it says nonsense. */
static void
test_a_derived_stream_is_made (void)
{
  Edit edit = { 0 };
  GtkWidget *dialog;
  const WeirStreamConfig *stream;

  edit_init (&edit);
  g_signal_handlers_disconnect_by_data (edit.history, &edit);
  dialog = weir_object_dialog_new_stream (GTK_WINDOW (edit.base.window), edit.history, NULL);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "Name of the Stream")), "busiest");
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "Keys of a Window")), "many");
  g_signal_emit_by_name (app_find_button (dialog, "_Add"), "clicked");
  g_assert_null (weir_workspace_history_get_undo_label (edit.history));
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "Keys of a Window")), "3");
  g_signal_emit_by_name (app_find_button (dialog, "_Add"), "clicked");
  g_assert_cmpstr (weir_workspace_history_get_undo_label (edit.history), ==, "Add Stream");
  stream = g_ptr_array_index (weir_workspace_get_streams (weir_workspace_history_get_workspace (edit.history)), 2);
  g_assert_cmpstr (stream->name, ==, "busiest");
  g_assert_cmpint (stream->derived->kind, ==, WEIR_DERIVED_TOP);
  g_assert_cmpuint (stream->derived->n, ==, 3);

  dialog = weir_object_dialog_new_stream (GTK_WINDOW (edit.base.window), edit.history, "busiest");
  gtk_window_present (GTK_WINDOW (dialog));
  adw_combo_row_set_selected (ADW_COMBO_ROW (app_find_row (dialog, "Kind")), WEIR_DERIVED_JOIN);
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "Right Later by up to, as 10s")), "20s");
  g_signal_emit_by_name (app_find_button (dialog, "_Change"), "clicked");
  stream = g_ptr_array_index (weir_workspace_get_streams (weir_workspace_history_get_workspace (edit.history)), 2);
  g_assert_cmpint (stream->derived->kind, ==, WEIR_DERIVED_JOIN);
  g_assert_cmpint (stream->derived->after_usec, ==, 20 * SECOND);
  g_assert_cmpstr (stream->derived->sources[WEIR_JOIN_SIDE_RIGHT], ==, "old");

  edit_clear (&edit);
}

/* What stands in no text goes with a connection that is changed, and comes back when that is undone. */
static void
test_a_connection_is_changed (void)
{
  Edit edit = { 0 };
  GtkWidget *dialog;
  WeirConnectionConfig *connection;

  edit_init (&edit);
  g_signal_handlers_disconnect_by_data (edit.history, &edit);
  connection = g_ptr_array_index (weir_workspace_get_connections (weir_workspace_history_get_workspace (edit.history)), 0);
  weir_settings_set (connection->settings, "sasl.password", "word");
  dialog = weir_object_dialog_new_connection (GTK_WINDOW (edit.base.window), edit.history, "c");
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "Bootstrap servers, host:port")), "elsewhere:9092");
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "sasl.username")), "me");
  g_signal_emit_by_name (app_find_button (dialog, "_Change"), "clicked");
  g_assert_cmpstr (weir_workspace_history_get_undo_label (edit.history), ==, "Change Connection");
  connection = g_ptr_array_index (weir_workspace_get_connections (weir_workspace_history_get_workspace (edit.history)), 0);
  g_assert_cmpstr (weir_settings_get_bootstrap (connection->settings), ==, "elsewhere:9092");
  g_assert_cmpstr (weir_settings_get (connection->settings, "sasl.username"), ==, "me");
  g_assert_cmpstr (weir_settings_get (connection->settings, "sasl.password"), ==, "word");
  g_assert_true (weir_workspace_history_undo (edit.history, NULL));
  connection = g_ptr_array_index (weir_workspace_get_connections (weir_workspace_history_get_workspace (edit.history)), 0);
  g_assert_cmpstr (weir_settings_get (connection->settings, "sasl.password"), ==, "word");
  g_assert_null (weir_settings_get (connection->settings, "sasl.username"));

  edit_clear (&edit);
}

/* By one button there are streams of lag, of which panels and rules are made in forms. */
static void
test_lag_becomes_streams (void)
{
  static const char text[] = "{ \"weir\": 1, \"connections\": [ { \"name\": \"shop\", \"bootstrap\": \"elsewhere:9092\" } ] }";
  AppFixture fixture;
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) first = weir_workspace_new_from_data (text, -1, "shop.json", &error);
  g_autoptr(WeirWorkspaceHistory) history = NULL;
  WeirConnectionConfig *connection;
  WeirWorkspace *workspace;
  WeirRuleConfig *rule;
  GtkWidget *dialog;

  g_assert_no_error (error);
  app_fixture_init (&fixture);
  connection = g_ptr_array_index (weir_workspace_get_connections (first), 0);
  weir_settings_set (connection->settings, "sasl.password", "word");
  history = weir_workspace_history_new (first);
  dialog = weir_workspace_dialog_new (GTK_WINDOW (fixture.window), history, G_TIME_SPAN_HOUR);
  gtk_window_present (GTK_WINDOW (dialog));
  g_signal_emit_by_name (app_find_button (dialog, "Watch _Lag as Streams"), "clicked");
  g_assert_cmpstr (weir_workspace_history_get_undo_label (history), ==, "Watch Lag");
  /* Once is enough. */
  g_assert_null (app_find_button (dialog, "Watch _Lag as Streams"));
  gtk_window_destroy (GTK_WINDOW (dialog));

  workspace = weir_workspace_history_get_workspace (history);
  g_assert_cmpuint (weir_workspace_get_connections (workspace)->len, ==, 2);
  connection = g_ptr_array_index (weir_workspace_get_connections (workspace), 1);
  g_assert_cmpstr (connection->name, ==, "lag");
  g_assert_cmpint (connection->lag_usec, ==, 5 * SECOND);
  g_assert_cmpstr (weir_settings_get_bootstrap (connection->settings), ==, "elsewhere:9092");
  g_assert_cmpstr (weir_settings_get (connection->settings, "sasl.password"), ==, "word");
  g_assert_cmpuint (weir_workspace_get_streams (workspace)->len, ==, 2);

  /* A rule of lag, by the form: more than so many for five minutes. */
  dialog = new_rule_dialog (fixture.window, history);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "Title")), "Behind");
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "Fires When, as temperature > 40")), "lag > 10000");
  gtk_editable_set_text (GTK_EDITABLE (app_find_row (dialog, "Held For, as 30s")), "5m");
  g_signal_emit_by_name (app_find_button (dialog, "_Add"), "clicked");
  workspace = weir_workspace_history_get_workspace (history);
  g_assert_cmpuint (weir_workspace_get_rules (workspace)->len, ==, 1);
  rule = g_ptr_array_index (weir_workspace_get_rules (workspace), 0);
  g_assert_cmpstr (rule->stream, ==, "lag-groups");
  g_assert_cmpstr (rule->fire, ==, "lag > 10000");

  app_fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app-edit/keeps-the-rest", test_changes_keep_what_they_do_not_touch);
  g_test_add_func ("/app-edit/keys", test_panel_is_moved_by_keys);
  g_test_add_func ("/app-edit/add-and-describe", test_panel_is_added_and_described);
  g_test_add_func ("/app-edit/series-are-described-in-a-form", test_series_are_described_in_a_form);
  g_test_add_func ("/app-edit/rule-and-stream", test_a_rule_is_made_and_a_stream_changed);
  g_test_add_func ("/app-edit/no-empty-lists", test_a_form_adds_no_empty_lists);
  g_test_add_func ("/app-edit/derived", test_a_derived_stream_is_made);
  g_test_add_func ("/app-edit/connection", test_a_connection_is_changed);
  g_test_add_func ("/app-edit/lag", test_lag_becomes_streams);
  g_test_add_func ("/app-edit/refused", test_what_cannot_be_is_told_and_changes_nothing);

  return g_test_run ();
}
