#include "config.h"

#include "data/view/weir-monitor-private.h"

/* What keeps a stream from being read. */

static const char *
find_problem_of (const WeirMonitorConnection *connection,
                 const char * const          *topics)
{
  for (guint i = 0; i < connection->problems->len; i++)
    {
      const WeirMonitorProblem *problem = &g_array_index (connection->problems, WeirMonitorProblem, i);

      if (problem->topic != NULL && g_strv_contains (topics, problem->topic))
        return problem->text;
    }

  return NULL;
}

/**
 * weir_monitor_find_problem:
 * @self: a monitor
 * @stream: one of its streams
 *
 * Returns: (transfer none) (nullable): why one of the topics that the stream
 *   names cannot be read, in a sentence; valid until the next take
 */
const char *
weir_monitor_find_problem (WeirMonitor    *self,
                           WeirStreamView *stream)
{
  const WeirStreamConfig *config;

  g_return_val_if_fail (WEIR_IS_MONITOR (self), NULL);
  g_return_val_if_fail (WEIR_IS_STREAM_VIEW (stream), NULL);

  config = weir_stream_view_get_config (stream);
  for (guint i = 0; i < self->connections->len; i++)
    {
      const WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);

      if (g_strcmp0 (connection->config->name, config->connection) == 0)
        return find_problem_of (connection, (const char * const *) config->topics);
    }

  return NULL;
}
