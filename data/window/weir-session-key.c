#include "config.h"

#include "data/window/weir-session-key.h"

#include <string.h>

/* Sessions of a waiting row that are looked at before they are closed. */
#define MAX_AHEAD 64

/**
 * weir_session_key_new:
 * @budget: charged for it
 *
 * Returns: (transfer full): a key without sessions
 */
WeirSessionKey *
weir_session_key_new (WeirBudget *budget)
{
  WeirSessionKey *self = g_new0 (WeirSessionKey, 1);

  weir_budget_charge (budget, sizeof *self);
  self->waiting = (WeirSessionSpan){ G_MAXINT64, G_MININT64, G_MAXINT64 };
  self->due_usec = G_MAXINT64;
  return self;
}

/**
 * weir_session_key_free:
 * @self: a key
 * @layout: of the cells of its sessions
 */
void
weir_session_key_free (WeirSessionKey       *self,
                       const WeirCellLayout *layout)
{
  for (guint i = 0; i < self->n_lists; i++)
    weir_session_list_clear (&self->lists[i], layout);

  weir_budget_release (layout->budget, sizeof *self + self->n_lists * sizeof (WeirSessionList));
  g_clear_pointer (&self->lists, g_free);
  g_clear_pointer (&self->announced, g_array_unref);
  g_free (self);
}

/**
 * weir_session_key_get_bytes:
 *
 * Returns: what a key takes that has its first session, without that
 */
gsize
weir_session_key_get_bytes (void)
{
  return sizeof (WeirSessionKey) + sizeof (WeirSessionList) + 16 * sizeof (gpointer);
}

/**
 * weir_session_key_is_empty:
 * @self: a key
 *
 * Returns: whether it has no session, and no early row that stands
 */
gboolean
weir_session_key_is_empty (const WeirSessionKey *self)
{
  for (guint i = 0; i < self->n_lists; i++)
    if (self->lists[i].n_sessions > 0)
      return FALSE;

  return self->announced == NULL || self->announced->len == 0;
}

static gboolean
weir_session_list_is_before (const WeirSessionList     *self,
                             const WeirWindowPartition *partition)
{
  if (self->partition->topic_index != partition->topic_index)
    return self->partition->topic_index < partition->topic_index;

  return self->partition->number < partition->number;
}

/**
 * weir_session_key_get_list:
 * @self: a key
 * @partition: a partition, outliving @self
 * @budget: charged for a new list
 *
 * Returns: (transfer none): the sessions of @partition, until the next list is made
 */
WeirSessionList *
weir_session_key_get_list (WeirSessionKey      *self,
                           WeirWindowPartition *partition,
                           WeirBudget          *budget)
{
  guint low = 0;
  guint high = self->n_lists;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (weir_session_list_is_before (&self->lists[middle], partition))
        low = middle + 1;
      else
        high = middle;
    }
  if (low < self->n_lists && self->lists[low].partition == partition)
    return &self->lists[low];

  weir_budget_charge (budget, sizeof (WeirSessionList));
  self->lists = g_renew (WeirSessionList, self->lists, self->n_lists + 1);
  memmove (self->lists + low + 1, self->lists + low, (self->n_lists - low) * sizeof (WeirSessionList));
  self->lists[low] = (WeirSessionList){ .partition = partition };
  self->n_lists++;
  return &self->lists[low];
}

/* Of the sessions behind the row: which list has the one that ends first, and the least reach. */
static WeirSessionList *
weir_session_key_find_next (const WeirSessionKey *self,
                            gint64               *end_usec,
                            gint64               *reach_usec)
{
  WeirSessionList *next = NULL;

  *end_usec = G_MAXINT64;
  *reach_usec = G_MAXINT64;
  for (guint i = 0; i < self->n_lists; i++)
    {
      WeirSessionList *list = &self->lists[i];
      const WeirSession *session;

      if (list->row_after == list->n_sessions)
        continue;
      session = weir_session_list_get (list, list->row_after);
      *reach_usec = MIN (*reach_usec, session->reach_usec);
      if (session->end_usec >= *end_usec)
        continue;
      *end_usec = session->end_usec;
      next = list;
    }

  return next;
}

