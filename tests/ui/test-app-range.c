#include "app-fixture.h"

#include <math.h>
#include <string.h>

#include "app/common/weir-range-words.h"
#include "app/pages/weir-dashboard-page.h"
#include "app/panels/weir-card.h"
#include "app/panels/weir-key-row.h"
#include "widgets/weir-line-chart.h"

/* Every number on a page is that of one range, and what weir-cli says of it. */

static char *weir_cli;    /* its path */

static double
price_at (guint i)
{
  return 200.0 + 5.0 * sin (i * 0.7) - i * 0.01;
}

/* 600 records of NVDA, 1.3 s apart. */
static void
send_prices (AppFixture *fixture)
{
  for (guint i = 0; i < 600; i++)
    app_fixture_send (fixture, "prices", "NVDA", fixture->start_usec + i * 1300000, price_at (i), (int) i % 7);
  app_fixture_flush (fixture);
}

static GtkWidget *
show_dashboard (AppFixture *fixture,
                guint       i)
{
  GtkWidget *page = app_dashboard_new (fixture->scope, i);

  app_fixture_show (fixture, page, 1200, 600);

  return page;
}

/* What `weir-cli windows` prints of the one window [begin, begin + 5 min) of the range's row. */
static char **
run_cli (AppFixture *fixture,
         gint64      begin_usec)
{
  const char *argv[] = { weir_cli, "windows", "-b", weir_broker_get_bootstrap (fixture->broker), "-t", "prices", "-e",
                         "--key", "symbol", "--time", "ts:us", "--value", "price", "--value", "volume", "--window", "5m",
                         "--agg", "change_percent,last,sum", NULL };
  g_autoptr(GDateTime) begin = g_date_time_new_from_unix_utc (begin_usec / SECOND);
  g_autofree char *wanted = g_date_time_format (begin, "NVDA,%Y-%m-%dT%H:%M:%S.");
  g_autofree char *output = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) error = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (output, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "key,window_start,window_end,count,price_change_percent,price_last,price_sum,"
                                 "volume_change_percent,volume_last,volume_sum");
  for (guint i = 1; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], wanted))
      return g_strsplit (lines[i], ",", -1);

  g_assert_not_reached ();
}

static gboolean
says (AppFixture *fixture,
      gpointer    user_data)
{
  const char **wanted = user_data;
  WeirChart *chart = app_find (gtk_window_get_child (GTK_WINDOW (fixture->window)), WEIR_TYPE_CHART);
  g_autofree char *text = WEIR_CHART_GET_CLASS (chart)->describe (chart);

  gtk_widget_queue_draw (GTK_WIDGET (chart));

  return strstr (text, wanted[0]) != NULL
         && (wanted[1] == NULL || app_has_text (gtk_window_get_child (GTK_WINDOW (fixture->window)), wanted[1]));
}

static void
test_table_chart_and_cli_agree (void)
{
  AppFixture fixture;
  const int fields[] = { 0 };
  gint64 begin_usec;
  g_auto(GStrv) cells = NULL;
  g_autoptr(GListStore) rows = g_list_store_new (WEIR_TYPE_KEY_ROW);
  g_autoptr(WeirKeyRow) row = NULL;
  g_autofree char *change = NULL, *shown = NULL;
  WeirStreamView *stream;

  app_fixture_init (&fixture);
  send_prices (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 600);

  /* A window of five minutes that the records fill; older than the finest level reaches, too. */
  begin_usec = (fixture.start_usec / (5 * MINUTE) + 1) * 5 * MINUTE;
  cells = run_cli (&fixture, begin_usec);
  stream = weir_monitor_find_stream (weir_scope_get_monitor (fixture.scope), "prices");
  row = weir_key_row_new (g_object_ref (weir_stream_view_find_key (stream, "NVDA")), fields, 1,
                          weir_stream_view_get_volume_field (stream));
  g_list_store_append (rows, row);
  weir_key_rows_update (G_LIST_MODEL (rows), begin_usec, begin_usec + 5 * MINUTE);
  g_assert_cmpfloat_with_epsilon (weir_key_row_get_change (row), g_ascii_strtod (cells[4], NULL), 1e-9);
  g_assert_cmpfloat (weir_key_row_get_last (row, 0), ==, g_ascii_strtod (cells[5], NULL));
  g_assert_cmpfloat (weir_key_row_get_volume (row), ==, g_ascii_strtod (cells[9], NULL));

  /* The chart and the table beside it say the same. */
  weir_time_range_set (weir_scope_get_time_range (fixture.scope), begin_usec, begin_usec + 5 * MINUTE);
  show_dashboard (&fixture, 0);
  change = g_strdup_printf ("%+.2f", g_ascii_strtod (cells[4], NULL));
  shown = g_strconcat (change[0] == '-' ? "\u2212" : "+", change + 1, NULL);
  app_fixture_await (&fixture, says, (const char *[]) { shown, shown });

  app_fixture_clear (&fixture);
}

