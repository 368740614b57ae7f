#include "data/lag/weir-lag-row.h"
#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"
#include "data/view/weir-monitor.h"

#include <math.h>
#include <string.h>

#define SECOND G_TIME_SPAN_SECOND

/* A broker, a workspace of one stream of prices, and what its monitor said. */
typedef struct
{
  WeirBroker   *broker;
  WeirProducer *producer;
  WeirMonitor  *monitor;
  WeirAlertJournal *journal;  /* borrowed, nullable */
  gint64        start_usec;   /* a whole minute, a while ago: windows are those of the test's own clock */
  guint         n_fired;
  guint         n_resolved;
  guint         n_stopped;
  GString      *events;
} Fixture;

typedef gboolean (*Condition) (Fixture *fixture);

static const char workspace_format[] =
  "{ \"weir\": 1,"
  "  \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"%s\", \"embedded\": true } ],"
  "  \"streams\": ["
  "    { \"name\": \"prices\", \"connection\": \"c\", \"topics\": [\"prices\"], \"key\": \"symbol\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" },"
  "      \"fields\": [ { \"name\": \"price\", \"unit\": \"USD\" }, { \"name\": \"volume\" }, { \"name\": \"note\", \"type\": \"text\" } ],"
  "      \"windows\": [ { \"kind\": \"tumbling\", \"size\": \"1m\", \"grace\": \"5s\" } ] },"
  "    { \"name\": \"again\", \"connection\": \"c\", \"topics\": [\"prices\", \"news\"], \"key\": \"symbol\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"price\" } ] } ],"
  "  \"rules\": [ { \"name\": \"high\", \"title\": \"Too high\", \"stream\": \"prices\", \"kind\": \"record\","
  "                 \"condition\": { \"fire\": \"%s\" } },"
  "               { \"name\": \"moves\", \"stream\": \"prices\", \"kind\": \"window\","
  "                 \"condition\": { \"fire\": \"price_change_percent < -50\" } } ] }";

static WeirMonitor *
monitor_new (const char  *bootstrap,
             const char  *fire,
             GError     **error)
{
  g_autofree char *text = g_strdup_printf (workspace_format, bootstrap, fire);
  g_autoptr(GError) bad_text = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (text, -1, "test", &bad_text);

  g_assert_no_error (bad_text);

  return weir_monitor_new (workspace, error);
}

static void
count (WeirMonitor *monitor,
       WeirAlert   *alert,
       guint       *n)
{
  (*n)++;
}

static void
count_stop (WeirMonitor *monitor,
            guint       *n)
{
  (*n)++;
}

static void
note_event (WeirMonitor *monitor,
            const char  *text,
            guint        severity,
            GString     *events)
{
  g_string_append_printf (events, "%s\n", text);
}

static gboolean
on_wakeup (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static void
connect_monitor (Fixture *fixture)
{
  g_signal_connect (fixture->monitor, "alert-fired", G_CALLBACK (count), &fixture->n_fired);
  g_signal_connect (fixture->monitor, "alert-resolved", G_CALLBACK (count), &fixture->n_resolved);
  g_signal_connect (fixture->monitor, "stopped", G_CALLBACK (count_stop), &fixture->n_stopped);
  g_signal_connect (fixture->monitor, "event", G_CALLBACK (note_event), fixture->events);
  weir_monitor_set_wakeup (fixture->monitor, on_wakeup, NULL);
}

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;

  fixture->broker = weir_broker_new (1, &error);
  g_assert_no_error (error);
  weir_broker_create_topic (fixture->broker, "prices", 2, &error);
  g_assert_no_error (error);
  weir_broker_create_topic (fixture->broker, "news", 1, &error);
  g_assert_no_error (error);
  settings = weir_broker_create_settings (fixture->broker);
  fixture->producer = weir_producer_new (settings, &error);
  g_assert_no_error (error);
  fixture->start_usec = (g_get_real_time () / (60 * SECOND) - 10) * 60 * SECOND;
  fixture->events = g_string_new (NULL);
  fixture->monitor = monitor_new (weir_broker_get_bootstrap (fixture->broker), "price > 1000", &error);
  g_assert_no_error (error);
  connect_monitor (fixture);
}

