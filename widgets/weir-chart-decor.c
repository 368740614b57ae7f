#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "widgets/weir-chart-private.h"
#include "widgets/weir-format.h"

/* What surrounds the data of every chart: header, hairlines, labels, gaps, thresholds, marks. */

/* The scale of colours. */
#define RAMP_PX      72

#define MARK_PX 9
/* Between a legend and what stands beside the plot, or above it. */
#define LEGEND_GAP_PX 12

static double
right_of (const WeirPlot *plot)
{
  return plot->area.origin.x + plot->area.size.width;
}

static double
bottom_of (const WeirPlot *plot)
{
  return plot->area.origin.y + plot->area.size.height;
}

static const GdkRGBA *
severity_color (const WeirPalette *palette,
                WeirMarkSeverity   severity)
{
  switch (severity)
    {
    case WEIR_MARK_WARNING:
      return &palette->warning;
    case WEIR_MARK_CRITICAL:
      return &palette->critical;
    case WEIR_MARK_ENDED:
      return &palette->dim;
    case WEIR_MARK_NEUTRAL:
    case WEIR_MARK_INFO:
    default:
      return &palette->accent;
    }
}

void
weir_chart_paint_header (WeirChart      *self,
                         WeirPainter    *painter,
                         const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const WeirPalette *palette = weir_chart_get_palette (self);
  PangoLayout *layout;
  double x = plot->area.origin.x;
  double baseline_px = 28.0;

  if (priv->title == NULL)
    return;

  layout = weir_text_get (&priv->text, WEIR_TEXT_TITLE, priv->title);
  weir_painter_text (painter, layout, x, baseline_px - pango_layout_get_baseline (layout) / PANGO_SCALE, &palette->text);
  if (priv->subtitle == NULL)
    return;

  x += weir_text_width (&priv->text, WEIR_TEXT_TITLE, priv->title) + 12;
  if (x + weir_text_width (&priv->text, WEIR_TEXT_SMALL, priv->subtitle) > right_of (plot))
    return;

  layout = weir_text_get (&priv->text, WEIR_TEXT_SMALL, priv->subtitle);
  weir_painter_text (painter, layout, x, baseline_px - pango_layout_get_baseline (layout) / PANGO_SCALE, &palette->dim);
}

/**
 * weir_chart_paint_legend:
 * @self: a chart
 * @painter: what to draw on
 * @plot: where the plot is
 * @names: (array length=n_names): of the lines
 * @colors: (array length=n_names): of the lines
 * @n_names: how many
 *
 * Draws the names, each with a short stroke of its colour, right-aligned above
 * the plot, apart from the tag on its scale. The first ones are left out where
 * there is no room.
 */
void
weir_chart_paint_legend (WeirChart         *self,
                         WeirPainter       *painter,
                         const WeirPlot    *plot,
                         const char *const *names,
                         const GdkRGBA     *colors,
                         guint              n_names)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  int height_px = weir_text_height (&priv->text, WEIR_TEXT_SMALL);
  double y = plot->area.origin.y - LEGEND_GAP_PX - height_px / 2.0;
  double x = right_of (plot) - LEGEND_GAP_PX;
  double left = plot->area.origin.x + 24;

  if (priv->title != NULL)
    left += weir_text_width (&priv->text, WEIR_TEXT_TITLE, priv->title);
  if (priv->subtitle != NULL)
    left += weir_text_width (&priv->text, WEIR_TEXT_SMALL, priv->subtitle);

  for (guint i = n_names; i-- > 0;)
    {
      PangoLayout *layout = weir_text_get (&priv->text, WEIR_TEXT_SMALL, names[i]);
      int width = weir_text_width (&priv->text, WEIR_TEXT_SMALL, names[i]);

      x -= width;
      if (x - 20 < left)
        return;

      weir_painter_text (painter, layout, x, floor (y - height_px / 2.0), &weir_chart_get_palette (self)->dim);
      weir_painter_fill (painter, x - 20, floor (y), 14, 2, &colors[i]);
      x -= 20 + 16;
    }
}

