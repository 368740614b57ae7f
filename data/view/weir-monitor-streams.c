#include "config.h"

#include "data/view/weir-monitor-private.h"
#include "data/workspace/weir-workspace-load.h"

#include <glib/gi18n-lib.h>

/* The streams of a workspace, put to work: each by the consumer of its connection. */

static WeirMonitorConnection *
find_connection (WeirMonitor *self,
                 const char  *name)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);

      if (g_strcmp0 (connection->config->name, name) == 0)
        return connection;
    }

  return NULL;
}

/* Half of a stream's memory is the engine's, the other what the screen reads. */
static void
add_view (WeirMonitor            *self,
          WeirMonitorConnection  *connection,
          const WeirStreamConfig *config,
          gsize                   share_bytes)
{
  gsize max_bytes = config->max_bytes > 0 ? MIN (config->max_bytes, share_bytes) : share_bytes;
  WeirStreamSchema *schema = weir_consumer_get_schema (connection->consumer, connection->views->len);
  WeirStreamView *view = weir_stream_view_new (schema, max_bytes / 2);

  g_assert (schema->config == config);
  g_list_store_append (self->streams, view);
  g_ptr_array_add (connection->views, view);
}

static gboolean
add_consumers (WeirMonitor  *self,
               gsize         share_bytes,
               GError      **error)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      WeirMonitorConnection *connection = g_ptr_array_index (self->connections, i);

      connection->consumer = weir_consumer_new (self->workspace, connection->config, share_bytes, self->wake, self->replay,
                                                error);
      if (connection->consumer == NULL)
        return FALSE;
    }

  return TRUE;
}

/*< private >
 * weir_monitor_add_streams:
 * @self: a monitor that has its connections and rules
 * @error: return location for an error
 *
 * Returns: %FALSE with an error that names the stream or rule that cannot be used
 */
gboolean
weir_monitor_add_streams (WeirMonitor  *self,
                          GError      **error)
{
  GPtrArray *streams = weir_workspace_get_streams (self->workspace);
  gsize share_bytes = WEIR_MONITOR_BUDGET_BYTES / MAX (streams->len, 1);

  if (!add_consumers (self, share_bytes, error))
    return FALSE;

  /* In the workspace's order, which is each topology's too. */
  for (guint i = 0; i < streams->len; i++)
    {
      const WeirStreamConfig *config = g_ptr_array_index (streams, i);
      WeirMonitorConnection *connection = find_connection (self, config->connection);

      if (connection == NULL)
        {
          g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
                       _("Stream “%s” reads from connection “%s”, which the workspace does not have: "
                         "add it under connections"), config->name, config->connection);
          return FALSE;
        }
      add_view (self, connection, config, share_bytes);
    }

  return TRUE;
}
