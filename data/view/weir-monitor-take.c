#include "config.h"

#include "data/view/weir-monitor-private.h"

/* Buckets and rows taken over in one frame: about 5 ms of it. */
#define TAKE_ITEMS    20000

static void
set_problem (WeirMonitorConnection *connection,
             const WeirScreenNote *note)
{
  WeirMonitorProblem problem = { note->topic, note->topic_index, note->partition, g_strdup (note->text) };

  for (guint i = connection->problems->len; i > 0; i--)
    {
      const WeirMonitorProblem *known = &g_array_index (connection->problems, WeirMonitorProblem, i - 1);

      if (known->topic_index == note->topic_index && known->partition == note->partition)
        g_array_remove_index (connection->problems, i - 1);
    }

  if (note->kind == WEIR_SCREEN_NOTE_PROBLEM)
    g_array_append_val (connection->problems, problem);
  else
    g_free (problem.text);
}

static void
list_problems (WeirMonitor *self)
{
  g_ptr_array_set_size (self->problems, 0);

  for (guint i = 0; i < self->connections->len; i++)
    {
      const WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);

      for (guint j = 0; j < connection->problems->len; j++)
        g_ptr_array_add (self->problems, g_strdup (g_array_index (connection->problems, WeirMonitorProblem, j).text));
    }
}

static void
add_gap_text (WeirMonitor *self,
              const char  *text)
{
  if (self->gap_texts->len == WEIR_MONITOR_GAP_TEXTS)
    g_ptr_array_remove_index (self->gap_texts, 0);
  g_ptr_array_add (self->gap_texts, g_strdup (text));
}

/**
 * weir_monitor_get_gap_texts:
 * @self: a monitor
 *
 * Returns: (transfer none) (element-type utf8): which records were lost and
 *   why, a sentence each, the newest %WEIR_MONITOR_GAP_TEXTS of them; valid until
 *   the next take
 */
GPtrArray *
weir_monitor_get_gap_texts (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  return self->gap_texts;
}

static void
apply_note (WeirMonitor        *self,
            WeirMonitorConnection *connection,
            const WeirScreenNote *note)
{
  switch (note->kind)
    {
    case WEIR_SCREEN_NOTE_STATE:
      connection->state = note->state;
      connection->since_usec = note->since_usec;
      g_free (connection->text);
      connection->text = g_strdup (note->text);
      break;
    case WEIR_SCREEN_NOTE_PROBLEM:
    case WEIR_SCREEN_NOTE_RECOVERED:
      set_problem (connection, note);
      list_problems (self);
      break;
    case WEIR_SCREEN_NOTE_GAP:
      add_gap_text (self, note->text);
      g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_EVENT], 0, note->text, (guint) note->severity);
      break;
    case WEIR_SCREEN_NOTE_EVENT:
      g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_EVENT], 0, note->text, (guint) note->severity);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* What of an update belongs to no stream's buckets and rows, and is taken over at once. */
static void
begin_update (WeirMonitor    *self,
              WeirMonitorConnection *connection,
              gint64         *newest_usec)
{
  WeirScreenUpdate *update = connection->update;

  weir_monitor_note_ends (connection);
  self->n_gaps += update->n_gaps;
  for (guint i = 0; i < update->notes->len; i++)
    apply_note (self, connection, g_ptr_array_index (update->notes, i));

  for (guint i = 0; i < update->n_streams; i++)
    {
      WeirStreamUpdate *stream = update->streams[i];

      if (stream == NULL)
        continue;
      *newest_usec = MAX (*newest_usec, stream->newest_usec);
      self->taking = connection;
      weir_alert_list_apply (self->alerts, self->rules, stream->alerts, g_get_real_time ());
      self->taking = NULL;
    }
}

