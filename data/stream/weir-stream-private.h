#pragma once

#include "data/stream/weir-derivation.h"
#include "data/stream/weir-row-tail.h"
#include "data/stream/weir-stream-keys.h"
#include "data/stream/weir-stream-late.h"
#include "data/stream/weir-stream.h"
#include "data/stream/weir-tail.h"
#include "data/window/weir-indicator-stage.h"

G_BEGIN_DECLS

/* One of the stream's window specs at work. */
typedef struct
{
  WeirStream       *stream;     /* borrowed */
  guint             index;
  WeirWindowEngine *engine;     /* owned */
  WeirIndicatorStage *indicators; /* owned, nullable: none are asked for */
  GArray           *key_ids;    /* owned, of guint: engine's key id → ours + 1, in order of first row; 0: none yet */
  guint             n_keys;
} WeirStreamWindow;

/* A gap whose far side has not been seen yet. */
typedef struct
{
  guint  gap;
  guint  topic_index;
  gint32 partition;
} WeirStreamOpenGap;

/* A derived stream that is made of this one. */
typedef struct
{
  WeirDerivation *derivation;   /* borrowed: that stream's */
  WeirJoinSide    side;
} WeirStreamReader;

struct _WeirStream
{
  WeirStreamSchema   *plan;           /* owned reference */
  WeirDecoder      *decoder;        /* owned; NULL: derived */
  WeirStreamKeys   *keys;           /* owned */
  WeirTail         *tail;           /* owned; NULL: derived */
  WeirRowTail      *row_tail;       /* owned; NULL: not derived */
  WeirDeadLetters  *dead;           /* owned */
  GArray           *windows;        /* owned, of WeirStreamWindow */
  GPtrArray        *rules;          /* owned, of WeirRule */
  GArray           *gaps;           /* owned, of WeirStreamGap */
  GArray           *open_gaps;      /* owned, of WeirStreamOpenGap */
  WeirValue        *variables;      /* owned: scratch for window rules */
  gint64            max_ahead_usec; /* negative: no guard */

  WeirDerivation   *derivation;     /* owned, nullable: what makes its records of those of its sources */
  WeirStream       *sources[WEIR_JOIN_N_SIDES]; /* borrowed, nullable */
  gsize             derivation_bytes;
  GArray           *record_readers; /* owned, of WeirStreamReader: what its records go to */
  GArray           *row_readers;    /* owned, of WeirStreamReader: what rows of its windows go to */

  WeirStreamRecordFunc record_func; /* nullable */
  gpointer          record_data;
  WeirWindowRowFunc row_func;       /* nullable */
  gpointer          row_data;
  guint             row_window;     /* whose rows it gets */

  WeirStreamUpdate *update;         /* owned: what goes out next */
  guint64           n_records;
  guint64           n_future;
  WeirStreamLate    late;
  gint64            stream_time_usec;
  gint64            arrival_usec;
  gint64            alive_usec;     /* wall time at which it was last known to have more to come */
  gint64            now_usec;       /* wall time of what is done just now */
  gint64            advanced_usec;  /* monotonic: when advance was called last */
  gint64            grace_usec;
  gint64            next_slow_usec; /* monotonic */
  gboolean          dirty;          /* records came since the last publish */
  gboolean          slow_dirty;     /* and since the last slow look */
  gboolean          gaps_dirty;
  gboolean          finished;
};

/* weir-stream-windows.c */
gboolean weir_stream_add_windows    (WeirStream       *self,
                                     gsize             max_bytes,
                                     GError          **error);
void     weir_stream_window_clear   (gpointer          data);
void     weir_stream_feed_windows   (WeirStream       *self,
                                     const WeirRecord *record);
void     weir_stream_advance        (WeirStream       *self,
                                     const WeirStreamClock *clock);
void     weir_stream_look_at_windows (WeirStream      *self);

G_END_DECLS
