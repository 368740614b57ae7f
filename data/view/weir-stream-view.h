#pragma once

#include "data/decode/weir-dead-letters.h"
#include "data/window/weir-window-engine.h"
#include "data/stream/weir-ranking.h"
#include "data/stream/weir-stream-counters.h"
#include "data/screen/weir-field-notice.h"
#include "data/screen/weir-offset-index.h"
#include "data/screen/weir-stream-gap.h"
#include "data/screen/weir-tail-message.h"
#include "data/view/weir-key-view.h"
#include "data/view/weir-stream-partitions.h"
#include "data/workspace/weir-row-schema.h"
#include "data/workspace/weir-stream-schema.h"
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
WeirStreamSchema       *weir_stream_view_get_schema   (WeirStreamView *self);
GListModel             *weir_stream_view_get_keys     (WeirStreamView *self);
WeirKeyView            *weir_stream_view_find_key     (WeirStreamView *self,
                                                       const char     *key);
WeirKeyView            *weir_stream_view_get_other    (WeirStreamView *self);
void                    weir_stream_view_get_counters (WeirStreamView *self,
                                                       WeirStreamCounters *counters);
GPtrArray              *weir_stream_view_get_messages (WeirStreamView *self);
GPtrArray              *weir_stream_view_get_dead_letters (WeirStreamView *self);
GArray                 *weir_stream_view_get_late     (WeirStreamView *self);
GArray                 *weir_stream_view_get_delays   (WeirStreamView *self);
GArray                 *weir_stream_view_get_gaps     (WeirStreamView *self);
GArray                 *weir_stream_view_find_offsets (WeirStreamView *self,
                                                       gint64          begin_usec,
                                                       gint64          end_usec);
const char             *weir_stream_view_get_topic    (WeirStreamView *self,
                                                       guint           topic_index);
const char             *weir_stream_view_find_topic   (WeirStreamView *self);
GPtrArray              *weir_stream_view_get_field_notices (WeirStreamView *self);

WeirRanking            *weir_stream_view_get_ranking  (WeirStreamView *self);
WeirRanking            *weir_stream_view_get_final_ranking (WeirStreamView *self);

void                    weir_stream_view_foreach_row  (WeirStreamView   *self,
                                                       guint             window,
                                                       gint64            begin_usec,
                                                       gint64            end_usec,
                                                       gboolean          final_only,
                                                       WeirWindowRowFunc func,
                                                       gpointer          user_data);
void                    weir_stream_view_visit_rows   (WeirStreamView   *self,
                                                       guint             window,
                                                       gint64            begin_usec,
                                                       gint64            end_usec,
                                                       WeirWindowRowFunc func,
                                                       gpointer          user_data);
guint64                 weir_stream_view_count_rows   (WeirStreamView   *self,
                                                       guint             window,
                                                       gint64            begin_usec,
                                                       gint64            end_usec);
void                    weir_stream_view_foreach_row_of_key (WeirStreamView   *self,
                                                             guint             window,
                                                             const char       *key,
                                                             gint64            begin_usec,
                                                             gint64            end_usec,
                                                             WeirWindowRowFunc func,
                                                             gpointer          user_data);
WeirRowSchema          *weir_stream_view_get_row_schema (WeirStreamView *self,
                                                         guint           window);
int                     weir_stream_view_get_volume_field (WeirStreamView *self);
WeirSeries             *weir_stream_view_get_record_series (WeirStreamView *self);
WeirStreamPartitions   *weir_stream_view_get_partitions (WeirStreamView *self);

G_END_DECLS
