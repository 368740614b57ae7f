#include "config.h"

#include "data/window/weir-future.h"
#include "data/window/weir-window-engine-private.h"

#include "data/window/weir-cell-count.h"

/*
 * The way of a record into the engine, and of rows out of it: partitions, stream time, the future guard, closing.
 */

static int
weir_window_partition_compare (const WeirWindowPartition *state,
                               guint                      topic_index,
                               gint32                     partition)
{
  if (state->topic_index != topic_index)
    return state->topic_index < topic_index ? -1 : 1;

  return state->number < partition ? -1 : state->number > partition;
}

WeirWindowPartition *
weir_window_engine_get_partition (WeirWindowEngine *self,
                                  guint             topic_index,
                                  gint32            partition)
{
  guint low = 0;
  guint high = self->ordered->len;
  WeirWindowPartition *state;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (weir_window_partition_compare (g_ptr_array_index (self->ordered, middle), topic_index, partition) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  if (low < self->ordered->len
      && weir_window_partition_compare (g_ptr_array_index (self->ordered, low), topic_index, partition) == 0)
    return g_ptr_array_index (self->ordered, low);

  state = weir_window_partition_new (topic_index, partition, self->partitions->len, &self->budget);
  state->seen_usec = self->now_usec;
  if (self->place_step_usec > 0)
    weir_offset_trail_begin (&state->trail, self->place_step_usec);
  g_ptr_array_add (self->partitions, state);
  g_ptr_array_insert (self->ordered, low, state);
  weir_window_engine_refresh_checks (self);
  return state;
}

/* The smallest of the partitions that hold results back; G_MAXINT64 when none does. */
static gint64
weir_window_engine_get_horizon (WeirWindowEngine *self)
{
  gint64 horizon = G_MAXINT64;

  for (guint i = 0; i < self->partitions->len; i++)
    {
      const WeirWindowPartition *partition = g_ptr_array_index (self->partitions, i);

      if (weir_window_partition_is_holding (partition))
        horizon = MIN (horizon, weir_window_partition_get_horizon (partition, self->spec.grace_usec));
    }

  return horizon;
}

/* At which stream time each partition may have something to close. One that has passed it waits for the others; what all
 * have passed is due with the next step of any. */
void
weir_window_engine_refresh_checks (WeirWindowEngine *self)
{
  gint64 next = self->hold ? G_MAXINT64 : self->next_close_usec;
  gboolean all_passed = weir_window_engine_get_horizon (self) >= next;

  for (guint i = 0; i < self->partitions->len; i++)
    {
      WeirWindowPartition *partition = g_ptr_array_index (self->partitions, i);

      if (next == G_MAXINT64)
        partition->check_usec = G_MAXINT64;
      else if (all_passed)
        partition->check_usec = G_MININT64;
      else if (weir_window_partition_get_horizon (partition, self->spec.grace_usec) >= next)
        partition->check_usec = G_MAXINT64;
      else
        partition->check_usec = next + self->spec.grace_usec;
      partition->check_usec = MIN (partition->check_usec, partition->trail.next_usec);
    }
}

void
weir_window_engine_set_next_close (WeirWindowEngine *self,
                                   gint64            horizon_usec)
{
  if (self->next_close_usec == horizon_usec)
    return;

  self->next_close_usec = horizon_usec;
  weir_window_engine_refresh_checks (self);
}

/* Gives out what every partition that counts has passed. */
static void
weir_window_engine_close_due (WeirWindowEngine *self)
{
  gint64 horizon = weir_window_engine_get_horizon (self);

  weir_window_engine_flush (self);
  if (self->hold && !self->finishing)
    return;

  if (horizon >= self->next_close_usec && self->next_close_usec != G_MAXINT64)
    self->methods->close (self, horizon);
  weir_window_engine_refresh_checks (self);
}

/* The state of a window that closes at @close_usec, once @partition is added to those before, which made it @state. */
WeirWindowState
weir_window_engine_merge_state (WeirWindowEngine          *self,
                                    const WeirWindowPartition *partition,
                                    gint64                     close_usec,
                                    WeirWindowState            state)
{
  if (weir_window_partition_get_horizon (partition, self->spec.grace_usec) >= close_usec || state == WEIR_WINDOW_FINAL_END)
    return state;

  return partition->active ? WEIR_WINDOW_FINAL_IDLE : WEIR_WINDOW_FINAL_END;
}

static void
weir_window_engine_list_late (WeirWindowEngine *self,
                              const WeirRecord *record,
                              gint64            delay_usec,
                              gboolean          future)
{
  weir_late_list_add (&self->late, record, delay_usec, future);
  if (self->late_func != NULL)
    self->late_func (record, delay_usec, future, self->late_data);
}

/* A record that @n_pairs windows refused; @lost when no window took it. */
void
weir_window_engine_refuse (WeirWindowEngine          *self,
                           const WeirWindowPartition *partition,
                           const WeirRecord          *record,
                           guint64                    n_pairs,
                           gboolean                   lost)
{
  /* It was refused before, when its offset was read for the first time. */
  if (record->message->offset < partition->known_offset)
    return;

  self->counters.n_late_pairs += n_pairs;
  self->counters.n_late_records += lost;
  weir_window_engine_list_late (self, record, partition->stream_usec - record->time_usec, FALSE);
}

/* Earlier than windows can hold. The delay it is listed with is cut to what times can differ by. */
static void
weir_window_engine_refuse_ancient (WeirWindowEngine          *self,
                                   const WeirWindowPartition *partition,
                                   const WeirRecord          *record)
{
  gint64 stream_usec = partition->stream_usec != WEIR_NO_TIME ? partition->stream_usec : record->time_usec;
  gint64 delay_usec;

  if (__builtin_sub_overflow (stream_usec, record->time_usec, &delay_usec))
    delay_usec = G_MAXINT64;

  self->counters.n_late_records++;
  weir_window_engine_list_late (self, record, delay_usec, FALSE);
}

static void
weir_window_engine_add_future (WeirWindowEngine *self,
                               const WeirRecord *record)
{
  const WeirMessage *message = record->message;
  gint64 broker_usec = message->time_usec != WEIR_NO_TIME ? message->time_usec : message->arrival_usec;

  self->counters.n_future++;
  weir_window_engine_list_late (self, record, broker_usec - record->time_usec, TRUE);
}

/* Stream time reaches a mark, or what may close something. */
static G_GNUC_NO_INLINE void
weir_window_engine_pass (WeirWindowEngine    *self,
                         WeirWindowPartition *partition,
                         const WeirRecord    *record)
{
  if (record->time_usec >= partition->trail.next_usec)
    weir_offset_trail_add (&partition->trail, record->message->offset, partition->stream_usec, record->time_usec);

  partition->stream_usec = record->time_usec;
  weir_window_engine_close_due (self);
}

/**
 * weir_window_engine_add:
 * @self: an engine
 * @record: a record; borrowed for the call
 *
 * Puts @record into its windows, and gives out the rows it completes. A record
 * further ahead of the broker's clock than the spec allows is counted and
 * listed, and does nothing else. One of a partition that was called inactive
 * makes it active again.
 */
void
weir_window_engine_add (WeirWindowEngine *self,
                        const WeirRecord *record)
{
  const WeirMessage *message = record->message;
  WeirWindowPartition *partition = self->partition;

  if (G_UNLIKELY (weir_record_is_future (record, self->spec.max_ahead_usec)))
    {
      weir_window_engine_add_future (self, record);
      return;
    }
  if (G_UNLIKELY (partition == NULL || partition->number != message->partition || partition->topic_index != message->topic_index))
    self->partition = partition = weir_window_engine_get_partition (self, message->topic_index, message->partition);

  self->n_seen++;
  partition->seen_usec = message->arrival_usec > 0 ? message->arrival_usec : self->now_usec;
  partition->idle = FALSE;
  partition->active = TRUE;

  if (record->time_usec > partition->stream_usec)
    {
      if (G_UNLIKELY (record->time_usec < -WEIR_WINDOW_MAX_TIME_USEC))
        {
          weir_window_engine_refuse_ancient (self, partition, record);
          return;
        }
      if (G_UNLIKELY (record->time_usec >= partition->check_usec))
        weir_window_engine_pass (self, partition, record);
      else
        partition->stream_usec = record->time_usec;
    }
  else if (record->time_usec < partition->stream_usec)
    {
      if (G_UNLIKELY (record->time_usec < -WEIR_WINDOW_MAX_TIME_USEC))
        {
          weir_window_engine_refuse_ancient (self, partition, record);
          return;
        }
      weir_late_list_count_delay (&self->late, partition->stream_usec - record->time_usec);
    }

  self->methods->add (self, partition, record);
}

/**
 * weir_window_engine_set_partition:
 * @self: an engine
 * @topic_index: a topic
 * @partition: a partition of it
 * @active: whether it may have more records
 *
 * An active partition holds final results back until it passes their close or
 * is idle; an inactive one, read to its end or taken away, no longer does.
 */
void
weir_window_engine_set_partition (WeirWindowEngine *self,
                                  guint             topic_index,
                                  gint32            partition,
                                  gboolean          active)
{
  WeirWindowPartition *state;

  g_return_if_fail (self != NULL);

  state = weir_window_engine_get_partition (self, topic_index, partition);
  state->active = active;
  state->idle = FALSE;
  if (!active)
    weir_window_engine_close_due (self);
}

/**
 * weir_window_engine_keep_partition:
 * @self: an engine
 * @topic_index: a topic
 * @partition: an active partition of it
 * @now_usec: wall time (µs UTC), on the clock of the records' arrival
 *
 * Says that @partition is not idle as of @now_usec though no record came. For
 * derived streams, which know whether their sources are idle.
 */
void
weir_window_engine_keep_partition (WeirWindowEngine *self,
                                   guint             topic_index,
                                   gint32            partition,
                                   gint64            now_usec)
{
  WeirWindowPartition *state;

  g_return_if_fail (self != NULL);

  state = weir_window_engine_get_partition (self, topic_index, partition);
  state->seen_usec = MAX (state->seen_usec, now_usec);
  state->idle = FALSE;
}

/**
 * weir_window_engine_advance:
 * @self: an engine
 * @now_usec: wall time (µs UTC), on the clock of the records' arrival
 *
 * Lets partitions without records for the spec's idle time go by, and closes
 * what only they held.
 */
void
weir_window_engine_advance (WeirWindowEngine *self,
                            gint64            now_usec)
{
  gboolean changed = FALSE;

  g_return_if_fail (self != NULL);

  self->now_usec = now_usec;
  if (self->spec.idle_after_usec < 0)
    return;

  for (guint i = 0; i < self->partitions->len; i++)
    {
      WeirWindowPartition *partition = g_ptr_array_index (self->partitions, i);

      if (partition->seen_usec == WEIR_NO_TIME)
        partition->seen_usec = now_usec;
      if (!partition->idle && now_usec - partition->seen_usec >= self->spec.idle_after_usec)
        changed = partition->idle = TRUE;
    }

  if (changed)
    weir_window_engine_close_due (self);
}

/**
 * weir_window_engine_finish:
 * @self: an engine
 *
 * The end of input: all partitions are inactive, every window is closed, and
 * what they had not passed is marked %WEIR_WINDOW_FINAL_END. The rows of this
 * call are ordered by (start, key).
 */
void
weir_window_engine_finish (WeirWindowEngine *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->partitions->len; i++)
    ((WeirWindowPartition *) g_ptr_array_index (self->partitions, i))->active = FALSE;

  self->finishing = TRUE;
  weir_window_engine_close_due (self);
  self->finishing = FALSE;
}

