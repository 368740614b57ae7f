#include "config.h"

#include "data/window/weir-stream-join.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/window/weir-future.h"
#include "data/window/weir-join-side.h"

#define DEFAULT_MAX_BYTES (256u * 1024 * 1024)

/*
 * What makes a result independent of how partitions and sides interleave: whether two records are a pair depends on
 * the two alone and on the stream time of their own partitions when they came. A left record l waits until the right
 * side's stream time passed l.t + after + grace, so l and r are a pair when r came no later than that in its own
 * partition, and likewise the other way round. A record at most grace behind its partition therefore loses no pair.
 */

/* A row that waits for its turn. */
typedef struct
{
  gint64         time_usec;
  WeirJoinEntry *left;    /* owned (nullable) */
  WeirJoinEntry *right;   /* owned (nullable) */
} WeirWaitingRow;

struct _WeirStreamJoin
{
  WeirStreamJoinSpec     spec;
  gint64                 spans_usec[WEIR_JOIN_N_SIDES];   /* how much later a partner may be */
  WeirJoinSideState      sides[WEIR_JOIN_N_SIDES];
  WeirJoinKeys           keys;
  WeirHeap               rows;       /* of owned WeirWaitingRow */
  gint64                 given_usec; /* the largest time of a row that was given out in order */
  gboolean               finishing;
  WeirStreamJoinCounters counters;
  WeirJoinRowFunc        func;
  gpointer               user_data;
};

static gboolean
weir_stream_join_spec_check (const WeirStreamJoinSpec *spec,
                             GError                  **error)
{
  const char *problem = NULL;

  if (spec->type > WEIR_JOIN_OUTER)
    problem = _("there is no such kind of join");
  else if (spec->before_usec < 0 || spec->before_usec > WEIR_WINDOW_MAX_SIZE_USEC ||
           spec->after_usec < 0 || spec->after_usec > WEIR_WINDOW_MAX_SIZE_USEC)
    problem = _("how far apart joined records may be must be 0 or more and at most 10 000 years");
  else if (spec->grace_usec < 0 || spec->grace_usec > WEIR_WINDOW_MAX_SIZE_USEC)
    problem = _("grace must be 0 or more and at most 10 000 years");

  if (problem != NULL)
    g_set_error_literal (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_SPEC, problem);

  return problem == NULL;
}

/* Either may be NULL, which comes first. */
static int
weir_waiting_row_compare_side (const WeirJoinEntry *a,
                               const WeirJoinEntry *b)
{
  if (a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);

  return weir_join_record_compare (&a->record, &b->record);
}

/* By (time, key bytewise, left position, right position). */
static int
weir_waiting_row_compare (gconstpointer a,
                          gconstpointer b)
{
  const WeirWaitingRow *row_a = a;
  const WeirWaitingRow *row_b = b;
  const WeirJoinKey *key_a = (row_a->left != NULL ? row_a->left : row_a->right)->key;
  const WeirJoinKey *key_b = (row_b->left != NULL ? row_b->left : row_b->right)->key;
  int order;

  if (row_a->time_usec != row_b->time_usec)
    return row_a->time_usec < row_b->time_usec ? -1 : 1;

  if (key_a != key_b)
    {
      order = memcmp (key_a->bytes, key_b->bytes, MIN (key_a->length, key_b->length));
      return order != 0 ? order : (key_a->length > key_b->length) - (key_a->length < key_b->length);
    }

  order = weir_waiting_row_compare_side (row_a->left, row_b->left);
  return order != 0 ? order : weir_waiting_row_compare_side (row_a->right, row_b->right);
}

