#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"
#include "data/view/weir-monitor.h"

#include <string.h>

/* More keys than the screen lists (10 000), and far more than one MiB holds. */
#define N_KEYS          11000
#define RECORDS_PER_KEY 2

static const char workspace_format[] =
  "{ \"weir\": 1,"
  "  \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"%s\", \"embedded\": true } ],"
  "  \"streams\": ["
  "    { \"name\": \"orders\", \"connection\": \"c\", \"topics\": [\"orders\"], \"key\": \"id\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"amount\" } ],"
  "      \"windows\": [ { \"kind\": \"tumbling\", \"size\": \"1m\", \"grace\": \"5s\" } ],"
  "      \"max_bytes\": 1048576 } ] }";

typedef struct
{
  guint64 n_records;
  double  amount_sum;
  guint64 n_other;
} Totals;

static void
send_order (WeirProducer *producer,
            guint         id,
            gint64        time_usec)
{
  g_autofree char *payload =
    g_strdup_printf ("{\"id\": %u, \"ts\": %" G_GINT64_FORMAT ", \"amount\": %u}", id, time_usec, id % 7);
  const WeirMessage message = {
    .topic = "orders",
    .time_usec = WEIR_NO_TIME,
    .payload = payload,
    .payload_length = strlen (payload),
  };
  g_autoptr(GError) error = NULL;

  weir_producer_send (producer, &message, TRUE, &error);
  g_assert_no_error (error);
}

static double
send_orders (WeirBroker *broker)
{
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (broker);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirProducer) producer = weir_producer_new (settings, &error);
  gint64 start_usec = (g_get_real_time () / G_TIME_SPAN_MINUTE - 10) * G_TIME_SPAN_MINUTE;
  double sum = 0.0;

  g_assert_no_error (error);
  for (guint i = 0; i < N_KEYS * RECORDS_PER_KEY; i++)
    {
      send_order (producer, i % N_KEYS, start_usec + i);
      sum += i % N_KEYS % 7;
    }
  weir_producer_flush (producer, 10000, NULL, NULL, &error);
  g_assert_no_error (error);

  return sum;
}

static void
add_row (const WeirWindowRow *row,
         gpointer             user_data)
{
  Totals *totals = user_data;
  gboolean other = row->key_length == strlen (WEIR_OTHER_KEY)
                   && memcmp (row->key, WEIR_OTHER_KEY, row->key_length) == 0;

  totals->n_records += row->count;
  totals->amount_sum += weir_value_get_double (&row->values[1]);
  totals->n_other += other ? row->count : 0;
}

static Totals
totals_of (WeirStreamView *view)
{
  Totals totals = { 0 };

  weir_stream_view_foreach_row (view, 0, G_MININT64, G_MAXINT64, FALSE, add_row, &totals);

  return totals;
}

static gboolean
on_wakeup (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* Takes until every record is in some row; meson's time-out catches what never is. */
static void
await_all (WeirMonitor    *monitor,
           WeirStreamView *view)
{
  while (totals_of (view).n_records < N_KEYS * RECORDS_PER_KEY)
    {
      g_main_context_iteration (NULL, TRUE);
      weir_monitor_take (monitor);
    }
}

static void
assert_other_is_listed (WeirStreamView           *view,
                        const WeirStreamCounters *counters,
                        guint64                   n_other)
{
  GListModel *keys = weir_stream_view_get_keys (view);
  guint n_others = 0;

  for (guint i = 0; i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(WeirKeyView) key = g_list_model_get_item (keys, i);

      if (!weir_key_view_get_is_other (key))
        continue;
      n_others++;
      g_assert_cmpstr (weir_key_view_get_key (key), ==, "(other)");
      g_assert_cmpuint (weir_key_view_get_n_records (key), ==, MAX (n_other, counters->n_unlisted_records));
      g_assert_cmpuint (weir_candles_get_length (weir_key_view_get_candles (key)), ==, 1);
      g_assert_cmpuint (weir_candles_get (weir_key_view_get_candles (key), 0)->count, ==, n_other);
    }

  g_assert_cmpuint (n_others, ==, 1);
  g_assert_true (weir_key_view_get_is_other (weir_stream_view_get_other (view)));
  g_assert_cmpuint (g_list_model_get_n_items (keys), ==, 10000 + 1);
}

static void
on_stopped (WeirMonitor *monitor,
            gboolean    *stopped)
{
  *stopped = TRUE;
}

static void
test_keys_past_the_budget_count_as_other (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirBroker) broker = weir_broker_new (1, &error);
  g_autofree char *text = g_strdup_printf (workspace_format, weir_broker_get_bootstrap (broker));
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (text, -1, "test", &error);
  g_autoptr(WeirMonitor) monitor = weir_monitor_new (workspace, &error);
  WeirStreamView *view = weir_monitor_find_stream (monitor, "orders");
  WeirMonitorCounters all;
  WeirStreamCounters counters;
  gboolean stopped = FALSE;
  Totals totals;
  double sum;

  g_assert_no_error (error);
  g_signal_connect (monitor, "stopped", G_CALLBACK (on_stopped), &stopped);
  weir_monitor_set_wakeup (monitor, on_wakeup, NULL);
  weir_broker_create_topic (broker, "orders", 1, &error);
  g_assert_no_error (error);
  sum = send_orders (broker);
  weir_monitor_start (monitor, G_TIME_SPAN_HOUR);
  await_all (monitor, view);

  totals = totals_of (view);
  weir_stream_view_get_counters (view, &counters);
  weir_monitor_get_counters (monitor, &all);
  g_assert_cmpuint (totals.n_records, ==, N_KEYS * RECORDS_PER_KEY);
  g_assert_cmpfloat (totals.amount_sum, ==, sum);
  g_assert_cmpuint (totals.n_other, >, N_KEYS);
  g_assert_cmpuint (counters.n_other_records, ==, totals.n_other);
  g_assert_cmpuint (counters.n_unlisted_records, ==, (N_KEYS - 10000) * RECORDS_PER_KEY);
  g_assert_cmpuint (counters.budget_bytes, ==, 1 << 20);
  g_assert_cmpuint (counters.windows.n_bytes, <=, counters.budget_bytes / 2);
  g_assert_cmpuint (all.n_other_records, ==, totals.n_other);
  g_assert_cmpuint (all.n_shed_records, ==, 0);
  assert_other_is_listed (view, &counters, totals.n_other);

  weir_monitor_stop (monitor);
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/budget/keys-past-the-budget-count-as-other", test_keys_past_the_budget_count_as_other);

  return g_test_run ();
}
