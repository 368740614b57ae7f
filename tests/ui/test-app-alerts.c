#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app-fixture.h"
#include "app/pages/weir-alert-bar.h"
#include "app/pages/weir-alert-context.h"
#include "app/pages/weir-alert-filter.h"
#include "app/pages/weir-alert-history.h"
#include "app/pages/weir-alerts-page.h"
#include "app/pages/weir-saved-filters.h"
#include "app/pages/weir-silence-window.h"
#include "widgets/weir-calendar-heat.h"
#include "widgets/weir-line-chart.h"

/* The page of alerts: filtered, handled, their history. */

typedef struct
{
  AppFixture            base;
  WeirWorkspaceHistory *history;
  GtkWidget            *page;
} AlertsFixture;

/* As app_fixture_watch (), with a journal in memory. */
static void
watch (AlertsFixture *self)
{
  g_autoptr(GString) text = g_string_new (app_workspace);
  g_autoptr(WeirAlertJournal) journal = weir_alert_journal_new (NULL, 0);
  g_autoptr(WeirWorkspace) parsed = NULL;
  g_autoptr(WeirMonitor) monitor = NULL;
  g_autoptr(GError) error = NULL;

  g_string_replace (text, "BOOTSTRAP", weir_broker_get_bootstrap (self->base.broker), 0);
  parsed = weir_workspace_new_from_data (text->str, -1, "test", &error);
  g_assert_no_error (error);
  monitor = weir_monitor_new (parsed, &error);
  g_assert_no_error (error);
  weir_monitor_keep_journal (monitor, journal);
  weir_scope_set_monitor (self->base.scope, monitor);
}

static WeirMonitor *
get_monitor (AlertsFixture *self)
{
  return weir_scope_get_monitor (self->base.scope);
}

static GListModel *
get_listed (AlertsFixture *self)
{
  return weir_page_get_listed (WEIR_PAGE (self->page));
}

static gboolean
has_alerts (AppFixture *base,
            gpointer    user_data)
{
  WeirMonitor *monitor = weir_scope_get_monitor (base->scope);

  weir_monitor_take (monitor);

  return g_list_model_get_n_items (weir_monitor_get_alerts (monitor)) == GPOINTER_TO_UINT (user_data)
         && g_list_model_get_n_items (weir_monitor_get_history (monitor)) >= GPOINTER_TO_UINT (user_data);
}

/* Three keys over the limit, and the page. */
static void
alerts_init (AlertsFixture *self)
{
  static const char *const keys[] = { "AAA", "ABB", "CCC" };
  gint64 now_usec = g_get_real_time ();

  app_fixture_init (&self->base);
  watch (self);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    app_fixture_send (&self->base, "prices", keys[i], now_usec - (3 - i) * SECOND, 2000 + i, 1);
  app_fixture_flush (&self->base);
  app_fixture_await (&self->base, has_alerts, GUINT_TO_POINTER (3));
  self->history = weir_workspace_history_new (weir_monitor_get_workspace (get_monitor (self)));
  self->page = weir_alerts_page_new (self->base.scope);
  weir_alerts_page_set_history (WEIR_ALERTS_PAGE (self->page), self->history);
  app_fixture_show (&self->base, self->page, 1200, 800);
}

static void
alerts_clear (AlertsFixture *self)
{
  app_fixture_clear (&self->base);
  g_clear_object (&self->history);
}

/* The filter is in a popover, which is not among the children of its button's box. */
static WeirAlertFilter *
get_filter (AlertsFixture *self)
{
  return app_find (self->page, WEIR_TYPE_ALERT_FILTER);
}

static void
apply (AlertsFixture *self,
       const char    *key,
       const char    *state)
{
  const WeirAlertFilterConfig config = { .name = (char *) "", .key = (char *) key, .state = (char *) state };

  weir_alert_filter_apply (get_filter (self), &config);
}

static WeirAlert *
find_alert (AlertsFixture *self,
            const char    *key)
{
  GListModel *alerts = weir_monitor_get_alerts (get_monitor (self));

  for (guint i = 0; i < g_list_model_get_n_items (alerts); i++)
    {
      g_autoptr(WeirAlert) alert = g_list_model_get_item (alerts, i);

      if (g_str_equal (weir_alert_get_key (alert), key))
        return alert;
    }
  g_assert_not_reached ();
}

static void
test_alerts_are_filtered (void)
{
  AlertsFixture fixture = { 0 };

  alerts_init (&fixture);
  g_assert_cmpuint (g_list_model_get_n_items (get_listed (&fixture)), ==, 3);
  apply (&fixture, "A*", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (get_listed (&fixture)), ==, 2);
  apply (&fixture, NULL, "recovering");
  g_assert_cmpuint (g_list_model_get_n_items (get_listed (&fixture)), ==, 0);
  g_assert_true (app_has_text (fixture.page, "No alert fits"));
  weir_monitor_acknowledge (get_monitor (&fixture), find_alert (&fixture, "AAA"), "me", NULL);
  apply (&fixture, NULL, "unacknowledged");
  g_assert_cmpuint (g_list_model_get_n_items (get_listed (&fixture)), ==, 2);
  weir_alert_filter_clear (get_filter (&fixture));
  g_assert_cmpuint (g_list_model_get_n_items (get_listed (&fixture)), ==, 3);
  alerts_clear (&fixture);
}

