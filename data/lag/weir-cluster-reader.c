#include "config.h"

#include "data/lag/weir-cluster-reader.h"

#include "data/lag/weir-broker-wire.h"
#include "data/lag/weir-lag-admin.h"

#include <glib/gi18n-lib.h>

/* Versions change with an upgrade, sizes slowly. */
#define VERSIONS_USEC (60 * G_TIME_SPAN_SECOND)

/* -- brokers, topics, partitions: the cluster's metadata -- */

static char *
dup_brokers (const gint32 *brokers,
             int           n_brokers)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (int i = 0; i < n_brokers; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "," : "", brokers[i]);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
count_replicas (WeirCluster                         *self,
                const rd_kafka_metadata_partition_t *info)
{
  WeirClusterBroker *leader = weir_cluster_find_broker (self, info->leader);

  if (leader != NULL)
    leader->n_leaders++;
  for (int i = 0; i < info->replica_cnt; i++)
    {
      WeirClusterBroker *broker = weir_cluster_find_broker (self, info->replicas[i]);

      if (broker != NULL)
        broker->n_replicas++;
    }
  for (int i = 0; i < info->isr_cnt; i++)
    {
      WeirClusterBroker *broker = weir_cluster_find_broker (self, info->isrs[i]);

      if (broker != NULL)
        broker->n_in_sync++;
    }
}

static void
take_topic (WeirCluster                     *self,
            const rd_kafka_metadata_topic_t *info)
{
  WeirClusterTopic *topic = weir_cluster_add_topic (self, info->topic);

  topic->internal = g_str_has_prefix (info->topic, "__");
  if (info->err != RD_KAFKA_RESP_ERR_NO_ERROR)
    topic->problem = g_strdup (rd_kafka_err2str (info->err));
  for (int i = 0; i < info->partition_cnt; i++)
    {
      const rd_kafka_metadata_partition_t *part = &info->partitions[i];
      WeirClusterPartition *partition = weir_cluster_add_partition (topic, part->id);

      partition->leader = part->leader;
      partition->replicas = dup_brokers (part->replicas, part->replica_cnt);
      partition->isr = dup_brokers (part->isrs, part->isr_cnt);
      partition->n_replicas = (guint) part->replica_cnt;
      partition->n_isr = (guint) part->isr_cnt;
      count_replicas (self, part);
    }
}

static gboolean
read_metadata (WeirLagAdmin  *admin,
               WeirCluster   *self,
               GError       **error)
{
  const struct rd_kafka_metadata *metadata;
  g_autofree char *id = NULL;
  char *told;
  rd_kafka_resp_err_t err = rd_kafka_metadata (admin->client, 1, NULL, &metadata, weir_lag_admin_get_left_msec (admin));

  if (err != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      weir_lag_admin_set_error (admin, error, err, rd_kafka_err2str (err));
      return FALSE;
    }

  for (int i = 0; i < metadata->broker_cnt; i++)
    {
      WeirClusterBroker *broker = weir_cluster_add_broker (self, metadata->brokers[i].id);

      broker->host = g_strdup (metadata->brokers[i].host);
      broker->port = metadata->brokers[i].port;
    }
  for (int i = 0; i < metadata->topic_cnt; i++)
    take_topic (self, &metadata->topics[i]);
  rd_kafka_metadata_destroy (metadata);
  weir_cluster_sort (self);

  told = rd_kafka_clusterid (admin->client, MIN (weir_lag_admin_get_left_msec (admin), 1000));
  self->id = g_strdup (told);
  if (told != NULL)
    rd_kafka_mem_free (admin->client, told);

  return TRUE;
}

/* Racks, and the controller: a broker that does not know the question leaves them unknown. */
static void
read_nodes (WeirLagAdmin *admin,
            WeirCluster  *self)
{
  rd_kafka_event_t *event = weir_lag_admin_describe_cluster (admin);
  const rd_kafka_DescribeCluster_result_t *result;
  const rd_kafka_Node_t **nodes, *controller;
  gsize n;

  if (event == NULL)
    return;

  result = rd_kafka_event_DescribeCluster_result (event);
  controller = rd_kafka_DescribeCluster_result_controller (result);
  nodes = rd_kafka_DescribeCluster_result_nodes (result, &n);
  if (controller != NULL)
    self->controller = rd_kafka_Node_id (controller);
  for (gsize i = 0; i < n; i++)
    {
      WeirClusterBroker *broker = weir_cluster_find_broker (self, rd_kafka_Node_id (nodes[i]));

      if (broker != NULL && broker->rack == NULL)
        broker->rack = g_strdup (rd_kafka_Node_rack (nodes[i]));
    }
  rd_kafka_event_destroy (event);
}

/* -- ends -- */

