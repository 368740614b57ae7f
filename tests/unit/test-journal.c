#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "data/base/weir-journal-file.h"
#include "data/stream/weir-alert-journal.h"

#define SECOND G_TIME_SPAN_SECOND

/* A case for a process of its own, and what tells it its folder. */
#define SMALL_DISK_TEST "/journal/a-full-disk-is-said-and-loses-nothing/subprocess/small-disk"
#define FOLDER_VARIABLE "WEIR_TEST_JOURNAL_FOLDER"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("weir-journal-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static void
collect (const char *line,
         gsize       length,
         gpointer    lines)
{
  g_assert_cmpuint (strlen (line), ==, length);
  g_string_append_printf (lines, "%s;", line);
}

static void
write_lines (WeirJournalFile    *file,
             const char * const *lines)
{
  g_autoptr(GString) block = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    weir_journal_file_append_line (block, lines[i], strlen (lines[i]));
  g_assert_true (weir_journal_file_write (file, block, &error));
  g_assert_no_error (error);
}

static WeirJournalFile *
open_file (Fixture *fixture,
           GString *lines)
{
  g_autoptr(GError) error = NULL;
  WeirJournalFile *file = weir_journal_file_open (fixture->folder, 1024, collect, lines, &error);

  g_assert_no_error (error);

  return file;
}

/* What a killed program left of its last line, and a line that the disk has damaged, are no lines. */
static void
test_torn_and_damaged_lines_are_left_out (Fixture      *fixture,
                                          gconstpointer user_data)
{
  const char * const first[] = { "one", "two", "three", NULL };
  const char * const more[] = { "four", NULL };
  g_autofree char *path = g_build_filename (fixture->folder, "00000001.journal", NULL);
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  WeirJournalFile *file = open_file (fixture, lines);
  gsize length;

  write_lines (file, first);
  weir_journal_file_free (file);
  g_assert_true (g_file_get_contents (path, &bytes, &length, &error));
  *strstr (bytes, "two") = 'T';
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length - 3, &error));

  file = open_file (fixture, lines);
  g_assert_cmpstr (lines->str, ==, "one;");
  g_assert_cmpuint (weir_journal_file_get_n_damaged (file), ==, 2);
  write_lines (file, more);
  weir_journal_file_free (file);

  g_string_truncate (lines, 0);
  file = open_file (fixture, lines);
  g_assert_cmpstr (lines->str, ==, "one;four;");
  weir_journal_file_free (file);
}

static void
test_one_program_at_a_time (Fixture      *fixture,
                            gconstpointer user_data)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  WeirJournalFile *file = open_file (fixture, lines);

  g_assert_null (weir_journal_file_open (fixture->folder, 1024, collect, lines, &error));
  g_assert_error (error, WEIR_JOURNAL_FILE_ERROR, WEIR_JOURNAL_FILE_ERROR_LOCKED);
  weir_journal_file_free (file);
  weir_journal_file_free (open_file (fixture, lines));
}

static WeirJournalEntry *
change_new (const char     *key,
            WeirAlertState  before,
            WeirAlertState  state,
            gint64          offset)
{
  static WeirRuleConfig rule = {
    .name = (char *) "hot", .title = (char *) "Too hot", .stream = (char *) "sensors", .fire = (char *) "t > 40",
    .severity = WEIR_SEVERITY_CRITICAL, .publish_to = (char *) "alerts",
  };
  const WeirAlertChange change = {
    .key = key, .key_length = strlen (key), .before = before, .state = state, .time_usec = offset * SECOND,
    .value = { .type = WEIR_VALUE_DOUBLE, .as_double = 41.5 }, .topic = "iot", .partition = 3, .offset = offset,
  };
  WeirJournalEntry *entry = weir_journal_entry_new_change (&rule, &change);

  weir_journal_entry_describe (entry)->connection = g_strdup ("c");

  return entry;
}

static guint64
add_change (WeirAlertJournal *journal,
            const char       *key,
            WeirAlertState    before,
            WeirAlertState    state,
            gint64            offset)
{
  g_autoptr(WeirJournalEntry) entry = change_new (key, before, state, offset);

  return weir_alert_journal_add_news (journal, entry);
}

static guint64
add_about (WeirAlertJournal *journal,
           WeirJournalKind   kind,
           const char       *key,
           const char       *by,
           guint64           about)
{
  g_autoptr(WeirJournalEntry) entry = weir_journal_entry_new (kind, "hot", key, strlen (key));

  weir_journal_entry_describe (entry)->by = g_strdup (by);
  weir_journal_entry_describe (entry)->note = g_strdup ("wörk “in” progress\n");
  weir_journal_entry_describe (entry)->about = about;

  return weir_alert_journal_add (journal, entry);
}

static WeirAlertJournal *
open_journal (Fixture *fixture,
              gsize    part_bytes)
{
  WeirAlertJournal *journal = weir_alert_journal_new (fixture->folder, part_bytes);

  weir_alert_journal_await (journal);
  g_assert_null (weir_alert_journal_dup_problem (journal));

  return journal;
}

