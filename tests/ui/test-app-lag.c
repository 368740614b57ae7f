#include "app-fixture.h"

#include <string.h>

#include "app/common/weir-query-tables.h"
#include "app/common/weir-table-private.h"
#include "app/dialogs/weir-reset-dialog.h"
#include "app/pages/weir-lag-view.h"
#include "app/pages/weir-topic-page.h"
#include "data/lag/weir-topic-past.h"
#include "widgets/weir-line-chart.h"

/* Pages of lag, of groups that a look made here tells of, and of the topics and the broker in this process. */

static gboolean
shows (AppFixture *fixture,
       gpointer    text)
{
  return app_has_text (gtk_window_get_child (GTK_WINDOW (fixture->window)), text);
}

static WeirGroupLag *
make_lag (const char *group,
          gint32      partition,
          gint64      committed)
{
  WeirGroupLag *lag = weir_group_lag_new (group, "prices", partition);

  lag->committed = committed;
  lag->low = 0;
  lag->end = 1000;
  lag->lag = 1000 - committed;
  lag->lag_usec = lag->lag == 0 ? 0 : 90 * SECOND;

  return lag;
}

static WeirLagGroup *
make_group (const char *name,
            const char *state)
{
  WeirLagGroup *group = weir_lag_group_new (name, "classic", state);

  group->coordinator = g_strdup ("127.0.0.1:9092");
  group->coordinator_id = 1;

  return group;
}

static void
add_member (WeirLagGroup *group)
{
  WeirLagMember *member = weir_lag_member_new ();

  member->consumer_id = g_strdup ("the-reader-1");
  member->instance_id = g_strdup ("the-static-one");
  member->client_id = g_strdup ("the-reader");
  member->host = g_strdup ("/10.0.0.7");
  member->assignment = g_strdup ("prices:0,1");
  member->n_partitions = 2;
  g_ptr_array_add (group->members, member);
}

/* Of “audit”, which has read all, “billing”, which has stopped, and one that may not be asked about. */
static void
take_look (AppFixture  *fixture,
           WeirLagBook *book,
           gboolean     with_member)
{
  WeirLagSnapshot *snapshot = weir_lag_snapshot_new ();
  WeirLagGroup *secret = make_group ("secret", "Forbidden");
  WeirLagGroup *audit = make_group ("audit", "Stable");
  g_autoptr(WeirLagLook) look = NULL;

  snapshot->time_usec = g_get_real_time ();
  secret->problem = g_strdup ("Group authorization failed");
  if (with_member)
    add_member (audit);
  g_ptr_array_add (snapshot->groups, audit);
  g_ptr_array_add (snapshot->groups, make_group ("billing", "Empty"));
  g_ptr_array_add (snapshot->groups, secret);
  g_ptr_array_add (snapshot->lags, make_lag ("audit", 0, 1000));
  g_ptr_array_add (snapshot->lags, make_lag ("billing", 0, 900));
  g_ptr_array_add (snapshot->lags, make_lag ("billing", 1, 766));
  weir_lag_snapshot_sort (snapshot);
  look = weir_lag_look_new (snapshot, book, TRUE);
  weir_lag_overview_take_look (weir_monitor_get_groups (weir_scope_get_monitor (fixture->scope)), 0, look);
}

static GtkWidget *
show_view (AppFixture *fixture,
           int         width_px)
{
  GtkWidget *view;

  app_fixture_init (fixture);
  app_fixture_send (fixture, "prices", "NVDA", g_get_real_time (), 20.0, 1);
  app_fixture_flush (fixture);
  app_fixture_watch (fixture, app_workspace);
  app_fixture_await_records (fixture, "prices", 1);
  view = weir_lag_view_new (fixture->scope);
  app_fixture_show (fixture, view, width_px, 640);

  return view;
}