static void
set_offsets (WeirCluster                           *self,
             const rd_kafka_topic_partition_list_t *list,
             gboolean                               low)
{
  for (int i = 0; i < list->cnt; i++)
    {
      WeirClusterTopic *topic = weir_cluster_find_topic (self, list->elems[i].topic);
      WeirClusterPartition *partition = weir_cluster_find_partition (topic, list->elems[i].partition);

      if (low)
        partition->low = list->elems[i].offset;
      else
        partition->end = list->elems[i].offset;
    }
}

/* What has no leader, or may not be read, stays unknown. */
static void
read_ends (WeirLagAdmin *admin,
           WeirCluster  *self)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new (64);
  const rd_kafka_OffsetSpec_t specs[] = { RD_KAFKA_OFFSET_SPEC_EARLIEST, RD_KAFKA_OFFSET_SPEC_LATEST };

  for (guint i = 0; i < self->topics->len; i++)
    {
      const WeirClusterTopic *topic = g_ptr_array_index (self->topics, i);

      for (guint j = 0; j < topic->partitions->len && topic->problem == NULL; j++)
        {
          const WeirClusterPartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition->leader >= 0)
            rd_kafka_topic_partition_list_add (list, topic->name, partition->partition);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (specs) && list->cnt > 0; i++)
    {
      for (int j = 0; j < list->cnt; j++)
        list->elems[j].offset = specs[i];
      if (weir_lag_admin_list_offsets (admin, list, NULL))
        set_offsets (self, list, i == 0);
    }
  rd_kafka_topic_partition_list_destroy (list);
}

/* -- settings of a topic -- */

static const char *
source_of (const rd_kafka_ConfigEntry_t *entry)
{
  switch (rd_kafka_ConfigEntry_source (entry))
    {
    case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG:
      return "topic";
    case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_DEFAULT_BROKER_CONFIG:
      return "cluster";
    case RD_KAFKA_CONFIG_SOURCE_DYNAMIC_BROKER_CONFIG:
    case RD_KAFKA_CONFIG_SOURCE_STATIC_BROKER_CONFIG:
      return "broker";
    default:
      return NULL;
    }
}

/* The value by default. (transfer full) (nullable) */
static char *
dup_normal (const rd_kafka_ConfigEntry_t *entry)
{
  gsize n = 0;
  const rd_kafka_ConfigEntry_t **synonyms = rd_kafka_ConfigEntry_synonyms (entry, &n);

  for (gsize i = 0; i < n; i++)
    if (rd_kafka_ConfigEntry_source (synonyms[i]) == RD_KAFKA_CONFIG_SOURCE_DEFAULT_CONFIG)
      return g_strdup (rd_kafka_ConfigEntry_value (synonyms[i]));

  return NULL;
}

static void
take_settings (WeirClusterTopic                *topic,
               const rd_kafka_ConfigResource_t *resource)
{
  gsize n = 0;
  const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs (resource, &n);

  if (rd_kafka_ConfigResource_error (resource) != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      topic->settings_problem = g_strdup (rd_kafka_ConfigResource_error_string (resource));
      return;
    }

  for (gsize i = 0; i < n; i++)
    {
      const char *source = source_of (entries[i]);
      g_autofree char *normal = dup_normal (entries[i]);
      const char *value = rd_kafka_ConfigEntry_value (entries[i]);
      WeirClusterSetting *setting;

      /* One that is set to what it is anyway differs from nothing. */
      if (source == NULL || g_strcmp0 (value, normal) == 0)
        continue;
      setting = weir_cluster_add_setting (topic);
      setting->name = g_strdup (rd_kafka_ConfigEntry_name (entries[i]));
      setting->value = g_strdup (value != NULL ? value : "");
      setting->source = g_strdup (source);
      setting->normal = g_steal_pointer (&normal);
    }
}

static void
read_settings (WeirLagAdmin *admin,
               WeirCluster  *self,
               const char   *name)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  WeirClusterTopic *topic = weir_cluster_find_topic (self, name);
  const rd_kafka_ConfigResource_t **resources;
  rd_kafka_event_t *event;
  gsize n = 0;

  if (topic == NULL)
    return;

  g_hash_table_add (names, (gpointer) name);
  event = weir_lag_admin_describe_topics (admin, names);
  if (event == NULL)
    return;

  resources = rd_kafka_DescribeConfigs_result_resources (rd_kafka_event_DescribeConfigs_result (event), &n);
  if (n == 1)
    take_settings (topic, resources[0]);
  rd_kafka_event_destroy (event);
}

/* -- versions and sizes -- */

typedef struct
{
  WeirCluster       *cluster;
  WeirClusterBroker *broker;
} Sizes;

static void
add_size (const char *name,
          gint32      number,
          gint64      size_bytes,
          gpointer    user_data)
{
  Sizes *sizes = user_data;
  WeirClusterTopic *topic = weir_cluster_find_topic (sizes->cluster, name);
  WeirClusterPartition *partition = topic != NULL ? weir_cluster_find_partition (topic, number) : NULL;

  sizes->broker->size_bytes = MAX (sizes->broker->size_bytes, 0) + size_bytes;
  if (partition != NULL && partition->leader == sizes->broker->id)
    partition->size_bytes = size_bytes;
}

