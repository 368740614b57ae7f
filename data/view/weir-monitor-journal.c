#include "config.h"

#include "data/view/weir-monitor-private.h"

/*
 * What a monitor has to do with a journal of alerts: consumers write into it, and what is safe there is shown as
 * history and told of, once.
 */

/* How far back alerts are looked for of the time without a program: as far as charts reach. */
#define REACH_MAX_USEC (24 * G_TIME_SPAN_HOUR)

/*< private >
 * weir_monitor_init_journal:
 * @self: a monitor that is being made
 */
void
weir_monitor_init_journal (WeirMonitor *self)
{
  self->history = g_list_store_new (WEIR_TYPE_JOURNAL_ENTRY);
  self->silences = g_list_store_new (WEIR_TYPE_JOURNAL_ENTRY);
  weir_monitor_init_notices (self);
}

/*< private >
 * weir_monitor_clear_journal:
 * @self: a monitor that ends
 */
void
weir_monitor_clear_journal (WeirMonitor *self)
{
  g_object_unref (self->history);
  g_object_unref (self->silences);
  weir_monitor_clear_notices (self);
  g_clear_pointer (&self->keeper, weir_trigger_keeper_free);
  g_clear_pointer (&self->journal, weir_alert_journal_unref);
}

/*< private >
 * weir_monitor_leave_journal:
 * @self: a monitor
 *
 * From here on another monitor may hear of what is new in its journal.
 */
void
weir_monitor_leave_journal (WeirMonitor *self)
{
  if (self->journal != NULL && !self->is_next)
    weir_alert_journal_clear_news_func (self->journal, self->wake);
  g_clear_pointer (&self->keeper, weir_trigger_keeper_free);
}

static void
on_news (gpointer user_data)
{
  weir_wake_signal (user_data);
}

/**
 * weir_monitor_keep_journal:
 * @self: a monitor that has not started
 * @journal: kept; of several monitors that use it the one made last is to be started
 *
 * Has alerts kept over restarts: they go on where the journal left them, what it knows is
 * not told of again, and [signal@Monitor::alert-fired] comes once the journal has it. A
 * replay has no journal.
 */
void
weir_monitor_keep_journal (WeirMonitor      *self,
                           WeirAlertJournal *journal)
{
  g_return_if_fail (WEIR_IS_MONITOR (self));
  g_return_if_fail (!self->started && self->journal == NULL);

  /* What was is no news. */
  if (self->replay != NULL)
    return;

  self->journal = weir_alert_journal_ref (journal);
  if (!self->is_next)
    weir_alert_journal_set_news_func (journal, on_news, self->wake);
  if (!self->is_next && weir_alert_journal_get_folder (journal) != NULL)
    self->keeper = weir_trigger_keeper_new (self->workspace, journal);

  for (guint i = 0; i < self->connections->len; i++)
    {
      WeirConsumer *consumer = ((WeirMonitorConnection *) g_ptr_array_index (self->connections, i))->consumer;

      weir_consumer_keep_journal (consumer, journal);
      weir_consumer_set_active (consumer, !self->is_next);
    }
}

/**
 * weir_monitor_follow_journal:
 * @self: a monitor that has not started
 * @other: the one whose place it takes
 *
 * Goes on with the journal of @other, if that has one.
 */
void
weir_monitor_follow_journal (WeirMonitor *self,
                             WeirMonitor *other)
{
  g_return_if_fail (WEIR_IS_MONITOR (self) && WEIR_IS_MONITOR (other));

  if (other->journal != NULL)
    weir_monitor_keep_journal (self, other->journal);
}

/*< private >
 * weir_monitor_reach_journal:
 * @self: a monitor
 * @range_usec: how far back it is to begin
 *
 * Returns: how far back it must begin so that no alert is missed since somebody watched
 */
gint64
weir_monitor_reach_journal (WeirMonitor *self,
                            gint64       range_usec)
{
  gint64 until_usec = self->journal != NULL ? weir_alert_journal_get_until_usec (self->journal) : 0;

  if (until_usec == 0 || self->is_next)
    return range_usec;

  return MAX (range_usec, MIN (g_get_real_time () - until_usec + G_TIME_SPAN_MINUTE, REACH_MAX_USEC));
}

static gboolean
publishes (WeirMonitor *self)
{
  GPtrArray *rules = weir_workspace_get_rules (self->workspace);

  for (guint i = 0; i < rules->len; i++)
    if (((const WeirRuleConfig *) g_ptr_array_index (rules, i))->publish_to != NULL)
      return TRUE;

  return FALSE;
}

/*< private >
 * weir_monitor_start_publisher:
 * @self: a monitor that starts
 * @connection: one of its connections, to a cluster
 *
 * Puts what the journal has of it into Kafka, if any rule says where to.
 */
void
weir_monitor_start_publisher (WeirMonitor           *self,
                              WeirMonitorConnection *connection)
{
  if (self->journal != NULL && publishes (self))
    connection->publisher = weir_journal_publisher_new (self->journal, connection->config->name, connection->config->settings);
}

/*< private >
 * weir_monitor_recall_alert:
 * @self: a monitor with a journal
 * @alert: an alert that fires
 *
 * Says who takes care of it, if somebody said so in an earlier run.
 */
