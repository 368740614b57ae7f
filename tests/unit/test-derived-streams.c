#include "config.h"

#include "topology-fixture.h"

#include <string.h>

#define TRADES                                                                                               \
  "{ \"name\": \"trades\", \"connection\": \"c\", \"topics\": [\"trades\"], \"key\": \"s\","                 \
  "  \"time\": { \"field\": \"t\", \"unit\": \"s\" },"                                                       \
  "  \"fields\": [ { \"name\": \"price\", \"unit\": \"USD\" }, { \"name\": \"volume\", \"unit\": \"shares\" } ]," \
  "  \"windows\": [ { \"size\": \"1m\" } ] }"

#define SIDE(name)                                                                                           \
  "{ \"name\": \"" name "\", \"connection\": \"c\", \"topics\": [\"" name "\"], \"key\": \"k\","             \
  "  \"time\": { \"field\": \"t\", \"unit\": \"s\" }, \"fields\": [ { \"name\": \"v\", \"unit\": \"V\" },"    \
  "  { \"name\": \"note\", \"type\": \"text\" } ] }"

static void
send_trade (TopologyFixture *fixture,
            gint32       partition,
            gint64       offset,
            gint64       time,
            const char  *symbol,
            int          volume)
{
  g_autofree char *json = g_strdup_printf ("{\"s\": \"%s\", \"t\": %" G_GINT64_FORMAT ", \"price\": 10, \"volume\": %d}",
                                           symbol, time, volume);

  topology_fixture_send (fixture, "trades", partition, offset, NULL, json);
}

static void
send_side (TopologyFixture *fixture,
           const char  *stream,
           gint32       partition,
           gint64       offset,
           gint64       time,
           const char  *key,
           int          value)
{
  g_autofree char *json = g_strdup_printf ("{\"k\": \"%s\", \"t\": %" G_GINT64_FORMAT ", \"v\": %d, \"note\": \"n%d\"}", key,
                                           time, value, value);

  topology_fixture_send (fixture, stream, partition, offset, key, json);
}

static char *
dup_ranking (const WeirRanking *ranking)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "%s of %" G_GUINT64_FORMAT " by %s %s:",
                          ranking->start_usec / G_USEC_PER_SEC, ranking->end_usec / G_USEC_PER_SEC,
                          ranking->state == WEIR_WINDOW_OPEN ? "?" : "", ranking->n_ranked, ranking->column, ranking->unit);
  for (guint i = 0; i < ranking->n_rows; i++)
    {
      g_string_append_printf (text, " %u %s*%" G_GUINT64_FORMAT "=", ranking->rows[i].rank, ranking->rows[i].key,
                              ranking->rows[i].count);
      weir_value_append_text (&ranking->rows[i].value, text);
    }

  return g_string_free (text, FALSE);
}

static void
assert_ranking (const WeirRanking *ranking,
                const char        *wanted)
{
  g_autofree char *text = NULL;

  g_assert_nonnull (ranking);
  text = dup_ranking (ranking);
  g_assert_cmpstr (text, ==, wanted);
}

static void
assert_text (WeirTailMessage *message,
             const char      *wanted)
{
  g_autofree char *text = weir_tail_message_dup_text (message);

  g_assert_cmpstr (text, ==, wanted);
}

static void
assert_text_has (WeirTailMessage *message,
                 const char      *wanted)
{
  g_autofree char *text = weir_tail_message_dup_text (message);

  g_assert_nonnull (strstr (text, wanted));
}

/* Of the tail: key, then time in seconds, then the values. */
static char *
dup_tail (WeirStreamUpdate *update)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < update->messages->len; i++)
    {
      WeirTailMessage *message = g_ptr_array_index (update->messages, i);

      g_string_append_printf (text, "%s@%" G_GINT64_FORMAT " %s;", message->key, message->time_usec / G_USEC_PER_SEC,
                              message->decoded);
    }

  return g_string_free (text, FALSE);
}

