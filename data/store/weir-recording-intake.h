#pragma once

#include "data/source/weir-intake.h"
#include "data/source/weir-position.h"

G_BEGIN_DECLS

/**
 * WeirRecordingIntakeSpec:
 * @folder: (type filename): a recording
 * @topics: (array zero-terminated=1): which of its topics, in the order of their numbers
 * @partition: -1: all
 * @start: where to begin in each partition
 * @stop: where to end; %WEIR_POSITION_END and %WEIR_POSITION_NEVER are the end of the recording
 * @resume: (nullable) (element-type WeirIntakePosition): partitions that are read from there on in place of @start
 * @limits: (nullable) (element-type WeirIntakePosition): these partitions are read up to there at most, and no other is read
 * @max_records: 0: all
 * @ordered: records come strictly in the order of their own times, partition by partition as they are; costs some time
 * @first_whole_topic: this topic and those behind it are read from their beginning, before the others; 0: none
 */
typedef struct
{
  const char         *folder;
  const char * const *topics;
  gint32              partition;
  WeirPosition        start;
  WeirPosition        stop;
  const GArray       *resume;
  const GArray       *limits;
  guint64             max_records;
  gboolean            ordered;
  guint               first_whole_topic;
} WeirRecordingIntakeSpec;

/**
 * WeirRecordingIntake:
 *
 * The intake that is a recording: records come with the topic, partition,
 * offset, time, key, value and headers they had. Partitions are read side by
 * side, about in the order of their records' times, so that windows over them
 * close as they did.
 *
 * Files that cannot be read are a GAP of reason DAMAGED, files that are none of
 * a recording an ERROR of their topic; the rest is read. The end of each
 * partition is PARTITION_DONE, then comes ENDED. Nothing can be committed.
 */
#define WEIR_TYPE_RECORDING_INTAKE (weir_recording_intake_get_type ())
G_DECLARE_FINAL_TYPE (WeirRecordingIntake, weir_recording_intake, WEIR, RECORDING_INTAKE, GObject)

WeirIntake *weir_recording_intake_new (const WeirRecordingIntakeSpec  *spec,
                                       const WeirIntakeHandler        *handler,
                                       gpointer                        user_data,
                                       GError                        **error);

G_END_DECLS
