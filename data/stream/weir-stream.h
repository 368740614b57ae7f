#pragma once

#include "data/alert/weir-rule.h"
#include "data/stream/weir-stream-update.h"
#include "data/stream/weir-trail.h"

G_BEGIN_DECLS

/**
 * WeirStreamClock: what a stream is told once in a while.
 * @now_usec: wall clock
 * @monotonic_usec: a clock that never jumps
 * @second: a second has passed since the last time this was set
 * @behind: the source has records we did not read, or cannot tell
 */
typedef struct
{
  gint64   now_usec;
  gint64   monotonic_usec;
  gboolean second;
  gboolean behind;
} WeirStreamClock;

/**
 * WeirStream:
 *
 * A stream at work: decodes its records, aggregates them, judges them by its
 * rules, and gathers what the screen will want to know. Everything in it
 * belongs to the consumer thread; nothing is locked.
 */
typedef struct _WeirStream WeirStream;

/* What makes the records of a derived stream; see weir-derivation.h. */
typedef struct _WeirDerivation WeirDerivation;

/* A record of a stream, borrowed for the call; @trail: the way back of a derived one's, else NULL. */
typedef void (*WeirStreamRecordFunc) (const WeirRecord *record,
                                      const WeirTrail  *trail,
                                      gpointer          user_data);

WeirStream       *weir_stream_new           (WeirStreamSchema         *plan,
                                             gsize                   max_bytes,
                                             GError                **error);
void              weir_stream_free          (WeirStream             *self);
gboolean          weir_stream_add_rule      (WeirStream             *self,
                                             const WeirRuleConfig   *config,
                                             guint                   index,
                                             GError                **error);
gboolean          weir_stream_derive        (WeirStream             *self,
                                             WeirStream             *left,
                                             WeirStream             *right,
                                             GError                **error);
void              weir_stream_start         (WeirStream             *self);
void              weir_stream_set_record_func (WeirStream           *self,
                                             WeirStreamRecordFunc    func,
                                             gpointer                user_data);
void              weir_stream_set_row_func  (WeirStream             *self,
                                             guint                   window,
                                             WeirWindowRowFunc       func,
                                             gpointer                user_data);
void              weir_stream_finish        (WeirStream             *self);
void              weir_stream_add_message   (WeirStream             *self,
                                             const WeirMessage      *message);
void              weir_stream_set_partition (WeirStream             *self,
                                             guint                   topic_index,
                                             gint32                  partition,
                                             gboolean                active);
void              weir_stream_add_gap       (WeirStream             *self,
                                             guint                   topic_index,
                                             gint32                  partition,
                                             gint64                  from,
                                             gint64                  to);
void              weir_stream_keep_partition (WeirStream            *self,
                                             guint                   topic_index,
                                             gint32                  partition,
                                             gint64                  now_usec);
void              weir_stream_add_row       (WeirStream             *self,
                                             const WeirRecord       *record,
                                             const WeirTrail        *trail);
void              weir_stream_touch         (WeirStream             *self);
WeirStreamUpdate *weir_stream_publish       (WeirStream             *self,
                                             const WeirStreamClock  *clock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirStream, weir_stream_free)

G_END_DECLS