static gboolean
has_stopped (Fixture *fixture)
{
  return fixture->n_stopped == 1;
}

/* Takes whatever wakes the main context, until it is so; meson's time-out catches what never is. */
static void
await (Fixture  *fixture,
       Condition condition)
{
  while (TRUE)
    {
      weir_monitor_take (fixture->monitor);
      if (condition (fixture))
        return;
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  if (fixture->monitor != NULL)
    {
      if (fixture->n_stopped == 0)
        {
          weir_monitor_stop (fixture->monitor);
          await (fixture, has_stopped);
        }
      g_assert_finalize_object (fixture->monitor);
    }
  g_object_unref (fixture->producer);
  g_object_unref (fixture->broker);
  g_string_free (fixture->events, TRUE);
}

static void
send_payload (Fixture    *fixture,
              const char *topic,
              gint32      partition,
              const char *payload)
{
  const WeirMessage message = {
    .topic = topic,
    .partition = partition,
    .time_usec = WEIR_NO_TIME,
    .payload = payload,
    .payload_length = strlen (payload),
  };
  g_autoptr(GError) error = NULL;

  weir_producer_send (fixture->producer, &message, TRUE, &error);
  g_assert_no_error (error);
}

static void
send_price (Fixture    *fixture,
            const char *symbol,
            gint64      offset_usec,
            double      price)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *payload =
    g_strdup_printf ("{\"symbol\": \"%s\", \"ts\": %" G_GINT64_FORMAT ", \"price\": %s, \"volume\": 10, \"note\": \"n\"}", symbol,
                     fixture->start_usec + offset_usec, g_ascii_dtostr (digits, sizeof digits, price));

  send_payload (fixture, "prices", 0, payload);
}

static void
flush (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  weir_producer_flush (fixture->producer, 10000, NULL, NULL, &error);
  g_assert_no_error (error);
}

static guint64
n_records_of (Fixture    *fixture,
              const char *stream)
{
  WeirStreamCounters counters;

  weir_stream_view_get_counters (weir_monitor_find_stream (fixture->monitor, stream), &counters);

  return counters.n_records;
}

static WeirKeyView *
find_key (Fixture    *fixture,
          const char *key)
{
  return weir_stream_view_find_key (weir_monitor_find_stream (fixture->monitor, "prices"), key);
}

static gboolean
has_five_messages (Fixture *fixture)
{
  WeirKeyView *key = find_key (fixture, "AAA");

  return n_records_of (fixture, "prices") == 5 && key != NULL && weir_candles_get_length (weir_key_view_get_candles (key)) == 2
         && weir_stream_view_get_messages (weir_monitor_find_stream (fixture->monitor, "prices"))->len == 5
         && n_records_of (fixture, "again") == 5;
}

static void
note_row (const WeirWindowRow *row,
          gpointer             user_data)
{
  g_string_append_printf (user_data, "%.*s:%" G_GUINT64_FORMAT "%s ", (int) row->key_length, row->key, row->count,
                          row->state == WEIR_WINDOW_OPEN ? "?" : "");
}

static void
send_two_minutes (Fixture *fixture)
{
  send_price (fixture, "AAA", 1 * SECOND, 100);
  send_price (fixture, "BBB", 2 * SECOND, 7);
  send_price (fixture, "AAA", 30 * SECOND, 120);
  send_price (fixture, "AAA", 59 * SECOND, 90);
  /* 66 s closes the first minute: its grace is 5 s. */
  send_price (fixture, "AAA", 66 * SECOND, 95);
  flush (fixture);
}

