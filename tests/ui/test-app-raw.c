#include "app-fixture.h"

#include <string.h>

#include "app/common/weir-detail.h"
#include "app/dialogs/weir-sample-job.h"
#include "app/pages/weir-messages-page.h"
#include "app/shell/weir-proposals.h"

/* Topics whose records have no shape, or that have none yet: what is seen of them. */

static const char text_workspace[] =
  "{ \"weir\": 1, \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"BOOTSTRAP\", \"embedded\": true } ],"
  "  \"streams\": ["
  "    { \"name\": \"log\", \"connection\": \"c\", \"topics\": [\"prices\"], \"format\": \"raw\" },"
  "    { \"name\": \"gone\", \"connection\": \"c\", \"topics\": [\"gone\"], \"format\": \"raw\" } ],"
  "  \"dashboards\": ["
  "    { \"name\": \"log\", \"panels\": ["
  "      { \"kind\": \"rate\", \"title\": \"Rate\", \"stream\": \"log\", \"width\": 12, \"height\": 3 },"
  "      { \"kind\": \"messages\", \"title\": \"Log\", \"stream\": \"log\", \"row\": 3, \"width\": 12, \"height\": 3 } ] },"
  "    { \"name\": \"gone\", \"panels\": ["
  "      { \"kind\": \"messages\", \"title\": \"Gone\", \"stream\": \"gone\", \"width\": 12, \"height\": 3 } ] } ] }";

static void
send_text (AppFixture *fixture,
           const char *payload,
           gsize       length)
{
  g_autoptr(GError) error = NULL;
  WeirMessage message = { .topic = "prices", .partition = 0, .key = "k1", .key_length = 2, .payload = payload,
                          .payload_length = length, .time_usec = WEIR_NO_TIME };

  weir_producer_send (fixture->producer, &message, TRUE, &error);
  g_assert_no_error (error);
  app_fixture_flush (fixture);
}

static gboolean
shows (AppFixture *fixture,
       gpointer    text)
{
  return app_has_text (fixture->window, text);
}

static void
test_text_and_bytes_are_watched_raw (void)
{
  AppFixture fixture;
  WeirRangeSummary summary;
  WeirStreamView *stream;

  app_fixture_init (&fixture);
  send_text (&fixture, "Hello, world", 12);
  send_text (&fixture, "\x00\xff\x01", 3);
  app_fixture_watch (&fixture, text_workspace);
  app_fixture_await_records (&fixture, "log", 2);
  app_fixture_show (&fixture, app_dashboard_new (fixture.scope, 0), 900, 600);
  app_fixture_await (&fixture, shows, (char *) "Hello, world");
  app_fixture_await (&fixture, shows, (char *) "\\x00\\xff\\x01");
  app_fixture_await (&fixture, shows, (char *) "k1");
  app_fixture_await (&fixture, shows, (char *) "2 records read");
  app_fixture_await (&fixture, shows, (char *) "2 records in the range");

  stream = weir_monitor_find_stream (weir_scope_get_monitor (fixture.scope), "log");
  weir_series_summarise (weir_stream_view_get_record_series (stream), g_get_real_time () - MINUTE,
                         g_get_real_time () + MINUTE, &summary);
  g_assert_cmpuint (summary.count, ==, 2);
  app_fixture_clear (&fixture);
}

static void
test_a_topic_that_is_refused_says_why (void)
{
  AppFixture fixture;

  app_fixture_init (&fixture);
  app_fixture_watch (&fixture, text_workspace);
  app_fixture_show (&fixture, app_dashboard_new (fixture.scope, 1), 900, 600);
  app_fixture_await (&fixture, shows, (char *) "● topic “gone”: the broker does not know it");
  app_fixture_clear (&fixture);
}

static const char blob_workspace[] =
  "{ \"weir\": 1, \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"BOOTSTRAP\", \"embedded\": true } ],"
  "  \"streams\": ["
  "    { \"name\": \"blobs\", \"connection\": \"c\", \"topics\": [\"prices\"], \"key\": \"id\","
  "      \"fields\": [ { \"name\": \"price\" }, { \"name\": \"blob\", \"type\": \"text\" } ] } ] }";

/* As a line of the tail, and read again by its place. The embedded broker keeps 5 MiB. */
static void
test_a_large_record_is_decoded (void)
{
  AppFixture fixture;
  g_autofree char *blob = g_strnfill (4 * 1024 * 1024, 'x');
  g_autofree char *payload = g_strconcat ("{\"blob\": \"", blob, "\", \"id\": \"BIG\", \"price\": 12.5}", NULL);
  GtkWidget *page;

  app_fixture_init (&fixture);
  send_text (&fixture, payload, strlen (payload));
  app_fixture_watch (&fixture, blob_workspace);
  app_fixture_await_records (&fixture, "blobs", 1);
  page = weir_messages_page_new (fixture.scope);
  app_fixture_show (&fixture, page, 900, 600);
  app_fixture_await (&fixture, shows, (char *) "price 12.5 · blob xxxxx");
  g_assert_false (app_has_text (page, "Record key"));

  weir_messages_page_show_record (WEIR_MESSAGES_PAGE (page), "blobs", "prices", 0, 0);
  app_fixture_await (&fixture, shows, (char *) "Record key");
  g_assert_true (app_has_text (app_find (page, WEIR_TYPE_DETAIL), "the first 65\u00a0536 of 4\u00a0194\u00a0344 bytes"));
  g_assert_true (app_has_text (app_find (page, WEIR_TYPE_DETAIL), "price 12.5 · blob xxxxx"));
  g_assert_true (app_has_text (app_find (page, WEIR_TYPE_DETAIL), "BIG"));
  app_fixture_clear (&fixture);
}

