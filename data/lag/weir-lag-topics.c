#include "config.h"

#include "data/lag/weir-lag-topics.h"

#include <string.h>

/* Settings of topics change rarely. */
#define TRUE_USEC (5 * G_TIME_SPAN_MINUTE)

static const char *
value_of (const rd_kafka_ConfigEntry_t **entries,
          gsize                          n,
          const char                    *name)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (rd_kafka_ConfigEntry_name (entries[i]), name))
      return rd_kafka_ConfigEntry_value (entries[i]);

  return NULL;
}

/* -1 unknown, G_MAXINT64: nothing is deleted by its age. */
static gint64
retention_of (const rd_kafka_ConfigResource_t *topic)
{
  gsize n;
  const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs (topic, &n);
  const char *policy = value_of (entries, n, "cleanup.policy");
  const char *retention = value_of (entries, n, "retention.ms");
  gint64 msec;

  if (rd_kafka_ConfigResource_error (topic) != RD_KAFKA_RESP_ERR_NO_ERROR || policy == NULL || retention == NULL
      || !g_ascii_string_to_signed (retention, 10, -1, G_MAXINT64, &msec, NULL))
    return -1;
  if (msec < 0 || msec > G_MAXINT64 / 1000 || strstr (policy, "delete") == NULL)
    return G_MAXINT64;

  return msec * 1000;
}

/* Of a topic's name, its retention in µs, owned; empty where it is unknown. */
static GHashTable *
ask_retentions (WeirLagAdmin *admin,
                GHashTable   *topics)
{
  GHashTable *retentions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  rd_kafka_event_t *event = weir_lag_admin_describe_topics (admin, topics);
  const rd_kafka_ConfigResource_t **resources;
  gsize n = 0;

  if (event == NULL)
    return retentions;

  resources = rd_kafka_DescribeConfigs_result_resources (rd_kafka_event_DescribeConfigs_result (event), &n);
  for (gsize i = 0; i < n; i++)
    {
      gint64 retention_usec = retention_of (resources[i]);

      g_hash_table_insert (retentions, g_strdup (rd_kafka_ConfigResource_name (resources[i])),
                           g_memdup2 (&retention_usec, sizeof retention_usec));
    }
  rd_kafka_event_destroy (event);

  return retentions;
}

/*< private >
 * weir_lag_topics_read:
 * @admin: a conversation
 * @snapshot: gets how long its topics keep records
 * @previous: (nullable): the look before, which holds for five minutes
 *
 * Asks for the settings of the topics, in one request. What we may not ask
 * stays unknown, which is no error.
 */
void
weir_lag_topics_read (WeirLagAdmin          *admin,
                      WeirLagSnapshot       *snapshot,
                      const WeirLagSnapshot *previous)
{
  g_autoptr(GHashTable) topics = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) retentions = NULL;
  gboolean known = previous != NULL && snapshot->time_usec - previous->topics_usec < TRUE_USEC;

  for (guint i = 0; i < snapshot->lags->len; i++)
    {
      WeirGroupLag *lag = g_ptr_array_index (snapshot->lags, i);
      const WeirGroupLag *before = known ? weir_lag_snapshot_find (previous, lag) : NULL;

      if (before != NULL)
        lag->retention_usec = before->retention_usec;
      else
        g_hash_table_add (topics, lag->topic);
    }
  snapshot->topics_usec = known ? previous->topics_usec : snapshot->time_usec;
  if (g_hash_table_size (topics) == 0)
    return;

  retentions = ask_retentions (admin, topics);
  for (guint i = 0; i < snapshot->lags->len; i++)
    {
      WeirGroupLag *lag = g_ptr_array_index (snapshot->lags, i);
      const gint64 *retention_usec = g_hash_table_lookup (retentions, lag->topic);

      if (retention_usec != NULL)
        lag->retention_usec = *retention_usec;
    }
}
