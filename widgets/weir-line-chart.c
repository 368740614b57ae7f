#include "config.h"

#include <string.h>

#include "widgets/weir-line-chart-private.h"

#define LINE_PX           1.5
#define GREY_PX           1.0     /* of the many that only stand behind the others */
#define HIGHLIGHT_PX      2.5

G_DEFINE_FINAL_TYPE (WeirLineChart, weir_line_chart, WEIR_TYPE_CHART)

static void
entry_free (gpointer data)
{
  WeirLineEntry *entry = data;

  g_signal_handler_disconnect (entry->series, entry->changed_id);
  g_object_unref (entry->series);
  g_free (entry->name);
  g_free (entry->columns);
  g_free (entry);
}

WeirLineEntry *
weir_line_chart_entry_at (WeirLineChart *self,
          guint          i)
{
  return g_ptr_array_index (self->entries, i);
}

static void
on_series_changed (WeirSeries *series,
                   gint64      from_usec,
                   gint64      to_usec,
                   WeirLineEntry      *entry)
{
  WeirLineChart *self = entry->chart;
  gint64 begin_usec = self->begin_usec;
  gint64 end_usec = begin_usec + self->n_columns * self->column_usec;

  /* A column may hold buckets that began just before it. */
  if (from_usec > G_MININT64 + self->column_usec)
    from_usec -= self->column_usec;

  self->touched_from_usec = MIN (self->touched_from_usec, from_usec);
  self->touched_to_usec = MAX (self->touched_to_usec, to_usec);

  if (self->n_columns == 0 || (from_usec < end_usec && to_usec > begin_usec))
    weir_chart_data_changed (WEIR_CHART (self));
}

static void
forget_columns (WeirLineChart *self)
{
  self->n_columns = 0;
  weir_chart_style_changed (WEIR_CHART (self));
}

static void
mark_dirty (WeirLineChart *self,
            int            from,
            int            to)
{
  if (self->dirty_from >= self->dirty_to)
    {
      self->dirty_from = from;
      self->dirty_to = to;
      return;
    }

  self->dirty_from = MIN (self->dirty_from, from);
  self->dirty_to = MAX (self->dirty_to, to);
}

static void
read_columns (WeirLineChart  *self,
              const WeirPlot *plot,
              int             from,
              int             to)
{
  if (from >= to)
    return;

  for (guint i = 0; i < self->entries->len; i++)
    {
      WeirLineEntry *entry = weir_line_chart_entry_at (self, i);

      weir_series_decimate (entry->series, plot->begin_usec + from * plot->column_usec,
                            plot->begin_usec + to * plot->column_usec, &entry->columns[from], to - from);
    }
  mark_dirty (self, from, to);
}

/* What was read stays; it has moved @by columns to the left. */
static void
move_columns (WeirLineChart *self,
              int            by)
{
  int n_kept = self->n_columns - ABS (by);

  for (guint i = 0; i < self->entries->len; i++)
    memmove (&weir_line_chart_entry_at (self, i)->columns[MAX (-by, 0)], &weir_line_chart_entry_at (self, i)->columns[MAX (by, 0)],
             n_kept * sizeof (WeirColumn));

  /* Still to be drawn, wherever it is now. */
  self->dirty_from = CLAMP (self->dirty_from - by, 0, self->n_columns);
  self->dirty_to = CLAMP (self->dirty_to - by, 0, self->n_columns);
}

static void
read_touched (WeirLineChart  *self,
              const WeirPlot *plot)
{
  gint64 from_usec = MAX (self->touched_from_usec, plot->begin_usec);
  gint64 to_usec = MIN (self->touched_to_usec, weir_plot_end (plot));

  if (from_usec < to_usec)
    read_columns (self, plot, (int) ((from_usec - plot->begin_usec) / plot->column_usec),
                  (int) ((to_usec - 1 - plot->begin_usec) / plot->column_usec) + 1);

  self->touched_from_usec = G_MAXINT64;
  self->touched_to_usec = G_MININT64;
}

