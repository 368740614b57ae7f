#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"
#include "data/view/weir-monitor.h"

#include <string.h>

#define SECOND G_TIME_SPAN_SECOND

/* Searches and clicks of two partitions each, what pages are called, and what is made of them. */
static const char workspace_format[] =
  "{ \"weir\": 1,"
  "  \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"%s\", \"embedded\": true } ],"
  "  \"streams\": ["
  "    { \"name\": \"busiest\", \"derived\": { \"kind\": \"top\", \"stream\": \"clicks\", \"by\": \"worth_sum\", \"n\": 2 },"
  "      \"windows\": [ { \"size\": \"2m\" } ] },"
  "    { \"name\": \"clicked\", \"derived\": { \"kind\": \"join\", \"left\": \"searches\", \"right\": \"clicks\","
  "      \"type\": \"left\", \"after\": \"20s\", \"grace\": \"5s\" }, \"windows\": [ { \"size\": \"1m\" } ] },"
  "    { \"name\": \"named\", \"derived\": { \"kind\": \"table\", \"stream\": \"clicks\", \"table\": \"pages\", \"type\": \"left\" },"
  "      \"fields\": [ { \"name\": \"worth\", \"path\": \"left.worth\" }, { \"name\": \"page\", \"path\": \"right.page\" } ],"
  "      \"windows\": [ { \"size\": \"1m\", \"grace\": \"5s\" } ] },"
  "    { \"name\": \"searches\", \"connection\": \"c\", \"topics\": [\"searches\"], \"key\": \"user\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"words\" } ] },"
  "    { \"name\": \"clicks\", \"connection\": \"c\", \"topics\": [\"clicks\"], \"key\": \"user\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"worth\", \"unit\": \"ct\" } ],"
  "      \"windows\": [ { \"size\": \"1m\", \"grace\": \"5s\" } ] },"
  "    { \"name\": \"pages\", \"connection\": \"c\", \"topics\": [\"pages\"], \"key\": \"user\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"page\", \"type\": \"text\" } ] } ],"
  "  \"rules\": [ { \"name\": \"quick\", \"stream\": \"clicked\", \"kind\": \"record\","
  "                 \"condition\": { \"fire\": \"right_worth > 4\" } } ] }";

typedef struct
{
  WeirBroker   *broker;
  WeirProducer *producer;
  WeirMonitor  *monitor;
  gint64        start_usec;   /* a whole two minutes, a while ago */
  guint         n_stopped;
  GString      *wanted;       /* what has_result() waits for; NULL: the first result is good */
  GString      *result;
} Fixture;

typedef gboolean (*Condition) (Fixture *fixture);

static void
count_stop (WeirMonitor *monitor,
            guint       *n)
{
  (*n)++;
}

