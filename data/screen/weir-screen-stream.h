#pragma once

#include "data/screen/weir-stream-update.h"
#include "data/stream/weir-stream.h"

G_BEGIN_DECLS

/**
 * WeirScreenStream:
 *
 * What the screen wants to know of one stream: gathers it while records come
 * and gives it out now and then. Consumer thread.
 */
typedef struct _WeirScreenStream WeirScreenStream;

WeirScreenStream *weir_screen_stream_new             (WeirStream            *stream);
void              weir_screen_stream_free            (WeirScreenStream      *self);
void              weir_screen_stream_add_record      (WeirScreenStream      *self,
                                                      const WeirSinkRecord  *given);
void              weir_screen_stream_add_dead_letter (WeirScreenStream      *self,
                                                      const WeirMessage     *message,
                                                      WeirDecodeError        reason,
                                                      const char            *detail);
void              weir_screen_stream_add_row         (WeirScreenStream      *self,
                                                      guint                  window,
                                                      const WeirWindowRow   *row);
void              weir_screen_stream_add_alert       (WeirScreenStream      *self,
                                                      const WeirAlertEvent  *event);
void              weir_screen_stream_add_gap         (WeirScreenStream      *self,
                                                      const WeirSinkGap     *gap);
WeirStreamUpdate *weir_screen_stream_publish         (WeirScreenStream      *self,
                                                      const WeirSinkClock   *clock);
WeirStreamUpdate *weir_screen_stream_look            (WeirScreenStream      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirScreenStream, weir_screen_stream_free)

G_END_DECLS
