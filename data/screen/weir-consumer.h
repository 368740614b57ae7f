#pragma once

#include "data/screen/weir-screen-update.h"
#include "data/screen/weir-wake.h"
#include "data/source/weir-replay-clock.h"
#include "data/source/weir-source.h"
#include "data/stream/weir-alert-journal.h"
#include "data/workspace/weir-stream-schema.h"

G_BEGIN_DECLS

/**
 * WeirConsumer:
 *
 * One connection at work: an intake with its consumer thread, the topology of
 * the connection's streams, and the screen as its sink.
 */
typedef struct _WeirConsumer WeirConsumer;

WeirConsumer       *weir_consumer_new         (WeirWorkspace              *workspace,
                                               const WeirConnectionConfig *config,
                                               gsize                       max_bytes,
                                               WeirWake                   *wake,
                                               WeirReplayClock            *clock,
                                               GError                    **error);
void                weir_consumer_free        (WeirConsumer               *self);
void                weir_consumer_keep_journal (WeirConsumer              *self,
                                               WeirAlertJournal           *journal);
void                weir_consumer_set_active  (WeirConsumer               *self,
                                               gboolean                    active);
gboolean            weir_consumer_start       (WeirConsumer               *self,
                                               const WeirPosition         *start,
                                               GError                    **error);
void                weir_consumer_stop        (WeirConsumer               *self);
void                weir_consumer_join        (WeirConsumer               *self);
WeirScreenUpdate   *weir_consumer_take        (WeirConsumer               *self);
GArray             *weir_consumer_dup_status  (WeirConsumer               *self);
const char * const *weir_consumer_get_topics  (WeirConsumer               *self);
WeirStreamSchema     *weir_consumer_get_schema    (WeirConsumer               *self,
                                               guint                       stream);
guint               weir_consumer_get_n_streams (WeirConsumer             *self);

G_END_DECLS
