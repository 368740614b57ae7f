#pragma once

#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/* Ranks by the count of records rather than by a value. */
#define WEIR_TOP_COUNT G_MAXUINT

/**
 * WeirTopSpec:
 * @n_ranks: how many of a window are given out
 * @column: index of the value ranked by, or %WEIR_TOP_COUNT
 * @smallest: the smallest first rather than the largest
 * @updates: rows of open windows come too, and replace what their key had before
 * @max_bytes: memory for what waits; 0: 64 MiB
 */
typedef struct
{
  guint    n_ranks;
  guint    column;
  gboolean smallest;
  gboolean updates;
  gsize    max_bytes;
} WeirTopSpec;

/**
 * WeirTopRow:
 * @rank: from 1
 * @n_ranked: how many keys of the window were compared
 * @row: the window's row of the key; borrowed
 */
typedef struct
{
  guint         rank;
  guint64       n_ranked;
  WeirWindowRow row;
} WeirTopRow;

typedef void (*WeirTopRowFunc) (const WeirTopRow *row,
                                gpointer          user_data);

typedef struct
{
  guint64 n_rows;       /* window rows taken */
  guint64 n_unranked;   /* of them, without a number to rank by */
  guint64 n_refused;    /* of them, past the memory budget */
  guint   n_windows;    /* that wait */
  gsize   n_bytes;
} WeirTopCounters;

/**
 * WeirTop:
 *
 * The best keys of each window. Owned by one thread.
 */
typedef struct _WeirTop WeirTop;

WeirTop *weir_top_new          (const WeirTopSpec   *spec);
void     weir_top_free         (WeirTop             *self);
void     weir_top_add          (WeirTop             *self,
                                const WeirWindowRow *row);
void     weir_top_flush        (WeirTop             *self,
                                WeirTopRowFunc       func,
                                gpointer             user_data);
void     weir_top_get_counters (WeirTop             *self,
                                WeirTopCounters     *counters);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirTop, weir_top_free)

G_END_DECLS
