#include "data/source/weir-random.h"
#include "data/source/weir-simulator.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define START_USEC (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

static WeirSimulatorSpec
clean_spec (WeirFeeds feeds)
{
  WeirSimulatorSpec spec = WEIR_SIMULATOR_SPEC_INIT;

  spec.feeds = feeds;
  spec.start_usec = START_USEC;
  spec.late_rate = 0.0;
  spec.duplicate_rate = 0.0;
  spec.malformed_rate = 0.0;
  return spec;
}

/* Everything that makes up the first @count records of a feed set, as one text. */
static char *
transcript (const WeirSimulatorSpec *spec,
            guint                    count,
            const char              *only_topic)
{
  g_autoptr(WeirSimulator) simulator = weir_simulator_new (spec);
  GString *text = g_string_new (NULL);
  WeirSimulated simulated;

  while (count > 0)
    {
      weir_simulator_next (simulator, &simulated);
      if (only_topic != NULL && !g_str_equal (simulated.topic, only_topic))
        continue;
      g_string_append_printf (text, "%s %s %.*s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                              simulated.topic, simulated.key, (int) simulated.payload_length,
                              simulated.payload, simulated.time_usec, simulated.produced_usec);
      count--;
    }

  return g_string_free (text, FALSE);
}

/* The reference implementation's numbers for the state 1, 2, 3, 4. */
static void
test_random_is_xoshiro (void)
{
  WeirRandom random = { { 1, 2, 3, 4 } };

  g_assert_cmpuint (weir_random_next (&random), ==, 11520);
  g_assert_cmpuint (weir_random_next (&random), ==, 0);
  g_assert_cmpuint (weir_random_next (&random), ==, 1509978240);
  g_assert_cmpuint (weir_random_next (&random), ==, G_GUINT64_CONSTANT (1215971899390074240));
}

static void
test_simulator_same_seed_same_records (void)
{
  WeirSimulatorSpec spec = WEIR_SIMULATOR_SPEC_INIT;
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;

  spec.start_usec = START_USEC;
  first = transcript (&spec, 20000, NULL);
  again = transcript (&spec, 20000, NULL);
  g_assert_cmpstr (first, ==, again);

  spec.seed = 2;
  other = transcript (&spec, 20000, NULL);
  g_assert_cmpstr (first, !=, other);
}

static void
test_simulator_feeds_are_independent (void)
{
  WeirSimulatorSpec two = clean_spec (WEIR_FEED_SENSORS | WEIR_FEED_STOCKS);
  WeirSimulatorSpec one = clean_spec (WEIR_FEED_STOCKS);
  g_autofree char *among = NULL;
  g_autofree char *alone = NULL;

  /* The same rate of stocks: their share is 0.45 of 0.65. */
  two.records_per_second = 65.0;
  one.records_per_second = 45.0;
  among = transcript (&two, 1000, WEIR_TOPIC_STOCKS);
  alone = transcript (&one, 1000, WEIR_TOPIC_STOCKS);
  g_assert_cmpstr (among, ==, alone);
}

static void
test_simulator_production_never_goes_back (void)
{
  WeirSimulatorSpec spec = WEIR_SIMULATOR_SPEC_INIT;
  g_autoptr(WeirSimulator) simulator = NULL;
  gint64 last_usec = 0;
  guint n_late = 0;

  spec.start_usec = START_USEC;
  spec.late_rate = 0.05;
  spec.duplicate_rate = 0.05;
  simulator = weir_simulator_new (&spec);
  for (guint i = 0; i < 50000; i++)
    {
      WeirSimulated simulated;

      weir_simulator_next (simulator, &simulated);
      g_assert_cmpint (simulated.produced_usec, >=, last_usec);
      g_assert_cmpint (simulated.produced_usec, >=, simulated.time_usec);
      last_usec = simulated.produced_usec;
      if (simulated.produced_usec - simulated.time_usec >= 2 * G_TIME_SPAN_SECOND)
        n_late++;
    }
  /* One in twenty, but for those still on their way. */
  g_assert_cmpuint (n_late, >, 1500);
  g_assert_cmpuint (n_late, <, 2600);
}

