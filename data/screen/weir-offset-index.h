#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirOffsetRange:
 * @topic: interned
 * @from: first offset
 * @to: behind the last one
 *
 * Offsets of one partition.
 */
typedef struct
{
  const char *topic;
  gint32      partition;
  gint64      from;
  gint64      to;
} WeirOffsetRange;

/**
 * WeirOffsetIndex:
 *
 * Which offsets hold the records of a span of event time, as far as records were
 * read: for each run of offsets its first and last event time. Bounded: the runs
 * become longer. One thread at a time.
 */
typedef struct _WeirOffsetIndex WeirOffsetIndex;

WeirOffsetIndex *weir_offset_index_new   (void);
void             weir_offset_index_free  (WeirOffsetIndex *self);
void             weir_offset_index_add   (WeirOffsetIndex *self,
                                          const char      *topic,
                                          gint32           partition,
                                          gint64           offset,
                                          gint64           time_usec);
void             weir_offset_index_merge (WeirOffsetIndex *self,
                                          WeirOffsetIndex *newer);
gboolean         weir_offset_index_is_empty (WeirOffsetIndex *self);
GArray          *weir_offset_index_find  (WeirOffsetIndex *self,
                                          gint64           begin_usec,
                                          gint64           end_usec);
guint            weir_offset_index_get_n_runs (WeirOffsetIndex *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirOffsetIndex, weir_offset_index_free)

G_END_DECLS
