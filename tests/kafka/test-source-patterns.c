#include "kafka-test.h"

/* Topics that are found by a pattern, on a broker that has groups and deletes topics. */

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

/* How a group finds topics: by its leader's metadata, or by the coordinator. */
static const char * const protocols[] = { "classic", "consumer" };

static void
set_up (KafkaTestFixture *fixture,
        gconstpointer     user_data)
{
  kafka_test_fixture_set_up (fixture, GUINT_TO_POINTER (1));
  if (fixture->settings != NULL)
    weir_settings_set (fixture->settings, "topic.metadata.refresh.interval.ms", "300");
}

static Collector *
read_pattern (KafkaTestFixture *fixture,
              const char       *group,
              WeirPositionKind  start,
              gboolean          to_end)
{
  g_autofree char *pattern = g_strdup_printf ("^%s", fixture->topic);
  const char *topics[] = { pattern, NULL };
  WeirSourceSpec spec = collector_spec (fixture->settings, topics);
  Collector *collector;

  spec.group = group;
  spec.start.kind = start;
  if (to_end)
    spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);

  return collector;
}

static char *
make_topic (KafkaTestFixture *fixture,
            const char       *ending,
            guint             count)
{
  char *topic = g_strconcat (fixture->topic, ending, NULL);

  kafka_test_create_topic (topic, 1);
  produce_numbers (fixture->settings, topic, 0, 0, count, BASE_USEC);

  return topic;
}

/* The pattern need not be the whole name, whichever side looks. */
static void
test_a_group_reads_all_that_match (KafkaTestFixture *fixture,
                                   gconstpointer     user_data)
{
  g_autofree char *other = NULL;
  g_autoptr(Collector) collector = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  weir_settings_set (fixture->settings, "group.protocol", user_data);
  other = make_topic (fixture, "-other", 4);
  produce_numbers (fixture->settings, fixture->topic, 0, 0, 3, BASE_USEC);
  collector = read_pattern (fixture, fixture->group, WEIR_POSITION_STORED, TRUE);
  g_assert_no_error (collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1)->error);
  g_assert_cmpuint (collector_count_records (collector), ==, 7);
}

/* From its beginning, though the group began at the end. */
static void
test_a_topic_made_later_is_read_whole (KafkaTestFixture *fixture,
                                       gconstpointer     user_data)
{
  g_autofree char *later = NULL;
  g_autoptr(Collector) collector = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_numbers (fixture->settings, fixture->topic, 0, 0, 3, BASE_USEC);
  collector = read_pattern (fixture, user_data != NULL ? fixture->group : NULL, WEIR_POSITION_END, FALSE);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ASSIGNED, 0, 1);
  later = make_topic (fixture, "-later", 6);
  collector_await_records (collector, 6);
  g_assert_cmpint (collector_get_record (collector, 0)->offset, ==, 0);
  g_assert_cmpstr (collector_get_record (collector, 0)->topic, ==, later);
  collector_stop (collector);
}

/* It may go as it came, and come again. */
static void
test_a_topic_that_is_deleted_is_no_error (KafkaTestFixture *fixture,
                                          gconstpointer     user_data)
{
  g_autofree char *gone = NULL;
  g_autofree char *again = NULL;
  g_autoptr(Collector) collector = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  gone = make_topic (fixture, "-gone", 4);
  collector = read_pattern (fixture, NULL, WEIR_POSITION_BEGINNING, FALSE);
  collector_await_records (collector, 4);
  kafka_test_delete_topic (gone);
  collector_await_event (collector, WEIR_INTAKE_EVENT_REVOKED, 0, 1);
  produce_numbers (fixture->settings, fixture->topic, 0, 0, 3, BASE_USEC);
  collector_await_records (collector, 7);
  again = make_topic (fixture, "-gone", 2);
  collector_await_records (collector, 9);
  g_assert_cmpint (collector_await_event (collector, WEIR_INTAKE_EVENT_GAP, 0, 1)->reason, ==, WEIR_INTAKE_REASON_RECREATED);
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_ERROR), ==, 0);
  collector_stop (collector);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autofree char *path = g_strconcat ("/source-patterns/", protocols[i], "/a-group-reads-all-that-match", NULL);

      g_test_add (path, KafkaTestFixture, protocols[i], set_up, test_a_group_reads_all_that_match, kafka_test_fixture_tear_down);
    }
  g_test_add ("/source-patterns/a-topic-made-later-is-read-whole", KafkaTestFixture, NULL, set_up,
              test_a_topic_made_later_is_read_whole, kafka_test_fixture_tear_down);
  g_test_add ("/source-patterns/group/a-topic-made-later-is-read-whole", KafkaTestFixture, protocols[0], set_up,
              test_a_topic_made_later_is_read_whole, kafka_test_fixture_tear_down);
  g_test_add ("/source-patterns/a-topic-that-is-deleted-is-no-error", KafkaTestFixture, NULL, set_up,
              test_a_topic_that_is_deleted_is_no_error, kafka_test_fixture_tear_down);

  return g_test_run ();
}
