#include "data/source/weir-broker.h"
#include "data/source/weir-producer.h"
#include "data/stream/weir-recording-job.h"
#include "data/view/weir-monitor.h"
#include "data/workspace/weir-workspace-edit.h"

#include <glib/gstdio.h>
#include <string.h>

/* What is replayed from a recording is what was live: the same final rows, the same alerts; and time passes as it is told. */

#define SECOND    G_TIME_SPAN_SECOND
#define N_RECORDS 600
/* Behind all others, in each partition: every window but their own is closed. */
#define FAR_SECONDS 4000

static const char workspace_format[] =
  "{ \"weir\": 1,"
  "  \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"%s\", \"embedded\": true } ],"
  "  \"streams\": ["
  "    { \"name\": \"prices\", \"connection\": \"c\", \"topics\": [\"prices\"], \"key\": \"symbol\","
  "      \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"retention\": \"1d\","
  "      \"fields\": [ { \"name\": \"price\", \"unit\": \"USD\" } ],"
  "      \"windows\": [ { \"kind\": \"tumbling\", \"size\": \"10s\", \"grace\": \"3s\" },"
  "                     { \"kind\": \"session\", \"gap\": \"4s\", \"grace\": \"3s\" } ] } ],"
  "  \"rules\": [ { \"name\": \"high\", \"stream\": \"prices\", \"kind\": \"record\","
  "                 \"condition\": { \"fire\": \"price > 590\", \"clear\": \"price < 300\" } },"
  "               { \"name\": \"busy\", \"stream\": \"prices\", \"kind\": \"window\","
  "                 \"condition\": { \"fire\": \"price_max > 595\" } } ] }";

typedef struct
{
  WeirBroker    *broker;
  WeirProducer  *producer;
  WeirWorkspace *workspace;
  char          *folder;
  gint64         start_usec;
} Fixture;

/* A key is in one partition, as Kafka has it. */
static void
send_record (Fixture *self,
             gint32   partition,
             gint64   time_usec,
             guint    price)
{
  g_autofree char *payload = g_strdup_printf ("{ \"symbol\": \"S%u-%d\", \"price\": %u, \"ts\": %" G_GINT64_FORMAT " }", price % 7,
                                              partition, price, time_usec);
  const WeirMessage message = {
    .topic = "prices",
    .partition = partition,
    .payload = payload,
    .payload_length = strlen (payload),
    .time_usec = time_usec,
  };
  g_autoptr(GError) error = NULL;

  g_assert_true (weir_producer_send (self->producer, &message, FALSE, &error));
  g_assert_no_error (error);
}

/* Some come late, some too late for their window. */
static gint64
time_of (Fixture *self,
         guint    i)
{
  return self->start_usec + (gint64) i * SECOND / 2 - (i % 11 == 0 ? 2 * SECOND : 0) - (i % 97 == 96 ? 30 * SECOND : 0);
}

