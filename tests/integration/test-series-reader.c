#include "monitor-fixture.h"

#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"
#include "data/view/weir-explanation.h"
#include "data/view/weir-series-reader.h"

#include <math.h>
#include <string.h>

#define SECOND G_TIME_SPAN_SECOND
#define MINUTE (60 * SECOND)
#define N_RECORDS 4000

/* The program weir-cli. */
static const char *weir_cli;

static const char workspace_format[] =
  "{ \"weir\": 1,"
  "  \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"%s\", \"embedded\": true } ],"
  "  \"streams\": ["
  "    { \"name\": \"prices\", \"connection\": \"c\", \"topics\": [\"prices\"], \"key\": \"symbol\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"price\", \"unit\": \"USD\" } ],"
  "      \"windows\": [ { \"kind\": \"tumbling\", \"size\": \"1m\", \"grace\": \"5s\","
  "                     \"aggregates\": [\"mean\", \"p95\", \"sum\", \"first\", \"max\", \"min\", \"last\"],"
  "                     \"indicators\": [\"sma(price_mean,3)\"] } ] },"
  "    { \"name\": \"spread\", \"connection\": \"c\", \"topics\": [\"spread\"], \"key\": \"symbol\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"price\" } ] } ] }";

typedef struct
{
  WeirBroker  *broker;
  WeirMonitor *monitor;
  gint64       start_usec;
} Fixture;

static void
send_to (WeirProducer *producer,
         const char   *topic,
         gint32        partition,
         const char   *symbol,
         gint64        time_usec,
         double        price)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *payload = g_strdup_printf ("{\"symbol\": \"%s\", \"ts\": %" G_GINT64_FORMAT ", \"price\": %s}", symbol, time_usec,
                                              g_ascii_dtostr (digits, sizeof digits, price));
  const WeirMessage message = {
    .topic = topic, .partition = partition, .time_usec = WEIR_NO_TIME, .payload = payload, .payload_length = strlen (payload),
  };
  g_autoptr(GError) error = NULL;

  weir_producer_send (producer, &message, TRUE, &error);
  g_assert_no_error (error);
}

static void
send (WeirProducer *producer,
      const char   *symbol,
      gint64        time_usec,
      double        price)
{
  send_to (producer, "prices", 0, symbol, time_usec, price);
}

