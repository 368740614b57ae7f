#include "config.h"

#include "data/screen/weir-offset-index.h"

/* Records of a run at first, and runs in all before they are made twice as long. */
#define FIRST_RUN 512
#define MAX_RUNS  65536

typedef struct
{
  gint64 from;        /* offsets, both inclusive */
  gint64 to;
  gint64 begin_usec;  /* event times, both inclusive */
  gint64 end_usec;
} Run;

typedef struct
{
  const char *topic;      /* interned */
  gint32      partition;
  GArray     *runs;       /* owned, of Run, in the order in which they were read */
} Partition;

struct _WeirOffsetIndex
{
  GPtrArray *partitions;  /* owned, of Partition */
  Partition *latest;      /* borrowed, nullable: of the record before */
  gint64     run_length;  /* offsets that a run spans at most */
  guint      n_runs;
};

static void
partition_free (gpointer data)
{
  Partition *self = data;

  g_array_unref (self->runs);
  g_free (self);
}

/*< private >
 * weir_offset_index_new:
 *
 * Returns: (transfer full): an index that knows of no record
 */
WeirOffsetIndex *
weir_offset_index_new (void)
{
  WeirOffsetIndex *self = g_new0 (WeirOffsetIndex, 1);

  self->partitions = g_ptr_array_new_with_free_func (partition_free);
  self->run_length = FIRST_RUN;

  return self;
}

/*< private >
 * weir_offset_index_free:
 * @self: (transfer full): an index
 */
void
weir_offset_index_free (WeirOffsetIndex *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->partitions);
  g_free (self);
}

/*< private >
 * weir_offset_index_is_empty:
 * @self: an index
 *
 * Returns: whether it knows of no record
 */
gboolean
weir_offset_index_is_empty (WeirOffsetIndex *self)
{
  return self->partitions->len == 0;
}

/* Topics are interned: told apart by their address. */
static Partition *
ensure_partition (WeirOffsetIndex *self,
                  const char      *topic,
                  gint32           partition)
{
  Partition *found;

  if (self->latest != NULL && self->latest->topic == topic && self->latest->partition == partition)
    return self->latest;

  for (guint i = 0; i < self->partitions->len; i++)
    {
      found = g_ptr_array_index (self->partitions, i);
      if (found->topic == topic && found->partition == partition)
        return self->latest = found;
    }

  found = g_new0 (Partition, 1);
  found->topic = topic;
  found->partition = partition;
  found->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_ptr_array_add (self->partitions, found);

  return self->latest = found;
}

static gboolean
continues (const Run *run,
           const Run *newer,
           gint64     run_length)
{
  return newer->from > run->to && newer->to - run->from < run_length;
}

static void
extend (Run       *run,
        const Run *newer)
{
  run->to = MAX (run->to, newer->to);
  run->from = MIN (run->from, newer->from);
  run->begin_usec = MIN (run->begin_usec, newer->begin_usec);
  run->end_usec = MAX (run->end_usec, newer->end_usec);
}

/* Neighbours become one. */
static void
shorten (WeirOffsetIndex *self)
{
  self->run_length *= 2;
  self->n_runs = 0;
  for (guint i = 0; i < self->partitions->len; i++)
    {
      GArray *runs = ((Partition *) g_ptr_array_index (self->partitions, i))->runs;
      guint n = 0;

      for (guint r = 0; r < runs->len; r++)
        if (n > 0 && continues (&g_array_index (runs, Run, n - 1), &g_array_index (runs, Run, r), self->run_length))
          extend (&g_array_index (runs, Run, n - 1), &g_array_index (runs, Run, r));
        else
          g_array_index (runs, Run, n++) = g_array_index (runs, Run, r);
      g_array_set_size (runs, n);
      self->n_runs += n;
    }
}

static void
add_run (WeirOffsetIndex *self,
         Partition       *partition,
         const Run       *newer)
{
  GArray *runs = partition->runs;
  Run *last = runs->len > 0 ? &g_array_index (runs, Run, runs->len - 1) : NULL;

  if (last != NULL && continues (last, newer, self->run_length))
    {
      extend (last, newer);
      return;
    }

  g_array_append_val (runs, *newer);
  if (++self->n_runs > MAX_RUNS)
    shorten (self);
}

/*< private >
 * weir_offset_index_add:
 * @self: an index
 * @topic: an interned string
 * @partition: a partition of it
 * @offset: the offset of a record
 * @time_usec: its event time
 */
void
weir_offset_index_add (WeirOffsetIndex *self,
                       const char      *topic,
                       gint32           partition,
                       gint64           offset,
                       gint64           time_usec)
{
  const Run run = { offset, offset, time_usec, time_usec };

  add_run (self, ensure_partition (self, topic, partition), &run);
}

/*< private >
 * weir_offset_index_merge:
 * @self: an index
 * @newer: what was read after what @self knows
 */
void
weir_offset_index_merge (WeirOffsetIndex *self,
                         WeirOffsetIndex *newer)
{
  for (guint i = 0; i < newer->partitions->len; i++)
    {
      const Partition *theirs = g_ptr_array_index (newer->partitions, i);
      Partition *ours = ensure_partition (self, theirs->topic, theirs->partition);

      for (guint r = 0; r < theirs->runs->len; r++)
        add_run (self, ours, &g_array_index (theirs->runs, Run, r));
    }
}

/*< private >
 * weir_offset_index_find:
 * @self: an index
 * @begin_usec: a begin
 * @end_usec: an end, which does not belong to it
 *
 * Returns: (transfer full) (element-type WeirOffsetRange): of each partition that
 *   has records of that time, offsets that hold them all, and others between them
 */
GArray *
weir_offset_index_find (WeirOffsetIndex *self,
                        gint64           begin_usec,
                        gint64           end_usec)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (WeirOffsetRange));

  for (guint i = 0; i < self->partitions->len; i++)
    {
      const Partition *partition = g_ptr_array_index (self->partitions, i);
      WeirOffsetRange range = { partition->topic, partition->partition, G_MAXINT64, G_MININT64 };

      for (guint r = 0; r < partition->runs->len; r++)
        {
          const Run *run = &g_array_index (partition->runs, Run, r);

          if (run->end_usec < begin_usec || run->begin_usec >= end_usec)
            continue;
          range.from = MIN (range.from, run->from);
          range.to = MAX (range.to, run->to + 1);
        }
      if (range.from < range.to)
        g_array_append_val (ranges, range);
    }

  return ranges;
}

/*< private >
 * weir_offset_index_get_n_runs:
 * @self: an index
 *
 * Returns: how many runs of offsets it keeps
 */
guint
weir_offset_index_get_n_runs (WeirOffsetIndex *self)
{
  return self->n_runs;
}
