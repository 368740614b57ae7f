#include "config.h"

#include "data/view/weir-stream-partitions.h"

typedef struct
{
  WeirPartitionRef ref;
  WeirSeries      *series;    /* owned */
} Partition;

struct _WeirStreamPartitions
{
  GArray *partitions;   /* owned, of Partition: by number */
};

static void
clear_partition (gpointer data)
{
  g_object_unref (((Partition *) data)->series);
}

/*< private >
 * weir_stream_partitions_new:
 *
 * Returns: (transfer full): no partitions yet
 */
WeirStreamPartitions *
weir_stream_partitions_new (void)
{
  WeirStreamPartitions *self = g_new0 (WeirStreamPartitions, 1);

  self->partitions = g_array_new (FALSE, FALSE, sizeof (Partition));
  g_array_set_clear_func (self->partitions, clear_partition);

  return self;
}

/*< private >
 * weir_stream_partitions_free:
 * @self: (transfer full): partitions
 */
void
weir_stream_partitions_free (WeirStreamPartitions *self)
{
  g_array_unref (self->partitions);
  g_free (self);
}

/*< private >
 * weir_stream_partitions_add:
 * @self: partitions
 * @refs: (element-type WeirPartitionRef): those that get the next numbers
 */
void
weir_stream_partitions_add (WeirStreamPartitions *self,
                            GArray               *refs)
{
  for (guint i = 0; i < refs->len; i++)
    {
      const Partition partition = { g_array_index (refs, WeirPartitionRef, i), weir_series_new () };

      g_array_append_val (self->partitions, partition);
    }
}

static Partition *
find (WeirStreamPartitions   *self,
      const WeirPartitionRef *ref)
{
  for (guint i = 0; i < self->partitions->len; i++)
    {
      Partition *partition = &g_array_index (self->partitions, Partition, i);

      if (partition->ref.topic == ref->topic && partition->ref.partition == ref->partition)
        return partition;
    }

  return NULL;
}

/*< private >
 * weir_stream_partitions_take_over:
 * @self: partitions
 * @newer: those of another reading of the same stream; of no use afterwards
 *
 * Takes the numbers and series of @newer. What is older than all that @newer
 * has of a partition stays.
 */
void
weir_stream_partitions_take_over (WeirStreamPartitions *self,
                                  WeirStreamPartitions *newer)
{
  GArray *partitions = newer->partitions;

  for (guint i = 0; i < partitions->len; i++)
    {
      Partition *theirs = &g_array_index (partitions, Partition, i);
      Partition *ours = find (self, &theirs->ref);

      if (ours == NULL)
        continue;
      weir_series_take_over (ours->series, theirs->series);
      g_set_object (&theirs->series, ours->series);
    }

  newer->partitions = self->partitions;
  self->partitions = partitions;
}

/**
 * weir_stream_partitions_get_n:
 * @self: partitions
 *
 * Returns: how many partitions records came from, %WEIR_STREAM_MAX_PARTITIONS at most
 */
guint
weir_stream_partitions_get_n (WeirStreamPartitions *self)
{
  return self->partitions->len;
}

/**
 * weir_stream_partitions_get_ref:
 * @self: partitions
 * @number: one of them
 *
 * Returns: (transfer none): which partition it is; valid until the next take
 */
const WeirPartitionRef *
weir_stream_partitions_get_ref (WeirStreamPartitions *self,
                                guint                 number)
{
  g_return_val_if_fail (number < self->partitions->len, NULL);

  return &g_array_index (self->partitions, Partition, number).ref;
}

/**
 * weir_stream_partitions_get_series:
 * @self: partitions
 * @number: one of them
 *
 * Returns: (transfer none): the delays of its records in seconds
 */
WeirSeries *
weir_stream_partitions_get_series (WeirStreamPartitions *self,
                                   guint                 number)
{
  g_return_val_if_fail (number < self->partitions->len, NULL);

  return g_array_index (self->partitions, Partition, number).series;
}

/**
 * weir_stream_partitions_get_n_bytes:
 * @self: partitions
 *
 * Returns: memory of their series in bytes
 */
gsize
weir_stream_partitions_get_n_bytes (WeirStreamPartitions *self)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < self->partitions->len; i++)
    n_bytes += weir_series_get_n_bytes (g_array_index (self->partitions, Partition, i).series);

  return n_bytes;
}
