#include "config.h"

#include "data/stream/weir-topology.h"

#include "data/stream/weir-topic-routes.h"
#include "data/workspace/weir-workspace-load.h"

#include <glib/gi18n-lib.h>

/* Changes of alerts are put into words this often, half a frame at 60 Hz. */
#define ALERTS_USEC 8000

struct _WeirTopology
{
  WeirWorkspace   *workspace;     /* owned: what the streams' descriptions belong to */
  GPtrArray       *streams;       /* owned, of WeirStream, in the workspace's order */
  GHashTable      *by_name;       /* owned: borrowed name → number + 1 */
  WeirTopicRoutes  routes;
  GPtrArray       *sinks;         /* borrowed, of WeirSink */
  GError          *error;         /* owned, nullable: of a sink; nothing more is given to it */
  guint64          n_records;
  gint64           second_usec;   /* monotonic */
  gint64           alerts_usec;   /* monotonic */
  gboolean         behind;
  gboolean         finished;
};

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

      if (spec->connection == NULL || g_strcmp0 (config->connection, spec->connection) == 0)
        g_hash_table_add (wanted, config->name);
    }

  return g_steal_pointer (&wanted);
}

static gboolean
add_rules (WeirTopology            *self,
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

  if (stream == NULL || (spec->with_rules && !add_rules (self, stream, config, error)))
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

static gboolean
build (WeirTopology            *self,
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

/**
 * weir_topology_new:
 * @spec: which streams
 * @error: return location for an error
 *
 * Puts streams together and makes them ready for their first record.
 *
 * Returns: (transfer full) (nullable): a topology, or %NULL with
 *   %WEIR_WORKSPACE_ERROR_MEMBER if there is no such stream, or an error of a
 *   decoder, a window, a join or a rule, which names the stream or rule
 */
WeirTopology *
weir_topology_new (const WeirTopologySpec *spec,
                   GError                **error)
{
  g_autoptr(WeirTopology) self = NULL;

  g_return_val_if_fail (spec != NULL && WEIR_IS_WORKSPACE (spec->workspace), NULL);

  self = g_new0 (WeirTopology, 1);
  self->workspace = g_object_ref (spec->workspace);
  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_stream_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->sinks = g_ptr_array_new ();
  weir_topic_routes_init (&self->routes);
  if (!build (self, spec, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * weir_topology_free:
 * @self: (transfer full): a topology; its sinks are the caller's
 */
void
weir_topology_free (WeirTopology *self)
{
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->streams, g_ptr_array_unref);
  g_clear_pointer (&self->sinks, g_ptr_array_unref);
  g_clear_error (&self->error);
  weir_topic_routes_clear (&self->routes);
  g_clear_object (&self->workspace);
  g_free (self);
}

/**
 * weir_topology_add_sink:
 * @self: a topology that has not started
 * @sink: takes the results of all streams; must live as long
 */
void
weir_topology_add_sink (WeirTopology *self,
                        WeirSink     *sink)
{
  g_ptr_array_add (self->sinks, sink);
  for (guint i = 0; i < self->streams->len; i++)
    weir_stream_add_sink (g_ptr_array_index (self->streams, i), sink);
}

/**
 * weir_topology_start:
 * @self: a topology that has its sinks
 *
 * Once, before the first message or event.
 */
void
weir_topology_start (WeirTopology *self)
{
  for (guint i = 0; i < self->streams->len; i++)
    weir_stream_start (g_ptr_array_index (self->streams, i));
}

/**
 * weir_topology_fill:
 * @self: a topology
 * @spec: (inout): whose group and start are set: gets the topics in the order of
 *   their numbers, borrowed from @self, and which of them are read whole
 */
void
weir_topology_fill (WeirTopology   *self,
                    WeirSourceSpec *spec)
{
  weir_topic_routes_fill (&self->routes, spec);
}

/**
 * weir_topology_get_topics:
 * @self: a topology
 *
 * Returns: (transfer none) (array zero-terminated=1): what is read, by topic number
 */
const char * const *
weir_topology_get_topics (WeirTopology *self)
{
  return weir_topic_routes_get_names (&self->routes);
}

/**
 * weir_topology_get_settings:
 * @self: a topology of the streams of one connection
 *
 * Returns: (transfer none) (nullable): the connection's settings; %NULL where the workspace has no connection
 */
WeirSettings *
weir_topology_get_settings (WeirTopology *self)
{
  const WeirStreamConfig *config = weir_stream_get_schema (g_ptr_array_index (self->streams, 0))->config;
  const WeirConnectionConfig *connection =
    weir_workspace_find_named (weir_workspace_get_connections (self->workspace), config->connection);

  return connection != NULL ? connection->settings : NULL;
}

/**
 * weir_topology_get_n_streams:
 * @self: a topology
 *
 * Returns: how many streams it has
 */
guint
weir_topology_get_n_streams (WeirTopology *self)
{
  return self->streams->len;
}

/**
 * weir_topology_get_stream:
 * @self: a topology
 * @i: a stream's number
 *
 * Returns: (transfer none): the stream, for the consumer thread
 */
WeirStream *
weir_topology_get_stream (WeirTopology *self,
                          guint         i)
{
  return g_ptr_array_index (self->streams, i);
}

/**
 * weir_topology_find:
 * @self: a topology
 * @name: a stream's name
 *
 * Returns: the stream's number, %G_MAXUINT if it has none of this name
 */
guint
weir_topology_find (WeirTopology *self,
                    const char   *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, name)) - 1;
}

/**
 * weir_topology_add_message:
 * @self: a topology
 * @message: a record of one of its topics; borrowed for the call
 */
void
weir_topology_add_message (WeirTopology      *self,
                           const WeirMessage *message)
{
  GPtrArray *readers = weir_topic_routes_get_readers (&self->routes, message->topic_index);

  self->n_records++;
  for (guint i = 0; i < readers->len; i++)
    weir_stream_add_message (g_ptr_array_index (readers, i), message);
}

static void
set_partition (GPtrArray             *readers,
               const WeirIntakeEvent *event,
               gboolean               active)
{
  for (guint i = 0; i < readers->len; i++)
    weir_stream_set_partition (g_ptr_array_index (readers, i), event->topic_index, event->partition, active);
}

static void
add_gap (GPtrArray             *readers,
         const WeirIntakeEvent *event)
{
  const WeirSinkGap gap = {
    .topic_index = event->topic_index,
    .partition = event->partition,
    .from = event->from,
    .to = event->to,
    .row_topic_index = event->topic_index,
    .row_partition = event->partition,
  };

  for (guint i = 0; i < readers->len; i++)
    weir_stream_add_gap (g_ptr_array_index (readers, i), &gap);
}

static void
tell_streams (WeirTopology          *self,
              const WeirIntakeEvent *event)
{
  GPtrArray *readers;

  /* Of the whole connection. */
  if (event->topic == NULL)
    return;

  readers = weir_topic_routes_get_readers (&self->routes, event->topic_index);
  switch (event->kind)
    {
    case WEIR_INTAKE_EVENT_ASSIGNED:
      set_partition (readers, event, TRUE);
      break;
    case WEIR_INTAKE_EVENT_REVOKED:
    case WEIR_INTAKE_EVENT_PARTITION_DONE:
      set_partition (readers, event, FALSE);
      break;
    case WEIR_INTAKE_EVENT_GAP:
      add_gap (readers, event);
      break;
    case WEIR_INTAKE_EVENT_STATE:
    case WEIR_INTAKE_EVENT_CAUGHT_UP:
    case WEIR_INTAKE_EVENT_ERROR:
    case WEIR_INTAKE_EVENT_RECOVERED:
    case WEIR_INTAKE_EVENT_ENDED:
    default:
      break;
    }
}

/**
 * weir_topology_add_event:
 * @self: a topology
 * @event: of the intake that reads its topics; borrowed for the call
 *
 * Partitions that come and go, gaps, and what is for the sinks alone.
 */
void
weir_topology_add_event (WeirTopology          *self,
                         const WeirIntakeEvent *event)
{
  tell_streams (self, event);
  for (guint i = 0; i < self->sinks->len; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks, i);

      if (sink->methods->event != NULL)
        sink->methods->event (sink, event);
    }
}

/**
 * weir_topology_set_behind:
 * @self: a topology
 * @behind: whether the intake has records that were not read, or cannot tell
 *
 * While we are behind, silence means nothing.
 */
void
weir_topology_set_behind (WeirTopology *self,
                          gboolean      behind)
{
  self->behind = behind;
}

static void
pass_time (WeirTopology        *self,
           const WeirSinkClock *clock)
{
  gboolean alerts = clock->second || clock->monotonic_usec - self->alerts_usec >= ALERTS_USEC;

  for (guint i = 0; i < self->streams->len; i++)
    {
      WeirStream *stream = g_ptr_array_index (self->streams, i);

      if (clock->second)
        weir_stream_advance (stream, clock);
      if (alerts)
        weir_stream_give_alerts (stream);
    }
  if (alerts)
    self->alerts_usec = clock->monotonic_usec;
}

static gboolean
check_error (WeirTopology *self,
             GError      **error)
{
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

/**
 * weir_topology_end_batch:
 * @self: a topology
 * @now_usec: wall clock (µs UTC)
 * @monotonic_usec: a clock that never jumps
 * @error: return location for an error
 *
 * After each batch of messages, and some times a second without any.
 *
 * Returns: %FALSE with a sink's error if a sink can take no more: the run is over
 */
gboolean
weir_topology_end_batch (WeirTopology *self,
                         gint64        now_usec,
                         gint64        monotonic_usec,
                         GError      **error)
{
  const WeirSinkClock clock = {
    .now_usec = now_usec,
    .monotonic_usec = monotonic_usec,
    .second = monotonic_usec - self->second_usec >= G_USEC_PER_SEC,
    .behind = self->behind,
  };

  if (clock.second)
    self->second_usec = monotonic_usec;
  pass_time (self, &clock);
  for (guint i = 0; i < self->sinks->len && self->error == NULL; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks, i);

      if (sink->methods->batch_end != NULL)
        sink->methods->batch_end (sink, &clock, &self->error);
    }

  return check_error (self, error);
}

/**
 * weir_topology_finish:
 * @self: a topology
 * @error: return location for an error
 *
 * Nothing comes any more: joins wait no longer, every window is closed, and the
 * sinks make their output whole. Once, on the thread that owns it by then.
 *
 * Returns: %FALSE with the first sink's error if an output is not whole
 */
gboolean
weir_topology_finish (WeirTopology *self,
                      GError      **error)
{
  g_return_val_if_fail (!self->finished, FALSE);

  self->finished = TRUE;
  for (guint i = 0; i < self->streams->len; i++)
    weir_stream_finish (g_ptr_array_index (self->streams, i));
  for (guint i = 0; i < self->streams->len; i++)
    weir_stream_give_alerts (g_ptr_array_index (self->streams, i));
  for (guint i = 0; i < self->sinks->len && self->error == NULL; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks, i);

      if (sink->methods->finish != NULL)
        sink->methods->finish (sink, &self->error);
    }

  return check_error (self, error);
}

