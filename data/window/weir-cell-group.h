#pragma once

#include "data/window/weir-cell.h"

G_BEGIN_DECLS

static inline guint8
weir_cell_group_place_part (WeirCellGroup *self,
                            guint          part,
                            guint          n_words)
{
  guint first = self->end;

  if (!(self->parts & part))
    return 0;

  self->end += n_words;
  return first;
}

/* Where the words of a group are that keeps @parts and begins at word @first. In line, so that for the layouts most
 * windows have the compiler knows all of it. */
static inline WeirCellGroup
weir_cell_group_place (guint value,
                       guint parts,
                       guint first)
{
  WeirCellGroup self = { .value = value, .parts = parts, .header = first, .end = first + 1 };

  self.sum = weir_cell_group_place_part (&self, WEIR_CELL_SUM, 2);
  self.range = weir_cell_group_place_part (&self, WEIR_CELL_RANGE, 2);
  self.squares = weir_cell_group_place_part (&self, WEIR_CELL_SQUARES, 1);
  self.first = weir_cell_group_place_part (&self, WEIR_CELL_FIRST, 2);
  self.last = weir_cell_group_place_part (&self, WEIR_CELL_LAST, 2);
  self.quantile = weir_cell_group_place_part (&self, WEIR_CELL_QUANTILE, 1);
  self.distinct = weir_cell_group_place_part (&self, WEIR_CELL_DISTINCT, 1);
  return self;
}

G_END_DECLS
