#include "app-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/common/weir-detail.h"
#include "app/common/weir-words.h"
#include "app/dialogs/weir-export-job.h"
#include "app/pages/weir-alerts-page.h"
#include "app/pages/weir-dashboard-page.h"
#include "app/pages/weir-lag-page.h"
#include "app/pages/weir-messages-page.h"
#include "app/panels/weir-card.h"
#include "app/panels/weir-key-row.h"
#include "widgets/weir-heatmap.h"

/* The pages, as a person finds them, on records of a broker in this process. */

static GtkWidget *
get_page (AppFixture *fixture)
{
  return gtk_window_get_child (GTK_WINDOW (fixture->window));
}

static gboolean
shows (AppFixture *fixture,
       gpointer    text)
{
  return app_has_text (get_page (fixture), text);
}

static GtkWidget *
find_button (gpointer    root,
             const char *label)
{
  if (GTK_IS_BUTTON (root) && gtk_widget_get_mapped (root) && g_strcmp0 (gtk_button_get_label (root), label) == 0)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The button is there, and all of it. */
static gboolean
has_acknowledge (AppFixture *fixture,
                 gpointer    user_data)
{
  GtkWidget *button = find_button (get_page (fixture), "Acknowledge");
  graphene_rect_t bounds;

  return button != NULL && gtk_widget_compute_bounds (button, get_page (fixture), &bounds)
         && bounds.origin.x + bounds.size.width <= gtk_widget_get_width (get_page (fixture));
}

/* At the width that is left beside the sidebar of a window of 1000 px. */
static void
test_an_alert_is_acknowledged_where_there_is_little_room (void)
{
  AppFixture fixture;
  GtkWidget *page, *button;
  WeirAlert *alert;

  app_fixture_init (&fixture);
  app_fixture_send (&fixture, "prices", "NVDA", g_get_real_time (), 2000.0, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 1);
  page = weir_alerts_page_new (fixture.scope);
  app_fixture_show (&fixture, page, 784, 600);
  app_fixture_await (&fixture, shows, (char *) "Too high");
  app_fixture_await (&fixture, has_acknowledge, NULL);

  button = find_button (page, "Acknowledge");
  g_assert_cmpint (gtk_widget_get_width (page), <=, 784);
  alert = g_object_get_data (G_OBJECT (button), "alert");
  g_signal_emit_by_name (button, "clicked");
  g_assert_true (weir_alert_get_acknowledged (alert));

  /* What is shown of it follows it. */
  weir_alerts_page_select (WEIR_ALERTS_PAGE (page), alert);
  app_fixture_await (&fixture, shows, (char *) "Firing since");
  app_fixture_send (&fixture, "prices", "NVDA", g_get_real_time (), 1.0, 1);
  app_fixture_flush (&fixture);
  app_fixture_await (&fixture, shows, (char *) "Resolved");
  app_fixture_clear (&fixture);
}

static WeirAlert *
get_alert (AppFixture *fixture,
           guint       i)
{
  WeirMonitor *monitor = weir_scope_get_monitor (fixture->scope);
  g_autoptr(WeirAlert) alert = g_list_model_get_item (weir_monitor_get_alerts (monitor), i);

  return alert;
}

static gboolean
is_resolved (AppFixture *fixture,
             gpointer    user_data)
{
  WeirMonitor *monitor = weir_scope_get_monitor (fixture->scope);

  weir_monitor_take (monitor);
  return g_list_model_get_n_items (weir_monitor_get_alerts (monitor)) == 1
         && weir_alert_get_resolved_usec (get_alert (fixture, 0)) != 0;
}

/* The record of an alert is the one that fired it, whatever matches later; resolved it has nothing to press. */
static void
test_a_resolved_alert_says_so (void)
{
  AppFixture fixture;
  GtkWidget *page, *button;

  app_fixture_init (&fixture);
  for (guint i = 0; i < 3; i++)
    app_fixture_send (&fixture, "prices", "NVDA", g_get_real_time (), 2000.0 + i, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 3);
  page = weir_alerts_page_new (fixture.scope);
  app_fixture_show (&fixture, page, 1400, 600);
  app_fixture_await (&fixture, shows, (char *) "prices/0 @ 0");
  weir_alerts_page_select (WEIR_ALERTS_PAGE (page), get_alert (&fixture, 0));
  app_fixture_await (&fixture, shows, (char *) "Firing since");

  app_fixture_send (&fixture, "prices", "NVDA", g_get_real_time (), 1.0, 1);
  app_fixture_flush (&fixture);
  app_fixture_await (&fixture, is_resolved, NULL);
  weir_alerts_page_select (WEIR_ALERTS_PAGE (page), get_alert (&fixture, 0));
  app_fixture_await (&fixture, shows, (char *) "✓ Resolved");
  g_assert_true (app_has_text (app_find (page, WEIR_TYPE_DETAIL), "Resolved"));
  g_assert_true (app_has_text (app_find (page, WEIR_TYPE_DETAIL), "prices/0 @ 0"));
  g_assert_cmpint (weir_alert_get_offset (get_alert (&fixture, 0)), ==, 0);
  button = find_button (page, "Acknowledge");
  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_cmpfloat (gtk_widget_get_opacity (button), ==, 0.0);
  app_fixture_clear (&fixture);
}

static gboolean
has_alerts (AppFixture *fixture,
            gpointer    n)
{
  GtkColumnView *view = app_find (get_page (fixture), GTK_TYPE_COLUMN_VIEW);

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (view))) == GPOINTER_TO_UINT (n);
}

