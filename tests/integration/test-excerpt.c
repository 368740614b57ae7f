#include "monitor-fixture.h"

#include "data/alert/weir-expression.h"
#include "data/screen/weir-excerpt.h"
#include "data/screen/weir-message-export.h"
#include "data/screen/weir-offset-index.h"
#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"

#include <glib/gstdio.h>
#include <string.h>

/* Records that are read again, beside what the command line says of the same topic. */

#define SECOND    G_TIME_SPAN_SECOND
#define MINUTE    (60 * SECOND)
#define N_RECORDS 6000
#define N_PARTS   3

/* The program weir-cli. */
static const char *weir_cli;

static const char workspace_format[] =
  "{ \"weir\": 1,"
  "  \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"%s\", \"embedded\": true } ],"
  "  \"streams\": ["
  "    { \"name\": \"prices\", \"connection\": \"c\", \"topics\": [\"prices\"], \"key\": \"symbol\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"price\" }, { \"name\": \"note\", \"type\": \"text\" } ],"
  "      \"windows\": [ { \"kind\": \"tumbling\", \"size\": \"1m\", \"grace\": \"5s\" } ] } ] }";

typedef struct
{
  WeirBroker    *broker;
  WeirWorkspace *workspace;
  WeirMonitor   *monitor;
  gint64         start_usec;    /* of event time: a day before the records are written */
} Fixture;

static void
send (WeirProducer *producer,
      guint         i,
      const char   *payload)
{
  g_autofree char *number = g_strdup_printf ("%u", i);
  const WeirHeader headers[] = { { "source", i % 2 == 0 ? "web" : "app", 3 }, { "number", number, strlen (number) }, { "none", NULL, 0 } };
  const WeirMessage message = {
    .topic = "prices", .partition = (gint32) (i / 7 % N_PARTS), .time_usec = WEIR_NO_TIME, .payload = payload,
    .payload_length = strlen (payload), .headers = headers, .n_headers = G_N_ELEMENTS (headers),
  };
  g_autoptr(GError) error = NULL;

  weir_producer_send (producer, &message, TRUE, &error);
  g_assert_no_error (error);
}

