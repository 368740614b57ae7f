#pragma once

#include "data/source/weir-intake.h"
#include "data/source/weir-position.h"
#include "data/store/weir-recording-cursor.h"

G_BEGIN_DECLS

/**
 * WeirReplayBounds:
 * @start: where partitions begin
 * @stop: where they end
 * @resume: (nullable) (element-type WeirIntakePosition): those that begin there in place of @start
 * @limits: (nullable) (element-type WeirIntakePosition): these end there at the latest, and the others have no records
 * @first_whole_topic: this topic and those behind it begin at their beginnings; %G_MAXUINT: none
 */
typedef struct
{
  WeirPosition  start;
  WeirPosition  stop;
  GArray       *resume;
  GArray       *limits;
  guint         first_whole_topic;
} WeirReplayBounds;

/**
 * WeirReplayedPartition: a partition of a recording that is read.
 * @topic_index: its topic's number
 * @number: its own
 * @cursor: owned; %NULL: it is through
 * @row: the next one of those that the cursor has
 * @range: which records are wanted
 * @low: the first offset that is recorded
 * @high: the one behind the last
 * @position: the next offset
 * @n_records: how many were given
 * @n_bytes: of their keys and values
 * @last_time_usec: the own time of the last, or %WEIR_NO_TIME
 */
typedef struct
{
  guint                topic_index;
  gint32               number;
  WeirRecordingCursor *cursor;
  guint                row;
  WeirRecordingRange   range;
  gint64               low;
  gint64               high;
  gint64               position;
  guint64              n_records;
  guint64              n_bytes;
  gint64               last_time_usec;
} WeirReplayedPartition;

void weir_replay_bounds_clear     (WeirReplayBounds        *self);
void weir_replayed_partition_open (WeirReplayedPartition   *self,
                                   WeirDatabase            *database,
                                   const WeirReplayBounds  *bounds,
                                   guint                    topic_index,
                                   const char              *folder,
                                   const WeirRecordingFile *files,
                                   guint                    n_files);

G_END_DECLS