/**
 * weir_topology_is_delivered:
 * @self: a topology
 *
 * Whether all results of the messages so far are where the sinks put them. Only
 * then may a group's offsets be committed.
 */
gboolean
weir_topology_is_delivered (WeirTopology *self)
{
  if (self->error != NULL)
    return FALSE;

  for (guint i = 0; i < self->sinks->len; i++)
    {
      WeirSink *sink = g_ptr_array_index (self->sinks, i);

      if (sink->methods->is_delivered != NULL && !sink->methods->is_delivered (sink))
        return FALSE;
    }

  return TRUE;
}

/**
 * weir_topology_get_n_records:
 * @self: a topology
 *
 * Returns: how many messages it was given
 */
guint64
weir_topology_get_n_records (WeirTopology *self)
{
  return self->n_records;
}

/**
 * weir_topology_get_n_dead:
 * @self: a topology
 *
 * Returns: how many messages did not decode, over all streams
 */
guint64
weir_topology_get_n_dead (WeirTopology *self)
{
  guint64 n_dead = 0;

  for (guint i = 0; i < self->streams->len; i++)
    {
      WeirStreamCounters counters;

      weir_stream_get_counters (g_ptr_array_index (self->streams, i), &counters);
      n_dead += counters.n_dead;
    }

  return n_dead;
}
