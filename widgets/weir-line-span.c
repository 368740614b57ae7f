#include "config.h"

#include "widgets/weir-line-span.h"

/* No such column. */
#define NOWHERE G_MININT

/* Where a value stands, in device pixels from the top: a line where the scale is linear. */
typedef struct
{
  const WeirLineSet *set;
  const WeirLine    *line;
  double             slope;
  double             intercept;
  double             height;
} Heights;

/*< private >
 * weir_line_span_reach:
 * @set: a set of lines
 * @line: one of them
 *
 * Returns: how many columns its stroke reaches into beside those that the line runs in
 */
int
weir_line_span_reach (const WeirLineSet *set,
                            const WeirLine    *line)
{
  return (int) ceil (fmax (line->width_px * set->plot.scale - 1.0, 0.0) / 2.0);
}

static void
heights_init (Heights           *self,
              const WeirLineSet *set,
              const WeirLine    *line,
              int                height)
{
  const WeirPlot *plot = &set->plot;

  *self = (Heights) { .set = set, .line = line, .height = height };
  self->slope = -line->factor * height / (plot->high - plot->low);
  self->intercept = (plot->high - line->offset) * height / (plot->high - plot->low);
}

static inline float
heights_get (const Heights *self,
             double         value)
{
  double y = self->set->plot.logarithmic
               ? weir_plot_depth (&self->set->plot, weir_line_value (self->line, value)) * self->height
               : self->slope * value + self->intercept;

  return (float) CLAMP (y, -self->height, 2.0 * self->height);
}

static void
include_y (WeirLineSpan  *span,
           float  y)
{
  if (isnan (y))
    return;

  if (!(span->top <= y))
    span->top = y;
  if (!(span->bottom >= y))
    span->bottom = y;
}

static double
end_of_column (const WeirLine *line,
               int             column)
{
  return column < 0 ? line->before_value : line->columns[column].last;
}

/* The way from one value to the next, where it crosses the edge @side of column @x. */
static float
edge_y (const Heights *heights,
        int            x,
        int            side,
        int            left,
        int            right)
{
  float from = heights_get (heights, end_of_column (heights->line, left));
  float to = heights_get (heights, heights->line->columns[right].first);

  if (right - left == 1)
    return 0.5f * (from + to);

  return from + (to - from) * (float) ((x + 0.5 * side - left) / (right - left));
}

/*
 * The line's centre in column @x: the values in it, and its share of the way
 * to the neighbours @before and @after, as far as the column's edges.
 */
static WeirLineSpan
span_of_column (const Heights *heights,
                int            x,
                int            before,
                int            after)
{
  const WeirColumn *column = &heights->line->columns[x];
  WeirLineSpan span = { NAN, NAN };

  if (column->count > 0)
    {
      include_y (&span, heights_get (heights, column->max));
      include_y (&span, heights_get (heights, column->min));
    }

  for (int side = -1; side <= 1; side += 2)
    {
      int left = side < 0 || column->count == 0 ? before : x;
      int right = side > 0 || column->count == 0 ? after : x;

      if (left != NOWHERE && right != NOWHERE && left != right)
        include_y (&span, edge_y (heights, x, side, left, right));
    }

  return span;
}

/* Columns side by side always are, unless there is a gap between. */
static gboolean
joins (const WeirLineSet *set,
       const WeirLine    *line,
       int                from,
       int                to)
{
  return (to - from <= 1 && set->n_gaps == 0) || weir_line_set_joins (set, line, from, to);
}

/*< private >
 * weir_line_span_fill:
 * @set: lines
 * @line: one of them
 * @height: of the plot, in device pixels
 * @from: the first column
 * @to: where the columns end
 * @spans: (out caller-allocates) (array): what is found, of column @from first
 *
 * Finds where a line's centre runs in the columns [@from, @to): the values in
 * each, and its share of the way to the values beside it.
 */
void
weir_line_span_fill (const WeirLineSet *set,
                     const WeirLine    *line,
                     int                height,
                     int                from,
                     int                to,
                     WeirLineSpan      *spans)
{
  int n_columns = set->plot.n_columns;
  int before = weir_line_previous (line, from);
  int after = weir_line_next (line, from - 1, n_columns);
  Heights heights;

  heights_init (&heights, set, line, height);
  if (before < 0)
    before = line->before_column < 0 ? line->before_column : NOWHERE;

  for (int x = from; x < to; x++)
    {
      gboolean filled = line->columns[x].count > 0;
      int left = before;
      int right;

      if (after <= x)
        after = weir_line_next (line, x, n_columns);
      right = after < n_columns ? after : NOWHERE;

      if (left != NOWHERE && !joins (set, line, left, filled ? x : MAX (right, x)))
        left = NOWHERE;
      if (right != NOWHERE && !joins (set, line, filled || left == NOWHERE ? x : left, right))
        right = NOWHERE;

      spans[x - from] = span_of_column (&heights, x, left, right);
      if (filled)
        before = x;
    }
}
