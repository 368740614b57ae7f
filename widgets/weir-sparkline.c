#include "config.h"

#include "widgets/weir-painter.h"
#include "widgets/weir-palette.h"
#include "widgets/weir-sparkline.h"

#define LINE_PX    1.25
#define PADDING_PX 2

struct _WeirSparkline
{
  GtkWidget      parent_instance;

  WeirSeries    *series;          /* owned, nullable */
  GSignalGroup  *series_signals;  /* owned */
  WeirTimeRange *range;           /* owned, nullable */
  GSignalGroup  *range_signals;   /* owned */
  int            color_index;     /* -1: that of secondary text */

  WeirLineImage *image;           /* owned */
  WeirColumn    *columns;         /* owned, n_columns */
  int            n_columns;
  gint64         begin_usec;
  gint64         column_usec;
  gboolean       dirty;
  guint          generation;
};

G_DEFINE_FINAL_TYPE (WeirSparkline, weir_sparkline, GTK_TYPE_WIDGET)

static void
on_series_changed (WeirSeries    *series,
                   gint64         from_usec,
                   gint64         to_usec,
                   WeirSparkline *self)
{
  gint64 end_usec = self->begin_usec + self->n_columns * self->column_usec;

  if (from_usec >= end_usec || to_usec <= self->begin_usec)
    return;

  self->dirty = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_range_changed (WeirTimeRange *range,
                  WeirSparkline *self)
{
  gint64 begin_usec;

  if (self->n_columns > 0
      && weir_time_range_get_columns (range, self->n_columns, &begin_usec) == self->column_usec
      && begin_usec == self->begin_usec)
    return;

  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
read_columns (WeirSparkline *self,
              WeirPlot      *plot)
{
  if (self->n_columns != plot->n_columns)
    self->columns = g_renew (WeirColumn, self->columns, plot->n_columns);

  plot->column_usec = weir_time_range_get_columns (self->range, plot->n_columns, &plot->begin_usec);
  self->dirty |= self->n_columns != plot->n_columns || self->begin_usec != plot->begin_usec
                 || self->column_usec != plot->column_usec;
  if (self->dirty)
    weir_series_decimate (self->series, plot->begin_usec, weir_plot_end (plot), self->columns, plot->n_columns);

  self->n_columns = plot->n_columns;
  self->begin_usec = plot->begin_usec;
  self->column_usec = plot->column_usec;
}

static gboolean
find_scale (WeirSparkline *self,
            WeirPlot      *plot)
{
  double min = INFINITY, max = -INFINITY;

  for (int x = 0; x < self->n_columns; x++)
    {
      min = fmin (min, self->columns[x].min);
      max = fmax (max, self->columns[x].max);
    }

  if (min > max)
    return FALSE;

  /* A flat line stands in the middle. */
  plot->low = min < max ? min : min - 1.0;
  plot->high = min < max ? max : max + 1.0;

  return TRUE;
}

static void
weir_sparkline_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  WeirSparkline *self = WEIR_SPARKLINE (widget);
  double scale = gtk_widget_get_scale_factor (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget) - 2 * PADDING_PX;
  WeirPlot plot = { .area = GRAPHENE_RECT_INIT (0, PADDING_PX, width, height), .scale = scale,
                    .n_columns = (int) (width * scale) };
  WeirLineSet set = { .n_lines = 1, .generation = self->generation };
  WeirLine line = { .width_px = LINE_PX, .factor = 1.0 };
  WeirPalette palette;

  if (self->series == NULL || self->range == NULL || width < 4 || height < 4)
    return;

  read_columns (self, &plot);
  if (!find_scale (self, &plot))
    return;

  weir_palette_init (&palette, widget);
  line.columns = self->columns;
  line.max_join = weir_line_find_max_join (self->columns, self->n_columns);
  line.color = self->color_index < 0 ? palette.dim : *weir_palette_series (&palette, self->color_index);
  set.plot = plot;
  set.lines = &line;
  weir_line_image_update (self->image, &set, 0, self->dirty ? plot.n_columns : 0);
  weir_line_image_snapshot (self->image, snapshot, weir_painter_wants_textures (widget));
  self->dirty = FALSE;
}

static void
weir_sparkline_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 40 : 16;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 88 : 20;
}

