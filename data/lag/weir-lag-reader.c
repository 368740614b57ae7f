#include "config.h"

#include "data/lag/weir-lag-ages.h"
#include "data/lag/weir-lag-reader.h"
#include "data/lag/weir-lag-tracker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * weir_group_lag_free:
 * @self: (transfer full): a partition of a group
 */
void
weir_group_lag_free (WeirGroupLag *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->group);
  g_free (self->topic);
  g_free (self->consumer_id);
  g_free (self->host);
  g_free (self->client_id);
  g_free (self->group_state);
  g_free (self);
}

static gboolean
is_wanted (const char * const *topics,
           const char         *topic)
{
  return topics == NULL || g_strv_contains (topics, topic);
}

static WeirGroupLag *
ensure_lag (GPtrArray  *lags,
            guint       first,
            const char *group,
            const char *topic,
            gint32      partition)
{
  WeirGroupLag *lag;

  for (guint i = first; i < lags->len; i++)
    {
      lag = g_ptr_array_index (lags, i);
      if (lag->partition == partition && g_str_equal (lag->topic, topic))
        return lag;
    }

  lag = g_new0 (WeirGroupLag, 1);
  lag->group = g_strdup (group);
  lag->topic = g_strdup (topic);
  lag->partition = partition;
  lag->committed = -1;
  lag->low = -1;
  lag->end = -1;
  lag->lag = -1;
  lag->lag_usec = -1;
  g_ptr_array_add (lags, lag);

  return lag;
}

static void
add_committed (GPtrArray          *lags,
               guint               first,
               const char         *group,
               const char * const *topics,
               rd_kafka_event_t   *event)
{
  gsize n;
  const rd_kafka_group_result_t **results =
    rd_kafka_ListConsumerGroupOffsets_result_groups (rd_kafka_event_ListConsumerGroupOffsets_result (event), &n);

  for (gsize i = 0; i < n; i++)
    {
      const rd_kafka_topic_partition_list_t *partitions = rd_kafka_group_result_partitions (results[i]);

      for (int j = 0; partitions != NULL && j < partitions->cnt; j++)
        {
          const rd_kafka_topic_partition_t *partition = &partitions->elems[j];

          if (is_wanted (topics, partition->topic) && partition->offset >= 0)
            ensure_lag (lags, first, group, partition->topic, partition->partition)->committed = partition->offset;
        }
    }
}

/* A partition that a member reads is listed even while nothing is committed in it. */
static void
add_member (GPtrArray                            *lags,
            guint                                 first,
            const char                           *group,
            const char * const                   *topics,
            const rd_kafka_MemberDescription_t   *member)
{
  const rd_kafka_topic_partition_list_t *partitions =
    rd_kafka_MemberAssignment_partitions (rd_kafka_MemberDescription_assignment (member));

  for (int i = 0; partitions != NULL && i < partitions->cnt; i++)
    {
      const rd_kafka_topic_partition_t *partition = &partitions->elems[i];
      WeirGroupLag *lag;

      if (!is_wanted (topics, partition->topic))
        continue;
      lag = ensure_lag (lags, first, group, partition->topic, partition->partition);
      g_free (lag->consumer_id);
      g_free (lag->host);
      g_free (lag->client_id);
      lag->consumer_id = g_strdup (rd_kafka_MemberDescription_consumer_id (member));
      lag->host = g_strdup (rd_kafka_MemberDescription_host (member));
      lag->client_id = g_strdup (rd_kafka_MemberDescription_client_id (member));
    }
}

/* One group of many that nothing is told about has an unknown state; if there is no other, the read failed. */
static gboolean
check_descriptions (WeirLagAdmin                               *admin,
                    const rd_kafka_ConsumerGroupDescription_t **descriptions,
                    gsize                                       n,
                    GError                                    **error)
{
  const rd_kafka_error_t *problem = NULL;

  for (gsize i = 0; i < n; i++)
    {
      problem = rd_kafka_ConsumerGroupDescription_error (descriptions[i]);
      if (problem == NULL)
        return TRUE;
    }
  if (problem != NULL)
    weir_lag_admin_set_error (admin, error, rd_kafka_error_code (problem), rd_kafka_error_string (problem));

  return problem == NULL;
}

static gboolean
add_group (WeirLagAdmin                              *admin,
           GPtrArray                                 *lags,
           const rd_kafka_ConsumerGroupDescription_t *description,
           const char * const                        *topics,
           GError                                   **error)
{
  const char *group = rd_kafka_ConsumerGroupDescription_group_id (description);
  guint first = lags->len;
  rd_kafka_event_t *event = weir_lag_admin_list_committed (admin, group, error);

  if (event == NULL)
    return FALSE;

  add_committed (lags, first, group, topics, event);
  rd_kafka_event_destroy (event);
  for (gsize i = 0; i < rd_kafka_ConsumerGroupDescription_member_count (description); i++)
    add_member (lags, first, group, topics, rd_kafka_ConsumerGroupDescription_member (description, i));

  for (guint i = first; i < lags->len; i++)
    {
      WeirGroupLag *lag = g_ptr_array_index (lags, i);

      lag->group_state =
        g_strdup (rd_kafka_consumer_group_state_name (rd_kafka_ConsumerGroupDescription_state (description)));
    }

  return TRUE;
}

/* What the broker answers for a name that nobody ever used: as for a group that is over, and has no offsets. */
static gboolean
is_unknown (const rd_kafka_ConsumerGroupDescription_t *description,
            GPtrArray                                 *lags)
{
  return lags->len == 0 &&
         rd_kafka_ConsumerGroupDescription_state (description) == RD_KAFKA_CONSUMER_GROUP_STATE_DEAD &&
         rd_kafka_ConsumerGroupDescription_member_count (description) == 0;
}