/* Adds what ends first to the row, as long as that overlaps it and ends at or before @until_usec: at most @max sessions.
 * Returns whether the row is complete. */
static gboolean
weir_session_key_grow_row (WeirSessionKey  *self,
                           gint64           until_usec,
                           guint            max,
                           WeirSessionSpan *row)
{
  gint64 end_usec;
  gint64 reach_usec;
  WeirSessionList *next = weir_session_key_find_next (self, &end_usec, &reach_usec);

  for (guint i = 0; i < max && next != NULL && end_usec <= until_usec && reach_usec <= row->end_usec; i++)
    {
      const WeirSession *session = weir_session_list_get (next, next->row_after);

      next->row_after++;
      row->end_usec = end_usec;
      row->reach_usec = MIN (row->reach_usec, session->reach_usec);
      row->start_usec = MIN (row->start_usec, session->start_usec);
      next = weir_session_key_find_next (self, &end_usec, &reach_usec);
    }

  return reach_usec > row->end_usec;
}

static WeirSessionSpan
weir_session_key_begin_row (WeirSessionKey *self)
{
  WeirSessionSpan row = { G_MAXINT64, G_MAXINT64, G_MAXINT64 };
  gint64 reach_usec;

  for (guint i = 0; i < self->n_lists; i++)
    self->lists[i].row_first = self->lists[i].row_after = 0;

  /* Whatever ends first begins the row. */
  weir_session_key_find_next (self, &row.end_usec, &reach_usec);
  return row;
}

/**
 * weir_session_key_take_first:
 * @self: a key
 * @passed_usec: what ended until then is closed in every partition
 * @layout: of the cells of its sessions
 *
 * Puts the first row together, as far as its sessions are closed. They are
 * taken in the order of their ends and folded into one of each partition, so
 * that none is taken twice, however often the row has to wait. With %FALSE
 * @waiting has what is known of the row: nothing can be due before all of that
 * is closed. It ends at %G_MAXINT64 if there is none.
 *
 * Returns: whether the row is complete
 */
gboolean
weir_session_key_take_first (WeirSessionKey       *self,
                             gint64                passed_usec,
                             const WeirCellLayout *layout)
{
  WeirSessionSpan row = weir_session_key_begin_row (self);
  gboolean begun = row.end_usec <= passed_usec;
  gboolean complete = weir_session_key_grow_row (self, passed_usec, G_MAXUINT, &row);

  for (guint i = 0; i < self->n_lists; i++)
    weir_session_list_fold_row (&self->lists[i], layout);
  if (begun && complete)
    return TRUE;

  /* No further than it is worth it: a row before this one would have all of it looked at again. */
  weir_session_key_grow_row (self, G_MAXINT64, MAX_AHEAD, &row);
  self->waiting = row;
  return FALSE;
}

/**
 * weir_session_key_is_waiting:
 * @self: a key
 * @session: one of its sessions
 *
 * Returns: whether @session is in the row that waits, which so is not due any
 *   earlier
 */
gboolean
weir_session_key_is_waiting (const WeirSessionKey *self,
                             const WeirSession    *session)
{
  return session->end_usec >= self->waiting.reach_usec && session->reach_usec <= self->waiting.end_usec;
}

/* Adds those neighbours of a list's part of the row that [reach, end] overlaps; TRUE when there were any. */
static gboolean
weir_session_list_widen_row (WeirSessionList *self,
                             gint64          *reach_usec,
                             gint64          *end_usec)
{
  guint n_before = self->row_after - self->row_first;

  while (self->row_first > 0 && weir_session_list_get (self, self->row_first - 1)->end_usec >= *reach_usec)
    {
      self->row_first--;
      *reach_usec = MIN (*reach_usec, weir_session_list_get (self, self->row_first)->reach_usec);
    }
  while (self->row_after < self->n_sessions && weir_session_list_get (self, self->row_after)->reach_usec <= *end_usec)
    {
      const WeirSession *session = weir_session_list_get (self, self->row_after);

      self->row_after++;
      *reach_usec = MIN (*reach_usec, session->reach_usec);
      *end_usec = MAX (*end_usec, session->end_usec);
    }

  return self->row_after - self->row_first > n_before;
}

