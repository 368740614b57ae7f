#include "config.h"

#include "data/view/weir-monitor-private.h"
#include "data/workspace/weir-workspace-load.h"

#include <glib/gi18n-lib.h>

/*
 * The streams of a workspace, put to work: each on the feed of its connection, derived ones connected with what they
 * are made of.
 */

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

static gboolean
add_rules (WeirMonitor             *self,
           WeirStream              *stream,
           const WeirStreamConfig  *config,
           GError                 **error)
{
  GPtrArray *rules = weir_workspace_get_rules (self->workspace);

  for (guint i = 0; i < rules->len; i++)
    {
      const WeirRuleConfig *rule = g_ptr_array_index (rules, i);

      if (g_strcmp0 (rule->stream, config->name) == 0 && !weir_stream_add_rule (stream, rule, i, error))
        return FALSE;
    }

  return TRUE;
}

/* @made gets the stream, which the connection's feed owns. */
static gboolean
add_stream (WeirMonitor             *self,
            const WeirStreamConfig  *config,
            gsize                    share_bytes,
            GHashTable              *made,
            GError                 **error)
{
  g_autoptr(WeirStreamSchema) plan = weir_stream_schema_new (config);
  gsize max_bytes = config->max_bytes > 0 ? MIN (config->max_bytes, share_bytes) : share_bytes;
  WeirMonitorConnection *connection = find_connection (self, config->connection);
  g_autoptr(WeirStream) stream = NULL;
  WeirStreamView *view;

  if (connection == NULL)
    {
      g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
                   _("Stream “%s” reads from connection “%s”, which the workspace does not have: "
                     "add it under connections"), config->name, config->connection);
      return FALSE;
    }

  /* Half for the engine, half for what the screen reads. */
  stream = weir_stream_new (plan, max_bytes / 2, error);
  if (stream == NULL || !add_rules (self, stream, config, error))
    return FALSE;

  view = weir_stream_view_new (plan, max_bytes / 2);
  g_list_store_append (self->streams, view);
  g_ptr_array_add (connection->views, view);
  g_hash_table_insert (made, config->name, stream);
  weir_feed_add_stream (connection->feed, g_steal_pointer (&stream), (const char * const *) config->topics);

  return TRUE;
}

/* A table has what its topics have, however long ago it came. */
static void
read_whole (WeirMonitor            *self,
            const WeirStreamConfig *table)
{
  WeirMonitorConnection *connection = find_connection (self, table->connection);

  for (guint i = 0; table->topics[i] != NULL; i++)
    weir_feed_read_whole (connection->feed, table->topics[i]);
}

static gboolean
derive_stream (WeirMonitor             *self,
               const WeirStreamConfig  *config,
               GHashTable              *made,
               GError                 **error)
{
  const WeirDerivedConfig *derived = config->derived;
  const char *right = derived->sources[WEIR_JOIN_SIDE_RIGHT];

  if (!weir_stream_derive (g_hash_table_lookup (made, config->name),
                           g_hash_table_lookup (made, derived->sources[WEIR_JOIN_SIDE_LEFT]),
                           right != NULL ? g_hash_table_lookup (made, right) : NULL, error))
    return FALSE;

  if (derived->kind == WEIR_DERIVED_TABLE)
    read_whole (self, weir_workspace_find_named (weir_workspace_get_streams (self->workspace), right));

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
  g_autoptr(GHashTable) made = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *streams = weir_workspace_get_streams (self->workspace);

  for (guint i = 0; i < streams->len; i++)
    if (!add_stream (self, g_ptr_array_index (streams, i), WEIR_MONITOR_BUDGET_BYTES / streams->len, made, error))
      return FALSE;

  for (guint i = 0; i < streams->len; i++)
    {
      const WeirStreamConfig *config = g_ptr_array_index (streams, i);

      if (config->derived != NULL && !derive_stream (self, config, made, error))
        return FALSE;
    }

  for (guint i = 0; i < streams->len; i++)
    weir_stream_start (g_hash_table_lookup (made, ((WeirStreamConfig *) g_ptr_array_index (streams, i))->name));

  return TRUE;
}
