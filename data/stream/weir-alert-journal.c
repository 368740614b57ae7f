#include "config.h"

#include "data/stream/weir-alert-journal-private.h"

/* A file of the journal grows to this. */
#define PART_BYTES (4 * 1024 * 1024)

/* Entries that wait for a disk; past it they are in the history alone, and counted. */
#define WAITING_MAX 20000

/**
 * weir_alert_journal_new:
 * @folder: (type filename) (nullable): where it is kept; %NULL: in memory
 * @part_bytes: how large a file of it grows, 0: as usual
 *
 * Opens a journal: a thread reads what is there.
 *
 * Returns: (transfer full): a journal that is being read
 */
WeirAlertJournal *
weir_alert_journal_new (const char *folder,
                        gsize       part_bytes)
{
  WeirAlertJournal *self = g_new0 (WeirAlertJournal, 1);

  self->ref_count = 1;
  self->folder = g_strdup (folder);
  self->part_bytes = part_bytes > 0 ? part_bytes : PART_BYTES;
  weir_journal_book_init (&self->book);
  weir_journal_places_init (&self->places, folder);
  weir_journal_places_load (&self->places);
  self->loaded_ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->claims = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->loaded_changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&self->waiting);
  g_queue_init (&self->history);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->news, NULL);
  pthread_cond_init (&self->done, NULL);

  weir_alert_journal_start (self);

  return self;
}

/**
 * weir_alert_journal_ref:
 * @self: a journal
 *
 * Returns: (transfer full): the same
 */
