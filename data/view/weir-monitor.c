#include "config.h"

#include "data/screen/weir-consumer-reaper.h"
#include "data/view/weir-monitor-private.h"
#include "data/workspace/weir-workspace-edit.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (WeirMonitor, weir_monitor, G_TYPE_OBJECT)

guint weir_monitor_signals[WEIR_MONITOR_N_SIGNALS];

static void
problem_clear (gpointer data)
{
  g_free (((WeirMonitorProblem *) data)->text);
}

static void
connection_free (gpointer data)
{
  WeirMonitorConnection *self = data;

  if (self->consumer != NULL)
    weir_consumer_reap (self->consumer);

  g_clear_pointer (&self->groups, weir_group_watch_free);
  g_clear_pointer (&self->publisher, weir_journal_publisher_free);
  g_clear_pointer (&self->update, weir_screen_update_free);
  g_ptr_array_unref (self->views);
  g_array_unref (self->problems);
  g_array_unref (self->ends);
  g_free (self->text);
  g_free (self);
}

static void
weir_monitor_dispose (GObject *object)
{
  WeirMonitor *self = WEIR_MONITOR (object);

  g_clear_object (&self->next);
  weir_monitor_leave_journal (self);
  if (self->wake != NULL && !self->is_next)
    weir_wake_set_func (self->wake, NULL, NULL);
  g_ptr_array_set_size (self->connections, 0);

  G_OBJECT_CLASS (weir_monitor_parent_class)->dispose (object);
}

static void
weir_monitor_finalize (GObject *object)
{
  WeirMonitor *self = WEIR_MONITOR (object);

  g_ptr_array_unref (self->connections);
  g_object_unref (self->streams);
  g_object_unref (self->alerts);
  weir_monitor_clear_journal (self);
  g_object_unref (self->lag);
  g_object_unref (self->groups);
  g_ptr_array_unref (self->problems);
  g_ptr_array_unref (self->gap_texts);
  g_clear_pointer (&self->wake, weir_wake_unref);
  g_clear_pointer (&self->replay, weir_replay_clock_unref);
  g_free (self->rules);
  g_clear_object (&self->workspace);
  g_clear_object (&self->shown);

  G_OBJECT_CLASS (weir_monitor_parent_class)->finalize (object);
}

static void
add_signal (guint       id,
            const char *name,
            guint       n_parameters,
            GType       first,
            GType       second)
{
  GType parameters[] = { first, second };

  weir_monitor_signals[id] = g_signal_newv (name, WEIR_TYPE_MONITOR, G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL,
                                            G_TYPE_NONE, n_parameters, parameters);
}

static void
weir_monitor_class_init (WeirMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = weir_monitor_dispose;
  object_class->finalize = weir_monitor_finalize;

  /**
   * WeirMonitor::updated:
   * @self: the monitor
   *
   * A take changed something; everything it changed is in place.
   */
  add_signal (WEIR_MONITOR_UPDATED, "updated", 0, 0, 0);

  /**
   * WeirMonitor::alert-fired:
   * @self: the monitor
   * @alert: an alert that began to fire after the start, of which somebody is told
   */
  add_signal (WEIR_MONITOR_ALERT_FIRED, "alert-fired", 1, WEIR_TYPE_ALERT, 0);

  weir_monitor_class_add_notices (klass);

  /**
   * WeirMonitor::alert-resolved:
   * @self: the monitor
   * @alert: an alert that stopped firing
   */
  add_signal (WEIR_MONITOR_ALERT_RESOLVED, "alert-resolved", 1, WEIR_TYPE_ALERT, 0);

  /**
   * WeirMonitor::event:
   * @self: the monitor
   * @text: a sentence
   * @severity: a [enum@Severity]
   *
   * Something a person should know: an error, a gap.
   */
  add_signal (WEIR_MONITOR_EVENT, "event", 2, G_TYPE_STRING, G_TYPE_UINT);

  /**
   * WeirMonitor::stopped:
   * @self: the monitor
   *
   * Every consumer thread has ended, after weir_monitor_stop().
   */
  add_signal (WEIR_MONITOR_STOPPED, "stopped", 0, 0, 0);
}

static void
on_fired (WeirMonitor *self,
          WeirAlert   *alert)
{
  /* What is in the journal is told of once it is safe there. */
  if (self->journal != NULL && (self->taking == NULL || self->taking->config->file == NULL))
    weir_monitor_recall_alert (self, alert);
  else if (self->taking == NULL || !weir_monitor_is_past (self->taking, alert, self->start_usec))
    weir_monitor_tell_unkept (self, alert);
}

