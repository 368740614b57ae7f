#include "config.h"

#include "app/pages/weir-cluster-model.h"

#include <math.h>

#include "data/lag/weir-cluster-process.h"
#include "data/lag/weir-topic-past.h"

#define PERIOD_USEC  (5 * G_TIME_SPAN_SECOND)
/* While no page is seen, for the rates of topics over time; as often they are kept. */
#define AWAY_USEC    (60 * G_TIME_SPAN_SECOND)
#define TIMEOUT_MSEC 10000
/* Lines of so many topics are kept of a connection. */
#define RATES_MAX    1000

typedef struct
{
  WeirCluster  *cluster;      /* owned reference, nullable */
  char         *problem;      /* owned, nullable */
  char         *told_topic;   /* owned, nullable: whose settings @cluster has */
  char         *asked_topic;  /* owned, nullable: whose the question is about */
  GHashTable   *rates;        /* owned: a topic's name → WeirSeries */
  WeirTopicPast *past;        /* owned */
  char         *path;         /* owned: of the file that keeps @past */
  gint64        next_usec;    /* monotonic */
  gint64        away_usec;    /* monotonic: the next look while no page of it is seen */
  gint64        keep_usec;    /* monotonic: when @past is written next */
  gboolean      asking;
  gboolean      can_keep;     /* @past has what the file had, and nothing is being written */
} Connection;

struct _WeirClusterModel
{
  GObject       parent_instance;

