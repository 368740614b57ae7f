#include "config.h"

#include "data/window/weir-cell-count.h"

/* The table is charged for so many at a time. Places given back are linked through their number of others. */
#define WIDE_STEP 16

static guint
weir_cell_layout_take_wide (WeirCellLayout *self)
{
  guint place = self->free_wide;

  if (place != WEIR_CELL_NO_WIDE)
    {
      self->free_wide = (guint) g_array_index (self->wide, WeirCellCounts, place).n_others;
      return place;
    }

  if (self->wide == NULL)
    self->wide = g_array_new (FALSE, TRUE, sizeof (WeirCellCounts));
  place = self->wide->len;
  g_array_set_size (self->wide, place + 1);
  if (place % WIDE_STEP == 0)
    weir_budget_charge (self->budget, WIDE_STEP * sizeof (WeirCellCounts));

  return place;
}

static void
weir_cell_make_wide (const WeirCellLayout *layout,
                     WeirCellWord         *header,
                     WeirCellCounts        counts)
{
  /* The table is the layout's only part that changes with its cells. */
  guint64 place = weir_cell_layout_take_wide ((WeirCellLayout *) layout);

  g_array_index (layout->wide, WeirCellCounts, place) = counts;
  header->u = (header->u & WEIR_CELL_FLAGS) | WEIR_CELL_WIDE | place << WEIR_CELL_OTHERS_SHIFT;
}

/**
 * weir_cell_count_many:
 * @layout: its layout
 * @header: a header
 * @more: what to add to its counts
 *
 * Counts values and other records, exactly however many.
 */
void
weir_cell_count_many (const WeirCellLayout *layout,
                      WeirCellWord         *header,
                      WeirCellCounts        more)
{
  WeirCellCounts counts = weir_cell_get_counts (layout, header->u);

  counts.n_values += more.n_values;
  counts.n_others += more.n_others;
  if (header->u & WEIR_CELL_WIDE)
    g_array_index (layout->wide, WeirCellCounts, header->u >> WEIR_CELL_OTHERS_SHIFT & WEIR_CELL_OTHERS_MAX) = counts;
  else if (counts.n_values > WEIR_CELL_VALUES_MAX || counts.n_others > WEIR_CELL_OTHERS_MAX)
    weir_cell_make_wide (layout, header, counts);
  else
    header->u = (header->u & WEIR_CELL_FLAGS) | counts.n_values | counts.n_others << WEIR_CELL_OTHERS_SHIFT;
}

/**
 * weir_cell_copy_wide:
 * @layout: its layout
 * @header: a header copied byte by byte
 *
 * Gives the copy counts of its own.
 */
void
weir_cell_copy_wide (const WeirCellLayout *layout,
                     WeirCellWord         *header)
{
  if (header->u & WEIR_CELL_WIDE)
    weir_cell_make_wide (layout, header, weir_cell_get_counts (layout, header->u));
}

/**
 * weir_cell_release_wide:
 * @layout: its layout
 * @header: a header of a cell that is done with
 *
 * Gives its place in the table back.
 */
void
weir_cell_release_wide (const WeirCellLayout *layout,
                        WeirCellWord         *header)
{
  WeirCellLayout *self = (WeirCellLayout *) layout;
  guint place = header->u >> WEIR_CELL_OTHERS_SHIFT & WEIR_CELL_OTHERS_MAX;

  if (!(header->u & WEIR_CELL_WIDE))
    return;

  g_array_index (self->wide, WeirCellCounts, place).n_others = self->free_wide;
  self->free_wide = place;
  header->u = 0;
}