static void
on_resolved (WeirMonitor *self,
             WeirAlert   *alert)
{
  g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_ALERT_RESOLVED], 0, alert);
}

static void
weir_monitor_init (WeirMonitor *self)
{
  self->connections = g_ptr_array_new_with_free_func (connection_free);
  self->streams = g_list_store_new (WEIR_TYPE_STREAM_VIEW);
  self->alerts = weir_alert_list_new ();
  weir_monitor_init_journal (self);
  self->lag = weir_lag_table_new ();
  self->groups = weir_lag_overview_new ();
  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->gap_texts = g_ptr_array_new_with_free_func (g_free);
  self->delay_usec = -1;

  g_signal_connect_object (self->alerts, "fired", G_CALLBACK (on_fired), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alerts, "resolved", G_CALLBACK (on_resolved), self, G_CONNECT_SWAPPED);
}

static void
add_connections (WeirMonitor *self)
{
  GPtrArray *configs = weir_workspace_get_connections (self->workspace);

  for (guint i = 0; i < configs->len; i++)
    {
      WeirMonitorConnection *connection = g_new0 (WeirMonitorConnection, 1);

      connection->config = g_ptr_array_index (configs, i);
      connection->views = g_ptr_array_new_with_free_func (g_object_unref);
      connection->problems = g_array_new (FALSE, FALSE, sizeof (WeirMonitorProblem));
      g_array_set_clear_func (connection->problems, problem_clear);
      connection->ends = g_array_new (FALSE, FALSE, sizeof (WeirMonitorEnd));
      g_ptr_array_add (self->connections, connection);
    }
}

/* What is read to its end may be read again, at any pace. */
static gboolean
reads_files_alone (WeirMonitor *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    if (((WeirMonitorConnection *) g_ptr_array_index (self->connections, i))->config->file == NULL)
      return FALSE;

  return self->connections->len > 0;
}

static void
read_rules (WeirMonitor *self)
{
  GPtrArray *rules = weir_workspace_get_rules (self->workspace);

  self->rules = g_new0 (WeirAlertRule, rules->len + 1);
  for (guint i = 0; i < rules->len; i++)
    {
      const WeirRuleConfig *rule = g_ptr_array_index (rules, i);

      self->rules[i] = (WeirAlertRule) {
        rule->name,
        rule->title != NULL ? rule->title : rule->name,
        rule->stream,
        rule->severity,
      };
    }
}

/*< private >
 * weir_monitor_new_with_wake:
 * @workspace: kept
 * @wake: (transfer full): how to tell that something waits
 * @error: return location for an error
 *
 * As weir_monitor_new(), with the wake-up of another monitor.
 *
 * Returns: (transfer full) (nullable): a monitor
 */
WeirMonitor *
weir_monitor_new_with_wake (WeirWorkspace  *workspace,
                            WeirWake       *wake,
                            GError        **error)
{
  g_autoptr(WeirMonitor) self = g_object_new (WEIR_TYPE_MONITOR, NULL);

  self->workspace = g_object_ref (workspace);
  self->wake = wake;
  read_rules (self);
  add_connections (self);
  if (reads_files_alone (self))
    self->replay = weir_replay_clock_new ();

  if (!weir_monitor_add_streams (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * weir_monitor_new:
 * @workspace: what to watch; kept, and constant from now on
 * @error: return location for an error
 *
 * Makes a monitor for the thread-default main context of this thread, which is
 * its main thread. Errors name the stream or rule that cannot be used:
 * %WEIR_WORKSPACE_ERROR, %WEIR_RULE_ERROR, and those of decoder and windows.
 *
 * Returns: (transfer full) (nullable): a monitor that has not started
 */
WeirMonitor *
weir_monitor_new (WeirWorkspace  *workspace,
                  GError        **error)
{
  g_return_val_if_fail (WEIR_IS_WORKSPACE (workspace), NULL);

  return weir_monitor_new_with_wake (workspace, weir_wake_new (), error);
}

static void
fail_connection (WeirMonitor  *self,
                 WeirMonitorConnection *connection,
                 const GError *error)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", connection->config->name, error->message);

  connection->state = WEIR_INTAKE_STATE_FAILED;
  connection->since_usec = g_get_real_time ();
  g_free (connection->text);
  connection->text = g_strdup (error->message);
  g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_EVENT], 0, text, (guint) WEIR_SEVERITY_CRITICAL);
}

