#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirClusterBroker:
 * @id: its number
 * @host: where it is reached
 * @port: at which port
 * @rack: (nullable): its rack
 * @version: (nullable): which Kafka it speaks as, "4.1 or newer"; %NULL unknown
 * @n_leaders: partitions it leads
 * @n_replicas: partitions it has a copy of
 * @n_in_sync: those whose copy is in sync
 * @size_bytes: what these copies take on its disks, -1 unknown
 * @sizes_problem: (nullable): why version or size are not known
 *
 * A broker of a cluster. Owns its texts.
 */
typedef struct
{
  gint32  id;
  char   *host;
  gint32  port;
  char   *rack;
  char   *version;
  guint   n_leaders;
  guint   n_replicas;
  guint   n_in_sync;
  gint64  size_bytes;
  char   *sizes_problem;
} WeirClusterBroker;

/**
 * WeirClusterPartition:
 * @partition: its number
 * @leader: the broker that leads it, -1 if there is none
 * @replicas: brokers that have a copy, as "1,2,3"
 * @isr: those that are in sync
 * @n_replicas: how many have one
 * @n_isr: how many are in sync
 * @low: first offset that still exists, -1 unknown
 * @end: offset after the last record, -1 unknown
 * @size_bytes: size of the leader's copy, -1 unknown
 *
 * A partition of a topic. Owns its texts.
 */
typedef struct
{
  gint32  partition;
  gint32  leader;
  char   *replicas;
  char   *isr;
  guint   n_replicas;
  guint   n_isr;
  gint64  low;
  gint64  end;
  gint64  size_bytes;
} WeirClusterPartition;

/**
 * WeirClusterSetting:
 * @name: of a topic's property
 * @value: what it is; "" where it is secret
 * @source: who sets it: "topic", "broker", "cluster"
 * @normal: (nullable): what it is by default
 *
 * A property of a topic that is not Kafka's default. Owns its texts.
 */
typedef struct
{
  char *name;
  char *value;
  char *source;
  char *normal;
} WeirClusterSetting;

/**
 * WeirClusterTopic:
 * @name: a topic
 * @problem: (nullable): why nothing is known of it, as that it is forbidden
 * @internal: it is Kafka's own
 * @partitions: (element-type WeirClusterPartition): by number
 * @settings: (element-type WeirClusterSetting) (nullable): what differs from the default; %NULL: not asked for
 * @settings_problem: (nullable): why they are not known
 *
 * A topic of a cluster. Owns its parts.
 */
typedef struct
{
  char      *name;
  char      *problem;
  gboolean   internal;
  GPtrArray *partitions;
  GPtrArray *settings;
  char      *settings_problem;
} WeirClusterTopic;

/**
 * WeirCluster:
 * @id: (nullable): the cluster's id
 * @controller: number of the controller, -1 unknown
 * @brokers: (element-type WeirClusterBroker): by number
 * @topics: (element-type WeirClusterTopic): by name
 * @time_usec: wall clock of the look
 * @versions_usec: wall clock of the last look at versions and sizes
 *
 * One look at a cluster's brokers and topics. Counted references, unchanging once
 * it is made: any thread may read it.
 */
typedef struct
{
  char           *id;
  gint32          controller;
  GPtrArray      *brokers;
  GPtrArray      *topics;
  gint64          time_usec;
  gint64          versions_usec;
  gatomicrefcount refs;
} WeirCluster;

WeirCluster          *weir_cluster_new           (void);
WeirCluster          *weir_cluster_ref           (WeirCluster       *self);
void                  weir_cluster_unref         (WeirCluster       *self);
WeirClusterBroker    *weir_cluster_add_broker    (WeirCluster       *self,
                                                  gint32             id);
WeirClusterTopic     *weir_cluster_add_topic     (WeirCluster       *self,
                                                  const char        *name);
WeirClusterPartition *weir_cluster_add_partition (WeirClusterTopic  *topic,
                                                  gint32             partition);
WeirClusterSetting   *weir_cluster_add_setting   (WeirClusterTopic  *topic);
void                  weir_cluster_sort          (WeirCluster       *self);
WeirClusterBroker    *weir_cluster_find_broker   (const WeirCluster *self,
                                                  gint32             id);
WeirClusterTopic     *weir_cluster_find_topic    (const WeirCluster *self,
                                                  const char        *name);
WeirClusterPartition *weir_cluster_find_partition (const WeirClusterTopic *topic,
                                                   gint32             partition);
gint64                weir_cluster_count_records (const WeirClusterTopic *topic);
gint64                weir_cluster_sum_ends      (const WeirClusterTopic *topic);
const char           *weir_cluster_get_sizes_problem (const WeirCluster *self);
gint64                weir_cluster_sum_bytes     (const WeirClusterTopic *topic);
guint                 weir_cluster_count_under_replicated (const WeirClusterTopic *topic);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCluster, weir_cluster_unref)

G_END_DECLS
