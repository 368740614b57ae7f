#pragma once

#include "data/screen/weir-partition-ref.h"
#include "data/source/weir-message.h"

G_BEGIN_DECLS

/* A partition that has no number, because too many had one before. */
#define WEIR_SCREEN_NO_PARTITION G_MAXUINT

/**
 * WeirScreenPartitions:
 *
 * Gives numbers to the partitions of a stream in the order of their first
 * record, and knows the newest event time of each. Consumer thread.
 */
typedef struct _WeirScreenPartitions WeirScreenPartitions;

WeirScreenPartitions *weir_screen_partitions_new  (void);
void                  weir_screen_partitions_free (WeirScreenPartitions *self);
guint                 weir_screen_partitions_add  (WeirScreenPartitions *self,
                                                   const WeirMessage    *message,
                                                   gint64                time_usec,
                                                   gint64               *delay_usec);
void                  weir_screen_partitions_take (WeirScreenPartitions *self,
                                                   GArray               *refs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirScreenPartitions, weir_screen_partitions_free)

G_END_DECLS
