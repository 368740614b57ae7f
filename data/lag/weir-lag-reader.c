#include "config.h"

#include "data/lag/weir-lag-reader.h"

#include "data/lag/weir-lag-ages.h"
#include "data/lag/weir-lag-groups.h"
#include "data/lag/weir-lag-topics.h"
#include "data/lag/weir-lag-tracker.h"

static rd_kafka_topic_partition_list_t *
list_partitions (GPtrArray *lags)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new (lags->len);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < lags->len; i++)
    {
      const WeirGroupLag *lag = g_ptr_array_index (lags, i);

      if (g_hash_table_add (seen, g_strdup_printf ("%d/%s", lag->partition, lag->topic)))
        rd_kafka_topic_partition_list_add (list, lag->topic, lag->partition);
    }

  return list;
}

/* Of topic and partition, the element of @list. */
static GHashTable *
index_partitions (rd_kafka_topic_partition_list_t *list)
{
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < list->cnt; i++)
    g_hash_table_insert (index, g_strdup_printf ("%d/%s", list->elems[i].partition, list->elems[i].topic), &list->elems[i]);

  return index;
}

static void
set_ends (WeirGroupLag                     *lag,
          const rd_kafka_topic_partition_t *low,
          const rd_kafka_topic_partition_t *end)
{
  lag->low = low->offset;
  lag->end = end->offset;
  lag->past_end = weir_lag_get_past_end (lag->committed, lag->end);
  lag->lag = lag->past_end > 0 ? -1 : weir_lag_get_lag (lag->committed, lag->end);
  if (end->err != RD_KAFKA_RESP_ERR_NO_ERROR && lag->problem == NULL)
    lag->problem = g_strdup (rd_kafka_err2str (end->err));
}

static gboolean
list_ends (WeirLagAdmin                     *admin,
           rd_kafka_topic_partition_list_t  *partitions,
           rd_kafka_OffsetSpec_t             spec,
           GError                          **error)
{
  for (int i = 0; i < partitions->cnt; i++)
    partitions->elems[i].offset = spec;

  return weir_lag_admin_list_offsets (admin, partitions, error);
}

/* Both ends of every partition, asked once however many groups read it. */
static gboolean
read_ends (WeirLagAdmin  *admin,
           GPtrArray     *lags,
           GError       **error)
{
  rd_kafka_topic_partition_list_t *low = list_partitions (lags);
  rd_kafka_topic_partition_list_t *end = rd_kafka_topic_partition_list_copy (low);
  gboolean done = list_ends (admin, low, RD_KAFKA_OFFSET_SPEC_EARLIEST, error)
                  && list_ends (admin, end, RD_KAFKA_OFFSET_SPEC_LATEST, error);

  if (done)
    {
      g_autoptr(GHashTable) lows = index_partitions (low);
      g_autoptr(GHashTable) ends = index_partitions (end);

      for (guint i = 0; i < lags->len; i++)
        {
          WeirGroupLag *lag = g_ptr_array_index (lags, i);
          g_autofree char *key = g_strdup_printf ("%d/%s", lag->partition, lag->topic);

          set_ends (lag, g_hash_table_lookup (lows, key), g_hash_table_lookup (ends, key));
        }
    }
  rd_kafka_topic_partition_list_destroy (low);
  rd_kafka_topic_partition_list_destroy (end);

  return done;
}

/**
 * weir_lag_reader_read:
 * @settings: how to reach the cluster
 * @group: (nullable): one consumer group; %NULL: all of them
 * @topics: (array zero-terminated=1) (nullable): only these topics; %NULL: all
 * @previous: (nullable): the look before; what it read is not read again at once
 * @timeout_msec: for the whole of it
 * @cancellable: (nullable): ends it early
 * @error: return location for an error
 *
 * Asks the cluster how far its groups are. Blocks: for a thread of its own,
 * never the main thread.
 *
 * What it asks, however many records lie there: ListGroups of each broker;
 * FindCoordinator and OffsetFetch of each group; ConsumerGroupDescribe, and for a
 * classic group DescribeGroups, of each group that has members or changed its
 * state, of the others once a minute; ListOffsets of each leader, twice; Fetch for
 * the next record of at most %WEIR_LAG_RECORDS_MAX places. Every five minutes
 * DescribeConfigs, of all topics at once. Once a minute, and at each look while
 * there are share groups, Metadata without topics, and of each broker, over a
 * connection of its own, ApiVersions, ListGroups and ShareGroupDescribe, after
 * SaslHandshake and one or two SaslAuthenticate where it wants a login. Where that
 * cannot be (Kerberos, OAuth), ListGroups and DescribeGroups of each broker.
 *
 * Errors: %WEIR_SOURCE_ERROR (settings refused, unreachable, forbidden),
 * %G_IO_ERROR_NOT_SUPPORTED from a broker that cannot tell, such as the
 * embedded one, %G_IO_ERROR_NOT_FOUND for a @group that there is not, and
 * %G_IO_ERROR_CANCELLED. A group among others that may not be asked about says
 * so itself. Ages that could not be read in time are unknown, which is no error.
 *
 * Returns: (transfer full) (nullable): what there is
 */
WeirLagSnapshot *
weir_lag_reader_read (WeirSettings           *settings,
                      const char             *group,
                      const char * const     *topics,
                      const WeirLagSnapshot  *previous,
                      guint                   timeout_msec,
                      GCancellable           *cancellable,
                      GError                **error)
{
  g_autoptr(WeirLagSnapshot) snapshot = weir_lag_snapshot_new ();
  WeirLagAdmin admin;
  gboolean done;

  g_return_val_if_fail (WEIR_IS_SETTINGS (settings), NULL);

  if (!weir_lag_admin_init (&admin, settings, timeout_msec, cancellable, error))
    return NULL;

  snapshot->time_usec = g_get_real_time ();
  done = weir_lag_groups_read (&admin, snapshot, group, topics, previous, error)
         && (snapshot->lags->len == 0 || read_ends (&admin, snapshot->lags, error));
  if (done)
    {
      weir_lag_snapshot_sort (snapshot);
      if (snapshot->lags->len > 0)
        weir_lag_topics_read (&admin, snapshot, previous);
      weir_lag_ages_read (&admin, snapshot, previous);
    }
  weir_lag_admin_clear (&admin);

  return done ? g_steal_pointer (&snapshot) : NULL;
}
