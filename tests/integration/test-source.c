#include "collector.h"

#include <string.h>

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

static const char * const topic_t[] = { "t", NULL };

typedef struct
{
  WeirBroker   *broker;
  WeirSettings *settings;
  const char   *group;     /* nullable: read as its only member */
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;

  fixture->broker = weir_broker_new (1, &error);
  g_assert_no_error (error);
  fixture->settings = weir_broker_create_settings (fixture->broker);
  weir_broker_create_topic (fixture->broker, "t", 1, &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_object_unref (fixture->settings);
  g_assert_finalize_object (fixture->broker);
}

static void
group_set_up (Fixture       *fixture,
              gconstpointer  user_data)
{
  fixture_set_up (fixture, NULL);
  fixture->group = user_data;
}

static WeirSourceSpec
fixture_spec (Fixture            *fixture,
              const char * const *topics)
{
  WeirSourceSpec spec = collector_spec (fixture->settings, topics);

  spec.group = fixture->group;
  return spec;
}

static void
assert_payload (Collector *collector, guint index, const char *expected)
{
  CollectedRecord *record = collector_get_record (collector, index);
  gsize length = 0;
  const char *payload = g_bytes_get_data (record->payload, &length);

  g_assert_cmpmem (payload, length, expected, strlen (expected));
}

static void
test_source_reads_to_the_end_and_ends (Fixture       *fixture,
                                       gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  produce_numbers (fixture->settings, "t", 0, 0, 1000, BASE_USEC);
  spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  weir_intake_join (collector_get_source (collector));

  g_assert_no_error (event->error);
  g_assert_cmpuint (collector_count_records (collector), ==, 1000);
  for (guint i = 0; i < 1000; i++)
    {
      CollectedRecord *record = collector_get_record (collector, i);

      g_assert_cmpint (record->offset, ==, i);
      g_assert_cmpint (record->time_usec, ==, BASE_USEC + i * G_TIME_SPAN_SECOND);
    }
  assert_payload (collector, 999, "999");

  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ASSIGNED, 0, 1);
  g_assert_cmpint (event->from, ==, 0);
  g_assert_cmpint (event->to, ==, 1000);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_PARTITION_DONE), ==, 1);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_GAP), ==, 0);
}

static void
test_source_empty_topic_ends_at_once (Fixture       *fixture,
                                      gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;

  spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_cmpuint (collector_count_records (collector), ==, 0);
}

static void
test_source_follows_the_tail (Fixture       *fixture,
                              gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;

  produce_numbers (fixture->settings, "t", 0, 0, 100, BASE_USEC);
  spec.start.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ASSIGNED, 0, 1);
  produce_numbers (fixture->settings, "t", 0, 100, 10, BASE_USEC);
  collector_await_records (collector, 10);
  collector_stop (collector);

  g_assert_cmpuint (collector_count_records (collector), ==, 10);
  g_assert_cmpint (collector_get_record (collector, 0)->offset, ==, 100);
}

typedef struct
{
  const char   *name;
  WeirPosition  start;
  WeirPosition  stop;
  guint64       max_records;
  gint64        first;
  gint64        last;
} Range;

static const Range ranges[] = {
  { "offset", { WEIR_POSITION_OFFSET, 40 }, { WEIR_POSITION_END, 0 }, 0, 40, 99 },
  { "offset-to-offset", { WEIR_POSITION_OFFSET, 40 }, { WEIR_POSITION_OFFSET, 50 }, 0, 40, 49 },
  { "tail", { WEIR_POSITION_TAIL, 7 }, { WEIR_POSITION_END, 0 }, 0, 93, 99 },
  { "tail-of-more", { WEIR_POSITION_TAIL, 700 }, { WEIR_POSITION_END, 0 }, 0, 0, 99 },
  { "time-to-time", { WEIR_POSITION_TIME, BASE_USEC + 10 * G_TIME_SPAN_SECOND },
    { WEIR_POSITION_TIME, BASE_USEC + 20 * G_TIME_SPAN_SECOND }, 0, 10, 19 },
  { "time-between-records", { WEIR_POSITION_TIME, BASE_USEC + 10 * G_TIME_SPAN_SECOND + 1 },
    { WEIR_POSITION_END, 0 }, 0, 11, 99 },
  { "time-past-last-record", { WEIR_POSITION_BEGINNING, 0 },
    { WEIR_POSITION_TIME, BASE_USEC + 5000 * G_TIME_SPAN_SECOND }, 0, 0, 99 },
  { "number", { WEIR_POSITION_BEGINNING, 0 }, { WEIR_POSITION_NEVER, 0 }, 13, 0, 12 },
  { "number-beyond-end", { WEIR_POSITION_BEGINNING, 0 }, { WEIR_POSITION_END, 0 }, 1300, 0, 99 },
};