/* Takes over what fits in this frame; returns whether there was anything, and notes what is left. */
static gboolean
take_connection (WeirMonitor *self,
                 WeirMonitorConnection *connection,
                 guint       *n_items,
                 gint64      *newest_usec,
                 gboolean    *left)
{
  gboolean went_on = connection->update != NULL;
  gboolean done = TRUE;

  if (connection->update == NULL)
    {
      connection->update = weir_consumer_take (connection->consumer);
      if (connection->update == NULL)
        return FALSE;
      begin_update (self, connection, newest_usec);
    }

  for (guint i = 0; i < connection->update->n_streams; i++)
    if (connection->update->streams[i] != NULL)
      done &= weir_stream_view_apply (g_ptr_array_index (connection->views, i), connection->update->streams[i],
                                      n_items);

  if (done)
    g_clear_pointer (&connection->update, weir_screen_update_free);
  /* While it was taken over in parts, another one may have come, and said so before this take. */
  *left |= !done || went_on;

  return TRUE;
}

static gboolean
has_problem (const WeirMonitorConnection *connection,
             const WeirPartitionStatus   *status)
{
  for (guint i = 0; i < connection->problems->len; i++)
    {
      const WeirMonitorProblem *problem = &g_array_index (connection->problems, WeirMonitorProblem, i);

      if (problem->topic_index == status->topic_index && (problem->partition < 0 || problem->partition == status->partition))
        return TRUE;
    }

  return FALSE;
}

static void
look_at_connection (WeirMonitor           *self,
                    guint                  i,
                    WeirMonitorConnection *connection)
{
  g_autoptr(GArray) status = self->stopping ? NULL : weir_consumer_dup_status (connection->consumer);
  gboolean reachable = connection->state == WEIR_INTAKE_STATE_CONNECTED
                       || connection->state == WEIR_INTAKE_STATE_PARTIAL || self->stopping;
  gint64 now_usec = g_get_real_time ();

  for (guint j = 0; status != NULL && j < status->len; j++)
    {
      const WeirPartitionStatus *partition = &g_array_index (status, WeirPartitionStatus, j);

      /* Looks at lag have none of their own. */
      if (connection->config->lag_usec > 0)
        break;
      weir_lag_table_put_status (self->lag, i, connection->config->group, partition, now_usec);
      if (has_problem (connection, partition))
        weir_lag_table_put_unreadable (self->lag, i, connection->config->group, partition->topic, partition->partition);
    }
  if (connection->groups != NULL)
    weir_group_watch_look (connection->groups);

  weir_lag_table_set_reachable (self->lag, i, reachable);
  weir_lag_overview_set_reachable (self->groups, i, reachable);
}

static void
look_at_lag (WeirMonitor *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    look_at_connection (self, i, g_ptr_array_index (self->connections, i));

  weir_lag_table_commit (self->lag);
}

static void
add_stream_counters (WeirStreamView      *view,
                     WeirMonitorCounters *counters)
{
  WeirStreamCounters stream;

  weir_stream_view_get_counters (view, &stream);
  /* What a derived stream is made of was counted as it came in. */
  if (weir_stream_view_get_config (view)->derived == NULL)
    counters->n_records += stream.n_records;
  counters->n_late_records += stream.windows.n_late_records + stream.derived.n_late_records;
  counters->n_late_pairs += stream.windows.n_late_pairs;
  counters->n_future += stream.windows.n_future;
  counters->n_dead += stream.n_dead;
  counters->n_bytes += stream.n_bytes;
  counters->n_windows += weir_stream_view_get_n_windows (view);
  counters->n_alerts_fired += weir_stream_view_get_n_fired (view);
  counters->n_shed += stream.n_shed_samples;
  counters->n_other_records += MAX (stream.n_other_records, stream.n_unlisted_records);
  counters->n_shed_records += stream.n_shed_records;
  counters->n_dropped_charts += stream.n_dropped_charts;
  counters->n_derived_losses += stream.derived.n_refused + stream.derived.n_evicted + stream.derived.n_unordered;
  counters->n_evicted_rows += stream.n_evicted_rows;
}