static GtkColumnView *
find_view (gpointer root)
{
  GtkWidget *child;

  if (GTK_IS_COLUMN_VIEW (root) && gtk_widget_get_mapped (root))
    return root;
  for (child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkColumnView *found = find_view (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static const char *
group_at (GtkWidget *view,
          guint      i)
{
  g_autoptr(WeirLagGroupRow) row =
    g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (find_view (view))), i);

  return weir_lag_group_row_get_name (row);
}

/* Where it ends at the right, in @view's coordinates. */
static double
right_of (GtkWidget *widget,
          GtkWidget *view)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, view, &bounds));

  return (double) bounds.origin.x + (double) bounds.size.width;
}

/* What a column says in the first row. */
static GtkWidget *
first_cell (WeirTableSlot *column)
{
  return gtk_list_item_get_child (g_ptr_array_index (column->bound, 0));
}

static void
test_titles_of_numbers_stand_over_them (void)
{
  AppFixture fixture;
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  GtkWidget *view = show_view (&fixture, 1300);
  GPtrArray *columns;
  GtkWidget *title;
  guint n = 0;

  take_look (&fixture, book, FALSE);
  app_fixture_await (&fixture, shows, (char *) "3 groups · 1 needs a look");
  app_fixture_await (&fixture, shows, (char *) "▲ Forbidden");
  columns = weir_table_get_slots (find_view (view));
  title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (find_view (view))));
  for (guint i = 0; i < columns->len; i++, title = gtk_widget_get_next_sibling (title))
    {
      WeirTableSlot *column = g_ptr_array_index (columns, i);

      if (column->spec.xalign <= 0 || !gtk_column_view_column_get_visible (column->column))
        continue;
      g_assert_cmpfloat_with_epsilon (right_of (app_find (title, GTK_TYPE_LABEL), view), right_of (first_cell (column), view), 1.0);
      n++;
    }
  /* Such as can be sorted, and such as cannot. */
  g_assert_cmpuint (n, >=, 3);
  app_fixture_clear (&fixture);
}

static gboolean
has_tooltip (AppFixture *fixture,
             gpointer    line)
{
  GtkColumnView *view = find_view (gtk_window_get_child (GTK_WINDOW (fixture->window)));
  WeirTableSlot *column = view != NULL ? g_ptr_array_index (weir_table_get_slots (view), 0) : NULL;
  g_autofree char *text = column != NULL && column->bound->len > 0 ? weir_table_dup_tooltip (first_cell (column), column) : NULL;

  return text != NULL && strstr (text, line) != NULL;
}

static void
test_what_has_no_room_is_in_a_tooltip (void)
{
  AppFixture fixture;
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();

  show_view (&fixture, 800);
  take_look (&fixture, book, FALSE);
  app_fixture_await (&fixture, has_tooltip, (char *) "\nCoordinator (ID): 127.0.0.1:9092 (1)");
  app_fixture_await (&fixture, has_tooltip, (char *) "\nReason: prices/0: has no members, and its next record is 1 min 30 s old");
  g_assert_false (has_tooltip (&fixture, (char *) "Lag state: "));
  app_fixture_clear (&fixture);
}

