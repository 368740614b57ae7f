#pragma once

#include "data/source/weir-position.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirRecordingState: how a recording stands.
 * @WEIR_RECORDING_CONNECTING: nothing can be read yet, or at the moment; the text says why
 * @WEIR_RECORDING_AT_WORK: records are taken as they come
 * @WEIR_RECORDING_WAITING: the disk is full; goes on by itself once there is room
 * @WEIR_RECORDING_STOPPING: what was taken is being written
 * @WEIR_RECORDING_DONE: everything that was taken is on the disk
 * @WEIR_RECORDING_FAILED: it ended otherwise; the text says why
 */
typedef enum
{
  WEIR_RECORDING_CONNECTING,
  WEIR_RECORDING_AT_WORK,
  WEIR_RECORDING_WAITING,
  WEIR_RECORDING_STOPPING,
  WEIR_RECORDING_DONE,
  WEIR_RECORDING_FAILED,
} WeirRecordingState;

/**
 * WeirRecordingStatus:
 * @state: how it stands
 * @since_usec: wall clock: when it began
 * @n_records: taken in this run, on the disk or not
 * @n_written: of them on the disk
 * @n_bytes: of the files with these
 * @n_gaps: ranges of offsets that are lost
 * @free_bytes: room on that disk; -1: not known
 * @fraction: how much of a bounded reading is done, 0 to 1
 * @text: (nullable): for a person; owned
 */
typedef struct
{
  WeirRecordingState state;
  gint64             since_usec;
  guint64            n_records;
  guint64            n_written;
  guint64            n_bytes;
  guint64            n_gaps;
  gint64             free_bytes;
  double             fraction;
  char              *text;
} WeirRecordingStatus;

/**
 * WeirRecordingJobSpec:
 * @workspace: what describes the stream or connection; its group is left alone
 * @stream: (nullable): this stream, with its fields decoded
 * @connection: (nullable): or all topics that streams of this connection read, as they are
 * @known_topics: (nullable) (array zero-terminated=1): a pattern among the topics stands for those of these that match
 * @folder: (type filename): the recording; one that is there goes on where it ends
 * @start: where partitions begin that are not recorded yet
 * @stop: where reading ends; %WEIR_POSITION_NEVER: with weir_recording_job_stop()
 * @rotate_usec: files are finished so long after their first record, 0: an hour
 */
typedef struct
{
  WeirWorkspace      *workspace;
  const char         *stream;
  const char         *connection;
  const char * const *known_topics;
  const char         *folder;
  WeirPosition        start;
  WeirPosition        stop;
  gint64              rotate_usec;
} WeirRecordingJobSpec;

/**
 * WeirRecordingJob:
 *
 * A recording that runs beside everything else: it has an intake of its own, so
 * that a full disk stops it alone. Owned by the main thread.
 *
 * Signal: ::ended () once, when nothing is written any more.
 */
#define WEIR_TYPE_RECORDING_JOB (weir_recording_job_get_type ())
G_DECLARE_FINAL_TYPE (WeirRecordingJob, weir_recording_job, WEIR, RECORDING_JOB, GObject)

WeirRecordingJob *weir_recording_job_new          (const WeirRecordingJobSpec  *spec,
                                                   GError                     **error);
void              weir_recording_job_start        (WeirRecordingJob            *self);
void              weir_recording_job_stop         (WeirRecordingJob            *self);
const char       *weir_recording_job_get_stream   (WeirRecordingJob            *self);
const char       *weir_recording_job_get_folder   (WeirRecordingJob            *self);
void              weir_recording_job_get_status   (WeirRecordingJob            *self,
                                                   WeirRecordingStatus         *status);

G_END_DECLS
