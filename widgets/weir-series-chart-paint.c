#include "config.h"

#include "widgets/weir-candle-shape.h"
#include "widgets/weir-series-chart-private.h"

/* How each style of a layer is drawn. */

#define LINE_PX      1.5
#define BAR_ALPHA    0.75
#define OPEN_ALPHA   0.3    /* of a window that may still change */
#define BAND_ALPHA   0.18
#define EDGE_ALPHA   0.6
#define POINT_PX     2.5
#define DASH_PX      4.0
#define LATE_PX      6.0

static const WeirSeriesPoint *
point_at (const WeirSeriesLayer *layer,
          guint                  i)
{
  return &g_array_index (layer->points, WeirSeriesPoint, i);
}

static double
middle_x (const WeirPlot        *plot,
          const WeirSeriesPoint *point)
{
  return weir_plot_x (plot, weir_series_point_get_middle (point));
}

/* A frame around a bar that may still change. */
static void
paint_open_frame (WeirPainter   *painter,
                  double         left,
                  double         top,
                  double         width,
                  double         height,
                  const GdkRGBA *color)
{
  weir_painter_dashes (painter, left, top, width, 1, DASH_PX, color);
  weir_painter_dashes (painter, left, top, 1, height, DASH_PX, color);
  weir_painter_dashes (painter, left + width - 1, top, 1, height, DASH_PX, color);
}

static void
paint_bar (WeirSeriesChart       *self,
           WeirPainter           *painter,
           const WeirPlot        *plot,
           const WeirSeriesLayer *layer,
           const WeirSeriesPoint *point)
{
  WeirCandlePlace place = weir_candle_place (plot, point->start_usec, point->end_usec);
  GdkRGBA color = weir_series_chart_color_of (self, layer);
  GdkRGBA paint = weir_palette_fade (&color, point->final ? BAR_ALPHA : OPEN_ALPHA);
  gboolean stacked = layer->spec.style == WEIR_SERIES_STACKED;
  double pixel = 1.0 / plot->scale;
  double width = place.width / layer->n_slots;
  double left = weir_plot_snap (plot, place.left + layer->slot * width);
  double right = MAX (weir_plot_snap (plot, place.left + (layer->slot + 1) * width), left + pixel);
  double top = weir_plot_snap (plot, weir_plot_y (plot, stacked ? point->high : MAX (point->last, 0.0)));
  double bottom = weir_plot_snap (plot, weir_plot_y (plot, stacked ? point->low : MIN (point->last, 0.0)));

  weir_painter_fill (painter, left, top, right - left, MAX (bottom - top, pixel), &paint);
  if (!point->final && right - left > 3.0)
    paint_open_frame (painter, left, top, right - left, bottom - top, &color);
}

static void
paint_bars (WeirSeriesChart       *self,
            WeirPainter           *painter,
            const WeirPlot        *plot,
            const WeirSeriesLayer *layer)
{
  for (guint i = 0; i < layer->points->len; i++)
    paint_bar (self, painter, plot, layer, point_at (layer, i));
}

/* The path of one edge from @from to @to, forth or back. */
static void
trace_edge (cairo_t               *cr,
            const WeirPlot        *plot,
            const WeirSeriesLayer *layer,
            guint                  from,
            guint                  to,
            gboolean               upper)
{
  for (guint i = from; i < to; i++)
    {
      const WeirSeriesPoint *point = point_at (layer, upper ? i : from + to - 1 - i);

      cairo_line_to (cr, middle_x (plot, point), weir_plot_y (plot, upper ? point->high : point->low));
    }
}

static void
paint_band_part (WeirSeriesChart       *self,
                 cairo_t               *cr,
                 const WeirPlot        *plot,
                 const WeirSeriesLayer *layer,
                 guint                  from,
                 guint                  to,
                 gboolean               final)
{
  static const double dash = DASH_PX;
  GdkRGBA color = weir_series_chart_color_of (self, layer);
  GdkRGBA inside = weir_palette_fade (&color, final ? BAND_ALPHA : BAND_ALPHA / 2.0);
  GdkRGBA edge = weir_palette_fade (&color, EDGE_ALPHA);

  cairo_new_path (cr);
  trace_edge (cr, plot, layer, from, to, TRUE);
  trace_edge (cr, plot, layer, from, to, FALSE);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, &inside);
  cairo_fill (cr);

  cairo_new_path (cr);
  trace_edge (cr, plot, layer, from, to, TRUE);
  cairo_new_sub_path (cr);
  trace_edge (cr, plot, layer, from, to, FALSE);
  gdk_cairo_set_source_rgba (cr, &edge);
  cairo_set_line_width (cr, 1.0);
  cairo_set_dash (cr, &dash, final ? 0 : 1, 0.0);
  cairo_stroke (cr);
}

/* Index of the first point that is not final. */
static guint
count_final (const WeirSeriesLayer *layer)
{
  guint n_final = layer->points->len;

  while (n_final > 0 && !point_at (layer, n_final - 1)->final)
    n_final--;

  return n_final;
}