static gboolean
has_focus_within (GtkWidget *widget)
{
  return (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
}

static void
test_escape_clears_a_search_and_then_leaves_it (void)
{
  AppFixture fixture;
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  GtkWidget *view = show_view (&fixture, 1300);
  GtkWidget *entry;

  take_look (&fixture, book, FALSE);
  app_fixture_await (&fixture, shows, (char *) "▲ Forbidden");
  gtk_widget_activate_action (view, "page.find", NULL);
  entry = app_find (view, GTK_TYPE_SEARCH_ENTRY);
  g_assert_true (has_focus_within (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "bil");
  /* As the key does. */
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_true (has_focus_within (entry));
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_false (has_focus_within (entry));
  g_assert_true (has_focus_within (GTK_WIDGET (find_view (view))));
  app_fixture_clear (&fixture);
}

static void
test_groups_are_listed_the_worst_first_and_opened (void)
{
  AppFixture fixture;
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  GtkWidget *view = show_view (&fixture, 1300);

  take_look (&fixture, book, FALSE);
  app_fixture_await (&fixture, shows, (char *) "3 groups · 1 needs a look");
  app_fixture_await (&fixture, shows, (char *) "▲ Forbidden");
  app_fixture_await (&fixture, shows, (char *) "Group authorization failed");
  g_assert_cmpstr (group_at (view, 0), ==, "billing");
  g_assert_cmpstr (group_at (view, 2), ==, "secret");

  /* As a click or Enter does. */
  g_signal_emit_by_name (find_view (view), "activate", 0);
  app_fixture_await (&fixture, shows, (char *) "▲ Stopped: prices/0: has no members, and its next record is 1 min 30 s old");
  app_fixture_await (&fixture, shows, (char *) "State Empty  ·  Type classic  ·  Coordinator (ID) 127.0.0.1:9092 (1)");
  app_fixture_await (&fixture, shows, (char *) "334");
  g_assert_true (gtk_widget_activate_action (view, "lag.back", NULL));
  app_fixture_await (&fixture, shows, (char *) "3 groups · 1 needs a look");
  app_fixture_clear (&fixture);
}

static void
test_a_share_group_is_named_as_such (void)
{
  AppFixture fixture;
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  WeirLagSnapshot *snapshot = weir_lag_snapshot_new ();
  WeirLagGroup *jobs = weir_lag_group_new ("jobs", "share", "Stable");
  WeirLagGroup *worker = weir_lag_group_new ("worker", "connect", "Stable");
  g_autoptr(WeirLagLook) look = NULL;
  GtkWidget *view = show_view (&fixture, 1300);

  snapshot->time_usec = g_get_real_time ();
  add_member (jobs);
  worker->members_unknown = TRUE;
  g_ptr_array_add (snapshot->groups, jobs);
  g_ptr_array_add (snapshot->groups, worker);
  look = weir_lag_look_new (snapshot, book, TRUE);
  weir_lag_overview_take_look (weir_monitor_get_groups (weir_scope_get_monitor (fixture.scope)), 0, look);

  /* Neither is in want of a look: what they have no lag for is no trouble. */
  app_fixture_await (&fixture, shows, (char *) "2 groups · 0 need a look");
  app_fixture_await (&fixture, shows, (char *) "◌ Share group");
  app_fixture_await (&fixture, shows, (char *) "◌ Type connect");
  app_fixture_await (&fixture, shows, (char *) "is a share group: its members share each partition");
  g_assert_true (gtk_widget_activate_action (view, "lag.open-group", "(u^ay)", 0, "jobs"));
  app_fixture_await (&fixture, shows, (char *) "State Stable  ·  Type share  ·  #Members 1");
  g_assert_false (gtk_widget_get_sensitive (app_find_button (view, "_Reset Offsets…")));
  /* Nothing is told of its members, so there is no number of them. */
  g_assert_true (gtk_widget_activate_action (view, "lag.open-group", "(u^ay)", 0, "worker"));
  app_fixture_await (&fixture, shows, (char *) "Type connect");
  g_assert_false (shows (&fixture, (char *) "#Members"));
  app_fixture_clear (&fixture);
}

static void
toggle (GtkWidget  *root,
        const char *label)
{
  if (GTK_IS_TOGGLE_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0)
    {
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (root), TRUE);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    toggle (child, label);
}

static void
test_a_group_has_members_and_a_log (void)
{
  AppFixture fixture;
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  GtkWidget *view = show_view (&fixture, 1000);

  take_look (&fixture, book, FALSE);
  g_assert_true (gtk_widget_activate_action (view, "lag.open-group", "(u^ay)", 0, "audit"));
  app_fixture_await (&fixture, shows, (char *) "✓ OK: has read everything");
  take_look (&fixture, book, TRUE);
  toggle (view, "Rebalance _Log");
  app_fixture_await (&fixture, shows, (char *) "the-static-one /10.0.0.7 joined, reads prices:0,1");
  toggle (view, "_Members");
  app_fixture_await (&fixture, shows, (char *) "the-static-one");
  app_fixture_await (&fixture, shows, (char *) "prices:0,1");

  /* While it has members its offsets cannot be reset. */
  g_assert_false (gtk_widget_get_sensitive (app_find_button (view, "_Reset Offsets…")));
  app_fixture_clear (&fixture);
}

static gboolean
hides (AppFixture *fixture,
       gpointer    text)
{
  return !shows (fixture, text);
}

static void
test_topics_and_brokers_are_told (void)
{
  AppFixture fixture;
  GtkWidget *view = show_view (&fixture, 1300);

  g_assert_true (gtk_widget_activate_action (view, "lag.show", "s", "topics"));
  app_fixture_await (&fixture, shows, (char *) "2 topics");
  app_fixture_await (&fixture, shows, (char *) "✓ In sync");
  g_assert_true (gtk_widget_activate_action (view, "lag.open-topic", "(us)", 0, "prices"));
  app_fixture_await (&fixture, shows, (char *) "✓ All copies are in sync");
  toggle (view, "_Readers");
  app_fixture_await (&fixture, shows, (char *) "No consumer group has read it.");
  g_assert_true (gtk_widget_activate_action (view, "lag.show", "s", "cluster"));
  app_fixture_await (&fixture, shows, (char *) "1 broker");
  app_fixture_await (&fixture, shows, (char *) "under-replicated: 0");

  /* A topic that is not there is no topic with nothing in it. */
  g_assert_true (gtk_widget_activate_action (view, "lag.open-topic", "(us)", 0, "nothing"));
  app_fixture_await (&fixture, shows, (char *) "▲ The brokers no longer tell of this topic");
  app_fixture_await (&fixture, hides, (char *) "under-replicated: 0");
  app_fixture_clear (&fixture);
}

/* -- SQL -- */

static void
test_groups_are_tables_of_the_page_of_sql (void)
{
  AppFixture fixture;
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  g_autoptr(GPtrArray) tables = NULL;
  g_autoptr(GPtrArray) none = NULL;
  const WeirQueryTable *table;
  WeirMonitor *monitor;

  show_view (&fixture, 1000);
  take_look (&fixture, book, FALSE);
  monitor = weir_scope_get_monitor (fixture.scope);
  tables = weir_query_tables_copy (monitor, "SELECT * FROM lag.groups, lag.partitions");
  g_assert_cmpuint (tables->len, ==, 3);
  /* What this window reads, then all groups, and their partitions. */
  table = g_ptr_array_index (tables, 1);
  g_assert_cmpstr (table->schema, ==, "lag");
  g_assert_cmpstr (table->name, ==, "groups");
  g_assert_cmpuint (weir_query_result_get_n_rows (table->rows), ==, 3);
  table = g_ptr_array_index (tables, 2);
  g_assert_cmpstr (table->name, ==, "partitions");
  g_assert_cmpuint (weir_query_result_get_n_rows (table->rows), ==, 4);
  none = weir_query_tables_copy (monitor, "SELECT 1");
  g_assert_cmpuint (none->len, ==, 0);
  app_fixture_clear (&fixture);
}

/* -- over a restart -- */

/* Whether a line of a chart's table ends so. */
static gboolean
has_rate (AppFixture *fixture,
          gpointer    chart)
{
  g_autofree char *table = weir_chart_dup_table (chart);

  return table != NULL && strstr (table, "\t2\n") != NULL;
}

/* What a run of some minutes ago kept of “prices”: two records a second. */
static void
keep_past (AppFixture *fixture)
{
  g_autoptr(WeirTopicPast) past = weir_topic_past_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = weir_topic_past_dup_path (weir_broker_get_bootstrap (fixture->broker));

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(WeirCluster) cluster = weir_cluster_new ();

      weir_cluster_add_partition (weir_cluster_add_topic (cluster, "prices"), 0)->end = i * 120;
      cluster->time_usec = fixture->start_usec + i * MINUTE;
      weir_topic_past_take (past, cluster);
    }
  bytes = weir_topic_past_save (past);
  weir_topic_past_write_file (path, bytes, &error);
  g_assert_no_error (error);
}

static void
test_rates_of_before_are_on_the_page_of_a_topic (void)
{
  AppFixture fixture;
  GtkWidget *view;
  WeirChart *chart;

  app_fixture_init (&fixture);
  keep_past (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  view = weir_lag_view_new (fixture.scope);
  app_fixture_show (&fixture, view, 1000, 640);
  g_assert_true (gtk_widget_activate_action (view, "lag.open-topic", "(us)", 0, "prices"));
  chart = app_find (app_find (view, WEIR_TYPE_TOPIC_PAGE), WEIR_TYPE_LINE_CHART);
  weir_time_range_set (weir_chart_get_time_range (chart), fixture.start_usec, fixture.start_usec + 3 * MINUTE);
  app_fixture_await (&fixture, has_rate, chart);
  app_fixture_clear (&fixture);
}

/* -- a reset -- */

static gboolean
dialog_shows (AppFixture *fixture,
              gpointer    text)
{
  return app_has_text (g_object_get_data (G_OBJECT (fixture->window), "dialog"), text);
}

static void
test_a_reset_is_not_done_before_it_was_shown (void)
{
  AppFixture fixture;
  GtkWidget *dialog;

  show_view (&fixture, 1000);
  dialog = weir_reset_dialog_new (GTK_WINDOW (fixture.window), weir_monitor_get_settings (weir_scope_get_monitor (fixture.scope), 0),
                                  "billing");
  gtk_window_present (GTK_WINDOW (dialog));
  g_object_set_data (G_OBJECT (fixture.window), "dialog", dialog);
  g_assert_false (gtk_widget_get_sensitive (app_find_button (dialog, "_Reset")));

  /* “Shift by” wants a number. */
  gtk_drop_down_set_selected (app_find (dialog, GTK_TYPE_DROP_DOWN), 4);
  gtk_editable_set_text (app_find (dialog, GTK_TYPE_ENTRY), "much");
  g_signal_emit_by_name (app_find_button (dialog, "_Show Changes"), "clicked");
  app_fixture_await (&fixture, dialog_shows, (char *) "▲ ");
  g_assert_false (gtk_widget_get_sensitive (app_find_button (dialog, "_Reset")));

  /* The broker in this process has no groups, and says so. */
  gtk_editable_set_text (app_find (dialog, GTK_TYPE_ENTRY), "-5");
  g_signal_emit_by_name (app_find_button (dialog, "_Show Changes"), "clicked");
  app_fixture_await (&fixture, dialog_shows, (char *) "▲ ");
  g_assert_false (gtk_widget_get_sensitive (app_find_button (dialog, "_Reset")));
  gtk_window_destroy (GTK_WINDOW (dialog));
  app_fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("weir-app-lag-XXXXXX", NULL);

  /* What is kept over restarts is that of these tests. */
  g_setenv ("XDG_STATE_HOME", home, TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app-lag/groups-are-listed-the-worst-first-and-opened", test_groups_are_listed_the_worst_first_and_opened);
  g_test_add_func ("/app-lag/titles-of-numbers-stand-over-them", test_titles_of_numbers_stand_over_them);
  g_test_add_func ("/app-lag/what-has-no-room-is-in-a-tooltip", test_what_has_no_room_is_in_a_tooltip);
  g_test_add_func ("/app-lag/escape-clears-a-search-and-then-leaves-it", test_escape_clears_a_search_and_then_leaves_it);
  g_test_add_func ("/app-lag/a-share-group-is-named-as-such", test_a_share_group_is_named_as_such);
  g_test_add_func ("/app-lag/a-group-has-members-and-a-log", test_a_group_has_members_and_a_log);
  g_test_add_func ("/app-lag/topics-and-brokers-are-told", test_topics_and_brokers_are_told);
  g_test_add_func ("/app-lag/groups-are-tables-of-the-page-of-sql", test_groups_are_tables_of_the_page_of_sql);
  g_test_add_func ("/app-lag/rates-of-before-are-on-the-page-of-a-topic", test_rates_of_before_are_on_the_page_of_a_topic);
  g_test_add_func ("/app-lag/a-reset-is-not-done-before-it-was-shown", test_a_reset_is_not_done_before_it_was_shown);

  return g_test_run ();
}
