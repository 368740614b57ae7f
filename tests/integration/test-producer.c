#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"
#include "data/source/weir-source.h"

#include <string.h>

static WeirMessage
record (const char *topic,
        gint32      partition,
        const char *key,
        const char *payload)
{
  return (WeirMessage) {
    .topic = topic,
    .partition = partition,
    .time_usec = WEIR_NO_TIME,
    .key = key,
    .key_length = key != NULL ? strlen (key) : 0,
    .payload = payload,
    .payload_length = payload != NULL ? strlen (payload) : 0,
  };
}

static WeirBroker *
broker_new (void)
{
  g_autoptr(GError) error = NULL;
  WeirBroker *broker = weir_broker_new (1, &error);

  g_assert_no_error (error);
  return broker;
}

static void
test_producer_delivers_and_counts (void)
{
  g_autoptr(WeirBroker) broker = broker_new ();
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  g_autoptr(WeirProducer) producer = NULL;
  g_autoptr(GError) error = NULL;
  WeirProducerCounts counts;

  weir_broker_create_topic (broker, "t", 3, &error);
  g_assert_no_error (error);
  producer = weir_producer_new (settings, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < 5000; i++)
    {
      WeirMessage message = record ("t", -1, "key", "payload");

      g_assert_true (weir_producer_send (producer, &message, TRUE, &error));
    }
  g_assert_true (weir_producer_flush (producer, 20000, NULL, NULL, &error));
  g_assert_no_error (error);

  weir_producer_get_counts (producer, &counts);
  g_assert_cmpuint (counts.n_sent, ==, 5000);
  g_assert_cmpuint (counts.n_delivered, ==, 5000);
  g_assert_cmpuint (counts.n_failed, ==, 0);
}

static void
test_producer_full_queue_is_said (void)
{
  g_autoptr(WeirBroker) broker = broker_new ();
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  g_autoptr(WeirProducer) producer = NULL;
  g_autoptr(GError) error = NULL;
  guint n_taken = 0;

  weir_broker_set_up (broker, -1, FALSE);
  weir_settings_set (settings, "queue.buffering.max.messages", "10");
  producer = weir_producer_new (settings, &error);
  g_assert_no_error (error);

  for (;;)
    {
      WeirMessage message = record ("t", -1, NULL, "payload");

      if (!weir_producer_send (producer, &message, FALSE, &error))
        break;
      n_taken++;
    }
  g_assert_cmpuint (n_taken, ==, 10);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

static void
test_producer_unreachable_broker_ends_flush (void)
{
  g_autoptr(WeirBroker) broker = broker_new ();
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  g_autoptr(WeirProducer) producer = NULL;
  g_autoptr(GError) error = NULL;
  WeirMessage message = record ("t", -1, NULL, "payload");

  weir_broker_set_up (broker, -1, FALSE);
  producer = weir_producer_new (settings, &error);
  g_assert_true (weir_producer_send (producer, &message, TRUE, &error));
  g_assert_false (weir_producer_flush (producer, 200, NULL, NULL, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
}

static gboolean
give_up (guint64  n_waiting,
         gpointer user_data)
{
  *(guint64 *) user_data = n_waiting;
  return FALSE;
}

static void
test_producer_flush_can_be_given_up (void)
{
  g_autoptr(WeirBroker) broker = broker_new ();
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  g_autoptr(WeirProducer) producer = NULL;
  g_autoptr(GError) error = NULL;
  WeirMessage message = record ("t", -1, NULL, "payload");
  guint64 n_waiting = 0;

  weir_broker_set_up (broker, -1, FALSE);
  producer = weir_producer_new (settings, &error);
  g_assert_true (weir_producer_send (producer, &message, TRUE, &error));
  g_assert_false (weir_producer_flush (producer, 0, give_up, &n_waiting, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
  g_assert_cmpuint (n_waiting, ==, 1);
}

static void
test_producer_refused_record_is_counted (void)
{
  g_autoptr(WeirBroker) broker = broker_new ();
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  g_autoptr(WeirProducer) producer = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) first = NULL;
  WeirMessage message = record ("t", 0, NULL, "payload");
  WeirProducerCounts counts;

  /* TOPIC_AUTHORIZATION_FAILED */
  weir_broker_create_topic (broker, "t", 1, NULL);
  weir_broker_fail_requests (broker, WEIR_BROKER_REQUEST_PRODUCE, 29, 1);
  weir_settings_set (settings, "enable.idempotence", "false");
  producer = weir_producer_new (settings, &error);
  g_assert_true (weir_producer_send (producer, &message, TRUE, &error));
  g_assert_false (weir_producer_flush (producer, 20000, NULL, NULL, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN);

  weir_producer_get_counts (producer, &counts);
  g_assert_cmpuint (counts.n_failed, ==, 1);
  first = weir_producer_dup_first_error (producer);
  g_assert_error (first, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN);
  g_assert_nonnull (strstr (first->message, "“t”"));
}

static void
test_producer_missing_topic_is_said (void)
{
  g_autoptr(WeirBroker) broker = broker_new ();
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  g_autoptr(WeirProducer) producer = NULL;
  g_autoptr(GError) error = NULL;

  weir_broker_create_topic (broker, "t", 3, &error);
  g_assert_no_error (error);
  producer = weir_producer_new (settings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (weir_producer_count_partitions (producer, "t", 10000, &error), ==, 3);
  g_assert_no_error (error);

  /* UNKNOWN_TOPIC_OR_PART: what a broker answers that makes no topics by itself. */
  weir_broker_create_topic (broker, "gone", 1, &error);
  weir_broker_set_topic_error (broker, "gone", 3);
  g_assert_cmpuint (weir_producer_count_partitions (producer, "gone", 300, &error), ==, 0);
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC);
  g_assert_nonnull (strstr (error->message, "“gone”"));
}

static void
test_producer_number_of_partitions_is_checked (void)
{
  g_autoptr(WeirBroker) broker = broker_new ();
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  g_autoptr(WeirProducer) producer = NULL;
  g_autoptr(GError) error = NULL;

  weir_broker_create_topic (broker, "t", 3, NULL);
  producer = weir_producer_new (settings, &error);
  g_assert_true (weir_producer_create_topic (producer, "t", 3, 10000, &error));
  g_assert_no_error (error);
  g_assert_false (weir_producer_create_topic (producer, "t", 5, 10000, &error));
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/producer/delivers-and-counts", test_producer_delivers_and_counts);
  g_test_add_func ("/producer/full-queue-is-said", test_producer_full_queue_is_said);
  g_test_add_func ("/producer/unreachable-broker-ends-flush",
                   test_producer_unreachable_broker_ends_flush);
  g_test_add_func ("/producer/flush-can-be-given-up", test_producer_flush_can_be_given_up);
  g_test_add_func ("/producer/refused-record-is-counted", test_producer_refused_record_is_counted);
  g_test_add_func ("/producer/missing-topic-is-said", test_producer_missing_topic_is_said);
  g_test_add_func ("/producer/number-of-partitions-is-checked",
                   test_producer_number_of_partitions_is_checked);

  return g_test_run ();
}