static void
paint_band (WeirSeriesChart       *self,
            WeirPainter           *painter,
            const WeirPlot        *plot,
            const WeirSeriesLayer *layer)
{
  guint n_final = count_final (layer);
  guint n = layer->points->len;
  cairo_t *cr = weir_painter_begin (painter, plot->area.origin.x, plot->area.origin.y, plot->area.size.width,
                                    plot->area.size.height);

  cairo_rectangle (cr, plot->area.origin.x, plot->area.origin.y, plot->area.size.width, plot->area.size.height);
  cairo_clip (cr);
  paint_band_part (self, cr, plot, layer, 0, n_final, TRUE);
  if (n_final < n)
    paint_band_part (self, cr, plot, layer, n_final > 0 ? n_final - 1 : 0, n, FALSE);
  weir_painter_end (painter, cr);
}

static void
paint_points (WeirSeriesChart       *self,
              WeirPainter           *painter,
              const WeirPlot        *plot,
              const WeirSeriesLayer *layer)
{
  GdkRGBA color = weir_series_chart_color_of (self, layer);
  cairo_t *cr = weir_painter_begin (painter, plot->area.origin.x, plot->area.origin.y, plot->area.size.width,
                                    plot->area.size.height);

  cairo_new_path (cr);
  for (guint i = 0; i < layer->points->len; i++)
    {
      const WeirSeriesPoint *point = point_at (layer, i);
      const double values[] = { point->high, point->low };

      for (guint j = 0; j < (point->low == point->high ? 1 : G_N_ELEMENTS (values)); j++)
        {
          cairo_new_sub_path (cr);
          cairo_arc (cr, middle_x (plot, point), weir_plot_y (plot, values[j]), POINT_PX, 0.0, 2.0 * G_PI);
        }
    }
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_fill (cr);
  weir_painter_end (painter, cr);
}

static void
paint_candles (WeirSeriesChart       *self,
               WeirPainter           *painter,
               const WeirPlot        *plot,
               const WeirSeriesLayer *layer)
{
  for (guint i = 0; i < layer->points->len; i++)
    {
      const WeirSeriesPoint *point = point_at (layer, i);
      const WeirCandle candle = {
        point->start_usec, point->end_usec, point->first, point->high, point->low, point->last, NAN, NAN, point->count,
        point->final,
      };

      weir_candle_paint (&candle, painter, plot, weir_chart_get_palette (WEIR_CHART (self)));
    }
}

/* From the last final value to those that may still change. */
static void
paint_open_line (WeirSeriesChart       *self,
                 WeirPainter           *painter,
                 const WeirPlot        *plot,
                 const WeirSeriesLayer *layer)
{
  static const double dash = DASH_PX;
  guint n_final = count_final (layer);
  GdkRGBA color = weir_series_chart_color_of (self, layer);
  cairo_t *cr;

  if (n_final == layer->points->len)
    return;

  cr = weir_painter_begin (painter, plot->area.origin.x, plot->area.origin.y, plot->area.size.width, plot->area.size.height);
  cairo_new_path (cr);
  for (guint i = MAX (n_final, 1) - 1; i < layer->points->len; i++)
    cairo_line_to (cr, middle_x (plot, point_at (layer, i)), weir_plot_y (plot, point_at (layer, i)->last));
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, LINE_PX);
  cairo_set_dash (cr, &dash, 1, 0.0);
  cairo_stroke (cr);
  for (guint i = n_final; i < layer->points->len; i++)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, middle_x (plot, point_at (layer, i)), weir_plot_y (plot, point_at (layer, i)->last), POINT_PX, 0.0, 2.0 * G_PI);
    }
  cairo_set_dash (cr, NULL, 0, 0.0);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
  weir_painter_end (painter, cr);
}

static void
paint_lines (WeirSeriesChart *self,
             WeirPainter     *painter,
             const WeirPlot  *plot,
             WeirSeriesScale  scale,
             WeirKeptLines   *kept)
{
  g_autoptr(GArray) lines = g_array_new (FALSE, FALSE, sizeof (WeirLine));
  WeirLineSet set = { .plot = *plot, .generation = weir_chart_get_generation (WEIR_CHART (self)) };

  for (guint i = 0; i < self->layers->len; i++)
    {
      const WeirSeriesLayer *layer = weir_series_chart_layer_at (self, i);
      const WeirLine line = {
        .columns = layer->columns,
        .before_column = layer->before_column,
        .before_value = layer->before_value,
        .max_join = layer->max_join,
        .color = weir_series_chart_color_of (self, layer),
        .width_px = LINE_PX,
        .factor = 1.0,
      };

      if (layer->spec.style == WEIR_SERIES_LINE && layer->spec.scale == scale && !layer->hidden && layer->columns != NULL)
        g_array_append_val (lines, line);
    }

  if (lines->len == 0)
    return;

  set.lines = (const WeirLine *) lines->data;
  set.n_lines = lines->len;
  set.gaps = weir_chart_get_gaps (WEIR_CHART (self), &set.n_gaps);
  painter->funcs->lines (painter, &set, kept, 0, self->dirty || !painter->screen ? plot->n_columns : 0);
}