static void
test_records_become_keys_series_and_candles (Fixture      *fixture,
                                             gconstpointer user_data)
{
  WeirStreamView *view = weir_monitor_find_stream (fixture->monitor, "prices");
  const WeirCandle *candle;
  WeirKeyView *key;
  double min, max;
  gint64 time_usec;

  send_two_minutes (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_five_messages);

  g_assert_cmpuint (g_list_model_get_n_items (weir_stream_view_get_keys (view)), ==, 2);
  key = find_key (fixture, "AAA");
  g_assert_cmpuint (weir_key_view_get_color_index (key), ==, 0);
  g_assert_cmpuint (weir_key_view_get_n_records (key), ==, 4);
  g_assert_cmpfloat (weir_key_view_get_last (key, 0, &time_usec), ==, 95);
  g_assert_cmpint (time_usec, ==, fixture->start_usec + 66 * SECOND);
  g_assert_true (isnan (weir_key_view_get_last (key, 2, NULL)));
  g_assert_null (weir_key_view_get_series (key, 2));
  g_assert_true (weir_series_get_extent (weir_key_view_get_series (key, 0), fixture->start_usec,
                                         fixture->start_usec + 60 * SECOND, &min, &max));
  g_assert_cmpfloat (min, ==, 90);
  g_assert_cmpfloat (max, ==, 120);
  g_assert_cmpuint (weir_key_view_get_color_index (find_key (fixture, "BBB")), ==, 1);

  candle = weir_candles_get (weir_key_view_get_candles (key), 0);
  g_assert_cmpint (candle->start_usec, ==, fixture->start_usec);
  g_assert_cmpfloat (candle->open, ==, 100);
  g_assert_cmpfloat (candle->high, ==, 120);
  g_assert_cmpfloat (candle->low, ==, 90);
  g_assert_cmpfloat (candle->close, ==, 90);
  g_assert_cmpfloat (candle->volume, ==, 30);
  g_assert_cmpfloat_with_epsilon (candle->vwap, 310.0 / 3, 1e-9);
  g_assert_cmpuint (candle->count, ==, 3);
}

static void
count_row (const WeirWindowRow *row,
           gpointer             user_data)
{
  (*(guint *) user_data)++;
}

static gboolean
has_final_rows (Fixture *fixture)
{
  WeirStreamView *view = weir_monitor_find_stream (fixture->monitor, "prices");
  WeirMonitorCounters counters;
  guint n_rows = 0;

  weir_monitor_get_counters (fixture->monitor, &counters);
  weir_stream_view_foreach_row (view, 0, G_MININT64, G_MAXINT64, FALSE, count_row, &n_rows);

  return counters.n_windows == 2 && n_rows == 4;
}

static void
test_rows_are_final_when_their_window_closed (Fixture      *fixture,
                                              gconstpointer user_data)
{
  WeirStreamView *view = weir_monitor_find_stream (fixture->monitor, "prices");
  const char * const *columns = weir_stream_view_get_row_schema (view, 0)->values;
  g_autoptr(GString) all = g_string_new (NULL);
  g_autoptr(GString) final = g_string_new (NULL);
  g_autofree char *payload = NULL;

  send_two_minutes (fixture);
  /* The other partition must pass the close too. */
  payload = g_strdup_printf ("{\"symbol\": \"CCC\", \"ts\": %" G_GINT64_FORMAT "}", fixture->start_usec + 70 * SECOND);
  send_payload (fixture, "prices", 1, payload);
  flush (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_final_rows);
  weir_stream_view_foreach_row (view, 0, G_MININT64, G_MAXINT64, FALSE, note_row, all);
  g_assert_cmpstr (all->str, ==, "AAA:3 BBB:1 AAA:1? CCC:1? ");
  weir_stream_view_foreach_row (view, 0, G_MININT64, G_MAXINT64, TRUE, note_row, final);
  g_assert_cmpstr (final->str, ==, "AAA:3 BBB:1 ");
  g_assert_cmpstr (columns[0], ==, "price_count");
  g_assert_true (g_strv_contains (columns, "price_stddev"));
  g_assert_true (g_strv_contains (columns, "volume_sum"));
}

static gboolean
fired_and_resolved (Fixture *fixture)
{
  return g_list_model_get_n_items (weir_monitor_get_alerts (fixture->monitor)) == 2 && fixture->n_resolved == 1;
}

