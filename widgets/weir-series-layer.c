#include "config.h"

#include "widgets/weir-series-layer.h"

#include <math.h>

static const WeirSeriesPoint *
point_at (const WeirSeriesLayer *self,
          guint                  i)
{
  return &g_array_index (self->points, WeirSeriesPoint, i);
}

/*< private >
 * weir_series_layer_new:
 * @spec: what it shows; its texts are copied
 *
 * Returns: (transfer full): a layer, not read yet
 */
WeirSeriesLayer *
weir_series_layer_new (const WeirSeriesLayerSpec *spec)
{
  WeirSeriesLayer *self = g_new0 (WeirSeriesLayer, 1);

  self->spec = *spec;
  self->name = g_strdup (spec->name);
  self->unit = g_strdup (spec->unit);
  self->spec.name = self->name;
  self->spec.unit = self->unit;
  self->points = g_array_new (FALSE, FALSE, sizeof (WeirSeriesPoint));
  self->n_slots = 1;

  return self;
}

/*< private >
 * weir_series_layer_free:
 * @self: (transfer full): a layer
 */
void
weir_series_layer_free (WeirSeriesLayer *self)
{
  if (self->spec.destroy != NULL)
    self->spec.destroy (self->spec.user_data);
  g_array_unref (self->points);
  g_free (self->columns);
  g_free (self->name);
  g_free (self->unit);
  g_free (self);
}

/* Device pixels below which a window cannot be seen. */
static int
get_least_columns (const WeirSeriesLayer *self)
{
  return self->spec.style == WEIR_SERIES_CANDLES ? 3 : 1;
}

static void
merge_into (WeirSeriesPoint       *into,
            const WeirSeriesPoint *point,
            gboolean               keep_largest)
{
  into->end_usec = MAX (into->end_usec, point->end_usec);
  into->low = fmin (into->low, point->low);
  into->high = fmax (into->high, point->high);
  into->last = point->last;
  if (keep_largest)
    into->last = fabs (into->high) >= fabs (into->low) ? into->high : into->low;
  into->count += point->count;
  into->final &= point->final;
  into->complete = point->complete;
  into->n_late += point->n_late;
}

/* Windows that would be too narrow to see share a place, at whole multiples of their width, so that panning changes none. */
static void
merge_narrow (WeirSeriesLayer *self,
              const WeirPlot  *plot)
{
  gboolean keep_largest = self->spec.style == WEIR_SERIES_BARS || self->spec.style == WEIR_SERIES_STACKED;
  gint64 least_usec = get_least_columns (self) * plot->column_usec;
  gint64 window_usec = self->spec.window_usec;
  gint64 place_usec;
  guint n = 0;

  if (window_usec <= 0 || window_usec >= least_usec)
    return;

  place_usec = (least_usec + window_usec - 1) / window_usec * window_usec;
  for (guint i = 0; i < self->points->len; i++)
    {
      WeirSeriesPoint point = *point_at (self, i);
      WeirSeriesPoint *before = n > 0 ? &g_array_index (self->points, WeirSeriesPoint, n - 1) : NULL;

      if (before != NULL && before->start_usec / place_usec == point.start_usec / place_usec)
        merge_into (before, &point, keep_largest);
      else
        g_array_index (self->points, WeirSeriesPoint, n++) = point;
    }
  g_array_set_size (self->points, n);
}

/*< private >
 * weir_series_layer_read:
 * @self: a layer
 * @plot: the range of time, by pixel columns
 *
 * Reads its points in @plot's range, and those of a tenth of it before, from
 * which a line comes in. Windows that are too narrow to see are put together.
 */
void
weir_series_layer_read (WeirSeriesLayer *self,
                        const WeirPlot  *plot)
{
  gint64 margin_usec = plot->n_columns / 10 * plot->column_usec;

  g_array_set_size (self->points, 0);
  self->spec.read (plot->begin_usec - margin_usec, weir_plot_end (plot), plot->column_usec, self->points,
                   self->spec.user_data);
  merge_narrow (self, plot);
}

/*< private >
 * weir_series_layer_stack:
 * @self: a layer whose points were read
 * @sums: (element-type gint64 double): how high the stack is, by window start; added to
 *
 * Lifts its points onto those of the layers below it. What is negative goes
 * down from zero and is not stacked.
 */
