#include "config.h"

#include "data/view/weir-monitor-private.h"

#include <glib/gi18n-lib.h>

#include "data/alert/weir-week-times.h"

/*
 * What people do about alerts. All of it goes into the journal, and holds after a restart.
 */

/* (transfer full) (nullable): an entry about @alert; NULL: there is no journal, or it is not read yet */
static WeirJournalEntry *
entry_about (WeirMonitor     *self,
             WeirJournalKind  kind,
             WeirAlert       *alert,
             const char      *by,
             const char      *note)
{
  WeirJournalEntry *entry;
  const char *key;
  gsize length;

  if (self->journal == NULL || !weir_alert_journal_is_loaded (self->journal))
    return NULL;

  key = weir_alert_get_key_bytes (alert, &length);
  entry = weir_journal_entry_new (kind, weir_alert_get_rule (alert), key, length);
  weir_journal_entry_describe (entry)->by = g_strdup (by);
  weir_journal_entry_describe (entry)->note = g_strdup (note);

  return entry;
}

static void
write_about (WeirMonitor     *self,
             WeirJournalKind  kind,
             WeirAlert       *alert,
             const char      *by,
             const char      *note)
{
  g_autoptr(WeirJournalEntry) entry = entry_about (self, kind, alert, by, note);

  if (entry != NULL)
    weir_alert_journal_add (self->journal, entry);
}

/**
 * weir_monitor_acknowledge:
 * @self: a monitor
 * @alert: one of its alerts
 * @by: (nullable): who takes care of it
 * @note: (nullable): what that person has to say
 *
 * Acknowledges a firing, and writes that down. It ends when the alert resolves.
 */
void
weir_monitor_acknowledge (WeirMonitor *self,
                          WeirAlert   *alert,
                          const char  *by,
                          const char  *note)
{
  g_return_if_fail (WEIR_IS_MONITOR (self) && WEIR_IS_ALERT (alert));

  weir_alert_acknowledge (alert, by, note);
  write_about (self, WEIR_JOURNAL_ACKNOWLEDGED, alert, by, note);
}

/**
 * weir_monitor_unacknowledge:
 * @self: a monitor
 * @alert: one of its alerts
 * @by: (nullable): who says so
 *
 * Takes an acknowledgement back.
 */
void
weir_monitor_unacknowledge (WeirMonitor *self,
                            WeirAlert   *alert,
                            const char  *by)
{
  g_return_if_fail (WEIR_IS_MONITOR (self) && WEIR_IS_ALERT (alert));

  weir_alert_set_acknowledged (alert, FALSE);
  write_about (self, WEIR_JOURNAL_UNACKNOWLEDGED, alert, by, NULL);
}

/**
 * weir_monitor_assign:
 * @self: a monitor
 * @alert: one of its alerts
 * @assignee: (nullable): who is to take care of it; %NULL: that is open again
 *
 * Says who is to take care of an alert, until it resolves, and writes that down.
 */
void
weir_monitor_assign (WeirMonitor *self,
                     WeirAlert   *alert,
                     const char  *assignee)
{
  g_return_if_fail (WEIR_IS_MONITOR (self) && WEIR_IS_ALERT (alert));

  weir_alert_set_assignee (alert, assignee);
  write_about (self, WEIR_JOURNAL_ASSIGNED, alert, assignee, NULL);
}

/**
 * weir_monitor_write_note:
 * @self: a monitor
 * @alert: one of its alerts
 * @by: (nullable): who wrote it
 * @note: the text
 *
 * Writes something about an alert into the journal; it is in the history.
 */
void
weir_monitor_write_note (WeirMonitor *self,
                         WeirAlert   *alert,
                         const char  *by,
                         const char  *note)
{
  g_return_if_fail (WEIR_IS_MONITOR (self) && WEIR_IS_ALERT (alert));

  write_about (self, WEIR_JOURNAL_NOTED, alert, by, note);
}

/**
 * weir_monitor_mute_alert:
 * @self: a monitor
 * @alert: one of its alerts
 * @until_usec: wall clock up to which there are no notices of its rule and key
 * @by: (nullable): who wants that
 *
 * A silence of one alert, also of its later firings until then.
 */
void
weir_monitor_mute_alert (WeirMonitor *self,
                         WeirAlert   *alert,
                         gint64       until_usec,
                         const char  *by)
{
  g_autoptr(WeirJournalEntry) entry = NULL;

  g_return_if_fail (WEIR_IS_MONITOR (self) && WEIR_IS_ALERT (alert));

  entry = entry_about (self, WEIR_JOURNAL_MUTED, alert, by, NULL);
  if (entry == NULL)
    return;

  weir_journal_entry_describe (entry)->until_usec = until_usec;
  weir_alert_journal_add (self->journal, entry);
}

