#include "monitor-fixture.h"
#include "replay-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "data/base/weir-archive.h"
#include "data/stream/weir-session-file.h"

/* What is on the screen in one file: opened without a broker, and of anyone. */

static void
on_result (GObject      *source_object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
await_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static char *
save_session (ReplayFixture *self)
{
  const WeirCaptureSpec spec = { .workspace = self->workspace, .from_usec = self->start_usec - G_TIME_SPAN_HOUR };
  const WeirSessionView view = { (char *) "dashboard-x", self->start_usec, self->start_usec + 60 * SECOND, FALSE };
  char *path = g_build_filename (self->folder, "what is shown.weir", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  weir_session_file_save_async (&spec, &view, path, NULL, on_result, &result);
  g_assert_true (weir_session_file_save_finish (await_result (&result), &error));
  g_assert_no_error (error);

  return path;
}

static WeirSessionFile *
open_session (const char  *path,
              GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  weir_session_file_open_async (path, NULL, on_result, &result);

  return weir_session_file_open_finish (await_result (&result), error);
}

static void
test_a_session_is_opened_without_a_broker (void)
{
  g_autoptr(WeirMonitor) live = NULL;
  g_autoptr(WeirMonitor) again = NULL;
  g_autoptr(WeirSessionFile) session = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL, *alerts = NULL, *again_alerts = NULL, *rows = NULL, *again_rows = NULL;
  ReplayFixture fixture;

  replay_fixture_init (&fixture);
  live = weir_monitor_new (fixture.workspace, &error);
  g_assert_no_error (error);
  weir_monitor_start (live, 3 * G_TIME_SPAN_HOUR);
  replay_await_records (live, N_RECORDS + 2);
  rows = replay_dup_final_rows (&fixture, live, 0);
  alerts = replay_dup_alerts (live);
  monitor_fixture_stop (live);
  path = save_session (&fixture);

  /* No broker, and no name of one. */
  g_clear_object (&fixture.producer);
  g_clear_object (&fixture.broker);
  session = open_session (path, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (weir_workspace_get_text (session->workspace), "bootstrap"));
  g_assert_cmpstr (session->view.page, ==, "dashboard-x");
  g_assert_cmpint (session->view.begin_usec, ==, fixture.start_usec);
  g_assert_cmpint (session->view.end_usec, ==, fixture.start_usec + 60 * SECOND);
  g_assert_false (session->view.live);

  again = weir_monitor_new (session->workspace, &error);
  g_assert_no_error (error);
  weir_monitor_start (again, 1);
  replay_await_records (again, N_RECORDS + 2);
  again_rows = replay_dup_final_rows (&fixture, again, 0);
  again_alerts = replay_dup_alerts (again);
  g_assert_cmpstr (again_rows, ==, rows);
  g_assert_cmpstr (again_alerts, ==, alerts);
  monitor_fixture_stop (again);
  replay_fixture_clear (&fixture);
}

static void
add_member (GPtrArray  *members,
            const char *name,
            const char *text)
{
  WeirArchiveMember *member = g_new0 (WeirArchiveMember, 1);

  member->name = g_strdup (name);
  member->bytes = g_bytes_new (text, strlen (text));
  g_ptr_array_add (members, member);
}

/* Of a session that somebody else made: what it says, and one more member. */
static void
assert_refused (const char *folder,
                const char *text,
                const char *name,
                const char *problem)
{
  g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_archive_member_free);
  g_autofree char *path = g_build_filename (folder, "x.weir", NULL);
  g_autoptr(WeirSessionFile) session = NULL;
  g_autoptr(GError) error = NULL;

  add_member (members, "weir-session.json", text);
  if (name != NULL)
    add_member (members, name, "?");
  g_assert_true (weir_archive_save (path, members, &error));
  g_assert_no_error (error);
  session = open_session (path, &error);
  g_assert_null (session);
  g_assert_nonnull (error);
  if (strstr (error->message, problem) == NULL)
    g_error ("“%s” does not say “%s”", error->message, problem);
  g_unlink (path);
}

static void
test_a_session_of_somebody_else_sees_nothing_else (void)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-session-XXXXXX", NULL);
  g_autofree char *long_name = g_strnfill (300, 'n');
  g_autofree char *outside = g_strconcat ("../", long_name, NULL);

#define SESSION(connections) "{ \"weir_session\": 1, \"workspace\": { \"weir\": 1, \"connections\": [ " connections " ] } }"
  assert_refused (folder, SESSION (""), "../outside", "outside");
  assert_refused (folder, SESSION (""), "/etc/outside", "outside");
  assert_refused (folder, SESSION (""), "c0/../../outside", "outside");
  assert_refused (folder, SESSION (""), outside, "outside");
  assert_refused (folder, SESSION (""), "weir-session.json", "cannot be written");
  assert_refused (folder, SESSION ("{ \"name\": \"c\", \"file\": \"/etc/passwd\" }"), NULL, "not in the file");
  assert_refused (folder, SESSION ("{ \"name\": \"c\", \"file\": \"c1\" }"), NULL, "not in the file");
  assert_refused (folder, SESSION ("{ \"name\": \"c\", \"bootstrap\": \"a:1\" }"), NULL, "not in the file");
  assert_refused (folder, "{ \"weir_session\": 2 }", NULL, "newer");
  assert_refused (folder, "[]", NULL, "no session");
  assert_refused (folder, "{ \"weir_session\": 1, \"workspace\": { \"weir\": 1, \"connections\": 5 } }", NULL, "no session");
  assert_refused (folder, "{ \"weir_session\": \"1\", \"workspace\": [] }", NULL, "no session");
  assert_refused (folder, "{}", NULL, "no session");
#undef SESSION
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* One byte less, or another one, at every place of its first blocks and at its end. */
static void
test_a_damaged_session_is_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-session-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.weir", NULL);
  g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_archive_member_free);
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  add_member (members, "weir-session.json", "{ \"weir_session\": 1, \"workspace\": { \"weir\": 1 } }");
  g_assert_true (weir_archive_save (path, members, &error));
  g_assert_true (g_file_get_contents (path, &bytes, &length, &error));
  for (gsize cut = 0; cut < length; cut += 97)
    {
      g_autoptr(WeirSessionFile) session = NULL;

      g_assert_true (g_file_set_contents (path, bytes, (gssize) cut, NULL));
      session = open_session (path, &error);
      g_assert_null (session);
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
  /* Within the header: its checksum tells. */
  for (gsize at = 0; at < 263; at += 3)
    {
      g_autoptr(WeirSessionFile) session = NULL;

      bytes[at] ^= 0x11;
      g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
      bytes[at] ^= 0x11;
      session = open_session (path, &error);
      g_assert_null (session);
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A pipe would be waited for, a device read for ever. */
static void
test_a_session_that_is_no_file_is_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-session-XXXXXX", NULL);
  g_autofree char *fifo = g_build_filename (folder, "x.weir", NULL);
  const char * const paths[] = { fifo, "/dev/zero", folder };

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(WeirSessionFile) session = open_session (paths[i], &error);

      g_assert_null (session);
      g_assert_error (error, WEIR_ARCHIVE_ERROR, WEIR_ARCHIVE_ERROR_READ);
      g_assert_nonnull (strstr (error->message, "no regular file"));
    }
  g_unlink (fifo);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/is-opened-without-a-broker", test_a_session_is_opened_without_a_broker);
  g_test_add_func ("/session/of-somebody-else-sees-nothing-else", test_a_session_of_somebody_else_sees_nothing_else);
  g_test_add_func ("/session/is-refused-when-damaged", test_a_damaged_session_is_refused);
  g_test_add_func ("/session/is-refused-unless-a-file", test_a_session_that_is_no_file_is_refused);

  return g_test_run ();
}