/**
 * weir_stream_join_new:
 * @spec: the join; copied
 * @error: return location
 *
 * Makes a join of two streams: a row for each pair of a left record l and a
 * right record r with the same key and `l.t − before <= r.t <= l.t + after`,
 * both inclusive; its time is the larger of both. With left and outer joins
 * also a row for each record of the left (of either) side that has no partner,
 * once the other side's stream time is past `t + after + grace` (left) or `t +
 * before + grace` (right), so that none can come. A join belongs to one
 * thread, any one.
 *
 * Stream time is a partition's own, as everywhere; the sides need not be
 * partitioned alike, since all partitions of the other side are waited for. A
 * record more than grace behind its partition still meets the partners that
 * wait for it; one behind by more than before + after + grace meets none and is
 * counted as late. Where records without partner have a row, it gives its own
 * at once, unless rows are @ordered.
 *
 * The same records give the same set of rows, however sides and partitions
 * interleave, if all partitions were named with
 * weir_stream_join_set_partition() before the first record, none became idle
 * and the memory sufficed. With @ordered they come in one order too: by time,
 * key bytewise, position of the left and of the right record; a live row then
 * waits for before + after + grace of stream time. For the row of a very late
 * record no wait is long enough: there is none, but with @hold, where all rows
 * wait for the end. Past the memory budget rows
 * that wait go out early, and then the oldest records are forgotten, which give
 * no row for themselves; what may be out of order or missing is counted.
 *
 * Returns: (transfer full) (nullable): a join, or %NULL with
 *   %WEIR_WINDOW_ERROR_SPEC
 */
WeirStreamJoin *
weir_stream_join_new (const WeirStreamJoinSpec *spec,
                      GError                  **error)
{
  WeirStreamJoin *self;

  g_return_val_if_fail (spec != NULL, NULL);

  if (!weir_stream_join_spec_check (spec, error))
    return NULL;

  self = g_new0 (WeirStreamJoin, 1);
  self->spec = *spec;
  if (self->spec.max_ahead_usec == 0)
    self->spec.max_ahead_usec = WEIR_MAX_AHEAD_DEFAULT_USEC;
  if (self->spec.idle_after_usec == 0)
    self->spec.idle_after_usec = WEIR_IDLE_AFTER_DEFAULT_USEC;
  if (self->spec.max_bytes == 0)
    self->spec.max_bytes = DEFAULT_MAX_BYTES;

  self->spans_usec[WEIR_JOIN_SIDE_LEFT] = spec->after_usec;
  self->spans_usec[WEIR_JOIN_SIDE_RIGHT] = spec->before_usec;
  weir_join_keys_init (&self->keys);
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    weir_join_side_init (&self->sides[side]);
  weir_heap_init (&self->rows, weir_waiting_row_compare);
  self->given_usec = G_MININT64;
  return self;
}

static void
weir_stream_join_free_row (WeirStreamJoin *self,
                           WeirWaitingRow *row)
{
  if (row->left != NULL)
    weir_join_keys_unref (&self->keys, row->left);
  if (row->right != NULL)
    weir_join_keys_unref (&self->keys, row->right);
  self->keys.n_bytes -= sizeof *row;
  g_free (row);
}

/**
 * weir_stream_join_free:
 * @self: a join
 *
 * Frees @self; what waits is not given out.
 */
void
weir_stream_join_free (WeirStreamJoin *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->rows.items->len; i++)
    weir_stream_join_free_row (self, g_ptr_array_index (self->rows.items, i));
  weir_heap_clear (&self->rows);
  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    weir_join_side_clear (&self->sides[side], &self->keys);
  weir_join_keys_clear (&self->keys);
  g_free (self);
}

/**
 * weir_stream_join_set_row_func:
 * @self: a join
 * @func: (scope notified) (nullable): called for each row
 * @user_data: for @func
 *
 * @func is called in the join's thread, from within add, set_partition,
 * advance and finish. It must not call the join.
 */
void
weir_stream_join_set_row_func (WeirStreamJoin *self,
                               WeirJoinRowFunc func,
                               gpointer        user_data)
{
  g_return_if_fail (self != NULL);

  self->func = func;
  self->user_data = user_data;
}

static void
weir_stream_join_give (WeirStreamJoin      *self,
                       gint64               time_usec,
                       const WeirJoinEntry *left,
                       const WeirJoinEntry *right)
{
  const WeirJoinKey *key = (left != NULL ? left : right)->key;
  const WeirJoinRow row = {
    .time_usec = time_usec,
    .key = key->bytes,
    .key_length = key->length,
    .left = left != NULL ? &left->record : NULL,
    .right = right != NULL ? &right->record : NULL,
  };

  if (self->func != NULL)
    self->func (&row, self->user_data);
}

