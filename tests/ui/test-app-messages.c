#include "app-fixture.h"

#include <string.h>

#include "app/common/weir-detail.h"
#include "app/common/weir-payload-tree.h"
#include "app/common/weir-record-choice.h"
#include "app/common/weir-screen-zone.h"
#include "app/pages/weir-messages-page.h"
#include "app/panels/weir-card.h"
#include "app/panels/weir-chart-away.h"
#include "widgets/weir-chart.h"

/* The page of messages as an explorer, and the ways from a picture to its records. */

static gboolean
shows (AppFixture *fixture,
       gpointer    text)
{
  return app_has_text (fixture->window, text);
}

static gboolean
shows_not (AppFixture *fixture,
           gpointer    text)
{
  return !app_has_text (fixture->window, text);
}

static gboolean
is_entry (GtkWidget  *widget,
          const char *placeholder)
{
  const char *text = GTK_IS_ENTRY (widget) ? gtk_entry_get_placeholder_text (GTK_ENTRY (widget)) : NULL;

  return text != NULL && strstr (text, placeholder) != NULL;
}

static gboolean
is_check (GtkWidget  *widget,
          const char *label)
{
  return GTK_IS_CHECK_BUTTON (widget) && g_strcmp0 (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)), label) == 0;
}

static gboolean
is_toggle (GtkWidget  *widget,
           const char *label)
{
  return GTK_IS_TOGGLE_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

static gboolean
is_label (GtkWidget  *widget,
          const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL;
}

/* Also what is not to be seen: in a popover. */
static GtkWidget *
find (GtkWidget  *root,
      gboolean  (*fits) (GtkWidget *widget, const char *text),
      const char *text)
{
  if (fits (root, text))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, fits, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
enter (GtkWidget  *root,
       const char *placeholder,
       const char *text)
{
  GtkWidget *entry = find (root, is_entry, placeholder);

  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

static guint
count_rows (GtkWidget *page)
{
  GtkColumnView *view = app_find (page, GTK_TYPE_COLUMN_VIEW);

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (view)));
}

/* 600 records of two keys, two a second. */
static GtkWidget *
open_page (AppFixture *fixture)
{
  GtkWidget *page;

  app_fixture_init (fixture);
  for (guint i = 0; i < 600; i++)
    app_fixture_send (fixture, "prices", i % 2 == 0 ? "AAA" : "BBB", fixture->start_usec + i * SECOND / 2, 10.0 + i % 50, (int) i);
  app_fixture_flush (fixture);
  app_fixture_watch (fixture, app_workspace);
  app_fixture_await_records (fixture, "prices", 600);
  page = weir_messages_page_new (fixture->scope);
  app_fixture_show (fixture, page, 1100, 800);
  app_fixture_await (fixture, shows, (char *) "AAA");

  return page;
}

static void
test_a_span_has_its_records_alone (void)
{
  AppFixture fixture;
  GtkWidget *page = open_page (&fixture);

  weir_messages_page_show_span (WEIR_MESSAGES_PAGE (page), "prices", "BBB", fixture.start_usec + 60 * SECOND,
                                fixture.start_usec + 120 * SECOND);
  app_fixture_await (&fixture, shows, (char *) "· BBB · 60 records");
  g_assert_cmpuint (count_rows (page), ==, 60);
  g_assert_false (app_has_text (app_find (page, GTK_TYPE_COLUMN_VIEW), "AAA"));

  /* What comes meanwhile does not move it. */
  app_fixture_send (&fixture, "prices", "BBB", fixture.start_usec + 400 * SECOND, 99, 1);
  app_fixture_flush (&fixture);
  app_fixture_await_records (&fixture, "prices", 601);
  g_assert_cmpuint (count_rows (page), ==, 60);

  g_signal_emit_by_name (app_find_button (page, "L_ive Tail"), "clicked");
  app_fixture_await (&fixture, shows_not, (char *) "60 records");
  g_assert_cmpuint (count_rows (page), >, 100);
  app_fixture_clear (&fixture);
}

static void
test_an_offset_is_gone_to_and_turned_over (void)
{
  AppFixture fixture;
  GtkWidget *page = open_page (&fixture);

  gtk_editable_set_text (GTK_EDITABLE (find (page, is_entry, "all")), "0");
  enter (page, "1204881", "40");
  app_fixture_await (&fixture, shows, (char *) "partition 0 from 40 on · the first 500 records");
  g_assert_cmpuint (count_rows (page), ==, 500);
  g_signal_emit_by_name (app_find_button (page, "_Earlier"), "clicked");
  app_fixture_await (&fixture, shows, (char *) "prices/0 from 0 on · 40 records");
  g_signal_emit_by_name (app_find_button (page, "Late_r"), "clicked");
  app_fixture_await (&fixture, shows, (char *) "prices/0 from 40 on · the first 500 records");
  app_fixture_clear (&fixture);
}

static void
test_a_time_is_gone_to (void)
{
  AppFixture fixture;
  GtkWidget *page = open_page (&fixture);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (fixture.start_usec / SECOND + 295);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

  enter (page, "1204881", text);
  app_fixture_await (&fixture, shows, (char *) "· 10 records");
  g_assert_cmpuint (count_rows (page), ==, 10);
  enter (page, "1204881", "somewhere");
  g_assert_nonnull (find (page, is_label, "Write an offset, a time as 14:39 or now-15m"));
  app_fixture_clear (&fixture);
}

static void
test_a_condition_filters_and_searches (void)
{
  AppFixture fixture;
  GtkWidget *page = open_page (&fixture);

  GtkEntry *condition = GTK_ENTRY (find (page, is_entry, "Condition"));

  g_assert_null (gtk_entry_get_icon_name (condition, GTK_ENTRY_ICON_SECONDARY));
  enter (page, "Condition", "volume >= 598 and key = 'AAA'");
  g_assert_nonnull (gtk_entry_get_icon_name (condition, GTK_ENTRY_ICON_SECONDARY));
  app_fixture_await (&fixture, shows, (char *) "1 shown");
  g_assert_cmpuint (count_rows (page), ==, 1);
  enter (page, "Condition", "volume = ");
  app_fixture_await (&fixture, shows, (char *) "Column 10 of “volume = ”");
  g_assert_cmpuint (count_rows (page), ==, 1);

  /* In the topic there are those that the tail lost. */
  enter (page, "Condition", "volume < 4 and offset >= 1");
  enter (page, "1204881", "beginning");
  app_fixture_await (&fixture, shows, (char *) "from beginning on · 3 records");
  enter (page, "Condition", "volmue < 4");
  app_fixture_await (&fixture, shows, (char *) "● No record that was looked at has “volmue”.");
  app_fixture_clear (&fixture);
}

static void
test_a_record_is_seen_in_all_ways (void)
{
  AppFixture fixture;
  GtkWidget *page = open_page (&fixture);
  int minimum_px;

  weir_messages_page_show_record (WEIR_MESSAGES_PAGE (page), "prices", "prices", 0, 7);
  app_fixture_await (&fixture, shows, (char *) "prices/0 @ 7");
  app_fixture_await (&fixture, shows, (char *) "symbol: \"BBB\"");
  g_assert_true (app_has_text (app_find (page, WEIR_TYPE_PAYLOAD_TREE), "volume: 7"));
  /* A window of 900 px stays as it is; what the window has around the page is below 100 px. */
  gtk_widget_measure (page, GTK_ORIENTATION_VERTICAL, -1, &minimum_px, NULL, NULL, NULL);
  g_test_message ("%d px", minimum_px);
  g_assert_cmpint (minimum_px, <=, 800);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (page, is_toggle, "_Hex")), TRUE);
  {
    GtkTextBuffer *buffer = gtk_text_view_get_buffer (app_find (page, GTK_TYPE_TEXT_VIEW));
    GtkTextIter begin, end;
    g_autofree char *text = NULL;

    gtk_text_buffer_get_bounds (buffer, &begin, &end);
    text = gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
    g_assert_true (g_str_has_prefix (text, "00000000  7b "));
    g_assert_nonnull (strstr (text, "|{ \"symbol\": \"BBB"));
  }
  app_fixture_clear (&fixture);
}