static void
paint_hairlines (WeirChart      *self,
                 WeirPainter    *painter,
                 const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const GdkRGBA *grid = &weir_chart_get_palette (self)->grid;
  double hair = 1.0 / plot->scale;

  for (guint i = 0; i < priv->value_axis.n_ticks && priv->has_data; i++)
    weir_painter_fill (painter, plot->area.origin.x,
                       weir_plot_snap (plot, weir_plot_y (plot, priv->value_axis.ticks[i]) - hair / 2.0),
                       plot->area.size.width, hair, grid);

  for (guint i = 0; i < priv->time_axis.n_ticks; i++)
    weir_painter_fill (painter, weir_plot_snap (plot, weir_plot_x (plot, priv->time_axis.ticks_usec[i])),
                       plot->area.origin.y, hair, plot->area.size.height + priv->footer_px, grid);

  weir_painter_fill (painter, plot->area.origin.x, bottom_of (plot) + priv->footer_px, plot->area.size.width, hair, grid);
}

static void
paint_gaps (WeirChart      *self,
            WeirPainter    *painter,
            const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const WeirPalette *palette = weir_chart_get_palette (self);
  const char *word = C_("records are missing here", "gap");
  int word_px = weir_text_width (&priv->text, WEIR_TEXT_SMALL, word);

  for (guint i = 0; i < priv->gaps->len; i++)
    {
      const WeirTimeSpan *gap = &g_array_index (priv->gaps, WeirTimeSpan, i);
      double left = weir_plot_snap (plot, MAX (weir_plot_x (plot, gap->begin_usec), plot->area.origin.x));
      double right = weir_plot_snap (plot, MIN (weir_plot_x (plot, gap->end_usec), right_of (plot)));

      if (gap->end_usec <= plot->begin_usec || gap->begin_usec >= weir_plot_end (plot))
        continue;

      right = MAX (right, left + 2);
      weir_painter_fill (painter, left, plot->area.origin.y, right - left, plot->area.size.height + priv->footer_px,
                         &palette->gap);

      /* The word stands in the band, or beside a narrow one. */
      if (right - left >= word_px + 4)
        left += (right - left - word_px) / 2.0;
      else
        left = right + 3 + word_px < right_of (plot) ? right + 3 : left - 3 - word_px;
      weir_painter_text (painter, weir_text_get (&priv->text, WEIR_TEXT_SMALL, word), left, plot->area.origin.y + 2,
                         &palette->warning);
    }
}

/* Where the tag stands there is no room for another number. */
static gboolean
behind_tag (WeirChart      *self,
            const WeirPlot *plot,
            double          y)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  double value = WEIR_CHART_GET_CLASS (self)->tag_value (self);

  return isfinite (value) && fabs (weir_plot_y (plot, value) - y) < weir_text_height (&priv->text, WEIR_TEXT_SMALL) + 3;
}

static void
paint_value_labels (WeirChart      *self,
                    WeirPainter    *painter,
                    const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  int height_px = weir_text_height (&priv->text, WEIR_TEXT_SMALL);

  for (guint i = 0; i < priv->value_axis.n_ticks; i++)
    {
      g_autofree char *label = weir_chart_format_value (self, priv->value_axis.ticks[i], WEIR_VALUE_TICK);
      int width_px = weir_text_width (&priv->text, WEIR_TEXT_SMALL, label);

      if (behind_tag (self, plot, weir_plot_y (plot, priv->value_axis.ticks[i])))
        continue;

      weir_painter_text (painter, weir_text_get (&priv->text, WEIR_TEXT_SMALL, label),
                         right_of (plot) + 8 + priv->scale_px - 6 - width_px,
                         weir_plot_y (plot, priv->value_axis.ticks[i]) - height_px / 2.0,
                         &weir_chart_get_palette (self)->dim);
    }
}