static void
assert_tail (TopologyFixture *fixture,
             const char  *stream,
             const char  *wanted)
{
  g_autofree char *text = dup_tail (topology_fixture_look (fixture, stream));

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_top_ranks_open_and_final_windows (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ { \"name\": \"top\", \"derived\": { \"kind\": \"top\", \"stream\": \"trades\", \"by\": \"volume_sum\","
    " \"n\": 2 } }, " TRADES " ]");
  WeirStreamUpdate *update;

  topology_fixture_partition (fixture, "trades", 0, TRUE);
  /* B and D are equal: their keys decide. */
  send_trade (fixture, 0, 0, 1, "D", 5);
  send_trade (fixture, 0, 1, 2, "A", 3);
  send_trade (fixture, 0, 2, 3, "B", 5);
  topology_fixture_look (fixture, "trades");
  update = topology_fixture_look (fixture, "top");
  assert_ranking (update->ranking, "0-60? of 3 by volume_sum shares: 1 B*1=5 2 D*1=5");
  g_assert_null (update->final_ranking);
  g_assert_cmpuint (update->counters.n_records, ==, 0);

  /* A key that moves up takes its old place with it. */
  send_trade (fixture, 0, 3, 4, "A", 4);
  topology_fixture_look (fixture, "trades");
  update = topology_fixture_look (fixture, "top");
  assert_ranking (update->ranking, "0-60? of 3 by volume_sum shares: 1 A*2=7 2 B*1=5");

  /* 60 s closes it; the next is open. */
  send_trade (fixture, 0, 4, 60, "C", 1);
  topology_fixture_look (fixture, "trades");
  update = topology_fixture_look (fixture, "top");
  assert_ranking (update->final_ranking, "0-60 of 3 by volume_sum shares: 1 A*2=7 2 B*1=5");
  assert_ranking (update->ranking, "60-120? of 1 by volume_sum shares: 1 C*1=1");
  g_assert_cmpuint (update->final_ranking->n_columns, ==, 19);
  g_assert_cmpstr (update->final_ranking->columns[1], ==, "price_sum");
  g_assert_cmpint (update->final_ranking->rows[0].values[1].as_int, ==, 20);
}

/* Windows overlap, or wait for late records: what is shown is the newest, and all of its keys. */
static void
test_an_older_window_does_not_hide_the_newest (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ { \"name\": \"top\", \"derived\": { \"kind\": \"top\", \"stream\": \"s\", \"by\": \"count\" } },"
    " { \"name\": \"s\", \"connection\": \"c\", \"topics\": [\"s\"], \"key\": \"k\", \"time\": { \"field\": \"t\","
    " \"unit\": \"s\" }, \"windows\": [ { \"size\": \"1m\", \"grace\": \"1m\" } ] } ]");
  WeirStreamUpdate *update;

  topology_fixture_send (fixture, "s", 0, 0, NULL, "{\"k\": \"a\", \"t\": 1}");
  topology_fixture_look (fixture, "s");
  topology_fixture_send (fixture, "s", 0, 1, NULL, "{\"k\": \"b\", \"t\": 61}");
  topology_fixture_look (fixture, "s");
  topology_fixture_send (fixture, "s", 0, 2, NULL, "{\"k\": \"a\", \"t\": 2}");
  topology_fixture_look (fixture, "s");
  update = topology_fixture_look (fixture, "top");
  assert_ranking (update->ranking, "60-120? of 1 by count : 1 b*1=1");

  topology_fixture_send (fixture, "s", 0, 3, NULL, "{\"k\": \"c\", \"t\": 130}");
  topology_fixture_send (fixture, "s", 0, 4, NULL, "{\"k\": \"a\", \"t\": 62}");
  topology_fixture_look (fixture, "s");
  update = topology_fixture_look (fixture, "top");
  assert_ranking (update->ranking, "120-180? of 1 by count : 1 c*1=1");
  assert_ranking (update->final_ranking, "0-60 of 1 by count : 1 a*2=2");
}

static void
test_ranked_rows_become_records (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ " TRADES ", { \"name\": \"top\", \"derived\": { \"kind\": \"top\", \"stream\": \"trades\","
    " \"by\": \"count\", \"n\": 2, \"order\": \"smallest\" }, \"windows\": [ { \"size\": \"2m\" } ],"
    " \"fields\": [ { \"name\": \"rank\" }, { \"name\": \"sold\", \"path\": \"volume_sum\" } ] } ]");
  WeirStreamUpdate *update;
  WeirTailMessage *message;
  g_autofree char *rows = NULL;

  topology_fixture_partition (fixture, "trades", 0, TRUE);
  send_trade (fixture, 0, 0, 1, "A", 5);
  send_trade (fixture, 0, 1, 2, "A", 6);
  send_trade (fixture, 0, 2, 3, "B", 7);
  send_trade (fixture, 0, 3, 60, "A", 8);
  send_trade (fixture, 0, 4, 130, "A", 9);
  /* The rows of 0 to 60 and of 60 to 120 lie inside those minutes: both in the window from 0 to 120. */
  assert_tail (fixture, "top", "B@59 rank 1 · sold 7\302\240shares;A@59 rank 2 · sold 11\302\240shares;"
                             "A@119 rank 1 · sold 8\302\240shares;");
  update = topology_fixture_look (fixture, "top");
  message = g_ptr_array_index (update->messages, 1);
  g_assert_cmpstr (message->topic, ==, "top");
  g_assert_cmpint (message->offset, ==, 1);
  g_assert_cmpint (message->time_usec, ==, 60 * G_USEC_PER_SEC - 1);
  assert_text (message,
                   "{\"key\":\"A\",\"time\":\"1970-01-01T00:00:59.999999Z\",\"window\":{\"stream\":\"trades\","
                   "\"start\":\"1970-01-01T00:00:00.000000Z\",\"end\":\"1970-01-01T00:01:00.000000Z\"},"
                   "\"values\":{\"rank\":2,\"sold\":11}}");

  topology_fixture_partition (fixture, "trades", 0, FALSE);
  weir_stream_set_partition (topology_fixture_find (fixture, "top"), 0, 0, FALSE);
  update = topology_fixture_look (fixture, "top");
  rows = topology_fixture_dup_rows (update, 0);
  g_assert_cmpstr (rows, ==,
                   "A 0 120 2 2 3 1.5 1 2 2 1 0.7071067811865476 -50 2 19 9.5 8 11 11 8 2.1213203435596424 -27.272727272727273;"
                   "B 0 120 1 1 1 1 1 1 1 1  0 1 7 7 7 7 7 7  0;"
                   "A 120 240 1 1 1 1 1 1 1 1  0 1 9 9 9 9 9 9  0;");
}

/* A row a minute is rare, but its source is not silent: the quarter of an hour stays open. */
/* The broker of one tells where it begins when the other one has been read. */
static void
test_a_partition_that_is_known_is_waited_for (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new ("\"streams\": [ " TRADES " ]");
  g_autofree char *rows = NULL;

  topology_fixture_find_partition (fixture, "trades", 0);
  topology_fixture_find_partition (fixture, "trades", 1);
  topology_fixture_partition (fixture, "trades", 0, TRUE);
  send_trade (fixture, 0, 0, 10, "a", 1);
  send_trade (fixture, 0, 1, 200, "a", 1);
  topology_fixture_partition (fixture, "trades", 1, TRUE);
  send_trade (fixture, 1, 0, 20, "a", 1);
  send_trade (fixture, 1, 1, 200, "a", 1);

  rows = topology_fixture_dup_rows (topology_fixture_look (fixture, "trades"), 0);
  g_assert_cmpstr (rows, ==, "a 0 60 2 2 20 10 10 10 10 10 0 0 2 2 1 1 1 1 1 0 0 10;");
}

static void
test_a_gap_is_said_with_its_offsets (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new ("\"streams\": [ " TRADES " ]");

  topology_fixture_gap (fixture, "trades", 1, 3, 6);
  topology_fixture_tick (fixture);
  g_assert_cmpstr (fixture->gaps->str, ==,
                   "trades, partition 1: offsets 3 to 5 are lost: the broker deleted them before they were read\n");
}

static void
test_a_stream_of_rare_rows_is_not_idle (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ { \"name\": \"top\", \"derived\": { \"kind\": \"top\", \"stream\": \"trades\", \"by\": \"count\" },"
    " \"fields\": [ { \"name\": \"rank\" } ], \"windows\": [ { \"size\": \"15m\", \"idle_after\": \"1s\" } ] }, " TRADES " ]");
  WeirStreamUpdate *update;
  g_autofree char *open = NULL;
  g_autofree char *closed = NULL;

  topology_fixture_partition (fixture, "trades", 0, TRUE);
  for (guint i = 0; i < 600; i++)
    {
      send_trade (fixture, 0, i, i, "A", 1);
      topology_fixture_tick (fixture);
    }
  update = topology_fixture_look (fixture, "top");
  open = topology_fixture_dup_rows (update, 0);
  g_assert_cmpstr (open, ==, "");
  g_assert_cmpuint (update->counters.windows.n_late_records, ==, 0);
  g_assert_cmpuint (update->counters.n_records, ==, 9);

  /* Silence: the source's last minute closes after 30 s, and only then what is made of it. */
  fixture->now_usec += G_USEC_PER_SEC / 2;
  for (guint i = 0; i < 32; i++)
    topology_fixture_tick (fixture);
  update = topology_fixture_look (fixture, "top");
  closed = topology_fixture_dup_rows (update, 0);
  g_assert_cmpstr (closed, ==, "A 0 900 10 10 10 1 1 1 1 1 0 0;");
  g_assert_cmpuint (update->counters.windows.n_late_records, ==, 0);
}

static void
test_join_pairs_carry_both_sides (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ " SIDE ("l") ", " SIDE ("r") ", { \"name\": \"j\", \"derived\": { \"kind\": \"join\","
    " \"left\": \"l\", \"right\": \"r\", \"type\": \"outer\", \"after\": \"10s\" } } ]");
  const WeirStreamConfig *config = weir_stream_get_schema (topology_fixture_find (fixture, "j"))->config;
  const WeirFieldConfig *field = g_ptr_array_index (config->fields, 3);
  WeirStreamUpdate *update;
  WeirTailMessage *message;

  g_assert_cmpuint (config->fields->len, ==, 4);
  g_assert_cmpstr (field->name, ==, "right_note");
  g_assert_cmpint (field->type, ==, WEIR_FIELD_TEXT);
  g_assert_cmpstr (((WeirFieldConfig *) g_ptr_array_index (config->fields, 0))->unit, ==, "V");
  g_assert_cmpstr (config->connection, ==, "c");

  topology_fixture_partition (fixture, "l", 3, TRUE);
  topology_fixture_partition (fixture, "r", 4, TRUE);
  send_side (fixture, "r", 4, 70, 100, "a", 7);
  send_side (fixture, "l", 3, 50, 95, "a", 1);
  send_side (fixture, "l", 3, 51, 96, "b", 2);
  send_side (fixture, "r", 4, 71, 103, "c", 8);
  /* Nothing yet: a row before them might come. */
  update = topology_fixture_look (fixture, "j");
  g_assert_cmpuint (update->counters.n_records, ==, 0);

  topology_fixture_partition (fixture, "l", 3, FALSE);
  topology_fixture_partition (fixture, "r", 4, FALSE);
  assert_tail (fixture, "j", "b@96 left_v 2\302\240V · left_note n2;"
                           "a@100 left_v 1\302\240V · left_note n1 · right_v 7\302\240V · right_note n7;"
                           "c@103 right_v 8\302\240V · right_note n8;");
  update = topology_fixture_look (fixture, "j");
  message = g_ptr_array_index (update->messages, 0);
  assert_text (message,
                   "{\"key\":\"b\",\"time\":\"1970-01-01T00:01:36.000000Z\",\"left\":{\"topic\":\"l\",\"partition\":3,"
                   "\"offset\":51,\"time\":\"1970-01-01T00:01:36.000000Z\"},\"right\":null,\"values\":{\"left_v\":2,"
                   "\"left_note\":\"n2\",\"right_v\":null,\"right_note\":null}}");
  message = g_ptr_array_index (update->messages, 1);
  assert_text_has (message, "\"right\":{\"topic\":\"r\",\"partition\":4,\"offset\":70,");
  g_assert_cmpuint (update->counters.derived.n_rows, ==, 3);
  g_assert_cmpuint (update->counters.derived.n_unmatched[WEIR_JOIN_SIDE_RIGHT], ==, 1);
}

static void
test_join_counts_what_is_late (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ " SIDE ("l") ", " SIDE ("r") ", { \"name\": \"j\", \"derived\": { \"kind\": \"join\","
    " \"left\": \"l\", \"right\": \"r\", \"after\": \"10s\", \"grace\": \"5s\" } } ]");
  WeirStreamUpdate *update;

  send_side (fixture, "l", 0, 0, 1000, "a", 1);
  send_side (fixture, "l", 0, 1, 984, "a", 2);
  send_side (fixture, "l", 0, 2, 994, "a", 3);
  update = topology_fixture_look (fixture, "j");
  g_assert_cmpuint (update->counters.derived.n_late_records, ==, 1);
  g_assert_cmpuint (update->counters.derived.n_late_partial, ==, 1);
  g_assert_cmpuint (update->counters.derived.n_bytes, >, 0);
  g_assert_cmpuint (update->counters.n_bytes, >=, update->counters.derived.n_bytes);
}

static void
test_table_gives_what_it_last_had (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ { \"name\": \"j\", \"derived\": { \"kind\": \"table\", \"stream\": \"l\", \"table\": \"r\","
    " \"type\": \"left\" }, \"fields\": [ { \"name\": \"v\", \"path\": \"left.v\" }, { \"name\": \"right.v\", \"unit\": \"W\" } ] },"
    " { \"name\": \"i\", \"derived\": { \"kind\": \"table\", \"stream\": \"l\", \"table\": \"r\" },"
    " \"fields\": [ { \"name\": \"right.v\" } ] }, " SIDE ("l") ", " SIDE ("r") " ]");
  WeirStreamUpdate *update;
  WeirTailMessage *message;

  send_side (fixture, "l", 2, 10, 5, "a", 1);
  send_side (fixture, "r", 0, 20, 900, "a", 7);
  send_side (fixture, "l", 2, 11, 6, "a", 2);
  send_side (fixture, "r", 0, 21, 100, "a", 8);
  send_side (fixture, "l", 2, 12, 7, "a", 3);
  topology_fixture_send (fixture, "r", 0, 22, "a", NULL);
  send_side (fixture, "l", 2, 13, 8, "a", 4);

  assert_tail (fixture, "j", "a@5 v 1\302\240V;a@6 v 2\302\240V · right.v 7\302\240W;"
                           "a@7 v 3\302\240V · right.v 8\302\240W;a@8 v 4\302\240V;");
  assert_tail (fixture, "i", "a@6 right.v 7\302\240V;a@7 right.v 8\302\240V;");
  update = topology_fixture_look (fixture, "i");
  g_assert_cmpuint (update->counters.derived.n_missing, ==, 2);
  /* A row stands where the stream's record does. */
  message = g_ptr_array_index (update->messages, 1);
  g_assert_cmpint (message->partition, ==, 2);
  g_assert_cmpint (message->offset, ==, 12);
  assert_text_has (message, "\"left\":{\"topic\":\"l\",\"partition\":2,\"offset\":12,");
  /* A tombstone is what a table expects. */
  g_assert_cmpuint (topology_fixture_look (fixture, "r")->counters.n_dead, ==, 0);
}

static void
test_tombstones_are_no_dead_letters (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new ("\"streams\": [" SIDE ("l") "]");
  WeirStreamUpdate *update;

  send_side (fixture, "l", 0, 0, 5, "a", 1);
  topology_fixture_send (fixture, "l", 0, 1, "a", NULL);
  topology_fixture_send (fixture, "l", 0, 2, "a", "{");
  update = topology_fixture_look (fixture, "l");
  g_assert_cmpuint (update->counters.n_records, ==, 3);
  g_assert_cmpuint (update->counters.n_tombstones, ==, 1);
  g_assert_cmpuint (update->counters.n_dead, ==, 1);
  g_assert_cmpuint (update->letters->len, ==, 1);
  /* It stands in the tail all the same. */
  g_assert_cmpuint (update->messages->len, ==, 3);
}

/* A top over a join over a table, each named before what it reads. */
static void
test_streams_of_streams_of_streams (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ { \"name\": \"top\", \"derived\": { \"kind\": \"top\", \"stream\": \"j\", \"by\": \"x_sum\" },"
    " \"fields\": [ { \"name\": \"x_sum\" } ] },"
    " { \"name\": \"j\", \"derived\": { \"kind\": \"join\", \"left\": \"t\", \"right\": \"r\" },"
    " \"fields\": [ { \"name\": \"x\", \"path\": \"left.right_v\" } ], \"windows\": [ { \"size\": \"10s\" } ] },"
    " { \"name\": \"t\", \"derived\": { \"kind\": \"table\", \"stream\": \"l\", \"table\": \"r\" } }, " SIDE ("l") ", "
    SIDE ("r") " ],"
    "\"rules\": [ { \"name\": \"high\", \"stream\": \"j\", \"kind\": \"record\", \"condition\": { \"fire\": \"x > 6\" } } ]");

  topology_fixture_partition (fixture, "l", 0, TRUE);
  topology_fixture_partition (fixture, "r", 0, TRUE);
  send_side (fixture, "r", 0, 0, 1, "a", 7);
  send_side (fixture, "l", 0, 0, 1, "a", 1);
  send_side (fixture, "r", 0, 1, 2, "b", 5);
  send_side (fixture, "l", 0, 1, 2, "b", 1);
  topology_fixture_partition (fixture, "l", 0, FALSE);
  topology_fixture_partition (fixture, "r", 0, FALSE);
  assert_tail (fixture, "j", "a@1 x 7\302\240V;b@2 x 5\302\240V;");
  weir_stream_set_partition (topology_fixture_find (fixture, "j"), 0, 0, FALSE);
  assert_tail (fixture, "top", "a@9 x_sum 7\302\240V;b@9 x_sum 5\302\240V;");
}

/* What one clock sets ten years ahead is counted where it came in, and goes no further. */
static void
test_the_future_goes_no_further (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ " SIDE ("l") ", " SIDE ("r") ", { \"name\": \"j\", \"derived\": { \"kind\": \"table\","
    " \"stream\": \"l\", \"table\": \"r\", \"type\": \"left\" } } ]");

  send_side (fixture, "l", 0, 0, fixture->now_usec / G_USEC_PER_SEC + 7200, "a", 1);
  send_side (fixture, "l", 0, 1, fixture->now_usec / G_USEC_PER_SEC, "a", 2);
  g_assert_cmpuint (topology_fixture_look (fixture, "l")->counters.windows.n_future, ==, 1);
  g_assert_cmpuint (topology_fixture_look (fixture, "j")->counters.n_records, ==, 1);
}

static void
test_what_a_source_lost_is_missing_further_on (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ " SIDE ("l") ", " SIDE ("r") ", { \"name\": \"t\", \"derived\": { \"kind\": \"table\","
    " \"stream\": \"l\", \"table\": \"r\", \"type\": \"left\" } },"
    " { \"name\": \"j\", \"derived\": { \"kind\": \"join\", \"left\": \"t\", \"right\": \"r\" } } ]");
  const WeirStreamGap *gap;
  GArray *gaps;

  send_side (fixture, "l", 3, 0, 100, "a", 1);
  topology_fixture_gap (fixture, "l", 3, 1, 5);
  send_side (fixture, "l", 2, 0, 150, "a", 1);
  send_side (fixture, "l", 3, 5, 200, "a", 2);
  gaps = topology_fixture_look (fixture, "t")->gaps;
  g_assert_cmpuint (gaps->len, ==, 1);
  gap = &g_array_index (gaps, WeirStreamGap, 0);
  g_assert_cmpint (gap->begin_usec, ==, 100 * G_USEC_PER_SEC);
  g_assert_cmpint (gap->end_usec, ==, 200 * G_USEC_PER_SEC);
  g_assert_cmpint (gap->partition, ==, 3);
  g_assert_cmpint (gap->to, ==, 5);
  g_assert_cmpuint (topology_fixture_look (fixture, "j")->gaps->len, ==, 1);
  g_assert_null (topology_fixture_look (fixture, "r")->gaps);
}

static void
test_memory_is_bounded_and_its_want_counted (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new (
    "\"streams\": [ " SIDE ("l") ", " SIDE ("r") ", { \"name\": \"j\", \"max_bytes\": 1048576, \"derived\": {"
    " \"kind\": \"join\", \"left\": \"l\", \"right\": \"r\", \"after\": \"1d\" } },"
    " { \"name\": \"t\", \"max_bytes\": 1048576, \"derived\": { \"kind\": \"table\", \"stream\": \"l\", \"table\": \"r\" } } ]");
  WeirStreamUpdate *update;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i);

      send_side (fixture, "r", 0, i, 1000, key, 1);
    }
  update = topology_fixture_look (fixture, "j");
  g_assert_cmpuint (update->counters.derived.n_evicted, >, 0);
  g_assert_cmpuint (update->counters.derived.n_bytes, <=, 1048576 / 2);
  update = topology_fixture_look (fixture, "t");
  g_assert_cmpuint (update->counters.derived.n_refused, >, 0);
  g_assert_cmpuint (update->counters.derived.n_bytes, <=, 1048576 / 2);
}

