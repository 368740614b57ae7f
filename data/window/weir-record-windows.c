#include "config.h"

#include <string.h>

#include "data/window/weir-due-heap.h"
#include "data/window/weir-hash.h"
#include "data/window/weir-row-buffer.h"

/*
 * Windows that the records themselves place: sliding and trailing. Each key keeps its records by (time, partition,
 * offset); a row is computed when it is due, by adding the records of its window in this order, so that neither
 * interleaving nor disorder within grace changes it.
 *
 * Records have to be kept themselves, so one for which the memory budget has no room goes to the "other" key, and is dropped
 * where that has none either.
 *
 * A record that came when its partition's horizon was h is in a window that ends at e if e ≥ h: the window was open to
 * it. A record too late for its own window may so still be in those of later records; that it is in none is known, and
 * counted, once the last window that could have it is given out.
 */

typedef struct
{
  gint64    time_usec;
  gint64    horizon_usec;   /* of its partition at its arrival */
  guint32   partition;      /* its index in the engine's */
  gboolean  waiting;        /* too late for its own window, and in none given out so far */
  WeirValue values[];       /* those the layout reads */
} WeirKeptRecord;

typedef struct
{
  char    *records;    /* owned; WeirKeptRecords, the first in use at `first` */
  guint    first;
  guint    n_records;
  guint    capacity;
  gint64   due_usec;   /* under which it is in the heap */
  gboolean dirty;
} WeirRecordKey;

typedef struct
{
  GPtrArray    *keys;         /* owned; WeirRecordKey by key, NULL where none */
  WeirDueHeap   heap;
  WeirRowBuffer rows;
  GArray       *ends;         /* owned, scratch: of gint64 */
  GArray       *dirty;        /* owned; of guint32: keys changed since the last look */
  guint         n_values;     /* kept of each record: up to the last the layout reads */
  gsize         stride_bytes;
  gint64        step_usec;    /* from t to the start of the window after it */
  gint64        reach_usec;   /* a window that ends further than this after a record does not have it */
  gint64        final_usec;   /* windows that end before it are given out */
} WeirRecordWindows;

static gboolean
weir_record_windows_is_sliding (const WeirWindowEngine *engine)
{
  return engine->spec.kind == WEIR_WINDOW_SLIDING;
}

static WeirKeptRecord *
weir_record_key_get (const WeirRecordWindows *self,
                     const WeirRecordKey     *key,
                     guint                    i)
{
  return (WeirKeptRecord *) (key->records + (key->first + i) * self->stride_bytes);
}

static void
weir_record_key_free (gpointer data)
{
  WeirRecordKey *self = data;

  if (self == NULL)
    return;
  g_free (self->records);
  g_free (self);
}

static void
weir_record_windows_init (WeirWindowEngine *engine)
{
  WeirRecordWindows *self = g_new0 (WeirRecordWindows, 1);

  for (guint i = 0; i < engine->layout.n_groups; i++)
    self->n_values = MAX (self->n_values, engine->layout.groups[i].value + 1);
  for (guint i = 0; i < engine->layout.n_weighted; i++)
    self->n_values = MAX (self->n_values, MAX (engine->layout.weighted[i].value, engine->layout.weighted[i].other) + 1);

  self->keys = g_ptr_array_new_with_free_func (weir_record_key_free);
  self->ends = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->dirty = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->stride_bytes = sizeof (WeirKeptRecord) + self->n_values * sizeof (WeirValue);
  self->step_usec = MAX (engine->spec.resolution_usec, 1);
  self->reach_usec = weir_record_windows_is_sliding (engine) ? engine->spec.size_usec : engine->spec.size_usec - 1;
  self->final_usec = G_MININT64;
  weir_due_heap_init (&self->heap);
  weir_row_buffer_init (&self->rows, engine);
  engine->kind_data = self;
}

static void
weir_record_windows_clear (WeirWindowEngine *engine)
{
  WeirRecordWindows *self = engine->kind_data;

  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->ends, g_array_unref);
  g_clear_pointer (&self->dirty, g_array_unref);
  weir_due_heap_clear (&self->heap);
  weir_row_buffer_clear (&self->rows);
  g_clear_pointer (&engine->kind_data, g_free);
}