/* A row: given out, or put to those that wait for their turn. */
static void
weir_stream_join_emit (WeirStreamJoin *self,
                       WeirJoinEntry  *left,
                       WeirJoinEntry  *right)
{
  gint64 left_usec = left != NULL ? left->record.time_usec : G_MININT64;
  gint64 right_usec = right != NULL ? right->record.time_usec : G_MININT64;
  gint64 time_usec = MAX (left_usec, right_usec);
  WeirWaitingRow *row;

  if (!self->spec.ordered)
    {
      weir_stream_join_give (self, time_usec, left, right);
      return;
    }

  row = g_new (WeirWaitingRow, 1);
  *row = (WeirWaitingRow){ time_usec, left != NULL ? weir_join_entry_ref (left) : NULL,
                           right != NULL ? weir_join_entry_ref (right) : NULL };
  self->keys.n_bytes += sizeof *row;
  weir_heap_push (&self->rows, row);
}

static void
weir_stream_join_emit_unmatched (WeirStreamJoin *self,
                                 WeirJoinEntry  *entry)
{
  gboolean left = entry->side == WEIR_JOIN_SIDE_LEFT;

  if (entry->matched || self->spec.type == WEIR_JOIN_INNER || (!left && self->spec.type == WEIR_JOIN_LEFT))
    return;

  self->counters.n_unmatched[entry->side]++;
  weir_stream_join_emit (self, left ? entry : NULL, left ? NULL : entry);
}

/* Takes the earliest waiting record of @side out of everything but the rows that have it. (transfer full) */
static WeirJoinEntry *
weir_stream_join_take (WeirStreamJoin *self,
                       WeirJoinSide    side)
{
  WeirJoinEntry *entry = weir_heap_pop (&self->sides[side].waiting);

  weir_join_sequence_remove (entry);
  self->counters.n_waiting--;
  return entry;
}

/* Whether a record of the partition whose stream time is @stream_usec comes too late for @entry, of the other side. */
static inline gboolean
weir_stream_join_is_closed (const WeirStreamJoin *self,
                            const WeirJoinEntry  *entry,
                            gint64                stream_usec)
{
  return stream_usec > entry->record.time_usec + self->spans_usec[entry->side] + self->spec.grace_usec;
}

/* Ends the wait of those of @side for whom no partner can come. */
static void
weir_stream_join_close_side (WeirStreamJoin *self,
                             WeirJoinSide    side)
{
  gint64 horizon_usec = self->sides[!side].horizon_usec;
  WeirJoinEntry *entry;

  while ((entry = weir_heap_peek (&self->sides[side].waiting)) != NULL &&
         weir_stream_join_is_closed (self, entry, horizon_usec))
    {
      weir_stream_join_take (self, side);
      weir_stream_join_emit_unmatched (self, entry);
      weir_join_keys_unref (&self->keys, entry);
    }
}

static void
weir_stream_join_release_row (WeirStreamJoin *self)
{
  WeirWaitingRow *row = weir_heap_pop (&self->rows);

  self->given_usec = MAX (self->given_usec, row->time_usec);
  weir_stream_join_give (self, row->time_usec, row->left, row->right);
  weir_stream_join_free_row (self, row);
}

/* Whether no row before @row can come, but one of a very late record: a record of a pair to come is not further behind
 * than this, and no row is earlier than its earlier record. */
static gboolean
weir_stream_join_has_turn (WeirStreamJoin       *self,
                           const WeirWaitingRow *row)
{
  gint64 horizon_usec = MIN (self->sides[WEIR_JOIN_SIDE_LEFT].horizon_usec,
                             self->sides[WEIR_JOIN_SIDE_RIGHT].horizon_usec);
  gint64 reach_usec = self->spec.before_usec + self->spec.after_usec + self->spec.grace_usec;

  return row->time_usec + reach_usec < horizon_usec;
}

static void
weir_stream_join_release_rows (WeirStreamJoin *self)
{
  const WeirWaitingRow *row;

  if (self->spec.hold && !self->finishing)
    return;

  while ((row = weir_heap_peek (&self->rows)) != NULL && weir_stream_join_has_turn (self, row))
    weir_stream_join_release_row (self);
}

