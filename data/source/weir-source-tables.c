#include "config.h"

#include "data/source/weir-source-private.h"

/*
 * Topics that are read whole come before the others: who joins a stream with such a table finds in it, from the first
 * record of the stream on, what it held when the reading began. Without a group; a group's partitions begin as they are
 * given out.
 */

/* A topic or partition that cannot be read must not hold up those that can. */
static gboolean
is_through (const WeirSourcePartition *partition)
{
  return partition->error != RD_KAFKA_RESP_ERR_NO_ERROR
    || partition->state == WEIR_PARTITION_DONE
    || partition->state == WEIR_PARTITION_GONE
    || (partition->state == WEIR_PARTITION_FETCHING && partition->position >= partition->whole_until);
}

static gboolean
topic_is_through (const WeirSourceTopic *topic)
{
  if (topic->error != RD_KAFKA_RESP_ERR_NO_ERROR || topic->dropped)
    return TRUE;
  if (!topic->known)
    return FALSE;

  for (guint i = 0; i < topic->partitions->len; i++)
    {
      const WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, i);

      if (partition != NULL && !is_through (partition))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_whole (WeirSource *self)
{
  for (guint i = 0; i < self->topics->len; i++)
    if (((WeirSourceTopic *) g_ptr_array_index (self->topics, i))->whole)
      return TRUE;

  return FALSE;
}

static gboolean
all_are_through (WeirSource *self)
{
  for (guint i = 0; i < self->topics->len; i++)
    {
      const WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      if (topic->whole && !(topic->is_pattern ? self->names_known : topic_is_through (topic)))
        return FALSE;
    }

  return TRUE;
}

/**
 * weir_source_holds_back:
 * @self: a source
 * @partition: a partition that is about to be read
 *
 * Returns: whether it has to wait for topics that are read whole
 */
gboolean
weir_source_holds_back (WeirSource                *self,
                        const WeirSourcePartition *partition)
{
  return !self->tables_read && !self->subscribed && !partition->topic->whole && has_whole (self);
}

/**
 * weir_source_check_tables:
 * @self: a source
 *
 * Begins with the other topics once those that are read whole are through.
 */
void
weir_source_check_tables (WeirSource *self)
{
  if (self->tables_read || !has_whole (self) || !all_are_through (self))
    return;

  self->tables_read = TRUE;
  for (guint i = 0; i < self->topics->len; i++)
    {
      const WeirSourceTopic *topic = g_ptr_array_index (self->topics, i);

      for (guint j = 0; j < topic->partitions->len; j++)
        {
          WeirSourcePartition *partition = g_ptr_array_index (topic->partitions, j);

          if (partition != NULL && partition->state == WEIR_PARTITION_HELD)
            weir_source_start_partition (self, partition);
        }
    }
}
