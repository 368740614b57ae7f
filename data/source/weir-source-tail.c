#include "config.h"

#include "data/source/weir-source-private.h"

/*
 * The last N records of a partition: not the last N offsets, some of which belong to marks of transactions, to records
 * of aborted ones, or to none. They are counted first; where they are too few, counting begins again further back.
 * Then the records are read from the first of them on. More than a few are taken as offsets, as counting costs a read.
 */

#define COUNTED_MAX 10000

struct _WeirTailCount
{
  gint64  from;       /* where counting began */
  guint   n_wanted;
  guint64 n_seen;
  gint64  offsets[];  /* of the last n_wanted of them, a ring */
};

gint64
weir_source_tail_get_from (const WeirTailCount *tail)
{
  return tail->from;
}

void
weir_source_tail_clear (WeirSourcePartition *partition)
{
  g_clear_pointer (&partition->tail, g_free);
}

/**
 * weir_source_tail_begin:
 * @self: a source
 * @partition: one that is to begin @n_records before its end, at its position as long as nothing else is known
 * @n_records: how many
 *
 * Returns: whether they are counted, so that where it begins is still to be said
 */
gboolean
weir_source_tail_begin (WeirSource          *self,
                        WeirSourcePartition *partition,
                        gint64               n_records)
{
  if (n_records <= 0 || n_records > COUNTED_MAX || partition->position <= partition->low
      || partition->position >= partition->high)
    return FALSE;

  partition->tail = g_malloc0 (sizeof *partition->tail + (gsize) n_records * sizeof (gint64));
  partition->tail->from = partition->position;
  partition->tail->n_wanted = (guint) n_records;

  return TRUE;
}

static void
finish (WeirSource          *self,
        WeirSourcePartition *partition)
{
  WeirTailCount *tail = partition->tail;
  gint64 to = partition->high;

  if (tail->n_seen >= tail->n_wanted)
    partition->position = tail->offsets[tail->n_seen % tail->n_wanted];
  else
    partition->position = tail->n_seen > 0 ? tail->offsets[0] : to;

  partition->begun = partition->position;
  weir_source_tail_clear (partition);
  weir_source_partition_update_admit (partition);
  weir_source_say_begun (self, partition);
  weir_source_partition_seek (self, partition, partition->position);
}

static void
go_further_back (WeirSource          *self,
                 WeirSourcePartition *partition)
{
  WeirTailCount *tail = partition->tail;
  gint64 length = partition->high - tail->from;

  tail->from = MAX (partition->low, partition->high - 4 * length);
  tail->n_seen = 0;
  weir_source_partition_seek (self, partition, tail->from);
}

/**
 * weir_source_tail_take:
 * @self: a source
 * @partition: one whose last records are being counted
 * @offset: of a record, or where the partition ends
 * @at_end: whether it ends
 *
 * Counts on, and begins with the records once it is known which they are.
 */
void
weir_source_tail_take (WeirSource          *self,
                       WeirSourcePartition *partition,
                       gint64               offset,
                       gboolean             at_end)
{
  WeirTailCount *tail = partition->tail;

  /* What came since does not count: the records are those before the end as it was. */
  if (!at_end && offset < partition->high)
    tail->offsets[tail->n_seen++ % tail->n_wanted] = offset;
  if (!at_end && offset < partition->high - 1)
    return;

  if (tail->n_seen >= tail->n_wanted || tail->from <= partition->low)
    finish (self, partition);
  else
    go_further_back (self, partition);
}