static void
test_rules_fire_and_resolve (Fixture      *fixture,
                             gconstpointer user_data)
{
  GListModel *alerts = weir_monitor_get_alerts (fixture->monitor);
  g_autoptr(WeirAlert) moves = NULL;
  g_autoptr(WeirAlert) high = NULL;
  WeirMonitorCounters counters;

  send_price (fixture, "AAA", 1 * SECOND, 1001.5);
  send_price (fixture, "AAA", 2 * SECOND, 400);
  flush (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, fired_and_resolved);

  /* What was there before the start is listed, and no news. */
  g_assert_cmpuint (fixture->n_fired, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (alerts), ==, 2);
  g_assert_cmpuint (weir_monitor_get_n_firing (fixture->monitor), ==, 1);
  moves = g_list_model_get_item (alerts, 0);
  g_assert_cmpstr (weir_alert_get_rule (moves), ==, "moves");
  g_assert_cmpint (weir_alert_get_state (moves), ==, WEIR_ALERT_FIRING);
  g_assert_true (g_str_has_prefix (weir_alert_get_value (moves), "-60.0"));

  high = g_list_model_get_item (alerts, 1);
  g_assert_cmpstr (weir_alert_get_title (high), ==, "Too high");
  g_assert_cmpstr (weir_alert_get_key (high), ==, "AAA");
  g_assert_cmpint (weir_alert_get_state (high), ==, WEIR_ALERT_NORMAL);
  g_assert_cmpint (weir_alert_get_since_usec (high), ==, fixture->start_usec + SECOND);
  g_assert_cmpint (weir_alert_get_resolved_usec (high), ==, fixture->start_usec + 2 * SECOND);
  g_assert_cmpstr (weir_alert_get_topic (high), ==, "prices");
  g_assert_cmpint (weir_alert_get_offset (high), ==, 0);
  weir_monitor_get_counters (fixture->monitor, &counters);
  g_assert_cmpuint (counters.n_alerts_fired, ==, 2);
}

static gboolean
has_four_messages (Fixture *fixture)
{
  WeirStreamView *view = weir_monitor_find_stream (fixture->monitor, "prices");

  return n_records_of (fixture, "prices") == 4 && weir_stream_view_get_messages (view)->len == 4
         && weir_stream_view_get_late (view)->len == 2 && weir_stream_view_get_delays (view)->len == 1;
}

static void
test_what_is_refused_is_counted_and_shown (Fixture      *fixture,
                                           gconstpointer user_data)
{
  WeirStreamView *view = weir_monitor_find_stream (fixture->monitor, "prices");
  WeirMonitorCounters counters;
  g_autofree char *text = NULL;
  WeirTailMessage *message;
  WeirDeadLetter *letter;

  send_price (fixture, "AAA", 70 * SECOND, 100);
  send_price (fixture, "AAA", 1 * SECOND, 99);
  send_payload (fixture, "prices", 0, "{\"symbol\": \"AAA\", oops}");
  /* A clock ten years ahead. */
  send_price (fixture, "AAA", 10 * 365 * G_TIME_SPAN_DAY, 5000);
  flush (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_four_messages);

  weir_monitor_get_counters (fixture->monitor, &counters);
  g_assert_cmpuint (counters.n_late_records, ==, 1);
  g_assert_cmpuint (counters.n_late_pairs, ==, 1);
  /* "again" has no window and counts what is from the future itself. */
  g_assert_cmpuint (counters.n_future, ==, 2);
  g_assert_cmpuint (counters.n_dead, ==, 2);
  g_assert_cmpuint (counters.n_alerts_fired, ==, 0);
  g_assert_cmpfloat (weir_key_view_get_last (find_key (fixture, "AAA"), 0, NULL), ==, 100);

  letter = g_ptr_array_index (weir_stream_view_get_dead_letters (view), 0);
  g_assert_cmpint (letter->offset, ==, 2);
  g_assert_cmpint (letter->reason, ==, WEIR_DECODE_ERROR_SYNTAX);
  message = g_ptr_array_index (weir_stream_view_get_messages (view), 2);
  g_assert_true (message->dead);
  text = weir_tail_message_dup_text (message);
  g_assert_cmpstr (text, ==, "{\"symbol\": \"AAA\", oops}");
  message = g_ptr_array_index (weir_stream_view_get_messages (view), 0);
  g_assert_false (message->dead);
  g_assert_cmpstr (message->decoded, ==, "price 100\302\240USD · volume 10 · note n");
}

