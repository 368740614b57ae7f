#include "config.h"

#include "data/window/weir-offset-trail.h"

/* Past it every other mark goes: 24 KiB a partition. */
#define MARKS_MAX 1536

typedef struct
{
  gint64 offset;
  gint64 before_usec;   /* stream time before that record */
} WeirOffsetMark;

/*< private >
 * weir_offset_trail_init:
 * @self: memory to fill
 *
 * A trail that wants no marks.
 */
void
weir_offset_trail_init (WeirOffsetTrail *self)
{
  *self = (WeirOffsetTrail) { .next_usec = G_MAXINT64 };
}

/*< private >
 * weir_offset_trail_clear:
 * @self: a trail
 */
void
weir_offset_trail_clear (WeirOffsetTrail *self)
{
  g_clear_pointer (&self->marks, g_array_unref);
}

/*< private >
 * weir_offset_trail_begin:
 * @self: a trail
 * @step_usec: how far marks are apart
 *
 * From now on marks are wanted, the first one at once.
 */
void
weir_offset_trail_begin (WeirOffsetTrail *self,
                         gint64           step_usec)
{
  if (self->marks != NULL)
    return;

  self->marks = g_array_new (FALSE, FALSE, sizeof (WeirOffsetMark));
  self->step_usec = MAX (step_usec, 1);
  self->next_usec = G_MININT64;
}

static void
thin_out (WeirOffsetTrail *self)
{
  guint n_kept = 0;

  for (guint i = 0; i < self->marks->len; i += 2)
    g_array_index (self->marks, WeirOffsetMark, n_kept++) = g_array_index (self->marks, WeirOffsetMark, i);
  g_array_set_size (self->marks, n_kept);
  self->step_usec = MIN (self->step_usec * 2, G_MAXINT64 / 4);
}

/*< private >
 * weir_offset_trail_add:
 * @self: a trail that wants marks
 * @offset: of a record by which stream time rises
 * @before_usec: stream time before it
 * @time_usec: stream time with it
 */
void
weir_offset_trail_add (WeirOffsetTrail *self,
                       gint64           offset,
                       gint64           before_usec,
                       gint64           time_usec)
{
  const WeirOffsetMark mark = { offset, before_usec };

  if (self->marks->len >= MARKS_MAX)
    thin_out (self);
  g_array_append_val (self->marks, mark);
  self->next_usec = time_usec < G_MAXINT64 - self->step_usec ? time_usec + self->step_usec : G_MAXINT64;
}

/*< private >
 * weir_offset_trail_find:
 * @self: a trail
 * @needed_usec: an event time that does not fall from call to call
 * @offset: (out): every record of that time or later, of those since the first mark, stands there or behind
 * @before_usec: (out): stream time before that offset
 *
 * Forgets the marks before the one it finds.
 *
 * Returns: %FALSE if there is no mark
 */
gboolean
weir_offset_trail_find (WeirOffsetTrail *self,
                        gint64           needed_usec,
                        gint64          *offset,
                        gint64          *before_usec)
{
  const WeirOffsetMark *mark;
  guint found = 0;

  if (self->marks == NULL || self->marks->len == 0)
    return FALSE;

  while (found + 1 < self->marks->len && g_array_index (self->marks, WeirOffsetMark, found + 1).before_usec < needed_usec)
    found++;
  if (found > 0)
    g_array_remove_range (self->marks, 0, found);
  mark = &g_array_index (self->marks, WeirOffsetMark, 0);
  *offset = mark->offset;
  *before_usec = mark->before_usec;

  return TRUE;
}
