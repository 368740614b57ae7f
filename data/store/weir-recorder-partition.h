#pragma once

#include "data/store/weir-recorder-cut.h"

G_BEGIN_DECLS

/**
 * WeirRecorderPartition:
 *
 * A partition that is being recorded. Consumer thread, but for what the mutex of
 * the recorder guards.
 */
typedef struct
{
  char               *topic;        /* owned */
  char               *folder;       /* owned: that of the topic */
  guint               topic_index;
  gint32              number;
  int                 lock_fd;
  gint64              next;         /* the first offset that is neither recorded, gathered nor lost; -1: nothing is */

  /* Gathered since the last cut. */
  GPtrArray          *buffers;      /* owned, of WeirRecorderBuffer */
  GHashTable         *by_day;       /* owned: day to buffer, borrowed */
  WeirRecorderBuffer *current;      /* of the last record; borrowed */
  gint64              last;
  guint64             n_records;
  gsize               n_bytes;      /* memory */
  gsize               n_own_bytes;  /* of the records themselves */
  gint64              since_usec;   /* monotonic; when the first of them came */
  GString            *gaps;         /* owned */

  /* Guarded by the recorder's mutex. */
  GQueue              cuts;         /* of WeirRecorderCut, in order; the first is being written if busy */
  gboolean            busy;
  gint64              durable;      /* the disk has all before it; -1: nothing was written */
} WeirRecorderPartition;

WeirRecorderPartition *weir_recorder_partition_new  (const char             *topic,
                                                     const char             *folder,
                                                     guint                   topic_index,
                                                     gint32                  number);
void                   weir_recorder_partition_free (WeirRecorderPartition  *self);
gboolean               weir_recorder_partition_open (WeirRecorderPartition  *self,
                                                     GError                **error);
void                   weir_recorder_partition_set_files (WeirRecorderPartition *self,
                                                          const GArray          *files);
void                   weir_recorder_partition_add  (WeirRecorderPartition  *self,
                                                     const WeirMessage      *message,
                                                     const WeirValue        *values,
                                                     guint                   n_fields);
void                   weir_recorder_partition_add_gap (WeirRecorderPartition *self,
                                                        gint64                 from,
                                                        gint64                 to,
                                                        const char            *reason);
WeirRecorderCut       *weir_recorder_partition_cut  (WeirRecorderPartition  *self);

G_END_DECLS
