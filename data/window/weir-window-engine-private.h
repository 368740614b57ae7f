#pragma once

#include "data/window/weir-window-partition.h"
#include "data/window/weir-late-list.h"
#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/* Adds that wait a moment for the memory they touch: see weir-grid-add.c. */
#define WEIR_DEFERRED_MAX    16
#define WEIR_DEFERRED_VALUES 4

typedef struct
{
  WeirWindowPartition *partition;   /* borrowed */
  WeirPane            *pane;        /* borrowed: chosen when the record came */
  gint64               time_usec;
  guint64              hash;
  guint64              a;           /* the key, packed */
  guint64              b;
  guint32              length;
  guint32              local;       /* the partition's number of the key, once looked up */
  guint32              n_values;
  WeirValue            values[WEIR_DEFERRED_VALUES];
} WeirDeferredAdd;

/*
 * The engine is one part that all kinds of windows share (partitions, stream time, future, keys, rows) and one part a
 * kind, behind these methods.
 *
 * Closing goes by horizons: a partition's is its stream time less grace. What is complete at horizon h (a tumbling
 * window at its end; a session one µs after end and gap) is given out once the smallest horizon that still counts is
 * at least h. next_close_usec is the smallest such h, so that all other records need one comparison.
 */
typedef struct
{
  void (*init)         (WeirWindowEngine *self);
  void (*add)          (WeirWindowEngine *self,
                        WeirWindowPartition         *partition,
                        const WeirRecord *record);
  void (*close)        (WeirWindowEngine *self,
                        gint64            horizon_usec);
  void (*take_changed) (WeirWindowEngine *self,
                        WeirWindowRowFunc func,
                        gpointer          user_data);
  void (*flush)        (WeirWindowEngine *self);
  gint64 (*get_final)  (WeirWindowEngine *self);
  gint64 (*get_needed) (WeirWindowEngine *self);
  void (*clear)        (WeirWindowEngine *self);
} WeirWindowMethods;

struct _WeirWindowEngine
{
  WeirWindowSpec           spec;
  const WeirWindowMethods *methods;
  WeirBudget               budget;
  WeirCellLayout           layout;
  WeirKeyTable             keys;
  WeirChunkPool            pool;
  WeirWindowGrid           grid;
  WeirWindowGather         gather;
  WeirLateList             late;

  GPtrArray           *partitions;   /* owned, in order of appearance */
  GPtrArray           *ordered;      /* borrowed partitions by (topic, partition) */
  WeirWindowPartition *partition;    /* borrowed: of the last record */

  WeirWindowRowFunc func;
  gpointer          user_data;
  WeirLateFunc      late_func;
  gpointer          late_data;
  gboolean          emit_updates;
  gboolean          hold;
  gboolean          finishing;

  WeirWindowCounters counters;
  guint64            n_seen;            /* records, future ones not among them */
  gint64             now_usec;          /* wall time of the last advance */
  gint64             next_close_usec;
  gint64             known_usec;        /* final rows that end before it were given out by an earlier engine */
  gint64             place_step_usec;   /* 0: places are not wanted */
  guint32            other_key;
  WeirValue         *values;            /* owned; one row's */
  GArray            *previous;          /* owned; with deltas: n_outputs last values a key */

  /* Windows on a grid */
  gint64 next_window;    /* the first that has records and is not given out; G_MAXINT64: none */
  gint64 final_window;   /* the last given out, G_MININT64: none */

  WeirDeferredAdd *deferred;     /* owned; a ring of WEIR_DEFERRED_MAX */
  guint            n_deferred;   /* ever put in */
  guint            n_looked_up;  /* of them, whose key was looked up */
  guint            n_applied;    /* of them, added to their cell */

  gpointer kind_data;   /* owned by the methods */
};

extern const WeirWindowMethods weir_grid_window_methods;
extern const WeirWindowMethods weir_record_window_methods;
extern const WeirWindowMethods weir_session_window_methods;

void weir_window_engine_set_next_close (WeirWindowEngine *self,
                                        gint64            horizon_usec);
void weir_window_engine_refresh_checks (WeirWindowEngine *self);
WeirWindowPartition *weir_window_engine_get_partition (WeirWindowEngine *self,
                                                       guint             topic_index,
                                                       gint32            partition);
WeirWindowState weir_window_engine_merge_state (WeirWindowEngine          *self,
                                                    const WeirWindowPartition *partition,
                                                    gint64                     close_usec,
                                                    WeirWindowState            state);
void weir_window_engine_emit (WeirWindowEngine   *self,
                              WeirWindowRowFunc   func,
                              gpointer            user_data,
                              guint32             key,
                              WeirWindowState     state,
                              gint64              start_usec,
                              gint64              end_usec,
                              const WeirCellWord *cell);
void weir_window_engine_refuse (WeirWindowEngine          *self,
                                const WeirWindowPartition *partition,
                                const WeirRecord          *record,
                                guint64                    n_pairs,
                                gboolean                   lost);
guint32 weir_window_engine_find_key (WeirWindowEngine *self,
                                     const WeirRecord *record);

void         weir_grid_add          (WeirWindowEngine    *self,
                                     WeirWindowPartition *partition,
                                     const WeirRecord    *record);
void         weir_grid_flush        (WeirWindowEngine *self);
void         weir_grid_take_changed (WeirWindowEngine *self,
                                     WeirWindowRowFunc func,
                                     gpointer          user_data);
WeirPane    *weir_grid_find_pane    (WeirWindowEngine    *self,
                                     WeirWindowPartition *partition,
                                     const WeirRecord    *record);
void         weir_grid_emit_updates (WeirWindowEngine *self,
                                     const WeirPane   *pane,
                                     guint32           key);

static inline gint64
weir_window_partition_get_horizon (const WeirWindowPartition *partition,
                                   gint64                     grace_usec)
{
  return partition->stream_usec == WEIR_NO_TIME ? G_MININT64 : partition->stream_usec - grace_usec;
}

/* Brings cells up to date: before they are read, and before a pane is freed. */
static inline void
weir_window_engine_flush (WeirWindowEngine *self)
{
  if (self->n_deferred != self->n_applied)
    self->methods->flush (self);
}

/* Whether @partition still holds results back. */
static inline gboolean
weir_window_partition_is_holding (const WeirWindowPartition *partition)
{
  return partition->active && !partition->idle;
}

G_END_DECLS
