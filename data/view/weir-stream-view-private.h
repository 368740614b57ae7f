#pragma once

#include "data/view/weir-key-view-private.h"
#include "data/view/weir-rate.h"
#include "data/view/weir-stream-partitions.h"
#include "data/view/weir-row-store.h"
#include "data/screen/weir-stream-update.h"
#include "data/view/weir-stream-view.h"

G_BEGIN_DECLS

struct _WeirStreamView
{
  GObject             parent_instance;

  WeirStreamSchema     *schema;           /* owned reference */
  gsize               max_bytes;      /* the share it always has */
  gsize               limit_bytes;    /* with what the others leave */
  guint               n_candles;

  GListStore         *keys;           /* of WeirKeyView */
  GHashTable         *by_name;        /* owned: (char *) borrowed → WeirKeyView, borrowed */
  GPtrArray          *views;          /* borrowed: key id → WeirKeyView */
  GHashTable         *unread;         /* owned, nullable: of by_name those that the reading has not come by */
  WeirKeyView        *other;          /* borrowed, nullable: stands for keys without room */
  GPtrArray          *touched;        /* borrowed: views that changed in this take */
  guint               n_with_series;
  GPtrArray          *stores;         /* owned, of WeirRowStore, one a window spec */
  GPtrArray          *window_views;   /* borrowed, nullable elements: key id of the first spec → WeirKeyView */

  WeirStreamCounters  counters;
  WeirRate            rate;
  WeirSeries         *record_series;  /* owned: a 1 for each record, of any key */
  WeirStreamPartitions *partitions;   /* owned */
  gint64              next_weigh_usec;
  gsize               n_view_bytes;
  guint64             n_fired;
  guint64             n_shed;
  guint               n_dropped_charts;

  GPtrArray          *messages;       /* owned, of WeirTailMessage */
  GPtrArray          *letters;        /* owned, of WeirDeadLetter */
  GArray             *late;           /* owned, of WeirLateRecord */
  GArray             *delays;         /* owned, of WeirDelayBucket */
  GArray             *gaps;           /* owned, of WeirStreamGap */
  GPtrArray          *topics;         /* owned, nullable, of interned strings, nullable elements */
  WeirOffsetIndex    *offsets;        /* owned: of the records that were read */
  GPtrArray          *field_notices;  /* owned, nullable, of WeirFieldNotice */

  WeirRanking        *ranking;        /* owned reference, nullable */
  WeirRanking        *final_ranking;  /* owned reference, nullable */

  GHashTable         *seen;           /* owned, nullable: partition → last offset in messages before the reading changed */

  gboolean            keys_changed;
  gboolean            messages_changed;
  gboolean            changed;
};

WeirStreamView *weir_stream_view_new         (WeirStreamSchema   *schema,
                                              gsize             max_bytes);
gboolean        weir_stream_view_apply       (WeirStreamView   *self,
                                              WeirStreamUpdate *update,
                                              guint            *n_items);
void            weir_stream_view_take_over   (WeirStreamView   *self,
                                              WeirStreamView   *newer);
gboolean        weir_stream_view_has_seen    (WeirStreamView   *self,
                                              const WeirTailMessage *message);
void            weir_stream_view_emit        (WeirStreamView   *self);
void            weir_stream_view_advance     (WeirStreamView   *self,
                                              gint64            monotonic_usec,
                                              gint64            spare_bytes);
guint64         weir_stream_view_get_n_fired (WeirStreamView   *self);
guint64         weir_stream_view_get_n_windows (WeirStreamView *self);

G_END_DECLS