void
weir_series_layer_stack (WeirSeriesLayer *self,
                         GHashTable      *sums)
{
  for (guint i = 0; i < self->points->len; i++)
    {
      WeirSeriesPoint *point = &g_array_index (self->points, WeirSeriesPoint, i);
      double *sum = g_hash_table_lookup (sums, &point->start_usec);

      if (sum == NULL)
        {
          sum = g_new0 (double, 1);
          g_hash_table_insert (sums, g_memdup2 (&point->start_usec, sizeof point->start_usec), sum);
        }
      point->low = point->last < 0.0 ? point->last : *sum;
      point->high = point->last < 0.0 ? 0.0 : *sum + point->last;
      *sum += MAX (point->last, 0.0);
    }
}

static void
add_to_column (WeirColumn            *column,
               const WeirSeriesPoint *point)
{
  gboolean empty = column->count == 0;

  column->first = empty ? point->first : column->first;
  column->min = empty ? point->low : MIN (column->min, point->low);
  column->max = empty ? point->high : MAX (column->max, point->high);
  column->last = point->last;
  column->count++;
}

/*< private >
 * weir_series_layer_lay_columns:
 * @self: a layer whose points were read
 * @plot: where they are drawn
 *
 * Puts the final values into pixel columns, as a painter of lines reads them:
 * first, last, smallest and largest of each, at the middle of their windows.
 */
void
weir_series_layer_lay_columns (WeirSeriesLayer *self,
                               const WeirPlot  *plot)
{
  self->n_columns = (guint) plot->n_columns;
  self->columns = g_renew (WeirColumn, self->columns, self->n_columns);
  self->before_column = 0;
  self->before_value = NAN;
  for (guint i = 0; i < self->n_columns; i++)
    self->columns[i] = (WeirColumn) { .first = NAN, .last = NAN, .min = NAN, .max = NAN };

  for (guint i = 0; i < self->points->len; i++)
    {
      const WeirSeriesPoint *point = point_at (self, i);
      double column = floor ((double) (weir_series_point_get_middle (point) - plot->begin_usec) / (double) plot->column_usec);

      if (!point->final || column >= plot->n_columns)
        continue;
      if (column >= 0)
        {
          add_to_column (&self->columns[(int) column], point);
          continue;
        }
      self->before_column = (int) MAX (column, G_MININT / 2);
      self->before_value = point->last;
    }
  self->max_join = weir_line_find_max_join (self->columns, plot->n_columns);
}

static gboolean
is_in_view (const WeirSeriesPoint *point,
            const WeirPlot        *plot)
{
  return point->start_usec < weir_plot_end (plot) && point->end_usec > plot->begin_usec;
}

/*< private >
 * weir_series_layer_get_extent:
 * @self: a layer whose points were read
 * @plot: the range of time
 * @low: (inout): lowered to its smallest value in view
 * @high: (inout): raised to its largest one
 *
 * Bars begin at zero.
 *
 * Returns: whether it has any in view
 */
gboolean
weir_series_layer_get_extent (const WeirSeriesLayer *self,
                              const WeirPlot        *plot,
                              double                *low,
                              double                *high)
{
  gboolean is_bar = self->spec.style == WEIR_SERIES_BARS || self->spec.style == WEIR_SERIES_STACKED;
  gboolean has_any = FALSE;

  for (guint i = 0; i < self->points->len; i++)
    {
      const WeirSeriesPoint *point = point_at (self, i);

      if (!is_in_view (point, plot))
        continue;
      *low = fmin (*low, is_bar ? fmin (point->low, 0.0) : point->low);
      *high = fmax (*high, is_bar ? fmax (point->high, 0.0) : point->high);
      has_any = TRUE;
    }

  return has_any;
}

/*< private >
 * weir_series_layer_find:
 * @self: a layer whose points were read
 * @time_usec: a time
 *
 * Returns: (transfer none) (nullable): the latest of its points that holds @time_usec
 */
const WeirSeriesPoint *
weir_series_layer_find (const WeirSeriesLayer *self,
                        gint64                 time_usec)
{
  for (guint i = self->points->len; i-- > 0;)
    {
      const WeirSeriesPoint *point = point_at (self, i);

      if (point->start_usec <= time_usec && time_usec < point->end_usec)
        return point;
      if (point->start_usec <= time_usec && self->spec.window_usec == 0)
        return NULL;
    }

  return NULL;
}

/*< private >
 * weir_series_layer_get_last:
 * @self: a layer whose points were read
 * @plot: the range of time
 *
 * Returns: (transfer none) (nullable): the latest of its points in view
 */
const WeirSeriesPoint *
weir_series_layer_get_last (const WeirSeriesLayer *self,
                            const WeirPlot        *plot)
{
  for (guint i = self->points->len; i-- > 0;)
    if (is_in_view (point_at (self, i), plot))
      return point_at (self, i);

  return NULL;
}
