#include "config.h"

#include "data/stream/weir-journal-book.h"

#include <string.h>

static WeirJournalEntry *
ref_or_null (WeirJournalEntry *entry)
{
  return entry != NULL ? g_object_ref (entry) : NULL;
}

/*< private >
 * weir_journal_alert_copy:
 * @self: an alert
 *
 * Returns: (transfer full): the same again
 */
WeirJournalAlert *
weir_journal_alert_copy (const WeirJournalAlert *self)
{
  WeirJournalAlert *copy = g_new0 (WeirJournalAlert, 1);

  copy->change = g_object_ref (self->change);
  copy->fired = ref_or_null (self->fired);
  copy->acknowledged = ref_or_null (self->acknowledged);
  copy->assigned = ref_or_null (self->assigned);
  copy->notice = ref_or_null (self->notice);

  return copy;
}

/*< private >
 * weir_journal_alert_free:
 * @self: (transfer full): an alert
 */
void
weir_journal_alert_free (WeirJournalAlert *self)
{
  g_clear_object (&self->change);
  g_clear_object (&self->fired);
  g_clear_object (&self->acknowledged);
  g_clear_object (&self->assigned);
  g_clear_object (&self->notice);
  g_free (self);
}

/*< private >
 * weir_journal_book_init:
 * @self: uninitialised
 */
void
weir_journal_book_init (WeirJournalBook *self)
{
  self->alerts = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                        (GDestroyNotify) weir_journal_alert_free);
  self->mutes = g_ptr_array_new_with_free_func (g_object_unref);
  self->sending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->published = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_queue_init (&self->unpublished);
}

/*< private >
 * weir_journal_book_clear:
 * @self: a book
 */
void
weir_journal_book_clear (WeirJournalBook *self)
{
  g_hash_table_unref (self->alerts);
  g_ptr_array_unref (self->mutes);
  g_hash_table_unref (self->sending);
  g_hash_table_unref (self->published);
  g_queue_clear_full (&self->unpublished, g_object_unref);
}

static GBytes *
name_alert (const char *rule,
            const char *key,
            gsize       key_length)
{
  gsize rule_length = strlen (rule) + 1;
  char *name = g_malloc (rule_length + key_length);

  memcpy (name, rule, rule_length);
  if (key_length > 0)
    memcpy (name + rule_length, key, key_length);

  return g_bytes_new_take (name, rule_length + key_length);
}

/*< private >
 * weir_journal_book_find:
 * @self: a book
 * @rule: name of a rule
 * @key: (array length=key_length): a key
 * @key_length: bytes in @key
 *
 * Returns: (transfer none) (nullable): its alert, %NULL if it is over or never was
 */
WeirJournalAlert *
weir_journal_book_find (WeirJournalBook *self,
                        const char      *rule,
                        const char      *key,
                        gsize            key_length)
{
  g_autoptr(GBytes) name = name_alert (rule, key, key_length);

  return g_hash_table_lookup (self->alerts, name);
}

/*< private >
 * weir_journal_book_knows:
 * @self: a book
 * @change: a change of state
 *
 * Returns: whether the alert is in that state already; one that fires or recovers and is found to be
 *   pending still does: what made it fire lies before the first record that was read
 */
gboolean
weir_journal_book_knows (WeirJournalBook        *self,
                         const WeirJournalFacts *change)
{
  const WeirJournalAlert *alert = weir_journal_book_find (self, change->rule, change->key, change->key_length);
  WeirAlertState state = alert != NULL ? weir_journal_entry_get_facts (alert->change)->state : WEIR_ALERT_NORMAL;

  return state == change->state
         || ((state == WEIR_ALERT_FIRING || state == WEIR_ALERT_RECOVERING) && change->state == WEIR_ALERT_PENDING);
}

static void
apply_change (WeirJournalBook  *self,
              WeirJournalEntry *entry)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);
  g_autoptr(GBytes) name = name_alert (facts->rule, facts->key, facts->key_length);
  WeirJournalAlert *alert = g_hash_table_lookup (self->alerts, name);

  if (facts->publish_to != NULL)
    g_queue_push_tail (&self->unpublished, g_object_ref (entry));

  /* What was said about an alert was about this one. */
  if (facts->state == WEIR_ALERT_NORMAL)
    {
      g_hash_table_remove (self->alerts, name);
      return;
    }

  if (alert == NULL)
    {
      alert = g_new0 (WeirJournalAlert, 1);
      g_hash_table_insert (self->alerts, g_bytes_ref (name), alert);
    }
  g_set_object (&alert->change, entry);
  if (weir_alert_state_is_alarm (facts->state) && alert->fired == NULL)
    alert->fired = g_object_ref (entry);
}

static void
apply_mute (WeirJournalBook  *self,
            WeirJournalEntry *entry)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);

  for (guint i = self->mutes->len; i > 0; i--)
    if (weir_journal_facts_end_silence (facts, weir_journal_entry_get_facts (g_ptr_array_index (self->mutes, i - 1))))
      g_ptr_array_remove_index (self->mutes, i - 1);
  if (facts->kind == WEIR_JOURNAL_MUTED)
    g_ptr_array_add (self->mutes, g_object_ref (entry));
}