/* Gives out what the sides' stream times allow. */
static void
weir_stream_join_settle (WeirStreamJoin *self)
{
  weir_stream_join_close_side (self, WEIR_JOIN_SIDE_LEFT);
  weir_stream_join_close_side (self, WEIR_JOIN_SIDE_RIGHT);
  weir_stream_join_release_rows (self);
}

static void
weir_stream_join_evict (WeirStreamJoin *self)
{
  const WeirJoinEntry *left = weir_heap_peek (&self->sides[WEIR_JOIN_SIDE_LEFT].waiting);
  const WeirJoinEntry *right = weir_heap_peek (&self->sides[WEIR_JOIN_SIDE_RIGHT].waiting);
  WeirJoinSide side = WEIR_JOIN_SIDE_LEFT;

  if (left == NULL || (right != NULL && weir_join_entry_compare (right, left) < 0))
    side = WEIR_JOIN_SIDE_RIGHT;

  weir_join_keys_unref (&self->keys, weir_stream_join_take (self, side));
  self->counters.n_evicted++;
}

/* Rows first: they only come early, whereas a forgotten record may have had a partner. */
static void
weir_stream_join_keep_budget (WeirStreamJoin *self)
{
  const WeirWaitingRow *row;

  while (self->keys.n_bytes > self->spec.max_bytes && (row = weir_heap_peek (&self->rows)) != NULL)
    {
      self->counters.n_unordered += !weir_stream_join_has_turn (self, row);
      weir_stream_join_release_row (self);
    }

  while (self->keys.n_bytes > self->spec.max_bytes && self->counters.n_waiting > 0)
    weir_stream_join_evict (self);
}

static void
weir_stream_join_match (WeirStreamJoin *self,
                        WeirJoinEntry  *entry)
{
  const WeirJoinSequence *others = &entry->key->sides[!entry->side];
  gint64 first_usec = entry->record.time_usec - self->spans_usec[!entry->side];
  gint64 last_usec = entry->record.time_usec + self->spans_usec[entry->side];
  gboolean left = entry->side == WEIR_JOIN_SIDE_LEFT;

  for (guint i = weir_join_sequence_find (others, first_usec); i < others->end; i++)
    {
      WeirJoinEntry *other = others->items[i];

      if (other->record.time_usec > last_usec)
        break;
      if (weir_stream_join_is_closed (self, other, entry->stream_usec) ||
          weir_stream_join_is_closed (self, entry, other->stream_usec))
        continue;

      entry->matched = other->matched = TRUE;
      self->counters.n_pairs++;
      weir_stream_join_emit (self, left ? entry : other, left ? other : entry);
    }
}

/* A record too late for every partner: it gives the row of one that has none, and waits for nothing. */
static void
weir_stream_join_add_late (WeirStreamJoin   *self,
                           WeirJoinSide      side,
                           const WeirRecord *record,
                           gint64            stream_usec)
{
  WeirJoinEntry *entry;

  self->counters.n_late_records++;
  /* It would break the order, or is earlier than times can be reckoned with. */
  if ((self->spec.ordered && !self->spec.hold) || record->time_usec < -WEIR_WINDOW_MAX_TIME_USEC)
    return;

  self->counters.n_unordered += self->spec.hold && record->time_usec < self->given_usec;
  entry = weir_join_keys_add (&self->keys, record, side, stream_usec);
  weir_stream_join_emit_unmatched (self, entry);
  weir_join_keys_unref (&self->keys, entry);
}

/* Whether @record is too late for every partner. */
static gboolean
weir_stream_join_is_late (WeirStreamJoin   *self,
                          const WeirRecord *record,
                          gint64            stream_usec)
{
  gint64 delay_usec;

  if (record->time_usec < -WEIR_WINDOW_MAX_TIME_USEC)
    return TRUE;

  delay_usec = stream_usec - record->time_usec;
  if (delay_usec > self->spec.before_usec + self->spec.after_usec + self->spec.grace_usec)
    return TRUE;

  self->counters.n_late_partial += delay_usec > self->spec.grace_usec;
  return FALSE;
}

/**
 * weir_stream_join_add:
 * @self: a join
 * @side: where @record comes from
 * @record: a record; borrowed for the call
 *
 * Gives out @record's pairs and what its time completes. One further ahead of
 * the broker's clock than the spec allows is counted and does nothing else.
 */