/* @named: there is one, asked for by its name. */
static GPtrArray *
read_groups (WeirLagAdmin        *admin,
             GPtrArray           *groups,
             gboolean             named,
             const char * const  *topics,
             GError             **error)
{
  g_autoptr(GPtrArray) lags = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_group_lag_free);
  const rd_kafka_ConsumerGroupDescription_t **descriptions;
  rd_kafka_event_t *event;
  gboolean done;
  gsize n;

  if (groups->len == 0)
    return g_steal_pointer (&lags);

  event = weir_lag_admin_describe (admin, groups, error);
  if (event == NULL)
    return NULL;

  descriptions =
    rd_kafka_DescribeConsumerGroups_result_groups (rd_kafka_event_DescribeConsumerGroups_result (event), &n);
  done = check_descriptions (admin, descriptions, n, error);
  for (gsize i = 0; i < n && done; i++)
    done = add_group (admin, lags, descriptions[i], topics, error);
  if (done && named && n == 1 && is_unknown (descriptions[0], lags))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("there is no consumer group “%s”"),
                   (const char *) g_ptr_array_index (groups, 0));
      done = FALSE;
    }
  rd_kafka_event_destroy (event);

  return done ? g_steal_pointer (&lags) : NULL;
}

/* Both ends of every partition, asked once however many groups read it. */
static gboolean
read_ends (WeirLagAdmin  *admin,
           GPtrArray     *lags,
           GError       **error)
{
  rd_kafka_topic_partition_list_t *low = rd_kafka_topic_partition_list_new (lags->len);
  rd_kafka_topic_partition_list_t *end;
  gboolean done;

  for (guint i = 0; i < lags->len; i++)
    {
      const WeirGroupLag *lag = g_ptr_array_index (lags, i);

      if (rd_kafka_topic_partition_list_find (low, lag->topic, lag->partition) == NULL)
        rd_kafka_topic_partition_list_add (low, lag->topic, lag->partition);
    }
  end = rd_kafka_topic_partition_list_copy (low);

  done = weir_lag_admin_list_offsets (admin, low, RD_KAFKA_OFFSET_SPEC_EARLIEST, error)
         && weir_lag_admin_list_offsets (admin, end, RD_KAFKA_OFFSET_SPEC_LATEST, error);
  for (guint i = 0; i < lags->len && done; i++)
    {
      WeirGroupLag *lag = g_ptr_array_index (lags, i);

      lag->low = rd_kafka_topic_partition_list_find (low, lag->topic, lag->partition)->offset;
      lag->end = rd_kafka_topic_partition_list_find (end, lag->topic, lag->partition)->offset;
      lag->past_end = weir_lag_get_past_end (lag->committed, lag->end);
      lag->lag = lag->past_end > 0 ? -1 : weir_lag_get_lag (lag->committed, lag->end);
    }
  rd_kafka_topic_partition_list_destroy (low);
  rd_kafka_topic_partition_list_destroy (end);

  return done;
}

static int
compare_lags (gconstpointer a,
              gconstpointer b)
{
  const WeirGroupLag *x = *(WeirGroupLag * const *) a;
  const WeirGroupLag *y = *(WeirGroupLag * const *) b;
  int order = strcmp (x->group, y->group);

  if (order == 0)
    order = strcmp (x->topic, y->topic);

  return order != 0 ? order : (x->partition > y->partition) - (x->partition < y->partition);
}

/**
 * weir_lag_reader_read:
 * @settings: how to reach the cluster
 * @group: (nullable): one consumer group; %NULL: all of them
 * @topics: (array zero-terminated=1) (nullable): only these topics; %NULL: all
 * @timeout_msec: for the whole of it
 * @cancellable: (nullable): ends it early
 * @error: return location for an error
 *
 * Asks the cluster how far its consumer groups are. Blocks: for a thread of its
 * own, never the main thread.
 *
 * Errors: %WEIR_SOURCE_ERROR (settings refused, unreachable, forbidden),
 * %G_IO_ERROR_NOT_SUPPORTED from a broker that cannot tell, such as the
 * embedded one, %G_IO_ERROR_NOT_FOUND for a @group that there is not, and
 * %G_IO_ERROR_CANCELLED. Ages that could not be read in time
 * are unknown, which is no error.
 *
 * Returns: (transfer full) (nullable) (element-type WeirGroupLag): the
 *   partitions, ordered by group, topic and partition
 */
GPtrArray *
weir_lag_reader_read (WeirSettings        *settings,
                      const char          *group,
                      const char * const  *topics,
                      guint                timeout_msec,
                      GCancellable        *cancellable,
                      GError             **error)
{
  g_autoptr(GPtrArray) groups = NULL;
  g_autoptr(GPtrArray) lags = NULL;
  WeirLagAdmin admin;

  g_return_val_if_fail (WEIR_IS_SETTINGS (settings), NULL);

  if (!weir_lag_admin_init (&admin, settings, timeout_msec, cancellable, error))
    return NULL;

  if (group == NULL)
    {
      groups = weir_lag_admin_list_groups (&admin, error);
    }
  else
    {
      groups = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (groups, g_strdup (group));
    }

  if (groups != NULL)
    lags = read_groups (&admin, groups, group != NULL, topics, error);
  if (lags != NULL && lags->len > 0 && !read_ends (&admin, lags, error))
    g_clear_pointer (&lags, g_ptr_array_unref);
  if (lags != NULL)
    {
      g_ptr_array_sort (lags, compare_lags);
      weir_lag_ages_read (&admin, lags);
    }
  weir_lag_admin_clear (&admin);

  return g_steal_pointer (&lags);
}
