#pragma once

#include "data/decode/weir-record.h"
#include "data/stream/weir-stream-update.h"

G_BEGIN_DECLS

/*
 * The keys of a stream, numbered in order of appearance up to
 * WEIR_STREAM_MAX_KEYS, with their counts and last values. Consumer thread.
 */
typedef struct _WeirStreamKeys WeirStreamKeys;

WeirStreamKeys *weir_stream_keys_new     (WeirStreamSchema   *plan);
void            weir_stream_keys_free    (WeirStreamKeys   *self);
guint           weir_stream_keys_add     (WeirStreamKeys   *self,
                                          const WeirRecord *record,
                                          gboolean          future);
void            weir_stream_keys_publish (WeirStreamKeys   *self,
                                          WeirStreamUpdate *update);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirStreamKeys, weir_stream_keys_free)

G_END_DECLS