static gboolean
has_column (GtkWidget  *page,
            const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (app_find (page, GTK_TYPE_COLUMN_VIEW));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_strcmp0 (gtk_column_view_column_get_title (column), title) == 0)
        return gtk_column_view_column_get_visible (column);
    }

  return FALSE;
}

static void
test_columns_of_fields_are_chosen (void)
{
  AppFixture fixture;
  GtkWidget *page = open_page (&fixture);
  GtkWidget *check = NULL;

  g_assert_false (has_column (page, "volume"));
  check = find (page, is_check, "volume");
  g_assert_nonnull (check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  weir_messages_page_show_record (WEIR_MESSAGES_PAGE (page), "prices", "prices", 0, 123);
  app_fixture_await (&fixture, shows, (char *) "prices/0 @ 123");
  g_assert_true (has_column (page, "volume"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find (page, is_check, "volume")), FALSE);
  app_fixture_clear (&fixture);
}

typedef struct
{
  char  *key;
  char  *topic;
  gint64 begin_usec;
  gint64 end_usec;
  gint64 offset;
} Chosen;

static void
on_span_chosen (WeirScope  *scope,
                const char *stream,
                const char *key,
                gint64      begin_usec,
                gint64      end_usec,
                Chosen     *chosen)
{
  g_free (chosen->key);
  chosen->key = g_strdup (key);
  chosen->begin_usec = begin_usec;
  chosen->end_usec = end_usec;
}

static void
on_record_chosen (WeirScope  *scope,
                  const char *stream,
                  const char *topic,
                  int         partition,
                  gint64      offset,
                  Chosen     *chosen)
{
  g_free (chosen->topic);
  chosen->topic = g_strdup (topic);
  chosen->offset = offset;
}

static gboolean
has_alert (AppFixture *fixture,
           gpointer    user_data)
{
  return g_list_model_get_n_items (weir_monitor_get_alerts (weir_scope_get_monitor (fixture->scope))) > 0;
}

static void
test_pictures_lead_to_their_records (void)
{
  AppFixture fixture;
  Chosen chosen = { NULL, NULL, 0, 0, -1 };
  g_autoptr(WeirAlert) alert = NULL;
  GtkWidget *dashboard;
  GtkColumnView *movers;

  app_fixture_init (&fixture);
  for (guint i = 0; i < 10; i++)
    app_fixture_send (&fixture, "prices", "AAA", fixture.start_usec + i * SECOND, i == 6 ? 5000 : 10, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 10);
  g_signal_connect (fixture.scope, "span-chosen", G_CALLBACK (on_span_chosen), &chosen);
  g_signal_connect (fixture.scope, "record-chosen", G_CALLBACK (on_record_chosen), &chosen);
  dashboard = app_dashboard_new (fixture.scope, 0);
  app_fixture_show (&fixture, dashboard, 1100, 700);
  app_fixture_await (&fixture, shows, (char *) "AAA");

  movers = app_find (dashboard, GTK_TYPE_COLUMN_VIEW);
  g_signal_emit_by_name (movers, "activate", 0);
  g_assert_cmpstr (chosen.key, ==, "AAA");
  g_assert_cmpint (chosen.end_usec - chosen.begin_usec, ==, weir_scope_get_range_usec (fixture.scope));

  app_fixture_await (&fixture, has_alert, NULL);
  alert = g_list_model_get_item (weir_monitor_get_alerts (weir_scope_get_monitor (fixture.scope)), 0);
  weir_record_choice_open_alert (fixture.scope, alert);
  g_assert_cmpstr (chosen.topic, ==, "prices");
  g_assert_cmpint (chosen.offset, ==, 6);
  g_free (chosen.key);
  g_free (chosen.topic);
  app_fixture_clear (&fixture);
}

static void
test_values_leave_as_csv (void)
{
  AppFixture fixture;
  GtkWidget *dashboard;
  g_autofree char *csv = NULL;
  g_auto(GStrv) lines = NULL;

  app_fixture_init (&fixture);
  for (guint i = 0; i < 4; i++)
    app_fixture_send (&fixture, "old", "A,B", g_get_real_time () - (5 - i) * MINUTE, 20.5 + i, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "old", 4);
  dashboard = app_dashboard_new (fixture.scope, 1);
  app_fixture_show (&fixture, dashboard, 1000, 700);
  app_fixture_await (&fixture, shows, (char *) "Old prices");
  csv = weir_chart_away_dup_csv (app_find (dashboard, WEIR_TYPE_CHART));
  g_assert_nonnull (csv);
  lines = g_strsplit (csv, "\n", -1);
  g_assert_nonnull (strstr (lines[0], ",\"A,B"));
  g_assert_nonnull (strstr (csv, ",20.5\n"));
  g_assert_nonnull (strstr (csv, ",23.5\n"));
  app_fixture_clear (&fixture);
}

static void
test_times_are_of_the_zone_that_was_chosen (void)
{
  const gint64 time_usec = G_GINT64_CONSTANT (1410969600) * SECOND;
  AppFixture fixture;

  g_assert_false (weir_screen_zone_set ("Europe/Atlantis"));
  g_assert_true (weir_screen_zone_set ("Asia/Kolkata"));
  app_fixture_init (&fixture);
  app_fixture_send (&fixture, "prices", "NVDA", time_usec, 100.25, 7);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 1);
  app_fixture_show (&fixture, weir_messages_page_new (fixture.scope), 1000, 600);
  app_fixture_await (&fixture, shows, (char *) "17 Sep 2014 21:30:00.000");
  g_assert_true (weir_screen_zone_set ("local"));
  app_fixture_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/messages/a-span-has-its-records-alone", test_a_span_has_its_records_alone);
  g_test_add_func ("/messages/an-offset-is-gone-to-and-turned-over", test_an_offset_is_gone_to_and_turned_over);
  g_test_add_func ("/messages/a-time-is-gone-to", test_a_time_is_gone_to);
  g_test_add_func ("/messages/a-condition-filters-and-searches", test_a_condition_filters_and_searches);
  g_test_add_func ("/messages/a-record-is-seen-in-all-ways", test_a_record_is_seen_in_all_ways);
  g_test_add_func ("/messages/columns-of-fields-are-chosen", test_columns_of_fields_are_chosen);
  g_test_add_func ("/messages/pictures-lead-to-their-records", test_pictures_lead_to_their_records);
  g_test_add_func ("/messages/values-leave-as-csv", test_values_leave_as_csv);
  g_test_add_func ("/messages/times-are-of-the-zone-that-was-chosen", test_times_are_of_the_zone_that_was_chosen);

  return g_test_run ();
}