/* Times of day say nothing of another day: its date stands at the left. Returns where other labels may begin. */
static double
paint_date (WeirChart      *self,
            WeirPainter    *painter,
            const WeirPlot *plot,
            double          y)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  g_autofree char *date = weir_format_date (plot->begin_usec, weir_time_range_get_zone (priv->range), g_get_real_time ());
  double x = MAX (4, plot->area.origin.x);

  if (date == NULL)
    return 4;

  weir_painter_text (painter, weir_text_get (&priv->text, WEIR_TEXT_SMALL_BOLD, date), x, y,
                     &weir_chart_get_palette (self)->dim);

  return x + weir_text_width (&priv->text, WEIR_TEXT_SMALL_BOLD, date) + 12;
}

static void
paint_time_labels (WeirChart      *self,
                   WeirPainter    *painter,
                   const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  GTimeZone *zone = weir_time_range_get_zone (priv->range);
  const GdkRGBA *dim = &weir_chart_get_palette (self)->dim;
  g_autofree char *zone_name = weir_time_range_dup_zone_name (priv->range);
  gint64 crosshair_usec = painter->screen ? weir_time_range_get_crosshair (priv->range) : WEIR_TIME_RANGE_NO_TIME;
  double y = bottom_of (plot) + priv->footer_px + 5;
  int zone_px = weir_text_width (&priv->text, WEIR_TEXT_SMALL, zone_name);
  double free_from = paint_date (self, painter, plot, y);

  for (guint i = 0; i < priv->time_axis.n_ticks; i++)
    {
      g_autofree char *label = weir_time_axis_label (&priv->time_axis, priv->time_axis.ticks_usec[i], zone);
      int width_px = weir_text_width (&priv->text, WEIR_TEXT_SMALL, label);
      double x = weir_plot_snap (plot, weir_plot_x (plot, priv->time_axis.ticks_usec[i])) - width_px / 2.0;

      if (x < free_from || x + width_px > right_of (plot) + 4)
        continue;

      /* The crosshair's own time stands there. */
      if (crosshair_usec != WEIR_TIME_RANGE_NO_TIME
          && fabs (x + width_px / 2.0 - weir_plot_x (plot, crosshair_usec)) < width_px / 2.0 + 40)
        continue;

      weir_painter_text (painter, weir_text_get (&priv->text, WEIR_TEXT_SMALL, label), x, y, dim);
      free_from = x + width_px + 12;
    }

  weir_painter_text (painter, weir_text_get (&priv->text, WEIR_TEXT_SMALL, zone_name),
                     right_of (plot) + 8 + MAX (0, priv->scale_px - 6 - zone_px), y, dim);
}

/* The unit stands once, above the scale. */
static void
paint_unit (WeirChart      *self,
            WeirPainter    *painter,
            const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  int width_px = weir_text_width (&priv->text, WEIR_TEXT_SMALL, priv->unit);
  int height_px = weir_text_height (&priv->text, WEIR_TEXT_SMALL);
  double y = plot->area.origin.y - 4;
  double tag = WEIR_CHART_GET_CLASS (self)->tag_value (self);

  /* A percent sign is on every label already. */
  if (priv->unit[0] == '\0' || g_strcmp0 (priv->unit, "%") == 0)
    return;

  for (guint i = 0; i < priv->value_axis.n_ticks; i++)
    y = MIN (y, weir_plot_y (plot, priv->value_axis.ticks[i]) - 1.5 * height_px);
  if (isfinite (tag))
    y = MIN (y, weir_plot_y (plot, tag) - 1.5 * height_px - 4);

  /* Above a tag at the very top there is no room for it. */
  if (y < 0.0)
    return;

  weir_painter_text (painter, weir_text_get (&priv->text, WEIR_TEXT_SMALL, priv->unit),
                     right_of (plot) + 8 + MAX (0, priv->scale_px - 6 - width_px), y,
                     &weir_chart_get_palette (self)->dim);
}

