#include "config.h"

#include <string.h>

#include "data/window/weir-due-heap.h"
#include "data/window/weir-row-buffer.h"
#include "data/window/weir-session.h"

/*
 * Session windows. Each partition has its own sessions, judged by its own stream time. A row is made of the sessions
 * of all partitions that are at most a gap apart, once every partition has passed its end, gap and grace: of those that
 * were joined when each partition passed its end. A session that has closed in its partition takes no more events, not
 * even of one that would bridge it to an open one.
 */

typedef struct
{
  GPtrArray *sessions;    /* owned array of owned WeirSession, by start */
  GArray    *announced;   /* owned (nullable); of WeirSpan: early rows that stand */
  gint64     due_usec;    /* under which it is in the heap */
  gboolean   dirty;
} WeirSessionKey;

typedef struct
{
  gint64 start_usec;
  gint64 end_usec;
} WeirSpan;

typedef struct
{
  GPtrArray    *keys;                /* owned; WeirSessionKey by key, NULL where none */
  WeirDueHeap   heap;
  WeirRowBuffer rows;
  GPtrArray    *joined;              /* owned array, scratch: the sessions of one row */
  GArray       *dirty;               /* owned; of guint32: keys changed since the last look */
  gint64        final_horizon_usec;  /* what ended before it is given out */
} WeirSessionWindows;

/* A key's bookkeeping, with what its list takes for the first sessions. */
#define KEY_BYTES (sizeof (WeirSessionKey) + sizeof (GPtrArray) + 16 * sizeof (gpointer))

static void
weir_session_key_free (gpointer data)
{
  WeirSessionKey *self = data;

  if (self == NULL)
    return;
  g_clear_pointer (&self->sessions, g_ptr_array_unref);
  g_clear_pointer (&self->announced, g_array_unref);
  g_free (self);
}

static void
weir_session_windows_init (WeirWindowEngine *engine)
{
  WeirSessionWindows *self = g_new0 (WeirSessionWindows, 1);

  self->keys = g_ptr_array_new_with_free_func (weir_session_key_free);
  weir_due_heap_init (&self->heap);
  weir_row_buffer_init (&self->rows, engine);
  self->joined = g_ptr_array_new ();
  self->dirty = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->final_horizon_usec = G_MININT64;
  engine->kind_data = self;
}

static void
weir_session_windows_clear (WeirWindowEngine *engine)
{
  WeirSessionWindows *self = engine->kind_data;

  for (guint i = 0; i < self->keys->len; i++)
    {
      WeirSessionKey *key = g_ptr_array_index (self->keys, i);

      for (guint j = 0; key != NULL && j < key->sessions->len; j++)
        weir_session_free (g_ptr_array_index (key->sessions, j), &engine->layout);
    }
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->joined, g_ptr_array_unref);
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
  WeirSessionKey *key;

  if (id >= self->keys->len)
    g_ptr_array_set_size (self->keys, (int) MAX (id + 1, self->keys->len * 2));

  key = g_ptr_array_index (self->keys, id);
  if (key == NULL)
    {
      weir_budget_charge (budget, KEY_BYTES);
      key = g_new0 (WeirSessionKey, 1);
      key->sessions = g_ptr_array_new ();
      key->due_usec = G_MAXINT64;
      g_ptr_array_index (self->keys, id) = key;
    }

  return key;
}

/* A key that has no session is remembered by its name alone, until it comes again. */
static void
weir_session_windows_drop_key (WeirWindowEngine *engine,
                               guint32           id)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSessionKey *key = g_ptr_array_index (self->keys, id);

  if (key->sessions->len > 0 || (key->announced != NULL && key->announced->len > 0))
    return;

  weir_budget_release (&engine->budget, KEY_BYTES);
  g_clear_pointer (&g_ptr_array_index (self->keys, id), weir_session_key_free);
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

/* The horizon below which ends are closed for @lane. */
static gint64
weir_session_windows_get_horizon (WeirWindowEngine *engine,
                                  const WeirLane   *lane)
{
  const WeirSessionWindows *self = engine->kind_data;

  return MAX (weir_lane_get_horizon (lane, engine->spec.grace_usec) - engine->spec.size_usec,
              self->final_horizon_usec);
}

