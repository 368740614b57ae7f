#include "config.h"

#include "data/stream/weir-journal-sink.h"

#include <string.h>

/* Rules of windows are evaluated in steps, a little after the records. */
#define SETTLE_USEC (2 * G_TIME_SPAN_SECOND)

struct _WeirJournalSink
{
  WeirSink          sink;         /* first */
  WeirTopology     *topology;     /* borrowed */
  WeirAlertJournal *journal;      /* owned reference */
  GPtrArray        *rules;        /* borrowed */
  char             *connection;   /* owned */
  GHashTable       *held;         /* owned: GBytes of rule and key → WeirJournalEntry that is not in the journal yet */
  guint64           newest;       /* number of the newest entry of ours */
  gint64            handled_usec; /* monotonic: since when all that was evaluated before has been read again; 0: it has not */
  gboolean          caught_up;    /* and what follows from it has come */
  gboolean          first;        /* no program ever watched before */
  int               active;       /* atomic */
};

static GBytes *
name_alert (const WeirJournalFacts *facts)
{
  GString *name = g_string_new (facts->rule);

  g_string_append_c (name, '\0');
  g_string_append_len (name, facts->key, (gssize) facts->key_length);

  return g_string_free_to_bytes (name);
}

static void
write_entry (WeirJournalSink  *self,
             WeirJournalEntry *entry,
             gboolean          past)
{
  WeirJournalFacts *facts = weir_journal_entry_describe (entry);
  guint64 number;

  facts->past = past;
  g_free (facts->connection);
  facts->connection = g_strdup (self->connection);
  number = weir_alert_journal_add_news (self->journal, entry);
  self->newest = MAX (self->newest, number);
}

/* Whether an earlier program, or an earlier reading of this one, has evaluated what made the change. */
static gboolean
is_evaluated (WeirJournalSink       *self,
           const WeirAlertChange *change)
{
  gint64 position;

  if (change->topic == NULL || change->offset < 0)
    return !self->caught_up;

  position = weir_alert_journal_find_position (self->journal, self->connection, change->topic, change->partition);

  return position < 0 ? !self->caught_up : change->offset < position;
}

static void
on_alert_change (WeirSink              *sink,
                 guint                  stream,
                 const WeirAlertChange *change)
{
  WeirJournalSink *self = (WeirJournalSink *) sink;
  g_autoptr(WeirJournalEntry) entry = weir_journal_entry_new_change (g_ptr_array_index (self->rules, change->rule), change);
  g_autoptr(GBytes) name = name_alert (weir_journal_entry_get_facts (entry));

  if (g_atomic_int_get (&self->active) && !is_evaluated (self, change))
    {
      g_hash_table_remove (self->held, name);
      write_entry (self, entry, FALSE);
    }
  else if (weir_alert_journal_knows (self->journal, entry))
    g_hash_table_remove (self->held, name);
  else
    g_hash_table_insert (self->held, g_steal_pointer (&name), g_steal_pointer (&entry));
}

/* All was read again: what still differs from the journal is news. */
static void
write_held (WeirJournalSink *self)
{
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    {
      write_entry (self, entry, self->first);
      g_hash_table_iter_remove (&iter);
    }
  self->first = FALSE;
}

/* Returns whether all that was evaluated of it before has been read again. */
static gboolean
look_at_partition (WeirJournalSink           *self,
                   const WeirPartitionStatus *status)
{
  gint64 known = weir_alert_journal_find_position (self->journal, self->connection, status->topic, status->partition);

  if (known < 0 && status->high < 0)
    return FALSE;
  /* It was not watched before, or it was made anew: what is in it now is no news. */
  if (known < 0 || (status->high >= 0 && known > status->high))
    {
      known = status->high;
      weir_alert_journal_put_position (self->journal, self->connection, status->topic, status->partition, known);
    }

  /* Before its first record the position may not be known; there may be none to come. */
  if (status->position < known)
    return status->position < 0 && status->high >= 0 && status->high <= known;

  if (status->position > known)
    weir_alert_journal_put_position (self->journal, self->connection, status->topic, status->partition, status->position);

  return TRUE;
}

/**
 * weir_journal_sink_look:
 * @self: a sink
 * @status: (element-type WeirPartitionStatus): the partitions that are read
 * @monotonic_usec: a clock that never jumps
 *
 * Between two batches, about once a second: notes up to where records were evaluated.
 */
