#include "config.h"

#include "app/shell/weir-proposals.h"

#include <glib/gi18n.h>

#include "app/dialogs/weir-sample-job.h"
#include "data/source/weir-topic-pattern.h"
#include "data/workspace/weir-object-edit.h"

/* The first record may say little: more are looked at when there are ten times as many, up to so many. */
#define FIRST_LOOK 1
#define LAST_LOOK  100

/* A raw stream whose records may yet have a shape. */
typedef struct
{
  char     *stream;
  char     *topic;
  char     *dashboard;   /* owned, nullable: text of the one that was proposed for it */
  guint64   next_look;   /* with so many records */
  gboolean  looking;
} Waiting;

/* A look at the records of one of them. */
typedef struct
{
  WeirProposals *proposals;   /* owned */
  char          *stream;
} Look;

struct _WeirProposals
{
  GObject               parent_instance;

  WeirScope            *scope;        /* owned */
  WeirWorkspaceHistory *history;      /* owned */
  GPtrArray            *waiting;      /* owned, of Waiting */
  GCancellable         *cancellable;  /* owned */
};

enum
{
  PROPOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirProposals, weir_proposals, G_TYPE_OBJECT)

static void
waiting_free (gpointer data)
{
  Waiting *self = data;

  g_free (self->stream);
  g_free (self->topic);
  g_free (self->dashboard);
  g_free (self);
}

static void
look_free (Look *self)
{
  g_object_unref (self->proposals);
  g_free (self->stream);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

/* The object of a list, as text. (nullable) */
static char *
dup_object_text (WeirWorkspace *workspace,
                 const char    *list,
                 const char    *name)
{
  g_autoptr(JsonNode) node = weir_object_edit_dup (workspace, list, name);

  return node != NULL ? json_to_string (node, FALSE) : NULL;
}

static Waiting *
find_waiting (WeirProposals *self,
              const char    *stream)
{
  for (guint i = 0; i < self->waiting->len; i++)
    if (g_str_equal (((Waiting *) g_ptr_array_index (self->waiting, i))->stream, stream))
      return g_ptr_array_index (self->waiting, i);

  return NULL;
}

/* The proposed stream reads where the one it replaces did. */
static JsonNode *
dup_stream (WeirWorkspace *proposed,
            WeirWorkspace *workspace,
            const char    *topic,
            const char    *stream)
{
  JsonNode *node = weir_object_edit_dup (proposed, "streams", topic);
  g_autoptr(JsonNode) old = weir_object_edit_dup (workspace, "streams", stream);

  if (old == NULL || node == NULL)
    {
      g_clear_pointer (&node, json_node_unref);
      return NULL;
    }
  json_object_set_string_member (json_node_get_object (node), "name", stream);
  json_object_set_string_member (json_node_get_object (node), "connection",
                                 json_object_get_string_member (json_node_get_object (old), "connection"));

  return node;
}

/* (transfer full) (nullable): @workspace with what is proposed for the stream that waits. */
static WeirWorkspace *
replace (const Waiting  *waiting,
         WeirWorkspace  *workspace,
         WeirWorkspace  *proposed,
         GError        **error)
{
  g_autoptr(JsonNode) stream = dup_stream (proposed, workspace, waiting->topic, waiting->stream);
  g_autoptr(JsonNode) dashboard = weir_object_edit_dup (proposed, "dashboards", waiting->topic);
  g_autofree char *shown = dup_object_text (workspace, "dashboards", waiting->topic);
  g_autoptr(WeirWorkspace) next = NULL;

  if (stream == NULL)
    return NULL;

  next = weir_object_edit_set (workspace, "streams", waiting->stream, stream, error);
  if (next == NULL || shown == NULL || g_strcmp0 (shown, waiting->dashboard) != 0)
    return g_steal_pointer (&next);

  return weir_object_edit_set (next, "dashboards", waiting->topic, dashboard, error);
}

static void
propose (WeirProposals *self,
         const Waiting *waiting,
         GPtrArray     *inferred)
{
  g_autoptr(WeirSettings) settings = weir_settings_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirWorkspace) proposed = NULL;
  g_autoptr(WeirWorkspace) next = NULL;
  g_autofree char *label = NULL, *text = NULL;

  weir_settings_set (settings, "bootstrap.servers", "-");
  proposed = weir_samples_create_workspace (inferred, settings, NULL, NULL, &error);
  if (proposed != NULL)
    next = replace (waiting, weir_workspace_history_get_workspace (self->history), proposed, &error);
  if (next == NULL)
    {
      if (error != NULL)
        g_signal_emit (self, signals[PROPOSED], 0, error->message);
      return;
    }

  /* Translators: a change that can be undone */
  label = g_strdup_printf (_("Take the Shape of “%s”"), waiting->topic);
  text = g_strdup_printf (_("Topic “%s” has records: its fields are shown"), waiting->topic);
  weir_workspace_history_push (self->history, next, label);
  g_signal_emit (self, signals[PROPOSED], 0, text);
}