/* Three keys over some forty minutes, out of order within the grace. */
static void
send_all (Fixture *fixture)
{
  static const char *const symbols[] = { "AAA", "BBB", "CCC" };
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (fixture->broker);
  g_autoptr(WeirProducer) producer = weir_producer_new (settings, &error);
  g_autoptr(GRand) rand = g_rand_new_with_seed (11);

  g_assert_no_error (error);
  for (guint i = 0; i < N_RECORDS; i++)
    send (producer, symbols[i % 3], fixture->start_usec + i * 6 * SECOND / 10 - g_rand_int_range (rand, 0, 3000000),
          g_rand_double_range (rand, 10.0, 20.0) * (double) (i % 3 + 1));
  weir_producer_flush (producer, 10000, NULL, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
on_wakeup (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static void
note_open (const WeirWindowRow *row,
           gpointer             user_data)
{
  *(guint *) user_data += row->state == WEIR_WINDOW_OPEN ? 1 : 0;
}

/* Rows of open windows come a little later than their records. */
static gboolean
has_open_rows (Fixture *fixture)
{
  guint n_open = 0;

  weir_stream_view_foreach_row (weir_monitor_find_stream (fixture->monitor, "prices"), 0, G_MININT64, G_MAXINT64, FALSE, note_open,
                                &n_open);

  return n_open >= 3;
}

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr(WeirWorkspace) workspace = NULL;

  fixture->broker = weir_broker_new (1, &error);
  g_assert_no_error (error);
  weir_broker_create_topic (fixture->broker, "prices", 1, &error);
  g_assert_no_error (error);
  weir_broker_create_topic (fixture->broker, "spread", 3, &error);
  g_assert_no_error (error);
  fixture->start_usec = (g_get_real_time () / MINUTE - 45) * MINUTE;
  send_all (fixture);

  text = g_strdup_printf (workspace_format, weir_broker_get_bootstrap (fixture->broker));
  workspace = weir_workspace_new_from_data (text, -1, "test", &error);
  g_assert_no_error (error);
  fixture->monitor = weir_monitor_new (workspace, &error);
  g_assert_no_error (error);
  weir_monitor_set_wakeup (fixture->monitor, on_wakeup, NULL);
  weir_monitor_start (fixture->monitor, 2 * 60 * MINUTE);
  while (monitor_fixture_count_records (fixture->monitor, "prices") < N_RECORDS || !has_open_rows (fixture))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  monitor_fixture_stop (fixture->monitor);
  g_assert_finalize_object (fixture->monitor);
  g_object_unref (fixture->broker);
}

/* (transfer full): "start value" of every final point, the value with all its digits. */
static char *
dup_points (Fixture         *fixture,
            WeirSeriesConfig config,
            const char      *key,
            guint           *n_open)
{
  g_autoptr(WeirSeriesReader) reader = weir_series_reader_new (weir_monitor_find_stream (fixture->monitor, "prices"), &config);
  g_autoptr(GArray) points = g_array_new (FALSE, FALSE, sizeof (WeirSeriesPoint));
  GString *text = g_string_new (NULL);

  g_assert_nonnull (reader);
  weir_series_reader_read (reader, key, fixture->start_usec - MINUTE, fixture->start_usec + 60 * MINUTE, SECOND, points);
  *n_open = 0;
  for (guint i = 0; i < points->len; i++)
    {
      const WeirSeriesPoint *point = &g_array_index (points, WeirSeriesPoint, i);
      const WeirValue value = { .type = WEIR_VALUE_DOUBLE, .as_double = point->last };

      *n_open += point->final ? 0 : 1;
      if (!point->final)
        continue;
      g_string_append_printf (text, "%" G_GINT64_FORMAT " ", point->start_usec);
      weir_value_append_text (&value, text);
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}

/* (transfer full): the same of column @column of what weir-cli says, without the last windows, @n_open of them. */
static char *
dup_rows (const char *csv,
          const char *key,
          guint       column,
          guint       n_open)
{
  g_auto(GStrv) lines = g_strsplit (csv, "\n", -1);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto(GStrv) cells = g_strsplit (lines[i], ",", -1);
      g_autoptr(GDateTime) start = g_date_time_new_from_iso8601 (cells[1], NULL);

      if (g_str_equal (cells[0], key) && *cells[column] != '\0')
        g_ptr_array_add (rows, g_strdup_printf ("%" G_GINT64_FORMAT " %s\n", g_date_time_to_unix (start) * SECOND, cells[column]));
    }
  for (guint i = 0; i + n_open < rows->len; i++)
    g_string_append (text, g_ptr_array_index (rows, i));

  return g_string_free (text, FALSE);
}

static void
test_points_are_the_rows_of_weir_cli (Fixture      *fixture,
                                      gconstpointer user_data)
{
  static const char *const columns[] = { "price_mean", "price_p95", "price_sum", "price_mean_sma3" };
  static const char *const keys[] = { "AAA", "BBB", "CCC" };
  g_autoptr(GError) error = NULL;
  g_autofree char *csv = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_new (
    G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, weir_cli, "windows", "-b", weir_broker_get_bootstrap (fixture->broker), "-t", "prices",
    "--key", "symbol", "--time", "ts:us", "--value", "price", "--window", "1m", "--grace", "5s", "--agg",
    "mean,p95,sum", "--indicator", "sma(price_mean,3)", "-e", "-o", "beginning", "-q", NULL);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &csv, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
      {
        const WeirSeriesConfig config = { .stream = (char *) "prices", .window = (char *) "1m", .value = (char *) columns[c] };
        guint n_open;
        g_autofree char *points = dup_points (fixture, config, keys[k], &n_open);
        g_autofree char *rows = dup_rows (csv, keys[k], 4 + c, n_open);

        g_assert_cmpuint (strlen (rows), >, 500);
        /* An open window has no indicator yet: what is left out of the rows is known from the aggregates. */
        if (!g_str_equal (columns[c], "price_mean_sma3"))
          g_assert_cmpuint (n_open, ==, 1);
        else
          g_assert_true (g_str_has_prefix (rows, points));
        if (n_open == 1)
          g_assert_cmpstr (points, ==, rows);
      }
}

static void
test_band_candles_and_ghost (Fixture      *fixture,
                             gconstpointer user_data)
{
  const WeirSeriesConfig band = {
    .style = WEIR_SERIES_BAND, .stream = (char *) "prices", .window = (char *) "1m", .value = (char *) "price_min",
    .upper = (char *) "price_p95",
  };
  const WeirSeriesConfig ghost = {
    .style = WEIR_SERIES_CANDLES, .stream = (char *) "prices", .window = (char *) "1m", .previous_usec = 10 * MINUTE,
  };
  WeirStreamView *stream = weir_monitor_find_stream (fixture->monitor, "prices");
  g_autoptr(WeirSeriesReader) band_reader = weir_series_reader_new (stream, &band);
  g_autoptr(WeirSeriesReader) ghost_reader = weir_series_reader_new (stream, &ghost);
  g_autoptr(GArray) bands = g_array_new (FALSE, FALSE, sizeof (WeirSeriesPoint));
  g_autoptr(GArray) ghosts = g_array_new (FALSE, FALSE, sizeof (WeirSeriesPoint));
  const WeirSeriesPoint *edges, *before;

  weir_series_reader_read (band_reader, "AAA", fixture->start_usec + 5 * MINUTE, fixture->start_usec + 6 * MINUTE, SECOND, bands);
  g_assert_cmpuint (bands->len, ==, 1);
  edges = &g_array_index (bands, WeirSeriesPoint, 0);
  g_assert_cmpint (edges->start_usec, ==, fixture->start_usec + 5 * MINUTE);
  g_assert_cmpfloat (edges->low, <, edges->high);
  g_assert_cmpfloat (edges->last, ==, edges->low);
  g_assert_cmpstr (weir_series_reader_get_unit (band_reader), ==, "USD");

  /* Ten minutes later stands what was then. */
  weir_series_reader_read (ghost_reader, "AAA", fixture->start_usec + 15 * MINUTE, fixture->start_usec + 16 * MINUTE, SECOND, ghosts);
  g_assert_cmpuint (ghosts->len, ==, 1);
  before = &g_array_index (ghosts, WeirSeriesPoint, 0);
  g_assert_cmpint (before->start_usec, ==, fixture->start_usec + 15 * MINUTE);
  g_assert_cmpfloat (before->low, ==, edges->low);
  g_assert_cmpfloat (before->high, >=, MAX (before->first, before->last));
}

static void
test_largest_keys_and_records (Fixture      *fixture,
                               gconstpointer user_data)
{
  const WeirSeriesConfig sums = { .stream = (char *) "prices", .window = (char *) "1m", .value = (char *) "price_sum" };
  const WeirSeriesConfig records = { .style = WEIR_SERIES_POINTS, .stream = (char *) "prices", .value = (char *) "price" };
  const WeirSeriesConfig unknown = { .stream = (char *) "prices", .window = (char *) "1m", .value = (char *) "price_median" };
  WeirStreamView *stream = weir_monitor_find_stream (fixture->monitor, "prices");
  g_autoptr(WeirSeriesReader) sum_reader = weir_series_reader_new (stream, &sums);
  g_autoptr(WeirSeriesReader) record_reader = weir_series_reader_new (stream, &records);
  g_autoptr(GArray) points = g_array_new (FALSE, FALSE, sizeof (WeirSeriesPoint));
  g_auto(GStrv) largest = NULL;
  guint64 n_records = 0;
  guint n_all;

  largest = weir_series_reader_dup_largest (sum_reader, fixture->start_usec, fixture->start_usec + 60 * MINUTE, 2, &n_all);
  g_assert_cmpuint (n_all, ==, 3);
  g_assert_cmpuint (g_strv_length (largest), ==, 2);
  g_assert_cmpstr (largest[0], ==, "CCC");
  g_assert_cmpstr (largest[1], ==, "BBB");

  weir_series_reader_read (record_reader, "AAA", fixture->start_usec - MINUTE, fixture->start_usec + 60 * MINUTE, SECOND, points);
  for (guint i = 0; i < points->len; i++)
    n_records += g_array_index (points, WeirSeriesPoint, i).count;
  g_assert_cmpuint (n_records, ==, (N_RECORDS + 2) / 3);
  g_assert_null (weir_series_reader_new (stream, &unknown));
}

/* Cut anew to the length that they have, windows hold what they held. */
static void
test_windows_of_another_length (Fixture      *fixture,
                                gconstpointer user_data)
{
  static const char *const columns[] = { "price_mean", "price_sum", "price_first", "price_max", "price_min", "price_last" };
  const WeirSeriesConfig quantile = { .stream = (char *) "prices", .window = (char *) "1m", .value = (char *) "price_p95" };
  WeirStreamView *stream = weir_monitor_find_stream (fixture->monitor, "prices");
  g_autoptr(WeirSeriesReader) quantile_reader = weir_series_reader_new (stream, &quantile);
  gint64 end_usec = fixture->start_usec + 30 * MINUTE;

  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    {
      const WeirSeriesConfig config = { .stream = (char *) "prices", .window = (char *) "1m", .value = (char *) columns[c] };
      g_autoptr(WeirSeriesReader) reader = weir_series_reader_new (stream, &config);
      g_autoptr(GArray) own = g_array_new (FALSE, FALSE, sizeof (WeirSeriesPoint));
      g_autoptr(GArray) cut = g_array_new (FALSE, FALSE, sizeof (WeirSeriesPoint));
      g_autoptr(GArray) longer = g_array_new (FALSE, FALSE, sizeof (WeirSeriesPoint));

      g_assert_true (weir_series_reader_can_be_cut (reader));
      weir_series_reader_read (reader, "BBB", fixture->start_usec + MINUTE, end_usec, SECOND, own);
      weir_series_reader_cut (reader, MINUTE);
      g_assert_cmpint (weir_series_reader_get_window_usec (reader), ==, MINUTE);
      weir_series_reader_read (reader, "BBB", fixture->start_usec + MINUTE, end_usec, SECOND, cut);
      g_assert_cmpuint (own->len, ==, cut->len);
      for (guint i = 0; i < own->len; i++)
        {
          const WeirSeriesPoint *a = &g_array_index (own, WeirSeriesPoint, i);
          const WeirSeriesPoint *b = &g_array_index (cut, WeirSeriesPoint, i);

          g_assert_cmpint (a->start_usec, ==, b->start_usec);
          g_assert_cmpuint (a->count, ==, b->count);
          g_assert_cmpfloat_with_epsilon (a->last, b->last, fabs (a->last) * 1e-12);
        }

      weir_series_reader_cut (reader, 5 * MINUTE);
      weir_series_reader_read (reader, "BBB", fixture->start_usec / (5 * MINUTE) * (5 * MINUTE) + 5 * MINUTE, end_usec, SECOND, longer);
      g_assert_cmpuint (longer->len, >=, 4);
      g_assert_cmpuint (g_array_index (longer, WeirSeriesPoint, 1).count, >, g_array_index (own, WeirSeriesPoint, 8).count * 4);
    }
  g_assert_false (weir_series_reader_can_be_cut (quantile_reader));
}

/* A key that goes up for two minutes, and one that comes four times as often, are found before all others. */
static void
test_what_sets_a_selection_apart (Fixture      *fixture,
                                  gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (fixture->broker);
  g_autoptr(WeirProducer) producer = weir_producer_new (settings, &error);
  WeirStreamView *stream = weir_monitor_find_stream (fixture->monitor, "prices");
  gint64 from_usec = fixture->start_usec + 40 * MINUTE;
  g_autoptr(GArray) found = NULL;
  g_autoptr(GArray) none = NULL;
  const WeirExplanation *first, *second;

  g_assert_no_error (error);
  for (guint i = 0; i < 600; i++)
    send (producer, i % 3 == 0 ? "AAA" : "CCC", from_usec + i * SECOND / 5, i % 3 == 0 ? 100.0 : 45.0);
  weir_producer_flush (producer, 10000, NULL, NULL, &error);
  g_assert_no_error (error);
  while (monitor_fixture_count_records (fixture->monitor, "prices") < N_RECORDS + 600)
    g_main_context_iteration (NULL, TRUE);

  found = weir_explain (stream, fixture->start_usec, from_usec + 3 * MINUTE, from_usec, from_usec + 2 * MINUTE);
  g_assert_cmpuint (found->len, >=, 4);
  first = &g_array_index (found, WeirExplanation, 0);
  second = &g_array_index (found, WeirExplanation, 1);
  g_assert_cmpstr (weir_key_view_get_key (first->key), ==, "AAA");
  g_assert_cmpint (first->kind, ==, WEIR_EXPLANATION_MEAN);
  g_assert_cmpfloat_with_epsilon (first->inside, 100.0, 1e-9);
  g_assert_cmpfloat (first->outside, <, 20.0);
  g_assert_cmpfloat (first->score, ==, 1.0);
  g_assert_cmpstr (weir_key_view_get_key (second->key), ==, "CCC");
  g_assert_cmpint (second->kind, ==, WEIR_EXPLANATION_RATE);
  g_assert_cmpfloat (second->inside, >, 3.0);
  g_assert_cmpfloat (second->score, >, 0.4);

  none = weir_explain (stream, fixture->start_usec, from_usec, from_usec, from_usec + MINUTE);
  g_assert_cmpuint (none->len, ==, 0);
}

/* Two partitions with a record a second; for a minute one has four, and the records of the other come 30 s late. */
static void
send_spread (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (fixture->broker);
  g_autoptr(WeirProducer) producer = weir_producer_new (settings, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 600; i++)
    {
      gint64 time_usec = fixture->start_usec + i * SECOND;
      gboolean inside = i >= 300 && i < 360;

      for (guint j = 0; j < (inside ? 4 : 1); j++)
        send_to (producer, "spread", 2, "k", time_usec, 1.0);
      /* The newest record that all those of the minute are older than. */
      if (i == 300)
        send_to (producer, "spread", 0, "k", time_usec + 90 * SECOND, 1.0);
      send_to (producer, "spread", 0, "k", time_usec, 1.0);
    }
  weir_producer_flush (producer, 10000, NULL, NULL, &error);
  g_assert_no_error (error);
}

static const WeirExplanation *
find_explanation (GArray              *found,
                  WeirExplanationKind  kind,
                  WeirStreamPartitions *partitions,
                  gint32               partition)
{
  for (guint i = 0; i < found->len; i++)
    {
      const WeirExplanation *explanation = &g_array_index (found, WeirExplanation, i);

      if (explanation->kind == kind && weir_stream_partitions_get_ref (partitions, explanation->field)->partition == partition)
        return explanation;
    }

  g_assert_not_reached ();
}

/* Which partition had more records, and which had them late. */
static void
test_what_sets_partitions_apart (Fixture      *fixture,
                                 gconstpointer user_data)
{
  WeirStreamView *stream = weir_monitor_find_stream (fixture->monitor, "spread");
  WeirStreamPartitions *partitions = weir_stream_view_get_partitions (stream);
  gint64 from_usec = fixture->start_usec + 300 * SECOND;
  g_autoptr(GArray) found = NULL;
  const WeirExplanation *more, *same, *late;

  send_spread (fixture);
  while (monitor_fixture_count_records (fixture->monitor, "spread") < 600 + 3 * 60 + 600 + 1)
    g_main_context_iteration (NULL, TRUE);

  found = weir_explain (stream, fixture->start_usec, fixture->start_usec + 600 * SECOND, from_usec, from_usec + MINUTE);
  g_assert_cmpuint (weir_stream_partitions_get_n (partitions), ==, 2);
  more = find_explanation (found, WEIR_EXPLANATION_PARTITION, partitions, 2);
  g_assert_cmpstr (weir_stream_partitions_get_ref (partitions, more->field)->topic, ==, "spread");
  g_assert_null (more->key);
  g_assert_cmpfloat_with_epsilon (more->inside, 4.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (more->outside, 1.0, 1e-9);
  g_assert_cmpfloat (more->score, >, 0.99);
  same = find_explanation (found, WEIR_EXPLANATION_PARTITION, partitions, 0);
  g_assert_cmpfloat (fabs (same->score), <, 0.01);

  late = find_explanation (found, WEIR_EXPLANATION_DELAY, partitions, 0);
  /* 90, 89 … 31 s */
  g_assert_cmpfloat_with_epsilon (late->inside, 60.5, 1e-9);
  /* 30 … 1 s, of the 541 records around them */
  g_assert_cmpfloat_with_epsilon (late->outside, 30.0 * 31.0 / 2.0 / 541.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (late->score, (late->inside - late->outside) / late->inside, 1e-9);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  weir_cli = argv[1];
  g_test_add ("/series-reader/points-are-the-rows-of-weir-cli", Fixture, NULL, set_up, test_points_are_the_rows_of_weir_cli, tear_down);
  g_test_add ("/series-reader/what-sets-partitions-apart", Fixture, NULL, set_up, test_what_sets_partitions_apart, tear_down);
  g_test_add ("/series-reader/band-candles-and-ghost", Fixture, NULL, set_up, test_band_candles_and_ghost, tear_down);
  g_test_add ("/series-reader/largest-keys-and-records", Fixture, NULL, set_up, test_largest_keys_and_records, tear_down);

  g_test_add ("/series-reader/windows-of-another-length", Fixture, NULL, set_up, test_windows_of_another_length, tear_down);

  g_test_add ("/series-reader/what-sets-a-selection-apart", Fixture, NULL, set_up, test_what_sets_a_selection_apart, tear_down);

  return g_test_run ();
}
