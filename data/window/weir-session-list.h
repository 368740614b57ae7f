#pragma once

#include "data/window/weir-window-partition.h"
#include "data/window/weir-session.h"

G_BEGIN_DECLS

#define WEIR_SESSION_NONE G_MAXUINT

/**
 * WeirSessionList:
 *
 * The sessions of one key in one partition, by end and so by reach too. Those
 * that are still open, at the end of the list, are by start too.
 */
typedef struct
{
  WeirWindowPartition *partition;   /* borrowed */
  WeirSession        **sessions;    /* owned array of owned sessions, from first on */
  guint                first;
  guint                n_sessions;
  guint                capacity;
  guint                row_first;   /* of the row that is put together: [row_first, row_after) */
  guint                row_after;
} WeirSessionList;

void  weir_session_list_clear      (WeirSessionList       *self,
                                    const WeirCellLayout  *layout);
guint weir_session_list_find       (const WeirSessionList *self,
                                    gint64                 end_usec);
guint weir_session_list_add_event  (WeirSessionList       *self,
                                    gint64                 time_usec,
                                    gint64                 horizon_usec,
                                    gint64                 gap_usec,
                                    const WeirCellLayout  *layout);
void  weir_session_list_fold_row   (WeirSessionList       *self,
                                    const WeirCellLayout  *layout);
void  weir_session_list_remove_row (WeirSessionList       *self,
                                    const WeirCellLayout  *layout);

static inline WeirSession *
weir_session_list_get (const WeirSessionList *self,
                       guint                  place)
{
  return self->sessions[self->first + place];
}

G_END_DECLS