/* The place of the first session that begins after @time_usec. */
static guint
weir_session_key_upper_bound (const WeirSessionKey *self,
                              gint64                time_usec)
{
  guint low = 0;
  guint high = self->sessions->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (((WeirSession *) g_ptr_array_index (self->sessions, middle))->start_usec <= time_usec)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
weir_session_key_insert (WeirSessionKey *self,
                         WeirSession    *session)
{
  g_ptr_array_insert (self->sessions, (int) weir_session_key_upper_bound (self, session->start_usec), session);
}

/* Takes the open session of @lane that an event at @time_usec belongs to out of @key, all those it touches made one;
 * NULL for none. */
static WeirSession *
weir_session_windows_take (WeirWindowEngine *engine,
                           WeirSessionKey   *key,
                           const WeirLane   *lane,
                           gint64            time_usec)
{
  gint64 horizon = weir_session_windows_get_horizon (engine, lane);
  gint64 gap = engine->spec.size_usec;
  WeirSession *taken = NULL;

  for (guint i = weir_session_key_upper_bound (key, time_usec + gap); i-- > 0;)
    {
      WeirSession *session = g_ptr_array_index (key->sessions, i);

      if (session->lane != lane)
        continue;
      /* A lane's sessions do not overlap: those before end before. */
      if (session->end_usec < time_usec - gap || session->end_usec < horizon)
        break;

      g_ptr_array_remove_index (key->sessions, i);
      if (taken != NULL)
        weir_session_absorb (session, taken, horizon, &engine->layout);
      taken = session;
    }

  return taken;
}

static gboolean
weir_session_is_near (const WeirSession *session,
                      const WeirSession *other,
                      gint64             horizon_usec,
                      gint64             gap_usec)
{
  gint64 start;
  gint64 other_start;

  if (!weir_session_get_start (session, horizon_usec, &start)
      || !weir_session_get_start (other, horizon_usec, &other_start))
    return FALSE;

  return start <= other->end_usec + gap_usec && other_start <= session->end_usec + gap_usec;
}

/* Sessions in [first, after) of a key's list: all that could be one row with any of them. */
typedef struct
{
  guint first;
  guint after;
} WeirSessionCluster;

static WeirSessionCluster
weir_session_key_get_cluster (const WeirSessionKey *self,
                              guint                 first,
                              gint64                gap_usec)
{
  WeirSessionCluster cluster = { first, first };
  gint64 end_usec = G_MININT64;

  for (; cluster.after < self->sessions->len; cluster.after++)
    {
      const WeirSession *session = g_ptr_array_index (self->sessions, cluster.after);

      if (cluster.after > first && session->start_usec > end_usec + gap_usec)
        break;
      end_usec = MAX (end_usec, session->end_usec);
    }

  return cluster;
}

/* One look through the cluster for sessions near the joined ones; TRUE when it found any. */
static gboolean
weir_session_windows_gather_once (WeirSessionWindows *self,
                                  WeirSessionKey     *key,
                                  WeirSessionCluster  cluster,
                                  gint64              gap_usec,
                                  gint64             *end_usec)
{
  guint n_joined = self->joined->len;

  for (guint i = cluster.first; i < cluster.after; i++)
    {
      WeirSession *other = g_ptr_array_index (key->sessions, i);
      gboolean near = FALSE;

      if (g_ptr_array_find (self->joined, other, NULL))
        continue;
      for (guint j = 0; j < self->joined->len && !near; j++)
        near = weir_session_is_near (g_ptr_array_index (self->joined, j), other, *end_usec, gap_usec);
      if (near)
        g_ptr_array_add (self->joined, other);
      if (near)
        *end_usec = MAX (*end_usec, other->end_usec);
    }

  return self->joined->len > n_joined;
}

/* Fills @joined with what was one with @session when every partition passed the end of it all, which is returned. */
static gint64
weir_session_windows_gather (WeirSessionWindows *self,
                             WeirSessionKey     *key,
                             WeirSessionCluster  cluster,
                             WeirSession        *session,
                             gint64              gap_usec)
{
  gint64 end_usec = session->end_usec;

  g_ptr_array_set_size (self->joined, 0);
  g_ptr_array_add (self->joined, session);
  /* A later end lets more in: until nothing is found. */
  while (weir_session_windows_gather_once (self, key, cluster, gap_usec, &end_usec))
    ;

  return end_usec;
}

static int
weir_session_compare_lane (gconstpointer a,
                           gconstpointer b)
{
  const WeirSession *left = *(WeirSession *const *) a;
  const WeirSession *right = *(WeirSession *const *) b;

  if (left->lane->topic_index != right->lane->topic_index)
    return left->lane->topic_index < right->lane->topic_index ? -1 : 1;
  if (left->lane->partition != right->lane->partition)
    return left->lane->partition < right->lane->partition ? -1 : 1;

  return left->start_usec < right->start_usec ? -1 : left->start_usec > right->start_usec;
}

/* Voids the early rows that [start, end] takes the place of; @keep spares, else forgets, the one that is the same. */
static void
weir_session_windows_retract (WeirSessionWindows *self,
                              guint32             id,
                              WeirSessionKey     *key,
                              WeirSpan            span,
                              gboolean            keep)
{
  for (guint i = 0; key->announced != NULL && i < key->announced->len;)
    {
      WeirSpan old = g_array_index (key->announced, WeirSpan, i);
      gboolean same = old.start_usec == span.start_usec && old.end_usec == span.end_usec;

      if (old.end_usec < span.start_usec || old.start_usec > span.end_usec || (same && keep))
        {
          i++;
          continue;
        }
      if (!same)
        weir_row_buffer_add (&self->rows, id, WEIR_WINDOW_RETRACTED, old.start_usec, old.end_usec);
      g_array_remove_index_fast (key->announced, i);
    }
}

/* The row of the sessions in @joined. */
static WeirSpan
weir_session_windows_add_row (WeirWindowEngine *engine,
                              guint32           id,
                              WeirWindowState   state)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSession *first;
  WeirSpan span = { G_MAXINT64, G_MININT64 };
  WeirCellWord *cell;

  g_ptr_array_sort (self->joined, weir_session_compare_lane);
  for (guint i = 0; i < self->joined->len; i++)
    {
      first = g_ptr_array_index (self->joined, i);
      span.start_usec = MIN (span.start_usec, first->start_usec);
      span.end_usec = MAX (span.end_usec, first->end_usec);
    }
  for (guint i = 0; state != WEIR_WINDOW_OPEN && i < self->joined->len; i++)
    state = weir_window_engine_judge_lane (engine, ((WeirSession *) g_ptr_array_index (self->joined, i))->lane,
                                           span.end_usec + engine->spec.size_usec + 1, state);

  cell = weir_row_buffer_add (&self->rows, id, state, span.start_usec, span.end_usec);
  first = g_ptr_array_index (self->joined, 0);
  weir_cell_copy (&engine->layout, cell, first->cell);
  for (guint i = 1; i < self->joined->len; i++)
    weir_cell_merge (&engine->layout, cell, ((WeirSession *) g_ptr_array_index (self->joined, i))->cell);

  return span;
}