/**
 * weir_monitor_start:
 * @self: a monitor
 * @range_usec: how far back to begin
 *
 * Starts reading, from now − @range_usec on: charts are full at once. Where
 * that leaves nothing to show, the last records are read instead. A connection
 * with a group goes on where the group left off. What a connection's settings
 * are refused for comes as [signal@Monitor::event]. Once only.
 */
void
weir_monitor_start (WeirMonitor *self,
                    gint64       range_usec)
{
  WeirPosition start = { WEIR_POSITION_TIME_OR_TAIL, 0 };

  g_return_if_fail (WEIR_IS_MONITOR (self));
  g_return_if_fail (!self->started);

  self->started = TRUE;
  self->start_usec = g_get_real_time ();
  self->from_usec = self->start_usec - weir_monitor_reach_journal (self, range_usec);
  start.value = self->from_usec;
  for (guint i = 0; i < self->connections->len; i++)
    {
      WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);
      g_autoptr(GError) error = NULL;

      if (connection->views->len == 0)
        continue;
      connection->state = WEIR_INTAKE_STATE_CONNECTING;
      connection->since_usec = g_get_real_time ();
      if (!weir_consumer_start (connection->consumer, &start, &error))
        {
          fail_connection (self, connection, error);
          continue;
        }
      if (self->is_next || connection->config->file != NULL)
        continue;
      weir_monitor_watch_groups (self, i, connection);
      weir_monitor_start_publisher (self, connection);
    }
}

/* The wait for all consumer threads, on a thread of its own. */
typedef struct
{
  WeirMonitor  *monitor;    /* owned reference: nothing goes before it is told */
  GMainContext *context;    /* owned reference */
  GThread      *thread;
} Stop;

static gboolean
on_stopped (gpointer user_data)
{
  Stop *stop = user_data;

  g_thread_join (stop->thread);
  g_signal_emit (stop->monitor, weir_monitor_signals[WEIR_MONITOR_STOPPED], 0);
  g_object_unref (stop->monitor);
  g_main_context_unref (stop->context);
  g_free (stop);

  return G_SOURCE_REMOVE;
}

static gpointer
join_consumers (gpointer data)
{
  const Stop *stop = data;
  g_autoptr(GSource) source = g_idle_source_new ();

  for (guint i = 0; i < stop->monitor->connections->len; i++)
    weir_consumer_join (((WeirMonitorConnection *) g_ptr_array_index (stop->monitor->connections, i))->consumer);

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_stopped, (gpointer) stop, NULL);
  g_source_attach (source, stop->context);

  return NULL;
}

/**
 * weir_monitor_stop:
 * @self: a monitor
 *
 * Asks every consumer thread to end, which takes at most 2 s, and returns at
 * once; [signal@Monitor::stopped] says when. What was read stays to be looked at.
 */
void
weir_monitor_stop (WeirMonitor *self)
{
  Stop *stop;

  g_return_if_fail (WEIR_IS_MONITOR (self));

  if (self->stopping)
    return;

  self->stopping = TRUE;
  g_clear_object (&self->next);
  weir_monitor_leave_journal (self);
  for (guint i = 0; i < self->connections->len; i++)
    {
      WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);

      g_clear_pointer (&connection->groups, weir_group_watch_free);
      g_clear_pointer (&connection->publisher, weir_journal_publisher_free);
      weir_consumer_stop (connection->consumer);
    }

  stop = g_new0 (Stop, 1);
  stop->monitor = g_object_ref (self);
  stop->context = g_main_context_ref_thread_default ();
  stop->thread = g_thread_new ("weir-stop", join_consumers, stop);
}

/**
 * weir_monitor_set_wakeup:
 * @self: a monitor
 * @func: (nullable): called on the main thread
 * @user_data: for @func
 *
 * Has @func called when something new waits, at most once between two takes;
 * its return value means nothing. It should ask for a frame, or call
 * weir_monitor_take() itself.
 */
void
weir_monitor_set_wakeup (WeirMonitor *self,
                         GSourceFunc  func,
                         gpointer     user_data)
{
  g_return_if_fail (WEIR_IS_MONITOR (self));

  weir_wake_set_func (self->wake, func, user_data);
}

/**
 * weir_monitor_get_workspace:
 * @self: a monitor
 *
 * Returns: (transfer none): what it watches, as it is shown now
 */