static void
weir_sparkline_css_changed (GtkWidget         *widget,
                            GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (weir_sparkline_parent_class)->css_changed (widget, change);
  WEIR_SPARKLINE (widget)->generation++;
  gtk_widget_queue_draw (widget);
}

static void
weir_sparkline_dispose (GObject *object)
{
  WeirSparkline *self = WEIR_SPARKLINE (object);

  g_clear_object (&self->series_signals);
  g_clear_object (&self->range_signals);
  g_clear_object (&self->series);
  g_clear_object (&self->range);

  G_OBJECT_CLASS (weir_sparkline_parent_class)->dispose (object);
}

static void
weir_sparkline_finalize (GObject *object)
{
  WeirSparkline *self = WEIR_SPARKLINE (object);

  weir_line_image_free (self->image);
  g_free (self->columns);

  G_OBJECT_CLASS (weir_sparkline_parent_class)->finalize (object);
}

static void
weir_sparkline_class_init (WeirSparklineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_sparkline_dispose;
  object_class->finalize = weir_sparkline_finalize;
  widget_class->snapshot = weir_sparkline_snapshot;
  widget_class->measure = weir_sparkline_measure;
  widget_class->css_changed = weir_sparkline_css_changed;
  gtk_widget_class_set_css_name (widget_class, "weir-sparkline");
  /* The numbers beside it say what it shows. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
weir_sparkline_init (WeirSparkline *self)
{
  self->color_index = -1;
  self->image = weir_line_image_new ();
  self->series_signals = g_signal_group_new (WEIR_TYPE_SERIES);
  g_signal_group_connect (self->series_signals, "changed", G_CALLBACK (on_series_changed), self);
  self->range_signals = g_signal_group_new (WEIR_TYPE_TIME_RANGE);
  g_signal_group_connect (self->range_signals, "changed", G_CALLBACK (on_range_changed), self);
}

/**
 * weir_sparkline_new:
 *
 * Returns: (transfer floating): an empty sparkline
 */
GtkWidget *
weir_sparkline_new (void)
{
  return g_object_new (WEIR_TYPE_SPARKLINE, NULL);
}

/**
 * weir_sparkline_set_series:
 * @self: a sparkline
 * @series: (nullable): what to draw; a list's cell is given another with each row it shows
 */
void
weir_sparkline_set_series (WeirSparkline *self,
                           WeirSeries    *series)
{
  g_return_if_fail (WEIR_IS_SPARKLINE (self));
  g_return_if_fail (series == NULL || WEIR_IS_SERIES (series));

  if (!g_set_object (&self->series, series))
    return;

  g_signal_group_set_target (self->series_signals, series);
  self->dirty = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_sparkline_set_time_range:
 * @self: a sparkline
 * @range: (nullable): which part of the series
 */
void
weir_sparkline_set_time_range (WeirSparkline *self,
                               WeirTimeRange *range)
{
  g_return_if_fail (WEIR_IS_SPARKLINE (self));
  g_return_if_fail (range == NULL || WEIR_IS_TIME_RANGE (range));

  g_set_object (&self->range, range);
  g_signal_group_set_target (self->range_signals, range);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_sparkline_set_color_index:
 * @self: a sparkline
 * @color_index: the key's colour, -1 for that of secondary text
 */
void
weir_sparkline_set_color_index (WeirSparkline *self,
                                int            color_index)
{
  g_return_if_fail (WEIR_IS_SPARKLINE (self));

  self->color_index = color_index;
  self->generation++;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
