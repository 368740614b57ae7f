#include "config.h"

#include "data/view/weir-monitor-private.h"

/*
 * A view begins some way back, and alerts of that time are shown. Notifications are only for alerts of records that
 * came after the start.
 */

/* Rules of windows are evaluated in steps, a little after the records. */
#define SETTLE_USEC (2 * G_TIME_SPAN_SECOND)

static WeirMonitorEnd *
find_end (WeirMonitorConnection *connection,
          const char            *topic,
          gint32                 partition)
{
  for (guint i = 0; i < connection->ends->len; i++)
    {
      WeirMonitorEnd *end = &g_array_index (connection->ends, WeirMonitorEnd, i);

      if (g_strcmp0 (end->topic, topic) == 0 && end->partition == partition)
        return end;
    }

  return NULL;
}

static gboolean
is_handled (const WeirPartitionStatus *status,
            gint64                     end)
{
  return status->position >= end || status->low >= end;
}

/*< private >
 * weir_monitor_note_ends:
 * @connection: a connection that was started
 *
 * Notes where partitions end that were not known before, and whether all that
 * lies before these ends has been handled; from then on it does nothing.
 */
void
weir_monitor_note_ends (WeirMonitorConnection *connection)
{
  g_autoptr(GArray) status = connection->caught_up ? NULL : weir_consumer_dup_status (connection->consumer);
  gboolean handled = status != NULL && status->len > 0;

  for (guint i = 0; status != NULL && i < status->len; i++)
    {
      const WeirPartitionStatus *partition = &g_array_index (status, WeirPartitionStatus, i);
      const WeirMonitorEnd *known = find_end (connection, partition->topic, partition->partition);
      const WeirMonitorEnd end = { g_intern_string (partition->topic), partition->partition, partition->high };

      if (known == NULL && partition->high >= 0)
        {
          g_array_append_val (connection->ends, end);
          known = &end;
        }
      handled &= known != NULL && is_handled (partition, known->offset);
    }

  if (handled && !connection->caught_up)
    connection->caught_up_usec = g_get_monotonic_time ();
  connection->caught_up |= handled;
}

/*< private >
 * weir_monitor_is_past:
 * @connection: where it comes from
 * @alert: an alert that began to fire
 * @start_usec: wall clock when the reading began
 *
 * Returns: whether what made it fire was there before the reading began; of a
 *   window or a silence, whether the past is still being read
 */
gboolean
weir_monitor_is_past (WeirMonitorConnection *connection,
                      WeirAlert             *alert,
                      gint64                 start_usec)
{
  const WeirMonitorEnd *end = NULL;

  if (weir_alert_get_offset (alert) < 0)
    return !connection->caught_up || g_get_monotonic_time () - connection->caught_up_usec < SETTLE_USEC;

  end = find_end (connection, weir_alert_get_topic (alert), weir_alert_get_partition (alert));
  if (weir_alert_get_record_usec (alert) >= start_usec)
    return FALSE;

  return end != NULL ? weir_alert_get_offset (alert) < end->offset : !connection->caught_up;
}
