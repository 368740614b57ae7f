#include "config.h"

#include "data/lag/weir-cluster-process.h"

#include "data/lag/weir-cluster-reader.h"
#include "data/lag/weir-lag-process.h"
#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>

/* Texts are bytes. */
#define BROKER_TYPE      "(imayimaymayuuuxmay)"
#define BROKER_FORMAT    "(im^ayim^aym^ayuuuxm^ay)"
#define PARTITION_TYPE   "(iimaymayuuxxx)"
#define PARTITION_FORMAT "(iim^aym^ayuuxxx)"
#define SETTING_TYPE     "(ayayaymay)"
#define SETTING_FORMAT   "(^ay^ay^aym^ay)"
#define TOPIC_TYPE       "(aymayba" PARTITION_TYPE "a" SETTING_TYPE "may)"
#define TOPIC_FORMAT     "(^aym^ayb@a" PARTITION_TYPE "@a" SETTING_TYPE "m^ay)"
#define CLUSTER_TYPE     "(mayia" BROKER_TYPE "a" TOPIC_TYPE "xx)"
#define CLUSTER_FORMAT   "(m^ayi@a" BROKER_TYPE "@a" TOPIC_TYPE "xx)"
#define QUESTION_TYPE    "(vmaym" CLUSTER_TYPE "u)"
#define QUESTION_FORMAT  "(vm^aym@" CLUSTER_TYPE "u)"
#define ANSWER_TYPE      "(siaym" CLUSTER_TYPE ")"

/* -- a cluster as bytes -- */

static GVariant *
brokers_to_variant (const WeirCluster *cluster)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" BROKER_TYPE));
  for (guint i = 0; i < cluster->brokers->len; i++)
    {
      const WeirClusterBroker *broker = g_ptr_array_index (cluster->brokers, i);

      g_variant_builder_add (&list, BROKER_FORMAT, broker->id, broker->host, broker->port, broker->rack, broker->version,
                             broker->n_leaders, broker->n_replicas, broker->n_in_sync, broker->size_bytes,
                             broker->sizes_problem);
    }

  return g_variant_builder_end (&list);
}

static GVariant *
partitions_to_variant (const WeirClusterTopic *topic)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" PARTITION_TYPE));
  for (guint i = 0; i < topic->partitions->len; i++)
    {
      const WeirClusterPartition *partition = g_ptr_array_index (topic->partitions, i);

      g_variant_builder_add (&list, PARTITION_FORMAT, partition->partition, partition->leader, partition->replicas,
                             partition->isr, partition->n_replicas, partition->n_isr, partition->low, partition->end,
                             partition->size_bytes);
    }

  return g_variant_builder_end (&list);
}

static GVariant *
settings_to_variant (const WeirClusterTopic *topic)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" SETTING_TYPE));
  for (guint i = 0; topic->settings != NULL && i < topic->settings->len; i++)
    {
      const WeirClusterSetting *setting = g_ptr_array_index (topic->settings, i);

      g_variant_builder_add (&list, SETTING_FORMAT, setting->name, setting->value, setting->source, setting->normal);
    }

  return g_variant_builder_end (&list);
}

static GVariant *
cluster_to_variant (const WeirCluster *cluster)
{
  GVariantBuilder list;

  if (cluster == NULL)
    return NULL;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a" TOPIC_TYPE));
  for (guint i = 0; i < cluster->topics->len; i++)
    {
      const WeirClusterTopic *topic = g_ptr_array_index (cluster->topics, i);

      g_variant_builder_add (&list, TOPIC_FORMAT, topic->name, topic->problem, topic->internal,
                             partitions_to_variant (topic), settings_to_variant (topic), topic->settings_problem);
    }

  return g_variant_new (CLUSTER_FORMAT, cluster->id, cluster->controller, brokers_to_variant (cluster),
                        g_variant_builder_end (&list), cluster->time_usec, cluster->versions_usec);
}

static void
read_broker (WeirCluster *cluster,
             GVariant    *child)
{
  WeirClusterBroker *broker = weir_cluster_add_broker (cluster, -1);

  g_variant_get (child, BROKER_FORMAT, &broker->id, &broker->host, &broker->port, &broker->rack, &broker->version,
                 &broker->n_leaders, &broker->n_replicas, &broker->n_in_sync, &broker->size_bytes,
                 &broker->sizes_problem);
}