WeirWorkspace *
weir_monitor_get_workspace (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  return self->shown != NULL ? self->shown : self->workspace;
}

/**
 * weir_monitor_show_workspace:
 * @self: a monitor
 * @workspace: one that reads the same as its workspace; see
 *   weir_workspace_reads_as()
 *
 * Its workspace is another one from now on, which differs in its dashboards
 * alone: reading, data, windows and alerts go on as they are.
 */
void
weir_monitor_show_workspace (WeirMonitor   *self,
                             WeirWorkspace *workspace)
{
  g_return_if_fail (WEIR_IS_MONITOR (self) && WEIR_IS_WORKSPACE (workspace));
  g_return_if_fail (weir_workspace_reads_as (self->workspace, workspace));

  g_set_object (&self->shown, workspace);
}

/**
 * weir_monitor_get_replay:
 * @self: a monitor
 *
 * Returns: (transfer none) (nullable): by which time it reads what it reads; %NULL
 *   unless all of it are files and recordings
 */
WeirReplayClock *
weir_monitor_get_replay (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  return self->replay;
}

/**
 * weir_monitor_get_streams:
 * @self: a monitor
 *
 * Returns: (transfer none): list model of [class@StreamView], in the workspace's order
 */
GListModel *
weir_monitor_get_streams (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  return G_LIST_MODEL (self->streams);
}

/**
 * weir_monitor_find_stream:
 * @self: a monitor
 * @name: its name in the workspace
 *
 * Returns: (transfer none) (nullable): the stream
 */
WeirStreamView *
weir_monitor_find_stream (WeirMonitor *self,
                          const char  *name)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->streams)); i++)
    {
      g_autoptr(WeirStreamView) view = g_list_model_get_item (G_LIST_MODEL (self->streams), i);

      if (g_strcmp0 (weir_stream_view_get_config (view)->name, name) == 0)
        return view;
    }

  return NULL;
}

/**
 * weir_monitor_get_alerts:
 * @self: a monitor
 *
 * Returns: (transfer none): list model of [class@Alert], firing first, then by
 *   time, newest first; resolved ones stay for ten minutes
 */
GListModel *
weir_monitor_get_alerts (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  return G_LIST_MODEL (self->alerts);
}

/**
 * weir_monitor_get_n_firing:
 * @self: a monitor
 *
 * Returns: alerts that fire or have no data
 */
guint
weir_monitor_get_n_firing (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), 0);

  return weir_alert_list_get_n_firing (self->alerts);
}

/**
 * weir_monitor_get_settings:
 * @self: a monitor
 * @i: less than weir_monitor_get_n_connections()
 *
 * Returns: (transfer none): how that cluster is reached
 */
WeirSettings *
weir_monitor_get_settings (WeirMonitor *self,
                           guint        i)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);
  g_return_val_if_fail (i < self->connections->len, NULL);

  return ((WeirMonitorConnection *) g_ptr_array_index (self->connections, i))->config->settings;
}

/**
 * weir_monitor_get_n_connections:
 * @self: a monitor
 *
 * Returns: how many the workspace has
 */
guint
weir_monitor_get_n_connections (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), 0);

  return self->connections->len;
}

/**
 * weir_monitor_get_connection:
 * @self: a monitor
 * @i: less than weir_monitor_get_n_connections()
 * @status: (out caller-allocates): its state; its text is to be freed with g_free()
 */
void
weir_monitor_get_connection (WeirMonitor          *self,
                             guint                 i,
                             WeirConnectionStatus *status)
{
  const WeirMonitorConnection *connection;

  g_return_if_fail (WEIR_IS_MONITOR (self));
  g_return_if_fail (i < self->connections->len);
  g_return_if_fail (status != NULL);

  connection = g_ptr_array_index (self->connections, i);
  *status = (WeirConnectionStatus) {
    .name = connection->config->name,
    .bootstrap = connection->config->file != NULL ? connection->config->file
                                                  : weir_settings_get_bootstrap (connection->config->settings),
    .state = connection->state,
    .since_usec = connection->since_usec,
    .text = g_strdup (connection->text),
  };
}

/**
 * weir_monitor_get_problems:
 * @self: a monitor
 *
 * Returns: (transfer none) (element-type utf8): lasting errors of topics, one
 *   sentence each; valid until the next take
 */
GPtrArray *
weir_monitor_get_problems (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  return self->problems;
}
