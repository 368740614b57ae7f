#include "app-fixture.h"

#include <string.h>

#include "app/common/weir-detail.h"
#include "app/common/weir-table-private.h"
#include "app/dialogs/weir-export-dialog.h"
#include "app/dialogs/weir-object-dialog.h"
#include "app/dialogs/weir-reset-dialog.h"
#include "app/dialogs/weir-rule-dialog.h"
#include "app/dialogs/weir-workspace-dialog.h"
#include "app/pages/weir-alerts-page.h"
#include "app/pages/weir-lag-view.h"
#include "app/pages/weir-messages-page.h"

/*
 * Names that others choose, as markup, control characters, writing from right to left, ten thousand characters, commands of
 * a shell: they are shown as what they are. A warning, as of markup that is none, ends these tests.
 */

#define MARKUP   "<b>bold</b> & <span size='999999'>$(reboot) `id` %s%n"
#define SHOWN    "esc\\x1b[31m\\nsecond"
#define CONTROL  "esc\x1b[31m\nsecond"
#define HEBREW   "\u05e9\u05dc\u05d5\u05dd"
/* A name that would be read as another one. */
#define OVERRIDE "\u202e"
#define REVERSED OVERRIDE "gnp.exe " HEBREW
#define BROKEN   "half <i>open &amp"

#define LONG_CHARS 10000

static const char workspace[] =
  "{ \"weir\": 1,"
  "  \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"BOOTSTRAP\", \"embedded\": true } ],"
  "  \"streams\": ["
  "    { \"name\": \"prices\", \"title\": \"TITLE\", \"connection\": \"c\", \"topics\": [\"prices\"], \"key\": \"symbol\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" },"
  "      \"fields\": [ { \"name\": \"FIELD\", \"path\": \"price\", \"unit\": \"<u>\" }, { \"name\": \"volume\" } ],"
  "      \"windows\": [ { \"kind\": \"tumbling\", \"size\": \"1m\", \"grace\": \"5s\" } ] } ],"
  "  \"rules\": [ { \"name\": \"high\", \"title\": \"TITLE\", \"stream\": \"prices\", \"kind\": \"record\","
  "                 \"severity\": \"critical\", \"condition\": { \"fire\": \"volume >= 0\" } } ],"
  "  \"dashboards\": ["
  "    { \"name\": \"prices\", \"title\": \"TITLE\", \"panels\": ["
  "      { \"kind\": \"lines\", \"title\": \"TITLE\", \"stream\": \"prices\", \"fields\": [\"FIELD\"],"
  "        \"row\": 0, \"column\": 0, \"width\": 6, \"height\": 4 },"
  "      { \"kind\": \"movers\", \"title\": \"TITLE\", \"stream\": \"prices\", \"fields\": [\"FIELD\"],"
  "        \"row\": 0, \"column\": 6, \"width\": 6, \"height\": 4 },"
  "      { \"kind\": \"heatmap\", \"title\": \"TITLE\", \"stream\": \"prices\", \"fields\": [\"FIELD\"],"
  "        \"row\": 4, \"column\": 0, \"width\": 4, \"height\": 4 },"
  "      { \"kind\": \"text\", \"title\": \"TITLE\", \"text\": \"TITLE\", \"row\": 4, \"column\": 4, \"width\": 4, \"height\": 4 },"
  "      { \"kind\": \"value\", \"title\": \"TITLE\", \"stream\": \"prices\", \"fields\": [\"FIELD\"],"
  "        \"row\": 4, \"column\": 8, \"width\": 4, \"height\": 4 },"
  "      { \"kind\": \"messages\", \"title\": \"TITLE\", \"stream\": \"prices\", \"row\": 8, \"column\": 0, \"width\": 6, \"height\": 4 },"
  "      { \"kind\": \"alerts\", \"title\": \"TITLE\", \"row\": 8, \"column\": 6, \"width\": 6, \"height\": 4 } ] } ] }";

static char *
dup_long_name (void)
{
  return g_strnfill (LONG_CHARS, 'L');
}

static gboolean
shows (AppFixture *fixture,
       gpointer    text)
{
  return app_has_text (fixture->window, text);
}

