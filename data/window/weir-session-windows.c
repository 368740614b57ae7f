#include "config.h"

#include "data/window/weir-due-heap.h"
#include "data/window/weir-row-buffer.h"
#include "data/window/weir-session-key.h"

/*
 * Session windows. Each partition has its own sessions, by its own stream time. A row is made of the sessions
 * of all partitions that are at most a gap apart, once every partition has passed its end, gap and grace: of those that
 * were joined when each partition passed its end. A session that has closed in its partition takes no more events, not
 * even of one that would bridge it to an open one.
 *
 * What that means for several partitions is in WeirSession; it makes a row the union of overlapping intervals, so that
 * each session is looked at a few times in its life, whatever number of others it is joined with.
 */

typedef struct
{
  GPtrArray    *keys;                /* owned array of owned WeirSessionKey, by key, NULL where none */
  WeirDueHeap   heap;
  WeirRowBuffer rows;
  GArray       *dirty;               /* owned; of guint32: keys changed since the last look */
  gint64        final_horizon_usec;  /* what ended before it is given out */
} WeirSessionWindows;

static void
weir_session_windows_init (WeirWindowEngine *engine)
{
  WeirSessionWindows *self = g_new0 (WeirSessionWindows, 1);

  self->keys = g_ptr_array_new ();
  weir_due_heap_init (&self->heap);
  weir_row_buffer_init (&self->rows, engine);
  self->dirty = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->final_horizon_usec = G_MININT64;
  engine->kind_data = self;
}

static void
weir_session_windows_clear (WeirWindowEngine *engine)
{
  WeirSessionWindows *self = engine->kind_data;

  for (guint i = 0; i < self->keys->len; i++)
    if (g_ptr_array_index (self->keys, i) != NULL)
      weir_session_key_free (g_ptr_array_index (self->keys, i), &engine->layout);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->dirty, g_array_unref);
  weir_due_heap_clear (&self->heap);
  weir_row_buffer_clear (&self->rows);
  g_clear_pointer (&engine->kind_data, g_free);
}

static WeirSessionKey *
weir_session_windows_get_key (WeirSessionWindows *self,
                              guint32             id,
                              WeirBudget         *budget)
{
  if (id >= self->keys->len)
    g_ptr_array_set_size (self->keys, (int) MAX (id + 1, self->keys->len * 2));
  if (g_ptr_array_index (self->keys, id) == NULL)
    g_ptr_array_index (self->keys, id) = weir_session_key_new (budget);

  return g_ptr_array_index (self->keys, id);
}

/* A key that has no session is remembered by its name alone, until it comes again. */
static void
weir_session_windows_drop_key (WeirWindowEngine *engine,
                               guint32           id)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSessionKey *key = g_ptr_array_index (self->keys, id);

  if (!weir_session_key_is_empty (key))
    return;

  weir_session_key_free (key, &engine->layout);
  g_ptr_array_index (self->keys, id) = NULL;
}

static void
weir_session_windows_schedule (WeirWindowEngine *engine,
                               guint32           id,
                               gint64            due_usec)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSessionKey *key = g_ptr_array_index (self->keys, id);

  if (due_usec >= key->due_usec)
    return;

  key->due_usec = due_usec;
  weir_due_heap_push (&self->heap, due_usec, id);
  if (due_usec < engine->next_close_usec)
    weir_window_engine_set_next_close (engine, weir_due_heap_get_next (&self->heap));
}

/* The horizon below which ends are closed for @partition. */
static gint64
weir_session_windows_get_horizon (WeirWindowEngine          *engine,
                                  const WeirWindowPartition *partition)
{
  const WeirSessionWindows *self = engine->kind_data;

  return MAX (weir_window_partition_get_horizon (partition, engine->spec.grace_usec) - engine->spec.size_usec,
              self->final_horizon_usec);
}

/* The place of the first early row that ends at or after @reach_usec. */
static guint
weir_session_key_find_announced (const WeirSessionKey *self,
                                 gint64                reach_usec)
{
  guint low = 0;
  guint high = self->announced->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->announced, WeirSessionSpan, middle).end_usec < reach_usec)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Voids the early rows that the row of @span takes the place of, unless they have its bounds; @stands: it is one too. */
