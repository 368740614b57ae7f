#include "config.h"

#include "data/stream/weir-alert-journal-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/weir-output-file.h"

/* The thread of a journal: it reads what is there, and writes what comes. */

/* After a failure, and how often positions are saved. */
#define RETRY_USEC G_USEC_PER_SEC
#define PLACES_USEC (2 * G_TIME_SPAN_SECOND)

/* A window of the same workspace may be about to close. */
#define OPEN_TRIES 5

static pthread_mutex_t ends_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended = PTHREAD_COND_INITIALIZER;
static GPtrArray *living;       /* borrowed: those whose threads run; guarded by ends_mutex */
static gboolean process_ends;   /* guarded by ends_mutex */

static void
end (gpointer data,
     gpointer user_data)
{
  WeirAlertJournal *self = data;

  pthread_mutex_lock (&self->mutex);
  self->news_func = NULL;
  self->ending = TRUE;
  pthread_cond_signal (&self->news);
  pthread_mutex_unlock (&self->mutex);
}

/* The end of the process waits for what is about to be written, whoever still has a reference. */
static void
await_ends (void)
{
  pthread_mutex_lock (&ends_mutex);
  process_ends = TRUE;
  g_ptr_array_foreach (living, end, NULL);
  while (living->len > 0)
    pthread_cond_wait (&ended, &ends_mutex);
  pthread_mutex_unlock (&ends_mutex);
}

static void
journal_free (WeirAlertJournal *self)
{
  g_clear_pointer (&self->file, weir_journal_file_free);
  weir_journal_book_clear (&self->book);
  weir_journal_places_clear (&self->places);
  g_hash_table_unref (self->loaded_ids);
  g_hash_table_unref (self->claims);
  g_ptr_array_unref (self->loaded_changes);
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_queue_clear_full (&self->history, g_object_unref);
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->news);
  pthread_cond_destroy (&self->done);
  g_free (self->places_text);
  g_free (self->problem);
  g_free (self->folder);
  g_free (self);
}

/*< private >
 * weir_alert_journal_show:
 * @self: a journal, under its lock
 * @entry: one of its entries
 *
 * Keeps an entry for weir_alert_journal_take().
 */
void
weir_alert_journal_show (WeirAlertJournal *self,
                         WeirJournalEntry *entry)
{
  g_queue_push_tail (&self->history, g_object_ref (entry));
  if (self->history.length > WEIR_ALERT_JOURNAL_HISTORY_MAX)
    g_object_unref (g_queue_pop_head (&self->history));
}

static void
on_line (const char *line,
         gsize       length,
         gpointer    user_data)
{
  WeirAlertJournal *self = user_data;
  g_autoptr(WeirJournalEntry) entry = weir_journal_entry_parse (line);
  guint64 number = entry != NULL ? weir_journal_entry_get_facts (entry)->number : 0;

  /* A part begins with entries of older ones, which may still be there. */
  if (number <= self->newest)
    return;

  pthread_mutex_lock (&self->mutex);
  self->newest = number;
  weir_journal_book_apply (&self->book, entry);
  weir_alert_journal_show (self, entry);
  pthread_mutex_unlock (&self->mutex);
}

static void
set_problem (WeirAlertJournal *self,
             char             *problem)
{
  pthread_mutex_lock (&self->mutex);
  g_free (self->problem);
  self->problem = problem;
  pthread_mutex_unlock (&self->mutex);
}

static void
tell (WeirAlertJournal *self)
{
  GDestroyNotify func;

  pthread_mutex_lock (&self->mutex);
  func = self->news_func;
  if (func != NULL)
    func (self->news_data);
  pthread_mutex_unlock (&self->mutex);
}

/*
 * Positions are saved now and then, changes at once: what lies before the newest change of a partition was evaluated, too,
 * and of the record itself what is known by its name.
 */
