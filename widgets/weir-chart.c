#include "config.h"

#include <string.h>

#include "widgets/weir-chart-private.h"
#include "widgets/weir-format.h"

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (WeirChart, weir_chart, GTK_TYPE_WIDGET)

enum
{
  ACTIVATE_TIME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

WeirChartPrivate *
weir_chart_get_private (WeirChart *self)
{
  return weir_chart_get_instance_private (self);
}

static void
clear_threshold (gpointer data)
{
  WeirThreshold *threshold = data;

  g_free (threshold->label);
}

static void
on_range_changed (WeirTimeRange *range,
                  WeirChart     *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  gint64 begin_usec, column_usec;

  if (priv->plot.n_columns > 0)
    {
      column_usec = weir_chart_columns (self, priv->plot.n_columns, &begin_usec);
      if (begin_usec == priv->plot.begin_usec && column_usec == priv->plot.column_usec
          && weir_time_range_get_zone (range) == priv->shown_zone)
        return;
    }

  gtk_widget_queue_draw (GTK_WIDGET (self));
  weir_chart_describe_soon (self);
}

static void
on_crosshair_changed (WeirTimeRange *range,
                      WeirChart     *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
paint_all (WeirChart   *self,
           WeirPainter *painter,
           WeirPlot    *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  WeirChartClass *klass = WEIR_CHART_GET_CLASS (self);

  weir_chart_paint_header (self, painter, plot);
  weir_chart_paint_under (self, painter, plot);
  if (!priv->has_data)
    {
      weir_chart_paint_empty (self, painter, plot);
      return;
    }

  klass->paint (self, painter, plot);
  weir_chart_paint_over (self, painter, plot);
  klass->paint_labels (self, painter, plot, plot->area.origin.x + plot->area.size.width + WEIR_CHART_SCALE_GAP_PX);
  weir_chart_paint_measure (self, painter, plot);
  if (painter->screen)
    {
      weir_chart_paint_box (self, painter, plot);
      weir_chart_paint_crosshair (self, painter, plot);
    }
}

static void
weir_chart_snapshot (GtkWidget   *widget,
                     GtkSnapshot *snapshot)
{
  WeirChart *self = WEIR_CHART (widget);
  WeirChartPrivate *priv = weir_chart_get_private (self);
  double scale = gtk_widget_get_scale_factor (widget);
  WeirPlot plot = { 0 };
  WeirPainter painter;

  if (!weir_chart_lay_out (self, gtk_widget_get_width (widget), gtk_widget_get_height (widget), scale, &plot))
    return;

  priv->plot = plot;
  priv->shown_zone = weir_time_range_get_zone (priv->range);
  weir_painter_init_snapshot (&painter, snapshot, widget);
  paint_all (self, &painter, &plot);

  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 2, 2,
                               gtk_widget_get_width (widget) - 4, gtk_widget_get_height (widget) - 4);
}

static void
weir_chart_measure (GtkWidget     *widget,
                    GtkOrientation orientation,
                    int            for_size,
                    int           *minimum,
                    int           *natural,
                    int           *minimum_baseline,
                    int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 260;
}

static void
weir_chart_css_changed (GtkWidget         *widget,
                        GtkCssStyleChange *change)
{
  WeirChart *self = WEIR_CHART (widget);

  GTK_WIDGET_CLASS (weir_chart_parent_class)->css_changed (widget, change);
  weir_chart_style_changed (self);
}

static void
weir_chart_system_setting_changed (GtkWidget       *widget,
                                   GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (weir_chart_parent_class)->system_setting_changed (widget, setting);
  weir_chart_style_changed (WEIR_CHART (widget));
}

static int
no_label_width (WeirChart *self,
                int        room_px)
{
  return 0;
}

static guint
hides_nothing (WeirChart             *self,
               const WeirPlot        *plot,
               const graphene_rect_t *box)
{
  return 0;
}

static gint64
no_window (WeirChart *self)
{
  return 0;
}

static double
no_footer (WeirChart *self)
{
  return 0.0;
}

static double
no_tag (WeirChart *self)
{
  return NAN;
}

static gint64
one_column (WeirChart      *self,
            const WeirPlot *plot)
{
  return plot->column_usec;
}

static void
weir_chart_dispose (GObject *object)
{
  WeirChartPrivate *priv = weir_chart_get_private (WEIR_CHART (object));

  g_clear_handle_id (&priv->describe_id, g_source_remove);
  g_clear_object (&priv->range_signals);
  g_clear_object (&priv->range);

  G_OBJECT_CLASS (weir_chart_parent_class)->dispose (object);
}

static void
weir_chart_finalize (GObject *object)
{
  WeirChartPrivate *priv = weir_chart_get_private (WEIR_CHART (object));

  g_free (priv->title);
  g_free (priv->subtitle);
  g_free (priv->unit);
  g_array_unref (priv->thresholds);
  g_array_unref (priv->gaps);
  g_array_unref (priv->marks);
  g_array_unref (priv->limit_marks);
  g_free (priv->limit_words);
  weir_text_clear (&priv->text);

  G_OBJECT_CLASS (weir_chart_parent_class)->finalize (object);
}

static void
weir_chart_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (weir_chart_parent_class)->map (widget);
  /* What came while it was hidden was not said. */
  weir_chart_describe_soon (WEIR_CHART (widget));
}