static void
weir_session_windows_replace (WeirSessionWindows *self,
                              guint32             id,
                              WeirSessionKey     *key,
                              WeirSessionSpan     span,
                              gboolean            stands)
{
  guint first;
  guint after;

  if (key->announced == NULL && !stands)
    return;
  if (key->announced == NULL)
    key->announced = g_array_new (FALSE, FALSE, sizeof (WeirSessionSpan));

  first = after = weir_session_key_find_announced (key, span.reach_usec);
  for (; after < key->announced->len; after++)
    {
      WeirSessionSpan old = g_array_index (key->announced, WeirSessionSpan, after);

      if (old.reach_usec > span.end_usec)
        break;
      if (old.start_usec != span.start_usec || old.end_usec != span.end_usec)
        weir_row_buffer_add (&self->rows, id, WEIR_WINDOW_RETRACTED, old.start_usec, old.end_usec);
    }

  if (after > first)
    g_array_remove_range (key->announced, first, after - first);
  if (stands)
    g_array_insert_val (key->announced, first, span);
}

/* The row that is put together in @key, early or final. */
static WeirSessionSpan
weir_session_windows_add_row (WeirWindowEngine *engine,
                              guint32           id,
                              WeirSessionKey   *key,
                              WeirWindowState   state)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSessionSpan span = weir_session_key_get_span (key);
  gint64 close_usec = span.end_usec + engine->spec.size_usec + 1;

  for (guint i = 0; state != WEIR_WINDOW_OPEN && i < key->n_lists; i++)
    if (key->lists[i].row_after > key->lists[i].row_first)
      state = weir_window_engine_merge_state (engine, key->lists[i].partition, close_usec, state);

  weir_session_key_merge_row (key, &engine->layout,
                              weir_row_buffer_add (&self->rows, id, state, span.start_usec, span.end_usec));
  return span;
}

static void
weir_session_windows_give_out (WeirWindowEngine *engine,
                               guint32           id,
                               WeirSessionKey   *key,
                               gint64            horizon_usec)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSessionSpan span = weir_session_windows_add_row (engine, id, key, WEIR_WINDOW_FINAL);

  weir_session_windows_replace (self, id, key, span, FALSE);
  if (horizon_usec == G_MAXINT64)
    self->final_horizon_usec = MAX (self->final_horizon_usec, span.end_usec + 1);

  weir_session_key_remove_row (key, &engine->layout);
}

/* Puts the rows of a key that are due at @horizon_usec into the buffer. */
static void
weir_session_windows_close_key (WeirWindowEngine *engine,
                                guint32           id,
                                gint64            horizon_usec)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSessionKey *key = g_ptr_array_index (self->keys, id);
  gint64 gap_usec = engine->spec.size_usec;

  /* It may have been in the heap more than once, and have had its turn. */
  if (key == NULL || key->due_usec > horizon_usec)
    return;

  key->due_usec = G_MAXINT64;
  while (weir_session_key_take_first (key, horizon_usec - gap_usec - 1, &engine->layout))
    weir_session_windows_give_out (engine, id, key, horizon_usec);

  if (key->waiting.end_usec != G_MAXINT64)
    weir_session_windows_schedule (engine, id, key->waiting.end_usec + gap_usec + 1);
  else
    weir_session_windows_drop_key (engine, id);
}

static void
weir_session_windows_close (WeirWindowEngine *engine,
                            gint64            horizon_usec)
{
  WeirSessionWindows *self = engine->kind_data;
  guint32 id;

  while (weir_due_heap_pop (&self->heap, horizon_usec, &id))
    weir_session_windows_close_key (engine, id, horizon_usec);

  if (horizon_usec != G_MAXINT64)
    self->final_horizon_usec = MAX (self->final_horizon_usec, horizon_usec - engine->spec.size_usec);
  weir_row_buffer_flush (&self->rows, engine->func, engine->user_data);
  weir_window_engine_set_next_close (engine, weir_due_heap_get_next (&self->heap));
}

/* The early row of the session at @place of @list, as it is now. */
static void
weir_session_windows_announce (WeirWindowEngine *engine,
                               guint32           id,
                               WeirSessionKey   *key,
                               WeirSessionList  *list,
                               guint             place)
{
  weir_session_key_select (key, list, place);
  for (guint i = 0; i < key->n_lists; i++)
    for (guint j = key->lists[i].row_first; j < key->lists[i].row_after; j++)
      weir_session_list_get (&key->lists[i], j)->dirty = FALSE;

  weir_session_windows_replace (engine->kind_data, id, key,
                                weir_session_windows_add_row (engine, id, key, WEIR_WINDOW_OPEN), TRUE);
}