static gboolean
is_at_top (AppFixture *fixture,
           gpointer    adjustment)
{
  return gtk_adjustment_get_value (adjustment) == 0.0;
}

/* What fires stands first, and in sight, when the resolved ones come to it. */
static void
test_all_alerts_begin_with_those_that_fire (void)
{
  AppFixture fixture;
  GtkWidget *page;
  GtkColumnView *view;
  GtkAdjustment *adjustment;

  app_fixture_init (&fixture);
  for (guint i = 0; i < 80; i++)
    {
      g_autofree char *key = g_strdup_printf ("K%02u", i);

      app_fixture_send (&fixture, "prices", key, g_get_real_time (), 2000.0, 1);
      if (i % 2 == 0)
        app_fixture_send (&fixture, "prices", key, g_get_real_time (), 1.0, 1);
    }
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 120);
  page = weir_alerts_page_new (fixture.scope);
  app_fixture_show (&fixture, page, 1400, 400);
  app_fixture_await (&fixture, has_alerts, GUINT_TO_POINTER (40));
  view = app_find (page, GTK_TYPE_COLUMN_VIEW);
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  gtk_adjustment_set_value (adjustment, 500.0);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 100.0);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_button (page, "_All")), TRUE);
  app_fixture_await (&fixture, has_alerts, GUINT_TO_POINTER (80));
  app_fixture_await (&fixture, is_at_top, adjustment);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(WeirAlert) alert = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (view)), i);

      g_assert_cmpint (weir_alert_get_resolved_usec (alert), ==, 0);
    }
  app_fixture_clear (&fixture);
}

static void
test_lag_counts_topics_once (void)
{
  AppFixture fixture;

  app_fixture_init (&fixture);
  app_fixture_send (&fixture, "prices", "NVDA", g_get_real_time (), 20.0, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 1);
  app_fixture_show (&fixture, weir_lag_page_new (fixture.scope), 784, 600);
  app_fixture_await (&fixture, shows, (char *) "2 topics · 3 partitions · 1 reader");
  app_fixture_await (&fixture, shows, (char *) "✓ OK");

  /* No reader has state OK while the broker does not answer. */
  weir_broker_set_up (fixture.broker, -1, FALSE);
  app_fixture_await (&fixture, shows, (char *) "◌ Not reachable");
  app_fixture_clear (&fixture);
}