static void
on_inferred (GObject      *source_object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Look) look = user_data;
  WeirProposals *self = look->proposals;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) inferred = weir_sample_job_finish (result, &error);
  Waiting *waiting = find_waiting (self, look->stream);
  const WeirTopicSample *topic = inferred != NULL && inferred->len > 0 ? g_ptr_array_index (inferred, 0) : NULL;

  if (waiting == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  waiting->looking = FALSE;
  if (topic != NULL && topic->schema != NULL)
    {
      propose (self, waiting, inferred);
      waiting->next_look = G_MAXUINT64;
    }
  if (waiting->next_look > LAST_LOOK)
    g_ptr_array_remove (self->waiting, waiting);
}

static const WeirConnectionConfig *
find_connection (WeirProposals *self,
               const char    *connection)
{
  GPtrArray *connections = weir_workspace_get_connections (weir_workspace_history_get_workspace (self->history));

  for (guint i = 0; i < connections->len; i++)
    {
      const WeirConnectionConfig *config = g_ptr_array_index (connections, i);

      if (g_strcmp0 (config->name, connection) == 0)
        return config;
    }

  return NULL;
}

static void
look_at (WeirProposals  *self,
         Waiting        *waiting,
         WeirStreamView *stream)
{
  const WeirConnectionConfig *connection = find_connection (self, weir_stream_view_get_config (stream)->connection);
  const char *topics[] = { waiting->topic, NULL };
  Look *look;

  if (connection == NULL)
    return;

  look = g_new0 (Look, 1);
  look->proposals = g_object_ref (self);
  look->stream = g_strdup (waiting->stream);
  waiting->looking = TRUE;
  waiting->next_look *= 10;
  weir_sample_job_async (connection->settings, connection->file, topics, self->cancellable, on_inferred, look);
}

static void
on_pulse (WeirProposals *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);

  for (guint i = 0; monitor != NULL && i < self->waiting->len; i++)
    {
      Waiting *waiting = g_ptr_array_index (self->waiting, i);
      WeirStreamView *stream = weir_monitor_find_stream (monitor, waiting->stream);
      WeirStreamCounters counters;

      if (stream == NULL || waiting->looking)
        continue;
      weir_stream_view_get_counters (stream, &counters);
      if (counters.n_records >= waiting->next_look)
        look_at (self, waiting, stream);
    }
}

static void
weir_proposals_dispose (GObject *object)
{
  WeirProposals *self = WEIR_PROPOSALS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->scope);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (weir_proposals_parent_class)->dispose (object);
}

static void
weir_proposals_finalize (GObject *object)
{
  WeirProposals *self = WEIR_PROPOSALS (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (weir_proposals_parent_class)->finalize (object);
}

static void
weir_proposals_class_init (WeirProposalsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_proposals_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_proposals_finalize;
  signals[PROPOSED] = g_signal_new ("proposed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
weir_proposals_init (WeirProposals *self)
{
  self->waiting = g_ptr_array_new_with_free_func (waiting_free);
  self->cancellable = g_cancellable_new ();
}

static void
add_waiting (WeirProposals          *self,
             const WeirStreamConfig *config)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->stream = g_strdup (config->name);
  waiting->topic = g_strdup (config->topics[0]);
  waiting->dashboard = dup_object_text (weir_workspace_history_get_workspace (self->history), "dashboards", waiting->topic);
  waiting->next_look = FIRST_LOOK;
  g_ptr_array_add (self->waiting, waiting);
}

WeirProposals *
weir_proposals_new (WeirScope            *scope,
                    WeirWorkspaceHistory *history)
{
  WeirProposals *self = g_object_new (WEIR_TYPE_PROPOSALS, NULL);
  GPtrArray *streams = weir_workspace_get_streams (weir_workspace_history_get_workspace (history));

  self->scope = g_object_ref (scope);
  self->history = g_object_ref (history);
  for (guint i = 0; i < streams->len; i++)
    {
      const WeirStreamConfig *config = g_ptr_array_index (streams, i);

      if (config->format == WEIR_FORMAT_RAW && config->derived == NULL && config->topics[0] != NULL
          && !weir_topic_is_pattern (config->topics[0]) && config->topics[1] == NULL)
        add_waiting (self, config);
    }
  g_signal_connect_object (scope, "pulse", G_CALLBACK (on_pulse), self, G_CONNECT_SWAPPED);

  return self;
}
