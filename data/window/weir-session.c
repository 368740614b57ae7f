#include "config.h"

#include "data/window/weir-session.h"

static gsize
weir_session_get_bytes (const WeirCellLayout *layout)
{
  return sizeof (WeirSession) + layout->stride_bytes;
}

/**
 * weir_session_new:
 * @time_usec: of its first event
 * @horizon_usec: the horizon of its partition now
 * @gap_usec: what parts sessions
 * @layout: of its cell
 *
 * Returns: (transfer full): a session with an empty cell
 */
WeirSession *
weir_session_new (gint64                time_usec,
                  gint64                horizon_usec,
                  gint64                gap_usec,
                  const WeirCellLayout *layout)
{
  WeirSession *self = g_malloc0 (weir_session_get_bytes (layout));

  self->start_usec = self->end_usec = time_usec;
  self->reach_usec = MAX (horizon_usec, time_usec - gap_usec);
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
  g_free (self);
}

/**
 * weir_session_extend:
 * @self: a session
 * @time_usec: of one more event
 * @horizon_usec: the horizon of its partition now
 * @gap_usec: what parts sessions
 */
void
weir_session_extend (WeirSession *self,
                     gint64       time_usec,
                     gint64       horizon_usec,
                     gint64       gap_usec)
{
  self->end_usec = MAX (self->end_usec, time_usec);
  self->start_usec = MIN (self->start_usec, time_usec);
  self->reach_usec = MIN (self->reach_usec, MAX (horizon_usec, self->start_usec - gap_usec));
}

/**
 * weir_session_absorb:
 * @self: a session
 * @later: (transfer full): a later one of the same key and partition
 * @layout: of their cells
 *
 * Makes one session of two: an event between them has bridged them, or sessions
 * of other partitions make them one row.
 */
void
weir_session_absorb (WeirSession          *self,
                     WeirSession          *later,
                     const WeirCellLayout *layout)
{
  self->start_usec = MIN (self->start_usec, later->start_usec);
  self->end_usec = MAX (self->end_usec, later->end_usec);
  self->reach_usec = MIN (self->reach_usec, later->reach_usec);
  self->dirty |= later->dirty;
  weir_cell_merge (layout, self->cell, later->cell);
  weir_session_free (later, layout);
}
