#pragma once

#include "data/source/weir-source.h"
#include "data/stream/weir-stream.h"

G_BEGIN_DECLS

/**
 * WeirPipeline:
 *
 * One stream of a workspace and, where it is a derived one, all that it is made
 * of, for programs without a screen: whoever reads the topics feeds it and gets
 * every record and every final row. Owned by one thread at a time.
 */
typedef struct _WeirPipeline WeirPipeline;

WeirPipeline               *weir_pipeline_new             (WeirWorkspace         *workspace,
                                                           const char            *stream,
                                                           GError               **error);
void                        weir_pipeline_free            (WeirPipeline          *self);
const WeirStreamConfig     *weir_pipeline_get_config      (WeirPipeline          *self);
const WeirConnectionConfig *weir_pipeline_get_connection  (WeirPipeline          *self);
/* Names of the values of a window's row. (transfer none) */
WeirRowSchema              *weir_pipeline_get_row         (WeirPipeline          *self,
                                                           guint                  window);
/* (transfer none) (array zero-terminated=1) */
const char * const         *weir_pipeline_get_topics      (WeirPipeline          *self);
/* Once group and start are set: the topics, and which of them are read whole. */
void                        weir_pipeline_fill            (WeirPipeline          *self,
                                                           WeirSourceSpec        *spec);
/* The stream itself, for its functions of records and rows. (transfer none) */
WeirStream                 *weir_pipeline_get_stream      (WeirPipeline          *self);
void                        weir_pipeline_add_message     (WeirPipeline          *self,
                                                           const WeirMessage     *message);
void                        weir_pipeline_add_event       (WeirPipeline          *self,
                                                           const WeirIntakeEvent *event);
/* After each batch: what only a screen would want is let go, and once a second time passes. */
void                        weir_pipeline_end_batch       (WeirPipeline          *self);
/* The end of input. */
void                        weir_pipeline_finish          (WeirPipeline          *self);
/* Of the stream, and of all that it is made of the number of records that did not decode. */
guint64                     weir_pipeline_get_counters    (WeirPipeline          *self,
                                                           WeirStreamCounters    *counters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirPipeline, weir_pipeline_free)

G_END_DECLS