/**
 * weir_session_key_select:
 * @self: a key
 * @list: one of its lists
 * @place: a session there
 *
 * Puts the row together that the session at @place is in so far.
 */
void
weir_session_key_select (WeirSessionKey  *self,
                         WeirSessionList *list,
                         guint            place)
{
  const WeirSession *session = weir_session_list_get (list, place);
  gint64 reach_usec = session->reach_usec;
  gint64 end_usec = session->end_usec;
  gboolean grew = TRUE;

  for (guint i = 0; i < self->n_lists; i++)
    self->lists[i].row_first = self->lists[i].row_after = weir_session_list_find (&self->lists[i], reach_usec);
  list->row_first = place;
  list->row_after = place + 1;

  while (grew)
    {
      grew = FALSE;
      for (guint i = 0; i < self->n_lists; i++)
        grew |= weir_session_list_widen_row (&self->lists[i], &reach_usec, &end_usec);
    }
}

/**
 * weir_session_key_get_span:
 * @self: a key with a row that is put together
 *
 * Returns: what the row spans
 */
WeirSessionSpan
weir_session_key_get_span (const WeirSessionKey *self)
{
  WeirSessionSpan span = { G_MAXINT64, G_MININT64, G_MAXINT64 };

  for (guint i = 0; i < self->n_lists; i++)
    for (guint j = self->lists[i].row_first; j < self->lists[i].row_after; j++)
      {
        const WeirSession *session = weir_session_list_get (&self->lists[i], j);

        span.start_usec = MIN (span.start_usec, session->start_usec);
        span.end_usec = MAX (span.end_usec, session->end_usec);
        span.reach_usec = MIN (span.reach_usec, session->reach_usec);
      }

  return span;
}

/* The sessions of a list's part of the row, merged in their order into an empty cell. */
static void
weir_session_list_merge_row (const WeirSessionList *self,
                             const WeirCellLayout  *layout,
                             WeirCellWord          *cell)
{
  weir_cell_copy (layout, cell, weir_session_list_get (self, self->row_first)->cell);
  for (guint i = self->row_first + 1; i < self->row_after; i++)
    weir_cell_merge (layout, cell, weir_session_list_get (self, i)->cell);
}

/**
 * weir_session_key_merge_row:
 * @self: a key with a row that is put together
 * @layout: of the cells of its sessions
 * @cell: an empty cell: the row's
 *
 * Merges each partition's sessions in their order, then the partitions in
 * theirs: the same bits, whenever sessions were folded.
 */
void
weir_session_key_merge_row (const WeirSessionKey *self,
                            const WeirCellLayout *layout,
                            WeirCellWord         *cell)
{
  gboolean is_first = TRUE;

  for (guint i = 0; i < self->n_lists; i++)
    {
      const WeirSessionList *list = &self->lists[i];
      g_autofree WeirCellWord *part = NULL;

      if (list->row_after == list->row_first)
        continue;
      if (is_first)
        weir_session_list_merge_row (list, layout, cell);
      else if (list->row_after == list->row_first + 1)
        weir_cell_merge (layout, cell, weir_session_list_get (list, list->row_first)->cell);
      else
        {
          part = g_malloc0 (layout->stride_bytes);
          weir_session_list_merge_row (list, layout, part);
          weir_cell_merge (layout, cell, part);
          weir_cell_clear (layout, part);
        }
      is_first = FALSE;
    }
}

/**
 * weir_session_key_remove_row:
 * @self: a key whose first row is put together
 * @layout: of the cells of its sessions
 *
 * Frees the sessions of the row.
 */
void
weir_session_key_remove_row (WeirSessionKey       *self,
                             const WeirCellLayout *layout)
{
  for (guint i = 0; i < self->n_lists; i++)
    weir_session_list_remove_row (&self->lists[i], layout);
}