static void
recall_change (WeirAlertJournal *self,
               WeirJournalEntry *entry)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);

  if (facts->kind != WEIR_JOURNAL_CHANGE)
    return;

  g_ptr_array_add (self->loaded_changes, g_object_ref (entry));
  g_hash_table_add (self->loaded_ids, facts->id);
  if (facts->connection != NULL && facts->topic != NULL
      && weir_journal_places_find (&self->places, facts->connection, facts->topic, facts->partition) < facts->offset)
    weir_journal_places_put (&self->places, facts->connection, facts->topic, facts->partition, facts->offset);
}

static void
say_open (WeirAlertJournal *self,
          const GError     *error)
{
  set_problem (self, g_strdup_printf (_("Alerts are kept in memory only: %s"), error->message));
}

static void
load (WeirAlertJournal *self)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; self->folder != NULL && self->file == NULL && i < OPEN_TRIES; i++)
    {
      g_clear_error (&error);
      self->file = weir_journal_file_open (self->folder, self->part_bytes, on_line, self, &error);
      if (self->file == NULL && g_error_matches (error, WEIR_JOURNAL_FILE_ERROR, WEIR_JOURNAL_FILE_ERROR_LOCKED))
        g_usleep (RETRY_USEC / 2);
      else
        break;
    }

  if (self->folder != NULL && self->file == NULL)
    say_open (self, error);
  else if (self->file != NULL && weir_journal_file_get_n_damaged (self->file) > 0)
    g_debug ("%s: %" G_GUINT64_FORMAT " damaged lines", self->folder, weir_journal_file_get_n_damaged (self->file));

  pthread_mutex_lock (&self->mutex);
  /* Whoever kept it until now has saved them last. */
  if (self->file != NULL)
    weir_journal_places_load (&self->places);
  for (GList *link = self->history.head; link != NULL; link = link->next)
    recall_change (self, link->data);
  if (self->history.tail != NULL)
    self->places.until_usec = MAX (self->places.until_usec, weir_journal_entry_get_facts (self->history.tail->data)->at_usec);
  self->written = self->n_loaded = self->newest;
  self->loaded = TRUE;
  pthread_cond_broadcast (&self->done);
  pthread_mutex_unlock (&self->mutex);
  tell (self);
}

static GString *
make_block (GPtrArray *entries)
{
  GString *block = g_string_new (NULL);
  g_autoptr(GString) line = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      g_string_truncate (line, 0);
      weir_journal_entry_append (g_ptr_array_index (entries, i), line);
      weir_journal_file_append_line (block, line->str, line->len);
    }

  return block;
}

static void
begin_part (WeirAlertJournal *self)
{
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;
  GString *block;
  guint64 written;

  pthread_mutex_lock (&self->mutex);
  entries = weir_journal_book_list (&self->book, g_get_real_time ());
  written = self->written;
  pthread_mutex_unlock (&self->mutex);

  /* What waits is written in its turn. */
  for (guint i = entries->len; i > 0; i--)
    if (weir_journal_entry_get_facts (g_ptr_array_index (entries, i - 1))->number > written)
      g_ptr_array_remove_index (entries, i - 1);

  block = make_block (entries);
  if (!weir_journal_file_begin_part (self->file, block, &error))
    g_debug ("%s", error->message);
  g_string_free (block, TRUE);
}

/* Takes what waits; under the lock. */
static GPtrArray *
take_waiting (WeirAlertJournal *self)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    g_ptr_array_add (entries, g_object_ref (link->data));

  return entries;
}

static gboolean
write_entries (WeirAlertJournal *self,
               GPtrArray        *entries)
{
  g_autoptr(GError) error = NULL;
  GString *block;
  gboolean written;

  if (self->file == NULL)
    return self->folder == NULL;

  if (weir_journal_file_is_full (self->file))
    begin_part (self);
  block = make_block (entries);
  written = weir_journal_file_write (self->file, block, &error);
  g_string_free (block, TRUE);
  set_problem (self, written ? NULL
                             : g_strdup_printf (_("Alerts are kept in memory until the disk takes them: %s"), error->message));

  return written;
}