static void
assert_range (Fixture     *fixture,
              const Range *range,
              const char  *group)
{
  WeirSourceSpec spec = collector_spec (fixture->settings, topic_t);
  g_autoptr(Collector) collector = NULL;

  spec.group = group;
  spec.start = range->start;
  spec.stop = range->stop;
  spec.max_records = range->max_records;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);

  g_assert_cmpuint (collector_count_records (collector), ==, range->last - range->first + 1);
  g_assert_cmpint (collector_get_record (collector, 0)->offset, ==, range->first);
  g_assert_cmpint (collector_get_record (collector, range->last - range->first)->offset, ==, range->last);
}

static void
test_source_range (Fixture       *fixture,
                   gconstpointer  range)
{
  produce_numbers (fixture->settings, "t", 0, 0, 100, BASE_USEC);
  assert_range (fixture, range, NULL);
  assert_range (fixture, range, "g");
}

static void
test_source_null_is_not_empty (Fixture       *fixture,
                               gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(WeirProducer) producer = weir_producer_new (fixture->settings, NULL);
  g_autoptr(Collector) collector = NULL;
  g_autoptr(GError) error = NULL;
  WeirMessage null_both = { .topic = "t", .time_usec = WEIR_NO_TIME };
  WeirMessage empty_both = { .topic = "t", .time_usec = WEIR_NO_TIME, .key = "", .payload = "" };

  weir_producer_send (producer, &null_both, TRUE, &error);
  weir_producer_send (producer, &empty_both, TRUE, &error);
  weir_producer_flush (producer, 0, NULL, NULL, &error);
  g_assert_no_error (error);

  spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);

  g_assert_null (collector_get_record (collector, 0)->key);
  g_assert_null (collector_get_record (collector, 0)->payload);
  g_assert_nonnull (collector_get_record (collector, 1)->key);
  g_assert_cmpuint (g_bytes_get_size (collector_get_record (collector, 1)->key), ==, 0);
  g_assert_nonnull (collector_get_record (collector, 1)->payload);
}

static void
test_source_offset_before_the_log_is_a_gap (Fixture       *fixture,
                                            gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;
  g_autoptr(GError) error = NULL;
  CollectedEvent *event;

  produce_numbers (fixture->settings, "t", 0, 0, 100, BASE_USEC);
  weir_broker_delete_records (fixture->broker, "t", 0, 60, &error);
  g_assert_no_error (error);
  spec.start = (WeirPosition) { WEIR_POSITION_OFFSET, 10 };
  spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_GAP, 0, 1);
  g_assert_cmpint (event->from, ==, 10);
  g_assert_cmpint (event->to, ==, 60);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_cmpint (collector_get_record (collector, 0)->offset, ==, 60);
}

/* Retention overtakes a reader that was cut off meanwhile. */
static void
test_source_records_lost_beneath_are_a_gap (Fixture       *fixture,
                                            gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;
  g_autoptr(GError) error = NULL;
  CollectedEvent *event;

  produce_numbers (fixture->settings, "t", 0, 0, 100, BASE_USEC);
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 100);

  /* Not while its fetch is on the way: that would still be answered. */
  weir_broker_fail_requests (fixture->broker, WEIR_BROKER_REQUEST_FETCH, 6, 10000);
  produce_numbers (fixture->settings, "t", 0, 100, 100, BASE_USEC);
  weir_broker_delete_records (fixture->broker, "t", 0, 160, &error);
  g_assert_no_error (error);
  weir_broker_fail_requests (fixture->broker, WEIR_BROKER_REQUEST_FETCH, 0, 0);

  event = collector_await_event (collector, WEIR_INTAKE_EVENT_GAP, 0, 1);
  collector_await_records (collector, 140);
  collector_stop (collector);
  g_assert_cmpint (event->from, ==, 100);
  g_assert_cmpint (event->to, ==, 160);
  g_assert_cmpint (collector_get_record (collector, 100)->offset, ==, 160);
  g_assert_cmpuint (collector_count_records (collector), ==, 140);
}

