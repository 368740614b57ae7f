#include "config.h"

#include "data/screen/weir-screen-partitions.h"

typedef struct
{
  WeirPartitionRef ref;
  guint            topic_index;
  gint64           newest_usec;   /* largest event time seen */
} Partition;

struct _WeirScreenPartitions
{
  GArray *partitions;   /* owned, of Partition: by number */
  guint   n_taken;
  guint   last;         /* number of the partition of the record before: batches come partition by partition */
};

/*< private >
 * weir_screen_partitions_new:
 *
 * Returns: (transfer full): no partitions yet
 */
WeirScreenPartitions *
weir_screen_partitions_new (void)
{
  WeirScreenPartitions *self = g_new0 (WeirScreenPartitions, 1);

  self->partitions = g_array_new (FALSE, FALSE, sizeof (Partition));

  return self;
}

/*< private >
 * weir_screen_partitions_free:
 * @self: (transfer full): partitions
 */
void
weir_screen_partitions_free (WeirScreenPartitions *self)
{
  g_array_unref (self->partitions);
  g_free (self);
}

static gboolean
is_of (WeirScreenPartitions *self,
       guint                 number,
       const WeirMessage    *message)
{
  const Partition *partition = &g_array_index (self->partitions, Partition, number);

  return partition->ref.partition == message->partition && partition->topic_index == message->topic_index;
}

static guint
find_or_add (WeirScreenPartitions *self,
             const WeirMessage    *message,
             gint64                time_usec)
{
  const Partition partition = {
    { g_intern_string (message->topic), message->partition }, message->topic_index, time_usec,
  };

  for (guint i = 0; i < self->partitions->len; i++)
    if (is_of (self, i, message))
      return i;
  if (self->partitions->len >= WEIR_STREAM_MAX_PARTITIONS)
    return WEIR_SCREEN_NO_PARTITION;
  g_array_append_val (self->partitions, partition);

  return self->partitions->len - 1;
}

/*< private >
 * weir_screen_partitions_add:
 * @self: partitions
 * @message: a record as it came
 * @time_usec: its event time
 * @delay_usec: (out): by how much the newest record of its partition is younger, 0 if it is the newest
 *
 * Counts one record of a partition.
 *
 * Returns: the number of its partition, or %WEIR_SCREEN_NO_PARTITION
 */
guint
weir_screen_partitions_add (WeirScreenPartitions *self,
                            const WeirMessage    *message,
                            gint64                time_usec,
                            gint64               *delay_usec)
{
  Partition *partition;
  guint number = self->last;

  *delay_usec = 0;
  if (number >= self->partitions->len || !is_of (self, number, message))
    number = find_or_add (self, message, time_usec);
  if (number == WEIR_SCREEN_NO_PARTITION)
    return number;

  self->last = number;
  partition = &g_array_index (self->partitions, Partition, number);
  partition->newest_usec = MAX (partition->newest_usec, time_usec);
  *delay_usec = partition->newest_usec - time_usec;

  return number;
}

/*< private >
 * weir_screen_partitions_take:
 * @self: partitions
 * @refs: (element-type WeirPartitionRef): where those that got a number since the last call are appended, in their order
 */
void
weir_screen_partitions_take (WeirScreenPartitions *self,
                             GArray               *refs)
{
  for (; self->n_taken < self->partitions->len; self->n_taken++)
    g_array_append_val (refs, g_array_index (self->partitions, Partition, self->n_taken).ref);
}
