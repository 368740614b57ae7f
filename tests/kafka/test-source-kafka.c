#include "kafka-test.h"

#include <string.h>

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

/* What a test reads, it reads in both modes. */
static void
set_up (KafkaTestFixture *fixture,
        gconstpointer     as_member)
{
  kafka_test_fixture_set_up (fixture, GUINT_TO_POINTER (1));
  if (as_member == NULL)
    g_clear_pointer (&fixture->group, g_free);
}

static WeirSourceSpec
spec_of (KafkaTestFixture *fixture)
{
  WeirSourceSpec spec = collector_spec (fixture->settings, fixture->topics);

  spec.group = fixture->group;
  return spec;
}

/* Each time by another group, which has committed nothing yet. */
static Collector *
read_all (KafkaTestFixture *fixture,
          WeirPosition      start)
{
  WeirSourceSpec spec = spec_of (fixture);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *group = g_strconcat ("group-", id, NULL);
  Collector *collector;
  CollectedEvent *event;

  spec.group = fixture->group != NULL ? group : NULL;
  spec.start = start;
  spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_no_error (event->error);

  return collector;
}

static void
test_kafka_times_are_looked_up (KafkaTestFixture *fixture,
                                gconstpointer     user_data)
{
  static const struct
  {
    gint64 second;
    guint  first;
    guint  count;
  } cases[] = {
    { -5, 0, 100 }, { 0, 0, 100 }, { 40, 40, 60 }, { 99, 99, 1 },
  };

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 100, BASE_USEC);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Collector) collector = read_all (fixture, (WeirPosition) {
        WEIR_POSITION_TIME, BASE_USEC + cases[i].second * G_TIME_SPAN_SECOND });

      g_assert_cmpuint (collector_count_records (collector), ==, cases[i].count);
      g_assert_cmpint (collector_get_record (collector, 0)->offset, ==, cases[i].first);
    }
}

static void
test_kafka_time_past_the_last_is_the_end (KafkaTestFixture *fixture,
                                          gconstpointer     user_data)
{
  const WeirPosition later = { WEIR_POSITION_TIME, BASE_USEC + G_TIME_SPAN_DAY };
  const WeirPosition or_tail = { WEIR_POSITION_TIME_OR_TAIL, BASE_USEC + G_TIME_SPAN_DAY };
  g_autoptr(Collector) none = NULL;
  g_autoptr(Collector) tail = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 100, BASE_USEC);
  none = read_all (fixture, later);
  g_assert_cmpuint (collector_count_records (none), ==, 0);
  tail = read_all (fixture, or_tail);
  g_assert_cmpuint (collector_count_records (tail), ==, 100);
}

static void
test_kafka_time_between_milliseconds_rounds_up (KafkaTestFixture *fixture,
                                                gconstpointer     user_data)
{
  g_autoptr(Collector) collector = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 10, BASE_USEC);
  collector = read_all (fixture, (WeirPosition) { WEIR_POSITION_TIME,
                                                  BASE_USEC + 3 * G_TIME_SPAN_SECOND + 1 });
  g_assert_cmpint (collector_get_record (collector, 0)->offset, ==, 4);
}

/* The aborted records and the marks of the transactions take offsets, and are the last ones. */
static void
test_kafka_transactions_do_not_hold_the_end_back (KafkaTestFixture *fixture,
                                                  gconstpointer     user_data)
{
  g_autoptr(Collector) collector = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  kafka_test_transaction (fixture->topic, 10, TRUE);
  kafka_test_transaction (fixture->topic, 7, FALSE);
  collector = read_all (fixture, (WeirPosition) { WEIR_POSITION_BEGINNING, 0 });
  g_assert_cmpuint (collector_count_records (collector), ==, 10);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_GAP), ==, 0);
  g_assert_cmpint (collector_await_event (collector, WEIR_INTAKE_EVENT_PARTITION_DONE, 0, 1)->from, ==, 19);
}

static void
test_kafka_deleted_records_are_a_gap (KafkaTestFixture *fixture,
                                      gconstpointer     user_data)
{
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 100, BASE_USEC);
  kafka_test_delete_records (fixture->topic, 0, 30);
  collector = read_all (fixture, (WeirPosition) { WEIR_POSITION_OFFSET, 10 });
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_GAP, 0, 1);
  g_assert_cmpint (event->from, ==, 10);
  g_assert_cmpint (event->to, ==, 30);
  g_assert_cmpuint (collector_count_records (collector), ==, 70);
}

