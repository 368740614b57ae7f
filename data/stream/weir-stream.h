#pragma once

#include "data/alert/weir-rule.h"
#include "data/stream/weir-key-numbers.h"
#include "data/stream/weir-ranking.h"
#include "data/stream/weir-sink.h"
#include "data/stream/weir-stream-counters.h"
#include "data/workspace/weir-stream-schema.h"

G_BEGIN_DECLS

/**
 * WeirStream:
 *
 * A stream at work: decodes its records, aggregates them and evaluates its
 * rules. Results go to its sinks and to the streams that are made of it. Part
 * of a topology; everything in it belongs to the consumer thread, and nothing
 * is locked.
 */
typedef struct _WeirStream WeirStream;

/* What makes the records of a derived stream; see weir-derivation.h. */
typedef struct _WeirDerivation WeirDerivation;

WeirStream       *weir_stream_new            (WeirStreamSchema        *schema,
                                              guint                  index,
                                              gsize                  max_bytes,
                                              GError               **error);
void              weir_stream_free           (WeirStream            *self);
gboolean          weir_stream_add_rule       (WeirStream            *self,
                                              const WeirRuleConfig  *config,
                                              guint                  index,
                                              gboolean               replay,
                                              GError               **error);
gboolean          weir_stream_derive         (WeirStream            *self,
                                              WeirStream            *left,
                                              WeirStream            *right,
                                              GError               **error);
void              weir_stream_start          (WeirStream            *self);
void              weir_stream_add_sink       (WeirStream            *self,
                                              WeirSink              *sink);
void              weir_stream_finish         (WeirStream            *self);
gint64            weir_stream_peek_time      (WeirStream            *self,
                                              const WeirMessage     *message);
void              weir_stream_set_times      (WeirStream            *self,
                                              gint64                 first_usec,
                                              gint64                 end_usec);
void              weir_stream_add_message    (WeirStream            *self,
                                              const WeirMessage     *message);
void              weir_stream_set_partition  (WeirStream            *self,
                                              guint                  topic_index,
                                              gint32                 partition,
                                              gboolean               active);
void              weir_stream_add_gap        (WeirStream            *self,
                                              const WeirSinkGap     *gap);
void              weir_stream_keep_partition (WeirStream            *self,
                                              guint                  topic_index,
                                              gint32                 partition,
                                              gint64                 now_usec);
void              weir_stream_add_row        (WeirStream            *self,
                                              const WeirRecord      *record,
                                              const WeirTrail       *trail);
void              weir_stream_advance        (WeirStream            *self,
                                              const WeirSinkClock   *clock);
GPtrArray        *weir_stream_get_rules      (WeirStream            *self);
void              weir_stream_give_alerts    (WeirStream            *self);
void              weir_stream_give_early_rows (WeirStream           *self);
WeirStreamSchema   *weir_stream_get_schema       (WeirStream            *self);
WeirKeyNumbers   *weir_stream_get_keys       (WeirStream            *self);
WeirWindowEngine *weir_stream_get_engine     (WeirStream            *self,
                                              guint                  window);
gint64            weir_stream_get_open_usec  (WeirStream            *self);
gint64            weir_stream_get_newest_usec (WeirStream           *self);
void              weir_stream_get_counters   (WeirStream            *self,
                                              WeirStreamCounters    *counters);
WeirFieldUsage   *weir_stream_get_field_usage (WeirStream            *self);
guint64           weir_stream_get_n_without_indicators (WeirStream  *self,
                                              guint                  window);
guint64           weir_stream_get_n_fired    (WeirStream            *self);
gboolean          weir_stream_take_rankings  (WeirStream            *self,
                                              WeirRanking          **newest,
                                              WeirRanking          **final);
void              weir_stream_fill_decoder_spec (WeirStreamSchema     *schema,
                                              WeirDecoderSpec       *spec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirStream, weir_stream_free)

G_END_DECLS
