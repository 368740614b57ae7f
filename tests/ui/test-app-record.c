#include "app-fixture.h"

#include <glib/gstdio.h>

#include "app/common/weir-recordings.h"
#include "app/shell/weir-record-button.h"
#include "data/store/weir-recording.h"

/* The header's button for recordings, and what it begins and ends, on records of a broker in this process. The program is
 * run with fail-calls preloaded, so that a disk can be full. */

typedef struct
{
  AppFixture        app;
  WeirRecordings   *recordings;
  WeirRecordButton *button;
  char             *folder;
  gint64            n_sent;
} Fixture;

static void
send_one (Fixture *self)
{
  app_fixture_send (&self->app, "prices", "NVDA", self->app.start_usec + self->n_sent++ * SECOND, 100.0, 1);
}

/* Nothing can be written into its folder until a file "room" is there. Before threads, which read the environment. */
static void
fill_disk (Fixture *self)
{
  g_autofree char *until = g_build_filename (self->folder, "room", NULL);

  g_setenv ("WEIR_FAIL_FOLDER", self->folder, TRUE);
  g_setenv ("WEIR_FAIL_CALL", "write", TRUE);
  g_setenv ("WEIR_FAIL_FIRST", "1", TRUE);
  g_setenv ("WEIR_FAIL_LAST", "1000000", TRUE);
  g_setenv ("WEIR_FAIL_UNTIL", until, TRUE);
}

static void
make_room (Fixture *self)
{
  g_autofree char *until = g_build_filename (self->folder, "room", NULL);

  g_assert_true (g_file_set_contents (until, "", 0, NULL));
}

static void
fixture_init (Fixture  *self,
              gboolean  full)
{
  self->folder = g_dir_make_tmp ("weir-record-XXXXXX", NULL);
  if (full)
    fill_disk (self);
  self->n_sent = 0;
  app_fixture_init (&self->app);
  for (int i = 0; i < 3; i++)
    send_one (self);
  app_fixture_flush (&self->app);
  app_fixture_watch (&self->app, app_workspace);
  app_fixture_await_records (&self->app, "prices", 3);

  self->recordings = weir_recordings_new ();
  weir_recordings_set_folder (self->recordings, self->folder);
  self->button = g_object_new (WEIR_TYPE_RECORD_BUTTON, NULL);
  weir_record_button_set_recordings (self->button, self->recordings);
  app_fixture_show (&self->app, GTK_WIDGET (self->button), 700, 600);
  weir_record_button_update (self->button, weir_scope_get_monitor (self->app.scope));
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
  g_clear_object (&self->recordings);
  app_fixture_clear (&self->app);
  remove_tree (self->folder);
  g_free (self->folder);
}

static WeirRecordingStatus
get_status (Fixture *self)
{
  WeirRecordingJob *job = weir_recordings_find (self->recordings, "prices");
  WeirRecordingStatus status;

  g_assert_nonnull (job);
  weir_recording_job_get_status (job, &status);
  g_clear_pointer (&status.text, g_free);

  return status;
}

/* The end of a topic that is being looked up is passed by records that come meanwhile: some until one is taken. */
static gboolean
takes_records (AppFixture *app,
               gpointer    user_data)
{
  Fixture *self = user_data;

  if (get_status (self).n_records > 0)
    return TRUE;

  send_one (self);
  app_fixture_flush (app);

  return FALSE;
}

static gboolean
has_ended (AppFixture *app,
           gpointer    user_data)
{
  Fixture *self = user_data;

  return !weir_recordings_is_at_work (self->recordings, "prices");
}