/* Kept in the workspace, used again, and undone to the byte. */
static void
test_filters_are_kept (void)
{
  AlertsFixture fixture = { 0 };
  WeirSavedFilters *saved;
  const WeirAlertFilterConfig *config;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  alerts_init (&fixture);
  before = g_strdup (weir_workspace_get_text (weir_workspace_history_get_workspace (fixture.history)));
  saved = app_find (fixture.page, WEIR_TYPE_SAVED_FILTERS);
  apply (&fixture, "A*", "firing");
  weir_saved_filters_save (saved, "mine");
  config = g_ptr_array_index (weir_workspace_get_alert_filters (weir_workspace_history_get_workspace (fixture.history)), 0);
  g_assert_cmpstr (config->name, ==, "mine");
  g_assert_cmpstr (config->key, ==, "A*");
  g_assert_cmpstr (config->state, ==, "firing");
  g_assert_null (config->severity);

  weir_alert_filter_clear (get_filter (&fixture));
  weir_saved_filters_use (saved, "mine");
  g_assert_cmpuint (g_list_model_get_n_items (get_listed (&fixture)), ==, 2);

  after = g_strdup (weir_workspace_get_text (weir_workspace_history_get_workspace (fixture.history)));
  g_assert_true (weir_workspace_history_undo (fixture.history, &error));
  g_assert_cmpstr (weir_workspace_get_text (weir_workspace_history_get_workspace (fixture.history)), ==, before);
  g_assert_true (weir_workspace_history_redo (fixture.history, &error));
  g_assert_cmpstr (weir_workspace_get_text (weir_workspace_history_get_workspace (fixture.history)), ==, after);
  alerts_clear (&fixture);
}

/* All that are selected, those that were seen before left alone. */
static void
test_several_are_acknowledged (void)
{
  AlertsFixture fixture = { 0 };
  GtkColumnView *view;
  GtkWidget *button;

  alerts_init (&fixture);
  weir_monitor_acknowledge (get_monitor (&fixture), find_alert (&fixture, "CCC"), "somebody", "mine");
  view = app_find (fixture.page, GTK_TYPE_COLUMN_VIEW);
  gtk_selection_model_select_all (gtk_column_view_get_model (view));
  g_assert_true (app_has_text (fixture.page, "3 selected"));
  button = app_find_button (fixture.page, "Ac_knowledge");
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  g_assert_true (weir_alert_get_acknowledged (find_alert (&fixture, "AAA")));
  g_assert_true (weir_alert_get_acknowledged (find_alert (&fixture, "ABB")));
  g_assert_cmpstr (weir_alert_get_acknowledged_by (find_alert (&fixture, "CCC")), ==, "somebody");
  g_assert_false (gtk_widget_get_sensitive (button));
  alerts_clear (&fixture);
}

/* By a column, the one way and the other. */
static void
test_alerts_are_sorted (void)
{
  AlertsFixture fixture = { 0 };
  GtkColumnView *view;
  GtkColumnViewColumn *column;
  GListModel *model;

  alerts_init (&fixture);
  view = app_find (fixture.page, GTK_TYPE_COLUMN_VIEW);
  model = G_LIST_MODEL (gtk_column_view_get_model (view));
  column = g_list_model_get_item (gtk_column_view_get_columns (view), 3);
  g_assert_cmpstr (gtk_column_view_column_get_title (column), ==, "Key");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(WeirAlert) first = NULL;

      gtk_column_view_sort_by_column (view, column, i == 0 ? GTK_SORT_ASCENDING : GTK_SORT_DESCENDING);
      first = g_list_model_get_item (model, 0);
      g_assert_cmpstr (weir_alert_get_key (first), ==, i == 0 ? "AAA" : "CCC");
    }
  g_object_unref (column);
  alerts_clear (&fixture);
}

static gboolean
shows_chart (AppFixture *base,
             gpointer    user_data)
{
  WeirAlertContext *context = user_data;

  weir_monitor_take (weir_scope_get_monitor (base->scope));
  weir_alert_context_update (context);

  return weir_line_chart_get_n_series (app_find (context, WEIR_TYPE_LINE_CHART)) == 1;
}

