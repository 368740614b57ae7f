#include "app-fixture.h"

#include <gtksourceview/gtksource.h>

#include "app/common/weir-result-chart.h"
#include "app/common/weir-result-picker.h"
#include "app/pages/weir-query-page.h"
#include "app/pages/weir-saved-queries.h"
#include "app/panels/weir-cards.h"
#include "data/workspace/weir-workspace-edit.h"

/* The page that asks with SQL, on records of a broker in this process. */

static gboolean
shows (AppFixture *fixture,
       gpointer    text)
{
  return app_has_text (gtk_window_get_child (GTK_WINDOW (fixture->window)), text);
}

static WeirQueryPage *
open_page (AppFixture *fixture)
{
  GtkWidget *page;

  app_fixture_init (fixture);
  for (int i = 0; i < 3; i++)
    app_fixture_send (fixture, "prices", i == 2 ? "AMD" : "NVDA", fixture->start_usec + i * SECOND, 2000.0 + i, 1);
  app_fixture_flush (fixture);
  app_fixture_watch (fixture, app_workspace);
  app_fixture_await_records (fixture, "prices", 3);
  page = weir_query_page_new (fixture->scope);
  app_fixture_show (fixture, page, 784, 600);

  return WEIR_QUERY_PAGE (page);
}

static gboolean
has_lag (AppFixture *fixture,
         gpointer    user_data)
{
  return g_list_model_get_n_items (weir_monitor_get_lag (weir_scope_get_monitor (fixture->scope))) > 0;
}

static void
test_windows_alerts_and_topics_are_tables (void)
{
  AppFixture fixture;
  WeirQueryPage *page = open_page (&fixture);

  weir_query_page_run (page, "SELECT 'sum ' || sum(count)::INT || ' ' || any_value(state) AS told FROM live.\"prices_1m\"");
  app_fixture_await (&fixture, shows, (char *) "sum 3 open");
  weir_query_page_run (page, "SELECT 'fired ' || count(*) || ' ' || min(key) AS told FROM alerts WHERE firing");
  app_fixture_await (&fixture, shows, (char *) "fired 2 AMD");
  app_fixture_await (&fixture, has_lag, NULL);
  weir_query_page_run (page, "SELECT 'partitions ' || count(DISTINCT l.partition) || ' messages ' || (SELECT count(*) FROM live.prices) "
                             "|| ' of ' || (SELECT count(*) FROM kafka('prices')) AS told FROM lag l WHERE topic = 'prices'");
  app_fixture_await (&fixture, shows, (char *) "partitions 2 messages 3 of 3");
  app_fixture_clear (&fixture);
}

static gboolean
has_chart (AppFixture *fixture,
           gpointer    n_shown)
{
  WeirResultChart *chart = app_find (fixture->window, WEIR_TYPE_RESULT_CHART);

  return chart != NULL && gtk_widget_get_mapped (GTK_WIDGET (chart)) &&
         weir_result_chart_get_n_shown (chart) == GPOINTER_TO_UINT (n_shown);
}

/* A line for each key over time; without times a bar a row. What cannot be charted is a table again. */
static void
test_a_result_is_a_chart (void)
{
  AppFixture fixture;
  WeirQueryPage *page = open_page (&fixture);
  GtkToggleButton *button;

  weir_query_page_run (page, "SELECT window_start, key, price_mean FROM live.\"prices_1m\" ORDER BY ALL");
  app_fixture_await (&fixture, shows, (char *) "AMD");
  button = GTK_TOGGLE_BUTTON (app_find_button (page, "Ch_art"));
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (button)));
  gtk_toggle_button_set_active (button, TRUE);
  app_fixture_await (&fixture, has_chart, GUINT_TO_POINTER (2));

  weir_query_page_run (page, "SELECT 'row ' || i AS name, i * 2 AS n FROM range(5) r(i) ORDER BY i");
  app_fixture_await (&fixture, has_chart, GUINT_TO_POINTER (5));
  g_assert_true (app_has_text (app_find (page, WEIR_TYPE_RESULT_CHART), "row 4"));
  g_assert_true (app_has_text (app_find (page, WEIR_TYPE_RESULT_CHART), "8"));

  weir_query_page_run (page, "SELECT 'no number' AS told");
  app_fixture_await (&fixture, shows, (char *) "no number");
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (button)));
  app_fixture_clear (&fixture);
}