static void
test_source_unknown_topic_is_said_until_it_exists (Fixture       *fixture,
                                                   gconstpointer  user_data)
{
  static const char * const topics[] = { "later", NULL };
  WeirSourceSpec spec = fixture_spec (fixture, topics);
  g_autoptr(Collector) collector = collector_new (&spec);
  CollectedEvent *event;

  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ERROR, -1, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC);
  g_assert_cmpstr (event->topic, ==, "later");

  weir_broker_create_topic (fixture->broker, "later", 2, NULL);
  produce_numbers (fixture->settings, "later", 1, 0, 5, BASE_USEC);
  collector_await_event (collector, WEIR_INTAKE_EVENT_RECOVERED, -1, 1);
  collector_await_records (collector, 5);
  collector_stop (collector);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_ERROR), ==, 1);
}

static void
test_source_unknown_topic_ends_after_deadline (Fixture       *fixture,
                                               gconstpointer  user_data)
{
  static const char * const topics[] = { "never", NULL };
  WeirSourceSpec spec = fixture_spec (fixture, topics);
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  spec.deadline_msec = 300;
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC);
}

static void
test_source_forbidden_topic_is_said (Fixture       *fixture,
                                     gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = collector_new (&spec);
  CollectedEvent *event;

  /* TOPIC_AUTHORIZATION_FAILED */
  weir_broker_set_topic_error (fixture->broker, "t", 29);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ERROR, -1, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN);

  weir_broker_set_topic_error (fixture->broker, "t", 0);
  produce_numbers (fixture->settings, "t", 0, 0, 5, BASE_USEC);
  collector_await_event (collector, WEIR_INTAKE_EVENT_RECOVERED, -1, 1);
  collector_await_records (collector, 5);
}

static void
test_source_forbidden_fetch_is_said_per_partition (Fixture       *fixture,
                                                   gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = collector_new (&spec);
  CollectedEvent *event;

  produce_numbers (fixture->settings, "t", 0, 0, 5, BASE_USEC);
  weir_broker_fail_requests (fixture->broker, WEIR_BROKER_REQUEST_FETCH, 29, 1);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ERROR, 0, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN);
  collector_await_event (collector, WEIR_INTAKE_EVENT_RECOVERED, 0, 1);
  collector_await_records (collector, 5);
}

static void
test_source_broker_down_and_up_loses_nothing (Fixture       *fixture,
                                              gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;

  produce_numbers (fixture->settings, "t", 0, 0, 50, BASE_USEC);
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 50);
  collector_await_state (collector, WEIR_INTAKE_STATE_CONNECTED, 1);
  weir_broker_set_up (fixture->broker, -1, FALSE);
  collector_await_state (collector, WEIR_INTAKE_STATE_DISCONNECTED, 1);
  weir_broker_set_up (fixture->broker, -1, TRUE);
  collector_await_state (collector, WEIR_INTAKE_STATE_CONNECTED, 2);
  produce_numbers (fixture->settings, "t", 0, 50, 50, BASE_USEC);
  collector_await_records (collector, 100);
  collector_stop (collector);

  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (collector_get_record (collector, i)->offset, ==, i);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_GAP), ==, 0);
}

static void
test_source_stops_while_broker_is_down (Fixture       *fixture,
                                        gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;

  produce_numbers (fixture->settings, "t", 0, 0, 5, BASE_USEC);
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 5);
  weir_broker_set_up (fixture->broker, -1, FALSE);
  collector_await_state (collector, WEIR_INTAKE_STATE_DISCONNECTED, 1);
  collector_stop (collector);
  collector_await_state (collector, WEIR_INTAKE_STATE_ENDED, 1);
}

static void
test_source_unreachable_broker_ends_after_deadline (Fixture       *fixture,
                                                    gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  weir_broker_set_up (fixture->broker, -1, FALSE);
  spec.deadline_msec = 300;
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (event->error->message, weir_broker_get_bootstrap (fixture->broker)));
}