static void
test_a_message_is_copied_as_a_line (void)
{
  const gint64 time_usec = G_GINT64_CONSTANT (1410969600) * SECOND;
  AppFixture fixture;
  GtkWidget *page;
  GtkColumnView *view;
  g_autofree char *row = NULL;

  app_fixture_init (&fixture);
  app_fixture_send (&fixture, "prices", "NVDA", time_usec, 100.25, 7);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 1);
  page = weir_messages_page_new (fixture.scope);
  app_fixture_show (&fixture, page, 1000, 600);
  /* The key is the stream's, as on the charts, not Kafka's; the day is told where it is not today. */
  app_fixture_await (&fixture, shows, (char *) "NVDA");
  app_fixture_await (&fixture, shows, (char *) "17 Sep 2014 ");

  view = app_find (page, GTK_TYPE_COLUMN_VIEW);
  g_assert_null (weir_messages_page_dup_rows (WEIR_MESSAGES_PAGE (page)));
  gtk_selection_model_select_item (gtk_column_view_get_model (view), 0, TRUE);
  row = weir_messages_page_dup_rows (WEIR_MESSAGES_PAGE (page));
  g_assert_cmpstr (row, ==, "2014-09-17T16:00:00.000000Z\tNVDA\t0\t0\tprice 100.25\u00a0USD · volume 7\n");
  app_fixture_clear (&fixture);
}

static const char *
key_at (GListModel *rows,
        guint       i)
{
  g_autoptr(WeirKeyRow) row = g_list_model_get_item (rows, i);

  return row != NULL ? weir_key_view_get_key (weir_key_row_get_view (row)) : NULL;
}

static gboolean
is_first (AppFixture *fixture,
          gpointer    key)
{
  GtkColumnView *view = app_find (get_page (fixture), GTK_TYPE_COLUMN_VIEW);
  GListModel *rows = G_LIST_MODEL (gtk_column_view_get_model (view));

  return g_list_model_get_n_items (rows) == 2 && g_strcmp0 (key_at (rows, 0), key) == 0;
}

static GtkWidget *
show_dashboard (AppFixture *fixture)
{
  GtkWidget *page = app_dashboard_new (fixture->scope, 0);

  app_fixture_show (fixture, page, 1200, 600);

  return page;
}

static void
send_pair (AppFixture *fixture,
           gint64      time_usec,
           double      first,
           double      second)
{
  app_fixture_send (fixture, "prices", "AAA", time_usec, first, 1);
  app_fixture_send (fixture, "prices", "BBB", time_usec, second, 1);
  app_fixture_flush (fixture);
}

static void
test_a_sorted_table_stays_sorted (void)
{
  AppFixture fixture;

  app_fixture_init (&fixture);
  send_pair (&fixture, g_get_real_time () - 4 * MINUTE, 100.0, 100.0);
  send_pair (&fixture, g_get_real_time () - 3 * MINUTE, 110.0, 90.0);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 4);
  show_dashboard (&fixture);
  app_fixture_await (&fixture, is_first, (char *) "AAA");

  send_pair (&fixture, g_get_real_time () - 2 * MINUTE, 95.0, 130.0);
  app_fixture_await (&fixture, is_first, (char *) "BBB");
  app_fixture_clear (&fixture);
}

typedef struct
{
  char  *stream;
  gint64 begin_usec;
  gint64 end_usec;
} Chosen;

static void
on_span_chosen (WeirScope  *scope,
                const char *stream,
                const char *key,
                gint64      begin_usec,
                gint64      end_usec,
                Chosen     *chosen)
{
  g_assert_null (key);
  chosen->stream = g_strdup (stream);
  chosen->begin_usec = begin_usec;
  chosen->end_usec = end_usec;
}

static void
test_a_chart_leads_to_its_records (void)
{
  AppFixture fixture;
  Chosen chosen = { NULL, 0, 0 };
  GtkWidget *page;

  app_fixture_init (&fixture);
  app_fixture_send (&fixture, "prices", "AAA", fixture.start_usec, 10.0, 1);
  app_fixture_send (&fixture, "prices", "AAA", fixture.start_usec + MINUTE, 11.0, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 2);
  g_signal_connect (fixture.scope, "span-chosen", G_CALLBACK (on_span_chosen), &chosen);
  g_signal_emit_by_name (app_find (show_dashboard (&fixture), WEIR_TYPE_CHART), "activate-time", fixture.start_usec + 5 * SECOND);
  g_assert_cmpstr (chosen.stream, ==, "prices");
  g_free (chosen.stream);
  /* There is no record at that time: the nearest one was meant. */
  g_assert_cmpint (chosen.begin_usec, <=, fixture.start_usec);
  g_assert_cmpint (chosen.end_usec, >, fixture.start_usec + 5 * SECOND);
  g_assert_cmpint (chosen.end_usec, <, fixture.start_usec + MINUTE);

  page = weir_messages_page_new (fixture.scope);
  app_fixture_show (&fixture, page, 1000, 600);
  weir_messages_page_show_span (WEIR_MESSAGES_PAGE (page), "prices", "AAA", chosen.begin_usec, chosen.end_usec);
  app_fixture_await (&fixture, shows, (char *) "prices/0 @ 0");
  app_fixture_clear (&fixture);
}

