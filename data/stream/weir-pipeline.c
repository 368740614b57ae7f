#include "config.h"

#include "data/stream/weir-pipeline.h"

#include "data/stream/weir-topic-routes.h"
#include "data/workspace/weir-workspace-load.h"

#include <glib/gi18n-lib.h>

struct _WeirPipeline
{
  WeirWorkspace      *workspace;    /* owned */
  WeirStreamSchema     *plan;         /* owned reference: of the stream */
  WeirStream         *stream;       /* borrowed */
  GPtrArray          *streams;      /* owned, of WeirStream: sources before what is made of them */
  GArray             *counters;     /* owned, of WeirStreamCounters, one a stream */
  GHashTable         *by_name;      /* owned: borrowed name → WeirStream, borrowed */
  WeirTopicRoutes     routes;
  gint64              second_usec;  /* monotonic */
};

static gboolean add_stream (WeirPipeline           *self,
                            const WeirStreamConfig *config,
                            GError                **error);

/* A workspace that was loaded has what its streams name. */
static const WeirStreamConfig *
find_config (WeirPipeline *self,
             const char   *name)
{
  return weir_workspace_find_named (weir_workspace_get_streams (self->workspace), name);
}

static gboolean
add_sources (WeirPipeline            *self,
             const WeirDerivedConfig *derived,
             GError                 **error)
{
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    if (derived->sources[side] != NULL && !add_stream (self, find_config (self, derived->sources[side]), error))
      return FALSE;

  return TRUE;
}

static gboolean
derive (WeirPipeline            *self,
        WeirStream              *stream,
        const WeirDerivedConfig *derived,
        GError                 **error)
{
  const char *right = derived->sources[WEIR_JOIN_SIDE_RIGHT];

  return weir_stream_derive (stream, g_hash_table_lookup (self->by_name, derived->sources[WEIR_JOIN_SIDE_LEFT]),
                             right != NULL ? g_hash_table_lookup (self->by_name, right) : NULL, error);
}

static gboolean
add_stream (WeirPipeline           *self,
            const WeirStreamConfig *config,
            GError                **error)
{
  g_autoptr(WeirStreamSchema) plan = NULL;
  const WeirStreamCounters none = { 0 };
  WeirStream *stream;

  if (g_hash_table_contains (self->by_name, config->name))
    return TRUE;
  if (config->derived != NULL && !add_sources (self, config->derived, error))
    return FALSE;

  plan = weir_stream_schema_new (config);
  stream = weir_stream_new (plan, config->max_bytes, error);
  if (stream == NULL)
    return FALSE;

  g_ptr_array_add (self->streams, stream);
  g_array_append_val (self->counters, none);
  g_hash_table_insert (self->by_name, config->name, stream);
  weir_topic_routes_add (&self->routes, stream, (const char * const *) config->topics);

  return config->derived == NULL || derive (self, stream, config->derived, error);
}

/* The topics of tables, once all topics are known. */
static void
read_tables_whole (WeirPipeline *self)
{
  GPtrArray *configs = weir_workspace_get_streams (self->workspace);

  for (guint i = 0; i < configs->len; i++)
    {
      const WeirStreamConfig *config = g_ptr_array_index (configs, i);
      const WeirStreamConfig *table;

      if (config->derived == NULL || config->derived->kind != WEIR_DERIVED_TABLE
          || !g_hash_table_contains (self->by_name, config->name))
        continue;
      table = find_config (self, config->derived->sources[WEIR_JOIN_SIDE_RIGHT]);
      for (guint j = 0; table->topics[j] != NULL; j++)
        weir_topic_routes_read_whole (&self->routes, table->topics[j]);
    }
}

/**
 * weir_pipeline_new:
 * @workspace: a workspace; kept
 * @stream: the name of one of its streams
 * @error: return location
 *
 * Makes @stream and what it is made of ready for their first record, without
 * the workspace's rules. Each may use the memory that the workspace gives it.
 *
 * Returns: (transfer full) (nullable): a pipeline, or %NULL with
 *   %WEIR_WORKSPACE_ERROR_MEMBER if there is no such stream, or an error of its
 *   decoder or windows
 */
WeirPipeline *
weir_pipeline_new (WeirWorkspace  *workspace,
                   const char     *stream,
                   GError        **error)
{
  g_autoptr(WeirPipeline) self = NULL;
  const WeirStreamConfig *config;

  g_return_val_if_fail (WEIR_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (stream != NULL, NULL);

  self = g_new0 (WeirPipeline, 1);
  self->workspace = g_object_ref (workspace);
  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_stream_free);
  self->counters = g_array_new (FALSE, TRUE, sizeof (WeirStreamCounters));
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  weir_topic_routes_init (&self->routes);

  config = find_config (self, stream);
  if (config == NULL)
    {
      g_set_error (error, WEIR_WORKSPACE_ERROR, WEIR_WORKSPACE_ERROR_MEMBER,
                   _("the workspace has no stream “%s”; name one of its streams"), stream);
      return NULL;
    }
  if (!add_stream (self, config, error))
    return NULL;

  self->plan = weir_stream_schema_new (config);
  self->stream = g_hash_table_lookup (self->by_name, stream);
  read_tables_whole (self);
  for (guint i = 0; i < self->streams->len; i++)
    weir_stream_start (g_ptr_array_index (self->streams, i));

  return g_steal_pointer (&self);
}

/**
 * weir_pipeline_free:
 * @self: (transfer full): a pipeline
 */