/* The early rows of a key that changed. */
static void
weir_session_windows_announce_key (WeirWindowEngine *engine,
                                   guint32           id)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSessionKey *key = g_ptr_array_index (self->keys, id);

  /* All its sessions are final. */
  if (key == NULL)
    return;

  key->dirty = FALSE;
  for (guint i = 0; i < key->n_lists; i++)
    for (guint j = 0; j < key->lists[i].n_sessions; j++)
      if (weir_session_list_get (&key->lists[i], j)->dirty)
        weir_session_windows_announce (engine, id, key, &key->lists[i], j);
}

/* Where the budget has no room for one more session, the "other" key's takes the record. */
static guint32
weir_session_windows_find_key (WeirWindowEngine *engine,
                               const WeirRecord *record)
{
  guint32 id = weir_window_engine_find_key (engine, record);

  if (id == engine->other_key
      || weir_budget_allows (&engine->budget,
                             weir_session_key_get_bytes () + sizeof (WeirSession) + engine->layout.stride_bytes))
    return id;

  engine->counters.n_other_records++;
  return weir_window_engine_get_other_key (engine);
}

static void
weir_session_windows_mark (WeirWindowEngine *engine,
                           guint32           id,
                           WeirSessionKey   *key,
                           WeirSessionList  *list,
                           guint             place)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSession *session = weir_session_list_get (list, place);

  session->dirty = TRUE;
  if (!weir_session_key_is_waiting (key, session))
    weir_session_windows_schedule (engine, id, session->end_usec + engine->spec.size_usec + 1);
  if (engine->emit_updates)
    {
      weir_session_windows_announce (engine, id, key, list, place);
      weir_row_buffer_flush (&self->rows, engine->func, engine->user_data);
      return;
    }

  if (!key->dirty)
    g_array_append_val (self->dirty, id);
  key->dirty = TRUE;
}

static void
weir_session_windows_add (WeirWindowEngine    *engine,
                          WeirWindowPartition *partition,
                          const WeirRecord    *record)
{
  gint64 horizon_usec = weir_session_windows_get_horizon (engine, partition);
  guint32 id = weir_session_windows_find_key (engine, record);
  WeirSessionKey *key = weir_session_windows_get_key (engine->kind_data, id, &engine->budget);
  WeirSessionList *list = weir_session_key_get_list (key, partition, &engine->budget);
  guint place = weir_session_list_add_event (list, record->time_usec, horizon_usec, engine->spec.size_usec,
                                             &engine->layout);

  if (place == WEIR_SESSION_NONE)
    {
      weir_window_engine_refuse (engine, partition, record, 1, TRUE);
      weir_session_windows_drop_key (engine, id);
      return;
    }

  engine->layout.add (&engine->layout, weir_session_list_get (list, place)->cell, record->values, record->n_values,
                      record->time_usec);
  engine->counters.n_records++;
  weir_session_windows_mark (engine, id, key, list, place);
}

static void
weir_session_windows_take_changed (WeirWindowEngine *engine,
                                   WeirWindowRowFunc func,
                                   gpointer          user_data)
{
  WeirSessionWindows *self = engine->kind_data;

  for (guint i = 0; i < self->dirty->len; i++)
    weir_session_windows_announce_key (engine, g_array_index (self->dirty, guint32, i));

  g_array_set_size (self->dirty, 0);
  weir_row_buffer_flush (&self->rows, func, user_data);
}

static gint64
weir_session_windows_get_final (WeirWindowEngine *engine)
{
  return ((WeirSessionWindows *) engine->kind_data)->final_horizon_usec;
}

/* The earliest start of a session that is not given out. */
static gint64
weir_session_windows_get_needed (WeirWindowEngine *engine)
{
  const WeirSessionWindows *self = engine->kind_data;
  gint64 needed_usec = G_MAXINT64;

  for (guint i = 0; i < self->keys->len; i++)
    {
      const WeirSessionKey *key = g_ptr_array_index (self->keys, i);

      for (guint j = 0; key != NULL && j < key->n_lists; j++)
        for (guint k = 0; k < key->lists[j].n_sessions; k++)
          needed_usec = MIN (needed_usec, weir_session_list_get (&key->lists[j], k)->start_usec);
    }

  return needed_usec;
}

const WeirWindowMethods weir_session_window_methods = {
  .init = weir_session_windows_init,
  .add = weir_session_windows_add,
  .close = weir_session_windows_close,
  .take_changed = weir_session_windows_take_changed,
  .get_final = weir_session_windows_get_final,
  .get_needed = weir_session_windows_get_needed,
  .clear = weir_session_windows_clear,
};
