#include "config.h"

#include "data/stream/weir-derivation.h"

/* Pairs of two streams. */
typedef struct
{
  WeirDerivation  base;
  WeirStreamJoin *join;       /* owned */
  gint64          now_usec;   /* wall time of what is given out now */
} WeirDerivedJoin;

/* Rows come in one order, so they are one partition that is never late. */
static void
on_row (const WeirJoinRow *row,
        gpointer           user_data)
{
  WeirDerivedJoin *self = user_data;
  const WeirMessage message = {
    .topic = self->base.name,
    .offset = self->base.n_rows++,
    /* The sources leave out records from the future. */
    .time_usec = row->time_usec,
    .arrival_usec = self->now_usec,
    .key = row->key,
    .key_length = row->key_length,
  };

  weir_derivation_give_pair (&self->base, row, &message);
}

static void
add_record (WeirDerivation   *base,
            WeirJoinSide      side,
            const WeirRecord *record)
{
  WeirDerivedJoin *self = (WeirDerivedJoin *) base;

  self->now_usec = record->message->arrival_usec;
  weir_derivation_see_topic (base, side, record->message);
  weir_stream_join_add (self->join, side, record);
}

static void
set_partition (WeirDerivation *base,
               WeirJoinSide    side,
               guint           topic_index,
               gint32          partition,
               gboolean        active)
{
  weir_stream_join_set_partition (((WeirDerivedJoin *) base)->join, side, topic_index, partition, active);
}

static void
keep_partition (WeirDerivation *base,
                WeirJoinSide    side,
                guint           topic_index,
                gint32          partition,
                gint64          now_usec)
{
  weir_stream_join_keep_partition (((WeirDerivedJoin *) base)->join, side, topic_index, partition, now_usec);
}

static void
advance (WeirDerivation *base,
         gint64          now_usec)
{
  WeirDerivedJoin *self = (WeirDerivedJoin *) base;

  self->now_usec = now_usec;
  weir_stream_join_advance (self->join, now_usec);
}

static void
finish (WeirDerivation *base)
{
  weir_stream_join_finish (((WeirDerivedJoin *) base)->join);
}

static void
get_counters (WeirDerivation      *base,
              WeirDerivedCounters *counters)
{
  WeirStreamJoinCounters join;

  weir_stream_join_get_counters (((WeirDerivedJoin *) base)->join, &join);
  counters->n_late_records = join.n_late_records;
  counters->n_late_partial = join.n_late_partial;
  counters->n_pairs = join.n_pairs;
  counters->n_unmatched[WEIR_JOIN_SIDE_LEFT] = join.n_unmatched[WEIR_JOIN_SIDE_LEFT];
  counters->n_unmatched[WEIR_JOIN_SIDE_RIGHT] = join.n_unmatched[WEIR_JOIN_SIDE_RIGHT];
  counters->n_evicted = join.n_evicted;
  counters->n_unordered = join.n_unordered;
  counters->n_bytes = join.n_bytes;
}

static void
join_free (WeirDerivation *base)
{
  WeirDerivedJoin *self = (WeirDerivedJoin *) base;

  g_clear_pointer (&self->join, weir_stream_join_free);
  weir_derivation_clear (base);
  g_free (self);
}

static const WeirDerivationMethods methods = {
  .add_record = add_record,
  .set_partition = set_partition,
  .keep_partition = keep_partition,
  .advance = advance,
  .finish = finish,
  .get_counters = get_counters,
  .free = join_free,
};

/*< private >
 * weir_derived_join_new:
 * @target: the stream that is made
 * @schema: of @target
 * @max_bytes: memory for records and rows that wait
 * @error: return location
 *
 * Rows come ordered by (time, key, left, right), so that the windows over them
 * are the same however sides and partitions interleave; each therefore waits
 * for before + after + grace of stream time.
 *
 * Returns: (transfer full) (nullable): a join of two streams, or %NULL with
 *   %WEIR_WINDOW_ERROR
 */
WeirDerivation *
weir_derived_join_new (WeirStream      *target,
                       WeirStreamSchema  *schema,
                       gsize            max_bytes,
                       GError         **error)
{
  g_autoptr(WeirStreamJoin) join = NULL;
  WeirDerivedJoin *self;
  WeirStreamJoinSpec spec;

  weir_derived_config_fill_join (schema->config->derived, &spec);
  spec.max_bytes = max_bytes;
  join = weir_stream_join_new (&spec, error);
  if (join == NULL)
    return NULL;

  self = g_new0 (WeirDerivedJoin, 1);
  weir_derivation_init (&self->base, &methods, target, schema);
  weir_stream_join_set_row_func (join, on_row, self);
  self->join = g_steal_pointer (&join);

  return &self->base;
}
