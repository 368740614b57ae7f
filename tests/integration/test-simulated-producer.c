#include "collector.h"

#include "data/source/weir-simulated-producer.h"
#include "data/source/weir-retention.h"

static WeirSimulatedProducerSpec
producer_spec (WeirBroker   *broker,
               WeirSettings *settings)
{
  return (WeirSimulatedProducerSpec) {
    .settings = settings,
    .broker = broker,
    .simulator = WEIR_SIMULATOR_SPEC_INIT,
    .history_usec = 10 * G_TIME_SPAN_MINUTE,
    .history_records_per_second = 20.0,
    .duration_usec = 300 * G_TIME_SPAN_MILLISECOND,
    .n_partitions = 2,
  };
}

static void
test_simulated_producer_fills_the_past_and_goes_on (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirBroker) broker = weir_broker_new (1, &error);
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  WeirSimulatedProducerSpec spec = producer_spec (broker, settings);
  g_autoptr(WeirSimulatedProducer) producer = weir_simulated_producer_new (&spec, &error);
  g_autofree const char **topics = weir_simulator_topics (WEIR_FEED_ALL);
  WeirSourceSpec source_spec = collector_spec (settings, (const char * const *) topics);
  g_autoptr(Collector) collector = NULL;
  WeirProducerCounts counts;
  gint64 begin_usec = g_get_real_time ();
  gboolean any_old = FALSE;

  g_assert_no_error (error);
  weir_simulated_producer_start (producer);
  weir_simulated_producer_join (producer);
  g_assert_cmpint (weir_simulated_producer_get_phase (producer), ==, WEIR_SIMULATED_PRODUCER_ENDED);
  error = weir_simulated_producer_dup_error (producer);
  g_assert_no_error (error);

  weir_simulated_producer_get_counts (producer, &counts);
  g_assert_cmpuint (counts.n_delivered, ==, counts.n_sent);
  g_assert_cmpuint (counts.n_sent, >, 11000);

  source_spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&source_spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);
  g_assert_cmpuint (collector_count_records (collector), ==, counts.n_sent);
  for (guint i = 0; i < counts.n_sent; i++)
    any_old |= collector_get_record (collector, i)->time_usec < begin_usec - 9 * G_TIME_SPAN_MINUTE;
  g_assert_true (any_old);
  /* Six topics of two partitions. */
  g_assert_cmpuint (collector_count_events (collector, WEIR_INTAKE_EVENT_PARTITION_DONE), ==, 12);
}

static void
test_simulated_producer_stops_without_a_broker (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirBroker) broker = weir_broker_new (1, &error);
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  WeirSimulatedProducerSpec spec = producer_spec (broker, settings);
  g_autoptr(WeirSimulatedProducer) producer = NULL;

  weir_broker_set_up (broker, -1, FALSE);
  weir_settings_set (settings, "queue.buffering.max.messages", "100");
  spec.duration_usec = 0;
  producer = weir_simulated_producer_new (&spec, &error);
  g_assert_no_error (error);
  weir_simulated_producer_start (producer);
  weir_simulated_producer_stop (producer);
  weir_simulated_producer_join (producer);
  error = weir_simulated_producer_dup_error (producer);
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
}

static void
send_batch (WeirProducer *producer,
            guint         n)
{
  g_autoptr(GError) error = NULL;
  WeirMessage message = { .topic = "kept", .partition = 0, .time_usec = WEIR_NO_TIME, .payload = "x", .payload_length = 1 };

  for (guint i = 0; i < n; i++)
    weir_producer_send (producer, &message, TRUE, &error);
  weir_producer_flush (producer, 20000, NULL, NULL, &error);
  g_assert_no_error (error);
}

static gint64
first_offset (WeirSettings *settings)
{
  const char * const topics[] = { "kept", NULL };
  WeirSourceSpec spec = collector_spec (settings, topics);
  g_autoptr(Collector) collector = NULL;

  spec.stop.kind = WEIR_POSITION_END;
  collector = collector_new (&spec);
  collector_start (collector);
  collector_await_event (collector, WEIR_INTAKE_EVENT_ENDED, -1, 1);

  return collector_count_records (collector) > 0 ? collector_get_record (collector, 0)->offset : -1;
}

static void
test_old_records_are_forgotten (void)
{
  const char * const topics[] = { "kept", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirBroker) broker = weir_broker_new (1, &error);
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  g_autoptr(WeirProducer) producer = weir_producer_new (settings, &error);
  g_autoptr(WeirRetention) retention = NULL;

  weir_broker_create_topic (broker, "kept", 1, &error);
  g_assert_no_error (error);
  retention = weir_retention_new (broker, producer, topics, 1, 60);

  weir_retention_look (retention, 0);
  send_batch (producer, 10);
  weir_retention_look (retention, 100);
  send_batch (producer, 5);
  weir_retention_look (retention, 130);
  send_batch (producer, 2);
  weir_retention_look (retention, 159);
  g_assert_cmpint (first_offset (settings), ==, 0);
  weir_retention_look (retention, 160);
  g_assert_cmpint (first_offset (settings), ==, 10);
  weir_retention_look (retention, 195);
  g_assert_cmpint (first_offset (settings), ==, 15);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/simulated-producer/fills-the-past-and-goes-on", test_simulated_producer_fills_the_past_and_goes_on);
  g_test_add_func ("/simulated-producer/old-records-are-forgotten", test_old_records_are_forgotten);
  g_test_add_func ("/simulated-producer/stops-without-a-broker", test_simulated_producer_stops_without_a_broker);

  return g_test_run ();
}