/* Its thread ends by itself; another journal waits for it. */
static void
close_journal (WeirAlertJournal *journal)
{
  weir_alert_journal_flush (journal);
  weir_alert_journal_unref (journal);
}

static void
check_change (const WeirJournalFacts *facts)
{
  g_autofree char *value = weir_journal_facts_dup_value (facts);

  g_assert_cmpstr (facts->rule, ==, "hot");
  g_assert_cmpstr (facts->title, ==, "Too hot");
  g_assert_cmpstr (facts->key, ==, "a");
  g_assert_cmpint (facts->severity, ==, WEIR_SEVERITY_CRITICAL);
  g_assert_cmpint (facts->state, ==, WEIR_ALERT_FIRING);
  g_assert_cmpint (facts->time_usec, ==, 7 * SECOND);
  g_assert_cmpint (facts->offset, ==, 7);
  g_assert_cmpstr (facts->reason, ==, "t > 40");
  g_assert_cmpstr (value, ==, "41.5");
  g_assert_true (g_str_has_prefix (facts->payload, "{\"id\":\""));
  g_assert_true (g_str_has_suffix (facts->payload, "\"reason\":\"t > 40\"}"));
}

static void
test_entries_come_back (Fixture      *fixture,
                        gconstpointer user_data)
{
  WeirAlertJournal *journal = open_journal (fixture, 0);
  g_autoptr(GPtrArray) entries = NULL;
  const WeirJournalFacts *facts;
  WeirJournalAlert *alert;
  guint64 fired = add_change (journal, "a", WEIR_ALERT_NORMAL, WEIR_ALERT_FIRING, 7);
  guint64 acknowledged = add_about (journal, WEIR_JOURNAL_ACKNOWLEDGED, "a", "Ada", 0);

  g_assert_cmpuint (fired, ==, 1);
  g_assert_cmpuint (add_change (journal, "a", WEIR_ALERT_NORMAL, WEIR_ALERT_FIRING, 8), ==, 0);
  g_assert_cmpuint (add_change (journal, "a", WEIR_ALERT_NORMAL, WEIR_ALERT_PENDING, 8), ==, 0);
  add_about (journal, WEIR_JOURNAL_NOTICE, "a", NULL, fired);
  weir_alert_journal_put_position (journal, "my c", "iot", 3, 8);
  close_journal (journal);

  journal = open_journal (fixture, 0);
  g_assert_cmpuint (weir_alert_journal_get_n_loaded (journal), ==, 3);
  g_assert_cmpint (weir_alert_journal_find_position (journal, "my c", "iot", 3), ==, 8);
  /* Of the connection of its newest change, and of one that it has nothing of. */
  g_assert_cmpint (weir_alert_journal_find_position (journal, "c", "iot", 3), ==, 7);
  g_assert_cmpint (weir_alert_journal_find_position (journal, "d", "iot", 3), ==, -1);
  g_assert_cmpint (weir_alert_journal_get_until_usec (journal), >, 0);
  entries = weir_alert_journal_take (journal, 0);
  g_assert_cmpuint (entries->len, ==, 3);
  check_change (weir_journal_entry_get_facts (entries->pdata[0]));
  facts = weir_journal_entry_get_facts (entries->pdata[1]);
  g_assert_cmpuint (facts->number, ==, acknowledged);
  g_assert_cmpstr (facts->by, ==, "Ada");
  g_assert_cmpstr (facts->note, ==, "wörk “in” progress\n");

  alert = weir_alert_journal_dup_alert (journal, "hot", "a", 1);
  g_assert_nonnull (alert);
  g_assert_nonnull (alert->acknowledged);
  g_assert_nonnull (alert->notice);
  weir_journal_alert_free (alert);
  add_change (journal, "a", WEIR_ALERT_FIRING, WEIR_ALERT_NORMAL, 9);
  g_assert_null (weir_alert_journal_dup_alert (journal, "hot", "a", 1));
  close_journal (journal);
}

