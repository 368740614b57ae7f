#include "config.h"

#include "data/window/weir-cell-count.h"
#include "data/window/weir-cell-number.h"

/* Sums of doubles, of their squares, and of what is weighted: what left their range never comes back. */
static gboolean
weir_cell_group_has_overflow (const WeirCellGroup *self,
                              const WeirCellWord  *cell)
{
  guint64 header = cell[self->header].u;

  return ((self->parts & WEIR_CELL_SUM) && !isfinite (weir_cell_get_sum (header, &cell[self->sum])))
         || ((self->parts & WEIR_CELL_SQUARES) && !isfinite (cell[self->squares].d));
}

/* The change from the first value to the last, of a group that keeps both. */
static gboolean
weir_cell_group_has_far_change (const WeirCellGroup *self,
                                const WeirCellWord  *cell)
{
  const guint64 ints = WEIR_CELL_INT_FIRST | WEIR_CELL_INT_LAST;
  const guint ends = WEIR_CELL_FIRST | WEIR_CELL_LAST;

  if ((self->parts & ends) != ends || (cell[self->header].u & ints) != 0)
    return FALSE;

  return !isfinite (cell[self->last].d - cell[self->first].d);
}

static gboolean
weir_cell_layout_has_changes (const WeirCellLayout *self,
                              guint                 group)
{
  for (guint i = 0; i < self->n_outputs; i++)
    if (self->outputs[i].index == group
        && (self->outputs[i].aggregate.kind == WEIR_AGGREGATE_CHANGE
            || self->outputs[i].aggregate.kind == WEIR_AGGREGATE_CHANGE_PERCENT))
      return TRUE;

  return FALSE;
}

/**
 * weir_cell_count_overflows:
 * @layout: its layout
 * @cell: the cell of a row
 *
 * What is not defined and what overflowed are both empty in a row; this tells
 * the second.
 *
 * Returns: of how many values, and pairs of a value and its weight, something
 *   left the range of doubles
 */
guint
weir_cell_count_overflows (const WeirCellLayout *layout,
                           const WeirCellWord   *cell)
{
  guint n = 0;

  for (guint i = 0; i < layout->n_groups; i++)
    n += weir_cell_group_has_overflow (&layout->groups[i], cell)
         || (weir_cell_group_has_far_change (&layout->groups[i], cell) && weir_cell_layout_has_changes (layout, i));

  for (guint i = 0; i < layout->n_weighted; i++)
    {
      const WeirCellWord *words = &cell[layout->weighted[i].words];

      n += !isfinite (words[0].d + words[1].d) || !isfinite (words[2].d + words[3].d);
    }

  return n;
}