void
weir_stream_join_add (WeirStreamJoin   *self,
                      WeirJoinSide      side,
                      const WeirRecord *record)
{
  const WeirJoinPartition *partition;
  WeirJoinEntry *entry;

  g_return_if_fail (self != NULL && record != NULL);
  g_return_if_fail (side < WEIR_JOIN_N_SIDES);

  if (weir_record_is_future (record, self->spec.max_ahead_usec))
    {
      self->counters.n_future++;
      return;
    }

  partition = weir_join_side_see (&self->sides[side], record);
  if (weir_stream_join_is_late (self, record, partition->stream_usec))
    weir_stream_join_add_late (self, side, record, partition->stream_usec);
  else
    {
      entry = weir_join_keys_add (&self->keys, record, side, partition->stream_usec);
      weir_join_sequence_insert (&self->keys, entry);
      weir_heap_push (&self->sides[side].waiting, entry);
      self->counters.n_waiting++;
      self->counters.n_records[side]++;
      weir_stream_join_match (self, entry);
    }

  weir_stream_join_settle (self);
  weir_stream_join_keep_budget (self);
}

/**
 * weir_stream_join_set_partition:
 * @self: a join
 * @side: a side
 * @topic_index: a topic of it
 * @partition: a partition of it
 * @active: whether it may have more records
 *
 * An active partition holds rows without partner back until it passes the
 * partner's last time or is idle; an inactive one, read to its end or taken
 * away, no longer does.
 */
void
weir_stream_join_set_partition (WeirStreamJoin *self,
                                WeirJoinSide    side,
                                guint           topic_index,
                                gint32          partition,
                                gboolean        active)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (side < WEIR_JOIN_N_SIDES);

  weir_join_side_set_partition (&self->sides[side], topic_index, partition, active);
  weir_stream_join_settle (self);
}

/**
 * weir_stream_join_keep_partition:
 * @self: a join
 * @side: a side
 * @topic_index: a topic of it
 * @partition: a partition of it
 * @now_usec: wall time (µs UTC), on the clock of the records' arrival
 *
 * Says that @partition is not idle as of @now_usec though no record came. For
 * derived streams, which know whether their sources are idle.
 */
void
weir_stream_join_keep_partition (WeirStreamJoin *self,
                                 WeirJoinSide    side,
                                 guint           topic_index,
                                 gint32          partition,
                                 gint64          now_usec)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (side < WEIR_JOIN_N_SIDES);

  weir_join_side_keep_partition (&self->sides[side], topic_index, partition, now_usec);
}

/**
 * weir_stream_join_advance:
 * @self: a join
 * @now_usec: wall time (µs UTC), on the clock of the records' arrival
 *
 * Lets partitions without records for the spec's idle time go by. A partner
 * that an idle partition brings after all finds only what still waits.
 */
void
weir_stream_join_advance (WeirStreamJoin *self,
                          gint64          now_usec)
{
  gboolean changed = FALSE;

  g_return_if_fail (self != NULL);

  if (self->spec.idle_after_usec < 0)
    return;

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    changed |= weir_join_side_advance (&self->sides[side], now_usec, self->spec.idle_after_usec);

  if (changed)
    weir_stream_join_settle (self);
}

/**
 * weir_stream_join_finish:
 * @self: a join
 *
 * The end of input: whatever has no partner gets none, and all rows that wait
 * are given out.
 */
void
weir_stream_join_finish (WeirStreamJoin *self)
{
  g_return_if_fail (self != NULL);

  for (guint side = 0; side < WEIR_JOIN_N_SIDES; side++)
    weir_join_side_finish (&self->sides[side]);

  self->finishing = TRUE;
  weir_stream_join_settle (self);
  self->finishing = FALSE;
}

/**
 * weir_stream_join_get_counters:
 * @self: a join
 * @counters: (out): its counters now
 */
void
weir_stream_join_get_counters (WeirStreamJoin         *self,
                               WeirStreamJoinCounters *counters)
{
  g_return_if_fail (self != NULL && counters != NULL);

  *counters = self->counters;
  counters->n_keys = g_hash_table_size (self->keys.table);
  counters->n_bytes = self->keys.n_bytes;
}