void
weir_chart_paint_under (WeirChart      *self,
                        WeirPainter    *painter,
                        const WeirPlot *plot)
{
  paint_hairlines (self, painter, plot);
  paint_gaps (self, painter, plot);
  paint_time_labels (self, painter, plot);
  if (weir_chart_get_private (self)->has_data)
    {
      paint_value_labels (self, painter, plot);
      paint_unit (self, painter, plot);
    }
}

void
weir_chart_paint_empty (WeirChart      *self,
                        WeirPainter    *painter,
                        const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const char *words = _("◌ no data in this range");
  int width_px = weir_text_width (&priv->text, WEIR_TEXT_SMALL, words);

  weir_painter_text (painter, weir_text_get (&priv->text, WEIR_TEXT_SMALL, words),
                     plot->area.origin.x + (plot->area.size.width - width_px) / 2.0,
                     plot->area.origin.y + plot->area.size.height / 2.0 - 8, &weir_chart_get_palette (self)->dim);
}

/* A limit out of view is named at the edge behind which it lies. */
static void
paint_threshold (WeirChart           *self,
                 WeirPainter         *painter,
                 const WeirPlot      *plot,
                 const WeirThreshold *threshold)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  const WeirPalette *palette = weir_chart_get_palette (self);
  const GdkRGBA *color = severity_color (palette, threshold->severity);
  gboolean above = threshold->value > plot->high;
  gboolean below = threshold->value < plot->low;
  g_autofree char *label = g_strconcat (above ? "↑ " : below ? "↓ " : "", threshold->label, NULL);
  PangoLayout *layout = weir_text_get (&priv->text, WEIR_TEXT_SMALL, label);
  int height_px = weir_text_height (&priv->text, WEIR_TEXT_SMALL);
  int width_px = weir_text_width (&priv->text, WEIR_TEXT_SMALL, label);
  double y = CLAMP (weir_plot_y (plot, threshold->value), plot->area.origin.y, bottom_of (plot));
  double text_y = y - height_px - 2 < plot->area.origin.y ? y + 2 : y - height_px - 2;
  GdkRGBA veil = weir_palette_fade (&palette->card, 0.8);

  weir_painter_fill (painter, plot->area.origin.x, text_y, width_px + 8, height_px, &veil);
  weir_painter_text (painter, layout, plot->area.origin.x + 4, text_y, color);
  if (!above && !below)
    weir_painter_dashes (painter, plot->area.origin.x, weir_plot_snap (plot, y - 0.5), plot->area.size.width, 1, 5, color);
}

static void
paint_mark (WeirChart       *self,
            WeirPainter     *painter,
            double           x,
            double           bottom,
            WeirMarkSeverity severity)
{
  cairo_t *cr = weir_painter_begin (painter, x - MARK_PX, bottom - MARK_PX - 1, 2 * MARK_PX, MARK_PX + 2);

  cairo_move_to (cr, x, bottom - MARK_PX);
  cairo_line_to (cr, x + MARK_PX * 0.58, bottom);
  cairo_line_to (cr, x - MARK_PX * 0.58, bottom);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, severity_color (weir_chart_get_palette (self), severity));
  if (severity == WEIR_MARK_ENDED)
    {
      cairo_set_line_width (cr, 1.0);
      cairo_stroke (cr);
    }
  else
    cairo_fill (cr);
  weir_painter_end (painter, cr);
}

/* Of marks of one kind that would hide each other only one is painted: there may be very many. */
static void
paint_marks (WeirChart      *self,
             WeirPainter    *painter,
             const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  double bottom = bottom_of (plot) + priv->footer_px;
  double painted[WEIR_MARK_ENDED + 1];

  for (guint i = 0; i < G_N_ELEMENTS (painted); i++)
    painted[i] = -G_MAXDOUBLE;

  for (guint i = 0; i < priv->marks->len; i++)
    {
      const WeirMark *mark = &g_array_index (priv->marks, WeirMark, i);
      double x = weir_plot_snap (plot, weir_plot_x (plot, mark->time_usec));

      if (mark->time_usec < plot->begin_usec || mark->time_usec >= weir_plot_end (plot)
          || fabs (x - painted[mark->severity]) < 1.0)
        continue;

      painted[mark->severity] = x;
      paint_mark (self, painter, x, bottom, mark->severity);
    }
}

