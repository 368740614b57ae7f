#include "collector.h"

/* A group's offset means "delivered": what is committed, and when, on the embedded broker. */

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

#define ADD(path, user_data, function) \
  g_test_add ("/source-delivery/" path, Fixture, user_data, fixture_set_up, function, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("commits-what-was-delivered", GINT_TO_POINTER (FALSE), test_commits_what_was_delivered);
  ADD ("commits-positions-that-were-delivered", GINT_TO_POINTER (TRUE), test_commits_what_was_delivered);

  return g_test_run ();
}
