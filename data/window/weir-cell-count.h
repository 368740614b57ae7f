#pragma once

#include "data/window/weir-cell.h"

G_BEGIN_DECLS

/*
 * How many values and how many other records a header counts: both in one word, as nearly every cell has room for
 * them there. One that has not is wide: its counts are in the layout's table, and the word keeps their place.
 */

/* What to release with a cell, besides its bytes. */
static inline gboolean
weir_cell_layout_has_more (const WeirCellLayout *self)
{
  return self->has_sketches || self->wide != NULL;
}

static inline WeirCellCounts
weir_cell_get_counts (const WeirCellLayout *layout,
                      guint64               header)
{
  guint64 upper = header >> WEIR_CELL_OTHERS_SHIFT & WEIR_CELL_OTHERS_MAX;

  if (G_UNLIKELY (header & WEIR_CELL_WIDE))
    return g_array_index (layout->wide, WeirCellCounts, upper);

  return (WeirCellCounts){ header & WEIR_CELL_VALUES_MAX, upper };
}

static inline guint64
weir_cell_get_n_values (const WeirCellLayout *layout,
                        guint64               header)
{
  return weir_cell_get_counts (layout, header).n_values;
}

/* All records of a cell. */
static inline guint64
weir_cell_get_n_records (const WeirCellLayout *layout,
                         const WeirCellWord   *cell)
{
  WeirCellCounts counts = weir_cell_get_counts (layout, cell[0].u);

  return counts.n_values + counts.n_others;
}

void weir_cell_count_many   (const WeirCellLayout *layout,
                             WeirCellWord         *header,
                             WeirCellCounts        more);
void weir_cell_copy_wide    (const WeirCellLayout *layout,
                             WeirCellWord         *header);
void weir_cell_release_wide (const WeirCellLayout *layout,
                             WeirCellWord         *header);

static inline void
weir_cell_count_value (const WeirCellLayout *layout,
                       WeirCellWord         *header)
{
  if (G_LIKELY ((guint32) header->u < WEIR_CELL_VALUES_MAX))
    header->u++;
  else
    weir_cell_count_many (layout, header, (WeirCellCounts){ 1, 0 });
}

static inline void
weir_cell_count_other (const WeirCellLayout *layout,
                       WeirCellWord         *header)
{
  weir_cell_count_many (layout, header, (WeirCellCounts){ 0, 1 });
}

/* Adds what another header counts. Too many values would show in the bit of wide headers, too many others in the flags. */
static inline void
weir_cell_count_as (const WeirCellLayout *layout,
                    WeirCellWord         *header,
                    guint64               other)
{
  guint64 more = other & ~WEIR_CELL_FLAGS;
  guint64 sum = (header->u & ~WEIR_CELL_FLAGS) + more;

  if (G_LIKELY (((header->u | other | sum) & WEIR_CELL_WIDE) == 0 && (sum & WEIR_CELL_FLAGS) == 0))
    header->u += more;
  else
    weir_cell_count_many (layout, header, weir_cell_get_counts (layout, other));
}

G_END_DECLS