static WeirRecordKey *
weir_record_windows_get_key (WeirRecordWindows *self,
                             guint32            id,
                             WeirBudget        *budget)
{
  WeirRecordKey *key;

  if (id >= self->keys->len)
    g_ptr_array_set_size (self->keys, (int) MAX (id + 1, self->keys->len * 2));

  key = g_ptr_array_index (self->keys, id);
  if (key == NULL)
    {
      if (!weir_budget_allows (budget, sizeof (WeirRecordKey)))
        return NULL;
      weir_budget_charge (budget, sizeof (WeirRecordKey));
      key = g_new0 (WeirRecordKey, 1);
      key->due_usec = G_MAXINT64;
      g_ptr_array_index (self->keys, id) = key;
    }

  return key;
}

/* The place of the first record at or after @time_usec. */
static guint
weir_record_key_lower_bound (const WeirRecordWindows *self,
                             const WeirRecordKey     *key,
                             gint64                   time_usec)
{
  guint low = 0;
  guint high = key->n_records;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (weir_record_key_get (self, key, middle)->time_usec < time_usec)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Whether there is room for one more record. */
static gboolean
weir_record_key_make_room (WeirRecordWindows *self,
                           WeirRecordKey     *key,
                           WeirBudget        *budget)
{
  guint capacity;

  if (key->first + key->n_records < key->capacity)
    return TRUE;
  if (key->first >= key->n_records && key->first > 0)
    {
      memcpy (key->records, key->records + key->first * self->stride_bytes, key->n_records * self->stride_bytes);
      key->first = 0;
      return TRUE;
    }

  capacity = MAX (key->capacity * 2, 4);
  if (!weir_budget_allows (budget, (capacity - key->capacity) * self->stride_bytes))
    return FALSE;
  weir_budget_charge (budget, (capacity - key->capacity) * self->stride_bytes);
  key->records = g_realloc (key->records, capacity * self->stride_bytes);
  key->capacity = capacity;
  return TRUE;
}

static gboolean
weir_window_partition_is_before (const WeirWindowPartition *partition,
                                 const WeirWindowPartition *other)
{
  if (partition->topic_index != other->topic_index)
    return partition->topic_index < other->topic_index;

  return partition->number < other->number;
}

/* Text is kept as its hash: it is only counted, in all and distinct. */
static void
weir_kept_record_set_values (WeirKeptRecord   *self,
                             const WeirRecord *record,
                             guint             n_values)
{
  for (guint i = 0; i < n_values; i++)
    {
      self->values[i] = i < record->n_values ? record->values[i] : (WeirValue){ .type = WEIR_VALUE_MISSING };
      if (self->values[i].type == WEIR_VALUE_TEXT)
        {
          self->values[i].as_int = (gint64) weir_hash_bytes (record->values[i].as_text, record->values[i].length, 0);
          self->values[i].length = WEIR_CELL_HASHED_TEXT;
        }
    }
}

static void
weir_record_key_insert (WeirWindowEngine          *engine,
                        WeirRecordKey             *key,
                        const WeirWindowPartition *partition,
                        gint64                     horizon_usec,
                        const WeirRecord          *record)
{
  WeirRecordWindows *self = engine->kind_data;
  WeirKeptRecord *kept;
  guint place = key->n_records;

  while (place > 0)
    {
      const WeirKeptRecord *before = weir_record_key_get (self, key, place - 1);

      if (before->time_usec < record->time_usec
          || (before->time_usec == record->time_usec
              && !weir_window_partition_is_before (partition, g_ptr_array_index (engine->partitions, before->partition))))
        break;
      place--;
    }

  kept = weir_record_key_get (self, key, place);
  memmove ((char *) kept + self->stride_bytes, kept, (key->n_records - place) * self->stride_bytes);
  kept->time_usec = record->time_usec;
  kept->horizon_usec = horizon_usec;
  kept->partition = partition->index;
  kept->waiting = record->time_usec < horizon_usec;
  weir_kept_record_set_values (kept, record, self->n_values);
  key->n_records++;
}

static void
weir_record_windows_schedule (WeirWindowEngine *engine,
                              guint32           id,
                              gint64            due_usec)
{
  WeirRecordWindows *self = engine->kind_data;
  WeirRecordKey *key = g_ptr_array_index (self->keys, id);

  if (due_usec >= key->due_usec)
    return;

  key->due_usec = due_usec;
  weir_due_heap_push (&self->heap, due_usec, id);
  if (due_usec < engine->next_close_usec)
    weir_window_engine_set_next_close (engine, due_usec);
}

/* @kept is in a final row of @state, which becomes what its partition makes of it. */
static void
weir_record_windows_take (WeirWindowEngine *engine,
                          WeirKeptRecord   *kept,
                          gint64            end_usec,
                          WeirWindowState  *state)
{
  *state = weir_window_engine_merge_state (engine, g_ptr_array_index (engine->partitions, kept->partition), end_usec + 1, *state);
  engine->counters.n_records += kept->waiting;
  kept->waiting = FALSE;
}

/* Adds the records of (end − length, end], sliding: [end − length, end], to a new row; none, no row. */
static void
weir_record_windows_add_row (WeirWindowEngine *engine,
                             guint32           id,
                             gint64            end_usec,
                             WeirWindowState   state)
{
  WeirRecordWindows *self = engine->kind_data;
  WeirRecordKey *key = g_ptr_array_index (self->keys, id);
  WeirCellWord *cell = weir_row_buffer_add (&self->rows, id, state, end_usec - engine->spec.size_usec, end_usec);
  WeirBufferedRow *row = &g_array_index (self->rows.rows, WeirBufferedRow, self->rows.rows->len - 1);

  for (guint i = weir_record_key_lower_bound (self, key, end_usec - self->reach_usec); i < key->n_records; i++)
    {
      WeirKeptRecord *kept = weir_record_key_get (self, key, i);

      if (kept->time_usec > end_usec)
        break;
      if (kept->horizon_usec > end_usec)
        continue;
      engine->layout.add (&engine->layout, cell, kept->values, self->n_values, kept->time_usec);
      if (row->state != WEIR_WINDOW_OPEN)
        weir_record_windows_take (engine, kept, end_usec, &row->state);
    }

  if (cell[0].u == 0)
    weir_row_buffer_drop (&self->rows);
}

static int
weir_compare_times (gconstpointer a,
                    gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

/* The ends, in [from, until), of the windows that a key's records place, ascending. */
static void
weir_record_windows_find_ends (WeirWindowEngine *engine,
                               WeirRecordKey    *key,
                               gint64            from_usec,
                               gint64            until_usec)
{
  WeirRecordWindows *self = engine->kind_data;
  gboolean sliding = weir_record_windows_is_sliding (engine);
  gint64 after = self->step_usec + engine->spec.size_usec;
  gint64 earliest = from_usec == G_MININT64 ? G_MININT64 : sliding ? from_usec - after : from_usec;
  guint n_distinct = 0;

  g_array_set_size (self->ends, 0);
  for (guint i = weir_record_key_lower_bound (self, key, earliest); i < key->n_records; i++)
    {
      const WeirKeptRecord *kept = weir_record_key_get (self, key, i);
      gint64 ends[2] = { kept->time_usec, kept->time_usec + after };

      if (kept->time_usec >= until_usec)
        break;
      for (guint j = 0; j < (sliding ? 2 : 1); j++)
        if (ends[j] >= kept->horizon_usec && ends[j] >= from_usec && ends[j] < until_usec)
          g_array_append_val (self->ends, ends[j]);
    }

  if (!sliding)
    return;
  /* Different records may place the same window. */
  g_array_sort (self->ends, weir_compare_times);
  for (guint i = 0; i < self->ends->len; i++)
    if (i == 0 || g_array_index (self->ends, gint64, i) != g_array_index (self->ends, gint64, n_distinct - 1))
      g_array_index (self->ends, gint64, n_distinct++) = g_array_index (self->ends, gint64, i);
  g_array_set_size (self->ends, n_distinct);
}

/* Forgets the records that no window to come has or begins after, and counts those that no window took. */
static void
weir_record_windows_prune (WeirWindowEngine *engine,
                           WeirRecordKey    *key,
                           gint64            final_usec)
{
  WeirRecordWindows *self = engine->kind_data;
  gint64 after = engine->spec.size_usec + self->step_usec;
  guint n_gone = 0;

  while (n_gone < key->n_records && weir_record_key_get (self, key, n_gone)->time_usec + after < final_usec)
    engine->counters.n_late_records += weir_record_key_get (self, key, n_gone++)->waiting;
  key->first += n_gone;
  key->n_records -= n_gone;

  if (key->n_records > 0)
    return;
  weir_budget_release (&engine->budget, key->capacity * self->stride_bytes);
  g_clear_pointer (&key->records, g_free);
  key->first = key->capacity = 0;
}

/* When the key has to be looked at next: when its next window ends, or at last to free its records. */
static void
weir_record_windows_schedule_key (WeirWindowEngine *engine,
                                  guint32           id,
                                  gint64            from_usec)
{
  WeirRecordWindows *self = engine->kind_data;
  WeirRecordKey *key = g_ptr_array_index (self->keys, id);
  gint64 after = engine->spec.size_usec + self->step_usec;
  gint64 due_usec = G_MAXINT64;
  guint i;

  if (key->n_records == 0)
    return;

  i = weir_record_key_lower_bound (self, key, from_usec);
  if (i < key->n_records)
    due_usec = weir_record_key_get (self, key, i)->time_usec + 1;
  weir_record_windows_schedule (engine, id, MIN (due_usec, weir_record_key_get (self, key, 0)->time_usec + after + 1));
}

static void
weir_record_windows_close_key (WeirWindowEngine *engine,
                               guint32           id,
                               gint64            horizon_usec)
{
  WeirRecordWindows *self = engine->kind_data;
  WeirRecordKey *key = g_ptr_array_index (self->keys, id);

  key->due_usec = G_MAXINT64;
  weir_record_windows_find_ends (engine, key, self->final_usec, horizon_usec);
  for (guint i = 0; i < self->ends->len; i++)
    weir_record_windows_add_row (engine, id, g_array_index (self->ends, gint64, i), WEIR_WINDOW_FINAL);

  weir_record_windows_prune (engine, key, horizon_usec);
}

static void
weir_record_windows_close (WeirWindowEngine *engine,
                           gint64            horizon_usec)
{
  WeirRecordWindows *self = engine->kind_data;
  g_autoptr(GArray) closed = g_array_new (FALSE, FALSE, sizeof (guint32));
  gint64 final_usec = horizon_usec;
  guint32 id;

  /* An end of input leaves no record open; whether a later record is late is decided by the last row. */
  if (horizon_usec == G_MAXINT64)
    final_usec = MAX (self->final_usec, weir_window_engine_get_stream_time (engine) + 1);

  while (weir_due_heap_pop (&self->heap, horizon_usec, &id))
    {
      /* It may have been in the heap twice. */
      if (((WeirRecordKey *) g_ptr_array_index (self->keys, id))->due_usec == G_MAXINT64)
        continue;
      weir_record_windows_close_key (engine, id, horizon_usec);
      g_array_append_val (closed, id);
    }

  self->final_usec = MAX (self->final_usec, final_usec);
  for (guint i = 0; i < closed->len; i++)
    weir_record_windows_schedule_key (engine, g_array_index (closed, guint32, i), self->final_usec);
  weir_row_buffer_flush (&self->rows, engine->func, engine->user_data);
  weir_window_engine_set_next_close (engine, weir_due_heap_get_next (&self->heap));
}

/* The early rows of a key that end in [from, until]. */
static void
weir_record_windows_announce (WeirWindowEngine *engine,
                              guint32           id,
                              gint64            from_usec,
                              gint64            until_usec)
{
  WeirRecordWindows *self = engine->kind_data;
  WeirRecordKey *key = g_ptr_array_index (self->keys, id);

  weir_record_windows_find_ends (engine, key, MAX (from_usec, self->final_usec), until_usec);
  for (guint i = 0; i < self->ends->len; i++)
    weir_record_windows_add_row (engine, id, g_array_index (self->ends, gint64, i), WEIR_WINDOW_OPEN);
}

/* Whether a record at @time_usec places the window after it anew. */
static gboolean
weir_record_windows_places_next (WeirWindowEngine *engine,
                                 WeirRecordKey    *key,
                                 gint64            time_usec)
{
  WeirRecordWindows *self = engine->kind_data;
  gint64 end_usec = time_usec + self->step_usec + engine->spec.size_usec;

  if (!weir_record_windows_is_sliding (engine))
    return FALSE;

  weir_record_windows_find_ends (engine, key, end_usec, end_usec + 1);
  return self->ends->len == 0;
}

static void
weir_record_windows_mark (WeirWindowEngine *engine,
                          guint32           id,
                          WeirRecordKey    *key,
                          gint64            time_usec,
                          gboolean          places_next)
{
  WeirRecordWindows *self = engine->kind_data;

  weir_record_windows_schedule_key (engine, id, MAX (self->final_usec, MIN (time_usec, key->due_usec)));
  if (engine->emit_updates)
    {
      gint64 next_usec = time_usec + self->step_usec + engine->spec.size_usec;

      weir_record_windows_announce (engine, id, time_usec, time_usec + self->reach_usec + 1);
      /* Records later than it may be in it already. */
      if (places_next)
        weir_record_windows_announce (engine, id, next_usec, next_usec + 1);
      weir_row_buffer_flush (&self->rows, engine->func, engine->user_data);
      return;
    }

  if (!key->dirty)
    g_array_append_val (self->dirty, id);
  key->dirty = TRUE;
}

/* The record's key or, without room there, the "other" key, with room for one more record; NULL when neither has it. */
static WeirRecordKey *
weir_record_windows_make_room (WeirWindowEngine *engine,
                               const WeirRecord *record,
                               guint32          *id)
{
  WeirRecordWindows *self = engine->kind_data;
  WeirRecordKey *key;

  *id = weir_window_engine_find_key (engine, record);
  key = weir_record_windows_get_key (self, *id, &engine->budget);
  if (key != NULL && weir_record_key_make_room (self, key, &engine->budget))
    return key;
  if (*id == engine->other_key)
    return NULL;

  *id = weir_window_engine_get_other_key (engine);
  key = weir_record_windows_get_key (self, *id, &engine->budget);
  if (key == NULL || !weir_record_key_make_room (self, key, &engine->budget))
    return NULL;

  engine->counters.n_other_records++;
  return key;
}

static void
weir_record_windows_add (WeirWindowEngine    *engine,
                         WeirWindowPartition *partition,
                         const WeirRecord    *record)
{
  WeirRecordWindows *self = engine->kind_data;
  gint64 horizon = MAX (weir_window_partition_get_horizon (partition, engine->spec.grace_usec), self->final_usec);
  gboolean late = record->time_usec < horizon;
  gboolean lost = record->time_usec + self->reach_usec < horizon;
  gboolean places_next;
  WeirRecordKey *key;
  guint32 id;

  if (late)
    weir_window_engine_refuse (engine, partition, record, 1, lost);
  if (lost)
    return;

  key = weir_record_windows_make_room (engine, record, &id);
  if (key == NULL)
    {
      engine->counters.n_shed_records++;
      return;
    }
  places_next = engine->emit_updates && weir_record_windows_places_next (engine, key, record->time_usec);
  weir_record_key_insert (engine, key, partition, horizon, record);
  engine->counters.n_records += !late;
  weir_record_windows_mark (engine, id, key, record->time_usec, places_next);
}

static void
weir_record_windows_take_changed (WeirWindowEngine *engine,
                                  WeirWindowRowFunc func,
                                  gpointer          user_data)
{
  WeirRecordWindows *self = engine->kind_data;

  for (guint i = 0; i < self->dirty->len; i++)
    {
      guint32 id = g_array_index (self->dirty, guint32, i);

      ((WeirRecordKey *) g_ptr_array_index (self->keys, id))->dirty = FALSE;
      weir_record_windows_announce (engine, id, G_MININT64, G_MAXINT64);
    }

  g_array_set_size (self->dirty, 0);
  weir_row_buffer_flush (&self->rows, func, user_data);
}

static gint64
weir_record_windows_get_final (WeirWindowEngine *engine)
{
  return ((WeirRecordWindows *) engine->kind_data)->final_usec;
}

static gint64
weir_record_windows_get_needed (WeirWindowEngine *engine)
{
  const WeirRecordWindows *self = engine->kind_data;

  return self->final_usec == G_MININT64 ? G_MININT64 : self->final_usec - engine->spec.size_usec - self->step_usec;
}

const WeirWindowMethods weir_record_window_methods = {
  .init = weir_record_windows_init,
  .add = weir_record_windows_add,
  .close = weir_record_windows_close,
  .take_changed = weir_record_windows_take_changed,
  .get_final = weir_record_windows_get_final,
  .get_needed = weir_record_windows_get_needed,
  .clear = weir_record_windows_clear,
};
