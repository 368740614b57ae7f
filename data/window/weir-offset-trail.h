#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*< private >
 * WeirOffsetTrail:
 * @next_usec: the stream time at which the next mark is due; %G_MAXINT64: none is wanted
 *
 * Where in a partition its stream time rose: every record before the offset of a
 * mark is of the mark's stream time or earlier. Tells from which offset on the
 * records of some event time and later stand. Bounded: the longer a trail gets, the
 * further apart are its marks.
 */
typedef struct
{
  gint64  next_usec;
  gint64  step_usec;
  GArray *marks;      /* owned, nullable: none are wanted */
} WeirOffsetTrail;

void     weir_offset_trail_init   (WeirOffsetTrail *self);
void     weir_offset_trail_clear  (WeirOffsetTrail *self);
void     weir_offset_trail_begin  (WeirOffsetTrail *self,
                                   gint64           step_usec);
void     weir_offset_trail_add    (WeirOffsetTrail *self,
                                   gint64           offset,
                                   gint64           before_usec,
                                   gint64           time_usec);
gboolean weir_offset_trail_find   (WeirOffsetTrail *self,
                                   gint64           needed_usec,
                                   gint64          *offset,
                                   gint64          *before_usec);

G_END_DECLS