static void
test_simulator_rate_is_kept (void)
{
  WeirSimulatorSpec spec = clean_spec (WEIR_FEED_STOCKS);
  g_autoptr(WeirSimulator) simulator = weir_simulator_new (&spec);
  WeirSimulated simulated;
  double seconds;

  for (guint i = 0; i < 40000; i++)
    weir_simulator_next (simulator, &simulated);
  seconds = (double) (simulated.produced_usec - START_USEC) / 1e6;
  g_assert_cmpfloat_with_epsilon (40000.0 / seconds, 200.0, 4.0);
}

static void
test_simulator_clean_payloads_are_json_of_their_time (void)
{
  WeirSimulatorSpec spec = clean_spec (WEIR_FEED_ALL & ~WEIR_FEED_TICKERS);
  g_autoptr(WeirSimulator) simulator = weir_simulator_new (&spec);

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr(JsonParser) parser = json_parser_new ();
      g_autoptr(GError) error = NULL;
      WeirSimulated simulated;
      JsonObject *object;

      weir_simulator_next (simulator, &simulated);
      json_parser_load_from_data (parser, simulated.payload, (gssize) simulated.payload_length, &error);
      g_assert_no_error (error);
      object = json_node_get_object (json_parser_get_root (parser));
      g_assert_cmpint (json_object_get_int_member (object, "timestamp"), ==, simulated.time_usec / 1000);
    }
}

static void
test_simulator_tickers_are_bare_prices (void)
{
  WeirSimulatorSpec spec = clean_spec (WEIR_FEED_TICKERS);
  g_autoptr(WeirSimulator) simulator = weir_simulator_new (&spec);

  for (guint i = 0; i < 1000; i++)
    {
      WeirSimulated simulated;
      char *end;

      weir_simulator_next (simulator, &simulated);
      g_assert_cmpfloat (g_ascii_strtod (simulated.payload, &end), >, 50.0);
      g_assert_cmpint (end - simulated.payload, ==, simulated.payload_length);
    }
}

static void
test_simulator_malformed_records_are_broken (void)
{
  WeirSimulatorSpec spec = clean_spec (WEIR_FEED_STOCKS);
  g_autoptr(WeirSimulator) simulator = NULL;

  spec.malformed_rate = 1.0;
  simulator = weir_simulator_new (&spec);
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr(JsonParser) parser = json_parser_new_immutable ();
      WeirSimulated simulated;

      weir_simulator_next (simulator, &simulated);
      g_assert_false (json_parser_load_from_data (parser, simulated.payload,
                                                  (gssize) simulated.payload_length, NULL)
                      && !g_str_has_suffix (simulated.payload, "}{"));
    }
}

static void
test_simulator_duplicates_repeat_a_record (void)
{
  WeirSimulatorSpec spec = clean_spec (WEIR_FEED_STOCKS);
  g_autoptr(WeirSimulator) simulator = NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_again = 0;

  spec.duplicate_rate = 1.0;
  simulator = weir_simulator_new (&spec);
  for (guint i = 0; i < 4000; i++)
    {
      WeirSimulated simulated;

      weir_simulator_next (simulator, &simulated);
      if (!g_hash_table_add (seen, g_strndup (simulated.payload, simulated.payload_length)))
        n_again++;
    }
  /* Half of them, but for those still on their way. */
  g_assert_cmpuint (n_again, >, 1500);
}

static double
member (const char *payload,
        const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("\"%s\": ", name);
  const char *found = strstr (payload, pattern);

  g_assert_nonnull (found);
  return g_ascii_strtod (found + strlen (pattern), NULL);
}

