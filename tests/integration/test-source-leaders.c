#include "collector.h"

#include <string.h>

/* Brokers that lead some of what is read, and are silent or gone: with and without a group. */

#define SILENCE_MSEC 2000
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
      /* Windows wait for all that is known of. */
      g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_FOUND), ==, 2);
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

/* What is said of partition 1, whose leader is broker 2, and that it is over. */
static void
await_failure (Collector  *collector,
               const char *words)
{
  CollectedEvent *event = collector_await_event (collector, WEIR_INTAKE_EVENT_ERROR, 1, 1);
  g_autofree char *expected = g_strconcat (" partitions cannot be read: ", event->error->message, NULL);

  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
  g_assert_true (g_str_has_prefix (event->error->message, "topic “t” partition 1: "));
  g_assert_nonnull (strstr (event->error->message, words));
  /* The others are read all the while. */
  event = collector_await_state (collector, WEIR_INTAKE_STATE_PARTIAL, 1);
  g_assert_true (g_str_has_prefix (event->text, "1 of ") && g_str_has_suffix (event->text, expected));
}

static void
await_recovery (Collector *collector,
                guint      n_records)
{
  collector_await_event (collector, WEIR_INTAKE_EVENT_RECOVERED, 1, 1);
  collector_await_records (collector, n_records);
  collector_await_state (collector, WEIR_INTAKE_STATE_CONNECTED, 2);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_ERROR), ==, 1);
}

/* Silent from the start, before it is known where the partition begins. */
static void
test_dead_leader_is_named (gconstpointer user_data)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirBroker) broker = two_brokers_new (&settings);
  WeirSourceSpec spec = collector_spec (settings, topic_t);
  g_autoptr(Collector) collector = NULL;

  spec.group = user_data;
  spec.silence_msec = SILENCE_MSEC;
  weir_broker_set_up (broker, 2, FALSE);
  collector = collector_new (&spec);
  collector_start (collector);
  await_failure (collector, "its leader, broker 2, has not answered");
  collector_await_records (collector, 10);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_FOUND), ==, 2);
  weir_broker_set_up (broker, 2, TRUE);
  await_recovery (collector, 20);
}

/* All of it was read: no record is missing, and none would come. */
static void
test_leader_that_dies_at_the_end_is_named (gconstpointer user_data)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirBroker) broker = two_brokers_new (&settings);
  WeirSourceSpec spec = collector_spec (settings, topic_t);
  g_autoptr(Collector) collector = NULL;

  spec.group = user_data;
  spec.silence_msec = SILENCE_MSEC;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 20);
  weir_broker_set_up (broker, 2, FALSE);
  await_failure (collector, "its leader, broker 2, has not answered");
  produce_numbers (settings, "t", 0, 10, 5, BASE_USEC);
  collector_await_records (collector, 25);
  weir_broker_set_up (broker, 2, TRUE);
  produce_numbers (settings, "t", 1, 10, 5, BASE_USEC);
  await_recovery (collector, 30);
}

static void
test_partition_without_leader_is_named (gconstpointer user_data)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirBroker) broker = two_brokers_new (&settings);
  WeirSourceSpec spec = collector_spec (settings, topic_t);
  g_autoptr(Collector) collector = NULL;

  spec.group = user_data;
  spec.silence_msec = SILENCE_MSEC;
  weir_broker_set_leader (broker, "t", 1, -1);
  collector = collector_new (&spec);
  collector_start (collector);
  await_failure (collector, "it has had no leader");
  collector_await_records (collector, 10);
  weir_broker_set_leader (broker, "t", 1, 2);
  await_recovery (collector, 20);
}

