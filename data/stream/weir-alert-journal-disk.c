#include "config.h"

#include "data/stream/weir-alert-journal-private.h"

/* What those ask a journal who do something with what is on its disk: publish it, record what was around it. */

/**
 * weir_alert_journal_is_kept:
 * @self: a journal that is loaded
 *
 * Returns: whether it is in files that no other program has, or in no file at all
 */
gboolean
weir_alert_journal_is_kept (WeirAlertJournal *self)
{
  gboolean kept;

  pthread_mutex_lock (&self->mutex);
  kept = self->file != NULL || self->folder == NULL;
  pthread_mutex_unlock (&self->mutex);

  return kept;
}

/**
 * weir_alert_journal_get_folder:
 * @self: a journal
 *
 * Returns: (transfer none) (nullable) (type filename): where it is kept; %NULL: in memory
 */
const char *
weir_alert_journal_get_folder (WeirAlertJournal *self)
{
  return self->folder;
}

/**
 * weir_alert_journal_claim:
 * @self: a journal
 * @connection: name of a connection
 *
 * Returns: whether the caller is the one that publishes its changes from now on, up to
 *   weir_alert_journal_release()
 */
gboolean
weir_alert_journal_claim (WeirAlertJournal *self,
                          const char       *connection)
{
  gboolean claimed;

  pthread_mutex_lock (&self->mutex);
  claimed = g_hash_table_add (self->claims, g_strdup (connection));
  pthread_mutex_unlock (&self->mutex);

  return claimed;
}

/**
 * weir_alert_journal_release:
 * @self: a journal
 * @connection: what was claimed
 */
void
weir_alert_journal_release (WeirAlertJournal *self,
                            const char       *connection)
{
  pthread_mutex_lock (&self->mutex);
  g_hash_table_remove (self->claims, connection);
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_alert_journal_get_written:
 * @self: a journal
 *
 * Returns: number of the newest entry on the disk
 */
guint64
weir_alert_journal_get_written (WeirAlertJournal *self)
{
  guint64 written;

  pthread_mutex_lock (&self->mutex);
  written = self->written;
  pthread_mutex_unlock (&self->mutex);

  return written;
}

/**
 * weir_alert_journal_await_written:
 * @self: a journal
 * @number: of an entry, which need not be there yet
 * @wait_usec: how long at most
 *
 * Waits until it is on the disk. Not on the main thread.
 */
void
weir_alert_journal_await_written (WeirAlertJournal *self,
                                  guint64           number,
                                  gint64            wait_usec)
{
  gint64 end_usec = g_get_real_time () + wait_usec;
  const struct timespec end = { end_usec / G_USEC_PER_SEC, (end_usec % G_USEC_PER_SEC) * 1000 };

  pthread_mutex_lock (&self->mutex);
  while (self->written < number)
    if (pthread_cond_timedwait (&self->done, &self->mutex, &end) != 0)
      break;
  pthread_mutex_unlock (&self->mutex);
}

/**
 * weir_alert_journal_dup_unpublished:
 * @self: a journal
 * @connection: name of a connection
 * @n_max: how many at most
 *
 * Returns: (transfer full) (element-type WeirJournalEntry): changes that are not in Kafka yet as far as the
 *   journal knows, in order; only those that are on the disk, where there is one
 */
GPtrArray *
weir_alert_journal_dup_unpublished (WeirAlertJournal *self,
                                    const char       *connection,
                                    guint             n_max)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  pthread_mutex_lock (&self->mutex);
  for (GList *link = self->book.unpublished.head; link != NULL && entries->len < n_max; link = link->next)
    {
      const WeirJournalFacts *facts = weir_journal_entry_get_facts (link->data);

      if (self->file != NULL && self->problem == NULL && facts->number > self->written)
        break;
      if (g_strcmp0 (facts->connection, connection) == 0)
        g_ptr_array_add (entries, g_object_ref (link->data));
    }
  pthread_mutex_unlock (&self->mutex);

  return entries;
}

/**
 * weir_alert_journal_dup_sending:
 * @self: a journal
 * @connection: name of a connection
 *
 * Returns: (transfer full) (nullable): where an earlier program began to send and did not say that it was done
 */
WeirJournalEntry *
weir_alert_journal_dup_sending (WeirAlertJournal *self,
                                const char       *connection)
{
  WeirJournalEntry *entry;

  pthread_mutex_lock (&self->mutex);
  entry = g_hash_table_lookup (self->book.sending, connection);
  if (entry != NULL)
    g_object_ref (entry);
  pthread_mutex_unlock (&self->mutex);

  return entry;
}
