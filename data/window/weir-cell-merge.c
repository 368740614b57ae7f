#include "config.h"

#include "data/window/weir-cell-count.h"
#include "data/window/weir-cell-number.h"
#include "data/window/weir-ddsketch.h"
#include "data/window/weir-hyperloglog.h"

static void
weir_cell_merge_sum (WeirCellWord       *header,
                     WeirCellWord       *sum,
                     guint64             later_header,
                     const WeirCellWord *later)
{
  WeirCellWord converted[2] = { later[0], later[1] };
  WeirCellWord flags = { .u = later_header };

  if (!((header->u | later_header) & WEIR_CELL_DOUBLE_SUM))
    {
      weir_cell_set_int_sum (sum, weir_cell_get_int_sum (sum) + weir_cell_get_int_sum (later));
      return;
    }

  if (!(header->u & WEIR_CELL_DOUBLE_SUM))
    weir_cell_make_double_sum (header, sum);
  if (!(later_header & WEIR_CELL_DOUBLE_SUM))
    weir_cell_make_double_sum (&flags, converted);

  weir_cell_add_double_sum (sum, converted[0].d);
  sum[1].d += converted[1].d;
}

static void
weir_cell_merge_range (WeirCellWord       *header,
                       WeirCellWord       *range,
                       guint64             later_header,
                       const WeirCellWord *later)
{
  const guint64 flags[2] = { WEIR_CELL_INT_MIN, WEIR_CELL_INT_MAX };

  for (guint i = 0; i < 2; i++)
    {
      gboolean later_is_int = (later_header & flags[i]) != 0;
      int order = weir_compare_numbers (later_is_int, later[i], (header->u & flags[i]) != 0, range[i]);

      if (i == 0 ? order < 0 : order > 0)
        {
          range[i] = later[i];
          header->u = later_is_int ? header->u | flags[i] : header->u & ~flags[i];
        }
    }
}

static void
weir_cell_merge_end (WeirCellWord       *header,
                     WeirCellWord       *end,
                     guint64             flag,
                     guint64             later_header,
                     const WeirCellWord *later)
{
  end[0] = later[0];
  end[1] = later[1];
  header->u = (header->u & ~flag) | (later_header & flag);
}

static void
weir_cell_merge_sketches (const WeirCellGroup *group,
                          WeirCellWord        *cell,
                          const WeirCellWord  *later)
{
  if ((group->parts & WEIR_CELL_QUANTILE) && later[group->quantile].pointer != NULL)
    {
      if (cell[group->quantile].pointer != NULL)
        weir_ddsketch_merge (cell[group->quantile].pointer, later[group->quantile].pointer);
      else
        cell[group->quantile].pointer = weir_ddsketch_copy (later[group->quantile].pointer);
    }
  if ((group->parts & WEIR_CELL_DISTINCT) && later[group->distinct].pointer != NULL)
    {
      if (cell[group->distinct].pointer != NULL)
        weir_hyperloglog_merge (cell[group->distinct].pointer, later[group->distinct].pointer);
      else
        cell[group->distinct].pointer = weir_hyperloglog_copy (later[group->distinct].pointer);
    }
}

/* Both hold numbers. */
static void
weir_cell_merge_numbers (const WeirCellLayout *layout,
                         const WeirCellGroup  *group,
                         WeirCellWord         *cell,
                         const WeirCellWord   *later)
{
  WeirCellWord *header = &cell[group->header];
  guint64 later_header = later[group->header].u;

  if (group->parts & WEIR_CELL_SQUARES)
    cell[group->squares].d = weir_combine_squares (cell[group->squares].d,
                                                   (double) weir_cell_get_n_values (layout, header->u),
                                                   weir_cell_get_sum (header->u, &cell[group->sum]),
                                                   later[group->squares].d,
                                                   (double) weir_cell_get_n_values (layout, later_header),
                                                   weir_cell_get_sum (later_header, &later[group->sum]));
  if (group->parts & WEIR_CELL_SUM)
    weir_cell_merge_sum (header, &cell[group->sum], later_header, &later[group->sum]);
  if (group->parts & WEIR_CELL_RANGE)
    weir_cell_merge_range (header, &cell[group->range], later_header, &later[group->range]);
  /* Of equal times, the earlier cell (lower partition, lower offset) has the first and the later one the last. */
  if ((group->parts & WEIR_CELL_FIRST) && later[group->first + 1].i < cell[group->first + 1].i)
    weir_cell_merge_end (header, &cell[group->first], WEIR_CELL_INT_FIRST, later_header, &later[group->first]);
  if ((group->parts & WEIR_CELL_LAST) && later[group->last + 1].i >= cell[group->last + 1].i)
    weir_cell_merge_end (header, &cell[group->last], WEIR_CELL_INT_LAST, later_header, &later[group->last]);
}

static void
weir_cell_copy_numbers (const WeirCellGroup *group,
                        WeirCellWord        *cell,
                        const WeirCellWord  *later)
{
  cell[group->header].u |= later[group->header].u & WEIR_CELL_FLAGS;
  if (group->parts & WEIR_CELL_SQUARES)
    cell[group->squares] = later[group->squares];
  for (guint i = 0; i < 2; i++)
    {
      if (group->parts & WEIR_CELL_SUM)
        cell[group->sum + i] = later[group->sum + i];
      if (group->parts & WEIR_CELL_RANGE)
        cell[group->range + i] = later[group->range + i];
      if (group->parts & WEIR_CELL_FIRST)
        cell[group->first + i] = later[group->first + i];
      if (group->parts & WEIR_CELL_LAST)
        cell[group->last + i] = later[group->last + i];
    }
}

static void
weir_cell_merge_group (const WeirCellLayout *layout,
                       const WeirCellGroup  *group,
                       WeirCellWord         *cell,
                       const WeirCellWord   *later)
{
  guint64 later_header = later[group->header].u;

  if (weir_cell_get_n_values (layout, later_header) > 0)
    {
      if (weir_cell_get_n_values (layout, cell[group->header].u) == 0)
        weir_cell_copy_numbers (group, cell, later);
      else
        weir_cell_merge_numbers (layout, group, cell, later);
    }
  /* Of texts there may be one without any number. */
  if (layout->has_sketches)
    weir_cell_merge_sketches (group, cell, later);

  weir_cell_count_as (layout, &cell[group->header], later_header);
}

/**
 * weir_cell_merge:
 * @layout: the layout of both
 * @cell: the earlier cell, which takes the result
 * @later: the later one: of a higher partition, or later in the same one
 *
 * Combines two cells. Not commutative in the last bits of sums and in the
 * first and last of equal times, so callers keep to one order.
 */
void
weir_cell_merge (const WeirCellLayout *layout,
                 WeirCellWord         *cell,
                 const WeirCellWord   *later)
{
  for (guint i = 0; i < layout->n_groups; i++)
    weir_cell_merge_group (layout, &layout->groups[i], cell, later);
  if (layout->n_groups == 0)
    weir_cell_count_as (layout, &cell[0], later[0].u);

  for (guint i = 0; i < layout->n_weighted; i++)
    for (guint word = layout->weighted[i].words; word < layout->weighted[i].words + 4u; word += 2)
      {
        weir_cell_add_double_sum (&cell[word], later[word].d);
        cell[word + 1].d += later[word + 1].d;
      }
}
