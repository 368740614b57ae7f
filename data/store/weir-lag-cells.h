#pragma once

#include "data/lag/weir-lag-look.h"
#include "data/store/weir-exporter.h"

G_BEGIN_DECLS

/**
 * WeirLagView:
 * @WEIR_LAG_VIEW_PARTITIONS: a row a partition of a group
 * @WEIR_LAG_VIEW_GROUPS: a row a group
 * @WEIR_LAG_VIEW_MEMBERS: a row a member of a group
 *
 * What a look is told as.
 */
typedef enum
{
  WEIR_LAG_VIEW_PARTITIONS,
  WEIR_LAG_VIEW_GROUPS,
  WEIR_LAG_VIEW_MEMBERS,
} WeirLagView;

/**
 * WeirLagColumn:
 * @name: in JSON and CSV
 * @title: (nullable): in a table, that of kafka-consumer-groups where it has one; %NULL: not in it
 * @type: of its values
 *
 * A column of a view.
 */
typedef struct
{
  const char          *name;
  const char          *title;
  WeirExportColumnType type;
} WeirLagColumn;

/**
 * WeirLagCells:
 * @values: one a column
 * @n: how many there are
 * @strings: (element-type utf8): texts that no other keeps
 *
 * The cells of a row. On the stack; valid as long as what they were filled from.
 */
typedef struct
{
  WeirValue  values[32];
  guint      n;
  GPtrArray *strings;
} WeirLagCells;

const WeirLagColumn *weir_lag_columns_get          (WeirLagView            view,
                                                    guint                 *n_columns);
void                 weir_lag_cells_fill_partition (WeirLagCells          *cells,
                                                    const WeirLagLook     *look,
                                                    const WeirLagLookRow  *row,
                                                    gboolean               translated);
void                 weir_lag_cells_fill_group     (WeirLagCells          *cells,
                                                    const WeirLagLook     *look,
                                                    const WeirLagSum      *sum,
                                                    gboolean               translated);
void                 weir_lag_cells_fill_member    (WeirLagCells          *cells,
                                                    const WeirLagGroup    *group,
                                                    const WeirLagMember   *member);

G_END_DECLS
