#pragma once

#include "app/cli/weir-cli-output.h"
#include "data/stream/weir-sink.h"

G_BEGIN_DECLS

/**
 * WeirCliSink:
 * @sink: first: what the topology knows
 * @output: owned (nullable): where it writes; %NULL: it only counts
 * @waits: rows stay with it until the input ends
 * @finished: the output is whole
 * @error: owned (nullable): what went wrong; nothing is written any more
 *
 * What all sinks that write have in common: the first member of each of them.
 * Consumer thread.
 */
typedef struct
{
  WeirSink       sink;
  WeirCliOutput *output;
  gboolean       waits;
  gboolean       finished;
  GError        *error;
} WeirCliSink;

/* For the methods of a sink that does no more than this at the end of a batch and of the input. */
#define WEIR_CLI_SINK_METHODS          \
  .batch_end = weir_cli_sink_batch_end, \
  .finish = weir_cli_sink_finish,       \
  .is_delivered = weir_cli_sink_is_delivered

/* @output: (transfer full) (nullable) */
void     weir_cli_sink_init         (WeirCliSink            *self,
                                     const WeirSinkMethods  *sink_methods,
                                     WeirCliOutput          *output);
void     weir_cli_sink_clear        (WeirCliSink            *self);
/* Writes a row, unless something went wrong before. */
void     weir_cli_sink_add_row      (WeirCliSink            *self,
                                     const WeirValue        *values);
/* The same with a line of text: what was appended to the output's text. */
void     weir_cli_sink_end_line     (WeirCliSink            *self);

gboolean weir_cli_sink_batch_end    (WeirSink               *sink,
                                     const WeirSinkClock    *clock,
                                     GError                **error);
gboolean weir_cli_sink_finish       (WeirSink               *sink,
                                     GError                **error);
gboolean weir_cli_sink_is_delivered (WeirSink               *sink);

G_END_DECLS