static void
test_kafka_new_partitions_are_read_from_their_beginning (KafkaTestFixture *fixture,
                                                         gconstpointer     user_data)
{
  WeirSourceSpec spec;
  g_autoptr(Collector) collector = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  weir_settings_set (fixture->settings, "topic.metadata.refresh.interval.ms", "500");
  spec = spec_of (fixture);
  spec.start.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ASSIGNED, 0, 1);
  kafka_test_add_partitions (fixture->topic, 3);
  produce_numbers (fixture->settings, fixture->topic, 2, 0, 5, BASE_USEC);
  collector_await_records (collector, 5);
  collector_stop (collector);
  g_assert_cmpint (collector_get_record (collector, 0)->offset, ==, 0);
}

static void
test_kafka_topic_deleted_and_created_anew (KafkaTestFixture *fixture,
                                           gconstpointer     user_data)
{
  WeirSourceSpec spec;
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 50, BASE_USEC);
  spec = spec_of (fixture);
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 50);
  kafka_test_delete_topic (fixture->topic);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ERROR, -2, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC);

  kafka_test_create_topic (fixture->topic, 1);
  produce_numbers (fixture->settings, fixture->topic, 0, 0, 5, BASE_USEC);
  collector_await_records (collector, 55);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_GAP, 0, 1);
  collector_stop (collector);
  g_assert_cmpint (event->from, ==, 50);
  g_assert_cmpint (event->to, ==, 0);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (collector_get_record (collector, 50 + i)->offset, ==, i);
}

/* More than one fetch may bring, and more than a fetch of the usual size. */
static void
test_kafka_large_records_pass (KafkaTestFixture *fixture,
                               gconstpointer     user_data)
{
  const gsize size = 10 * 1000 * 1000;
  g_autofree char *payload = NULL;
  g_autoptr(WeirProducer) producer = NULL;
  g_autoptr(Collector) collector = NULL;
  g_autoptr(GError) error = NULL;
  WeirMessage message = { .time_usec = WEIR_NO_TIME };

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  payload = g_malloc (size);
  memset (payload, 'x', size);
  weir_settings_set (fixture->settings, "compression.codec", "none");
  producer = weir_producer_new (fixture->settings, &error);
  message.topic = fixture->topic;
  message.payload = payload;
  message.payload_length = size;
  for (guint i = 0; i < 3; i++)
    weir_producer_send (producer, &message, TRUE, &error);
  weir_producer_flush (producer, 0, NULL, NULL, &error);
  g_assert_no_error (error);

  collector = read_all (fixture, (WeirPosition) { WEIR_POSITION_BEGINNING, 0 });
  g_assert_cmpuint (collector_count_records (collector), ==, 3);
  g_assert_cmpuint (g_bytes_get_size (collector_get_record (collector, 2)->payload), ==, size);
}

static void
test_kafka_partitions_are_created_as_asked (KafkaTestFixture *fixture,
                                            gconstpointer     user_data)
{
  g_autoptr(WeirProducer) producer = NULL;
  g_autoptr(GError) error = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  producer = weir_producer_new (fixture->settings, &error);
  g_assert_true (weir_producer_create_topic (producer, fixture->topic, 1, 10000, &error));
  g_assert_false (weir_producer_create_topic (producer, fixture->topic, 4, 10000, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
}

#define ADD(path, function) \
  g_test_add ("/kafka/" path, KafkaTestFixture, NULL, set_up, function, kafka_test_fixture_tear_down)

#define ADD_BOTH(path, function) \
  ADD (path, function);          \
  g_test_add ("/kafka/group/" path, KafkaTestFixture, "member", set_up, function, kafka_test_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_BOTH ("times-are-looked-up", test_kafka_times_are_looked_up);
  ADD_BOTH ("time-past-the-last-is-the-end", test_kafka_time_past_the_last_is_the_end);
  ADD_BOTH ("time-between-milliseconds-rounds-up", test_kafka_time_between_milliseconds_rounds_up);
  ADD_BOTH ("transactions-do-not-hold-the-end-back", test_kafka_transactions_do_not_hold_the_end_back);
  ADD_BOTH ("deleted-records-are-a-gap", test_kafka_deleted_records_are_a_gap);
  ADD_BOTH ("new-partitions-are-read-from-their-beginning",
            test_kafka_new_partitions_are_read_from_their_beginning);
  ADD_BOTH ("topic-deleted-and-created-anew", test_kafka_topic_deleted_and_created_anew);
  ADD_BOTH ("large-records-pass", test_kafka_large_records_pass);
  ADD ("partitions-are-created-as-asked", test_kafka_partitions_are_created_as_asked);

  return g_test_run ();
}
