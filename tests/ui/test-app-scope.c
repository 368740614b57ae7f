#include "app-fixture.h"

/* What a person is told of, and what a longer range keeps. */

typedef struct
{
  guint n_fired;
  guint n_changed;
} Counts;

static void
count_fired (WeirMonitor *monitor,
             WeirAlert   *alert,
             Counts      *counts)
{
  counts->n_fired++;
}

static void
on_changed (WeirScope *scope,
            Counts    *counts)
{
  counts->n_changed++;
  if (weir_scope_get_monitor (scope) != NULL)
    g_signal_connect (weir_scope_get_monitor (scope), "alert-fired", G_CALLBACK (count_fired), counts);
}

static WeirAlert *
find_alert (AppFixture *fixture,
            const char *key)
{
  GListModel *alerts = weir_monitor_get_alerts (weir_scope_get_monitor (fixture->scope));

  for (guint i = 0; i < g_list_model_get_n_items (alerts); i++)
    {
      g_autoptr(WeirAlert) alert = g_list_model_get_item (alerts, i);

      if (g_str_equal (weir_alert_get_key (alert), key))
        return alert;
    }

  return NULL;
}

static gboolean
has_alert (AppFixture *fixture,
           gpointer    key)
{
  weir_monitor_take (weir_scope_get_monitor (fixture->scope));

  return find_alert (fixture, key) != NULL;
}

static void
add_count (const WeirWindowRow *row,
           gpointer             user_data)
{
  *(guint64 *) user_data += row->count;
}

static gboolean
has_reached_back (AppFixture *fixture,
                  gpointer    user_data)
{
  weir_monitor_take (weir_scope_get_monitor (fixture->scope));

  return !weir_monitor_is_reaching_back (weir_scope_get_monitor (fixture->scope));
}

static guint64
count_rows (WeirStreamView *stream)
{
  guint64 n = 0;

  weir_stream_view_foreach_row (stream, 0, G_MININT64, G_MAXINT64, FALSE, add_count, &n);

  return n;
}

static void
send_high (AppFixture *fixture,
           const char *key)
{
  app_fixture_send (fixture, "prices", key, g_get_real_time (), 2000.0, 1);
  app_fixture_flush (fixture);
}

static void
test_the_past_is_shown_and_no_news (void)
{
  Counts counts = { 0 };
  AppFixture fixture;

  app_fixture_init (&fixture);
  g_signal_connect (fixture.scope, "monitor-changed", G_CALLBACK (on_changed), &counts);
  send_high (&fixture, "BEFORE");
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await (&fixture, has_alert, (char *) "BEFORE");
  g_assert_cmpuint (counts.n_fired, ==, 0);

  send_high (&fixture, "AFTER");
  app_fixture_await (&fixture, has_alert, (char *) "AFTER");
  g_assert_cmpuint (counts.n_fired, ==, 1);
  app_fixture_clear (&fixture);
}

static gboolean
has_four_messages (AppFixture *fixture,
                   gpointer    stream)
{
  weir_monitor_take (weir_scope_get_monitor (fixture->scope));
  g_assert_cmpuint (weir_stream_view_get_messages (stream)->len, <=, 4);

  return weir_stream_view_get_messages (stream)->len == 4;
}

/* What comes after goes into the same objects, and is told. */
static void
assert_goes_on (AppFixture     *fixture,
                Counts         *counts,
                WeirStreamView *stream,
                WeirKeyView    *key)
{
  send_high (fixture, "SEEN");
  send_high (fixture, "LATER");
  app_fixture_await (fixture, has_alert, (char *) "LATER");
  app_fixture_await_records (fixture, "prices", 4);
  g_assert_cmpuint (weir_key_view_get_n_records (key), ==, 2);
  app_fixture_await (fixture, has_four_messages, stream);
  g_assert_cmpuint (counts->n_fired, ==, 1);
}

static void
watch_two_alerts (AppFixture *fixture)
{
  send_high (fixture, "SEEN");
  send_high (fixture, "NEW");
  app_fixture_watch (fixture, app_workspace);
  app_fixture_await (fixture, has_alert, (char *) "SEEN");
  app_fixture_await (fixture, has_alert, (char *) "NEW");
  app_fixture_await_records (fixture, "prices", 2);
}

/* A range is a view: the same streams, keys, series, alerts and messages are there, with more in them. */
static void
test_a_longer_range_keeps_everything (void)
{
  Counts counts = { 0 };
  AppFixture fixture;
  WeirMonitor *monitor;
  WeirStreamView *stream;
  WeirKeyView *key;
  WeirSeries *series;
  WeirAlert *alert;
  gpointer message;

  app_fixture_init (&fixture);
  watch_two_alerts (&fixture);
  monitor = weir_scope_get_monitor (fixture.scope);
  stream = weir_monitor_find_stream (monitor, "prices");
  key = weir_stream_view_find_key (stream, "SEEN");
  series = weir_key_view_get_series (key, 0);
  alert = find_alert (&fixture, "SEEN");
  weir_alert_set_acknowledged (alert, TRUE);
  message = g_ptr_array_index (weir_stream_view_get_messages (stream), 0);

  g_signal_connect (fixture.scope, "monitor-changed", G_CALLBACK (on_changed), &counts);
  g_signal_connect (monitor, "alert-fired", G_CALLBACK (count_fired), &counts);
  weir_scope_set_range_usec (fixture.scope, 3600 * SECOND);
  g_assert_true (weir_monitor_is_reaching_back (monitor));
  app_fixture_await (&fixture, has_reached_back, NULL);

  g_assert_true (weir_scope_get_monitor (fixture.scope) == monitor);
  g_assert_true (weir_monitor_find_stream (monitor, "prices") == stream);
  g_assert_true (weir_stream_view_find_key (stream, "SEEN") == key);
  g_assert_true (weir_key_view_get_series (key, 0) == series);
  g_assert_true (find_alert (&fixture, "SEEN") == alert);
  g_assert_true (weir_alert_get_acknowledged (alert));
  g_assert_false (weir_alert_get_acknowledged (find_alert (&fixture, "NEW")));
  g_assert_true (g_ptr_array_index (weir_stream_view_get_messages (stream), 0) == message);
  g_assert_cmpuint (weir_stream_view_get_messages (stream)->len, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (weir_stream_view_get_keys (stream)), ==, 2);
  g_assert_cmpuint (count_rows (stream), ==, 2);
  g_assert_cmpuint (counts.n_fired, ==, 0);
  g_assert_cmpuint (counts.n_changed, ==, 0);

  assert_goes_on (&fixture, &counts, stream, key);

  /* What is loaded already is only looked at. */
  weir_scope_set_range_usec (fixture.scope, 60 * SECOND);
  weir_scope_set_range_usec (fixture.scope, 3500 * SECOND);
  g_assert_false (weir_monitor_is_reaching_back (monitor));
  app_fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app/scope/the-past-is-shown-and-no-news", test_the_past_is_shown_and_no_news);
  g_test_add_func ("/app/scope/a-longer-range-keeps-everything", test_a_longer_range_keeps_everything);

  return g_test_run ();
}