/* The session of the earliest cluster whose row ends first, and that end; what is joined with it is in @joined. */
static WeirSession *
weir_session_windows_find_first (WeirWindowEngine *engine,
                                 WeirSessionKey   *key,
                                 gint64           *end_usec)
{
  WeirSessionWindows *self = engine->kind_data;
  gint64 gap = engine->spec.size_usec;
  WeirSessionCluster cluster = weir_session_key_get_cluster (key, 0, gap);
  WeirSession *first = NULL;

  *end_usec = G_MAXINT64;
  for (guint i = cluster.first; i < cluster.after; i++)
    {
      WeirSession *session = g_ptr_array_index (key->sessions, i);
      gint64 end = session->end_usec < *end_usec ? weir_session_windows_gather (self, key, cluster, session, gap)
                                                 : G_MAXINT64;

      if (end >= *end_usec)
        continue;
      *end_usec = end;
      first = session;
    }

  if (first != NULL)
    weir_session_windows_gather (self, key, cluster, first, gap);
  return first;
}

static void
weir_session_windows_give_out (WeirWindowEngine *engine,
                               guint32           id,
                               WeirSessionKey   *key,
                               gint64            horizon_usec)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSpan span = weir_session_windows_add_row (engine, id, WEIR_WINDOW_FINAL);

  weir_session_windows_retract (self, id, key, span, FALSE);
  if (horizon_usec == G_MAXINT64)
    self->final_horizon_usec = MAX (self->final_horizon_usec, span.end_usec + 1);

  for (guint i = 0; i < self->joined->len; i++)
    {
      g_ptr_array_remove (key->sessions, g_ptr_array_index (self->joined, i));
      weir_session_free (g_ptr_array_index (self->joined, i), &engine->layout);
    }
}

/* Puts the rows of a key that are due at @horizon_usec into the buffer. */
static void
weir_session_windows_close_key (WeirWindowEngine *engine,
                                guint32           id,
                                gint64            horizon_usec)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSessionKey *key = g_ptr_array_index (self->keys, id);
  gint64 end_usec;

  /* It may have been in the heap twice. */
  if (key == NULL)
    return;

  key->due_usec = G_MAXINT64;
  while (weir_session_windows_find_first (engine, key, &end_usec) != NULL)
    {
      gint64 due_usec = end_usec + engine->spec.size_usec + 1;

      if (due_usec > horizon_usec)
        {
          weir_session_windows_schedule (engine, id, due_usec);
          return;
        }
      weir_session_windows_give_out (engine, id, key, horizon_usec);
    }

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

