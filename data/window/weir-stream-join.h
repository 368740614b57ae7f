#pragma once

#include "data/window/weir-join.h"

G_BEGIN_DECLS

/**
 * WeirStreamJoinSpec:
 * @type: which rows without partner there are
 * @before_usec: how much earlier than the left the right may be
 * @after_usec: how much later than the left the right may be
 * @grace_usec: how far behind its partition's stream time a record may be without losing a pair
 * @max_ahead_usec: 0: %WEIR_MAX_AHEAD_DEFAULT_USEC; negative: no guard
 * @idle_after_usec: 0: %WEIR_IDLE_AFTER_DEFAULT_USEC; negative: never
 * @max_bytes: memory for records and rows that wait; 0: 256 MiB
 * @ordered: rows wait until none before them can come; very late records then have none of their own
 * @hold: ordered rows wait for the end of input, so that those of very late records come in order too
 */
typedef struct
{
  WeirJoinType type;
  gint64       before_usec;
  gint64       after_usec;
  gint64       grace_usec;
  gint64       max_ahead_usec;
  gint64       idle_after_usec;
  gsize        max_bytes;
  gboolean     ordered;
  gboolean     hold;
} WeirStreamJoinSpec;

typedef struct
{
  guint64 n_records[WEIR_JOIN_N_SIDES];   /* taken */
  guint64 n_late_records;                 /* too late for every pair: a row without partner at most */
  guint64 n_late_partial;                 /* beyond grace: taken, but pairs with records about as old may be void */
  guint64 n_future;                       /* beyond max_ahead */
  guint64 n_evicted;                      /* forgotten before their time, past the memory budget */
  guint64 n_unordered;                    /* rows that may be out of order, past the memory budget */
  guint64 n_pairs;
  guint64 n_unmatched[WEIR_JOIN_N_SIDES]; /* rows without partner */
  guint   n_keys;                         /* that wait */
  guint   n_waiting;                      /* records that wait */
  gsize   n_bytes;
} WeirStreamJoinCounters;

/**
 * WeirStreamJoin:
 *
 * Two streams, joined by key and event time. Owned by one thread.
 */
typedef struct _WeirStreamJoin WeirStreamJoin;

WeirStreamJoin *weir_stream_join_new           (const WeirStreamJoinSpec *spec,
                                                GError                  **error);
void            weir_stream_join_free          (WeirStreamJoin           *self);
void            weir_stream_join_set_row_func  (WeirStreamJoin           *self,
                                                WeirJoinRowFunc           func,
                                                gpointer                  user_data);
void            weir_stream_join_set_partition (WeirStreamJoin           *self,
                                                WeirJoinSide              side,
                                                guint                     topic_index,
                                                gint32                    partition,
                                                gboolean                  active);
void            weir_stream_join_keep_partition (WeirStreamJoin          *self,
                                                 WeirJoinSide             side,
                                                 guint                    topic_index,
                                                 gint32                   partition,
                                                 gint64                   now_usec);
void            weir_stream_join_add           (WeirStreamJoin           *self,
                                                WeirJoinSide              side,
                                                const WeirRecord         *record);
void            weir_stream_join_advance       (WeirStreamJoin           *self,
                                                gint64                    now_usec);
void            weir_stream_join_finish        (WeirStreamJoin           *self);
void            weir_stream_join_get_counters  (WeirStreamJoin           *self,
                                                WeirStreamJoinCounters   *counters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirStreamJoin, weir_stream_join_free)

G_END_DECLS
