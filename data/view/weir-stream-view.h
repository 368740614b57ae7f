#pragma once

#include "data/decode/weir-dead-letters.h"
#include "data/window/weir-window-engine.h"
#include "data/stream/weir-ranking.h"
#include "data/stream/weir-stream-counters.h"
#include "data/screen/weir-stream-gap.h"
#include "data/screen/weir-tail-message.h"
#include "data/view/weir-key-view.h"
#include "data/workspace/weir-row-schema.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirStreamView:
 *
 * What the screen knows of one stream: its keys with their series and candles,
 * its counters, its latest messages. Changed only by weir_monitor_take(), on
 * the main thread.
 *
 * Signals: ::keys-changed (), ::messages-changed (), ::changed ()
 */
#define WEIR_TYPE_STREAM_VIEW (weir_stream_view_get_type ())
G_DECLARE_FINAL_TYPE (WeirStreamView, weir_stream_view, WEIR, STREAM_VIEW, GObject)

const WeirStreamConfig *weir_stream_view_get_config   (WeirStreamView *self);
/* List model of WeirKeyView, in order of appearance; once a key had no room, one of them stands for all such keys
 * (weir_key_view_get_is_other()). (transfer none) */
GListModel             *weir_stream_view_get_keys     (WeirStreamView *self);
WeirKeyView            *weir_stream_view_find_key     (WeirStreamView *self,
                                                       const char     *key);
/* What stands for all keys that had no room; it is in the list of keys too. (transfer none) (nullable): none yet */
WeirKeyView            *weir_stream_view_get_other    (WeirStreamView *self);
void                    weir_stream_view_get_counters (WeirStreamView *self,
                                                       WeirStreamCounters *counters);
/* Newest last, at most 1000; a new array each time it changed. (transfer none) (element-type WeirTailMessage) */
GPtrArray              *weir_stream_view_get_messages (WeirStreamView *self);
/* Oldest first. (transfer none) (element-type WeirDeadLetter) */
GPtrArray              *weir_stream_view_get_dead_letters (WeirStreamView *self);
/* (transfer none) (element-type WeirLateRecord) */
GArray                 *weir_stream_view_get_late     (WeirStreamView *self);
/* Delays of records out of order, ascending. (transfer none) (element-type WeirDelayBucket) */
GArray                 *weir_stream_view_get_delays   (WeirStreamView *self);
/* Gaps in the intake as [begin, end) of event time around the loss. (transfer none) (element-type WeirStreamGap) */
GArray                 *weir_stream_view_get_gaps     (WeirStreamView *self);

/* Of a derived stream of kind "top": the best of its newest window, open or final; NULL before there is one. Of several
 * windows that are open at once the newest is the one that begins last. (transfer none) (nullable): until the next take */
WeirRanking            *weir_stream_view_get_ranking  (WeirStreamView *self);
/* The same of the newest window that is final: it does not change until the next window closes. */
WeirRanking            *weir_stream_view_get_final_ranking (WeirStreamView *self);

/* Rows of the windows (spec @window of the config) that begin in [begin, end), final only or all, ordered by (start, key):
 * calls @func on this thread. Their columns: weir_stream_view_get_row_schema(). */
void                    weir_stream_view_foreach_row  (WeirStreamView   *self,
                                                       guint             window,
                                                       gint64            begin_usec,
                                                       gint64            end_usec,
                                                       gboolean          final_only,
                                                       WeirWindowRowFunc func,
                                                       gpointer          user_data);
WeirRowSchema          *weir_stream_view_get_row_schema (WeirStreamView *self,
                                                         guint           window);
/* Index of the field that is summed beside the first, as "volume"; -1: there is none. */
int                     weir_stream_view_get_volume_field (WeirStreamView *self);

G_END_DECLS