/* Three keys over fifty minutes in three partitions, out of order; now and then one that does not decode. */
static void
send_all (Fixture *fixture)
{
  static const char *const symbols[] = { "AAA", "BBB", "CCC" };
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (fixture->broker);
  g_autoptr(WeirProducer) producer = weir_producer_new (settings, &error);
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);

  g_assert_no_error (error);
  for (guint i = 0; i < N_RECORDS; i++)
    {
      gint64 time_usec = fixture->start_usec + i * SECOND / 2 - g_rand_int_range (rand, 0, 3000000);
      g_autofree char *payload = g_strdup_printf ("{\"symbol\": \"%s\", \"ts\": %" G_GINT64_FORMAT ", \"price\": %u, \"note\": \"n, %u\", "
                                                  "\"deep\": {\"x\": %u}}", symbols[i % 3], time_usec, i % 100, i, i % 10);

      send (producer, i, i % 500 == 499 ? "{oops" : payload);
    }
  weir_producer_flush (producer, 10000, NULL, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
on_wakeup (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  fixture->broker = weir_broker_new (1, &error);
  g_assert_no_error (error);
  weir_broker_create_topic (fixture->broker, "prices", N_PARTS, &error);
  g_assert_no_error (error);
  fixture->start_usec = (g_get_real_time () / MINUTE - 24 * 60) * MINUTE;
  send_all (fixture);

  text = g_strdup_printf (workspace_format, weir_broker_get_bootstrap (fixture->broker));
  fixture->workspace = weir_workspace_new_from_data (text, -1, "test", &error);
  g_assert_no_error (error);
  fixture->monitor = weir_monitor_new (fixture->workspace, &error);
  g_assert_no_error (error);
  weir_monitor_set_wakeup (fixture->monitor, on_wakeup, NULL);
  weir_monitor_start (fixture->monitor, 2 * 60 * MINUTE);
  while (monitor_fixture_count_records (fixture->monitor, "prices") < N_RECORDS)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  monitor_fixture_stop (fixture->monitor);
  g_assert_finalize_object (fixture->monitor);
  g_object_unref (fixture->workspace);
  g_object_unref (fixture->broker);
}

static WeirExcerptSpec
create_spec (Fixture *fixture)
{
  WeirStreamView *stream = weir_monitor_find_stream (fixture->monitor, "prices");

  return (WeirExcerptSpec) {
    .connection = g_ptr_array_index (weir_workspace_get_connections (fixture->workspace), 0),
    .schema = weir_stream_view_get_schema (stream),
    .topics = (const char * const *) weir_stream_view_get_config (stream)->topics,
    .partition = -1,
    .start = { WEIR_POSITION_BEGINNING, 0 },
    .begin_usec = WEIR_NO_TIME,
    .end_usec = WEIR_NO_TIME,
    .max_messages = WEIR_EXCERPT_MAX_MESSAGES,
  };
}

static void
on_read (GObject      *source_object,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static WeirExcerpt *
read_excerpt (const WeirExcerptSpec  *spec,
              GError                **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  weir_excerpt_read_async (spec, NULL, on_read, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return weir_excerpt_read_finish (result, error);
}

static char *
dup_export (Fixture     *fixture,
            WeirExcerpt *excerpt)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "records.csv", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  weir_message_export_async (weir_stream_view_get_schema (weir_monitor_find_stream (fixture->monitor, "prices")), excerpt->messages,
                             path, WEIR_EXPORT_CSV, NULL, on_read, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (weir_message_export_finish (result, &error), ==, excerpt->messages->len);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);

  return text;
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* (transfer full): the lines behind the first that are of @key and of that time, sorted. */
static char *
dup_lines (const char *csv,
           const char *key,
           gint64      begin_usec,
           gint64      end_usec)
{
  g_auto(GStrv) lines = g_strsplit (csv, "\n", -1);
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto(GStrv) cells = g_strsplit (lines[i], ",", 3);
      g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (cells[1], NULL);
      gint64 time_usec = g_date_time_to_unix (time) * SECOND + g_date_time_get_microsecond (time);

      if (g_str_equal (cells[0], key) && time_usec >= begin_usec && time_usec < end_usec)
        g_ptr_array_add (found, lines[i]);
    }
  g_ptr_array_sort (found, compare_lines);
  g_ptr_array_add (found, NULL);

  return g_strjoinv ("\n", (char **) found->pdata);
}

static char *
dup_tail (Fixture *fixture)
{
  const char *argv[] = { weir_cli, "tail", "-b", weir_broker_get_bootstrap (fixture->broker), "-X", "fetch.wait.max.ms=10",
                         "-t", "prices", "-e", "-q", "--key", "symbol", "--time", "ts:us", "--value", "price,note", "--output", "csv", NULL };
  g_autoptr(GError) error = NULL;
  char *csv = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &csv, NULL, NULL, &error);
  g_assert_no_error (error);

  return csv;
}

static void
test_a_candle_has_the_records_of_weir_cli (Fixture      *fixture,
                                           gconstpointer user_data)
{
  g_autofree char *tail = dup_tail (fixture);
  WeirStreamView *stream = weir_monitor_find_stream (fixture->monitor, "prices");
  WeirCandles *candles = weir_key_view_get_candles (weir_stream_view_find_key (stream, "BBB"));
  guint n_read = 0;

  g_assert_cmpuint (weir_candles_get_length (candles), >, 40);
  for (guint i = 3; i < weir_candles_get_length (candles); i += 9)
    {
      const WeirCandle *candle = weir_candles_get (candles, i);
      g_autoptr(GArray) ranges = weir_stream_view_find_offsets (stream, candle->start_usec, candle->end_usec);
      WeirExcerptSpec spec = create_spec (fixture);
      g_autoptr(WeirExcerpt) excerpt = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *export = NULL, *shown = NULL, *wanted = NULL;

      spec.ranges = ranges;
      spec.begin_usec = candle->start_usec;
      spec.end_usec = candle->end_usec;
      spec.key = "BBB";
      excerpt = read_excerpt (&spec, &error);
      g_assert_no_error (error);
      g_assert_true (excerpt->whole);
      /* The candle counts what came in time; so did all here. */
      g_assert_cmpuint (excerpt->messages->len, ==, candle->count);
      export = dup_export (fixture, excerpt);
      shown = dup_lines (export, "BBB", G_MININT64, G_MAXINT64);
      wanted = dup_lines (tail, "BBB", candle->start_usec, candle->end_usec);
      g_assert_cmpstr (shown, ==, wanted);
      n_read += excerpt->n_read;
    }
  /* Only what may be of that time is read. */
  g_assert_cmpuint (n_read, <, 5 * N_RECORDS);
}

static void
test_an_offset_of_a_partition_is_gone_to (Fixture      *fixture,
                                          gconstpointer user_data)
{
  WeirExcerptSpec spec = create_spec (fixture);
  g_autoptr(WeirExcerpt) excerpt = NULL;
  g_autoptr(GError) error = NULL;
  const WeirTailMessage *message;

  spec.partition = 1;
  spec.start = (WeirPosition) { WEIR_POSITION_OFFSET, 1000 };
  spec.max_messages = 50;
  excerpt = read_excerpt (&spec, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (excerpt->messages->len, ==, 50);
  g_assert_false (excerpt->whole);
  for (guint i = 0; i < 50; i++)
    {
      message = g_ptr_array_index (excerpt->messages, i);
      g_assert_cmpint (message->partition, ==, 1);
      g_assert_cmpint (message->offset, ==, 1000 + i);
    }
  message = g_ptr_array_index (excerpt->messages, 0);
  g_assert_cmpuint (message->headers->len, ==, 3);
  g_assert_cmpstr (((WeirTailHeader *) g_ptr_array_index (message->headers, 0))->name, ==, "source");
  g_assert_null (((WeirTailHeader *) g_ptr_array_index (message->headers, 2))->value);
}

static void
test_the_last_records_are_whole (Fixture      *fixture,
                                 gconstpointer user_data)
{
  WeirExcerptSpec spec = create_spec (fixture);
  g_autoptr(WeirExcerpt) excerpt = NULL;
  g_autoptr(GError) error = NULL;

  spec.start = (WeirPosition) { WEIR_POSITION_TAIL, 10 };
  excerpt = read_excerpt (&spec, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (excerpt->messages->len, ==, 10 * N_PARTS);
  g_assert_true (excerpt->whole);
  for (guint i = 1; i < excerpt->messages->len; i++)
    g_assert_cmpint (((WeirTailMessage *) g_ptr_array_index (excerpt->messages, i - 1))->time_usec, <=,
                     ((WeirTailMessage *) g_ptr_array_index (excerpt->messages, i))->time_usec);
}

/* By a field, one that the stream does not have, the key, a header and the place. */
static void
test_a_condition_searches_the_topic (Fixture      *fixture,
                                     gconstpointer user_data)
{
  WeirExcerptSpec spec = create_spec (fixture);
  g_autoptr(WeirExcerpt) excerpt = NULL;
  g_autoptr(WeirExcerpt) bad = NULL;
  g_autoptr(GError) error = NULL;
  guint n = 0;

  spec.condition = "price >= 90 and deep.x = 4 and key = 'AAA' and header.source = 'web' and partition in (0, 2) and header.none is null";
  excerpt = read_excerpt (&spec, &error);
  g_assert_no_error (error);
  g_assert_null (excerpt->unseen);
  g_assert_cmpuint (excerpt->n_read, ==, N_RECORDS);
  for (guint i = 0; i < N_RECORDS; i++)
    n += i % 100 >= 90 && i % 10 == 4 && i % 3 == 0 && i % 2 == 0 && i / 7 % N_PARTS != 1 && i % 500 != 499;
  g_assert_cmpuint (n, >, 5);
  g_assert_cmpuint (excerpt->messages->len, ==, n);

  g_clear_pointer (&excerpt, weir_excerpt_free);
  spec.condition = "prcie > 3 or partition = 9";
  excerpt = read_excerpt (&spec, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (excerpt->messages->len, ==, 0);
  g_assert_cmpstr (excerpt->unseen, ==, "prcie");

  spec.condition = "price > ";
  bad = read_excerpt (&spec, &error);
  g_assert_null (bad);
  g_assert_error (error, WEIR_RULE_ERROR, WEIR_RULE_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, "column 9"));
}

static void
test_what_does_not_decode_is_listed (Fixture      *fixture,
                                     gconstpointer user_data)
{
  WeirExcerptSpec spec = create_spec (fixture);
  g_autoptr(WeirExcerpt) excerpt = NULL;
  g_autoptr(GError) error = NULL;

  spec.condition = "header.number in ('499', '500')";
  excerpt = read_excerpt (&spec, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (excerpt->messages->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      WeirTailMessage *message = g_ptr_array_index (excerpt->messages, i);
      g_autofree char *text = weir_tail_message_dup_text (message);

      g_assert_cmpint (message->dead, ==, g_str_equal (text, "{oops"));
    }
}

static void
test_offsets_behind_the_end_are_none (Fixture      *fixture,
                                        gconstpointer user_data)
{
  WeirExcerptSpec spec = create_spec (fixture);
  const WeirOffsetRange range = { g_intern_string ("prices"), 0, 1999990, 2000000 };
  g_autoptr(GArray) ranges = g_array_new (FALSE, FALSE, sizeof (WeirOffsetRange));
  g_autoptr(WeirExcerpt) excerpt = NULL;
  g_autoptr(GError) error = NULL;

  g_array_append_val (ranges, range);
  spec.ranges = ranges;
  excerpt = read_excerpt (&spec, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (excerpt->messages->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, >=, 2);
  weir_cli = argv[1];

  g_test_add ("/excerpt/a-candle-has-the-records-of-weir-cli", Fixture, NULL, set_up, test_a_candle_has_the_records_of_weir_cli, tear_down);
  g_test_add ("/excerpt/an-offset-of-a-partition-is-gone-to", Fixture, NULL, set_up, test_an_offset_of_a_partition_is_gone_to, tear_down);
  g_test_add ("/excerpt/the-last-records-are-whole", Fixture, NULL, set_up, test_the_last_records_are_whole, tear_down);
  g_test_add ("/excerpt/a-condition-searches-the-topic", Fixture, NULL, set_up, test_a_condition_searches_the_topic, tear_down);
  g_test_add ("/excerpt/what-does-not-decode-is-listed", Fixture, NULL, set_up, test_what_does_not_decode_is_listed, tear_down);
  g_test_add ("/excerpt/offsets-behind-the-end-are-none", Fixture, NULL, set_up, test_offsets_behind_the_end_are_none, tear_down);

  return g_test_run ();
}