void
weir_monitor_recall_alert (WeirMonitor *self,
                           WeirAlert   *alert)
{
  gsize length;
  const char *key = weir_alert_get_key_bytes (alert, &length);
  WeirJournalAlert *known = weir_alert_journal_dup_alert (self->journal, weir_alert_get_rule (alert), key, length);
  const WeirJournalFacts *facts;

  if (known == NULL)
    return;

  if (known->acknowledged != NULL)
    {
      facts = weir_journal_entry_get_facts (known->acknowledged);
      weir_alert_acknowledge (alert, facts->by, facts->note);
    }
  if (known->assigned != NULL)
    weir_alert_set_assignee (alert, weir_journal_entry_get_facts (known->assigned)->by);
  weir_journal_alert_free (known);
}

static void
add_history (WeirMonitor *self,
             GPtrArray   *entries)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->history));
  guint n_past = n_old + entries->len > WEIR_ALERT_JOURNAL_HISTORY_MAX
                   ? MIN (n_old, n_old + entries->len - WEIR_ALERT_JOURNAL_HISTORY_MAX) : 0;

  if (n_past > 0)
    g_list_store_splice (self->history, 0, n_past, NULL, 0);
  g_list_store_splice (self->history, n_old - n_past, 0, entries->pdata, entries->len);
}

/*< private >
 * weir_monitor_take_journal:
 * @self: a monitor with a journal
 *
 * Takes what the journal has got, and tells of what is safe there. Once a take.
 *
 * Returns: whether there was anything
 */
gboolean
weir_monitor_take_journal (WeirMonitor *self)
{
  g_autoptr(GPtrArray) entries = NULL;
  gboolean look = self->notices == NULL;

  if (!weir_alert_journal_is_loaded (self->journal))
    return FALSE;
  if (self->notices == NULL)
    weir_monitor_begin_notices (self);

  entries = weir_alert_journal_take (self->journal, self->history_number);
  for (guint i = 0; i < entries->len; i++)
    {
      WeirJournalEntry *entry = g_ptr_array_index (entries, i);
      const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);

      self->history_number = facts->number;
      look |= facts->kind == WEIR_JOURNAL_MUTED || facts->kind == WEIR_JOURNAL_UNMUTED;
      if (self->keeper != NULL)
        weir_trigger_keeper_add (self->keeper, entry);
      weir_notices_apply (self->notices, entry);
    }
  if (entries->len > 0)
    add_history (self, entries);
  if (look || self->silences_usec + G_TIME_SPAN_SECOND <= g_get_monotonic_time ())
    {
      weir_monitor_take_silences (self);
      self->silences_usec = g_get_monotonic_time ();
    }
  weir_monitor_take_notices (self);
  if (self->keeper != NULL && weir_alert_journal_is_kept (self->journal))
    weir_trigger_keeper_step (self->keeper, g_get_real_time ());

  return entries->len > 0;
}

/**
 * weir_monitor_get_history:
 * @self: a monitor
 *
 * Returns: (transfer none): list model of [class@JournalEntry], oldest first: what its
 *   journal has, up to %WEIR_ALERT_JOURNAL_HISTORY_MAX
 */
GListModel *
weir_monitor_get_history (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  return G_LIST_MODEL (self->history);
}

/**
 * weir_monitor_dup_journal_problem:
 * @self: a monitor
 *
 * Returns: (transfer full) (nullable): why alerts are kept in memory only, in a sentence
 */
char *
weir_monitor_dup_journal_problem (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  return self->journal != NULL ? weir_alert_journal_dup_problem (self->journal) : NULL;
}

/**
 * weir_monitor_arm:
 * @self: a monitor
 * @rule: name of a rule with a trigger that keeps one capture
 * @by: (nullable): who does it
 *
 * Has the records around the next firing of the rule kept again.
 */
void
weir_monitor_arm (WeirMonitor *self,
                  const char  *rule,
                  const char  *by)
{
  g_autoptr(WeirJournalEntry) entry = NULL;

  g_return_if_fail (WEIR_IS_MONITOR (self) && rule != NULL);

  if (self->journal == NULL || !weir_alert_journal_is_loaded (self->journal))
    return;

  entry = weir_journal_entry_new (WEIR_JOURNAL_ARMED, rule, NULL, 0);
  weir_journal_entry_describe (entry)->by = g_strdup (by);
  weir_alert_journal_add (self->journal, entry);
}

/**
 * weir_monitor_dup_publish_problem:
 * @self: a monitor
 *
 * Returns: (transfer full) (nullable): why changes of alerts do not get into Kafka, or the records around
 *   them not onto the disk, in a sentence
 */
char *
weir_monitor_dup_publish_problem (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  for (guint i = 0; i < self->connections->len; i++)
    {
      const WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);
      g_auto(WeirJournalPublisherStatus) status = { 0 };

      if (connection->publisher == NULL)
        continue;
      weir_journal_publisher_get_status (connection->publisher, &status);
      if (status.problem != NULL)
        return g_steal_pointer (&status.problem);
    }

  return self->keeper != NULL ? weir_trigger_keeper_dup_problem (self->keeper) : NULL;
}
