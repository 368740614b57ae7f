#include "config.h"

#include "data/screen/weir-consumer-reaper.h"
#include "data/view/weir-monitor-private.h"

#include <glib/gi18n-lib.h>

/*
 * A range is a view: one that reaches further back than what was read needs more records, and nothing else changes.
 *
 * A second monitor reads the workspace from there on, what is known already included: a window that was open where the
 * first reading began, a session or a pair across that place, a rule that counts, and late records depend on the
 * records before it, so reading only the missing part would give other results. Once the second one has come to the end
 * it gives what it has to the first and its consumers go on; streams, keys, series and alerts stay the objects that the
 * screen holds.
 */

/* A reading that has not come to the end by then is slower than the records come. */
#define MAX_CATCH_UP_USEC (10 * G_TIME_SPAN_MINUTE)

static gboolean
is_caught_up (WeirMonitor *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      const WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);

      if (connection->views->len > 0 && (!connection->caught_up || connection->update != NULL))
        return FALSE;
    }

  return TRUE;
}

/*
 * A member of a group goes on where the group is, and a second member would share the partitions with it. A file is
 * read from its beginning in any case.
 */
static gboolean
can_reach_back (WeirMonitor *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->connections->len; i++)
    {
      const WeirConnectionConfig *config = ((WeirMonitorConnection *) g_ptr_array_index (self->connections, i))->config;

      if (config->group != NULL)
        return FALSE;
      any |= config->file == NULL;
    }

  return any;
}

static void
swap_arrays (GArray **array,
             GArray **newer)
{
  GArray *old = *array;

  *array = *newer;
  *newer = old;
}

static void
take_connection (WeirMonitorConnection *self,
                 WeirMonitorConnection *newer)
{
  WeirConsumer *consumer = self->consumer;
  char *text = self->text;

  self->consumer = newer->consumer;
  newer->consumer = consumer;
  weir_consumer_set_active (newer->consumer, FALSE);
  weir_consumer_set_active (self->consumer, TRUE);
  g_clear_pointer (&self->update, weir_screen_update_free);
  self->update = g_steal_pointer (&newer->update);

  if (self->state != newer->state)
    self->since_usec = newer->since_usec;
  self->state = newer->state;
  self->text = newer->text;
  newer->text = text;
  swap_arrays (&self->problems, &newer->problems);
  swap_arrays (&self->ends, &newer->ends);
  self->caught_up = newer->caught_up;
  self->caught_up_usec = newer->caught_up_usec;

  for (guint i = 0; i < self->views->len; i++)
    weir_stream_view_take_over (g_ptr_array_index (self->views, i), g_ptr_array_index (newer->views, i));
}

static void
take_over (WeirMonitor *self,
           WeirMonitor *newer)
{
  for (guint i = 0; i < self->connections->len; i++)
    take_connection (g_ptr_array_index (self->connections, i), g_ptr_array_index (newer->connections, i));

  weir_alert_list_take_over (self->alerts, newer->alerts);
  self->from_usec = newer->from_usec;
  self->start_usec = newer->start_usec;
}

/*< private >
 * weir_monitor_follow_next:
 * @self: a monitor whose next one reads
 *
 * Takes what the next one has, and its place once it has all. Once a take.
 */
void
weir_monitor_follow_next (WeirMonitor *self)
{
  g_autoptr(WeirMonitor) next = NULL;

  weir_monitor_take (self->next);
  if (is_caught_up (self->next))
    {
      next = g_steal_pointer (&self->next);
      take_over (self, next);
    }
  else if (g_get_real_time () - self->next->start_usec > MAX_CATCH_UP_USEC)
    {
      g_clear_object (&self->next);
      g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_EVENT], 0,
                     _("The longer range could not be read: records come faster than they are read. "
                       "What was there stays; choose a shorter range"), (guint) WEIR_SEVERITY_WARNING);
    }
}

/**
 * weir_monitor_reach_back:
 * @self: a started monitor
 * @range_usec: how far back the screen looks
 *
 * Reads from further back if what was read does not reach so far. Streams, keys,
 * series and alerts stay the same objects, acknowledgements stay, and nothing
 * that is found there is told as news. A monitor that reads as a member of a
 * group stays where the group is.
 */
void
weir_monitor_reach_back (WeirMonitor *self,
                         gint64       range_usec)
{
  g_autoptr(GError) error = NULL;
  gint64 from_usec = g_get_real_time () - range_usec;

  g_return_if_fail (WEIR_IS_MONITOR (self));
  g_return_if_fail (range_usec > 0);

  if (!self->started || self->stopping || from_usec >= self->from_usec || !can_reach_back (self)
      || (self->next != NULL && from_usec >= self->next->from_usec))
    return;

  g_clear_object (&self->next);
  self->next = weir_monitor_new_with_wake (self->workspace, weir_wake_ref (self->wake), &error);
  if (self->next == NULL)
    {
      g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_EVENT], 0, error->message, (guint) WEIR_SEVERITY_WARNING);
      return;
    }

  self->next->is_next = TRUE;
  if (self->journal != NULL)
    weir_monitor_keep_journal (self->next, self->journal);
  weir_monitor_start (self->next, range_usec);
}

/**
 * weir_monitor_is_reaching_back:
 * @self: a monitor
 *
 * Returns: whether a longer range is still being read
 */
gboolean
weir_monitor_is_reaching_back (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), FALSE);

  return self->next != NULL;
}
