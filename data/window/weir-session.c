#include "config.h"

#include "data/window/weir-session.h"

static gsize
weir_session_get_bytes (const WeirCellLayout *layout)
{
  return sizeof (WeirSession) + layout->stride_bytes;
}

/**
 * weir_session_new:
 * @lane: its partition, outliving it
 * @time_usec: of its first event
 * @horizon_usec: the horizon of @lane
 * @layout: of its cell
 *
 * Returns: (transfer full): a session with an empty cell
 */
WeirSession *
weir_session_new (WeirLane             *lane,
                  gint64                time_usec,
                  gint64                horizon_usec,
                  const WeirCellLayout *layout)
{
  WeirSession *self = g_malloc0 (weir_session_get_bytes (layout));

  self->lane = lane;
  self->start_usec = self->end_usec = time_usec;
  self->born = (WeirSessionPast){ horizon_usec, time_usec };
  weir_budget_charge (layout->budget, weir_session_get_bytes (layout));
  return self;
}

/**
 * weir_session_free:
 * @self: a session
 * @layout: of its cell
 */
void
weir_session_free (WeirSession          *self,
                   const WeirCellLayout *layout)
{
  weir_budget_release (layout->budget, weir_session_get_bytes (layout));
  weir_cell_clear (layout, self->cell);
  g_clear_pointer (&self->changes, g_array_unref);
  g_free (self);
}

static WeirSessionPast *
weir_session_get_last_change (WeirSession *self)
{
  if (self->changes == NULL || self->changes->len == 0)
    return &self->born;

  return &g_array_index (self->changes, WeirSessionPast, self->changes->len - 1);
}

static void
weir_session_note_start (WeirSession *self,
                         gint64       horizon_usec,
                         gint64       start_usec)
{
  WeirSessionPast *last = weir_session_get_last_change (self);
  WeirSessionPast change = { horizon_usec, start_usec };

  if (start_usec >= last->start_usec)
    return;
  if (last->horizon_usec == horizon_usec)
    {
      last->start_usec = start_usec;
      return;
    }

  if (self->changes == NULL)
    self->changes = g_array_new (FALSE, FALSE, sizeof (WeirSessionPast));
  g_array_append_val (self->changes, change);
}

/**
 * weir_session_extend:
 * @self: a session
 * @time_usec: of one more event
 * @horizon_usec: the horizon of its lane now
 */
void
weir_session_extend (WeirSession *self,
                     gint64       time_usec,
                     gint64       horizon_usec)
{
  self->end_usec = MAX (self->end_usec, time_usec);
  if (time_usec >= self->start_usec)
    return;

  self->start_usec = time_usec;
  weir_session_note_start (self, horizon_usec, time_usec);
}

/**
 * weir_session_get_start:
 * @self: a session
 * @horizon_usec: a horizon of its lane
 * @start_usec: (out): where it began then
 *
 * Returns: %FALSE when it was not there yet
 */
gboolean
weir_session_get_start (const WeirSession *self,
                        gint64             horizon_usec,
                        gint64            *start_usec)
{
  if (self->born.horizon_usec > horizon_usec)
    return FALSE;

  *start_usec = self->born.start_usec;
  for (guint i = 0; self->changes != NULL && i < self->changes->len; i++)
    {
      const WeirSessionPast *change = &g_array_index (self->changes, WeirSessionPast, i);

      if (change->horizon_usec > horizon_usec)
        break;
      *start_usec = change->start_usec;
    }

  return TRUE;
}

static guint
weir_session_get_n_past (const WeirSession *self)
{
  return 1 + (self->changes != NULL ? self->changes->len : 0);
}

static WeirSessionPast
weir_session_get_past (const WeirSession *self,
                       guint              i)
{
  return i == 0 ? self->born : g_array_index (self->changes, WeirSessionPast, i - 1);
}

/* The past of two sessions that are one now: at each horizon the lower beginning of the two. */
static void
weir_session_join_past (WeirSession       *self,
                        const WeirSession *later)
{
  WeirSession joined = { .born = { G_MAXINT64, G_MAXINT64 } };
  guint n = weir_session_get_n_past (self);
  guint n_later = weir_session_get_n_past (later);

  for (guint i = 0, j = 0; i < n || j < n_later;)
    {
      gboolean take_self = j == n_later || (i < n && weir_session_get_past (self, i).horizon_usec
                                                       <= weir_session_get_past (later, j).horizon_usec);
      WeirSessionPast past = take_self ? weir_session_get_past (self, i++) : weir_session_get_past (later, j++);

      if (joined.born.start_usec == G_MAXINT64)
        joined.born = past;
      else
        weir_session_note_start (&joined, past.horizon_usec, past.start_usec);
    }

  g_clear_pointer (&self->changes, g_array_unref);
  self->born = joined.born;
  self->changes = joined.changes;
}

/**
 * weir_session_absorb:
 * @self: a session
 * @later: (transfer full): the next one of the same key and lane
 * @horizon_usec: the horizon of their lane now
 * @layout: of their cells
 *
 * Makes one session of two that an event between them has bridged.
 */
void
weir_session_absorb (WeirSession          *self,
                     WeirSession          *later,
                     gint64                horizon_usec,
                     const WeirCellLayout *layout)
{
  weir_session_join_past (self, later);
  self->end_usec = MAX (self->end_usec, later->end_usec);
  if (later->start_usec < self->start_usec)
    self->start_usec = later->start_usec;
  weir_session_note_start (self, horizon_usec, self->start_usec);
  weir_cell_merge (layout, self->cell, later->cell);
  weir_session_free (later, layout);
}
