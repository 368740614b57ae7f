#include "config.h"

#include "data/view/weir-monitor-private.h"

/* What a monitor knows of lag, its own and that of consumer groups. */

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
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, bootstrap != NULL ? bootstrap : "", -1);
  g_autofree char *history = self->lag_folder != NULL ? g_build_filename (self->lag_folder, name, NULL) : NULL;

  connection->groups = weir_group_watch_new (settings, i, connection->config->group,
                                             weir_consumer_get_topics (connection->consumer), self->lag, self->groups,
                                             history);
}

/**
 * weir_monitor_set_lag_folder:
 * @self: a monitor that has not started
 * @folder: (nullable): a folder that is there; %NULL: nothing is kept
 *
 * Where the lags of a day are kept over restarts, a file a cluster.
 */
void
weir_monitor_set_lag_folder (WeirMonitor *self,
                             const char  *folder)
{
  g_return_if_fail (WEIR_IS_MONITOR (self));
  g_return_if_fail (!self->started);

  g_free (self->lag_folder);
  self->lag_folder = g_strdup (folder);
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