static void
test_details_have_chart_history_and_rule (void)
{
  AlertsFixture fixture = { 0 };
  WeirAlertContext *context;

  alerts_init (&fixture);
  weir_alerts_page_select (WEIR_ALERTS_PAGE (fixture.page), find_alert (&fixture, "ABB"));
  context = app_find (fixture.page, WEIR_TYPE_ALERT_CONTEXT);
  app_fixture_await (&fixture.base, shows_chart, context);
  g_assert_true (app_has_text (fixture.page, "Firing since"));
  gtk_stack_set_visible_child_name (app_find (context, GTK_TYPE_STACK), "rule");
  g_assert_true (app_has_text (context, "price > 1000"));
  alerts_clear (&fixture);
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p++)
    n += *p == '\n';

  return n;
}

static gboolean
is_written (AppFixture *base,
            gpointer    path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* What is listed there, of a day, of a word, and as a file. */
static void
test_history_is_searched_and_written (void)
{
  AlertsFixture fixture = { 0 };
  WeirAlertHistory *history;
  g_autofree char *folder = g_dir_make_tmp ("weir-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "alerts.csv", NULL);
  g_autofree char *text = NULL;
  guint n_all;

  alerts_init (&fixture);
  history = app_find (fixture.page, WEIR_TYPE_ALERT_HISTORY);
  n_all = weir_alert_history_get_n (history);
  g_assert_cmpuint (n_all, >=, 3);
  weir_alert_history_set_text (history, "abb");
  g_assert_cmpuint (weir_alert_history_get_n (history), ==, n_all / 3);
  weir_alert_history_set_text (history, "");

  /* Nothing happened on the first day of the calendar. */
  weir_calendar_heat_choose (app_find (history, WEIR_TYPE_CALENDAR_HEAT), 700000);
  g_assert_cmpuint (weir_alert_history_get_n (history), ==, 0);
  weir_calendar_heat_choose (app_find (history, WEIR_TYPE_CALENDAR_HEAT), 0);
  g_assert_cmpuint (weir_alert_history_get_n (history), ==, n_all);

  weir_alert_history_export (history, path);
  app_fixture_await (&fixture.base, is_written, path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "number,written,kind,rule,key,state,event_time"));
  g_assert_cmpuint (count_lines (text), ==, n_all + 1);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  alerts_clear (&fixture);
}

static gboolean
has_silences (AppFixture *base,
              gpointer    user_data)
{
  WeirMonitor *monitor = weir_scope_get_monitor (base->scope);

  weir_monitor_take (monitor);

  return g_list_model_get_n_items (weir_monitor_get_silences (monitor)) == GPOINTER_TO_UINT (user_data);
}

/* Begun in a form that refuses what it cannot read, listed, and ended. */
static void
test_a_silence_is_begun_and_ended (void)
{
  AlertsFixture fixture = { 0 };
  g_autoptr(WeirJournalEntry) silence = NULL;
  GtkWidget *window;
  GtkEditable *times;

  alerts_init (&fixture);
  window = weir_silence_window_new (GTK_WINDOW (fixture.base.window), fixture.base.scope, "high", "A*");
  gtk_window_present (GTK_WINDOW (window));
  times = GTK_EDITABLE (app_find_row (window, "Only at Times, as mon-fri 22:00-06:00 (empty: always)"));
  gtk_editable_set_text (times, "someday");
  g_signal_emit_by_name (app_find_button (window, "_Silence"), "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (weir_monitor_get_silences (get_monitor (&fixture))), ==, 0);
  gtk_editable_set_text (times, "");
  g_signal_emit_by_name (app_find_button (window, "_Silence"), "clicked");
  app_fixture_await (&fixture.base, has_silences, GUINT_TO_POINTER (1));
  silence = g_list_model_get_item (weir_monitor_get_silences (get_monitor (&fixture)), 0);
  g_assert_cmpstr (weir_journal_entry_get_facts (silence)->rule, ==, "high");
  g_assert_cmpstr (weir_journal_entry_get_facts (silence)->pattern, ==, "A*");
  g_assert_nonnull (weir_monitor_find_silence (get_monitor (&fixture), find_alert (&fixture, "ABB")));
  g_assert_null (weir_monitor_find_silence (get_monitor (&fixture), find_alert (&fixture, "CCC")));

  weir_monitor_unmute (get_monitor (&fixture), weir_journal_entry_get_facts (silence)->number, "me");
  app_fixture_await (&fixture.base, has_silences, GUINT_TO_POINTER (0));
  alerts_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app-alerts/filtered", test_alerts_are_filtered);
  g_test_add_func ("/app-alerts/filters-kept", test_filters_are_kept);
  g_test_add_func ("/app-alerts/several", test_several_are_acknowledged);
  g_test_add_func ("/app-alerts/sorted", test_alerts_are_sorted);
  g_test_add_func ("/app-alerts/details", test_details_have_chart_history_and_rule);
  g_test_add_func ("/app-alerts/silence", test_a_silence_is_begun_and_ended);
  g_test_add_func ("/app-alerts/history", test_history_is_searched_and_written);

  return g_test_run ();
}
