#include "config.h"

#include "data/lag/weir-cluster.h"

#include <string.h>

static void
broker_free (gpointer data)
{
  WeirClusterBroker *self = data;

  g_free (self->host);
  g_free (self->rack);
  g_free (self->version);
  g_free (self->sizes_problem);
  g_free (self);
}

static void
partition_free (gpointer data)
{
  WeirClusterPartition *self = data;

  g_free (self->replicas);
  g_free (self->isr);
  g_free (self);
}

static void
setting_free (gpointer data)
{
  WeirClusterSetting *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self->source);
  g_free (self->normal);
  g_free (self);
}

static void
topic_free (gpointer data)
{
  WeirClusterTopic *self = data;

  g_free (self->name);
  g_free (self->problem);
  g_ptr_array_unref (self->partitions);
  g_clear_pointer (&self->settings, g_ptr_array_unref);
  g_free (self->settings_problem);
  g_free (self);
}

/**
 * weir_cluster_new:
 *
 * Returns: (transfer full): a cluster of which nothing is known
 */
WeirCluster *
weir_cluster_new (void)
{
  WeirCluster *self = g_new0 (WeirCluster, 1);

  g_atomic_ref_count_init (&self->refs);
  self->controller = -1;
  self->brokers = g_ptr_array_new_with_free_func (broker_free);
  self->topics = g_ptr_array_new_with_free_func (topic_free);

  return self;
}

/**
 * weir_cluster_ref:
 * @self: a cluster
 *
 * Any thread.
 *
 * Returns: (transfer full): the same
 */
WeirCluster *
weir_cluster_ref (WeirCluster *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/**
 * weir_cluster_unref:
 * @self: (transfer full): a cluster
 *
 * Any thread; the last one frees it.
 */
void
weir_cluster_unref (WeirCluster *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->id);
  g_ptr_array_unref (self->brokers);
  g_ptr_array_unref (self->topics);
  g_free (self);
}

/**
 * weir_cluster_add_broker:
 * @self: a cluster that is being made
 * @id: number of a broker
 *
 * Returns: (transfer none): the broker, to be filled
 */
WeirClusterBroker *
weir_cluster_add_broker (WeirCluster *self,
                         gint32       id)
{
  WeirClusterBroker *broker = g_new0 (WeirClusterBroker, 1);

  g_return_val_if_fail (self != NULL, NULL);

  broker->id = id;
  broker->size_bytes = -1;
  g_ptr_array_add (self->brokers, broker);

  return broker;
}

/**
 * weir_cluster_add_topic:
 * @self: a cluster that is being made
 * @name: a topic
 *
 * Returns: (transfer none): the topic, to be filled
 */
WeirClusterTopic *
weir_cluster_add_topic (WeirCluster *self,
                        const char  *name)
{
  WeirClusterTopic *topic = g_new0 (WeirClusterTopic, 1);

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  topic->name = g_strdup (name);
  topic->partitions = g_ptr_array_new_with_free_func (partition_free);
  g_ptr_array_add (self->topics, topic);

  return topic;
}

/**
 * weir_cluster_add_partition:
 * @topic: a topic that is being made
 * @partition: its number
 *
 * Returns: (transfer none): the partition, to be filled
 */
WeirClusterPartition *
weir_cluster_add_partition (WeirClusterTopic *topic,
                            gint32            partition)
{
  WeirClusterPartition *self = g_new0 (WeirClusterPartition, 1);

  g_return_val_if_fail (topic != NULL, NULL);

  self->partition = partition;
  self->leader = -1;
  self->low = self->end = self->size_bytes = -1;
  g_ptr_array_add (topic->partitions, self);

  return self;
}

/**
 * weir_cluster_add_setting:
 * @topic: a topic that is being made
 *
 * Returns: (transfer none): a property, to be filled
 */
WeirClusterSetting *
weir_cluster_add_setting (WeirClusterTopic *topic)
{
  WeirClusterSetting *setting = g_new0 (WeirClusterSetting, 1);

  g_return_val_if_fail (topic != NULL, NULL);

  if (topic->settings == NULL)
    topic->settings = g_ptr_array_new_with_free_func (setting_free);
  g_ptr_array_add (topic->settings, setting);

  return setting;
}

static int
compare_brokers (gconstpointer a,
                 gconstpointer b)
{
  const WeirClusterBroker *x = *(const WeirClusterBroker * const *) a;
  const WeirClusterBroker *y = *(const WeirClusterBroker * const *) b;

  return (x->id > y->id) - (x->id < y->id);
}

static int
compare_topics (gconstpointer a,
                gconstpointer b)
{
  return strcmp ((*(const WeirClusterTopic * const *) a)->name, (*(const WeirClusterTopic * const *) b)->name);
}

static int
compare_partitions (gconstpointer a,
                    gconstpointer b)
{
  const WeirClusterPartition *x = *(const WeirClusterPartition * const *) a;
  const WeirClusterPartition *y = *(const WeirClusterPartition * const *) b;

  return (x->partition > y->partition) - (x->partition < y->partition);
}