static void
on_exported (GObject      *source_object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(gint64 *) user_data = weir_export_job_finish (result, &error);
  g_assert_no_error (error);
}

static gboolean
is_exported (AppFixture *fixture,
             gpointer    n_rows)
{
  return *(gint64 *) n_rows >= 0;
}

static void
test_an_export_writes_the_windows (void)
{
  AppFixture fixture;
  g_autofree char *folder = g_dir_make_tmp ("weir-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "prices.csv", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  WeirExportRequest request = { .path = path, .topics = "prices", .format = WEIR_EXPORT_CSV };
  gint64 n_rows = -1;

  app_fixture_init (&fixture);
  for (guint i = 0; i < 5; i++)
    app_fixture_send (&fixture, "prices", "AAA", fixture.start_usec + i * MINUTE, 10.0 + i, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 5);
  request.begin_usec = fixture.start_usec;
  request.end_usec = fixture.start_usec + 4 * MINUTE;
  weir_export_job_async (weir_monitor_find_stream (weir_scope_get_monitor (fixture.scope), "prices"), &request, NULL, NULL,
                         on_exported, &n_rows);
  app_fixture_await (&fixture, is_exported, &n_rows);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], "key,window_start,window_end,count"));
  g_assert_cmpint (n_rows, ==, (gint64) g_strv_length (lines) - 2);
  g_assert_cmpint (n_rows, ==, 4);
  g_assert_true (g_str_has_prefix (lines[1], "AAA,"));
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  app_fixture_clear (&fixture);
}

static guint
count_cards (gpointer root)
{
  guint n = WEIR_IS_CARD (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_cards (child);

  return n;
}

static void
test_dashboards_have_the_workspaces_panels (void)
{
  g_autoptr(WeirScope) scope = weir_scope_new (g_get_monotonic_time ());
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_demo ("127.0.0.1:1");
  GPtrArray *dashboards = weir_workspace_get_dashboards (workspace);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirMonitor) monitor = weir_monitor_new (workspace, &error);

  g_assert_no_error (error);
  weir_scope_set_monitor (scope, monitor);
  g_assert_cmpuint (dashboards->len, >=, 4);
  for (guint i = 0; i < dashboards->len; i++)
    {
      const WeirDashboardConfig *config = g_ptr_array_index (dashboards, i);
      GtkWidget *page = g_object_ref_sink (app_dashboard_new (scope, i));

      g_assert_cmpuint (count_cards (page), ==, config->panels->len);
      g_object_unref (page);
    }
  weir_scope_set_monitor (scope, NULL);
}

static GtkWidget *
open_dashboard (AppFixture *fixture,
                guint       i)
{
  return app_dashboard_new (fixture->scope, i);
}