/**
 * weir_monitor_mute:
 * @self: a monitor
 * @silence: a new entry of kind %WEIR_JOURNAL_MUTED, see #WeirSilence
 * @error: return location for an error: times that are none, %WEIR_TIME_ERROR_WHEN; no
 *   journal, %G_IO_ERROR_NOT_INITIALIZED
 *
 * Begins a silence. It takes the place of one of the same alerts at the same times.
 *
 * Returns: whether it holds
 */
gboolean
weir_monitor_mute (WeirMonitor       *self,
                   WeirJournalEntry  *silence,
                   GError           **error)
{
  const WeirJournalFacts *facts = weir_journal_entry_get_facts (silence);

  g_return_val_if_fail (WEIR_IS_MONITOR (self), FALSE);
  g_return_val_if_fail (facts->kind == WEIR_JOURNAL_MUTED, FALSE);

  if (facts->times != NULL)
    {
      g_autoptr(WeirWeekTimes) times = weir_week_times_new (facts->times, error);

      if (times == NULL)
        return FALSE;
    }
  if (self->journal == NULL || !weir_alert_journal_is_loaded (self->journal))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED,
                           _("There is no journal of alerts here, which would keep it"));
      return FALSE;
    }
  weir_alert_journal_add (self->journal, silence);

  return TRUE;
}

/**
 * weir_monitor_unmute:
 * @self: a monitor
 * @number: of the entry by which a silence began
 * @by: (nullable): who wants notices again
 *
 * Ends a silence before its time.
 */
void
weir_monitor_unmute (WeirMonitor *self,
                     guint64      number,
                     const char  *by)
{
  g_autoptr(WeirJournalEntry) entry = NULL;

  g_return_if_fail (WEIR_IS_MONITOR (self));

  if (self->journal == NULL || !weir_alert_journal_is_loaded (self->journal))
    return;

  entry = weir_journal_entry_new (WEIR_JOURNAL_UNMUTED, NULL, NULL, 0);
  weir_journal_entry_describe (entry)->about = number;
  weir_journal_entry_describe (entry)->by = g_strdup (by);
  weir_alert_journal_add (self->journal, entry);
}

/**
 * weir_monitor_get_silences:
 * @self: a monitor
 *
 * Returns: (transfer none): list model of [class@JournalEntry] of kind
 *   %WEIR_JOURNAL_MUTED: the silences that are not over, oldest first
 */
GListModel *
weir_monitor_get_silences (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  return G_LIST_MODEL (self->silences);
}

/**
 * weir_monitor_find_silence:
 * @self: a monitor
 * @alert: one of its alerts
 *
 * Returns: (transfer none) (nullable): the silence that mutes its notices now; valid until
 *   the next take
 */
const WeirJournalFacts *
weir_monitor_find_silence (WeirMonitor *self,
                           WeirAlert   *alert)
{
  const char *key;
  gsize length;

  g_return_val_if_fail (WEIR_IS_MONITOR (self) && WEIR_IS_ALERT (alert), NULL);

  if (self->notices == NULL)
    return NULL;

  key = weir_alert_get_key_bytes (alert, &length);

  return weir_notices_find_silence (self->notices, weir_alert_get_rule (alert), key, length, g_get_real_time ());
}

/**
 * weir_monitor_is_inhibited:
 * @self: a monitor
 * @alert: one of its alerts
 *
 * Returns: whether another rule's alert hides its notices now
 */
gboolean
weir_monitor_is_inhibited (WeirMonitor *self,
                           WeirAlert   *alert)
{
  const char *key;
  gsize length;

  g_return_val_if_fail (WEIR_IS_MONITOR (self) && WEIR_IS_ALERT (alert), FALSE);

  if (self->notices == NULL)
    return FALSE;

  key = weir_alert_get_key_bytes (alert, &length);

  return weir_notices_is_inhibited (self->notices, weir_alert_get_rule (alert), key, length);
}

static gboolean
is_over (WeirJournalEntry *entry,
         gint64            now_usec)
{
  gint64 until_usec = weir_journal_entry_get_facts (entry)->until_usec;

  return until_usec != 0 && now_usec >= until_usec;
}

/*< private >
 * weir_monitor_take_silences:
 * @self: a monitor with a journal
 *
 * Lets the list have what the journal has. After each entry that changes it, and once a second.
 */
void
weir_monitor_take_silences (WeirMonitor *self)
{
  g_autoptr(GPtrArray) mutes = weir_alert_journal_dup_mutes (self->journal);
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->silences));
  gint64 now_usec = g_get_real_time ();
  gboolean same;

  for (guint i = mutes->len; i > 0; i--)
    if (is_over (g_ptr_array_index (mutes, i - 1), now_usec))
      g_ptr_array_remove_index (mutes, i - 1);

  same = n_old == mutes->len;
  for (guint i = 0; same && i < n_old; i++)
    {
      g_autoptr(WeirJournalEntry) old = g_list_model_get_item (G_LIST_MODEL (self->silences), i);

      same = old == g_ptr_array_index (mutes, i);
    }
  if (!same)
    g_list_store_splice (self->silences, 0, n_old, mutes->pdata, mutes->len);
}
