#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/weir-chart-private.h"

/* A line that is put on a chart and moved, by the pointer or by keys, to find a threshold. */

/* So near the pointer takes hold of it. */
#define REACH_PX 7.0
#define MARK_PX  8.0
#define LINE_PX  1.5
/* Where it begins, from above, as a share of the height. */
#define BEGIN_SHARE 0.1

static double
get_line_y (WeirChartPrivate *priv)
{
  const WeirPlot *plot = &priv->plot;

  return CLAMP (weir_plot_y (plot, priv->limit), plot->area.origin.y, plot->area.origin.y + plot->area.size.height);
}

/* As round as a pixel of the scale allows. */
static double
round_for (const WeirPlot *plot,
           double          y)
{
  double value = weir_plot_value (plot, y);
  double pixel = fabs (value - weir_plot_value (plot, y + 1.0));
  double step;

  if (!(pixel > 0.0) || !isfinite (value))
    return value;

  step = pow (10.0, floor (log10 (pixel)));
  if (step * 5.0 <= pixel)
    step *= 5.0;
  else if (step * 2.0 <= pixel)
    step *= 2.0;
  /* By a whole number, or what is 40.1 would be 40.10000000000001. */
  if (step < 1.0)
    return round (value / step) / round (1.0 / step);

  return round (value / step) * step;
}

static void
move_to (WeirChart *self,
         double     y)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const WeirPlot *plot = &priv->plot;
  double value = round_for (plot, CLAMP (y, plot->area.origin.y, plot->area.origin.y + plot->area.size.height));

  if (value == priv->limit)
    return;

  priv->limit = value;
  g_signal_emit_by_name (self, "limit-moved", value);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/*< private >
 * weir_chart_limit_is_at:
 * @self: a chart
 * @y: in px from above
 *
 * Returns: whether a pointer there takes hold of the line
 */
gboolean
weir_chart_limit_is_at (WeirChart *self,
                        double     y)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  return priv->has_limit && priv->plot.n_columns > 0 && fabs (y - get_line_y (priv)) <= REACH_PX;
}

/*< private >
 * weir_chart_limit_drag:
 * @self: a chart with a line
 * @y: where the pointer has it, in px from above
 */
void
weir_chart_limit_drag (WeirChart *self,
                       double     y)
{
  move_to (self, y);
}

/*< private >
 * weir_chart_limit_drop:
 * @self: a chart with a line
 *
 * It is where it is wanted.
 */
void
weir_chart_limit_drop (WeirChart *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  g_signal_emit_by_name (self, "limit-dropped", priv->limit);
}

/* A pixel may be less than the step of round numbers: on until the value changes. */
static void
move_by (WeirChart *self,
         int        steps)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const WeirPlot *plot = &priv->plot;
  double before = priv->limit;
  double y = get_line_y (priv) + steps;

  while (priv->limit == before && y >= plot->area.origin.y && y <= plot->area.origin.y + plot->area.size.height)
    {
      move_to (self, y);
      y += steps > 0 ? 1.0 : -1.0;
    }
}

/*< private >
 * weir_chart_limit_press_key:
 * @self: a chart
 * @keyval: a key
 * @steps: how many steps an arrow key means
 *
 * Returns: whether the line took it
 */
