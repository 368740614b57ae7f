#include "config.h"

#include "edit-fixture.h"
#include "app/panels/weir-value-list.h"
#include "data/workspace/weir-dashboard-edit.h"

/* Values of streams that are dragged onto a dashboard, or chosen from their list. */

/* Drops a value on the page's panels, at the middle of @card, or below all of them. */
static void
drop_value (Edit                   *edit,
            const WeirSeriesConfig *series,
            GtkWidget              *card)
{
  GtkWidget *stack = gtk_widget_get_ancestor (app_find (edit->page, WEIR_TYPE_CARD), GTK_TYPE_STACK);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (stack);
  GValue value = G_VALUE_INIT;
  double x = gtk_widget_get_width (stack) / 2.0;
  double y = gtk_widget_get_height (stack) - 2.0;
  gboolean dropped = FALSE;

  if (card != NULL)
    g_assert_true (gtk_widget_translate_coordinates (card, stack, gtk_widget_get_width (card) / 2.0,
                                                     gtk_widget_get_height (card) / 2.0, &x, &y));
  g_value_init (&value, WEIR_TYPE_SERIES_CONFIG);
  g_value_set_boxed (&value, series);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);
      GdkDragAction action = 0;

      if (!GTK_IS_DROP_TARGET (controller))
        continue;
      g_signal_emit_by_name (controller, "motion", x, y, &action);
      g_assert_cmpint (action, ==, GDK_ACTION_COPY);
      g_assert_true (card == NULL || gtk_widget_has_css_class (card, "aim"));
      g_signal_emit_by_name (controller, "drop", &value, x, y, &dropped);
    }
  g_value_unset (&value);
  g_assert_true (dropped);
}

static void
note_failure (WeirDashboardPage *page,
              const char        *sentence,
              guint             *n_failures)
{
  *n_failures += 1;
}

static gboolean
is_laid_out (AppFixture *fixture,
             gpointer    user_data)
{
  return gtk_widget_get_height (user_data) > 0;
}

static void
make_candles (Edit  *edit,
              guint  i)
{
  g_autoptr(WeirPanelConfig) config = weir_panel_config_copy (edit_get_panel (edit, i));
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) next = NULL;

  config->kind = WEIR_PANEL_CANDLES;
  next = weir_dashboard_edit_set_panel (weir_workspace_history_get_workspace (edit->history), "prices", i, config, &error);
  g_assert_no_error (error);
  weir_workspace_history_push (edit->history, next, "Candles");
  app_fixture_await (&edit->base, is_laid_out, edit_get_card (edit, i));
}

/* A panel of lines shows what is dropped on it, too; empty space becomes a panel; each is taken back to the byte. */
static const WeirSeriesConfig volume = { .stream = (char *) "prices", .window = (char *) "1m", .value = (char *) "volume_sum" };
static const WeirSeriesConfig price = { .stream = (char *) "prices", .value = (char *) "price" };

static void
check_series (const WeirPanelConfig  *panel,
              const WeirSeriesConfig *first,
              const WeirSeriesConfig *second)
{
  g_assert_cmpint (panel->kind, ==, WEIR_PANEL_SERIES);
  g_assert_cmpuint (panel->series->len, ==, 2);
  g_assert_true (weir_series_config_equal (g_ptr_array_index (panel->series, 0), first));
  g_assert_true (weir_series_config_equal (g_ptr_array_index (panel->series, 1), second));
}

static void
test_values_are_dragged (void)
{
  const WeirSeriesConfig candles = {
    .style = WEIR_SERIES_CANDLES, .stream = (char *) "prices", .window = (char *) "1m",
    .key = (char *) WEIR_SERIES_CHOSEN_KEY,
  };
  WeirSeriesConfig of_key = volume;
  Edit edit = { 0 };
  g_autofree char *before = NULL;
  guint n_failures = 0;

  edit_init (&edit);
  g_signal_connect (edit.page, "failed", G_CALLBACK (note_failure), &n_failures);
  before = g_strdup (weir_workspace_get_text (weir_workspace_history_get_workspace (edit.history)));

  drop_value (&edit, &volume, GTK_WIDGET (edit_get_card (&edit, 0)));
  check_series (edit_get_panel (&edit, 0), &price, &volume);

  /* The same again, or on what shows no series, is refused in words. */
  app_fixture_await (&edit.base, is_laid_out, edit_get_card (&edit, 0));
  drop_value (&edit, &volume, GTK_WIDGET (edit_get_card (&edit, 0)));
  drop_value (&edit, &volume, GTK_WIDGET (edit_get_card (&edit, 1)));
  g_assert_cmpuint (n_failures, ==, 2);
  g_assert_cmpint (edit_get_panel (&edit, 1)->kind, ==, WEIR_PANEL_MOVERS);

  /* Candles are of the key that is chosen over them, and what joins them is, too. */
  make_candles (&edit, 1);
  drop_value (&edit, &volume, GTK_WIDGET (edit_get_card (&edit, 1)));
  of_key.key = (char *) WEIR_SERIES_CHOSEN_KEY;
  check_series (edit_get_panel (&edit, 1), &candles, &of_key);

  for (guint i = 0; i < 3; i++)
    g_assert_true (weir_workspace_history_undo (edit.history, NULL));
  g_assert_cmpstr (weir_workspace_get_text (weir_workspace_history_get_workspace (edit.history)), ==, before);

  edit_clear (&edit);
}

static void
test_values_become_panels (void)
{
  Edit edit = { 0 };
  g_autofree char *before = NULL;
  const WeirPanelConfig *panel;
  WeirValueList *list;

  edit_init (&edit);
  before = g_strdup (weir_workspace_get_text (weir_workspace_history_get_workspace (edit.history)));

  drop_value (&edit, &price, NULL);
  g_assert_cmpuint (edit_count_panels (&edit), ==, 3);
  panel = edit_get_panel (&edit, 2);
  g_assert_cmpint (panel->kind, ==, WEIR_PANEL_SERIES);
  g_assert_cmpstr (panel->title, ==, "price");
  g_assert_cmpint (panel->row, ==, 4);
  g_assert_cmpint (panel->column, ==, 3);

  gtk_widget_grab_focus (GTK_WIDGET (edit_get_card (&edit, 2)));
  gtk_widget_activate_action (GTK_WIDGET (edit.page), "dashboard.values", NULL);
  list = app_find (edit.page, WEIR_TYPE_VALUE_LIST);
  /* The first two values are the fields of the records of prices. */
  g_signal_emit_by_name (app_find (list, GTK_TYPE_LIST_VIEW), "activate", 1);
  g_assert_cmpuint (edit_get_panel (&edit, 2)->series->len, ==, 2);
  g_signal_emit_by_name (list, "chosen", &volume, TRUE);
  g_assert_cmpuint (edit_count_panels (&edit), ==, 4);

  for (guint i = 0; i < 3; i++)
    g_assert_true (weir_workspace_history_undo (edit.history, NULL));
  g_assert_cmpstr (weir_workspace_get_text (weir_workspace_history_get_workspace (edit.history)), ==, before);

  edit_clear (&edit);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/app-values/are-dragged", test_values_are_dragged);
  g_test_add_func ("/app-values/become-panels", test_values_become_panels);

  return g_test_run ();
}
