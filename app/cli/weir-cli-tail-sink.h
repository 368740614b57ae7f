#pragma once

#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirCliTailSink:
 *
 * The sink of “tail”: every message of a stream on standard output, a line of
 * text each, or a JSON object in the names of kcat's -J.
 */
typedef struct _WeirCliTailSink WeirCliTailSink;

/* Adds itself to @topology. */
WeirCliTailSink *weir_cli_tail_sink_new  (WeirTopology    *topology,
                                          guint            stream,
                                          gboolean         json);
void             weir_cli_tail_sink_free (WeirCliTailSink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliTailSink, weir_cli_tail_sink_free)

G_END_DECLS