static void
read_topic (WeirCluster *cluster,
            GVariant    *child)
{
  g_autoptr(GVariant) partitions = NULL;
  g_autoptr(GVariant) settings = NULL;
  g_autofree char *name = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *settings_problem = NULL;
  gboolean internal;
  WeirClusterTopic *topic;

  g_variant_get (child, TOPIC_FORMAT, &name, &problem, &internal, &partitions, &settings, &settings_problem);
  topic = weir_cluster_add_topic (cluster, name);
  topic->problem = g_steal_pointer (&problem);
  topic->internal = internal;
  topic->settings_problem = g_steal_pointer (&settings_problem);
  for (gsize i = 0; i < g_variant_n_children (partitions); i++)
    {
      WeirClusterPartition *partition = weir_cluster_add_partition (topic, -1);

      g_variant_get_child (partitions, i, PARTITION_FORMAT, &partition->partition, &partition->leader, &partition->replicas,
                           &partition->isr, &partition->n_replicas, &partition->n_isr, &partition->low, &partition->end,
                           &partition->size_bytes);
    }
  for (gsize i = 0; i < g_variant_n_children (settings); i++)
    {
      WeirClusterSetting *setting = weir_cluster_add_setting (topic);

      g_variant_get_child (settings, i, SETTING_FORMAT, &setting->name, &setting->value, &setting->source, &setting->normal);
    }
}

static WeirCluster *
cluster_from_variant (GVariant *variant)
{
  WeirCluster *cluster = weir_cluster_new ();
  g_autoptr(GVariant) brokers = NULL;
  g_autoptr(GVariant) topics = NULL;

  g_variant_get (variant, CLUSTER_FORMAT, &cluster->id, &cluster->controller, &brokers, &topics, &cluster->time_usec,
                 &cluster->versions_usec);
  for (gsize i = 0; i < g_variant_n_children (brokers); i++)
    {
      g_autoptr(GVariant) child = g_variant_get_child_value (brokers, i);

      read_broker (cluster, child);
    }
  for (gsize i = 0; i < g_variant_n_children (topics); i++)
    {
      g_autoptr(GVariant) child = g_variant_get_child_value (topics, i);

      read_topic (cluster, child);
    }
  weir_cluster_sort (cluster);

  return cluster;
}

/* -- question and answer -- */

static GBytes *
to_bytes (GVariant *variant)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (variant);

  return g_variant_get_data_as_bytes (owned);
}

/*< private >
 * weir_cluster_process_answer:
 * @question: bytes from another process of this program
 *
 * For that process alone: it may end in the middle.
 *
 * Returns: (transfer full) (nullable): the answer's bytes; %NULL if @question is none
 */
GBytes *
weir_cluster_process_answer (GBytes *question)
{
  g_autoptr(GVariant) variant =
    g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (QUESTION_TYPE), question, FALSE));
  g_autoptr(GVariant) settings_variant = NULL;
  g_autoptr(GVariant) previous_variant = NULL;
  g_autoptr(WeirSettings) settings = NULL;
  g_autoptr(WeirCluster) previous = NULL;
  g_autoptr(WeirCluster) cluster = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *topic = NULL;
  guint timeout_msec;

  if (g_bytes_get_size (question) == 0 || !g_variant_is_normal_form (variant))
    return NULL;
  g_variant_get (variant, QUESTION_FORMAT, &settings_variant, &topic, &previous_variant, &timeout_msec);
  settings = weir_settings_new_from_variant (settings_variant);
  if (settings == NULL)
    return NULL;

  if (previous_variant != NULL)
    previous = cluster_from_variant (previous_variant);
  cluster = weir_cluster_reader_read (settings, topic, previous, timeout_msec, &error);

  return to_bytes (g_variant_new ("(si^aym@" CLUSTER_TYPE ")", error != NULL ? g_quark_to_string (error->domain) : "",
                                  error != NULL ? error->code : 0, error != NULL ? error->message : "",
                                  cluster_to_variant (cluster)));
}