  WeirScope    *scope;          /* borrowed: its owner has it */
  GPtrArray    *connections;    /* owned, of Connection */
  GCancellable *cancellable;    /* owned: of what is asked of the monitor there is */
  guint         wanted_connection;
  char         *wanted_topic;   /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (WeirClusterModel, weir_cluster_model, G_TYPE_OBJECT)

static void
connection_free (gpointer data)
{
  Connection *self = data;

  g_clear_pointer (&self->cluster, weir_cluster_unref);
  g_hash_table_unref (self->rates);
  weir_topic_past_free (self->past);
  g_free (self->path);
  g_free (self->problem);
  g_free (self->told_topic);
  g_free (self->asked_topic);
  g_free (self);
}

/* -- what was before -- */

/* Work on one connection's file, in a thread; its result is of no use once there is another monitor. */
typedef struct
{
  guint   connection;
  char   *path;       /* owned */
  GBytes *bytes;      /* owned, nullable: to be written */
} File;

static void
file_free (gpointer data)
{
  File *self = data;

  g_free (self->path);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static GTask *
file_task (WeirClusterModel    *self,
           guint                i,
           GBytes              *bytes,
           GAsyncReadyCallback  callback)
{
  const Connection *connection = g_ptr_array_index (self->connections, i);
  GTask *task = g_task_new (self, self->cancellable, callback, NULL);
  File *file = g_new0 (File, 1);

  file->connection = i;
  file->path = g_strdup (connection->path);
  file->bytes = bytes;
  g_task_set_task_data (task, file, file_free);
  g_task_set_check_cancellable (task, TRUE);

  return task;
}

static void
read_past (GTask        *task,
           gpointer      source_object,
           gpointer      task_data,
           GCancellable *cancellable)
{
  const File *file = task_data;
  GError *error = NULL;
  WeirTopicPast *past = weir_topic_past_read_file (file->path, &error);

  if (past != NULL)
    g_task_return_pointer (task, past, (GDestroyNotify) weir_topic_past_free);
  else
    g_task_return_error (task, error);
}

static void
write_past (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  const File *file = task_data;
  GError *error = NULL;

  if (weir_topic_past_write_file (file->path, file->bytes, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* NULL where there is another monitor by now. */
static Connection *
take_result (GObject      *source_object,
             GAsyncResult *result,
             GError       *error)
{
  const File *file = g_task_get_task_data (G_TASK (result));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return NULL;
  if (error != NULL)
    g_message ("%s", error->message);

  return g_ptr_array_index (WEIR_CLUSTER_MODEL (source_object)->connections, file->connection);
}

static void
on_past_read (GObject      *source_object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirTopicPast) earlier = g_task_propagate_pointer (G_TASK (result), &error);
  Connection *connection = take_result (source_object, result, error);
  GHashTableIter iter;
  gpointer name, series;

  if (connection == NULL)
    return;

  connection->can_keep = TRUE;
  if (earlier == NULL)
    return;

  g_hash_table_iter_init (&iter, connection->rates);
  while (g_hash_table_iter_next (&iter, &name, &series))
    weir_topic_past_fill (earlier, name, series);
  weir_topic_past_put_before (connection->past, earlier);
}

static void
on_past_written (GObject      *source_object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  Connection *connection;

  g_task_propagate_boolean (G_TASK (result), &error);
  connection = take_result (source_object, result, error);
  if (connection != NULL)
    connection->can_keep = TRUE;
}

/* Once a minute, as new points come no more often. */
static void
keep_past (WeirClusterModel *self,
           guint             i)
{
  Connection *connection = g_ptr_array_index (self->connections, i);
  gint64 now_usec = g_get_monotonic_time ();
  g_autoptr(GTask) task = NULL;

  if (!connection->can_keep || now_usec < connection->keep_usec)
    return;

  connection->keep_usec = now_usec + AWAY_USEC;
  connection->can_keep = FALSE;
  task = file_task (self, i, weir_topic_past_save (connection->past), on_past_written);
  g_task_run_in_thread (task, write_past);
}

static void
add_connection (WeirClusterModel *self,
                guint             i,
                WeirSettings     *settings)
{
  Connection *connection = g_new0 (Connection, 1);
  g_autoptr(GTask) task = NULL;

  connection->rates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  connection->past = weir_topic_past_new ();
  connection->path = weir_topic_past_dup_path (weir_settings_get_bootstrap (settings));
  connection->away_usec = g_get_monotonic_time () + AWAY_USEC;
  g_ptr_array_add (self->connections, connection);
  task = file_task (self, i, NULL, on_past_read);
  g_task_run_in_thread (task, read_past);
}

static void
on_monitor_changed (WeirClusterModel *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  guint n = monitor != NULL ? weir_monitor_get_n_connections (monitor) : 0;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->wanted_topic, g_free);
  g_ptr_array_set_size (self->connections, 0);
  for (guint i = 0; i < n; i++)
    add_connection (self, i, weir_monitor_get_settings (monitor, i));
}

/* What is on its way has the model until it comes; it need not come. */
static void
weir_cluster_model_dispose (GObject *object)
{
  g_cancellable_cancel (WEIR_CLUSTER_MODEL (object)->cancellable);

  G_OBJECT_CLASS (weir_cluster_model_parent_class)->dispose (object);
}

static void
weir_cluster_model_finalize (GObject *object)
{
  WeirClusterModel *self = WEIR_CLUSTER_MODEL (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->connections);
  g_free (self->wanted_topic);

  G_OBJECT_CLASS (weir_cluster_model_parent_class)->finalize (object);
}

static void
weir_cluster_model_class_init (WeirClusterModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_cluster_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = weir_cluster_model_finalize;
}

static void
weir_cluster_model_init (WeirClusterModel *self)
{
  self->connections = g_ptr_array_new_with_free_func (connection_free);
  self->cancellable = g_cancellable_new ();
}

/* -- what there is -- */

static WeirSeries *
ensure_rates (Connection *connection,
              const char *topic)
{
  WeirSeries *series = g_hash_table_lookup (connection->rates, topic);

  if (series != NULL || g_hash_table_size (connection->rates) >= RATES_MAX)
    return series;

  series = weir_series_new ();
  g_hash_table_insert (connection->rates, g_strdup (topic), series);
  weir_topic_past_fill (connection->past, topic, series);

  return series;
}

static void
add_rate (Connection             *connection,
          const WeirClusterTopic *topic,
          const WeirCluster      *cluster)
{
  const WeirClusterTopic *before = weir_cluster_find_topic (connection->cluster, topic->name);
  gint64 grown = before != NULL ? weir_cluster_sum_ends (topic) - weir_cluster_sum_ends (before) : -1;
  WeirSeries *series;

  /* A topic that was made anew begins anew; one of which an end is unknown has no rate. */
  if (grown < 0 || weir_cluster_sum_ends (topic) < 0 || weir_cluster_sum_ends (before) < 0
      || cluster->time_usec <= connection->cluster->time_usec)
    return;

  series = ensure_rates (connection, topic->name);
  if (series == NULL)
    return;
  weir_series_add (series, cluster->time_usec,
                   (double) grown * G_USEC_PER_SEC / (double) (cluster->time_usec - connection->cluster->time_usec));
  weir_series_emit_changed (series);
}

static void
take_cluster (Connection  *connection,
              WeirCluster *cluster)
{
  for (guint i = 0; connection->cluster != NULL && i < cluster->topics->len; i++)
    add_rate (connection, g_ptr_array_index (cluster->topics, i), cluster);

  weir_topic_past_take (connection->past, cluster);
  g_clear_pointer (&connection->cluster, weir_cluster_unref);
  connection->cluster = cluster;
  g_free (connection->told_topic);
  connection->told_topic = g_strdup (connection->asked_topic);
}

typedef struct
{
  WeirClusterModel *model;        /* owned reference */
  guint             connection;
  GCancellable     *cancellable;  /* owned reference: tells an answer about another monitor */
} Request;

static void
on_read (GObject      *source_object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Request *request = user_data;
  g_autoptr(GError) error = NULL;
  WeirCluster *cluster = weir_cluster_process_read_finish (result, &error);

  if (!g_cancellable_is_cancelled (request->cancellable))
    {
      Connection *connection = g_ptr_array_index (request->model->connections, request->connection);

      connection->asking = FALSE;
      connection->next_usec = g_get_monotonic_time () + PERIOD_USEC;
      connection->away_usec = g_get_monotonic_time () + AWAY_USEC;
      g_free (connection->problem);
      connection->problem = error != NULL ? g_strdup (error->message) : NULL;
      if (cluster != NULL)
        {
          take_cluster (connection, g_steal_pointer (&cluster));
          keep_past (request->model, request->connection);
        }
    }
  g_clear_pointer (&cluster, weir_cluster_unref);
  g_object_unref (request->cancellable);
  g_object_unref (request->model);
  g_free (request);
}

static void
ask (WeirClusterModel *self,
     guint             i)
{
  Connection *connection = g_ptr_array_index (self->connections, i);
  WeirSettings *settings = weir_monitor_get_settings (weir_scope_get_monitor (self->scope), i);
  Request *request = g_new0 (Request, 1);

  request->model = g_object_ref (self);
  request->connection = i;
  request->cancellable = g_object_ref (self->cancellable);
  g_free (connection->asked_topic);
  connection->asked_topic = i == self->wanted_connection ? g_strdup (self->wanted_topic) : NULL;
  connection->asking = TRUE;
  weir_cluster_process_read_async (settings, connection->asked_topic, connection->cluster, TIMEOUT_MSEC, self->cancellable,
                                   on_read, request);
}

static void
on_pulse (WeirClusterModel *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      const Connection *connection = g_ptr_array_index (self->connections, i);

      if (!connection->asking && g_get_monotonic_time () >= connection->away_usec)
        ask (self, i);
    }
}

WeirClusterModel *
weir_cluster_model_new (WeirScope *scope)
{
  WeirClusterModel *self = g_object_new (WEIR_TYPE_CLUSTER_MODEL, NULL);

  self->scope = scope;
  g_signal_connect_object (scope, "monitor-changed", G_CALLBACK (on_monitor_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope, "pulse", G_CALLBACK (on_pulse), self, G_CONNECT_SWAPPED);
  on_monitor_changed (self);

  return self;
}

void
weir_cluster_model_look (WeirClusterModel *self)
{
  g_return_if_fail (WEIR_IS_CLUSTER_MODEL (self));

  for (guint i = 0; i < self->connections->len; i++)
    {
      const Connection *connection = g_ptr_array_index (self->connections, i);

      if (!connection->asking && g_get_monotonic_time () >= connection->next_usec)
        ask (self, i);
    }
}

void
weir_cluster_model_want_topic (WeirClusterModel *self,
                               guint             connection,
                               const char       *topic)
{
  g_return_if_fail (WEIR_IS_CLUSTER_MODEL (self));

  if (connection == self->wanted_connection && g_strcmp0 (topic, self->wanted_topic) == 0)
    return;

  self->wanted_connection = connection;
  g_free (self->wanted_topic);
  self->wanted_topic = g_strdup (topic);
  if (topic != NULL && connection < self->connections->len)
    ((Connection *) g_ptr_array_index (self->connections, connection))->next_usec = 0;
}

guint
weir_cluster_model_get_n (WeirClusterModel *self)
{
  g_return_val_if_fail (WEIR_IS_CLUSTER_MODEL (self), 0);

  return self->connections->len;
}

static const Connection *
get_connection (WeirClusterModel *self,
                guint             connection)
{
  return connection < self->connections->len ? g_ptr_array_index (self->connections, connection) : NULL;
}

WeirCluster *
weir_cluster_model_get_cluster (WeirClusterModel *self,
                                guint             connection)
{
  const Connection *found;

  g_return_val_if_fail (WEIR_IS_CLUSTER_MODEL (self), NULL);

  found = get_connection (self, connection);

  return found != NULL ? found->cluster : NULL;
}

gboolean
weir_cluster_model_has_settings (WeirClusterModel *self,
                                 guint             connection,
                                 const char       *topic)
{
  const Connection *found;

  g_return_val_if_fail (WEIR_IS_CLUSTER_MODEL (self), FALSE);

  found = get_connection (self, connection);

  return found != NULL && g_strcmp0 (found->told_topic, topic) == 0;
}

const char *
weir_cluster_model_get_problem (WeirClusterModel *self,
                                guint             connection)
{
  const Connection *found;

  g_return_val_if_fail (WEIR_IS_CLUSTER_MODEL (self), NULL);

  found = get_connection (self, connection);

  return found != NULL ? found->problem : NULL;
}

WeirSeries *
weir_cluster_model_get_rates (WeirClusterModel *self,
                              guint             connection,
                              const char       *topic)
{
  Connection *found;

  g_return_val_if_fail (WEIR_IS_CLUSTER_MODEL (self), NULL);

  if (connection >= self->connections->len)
    return NULL;

  found = g_ptr_array_index (self->connections, connection);

  return weir_topic_past_has (found->past, topic) ? ensure_rates (found, topic) : g_hash_table_lookup (found->rates, topic);
}

double
weir_cluster_model_get_rate (WeirClusterModel *self,
                             guint             connection,
                             const char       *topic)
{
  const Connection *found;
  WeirSeries *rates;
  gint64 time_usec;
  double rate;

  g_return_val_if_fail (WEIR_IS_CLUSTER_MODEL (self), NAN);

  found = get_connection (self, connection);
  rates = found != NULL && found->cluster != NULL ? g_hash_table_lookup (found->rates, topic) : NULL;
  if (rates == NULL)
    return NAN;

  rate = weir_series_get_last (rates, &time_usec);

  return time_usec >= found->cluster->time_usec ? rate : NAN;
}
