#include "kafka-test.h"

#include "data/source/weir-source-private.h"

/*
 * A handler that is slower than the broker. What waits to be read is to stay with librdkafka, which stops fetching when
 * that is enough, rather than to be moved away from there all at once.
 */

/* Repeated, so that they are small on their way here: one answer of the broker has more of them than may wait. */
#define N_PARTITIONS 3
#define N_RECORDS 105000
#define PAYLOAD_BYTES 4096
/* With what librdkafka adds to each, more than 64 MiB. */
#define N_BACKLOG 16000

typedef struct
{
  WeirIntake *source;
  guint64     n_records;
  guint       n_batches;
  gint64      next[N_PARTITIONS];
  guint       n_left;        /* what waited when the second batch began */
  guint64     end_after;     /* the source is told to end at this record; 0: never */
  gboolean    ended;
} Reader;

/* Sleeps over the first record until the broker has filled the queue. */
static void
wait_for_backlog (Reader *self)
{
  while (rd_kafka_queue_length (WEIR_SOURCE (self->source)->records) < N_BACKLOG)
    g_usleep (G_TIME_SPAN_MILLISECOND);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  Reader *self = user_data;

  g_assert_cmpint (message->offset, ==, self->next[message->partition]);
  self->next[message->partition]++;

  if (self->n_records++ == 0)
    wait_for_backlog (self);
  else if (self->n_batches == 1 && self->n_left == 0)
    self->n_left = (guint) rd_kafka_queue_length (WEIR_SOURCE (self->source)->records);
  if (self->n_records == self->end_after)
    weir_intake_end (self->source);
}

static void
on_batch_end (gpointer user_data)
{
  Reader *self = user_data;

  if (self->n_records > 0)
    self->n_batches++;
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  Reader *self = user_data;

  self->ended |= event->kind == WEIR_INTAKE_EVENT_ENDED;
  g_assert_no_error (event->error);
}

static void
set_up (KafkaTestFixture *fixture,
        gconstpointer     user_data)
{
  kafka_test_fixture_set_up (fixture, GUINT_TO_POINTER (N_PARTITIONS));
}

static void
produce (KafkaTestFixture *fixture)
{
  g_autofree char *payload = g_strnfill (PAYLOAD_BYTES, 'x');
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirProducer) producer = weir_producer_new (fixture->settings, &error);
  WeirMessage message = { .topic = fixture->topic, .time_usec = WEIR_NO_TIME, .payload = payload,
                          .payload_length = PAYLOAD_BYTES };

  g_assert_no_error (error);
  for (guint i = 0; i < N_RECORDS; i++)
    {
      message.partition = (gint32) (i % N_PARTITIONS);
      weir_producer_send (producer, &message, TRUE, &error);
      g_assert_no_error (error);
    }
  weir_producer_flush (producer, 0, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
read_all (KafkaTestFixture *fixture,
          Reader           *self,
          gboolean          as_member)
{
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  WeirSourceSpec spec = collector_spec (fixture->settings, fixture->topics);
  g_autoptr(GError) error = NULL;

  spec.group = as_member ? fixture->group : NULL;
  produce (fixture);
  /* Larger answers than Weir asks for by itself, and room for what they unpack to, so that
   * more waits than a batch takes. */
  weir_settings_set (fixture->settings, "fetch.message.max.bytes", "524288");
  weir_settings_set (fixture->settings, "fetch.max.bytes", "52428800");
  weir_settings_set (fixture->settings, "queued.max.messages.kbytes", "65536");
  spec.stop.kind = WEIR_POSITION_END;
  self->source = weir_source_new (&spec, &handler, self, &error);
  g_assert_no_error (error);
  weir_intake_start (self->source);
  weir_intake_join (self->source);
  g_clear_object (&self->source);
  g_assert_true (self->ended);
}

static void
test_backlog_is_taken_in_batches_and_whole (KafkaTestFixture *fixture,
                                          gconstpointer     user_data)
{
  Reader reader = { 0 };

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  read_all (fixture, &reader, user_data != NULL);
  g_assert_cmpuint (reader.n_records, ==, N_RECORDS);
  for (guint i = 0; i < N_PARTITIONS; i++)
    g_assert_cmpint (reader.next[i], ==, N_RECORDS / N_PARTITIONS);
  /* All but the first batch were still where librdkafka counts them. */
  g_assert_cmpuint (reader.n_left, >=, N_BACKLOG - 1000);
}

static void
test_reading_ends_within_a_backlog (KafkaTestFixture *fixture,
                                    gconstpointer     user_data)
{
  Reader reader = { .end_after = N_RECORDS - 10000 };

  if (!kafka_test_begin ("WEIR_TEST_KAFKA"))
    return;

  read_all (fixture, &reader, user_data != NULL);
  g_assert_cmpuint (reader.n_records, >=, N_RECORDS - 10000);
  g_assert_cmpuint (reader.n_records, <, N_RECORDS);
}

#define ADD_BOTH(path, function)                                                                              \
  g_test_add ("/backlog/" path, KafkaTestFixture, NULL, set_up, function, kafka_test_fixture_tear_down); \
  g_test_add ("/backlog/group/" path, KafkaTestFixture, "member", set_up, function, kafka_test_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_BOTH ("is-taken-in-batches-and-whole", test_backlog_is_taken_in_batches_and_whole);
  ADD_BOTH ("reading-ends-within-it", test_reading_ends_within_a_backlog);

  return g_test_run ();
}
