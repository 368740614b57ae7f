#pragma once

#include "data/decode/weir-record.h"
#include "data/window/weir-aggregate.h"
#include "data/window/weir-window-spec.h"

G_BEGIN_DECLS

/* How the key is written that takes what the memory budget has no room for. */
#define WEIR_OTHER_KEY "(other)"

/**
 * WeirWindowState:
 * @WEIR_WINDOW_OPEN: an early value
 * @WEIR_WINDOW_FINAL: every partition passed its close
 * @WEIR_WINDOW_FINAL_IDLE: a partition with records in it had not passed its
 *   close when it was given out, but had been silent for the spec's idle time: a
 *   record that still came for it would be late
 * @WEIR_WINDOW_FINAL_END: a partition with records in it had not passed its
 *   close, but has no more records: read to its end, or taken away
 * @WEIR_WINDOW_RETRACTED: an earlier update of this session is void: it was merged into another
 */
typedef enum
{
  WEIR_WINDOW_OPEN,
  WEIR_WINDOW_FINAL,
  WEIR_WINDOW_FINAL_IDLE,
  WEIR_WINDOW_FINAL_END,
  WEIR_WINDOW_RETRACTED,
} WeirWindowState;

/**
 * WeirWindowRow:
 *
 * One result. Borrowed: valid until the function it was given to returns.
 * @values holds one value an aggregate, in the order asked for; one that is
 * not defined (no value in the window) is %WEIR_VALUE_NULL.
 */
typedef struct
{
  guint32          key_id;       /* dense, per engine, stable for its life */
  WeirWindowState  state;
  const char      *key;
  gsize            key_length;
  gint64           start_usec;
  gint64           end_usec;
  guint64          count;        /* records */
  const WeirValue *values;
  guint            n_values;
} WeirWindowRow;

typedef void (*WeirWindowRowFunc) (const WeirWindowRow *row,
                                   gpointer             user_data);

typedef struct
{
  guint64 n_records;       /* accepted by at least one window */
  guint64 n_late_pairs;    /* (record, window) pairs refused */
  guint64 n_late_records;  /* records no window took */
  guint64 n_disordered;    /* behind their partition's stream time, in time for their windows or not */
  guint64 n_future;        /* beyond max_ahead: in no window, and no partition's stream time */
  guint64 n_windows;       /* final rows given out */
  guint64 n_refused_values; /* NaN and infinities */
  guint64 n_overflows;     /* values of final rows of which a result is empty because it left the range of doubles */
  guint64 n_other_records; /* folded into the "other" key, past the memory budget */
  guint64 n_shed_records;  /* sliding and trailing: dropped past the memory budget, in no window */
  guint   n_keys;
  gsize   n_bytes;         /* keys, panes and sketches */
} WeirWindowCounters;

/**
 * WeirLateRecord: one entry of the bounded late list (plain data, copyable; key is cut to fit).
 */
typedef struct
{
  char     key[48];
  guint    topic_index;
  gint32   partition;
  gint64   offset;
  gint64   time_usec;
  gint64   delay_usec;     /* how far behind its partition's stream time (negative: ahead of the broker, "future") */
  gboolean future;
} WeirLateRecord;

/**
 * WeirDelayBucket: how many records came with a delay (µs behind their partition's stream time) from @lower_usec to
 * @upper_usec, both inclusive.
 */
typedef struct
{
  gint64  lower_usec;
  gint64  upper_usec;
  guint64 n_records;
} WeirDelayBucket;

/* One record that a window refused, or that came from the future; borrowed for the call. */
typedef void (*WeirLateFunc) (const WeirRecord *record,
                              gint64            delay_usec,
                              gboolean          future,
                              gpointer          user_data);

/**
 * WeirWindowEngine:
 *
 * Event-time windows over one stream by the rules of data/window/README.md: per
 * partition stream time and partials, merged in (topic, partition) order, so
 * that rows do not depend on how partitions interleave. Owned by one thread.
 */
typedef struct _WeirWindowEngine WeirWindowEngine;

WeirWindowEngine *weir_window_engine_new  (const WeirWindowSpec *spec,
                                           const WeirAggregate  *aggregates,
                                           guint                 n_aggregates,
                                           GError              **error);
void              weir_window_engine_free (WeirWindowEngine     *self);
void              weir_window_engine_set_row_func (WeirWindowEngine *self,
                                                   WeirWindowRowFunc func,
                                                   gpointer          user_data);
void              weir_window_engine_set_emit_updates (WeirWindowEngine *self,
                                                       gboolean          emit_updates);
void              weir_window_engine_set_hold_until_finish (WeirWindowEngine *self,
                                                            gboolean          hold);
void              weir_window_engine_add  (WeirWindowEngine     *self,
                                           const WeirRecord     *record);
void              weir_window_engine_set_partition (WeirWindowEngine *self,
                                                    guint             topic_index,
                                                    gint32            partition,
                                                    gboolean          active);
void              weir_window_engine_keep_partition (WeirWindowEngine *self,
                                                     guint             topic_index,
                                                     gint32            partition,
                                                     gint64            now_usec);
void              weir_window_engine_advance (WeirWindowEngine  *self,
                                              gint64             now_usec);
void              weir_window_engine_finish (WeirWindowEngine   *self);
void              weir_window_engine_take_changed (WeirWindowEngine *self,
                                                   WeirWindowRowFunc func,
                                                   gpointer          user_data);
guint32           weir_window_engine_get_other_key (WeirWindowEngine *self);
void              weir_window_engine_get_counters (WeirWindowEngine   *self,
                                                   WeirWindowCounters *counters);
gint64            weir_window_engine_get_stream_time (WeirWindowEngine *self);
gint64            weir_window_engine_get_watermark   (WeirWindowEngine *self);
gint64            weir_window_engine_get_open_usec   (WeirWindowEngine *self);
void              weir_window_engine_keep_places     (WeirWindowEngine *self);
gint64            weir_window_engine_get_final_usec  (WeirWindowEngine *self);
gint64            weir_window_engine_get_needed_usec (WeirWindowEngine *self);
void              weir_window_engine_find_place      (WeirWindowEngine *self,
                                                      guint             topic_index,
                                                      gint32            partition,
                                                      gint64            needed_usec,
                                                      gint64           *offset,
                                                      gint64           *stream_usec);
void              weir_window_engine_restore         (WeirWindowEngine *self,
                                                      gint64            final_usec);
void              weir_window_engine_restore_partition (WeirWindowEngine *self,
                                                      guint             topic_index,
                                                      gint32            partition,
                                                      gint64            offset,
                                                      gint64            stream_usec,
                                                      gint64            known_offset);
guint             weir_window_engine_copy_late (WeirWindowEngine *self,
                                                WeirLateRecord   *records,
                                                guint             max,
                                                guint64          *n_forgotten);
void              weir_window_engine_set_late_func (WeirWindowEngine *self,
                                                    WeirLateFunc      func,
                                                    gpointer          user_data);
GArray           *weir_window_engine_dup_delays (WeirWindowEngine *self);
gint64            weir_window_engine_suggest_grace (WeirWindowEngine *self,
                                                    double            share);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirWindowEngine, weir_window_engine_free)

G_END_DECLS