static void
test_everything_follows_a_range_at_rest (void)
{
  AppFixture fixture;
  WeirTimeRange *range;
  g_autofree char *from = NULL, *earlier = NULL, *label = NULL, *live = NULL;
  g_autofree char *since = NULL, *since_earlier = NULL;
  gint64 begin_usec;

  app_fixture_init (&fixture);
  send_prices (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 600);
  range = weir_scope_get_time_range (fixture.scope);
  show_dashboard (&fixture, 0);

  /* Paused, and then moved: the line's "since", the table and the header's range go along. */
  weir_scope_set_live (fixture.scope, FALSE);
  begin_usec = fixture.start_usec + 2 * MINUTE;
  weir_time_range_set (range, begin_usec, begin_usec + MINUTE);
  from = weir_dup_range_time (range, begin_usec);
  since = g_strdup_printf ("since %s", from);
  label = weir_dup_range (range);
  g_assert_true (g_str_has_prefix (label, from));
  app_fixture_await (&fixture, says, (const char *[]) { "NVDA", since });

  weir_time_range_pan (range, -MINUTE);
  earlier = weir_dup_range_time (range, begin_usec - MINUTE);
  since_earlier = g_strdup_printf ("since %s", earlier);
  app_fixture_await (&fixture, says, (const char *[]) { "NVDA", since_earlier });

  weir_scope_set_live (fixture.scope, TRUE);
  live = weir_dup_range (range);
  g_assert_cmpstr (live, ==, "Last 1 min");
  app_fixture_clear (&fixture);
}

static gboolean
offers_the_past (AppFixture *fixture,
                 gpointer    user_data)
{
  return app_has_text (gtk_window_get_child (GTK_WINDOW (fixture->window)), "Data End 17 Sep 2014 16:00:00");
}

static GtkWidget *
find_past_button (gpointer root)
{
  if (GTK_IS_BUTTON (root) && gtk_widget_get_visible (root) && gtk_button_get_label (root) != NULL
      && g_str_has_prefix (gtk_button_get_label (root), "Data End"))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_past_button (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* One stream is of now, the other one ended in 2014. */
static void
test_live_is_the_time_of_the_streams_in_view (void)
{
  const gint64 old_usec = G_GINT64_CONSTANT (1410969600) * SECOND;
  AppFixture fixture;
  WeirTimeRange *range;
  GtkWidget *page;

  app_fixture_init (&fixture);
  weir_time_range_set_zone (weir_scope_get_time_range (fixture.scope), g_time_zone_new_utc ());
  app_fixture_send (&fixture, "old", "AAA", old_usec, 100.0, 1);
  app_fixture_send (&fixture, "prices", "NVDA", g_get_real_time () - SECOND, 100.0, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 1);
  app_fixture_await_records (&fixture, "old", 1);
  range = weir_scope_get_time_range (fixture.scope);

  /* A page that shows the old one follows it, another one now. */
  weir_scope_set_streams (fixture.scope, (const char *[]) { "old", NULL });
  g_assert_cmpint (weir_time_range_get_end (range), ==, old_usec);
  weir_scope_set_streams (fixture.scope, (const char *[]) { "prices", NULL });
  g_assert_cmpint (weir_time_range_get_end (range), >, old_usec + 365 * G_TIME_SPAN_DAY);

  /* Where both are followed, the past is offered and reached. */
  weir_scope_set_streams (fixture.scope, NULL);
  page = show_dashboard (&fixture, 1);
  app_fixture_await (&fixture, offers_the_past, NULL);
  g_signal_emit_by_name (find_past_button (page), "clicked");
  g_assert_false (weir_scope_get_live (fixture.scope));
  g_assert_cmpint (weir_time_range_get_end (range), ==, old_usec + 1);
  app_fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_assert_cmpint (argc, ==, 2);
  weir_cli = argv[1];

  g_test_add_func ("/app/range/table-chart-and-cli-agree", test_table_chart_and_cli_agree);
  g_test_add_func ("/app/range/everything-follows-a-range-at-rest", test_everything_follows_a_range_at_rest);
  g_test_add_func ("/app/range/live-is-the-time-of-the-streams-in-view", test_live_is_the_time_of_the_streams_in_view);

  return g_test_run ();
}
