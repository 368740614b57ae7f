#include "config.h"

#include "data/stream/weir-rule-sample-private.h"

#include <glib/gi18n-lib.h>

#include "data/workspace/weir-connection-intake.h"
#include "data/workspace/weir-workspace-load.h"

/* Somebody waits for it. */
#define DEADLINE_MSEC 15000
/* What a copied message costs beside its bytes. */
#define OVERHEAD_BYTES (sizeof (WeirMessage) + 64)
/* Records between two looks at whether it is still wanted. */
#define LOOK_EVERY 4096

/* A topic that a pattern stands for. */
typedef struct
{
  char  *topic;
  guint  topic_index;
  guint  pattern_index;
} FoundTopic;

struct _WeirRuleSample
{
  gatomicrefcount refs;
  char           *stream;
  GPtrArray      *messages;     /* owned, of WeirMessage, in the order they came; those before first are NULL */
  guint           first;
  GArray         *found;        /* owned, of FoundTopic */
  gsize           n_bytes;
  guint64         n_forgotten;
};

/* One that is being read, on its intake's thread. */
typedef struct
{
  WeirRuleSample *sample;
  WeirIntake     *intake;
  GCancellable   *cancellable;
  gsize           max_bytes;
  guint           n_since_look;
  GError         *error;
} Reading;

static void
found_clear (gpointer data)
{
  g_free (((FoundTopic *) data)->topic);
}

static gsize
weigh (const WeirMessage *message)
{
  return OVERHEAD_BYTES + message->key_length + message->payload_length;
}

static void
message_free (gpointer data)
{
  weir_message_free (data);
}

static void
forget_oldest (WeirRuleSample *self)
{
  WeirMessage *oldest = g_ptr_array_index (self->messages, self->first);

  self->n_bytes -= weigh (oldest);
  weir_message_free (oldest);
  g_ptr_array_index (self->messages, self->first++) = NULL;
  self->n_forgotten++;
  if (self->first > self->messages->len / 2)
    {
      g_ptr_array_remove_range (self->messages, 0, self->first);
      self->first = 0;
    }
}

static void
look_whether_wanted (Reading *self)
{
  self->n_since_look = 0;
  if (g_cancellable_is_cancelled (self->cancellable))
    weir_intake_end (self->intake);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  Reading *self = user_data;
  WeirRuleSample *sample = self->sample;

  g_ptr_array_add (sample->messages, weir_message_copy (message));
  sample->n_bytes += weigh (message);
  while (sample->n_bytes > self->max_bytes && sample->first + 1 < sample->messages->len)
    forget_oldest (sample);
  if (++self->n_since_look >= LOOK_EVERY)
    look_whether_wanted (self);
}

static void
on_batch_end (gpointer user_data)
{
  look_whether_wanted (user_data);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  Reading *self = user_data;

  if (event->kind == WEIR_INTAKE_EVENT_TOPIC_FOUND)
    {
      FoundTopic found = { g_strdup (event->topic), event->topic_index, event->pattern_index };

      g_array_append_val (self->sample->found, found);
    }
  else if (event->kind == WEIR_INTAKE_EVENT_ENDED && event->error != NULL && self->error == NULL)
    {
      self->error = g_error_copy (event->error);
    }
}

static WeirRuleSample *
create_empty (const char *stream)
{
  WeirRuleSample *self = g_new0 (WeirRuleSample, 1);

  g_atomic_ref_count_init (&self->refs);
  self->stream = g_strdup (stream);
  self->messages = g_ptr_array_new_with_free_func (message_free);
  self->found = g_array_new (FALSE, FALSE, sizeof (FoundTopic));
  g_array_set_clear_func (self->found, found_clear);

  return self;
}

static gboolean
read_all (Reading                     *reading,
          WeirTopology                *topology,
          const WeirConnectionConfig  *connection,
          gint64                       from_usec,
          GError                     **error)
{
  static const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  WeirSourceSpec spec = {
    .partition = -1,
    .start = { WEIR_POSITION_TIME_OR_TAIL, from_usec },
    .stop = { WEIR_POSITION_END, 0 },
    .deadline_msec = DEADLINE_MSEC,
  };

  if (connection->file != NULL)
    spec.start = (WeirPosition) { WEIR_POSITION_BEGINNING, 0 };
  weir_topology_fill (topology, &spec);
  reading->intake = weir_connection_intake_new (connection, &spec, &handler, reading, error);
  if (reading->intake == NULL)
    return FALSE;

  weir_intake_start (reading->intake);
  weir_intake_join (reading->intake);
  g_object_unref (reading->intake);
  if (g_cancellable_set_error_if_cancelled (reading->cancellable, error))
    {
      g_clear_error (&reading->error);
      return FALSE;
    }
  if (reading->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reading->error));
      return FALSE;
    }

  return TRUE;
}