/* A window that records came too late for: its values are without them. */
static void
paint_late_marks (WeirSeriesChart       *self,
                  WeirPainter           *painter,
                  const WeirPlot        *plot,
                  const WeirSeriesLayer *layer)
{
  const GdkRGBA *color = &weir_chart_get_palette (WEIR_CHART (self))->warning;

  for (guint i = 0; i < layer->points->len; i++)
    {
      const WeirSeriesPoint *point = point_at (layer, i);
      double x = middle_x (plot, point);
      double y = weir_plot_y (plot, point->high) - LATE_PX - 2.0;
      cairo_t *cr;

      if (point->n_late == 0)
        continue;
      cr = weir_painter_begin (painter, x - LATE_PX, y - 1.0, 2.0 * LATE_PX, LATE_PX + 2.0);
      cairo_move_to (cr, x - LATE_PX / 2.0, y);
      cairo_line_to (cr, x + LATE_PX / 2.0, y);
      cairo_line_to (cr, x, y + LATE_PX);
      cairo_close_path (cr);
      gdk_cairo_set_source_rgba (cr, color);
      cairo_fill (cr);
      weir_painter_end (painter, cr);
    }
}

static void
paint_layer (WeirSeriesChart       *self,
             WeirPainter           *painter,
             const WeirPlot        *plot,
             const WeirSeriesLayer *layer)
{
  switch (layer->spec.style)
    {
    case WEIR_SERIES_BARS:
    case WEIR_SERIES_STACKED:
      paint_bars (self, painter, plot, layer);
      break;
    case WEIR_SERIES_BAND:
      paint_band (self, painter, plot, layer);
      break;
    case WEIR_SERIES_POINTS:
      paint_points (self, painter, plot, layer);
      break;
    case WEIR_SERIES_CANDLES:
      paint_candles (self, painter, plot, layer);
      break;
    case WEIR_SERIES_LINE:
      paint_open_line (self, painter, plot, layer);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Numbers of the left scale, and of the strip below. */
static void
paint_second (WeirSeriesChart       *self,
              WeirPainter           *painter,
              const WeirSecondScale *second,
              gboolean               at_left)
{
  WeirText *text = weir_chart_get_text (WEIR_CHART (self));
  const WeirPalette *palette = weir_chart_get_palette (WEIR_CHART (self));
  const WeirPlot *plot = &second->plot;
  int height_px = weir_text_height (text, WEIR_TEXT_SMALL);
  double right = plot->area.origin.x + plot->area.size.width;
  double hair = 1.0 / plot->scale;

  for (guint i = 0; i < second->axis.n_ticks; i++)
    {
      g_autofree char *label = weir_value_axis_label (&second->axis, second->axis.ticks[i], FALSE);
      int width_px = weir_text_width (text, WEIR_TEXT_SMALL, label);
      double y = weir_plot_y (plot, second->axis.ticks[i]);

      if (!at_left)
        weir_painter_fill (painter, plot->area.origin.x, weir_plot_snap (plot, y - hair / 2.0), plot->area.size.width, hair,
                           &palette->grid);
      weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL, label),
                         at_left ? plot->area.origin.x - 6 - width_px : right + weir_chart_get_label_offset (WEIR_CHART (self)) - 12 - width_px,
                         y - height_px / 2.0, &palette->dim);
    }
  if (second->unit != NULL && at_left)
    weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL, second->unit), 4,
                       plot->area.origin.y - 4 - height_px / 2.0, &palette->dim);
}

void
weir_series_chart_paint (WeirChart      *chart,
                         WeirPainter    *painter,
                         const WeirPlot *plot)
{
  WeirSeriesChart *self = WEIR_SERIES_CHART (chart);

  if (self->below.used)
    paint_second (self, painter, &self->below, FALSE);
  if (self->left.used)
    paint_second (self, painter, &self->left, TRUE);

  weir_painter_push_clip (painter, plot->area.origin.x, plot->area.origin.y, plot->area.size.width,
                          plot->area.size.height + weir_chart_get_footer_px (chart));
  for (guint i = 0; i < self->layers->len; i++)
    {
      const WeirSeriesLayer *layer = weir_series_chart_layer_at (self, i);

      if (!layer->hidden && layer->points->len > 0)
        {
          paint_layer (self, painter, weir_series_chart_plot_of (self, layer, plot), layer);
          paint_late_marks (self, painter, weir_series_chart_plot_of (self, layer, plot), layer);
        }
    }
  weir_painter_pop_clip (painter);

  paint_lines (self, painter, plot, WEIR_SERIES_RIGHT, &self->kept);
  if (self->left.used)
    paint_lines (self, painter, &self->left.plot, WEIR_SERIES_LEFT, &self->kept_left);
  if (self->below.used)
    paint_lines (self, painter, &self->below.plot, WEIR_SERIES_BELOW, &self->kept_below);
  if (painter->screen)
    self->dirty = FALSE;
}