static void
begin (AppFixture *fixture)
{
  g_autoptr(GString) text = g_string_new (workspace);
  g_autofree char *long_name = dup_long_name ();
  /* As they stand in JSON. */
  const char *const keys[] = { MARKUP, "esc\\u001b[31m\\nsecond", REVERSED, BROKEN, long_name };

  g_string_replace (text, "TITLE", BROKEN, 0);
  g_string_replace (text, "FIELD", "<i>&price", 0);
  app_fixture_init (fixture);
  for (guint i = 0; i < 3 * G_N_ELEMENTS (keys); i++)
    app_fixture_send (fixture, "prices", keys[i % G_N_ELEMENTS (keys)], g_get_real_time () - (30 - (int) i) * SECOND, 10.0 + i, 1);
  app_fixture_flush (fixture);
  app_fixture_watch (fixture, text->str);
  app_fixture_await_records (fixture, "prices", 3 * G_N_ELEMENTS (keys));
}

/* What each cell of a table says while the pointer rests on it. */
static void
read_tooltips (gpointer root)
{
  if (GTK_IS_COLUMN_VIEW (root))
    {
      GPtrArray *columns = weir_table_get_slots (root);

      for (guint i = 0; i < columns->len; i++)
        {
          WeirTableSlot *column = g_ptr_array_index (columns, i);

          for (guint j = 0; column->spec.text != NULL && j < column->bound->len; j++)
            {
              g_autofree char *text =
                weir_table_dup_tooltip (gtk_list_item_get_child (g_ptr_array_index (column->bound, j)), column);

              g_assert_true (g_utf8_validate (text, -1, NULL));
              g_assert_cmpuint (strlen (text), <, LONG_CHARS);
            }
        }
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    read_tooltips (child);
}

static void
test_keys_and_fields_are_shown_as_they_are (void)
{
  AppFixture fixture;
  GtkWidget *page;

  begin (&fixture);
  page = weir_messages_page_new (fixture.scope);
  app_fixture_show (&fixture, page, 1100, 800);
  app_fixture_await (&fixture, shows, (char *) MARKUP);
  app_fixture_await (&fixture, shows, (char *) SHOWN);
  app_fixture_await (&fixture, shows, (char *) HEBREW);
  g_assert_false (app_has_text (page, OVERRIDE));
  read_tooltips (page);
  for (gint64 offset = 0; offset < 5; offset++)
    {
      g_autofree char *title = g_strdup_printf ("prices/0 @ %d", (int) offset);

      weir_messages_page_show_record (WEIR_MESSAGES_PAGE (page), "prices", "prices", 0, offset);
      app_fixture_await (&fixture, shows, title);
    }
  app_fixture_clear (&fixture);
}

static void
test_a_dashboard_and_alerts_show_them (void)
{
  AppFixture fixture;
  GtkWidget *page;

  begin (&fixture);
  page = app_dashboard_new (fixture.scope, 0);
  app_fixture_show (&fixture, page, 1400, 1000);
  app_fixture_await (&fixture, shows, (char *) BROKEN);
  app_fixture_await (&fixture, shows, (char *) MARKUP);
  read_tooltips (page);

  page = weir_alerts_page_new (fixture.scope);
  app_fixture_show (&fixture, page, 1400, 800);
  app_fixture_await (&fixture, shows, (char *) MARKUP);
  app_fixture_await (&fixture, shows, (char *) BROKEN);
  read_tooltips (page);
  app_fixture_clear (&fixture);
}

/* -- groups, whose names a broker takes as they come -- */

static WeirLagGroup *
make_group (const char *name)
{
  WeirLagGroup *group = weir_lag_group_new (name, "classic", "Stable");
  WeirLagMember *member = weir_lag_member_new ();

  group->coordinator = g_strdup (MARKUP);
  group->assignor = g_strdup (name);
  member->consumer_id = g_strdup (name);
  member->instance_id = g_strdup (name);
  member->client_id = g_strdup (name);
  member->host = g_strdup (BROKEN);
  member->assignment = g_strdup (name);
  g_ptr_array_add (group->members, member);

  return group;
}

static void
take_look (AppFixture  *fixture,
           WeirLagBook *book)
{
  g_autofree char *long_name = dup_long_name ();
  const char *const names[] = { MARKUP, CONTROL, REVERSED, BROKEN, "\xff\xfe", long_name };
  WeirLagSnapshot *snapshot = weir_lag_snapshot_new ();
  g_autoptr(WeirLagLook) look = NULL;

  snapshot->time_usec = g_get_real_time ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      WeirGroupLag *lag = weir_group_lag_new (names[i], "prices", 0);

      lag->committed = lag->end = 10;
      lag->low = lag->lag = lag->lag_usec = 0;
      lag->metadata = g_strdup (names[i]);
      lag->client_id = g_strdup (names[i]);
      lag->host = g_strdup (names[i]);
      lag->consumer_id = g_strdup (names[i]);
      g_ptr_array_add (snapshot->groups, make_group (names[i]));
      g_ptr_array_add (snapshot->lags, lag);
    }
  weir_lag_snapshot_sort (snapshot);
  look = weir_lag_look_new (snapshot, book, TRUE);
  weir_lag_overview_take_look (weir_monitor_get_groups (weir_scope_get_monitor (fixture->scope)), 0, look);
}