static WeirCluster *
read_answer (GBytes  *bytes,
             GError **error)
{
  g_autoptr(GVariant) answer =
    g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (ANSWER_TYPE), bytes, FALSE));
  g_autoptr(GVariant) cluster = NULL;
  const char *domain, *message;
  int code;

  if (g_bytes_get_size (bytes) > 0 && g_variant_is_normal_form (answer))
    {
      g_variant_get (answer, "(&si^&aym@" CLUSTER_TYPE ")", &domain, &code, &message, &cluster);
      if (*domain == '\0' && cluster != NULL)
        return cluster_from_variant (cluster);
      if (*domain != '\0')
        {
          g_set_error_literal (error, g_quark_from_string (domain), code, message);
          return NULL;
        }
    }

  g_set_error_literal (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FAILED,
                       _("The process that asks about the cluster gave half an answer; ask again"));

  return NULL;
}

/**
 * weir_cluster_process_read:
 * @settings: how to reach the cluster
 * @topic: (nullable): whose settings are wanted
 * @previous: (nullable): the look before
 * @timeout_msec: for the whole of it
 * @cancellable: (nullable): ends it early
 * @error: return location for an error
 *
 * weir_cluster_reader_read() in a process of its own, which a damaged answer may
 * end. Blocks likewise.
 *
 * Errors: those of weir_cluster_reader_read() and of weir_lag_process_read().
 *
 * Returns: (transfer full) (nullable): what there is
 */
WeirCluster *
weir_cluster_process_read (WeirSettings       *settings,
                           const char         *topic,
                           const WeirCluster  *previous,
                           guint               timeout_msec,
                           GCancellable       *cancellable,
                           GError            **error)
{
  g_autoptr(GBytes) question = NULL;
  g_autoptr(GBytes) bytes = NULL;

  g_return_val_if_fail (WEIR_IS_SETTINGS (settings), NULL);

  if (!weir_lag_process_can_ask ())
    return weir_cluster_reader_read (settings, topic, previous, timeout_msec, error);

  question = to_bytes (g_variant_new (QUESTION_FORMAT, weir_settings_to_variant (settings), topic,
                                      cluster_to_variant (previous), timeout_msec));
  bytes = weir_lag_process_ask ("cluster", question, timeout_msec, cancellable, error);

  return bytes != NULL ? read_answer (bytes, error) : NULL;
}

/* -- for the main thread -- */

typedef struct
{
  WeirSettings *settings;      /* owned */
  char         *topic;         /* owned, nullable */
  WeirCluster  *previous;      /* owned reference, nullable */
  guint         timeout_msec;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->settings);
  g_free (job->topic);
  g_clear_pointer (&job->previous, weir_cluster_unref);
  g_free (job);
}

static void
read_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Job *job = task_data;
  GError *error = NULL;
  WeirCluster *cluster = weir_cluster_process_read (job->settings, job->topic, job->previous, job->timeout_msec, cancellable,
                                                    &error);

  if (cluster != NULL)
    g_task_return_pointer (task, cluster, (GDestroyNotify) weir_cluster_unref);
  else
    g_task_return_error (task, error);
}

/**
 * weir_cluster_process_read_async:
 * @settings: how to reach the cluster
 * @topic: (nullable): whose settings are wanted
 * @previous: (nullable): the look before
 * @timeout_msec: for the whole of it
 * @cancellable: (nullable): ends it early
 * @callback: called in the thread-default main context
 * @user_data: for @callback
 *
 * weir_cluster_process_read() on a thread of its own.
 */
void
weir_cluster_process_read_async (WeirSettings        *settings,
                                 const char          *topic,
                                 WeirCluster         *previous,
                                 guint                timeout_msec,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->settings = g_object_ref (settings);
  job->topic = g_strdup (topic);
  job->previous = previous != NULL ? weir_cluster_ref (previous) : NULL;
  job->timeout_msec = timeout_msec;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, read_thread);
}

/**
 * weir_cluster_process_read_finish:
 * @result: what the callback was given
 * @error: return location for an error of weir_cluster_process_read()
 *
 * Returns: (transfer full) (nullable): what there is
 */
WeirCluster *
weir_cluster_process_read_finish (GAsyncResult  *result,
                                  GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