static void
apply_handling (WeirJournalBook  *self,
                WeirJournalEntry *entry)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);
  WeirJournalAlert *alert;

  if (facts->rule == NULL || facts->key == NULL)
    return;
  alert = weir_journal_book_find (self, facts->rule, facts->key, facts->key_length);
  if (alert == NULL)
    return;

  if (facts->kind == WEIR_JOURNAL_ACKNOWLEDGED)
    g_set_object (&alert->acknowledged, entry);
  else if (facts->kind == WEIR_JOURNAL_UNACKNOWLEDGED)
    g_clear_object (&alert->acknowledged);
  else if (facts->kind == WEIR_JOURNAL_ASSIGNED)
    g_set_object (&alert->assigned, entry);
  else if (alert->fired != NULL && weir_journal_entry_get_facts (alert->fired)->number == facts->about)
    g_set_object (&alert->notice, entry);
}

static void
apply_published (WeirJournalBook  *self,
                 WeirJournalEntry *entry)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);
  GList *link = self->unpublished.head;

  if (facts->connection == NULL)
    return;

  g_hash_table_remove (self->sending, facts->connection);
  g_hash_table_insert (self->published, g_strdup (facts->connection), g_object_ref (entry));
  while (link != NULL)
    {
      GList *next = link->next;
      const WeirJournalFacts *change = weir_journal_entry_get_facts (link->data);

      if (change->number <= facts->about && g_strcmp0 (change->connection, facts->connection) == 0)
        {
          g_object_unref (link->data);
          g_queue_delete_link (&self->unpublished, link);
        }
      link = next;
    }
}

/*< private >
 * weir_journal_book_apply:
 * @self: a book
 * @entry: the next entry of the journal
 */
void
weir_journal_book_apply (WeirJournalBook  *self,
                         WeirJournalEntry *entry)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);

  switch (facts->kind)
    {
    case WEIR_JOURNAL_CHANGE:
      apply_change (self, entry);
      break;
    case WEIR_JOURNAL_MUTED:
    case WEIR_JOURNAL_UNMUTED:
      apply_mute (self, entry);
      break;
    case WEIR_JOURNAL_SENDING:
      if (facts->connection != NULL)
        g_hash_table_insert (self->sending, g_strdup (facts->connection), g_object_ref (entry));
      break;
    case WEIR_JOURNAL_PUBLISHED:
      apply_published (self, entry);
      break;
    case WEIR_JOURNAL_CAPTURED:
    case WEIR_JOURNAL_ARMED:
      break;
    case WEIR_JOURNAL_ACKNOWLEDGED:
    case WEIR_JOURNAL_UNACKNOWLEDGED:
    case WEIR_JOURNAL_ASSIGNED:
    case WEIR_JOURNAL_NOTICE:
      apply_handling (self, entry);
      break;
    case WEIR_JOURNAL_NOTED:
    default:
      break;
    }
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  guint64 x = weir_journal_entry_get_facts (*(WeirJournalEntry * const *) a)->number;
  guint64 y = weir_journal_entry_get_facts (*(WeirJournalEntry * const *) b)->number;

  return (x > y) - (x < y);
}

static void
add_once (GPtrArray        *entries,
          WeirJournalEntry *entry)
{
  if (entry != NULL)
    g_ptr_array_add (entries, g_object_ref (entry));
}

static void
add_values (GPtrArray  *entries,
            GHashTable *table)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    add_once (entries, value);
}

static void
add_alert (GPtrArray              *entries,
           const WeirJournalAlert *alert)
{
  if (alert->fired != alert->change)
    add_once (entries, alert->fired);
  add_once (entries, alert->change);
  add_once (entries, alert->acknowledged);
  add_once (entries, alert->assigned);
  add_once (entries, alert->notice);
}

/* Each once: a change may be an alert's and unpublished. */
static void
drop_twins (GPtrArray *entries)
{
  for (guint i = entries->len; i > 1; i--)
    if (entries->pdata[i - 1] == entries->pdata[i - 2])
      g_ptr_array_remove_index (entries, i - 1);
}

/*< private >
 * weir_journal_book_list:
 * @self: a book
 * @now_usec: wall clock
 *
 * Returns: (transfer full) (element-type WeirJournalEntry): the entries that give this
 *   book, in order: what a new part of the journal begins with
 */
GPtrArray *
weir_journal_book_list (WeirJournalBook *self,
                        gint64           now_usec)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->alerts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    add_alert (entries, value);
  for (guint i = 0; i < self->mutes->len; i++)
    {
      const WeirJournalFacts *mute = weir_journal_entry_get_facts (g_ptr_array_index (self->mutes, i));

      if (mute->until_usec == 0 || mute->until_usec > now_usec)
        add_once (entries, g_ptr_array_index (self->mutes, i));
    }
  add_values (entries, self->sending);
  add_values (entries, self->published);
  for (GList *link = self->unpublished.head; link != NULL; link = link->next)
    add_once (entries, link->data);
  g_ptr_array_sort (entries, compare_entries);
  drop_twins (entries);

  return entries;
}