/* A misspelt name says so where its values are missed, and on the page where names are looked up. */
static void
test_a_field_that_no_record_has_is_shown (void)
{
  static const char notice[] = "● No record has the field “prcie”; did you mean “price”?";
  g_autoptr(GString) workspace = g_string_new (app_workspace);
  AppFixture fixture;

  g_string_replace (workspace, "\"fields\": [ { \"name\": \"price\" } ]", "\"fields\": [ { \"name\": \"prcie\" } ]", 0);
  g_string_replace (workspace, "\"stream\": \"old\", \"fields\": [\"price\"]", "\"stream\": \"old\", \"fields\": [\"prcie\"]", 0);
  app_fixture_init (&fixture);
  app_fixture_send (&fixture, "old", "NVDA", g_get_real_time (), 20.0, 1);
  app_fixture_send (&fixture, "prices", "NVDA", g_get_real_time (), 20.0, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, workspace->str);
  app_fixture_await_records (&fixture, "old", 1);
  app_fixture_await_records (&fixture, "prices", 1);

  app_fixture_show (&fixture, open_dashboard (&fixture, 1), 1000, 700);
  app_fixture_await (&fixture, shows, (char *) notice);
  app_fixture_show (&fixture, open_dashboard (&fixture, 0), 1000, 700);
  app_fixture_await (&fixture, shows, (char *) "NVDA");
  g_assert_false (shows (&fixture, (char *) "No record has"));

  app_fixture_show (&fixture, weir_messages_page_new (fixture.scope), 1000, 700);
  weir_messages_page_show_stream (WEIR_MESSAGES_PAGE (get_page (&fixture)), "old", NULL);
  app_fixture_await (&fixture, shows, (char *) notice);
  app_fixture_clear (&fixture);
}

static void
test_every_state_has_a_sign_and_a_word (void)
{
  for (int state = WEIR_LAG_UNKNOWN; state <= WEIR_LAG_UNREACHABLE; state++)
    {
      WeirState words = weir_state_of_lag (state);

      g_assert_cmpstr (words.word, !=, "");
      g_assert_cmpstr (words.sign, !=, "");
      for (int other = WEIR_LAG_UNKNOWN; other < state; other++)
        g_assert_cmpstr (words.word, !=, weir_state_of_lag (other).word);
    }
}

/* A workspace with a heat map and a table of one topic. */
static const char many_keys[] =
  "{ \"weir\": 1,"
  "  \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"BOOTSTRAP\", \"embedded\": true } ],"
  "  \"streams\": [ { \"name\": \"prices\", \"connection\": \"c\", \"topics\": [\"prices\"], \"key\": \"symbol\","
  "    \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"price\" }, { \"name\": \"volume\" } ] } ],"
  "  \"rules\": [ { \"name\": \"low\", \"stream\": \"prices\", \"kind\": \"record\", \"condition\": { \"fire\": \"price < 0\" } } ],"
  "  \"dashboards\": [ { \"name\": \"map\", \"panels\": ["
  "    { \"kind\": \"heatmap\", \"stream\": \"prices\", \"fields\": [\"price\"], \"thresholds\": [400],"
  "      \"row\": 0, \"column\": 0, \"width\": 8, \"height\": 4 } ] },"
  "    { \"name\": \"table\", \"panels\": ["
  "    { \"kind\": \"value\", \"stream\": \"prices\", \"fields\": [\"price\"],"
  "      \"row\": 0, \"column\": 0, \"width\": 8, \"height\": 4 } ] } ] }";

/* 90 keys: one over the limit, one that an alert fires for, the others by their value. */
static void
watch_many_keys (AppFixture *fixture)
{
  for (guint i = 0; i < 90; i++)
    {
      g_autofree char *key = g_strdup_printf ("key-%02u", i);
      double price = i == 7 ? 500.0 : i == 9 ? -1.0 : 100.0 + i;

      app_fixture_send (fixture, "prices", key, g_get_real_time () - SECOND, price, 1);
    }
  app_fixture_flush (fixture);
  app_fixture_watch (fixture, many_keys);
  app_fixture_await_records (fixture, "prices", 90);
}

/* What the read-out names: the rows that are shown. */
static gboolean
shows_rows (AppFixture *fixture,
            gpointer    user_data)
{
  const char * const *wanted = user_data;
  WeirChart *chart = app_find (get_page (fixture), WEIR_TYPE_HEATMAP);
  const WeirPlot *plot = weir_chart_get_plot (chart);
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (WeirReadOutRow));
  guint n_found = 0;
  gboolean found;

  if (plot->n_columns == 0)
    return FALSE;

  for (gint64 age_usec = 0; age_usec < 10 * SECOND && rows->len == 0; age_usec += 100000)
    g_free (WEIR_CHART_GET_CLASS (chart)->read_out (chart, plot, weir_plot_end (plot) - 1 - age_usec, rows));
  for (guint i = 0; i < rows->len; i++)
    {
      WeirReadOutRow *row = &g_array_index (rows, WeirReadOutRow, i);

      n_found += g_strv_contains (wanted, row->name);
      g_free (row->name);
      g_free (row->value);
    }
  found = n_found == g_strv_length ((char **) wanted);

  return found && rows->len < 60;
}

