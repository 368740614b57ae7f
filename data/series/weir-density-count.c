#include "config.h"

#include "data/series/weir-density-private.h"

#include <math.h>
#include <string.h>

/* Lines are counted in pixels. */

/* Lines between two looks at the clock. */
#define BATCH_LINES 32

static gint32 *
column_steps (WeirDensity *self,
              int          column)
{
  return &self->steps[(gsize) column * (self->grid.n_rows + 1)];
}

static double
row_of (const WeirDensityGrid *grid,
        double                 value)
{
  if (grid->logarithmic)
    return log (grid->high / fmax (value, grid->low * 0.5)) / log (grid->high / grid->low) * grid->n_rows;

  return (grid->high - value) / (grid->high - grid->low) * grid->n_rows;
}

/* Of one line in one column: one more in each row from the uppermost that it comes through to the lowest. */
static void
count_column (WeirDensity *self,
              int          column,
              double       top,
              double       bottom)
{
  gint32 *steps = column_steps (self, column);
  int first = (int) floor (fmax (top, 0.0));
  int last = (int) floor (fmin (bottom, self->grid.n_rows - 1.0));

  if (bottom < 0.0 || top >= self->grid.n_rows || first > last)
    return;

  steps[first]++;
  steps[last + 1]--;
}

/* What a line comes through of the column it is in. */
typedef struct
{
  int    column;
  double top;
  double bottom;
} Trace;

/* To another column: the one before is complete. */
static void
trace_to (WeirDensity *self,
          Trace       *trace,
          int          column,
          double       row)
{
  if (trace->column == column)
    {
      trace->top = MIN (trace->top, row);
      trace->bottom = MAX (trace->bottom, row);
      return;
    }
  if (trace->column >= self->counted.from && trace->column < self->counted.to)
    count_column (self, trace->column, trace->top, trace->bottom);
  *trace = (Trace) { column, row, row };
}

static double
place_of (const WeirDensityGrid *grid,
          gint64                 time_usec)
{
  return (double) (time_usec - grid->begin_usec) / (double) grid->column_usec;
}

/* From one point to the next, across the edges of the columns that are being counted. */
static void
trace_segment (WeirDensity *self,
               Trace       *trace,
               double       from,
               double       from_row,
               double       to,
               double       to_row)
{
  double slope = (to_row - from_row) / (to - from);
  int first = (int) floor (CLAMP (from, self->counted.from - 1, self->counted.to));
  int last = (int) floor (CLAMP (to, self->counted.from - 1, self->counted.to));

  for (int column = first; column < last; column++)
    {
      double row = from_row + slope * (column + 1 - from);

      /* The edge belongs to both columns. */
      trace_to (self, trace, column, row);
      trace_to (self, trace, column + 1, row);
    }
  if (to < self->counted.to)
    trace_to (self, trace, last, to_row);
}

static void
count_line (WeirDensity *self,
            const WeirDensityLine  *line)
{
  const WeirDensityGrid *grid = &self->grid;
  gint64 begin_usec = grid->begin_usec + self->counted.from * grid->column_usec;
  guint i = weir_density_lower_bound (line, begin_usec);
  Trace trace = { G_MININT, 0.0, 0.0 };

  for (i = i > 0 ? i - 1 : 0; i < line->points->len; i++)
    {
      double from = place_of (grid, weir_density_point_at (line, i)->time_usec);
      double row = row_of (grid, weir_density_point_at (line, i)->value);

      if (from >= self->counted.to)
        break;
      trace_to (self, &trace, (int) floor (MAX (from, self->counted.from - 1)), row);
      if (weir_density_is_joined (self, line, i))
        trace_segment (self, &trace, from, row, place_of (grid, weir_density_point_at (line, i + 1)->time_usec),
                       row_of (grid, weir_density_point_at (line, i + 1)->value));
    }
  trace_to (self, &trace, G_MAXINT, 0.0);
}

static void
shift (WeirDensityColumns *columns,
       int      by,
       int      n_columns)
{
  columns->from = CLAMP (columns->from - by, 0, n_columns);
  columns->to = CLAMP (columns->to - by, 0, n_columns);
}

