#include "collector.h"

/* Groups on the embedded broker: an offset means "delivered", and members share what is read. */

#define BASE_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

static const char * const topic_t[] = { "t", NULL };

typedef struct
{
  WeirBroker   *broker;
  WeirSettings *settings;
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

typedef struct
{
  WeirIntake *intake;
  gboolean    by_positions;  /* taken at record 9, committed after record 29 */
  GArray     *positions;     /* owned, nullable */
  gint64      first;         /* offset; -1: none came */
} Delivery;

/* Ten of fifty records are delivered; those behind them are not, though they were handed out. */
static void
deliver_ten (const WeirMessage *message,
             gpointer           user_data)
{
  Delivery *self = user_data;

  if (self->first < 0)
    self->first = message->offset;
  if (message->offset == 9 && self->by_positions)
    self->positions = weir_intake_dup_positions (self->intake);
  else if (message->offset == 9)
    weir_intake_commit (self->intake);
  else if (message->offset == 29 && self->by_positions)
    weir_intake_commit_positions (self->intake, self->positions);
  else if (message->offset == 49)
    weir_intake_end (self->intake);
}

static gint64
read_as_group (Fixture  *fixture,
               gboolean  by_positions)
{
  static const WeirIntakeHandler handler = { .message = deliver_ten };
  WeirSourceSpec spec = collector_spec (fixture->settings, topic_t);
  Delivery delivery = { .by_positions = by_positions, .first = -1 };

  spec.group = "delivery";
  spec.start.kind = WEIR_POSITION_STORED;
  delivery.intake = weir_source_new (&spec, &handler, &delivery, NULL);
  weir_intake_start (delivery.intake);
  weir_intake_join (delivery.intake);
  g_assert_finalize_object (delivery.intake);
  g_clear_pointer (&delivery.positions, g_array_unref);

  return delivery.first;
}

static void
test_commits_what_was_delivered (Fixture       *fixture,
                                        gconstpointer  user_data)
{
  weir_settings_set (fixture->settings, "session.timeout.ms", "1500");
  weir_settings_set (fixture->settings, "heartbeat.interval.ms", "200");
  produce_numbers (fixture->settings, "t", 0, 0, 50, BASE_USEC);

  g_assert_cmpint (read_as_group (fixture, GPOINTER_TO_INT (user_data)), ==, 0);
  g_assert_cmpint (read_as_group (fixture, FALSE), ==, 10);
}

/* Two members share the partitions; who is left takes them all. */
static void
test_members_share_partitions (Fixture       *fixture,
                              gconstpointer  user_data)
{
  static const char * const topics[] = { "two", NULL };
  WeirSourceSpec spec = collector_spec (fixture->settings, topics);
  g_autoptr(Collector) first = NULL;
  g_autoptr(Collector) second = NULL;

  /* This broker lets the members of a group wait for a session's length. */
  weir_settings_set (fixture->settings, "session.timeout.ms", "1500");
  weir_settings_set (fixture->settings, "heartbeat.interval.ms", "200");
  weir_broker_create_topic (fixture->broker, "two", 2, NULL);
  spec.group = "g";
  spec.start.kind = WEIR_POSITION_STORED;
  first = collector_new (&spec);
  collector_start (first);
  collector_await_event (first, WEIR_INTAKE_EVENT_ASSIGNED, -2, 2);

  second = collector_new (&spec);
  collector_start (second);
  collector_await_event (second, WEIR_INTAKE_EVENT_ASSIGNED, -2, 1);
  collector_await_event (first, WEIR_INTAKE_EVENT_REVOKED, -2, 2);
  collector_stop (second);
  collector_await_event (first, WEIR_INTAKE_EVENT_ASSIGNED, -2, 4);

  produce_numbers (fixture->settings, "two", 0, 0, 5, BASE_USEC);
  produce_numbers (fixture->settings, "two", 1, 0, 5, BASE_USEC);
  collector_await_records (first, 10);
  collector_stop (first);
}

#define ADD(path, user_data, function) \
  g_test_add ("/source-delivery/" path, Fixture, user_data, fixture_set_up, function, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("commits-what-was-delivered", GINT_TO_POINTER (FALSE), test_commits_what_was_delivered);
  ADD ("commits-positions-that-were-delivered", GINT_TO_POINTER (TRUE), test_commits_what_was_delivered);
  ADD ("members-share-partitions", NULL, test_members_share_partitions);

  return g_test_run ();
}
