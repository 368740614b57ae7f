#pragma once

#include "app/cli/weir-cli-export.h"
#include "app/cli/weir-cli-run.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirCliOriginSink:
 *
 * The sink that fills an export's provenance with what was read: topics, partitions, offsets, counters. Consumer thread.
 */
typedef struct _WeirCliOriginSink WeirCliOriginSink;

/* Adds itself to @topology, before those that write. @run: (transfer none): who reads. */
WeirCliOriginSink *weir_cli_origin_sink_new  (WeirTopology      *topology,
                                              guint              stream,
                                              WeirCliExport     *export,
                                              WeirCliRun        *run);
void               weir_cli_origin_sink_free (WeirCliOriginSink *self);

G_END_DECLS