static void
click (Fixture    *self,
       const char *label)
{
  GtkWidget *button;

  weir_record_button_update (self->button, weir_scope_get_monitor (self->app.scope));
  button = app_find_button (self->button, label);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

/* The recorded files of partition 0, by offset. */
static GArray *
list_files (Fixture *self)
{
  g_autofree char *folder = g_build_filename (self->folder, "topic=prices", NULL);
  g_autoptr(GError) error = NULL;
  GArray *files = weir_recording_list_files (folder, NULL, &error);

  g_assert_no_error (error);

  return files;
}

static void
test_a_button_records_from_now_on_without_a_gap (void)
{
  g_autoptr(GArray) files = NULL;
  WeirRecordingStatus status;
  Fixture fixture;

  fixture_init (&fixture, FALSE);
  click (&fixture, "Record");
  app_fixture_await (&fixture.app, takes_records, &fixture);
  click (&fixture, "Stop");
  app_fixture_await (&fixture.app, has_ended, &fixture);
  status = get_status (&fixture);
  g_assert_cmpint (status.state, ==, WEIR_RECORDING_DONE);
  g_assert_cmpuint (status.n_written, ==, status.n_records);
  g_assert_cmpuint (status.n_bytes, >, 0);
  g_assert_cmpint (status.free_bytes, >, 0);

  /* What came while nothing was recorded is not missing. */
  send_one (&fixture);
  app_fixture_flush (&fixture.app);
  click (&fixture, "Record");
  app_fixture_await (&fixture.app, takes_records, &fixture);
  click (&fixture, "Stop");
  app_fixture_await (&fixture.app, has_ended, &fixture);

  files = list_files (&fixture);
  g_assert_cmpuint (files->len, >=, 2);
  g_assert_cmpint (g_array_index (files, WeirRecordingFile, 0).first, >=, 3);
  for (guint i = 1; i < files->len; i++)
    g_assert_cmpint (g_array_index (files, WeirRecordingFile, i).first, ==, g_array_index (files, WeirRecordingFile, i - 1).last + 1);
  fixture_clear (&fixture);
}

static gboolean
waits_for_room (AppFixture *app,
                gpointer    job)
{
  WeirRecordingStatus status;

  weir_recording_job_get_status (job, &status);
  g_free (status.text);

  return status.state == WEIR_RECORDING_WAITING;
}

static gboolean
has_written_all (AppFixture *app,
                 gpointer    job)
{
  WeirRecordingStatus status;

  weir_recording_job_get_status (job, &status);
  g_free (status.text);

  return status.state == WEIR_RECORDING_AT_WORK && status.n_written == 3;
}

static gboolean
job_has_ended (AppFixture *app,
               gpointer    job)
{
  WeirRecordingStatus status;

  weir_recording_job_get_status (job, &status);
  g_free (status.text);

  return status.state == WEIR_RECORDING_DONE;
}

static void
test_a_full_disk_stops_it_until_there_is_room (void)
{
  g_autoptr(WeirRecordingJob) job = NULL;
  g_autoptr(GError) error = NULL;
  WeirRecordingJobSpec spec = { .stream = "prices", .rotate_usec = 1, .stop = { WEIR_POSITION_NEVER, 0 } };
  Fixture fixture;

  if (g_getenv ("WEIR_TEST_PRELOADED") == NULL)
    {
      g_test_skip ("fail-calls is not preloaded");
      return;
    }

  fixture_init (&fixture, TRUE);
  spec.workspace = weir_monitor_get_workspace (weir_scope_get_monitor (fixture.app.scope));
  spec.folder = fixture.folder;
  job = weir_recording_job_new (&spec, &error);
  g_assert_no_error (error);
  weir_recording_job_start (job);
  app_fixture_await (&fixture.app, waits_for_room, job);
  make_room (&fixture);
  app_fixture_await (&fixture.app, has_written_all, job);
  weir_recording_job_stop (job);
  app_fixture_await (&fixture.app, job_has_ended, job);
  fixture_clear (&fixture);
}

static void
test_what_is_recorded_when_the_window_goes_is_written (void)
{
  g_autoptr(WeirRecordingJob) job = NULL;
  g_autoptr(GArray) files = NULL;
  Fixture fixture;

  fixture_init (&fixture, FALSE);
  click (&fixture, "Record");
  app_fixture_await (&fixture.app, takes_records, &fixture);
  job = g_object_ref (weir_recordings_find (fixture.recordings, "prices"));
  weir_recordings_finish (fixture.recordings);
  app_fixture_await (&fixture.app, job_has_ended, job);
  files = list_files (&fixture);
  g_assert_cmpuint (files->len, >=, 1);
  fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app/a-button-records-from-now-on-without-a-gap", test_a_button_records_from_now_on_without_a_gap);
  g_test_add_func ("/app/a-full-disk-stops-it-until-there-is-room", test_a_full_disk_stops_it_until_there_is_room);
  g_test_add_func ("/app/what-is-recorded-when-the-window-goes-is-written", test_what_is_recorded_when_the_window_goes_is_written);

  return g_test_run ();
}