/* What was counted stays, @by columns further left. */
static void
move_columns (WeirDensity *self,
              int          by)
{
  int n_columns = (int) self->grid.n_columns;
  gsize stride = self->grid.n_rows + 1;
  int n_kept = n_columns - ABS (by);

  memmove (&self->steps[MAX (-by, 0) * stride], &self->steps[MAX (by, 0) * stride], n_kept * stride * sizeof (gint32));
  shift (&self->counted, by, n_columns);
  shift (&self->stale, by, n_columns);
  weir_density_add_stale (self, by > 0 ? n_kept : 0, by > 0 ? n_columns : -by);
}

/**
 * weir_density_set_grid:
 * @self: lines
 * @grid: the pixels that they shall be counted in
 *
 * Counts that stay, because the grid only moves by whole columns, are kept.
 */
void
weir_density_set_grid (WeirDensity           *self,
                       const WeirDensityGrid *grid)
{
  const WeirDensityGrid *old;
  gint64 moved_usec;

  g_return_if_fail (self != NULL && grid != NULL && grid->n_columns > 0 && grid->n_rows > 0 && grid->column_usec > 0);

  old = &self->grid;
  moved_usec = grid->begin_usec - old->begin_usec;
  if (old->n_columns == grid->n_columns && old->n_rows == grid->n_rows && old->column_usec == grid->column_usec
      && old->low == grid->low && old->high == grid->high && old->logarithmic == grid->logarithmic
      && moved_usec % grid->column_usec == 0 && ABS (moved_usec) / grid->column_usec < grid->n_columns)
    {
      int moved = (int) (moved_usec / grid->column_usec);

      self->grid = *grid;
      if (moved != 0)
        move_columns (self, moved);
      return;
    }

  self->grid = *grid;
  self->steps = g_renew (gint32, self->steps, (gsize) grid->n_columns * (grid->n_rows + 1));
  self->counted = (WeirDensityColumns) { 0, 0 };
  self->stale = (WeirDensityColumns) { 0, (int) grid->n_columns };
  memset (self->steps, 0, (gsize) grid->n_columns * (grid->n_rows + 1) * sizeof (gint32));
}

static void
begin_to_count (WeirDensity *self)
{
  self->counted = self->stale;
  self->stale = (WeirDensityColumns) { 0, 0 };
  self->next_line = 0;
  memset (column_steps (self, self->counted.from), 0,
          (gsize) (self->counted.to - self->counted.from) * (self->grid.n_rows + 1) * sizeof (gint32));
}

/**
 * weir_density_count:
 * @self: lines that have a grid
 * @until_usec: monotonic time at which to stop, %G_MAXINT64 for never
 *
 * Goes on counting. Each line adds one to every pixel that it comes through, so
 * that the counts of some lines are a picture already.
 *
 * Returns: whether all is counted
 */
gboolean
weir_density_count (WeirDensity *self,
                    gint64       until_usec)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL && self->grid.n_columns > 0, TRUE);

  while (self->counted.from < self->counted.to || self->stale.from < self->stale.to)
    {
      if (self->counted.from >= self->counted.to)
        begin_to_count (self);
      self->generation++;

      while (self->next_line < self->lines->len)
        {
          if (++n % BATCH_LINES == 0 && g_get_monotonic_time () >= until_usec)
            return FALSE;
          count_line (self, weir_density_line_at (self, self->next_line++));
        }
      self->counted = (WeirDensityColumns) { 0, 0 };
    }

  return TRUE;
}

/**
 * weir_density_get_generation:
 * @self: lines
 *
 * Returns: a number that changes with the counts
 */
guint
weir_density_get_generation (const WeirDensity *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->generation;
}

/**
 * weir_density_get_column:
 * @self: lines
 * @column: a column of the grid
 * @counts: (out caller-allocates) (array): as many as the grid has rows, from the top
 *
 * Returns: the largest of the counts
 */
guint
weir_density_get_column (const WeirDensity *self,
                         guint              column,
                         guint32           *counts)
{
  const gint32 *steps;
  gint32 sum = 0, largest = 0;

  g_return_val_if_fail (self != NULL && column < self->grid.n_columns && counts != NULL, 0);

  steps = &self->steps[(gsize) column * (self->grid.n_rows + 1)];
  for (guint i = 0; i < self->grid.n_rows; i++)
    {
      sum += steps[i];
      counts[i] = (guint32) sum;
      largest = MAX (largest, sum);
    }

  return (guint) largest;
}