/**
 * weir_cluster_sort:
 * @self: a cluster that is being made
 *
 * Brings it into its order.
 */
void
weir_cluster_sort (WeirCluster *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_sort (self->brokers, compare_brokers);
  g_ptr_array_sort (self->topics, compare_topics);
  for (guint i = 0; i < self->topics->len; i++)
    g_ptr_array_sort (((WeirClusterTopic *) g_ptr_array_index (self->topics, i))->partitions, compare_partitions);
}

/**
 * weir_cluster_find_broker:
 * @self: a cluster
 * @id: number of a broker
 *
 * Returns: (transfer none) (nullable): the broker
 */
WeirClusterBroker *
weir_cluster_find_broker (const WeirCluster *self,
                          gint32             id)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->brokers->len; i++)
    {
      WeirClusterBroker *broker = g_ptr_array_index (self->brokers, i);

      if (broker->id == id)
        return broker;
    }

  return NULL;
}

/**
 * weir_cluster_find_topic:
 * @self: a cluster that is sorted
 * @name: a topic
 *
 * Returns: (transfer none) (nullable): the topic
 */
WeirClusterTopic *
weir_cluster_find_topic (const WeirCluster *self,
                         const char        *name)
{
  guint low = 0, high;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (high = self->topics->len; low < high;)
    {
      guint middle = low + (high - low) / 2;
      WeirClusterTopic *topic = g_ptr_array_index (self->topics, middle);
      int order = strcmp (topic->name, name);

      if (order == 0)
        return topic;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return NULL;
}

/**
 * weir_cluster_find_partition:
 * @topic: a topic of a cluster that is sorted
 * @partition: a number
 *
 * Returns: (transfer none) (nullable): the partition
 */
WeirClusterPartition *
weir_cluster_find_partition (const WeirClusterTopic *topic,
                             gint32                  partition)
{
  g_return_val_if_fail (topic != NULL, NULL);

  for (guint i = 0; i < topic->partitions->len; i++)
    {
      WeirClusterPartition *found = g_ptr_array_index (topic->partitions, i);

      if (found->partition == partition)
        return found;
    }

  return NULL;
}

/**
 * weir_cluster_count_records:
 * @topic: a topic
 *
 * Returns: offsets between first and end of all partitions, -1 unknown: records, where none were compacted away and
 *   none are marks of transactions
 */
gint64
weir_cluster_count_records (const WeirClusterTopic *topic)
{
  gint64 n = 0;

  g_return_val_if_fail (topic != NULL, -1);

  for (guint i = 0; i < topic->partitions->len; i++)
    {
      const WeirClusterPartition *partition = g_ptr_array_index (topic->partitions, i);

      if (partition->low < 0 || partition->end < 0)
        return -1;
      n += MAX (partition->end - partition->low, 0);
    }

  return topic->partitions->len > 0 ? n : -1;
}

/**
 * weir_cluster_sum_ends:
 * @topic: a topic
 *
 * Returns: the ends of all partitions together, whose growth is the rate of the topic; -1 unknown
 */
gint64
weir_cluster_sum_ends (const WeirClusterTopic *topic)
{
  gint64 sum = 0;

  g_return_val_if_fail (topic != NULL, -1);

  for (guint i = 0; i < topic->partitions->len; i++)
    {
      const WeirClusterPartition *partition = g_ptr_array_index (topic->partitions, i);

      if (partition->end < 0)
        return -1;
      sum += partition->end;
    }

  return topic->partitions->len > 0 ? sum : -1;
}

/**
 * weir_cluster_get_sizes_problem:
 * @self: a cluster
 *
 * Returns: (transfer none) (nullable): why a broker did not tell its version or its sizes
 */
const char *
weir_cluster_get_sizes_problem (const WeirCluster *self)
{
  const char *problem = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->brokers->len && problem == NULL; i++)
    problem = ((const WeirClusterBroker *) g_ptr_array_index (self->brokers, i))->sizes_problem;

  return problem;
}

/**
 * weir_cluster_sum_bytes:
 * @topic: a topic
 *
 * Returns: size of the leaders' copies of all partitions, -1 unknown
 */
gint64
weir_cluster_sum_bytes (const WeirClusterTopic *topic)
{
  gint64 sum = 0;

  g_return_val_if_fail (topic != NULL, -1);

  for (guint i = 0; i < topic->partitions->len; i++)
    {
      const WeirClusterPartition *partition = g_ptr_array_index (topic->partitions, i);

      if (partition->size_bytes < 0)
        return -1;
      sum += partition->size_bytes;
    }

  return topic->partitions->len > 0 ? sum : -1;
}

/**
 * weir_cluster_count_under_replicated:
 * @topic: a topic
 *
 * Returns: partitions of which not all copies are in sync
 */
guint
weir_cluster_count_under_replicated (const WeirClusterTopic *topic)
{
  guint n = 0;

  g_return_val_if_fail (topic != NULL, 0);

  for (guint i = 0; i < topic->partitions->len; i++)
    {
      const WeirClusterPartition *partition = g_ptr_array_index (topic->partitions, i);

      n += partition->n_isr < partition->n_replicas;
    }

  return n;
}
