#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/base/weir-leftover.h"
#include "data/base/weir-output-file.h"

typedef struct
{
  char *folder;
  char *path;
  char *other;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("weir-output-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "rows.csv", NULL);
  fixture->other = g_build_filename (fixture->folder, "other", NULL);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr(GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (folder) != NULL)
    n_files++;

  return n_files;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_unlink (fixture->path);
  g_unlink (fixture->other);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->other);
}

static void
save (const char *path,
      const char *text)
{
  g_autoptr(GError) error = NULL;

  weir_output_file_save (path, text, strlen (text), &error);
  g_assert_no_error (error);
}

static void
assert_refused (const char *path,
                gint        code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (weir_output_file_new (path, FALSE, &error));
  g_assert_error (error, WEIR_OUTPUT_FILE_ERROR, code);
}

static void
assert_content (const char *path,
                const char *expected)
{
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, expected);
}

static void
test_a_file_is_whole_or_not_there (Fixture      *fixture,
                                   gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  WeirOutputFile *file = weir_output_file_new (fixture->path, FALSE, &error);
  mode_t mask = umask (0);
  GStatBuf status;

  umask (mask);
  g_assert_no_error (error);
  g_assert_true (weir_output_file_write (file, "new", 3, &error));
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_true (weir_output_file_finish (file, &error));
  weir_output_file_free (file);
  assert_content (fixture->path, "new");
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0666 & ~mask);

  file = weir_output_file_new (fixture->path, FALSE, &error);
  g_assert_true (weir_output_file_write (file, "never", 5, &error));
  weir_output_file_free (file);
  assert_content (fixture->path, "new");
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

/* Of a file that others must not read no byte is open to them, not even in the making. */
static void
test_mode_and_group_are_kept (Fixture      *fixture,
                              gconstpointer data)
{
  const mode_t modes[] = { 0600, 0640, 0664, 0777, 02660 };
  g_autoptr(GError) error = NULL;

  save (fixture->path, "old");
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr(WeirOutputFile) file = NULL;
      GStatBuf status;

      g_assert_cmpint (g_chmod (fixture->path, modes[i]), ==, 0);
      file = weir_output_file_new (fixture->path, FALSE, &error);
      g_assert_no_error (error);
      g_assert_cmpint (g_stat (weir_output_file_get_path (file), &status), ==, 0);
      g_assert_cmpint (status.st_mode & 07777, ==, modes[i]);
      g_assert_true (weir_output_file_finish (file, &error));
      g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 07777, ==, modes[i]);
    }
}

/* Only root may give files away; there the owner is kept, elsewhere it was ours. */
static void
test_the_owner_is_kept (Fixture      *fixture,
                        gconstpointer data)
{
  GStatBuf status;

  if (geteuid () != 0)
    {
      g_test_skip ("needs root");
      return;
    }

  save (fixture->path, "old");
  g_assert_cmpint (chown (fixture->path, 12345, 23456), ==, 0);
  save (fixture->path, "new");
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_uid, ==, 12345);
  g_assert_cmpuint (status.st_gid, ==, 23456);
  assert_content (fixture->path, "new");
}

