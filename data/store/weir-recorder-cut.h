#pragma once

#include "data/store/weir-recorder-parquet.h"

G_BEGIN_DECLS

/**
 * WeirRecorderCut:
 * @topic: owned
 * @folder: owned: that of the topic
 * @partition: its partition
 * @buffers: owned (element-type WeirRecorderBuffer): one for each date
 * @last: offset of the last record
 * @n_records: in all buffers
 * @n_bytes: memory they take
 * @gaps: owned, nullable: members of a JSON array: what is missing before or between its records
 * @moves: owned, nullable: written, synced, not committed
 * @n_file_bytes: of the files that were written
 *
 * Records of a partition that become part of the recording together.
 */
typedef struct
{
  char      *topic;
  char      *folder;
  gint32     partition;
  GPtrArray *buffers;
  gint64     last;
  guint64    n_records;
  gsize      n_bytes;
  char      *gaps;
  GArray    *moves;
  guint64    n_file_bytes;
} WeirRecorderCut;

void     weir_recorder_cut_free   (WeirRecorderCut      *self);
gboolean weir_recorder_cut_commit (WeirRecorderCut      *self,
                                   WeirRecorderParquet  *writer,
                                   GError              **error);

G_END_DECLS
