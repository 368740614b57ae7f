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

static gboolean
has_changed (AppFixture *fixture,
             gpointer    counts)
{
  return ((Counts *) counts)->n_changed > 0;
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

static void
test_a_longer_range_keeps_what_was_seen (void)
{
  Counts counts = { 0 };
  AppFixture fixture;
  WeirMonitor *before;

  app_fixture_init (&fixture);
  send_high (&fixture, "SEEN");
  send_high (&fixture, "NEW");
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await (&fixture, has_alert, (char *) "SEEN");
  app_fixture_await (&fixture, has_alert, (char *) "NEW");
  weir_alert_set_acknowledged (find_alert (&fixture, "SEEN"), TRUE);

  /* Nothing goes away while more is read. */
  before = weir_scope_get_monitor (fixture.scope);
  g_signal_connect (fixture.scope, "monitor-changed", G_CALLBACK (on_changed), &counts);
  weir_scope_set_range_usec (fixture.scope, 3600 * SECOND);
  g_assert_true (weir_scope_get_monitor (fixture.scope) == before);

  app_fixture_await (&fixture, has_changed, &counts);
  g_assert_true (weir_scope_get_monitor (fixture.scope) != before);
  g_assert_true (weir_alert_get_acknowledged (find_alert (&fixture, "SEEN")));
  g_assert_false (weir_alert_get_acknowledged (find_alert (&fixture, "NEW")));
  g_assert_cmpuint (counts.n_fired, ==, 0);

  send_high (&fixture, "LATER");
  app_fixture_await (&fixture, has_alert, (char *) "LATER");
  g_assert_cmpuint (counts.n_fired, ==, 1);

  /* What is loaded already is only looked at. */
  weir_scope_set_range_usec (fixture.scope, 60 * SECOND);
  weir_scope_set_range_usec (fixture.scope, 3600 * SECOND);
  g_assert_cmpuint (counts.n_changed, ==, 1);
  app_fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app/scope/the-past-is-shown-and-no-news", test_the_past_is_shown_and_no_news);
  g_test_add_func ("/app/scope/a-longer-range-keeps-what-was-seen", test_a_longer_range_keeps_what_was_seen);

  return g_test_run ();
}