static void
test_a_link_stays_one (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *second = g_build_filename (fixture->folder, "second", NULL);
  g_autofree char *link = NULL;

  /* A link to a link to nothing yet. */
  g_assert_cmpint (symlink ("second", fixture->path), ==, 0);
  g_assert_cmpint (symlink (fixture->other, second), ==, 0);
  save (fixture->path, "first");
  assert_content (fixture->other, "first");
  save (fixture->path, "next");
  assert_content (fixture->other, "next");
  g_assert_false (g_file_test (fixture->other, G_FILE_TEST_IS_SYMLINK));
  link = g_file_read_link (fixture->path, NULL);
  g_assert_cmpstr (link, ==, "second");
  g_assert_true (g_file_test (second, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpuint (count_files (fixture), ==, 3);

  /* A link to itself. */
  g_assert_cmpint (g_unlink (second), ==, 0);
  g_assert_cmpint (symlink ("rows.csv", second), ==, 0);
  assert_refused (fixture->path, WEIR_OUTPUT_FILE_ERROR_FAILED);
  g_assert_cmpint (g_unlink (second), ==, 0);
}

static void
test_what_is_no_file_is_never_replaced (Fixture      *fixture,
                                        gconstpointer data)
{
  g_autofree char *slash = g_strconcat (fixture->path, "/", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirOutputFile) file = NULL;
  GStatBuf status;
  char buffer[4] = "";
  int fd;

  assert_refused (fixture->folder, WEIR_OUTPUT_FILE_ERROR_REFUSED);
  assert_refused (slash, WEIR_OUTPUT_FILE_ERROR_REFUSED);
  assert_refused ("", WEIR_OUTPUT_FILE_ERROR_REFUSED);

  /* A FIFO without a reader would block for ever. */
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  assert_refused (fixture->path, WEIR_OUTPUT_FILE_ERROR_REFUSED);
  fd = open (fixture->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  save (fixture->path, "abc");
  g_assert_cmpint (read (fd, buffer, sizeof buffer), ==, 3);
  g_assert_cmpint (g_lstat (fixture->path, &status), ==, 0);
  g_assert_true (S_ISFIFO (status.st_mode));
  close (fd);

  save ("/dev/null", "abc");
  file = weir_output_file_new ("/dev/full", FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (weir_output_file_is_direct (file));
  g_assert_false (weir_output_file_write (file, "abc", 3, &error));
  g_assert_error (error, WEIR_OUTPUT_FILE_ERROR, WEIR_OUTPUT_FILE_ERROR_FAILED);
  g_assert_cmpint (g_lstat ("/dev/full", &status), ==, 0);
  g_assert_true (S_ISCHR (status.st_mode));
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

/* In a process of its own, which is killed in the middle. */
static char *
leave_one (const char *path)
{
  int pipe_fds[2];
  char name[4096] = "";
  int status;
  pid_t child;

  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  child = fork ();
  if (child == 0)
    {
      WeirOutputFile *file = weir_output_file_new (path, FALSE, NULL);
      const char *temporary = weir_output_file_get_path (file);
      gssize n = write (pipe_fds[1], temporary, strlen (temporary));

      _exit (n > 0 ? 0 : 1);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (read (pipe_fds[0], name, sizeof name - 1), >, 0);
  close (pipe_fds[0]);
  close (pipe_fds[1]);
  g_assert_true (g_file_test (name, G_FILE_TEST_EXISTS));

  return g_strdup (name);
}

static void
test_only_what_the_dead_left_is_removed (Fixture      *fixture,
                                         gconstpointer data)
{
  static const char * const strange[] = {
    ".rows.csv.weir-notes", ".rows.csv.weir-12-abcdefg", ".rows.csv.weir-12-abc_ef", ".rows.csv.weir--abcdef",
    "rows.csv.weir-12-abcdef", ".rows.csv2.weir-12-abcdef",
  };
  g_autofree char *left = leave_one (fixture->path);
  g_autofree char *left_by_other = leave_one (fixture->other);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirOutputFile) living = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autofree char *name = g_build_filename (fixture->folder, strange[i], NULL);

      g_assert_true (g_file_set_contents (name, "mine", -1, NULL));
    }

  living = weir_output_file_new (fixture->path, FALSE, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (left_by_other, G_FILE_TEST_EXISTS));
  save (fixture->path, "new");
  g_assert_true (g_file_test (weir_output_file_get_path (living), G_FILE_TEST_EXISTS));

  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autofree char *name = g_build_filename (fixture->folder, strange[i], NULL);

      g_assert_cmpint (g_unlink (name), ==, 0);
    }

  save (fixture->other, "new");
  g_assert_false (g_file_test (left_by_other, G_FILE_TEST_EXISTS));
  g_assert_true (weir_output_file_finish (living, &error));
  g_assert_cmpuint (count_files (fixture), ==, 2);
}

/* Folders too, of which each run has its own. */
static void
test_folders_of_the_dead_are_removed (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autofree char *dead = g_build_filename (fixture->folder, "spill-77-abcdef", NULL);
  g_autofree char *inside = g_build_filename (dead, "duckdb_temp", NULL);
  g_autofree char *living = g_build_filename (fixture->folder, "spill-77-ABCDEF", NULL);
  int fd;

  g_assert_cmpint (g_mkdir (dead, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "x", -1, NULL));
  g_assert_cmpint (g_mkdir (living, 0700), ==, 0);
  fd = open (living, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_true (weir_leftover_hold (fd, living));

  g_assert_cmpuint (weir_leftover_collect (fixture->folder, "spill-"), ==, 1);
  g_assert_false (g_file_test (dead, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (living, G_FILE_TEST_EXISTS));
  close (fd);
  g_assert_cmpuint (weir_leftover_collect (fixture->folder, "spill-"), ==, 1);
}

static gboolean
are_apart (const char *left,
           const char *right)
{
  const char *paths[] = { NULL, left, NULL, right };
  g_autoptr(GError) error = NULL;

  if (weir_output_file_check_apart (paths, G_N_ELEMENTS (paths), &error))
    return TRUE;

  g_assert_error (error, WEIR_OUTPUT_FILE_ERROR, WEIR_OUTPUT_FILE_ERROR_SAME);

  return FALSE;
}

static void
test_two_outputs_are_two_files (Fixture      *fixture,
                                gconstpointer data)
{
  g_autofree char *dotted = g_build_filename (fixture->folder, ".", "..", strrchr (fixture->folder, '/') + 1, "rows.csv", NULL);

  for (guint there = 0; there < 2; there++)
    {
      if (there)
        save (fixture->path, "x");
      g_assert_true (are_apart (fixture->path, fixture->other));
      g_assert_true (are_apart (fixture->path, NULL));
      g_assert_false (are_apart (fixture->path, fixture->path));
      g_assert_false (are_apart (fixture->path, dotted));
      g_assert_cmpint (symlink ("rows.csv", fixture->other), ==, 0);
      g_assert_false (are_apart (fixture->other, dotted));
      g_assert_cmpint (g_unlink (fixture->other), ==, 0);
    }

  g_assert_cmpint (link (fixture->path, fixture->other), ==, 0);
  g_assert_false (are_apart (fixture->path, fixture->other));
  g_assert_true (are_apart ("/dev/null", "/dev/null"));
}

static void
add (const char *name,
     void      (*test) (Fixture      *fixture,
                        gconstpointer data))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/output-file/a-file-is-whole-or-not-there", test_a_file_is_whole_or_not_there);
  add ("/output-file/mode-and-group-are-kept", test_mode_and_group_are_kept);
  add ("/output-file/the-owner-is-kept", test_the_owner_is_kept);
  add ("/output-file/a-link-stays-one", test_a_link_stays_one);
  add ("/output-file/what-is-no-file-is-never-replaced", test_what_is_no_file_is_never_replaced);
  add ("/output-file/only-what-the-dead-left-is-removed", test_only_what_the_dead_left_is_removed);
  add ("/output-file/folders-of-the-dead-are-removed", test_folders_of_the_dead_are_removed);
  add ("/output-file/two-outputs-are-two-files", test_two_outputs_are_two_files);

  return g_test_run ();
}
