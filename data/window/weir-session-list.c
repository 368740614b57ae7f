#include "config.h"

#include "data/window/weir-session-list.h"

#include <string.h>

#define FIRST_CAPACITY 4

/**
 * weir_session_list_clear:
 * @self: a list
 * @layout: of the cells of its sessions
 *
 * Frees what @self owns.
 */
void
weir_session_list_clear (WeirSessionList      *self,
                         const WeirCellLayout *layout)
{
  for (guint i = 0; i < self->n_sessions; i++)
    weir_session_free (weir_session_list_get (self, i), layout);

  weir_budget_release (layout->budget, self->capacity * sizeof (WeirSession *));
  g_clear_pointer (&self->sessions, g_free);
}

/**
 * weir_session_list_find:
 * @self: a list
 * @end_usec: a time
 *
 * Returns: the place of the first session that ends at or after @end_usec
 */
guint
weir_session_list_find (const WeirSessionList *self,
                        gint64                 end_usec)
{
  guint low = 0;
  guint high = self->n_sessions;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (weir_session_list_get (self, middle)->end_usec < end_usec)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Makes room at the end: what the front has lost is used again before the array grows. */
static void
weir_session_list_make_room (WeirSessionList *self,
                             WeirBudget      *budget)
{
  guint capacity = MAX (self->capacity * 2, FIRST_CAPACITY);

  if (self->first + self->n_sessions < self->capacity)
    return;

  if (self->first > self->capacity / 2)
    memmove (self->sessions, self->sessions + self->first, self->n_sessions * sizeof (WeirSession *));
  else
    {
      WeirSession **sessions = g_new (WeirSession *, capacity);

      if (self->n_sessions > 0)
        memcpy (sessions, self->sessions + self->first, self->n_sessions * sizeof (WeirSession *));
      g_free (self->sessions);
      self->sessions = sessions;
      weir_budget_charge (budget, (capacity - self->capacity) * sizeof (WeirSession *));
      self->capacity = capacity;
    }
  self->first = 0;
}

static void
weir_session_list_insert (WeirSessionList *self,
                          guint            place,
                          WeirSession     *session,
                          WeirBudget      *budget)
{
  WeirSession **at;

  weir_session_list_make_room (self, budget);
  at = self->sessions + self->first + place;
  memmove (at + 1, at, (self->n_sessions - place) * sizeof (WeirSession *));
  *at = session;
  self->n_sessions++;
}

/* The sessions in [place + 1, after) are gone. */
static void
weir_session_list_close_up (WeirSessionList *self,
                            guint            place,
                            guint            after)
{
  WeirSession **at = self->sessions + self->first + place + 1;

  memmove (at, self->sessions + self->first + after, (self->n_sessions - after) * sizeof (WeirSession *));
  self->n_sessions -= after - place - 1;
}

/**
 * weir_session_list_add_event:
 * @self: a list
 * @time_usec: of one more event
 * @horizon_usec: what ends before it is closed in this partition
 * @gap_usec: what parts sessions
 * @layout: of the cells of its sessions
 *
 * Finds the session of an event, making one of those it bridges. With an open
 * one it is in time, whatever its own time: the merged session counts.
 *
 * Returns: the place of the session, whose cell is to take the event;
 *   %WEIR_SESSION_NONE when it is too late for one
 */
guint
weir_session_list_add_event (WeirSessionList      *self,
                             gint64                time_usec,
                             gint64                horizon_usec,
                             gint64                gap_usec,
                             const WeirCellLayout *layout)
{
  guint place = weir_session_list_find (self, MAX (horizon_usec, time_usec - gap_usec));
  guint after = place;

  while (after < self->n_sessions && weir_session_list_get (self, after)->start_usec <= time_usec + gap_usec)
    after++;

  if (after == place && time_usec < horizon_usec)
    return WEIR_SESSION_NONE;

  if (after == place)
    weir_session_list_insert (self, place, weir_session_new (time_usec, horizon_usec, gap_usec, layout),
                              layout->budget);
  else
    {
      for (guint i = place + 1; i < after; i++)
        weir_session_absorb (weir_session_list_get (self, place), weir_session_list_get (self, i), layout);
      if (after > place + 1)
        weir_session_list_close_up (self, place, after);
      weir_session_extend (weir_session_list_get (self, place), time_usec, horizon_usec, gap_usec);
    }

  return place;
}

/**
 * weir_session_list_fold_row:
 * @self: a list whose row begins with its first session
 * @layout: of the cells of its sessions
 *
 * Makes one session of those of the row, which are closed and will stay
 * together, so that none of them is looked at again.
 */
void
weir_session_list_fold_row (WeirSessionList      *self,
                            const WeirCellLayout *layout)
{
  WeirSession *session;

  if (self->row_after < 2)
    return;

  session = weir_session_list_get (self, 0);
  for (guint i = 1; i < self->row_after; i++)
    weir_session_absorb (session, weir_session_list_get (self, i), layout);

  self->first += self->row_after - 1;
  self->n_sessions -= self->row_after - 1;
  self->sessions[self->first] = session;
  self->row_after = 1;
}

/**
 * weir_session_list_remove_row:
 * @self: a list whose row begins with its first session
 * @layout: of the cells of its sessions
 */
void
weir_session_list_remove_row (WeirSessionList      *self,
                              const WeirCellLayout *layout)
{
  for (guint i = 0; i < self->row_after; i++)
    weir_session_free (weir_session_list_get (self, i), layout);

  self->first += self->row_after;
  self->n_sessions -= self->row_after;
  self->row_after = 0;
}