static void
weir_session_key_announce (WeirSessionKey *self,
                           WeirSpan        span)
{
  if (self->announced == NULL)
    self->announced = g_array_new (FALSE, FALSE, sizeof (WeirSpan));

  for (guint i = 0; i < self->announced->len; i++)
    if (memcmp (&g_array_index (self->announced, WeirSpan, i), &span, sizeof span) == 0)
      return;

  g_array_append_val (self->announced, span);
}

/* The early rows of a key that changed. */
static void
weir_session_windows_announce (WeirWindowEngine *engine,
                               guint32           id)
{
  WeirSessionWindows *self = engine->kind_data;
  WeirSessionKey *key = g_ptr_array_index (self->keys, id);
  WeirSessionCluster cluster = { 0, 0 };

  /* All its sessions are final. */
  if (key == NULL)
    return;

  key->dirty = FALSE;
  for (guint i = 0; i < key->sessions->len; i++)
    {
      WeirSession *session = g_ptr_array_index (key->sessions, i);
      WeirSpan span;

      if (i == cluster.after)
        cluster = weir_session_key_get_cluster (key, i, engine->spec.size_usec);
      if (!session->dirty)
        continue;

      weir_session_windows_gather (self, key, cluster, session, engine->spec.size_usec);
      for (guint j = 0; j < self->joined->len; j++)
        ((WeirSession *) g_ptr_array_index (self->joined, j))->dirty = FALSE;
      span = weir_session_windows_add_row (engine, id, WEIR_WINDOW_OPEN);
      weir_session_windows_retract (self, id, key, span, TRUE);
      weir_session_key_announce (key, span);
    }
}

/* Where the budget has no room for one more session, the "other" key's takes the record. */
static guint32
weir_session_windows_find_key (WeirWindowEngine *engine,
                               const WeirRecord *record)
{
  guint32 id = weir_window_engine_find_key (engine, record);

  if (id == engine->other_key
      || weir_budget_allows (&engine->budget, KEY_BYTES + sizeof (WeirSession) + engine->layout.stride_bytes))
    return id;

  engine->counters.n_other_records++;
  return weir_window_engine_get_other_key (engine);
}

static void
weir_session_windows_mark (WeirWindowEngine *engine,
                           guint32           id,
                           WeirSessionKey   *key,
                           WeirSession      *session)
{
  WeirSessionWindows *self = engine->kind_data;

  session->dirty = TRUE;
  weir_session_windows_schedule (engine, id, session->end_usec + engine->spec.size_usec + 1);
  if (engine->emit_updates)
    {
      weir_session_windows_announce (engine, id);
      weir_row_buffer_flush (&self->rows, engine->func, engine->user_data);
      return;
    }

  if (!key->dirty)
    g_array_append_val (self->dirty, id);
  key->dirty = TRUE;
}

static void
weir_session_windows_add (WeirWindowEngine *engine,
                          WeirLane         *lane,
                          const WeirRecord *record)
{
  gint64 horizon = weir_session_windows_get_horizon (engine, lane);
  guint32 id = weir_session_windows_find_key (engine, record);
  WeirSessionKey *key = weir_session_windows_get_key (engine->kind_data, id, &engine->budget);
  WeirSession *session = weir_session_windows_take (engine, key, lane, record->time_usec);

  /* With an open session it is in time, whatever its own: the merged session is judged. */
  if (session == NULL && record->time_usec < horizon)
    {
      weir_window_engine_refuse (engine, lane, record, 1, TRUE);
      weir_session_windows_drop_key (engine, id);
      return;
    }

  if (session == NULL)
    session = weir_session_new (lane, record->time_usec, horizon, &engine->layout);
  weir_session_extend (session, record->time_usec, horizon);
  weir_session_key_insert (key, session);

  engine->layout.add (&engine->layout, session->cell, record->values, record->n_values, record->time_usec);
  engine->counters.n_records++;
  weir_session_windows_mark (engine, id, key, session);
}

static void
weir_session_windows_take_changed (WeirWindowEngine *engine,
                                   WeirWindowRowFunc func,
                                   gpointer          user_data)
{
  WeirSessionWindows *self = engine->kind_data;

  for (guint i = 0; i < self->dirty->len; i++)
    weir_session_windows_announce (engine, g_array_index (self->dirty, guint32, i));

  g_array_set_size (self->dirty, 0);
  weir_row_buffer_flush (&self->rows, func, user_data);
}

const WeirWindowMethods weir_session_window_methods = {
  .init = weir_session_windows_init,
  .add = weir_session_windows_add,
  .close = weir_session_windows_close,
  .take_changed = weir_session_windows_take_changed,
  .clear = weir_session_windows_clear,
};