static gboolean
on_wakeup (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static void
add_monitor (Fixture *fixture)
{
  g_autofree char *text = g_strdup_printf (workspace_format, weir_broker_get_bootstrap (fixture->broker));
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_workspace_new_from_data (text, -1, "test", &error);

  g_assert_no_error (error);
  fixture->n_stopped = 0;
  fixture->monitor = weir_monitor_new (workspace, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->monitor, "stopped", G_CALLBACK (count_stop), &fixture->n_stopped);
  weir_monitor_set_wakeup (fixture->monitor, on_wakeup, NULL);
}

static void
add_topic (Fixture    *fixture,
           const char *name,
           int         n_partitions)
{
  g_autoptr(GError) error = NULL;

  weir_broker_create_topic (fixture->broker, name, n_partitions, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(GError) error = NULL;

  fixture->broker = weir_broker_new (1, &error);
  g_assert_no_error (error);
  add_topic (fixture, "searches", 2);
  add_topic (fixture, "clicks", 2);
  add_topic (fixture, "pages", 1);
  settings = weir_broker_create_settings (fixture->broker);
  fixture->producer = weir_producer_new (settings, &error);
  g_assert_no_error (error);
  fixture->start_usec = (g_get_real_time () / (120 * SECOND) - 5) * 120 * SECOND;
  fixture->result = g_string_new (NULL);
  add_monitor (fixture);
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

static gboolean
has_stopped (Fixture *fixture)
{
  return fixture->n_stopped == 1;
}

static void
drop_monitor (Fixture *fixture)
{
  weir_monitor_stop (fixture->monitor);
  await (fixture, has_stopped);
  g_assert_finalize_object (g_steal_pointer (&fixture->monitor));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  if (fixture->monitor != NULL)
    drop_monitor (fixture);
  g_object_unref (fixture->producer);
  g_object_unref (fixture->broker);
  g_string_free (fixture->result, TRUE);
  if (fixture->wanted != NULL)
    g_string_free (fixture->wanted, TRUE);
}

static void
send_record (Fixture    *fixture,
             const char *topic,
             gint32      partition,
             const char *user,
             int         second,
             const char *rest)
{
  g_autofree char *payload = g_strdup_printf ("{\"user\": \"%s\", \"ts\": %" G_GINT64_FORMAT ", %s}", user,
                                              fixture->start_usec + second * SECOND, rest);
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
flush (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  weir_producer_flush (fixture->producer, 10000, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
send_pages (Fixture *fixture)
{
  send_record (fixture, "pages", 0, "ann", -3000, "\"page\": \"home\"");
  flush (fixture);
}

static void
send_searches (Fixture *fixture)
{
  send_record (fixture, "searches", 0, "ann", 1, "\"words\": 2");
  send_record (fixture, "searches", 1, "bob", 2, "\"words\": 3");
  send_record (fixture, "searches", 0, "ann", 30, "\"words\": 4");
  flush (fixture);
}

static void
send_clicks (Fixture *fixture)
{
  send_record (fixture, "clicks", 1, "ann", 11, "\"worth\": 5");
  send_record (fixture, "clicks", 0, "bob", 22, "\"worth\": 0.1");
  send_record (fixture, "clicks", 1, "bob", 23, "\"worth\": 3");
  send_record (fixture, "clicks", 0, "cid", 65, "\"worth\": 0.2");
  flush (fixture);
}

/* What closes two minutes of everything, in all partitions. */
static void
send_ends (Fixture *fixture)
{
  for (gint32 partition = 0; partition < 2; partition++)
    for (int second = 200; second <= 400; second += 100)
      {
        send_record (fixture, "searches", partition, "end", second, "\"words\": 1");
        send_record (fixture, "clicks", partition, "end", second, "\"worth\": 1");
      }
  flush (fixture);
}

static void
note_row (const WeirWindowRow *row,
          gpointer             user_data)
{
  Fixture *fixture = user_data;

  if (row->start_usec >= fixture->start_usec + 120 * SECOND)
    return;

  g_string_append_printf (fixture->result, "%.*s %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT, (int) row->key_length, row->key,
                          (row->start_usec - fixture->start_usec) / SECOND, row->count);
  for (guint i = 0; i < row->n_values; i++)
    {
      g_string_append_c (fixture->result, ' ');
      weir_value_append_text (&row->values[i], fixture->result);
    }
  g_string_append_c (fixture->result, '\n');
}

/* All three have final rows of the first two minutes. */
static gboolean
has_result (Fixture *fixture)
{
  static const char * const names[] = { "busiest", "clicked", "named" };

  g_string_truncate (fixture->result, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      WeirStreamView *view = weir_monitor_find_stream (fixture->monitor, names[i]);
      gsize length = fixture->result->len;

      g_string_append_printf (fixture->result, "%s\n", names[i]);
      weir_stream_view_foreach_row (view, 0, G_MININT64, G_MAXINT64, TRUE, note_row, fixture);
      if (fixture->result->len < length + 12)
        return FALSE;
    }

  return fixture->wanted == NULL || g_string_equal (fixture->wanted, fixture->result);
}

/* Rows of "named" that found the page of @user. */
static guint
n_named (Fixture    *fixture,
         const char *user)
{
  GPtrArray *messages = weir_stream_view_get_messages (weir_monitor_find_stream (fixture->monitor, "named"));
  guint n = 0;

  for (guint i = 0; i < messages->len; i++)
    {
      WeirTailMessage *message = g_ptr_array_index (messages, i);
      g_autofree char *text = weir_tail_message_dup_text (message);

      n += g_str_equal (message->key, user) && strstr (text, "\"page\":\"home\"") != NULL;
    }

  return n;
}

static gboolean
has_everything (Fixture *fixture)
{
  WeirStreamView *view = weir_monitor_find_stream (fixture->monitor, "busiest");
  WeirRanking *ranking = weir_stream_view_get_final_ranking (view);

  return has_result (fixture) && ranking != NULL && ranking->start_usec == fixture->start_usec + 300 * SECOND
         && weir_stream_view_get_ranking (view)->state == WEIR_WINDOW_OPEN
         && weir_stream_view_get_messages (weir_monitor_find_stream (fixture->monitor, "clicked"))->len == 11
         && weir_monitor_get_n_firing (fixture->monitor) == 1;
}

static void
assert_text_has (WeirTailMessage *message,
                 const char      *wanted)
{
  g_autofree char *text = weir_tail_message_dup_text (message);

  g_assert_nonnull (strstr (text, wanted));
}

static void
test_rows_become_keys_charts_alerts_and_rankings (Fixture      *fixture,
                                                  gconstpointer user_data)
{
  WeirStreamView *clicked = weir_monitor_find_stream (fixture->monitor, "clicked");
  WeirStreamView *named = weir_monitor_find_stream (fixture->monitor, "named");
  g_autoptr(WeirAlert) alert = NULL;
  WeirRanking *ranking;
  WeirTailMessage *message;
  WeirMonitorCounters counters;
  WeirKeyView *key;

  send_pages (fixture);
  send_searches (fixture);
  send_clicks (fixture);
  send_ends (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_everything);

  ranking = weir_stream_view_get_ranking (weir_monitor_find_stream (fixture->monitor, "busiest"));
  g_assert_cmpint (ranking->start_usec, ==, fixture->start_usec + 360 * SECOND);
  g_assert_cmpuint (ranking->n_rows, ==, 1);
  g_assert_cmpstr (ranking->rows[0].key, ==, "end");
  g_assert_cmpuint (ranking->rows[0].count, ==, 2);
  g_assert_cmpstr (ranking->column, ==, "worth_sum");
  g_assert_cmpstr (ranking->unit, ==, "ct");

  key = weir_stream_view_find_key (clicked, "ann");
  g_assert_nonnull (key);
  g_assert_cmpuint (weir_key_view_get_n_records (key), ==, 2);
  g_assert_cmpuint (weir_candles_get_length (weir_key_view_get_candles (key)), ==, 1);
  g_assert_nonnull (weir_key_view_get_series (key, 1));
  message = g_ptr_array_index (weir_stream_view_get_messages (clicked), 0);
  g_assert_cmpstr (message->topic, ==, "clicked");
  assert_text_has (message, "\"right\":{\"topic\":\"clicks\",\"partition\":1,\"offset\":0,");

  alert = g_list_model_get_item (weir_monitor_get_alerts (fixture->monitor), 0);
  g_assert_cmpstr (weir_alert_get_rule (alert), ==, "quick");
  g_assert_cmpstr (weir_alert_get_key (alert), ==, "ann");

  message = g_ptr_array_index (weir_stream_view_get_messages (named), 0);
  assert_text_has (message, "\"topic\":\"clicks\"");
  /* Whatever was read first: the table was whole before. */
  g_assert_cmpuint (n_named (fixture, "ann"), ==, 1);
  weir_monitor_get_counters (fixture->monitor, &counters);
  /* Searches, clicks and the page: what is made of them was not read. */
  g_assert_cmpuint (counters.n_records, ==, 3 + 4 + 12 + 1);
}

/* Once all at once, as after a restart, and once as it comes. */
static void
test_live_and_replayed_rows_are_the_same (Fixture      *fixture,
                                          gconstpointer user_data)
{
  send_pages (fixture);
  send_searches (fixture);
  send_clicks (fixture);
  send_ends (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_result);
  g_assert_nonnull (strstr (fixture->result->str, "busiest\nann 0 1 1 1 1 1 1 1 1  0"));
  g_assert_nonnull (strstr (fixture->result->str, "clicked\nann 0 2 2 6 3 2 4 2 4"));
  drop_monitor (fixture);

  fixture->wanted = g_string_new (fixture->result->str);
  add_monitor (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_result);
}

static gboolean
has_searches (Fixture *fixture)
{
  WeirStreamCounters searches;
  WeirStreamCounters pages;

  weir_stream_view_get_counters (weir_monitor_find_stream (fixture->monitor, "searches"), &searches);
  weir_stream_view_get_counters (weir_monitor_find_stream (fixture->monitor, "pages"), &pages);

  return searches.n_records == 3 && pages.n_records == 1;
}

static void
test_sides_may_come_one_after_the_other (Fixture      *fixture,
                                         gconstpointer user_data)
{
  send_pages (fixture);
  send_searches (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_searches);
  send_clicks (fixture);
  send_ends (fixture);
  await (fixture, has_result);
  drop_monitor (fixture);

  fixture->wanted = g_string_new (fixture->result->str);
  add_monitor (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_result);
}

static void
test_a_monitor_may_be_dropped_while_it_joins (Fixture      *fixture,
                                              gconstpointer user_data)
{
  send_pages (fixture);
  send_searches (fixture);
  weir_monitor_start (fixture->monitor, 3600 * SECOND);
  await (fixture, has_searches);
  g_assert_finalize_object (g_steal_pointer (&fixture->monitor));
}

#define ADD(name, func) g_test_add ("/derived/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  /* First: its thread releases the broker a while after, and should have before the program ends. */
  ADD ("a-monitor-may-be-dropped-while-it-joins", test_a_monitor_may_be_dropped_while_it_joins);
  ADD ("rows-become-keys-charts-alerts-and-rankings", test_rows_become_keys_charts_alerts_and_rankings);
  ADD ("live-and-replayed-rows-are-the-same", test_live_and_replayed_rows_are_the_same);
  ADD ("sides-may-come-one-after-the-other", test_sides_may_come_one_after_the_other);

  return g_test_run ();
}