static void
start_columns (WeirLineChart  *self,
               const WeirPlot *plot)
{
  for (guint i = 0; i < self->entries->len; i++)
    weir_line_chart_entry_at (self, i)->columns = g_renew (WeirColumn, weir_line_chart_entry_at (self, i)->columns, plot->n_columns);
  self->n_columns = plot->n_columns;
  read_columns (self, plot, 0, plot->n_columns);
}

/* A line comes in from the left, if its last value there is no older than the chart is wide. */
static void
find_origins (WeirLineChart  *self,
              const WeirPlot *plot)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      WeirLineEntry *entry = weir_line_chart_entry_at (self, i);
      gint64 found_usec = plot->begin_usec;

      entry->before_value = weir_series_find_before (entry->series, plot->begin_usec - 1,
                                                     plot->n_columns * plot->column_usec, &found_usec);
      entry->before_column = isnan (entry->before_value) ? 0
                             : MIN (-1, (int) ((found_usec - plot->begin_usec + 1) / plot->column_usec) - 1);
    }
}

/* With another base all of a line is drawn at other heights. */
static void
summarise_range (WeirLineChart *self)
{
  WeirTimeRange *range = weir_chart_get_time_range (WEIR_CHART (self));

  for (guint i = 0; i < self->entries->len; i++)
    {
      WeirLineEntry *entry = weir_line_chart_entry_at (self, i);
      double base = entry->range.first;

      entry->figures_stale = !self->holds || entry->figures.count == 0;
      if (!self->relative)
        continue;
      weir_series_summarise (entry->series, weir_time_range_get_begin (range), weir_time_range_get_end (range),
                             &entry->range);
      if (!(base == entry->range.first))
        mark_dirty (self, 0, self->n_columns);
    }
}

/* If another length of silence breaks a line, all of it is drawn again. */
static void
find_max_joins (WeirLineChart *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      WeirLineEntry *entry = weir_line_chart_entry_at (self, i);
      int max_join = weir_line_find_max_join (entry->columns, self->n_columns);

      if (max_join != entry->max_join)
        mark_dirty (self, 0, self->n_columns);
      entry->max_join = max_join;
    }
}

/* Brings the columns to @plot's range with as little reading as possible. */
static void
bring_columns (WeirLineChart  *self,
               const WeirPlot *plot)
{
  gint64 moved = 0;

  if (plot->column_usec == self->column_usec && plot->n_columns == self->n_columns)
    moved = (plot->begin_usec - self->begin_usec) / plot->column_usec;

  if (plot->column_usec != self->column_usec || plot->n_columns != self->n_columns || ABS (moved) >= plot->n_columns)
    {
      start_columns (self, plot);
    }
  else if (moved != 0)
    {
      move_columns (self, (int) moved);
      read_columns (self, plot, moved > 0 ? plot->n_columns - (int) moved : 0, moved > 0 ? plot->n_columns : -(int) moved);
    }

  self->begin_usec = plot->begin_usec;
  self->column_usec = plot->column_usec;
  read_touched (self, plot);
  find_origins (self, plot);
  summarise_range (self);
  if (self->dirty_from < self->dirty_to)
    find_max_joins (self);
}

gboolean
weir_line_chart_is_highlighted (WeirLineChart *self,
                const WeirLineEntry   *entry)
{
  return self->highlight != NULL && g_strcmp0 (self->highlight, entry->name) == 0;
}

GdkRGBA
weir_line_chart_color_of (WeirLineChart *self,
          const WeirLineEntry   *entry)
{
  const WeirPalette *palette = weir_chart_get_palette (WEIR_CHART (self));
  const GdkRGBA *color = weir_palette_series (palette, entry->color_index);

  if (weir_line_chart_is_highlighted (self, entry))
    return entry->color_index < WEIR_N_SERIES_COLORS ? *color : palette->text;

  return self->highlight != NULL ? weir_palette_fade (color, 0.35) : *color;
}

