#include "config.h"

#include "data/stream/weir-topology-private.h"
#include "data/workspace/weir-workspace-load.h"

#include <glib/gi18n-lib.h>

static const WeirStreamConfig *
find_config (WeirTopology *self,
             const char   *name)
{
  return weir_workspace_find_named (weir_workspace_get_streams (self->workspace), name);
}

static WeirStream *
find_stream (WeirTopology *self,
             const char   *name)
{
  guint i = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, name));

  return i > 0 ? g_ptr_array_index (self->streams, i - 1) : NULL;
}

/* @name and all it is made of. A workspace that was loaded has what its streams name, and no circles. */
static void
want (WeirTopology *self,
      GHashTable   *wanted,
      const char   *name)
{
  const WeirStreamConfig *config = find_config (self, name);

  g_hash_table_add (wanted, config->name);
  for (guint side = 0; config->derived != NULL && side < WEIR_JOIN_N_SIDES; side++)
    if (config->derived->sources[side] != NULL)
      want (self, wanted, config->derived->sources[side]);
}

static gboolean
has_rule (WeirTopology           *self,
          const WeirStreamConfig *config)
{
  GPtrArray *rules = weir_workspace_get_rules (self->workspace);

  for (guint i = 0; i < rules->len; i++)
    if (g_strcmp0 (((const WeirRuleConfig *) g_ptr_array_index (rules, i))->stream, config->name) == 0)
      return TRUE;

  return FALSE;
}

/* The names of the streams that are put to work. */
static GHashTable *
choose (WeirTopology           *self,
        const WeirTopologySpec *spec,
        GError                **error)
{
  g_autoptr(GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *configs = weir_workspace_get_streams (self->workspace);

  if (spec->stream != NULL && find_config (self, spec->stream) == NULL)
    {
      g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
                   _("the workspace has no stream “%s”; name one of its streams"), spec->stream);
      return NULL;
    }

  if (spec->stream != NULL)
    want (self, wanted, spec->stream);
  for (guint i = 0; spec->stream == NULL && i < configs->len; i++)
    {
      const WeirStreamConfig *config = g_ptr_array_index (configs, i);

      if ((spec->connection == NULL || g_strcmp0 (config->connection, spec->connection) == 0)
          && (!spec->rules_only || has_rule (self, config)))
        want (self, wanted, config->name);
    }

  return g_steal_pointer (&wanted);
}

static gboolean
add_rules (WeirTopology            *self,
           WeirStream              *stream,
           const WeirStreamConfig  *config,
           gboolean                 replay,
           GError                 **error)
{
  GPtrArray *rules = weir_workspace_get_rules (self->workspace);

  for (guint i = 0; i < rules->len; i++)
    {
      const WeirRuleConfig *rule = g_ptr_array_index (rules, i);

      if (g_strcmp0 (rule->stream, config->name) == 0 && !weir_stream_add_rule (stream, rule, i, replay, error))
        return FALSE;
    }

  return TRUE;
}

static gsize
get_max_bytes (const WeirTopologySpec *spec,
               const WeirStreamConfig *config)
{
  gsize max_bytes = config->max_bytes;

  if (spec->max_bytes > 0)
    max_bytes = max_bytes > 0 ? MIN (max_bytes, spec->max_bytes) : spec->max_bytes;

  return spec->with_screen ? max_bytes / 2 : max_bytes;
}

static gboolean
add_stream (WeirTopology            *self,
            const WeirTopologySpec  *spec,
            const WeirStreamConfig  *config,
            GError                 **error)
{
  g_autoptr(WeirStreamSchema) schema = weir_stream_schema_new (config);
  g_autoptr(WeirStream) stream = weir_stream_new (schema, self->streams->len, get_max_bytes (spec, config), error);

  if (stream == NULL || (spec->with_rules && !add_rules (self, stream, config, spec->replay, error)))
    return FALSE;

  weir_topic_routes_add (&self->routes, stream, (const char * const *) config->topics);
  g_ptr_array_add (self->streams, g_steal_pointer (&stream));
  g_hash_table_insert (self->by_name, config->name, GUINT_TO_POINTER (self->streams->len));

  return TRUE;
}

static gboolean
derive (WeirTopology            *self,
        const WeirStreamConfig  *config,
        GError                 **error)
{
  const WeirDerivedConfig *derived = config->derived;
  const char *right = derived->sources[WEIR_JOIN_SIDE_RIGHT];
  const WeirStreamConfig *table;

  if (!weir_stream_derive (find_stream (self, config->name), find_stream (self, derived->sources[WEIR_JOIN_SIDE_LEFT]),
                           right != NULL ? find_stream (self, right) : NULL, error))
    return FALSE;
  if (derived->kind != WEIR_DERIVED_TABLE)
    return TRUE;

  /* A table has what its topics have, however long ago it came. */
  table = find_config (self, right);
  for (guint i = 0; table->topics[i] != NULL; i++)
    weir_topic_routes_read_whole (&self->routes, table->topics[i]);

  return TRUE;
}

/*< private >
 * weir_topology_build:
 * @self: a topology without streams
 * @spec: which it shall have
 * @error: return location for an error
 *
 * Puts the streams together: the ones that read topics, then what is made of them.
 *
 * Returns: %FALSE with the error of weir_topology_new()
 */
gboolean
weir_topology_build (WeirTopology            *self,
                     const WeirTopologySpec  *spec,
                     GError                 **error)
{
  g_autoptr(GHashTable) wanted = choose (self, spec, error);
  GPtrArray *configs = weir_workspace_get_streams (self->workspace);

  for (guint i = 0; wanted != NULL && i < configs->len; i++)
    {
      const WeirStreamConfig *config = g_ptr_array_index (configs, i);

      if (g_hash_table_contains (wanted, config->name) && !add_stream (self, spec, config, error))
        return FALSE;
    }
  for (guint i = 0; i < self->streams->len; i++)
    {
      const WeirStreamConfig *config = weir_stream_get_schema (g_ptr_array_index (self->streams, i))->config;

      if (config->derived != NULL && !derive (self, config, error))
        return FALSE;
    }

  return wanted != NULL;
}