static gboolean
is_visible (AppFixture *fixture,
            gpointer    widget)
{
  return gtk_widget_get_visible (widget);
}

static void
test_a_heat_map_shows_what_matters (void)
{
  AppFixture fixture;
  GtkWidget *heatmap;
  GtkAdjustment *adjustment;

  app_fixture_init (&fixture);
  watch_many_keys (&fixture);
  app_fixture_show (&fixture, app_dashboard_new (fixture.scope, 0), 1100, 500);
  app_fixture_await (&fixture, shows_rows, (const char *[]) { "key-07", "key-09", "key-89", "key-88", NULL });

  /* The rest is reached by the scroll bar. */
  heatmap = app_find (get_page (&fixture), WEIR_TYPE_HEATMAP);
  adjustment = weir_heatmap_get_adjustment (WEIR_HEATMAP (heatmap));
  app_fixture_await (&fixture, is_visible, app_find (gtk_widget_get_parent (heatmap), GTK_TYPE_SCROLLBAR));
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), ==, 90.0);
  gtk_adjustment_set_value (adjustment, 90.0);
  app_fixture_await (&fixture, shows_rows, (const char *[]) { "key-00", "key-01", "key-02", NULL });
  app_fixture_clear (&fixture);
}

/* As laid out, not only as asked for. */
static gboolean
is_spread (AppFixture *fixture,
           gpointer    user_data)
{
  GtkWidget *view = app_find (get_page (fixture), GTK_TYPE_COLUMN_VIEW);
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (view));
  int widest_px = 0;

  for (; title != NULL; title = gtk_widget_get_next_sibling (title))
    widest_px = MAX (widest_px, gtk_widget_get_width (title));

  return widest_px > 0 && widest_px * 2 < gtk_widget_get_width (view);
}

/* A table that has much more room than it needs does not put a value at the far end from its key. */
static void
test_a_table_spreads_its_columns (void)
{
  AppFixture fixture;

  app_fixture_init (&fixture);
  watch_many_keys (&fixture);
  app_fixture_show (&fixture, app_dashboard_new (fixture.scope, 1), 1500, 500);
  app_fixture_await (&fixture, is_spread, NULL);
  app_fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app/pages/an-alert-is-acknowledged-where-there-is-little-room",
                   test_an_alert_is_acknowledged_where_there_is_little_room);
  g_test_add_func ("/app/pages/a-resolved-alert-says-so", test_a_resolved_alert_says_so);
  g_test_add_func ("/app/pages/all-alerts-begin-with-those-that-fire", test_all_alerts_begin_with_those_that_fire);
  g_test_add_func ("/app/pages/lag-counts-topics-once", test_lag_counts_topics_once);
  g_test_add_func ("/app/pages/a-message-is-copied-as-a-line", test_a_message_is_copied_as_a_line);
  g_test_add_func ("/app/pages/a-sorted-table-stays-sorted", test_a_sorted_table_stays_sorted);
  g_test_add_func ("/app/pages/a-chart-leads-to-its-records", test_a_chart_leads_to_its_records);
  g_test_add_func ("/app/pages/an-export-writes-the-windows", test_an_export_writes_the_windows);
  g_test_add_func ("/app/pages/dashboards-have-the-workspaces-panels", test_dashboards_have_the_workspaces_panels);
  g_test_add_func ("/app/pages/a-field-that-no-record-has-is-shown", test_a_field_that_no_record_has_is_shown);
  g_test_add_func ("/app/pages/every-state-has-a-sign-and-a-word", test_every_state_has_a_sign_and_a_word);

  g_test_add_func ("/app/pages/a-heat-map-shows-what-matters", test_a_heat_map_shows_what_matters);
  g_test_add_func ("/app/pages/a-table-spreads-its-columns", test_a_table_spreads_its_columns);
  return g_test_run ();
}