/* Value × factor + offset is what is drawn: the value, or its change in percent of the first in the time range. */
void
weir_line_chart_find_scale (WeirLineChart *self,
            const WeirLineEntry   *entry,
            double        *factor,
            double        *offset)
{
  *factor = self->relative ? 100.0 / entry->range.first : 1.0;
  *offset = self->relative ? -100.0 : 0.0;
}

/* Greys first and the highlighted one last, so that what matters is on top. */
static void
make_lines (WeirLineChart *self)
{
  g_array_set_size (self->lines, 0);

  for (guint pass = 0; pass < 3; pass++)
    for (guint i = 0; i < self->entries->len; i++)
      {
        const WeirLineEntry *entry = weir_line_chart_entry_at (self, i);
        gboolean highlighted = weir_line_chart_is_highlighted (self, entry);
        guint wanted = highlighted ? 2 : entry->color_index < WEIR_N_SERIES_COLORS ? 1 : 0;
        WeirLine line = {
          .columns = entry->columns,
          .before_column = entry->before_column,
          .before_value = entry->before_value,
          .max_join = entry->max_join,
          .color = weir_line_chart_color_of (self, entry),
          .width_px = highlighted ? HIGHLIGHT_PX : wanted == 1 ? LINE_PX : GREY_PX,
        };

        weir_line_chart_find_scale (self, entry, &line.factor, &line.offset);
        if (wanted == pass && isfinite (line.factor) && !entry->hidden)
          g_array_append_val (self->lines, line);
      }
}

/* Where the line comes in at the left edge, between the last value before it and the first one in view; NaN if it does not. */
static double
entry_value (WeirLineChart  *self,
             const WeirLine *line)
{
  int first = weir_line_next (line, -1, self->n_columns);
  double first_value;

  if (line->before_column >= 0 || first >= self->n_columns
      || (line->max_join > 0 && first - line->before_column > line->max_join))
    return NAN;
  first_value = line->columns[first].first;

  return weir_line_value (line, line->before_value + (first_value - line->before_value)
                                * -line->before_column / (first - line->before_column));
}

/* NaN compares as neither: what has no value does not count. */
static void
include_columns (WeirLineChart  *self,
                 const WeirLine *line,
                 double         *min,
                 double         *max)
{
  double low = INFINITY, high = -INFINITY;
  double a, b;

  for (int x = 0; x < self->n_columns; x++)
    {
      low = line->columns[x].min < low ? line->columns[x].min : low;
      high = line->columns[x].max > high ? line->columns[x].max : high;
    }
  if (low > high)
    return;

  /* In percent of a negative value the smallest is above. */
  a = weir_line_value (line, low);
  b = weir_line_value (line, high);
  *min = fmin (*min, fmin (a, b));
  *max = fmax (*max, fmax (a, b));
}

static gboolean
weir_line_chart_update (WeirChart      *chart,
                        const WeirPlot *plot,
                        double         *low,
                        double         *high)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  double min = INFINITY, max = -INFINITY;

  bring_columns (self, plot);
  make_lines (self);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const WeirLine *line = &g_array_index (self->lines, WeirLine, i);

      min = fmin (min, entry_value (self, line));
      max = fmax (max, entry_value (self, line));
      include_columns (self, line, &min, &max);
    }

  if (min > max)
    return FALSE;

  *low = min;
  *high = max;

  return TRUE;
}

static void
weir_line_chart_paint (WeirChart      *chart,
                       WeirPainter    *painter,
                       const WeirPlot *plot)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);
  WeirLineSet set = {
    .plot = *plot,
    .lines = (const WeirLine *) self->lines->data,
    .n_lines = self->lines->len,
    .generation = weir_chart_get_generation (chart),
  };

  set.gaps = weir_chart_get_gaps (chart, &set.n_gaps);
  painter->funcs->lines (painter, &set, &self->kept, self->dirty_from, self->dirty_to);
  if (painter->screen)
    self->dirty_from = self->dirty_to = 0;
}