void
weir_pipeline_free (WeirPipeline *self)
{
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->streams, g_ptr_array_unref);
  g_clear_pointer (&self->counters, g_array_unref);
  g_clear_pointer (&self->plan, weir_stream_schema_unref);
  weir_topic_routes_clear (&self->routes);
  g_clear_object (&self->workspace);
  g_free (self);
}

/**
 * weir_pipeline_get_config:
 * @self: a pipeline
 *
 * Returns: (transfer none): what the workspace says of the stream
 */
const WeirStreamConfig *
weir_pipeline_get_config (WeirPipeline *self)
{
  return self->plan->config;
}

/**
 * weir_pipeline_get_connection:
 * @self: a pipeline
 *
 * Returns: (transfer none): what its topics are read from
 */
const WeirConnectionConfig *
weir_pipeline_get_connection (WeirPipeline *self)
{
  return weir_workspace_find_named (weir_workspace_get_connections (self->workspace), self->plan->config->connection);
}

/**
 * weir_pipeline_get_row:
 * @self: a pipeline
 * @window: one of its stream's windows
 *
 * Returns: (transfer none): what the rows of that window hold
 */
WeirRowSchema *
weir_pipeline_get_row (WeirPipeline *self,
                       guint         window)
{
  return weir_stream_schema_get_row (self->plan, window);
}

/**
 * weir_pipeline_get_topics:
 * @self: a pipeline
 *
 * Returns: (transfer none) (array zero-terminated=1): the topics to be read, by the index messages come with
 */
const char * const *
weir_pipeline_get_topics (WeirPipeline *self)
{
  return weir_topic_routes_get_names (&self->routes);
}

/**
 * weir_pipeline_fill:
 * @self: a pipeline
 * @spec: (inout): whose group and start are set
 *
 * Says what is read: the topics in their order, tables whole.
 */
void
weir_pipeline_fill (WeirPipeline   *self,
                    WeirSourceSpec *spec)
{
  weir_topic_routes_fill (&self->routes, spec);
}

/**
 * weir_pipeline_get_stream:
 * @self: a pipeline
 *
 * Returns: (transfer none): the stream it was made for
 */
WeirStream *
weir_pipeline_get_stream (WeirPipeline *self)
{
  return self->stream;
}

/**
 * weir_pipeline_add_message:
 * @self: a pipeline
 * @message: a record of one of its topics; borrowed for the call
 */
void
weir_pipeline_add_message (WeirPipeline      *self,
                           const WeirMessage *message)
{
  GPtrArray *readers = weir_topic_routes_get_readers (&self->routes, message->topic_index);

  for (guint i = 0; i < readers->len; i++)
    weir_stream_add_message (g_ptr_array_index (readers, i), message);
}

/**
 * weir_pipeline_add_event:
 * @self: a pipeline
 * @event: of the source that reads its topics
 *
 * Partitions that come and go.
 */
void
weir_pipeline_add_event (WeirPipeline          *self,
                         const WeirIntakeEvent *event)
{
  gboolean begins = event->kind == WEIR_INTAKE_EVENT_ASSIGNED;
  gboolean ends = event->kind == WEIR_INTAKE_EVENT_REVOKED || event->kind == WEIR_INTAKE_EVENT_PARTITION_DONE;
  GPtrArray *readers;

  if (!begins && !ends)
    return;

  readers = weir_topic_routes_get_readers (&self->routes, event->topic_index);
  for (guint i = 0; i < readers->len; i++)
    weir_stream_set_partition (g_ptr_array_index (readers, i), event->topic_index, event->partition, begins);
}

static void
publish (WeirPipeline *self,
         gboolean      second)
{
  const WeirStreamClock clock = {
    .now_usec = g_get_real_time (),
    .monotonic_usec = g_get_monotonic_time (),
    .second = second,
  };

  for (guint i = 0; i < self->streams->len; i++)
    {
      g_autoptr(WeirStreamUpdate) update = weir_stream_publish (g_ptr_array_index (self->streams, i), &clock);

      if (update != NULL)
        g_array_index (self->counters, WeirStreamCounters, i) = update->counters;
    }
}

/**
 * weir_pipeline_end_batch:
 * @self: a pipeline
 *
 * After each batch of records, and about fifty times a second without any.
 */
void
weir_pipeline_end_batch (WeirPipeline *self)
{
  gint64 monotonic_usec = g_get_monotonic_time ();
  gboolean second = monotonic_usec - self->second_usec >= G_USEC_PER_SEC;

  if (second)
    self->second_usec = monotonic_usec;
  publish (self, second);
}

/**
 * weir_pipeline_finish:
 * @self: a pipeline
 *
 * Nothing comes any more: gives out what still waited.
 */
void
weir_pipeline_finish (WeirPipeline *self)
{
  weir_stream_finish (self->stream);
  publish (self, TRUE);
}

/**
 * weir_pipeline_get_counters:
 * @self: a pipeline
 * @counters: (out caller-allocates): those of the stream as of the last batch
 *
 * Returns: how many records did not decode, in it and in all it is made of
 */
guint64
weir_pipeline_get_counters (WeirPipeline       *self,
                            WeirStreamCounters *counters)
{
  guint64 n_dead = 0;

  /* The stream was added last, behind its sources. */
  *counters = g_array_index (self->counters, WeirStreamCounters, self->counters->len - 1);
  for (guint i = 0; i < self->counters->len; i++)
    n_dead += g_array_index (self->counters, WeirStreamCounters, i).n_dead;

  return n_dead;
}
