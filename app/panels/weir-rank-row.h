#pragma once

#include <glib-object.h>

#include "data/stream/weir-ranking.h"

G_BEGIN_DECLS

/**
 * WeirRankRow:
 *
 * A place of a ranking's table. It keeps its rank while keys change places: the
 * table's rows stay where they are.
 */
#define WEIR_TYPE_RANK_ROW (weir_rank_row_get_type ())
G_DECLARE_FINAL_TYPE (WeirRankRow, weir_rank_row, WEIR, RANK_ROW, GObject)

WeirRankRow          *weir_rank_row_new             (guint          rank);
/* @ranking: (nullable): the place is empty; @color_index: the key's. */
void                  weir_rank_row_set             (WeirRankRow   *self,
                                                     WeirRanking   *ranking,
                                                     guint          color_index);
guint                 weir_rank_row_get_rank        (WeirRankRow   *self);
/* (transfer none) (nullable): the ranking has fewer rows than the one before. */
const WeirRankingRow *weir_rank_row_get             (WeirRankRow   *self);
guint                 weir_rank_row_get_color_index (WeirRankRow   *self);

G_END_DECLS
