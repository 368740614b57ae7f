#include "config.h"

#include "data/window/weir-join-side.h"

/**
 * weir_join_side_init:
 * @self: memory to fill
 *
 * Makes a side without partitions. Clear with weir_join_side_clear().
 */
void
weir_join_side_init (WeirJoinSideState *self)
{
  *self = (WeirJoinSideState){ .horizon_usec = G_MININT64, .now_usec = WEIR_NO_TIME };
  /* The id comes first in a partition. */
  self->partitions = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  weir_heap_init (&self->waiting, weir_join_entry_compare);
}

/**
 * weir_join_side_clear:
 * @self: a side
 * @keys: what its entries belong to
 */
void
weir_join_side_clear (WeirJoinSideState *self,
                      WeirJoinKeys      *keys)
{
  for (guint i = 0; i < self->waiting.items->len; i++)
    weir_join_keys_unref (keys, g_ptr_array_index (self->waiting.items, i));

  weir_heap_clear (&self->waiting);
  g_clear_pointer (&self->partitions, g_hash_table_unref);
}

static void
weir_join_side_refresh_horizon (WeirJoinSideState *self)
{
  GHashTableIter iter;
  WeirJoinPartition *partition;

  self->horizon_usec = g_hash_table_size (self->partitions) > 0 ? G_MAXINT64 : G_MININT64;
  g_hash_table_iter_init (&iter, self->partitions);
  while (g_hash_table_iter_next (&iter, (gpointer *) &partition, NULL))
    if (partition->active && !partition->idle)
      self->horizon_usec = MIN (self->horizon_usec, partition->stream_usec);
}

static WeirJoinPartition *
weir_join_side_get_partition (WeirJoinSideState *self,
                              guint              topic_index,
                              gint32             partition)
{
  gint64 id = (gint64) topic_index << 32 | (guint32) partition;
  WeirJoinPartition *state = self->partition;

  if (G_LIKELY (state != NULL && state->id == id))
    return state;

  state = g_hash_table_lookup (self->partitions, &id);
  if (state == NULL)
    {
      state = g_new0 (WeirJoinPartition, 1);
      state->id = id;
      state->stream_usec = WEIR_NO_TIME;
      state->seen_usec = self->now_usec;
      g_hash_table_insert (self->partitions, state, state);
    }

  self->partition = state;
  return state;
}

/**
 * weir_join_side_set_partition:
 * @self: a side
 * @topic_index: a topic
 * @partition: a partition of it
 * @active: whether it may have more records
 */
void
weir_join_side_set_partition (WeirJoinSideState *self,
                              guint              topic_index,
                              gint32             partition,
                              gboolean           active)
{
  WeirJoinPartition *state = weir_join_side_get_partition (self, topic_index, partition);

  state->active = active;
  state->idle = FALSE;
  weir_join_side_refresh_horizon (self);
}

/**
 * weir_join_side_keep_partition:
 * @self: a side
 * @topic_index: a topic of it
 * @partition: a partition of it
 * @now_usec: wall time
 *
 * @partition is not idle though it has no records.
 */
void
weir_join_side_keep_partition (WeirJoinSideState *self,
                               guint              topic_index,
                               gint32             partition,
                               gint64             now_usec)
{
  WeirJoinPartition *state = weir_join_side_get_partition (self, topic_index, partition);

  state->seen_usec = MAX (state->seen_usec, now_usec);
  if (!state->idle)
    return;

  state->idle = FALSE;
  weir_join_side_refresh_horizon (self);
}

/**
 * weir_join_side_see:
 * @self: a side
 * @record: its next record
 *
 * Moves the stream time of the record's partition, which is active again if it
 * was not.
 *
 * Returns: (transfer none): the partition
 */
WeirJoinPartition *
weir_join_side_see (WeirJoinSideState *self,
                    const WeirRecord  *record)
{
  WeirJoinPartition *partition = weir_join_side_get_partition (self, record->message->topic_index, record->message->partition);
  gboolean holds = !partition->active || partition->idle || partition->stream_usec <= self->horizon_usec;

  partition->seen_usec = record->message->arrival_usec > 0 ? record->message->arrival_usec : self->now_usec;
  partition->active = TRUE;
  partition->idle = FALSE;
  partition->stream_usec = MAX (partition->stream_usec, record->time_usec);
  if (holds)
    weir_join_side_refresh_horizon (self);

  return partition;
}

/**
 * weir_join_side_advance:
 * @self: a side
 * @now_usec: wall time
 * @idle_after_usec: after how long without a record a partition holds nothing back
 *
 * Returns: whether a partition became idle
 */
gboolean
weir_join_side_advance (WeirJoinSideState *self,
                        gint64             now_usec,
                        gint64             idle_after_usec)
{
  gboolean changed = FALSE;
  GHashTableIter iter;
  WeirJoinPartition *partition;

  self->now_usec = now_usec;
  g_hash_table_iter_init (&iter, self->partitions);
  while (g_hash_table_iter_next (&iter, (gpointer *) &partition, NULL))
    {
      if (partition->seen_usec == WEIR_NO_TIME)
        partition->seen_usec = now_usec;
      if (partition->active && !partition->idle && now_usec - partition->seen_usec >= idle_after_usec)
        changed = partition->idle = TRUE;
    }

  if (changed)
    weir_join_side_refresh_horizon (self);
  return changed;
}

/**
 * weir_join_side_finish:
 * @self: a side
 *
 * No partition has more records.
 */
void
weir_join_side_finish (WeirJoinSideState *self)
{
  GHashTableIter iter;
  WeirJoinPartition *partition;

  g_hash_table_iter_init (&iter, self->partitions);
  while (g_hash_table_iter_next (&iter, (gpointer *) &partition, NULL))
    partition->active = FALSE;

  self->horizon_usec = G_MAXINT64;
}