static void
weir_line_chart_set_hidden (WeirChart *chart,
                            guint      i,
                            gboolean   hidden)
{
  weir_line_chart_entry_at (WEIR_LINE_CHART (chart), i)->hidden = hidden;
  weir_chart_rescale (chart);
}

static void
weir_line_chart_point_out (WeirChart *chart,
                           guint      i)
{
  WeirLineChart *self = WEIR_LINE_CHART (chart);

  weir_line_chart_set_highlight (self, i < self->entries->len ? weir_line_chart_entry_at (self, i)->name : NULL);
}

static void
weir_line_chart_dispose (GObject *object)
{
  WeirLineChart *self = WEIR_LINE_CHART (object);

  g_ptr_array_set_size (self->entries, 0);

  G_OBJECT_CLASS (weir_line_chart_parent_class)->dispose (object);
}

static void
weir_line_chart_finalize (GObject *object)
{
  WeirLineChart *self = WEIR_LINE_CHART (object);

  g_ptr_array_unref (self->entries);
  g_array_unref (self->lines);
  weir_kept_lines_clear (&self->kept);
  g_free (self->highlight);

  G_OBJECT_CLASS (weir_line_chart_parent_class)->finalize (object);
}

static void
weir_line_chart_class_init (WeirLineChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  WeirChartClass *chart_class = WEIR_CHART_CLASS (klass);

  object_class->dispose = weir_line_chart_dispose;
  object_class->finalize = weir_line_chart_finalize;
  chart_class->update = weir_line_chart_update;
  chart_class->paint = weir_line_chart_paint;
  chart_class->label_width = weir_line_chart_label_width;
  chart_class->tag_value = weir_line_chart_tag_value;
  chart_class->paint_labels = weir_line_chart_paint_labels;
  chart_class->read_out = weir_line_chart_read_out;
  chart_class->count_hidden = weir_line_chart_count_hidden;
  chart_class->describe = weir_line_chart_describe;
  chart_class->get_n_items = weir_line_chart_get_n_items;
  chart_class->get_item = weir_line_chart_get_item;
  chart_class->set_hidden = weir_line_chart_set_hidden;
  chart_class->point_out = weir_line_chart_point_out;
  chart_class->value_at = weir_line_chart_value_at;
  chart_class->append_table = weir_chart_append_series;
}

static void
weir_line_chart_init (WeirLineChart *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->lines = g_array_new (FALSE, FALSE, sizeof (WeirLine));
  self->touched_from_usec = G_MAXINT64;
  self->touched_to_usec = G_MININT64;
  gtk_widget_add_css_class (GTK_WIDGET (self), "lines");
}

/**
 * weir_line_chart_new:
 *
 * Returns: (transfer floating): an empty chart
 */
GtkWidget *
weir_line_chart_new (void)
{
  return g_object_new (WEIR_TYPE_LINE_CHART, NULL);
}

/**
 * weir_line_chart_add_series:
 * @self: a chart
 * @series: what to draw
 * @name: written at the line's right end
 * @color_index: the key's colour, from 0; from 8 on it is drawn grey
 *
 * Adds a line.
 */
void
weir_line_chart_add_series (WeirLineChart *self,
                            WeirSeries    *series,
                            const char    *name,
                            guint          color_index)
{
  WeirLineEntry *entry;

  g_return_if_fail (WEIR_IS_LINE_CHART (self));
  g_return_if_fail (WEIR_IS_SERIES (series));
  g_return_if_fail (name != NULL);

  entry = g_new0 (WeirLineEntry, 1);
  entry->chart = self;
  entry->series = g_object_ref (series);
  entry->name = g_strdup (name);
  entry->color_index = color_index;
  entry->changed_id = g_signal_connect (series, "changed", G_CALLBACK (on_series_changed), entry);
  g_ptr_array_add (self->entries, entry);
  forget_columns (self);
}

/**
 * weir_line_chart_remove_series:
 * @self: a chart
 * @series: one of its series
 */