static void
fixture_init (Fixture *self)
{
  g_autoptr(WeirSettings) settings = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("weir-replay-XXXXXX", NULL);
  self->broker = weir_broker_new (1, &error);
  g_assert_no_error (error);
  g_assert_true (weir_broker_create_topic (self->broker, "prices", 2, &error));
  settings = weir_broker_create_settings (self->broker);
  self->producer = weir_producer_new (settings, &error);
  g_assert_no_error (error);
  self->start_usec = (g_get_real_time () / (60 * SECOND) - 120) * 60 * SECOND;
  for (guint i = 0; i < N_RECORDS; i++)
    send_record (self, (gint32) (i % 2), time_of (self, i), i * 389 % 600);
  for (gint32 partition = 0; partition < 2; partition++)
    send_record (self, partition, self->start_usec + FAR_SECONDS * SECOND, 1);
  g_assert_true (weir_producer_flush (self->producer, 30000, NULL, NULL, &error));
  g_assert_no_error (error);

  text = g_strdup_printf (workspace_format, weir_broker_get_bootstrap (self->broker));
  self->workspace = weir_workspace_new_from_data (text, -1, "test", &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
fixture_clear (Fixture *self)
{
  g_clear_object (&self->producer);
  g_clear_object (&self->workspace);
  g_clear_object (&self->broker);
  remove_tree (self->folder);
  g_free (self->folder);
}

static guint64
count_records (WeirMonitor *monitor)
{
  WeirStreamCounters counters;

  weir_monitor_take (monitor);
  weir_stream_view_get_counters (weir_monitor_find_stream (monitor, "prices"), &counters);

  return counters.n_records;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
await_records (WeirMonitor *monitor,
               guint64      n)
{
  guint tick = g_timeout_add (5, on_tick, NULL);

  while (count_records (monitor) < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

static gboolean
on_stopped (WeirMonitor *monitor,
            gboolean    *stopped)
{
  *stopped = TRUE;

  return FALSE;
}

static void
stop (WeirMonitor *monitor)
{
  gboolean stopped = FALSE;

  g_signal_connect (monitor, "stopped", G_CALLBACK (on_stopped), &stopped);
  weir_monitor_stop (monitor);
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_row (const WeirWindowRow *row,
        gpointer             user_data)
{
  GPtrArray *texts = user_data;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT, row->key, row->start_usec,
                          row->end_usec, row->count);
  for (guint i = 0; i < row->n_values; i++)
    g_string_append_printf (text, " %d:%.17g:%" G_GINT64_FORMAT, row->values[i].type,
                            row->values[i].type == WEIR_VALUE_DOUBLE ? row->values[i].as_double : 0.0,
                            row->values[i].type == WEIR_VALUE_DOUBLE ? 0 : row->values[i].as_int);
  g_ptr_array_add (texts, g_string_free (text, FALSE));
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static char *
join (GPtrArray *texts)
{
  g_ptr_array_sort (texts, compare_texts);
  g_ptr_array_add (texts, NULL);

  return g_strjoinv ("\n", (char **) texts->pdata);
}

/* Those of all windows but that of the last records, by key and time. */
static char *
dup_final_rows (Fixture     *self,
                WeirMonitor *monitor,
                guint        window)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  weir_stream_view_foreach_row (weir_monitor_find_stream (monitor, "prices"), window, G_MININT64,
                                self->start_usec + (FAR_SECONDS - 60) * SECOND, TRUE, on_row, texts);
  g_assert_cmpuint (texts->len, >, 20);

  return join (texts);
}

static char *
dup_alerts (WeirMonitor *monitor)
{
  GListModel *alerts = weir_monitor_get_alerts (monitor);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (alerts); i++)
    {
      g_autoptr(WeirAlert) alert = g_list_model_get_item (alerts, i);

      g_ptr_array_add (texts, g_strdup_printf ("%s %s %s %s %d/%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %d",
                                               weir_alert_get_rule (alert), weir_alert_get_key (alert), weir_alert_get_value (alert),
                                               weir_alert_get_limit (alert), weir_alert_get_partition (alert),
                                               weir_alert_get_offset (alert), weir_alert_get_event_usec (alert),
                                               (guint) weir_alert_get_n_firings (alert), weir_alert_get_resolved_usec (alert) == 0));
    }
  g_assert_cmpuint (texts->len, >, 3);

  return join (texts);
}

static void
on_ended (WeirRecordingJob *job,
          gboolean         *ended)
{
  *ended = TRUE;
}

/* All of the topic, as it is. */
static void
record (Fixture *self)
{
  const WeirRecordingJobSpec spec = {
    .workspace = self->workspace,
    .connection = "c",
    .folder = self->folder,
    .start = { WEIR_POSITION_BEGINNING, 0 },
    .stop = { WEIR_POSITION_END, 0 },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirRecordingJob) job = weir_recording_job_new (&spec, &error);
  WeirRecordingStatus status;
  gboolean ended = FALSE;

  g_assert_no_error (error);
  g_signal_connect (job, "ended", G_CALLBACK (on_ended), &ended);
  weir_recording_job_start (job);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  weir_recording_job_get_status (job, &status);
  g_assert_cmpstr (status.text, ==, NULL);
  g_assert_cmpint (status.state, ==, WEIR_RECORDING_DONE);
  g_assert_cmpuint (status.n_written, ==, N_RECORDS + 2);
}

static gboolean
read_recording (JsonObject  *root,
                gpointer     user_data,
                GError     **error)
{
  JsonObject *connection = json_array_get_object_element (json_object_get_array_member (root, "connections"), 0);

  json_object_remove_member (connection, "bootstrap");
  json_object_remove_member (connection, "embedded");
  json_object_set_string_member (connection, "file", user_data);

  return TRUE;
}

static WeirMonitor *
replay (Fixture *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) workspace = weir_workspace_edit (self->workspace, read_recording, self->folder, &error);
  WeirMonitor *monitor;

  g_assert_no_error (error);
  g_assert_true (weir_workspace_consent (workspace, &error));
  monitor = weir_monitor_new (workspace, &error);
  g_assert_no_error (error);
  g_assert_nonnull (weir_monitor_get_replay (monitor));

  return monitor;
}

static void
test_rows_and_alerts_are_those_that_were_live (void)
{
  g_autoptr(WeirMonitor) live = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *alerts = NULL;
  char *rows[2];
  Fixture fixture;

  fixture_init (&fixture);
  live = weir_monitor_new (fixture.workspace, &error);
  g_assert_no_error (error);
  g_assert_null (weir_monitor_get_replay (live));
  weir_monitor_start (live, 3 * G_TIME_SPAN_HOUR);
  await_records (live, N_RECORDS + 2);
  for (guint window = 0; window < 2; window++)
    rows[window] = dup_final_rows (&fixture, live, window);
  alerts = dup_alerts (live);
  stop (live);
  record (&fixture);

  /* As fast as possible, and a thousand times as fast as it was. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(WeirMonitor) again = replay (&fixture);
      g_autofree char *again_alerts = NULL;

      weir_replay_clock_set_speed (weir_monitor_get_replay (again), i == 0 ? 0.0 : 20000.0);
      weir_monitor_start (again, 1);
      await_records (again, N_RECORDS + 2);
      for (guint window = 0; window < 2; window++)
        {
          g_autofree char *again_rows = dup_final_rows (&fixture, again, window);

          g_assert_cmpstr (again_rows, ==, rows[window]);
        }
      again_alerts = dup_alerts (again);
      g_assert_cmpstr (again_alerts, ==, alerts);
      stop (again);
    }
  for (guint window = 0; window < 2; window++)
    g_free (rows[window]);
  fixture_clear (&fixture);
}

static void
await_position (WeirMonitor *monitor,
                gint64       position_usec)
{
  guint tick = g_timeout_add (5, on_tick, NULL);
  WeirReplayState state;

  do
    {
      g_main_context_iteration (NULL, TRUE);
      weir_monitor_take (monitor);
      weir_replay_clock_get_state (weir_monitor_get_replay (monitor), &state);
    }
  while (state.seeking || state.position_usec < position_usec);
  g_assert_cmpint (state.position_usec, ==, position_usec);
  g_source_remove (tick);
}

/* Of a replay that is as far as @until_usec: what is ahead of it in its partition has passed with it. */
static guint
count_passed (Fixture *self,
              gint64   until_usec)
{
  guint n = 0;

  for (guint i = 0; i < N_RECORDS; i++)
    n += time_of (self, i) <= until_usec;

  return n;
}

static void
test_a_paused_replay_stands_where_it_was_told (void)
{
  g_autoptr(WeirMonitor) monitor = NULL;
  WeirReplayClock *clock;
  WeirReplayState state;
  Fixture fixture;

  fixture_init (&fixture);
  record (&fixture);
  monitor = replay (&fixture);
  clock = weir_monitor_get_replay (monitor);
  weir_replay_clock_set_playing (clock, FALSE);
  weir_replay_clock_seek (clock, fixture.start_usec + 50 * SECOND);
  weir_monitor_start (monitor, 1);
  for (guint seconds = 50; seconds <= 150; seconds += 50)
    {
      gint64 time_usec = fixture.start_usec + seconds * SECOND;

      weir_replay_clock_seek (clock, time_usec);
      await_position (monitor, time_usec);
      await_records (monitor, 2 * seconds);
      g_assert_cmpuint (count_records (monitor), <=, count_passed (&fixture, time_usec));
    }

  weir_replay_clock_get_state (clock, &state);
  g_assert_false (state.playing);
  g_assert_false (state.ended);
  weir_replay_clock_set_playing (clock, TRUE);
  await_records (monitor, N_RECORDS + 2);
  weir_replay_clock_get_state (clock, &state);
  g_assert_cmpint (state.end_usec, ==, fixture.start_usec + FAR_SECONDS * SECOND);
  stop (monitor);
  fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replay/rows-and-alerts-are-those-that-were-live", test_rows_and_alerts_are_those_that_were_live);
  g_test_add_func ("/replay/a-paused-replay-stands-where-it-was-told", test_a_paused_replay_stands_where_it_was_told);

  return g_test_run ();
}