static gboolean
has_backlog (Fixture *fixture)
{
  WeirKeyView *key = find_key (fixture, "K0");
  WeirColumn column;

  if (n_records_of (fixture, "prices") < 40000 || key == NULL || weir_key_view_get_series (key, 0) == NULL)
    return FALSE;

  weir_series_decimate (weir_key_view_get_series (key, 0), fixture->start_usec, fixture->start_usec + 600 * SECOND, &column, 1);

  return column.count == 10000;
}

static void
test_a_backlog_comes_in_parts_but_whole (Fixture      *fixture,
                                         gconstpointer user_data)
{
  WeirMonitorCounters counters;

  for (guint i = 0; i < 40000; i++)
    {
      char key[8];

      g_snprintf (key, sizeof key, "K%u", i % 4);
      send_price (fixture, key, i / 4 * 50000, i);
    }
  flush (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_backlog);

  weir_monitor_get_counters (fixture->monitor, &counters);
  g_assert_cmpuint (counters.n_records, ==, 80000);
  g_assert_cmpuint (counters.n_shed, ==, 0);
  g_assert_cmpuint (weir_key_view_get_n_records (find_key (fixture, "K3")), ==, 10000);
}

static gboolean
has_lag_rows (Fixture *fixture)
{
  GListModel *lag = weir_monitor_get_lag (fixture->monitor);
  g_autoptr(WeirLagRow) row = g_list_model_get_item (lag, 3);

  return row != NULL && weir_lag_row_get_position (row) == 5 && weir_lag_row_get_end (row) == 5;
}

static void
test_lag_knows_topics_and_partitions (Fixture      *fixture,
                                      gconstpointer user_data)
{
  GListModel *lag = weir_monitor_get_lag (fixture->monitor);
  g_autoptr(WeirLagRow) topic = NULL;
  WeirMonitorCounters counters;

  send_two_minutes (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_lag_rows);

  /* news and its partition, prices and its two. */
  g_assert_cmpuint (g_list_model_get_n_items (lag), ==, 5);
  topic = g_list_model_get_item (lag, 2);
  g_assert_cmpstr (weir_lag_row_get_topic (topic), ==, "prices");
  g_assert_cmpint (weir_lag_row_get_partition (topic), ==, -1);
  g_assert_cmpint (weir_lag_row_get_lag (topic), ==, 0);
  g_assert_cmpint (weir_lag_row_get_state (topic), ==, WEIR_LAG_OK);
  weir_monitor_get_counters (fixture->monitor, &counters);
  g_assert_cmpint (counters.own_lag, ==, 0);
  g_assert_cmpint (counters.delay_usec, >=, 0);
}

static gboolean
is_connected (Fixture *fixture)
{
  WeirConnectionStatus status;

  weir_monitor_get_connection (fixture->monitor, 0, &status);
  g_free (status.text);

  return status.state == WEIR_INTAKE_STATE_CONNECTED;
}

static gboolean
is_disconnected (Fixture *fixture)
{
  WeirConnectionStatus status;

  weir_monitor_get_connection (fixture->monitor, 0, &status);
  g_free (status.text);

  return status.state == WEIR_INTAKE_STATE_DISCONNECTED && status.since_usec > 0;
}

static void
test_a_broker_that_goes_away_is_told_of (Fixture      *fixture,
                                         gconstpointer user_data)
{
  send_two_minutes (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, is_connected);
  weir_broker_set_up (fixture->broker, -1, FALSE);
  await (fixture, is_disconnected);
}

static void
test_a_monitor_may_be_dropped_while_it_reads (Fixture      *fixture,
                                              gconstpointer user_data)
{
  send_two_minutes (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_five_messages);
  g_assert_finalize_object (g_steal_pointer (&fixture->monitor));
}

