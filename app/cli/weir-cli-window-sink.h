#pragma once

#include "app/cli/weir-cli-output.h"
#include "data/source/weir-producer.h"
#include "data/stream/weir-topology.h"
#include "data/window/weir-top.h"

G_BEGIN_DECLS

/**
 * WeirCliWindowSinkSpec: which rows go out, and as what.
 * @stream: the stream's number in the topology
 * @window: one of its windows
 * @output: where they go
 * @with_state: a column that tells how a window closed
 * @with_updates: early rows go out too, and that column with them
 * @sorted: rows wait for the end and go out by (window_start, key)
 * @top: which keys of a window; n_ranks 0: all
 * @topic: (nullable): rows go into this topic, not to @output
 * @producer: (nullable): what sends them there; kept
 */
typedef struct
{
  guint       stream;
  guint       window;
  WeirCliOutputSpec output;
  gboolean    with_state;
  gboolean    with_updates;
  gboolean    sorted;
  WeirTopSpec top;
  const char *topic;
  WeirProducer *producer;
} WeirCliWindowSinkSpec;

/**
 * WeirCliWindowSink:
 *
 * The sink that writes the rows of one window: key, window_start, window_end,
 * count, the values, and behind them rank and state where they are asked for.
 */
typedef struct _WeirCliWindowSink WeirCliWindowSink;

/* Adds itself to @topology. */
WeirCliWindowSink *weir_cli_window_sink_new            (const WeirCliWindowSinkSpec *spec,
                                                        WeirTopology                *topology,
                                                        GError                     **error);
/* Provenance, see weir_exporter_set_note(). Before the end. */
void               weir_cli_window_sink_set_note       (WeirCliWindowSink           *self,
                                                        const char                  *name,
                                                        const char                  *value);
/* Final rows that were given to it, ranked or not. */
guint64            weir_cli_window_sink_get_n_rows     (WeirCliWindowSink           *self);
/* Rows that were not ranked, because there was no room for their keys. */
guint64            weir_cli_window_sink_get_n_unranked (WeirCliWindowSink           *self);
void               weir_cli_window_sink_free           (WeirCliWindowSink           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliWindowSink, weir_cli_window_sink_free)

G_END_DECLS
