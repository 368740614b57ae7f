#include "kafka-test.h"

#include <string.h>

/* What goes wrong beneath a reader, with and without a group. */

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  guint    n_partitions;
  gboolean group;
} Mode;

static const Mode alone = { 1, FALSE };
static const Mode member = { 1, TRUE };
static const Mode two_alone = { 2, FALSE };
static const Mode two_member = { 2, TRUE };

static void
set_up (KafkaTestFixture *fixture,
        gconstpointer     user_data)
{
  const Mode *mode = user_data;

  kafka_test_fixture_set_up (fixture, GUINT_TO_POINTER (mode->n_partitions));
}

static WeirSourceSpec
mode_spec (KafkaTestFixture *fixture,
           const Mode       *mode)
{
  WeirSourceSpec spec = collector_spec (fixture->settings, fixture->topics);

  spec.group = mode->group ? fixture->group : NULL;
  return spec;
}

static void
assert_offsets (Collector *collector,
                guint      first,
                gint64     from,
                guint      count)
{
  for (guint i = 0; i < count; i++)
    g_assert_cmpint (collector_get_record (collector, first + i)->offset, ==, from + i);
}

/* Its position is deleted beneath it: a gap, then reading goes on, in the other partition too. */
static void
test_fault_deleted_records_are_a_gap (KafkaTestFixture *fixture,
                                        gconstpointer     user_data)
{
  WeirSourceSpec spec;
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  /* It begins at the end of partition 0, which is gone when the next record is fetched. */
  produce_numbers (fixture->settings, fixture->topic, 0, 0, 100, BASE_USEC);
  produce_numbers (fixture->settings, fixture->topic, 1, 0, 100, BASE_USEC);
  spec = mode_spec (fixture, user_data);
  spec.start = (WeirPosition) { WEIR_POSITION_OFFSET, 50 };
  kafka_test_delete_records (fixture->topic, 0, 60);
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_GAP, 0, 1);
  g_assert_cmpint (event->from, ==, 50);
  g_assert_cmpint (event->to, ==, 60);
  g_assert_cmpint (event->reason, ==, WEIR_INTAKE_REASON_EXPIRED);
  collector_await_records (collector, 90);
  produce_numbers (fixture->settings, fixture->topic, 0, 100, 10, BASE_USEC);
  produce_numbers (fixture->settings, fixture->topic, 1, 100, 10, BASE_USEC);
  collector_await_records (collector, 110);
  collector_stop (collector);
}

/* Its topic is replaced, by one that has more records than were read of the first. librdkafka may see the new one before
 * we do, and go on in it where it was: what it gave of it is part of what goes back. */
static void
test_fault_topic_created_anew_is_read (KafkaTestFixture *fixture,
                                       gconstpointer     user_data)
{
  WeirSourceSpec spec;
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  weir_settings_set (fixture->settings, "topic.metadata.refresh.interval.ms", "1000");
  produce_numbers (fixture->settings, fixture->topic, 0, 0, 50, BASE_USEC);
  spec = mode_spec (fixture, user_data);
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 50);
  kafka_test_delete_topic (fixture->topic);
  kafka_test_create_topic (fixture->topic, 1);
  produce_numbers (fixture->settings, fixture->topic, 0, 0, 80, BASE_USEC);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_GAP, 0, 1);
  g_assert_cmpint (event->from, >=, 50);
  g_assert_cmpint (event->from, <=, 80);
  g_assert_cmpint (event->to, ==, 0);
  g_assert_cmpint (event->reason, ==, WEIR_INTAKE_REASON_RECREATED);
  collector_await_records (collector, (guint) event->from + 80);
  collector_stop (collector);
  assert_offsets (collector, 0, 0, (guint) event->from);
  assert_offsets (collector, (guint) event->from, 0, 80);
}

static void
produce_batch (KafkaTestFixture *fixture,
               guint             first,
               guint             count)
{
  produce_numbers (fixture->settings, fixture->topic, 0, first, count, BASE_USEC);
}

