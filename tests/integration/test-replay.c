#include "monitor-fixture.h"
#include "replay-fixture.h"

#include "data/stream/weir-recording-job.h"
#include "data/workspace/weir-workspace-edit.h"

/* What is replayed from a recording is what was live: the same final rows, the same alerts; and time passes as it is told. */

static void
on_ended (WeirRecordingJob *job,
          gboolean         *ended)
{
  *ended = TRUE;
}

/* All of the topic, as it is. */
static void
record (ReplayFixture *self)
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
replay (ReplayFixture *self)
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
  ReplayFixture fixture;

  replay_fixture_init (&fixture);
  live = weir_monitor_new (fixture.workspace, &error);
  g_assert_no_error (error);
  g_assert_null (weir_monitor_get_replay (live));
  weir_monitor_start (live, 3 * G_TIME_SPAN_HOUR);
  replay_await_records (live, N_RECORDS + 2);
  for (guint window = 0; window < 2; window++)
    rows[window] = replay_dup_final_rows (&fixture, live, window);
  alerts = replay_dup_alerts (live);
  monitor_fixture_stop (live);
  record (&fixture);

  /* As fast as possible, and a thousand times as fast as it was. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(WeirMonitor) again = replay (&fixture);
      g_autofree char *again_alerts = NULL;

      weir_replay_clock_set_speed (weir_monitor_get_replay (again), i == 0 ? 0.0 : 20000.0);
      weir_monitor_start (again, 1);
      replay_await_records (again, N_RECORDS + 2);
      for (guint window = 0; window < 2; window++)
        {
          g_autofree char *again_rows = replay_dup_final_rows (&fixture, again, window);

          g_assert_cmpstr (again_rows, ==, rows[window]);
        }
      again_alerts = replay_dup_alerts (again);
      g_assert_cmpstr (again_alerts, ==, alerts);
      monitor_fixture_stop (again);
    }
  for (guint window = 0; window < 2; window++)
    g_free (rows[window]);
  replay_fixture_clear (&fixture);
}

static void
await_position (WeirMonitor *monitor,
                gint64       position_usec)
{
  guint tick = g_timeout_add (5, replay_on_tick, NULL);
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
count_passed (ReplayFixture *self,
              gint64   until_usec)
{
  guint n = 0;

  for (guint i = 0; i < N_RECORDS; i++)
    n += replay_time_of (self, i) <= until_usec;

  return n;
}

static void
test_a_paused_replay_stands_where_it_was_told (void)
{
  g_autoptr(WeirMonitor) monitor = NULL;
  WeirReplayClock *clock;
  WeirReplayState state;
  ReplayFixture fixture;

  replay_fixture_init (&fixture);
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
      replay_await_records (monitor, 2 * seconds);
      g_assert_cmpuint (monitor_fixture_count_records (monitor, "prices"), <=, count_passed (&fixture, time_usec));
    }

  weir_replay_clock_get_state (clock, &state);
  g_assert_false (state.playing);
  g_assert_false (state.ended);
  weir_replay_clock_set_playing (clock, TRUE);
  replay_await_records (monitor, N_RECORDS + 2);
  weir_replay_clock_get_state (clock, &state);
  g_assert_cmpint (state.end_usec, ==, fixture.start_usec + FAR_SECONDS * SECOND);
  monitor_fixture_stop (monitor);
  replay_fixture_clear (&fixture);
}

static gboolean
on_wakeup (gpointer woken)
{
  *(gboolean *) woken = TRUE;

  return G_SOURCE_REMOVE;
}

/* A window for each record: a half of them is more than one take takes over. */
static WeirWorkspace *
write_rows (ReplayFixture *self,
            guint    n_rows)
{
  g_autoptr(GString) rows = g_string_new ("ts,symbol,price\n");
  g_autofree char *path = g_build_filename (self->folder, "keys.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  WeirWorkspace *workspace;

  for (guint i = 0; i < n_rows; i++)
    g_string_append_printf (rows, "%u,K%u,1\n", 1400000000 + i / 100 * 60, i % 100);
  g_assert_true (g_file_set_contents (path, rows->str, -1, &error));
  text = g_strdup_printf ("{ \"weir\": 1, \"connections\": [ { \"name\": \"f\", \"file\": \"%s\" } ], \"streams\": [ {"
                          " \"name\": \"prices\", \"connection\": \"f\", \"topics\": [\"keys.csv\"], \"key\": \"symbol\","
                          " \"time\": { \"field\": \"ts\", \"unit\": \"s\" }, \"fields\": [ { \"name\": \"price\" } ],"
                          " \"windows\": [ { \"size\": \"1m\" } ] } ] }", path);
  workspace = weir_workspace_new_from_data (text, -1, "test", &error);
  g_assert_no_error (error);
  g_assert_true (weir_workspace_consent (workspace, &error));

  return workspace;
}

/* Taken over whenever it wakes, and at no other time. */
static guint64
count_woken (WeirMonitor *monitor,
             gboolean    *woken)
{
  WeirStreamCounters counters;

  while (g_main_context_iteration (NULL, FALSE) || *woken)
    if (*woken)
      {
        *woken = FALSE;
        weir_monitor_take (monitor);
      }
  weir_stream_view_get_counters (weir_monitor_find_stream (monitor, "prices"), &counters);

  return counters.n_records;
}

static void
test_what_comes_while_much_is_taken_over_wakes (void)
{
  const guint n_rows = 100000;
  ReplayFixture fixture = { .folder = g_dir_make_tmp ("weir-replay-XXXXXX", NULL) };
  g_autoptr(WeirMonitor) monitor = NULL;
  g_autoptr(GError) error = NULL;
  WeirReplayClock *clock;
  WeirReplayState state;
  gboolean woken = FALSE;

  fixture.workspace = write_rows (&fixture, n_rows);
  monitor = weir_monitor_new (fixture.workspace, &error);
  g_assert_no_error (error);
  weir_monitor_set_wakeup (monitor, on_wakeup, &woken);
  clock = weir_monitor_get_replay (monitor);
  weir_replay_clock_set_playing (clock, FALSE);
  weir_replay_clock_seek (clock, (G_GINT64_CONSTANT (1400000000) + n_rows / 2 / 100 * 60) * SECOND);
  weir_monitor_start (monitor, 1);
  do
    {
      g_main_context_iteration (NULL, FALSE);
      weir_replay_clock_get_state (clock, &state);
    }
  while (!woken || state.seeking || state.position_usec == G_MININT64);

  /* Some of the first half; then the rest comes, before any more is taken over. */
  woken = FALSE;
  weir_monitor_take (monitor);
  weir_replay_clock_set_playing (clock, TRUE);
  do
    weir_replay_clock_get_state (clock, &state);
  while (!state.ended);
  monitor_fixture_stop (monitor);
  g_assert_cmpuint (count_woken (monitor, &woken), ==, n_rows);
  replay_fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replay/rows-and-alerts-are-those-that-were-live", test_rows_and_alerts_are_those_that_were_live);
  g_test_add_func ("/replay/a-paused-replay-stands-where-it-was-told", test_a_paused_replay_stands_where_it_was_told);
  g_test_add_func ("/replay/what-comes-while-much-is-taken-over-wakes", test_what_comes_while_much_is_taken_over_wakes);

  return g_test_run ();
}
