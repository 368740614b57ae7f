#include "config.h"

#include "data/view/weir-monitor-private.h"

/*
 * What a monitor tells of its alerts. WeirNotices decides, from the journal alone. A notice is written down first, and
 * given once that is safe: after a crash it is not given again. The alert itself is in the journal in any case.
 */

/* The events of its alerts are on their way to the list; what has left the list by then is not shown. */
#define NOTICE_MAX_USEC (30 * G_TIME_SPAN_SECOND)

/* A notice that is written down. */
typedef struct
{
  WeirNotice *notice;       /* owned */
  guint64     number;       /* of the last entry that says so, 0: there is none */
  gint64      written_usec; /* wall clock */
} Written;

static void
written_clear (gpointer data)
{
  weir_notice_free (((Written *) data)->notice);
}

/*< private >
 * weir_monitor_class_add_notices:
 * @klass: the class of monitors
 */
void
weir_monitor_class_add_notices (WeirMonitorClass *klass)
{
  /**
   * WeirMonitor::notice:
   * @self: the monitor
   * @rule: name of a rule
   * @alerts: (element-type WeirAlert): alerts of it, of which somebody is to be told now, oldest first
   *
   * It takes the place of an earlier one of the rule.
   */
  weir_monitor_signals[WEIR_MONITOR_NOTICE] = g_signal_new ("notice", WEIR_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                            G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_PTR_ARRAY);

  /**
   * WeirMonitor::notice-withdrawn:
   * @self: the monitor
   * @rule: name of a rule
   *
   * What was told of the rule is over, acknowledged or muted.
   */
  weir_monitor_signals[WEIR_MONITOR_NOTICE_WITHDRAWN] = g_signal_new ("notice-withdrawn", WEIR_TYPE_MONITOR, G_SIGNAL_RUN_LAST, 0,
                                                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

/*< private >
 * weir_monitor_init_notices:
 * @self: a monitor that is being made
 */
void
weir_monitor_init_notices (WeirMonitor *self)
{
  self->written = g_array_new (FALSE, FALSE, sizeof (Written));
  g_array_set_clear_func (self->written, written_clear);
}

/*< private >
 * weir_monitor_clear_notices:
 * @self: a monitor that ends
 */
void
weir_monitor_clear_notices (WeirMonitor *self)
{
  g_clear_pointer (&self->notices, weir_notices_free);
  g_array_unref (self->written);
}

static void
apply_if (WeirMonitor      *self,
          WeirJournalEntry *entry)
{
  if (entry != NULL)
    weir_notices_apply (self->notices, entry);
}

/*< private >
 * weir_monitor_begin_notices:
 * @self: a monitor whose journal is loaded
 *
 * Goes on where an earlier program, or monitor, ended: with what the journal comes to,
 * and then with the newest entries, again from the first of them, which say what was to
 * be told and was not.
 */
void
weir_monitor_begin_notices (WeirMonitor *self)
{
  g_autoptr(GPtrArray) alerts = weir_alert_journal_dup_alerts (self->journal);
  g_autoptr(GPtrArray) mutes = weir_alert_journal_dup_mutes (self->journal);

  self->notices = weir_notices_new (weir_workspace_get_rules (self->workspace));
  for (guint i = 0; i < mutes->len; i++)
    weir_notices_apply (self->notices, g_ptr_array_index (mutes, i));
  for (guint i = 0; i < alerts->len; i++)
    {
      const WeirJournalAlert *alert = g_ptr_array_index (alerts, i);

      apply_if (self, alert->fired);
      apply_if (self, alert->change);
      apply_if (self, alert->acknowledged);
      apply_if (self, alert->notice);
    }
}

static WeirAlert *
find_alert (WeirMonitor *self,
            guint        rule,
            GBytes      *key)
{
  gsize length;
  const char *bytes = g_bytes_get_data (key, &length);

  return weir_alert_list_find (self->alerts, rule, bytes, length);
}

/* @notice is taken. */
static void
write_down (WeirMonitor *self,
            WeirNotice  *notice,
            gint64       now_usec)
{
  Written written = { .notice = notice, .written_usec = now_usec };

  for (guint i = 0; i < notice->alerts->len; i++)
    {
      const WeirNoticeAlert *alert = &g_array_index (notice->alerts, WeirNoticeAlert, i);
      gsize length;
      const char *key = g_bytes_get_data (alert->key, &length);
      g_autoptr(WeirJournalEntry) mark = weir_journal_entry_new (WEIR_JOURNAL_NOTICE, self->rules[notice->rule].name, key, length);

      weir_journal_entry_describe (mark)->about = alert->number;
      written.number = weir_alert_journal_add (self->journal, mark);
    }
  g_array_append_val (self->written, written);
}

/* Returns whether it was given, or never will be. */
static gboolean
give (WeirMonitor   *self,
      const Written *written,
      gint64         now_usec)
{
  const WeirNotice *notice = written->notice;
  g_autoptr(GPtrArray) alerts = g_ptr_array_new_with_free_func (g_object_unref);
  const char *rule = self->rules[notice->rule].name;

  if (written->number > 0 && !weir_alert_journal_is_settled (self->journal, written->number))
    return FALSE;
  for (guint i = 0; i < notice->alerts->len; i++)
    {
      WeirAlert *alert = find_alert (self, notice->rule, g_array_index (notice->alerts, WeirNoticeAlert, i).key);

      if (alert != NULL)
        g_ptr_array_add (alerts, g_object_ref (alert));
    }
  if (alerts->len < notice->alerts->len && now_usec - MAX (written->written_usec, self->start_usec) < NOTICE_MAX_USEC)
    return FALSE;

  if (notice->kind == WEIR_NOTICE_WITHDRAW)
    {
      g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_NOTICE_WITHDRAWN], 0, rule);
      return TRUE;
    }
  for (guint i = 0; notice->kind == WEIR_NOTICE_GIVE && i < alerts->len; i++)
    g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_ALERT_FIRED], 0, g_ptr_array_index (alerts, i));
  if (alerts->len > 0)
    g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_NOTICE], 0, rule, alerts);

  return TRUE;
}

