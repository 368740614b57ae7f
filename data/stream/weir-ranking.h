#pragma once

#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/**
 * WeirRankingRow:
 * @rank: from 1
 * @key: the key as weir_key_view_get_key() shows it, cut where it is very long
 * @count: its records in the window
 * @value: what it was ranked by; always a number
 * @values: one a column of the ranking: numbers and nulls
 */
typedef struct
{
  guint            rank;
  char            *key;
  guint64          count;
  WeirValue        value;
  const WeirValue *values;
} WeirRankingRow;

/**
 * WeirRanking:
 * @start_usec: the window's start
 * @end_usec: and its end
 * @state: %WEIR_WINDOW_OPEN while it may still change, otherwise how it became final
 * @n_ranked: how many keys were compared, those without a row here included
 * @column: the name of what they were ranked by: "count" or one of @columns
 * @unit: its unit, "" if it has none
 * @smallest: the smallest come first
 * @columns: names of each row's values
 * @n_columns: how many
 * @rows: the best first, equal ones by key, bytewise
 * @n_rows: how many: at most the n that was asked for
 *
 * The best keys of one window, as a derived stream of kind "top" has them.
 * Immutable and reference-counted: it may be kept, and read on any thread.
 */
typedef struct
{
  gint64                start_usec;
  gint64                end_usec;
  WeirWindowState       state;
  guint64               n_ranked;
  const char           *column;
  const char           *unit;
  gboolean              smallest;
  const char * const   *columns;
  guint                 n_columns;
  const WeirRankingRow *rows;
  guint                 n_rows;
} WeirRanking;

WeirRanking *weir_ranking_ref   (WeirRanking *self);
void         weir_ranking_unref (WeirRanking *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRanking, weir_ranking_unref)

G_END_DECLS