static void
test_source_topic_deleted_and_created_anew (Fixture       *fixture,
                                            gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  produce_numbers (fixture->settings, "t", 0, 0, 50, BASE_USEC);
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 50);
  weir_broker_delete_topic (fixture->broker, "t", NULL);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ERROR, -2, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC);

  weir_broker_create_topic (fixture->broker, "t", 1, NULL);
  produce_numbers (fixture->settings, "t", 0, 1000, 5, BASE_USEC);
  collector_await_records (collector, 55);
  collector_stop (collector);
  assert_payload (collector, 50, "1000");
  g_assert_cmpint (collector_get_record (collector, 50)->offset, ==, 0);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_GAP, 0, 1);
  g_assert_cmpint (event->from, ==, 50);
  g_assert_cmpint (event->to, ==, 0);
}

/* The broker answers, and there are records, but no fetch gives one. */
static void
test_source_partition_that_stands_still_is_an_error (Fixture       *fixture,
                                                     gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  spec.stall_msec = 400;
  produce_numbers (fixture->settings, "t", 0, 0, 5, BASE_USEC);
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 5);
  weir_broker_fail_requests (fixture->broker, WEIR_BROKER_REQUEST_FETCH, 6, 100000);
  produce_numbers (fixture->settings, "t", 0, 5, 5, BASE_USEC);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ERROR, 0, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
  collector_await_state (collector, WEIR_INTAKE_STATE_DISCONNECTED, 1);

  weir_broker_fail_requests (fixture->broker, WEIR_BROKER_REQUEST_FETCH, 0, 0);
  collector_await_records (collector, 10);
  collector_await_event (collector, WEIR_INTAKE_EVENT_RECOVERED, 0, 1);
  collector_await_state (collector, WEIR_INTAKE_STATE_CONNECTED, 2);
  collector_stop (collector);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (collector_get_record (collector, i)->offset, ==, i);
}

/* The end by the clock comes though nothing does, on an empty partition too. */
static void
test_source_time_ends_a_quiet_topic (Fixture       *fixture,
                                     gconstpointer  user_data)
{
  static const char * const topics[] = { "t", "empty", NULL };
  WeirSourceSpec spec = fixture_spec (fixture, topics);
  g_autoptr(Collector) collector = NULL;

  weir_broker_create_topic (fixture->broker, "empty", 1, NULL);
  produce_numbers (fixture->settings, "t", 0, 0, 5, BASE_USEC);
  spec.stop = (WeirPosition) { WEIR_POSITION_TIME, g_get_real_time () + G_TIME_SPAN_SECOND };
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_cmpuint (collector_count_records (collector), ==, 5);
}

/* Times of records do not rise: all of the range come, and nothing else. */
static void
test_source_times_out_of_order (Fixture       *fixture,
                                gconstpointer  user_data)
{
  static const double seconds[] = { 1, 5, 2, 2.5, 0.5, 3, 2.75 };
  static const gint64 expected[] = { 2, 3, 6 };
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    produce_numbers (fixture->settings, "t", 0, i, 1, BASE_USEC + (gint64) (seconds[i] * G_TIME_SPAN_SECOND));
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
end_at_ten (const WeirMessage *message,
            gpointer           user_data)
{
  gpointer *data = user_data;

  *(guint *) data[1] += 1;
  if (message->offset == 9)
    weir_intake_end (data[0]);
}

static void
test_source_handler_can_end_it (Fixture       *fixture,
                                gconstpointer  user_data)
{
  static const WeirIntakeHandler handler = { .message = end_at_ten };
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  guint n_records = 0;
  gpointer data[2] = { NULL, &n_records };
  WeirIntake *source;

  produce_numbers (fixture->settings, "t", 0, 0, 50, BASE_USEC);
  source = weir_source_new (&spec, &handler, data, NULL);
  data[0] = source;
  weir_intake_start (source);
  weir_intake_join (source);
  g_assert_cmpuint (n_records, ==, 10);
  g_assert_finalize_object (source);
}

static void
test_source_wrong_spec_is_refused (Fixture       *fixture,
                                   gconstpointer  user_data)
{
  static const WeirIntakeHandler handler = { .message = end_at_ten };
  static const char * const none[] = { NULL };
  WeirSourceSpec specs[4];

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    specs[i] = collector_spec (fixture->settings, topic_t);
  specs[0].topics = none;
  specs[1].start.kind = WEIR_POSITION_STORED;
  specs[2].stop.kind = WEIR_POSITION_TAIL;
  specs[3].group = "g";
  specs[3].partition = 2;

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (weir_source_new (&specs[i], &handler, NULL, &error));
      g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
    }
}

