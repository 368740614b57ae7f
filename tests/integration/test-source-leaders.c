#include "collector.h"

/* Brokers that lead some of what is read, and are silent or gone: with and without a group. */

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

static const char * const topic_t[] = { "t", NULL };

/* Two brokers, and ten records in a partition of each. */
static WeirBroker *
two_brokers_new (WeirSettings **settings)
{
  g_autoptr(GError) error = NULL;
  WeirBroker *broker = weir_broker_new (2, &error);

  g_assert_no_error (error);
  *settings = weir_broker_create_settings (broker);
  weir_broker_create_topic (broker, "t", 2, &error);
  g_assert_no_error (error);
  for (gint32 i = 0; i < 2; i++)
    {
      weir_broker_set_leader (broker, "t", i, i + 1);
      produce_numbers (*settings, "t", i, 0, 10, BASE_USEC);
    }

  return broker;
}

/* Many times, so that waiting each time for what is not answered would not end before the suite does. */
static void
test_silent_leader_holds_up_only_its_own (gconstpointer user_data)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirBroker) broker = two_brokers_new (&settings);
  WeirSourceSpec spec = collector_spec (settings, topic_t);

  weir_broker_set_delay (broker, 2, 3600 * 1000);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(Collector) collector = collector_new (&spec);

      collector_start (collector);
      collector_await_records (collector, 10);
      g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_ASSIGNED), ==, 1);
      g_assert_cmpint (collector_await_event (collector, WEIR_INTAKE_EVENT_ASSIGNED, -2, 1)->partition, ==, 0);
    }
}

static void
test_leader_that_comes_back_is_read (gconstpointer user_data)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirBroker) broker = two_brokers_new (&settings);
  WeirSourceSpec spec = collector_spec (settings, topic_t);
  g_autoptr(Collector) collector = NULL;

  /* A name whose coordinator is the broker that stays. */
  spec.group = user_data;
  weir_broker_set_up (broker, 2, FALSE);
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 10);
  weir_broker_set_up (broker, 2, TRUE);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ASSIGNED, 1, 1);
  collector_await_records (collector, 20);

  /* What was read all along goes on, too. */
  produce_numbers (settings, "t", 0, 10, 5, BASE_USEC);
  collector_await_records (collector, 25);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/source-leaders/silent-leader-holds-up-only-its-own", NULL,
                        test_silent_leader_holds_up_only_its_own);
  g_test_add_data_func ("/source-leaders/leader-that-comes-back-is-read", NULL, test_leader_that_comes_back_is_read);
  g_test_add_data_func ("/source-leaders/group/leader-that-comes-back-is-read", "g", test_leader_that_comes_back_is_read);

  return g_test_run ();
}