/* By the time on the chart, though Kafka's timestamps are all of now, and the tail has only the newest. */
static void
test_a_moment_of_the_past_leads_to_its_record (void)
{
  AppFixture fixture;
  GtkWidget *page;

  app_fixture_init (&fixture);
  for (guint i = 0; i < 600; i++)
    app_fixture_send (&fixture, "prices", i % 2 == 0 ? "AAA" : "BBB", fixture.start_usec + i * SECOND, 10.0 + i, 1);
  app_fixture_flush (&fixture);
  app_fixture_watch (&fixture, app_workspace);
  app_fixture_await_records (&fixture, "prices", 600);
  page = weir_messages_page_new (fixture.scope);
  app_fixture_show (&fixture, page, 1000, 600);
  weir_messages_page_show_span (WEIR_MESSAGES_PAGE (page), "prices", "BBB", fixture.start_usec + 99 * SECOND,
                                fixture.start_usec + 100 * SECOND + SECOND / 2);
  app_fixture_await (&fixture, shows, (char *) "prices/0 @ 99");
  g_assert_true (app_has_text (app_find (page, WEIR_TYPE_DETAIL), "BBB"));
  app_fixture_clear (&fixture);
}

static WeirWorkspace *
open_empty_topic (AppFixture *fixture)
{
  g_autoptr(WeirSettings) settings = weir_broker_create_settings (fixture->broker);
  g_autoptr(GPtrArray) inferred = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  WeirTopicSample topic = { .topic = (char *) "prices" };
  WeirWorkspace *workspace;

  g_ptr_array_add (inferred, &topic);
  workspace = weir_samples_create_workspace (inferred, settings, NULL, NULL, &error);
  g_assert_no_error (error);

  return workspace;
}

static gboolean
is_json (AppFixture *fixture,
         gpointer    history)
{
  WeirWorkspace *workspace = weir_workspace_history_get_workspace (history);
  const WeirStreamConfig *stream = g_ptr_array_index (weir_workspace_get_streams (workspace), 0);

  return stream->format == WEIR_FORMAT_JSON;
}

static const WeirPanelConfig *
get_first_panel (WeirWorkspaceHistory *history)
{
  GPtrArray *dashboards = weir_workspace_get_dashboards (weir_workspace_history_get_workspace (history));

  return g_ptr_array_index (((const WeirDashboardConfig *) g_ptr_array_index (dashboards, 0))->panels, 0);
}

static void
test_an_empty_topic_takes_the_shape_of_its_records (void)
{
  AppFixture fixture;
  g_autoptr(WeirWorkspace) workspace = NULL;
  g_autoptr(WeirWorkspaceHistory) history = NULL;
  g_autoptr(WeirProposals) proposals = NULL;
  g_autoptr(WeirMonitor) monitor = NULL;
  g_autoptr(GError) error = NULL;
  const WeirStreamConfig *stream;

  app_fixture_init (&fixture);
  workspace = open_empty_topic (&fixture);
  history = weir_workspace_history_new (workspace);
  monitor = weir_monitor_new (workspace, &error);
  g_assert_no_error (error);
  weir_scope_set_monitor (fixture.scope, monitor);
  proposals = weir_proposals_new (fixture.scope, history);
  app_fixture_show (&fixture, app_dashboard_new (fixture.scope, 0), 900, 600);
  app_fixture_await (&fixture, shows, (char *) "waiting for the first record");
  g_assert_cmpint (get_first_panel (history)->kind, ==, WEIR_PANEL_RATE);

  /* A text has no shape; what comes after it does. */
  send_text (&fixture, "starting up", 11);
  app_fixture_await (&fixture, shows, (char *) "starting up");
  for (guint i = 0; i < 20; i++)
    app_fixture_send (&fixture, "prices", i % 2 == 0 ? "A" : "B", g_get_real_time (), 10.0 + i, (int) i);
  app_fixture_flush (&fixture);
  app_fixture_await (&fixture, is_json, history);
  stream = g_ptr_array_index (weir_workspace_get_streams (weir_workspace_history_get_workspace (history)), 0);
  g_assert_cmpstr (stream->key_path, ==, "symbol");
  g_assert_cmpstr (stream->time_path, ==, "ts");
  g_assert_cmpint (get_first_panel (history)->kind, ==, WEIR_PANEL_LINES);
  g_assert_cmpstr (get_first_panel (history)->fields[0], ==, "price");

  g_assert_true (weir_workspace_history_undo (history, &error));
  g_assert_false (is_json (&fixture, history));
  app_fixture_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/raw/text-and-bytes-are-watched", test_text_and_bytes_are_watched_raw);
  g_test_add_func ("/raw/a-topic-that-is-refused-says-why", test_a_topic_that_is_refused_says_why);
  g_test_add_func ("/raw/a-large-record-is-decoded", test_a_large_record_is_decoded);
  g_test_add_func ("/raw/a-moment-of-the-past-leads-to-its-record", test_a_moment_of_the_past_leads_to_its_record);
  g_test_add_func ("/raw/an-empty-topic-takes-the-shape-of-its-records", test_an_empty_topic_takes_the_shape_of_its_records);

  return g_test_run ();
}
