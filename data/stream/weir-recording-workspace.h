#pragma once

#include "data/stream/weir-recording-job.h"

G_BEGIN_DECLS

/* Of a workspace what a recording reads: one stream, without windows, rules and dashboards. */

WeirWorkspace *weir_recording_workspace_new (const WeirRecordingJobSpec  *spec,
                                             GError                     **error);

G_END_DECLS