static const WeirValue *
weir_window_engine_get_previous (WeirWindowEngine *self,
                                 guint32           key)
{
  gsize wanted = ((gsize) key + 1) * self->layout.n_outputs;

  if (!self->layout.has_deltas)
    return NULL;
  if (self->previous->len < wanted)
    {
      weir_budget_charge (&self->budget, (wanted - self->previous->len) * sizeof (WeirValue));
      g_array_set_size (self->previous, wanted);
    }

  return &g_array_index (self->previous, WeirValue, (gsize) key * self->layout.n_outputs);
}

static void
weir_window_engine_keep_previous (WeirWindowEngine   *self,
                                  guint32             key,
                                  const WeirCellWord *cell)
{
  WeirValue *previous = (WeirValue *) weir_window_engine_get_previous (self, key);

  for (guint i = 0; previous != NULL && i < self->layout.n_outputs; i++)
    if (self->layout.outputs[i].aggregate.kind == WEIR_AGGREGATE_DELTA)
      weir_cell_get_last (&self->layout, cell, i, &previous[i]);
}

/* One row, to @func. */
void
weir_window_engine_emit (WeirWindowEngine   *self,
                         WeirWindowRowFunc   func,
                         gpointer            user_data,
                         guint32             key,
                         WeirWindowState     state,
                         gint64              start_usec,
                         gint64              end_usec,
                         const WeirCellWord *cell)
{
  gboolean final = state != WEIR_WINDOW_OPEN && state != WEIR_WINDOW_RETRACTED;
  WeirWindowRow row = { .key_id = key, .state = state, .key = self->keys.keys[key].bytes,
                        .key_length = self->keys.keys[key].length, .start_usec = start_usec, .end_usec = end_usec,
                        .count = weir_cell_get_n_records (&self->layout, cell), .values = self->values, .n_values = self->layout.n_outputs };

  if (final && end_usec < self->known_usec)
    return;

  self->counters.n_windows += final;
  if (final)
    self->counters.n_overflows += weir_cell_count_overflows (&self->layout, cell);
  if (func != NULL)
    {
      weir_cell_get_values (&self->layout, cell, end_usec - start_usec,
                            weir_window_engine_get_previous (self, key), self->values);
      func (&row, user_data);
    }
  if (final && self->layout.has_deltas)
    weir_window_engine_keep_previous (self, key, cell);
}
