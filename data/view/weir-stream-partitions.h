#pragma once

#include "data/screen/weir-partition-ref.h"
#include "data/series/weir-series.h"

G_BEGIN_DECLS

/**
 * WeirStreamPartitions:
 *
 * The partitions that records of a stream came from. Of each a series with a
 * value for each record: its delay, the time in seconds by which the newest
 * record of its partition was younger when it came. So the number of values is
 * the number of records. Main thread only.
 */
typedef struct _WeirStreamPartitions WeirStreamPartitions;

WeirStreamPartitions   *weir_stream_partitions_new         (void);
void                    weir_stream_partitions_free        (WeirStreamPartitions *self);
void                    weir_stream_partitions_add         (WeirStreamPartitions *self,
                                                            GArray               *refs);
void                    weir_stream_partitions_take_over   (WeirStreamPartitions *self,
                                                            WeirStreamPartitions *newer);
guint                   weir_stream_partitions_get_n       (WeirStreamPartitions *self);
const WeirPartitionRef *weir_stream_partitions_get_ref     (WeirStreamPartitions *self,
                                                            guint                 number);
WeirSeries             *weir_stream_partitions_get_series  (WeirStreamPartitions *self,
                                                            guint                 number);
gsize                   weir_stream_partitions_get_n_bytes (WeirStreamPartitions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirStreamPartitions, weir_stream_partitions_free)

G_END_DECLS
