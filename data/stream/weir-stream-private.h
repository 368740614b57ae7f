#pragma once

#include "data/stream/weir-derivation.h"
#include "data/stream/weir-stream.h"
#include "data/window/weir-indicator-stage.h"

G_BEGIN_DECLS

/* One of the stream's window specs at work. */
typedef struct
{
  WeirStream         *stream;       /* borrowed */
  guint               index;
  WeirWindowEngine   *engine;       /* owned */
  WeirIndicatorStage *indicators;   /* owned, nullable: none are asked for */
} WeirStreamWindow;

/* A derived stream that is made of this one. */
typedef struct
{
  WeirDerivation *derivation;   /* borrowed: that stream's */
  WeirJoinSide    side;
} WeirStreamReader;

/* Which sinks take what: borrowed, of WeirSink. */
typedef struct
{
  GPtrArray *records;
  GPtrArray *dead_letters;
  GPtrArray *rows;
  GPtrArray *late;
  GPtrArray *alerts;
  GPtrArray *alert_changes;
  GPtrArray *gaps;
} WeirStreamSinks;

struct _WeirStream
{
  WeirStreamSchema   *schema;           /* owned reference */
  guint             index;          /* its number in the topology */
  WeirDecoder      *decoder;        /* owned; NULL: derived */
  WeirDecoder      *time_decoder;   /* owned, nullable: reads the time of a record and nothing else */
  WeirKeyNumbers   *keys;           /* owned; NULL: not wanted */
  GArray           *windows;        /* owned, of WeirStreamWindow */
  GPtrArray        *rules;          /* owned, of WeirRule */
  WeirStreamSinks   sinks;
  WeirValue        *variables;      /* owned: scratch for window rules */
  gint64            max_ahead_usec; /* negative: no guard */
  gint64            first_usec;     /* records before it, */
  gint64            end_usec;       /*   and from it on, are passed over */
  WeirDerivation   *derivation;     /* owned, nullable: what makes its records of those of its sources */
  WeirStream       *sources[WEIR_JOIN_N_SIDES]; /* borrowed, nullable */
  gsize             derivation_bytes;
  GArray           *record_readers; /* owned, of WeirStreamReader: what its records go to */
  GArray           *row_readers;    /* owned, of WeirStreamReader: what rows of its windows go to */
  guint64           n_records;
  guint64           n_dead;
  guint64           n_tombstones;
  guint64           n_future;
  gint64            stream_time_usec;
  gint64            arrival_usec;
  gint64            alive_usec;     /* wall time at which it was last known to have more to come */
  gint64            now_usec;       /* wall time of what is done just now */
  gint64            advanced_usec;  /* monotonic: when advance was called last */
  gint64            grace_usec;
  WeirWindowEngine *only_engine;    /* borrowed, nullable: its records go there, and nothing else wants them or its rows */
  gboolean          finished;
};

/* weir-stream-windows.c */
gboolean weir_stream_add_windows    (WeirStream       *self,
                                     gsize             max_bytes,
                                     GError          **error);
void     weir_stream_window_clear   (gpointer          data);
void     weir_stream_follow_late    (WeirStream       *self);
void     weir_stream_add_to_windows (WeirStream       *self,
                                     const WeirRecord *record);

G_END_DECLS
