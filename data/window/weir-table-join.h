#pragma once

#include "data/window/weir-join.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 n_stream;         /* stream records */
  guint64 n_table;          /* table records */
  guint64 n_stale;          /* table records older than what is known of their key */
  guint64 n_missing;        /* stream records whose key the table has not */
  guint64 n_refused;        /* table records of new keys, past the memory budget */
  guint64 n_rows;
  guint64 n_unordered;      /* held rows that came behind a later one, given out for want of memory */
  guint   n_keys;
  gsize   n_bytes;
} WeirTableJoinCounters;

/**
 * WeirTableJoin:
 *
 * A stream (left) and a table (right). Only the stream gives rows. Owned by
 * one thread.
 */
typedef struct _WeirTableJoin WeirTableJoin;

WeirTableJoin *weir_table_join_new          (WeirJoinType           type,
                                             gsize                  max_bytes);
void           weir_table_join_free         (WeirTableJoin         *self);
void           weir_table_join_set_row_func (WeirTableJoin         *self,
                                             WeirJoinRowFunc        func,
                                             gpointer               user_data);
void           weir_table_join_set_hold_until_finish (WeirTableJoin *self,
                                                      gboolean       hold);
void           weir_table_join_finish       (WeirTableJoin         *self);
void           weir_table_join_add_table    (WeirTableJoin         *self,
                                             const WeirRecord      *record);
void           weir_table_join_remove       (WeirTableJoin         *self,
                                             const WeirMessage     *message,
                                             const char            *key,
                                             gsize                  key_length);
void           weir_table_join_add_stream   (WeirTableJoin         *self,
                                             const WeirRecord      *record);
void           weir_table_join_get_counters (WeirTableJoin         *self,
                                             WeirTableJoinCounters *counters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTableJoin, weir_table_join_free)

G_END_DECLS