static void
show_list (AppFixture *fixture,
           GtkWidget  *view,
           const char *label)
{
  g_signal_emit_by_name (app_find_button (view, label), "clicked");
  read_tooltips (view);
}

static GtkColumnView *
find_mapped (gpointer root)
{
  if (GTK_IS_COLUMN_VIEW (root) && gtk_widget_get_mapped (root))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkColumnView *found = find_mapped (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_groups_have_any_name (void)
{
  AppFixture fixture;
  g_autoptr(WeirLagBook) book = weir_lag_book_new ();
  GtkWidget *view;
  GtkColumnView *list;

  begin (&fixture);
  view = weir_lag_view_new (fixture.scope);
  app_fixture_show (&fixture, view, 1300, 800);
  take_look (&fixture, book);
  app_fixture_await (&fixture, shows, (char *) MARKUP);
  app_fixture_await (&fixture, shows, (char *) SHOWN);
  app_fixture_await (&fixture, shows, (char *) "\\xff\\xfe");
  app_fixture_await (&fixture, shows, (char *) HEBREW);
  g_assert_false (app_has_text (view, OVERRIDE));
  read_tooltips (view);
  list = find_mapped (view);
  for (guint i = 0; i < 6; i++)
    {
      g_signal_emit_by_name (list, "activate", i);
      app_fixture_await (&fixture, shows, (char *) "Rebalance _Log");
      show_list (&fixture, view, "_Members");
      show_list (&fixture, view, "Rebalance _Log");
      show_list (&fixture, view, "_Partitions");
      gtk_widget_activate_action (view, "lag.back", NULL);
    }
  app_fixture_clear (&fixture);
}

/* -- dialogs -- */

/* Long enough for each part to be drawn. */
static void
look_at (AppFixture *fixture,
         GtkWidget  *dialog)
{
  gtk_window_present (GTK_WINDOW (dialog));
  while (!gtk_widget_get_mapped (dialog))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_dialogs_show_them (void)
{
  AppFixture fixture;
  WeirMonitor *monitor;
  GtkWindow *parent;
  g_autoptr(WeirWorkspaceHistory) history = NULL;
  g_autofree char *long_name = dup_long_name ();
  const char *const groups[] = { MARKUP, CONTROL, REVERSED, BROKEN, long_name };
  WeirRuleDialogSpec rule = { .name = "high", .span_usec = G_TIME_SPAN_HOUR };

  begin (&fixture);
  app_fixture_show (&fixture, weir_alerts_page_new (fixture.scope), 1300, 800);
  monitor = weir_scope_get_monitor (fixture.scope);
  parent = GTK_WINDOW (fixture.window);
  history = weir_workspace_history_new (weir_monitor_get_workspace (monitor));
  rule.history = history;
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    look_at (&fixture, weir_reset_dialog_new (parent, weir_monitor_get_settings (monitor, 0), groups[i]));
  look_at (&fixture, weir_workspace_dialog_new (parent, history, G_TIME_SPAN_HOUR));
  look_at (&fixture, weir_object_dialog_new_stream (parent, history, "prices"));
  look_at (&fixture, weir_rule_dialog_new (parent, &rule));
  look_at (&fixture, weir_export_dialog_new (parent, fixture.scope));
  app_fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("weir-app-hostile-XXXXXX", NULL);

  g_setenv ("XDG_STATE_HOME", home, TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app-hostile/keys-and-fields-are-shown-as-they-are", test_keys_and_fields_are_shown_as_they_are);
  g_test_add_func ("/app-hostile/a-dashboard-and-alerts-show-them", test_a_dashboard_and_alerts_show_them);
  g_test_add_func ("/app-hostile/groups-have-any-name", test_groups_have_any_name);
  g_test_add_func ("/app-hostile/dialogs-show-them", test_dialogs_show_them);

  return g_test_run ();
}