/* Its statement stands in the workspace. */
static void
test_a_panel_asks_again_and_again (void)
{
  g_autoptr(WeirPanelConfig) config = weir_panel_config_new ();
  g_autoptr(GString) workspace = g_string_new (app_workspace);
  AppFixture fixture;
  GtkWidget *card;

  g_string_replace (workspace, "\"weir\": 1,",
                    "\"weir\": 1, \"queries\": [{ \"name\": \"sums\", \"sql\": \"SELECT 'sum ' || sum(count)::INT AS told "
                    "FROM live.prices_1m\" }],", 1);
  app_fixture_init (&fixture);
  app_fixture_send (&fixture, "prices", "NVDA", fixture.start_usec, 2000.0, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, workspace->str);
  app_fixture_await_records (&fixture, "prices", 1);
  config->kind = WEIR_PANEL_QUERY;
  config->query = g_strdup ("sums");
  config->refresh_usec = WEIR_PANEL_LEAST_REFRESH_USEC;
  card = weir_card_new_for_panel (fixture.scope, config);
  app_fixture_show (&fixture, card, 400, 300);
  app_fixture_await (&fixture, shows, (char *) "sum 1");

  app_fixture_send (&fixture, "prices", "AMD", fixture.start_usec + SECOND, 100.0, 1);
  app_fixture_flush (&fixture);
  app_fixture_await (&fixture, shows, (char *) "sum 2");
  app_fixture_clear (&fixture);
}

/* What is underlined, from a cursor on that stands at its begin. */
static char *
dup_marked (WeirQueryPage *page)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (app_find (page, GTK_SOURCE_TYPE_VIEW));
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "error");
  GtkTextIter begin, end;

  gtk_text_buffer_get_start_iter (buffer, &begin);
  if (tag == NULL || !gtk_text_iter_forward_to_tag_toggle (&begin, tag))
    return NULL;
  end = begin;
  gtk_text_iter_forward_to_tag_toggle (&end, tag);

  return gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
}

static gboolean
has_marked (AppFixture *fixture,
            gpointer    page)
{
  g_autofree char *marked = dup_marked (page);

  return marked != NULL;
}

static void
test_an_error_is_underlined_where_it_is (void)
{
  AppFixture fixture;
  WeirQueryPage *page = open_page (&fixture);
  g_autofree char *marked = NULL;

  weir_query_page_run (page, "SELECT key,\n       nosuch\nFROM live.\"prices_1m\"");
  app_fixture_await (&fixture, has_marked, page);
  marked = dup_marked (page);
  g_assert_cmpstr (marked, ==, "nosuch");
  app_fixture_clear (&fixture);
}

static char *
dup_statement (WeirQueryPage *page)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (app_find (page, GTK_SOURCE_TYPE_VIEW));
  char *text;

  g_object_get (buffer, "text", &text, NULL);

  return text;
}

static void
test_statements_are_kept_in_the_workspace (void)
{
  AppFixture fixture;
  WeirQueryPage *page = open_page (&fixture);
  WeirWorkspace *workspace = weir_monitor_get_workspace (weir_scope_get_monitor (fixture.scope));
  g_autoptr(WeirWorkspaceHistory) history = weir_workspace_history_new (workspace);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (app_find (page, GTK_SOURCE_TYPE_VIEW));
  g_autofree char *statement = NULL;
  g_autoptr(GError) error = NULL;
  const WeirQueryConfig *query;
  WeirSavedQueries *saved;
  GPtrArray *queries;

  weir_query_page_set_history (page, history);
  saved = app_find (page, WEIR_TYPE_SAVED_QUERIES);
  gtk_text_buffer_set_text (buffer, "SELECT 1", -1);
  weir_saved_queries_save (saved, "one");
  gtk_text_buffer_set_text (buffer, "SELECT 'two'", -1);
  weir_saved_queries_save (saved, "two");
  /* Under the same name it takes the place of the other. */
  gtk_text_buffer_set_text (buffer, "SELECT 1 + 0", -1);
  weir_saved_queries_save (saved, "one");
  queries = weir_workspace_get_queries (weir_workspace_history_get_workspace (history));
  g_assert_cmpuint (queries->len, ==, 2);
  query = g_ptr_array_index (queries, 0);
  g_assert_cmpstr (query->name, ==, "one");
  g_assert_cmpstr (query->sql, ==, "SELECT 1 + 0");

  /* Nothing is read again for it, and it is undone as any change. */
  g_assert_true (weir_workspace_reads_as (workspace, weir_workspace_history_get_workspace (history)));
  g_signal_emit_by_name (app_find (saved, GTK_TYPE_LIST_BOX), "row-activated",
                         gtk_list_box_get_row_at_index (app_find (saved, GTK_TYPE_LIST_BOX), 1));
  statement = dup_statement (page);
  g_assert_cmpstr (statement, ==, "SELECT 'two'");
  g_assert_true (weir_workspace_history_undo (history, &error));
  g_assert_true (weir_workspace_history_undo (history, &error));
  g_assert_cmpuint (weir_workspace_get_queries (weir_workspace_history_get_workspace (history))->len, ==, 1);
  app_fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app/windows-alerts-and-topics-are-tables", test_windows_alerts_and_topics_are_tables);
  g_test_add_func ("/app/a-result-is-a-chart", test_a_result_is_a_chart);
  g_test_add_func ("/app/a-panel-asks-again-and-again", test_a_panel_asks_again_and_again);
  g_test_add_func ("/app/an-error-is-underlined-where-it-is", test_an_error_is_underlined_where_it_is);
  g_test_add_func ("/app/statements-are-kept-in-the-workspace", test_statements_are_kept_in_the_workspace);

  return g_test_run ();
}
