#include "config.h"

#include "widgets/weir-candle-shape.h"

#define BODY_SHARE 0.64    /* of a candle's place */
#define OPEN_ALPHA 0.45    /* of a window that may still change */

/*< private >
 * weir_candle_place:
 * @plot: where candles are drawn
 * @start_usec: of a window
 * @end_usec: its end, exclusive
 *
 * Returns: where the body of its candle, or its bar, stands
 */
WeirCandlePlace
weir_candle_place (const WeirPlot *plot,
                   gint64          start_usec,
                   gint64          end_usec)
{
  double hair = 1.0 / plot->scale;
  double slot = weir_plot_x (plot, end_usec) - weir_plot_x (plot, start_usec);
  double middle = weir_plot_snap (plot, weir_plot_x (plot, start_usec) + slot / 2.0 - hair / 2.0);
  /* An odd number of device pixels has the wick in its middle. */
  double half = MAX (1.0, floor ((slot * BODY_SHARE * plot->scale - 1.0) / 2.0)) / plot->scale;

  return (WeirCandlePlace) { middle - half, 2.0 * half + hair, middle };
}

/*< private >
 * weir_candle_color:
 * @palette: colours
 * @candle: a candle
 *
 * Returns: (transfer none): the colour of what rose or fell
 */
const GdkRGBA *
weir_candle_color (const WeirPalette *palette,
                   const WeirCandle  *candle)
{
  return candle->close >= candle->open ? &palette->rising : &palette->falling;
}

static void
paint_frame (WeirPainter   *painter,
             double         x,
             double         y,
             double         width,
             double         height,
             double         line,
             const GdkRGBA *color)
{
  weir_painter_fill (painter, x, y, width, line, color);
  weir_painter_fill (painter, x, y + height - line, width, line, color);
  weir_painter_fill (painter, x, y + line, line, height - 2.0 * line, color);
  weir_painter_fill (painter, x + width - line, y + line, line, height - 2.0 * line, color);
}

/* Lighter and dashed: its window is not final. */
static void
paint_open_body (WeirPainter      *painter,
                 const WeirCandle *candle,
                 const WeirCandlePlace *place,
                 double            top,
                 double            height,
                 const GdkRGBA    *color)
{
  static const double dash = 3.0;
  cairo_t *cr = weir_painter_begin (painter, place->left, top, place->width, height);
  GdkRGBA light = weir_palette_fade (color, OPEN_ALPHA);

  if (candle->close < candle->open)
    {
      gdk_cairo_set_source_rgba (cr, &light);
      cairo_rectangle (cr, place->left, top, place->width, height);
      cairo_fill (cr);
    }
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 1.0);
  cairo_set_dash (cr, &dash, 1, 0.0);
  cairo_rectangle (cr, place->left + 0.5, top + 0.5, place->width - 1.0, MAX (height - 1.0, 0.0));
  cairo_stroke (cr);
  weir_painter_end (painter, cr);
}

/*< private >
 * weir_candle_paint:
 * @self: a candle
 * @painter: what to draw on
 * @plot: where
 * @palette: colours
 *
 * Draws a candle: hollow where it rose, dashed while its window is open.
 */
void
weir_candle_paint (const WeirCandle  *self,
                   WeirPainter       *painter,
                   const WeirPlot    *plot,
                   const WeirPalette *palette)
{
  const GdkRGBA *color = weir_candle_color (palette, self);
  GdkRGBA wick = weir_palette_fade (color, self->final ? 1.0 : OPEN_ALPHA + 0.2);
  double hair = 1.0 / plot->scale;
  double line = MAX (hair, floor (1.25 * plot->scale) / plot->scale);
  WeirCandlePlace place = weir_candle_place (plot, self->start_usec, self->end_usec);
  double high = weir_plot_snap (plot, weir_plot_y (plot, self->high));
  double low = weir_plot_snap (plot, weir_plot_y (plot, self->low));
  double top = weir_plot_snap (plot, weir_plot_y (plot, MAX (self->open, self->close)));
  double bottom = weir_plot_snap (plot, weir_plot_y (plot, MIN (self->open, self->close)));
  double height = MAX (bottom - top, line);

  weir_painter_fill (painter, place.middle, high, hair, top - high, &wick);
  weir_painter_fill (painter, place.middle, top + height, hair, low - top - height, &wick);

  if (!self->final && place.width > 3.0)
    paint_open_body (painter, self, &place, top, height, color);
  else if (self->close >= self->open && height > 2.0 * line && place.width > 2.0 * line)
    paint_frame (painter, place.left, top, place.width, height, line, color);
  else
    weir_painter_fill (painter, place.left, top, place.width, height, &wick);
}
