#include "config.h"

#include "data/view/weir-monitor-private.h"

/* What a monitor knows of lag, its own and that of consumer groups. */

/* A connection that reads lag is often a second one to a cluster. */
static gboolean
is_watched (WeirMonitor *self,
            const char  *bootstrap)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      const WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);

      if (connection->views->len > 0 && connection->config->file == NULL && connection->config->lag_usec == 0
          && g_strcmp0 (weir_settings_get_bootstrap (connection->config->settings), bootstrap) == 0)
        return TRUE;
    }

  return FALSE;
}

/*< private >
 * weir_monitor_watch_groups:
 * @self: a monitor
 * @i: number of a connection
 * @connection: that connection
 *
 * Begins to ask its cluster about consumer groups.
 */
void
weir_monitor_watch_groups (WeirMonitor           *self,
                           guint                  i,
                           WeirMonitorConnection *connection)
{
  WeirSettings *settings = connection->config->settings;
  const char *bootstrap = weir_settings_get_bootstrap (settings);
  g_autofree char *history = self->keeps_lags ? weir_lag_book_dup_path (bootstrap) : NULL;

  if (connection->config->lag_usec > 0 && is_watched (self, bootstrap))
    return;

  connection->groups = weir_group_watch_new (settings, i, connection->config->group,
                                             weir_consumer_get_topics (connection->consumer), self->lag, self->groups,
                                             history);
}

/**
 * weir_monitor_keep_lags:
 * @self: a monitor that has not started
 *
 * Keeps the lags of a day over restarts, a file a cluster: weir_lag_book_dup_path().
 */
void
weir_monitor_keep_lags (WeirMonitor *self)
{
  g_return_if_fail (WEIR_IS_MONITOR (self));
  g_return_if_fail (!self->started);

  self->keeps_lags = TRUE;
}

/**
 * weir_monitor_get_lag:
 * @self: a monitor
 *
 * Returns: (transfer none): list model of [class@LagRow], topics with their
 *   partitions behind them, ourselves first, then other groups
 */
GListModel *
weir_monitor_get_lag (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  return G_LIST_MODEL (self->lag);
}

/**
 * weir_monitor_get_groups:
 * @self: a monitor
 *
 * Returns: (transfer none): list model of [class@LagGroupRow]: the consumer groups of all connections
 */
WeirLagOverview *
weir_monitor_get_groups (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  return self->groups;
}

/**
 * weir_monitor_get_lag_problem:
 * @self: a monitor
 *
 * Why groups are missing from weir_monitor_get_lag(), or are old.
 *
 * Returns: (transfer none) (nullable): a sentence about the first connection of which they could not be read
 */
const char *
weir_monitor_get_lag_problem (WeirMonitor *self)
{
  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  for (guint i = 0; i < self->connections->len; i++)
    {
      WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);
      const char *problem = connection->groups != NULL ? weir_group_watch_get_problem (connection->groups) : NULL;

      if (problem != NULL)
        return problem;
    }

  return NULL;
}

/**
 * weir_monitor_dup_topics:
 * @self: a monitor
 *
 * Returns: (transfer full): names of the topics that are read, those that patterns
 *   stand for included
 */
GStrv
weir_monitor_dup_topics (WeirMonitor *self)
{
  GListModel *rows;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);

  rows = G_LIST_MODEL (self->lag);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(WeirLagRow) row = g_list_model_get_item (rows, i);

      if (weir_lag_row_get_partition (row) < 0)
        g_strv_builder_add (builder, weir_lag_row_get_topic (row));
    }

  return g_strv_builder_end (builder);
}
