#pragma once

#include "data/store/weir-recorder-partition.h"
#include "data/store/weir-recorder.h"

G_BEGIN_DECLS

/**
 * WeirRecorderPool:
 *
 * The threads that write what a recorder has cut, and what they and the consumer
 * thread share. The cuts of one partition are written one after the other, those
 * of several at the same time. Consumer thread.
 */
typedef struct _WeirRecorderPool WeirRecorderPool;

WeirRecorderPool *weir_recorder_pool_new          (const WeirRecorderSpec  *spec);
void              weir_recorder_pool_free         (WeirRecorderPool        *self);
void              weir_recorder_pool_push         (WeirRecorderPool        *self,
                                                   WeirRecorderPartition   *partition,
                                                   WeirRecorderCut         *cut);
void              weir_recorder_pool_wait_room    (WeirRecorderPool        *self,
                                                   gsize                    max_bytes);
gboolean          weir_recorder_pool_wait_written (WeirRecorderPool        *self,
                                                   WeirRecorderPartition   *partition);
void              weir_recorder_pool_wait_all     (WeirRecorderPool        *self);
gboolean          weir_recorder_pool_is_idle      (WeirRecorderPool        *self);
gboolean          weir_recorder_pool_get_durable  (WeirRecorderPool        *self,
                                                   WeirRecorderPartition   *partition,
                                                   gint64                  *durable);
GError           *weir_recorder_pool_dup_error    (WeirRecorderPool        *self);
void              weir_recorder_pool_count        (WeirRecorderPool        *self,
                                                   WeirRecorderCounters    *counters);

G_END_DECLS
