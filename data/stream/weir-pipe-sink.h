#pragma once

#include "data/source/weir-producer.h"
#include "data/stream/weir-projection.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirPipeSinkSpec: what goes where.
 * @topology: whose records; borrowed
 * @stream: number of the stream in it
 * @producer: what sends them; kept
 * @topic: where to; copied
 * @projection: (nullable) (transfer full): what becomes of them; %NULL: they stay as they are
 */
typedef struct
{
  WeirTopology   *topology;
  guint           stream;
  WeirProducer   *producer;
  const char     *topic;
  WeirProjection *projection;
} WeirPipeSinkSpec;

/**
 * WeirPipeCounts: what became of the records of the stream.
 * @n_written: they were sent
 * @n_dropped: the condition did not hold
 * @n_undecided: of them, those for which it was null
 * @n_refused: something was to be added to a payload that is no JSON object
 */
typedef struct
{
  guint64 n_written;
  guint64 n_dropped;
  guint64 n_undecided;
  guint64 n_refused;
} WeirPipeCounts;

/**
 * WeirPipeSink:
 *
 * The sink that puts a stream's records into another topic: key, headers,
 * timestamp and payload as they came, unless the projection says otherwise.
 */
typedef struct _WeirPipeSink WeirPipeSink;

WeirPipeSink *weir_pipe_sink_new        (const WeirPipeSinkSpec *spec);
void          weir_pipe_sink_free       (WeirPipeSink           *self);
gboolean      weir_pipe_sink_commit     (WeirPipeSink           *self,
                                         WeirIntake             *intake,
                                         const GArray           *positions,
                                         GError                **error);
void          weir_pipe_sink_get_counts (WeirPipeSink           *self,
                                         WeirPipeCounts         *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirPipeSink, weir_pipe_sink_free)

G_END_DECLS