void
weir_line_chart_remove_series (WeirLineChart *self,
                               WeirSeries    *series)
{
  g_return_if_fail (WEIR_IS_LINE_CHART (self));

  for (guint i = self->entries->len; i-- > 0;)
    if (weir_line_chart_entry_at (self, i)->series == series)
      g_ptr_array_remove_index (self->entries, i);
  forget_columns (self);
}

/**
 * weir_line_chart_set_color:
 * @self: a chart
 * @series: one of its series
 * @color_index: its colour, from 0; from 8 on it is drawn grey and has no name beside the scale
 */
void
weir_line_chart_set_color (WeirLineChart *self,
                           WeirSeries    *series,
                           guint          color_index)
{
  gboolean changed = FALSE;

  g_return_if_fail (WEIR_IS_LINE_CHART (self));

  for (guint i = 0; i < self->entries->len; i++)
    {
      WeirLineEntry *entry = weir_line_chart_entry_at (self, i);

      if (entry->series != series || entry->color_index == color_index)
        continue;
      entry->color_index = color_index;
      changed = TRUE;
    }

  if (changed)
    weir_chart_style_changed (WEIR_CHART (self));
}

/**
 * weir_line_chart_clear:
 * @self: a chart
 *
 * Removes all lines.
 */
void
weir_line_chart_clear (WeirLineChart *self)
{
  g_return_if_fail (WEIR_IS_LINE_CHART (self));

  g_ptr_array_set_size (self->entries, 0);
  forget_columns (self);
}

/**
 * weir_line_chart_get_n_series:
 * @self: a chart
 *
 * Returns: how many lines it has
 */
guint
weir_line_chart_get_n_series (WeirLineChart *self)
{
  g_return_val_if_fail (WEIR_IS_LINE_CHART (self), 0);

  return self->entries->len;
}

/**
 * weir_line_chart_set_relative:
 * @self: a chart
 * @relative: whether to draw the change in percent since the left edge
 */
void
weir_line_chart_set_relative (WeirLineChart *self,
                              gboolean       relative)
{
  g_return_if_fail (WEIR_IS_LINE_CHART (self));

  self->relative = relative;
  weir_chart_set_signed (WEIR_CHART (self), relative);
  if (relative)
    weir_chart_set_unit (WEIR_CHART (self), "%");
  weir_chart_style_changed (WEIR_CHART (self));
}

/**
 * weir_line_chart_set_highlight:
 * @self: a chart
 * @name: (nullable): the line to bring out while the others fade
 */
void
weir_line_chart_set_highlight (WeirLineChart *self,
                               const char    *name)
{
  g_return_if_fail (WEIR_IS_LINE_CHART (self));

  if (g_strcmp0 (name, self->highlight) == 0)
    return;

  g_free (self->highlight);
  self->highlight = g_strdup (name);
  weir_chart_style_changed (WEIR_CHART (self));
}

/**
 * weir_line_chart_hold_figures:
 * @self: a chart
 *
 * Takes the values that stand beside the lines from the time range as it is
 * now, and keeps them until this is called again: together with what is written
 * elsewhere of the same range.
 */
void
weir_line_chart_hold_figures (WeirLineChart *self)
{
  WeirTimeRange *range;

  g_return_if_fail (WEIR_IS_LINE_CHART (self));

  self->holds = TRUE;
  range = weir_chart_get_time_range (WEIR_CHART (self));
  for (guint i = 0; i < self->entries->len; i++)
    {
      WeirLineEntry *entry = weir_line_chart_entry_at (self, i);

      weir_series_summarise (entry->series, weir_time_range_get_begin (range), weir_time_range_get_end (range),
                             &entry->figures);
      entry->figures_stale = FALSE;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_line_chart_get_n_painted:
 * @self: a chart
 *
 * How many pixel columns it has drawn since it was made: what redrawing costs
 * is counted in them.
 *
 * Returns: the number of columns
 */
guint64
weir_line_chart_get_n_painted (WeirLineChart *self)
{
  g_return_val_if_fail (WEIR_IS_LINE_CHART (self), 0);

  return weir_kept_lines_get_n_painted (&self->kept);
}
