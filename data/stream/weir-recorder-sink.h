#pragma once

#include "data/store/weir-recorder.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirRecorderSink:
 *
 * The sink that records what a stream reads: every record as it came, with the
 * stream's fields where they could be decoded.
 */
typedef struct _WeirRecorderSink WeirRecorderSink;

WeirRecorderSink *weir_recorder_sink_new          (WeirTopology            *topology,
                                                   guint                    stream,
                                                   const WeirRecorderSpec  *spec,
                                                   gboolean                 in_group,
                                                   GError                 **error);
void              weir_recorder_sink_free         (WeirRecorderSink        *self);
const GArray     *weir_recorder_sink_get_resume   (WeirRecorderSink        *self);
WeirRecorder     *weir_recorder_sink_get_recorder (WeirRecorderSink        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRecorderSink, weir_recorder_sink_free)

G_END_DECLS