static void
test_what_was_read_stays_after_the_stop (Fixture      *fixture,
                                         gconstpointer user_data)
{
  send_two_minutes (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_five_messages);
  weir_monitor_stop (fixture->monitor);
  weir_monitor_stop (fixture->monitor);
  await (fixture, has_stopped);
  weir_monitor_take (fixture->monitor);
  g_assert_cmpuint (n_records_of (fixture, "prices"), ==, 5);
  g_assert_cmpuint (weir_key_view_get_n_records (find_key (fixture, "BBB")), ==, 1);
}

/* Positions are looked at each second, whether or not anything comes. */
static gboolean
on_wakeup_again (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
has_told (Fixture *fixture)
{
  return fixture->n_fired == 1;
}

static gboolean
has_the_alert (Fixture *fixture)
{
  return weir_monitor_get_n_firing (fixture->monitor) == 1;
}

static gboolean
has_history (Fixture *fixture)
{
  return g_list_model_get_n_items (weir_monitor_get_history (fixture->monitor)) == 3;
}

static gboolean
has_begun (Fixture *fixture)
{
  return weir_alert_journal_find_position (fixture->journal, "c", "prices", 0) == 1;
}

/* Another monitor in its place, as after a change of the workspace, knows what was said, and does not say it again. */
static void
test_a_journal_outlives_its_monitor (Fixture      *fixture,
                                     gconstpointer user_data)
{
  g_autoptr(WeirAlertJournal) journal = weir_alert_journal_new (NULL, 0);
  guint source = g_timeout_add (50, on_wakeup_again, NULL);
  g_autoptr(WeirMonitor) first = NULL;
  g_autoptr(WeirAlert) alert = NULL;
  g_autoptr(GError) error = NULL;

  send_price (fixture, "AAA", 1 * SECOND, 100);
  flush (fixture);
  fixture->journal = journal;
  weir_monitor_keep_journal (fixture->monitor, journal);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_begun);
  send_price (fixture, "AAA", 600 * SECOND, 2000);
  flush (fixture);
  await (fixture, has_told);
  alert = g_list_model_get_item (weir_monitor_get_alerts (fixture->monitor), 0);
  weir_monitor_acknowledge (fixture->monitor, alert, "Ada", "is on it");
  await (fixture, has_history);

  first = fixture->monitor;
  fixture->monitor = monitor_new (weir_broker_get_bootstrap (fixture->broker), "price > 1000", &error);
  g_assert_no_error (error);
  connect_monitor (fixture);
  weir_monitor_follow_journal (fixture->monitor, first);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_the_alert);
  g_clear_object (&alert);
  alert = g_list_model_get_item (weir_monitor_get_alerts (fixture->monitor), 0);
  g_assert_cmpstr (weir_alert_get_acknowledged_by (alert), ==, "Ada");
  g_assert_cmpstr (weir_alert_get_acknowledged_note (alert), ==, "is on it");
  await (fixture, has_history);
  g_assert_cmpuint (fixture->n_fired, ==, 1);
  g_source_remove (source);
}

#define ADD(name, func) g_test_add ("/monitor/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("records-become-keys-series-and-candles", test_records_become_keys_series_and_candles);
  ADD ("rows-are-final-when-their-window-closed", test_rows_are_final_when_their_window_closed);
  ADD ("rules-fire-and-resolve", test_rules_fire_and_resolve);
  ADD ("what-is-refused-is-counted-and-shown", test_what_is_refused_is_counted_and_shown);
  ADD ("a-backlog-comes-in-parts-but-whole", test_a_backlog_comes_in_parts_but_whole);
  ADD ("lag-knows-topics-and-partitions", test_lag_knows_topics_and_partitions);
  ADD ("a-broker-that-goes-away-is-told-of", test_a_broker_that_goes_away_is_told_of);
  ADD ("a-monitor-may-be-dropped-while-it-reads", test_a_monitor_may_be_dropped_while_it_reads);
  ADD ("what-was-read-stays-after-the-stop", test_what_was_read_stays_after_the_stop);

  ADD ("a-journal-outlives-its-monitor", test_a_journal_outlives_its_monitor);

  return g_test_run ();
}
