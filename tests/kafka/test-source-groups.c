#include "kafka-test.h"

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

static Collector *
member_new (KafkaTestFixture *fixture)
{
  WeirSourceSpec spec = collector_spec (fixture->settings, fixture->topics);

  spec.group = fixture->group;
  spec.start.kind = WEIR_POSITION_STORED;
  return collector_new (&spec);
}

static void
test_group_begins_where_it_committed (KafkaTestFixture *fixture,
                                      gconstpointer     user_data)
{
  g_autoptr(Collector) first = NULL;
  g_autoptr(Collector) second = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 50, BASE_USEC);
  first = member_new (fixture);
  collector_start (first);
  collector_await_records (first, 50);
  collector_commit (first);
  collector_await_committed (first, 0, 50);
  collector_stop (first);

  produce_numbers (fixture->settings, fixture->topic, 0, 50, 5, BASE_USEC);
  second = member_new (fixture);
  collector_start (second);
  collector_await_records (second, 5);
  collector_stop (second);
  g_assert_cmpint (collector_get_record (second, 0)->offset, ==, 50);
  g_assert_cmpuint (collector_count_events (second, WEIR_INTAKE_EVENT_GAP), ==, 0);
}

static void
test_group_commits_nothing_unasked (KafkaTestFixture *fixture,
                                    gconstpointer     user_data)
{
  g_autoptr(Collector) first = NULL;
  g_autoptr(Collector) second = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 50, BASE_USEC);
  first = member_new (fixture);
  collector_start (first);
  collector_await_records (first, 50);
  collector_stop (first);

  second = member_new (fixture);
  collector_start (second);
  collector_await_records (second, 50);
  collector_stop (second);
  g_assert_cmpint (collector_get_record (second, 0)->offset, ==, 0);
}

/* A commit asked for just before the end is still made. */
static void
test_group_commit_before_stop_is_kept (KafkaTestFixture *fixture,
                                       gconstpointer     user_data)
{
  g_autoptr(Collector) first = NULL;
  g_autoptr(Collector) second = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 50, BASE_USEC);
  first = member_new (fixture);
  collector_start (first);
  collector_await_records (first, 50);
  collector_commit (first);
  collector_stop (first);

  produce_numbers (fixture->settings, fixture->topic, 0, 50, 5, BASE_USEC);
  second = member_new (fixture);
  collector_start (second);
  collector_await_records (second, 5);
  collector_stop (second);
  g_assert_cmpint (collector_get_record (second, 0)->offset, ==, 50);
}

static void
test_group_offset_that_expired_is_a_gap (KafkaTestFixture *fixture,
                                         gconstpointer     user_data)
{
  g_autoptr(Collector) first = NULL;
  g_autoptr(Collector) second = NULL;
  CollectedEvent *event;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 50, BASE_USEC);
  first = member_new (fixture);
  collector_start (first);
  collector_await_records (first, 50);
  collector_commit (first);
  collector_await_committed (first, 0, 50);
  collector_stop (first);

  produce_numbers (fixture->settings, fixture->topic, 0, 50, 50, BASE_USEC);
  kafka_test_delete_records (fixture->topic, 0, 80);
  second = member_new (fixture);
  collector_start (second);
  event = collector_await_event (second, WEIR_INTAKE_EVENT_GAP, 0, 1);
  collector_await_records (second, 20);
  collector_stop (second);
  g_assert_cmpint (event->from, ==, 50);
  g_assert_cmpint (event->to, ==, 80);
}

/* It may be made anew: the run that reads it goes on. */
static void
test_group_commit_of_a_topic_that_is_gone (KafkaTestFixture *fixture,
                                           gconstpointer     user_data)
{
  g_autoptr(Collector) member = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 50, BASE_USEC);
  member = member_new (fixture);
  collector_start (member);
  collector_await_records (member, 50);
  kafka_test_delete_topic (fixture->topic);
  collector_commit (member);
  g_assert_cmpstr (collector_await_event (member, WEIR_INTAKE_EVENT_ERROR, -1, 1)->topic, ==, fixture->topic);
  collector_stop (member);
  g_assert_cmpuint (collector_count_events (member, WEIR_INTAKE_EVENT_ERROR), ==, 1);
}

static void
test_group_shares_partitions_and_takes_them_back (KafkaTestFixture *fixture,
                                                  gconstpointer     user_data)
{
  g_autoptr(Collector) first = NULL;
  g_autoptr(Collector) second = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  first = member_new (fixture);
  collector_start (first);
  collector_await_event (first, WEIR_INTAKE_EVENT_ASSIGNED, 0, 1);
  collector_await_event (first, WEIR_INTAKE_EVENT_ASSIGNED, 1, 1);

  second = member_new (fixture);
  collector_start (second);
  collector_await_event (second, WEIR_INTAKE_EVENT_ASSIGNED, -2, 1);
  collector_await_event (first, WEIR_INTAKE_EVENT_REVOKED, -2, 2);
  collector_await_event (first, WEIR_INTAKE_EVENT_ASSIGNED, -2, 3);

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 10, BASE_USEC);
  produce_numbers (fixture->settings, fixture->topic, 1, 0, 10, BASE_USEC);
  collector_await_records (first, 10);
  collector_await_records (second, 10);
  g_assert_cmpint (collector_get_record (first, 0)->partition, !=,
                   collector_get_record (second, 0)->partition);

  /* It leaves the group, so that no member waits for its session to time out. */
  collector_stop (second);
  collector_await_event (first, WEIR_INTAKE_EVENT_ASSIGNED, -2, 5);
  collector_stop (first);
}

static void
test_group_bounded_read_ends (KafkaTestFixture *fixture,
                              gconstpointer     user_data)
{
  WeirSourceSpec spec;
  g_autoptr(Collector) collector = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 10, BASE_USEC);
  produce_numbers (fixture->settings, fixture->topic, 1, 0, 20, BASE_USEC);
  spec = collector_spec (fixture->settings, fixture->topics);
  spec.group = fixture->group;
  spec.start.kind = WEIR_POSITION_STORED;
  spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_cmpuint (collector_count_records (collector), ==, 30);
}

#define ADD(path, function)                                                                    \
  g_test_add ("/group/" path, KafkaTestFixture, GUINT_TO_POINTER (2), kafka_test_fixture_set_up, \
              function, kafka_test_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("begins-where-it-committed", test_group_begins_where_it_committed);
  ADD ("commits-nothing-unasked", test_group_commits_nothing_unasked);
  ADD ("commit-before-stop-is-kept", test_group_commit_before_stop_is_kept);
  ADD ("offset-that-expired-is-a-gap", test_group_offset_that_expired_is_a_gap);
  ADD ("commit-of-a-topic-that-is-gone", test_group_commit_of_a_topic_that_is_gone);
  ADD ("shares-partitions-and-takes-them-back", test_group_shares_partitions_and_takes_them_back);
  ADD ("bounded-read-ends", test_group_bounded_read_ends);

  return g_test_run ();
}