/* Of one rule in order; a rule does not wait for another one. */
static void
give_written (WeirMonitor *self,
              gint64       now_usec)
{
  g_autoptr(GHashTable) waiting = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->written->len;)
    {
      const Written *written = &g_array_index (self->written, Written, i);
      gpointer rule = GUINT_TO_POINTER (written->notice->rule);

      if (!g_hash_table_contains (waiting, rule) && give (self, written, now_usec))
        {
          g_array_remove_index (self->written, i);
          continue;
        }
      g_hash_table_add (waiting, rule);
      i++;
    }
}

/*< private >
 * weir_monitor_take_notices:
 * @self: a monitor whose notices have begun
 *
 * Tells of what is to be told now. Once a take.
 */
void
weir_monitor_take_notices (WeirMonitor *self)
{
  gint64 now_usec = g_get_real_time ();
  g_autoptr(GPtrArray) notices = weir_notices_take (self->notices, now_usec);

  while (notices->len > 0)
    write_down (self, g_ptr_array_steal_index (notices, 0), now_usec);
  if (self->written->len > 0)
    give_written (self, now_usec);
}

/*< private >
 * weir_monitor_tell_unkept:
 * @self: a monitor that keeps no journal of @alert
 * @alert: an alert that began to fire
 *
 * Tells of it at once.
 */
void
weir_monitor_tell_unkept (WeirMonitor *self,
                          WeirAlert   *alert)
{
  g_autoptr(GPtrArray) alerts = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (alerts, g_object_ref (alert));
  g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_ALERT_FIRED], 0, alert);
  g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_NOTICE], 0, weir_alert_get_rule (alert), alerts);
}
