#include "config.h"

#include "data/lag/weir-group-lag.h"

#include <string.h>

/**
 * weir_group_lag_new:
 * @group: a consumer group
 * @topic: a topic
 * @partition: a partition
 *
 * Returns: (transfer full): a partition of which nothing is known yet
 */
WeirGroupLag *
weir_group_lag_new (const char *group,
                    const char *topic,
                    gint32      partition)
{
  WeirGroupLag *self = g_new0 (WeirGroupLag, 1);

  self->group = g_strdup (group);
  self->topic = g_strdup (topic);
  self->partition = partition;
  self->committed = -1;
  self->low = -1;
  self->end = -1;
  self->lag = -1;
  self->leader_epoch = -1;
  self->lag_usec = -1;
  self->record_usec = -1;
  self->retention_usec = -1;

  return self;
}

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
  g_free (self->metadata);
  g_free (self->consumer_id);
  g_free (self->instance_id);
  g_free (self->host);
  g_free (self->client_id);
  g_free (self->group_state);
  g_free (self->problem);
  g_free (self);
}

/**
 * weir_group_lag_compare:
 * @self: a partition of a group
 * @other: another one
 *
 * Returns: less than 0, 0 or more than 0 as @self comes before @other by group, topic and partition
 */
int
weir_group_lag_compare (const WeirGroupLag *self,
                        const WeirGroupLag *other)
{
  int order = strcmp (self->group, other->group);

  if (order == 0)
    order = strcmp (self->topic, other->topic);

  return order != 0 ? order : (self->partition > other->partition) - (self->partition < other->partition);
}

/**
 * weir_group_lag_hash:
 * @self: a #WeirGroupLag, of which the names count
 *
 * Returns: for a hash table of groups' partitions
 */
guint
weir_group_lag_hash (gconstpointer self)
{
  const WeirGroupLag *lag = self;

  return (g_str_hash (lag->group) * 31 + g_str_hash (lag->topic)) * 31 + (guint) lag->partition;
}

/**
 * weir_group_lag_equal:
 * @self: a #WeirGroupLag, of which the names count
 * @other: another one
 *
 * Returns: whether they are of the same partition of the same group
 */
gboolean
weir_group_lag_equal (gconstpointer self,
                      gconstpointer other)
{
  return weir_group_lag_compare (self, other) == 0;
}