/* As they were told of last. */
static void
keep_versions (WeirCluster       *self,
               const WeirCluster *previous)
{
  self->versions_usec = previous->versions_usec;
  for (guint i = 0; i < self->brokers->len; i++)
    {
      WeirClusterBroker *broker = g_ptr_array_index (self->brokers, i);
      const WeirClusterBroker *before = weir_cluster_find_broker (previous, broker->id);

      if (before == NULL)
        continue;
      broker->version = g_strdup (before->version);
      broker->size_bytes = before->size_bytes;
      broker->sizes_problem = g_strdup (before->sizes_problem);
    }
  for (guint i = 0; i < self->topics->len; i++)
    {
      const WeirClusterTopic *topic = g_ptr_array_index (self->topics, i);
      const WeirClusterTopic *before = weir_cluster_find_topic (previous, topic->name);

      for (guint j = 0; before != NULL && j < topic->partitions->len; j++)
        {
          WeirClusterPartition *partition = g_ptr_array_index (topic->partitions, j);
          const WeirClusterPartition *old = weir_cluster_find_partition (before, partition->partition);

          if (old != NULL)
            partition->size_bytes = old->size_bytes;
        }
    }
}

static gboolean
read_broker (WeirLagAdmin       *admin,
             WeirCluster        *self,
             WeirClusterBroker  *broker,
             GError            **error)
{
  g_autoptr(WeirBrokerConnection) connection =
    weir_broker_connection_open (weir_lag_admin_get_conf (admin), broker->host, (guint16) broker->port, admin->deadline_usec,
                                 admin->cancellable, error);
  Sizes sizes = { self, broker };
  WeirBrokerSkills skills;

  if (connection == NULL || !weir_broker_wire_read_skills (connection, &skills, error))
    return FALSE;

  broker->version = g_strdup (skills.release);
  if (!skills.tells_sizes)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("this broker is too old to tell sizes"));
      return FALSE;
    }
  /* What it tells may be nothing. */
  broker->size_bytes = 0;

  return weir_broker_wire_read_sizes (connection, add_size, &sizes, error);
}

/* A broker that does not answer leaves its own unknown, and says why. */
static void
read_versions (WeirLagAdmin *admin,
               WeirCluster  *self)
{
  g_autoptr(GError) obstacle = NULL;
  gboolean can = weir_broker_connection_check (weir_lag_admin_get_conf (admin), &obstacle);

  self->versions_usec = self->time_usec;
  for (guint i = 0; i < self->brokers->len; i++)
    {
      WeirClusterBroker *broker = g_ptr_array_index (self->brokers, i);
      g_autoptr(GError) error = NULL;

      if (!can)
        {
          broker->sizes_problem = g_strdup (obstacle->message);
          continue;
        }
      if (broker->port <= 0 || broker->port > G_MAXUINT16 || g_get_monotonic_time () >= admin->deadline_usec)
        continue;
      if (!read_broker (admin, self, broker, &error))
        {
          broker->size_bytes = -1;
          broker->sizes_problem = g_strdup (error->message);
        }
    }
}

/*< private >
 * weir_cluster_reader_read:
 * @settings: how to reach the cluster
 * @topic: (nullable): whose settings are wanted
 * @previous: (nullable): the look before: versions and sizes hold for a minute
 * @timeout_msec: for the whole of it
 * @error: return location for an error
 *
 * Asks for the brokers and topics of a cluster. Blocks.
 *
 * What it asks, however many topics there are: Metadata and DescribeCluster once,
 * ListOffsets of each leader, twice, DescribeConfigs for @topic; once a minute
 * ApiVersions and DescribeLogDirs of each broker, where they are reached without
 * SASL, or by PLAIN or SCRAM.
 *
 * Errors: those of weir_lag_reader_read(). What a broker does not tell is unknown,
 * which is no error.
 *
 * Returns: (transfer full) (nullable): what there is
 */
WeirCluster *
weir_cluster_reader_read (WeirSettings       *settings,
                          const char         *topic,
                          const WeirCluster  *previous,
                          guint               timeout_msec,
                          GError            **error)
{
  g_autoptr(WeirCluster) self = weir_cluster_new ();
  WeirLagAdmin admin;
  gboolean done;

  if (!weir_lag_admin_init (&admin, settings, timeout_msec, NULL, error))
    return NULL;

  self->time_usec = g_get_real_time ();
  done = read_metadata (&admin, self, error);
  if (done)
    {
      read_nodes (&admin, self);
      read_ends (&admin, self);
      if (topic != NULL)
        read_settings (&admin, self, topic);
      if (previous != NULL && self->time_usec - previous->versions_usec < VERSIONS_USEC)
        keep_versions (self, previous);
      else
        read_versions (&admin, self);
    }
  weir_lag_admin_clear (&admin);

  return done ? g_steal_pointer (&self) : NULL;
}