WeirAlertJournal *
weir_alert_journal_ref (WeirAlertJournal *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * weir_alert_journal_unref:
 * @self: (transfer full): a journal
 *
 * With the last reference its thread writes what waits and ends. Only the end of the
 * process waits for that.
 */
void
weir_alert_journal_unref (WeirAlertJournal *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  pthread_mutex_lock (&self->mutex);
  self->news_func = NULL;
  self->ending = TRUE;
  pthread_cond_signal (&self->news);
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_alert_journal_dup_folder:
 * @workspace_path: (type filename): a workspace's file
 *
 * Returns: (transfer full) (type filename): where the program keeps the journal of that
 *   workspace, in the user's folder for data; it need not be there
 */
char *
weir_alert_journal_dup_folder (const char *workspace_path)
{
  g_autofree char *path = g_canonicalize_filename (workspace_path, NULL);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);

  return g_build_filename (g_get_user_data_dir (), "weir", "alerts", name, NULL);
}

/**
 * weir_alert_journal_set_news_func:
 * @self: a journal
 * @func: (nullable): is called on another thread when weir_alert_journal_take() has something
 * @user_data: for @func
 *
 * Once this returns an earlier function is not called any more.
 */
void
weir_alert_journal_set_news_func (WeirAlertJournal *self,
                                  GDestroyNotify    func,
                                  gpointer          user_data)
{
  pthread_mutex_lock (&self->mutex);
  self->news_func = func;
  self->news_data = user_data;
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_alert_journal_clear_news_func:
 * @self: a journal
 * @user_data: what was set with a function
 *
 * Takes the function of weir_alert_journal_set_news_func() away, unless somebody else has
 * set another since. Once this returns it is not called any more.
 */
void
weir_alert_journal_clear_news_func (WeirAlertJournal *self,
                                    gpointer          user_data)
{
  pthread_mutex_lock (&self->mutex);
  if (self->news_data == user_data)
    self->news_func = NULL;
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_alert_journal_await:
 * @self: a journal
 *
 * Waits until it is read. Not on the main thread.
 */
void
weir_alert_journal_await (WeirAlertJournal *self)
{
  pthread_mutex_lock (&self->mutex);
  while (!self->loaded)
    pthread_cond_wait (&self->done, &self->mutex);
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_alert_journal_is_loaded:
 * @self: a journal
 *
 * Returns: whether it is read
 */
gboolean
weir_alert_journal_is_loaded (WeirAlertJournal *self)
{
  gboolean loaded;

  pthread_mutex_lock (&self->mutex);
  loaded = self->loaded;
  pthread_mutex_unlock (&self->mutex);

  return loaded;
}

/* Whether the alert is in that state, or was brought into it by that very change before. Under the lock. */
static gboolean
knows (WeirAlertJournal       *self,
       const WeirJournalFacts *change)
{
  return weir_journal_book_knows (&self->book, change) || g_hash_table_contains (self->loaded_ids, change->id);
}

/* Under the lock. */
static guint64
add (WeirAlertJournal *self,
     WeirJournalEntry *entry)
{
  weir_journal_entry_describe (entry)->number = ++self->newest;
  weir_journal_book_apply (&self->book, entry);
  weir_alert_journal_show (self, entry);
  g_queue_push_tail (&self->waiting, g_object_ref (entry));
  if (self->waiting.length > WAITING_MAX)
    {
      g_object_unref (g_queue_pop_head (&self->waiting));
      self->n_unwritten++;
    }
  pthread_cond_signal (&self->news);

  return self->newest;
}

/**
 * weir_alert_journal_add:
 * @self: a journal that is loaded
 * @entry: a new entry; it gets its number and never changes again
 *
 * Adds an entry. It holds at once, and is on the disk a moment later.
 *
 * Returns: its number
 */
guint64
weir_alert_journal_add (WeirAlertJournal *self,
                        WeirJournalEntry *entry)
{
  guint64 number;

  pthread_mutex_lock (&self->mutex);
  number = add (self, entry);
  pthread_mutex_unlock (&self->mutex);

  return number;
}

/**
 * weir_alert_journal_add_news:
 * @self: a journal that is loaded
 * @entry: a change of state, a new entry
 *
 * As weir_alert_journal_add(), unless the alert is in that state already.
 *
 * Returns: its number, 0: it was known
 */
guint64
weir_alert_journal_add_news (WeirAlertJournal *self,
                             WeirJournalEntry *entry)
{
  guint64 number = 0;

  pthread_mutex_lock (&self->mutex);
  if (!knows (self, weir_journal_entry_get_facts (entry)))
    number = add (self, entry);
  pthread_mutex_unlock (&self->mutex);

  return number;
}

/**
 * weir_alert_journal_knows:
 * @self: a journal that is loaded
 * @entry: a change of state
 *
 * Returns: whether the alert is in that state already
 */
gboolean
weir_alert_journal_knows (WeirAlertJournal *self,
                          WeirJournalEntry *entry)
{
  gboolean known;

  pthread_mutex_lock (&self->mutex);
  known = knows (self, weir_journal_entry_get_facts (entry));
  pthread_mutex_unlock (&self->mutex);

  return known;
}

/**
 * weir_alert_journal_is_written:
 * @self: a journal
 * @number: of an entry
 *
 * Returns: whether it is on the disk; of a journal in memory, whether it is in there
 */
gboolean
weir_alert_journal_is_written (WeirAlertJournal *self,
                               guint64           number)
{
  gboolean written;

  pthread_mutex_lock (&self->mutex);
  written = self->written >= number || (self->loaded && self->folder == NULL);
  pthread_mutex_unlock (&self->mutex);

  return written;
}

/**
 * weir_alert_journal_is_settled:
 * @self: a journal
 * @number: of an entry
 *
 * Returns: whether it is on the disk, or the disk does not take it: what follows from
 *   it need not wait
 */
gboolean
weir_alert_journal_is_settled (WeirAlertJournal *self,
                               guint64           number)
{
  gboolean settled;

  pthread_mutex_lock (&self->mutex);
  settled = self->written >= number || self->problem != NULL || (self->loaded && self->folder == NULL);
  pthread_mutex_unlock (&self->mutex);

  return settled;
}

/**
 * weir_alert_journal_flush:
 * @self: a journal
 *
 * Waits until all that was added is on the disk, or cannot be written now. Not on
 * the main thread.
 */
void
weir_alert_journal_flush (WeirAlertJournal *self)
{
  guint64 number;

  pthread_mutex_lock (&self->mutex);
  number = self->newest;
  while ((!self->loaded || self->written < number) && self->problem == NULL)
    pthread_cond_wait (&self->done, &self->mutex);
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_alert_journal_take:
 * @self: a journal
 * @after: number of an entry, 0: all
 *
 * Returns: (transfer full) (element-type WeirJournalEntry): the entries behind it, oldest first, of those that are
 *   in memory: %WEIR_ALERT_JOURNAL_HISTORY_MAX at most
 */
GPtrArray *
weir_alert_journal_take (WeirAlertJournal *self,
                         guint64           after)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  GList *link;

  pthread_mutex_lock (&self->mutex);
  link = self->history.tail;
  while (link != NULL && weir_journal_entry_get_facts (link->data)->number > after)
    link = link->prev;
  for (link = link != NULL ? link->next : self->history.head; link != NULL; link = link->next)
    g_ptr_array_add (entries, g_object_ref (link->data));
  pthread_mutex_unlock (&self->mutex);

  return entries;
}

/**
 * weir_alert_journal_get_newest:
 * @self: a journal
 *
 * Returns: number of the newest entry that it has now; 0 while it is being read
 */
guint64
weir_alert_journal_get_newest (WeirAlertJournal *self)
{
  guint64 newest;

  pthread_mutex_lock (&self->mutex);
  newest = self->loaded ? self->newest : 0;
  pthread_mutex_unlock (&self->mutex);

  return newest;
}

/**
 * weir_alert_journal_get_n_loaded:
 * @self: a journal that is loaded
 *
 * Returns: number of the newest entry that it began with
 */
guint64
weir_alert_journal_get_n_loaded (WeirAlertJournal *self)
{
  guint64 n_loaded;

  pthread_mutex_lock (&self->mutex);
  n_loaded = self->n_loaded;
  pthread_mutex_unlock (&self->mutex);

  return n_loaded;
}

/**
 * weir_alert_journal_dup_alert: (skip)
 * @self: a journal
 * @rule: name of a rule
 * @key: (array length=key_length): a key
 * @key_length: bytes in @key
 *
 * Returns: (transfer full) (nullable): its alert, %NULL if it is over or never was
 */
WeirJournalAlert *
weir_alert_journal_dup_alert (WeirAlertJournal *self,
                              const char       *rule,
                              const char       *key,
                              gsize             key_length)
{
  WeirJournalAlert *alert;

  pthread_mutex_lock (&self->mutex);
  alert = weir_journal_book_find (&self->book, rule, key, key_length);
  if (alert != NULL)
    alert = weir_journal_alert_copy (alert);
  pthread_mutex_unlock (&self->mutex);

  return alert;
}

/**
 * weir_alert_journal_dup_alerts:
 * @self: a journal
 *
 * Returns: (transfer full) (element-type WeirJournalAlert): the alerts that are not over
 */
GPtrArray *
weir_alert_journal_dup_alerts (WeirAlertJournal *self)
{
  GPtrArray *alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_journal_alert_free);
  GHashTableIter iter;
  gpointer value;

  pthread_mutex_lock (&self->mutex);
  g_hash_table_iter_init (&iter, self->book.alerts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (alerts, weir_journal_alert_copy (value));
  pthread_mutex_unlock (&self->mutex);

  return alerts;
}

/**
 * weir_alert_journal_dup_mutes:
 * @self: a journal
 *
 * Returns: (transfer full) (element-type WeirJournalEntry): of what somebody wants no notices
 */
GPtrArray *
weir_alert_journal_dup_mutes (WeirAlertJournal *self)
{
  GPtrArray *mutes = g_ptr_array_new_with_free_func (g_object_unref);

  pthread_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->book.mutes->len; i++)
    g_ptr_array_add (mutes, g_object_ref (g_ptr_array_index (self->book.mutes, i)));
  pthread_mutex_unlock (&self->mutex);

  return mutes;
}

/**
 * weir_alert_journal_get_until_usec:
 * @self: a journal
 *
 * Returns: wall clock up to which somebody watched, 0: no program ever did
 */
gint64
weir_alert_journal_get_until_usec (WeirAlertJournal *self)
{
  gint64 until_usec;

  pthread_mutex_lock (&self->mutex);
  until_usec = self->places.until_usec;
  pthread_mutex_unlock (&self->mutex);

  return until_usec;
}

/**
 * weir_alert_journal_find_position:
 * @self: a journal
 * @connection: name of a connection
 * @topic: one of its topics
 * @partition: a partition
 *
 * Returns: the first offset that was not evaluated, −1: unknown
 */
gint64
weir_alert_journal_find_position (WeirAlertJournal *self,
                                  const char       *connection,
                                  const char       *topic,
                                  gint32            partition)
{
  gint64 offset;

  pthread_mutex_lock (&self->mutex);
  offset = weir_journal_places_find (&self->places, connection, topic, partition);
  pthread_mutex_unlock (&self->mutex);

  return offset;
}

/**
 * weir_alert_journal_put_position:
 * @self: a journal
 * @connection: name of a connection
 * @topic: one of its topics
 * @partition: a partition
 * @offset: the first offset that was not evaluated
 *
 * What was evaluated before is in entries that were added. It is saved once they are
 * on the disk.
 */
void
weir_alert_journal_put_position (WeirAlertJournal *self,
                                 const char       *connection,
                                 const char       *topic,
                                 gint32            partition,
                                 gint64            offset)
{
  pthread_mutex_lock (&self->mutex);
  if (weir_journal_places_put (&self->places, connection, topic, partition, offset))
    self->places_changed = TRUE;
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_alert_journal_dup_problem:
 * @self: a journal
 *
 * Returns: (transfer full) (nullable): why alerts are in memory only, in a sentence
 */
char *
weir_alert_journal_dup_problem (WeirAlertJournal *self)
{
  char *problem;

  pthread_mutex_lock (&self->mutex);
  problem = g_strdup (self->problem);
  pthread_mutex_unlock (&self->mutex);

  return problem;
}