static void
install_limit_signals (void)
{
  /**
   * WeirChart::limit-moved:
   * @self: the chart
   * @value: where the line is now
   *
   * Asks for weir_chart_set_limit_marks(), before the next frame.
   */
  g_signal_new ("limit-moved", WEIR_TYPE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);

  /**
   * WeirChart::limit-dropped:
   * @self: the chart
   * @value: where the line is
   *
   * The drag of the line ended, or Enter was pressed.
   */
  g_signal_new ("limit-dropped", WEIR_TYPE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);

  /**
   * WeirChart::limit-ended:
   * @self: the chart
   *
   * The line is no longer there.
   */
  g_signal_new ("limit-ended", WEIR_TYPE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_chart_class_init (WeirChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_chart_dispose;
  object_class->finalize = weir_chart_finalize;
  widget_class->snapshot = weir_chart_snapshot;
  widget_class->measure = weir_chart_measure;
  widget_class->css_changed = weir_chart_css_changed;
  widget_class->system_setting_changed = weir_chart_system_setting_changed;
  klass->label_width = no_label_width;
  klass->count_hidden = hides_nothing;
  klass->step_usec = one_column;
  klass->tag_value = no_tag;
  klass->footer_share = no_footer;
  klass->window_usec = no_window;

  /**
   * WeirChart::activate-time:
   * @self: the chart
   * @time_usec: the time that was double-clicked, or where the crosshair stood at Enter
   *
   * Asks for the records behind that time.
   */
  signals[ACTIVATE_TIME] = g_signal_new ("activate-time", WEIR_TYPE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_INT64);
  install_limit_signals ();

  widget_class->map = weir_chart_map;
  gtk_widget_class_set_css_name (widget_class, "weir-chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
weir_chart_init (WeirChart *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  priv->unit = g_strdup ("");
  priv->decimals = -1;
  priv->thresholds = g_array_new (FALSE, FALSE, sizeof (WeirThreshold));
  g_array_set_clear_func (priv->thresholds, clear_threshold);
  priv->gaps = g_array_new (FALSE, FALSE, sizeof (WeirTimeSpan));
  priv->marks = g_array_new (FALSE, FALSE, sizeof (WeirMark));
  priv->limit_marks = g_array_new (FALSE, FALSE, sizeof (WeirMark));
  weir_value_scale_reset (&priv->scale);
  priv->scale_px = 40;
  weir_text_init (&priv->text, GTK_WIDGET (self));

  priv->range_signals = g_signal_group_new (WEIR_TYPE_TIME_RANGE);
  g_signal_group_connect (priv->range_signals, "changed", G_CALLBACK (on_range_changed), self);
  g_signal_group_connect (priv->range_signals, "crosshair-changed", G_CALLBACK (on_crosshair_changed), self);

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  weir_chart_add_controllers (self);
}

/**
 * weir_chart_set_time_range:
 * @self: a chart
 * @range: (nullable): what it shows; usually shared by all charts of a page
 */
void
weir_chart_set_time_range (WeirChart     *self,
                           WeirTimeRange *range)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  g_return_if_fail (WEIR_IS_CHART (self));
  g_return_if_fail (range == NULL || WEIR_IS_TIME_RANGE (range));

  g_set_object (&priv->range, range);
  g_signal_group_set_target (priv->range_signals, range);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_chart_get_time_range:
 * @self: a chart
 *
 * Returns: (transfer none) (nullable): what it shows
 */
WeirTimeRange *
weir_chart_get_time_range (WeirChart *self)
{
  g_return_val_if_fail (WEIR_IS_CHART (self), NULL);

  return weir_chart_get_private (self)->range;
}

/**
 * weir_chart_set_title:
 * @self: a chart
 * @title: (nullable): drawn above the plot, told to screen readers and put on what is saved
 * @subtitle: (nullable): what is measured, in which unit, how
 */
void
weir_chart_set_title (WeirChart  *self,
                      const char *title,
                      const char *subtitle)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  g_return_if_fail (WEIR_IS_CHART (self));

  if (g_strcmp0 (title, priv->title) == 0 && g_strcmp0 (subtitle, priv->subtitle) == 0)
    return;

  g_free (priv->title);
  g_free (priv->subtitle);
  priv->title = g_strdup (title);
  priv->subtitle = g_strdup (subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title != NULL ? title : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_chart_get_title:
 * @self: a chart
 *
 * Returns: (transfer none) (nullable): its title
 */
const char *
weir_chart_get_title (WeirChart *self)
{
  g_return_val_if_fail (WEIR_IS_CHART (self), NULL);

  return weir_chart_get_private (self)->title;
}

/**
 * weir_chart_set_unit:
 * @self: a chart
 * @unit: of the values ("USD", "°C"), "" if they have none
 */
void
weir_chart_set_unit (WeirChart  *self,
                     const char *unit)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  g_return_if_fail (WEIR_IS_CHART (self));
  g_return_if_fail (unit != NULL);

  g_free (priv->unit);
  priv->unit = g_strdup (unit);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_chart_set_decimals:
 * @self: a chart
 * @decimals: how exactly values are written, -1 to follow from the scale
 */
void
weir_chart_set_decimals (WeirChart *self,
                         int        decimals)
{
  g_return_if_fail (WEIR_IS_CHART (self));

  weir_chart_get_private (self)->decimals = decimals;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_chart_add_threshold:
 * @self: a chart
 * @value: where the line stands
 * @label: what it means ("limit 40 °C")
 * @severity: what crossing it means
 */
void
weir_chart_add_threshold (WeirChart       *self,
                          double           value,
                          const char      *label,
                          WeirMarkSeverity severity)
{
  WeirThreshold threshold = { value, g_strdup (label), severity };

  g_return_if_fail (WEIR_IS_CHART (self));
  g_return_if_fail (label != NULL && isfinite (value));

  g_array_append_val (weir_chart_get_private (self)->thresholds, threshold);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_chart_clear_thresholds:
 * @self: a chart
 */
void
weir_chart_clear_thresholds (WeirChart *self)
{
  g_return_if_fail (WEIR_IS_CHART (self));

  g_array_set_size (weir_chart_get_private (self)->thresholds, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_chart_set_gaps:
 * @self: a chart
 * @gaps: (array length=n_gaps): where records are known to be missing; copied
 * @n_gaps: how many
 *
 * Shows gaps in the intake as bands, across which no line is drawn.
 */
void
weir_chart_set_gaps (WeirChart          *self,
                     const WeirTimeSpan *gaps,
                     guint               n_gaps)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  g_return_if_fail (WEIR_IS_CHART (self));

  if (priv->gaps->len == n_gaps
      && (n_gaps == 0 || memcmp (priv->gaps->data, gaps, n_gaps * sizeof *gaps) == 0))
    return;

  g_array_set_size (priv->gaps, 0);
  g_array_append_vals (priv->gaps, gaps, n_gaps);
  priv->generation++;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_chart_set_marks:
 * @self: a chart
 * @marks: (array length=n_marks): alerts, in any order; copied
 * @n_marks: how many
 */
void
weir_chart_set_marks (WeirChart      *self,
                      const WeirMark *marks,
                      guint           n_marks)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  g_return_if_fail (WEIR_IS_CHART (self));

  g_array_set_size (priv->marks, 0);
  g_array_append_vals (priv->marks, marks, n_marks);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_chart_draw:
 * @self: a chart
 * @cr: what to draw on, in px
 * @width_px: how wide
 * @height_px: how high
 *
 * Draws the chart at any size on any cairo surface, on the card's colour and
 * without the crosshair. Main thread only.
 */
void
weir_chart_draw (WeirChart *self,
                 cairo_t   *cr,
                 int        width_px,
                 int        height_px)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  double device_scale = 1.0, device_scale_y = 1.0;
  WeirPlot plot = { 0 };
  WeirPainter painter;

  g_return_if_fail (WEIR_IS_CHART (self));
  g_return_if_fail (cr != NULL);

  cairo_surface_get_device_scale (cairo_get_target (cr), &device_scale, &device_scale_y);
  weir_painter_init_cairo (&painter, cr, device_scale);
  weir_painter_fill (&painter, 0, 0, width_px, height_px, &weir_chart_get_palette (self)->card);
  if (weir_chart_lay_out (self, width_px, height_px, device_scale, &plot))
    paint_all (self, &painter, &plot);

  /* Columns were read for another size than the screen's. */
  priv->plot.n_columns = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_chart_set_flag:
 * @self: a chart
 * @is_flag: whether its values are false (0) and true (1)
 */
void
weir_chart_set_flag (WeirChart *self,
                     gboolean   is_flag)
{
  g_return_if_fail (WEIR_IS_CHART (self));

  weir_chart_get_private (self)->is_flag = is_flag;
  weir_chart_style_changed (self);
}