/* What is written need not wait any more. Under the lock. */
static void
note_written (WeirAlertJournal *self,
              GPtrArray        *entries)
{
  WeirJournalEntry *last = g_ptr_array_index (entries, entries->len - 1);

  self->written = weir_journal_entry_get_facts (last)->number;
  while (self->waiting.length > 0
         && weir_journal_entry_get_facts (self->waiting.head->data)->number <= self->written)
    g_object_unref (g_queue_pop_head (&self->waiting));
}

/* Positions go to the disk behind the entries of what was evaluated up to there. */
static char *
take_places (WeirAlertJournal *self)
{
  if (self->file == NULL)
    return NULL;
  if (self->places_text != NULL && self->written >= self->places_number)
    return g_steal_pointer (&self->places_text);
  if (self->places_text != NULL || !self->places_changed)
    return NULL;

  self->places_text = weir_journal_places_dup_text (&self->places);
  self->places_number = self->newest;
  self->places_changed = FALSE;

  return self->written >= self->places_number ? g_steal_pointer (&self->places_text) : NULL;
}

static void
save_places (WeirAlertJournal *self)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  pthread_mutex_lock (&self->mutex);
  text = take_places (self);
  pthread_mutex_unlock (&self->mutex);

  if (text != NULL && !weir_output_file_save (self->places.path, text, strlen (text), &error))
    g_debug ("%s", error->message);
}

static void
wait_until (WeirAlertJournal *self,
            gint64            wait_usec)
{
  gint64 end_usec = g_get_real_time () + wait_usec;
  const struct timespec end = { end_usec / G_USEC_PER_SEC, (end_usec % G_USEC_PER_SEC) * 1000 };

  pthread_cond_timedwait (&self->news, &self->mutex, &end);
}

/* Once around; returns whether there is more to come. */
static gboolean
step (WeirAlertJournal *self,
      gint64           *places_usec,
      gboolean         *failing)
{
  g_autoptr(GPtrArray) entries = NULL;
  gboolean ending, written;

  pthread_mutex_lock (&self->mutex);
  if (!self->ending && (*failing || self->waiting.length == 0))
    wait_until (self, RETRY_USEC);
  entries = take_waiting (self);
  ending = self->ending;
  pthread_mutex_unlock (&self->mutex);

  written = entries->len == 0 || write_entries (self, entries);
  pthread_mutex_lock (&self->mutex);
  if (written && entries->len > 0)
    note_written (self, entries);
  pthread_cond_broadcast (&self->done);
  pthread_mutex_unlock (&self->mutex);
  *failing = !written;
  if (entries->len > 0)
    tell (self);

  if (ending || g_get_monotonic_time () - *places_usec >= PLACES_USEC)
    {
      *places_usec = g_get_monotonic_time ();
      save_places (self);
    }

  return !ending;
}

static gpointer
run (gpointer data)
{
  WeirAlertJournal *self = data;
  gint64 places_usec = 0;
  gboolean failing = FALSE;

  load (self);
  while (step (self, &places_usec, &failing))
    ;

  pthread_mutex_lock (&ends_mutex);
  g_ptr_array_remove_fast (living, self);
  /* Who still has a reference at the end of the process may use it yet. */
  if (!process_ends || g_atomic_int_get (&self->ref_count) == 0)
    journal_free (self);
  pthread_cond_broadcast (&ended);
  pthread_mutex_unlock (&ends_mutex);

  return NULL;
}

/*< private >
 * weir_alert_journal_start:
 * @self: a journal that is complete but for what is in its file
 *
 * Starts its thread, which frees it in the end.
 */
void
weir_alert_journal_start (WeirAlertJournal *self)
{
  static gsize registered = 0;

  if (g_once_init_enter (&registered))
    g_once_init_leave (&registered, atexit (await_ends) == 0 ? 1 : 2);

  pthread_mutex_lock (&ends_mutex);
  if (living == NULL)
    living = g_ptr_array_new ();
  g_ptr_array_add (living, self);
  pthread_mutex_unlock (&ends_mutex);
  g_thread_unref (g_thread_new ("weir-journal", run, self));
}
