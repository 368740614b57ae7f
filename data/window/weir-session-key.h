#pragma once

#include "data/window/weir-session-list.h"

G_BEGIN_DECLS

/* What a row of sessions spans. */
typedef struct
{
  gint64 start_usec;
  gint64 end_usec;
  gint64 reach_usec;   /* the least of its sessions */
} WeirSessionSpan;

/**
 * WeirSessionKey:
 *
 * The sessions of one key in all partitions. One row at a time is put together
 * from them: each list knows which of its sessions are in it.
 */
typedef struct
{
  WeirSessionList *lists;       /* owned, by (topic, partition) */
  guint            n_lists;
  GArray          *announced;   /* owned (nullable); of WeirSessionSpan, ascending: early rows that stand */
  WeirSessionSpan  waiting;     /* the first row, as far as it was known when it had to wait */
  gint64           due_usec;    /* under which it is in the heap */
  gboolean         dirty;
} WeirSessionKey;

WeirSessionKey  *weir_session_key_new         (WeirBudget           *budget);
void             weir_session_key_free        (WeirSessionKey       *self,
                                               const WeirCellLayout *layout);
gsize            weir_session_key_get_bytes   (void);
gboolean         weir_session_key_is_empty    (const WeirSessionKey *self);
WeirSessionList *weir_session_key_get_list    (WeirSessionKey      *self,
                                               WeirWindowPartition *partition,
                                               WeirBudget          *budget);
gboolean         weir_session_key_take_first  (WeirSessionKey       *self,
                                               gint64                passed_usec,
                                               const WeirCellLayout *layout);
gboolean         weir_session_key_is_waiting  (const WeirSessionKey *self,
                                               const WeirSession    *session);
void             weir_session_key_select      (WeirSessionKey       *self,
                                               WeirSessionList      *list,
                                               guint                 place);
WeirSessionSpan  weir_session_key_get_span    (const WeirSessionKey *self);
void             weir_session_key_merge_row   (const WeirSessionKey *self,
                                               const WeirCellLayout *layout,
                                               WeirCellWord         *cell);
void             weir_session_key_remove_row  (WeirSessionKey       *self,
                                               const WeirCellLayout *layout);

G_END_DECLS
