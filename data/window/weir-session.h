#pragma once

#include "data/window/weir-lane.h"

G_BEGIN_DECLS

/* From when on a session began where: it may reach further down as late records come. */
typedef struct
{
  gint64 horizon_usec;   /* its lane's then */
  gint64 start_usec;
} WeirSessionPast;

/**
 * WeirSession:
 *
 * A session of one key in one partition. Its past beginnings are kept because
 * partitions run apart: a session of another partition that ended at e goes by
 * what this partition knew when its own time passed e, not by what it has
 * learned since. So the answer is the same whichever partition is ahead.
 */
typedef struct
{
  WeirLane        *lane;         /* borrowed */
  gint64           start_usec;
  gint64           end_usec;     /* of the last event, inclusive */
  WeirSessionPast  born;
  GArray          *changes;      /* owned (nullable); of WeirSessionPast, ascending */
  gboolean         dirty;        /* changed since the last look */
  WeirCellWord     cell[];       /* of the engine's layout */
} WeirSession;

WeirSession *weir_session_new         (WeirLane             *lane,
                                       gint64                time_usec,
                                       gint64                horizon_usec,
                                       const WeirCellLayout *layout);
void         weir_session_free        (WeirSession          *self,
                                       const WeirCellLayout *layout);
void         weir_session_extend      (WeirSession          *self,
                                       gint64                time_usec,
                                       gint64                horizon_usec);
void         weir_session_absorb      (WeirSession          *self,
                                       WeirSession          *later,
                                       gint64                horizon_usec,
                                       const WeirCellLayout *layout);
gboolean     weir_session_get_start   (const WeirSession    *self,
                                       gint64                horizon_usec,
                                       gint64               *start_usec);

G_END_DECLS
