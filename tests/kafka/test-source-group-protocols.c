#include "kafka-test.h"

#include <string.h>

/* The ways in which the members of a group share its partitions, and what refuses a member. */

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  const char *name;
  const char *property;
  const char *value;
} Protocol;

static const Protocol protocols[] = {
  { "range", NULL, NULL },
  { "roundrobin", "partition.assignment.strategy", "roundrobin" },
  { "cooperative-sticky", "partition.assignment.strategy", "cooperative-sticky" },
  { "consumer", "group.protocol", "consumer" },
};

static void
set_up (KafkaTestFixture *fixture,
        gconstpointer     user_data)
{
  kafka_test_fixture_set_up (fixture, GUINT_TO_POINTER (4));
}

/* Producers would warn of a member's properties. */
static Collector *
member_new (KafkaTestFixture *fixture,
            const char       *property,
            const char       *value,
            WeirPositionKind  start)
{
  g_autoptr(WeirSettings) settings = kafka_test_settings ();
  WeirSourceSpec spec = collector_spec (settings, fixture->topics);

  if (property != NULL)
    weir_settings_set (settings, property, value);
  weir_settings_set (settings, "topic.metadata.refresh.interval.ms", "1000");
  spec.group = fixture->group;
  spec.start.kind = start;
  return collector_new (&spec);
}

static void
produce_to_all (KafkaTestFixture *fixture,
                guint             n_partitions,
                guint             first,
                guint             count)
{
  for (guint i = 0; i < n_partitions; i++)
    produce_numbers (fixture->settings, fixture->topic, (gint32) i, first, count, BASE_USEC);
}

/* Each offset of each partition is in what the members read. */
static void
assert_covered (Collector *const *members,
                guint             n_members,
                guint             n_partitions,
                gint64            from,
                gint64            to)
{
  for (guint p = 0; p < n_partitions; p++)
    {
      g_autofree gboolean *seen = g_new0 (gboolean, to);

      for (guint i = 0; i < n_members; i++)
        for (guint j = 0; j < collector_count_records (members[i]); j++)
          {
            const CollectedRecord *record = collector_get_record (members[i], j);

            if (record->partition == (gint32) p)
              seen[record->offset] = TRUE;
          }
      for (gint64 offset = from; offset < to; offset++)
        g_assert_true (seen[offset]);
    }
}

static guint
count_committed (Collector *collector,
                 gint64     offset)
{
  g_autoptr(GArray) status = weir_intake_dup_status (collector_get_source (collector));
  guint n = 0;

  for (guint i = 0; i < status->len; i++)
    n += g_array_index (status, WeirPartitionStatus, i).committed == offset;

  return n;
}

/* Until @offset is committed of so many partitions. */
static void
commit (Collector *collector,
        guint      n_partitions,
        gint64     offset)
{
  while (count_committed (collector, offset) < n_partitions)
    {
      collector_commit (collector);
      g_usleep (50 * G_TIME_SPAN_MILLISECOND);
    }
}

/* One member has all, shares with a second, and takes all back. */
static void
test_protocol_shares_and_takes_back (KafkaTestFixture *fixture,
                                     gconstpointer     user_data)
{
  const Protocol *protocol = user_data;
  g_autoptr(Collector) first = NULL;
  g_autoptr(Collector) second = NULL;
  Collector *members[2];

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_to_all (fixture, 4, 0, 10);
  first = member_new (fixture, protocol->property, protocol->value, WEIR_POSITION_STORED);
  collector_start (first);
  collector_await_records (first, 40);
  commit (first, 4, 10);

  second = member_new (fixture, protocol->property, protocol->value, WEIR_POSITION_STORED);
  collector_start (second);
  collector_await_event (second, WEIR_INTAKE_EVENT_ASSIGNED, -2, 2);
  produce_to_all (fixture, 4, 10, 10);
  collector_await_records (second, 20);
  commit (second, 2, 20);
  commit (first, 2, 20);
  collector_stop (second);
  commit (first, 4, 20);

  produce_to_all (fixture, 4, 20, 10);
  members[0] = first;
  members[1] = second;
  collector_await_records (first, 40 + 20 + 40);
  collector_stop (first);
  assert_covered (members, 2, 4, 0, 30);
  g_assert_cmpuint (collector_count_records (first) + collector_count_records (second), ==, 120);
  g_assert_cmpuint (collector_count_events (first, WEIR_INTAKE_EVENT_ERROR), ==, 0);
  g_assert_cmpuint (collector_count_events (second, WEIR_INTAKE_EVENT_ERROR), ==, 0);
  g_assert_cmpuint (kafka_test_count_members (fixture->group), ==, 0);
}

