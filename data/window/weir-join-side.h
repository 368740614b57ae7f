#pragma once

#include "data/window/weir-heap.h"
#include "data/window/weir-join-entry.h"

G_BEGIN_DECLS

/* A partition of one side. */
typedef struct
{
  gint64   id;            /* topic and partition in one */
  gint64   stream_usec;   /* WEIR_NO_TIME before the first record */
  gint64   seen_usec;     /* wall time of its last record */
  gboolean active;
  gboolean idle;
} WeirJoinPartition;

/**
 * WeirJoinSideState:
 * @horizon_usec: smallest stream time of the partitions that may yet have
 *   records; %G_MININT64 while one had none or none is known, %G_MAXINT64 when
 *   all are done or idle
 *
 * One side of a join: its partitions, and its records that wait. Used by one
 * thread.
 */
typedef struct
{
  GHashTable        *partitions;   /* owned set of owned WeirJoinPartition */
  WeirJoinPartition *partition;    /* borrowed (nullable): of the last record */
  gint64             horizon_usec;
  gint64             now_usec;     /* wall time of the last advance */
  WeirHeap           waiting;      /* of WeirJoinEntry, by (time, position) */
} WeirJoinSideState;

void          weir_join_side_init          (WeirJoinSideState *self);
void          weir_join_side_clear         (WeirJoinSideState *self,
                                            WeirJoinKeys      *keys);
void          weir_join_side_set_partition (WeirJoinSideState *self,
                                            guint              topic_index,
                                            gint32             partition,
                                            gboolean           active);
WeirJoinPartition *weir_join_side_see           (WeirJoinSideState *self,
                                                 const WeirRecord  *record);
void          weir_join_side_keep_partition (WeirJoinSideState *self,
                                             guint              topic_index,
                                             gint32             partition,
                                             gint64             now_usec);
gboolean      weir_join_side_advance       (WeirJoinSideState *self,
                                            gint64             now_usec,
                                            gint64             idle_after_usec);
void          weir_join_side_finish        (WeirJoinSideState *self);

G_END_DECLS