/* One batch of three cannot be read: one gap, and neither more nor less than that. */
static void
test_fault_damaged_batch_is_one_gap (KafkaTestFixture *fixture,
                                     gconstpointer     user_data)
{
  WeirSourceSpec spec;
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA_DATA"))
    return;

  /* One batch each, whatever the machine does meanwhile. */
  weir_settings_set (fixture->settings, "linger.ms", "1000");
  for (guint i = 0; i < 4; i++)
    produce_batch (fixture, i * 37, 37);
  kafka_test_damage (fixture->topic, 0, 1);
  spec = mode_spec (fixture, user_data);
  spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_no_error (event->error);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_GAP, 0, 1);
  g_assert_cmpint (event->from, ==, 37);
  g_assert_cmpint (event->to, ==, 74);
  g_assert_cmpint (event->reason, ==, WEIR_INTAKE_REASON_DAMAGED);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_GAP), ==, 1);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_ERROR), ==, 0);
  g_assert_cmpuint (collector_count_records (collector), ==, 111);
  assert_offsets (collector, 0, 0, 37);
  assert_offsets (collector, 37, 74, 74);
}

/* The last records, of which the last offsets are none: aborted ones, and marks. */
static void
test_fault_tail_counts_records (KafkaTestFixture *fixture,
                                gconstpointer     user_data)
{
  WeirSourceSpec spec;
  g_autoptr(Collector) collector = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  kafka_test_transaction (fixture->topic, 20, TRUE);
  kafka_test_transaction (fixture->topic, 300, FALSE);
  spec = mode_spec (fixture, user_data);
  spec.start = (WeirPosition) { WEIR_POSITION_TAIL, 3 };
  spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_cmpuint (collector_count_records (collector), ==, 3);
  assert_offsets (collector, 0, 17, 3);
  g_assert_cmpint (collector_await_event (collector, WEIR_INTAKE_EVENT_ASSIGNED, 0, 1)->from, ==, 17);
}

/* The first offset the broker looks up by time is not the first record of the range. */
static void
test_fault_times_out_of_order (KafkaTestFixture *fixture,
                               gconstpointer     user_data)
{
  static const double seconds[] = { 1, 5, 2, 2.5, 0.5, 3, 2.75 };
  static const gint64 expected[] = { 2, 3, 6 };
  WeirSourceSpec spec;
  g_autoptr(Collector) collector = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    produce_numbers (fixture->settings, fixture->topic, 0, i, 1, BASE_USEC + (gint64) (seconds[i] * G_TIME_SPAN_SECOND));
  spec = mode_spec (fixture, user_data);
  spec.start = (WeirPosition) { WEIR_POSITION_TIME, BASE_USEC + 2 * G_TIME_SPAN_SECOND };
  spec.stop = (WeirPosition) { WEIR_POSITION_TIME, BASE_USEC + 3 * G_TIME_SPAN_SECOND };
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_cmpuint (collector_count_records (collector), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpint (collector_get_record (collector, i)->offset, ==, expected[i]);
}

static void
add (const char *name,
     const Mode *mode,
     void      (*function) (KafkaTestFixture *fixture,
                            gconstpointer     user_data))
{
  g_autofree char *path = g_strconcat ("/faults/", mode->group ? "group/" : "alone/", name, NULL);

  g_test_add (path, KafkaTestFixture, mode, set_up, function, kafka_test_fixture_tear_down);
}

static void
add_both (const char *name,
          void      (*function) (KafkaTestFixture *fixture,
                                 gconstpointer     user_data))
{
  add (name, &alone, function);
  add (name, &member, function);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("deleted-records-are-a-gap", &two_alone, test_fault_deleted_records_are_a_gap);
  add ("deleted-records-are-a-gap", &two_member, test_fault_deleted_records_are_a_gap);
  add_both ("topic-created-anew-is-read", test_fault_topic_created_anew_is_read);
  add_both ("damaged-batch-is-one-gap", test_fault_damaged_batch_is_one_gap);
  add_both ("tail-counts-records", test_fault_tail_counts_records);
  add_both ("times-out-of-order", test_fault_times_out_of_order);

  return g_test_run ();
}