/* “End” is where a group begins that has no offsets, not where a partition goes on that changes hands. */
static void
test_protocol_end_loses_nothing (KafkaTestFixture *fixture,
                                 gconstpointer     user_data)
{
  const Protocol *protocol = user_data;
  g_autoptr(Collector) first = NULL;
  g_autoptr(Collector) second = NULL;
  Collector *members[2];

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_to_all (fixture, 4, 0, 5);
  first = member_new (fixture, protocol->property, protocol->value, WEIR_POSITION_END);
  collector_start (first);
  /* From here on nothing may be lost, though nothing was delivered and committed yet. */
  commit (first, 4, 5);
  produce_to_all (fixture, 4, 5, 5);
  collector_await_records (first, 20);
  collector_stop (first);
  produce_to_all (fixture, 4, 10, 5);

  second = member_new (fixture, protocol->property, protocol->value, WEIR_POSITION_END);
  collector_start (second);
  collector_await_records (second, 40);
  collector_stop (second);
  members[0] = first;
  members[1] = second;
  assert_covered (members, 2, 4, 5, 15);
  assert_covered (members + 1, 1, 4, 5, 15);
}

/* Who gets a partition next goes on where the group began, though nothing was delivered: without a word of the first
 * member, whose commits are only of what its reader has. */
static void
test_protocol_end_is_where_the_group_begins (KafkaTestFixture *fixture,
                                             gconstpointer     user_data)
{
  const Protocol *protocol = user_data;
  g_autoptr(Collector) first = NULL;
  g_autoptr(Collector) second = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_to_all (fixture, 4, 0, 5);
  first = member_new (fixture, protocol->property, protocol->value, WEIR_POSITION_END);
  collector_start (first);
  collector_await_event (first, WEIR_INTAKE_EVENT_ASSIGNED, -2, 4);
  collector_stop (first);
  produce_to_all (fixture, 4, 5, 5);

  second = member_new (fixture, protocol->property, protocol->value, WEIR_POSITION_END);
  collector_start (second);
  collector_await_event (second, WEIR_INTAKE_EVENT_ASSIGNED, -2, 4);
  for (gint32 i = 0; i < 4; i++)
    g_assert_cmpint (collector_await_event (second, WEIR_INTAKE_EVENT_ASSIGNED, i, 1)->from, ==, 5);
  collector_await_records (second, 20);
  collector_stop (second);
  g_assert_cmpuint (collector_count_records (first), ==, 0);
  assert_covered (&second, 1, 4, 5, 10);
}

/* Of a partition that is added all records are read, wherever the group began. */
static void
test_protocol_added_partition_is_read_whole (KafkaTestFixture *fixture,
                                             gconstpointer     user_data)
{
  const Protocol *protocol = user_data;
  g_autoptr(Collector) collector = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  collector = member_new (fixture, protocol->property, protocol->value, WEIR_POSITION_END);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ASSIGNED, -2, 4);
  kafka_test_add_partitions (fixture->topic, 5);
  produce_numbers (fixture->settings, fixture->topic, 4, 0, 5, BASE_USEC);
  collector_await_records (collector, 5);
  collector_stop (collector);
  g_assert_cmpint (collector_get_record (collector, 0)->partition, ==, 4);
  g_assert_cmpint (collector_get_record (collector, 0)->offset, ==, 0);
}

static void
assert_refused (Collector *collector)
{
  CollectedEvent *event = collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);

  g_assert_error (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN);
  collector_await_state (collector, WEIR_INTAKE_STATE_FAILED, 1);
}

static void
test_protocol_other_than_the_groups_is_refused (KafkaTestFixture *fixture,
                                                gconstpointer     user_data)
{
  g_autoptr(Collector) first = NULL;
  g_autoptr(Collector) second = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  first = member_new (fixture, NULL, NULL, WEIR_POSITION_STORED);
  collector_start (first);
  collector_await_event (first, WEIR_INTAKE_EVENT_ASSIGNED, -2, 4);
  second = member_new (fixture, "partition.assignment.strategy", "cooperative-sticky", WEIR_POSITION_STORED);
  collector_start (second);
  assert_refused (second);
}