/**
 * weir_rule_sample_read:
 * @workspace: describes the stream
 * @stream: its name
 * @from_usec: from which time on records are wanted; of a file all there are
 * @max_bytes: memory for them, such as %WEIR_RULE_SAMPLE_MAX_BYTES
 * @cancellable: (nullable): ends the reading
 * @error: return location
 *
 * Reads what a stream, or what a derived stream is made of, has from a time on
 * up to now, without a group. Blocks; any thread.
 *
 * Returns: (transfer full) (nullable): the sample, or %NULL with an error of
 *   weir_topology_new() or weir_connection_intake_new(), with a %WEIR_SOURCE_ERROR
 *   of the reading, or with %G_IO_ERROR_CANCELLED
 */
WeirRuleSample *
weir_rule_sample_read (WeirWorkspace  *workspace,
                       const char     *stream,
                       gint64          from_usec,
                       gsize           max_bytes,
                       GCancellable   *cancellable,
                       GError        **error)
{
  const WeirTopologySpec spec = { .workspace = workspace, .stream = stream, .replay = TRUE };
  g_autoptr(WeirTopology) topology = NULL;
  g_autoptr(WeirRuleSample) self = create_empty (stream);
  Reading reading = { .sample = self, .cancellable = cancellable, .max_bytes = max_bytes };
  const WeirStreamConfig *config;
  const WeirConnectionConfig *connection;

  g_return_val_if_fail (WEIR_IS_WORKSPACE (workspace) && stream != NULL, NULL);

  topology = weir_topology_new (&spec, error);
  if (topology == NULL)
    return NULL;

  config = weir_workspace_find_named (weir_workspace_get_streams (workspace), stream);
  connection = weir_workspace_find_named (weir_workspace_get_connections (workspace), config->connection);
  if (!read_all (&reading, topology, connection, from_usec, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
tell_found (WeirRuleSample *self,
            WeirTopology   *topology)
{
  for (guint i = 0; i < self->found->len; i++)
    {
      const FoundTopic *found = &g_array_index (self->found, FoundTopic, i);

      weir_topology_add_event (topology, &(WeirIntakeEvent) {
        .kind = WEIR_INTAKE_EVENT_TOPIC_FOUND,
        .state = WEIR_INTAKE_STATE_CONNECTED,
        .topic = found->topic,
        .topic_index = found->topic_index,
        .pattern_index = found->pattern_index,
        .partition = -1,
      });
    }
}

/* Every partition before the first record, as of files: none has to be waited for longer than another. */
static void
tell_partitions (WeirRuleSample *self,
                 WeirTopology   *topology)
{
  g_autoptr(GHashTable) told = g_hash_table_new (NULL, NULL);

  for (guint i = self->first; i < self->messages->len; i++)
    {
      const WeirMessage *message = g_ptr_array_index (self->messages, i);
      gpointer place = GSIZE_TO_POINTER ((gsize) message->topic_index << 32 | (guint32) message->partition);

      if (g_hash_table_add (told, place))
        weir_topology_add_event (topology, &(WeirIntakeEvent) {
          .kind = WEIR_INTAKE_EVENT_ASSIGNED,
          .state = WEIR_INTAKE_STATE_CONNECTED,
          .topic = message->topic,
          .topic_index = message->topic_index,
          .partition = message->partition,
          .to = -1,
        });
    }
}

/*< private >
 * weir_rule_sample_play:
 * @self: a sample
 * @topology: one of its stream, which has started
 * @cancellable: (nullable): ends it early
 *
 * Gives all records to @topology, in the order they came. Any thread.
 */
void
weir_rule_sample_play (WeirRuleSample *self,
                       WeirTopology   *topology,
                       GCancellable   *cancellable)
{
  tell_found (self, topology);
  tell_partitions (self, topology);
  for (guint i = self->first; i < self->messages->len; i++)
    {
      if (i % LOOK_EVERY == 0 && g_cancellable_is_cancelled (cancellable))
        return;
      weir_topology_add_message (topology, g_ptr_array_index (self->messages, i));
    }
}

/**
 * weir_rule_sample_get_stream:
 * @self: a sample
 *
 * Returns: the stream that it is of
 */
const char *
weir_rule_sample_get_stream (WeirRuleSample *self)
{
  return self->stream;
}

/**
 * weir_rule_sample_get_n_messages:
 * @self: a sample
 *
 * Returns: how many records it has
 */
guint
weir_rule_sample_get_n_messages (WeirRuleSample *self)
{
  return self->messages->len - self->first;
}

/**
 * weir_rule_sample_get_n_forgotten:
 * @self: a sample
 *
 * Returns: how many older records there was no memory for
 */
guint64
weir_rule_sample_get_n_forgotten (WeirRuleSample *self)
{
  return self->n_forgotten;
}

/**
 * weir_rule_sample_ref:
 * @self: a sample
 *
 * Any thread.
 *
 * Returns: (transfer full): @self
 */
WeirRuleSample *
weir_rule_sample_ref (WeirRuleSample *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/**
 * weir_rule_sample_unref:
 * @self: (transfer full): a sample
 *
 * Any thread.
 */
void
weir_rule_sample_unref (WeirRuleSample *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_ptr_array_unref (self->messages);
  g_array_unref (self->found);
  g_free (self->stream);
  g_free (self);
}
