#pragma once

#include "data/source/weir-message.h"
#include "data/store/weir-database.h"
#include "data/store/weir-recording-gaps.h"
#include "data/store/weir-recording.h"

G_BEGIN_DECLS

/**
 * WeirRecordingRange: which of a partition's records are wanted.
 * @from: the first offset
 * @to: the first offset that is not wanted any more
 * @from_usec: records of an earlier own time are left out; %G_MININT64: none are
 * @to_usec: records of this or a later time are left out; %G_MAXINT64: none are
 */
typedef struct
{
  gint64 from;
  gint64 to;
  gint64 from_usec;
  gint64 to_usec;
} WeirRecordingRange;

/**
 * WeirRecordingCursor:
 *
 * Reads the records of one partition of a recording, by rising offset, some
 * thousand at a time. One thread.
 */
typedef struct _WeirRecordingCursor WeirRecordingCursor;

/**
 * WeirRecordingFetch:
 * @WEIR_RECORDING_FETCH_ROWS: there are records
 * @WEIR_RECORDING_FETCH_END: no more come
 * @WEIR_RECORDING_FETCH_DAMAGED: files cannot be read, the error says which: offsets are missing; go on with the next fetch
 */
typedef enum
{
  WEIR_RECORDING_FETCH_ROWS,
  WEIR_RECORDING_FETCH_END,
  WEIR_RECORDING_FETCH_DAMAGED,
} WeirRecordingFetch;

gboolean             weir_recording_cursor_next_gap  (WeirRecordingCursor         *self,
                                                      gint64                       offset,
                                                      WeirRecordingGap            *gap);
WeirRecordingCursor *weir_recording_cursor_new       (WeirDatabase                *database,
                                                      const char                  *topic_folder,
                                                      const WeirRecordingFile     *files,
                                                      guint                        n_files,
                                                      const WeirRecordingRange    *range);
void                 weir_recording_cursor_free      (WeirRecordingCursor         *self);
WeirRecordingFetch   weir_recording_cursor_fetch     (WeirRecordingCursor         *self,
                                                      GError                     **error);
guint                weir_recording_cursor_get_n_rows (const WeirRecordingCursor  *self);
void                 weir_recording_cursor_get_row   (WeirRecordingCursor         *self,
                                                      guint                        i,
                                                      WeirMessage                 *message);
gint64               weir_recording_cursor_get_time  (const WeirRecordingCursor   *self,
                                                      guint                        i);
void                 weir_recording_cursor_get_gap   (const WeirRecordingCursor   *self,
                                                      gint64                      *from,
                                                      gint64                      *to);
gint64               weir_recording_cursor_find_time (WeirDatabase                *database,
                                                      const char                  *topic_folder,
                                                      const WeirRecordingFile     *files,
                                                      guint                        n_files,
                                                      gint64                       time_usec,
                                                      gint64                       otherwise);

G_END_DECLS