void
weir_chart_paint_over (WeirChart      *self,
                       WeirPainter    *painter,
                       const WeirPlot *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);

  for (guint i = 0; i < priv->thresholds->len; i++)
    paint_threshold (self, painter, plot, &g_array_index (priv->thresholds, WeirThreshold, i));
  paint_marks (self, painter, plot);
  weir_chart_paint_limit (self, painter, plot);
}

/**
 * weir_chart_paint_tag:
 * @self: a chart
 * @painter: what to draw on
 * @plot: where the values are
 * @x: where the scale begins, in px
 * @value: a value; one that is not finite draws nothing
 * @color: of the tag
 *
 * Draws @value as a filled tag on the scale, with a dotted line across the plot.
 */
void
weir_chart_paint_tag (WeirChart      *self,
                      WeirPainter    *painter,
                      const WeirPlot *plot,
                      double          x,
                      double          value,
                      const GdkRGBA  *color)
{
  WeirChartPrivate *priv = weir_chart_get_private (self);
  g_autofree char *number = weir_chart_format_value (self, value, WEIR_VALUE_EXACT);
  int height_px = weir_text_height (&priv->text, WEIR_TEXT_SMALL_BOLD) + 4;
  double y = weir_plot_y (plot, value);
  GdkRGBA ink = weir_palette_contrasting (color);
  GdkRGBA line = weir_palette_fade (color, 0.8);
  int width_px;

  if (!isfinite (value))
    return;

  width_px = MAX (weir_text_width (&priv->text, WEIR_TEXT_SMALL_BOLD, number) + 12, priv->scale_px);
  weir_painter_dashes (painter, plot->area.origin.x, weir_plot_snap (plot, y - 0.5), plot->area.size.width + 4, 1, 2, &line);
  weir_painter_pill (painter, x - 4, floor (y - height_px / 2.0), width_px + 4, height_px, 4, color, NULL);
  weir_painter_text (painter, weir_text_get (&priv->text, WEIR_TEXT_SMALL_BOLD, number),
                     x + width_px - 6 - weir_text_width (&priv->text, WEIR_TEXT_SMALL_BOLD, number),
                     floor (y - height_px / 2.0) + 2, &ink);
}

/**
 * weir_chart_paint_ramp:
 * @self: a chart
 * @painter: what to draw on
 * @plot: where the values are
 * @low: what the palest colour means
 * @high: what the strongest means
 *
 * Draws a scale of colours in the header at the right, where there is a title or
 * room for one.
 */
void
weir_chart_paint_ramp (WeirChart      *self,
                       WeirPainter    *painter,
                       const WeirPlot *plot,
                       const char     *low,
                       const char     *high)
{
  WeirText *text = weir_chart_get_text (self);
  const WeirPalette *palette = weir_chart_get_palette (self);
  double right = plot->area.origin.x + plot->area.size.width;
  double y = 28.0 - pango_layout_get_baseline (weir_text_get (text, WEIR_TEXT_SMALL, low)) / PANGO_SCALE;
  double x = right - weir_text_width (text, WEIR_TEXT_SMALL, high);

  if (weir_chart_get_title (self) == NULL || plot->area.size.width < 280)
    return;

  weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL, high), x, y, &palette->dim);
  x -= RAMP_PX + 6;
  for (int i = 0; i < RAMP_PX; i += 2)
    {
      GdkRGBA color = weir_palette_ramp (palette, (double) i / (RAMP_PX - 2));

      weir_painter_fill (painter, floor (x) + i, 20, 2, 8, &color);
    }
  x -= 6 + weir_text_width (text, WEIR_TEXT_SMALL, low);
  weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL, low), x, y, &palette->dim);
}
