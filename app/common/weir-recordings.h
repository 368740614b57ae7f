#pragma once

#include "data/stream/weir-recording-job.h"

G_BEGIN_DECLS

/**
 * WeirRecordings:
 *
 * What a window records: at most one recording of each stream at a time, all of
 * them in one folder. What is at work when the window goes ends on its own, and
 * the program with it.
 *
 * Signals: ::changed () when a recording begins or ends;
 * ::ended (WeirRecordingJob) when one ended.
 */
#define WEIR_TYPE_RECORDINGS (weir_recordings_get_type ())
G_DECLARE_FINAL_TYPE (WeirRecordings, weir_recordings, WEIR, RECORDINGS, GObject)

WeirRecordings   *weir_recordings_new        (void);
/* Where the next one goes; a new folder below the user's data until one is chosen. */
const char       *weir_recordings_get_folder (WeirRecordings  *self);
void              weir_recordings_set_folder (WeirRecordings  *self,
                                              const char      *folder);
/* Other streams are watched, and their topics may have the same names: the next recording gets a new folder. */
void              weir_recordings_begin_anew (WeirRecordings  *self);
/* @known_topics: (nullable): those that the stream's patterns may stand for */
gboolean          weir_recordings_start      (WeirRecordings      *self,
                                              WeirWorkspace       *workspace,
                                              const char          *stream,
                                              const char * const  *known_topics,
                                              GError             **error);
void              weir_recordings_stop       (WeirRecordings  *self,
                                              const char      *stream);
/* Ends all of them; the program lives until what they have is written. */
void              weir_recordings_finish     (WeirRecordings  *self);
/* The recording of a stream that is at work, else the one that ended last. (transfer none) (nullable) */
WeirRecordingJob *weir_recordings_find       (WeirRecordings  *self,
                                              const char      *stream);
gboolean          weir_recordings_is_at_work (WeirRecordings  *self,
                                              const char      *stream);
/* Those that are at work, in the order they began. (transfer none) (element-type WeirRecordingJob) */
GPtrArray        *weir_recordings_get_active (WeirRecordings  *self);
/* What is wrong with them, in a sentence. (transfer full) (nullable) */
char             *weir_recordings_dup_banner (WeirRecordings  *self);

G_END_DECLS
