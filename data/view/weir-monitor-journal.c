#include "config.h"

#include "data/view/weir-monitor-private.h"

/*
 * What a monitor has to do with a journal of alerts: consumers write into it, and what is safe there is shown as
 * history and told of, once.
 */

/* How far back alerts are looked for of the time without a program: as far as charts reach. */
#define REACH_MAX_USEC (24 * G_TIME_SPAN_HOUR)

/* Its event is on its way to the list; one that has left the list by then is no news any more. */
#define NOTICE_MAX_USEC (30 * G_TIME_SPAN_SECOND)

static void
notice_clear (gpointer data)
{
  g_clear_object (&((WeirMonitorNotice *) data)->alert);
}

/*< private >
 * weir_monitor_init_journal:
 * @self: a monitor that is being made
 */
void
weir_monitor_init_journal (WeirMonitor *self)
{
  self->history = g_list_store_new (WEIR_TYPE_JOURNAL_ENTRY);
  self->notices = g_ptr_array_new_with_free_func (g_object_unref);
  self->marked = g_array_new (FALSE, FALSE, sizeof (WeirMonitorNotice));
  g_array_set_clear_func (self->marked, notice_clear);
}

/*< private >
 * weir_monitor_clear_journal:
 * @self: a monitor that ends
 */
void
weir_monitor_clear_journal (WeirMonitor *self)
{
  g_object_unref (self->history);
  g_ptr_array_unref (self->notices);
  g_array_unref (self->marked);
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
  /* What another monitor has told of is no news. */
  self->notice_floor = weir_alert_journal_get_newest (journal);
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

static guint
find_rule (WeirMonitor *self,
           const char  *name)
{
  guint n_rules = weir_workspace_get_rules (self->workspace)->len;

  for (guint i = 0; i < n_rules; i++)
    if (g_strcmp0 (self->rules[i].name, name) == 0)
      return i;

  return G_MAXUINT;
}

static WeirAlert *
find_alert (WeirMonitor            *self,
            const WeirJournalFacts *facts)
{
  guint rule = find_rule (self, facts->rule);

  return rule != G_MAXUINT ? weir_alert_list_find (self->alerts, rule, facts->key, facts->key_length) : NULL;
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

static gboolean
is_news (const WeirJournalFacts *facts)
{
  return facts->kind == WEIR_JOURNAL_CHANGE && !facts->past && weir_alert_state_is_alarm (facts->state)
         && !weir_alert_state_is_alarm (facts->before);
}

/* What an earlier run did not come to tell. */
static void
add_missed_notices (WeirMonitor *self)
{
  g_autoptr(GPtrArray) alerts = weir_alert_journal_dup_alerts (self->journal);

  for (guint i = 0; i < alerts->len; i++)
    {
      const WeirJournalAlert *alert = g_ptr_array_index (alerts, i);
      const WeirJournalFacts *facts = alert->fired != NULL ? weir_journal_entry_get_facts (alert->fired) : NULL;

      if (facts != NULL && facts->number <= self->notice_floor && !facts->past && alert->notice == NULL)
        g_ptr_array_add (self->notices, g_object_ref (alert->fired));
    }
}

/*
 * A notice is written down first, and given once that is safe: after a crash it is not given again. The alert itself is
 * in the journal in any case.
 */
static void
note_notice (WeirMonitor            *self,
             const WeirJournalFacts *facts,
             WeirAlert              *alert)
{
  g_autoptr(WeirJournalEntry) mark = weir_journal_entry_new (WEIR_JOURNAL_NOTICE, facts->rule, facts->key, facts->key_length);
  WeirMonitorNotice notice = { .alert = g_object_ref (alert) };

  weir_journal_entry_describe (mark)->about = facts->number;
  notice.number = weir_alert_journal_add (self->journal, mark);
  g_array_append_val (self->marked, notice);
}

static void
give_marked (WeirMonitor *self)
{
  guint n_given = 0;

  while (n_given < self->marked->len
         && weir_alert_journal_is_settled (self->journal, g_array_index (self->marked, WeirMonitorNotice, n_given).number))
    g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_ALERT_FIRED], 0,
                   g_array_index (self->marked, WeirMonitorNotice, n_given++).alert);
  if (n_given > 0)
    g_array_remove_range (self->marked, 0, n_given);
}

/* In the order of the journal. */
static void
give_notices (WeirMonitor *self)
{
  g_autoptr(GPtrArray) notices = g_steal_pointer (&self->notices);

  self->notices = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < notices->len; i++)
    {
      WeirJournalEntry *entry = g_ptr_array_index (notices, i);
      const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);
      WeirAlert *alert = find_alert (self, facts);

      if (alert != NULL)
        note_notice (self, facts, alert);
      else if (find_rule (self, facts->rule) != G_MAXUINT
               && g_get_real_time () - MAX (facts->at_usec, self->start_usec) < NOTICE_MAX_USEC)
        g_ptr_array_add (self->notices, g_object_ref (entry));
    }
  give_marked (self);
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

  if (!weir_alert_journal_is_loaded (self->journal))
    return FALSE;
  if (!self->history_begun)
    {
      self->notice_floor = MAX (self->notice_floor, weir_alert_journal_get_n_loaded (self->journal));
      add_missed_notices (self);
    }
  self->history_begun = TRUE;

  entries = weir_alert_journal_take (self->journal, self->history_number);
  for (guint i = 0; i < entries->len; i++)
    {
      WeirJournalEntry *entry = g_ptr_array_index (entries, i);
      const WeirJournalFacts *facts = weir_journal_entry_get_facts (entry);

      self->history_number = facts->number;
      if (self->keeper != NULL)
        weir_trigger_keeper_add (self->keeper, entry);
      if (facts->number > self->notice_floor && is_news (facts))
        g_ptr_array_add (self->notices, g_object_ref (entry));
    }
  if (entries->len > 0)
    add_history (self, entries);
  give_notices (self);
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

/**
 * weir_monitor_acknowledge:
 * @self: a monitor
 * @alert: one of its alerts
 * @by: (nullable): who takes care of it
 * @note: (nullable): what that person has to say
 *
 * Acknowledges a firing, and writes that down.
 */
void
weir_monitor_acknowledge (WeirMonitor *self,
                          WeirAlert   *alert,
                          const char  *by,
                          const char  *note)
{
  g_autoptr(WeirJournalEntry) entry = NULL;
  const char *key;
  gsize length;

  g_return_if_fail (WEIR_IS_MONITOR (self) && WEIR_IS_ALERT (alert));

  weir_alert_acknowledge (alert, by, note);
  if (self->journal == NULL || !weir_alert_journal_is_loaded (self->journal))
    return;

  key = weir_alert_get_key_bytes (alert, &length);
  entry = weir_journal_entry_new (WEIR_JOURNAL_ACKNOWLEDGED, weir_alert_get_rule (alert), key, length);
  weir_journal_entry_describe (entry)->by = g_strdup (by);
  weir_journal_entry_describe (entry)->note = g_strdup (note);
  weir_alert_journal_add (self->journal, entry);
}