static void
test_protocol_member_that_is_replaced_ends (KafkaTestFixture *fixture,
                                            gconstpointer     user_data)
{
  g_autoptr(Collector) first = NULL;
  g_autoptr(Collector) second = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  first = member_new (fixture, "group.instance.id", "one", WEIR_POSITION_STORED);
  collector_start (first);
  collector_await_event (first, WEIR_INTAKE_EVENT_ASSIGNED, -2, 4);
  second = member_new (fixture, "group.instance.id", "one", WEIR_POSITION_STORED);
  collector_start (second);
  assert_refused (first);
  collector_await_event (second, WEIR_INTAKE_EVENT_ASSIGNED, -2, 4);
}

/* An error that ends the run, and a stop before anything was assigned: the group is left. */
static void
test_protocol_every_way_out_leaves (KafkaTestFixture *fixture,
                                    gconstpointer     user_data)
{
  const char *topics[] = { NULL, "there-is-no-such-topic", NULL };
  WeirSourceSpec spec;
  g_autoptr(Collector) failed = NULL;
  g_autoptr(Collector) stopped = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  topics[0] = fixture->topic;
  spec = collector_spec (fixture->settings, topics);
  spec.group = fixture->group;
  spec.deadline_msec = 3000;
  failed = collector_new (&spec);
  collector_start (failed);
  g_assert_error (collector_await_event (failed, WEIR_INTAKE_EVENT_ENDED, -1, 1)->error, WEIR_SOURCE_ERROR,
                  WEIR_SOURCE_ERROR_UNKNOWN_TOPIC);
  weir_intake_join (collector_get_source (failed));
  g_assert_cmpuint (kafka_test_count_members (fixture->group), ==, 0);

  stopped = member_new (fixture, NULL, NULL, WEIR_POSITION_STORED);
  collector_start (stopped);
  collector_await_state (stopped, WEIR_INTAKE_STATE_CONNECTING, 1);
  collector_stop (stopped);
  g_assert_cmpuint (kafka_test_count_members (fixture->group), ==, 0);
}

/* While another member is there, who joins waits until that one has asked again; leaving waits for it too. */
static void
test_protocol_leaving_while_joining_leaves (KafkaTestFixture *fixture,
                                            gconstpointer     user_data)
{
  g_autoptr(Collector) first = NULL;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  first = member_new (fixture, NULL, NULL, WEIR_POSITION_STORED);
  collector_start (first);
  collector_await_event (first, WEIR_INTAKE_EVENT_ASSIGNED, -2, 4);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(Collector) second = member_new (fixture, NULL, NULL, WEIR_POSITION_STORED);

      collector_start (second);
      /* It is known to the group by now, or joins: which of them, the clock decides. */
      while (kafka_test_count_members (fixture->group) < 2)
        ;
      collector_stop (second);
      g_assert_cmpuint (kafka_test_count_members (fixture->group), ==, 1);
    }
}

/* Whenever it is, of its fetchers and its coordinator one is done first: which of them, the clock decides. */
static void
test_protocol_each_stop_leaves (KafkaTestFixture *fixture,
                                gconstpointer     user_data)
{
  const Protocol *protocol = user_data;

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  produce_to_all (fixture, 4, 0, 10);
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr(Collector) collector = member_new (fixture, protocol->property, protocol->value, WEIR_POSITION_BEGINNING);

      collector_start (collector);
      collector_await_records (collector, 40);
      collector_stop (collector);
      g_assert_cmpuint (kafka_test_count_members (fixture->group), ==, 0);
    }
}

static void
add_all (const char *name,
         void      (*function) (KafkaTestFixture *fixture,
                                gconstpointer     user_data))
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autofree char *path = g_strconcat ("/group-protocols/", protocols[i].name, "/", name, NULL);

      g_test_add (path, KafkaTestFixture, &protocols[i], set_up, function, kafka_test_fixture_tear_down);
    }
}

#define ADD(path, function) \
  g_test_add ("/group-protocols/" path, KafkaTestFixture, NULL, set_up, function, kafka_test_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_all ("shares-and-takes-back", test_protocol_shares_and_takes_back);
  add_all ("end-loses-nothing", test_protocol_end_loses_nothing);
  add_all ("end-is-where-the-group-begins", test_protocol_end_is_where_the_group_begins);
  add_all ("each-stop-leaves", test_protocol_each_stop_leaves);
  add_all ("added-partition-is-read-whole", test_protocol_added_partition_is_read_whole);
  ADD ("other-than-the-groups-is-refused", test_protocol_other_than_the_groups_is_refused);
  ADD ("member-that-is-replaced-ends", test_protocol_member_that_is_replaced_ends);
  ADD ("every-way-out-leaves", test_protocol_every_way_out_leaves);
  ADD ("leaving-while-joining-leaves", test_protocol_leaving_while_joining_leaves);

  return g_test_run ();
}