/* One simulated day: what the demo's rules look for does happen, and stays rare. */
static void
test_simulator_a_day_has_its_incidents (void)
{
  WeirSimulatorSpec spec = clean_spec (WEIR_FEED_ALL);
  g_autoptr(WeirSimulator) simulator = NULL;
  guint n_hot = 0, n_large = 0, n_alerts = 0, n_cheap = 0, n_flagged = 0;
  guint n_readings = 0, n_trades = 0;
  double low = INFINITY, high = 0.0;

  spec.records_per_second = 5.0;
  simulator = weir_simulator_new (&spec);
  for (;;)
    {
      WeirSimulated simulated;

      weir_simulator_next (simulator, &simulated);
      if (simulated.produced_usec >= START_USEC + G_TIME_SPAN_DAY)
        break;
      if (g_str_equal (simulated.topic, WEIR_TOPIC_SENSORS))
        {
          n_readings++;
          n_hot += member (simulated.payload, "temperature") > 40.0;
        }
      else if (g_str_equal (simulated.topic, WEIR_TOPIC_PAYMENTS))
        n_large += member (simulated.payload, "amount") > 1000.0;
      else if (g_str_equal (simulated.topic, WEIR_TOPIC_FRAUD))
        n_alerts++;
      else if (g_str_equal (simulated.topic, WEIR_TOPIC_TRADING))
        {
          n_trades++;
          n_cheap += member (simulated.payload, "price") < 100.0;
          n_flagged += strstr (simulated.payload, "\"regulatory_flag\": true") != NULL;
        }
      else if (g_str_equal (simulated.topic, WEIR_TOPIC_STOCKS) && g_str_equal (simulated.key, "AAPL"))
        {
          low = MIN (low, member (simulated.payload, "price"));
          high = MAX (high, member (simulated.payload, "price"));
        }
    }

  g_assert_cmpuint (n_hot, >, 100);
  g_assert_cmpuint (n_hot, <, n_readings / 10);
  g_assert_cmpuint (n_large, >, 50);
  g_assert_cmpuint (n_alerts, ==, n_large);
  g_assert_cmpuint (n_cheap, >, 0);
  g_assert_cmpuint (n_cheap, <, n_trades / 20);
  g_assert_cmpuint (n_flagged, >, 0);
  g_assert_cmpfloat (low, >, 150.0);
  g_assert_cmpfloat (high, <, 230.0);
  g_assert_cmpfloat (high - low, >, 1.0);
}

static void
test_simulator_devices_fall_silent (void)
{
  WeirSimulatorSpec spec = clean_spec (WEIR_FEED_SENSORS);
  g_autoptr(WeirSimulator) simulator = NULL;
  g_autoptr(GHashTable) last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 longest_usec = 0;

  spec.records_per_second = 12.0;
  simulator = weir_simulator_new (&spec);
  for (guint i = 0; i < 12 * 3600; i++)
    {
      WeirSimulated simulated;
      gint64 *before;

      weir_simulator_next (simulator, &simulated);
      before = g_hash_table_lookup (last, simulated.key);
      if (before != NULL)
        longest_usec = MAX (longest_usec, simulated.time_usec - *before);
      g_hash_table_insert (last, g_strdup (simulated.key),
                           g_memdup2 (&simulated.time_usec, sizeof simulated.time_usec));
    }
  g_assert_cmpuint (g_hash_table_size (last), ==, 12);
  g_assert_cmpint (longest_usec, >, G_TIME_SPAN_MINUTE);
  g_assert_cmpint (longest_usec, <, 6 * G_TIME_SPAN_MINUTE);
}

static void
test_simulator_topics_of_feeds (void)
{
  g_autofree const char **payments = weir_simulator_topics (WEIR_FEED_PAYMENTS);
  g_autofree const char **all = weir_simulator_topics (WEIR_FEED_ALL);

  g_assert_cmpstrv (payments, ((const char *[]) { "transaction_data", "fraud_alerts", NULL }));
  g_assert_cmpuint (g_strv_length ((char **) all), ==, 6);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/random/is-xoshiro", test_random_is_xoshiro);
  g_test_add_func ("/simulator/same-seed-same-records", test_simulator_same_seed_same_records);
  g_test_add_func ("/simulator/feeds-are-independent", test_simulator_feeds_are_independent);
  g_test_add_func ("/simulator/production-never-goes-back", test_simulator_production_never_goes_back);
  g_test_add_func ("/simulator/rate-is-kept", test_simulator_rate_is_kept);
  g_test_add_func ("/simulator/clean-payloads-are-json-of-their-time",
                   test_simulator_clean_payloads_are_json_of_their_time);
  g_test_add_func ("/simulator/tickers-are-bare-prices", test_simulator_tickers_are_bare_prices);
  g_test_add_func ("/simulator/malformed-records-are-broken",
                   test_simulator_malformed_records_are_broken);
  g_test_add_func ("/simulator/duplicates-repeat-a-record", test_simulator_duplicates_repeat_a_record);
  g_test_add_func ("/simulator/a-day-has-its-incidents", test_simulator_a_day_has_its_incidents);
  g_test_add_func ("/simulator/devices-fall-silent", test_simulator_devices_fall_silent);
  g_test_add_func ("/simulator/topics-of-feeds", test_simulator_topics_of_feeds);

  return g_test_run ();
}
