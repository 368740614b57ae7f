#include "collector.h"

/* Topics that are read whole before the others begin: without a group, whose partitions begin as they are given out. */

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  WeirBroker   *broker;
  WeirSettings *settings;
} Fixture;

static void
add_topic (Fixture    *fixture,
           const char *name,
           guint       n_records)
{
  g_autoptr(GError) error = NULL;

  weir_broker_create_topic (fixture->broker, name, 2, &error);
  g_assert_no_error (error);
  for (gint32 partition = 0; partition < 2; partition++)
    produce_numbers (fixture->settings, name, partition, 0, n_records, BASE_USEC);
}

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;

  fixture->broker = weir_broker_new (1, &error);
  g_assert_no_error (error);
  fixture->settings = weir_broker_create_settings (fixture->broker);
  add_topic (fixture, "stream", 500);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  g_object_unref (fixture->settings);
  g_assert_finalize_object (fixture->broker);
}

static void
test_tables_are_read_before_the_stream (Fixture      *fixture,
                                        gconstpointer user_data)
{
  const char * const topics[] = { "stream", "table", "empty", NULL };
  WeirSourceSpec spec = collector_spec (fixture->settings, topics);
  g_autoptr(Collector) collector = NULL;

  add_topic (fixture, "table", 3000);
  add_topic (fixture, "empty", 0);
  spec.first_whole_topic = 1;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_records (collector, 7000);
  collector_stop (collector);

  for (guint i = 0; i < 7000; i++)
    g_assert_cmpstr (collector_get_record (collector, i)->topic, ==, i < 6000 ? "table" : "stream");
}

/* From its end on, say; and to an end of its own. */
static void
test_what_waits_begins_and_ends_where_it_should (Fixture      *fixture,
                                                 gconstpointer user_data)
{
  const char * const topics[] = { "stream", "table", NULL };
  WeirSourceSpec spec = collector_spec (fixture->settings, topics);
  g_autoptr(Collector) collector = NULL;

  add_topic (fixture, "table", 100);
  spec.first_whole_topic = 1;
  spec.start = (WeirPosition) { WEIR_POSITION_TAIL, 3 };
  spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_cmpuint (collector_count_records (collector), ==, 206);
  g_assert_cmpstr (collector_get_record (collector, 200)->topic, ==, "stream");
  g_assert_cmpint (collector_get_record (collector, 200)->offset, ==, 497);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_PARTITION_DONE), ==, 4);
}

static void
test_a_missing_table_does_not_hold_up_others (Fixture      *fixture,
                                                gconstpointer user_data)
{
  const char * const topics[] = { "stream", "nowhere", NULL };
  WeirSourceSpec spec = collector_spec (fixture->settings, topics);
  g_autoptr(Collector) collector = NULL;

  spec.first_whole_topic = 1;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ERROR, -1, 1);
  collector_await_records (collector, 1000);
  collector_stop (collector);
}

#define ADD(name, func) g_test_add ("/source-tables/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("tables-are-read-before-the-stream", test_tables_are_read_before_the_stream);
  ADD ("what-waits-begins-and-ends-where-it-should", test_what_waits_begins_and_ends_where_it_should);
  ADD ("a-missing-table-does-not-hold-up-others", test_a_missing_table_does_not_hold_up_others);

  return g_test_run ();
}