/* It cannot become whole: it ends with the reason, and not before all that can be read was. */
static void
test_bounded_run_ends_with_the_partition (gconstpointer user_data)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirBroker) broker = two_brokers_new (&settings);
  WeirSourceSpec spec = collector_spec (settings, topic_t);
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  spec.group = user_data;
  spec.stop.kind = WEIR_POSITION_END;
  spec.silence_msec = SILENCE_MSEC;
  spec.deadline_msec = 5000;
  weir_broker_set_leader (broker, "t", 1, -1);
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (event->error->message, "topic “t” partition 1: "));
  g_assert_cmpuint (collector_count_records (collector), ==, 10);
}

/* The partition of a topic that is gone has no leader either: that the topic is gone is said, and nothing else. */
static void
test_deleted_topic_is_no_dead_leader (gconstpointer user_data)
{
  static const char * const topics[] = { "gone", "t", NULL };
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirBroker) broker = two_brokers_new (&settings);
  WeirSourceSpec spec = collector_spec (settings, topics);
  g_autoptr(Collector) collector = NULL;
  g_autoptr(GError) error = NULL;

  spec.silence_msec = SILENCE_MSEC;
  weir_broker_create_topic (broker, "gone", 1, &error);
  g_assert_no_error (error);
  weir_broker_set_leader (broker, "gone", 0, 1);
  produce_numbers (settings, "gone", 0, 0, 10, BASE_USEC);
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 30);
  weir_broker_delete_topic (broker, "gone", &error);
  g_assert_no_error (error);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ERROR, -1, 1);

  /* Both would be said by now. */
  weir_broker_set_up (broker, 2, FALSE);
  await_failure (collector, "its leader, broker 2, has not answered");
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_ERROR), ==, 2);
}

/* No partition is known: the group itself is named. */
static void
test_silent_coordinator_is_named (gconstpointer user_data)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirBroker) broker = two_brokers_new (&settings);
  WeirSourceSpec spec = collector_spec (settings, topic_t);
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  /* A name whose coordinator is broker 2. */
  spec.group = "h";
  spec.silence_msec = SILENCE_MSEC;
  weir_broker_set_leader (broker, "t", 1, 1);
  weir_broker_set_up (broker, 2, FALSE);
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ERROR, -1, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
  g_assert_true (g_str_has_prefix (event->error->message, "group “h”: its coordinator has not answered"));

  weir_broker_set_up (broker, 2, TRUE);
  collector_await_records (collector, 20);
  collector_await_state (collector, WEIR_INTAKE_STATE_CONNECTED, 2);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_ERROR), ==, 1);
}

static void
add_test (const char    *mode,
          const char    *name,
          gconstpointer  group,
          GTestDataFunc  function)
{
  g_autofree char *path = g_strdup_printf ("/source-leaders/%s/%s", mode, name);

  g_test_add_data_func (path, group, function);
}

int
main (int    argc,
      char **argv)
{
  /* Without a group, and with one whose coordinator is the broker that stays. */
  static const char * const names[] = { "alone", "g" };

  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/source-leaders/silent-leader-holds-up-only-its-own", NULL,
                        test_silent_leader_holds_up_only_its_own);
  g_test_add_data_func ("/source-leaders/leader-that-comes-back-is-read", NULL, test_leader_that_comes_back_is_read);
  g_test_add_data_func ("/source-leaders/group/leader-that-comes-back-is-read", "g", test_leader_that_comes_back_is_read);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *group = i == 0 ? NULL : names[i];

      add_test (names[i], "dead-leader-is-named", group, test_dead_leader_is_named);
      add_test (names[i], "leader-that-dies-at-the-end-is-named", group, test_leader_that_dies_at_the_end_is_named);
      add_test (names[i], "partition-without-leader-is-named", group, test_partition_without_leader_is_named);
      add_test (names[i], "bounded-run-ends-with-the-partition", group, test_bounded_run_ends_with_the_partition);
    }
  g_test_add_data_func ("/source-leaders/alone/deleted-topic-is-no-dead-leader", NULL, test_deleted_topic_is_no_dead_leader);
  g_test_add_data_func ("/source-leaders/g/silent-coordinator-is-named", NULL, test_silent_coordinator_is_named);

  return g_test_run ();
}
