#pragma once

#include "data/source/weir-intake.h"
#include "data/store/weir-exporter.h"

G_BEGIN_DECLS

typedef void (*WeirRecorderSay) (const char *text,
                                 gpointer    user_data);

/**
 * WeirRecorderSpec:
 * @folder: (type filename): the recording; made if it is not there
 * @fields: (array length=n_fields): columns behind those of a record; NUMBER becomes what fits each file
 * @n_fields: how many
 * @rotate_bytes: a file is finished when its records have so many bytes, 0: 128 MB
 * @rotate_usec: or when its first record came so long ago, 0: an hour
 * @max_bytes: memory for records that are not written yet, 0: 384 MB
 * @cancellable: (nullable): ends the waiting for a full disk
 * @say: called from any thread when the recorder has to wait, and when it goes on
 * @user_data: for it
 */
typedef struct
{
  const char             *folder;
  const WeirExportColumn *fields;
  guint                   n_fields;
  gsize                   rotate_bytes;
  gint64                  rotate_usec;
  gsize                   max_bytes;
  GCancellable           *cancellable;
  WeirRecorderSay         say;
  gpointer                user_data;
} WeirRecorderSpec;

/**
 * WeirRecorderCounters:
 * @n_records: recorded: the disk has them
 * @n_files: in so many files
 * @n_file_bytes: which have so many bytes
 * @n_skipped: they came again though they are recorded
 * @n_gaps: ranges of offsets that are lost
 * @n_taken: records that it was given and that were not recorded before, on the disk or not
 * @waits: the disk is full
 */
typedef struct
{
  guint64  n_records;
  guint64  n_files;
  guint64  n_file_bytes;
  guint64  n_skipped;
  guint64  n_gaps;
  guint64  n_taken;
  gboolean waits;
} WeirRecorderCounters;

/**
 * WeirRecorder:
 *
 * Records topics into a folder of Parquet files, each record exactly once; see
 * weir-recording-commit.h for how. Belongs to the consumer thread; threads of
 * its own write the files.
 */
typedef struct _WeirRecorder WeirRecorder;

WeirRecorder *weir_recorder_new           (const WeirRecorderSpec  *spec,
                                           GError                 **error);
void          weir_recorder_free          (WeirRecorder            *self);
gboolean      weir_recorder_open_topic    (WeirRecorder            *self,
                                           const char              *topic,
                                           guint                    topic_index,
                                           GArray                  *resume,
                                           GError                 **error);
void          weir_recorder_add           (WeirRecorder            *self,
                                           const WeirMessage       *message,
                                           const WeirValue         *values);
void          weir_recorder_add_event     (WeirRecorder            *self,
                                           const WeirIntakeEvent   *event);
void          weir_recorder_release       (WeirRecorder            *self,
                                           const WeirIntakeEvent   *event);
gboolean      weir_recorder_end_batch     (WeirRecorder            *self,
                                           gint64                   monotonic_usec,
                                           GError                 **error);
gboolean      weir_recorder_finish        (WeirRecorder            *self,
                                           GError                 **error);
gboolean      weir_recorder_is_idle       (WeirRecorder            *self);
void          weir_recorder_limit         (WeirRecorder            *self,
                                           GArray                  *positions);
void          weir_recorder_get_counters  (WeirRecorder            *self,
                                           WeirRecorderCounters    *counters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRecorder, weir_recorder_free)

G_END_DECLS