void
weir_journal_sink_look (WeirJournalSink *self,
                        const GArray    *status,
                        gint64           monotonic_usec)
{
  gboolean handled = status->len > 0;

  if (!g_atomic_int_get (&self->active))
    return;

  for (guint i = 0; i < status->len; i++)
    handled &= look_at_partition (self, &g_array_index (status, WeirPartitionStatus, i));

  if (!handled)
    self->handled_usec = 0;
  else if (self->handled_usec == 0)
    self->handled_usec = monotonic_usec;
  self->caught_up |= handled && monotonic_usec - self->handled_usec >= SETTLE_USEC;
  if (handled && self->caught_up)
    write_held (self);
}

static gboolean
is_delivered (WeirSink *sink)
{
  WeirJournalSink *self = (WeirJournalSink *) sink;

  return weir_alert_journal_is_written (self->journal, self->newest);
}

static const WeirSinkMethods methods = {
  .alert_change = on_alert_change,
  .is_delivered = is_delivered,
};

/**
 * weir_journal_sink_new:
 * @spec: what it is made of
 *
 * Makes the sink and adds it to the topology.
 *
 * Returns: (transfer full): a sink that is not active, to be freed after the topology
 */
WeirJournalSink *
weir_journal_sink_new (const WeirJournalSinkSpec *spec)
{
  WeirJournalSink *self = g_new0 (WeirJournalSink, 1);

  self->sink.methods = &methods;
  self->topology = spec->topology;
  self->journal = weir_alert_journal_ref (spec->journal);
  self->rules = spec->rules;
  self->connection = g_strdup (spec->connection);
  self->held = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, g_object_unref);
  weir_topology_add_sink (spec->topology, &self->sink);

  return self;
}

/**
 * weir_journal_sink_free:
 * @self: (transfer full): a sink
 */
void
weir_journal_sink_free (WeirJournalSink *self)
{
  g_hash_table_unref (self->held);
  weir_alert_journal_unref (self->journal);
  g_free (self->connection);
  g_free (self);
}

static WeirRule *
find_rule (WeirJournalSink *self,
           const char      *name)
{
  for (guint i = 0; i < weir_topology_get_n_streams (self->topology); i++)
    {
      GPtrArray *rules = weir_stream_get_rules (weir_topology_get_stream (self->topology, i));

      for (guint j = 0; j < rules->len; j++)
        {
          WeirRule *rule = g_ptr_array_index (rules, j);
          const WeirRuleConfig *config = g_ptr_array_index (self->rules, weir_rule_get_index (rule));

          if (g_str_equal (config->name, name))
            return rule;
        }
    }

  return NULL;
}

/* Borrows from @entry. */
static WeirAlertChange
change_of (WeirJournalEntry *entry)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);

  return (WeirAlertChange) {
    .key = facts->key,
    .key_length = facts->key_length,
    .before = facts->before,
    .state = facts->state,
    .time_usec = facts->time_usec,
    .value = facts->value,
    .topic = facts->topic,
    .partition = facts->partition,
    .offset = facts->offset,
  };
}

static void
restore (WeirJournalSink        *self,
         const WeirJournalAlert *alert)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (alert->change);
  WeirRule *rule = find_rule (self, facts->rule);
  g_autofree char *words = facts->state == WEIR_ALERT_ERROR ? g_strdup (facts->reason) : weir_journal_facts_dup_value (facts);
  const WeirAlertChange change = change_of (alert->change);
  WeirAlertChange fired;

  if (rule == NULL)
    return;

  if (alert->fired != NULL)
    fired = change_of (alert->fired);
  weir_rule_restore (rule, &change, alert->fired != NULL ? &fired : NULL, words);
}

/**
 * weir_journal_sink_begin:
 * @self: a sink whose topology has had no record yet
 *
 * Waits until the journal is read, and puts the rules into the states that it
 * left. Consumer thread.
 */
void
weir_journal_sink_begin (WeirJournalSink *self)
{
  g_autoptr(GPtrArray) alerts = NULL;

  weir_alert_journal_await (self->journal);
  self->first = g_atomic_int_get (&self->active) && weir_alert_journal_get_until_usec (self->journal) == 0;
  alerts = weir_alert_journal_dup_alerts (self->journal);
  for (guint i = 0; i < alerts->len; i++)
    restore (self, g_ptr_array_index (alerts, i));
}

/**
 * weir_journal_sink_set_active:
 * @self: a sink
 * @active: whether it is the one that writes; of two that read the same one may be
 *
 * Any thread.
 */
void
weir_journal_sink_set_active (WeirJournalSink *self,
                              gboolean         active)
{
  g_atomic_int_set (&self->active, active);
}