/* A stream may use what the others leave: few need their share. */
static gint64
find_spare (WeirMonitor *self)
{
  WeirMonitorCounters counters = { 0 };

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->streams)); i++)
    {
      g_autoptr(WeirStreamView) view = g_list_model_get_item (G_LIST_MODEL (self->streams), i);

      add_stream_counters (view, &counters);
    }

  return (gint64) WEIR_MONITOR_BUDGET_BYTES - (gint64) counters.n_bytes;
}

static void
emit_changes (WeirMonitor *self,
              gint64       monotonic_usec)
{
  gint64 spare_bytes = find_spare (self);

  for (guint i = 0; i < self->connections->len; i++)
    {
      const WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);

      for (guint j = 0; j < connection->views->len; j++)
        {
          WeirStreamView *view = g_ptr_array_index (connection->views, j);

          weir_stream_view_advance (view, monotonic_usec, spare_bytes);
          weir_stream_view_emit (view);
        }
    }

  g_signal_emit (self, weir_monitor_signals[WEIR_MONITOR_UPDATED], 0);
}

/**
 * weir_monitor_take:
 * @self: a monitor
 *
 * Takes over what the consumer threads found since the last call, at most once
 * a frame, and emits the signals of what changed, once each. When much waits
 * (a view just opened) it takes what fits in a frame and wakes up again.
 *
 * Returns: whether anything changed
 */
gboolean
weir_monitor_take (WeirMonitor *self)
{
  gint64 monotonic_usec = g_get_monotonic_time ();
  gint64 newest_usec = WEIR_NO_TIME;
  guint n_items = TAKE_ITEMS;
  gboolean changed = FALSE;
  gboolean left = FALSE;

  g_return_val_if_fail (WEIR_IS_MONITOR (self), FALSE);

  weir_wake_rearm (self->wake);
  for (guint i = 0; i < self->connections->len; i++)
    changed |= take_connection (self, g_ptr_array_index (self->connections, i), &n_items, &newest_usec, &left);
  if (left)
    weir_wake_signal (self->wake);

  if (newest_usec != WEIR_NO_TIME)
    self->delay_usec = MAX (g_get_real_time () - newest_usec, 0);
  if (self->started && monotonic_usec - self->second_usec >= G_USEC_PER_SEC)
    {
      self->second_usec = monotonic_usec;
      look_at_lag (self);
      changed = TRUE;
    }
  if (self->next != NULL)
    weir_monitor_follow_next (self);
  changed |= weir_alert_list_commit (self->alerts, g_get_real_time ());
  if (self->journal != NULL && !self->is_next)
    changed |= weir_monitor_take_journal (self);

  if (changed)
    emit_changes (self, monotonic_usec);

  return changed;
}

/**
 * weir_monitor_get_counters:
 * @self: a monitor
 * @counters: (out caller-allocates): the numbers of the status bar as of the last take
 *
 * A topic that two streams read counts twice in n_records: each of them handled
 * it. Rows of derived streams do not count; what their joins found too late does,
 * in n_late_records.
 */
void
weir_monitor_get_counters (WeirMonitor         *self,
                           WeirMonitorCounters *counters)
{
  g_return_if_fail (WEIR_IS_MONITOR (self));
  g_return_if_fail (counters != NULL);

  *counters = (WeirMonitorCounters) { .own_lag = weir_lag_table_get_own_lag (self->lag) };
  for (guint i = 0; i < self->connections->len; i++)
    {
      const WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);

      for (guint j = 0; j < connection->views->len; j++)
        add_stream_counters (g_ptr_array_index (connection->views, j), counters);
    }

  counters->records_per_second = weir_rate_update (&self->rate, counters->n_records, g_get_monotonic_time ());
  counters->delay_usec = self->delay_usec;
  counters->n_gaps = self->n_gaps;
  counters->budget_bytes = WEIR_MONITOR_BUDGET_BYTES;
}