gboolean
weir_chart_limit_press_key (WeirChart *self,
                            guint      keyval,
                            int        steps)
{
  if (!weir_chart_get_private (self)->has_limit)
    return FALSE;

  switch (keyval)
    {
    case GDK_KEY_Up:
      move_by (self, -steps);
      return TRUE;
    case GDK_KEY_Down:
      move_by (self, steps);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      weir_chart_limit_drop (self);
      return TRUE;
    case GDK_KEY_Escape:
      weir_chart_end_limit (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
paint_mark (WeirPainter    *painter,
            double          x,
            double          y,
            gboolean        above,
            gboolean        ended,
            const GdkRGBA  *color)
{
  double base = above ? y - 2.0 : y + 2.0;
  double tip = above ? base - MARK_PX : base + MARK_PX;
  cairo_t *cr = weir_painter_begin (painter, x - MARK_PX, MIN (base, tip) - 1.0, 2 * MARK_PX, MARK_PX + 2.0);

  cairo_move_to (cr, x, tip);
  cairo_line_to (cr, x + MARK_PX * 0.58, base);
  cairo_line_to (cr, x - MARK_PX * 0.58, base);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, color);
  if (ended)
    {
      cairo_set_line_width (cr, 1.0);
      cairo_stroke (cr);
    }
  else
    cairo_fill (cr);
  weir_painter_end (painter, cr);
}

static void
paint_limit_marks (WeirChartPrivate  *priv,
                   WeirPainter       *painter,
                   const WeirPlot    *plot,
                   double             y,
                   const WeirPalette *palette)
{
  double painted[2] = { -G_MAXDOUBLE, -G_MAXDOUBLE };

  for (guint i = 0; i < priv->limit_marks->len; i++)
    {
      const WeirMark *mark = &g_array_index (priv->limit_marks, WeirMark, i);
      gboolean ended = mark->severity == WEIR_MARK_ENDED;
      double x = weir_plot_snap (plot, weir_plot_x (plot, mark->time_usec));

      /* Those that would hide each other are one. */
      if (mark->time_usec < plot->begin_usec || mark->time_usec >= weir_plot_end (plot) || fabs (x - painted[ended]) < 1.0)
        continue;
      painted[ended] = x;
      paint_mark (painter, x, y, priv->limit_above, ended, ended ? &palette->dim : &palette->critical);
    }
}

/*< private >
 * weir_chart_paint_limit:
 * @self: a chart
 * @painter: what to draw on
 * @plot: where the values are
 *
 * Draws the line, where it would fire and end, and what is said of it.
 */
void
weir_chart_paint_limit (WeirChart      *self,
                        WeirPainter    *painter,
                        const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const WeirPalette *palette = weir_chart_get_palette (self);
  int height_px = weir_text_height (&priv->text, WEIR_TEXT_SMALL_BOLD) + 4;
  GdkRGBA ink = weir_palette_contrasting (&palette->critical);
  int width_px;
  double y, label_y;

  if (!priv->has_limit)
    return;

  y = CLAMP (weir_plot_y (plot, priv->limit), plot->area.origin.y, plot->area.origin.y + plot->area.size.height);
  weir_painter_fill (painter, plot->area.origin.x, weir_plot_snap (plot, y - LINE_PX / 2), plot->area.size.width, LINE_PX,
                     &palette->critical);
  paint_limit_marks (priv, painter, plot, y, palette);
  if (priv->limit_words == NULL)
    return;

  width_px = weir_text_width (&priv->text, WEIR_TEXT_SMALL_BOLD, priv->limit_words) + 12;
  /* On the other side than the marks, unless there is no room. */
  label_y = priv->limit_above ? y + 3 : y - height_px - 3;
  if (label_y < plot->area.origin.y || label_y + height_px > plot->area.origin.y + plot->area.size.height)
    label_y = priv->limit_above ? y - height_px - MARK_PX - 5 : y + MARK_PX + 5;
  weir_painter_pill (painter, plot->area.origin.x + 4, floor (label_y), width_px, height_px, 4, &palette->critical, NULL);
  weir_painter_text (painter, weir_text_get (&priv->text, WEIR_TEXT_SMALL_BOLD, priv->limit_words),
                     plot->area.origin.x + 10, floor (label_y) + 2, &ink);
}

/**
 * weir_chart_begin_limit:
 * @self: a chart that is shown
 * @above: what is above it is meant; else what is below
 *
 * Puts a line on the chart that is moved by the pointer or with the arrow keys.
 * Emits [signal@Chart::limit-moved] at once and whenever it moves.
 */
void
weir_chart_begin_limit (WeirChart *self,
                        gboolean   above)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const WeirPlot *plot = &priv->plot;
  double share = above ? BEGIN_SHARE : 1.0 - BEGIN_SHARE;

  g_return_if_fail (WEIR_IS_CHART (self));

  if (plot->n_columns == 0 || WEIR_CHART_GET_CLASS (self)->no_scale)
    return;

  priv->has_limit = TRUE;
  priv->limit_above = above;
  priv->limit = NAN;
  move_to (self, plot->area.origin.y + share * plot->area.size.height);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * weir_chart_end_limit:
 * @self: a chart
 *
 * Takes the line away.
 */
void
weir_chart_end_limit (WeirChart *self)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  g_return_if_fail (WEIR_IS_CHART (self));

  if (!priv->has_limit)
    return;

  priv->has_limit = FALSE;
  g_array_set_size (priv->limit_marks, 0);
  g_clear_pointer (&priv->limit_words, g_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit_by_name (self, "limit-ended");
}

/**
 * weir_chart_get_limit:
 * @self: a chart
 * @value: (out): where its line is
 * @above: (out): what is above it is meant
 *
 * Returns: whether it has one
 */
gboolean
weir_chart_get_limit (WeirChart *self,
                      double    *value,
                      gboolean  *above)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  g_return_val_if_fail (WEIR_IS_CHART (self), FALSE);

  *value = priv->limit;
  *above = priv->limit_above;

  return priv->has_limit;
}

/**
 * weir_chart_set_limit_marks:
 * @self: a chart with a line
 * @marks: (array length=n_marks): where it would fire, and where end
 * @n_marks: how many
 * @words: what is said of it
 *
 * Shows what the line as it is now would do.
 */
void
weir_chart_set_limit_marks (WeirChart      *self,
                            const WeirMark *marks,
                            guint           n_marks,
                            const char     *words)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  g_return_if_fail (WEIR_IS_CHART (self));

  if (!priv->has_limit)
    return;

  g_array_set_size (priv->limit_marks, 0);
  if (n_marks > 0)
    g_array_append_vals (priv->limit_marks, marks, n_marks);
  g_free (priv->limit_words);
  priv->limit_words = g_strdup (words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
