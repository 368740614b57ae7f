#pragma once

#include "data/screen/weir-screen-update.h"
#include "data/screen/weir-wake.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirScreenSink:
 *
 * The sink of a topology that gathers what the screen shows, and about once a
 * frame exchanges a pointer with the main thread. Nothing is posted, and
 * nothing locked, per record.
 */
typedef struct _WeirScreenSink WeirScreenSink;

WeirScreenSink   *weir_screen_sink_new  (WeirTopology   *topology,
                                         const char     *connection,
                                         WeirWake       *wake);
void              weir_screen_sink_free (WeirScreenSink *self);
WeirScreenUpdate *weir_screen_sink_take (WeirScreenSink *self);
WeirStreamUpdate *weir_screen_sink_look (WeirScreenSink *self,
                                         guint           stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirScreenSink, weir_screen_sink_free)

G_END_DECLS
