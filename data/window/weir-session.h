#pragma once

#include "data/window/weir-cell.h"

G_BEGIN_DECLS

/**
 * WeirSession:
 * @reach_usec: the least end of a session of another partition that it is one
 *   with
 *
 * A session of one key in one partition.
 *
 * Partitions run apart, so that a session which ended at e goes by what another
 * partition knew when its horizon passed e, not by what that has learned since:
 * it is one with a session there that was known by then, and began at most a gap
 * after e. Late records lower a session's start while the horizon rises, so that
 * this holds from one e on, up to its own end. That e is its reach: the least
 * max (horizon, start − gap) of its life. Sessions are therefore one row where
 * their [reach, end] overlap, whichever partition was ahead. Those of one
 * partition never do: what begins after a session has closed has a later
 * horizon, and open ones are more than a gap apart.
 */
typedef struct
{
  gint64       start_usec;   /* of the first event */
  gint64       end_usec;     /* of the last event, inclusive */
  gint64       reach_usec;
  gboolean     dirty;        /* changed since the last look */
  WeirCellWord cell[];       /* of the engine's layout */
} WeirSession;

WeirSession *weir_session_new    (gint64                time_usec,
                                  gint64                horizon_usec,
                                  gint64                gap_usec,
                                  const WeirCellLayout *layout);
void         weir_session_free   (WeirSession          *self,
                                  const WeirCellLayout *layout);
void         weir_session_extend (WeirSession          *self,
                                  gint64                time_usec,
                                  gint64                horizon_usec,
                                  gint64                gap_usec);
void         weir_session_absorb (WeirSession          *self,
                                  WeirSession          *later,
                                  const WeirCellLayout *layout);

G_END_DECLS