#define SMOOTHED                                                                                             \
  "{ \"name\": \"trades\", \"connection\": \"c\", \"topics\": [\"trades\"], \"key\": \"s\","                 \
  "  \"time\": { \"field\": \"t\", \"unit\": \"s\" },"                                                       \
  "  \"fields\": [ { \"name\": \"s\", \"type\": \"text\" }, { \"name\": \"volume\" } ],"                       \
  "  \"windows\": [ { \"size\": \"1m\" }, { \"size\": \"1m\", \"name\": \"smooth\","                           \
  "    \"aggregates\": [\"max\", \"distinct(s)\"], \"indicators\": [\"sma(volume_max,2)\"] } ] },"               \
  "{ \"name\": \"top\", \"derived\": { \"kind\": \"top\", \"stream\": \"trades\", \"window\": \"smooth\","     \
  "  \"n\": 2, \"by\": \"volume_max_sma2\" } }"

static void
test_windows_compute_what_they_name (void)
{
  g_autoptr(TopologyFixture) fixture = topology_fixture_new ("\"streams\": [" SMOOTHED "]");
  g_autofree char *rows = NULL;

  for (guint i = 0; i < 4; i++)
    send_trade (fixture, 0, i, 60 * (gint64) i + 5, "A", 10 * (int) (i + 1));
  weir_stream_finish (topology_fixture_find (fixture, "top"));

  rows = topology_fixture_dup_rows (topology_fixture_look (fixture, "trades"), 1);
  g_assert_cmpstr (rows, ==, "A 0 60 1 1 10 ;A 60 120 1 1 20 15;A 120 180 1 1 30 25;A 180 240 1 1 40 35;");
  assert_ranking (topology_fixture_look (fixture, "top")->final_ranking, "180-240 of 1 by volume_max_sma2 : 1 A*1=35");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/derived-streams/top-ranks-open-and-final-windows", test_top_ranks_open_and_final_windows);
  g_test_add_func ("/derived-streams/an-older-window-does-not-hide-the-newest", test_an_older_window_does_not_hide_the_newest);
  g_test_add_func ("/derived-streams/ranked-rows-become-records", test_ranked_rows_become_records);
  g_test_add_func ("/derived-streams/a-partition-that-is-known-is-waited-for", test_a_partition_that_is_known_is_waited_for);
  g_test_add_func ("/derived-streams/a-gap-is-said-with-its-offsets", test_a_gap_is_said_with_its_offsets);
  g_test_add_func ("/derived-streams/a-stream-of-rare-rows-is-not-idle", test_a_stream_of_rare_rows_is_not_idle);
  g_test_add_func ("/derived-streams/join-pairs-carry-both-sides", test_join_pairs_carry_both_sides);
  g_test_add_func ("/derived-streams/join-counts-what-is-late", test_join_counts_what_is_late);
  g_test_add_func ("/derived-streams/table-gives-what-it-last-had", test_table_gives_what_it_last_had);
  g_test_add_func ("/derived-streams/streams-of-streams-of-streams", test_streams_of_streams_of_streams);
  g_test_add_func ("/derived-streams/the-future-goes-no-further", test_the_future_goes_no_further);
  g_test_add_func ("/derived-streams/what-a-source-lost-is-missing-further-on", test_what_a_source_lost_is_missing_further_on);
  g_test_add_func ("/derived-streams/memory-is-bounded-and-its-want-counted", test_memory_is_bounded_and_its_want_counted);
  g_test_add_func ("/derived-streams/windows-compute-what-they-name", test_windows_compute_what_they_name);
  g_test_add_func ("/derived-streams/tombstones-are-no-dead-letters", test_tombstones_are_no_dead_letters);

  return g_test_run ();
}
