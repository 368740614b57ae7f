#include "collector.h"

/* Topics that are found by a pattern, on the embedded broker. */

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  WeirBroker   *broker;
  WeirSettings *settings;
  const char   *group;     /* nullable: read as its only member */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;

  fixture->group = user_data;
  fixture->broker = weir_broker_new (1, &error);
  g_assert_no_error (error);
  fixture->settings = weir_broker_create_settings (fixture->broker);
  weir_settings_set (fixture->settings, "topic.metadata.refresh.interval.ms", "100");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_object_unref (fixture->settings);
  g_assert_finalize_object (fixture->broker);
}

static void
fill (Fixture    *fixture,
      const char *topic,
      guint       count)
{
  weir_broker_create_topic (fixture->broker, topic, 1, NULL);
  produce_numbers (fixture->settings, topic, 0, 0, count, BASE_USEC);
}

static guint
count_of (Collector  *collector,
          const char *topic)
{
  guint n = 0;

  for (guint i = 0; i < collector_count_records (collector); i++)
    n += g_str_equal (collector_get_record (collector, i)->topic, topic);

  return n;
}

static WeirSourceSpec
spec_of (Fixture            *fixture,
         const char * const *topics)
{
  WeirSourceSpec spec = collector_spec (fixture->settings, topics);

  spec.group = fixture->group;
  return spec;
}

/* A topic that is named and matched is read once. */
static void
test_all_that_match_are_read_to_their_ends (Fixture       *fixture,
                                            gconstpointer  user_data)
{
  static const char * const topics[] = { "named", "^q-[0-9]$", "q-2", NULL };
  WeirSourceSpec spec = spec_of (fixture, topics);
  g_autoptr(Collector) collector = NULL;

  fill (fixture, "named", 3);
  fill (fixture, "q-1", 4);
  fill (fixture, "q-2", 5);
  fill (fixture, "q-10", 6);
  spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  g_assert_no_error (collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1)->error);
  g_assert_cmpuint (collector_count_records (collector), ==, 12);
  g_assert_cmpuint (count_of (collector, "q-1"), ==, 4);
  g_assert_cmpuint (count_of (collector, "q-2"), ==, 5);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_TOPIC_FOUND), ==, 2);
}

/* All of it came while we were reading, wherever reading began. */
static void
test_a_topic_that_is_made_later_is_read_whole (Fixture       *fixture,
                                               gconstpointer  user_data)
{
  static const char * const topics[] = { "^new-", NULL };
  WeirSourceSpec spec = spec_of (fixture, topics);
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  spec.start.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ERROR, -1, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC);
  g_assert_cmpstr (event->error->message, ==, "no topic matches “^new-”");

  fill (fixture, "new-1", 5);
  g_assert_cmpstr (collector_await_event (collector, WEIR_INTAKE_EVENT_RECOVERED, -1, 1)->topic, ==, "^new-");
  collector_await_records (collector, 5);
  fill (fixture, "new-2", 5);
  collector_await_records (collector, 10);
  collector_stop (collector);
  g_assert_cmpuint (count_of (collector, "new-2"), ==, 5);
}

static void
test_a_bounded_read_of_nothing_ends (Fixture       *fixture,
                                     gconstpointer  user_data)
{
  static const char * const topics[] = { "^nothing", NULL };
  WeirSourceSpec spec = spec_of (fixture, topics);
  g_autoptr(Collector) collector = NULL;
  CollectedEvent *event;

  spec.stop.kind = WEIR_POSITION_END;
  spec.deadline_msec = 300;
  collector = collector_new (&spec);
  collector_start (collector);
  event = collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC);
}

/* The question cannot be called off; the source ends all the same. */
static void
test_it_stops_while_it_looks (Fixture       *fixture,
                              gconstpointer  user_data)
{
  static const char * const topics[] = { "^q", NULL };
  WeirSourceSpec spec = spec_of (fixture, topics);
  g_autoptr(Collector) collector = collector_new (&spec);

  weir_broker_set_up (fixture->broker, -1, FALSE);
  collector_start (collector);
  collector_await_state (collector, WEIR_INTAKE_STATE_DISCONNECTED, 1);
  collector_stop (collector);
  collector_await_state (collector, WEIR_INTAKE_STATE_ENDED, 1);
}

#define ADD_BOTH(path, function)                                                              \
  g_test_add ("/source-patterns/" path, Fixture, NULL, set_up, function, tear_down);          \
  g_test_add ("/source-patterns/group/" path, Fixture, "g", set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_BOTH ("all-that-match-are-read-to-their-ends", test_all_that_match_are_read_to_their_ends);
  ADD_BOTH ("a-topic-that-is-made-later-is-read-whole", test_a_topic_that_is_made_later_is_read_whole);
  ADD_BOTH ("a-bounded-read-of-nothing-ends", test_a_bounded_read_of_nothing_ends);
  ADD_BOTH ("it-stops-while-it-looks", test_it_stops_while_it_looks);

  return g_test_run ();
}