/* However much comes after it, what is not over is not forgotten with the parts that are removed. */
static void
test_old_parts_go_and_what_is_needed_stays (Fixture      *fixture,
                                            gconstpointer user_data)
{
  WeirAlertJournal *journal = open_journal (fixture, 4096);
  g_autoptr(GPtrArray) unpublished = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  WeirJournalAlert *alert;
  guint64 fired = add_change (journal, "first", WEIR_ALERT_NORMAL, WEIR_ALERT_FIRING, 1);
  guint64 before = 0, last = 0;

  add_about (journal, WEIR_JOURNAL_ACKNOWLEDGED, "first", "Ada", 0);
  add_about (journal, WEIR_JOURNAL_NOTICE, "first", NULL, fired);
  for (guint i = 0; i < 200; i++)
    {
      add_change (journal, "other", WEIR_ALERT_NORMAL, WEIR_ALERT_FIRING, 10 + i);
      last = add_change (journal, "other", WEIR_ALERT_FIRING, WEIR_ALERT_NORMAL, 10 + i);
      if (i == 150)
        {
          g_autoptr(WeirJournalEntry) done = weir_journal_entry_new (WEIR_JOURNAL_PUBLISHED, NULL, NULL, 0);

          weir_journal_entry_describe (done)->connection = g_strdup ("c");
          weir_journal_entry_describe (done)->about = last;
          weir_alert_journal_add (journal, done);
        }
      if (i % 10 == 0)
        weir_alert_journal_flush (journal);
    }
  close_journal (journal);

  journal = open_journal (fixture, 4096);
  alert = weir_alert_journal_dup_alert (journal, "hot", "first", 5);
  g_assert_nonnull (alert);
  g_assert_cmpuint (weir_journal_entry_get_facts (alert->fired)->number, ==, fired);
  g_assert_nonnull (alert->acknowledged);
  g_assert_nonnull (alert->notice);
  weir_journal_alert_free (alert);
  unpublished = weir_alert_journal_dup_unpublished (journal, "c", 1000);
  g_assert_cmpuint (unpublished->len, ==, 98);
  g_assert_cmpuint (weir_journal_entry_get_facts (unpublished->pdata[97])->number, ==, last);
  entries = weir_alert_journal_take (journal, 0);
  g_assert_cmpuint (entries->len, <, 404);
  for (guint i = 0; i < entries->len; i++)
    {
      guint64 number = weir_journal_entry_get_facts (entries->pdata[i])->number;

      g_assert_cmpuint (number, >, before);
      before = number;
    }
  g_assert_cmpuint (before, ==, last);
  close_journal (journal);
}

static void
await_problem (WeirAlertJournal *journal,
               gboolean          wanted)
{
  while (TRUE)
    {
      g_autofree char *problem = weir_alert_journal_dup_problem (journal);

      if ((problem != NULL) == wanted)
        return;
      g_usleep (1000);
    }
}

/* In a process of its own, whose files may not grow past 8 KiB until it has seen what happens then. */
static void
fill_a_small_disk (void)
{
  struct rlimit limit = { 8192, RLIM_INFINITY };
  Fixture fixture = { (char *) g_getenv (FOLDER_VARIABLE) };
  WeirAlertJournal *journal = open_journal (&fixture, 0);
  g_autoptr(GPtrArray) entries = NULL;
  guint64 last = 0;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = 8192;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  for (guint i = 0; i < 100; i++)
    last = add_change (journal, "a", i % 2 == 0 ? WEIR_ALERT_NORMAL : WEIR_ALERT_FIRING,
                       i % 2 == 0 ? WEIR_ALERT_FIRING : WEIR_ALERT_NORMAL, i);
  await_problem (journal, TRUE);
  g_assert_false (weir_alert_journal_is_written (journal, last));
  g_assert_true (weir_alert_journal_is_settled (journal, last));
  entries = weir_alert_journal_take (journal, 0);
  g_assert_cmpuint (entries->len, ==, 100);

  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  await_problem (journal, FALSE);
  close_journal (journal);
}

static void
test_a_full_disk_is_said_and_loses_nothing (Fixture      *fixture,
                                            gconstpointer user_data)
{
  WeirAlertJournal *journal;
  g_autoptr(GPtrArray) entries = NULL;

  g_assert_true (g_setenv (FOLDER_VARIABLE, fixture->folder, TRUE));
  g_test_trap_subprocess (SMALL_DISK_TEST, 0, 0);
  g_test_trap_assert_passed ();

  journal = open_journal (fixture, 0);
  entries = weir_alert_journal_take (journal, 0);
  g_assert_cmpuint (entries->len, ==, 100);
  close_journal (journal);
}

static void
test_a_journal_in_memory_needs_no_folder (void)
{
  g_autoptr(WeirAlertJournal) journal = weir_alert_journal_new (NULL, 0);
  g_autoptr(GPtrArray) entries = NULL;
  guint64 number;

  weir_alert_journal_await (journal);
  number = add_change (journal, "a", WEIR_ALERT_NORMAL, WEIR_ALERT_FIRING, 7);
  weir_alert_journal_flush (journal);
  g_assert_true (weir_alert_journal_is_written (journal, number));
  g_assert_null (weir_alert_journal_dup_problem (journal));
  entries = weir_alert_journal_take (journal, 0);
  g_assert_cmpuint (entries->len, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/journal/torn-and-damaged-lines-are-left-out", Fixture, NULL, set_up,
              test_torn_and_damaged_lines_are_left_out, tear_down);
  g_test_add ("/journal/one-program-at-a-time", Fixture, NULL, set_up, test_one_program_at_a_time, tear_down);
  g_test_add ("/journal/entries-come-back", Fixture, NULL, set_up, test_entries_come_back, tear_down);
  g_test_add ("/journal/old-parts-go-and-what-is-needed-stays", Fixture, NULL, set_up,
              test_old_parts_go_and_what_is_needed_stays, tear_down);
  g_test_add ("/journal/a-full-disk-is-said-and-loses-nothing", Fixture, NULL, set_up,
              test_a_full_disk_is_said_and_loses_nothing, tear_down);
  g_test_add_func (SMALL_DISK_TEST, fill_a_small_disk);
  g_test_add_func ("/journal/a-journal-in-memory-needs-no-folder", test_a_journal_in_memory_needs_no_folder);

  return g_test_run ();
}
