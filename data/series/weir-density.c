#include "config.h"

#include "data/series/weir-density-private.h"

#include <math.h>

static void
clear_line (gpointer data)
{
  WeirDensityLine *line = data;

  g_free (line->name);
  g_array_unref (line->points);
}

/**
 * weir_density_new:
 * @max_join_usec: how far two points of a line may be apart to be joined
 *
 * Returns: (transfer full): no lines yet
 */
WeirDensity *
weir_density_new (gint64 max_join_usec)
{
  WeirDensity *self = g_new0 (WeirDensity, 1);

  self->max_join_usec = max_join_usec;
  self->lines = g_array_new (FALSE, FALSE, sizeof (WeirDensityLine));
  g_array_set_clear_func (self->lines, clear_line);

  return self;
}

/**
 * weir_density_free:
 * @self: (transfer full): lines
 *
 * Frees the lines and their counts.
 */
void
weir_density_free (WeirDensity *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->lines);
  g_free (self->steps);
  g_free (self);
}

/**
 * weir_density_clear:
 * @self: lines
 *
 * Removes all lines. The grid stays.
 */
void
weir_density_clear (WeirDensity *self)
{
  g_return_if_fail (self != NULL);

  g_array_set_size (self->lines, 0);
  self->envelope_valid = FALSE;
  self->counted = (WeirDensityColumns) { 0, 0 };
  weir_density_add_stale (self, 0, (int) self->grid.n_columns);
}

/**
 * weir_density_add_line:
 * @self: lines
 * @name: what it is called
 *
 * Returns: the number of a new line without points
 */
guint
weir_density_add_line (WeirDensity *self,
                       const char  *name)
{
  const WeirDensityLine line = {
    .name = g_strdup (name),
    .points = g_array_new (FALSE, FALSE, sizeof (WeirDensityPoint)),
  };

  g_array_append_val (self->lines, line);

  return self->lines->len - 1;
}

/**
 * weir_density_get_n_lines:
 * @self: lines
 *
 * Returns: how many there are
 */
guint
weir_density_get_n_lines (const WeirDensity *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->lines->len;
}

/**
 * weir_density_get_name:
 * @self: lines
 * @line: one of them
 *
 * Returns: (transfer none): what it is called
 */
const char *
weir_density_get_name (const WeirDensity *self,
                       guint              line)
{
  g_return_val_if_fail (self != NULL && line < self->lines->len, NULL);

  return weir_density_line_at (self, line)->name;
}

/**
 * weir_density_get_points:
 * @self: lines
 * @line: one of them
 * @n_points: (out): how many points it has
 *
 * Returns: (transfer none) (array length=n_points): its points, until lines or points are added
 */
const WeirDensityPoint *
weir_density_get_points (const WeirDensity *self,
                         guint              line,
                         guint             *n_points)
{
  g_return_val_if_fail (self != NULL && line < self->lines->len && n_points != NULL, NULL);

  *n_points = weir_density_line_at (self, line)->points->len;

  return (const WeirDensityPoint *) weir_density_line_at (self, line)->points->data;
}

/**
 * weir_density_add_point:
 * @self: lines
 * @line: one of them
 * @time_usec: no earlier than its last point
 * @value: finite; of two at one time the later added stays
 *
 * Adds a point. WeirDensityColumns that are counted already do not change by it before
 * weir_density_cut() names them.
 */
void
weir_density_add_point (WeirDensity *self,
                        guint        line,
                        gint64       time_usec,
                        double       value)
{
  GArray *points;
  const WeirDensityPoint point = { time_usec, value };

  g_return_if_fail (self != NULL && line < self->lines->len);

  points = weir_density_line_at (self, line)->points;
  if (!isfinite (value) || (points->len > 0 && g_array_index (points, WeirDensityPoint, points->len - 1).time_usec > time_usec))
    return;

  self->envelope_valid = FALSE;
  if (points->len > 0 && g_array_index (points, WeirDensityPoint, points->len - 1).time_usec == time_usec)
    g_array_index (points, WeirDensityPoint, points->len - 1) = point;
  else
    g_array_append_val (points, point);
}

/**
 * weir_density_cut:
 * @self: lines
 * @from_usec: a time
 *
 * Removes all points at or after @from_usec, so that they can be added anew.
 * What lies there, and the way to it, is counted again.
 */
void
weir_density_cut (WeirDensity *self,
                  gint64       from_usec)
{
  gint64 first_usec;
  int column = 0;

  g_return_if_fail (self != NULL);

  self->envelope_valid = FALSE;
  for (guint i = 0; i < self->lines->len; i++)
    g_array_set_size (weir_density_line_at (self, i)->points, weir_density_lower_bound (weir_density_line_at (self, i), from_usec));

  if (self->grid.n_columns == 0)
    return;
  if (!__builtin_sub_overflow (from_usec, self->max_join_usec, &first_usec) && first_usec > self->grid.begin_usec)
    column = (int) MIN ((first_usec - self->grid.begin_usec) / self->grid.column_usec, self->grid.n_columns);
  weir_density_add_stale (self, column, (int) self->grid.n_columns);
}

