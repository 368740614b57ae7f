#include "collector.h"

#include "data/source/weir-feeder.h"

static WeirFeederSpec
feeder_spec (WeirBroker   *broker,
             WeirSettings *settings)
{
  return (WeirFeederSpec) {
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
test_feeder_fills_the_past_and_goes_on (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirBroker) broker = weir_broker_new (1, &error);
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  WeirFeederSpec spec = feeder_spec (broker, settings);
  g_autoptr(WeirFeeder) feeder = weir_feeder_new (&spec, &error);
  g_autofree const char **topics = weir_simulator_topics (WEIR_FEED_ALL);
  WeirSourceSpec source_spec = collector_spec (settings, (const char * const *) topics);
  g_autoptr(Collector) collector = NULL;
  WeirProducerCounts counts;
  gint64 begin_usec = g_get_real_time ();
  gboolean any_old = FALSE;

  g_assert_no_error (error);
  weir_feeder_start (feeder);
  weir_feeder_join (feeder);
  g_assert_cmpint (weir_feeder_get_phase (feeder), ==, WEIR_FEEDER_ENDED);
  error = weir_feeder_dup_error (feeder);
  g_assert_no_error (error);

  weir_feeder_get_counts (feeder, &counts);
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
test_feeder_stops_without_a_broker (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirBroker) broker = weir_broker_new (1, &error);
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  WeirFeederSpec spec = feeder_spec (broker, settings);
  g_autoptr(WeirFeeder) feeder = NULL;

  weir_broker_set_up (broker, -1, FALSE);
  weir_settings_set (settings, "queue.buffering.max.messages", "100");
  spec.duration_usec = 0;
  feeder = weir_feeder_new (&spec, &error);
  g_assert_no_error (error);
  weir_feeder_start (feeder);
  weir_feeder_stop (feeder);
  weir_feeder_join (feeder);
  error = weir_feeder_dup_error (feeder);
  g_assert_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNREACHABLE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/feeder/fills-the-past-and-goes-on", test_feeder_fills_the_past_and_goes_on);
  g_test_add_func ("/feeder/stops-without-a-broker", test_feeder_stops_without_a_broker);

  return g_test_run ();
}
