#pragma once

#include "data/workspace/weir-row-schema.h"

G_BEGIN_DECLS

/**
 * WeirRowLayoutFlags:
 * @WEIR_ROW_LAYOUT_RANKED: rows have a rank
 * @WEIR_ROW_LAYOUT_EARLY: rows that are not final are among them, so that their state is told
 * @WEIR_ROW_LAYOUT_STATE: their state is told in any case
 *
 * What an output of rows was asked for besides their values.
 */
typedef enum
{
  WEIR_ROW_LAYOUT_NONE = 0,
  WEIR_ROW_LAYOUT_RANKED = 1 << 0,
  WEIR_ROW_LAYOUT_EARLY = 1 << 1,
  WEIR_ROW_LAYOUT_STATE = 1 << 2,
} WeirRowLayoutFlags;

/**
 * WeirRowLayout:
 * @flags: what was asked for
 * @schema: owned reference: what the rows hold
 * @columns: (array length=n_columns): key, window_start, window_end, count, the values, then rank and state where they
 *   belong: names and types
 * @n_columns: how many
 *
 * The columns of an output of rows, the same for the exports of the program and
 * those of the command line. Immutable; names are borrowed from @schema.
 */
typedef struct
{
  WeirRowLayoutFlags  flags;
  WeirRowSchema      *schema;
  WeirExportColumn   *columns;
  guint               n_columns;
} WeirRowLayout;

WeirRowLayout *weir_row_layout_new  (WeirRowSchema       *schema,
                                     WeirRowLayoutFlags   flags);
void           weir_row_layout_free (WeirRowLayout       *self);
void           weir_row_layout_fill (const WeirRowLayout *self,
                                     const WeirWindowRow *row,
                                     guint                rank,
                                     WeirValue           *cells);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRowLayout, weir_row_layout_free)

G_END_DECLS