static void
find_ends (const WeirDensity *self,
           gint64            *first_usec,
           gint64            *last_usec)
{
  *first_usec = G_MAXINT64;
  *last_usec = G_MININT64;
  for (guint i = 0; i < self->lines->len; i++)
    {
      const WeirDensityLine *line = weir_density_line_at (self, i);

      if (line->points->len == 0)
        continue;
      *first_usec = MIN (*first_usec, weir_density_point_at (line, 0)->time_usec);
      *last_usec = MAX (*last_usec, weir_density_point_at (line, line->points->len - 1)->time_usec);
    }
}

/* Once after points changed; a frame that only moves looks here and not at all points. */
static void
ensure_envelope (WeirDensity *self)
{
  gint64 last_usec;

  if (self->envelope_valid)
    return;

  self->envelope_valid = TRUE;
  for (guint i = 0; i < WEIR_DENSITY_PARTS; i++)
    self->envelope[i] = (WeirDensityExtent) { INFINITY, -INFINITY };
  find_ends (self, &self->envelope_usec, &last_usec);
  self->part_usec = last_usec >= self->envelope_usec ? (last_usec - self->envelope_usec) / WEIR_DENSITY_PARTS + 1 : 0;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const WeirDensityLine *line = weir_density_line_at (self, i);

      for (guint k = 0; k < line->points->len; k++)
        {
          const WeirDensityPoint *point = weir_density_point_at (line, k);
          WeirDensityExtent *extent = &self->envelope[(point->time_usec - self->envelope_usec) / self->part_usec];

          extent->low = MIN (extent->low, point->value);
          extent->high = MAX (extent->high, point->value);
        }
    }
}

/**
 * weir_density_get_extent:
 * @self: lines
 * @begin_usec: start of a range
 * @end_usec: its end, exclusive
 * @low: (out): the smallest value in it
 * @high: (out): the largest value in it
 *
 * The smallest and the largest value in a range, to the precision of a
 * thousandth of all the time that there is at its ends.
 *
 * Returns: %FALSE if there is none
 */
gboolean
weir_density_get_extent (WeirDensity *self,
                         gint64       begin_usec,
                         gint64       end_usec,
                         double      *low,
                         double      *high)
{
  g_return_val_if_fail (self != NULL && low != NULL && high != NULL, FALSE);

  ensure_envelope (self);
  *low = INFINITY;
  *high = -INFINITY;
  for (guint i = 0; i < WEIR_DENSITY_PARTS && self->part_usec > 0; i++)
    {
      gint64 start_usec = self->envelope_usec + i * self->part_usec;

      if (start_usec + self->part_usec <= begin_usec || start_usec >= end_usec)
        continue;
      *low = MIN (*low, self->envelope[i].low);
      *high = MAX (*high, self->envelope[i].high);
    }

  return *low <= *high;
}

/**
 * weir_density_value_at:
 * @self: lines
 * @line: one of them
 * @time_usec: a time
 *
 * Returns: where the line stands at that time; NaN where it does not run
 */
double
weir_density_value_at (const WeirDensity *self,
                       guint              line,
                       gint64             time_usec)
{
  const WeirDensityLine *found;
  const WeirDensityPoint *from, *to;
  guint i;

  g_return_val_if_fail (self != NULL && line < self->lines->len, NAN);

  found = weir_density_line_at (self, line);
  i = weir_density_lower_bound (found, time_usec);
  if (i < found->points->len && weir_density_point_at (found, i)->time_usec == time_usec)
    return weir_density_point_at (found, i)->value;
  if (i == 0 || !weir_density_is_joined (self, found, i - 1))
    return NAN;

  from = weir_density_point_at (found, i - 1);
  to = weir_density_point_at (found, i);

  return from->value + (to->value - from->value) * (double) (time_usec - from->time_usec) / (double) (to->time_usec - from->time_usec);
}

/* Whether it is in [low, high] at one of its points in the range or at an end of it, or goes across. */
static gboolean
crosses (const WeirDensity *self,
         guint              number,
         gint64             begin_usec,
         gint64             end_usec,
         double             low,
         double             high)
{
  const WeirDensityLine *line = weir_density_line_at (self, number);
  double smallest = fmin (weir_density_value_at (self, number, begin_usec), weir_density_value_at (self, number, end_usec));
  double largest = fmax (weir_density_value_at (self, number, begin_usec), weir_density_value_at (self, number, end_usec));

  for (guint i = weir_density_lower_bound (line, begin_usec); i < line->points->len && weir_density_point_at (line, i)->time_usec <= end_usec; i++)
    {
      smallest = fmin (smallest, weir_density_point_at (line, i)->value);
      largest = fmax (largest, weir_density_point_at (line, i)->value);
    }

  return smallest <= high && largest >= low;
}

/**
 * weir_density_find_crossing:
 * @self: lines
 * @begin_usec: left edge of a box
 * @end_usec: its right edge
 * @low: its lower edge
 * @high: its upper edge
 * @lines: (element-type guint): the numbers of the lines that pass through it are appended
 *
 * Finds lines by a box.
 */
void
weir_density_find_crossing (const WeirDensity *self,
                            gint64             begin_usec,
                            gint64             end_usec,
                            double             low,
                            double             high,
                            GArray            *lines)
{
  g_return_if_fail (self != NULL && lines != NULL);

  for (guint i = 0; i < self->lines->len; i++)
    if (crosses (self, i, begin_usec, end_usec, low, high))
      g_array_append_val (lines, i);
}