static void
test_source_status_tells_positions (Fixture       *fixture,
                                    gconstpointer  user_data)
{
  WeirSourceSpec spec = fixture_spec (fixture, topic_t);
  g_autoptr(Collector) collector = NULL;
  g_autoptr(GArray) status = NULL;
  WeirPartitionStatus *one;

  produce_numbers (fixture->settings, "t", 0, 0, 100, BASE_USEC);
  weir_broker_delete_records (fixture->broker, "t", 0, 10, NULL);
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 90);
  collector_stop (collector);

  status = weir_intake_dup_status (collector_get_source (collector));
  g_assert_cmpuint (status->len, ==, 1);
  one = &g_array_index (status, WeirPartitionStatus, 0);
  g_assert_cmpstr (one->topic, ==, "t");
  g_assert_cmpint (one->low, ==, 10);
  g_assert_cmpint (one->high, ==, 100);
  g_assert_cmpint (one->position, ==, 100);
  g_assert_cmpint (one->committed, ==, -1);
  g_assert_cmpuint (one->n_records, ==, 90);
  g_assert_cmpuint (one->n_bytes, ==, 180);
  g_assert_cmpint (one->last_time_usec, ==, BASE_USEC + 99 * G_TIME_SPAN_SECOND);
}

#define ADD(path, function) \
  g_test_add ("/source/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

#define ADD_BOTH(path, function) \
  ADD (path, function);          \
  g_test_add ("/source/group/" path, Fixture, "g", group_set_up, function, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_BOTH ("reads-to-the-end-and-ends", test_source_reads_to_the_end_and_ends);
  ADD_BOTH ("empty-topic-ends-at-once", test_source_empty_topic_ends_at_once);
  ADD_BOTH ("follows-the-tail", test_source_follows_the_tail);
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autofree char *path = g_strconcat ("/source/range/", ranges[i].name, NULL);

      g_test_add (path, Fixture, &ranges[i], fixture_set_up, test_source_range, fixture_tear_down);
    }
  ADD_BOTH ("null-is-not-empty", test_source_null_is_not_empty);
  ADD_BOTH ("offset-before-the-log-is-a-gap", test_source_offset_before_the_log_is_a_gap);
  ADD_BOTH ("records-lost-beneath-are-a-gap", test_source_records_lost_beneath_are_a_gap);
  ADD_BOTH ("unknown-topic-is-said-until-it-exists", test_source_unknown_topic_is_said_until_it_exists);
  ADD_BOTH ("unknown-topic-ends-after-deadline", test_source_unknown_topic_ends_after_deadline);
  ADD_BOTH ("forbidden-topic-is-said", test_source_forbidden_topic_is_said);
  ADD_BOTH ("forbidden-fetch-is-said-per-partition", test_source_forbidden_fetch_is_said_per_partition);
  ADD_BOTH ("broker-down-and-up-loses-nothing", test_source_broker_down_and_up_loses_nothing);
  ADD_BOTH ("stops-while-broker-is-down", test_source_stops_while_broker_is_down);
  ADD_BOTH ("unreachable-broker-ends-after-deadline", test_source_unreachable_broker_ends_after_deadline);
  ADD_BOTH ("topic-deleted-and-created-anew", test_source_topic_deleted_and_created_anew);
  ADD_BOTH ("handler-can-end-it", test_source_handler_can_end_it);
  ADD_BOTH ("partition-that-stands-still-is-an-error", test_source_partition_that_stands_still_is_an_error);
  ADD_BOTH ("time-ends-a-quiet-topic", test_source_time_ends_a_quiet_topic);
  ADD_BOTH ("times-out-of-order", test_source_times_out_of_order);
  ADD ("wrong-spec-is-refused", test_source_wrong_spec_is_refused);
  ADD_BOTH ("status-tells-positions", test_source_status_tells_positions);

  return g_test_run ();
}
