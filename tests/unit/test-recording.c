#include "data/store/weir-recording.h"

#include <glib/gstdio.h>
#include <string.h>

#include "data/source/weir-message.h"
#include "data/store/weir-exporter.h"
#include "data/store/weir-recording-commit.h"

typedef struct
{
  char *folder;   /* of a topic */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *date = NULL;

  fixture->folder = g_dir_make_tmp ("weir-recording-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  date = g_build_filename (fixture->folder, "date=2024-01-01", NULL);
  g_assert_cmpint (g_mkdir (date, 0777), ==, 0);
}

static void
remove_all (const char *folder)
{
  g_autoptr(GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_all (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  remove_all (fixture->folder);
  g_free (fixture->folder);
}

static void
save (Fixture    *fixture,
      const char *name,
      const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static gboolean
exists (Fixture    *fixture,
        const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
assert_topic (const char *topic,
              const char *folder)
{
  g_autofree char *made = weir_recording_dup_topic_folder (topic);
  g_autofree char *again = weir_recording_dup_topic (made);

  g_assert_cmpstr (made, ==, folder);
  g_assert_cmpstr (again, ==, topic);
}

static void
test_any_topic_is_one_folder (void)
{
  assert_topic ("stock-prices.v2_x", "topic=stock-prices.v2_x");
  assert_topic ("..", "topic=..");
  assert_topic ("../../etc/passwd", "topic=..%2F..%2Fetc%2Fpasswd");
  assert_topic ("a b\n%'\"=ß", "topic=a%20b%0A%25%27%22%3D%C3%9F");
  g_assert_null (weir_recording_dup_topic ("topic="));
  g_assert_null (weir_recording_dup_topic ("date=2024-01-01"));
}

static void
assert_date (gint64      time_usec,
             const char *folder)
{
  g_autofree char *made = weir_recording_dup_date_folder (weir_recording_get_day (time_usec));

  g_assert_cmpstr (made, ==, folder);
}

static void
test_a_day_begins_at_midnight_utc (void)
{
  assert_date (0, "date=1970-01-01");
  assert_date (-1, "date=1969-12-31");
  assert_date (G_GINT64_CONSTANT (1709164799999999), "date=2024-02-28");
  assert_date (G_GINT64_CONSTANT (1709164800000000), "date=2024-02-29");
  assert_date (G_GINT64_CONSTANT (253402300799999999), "date=9999-12-31");
  assert_date (G_GINT64_CONSTANT (253402300800000000), "date=__HIVE_DEFAULT_PARTITION__");
  assert_date (G_GINT64_CONSTANT (-62135596800000000), "date=0001-01-01");
  assert_date (G_GINT64_CONSTANT (-62135596800000001), "date=__HIVE_DEFAULT_PARTITION__");
  assert_date (WEIR_NO_TIME, "date=__HIVE_DEFAULT_PARTITION__");
}

static void
test_names_are_exact (void)
{
  static const char * const wrong[] = {
    "0-1-2",      "0-1-2.parquet.tmp", ".0-1-2.parquet", "00-1-2.parquet", "0-01-2.parquet", "0-2-1.parquet", "-0-1-2.parquet",
    "0--1-2.parquet", "0-1-9223372036854775808.parquet", "2147483648-1-2.parquet", "0-1-2-3.parquet", " 0-1-2.parquet", "",
  };
  g_autofree char *name = weir_recording_dup_file_name (7, 0, G_MAXINT64);
  WeirRecordingFile file;

  g_assert_cmpstr (name, ==, "7-0-9223372036854775807.parquet");
  g_assert_true (weir_recording_parse_file_name (name, &file));
  g_assert_cmpint (file.partition, ==, 7);
  g_assert_cmpint (file.first, ==, 0);
  g_assert_cmpint (file.last, ==, G_MAXINT64);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (weir_recording_parse_file_name (wrong[i], &file));
}

static void
test_files_are_listed_by_partition_and_offset (Fixture      *fixture,
                                               gconstpointer data)
{
  g_autoptr(GPtrArray) strangers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) files = NULL;
  g_autoptr(GString) names = g_string_new (NULL);

  save (fixture, "date=2024-01-01/10-5-6.parquet", "");
  save (fixture, "date=2024-01-01/2-100-120.parquet", "");
  save (fixture, "date=2024-01-01/2-20-99.parquet", "");
  save (fixture, "date=2024-01-01/.weir-2-1-abcdef", "");
  save (fixture, "date=2024-01-01/notes.parquet", "");
  files = weir_recording_list_files (fixture->folder, strangers, NULL);
  for (guint i = 0; i < files->len; i++)
    g_string_append_printf (names, "%s ", g_array_index (files, WeirRecordingFile, i).name);

  g_assert_cmpstr (names->str, ==,
                   "date=2024-01-01/2-20-99.parquet date=2024-01-01/2-100-120.parquet date=2024-01-01/10-5-6.parquet ");
  g_assert_cmpuint (strangers->len, ==, 1);
  g_assert_true (g_str_has_suffix (g_ptr_array_index (strangers, 0), "/date=2024-01-01/notes.parquet"));
}

/* As a process leaves it that is killed between two renames: one is done, one is not, one was not committed. */
static void
test_what_was_committed_is_completed (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  save (fixture, "date=2024-01-01/3-0-4.parquet", "first");
  save (fixture, "date=2024-01-01/.weir-3-1-bbbbbb", "second");
  save (fixture, "date=2024-01-01/.weir-3-1-cccccc", "not committed");
  save (fixture, "date=2024-01-01/.weir-33-1-dddddd", "of another partition");
  save (fixture, ".weir-commit-3",
        "date=2024-01-01/.weir-3-1-aaaaaa\tdate=2024-01-01/3-0-4.parquet\n"
        "date=2024-01-01/.weir-3-1-bbbbbb\tdate=2024-01-01/3-1-5.parquet\n.\n");
  g_assert_true (weir_recording_recover (fixture->folder, 3, &error));
  g_assert_no_error (error);

  g_assert_true (exists (fixture, "date=2024-01-01/3-0-4.parquet"));
  g_assert_true (exists (fixture, "date=2024-01-01/3-1-5.parquet"));
  g_assert_false (exists (fixture, "date=2024-01-01/.weir-3-1-bbbbbb"));
  g_assert_false (exists (fixture, "date=2024-01-01/.weir-3-1-cccccc"));
  g_assert_true (exists (fixture, "date=2024-01-01/.weir-33-1-dddddd"));
  g_assert_false (exists (fixture, ".weir-commit-3"));
}

static void
test_a_list_that_was_changed_is_not_carried_out (Fixture      *fixture,
                                                 gconstpointer data)
{
  static const char * const lists[] = {
    "",
    "date=2024-01-01/.weir-3-1-aaaaaa\tdate=2024-01-01/3-0-4.parquet\n",
    "date=2024-01-01/.weir-3-1-aaaaaa\t../../3-0-4.parquet\n.\n",
    "/etc/passwd\tdate=2024-01-01/3-0-4.parquet\n.\n",
    "date=2024-01-01/.weir-3-1-aaaaaa\tdate=2024-01-01/4-0-4.parquet\n.\n",
    "date=2024-01-01/.weir-3-1-aaaaaa\n.\n",
  };

  save (fixture, "date=2024-01-01/.weir-3-1-aaaaaa", "");
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr(GError) error = NULL;

      save (fixture, ".weir-commit-3", lists[i]);
      g_assert_false (weir_recording_recover (fixture->folder, 3, &error));
      g_assert_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DAMAGED);
      g_assert_true (exists (fixture, "date=2024-01-01/.weir-3-1-aaaaaa"));
    }
}

static void
test_a_committed_file_is_never_replaced (Fixture      *fixture,
                                         gconstpointer data)
{
  WeirRecordingMove move = { g_strdup ("date=2024-01-01/.weir-3-1-aaaaaa"), g_strdup ("date=2024-01-01/3-0-4.parquet") };
  g_autoptr(GArray) moves = g_array_new (FALSE, FALSE, sizeof (WeirRecordingMove));
  g_autoptr(GError) error = NULL;

  save (fixture, move.temporary, "new");
  save (fixture, move.name, "old");
  g_array_append_val (moves, move);
  g_assert_false (weir_recording_commit (fixture->folder, 3, moves, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_free (move.temporary);
  g_free (move.name);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recording/any-topic-is-one-folder", test_any_topic_is_one_folder);
  g_test_add_func ("/recording/a-day-begins-at-midnight-utc", test_a_day_begins_at_midnight_utc);
  g_test_add_func ("/recording/names-are-exact", test_names_are_exact);
  g_test_add ("/recording/files-are-listed-by-partition-and-offset", Fixture, NULL, set_up,
              test_files_are_listed_by_partition_and_offset, tear_down);
  g_test_add ("/recording/what-was-committed-is-completed", Fixture, NULL, set_up, test_what_was_committed_is_completed, tear_down);
  g_test_add ("/recording/a-list-that-was-changed-is-not-carried-out", Fixture, NULL, set_up,
              test_a_list_that_was_changed_is_not_carried_out, tear_down);
  g_test_add ("/recording/a-committed-file-is-never-replaced", Fixture, NULL, set_up, test_a_committed_file_is_never_replaced,
              tear_down);

  return g_test_run ();
}
