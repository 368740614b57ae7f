#include "data/base/weir-writer.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char         *path;         /* of a FIFO */
  GCancellable *cancellable;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("weir-writer-XXXXXX", NULL);

  fixture->path = g_build_filename (folder, "fifo", NULL);
  fixture->cancellable = g_cancellable_new ();
  g_assert_no_errno (mkfifo (fixture->path, 0600));
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_no_errno (g_unlink (fixture->path));
  g_assert_no_errno (g_rmdir (folder));
  g_free (fixture->path);
  g_object_unref (fixture->cancellable);
}

static gpointer
cancel (gpointer data)
{
  g_cancellable_cancel (data);

  return NULL;
}

static void
test_a_fifo_without_a_reader_can_be_given_up (Fixture       *fixture,
                                              gconstpointer  data)
{
  g_autoptr(GThread) thread = g_thread_new ("cancel", cancel, fixture->cancellable);
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_writer_open (fixture->path, fixture->cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (g_steal_pointer (&thread));
}

/* Its other end is open, so the FIFO can be opened; it is never read. */
static void
test_a_full_fifo_can_be_given_up (Fixture       *fixture,
                                  gconstpointer  data)
{
  int reader = open (fixture->path, O_RDONLY | O_NONBLOCK);
  g_autofree char *bytes = g_malloc0 (1 << 20);
  g_autoptr(WeirWriter) writer = NULL;
  g_autoptr(GThread) thread = NULL;
  g_autoptr(GError) error = NULL;

  writer = weir_writer_open (fixture->path, fixture->cancellable, &error);
  g_assert_no_error (error);
  thread = g_thread_new ("cancel", cancel, fixture->cancellable);
  g_assert_false (weir_writer_write (writer, bytes, 1 << 20, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (g_steal_pointer (&thread));

  /* What needs no wait still goes out: the last rows of an interrupted run. */
  g_clear_error (&error);
  g_assert_cmpint (read (reader, bytes, 1 << 20), >, 8192);
  g_assert_true (weir_writer_write (writer, "rest", 4, &error));
  g_assert_no_error (error);
  close (reader);
}

static void
test_a_reader_that_is_gone_is_said (Fixture       *fixture,
                                    gconstpointer  data)
{
  int reader = open (fixture->path, O_RDONLY | O_NONBLOCK);
  g_autoptr(WeirWriter) writer = NULL;
  g_autoptr(GError) error = NULL;

  writer = weir_writer_open (fixture->path, NULL, &error);
  g_assert_no_error (error);
  close (reader);
  g_assert_false (weir_writer_write (writer, "x", 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_nonnull (strstr (error->message, fixture->path));
}

static void
test_a_full_device_is_said (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWriter) writer = weir_writer_open ("/dev/full", NULL, &error);

  g_assert_no_error (error);
  g_assert_false (weir_writer_write (writer, "x", 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
read_one_page (gpointer user_data)
{
  int *reader = user_data;
  char bytes[8192];

  g_assert_cmpint (read (*reader, bytes, sizeof bytes), ==, sizeof bytes);
}

/* Each wait ends by what is done in it. */
static void
test_a_wait_for_the_reader_is_told_of (Fixture       *fixture,
                                       gconstpointer  data)
{
  int reader = open (fixture->path, O_RDONLY | O_NONBLOCK);
  g_autofree char *bytes = g_malloc0 (1 << 18);
  g_autoptr(WeirWriter) writer = weir_writer_open (fixture->path, fixture->cancellable, NULL);
  g_autoptr(GError) error = NULL;

  weir_writer_set_waiting_func (writer, 1, read_one_page, &reader);
  g_assert_true (weir_writer_write (writer, bytes, 1 << 18, &error));
  g_assert_no_error (error);
  close (reader);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);

  g_test_add ("/writer/a-fifo-without-a-reader-can-be-given-up", Fixture, NULL, fixture_set_up,
              test_a_fifo_without_a_reader_can_be_given_up, fixture_tear_down);
  g_test_add ("/writer/a-full-fifo-can-be-given-up", Fixture, NULL, fixture_set_up, test_a_full_fifo_can_be_given_up,
              fixture_tear_down);
  g_test_add ("/writer/a-reader-that-is-gone-is-said", Fixture, NULL, fixture_set_up, test_a_reader_that_is_gone_is_said,
              fixture_tear_down);
  g_test_add ("/writer/a-wait-for-the-reader-is-told-of", Fixture, NULL, fixture_set_up, test_a_wait_for_the_reader_is_told_of,
              fixture_tear_down);
  g_test_add_func ("/writer/a-full-device-is-said", test_a_full_device_is_said);

  return g_test_run ();
}
