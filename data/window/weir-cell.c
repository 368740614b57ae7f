#include "config.h"

#include "data/window/weir-cell-count.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/window/weir-aggregate-table.h"
#include "data/window/weir-cell-group.h"
#include "data/window/weir-ddsketch.h"
#include "data/window/weir-hyperloglog.h"

static int
weir_cell_layout_find_group (WeirCellLayout *self,
                             guint           value)
{
  for (guint i = 0; i < self->n_groups; i++)
    if (self->groups[i].value == value)
      return i;
  if (self->n_groups == WEIR_CELL_MAX_GROUPS)
    return -1;

  self->groups[self->n_groups].value = value;
  return self->n_groups++;
}

static int
weir_cell_layout_find_weighted (WeirCellLayout *self,
                                guint           value,
                                guint           other)
{
  for (guint i = 0; i < self->n_weighted; i++)
    if (self->weighted[i].value == value && self->weighted[i].other == other)
      return i;
  if (self->n_weighted == WEIR_CELL_MAX_GROUPS)
    return -1;

  self->weighted[self->n_weighted] = (WeirCellWeighted){ value, other, 0 };
  return self->n_weighted++;
}

/* Which values are kept, and what of each. */
static gboolean
weir_cell_layout_collect (WeirCellLayout      *self,
                          const WeirAggregate *aggregates,
                          GError             **error)
{
  for (guint i = 0; i < self->n_outputs; i++)
    {
      gboolean weighted = aggregates[i].kind == WEIR_AGGREGATE_VWAP;
      int index = weighted ? weir_cell_layout_find_weighted (self, aggregates[i].value, aggregates[i].other)
                           : weir_cell_layout_find_group (self, aggregates[i].value);

      if (index < 0)
        {
          g_set_error (error, WEIR_WINDOW_ERROR, WEIR_WINDOW_ERROR_AGGREGATE,
                       _("A window keeps at most %d values; ask for fewer, or for a second stream"),
                       WEIR_CELL_MAX_GROUPS);
          return FALSE;
        }
      if (!weighted)
        self->groups[index].parts |= weir_aggregate_table[aggregates[i].kind].parts;

      self->outputs[i] = (WeirCellOutput){ aggregates[i], index };
      self->has_deltas |= aggregates[i].kind == WEIR_AGGREGATE_DELTA;
    }

  return TRUE;
}

/**
 * weir_cell_layout_init:
 * @self: memory to fill
 * @aggregates: (array length=n_aggregates): what is asked for
 * @n_aggregates: how many
 * @budget: charged for sketches, outliving @self
 * @error: return location
 *
 * Composes a layout. Clear with weir_cell_layout_clear(), also after a failure.
 *
 * Returns: %FALSE with %WEIR_WINDOW_ERROR_AGGREGATE when too many values are kept
 */
gboolean
weir_cell_layout_init (WeirCellLayout      *self,
                       const WeirAggregate *aggregates,
                       guint                n_aggregates,
                       WeirBudget          *budget,
                       GError             **error)
{
  *self = (WeirCellLayout){ .n_words = 1, .n_outputs = n_aggregates, .budget = budget,
                            .free_wide = WEIR_CELL_NO_WIDE };
  self->outputs = g_new0 (WeirCellOutput, n_aggregates);

  if (!weir_cell_layout_collect (self, aggregates, error))
    return FALSE;

  for (guint i = 0; i < self->n_groups; i++)
    {
      self->groups[i] = weir_cell_group_place (self->groups[i].value, self->groups[i].parts, i == 0 ? 0 : self->n_words);
      self->n_words = self->groups[i].end;
      self->has_sketches |= (self->groups[i].parts & (WEIR_CELL_QUANTILE | WEIR_CELL_DISTINCT)) != 0;
    }
  for (guint i = 0; i < self->n_weighted; i++)
    {
      self->weighted[i].words = self->n_words;
      self->n_words += 4;
    }

  self->stride_bytes = self->n_words * sizeof (WeirCellWord);
  self->add = weir_cell_layout_choose_add (self);
  return TRUE;
}

/**
 * weir_cell_layout_clear:
 * @self: a layout
 *
 * Frees what @self owns.
 */
void
weir_cell_layout_clear (WeirCellLayout *self)
{
  g_clear_pointer (&self->outputs, g_free);
  g_clear_pointer (&self->wide, g_array_unref);
}

/**
 * weir_cell_clear:
 * @layout: its layout
 * @cell: a cell
 *
 * Frees what @cell has besides its bytes, which are then undefined.
 */
void
weir_cell_clear (const WeirCellLayout *layout,
                 WeirCellWord         *cell)
{
  if (!weir_cell_layout_has_more (layout))
    return;

  weir_cell_release_wide (layout, &cell[0]);
  for (guint i = 0; i < layout->n_groups; i++)
    {
      const WeirCellGroup *group = &layout->groups[i];

      weir_cell_release_wide (layout, &cell[group->header]);
      if (group->parts & WEIR_CELL_QUANTILE)
        g_clear_pointer (&cell[group->quantile].pointer, weir_ddsketch_free);
      if (group->parts & WEIR_CELL_DISTINCT)
        g_clear_pointer (&cell[group->distinct].pointer, weir_hyperloglog_free);
    }
}

/**
 * weir_cell_copy:
 * @layout: the layout of both
 * @cell: (out): memory for the copy
 * @source: a cell
 *
 * Copies @source, and what it has besides its bytes.
 */
void
weir_cell_copy (const WeirCellLayout *layout,
                WeirCellWord         *cell,
                const WeirCellWord   *source)
{
  memcpy (cell, source, layout->stride_bytes);
  if (!weir_cell_layout_has_more (layout))
    return;

  weir_cell_copy_wide (layout, &cell[0]);
  for (guint i = 0; i < layout->n_groups; i++)
    {
      const WeirCellGroup *group = &layout->groups[i];

      if (i > 0)
        weir_cell_copy_wide (layout, &cell[group->header]);
      if ((group->parts & WEIR_CELL_QUANTILE) && source[group->quantile].pointer != NULL)
        cell[group->quantile].pointer = weir_ddsketch_copy (source[group->quantile].pointer);
      if ((group->parts & WEIR_CELL_DISTINCT) && source[group->distinct].pointer != NULL)
        cell[group->distinct].pointer = weir_hyperloglog_copy (source[group->distinct].pointer);
    }
}
