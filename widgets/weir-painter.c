#include "config.h"

#include "widgets/weir-painter.h"

/* Shapes that both painters draw alike. */

/*< private >
 * weir_painter_dashes:
 * @self: a painter
 * @x: left edge, in px
 * @y: top edge, in px
 * @width: of a rectangle, in px
 * @height: of a rectangle, in px
 * @dash_px: length of a dash and of the space after it
 * @color: of the line
 *
 * Draws a dashed line along the longer side of a rectangle, as thick as the
 * shorter one.
 */
void
weir_painter_dashes (WeirPainter   *self,
                     double         x,
                     double         y,
                     double         width,
                     double         height,
                     double         dash_px,
                     const GdkRGBA *color)
{
  cairo_t *cr;

  if (width <= 0.0 || height <= 0.0)
    return;

  cr = weir_painter_begin (self, x, y, width, height);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_dash (cr, &dash_px, 1, 0.0);
  cairo_set_line_width (cr, MIN (width, height));
  cairo_move_to (cr, width < height ? x + width / 2.0 : x, width < height ? y : y + height / 2.0);
  cairo_line_to (cr, width < height ? x + width / 2.0 : x + width, width < height ? y + height : y + height / 2.0);
  cairo_stroke (cr);
  weir_painter_end (self, cr);
}

/*< private >
 * weir_painter_pill:
 * @self: a painter
 * @x: left edge, in px
 * @y: top edge, in px
 * @width: in px
 * @height: in px
 * @radius: of the corners, in px
 * @color: that it is filled with
 * @border: (nullable): colour of its border, %NULL for none
 *
 * Draws a rectangle with round corners.
 */
void
weir_painter_pill (WeirPainter   *self,
                   double         x,
                   double         y,
                   double         width,
                   double         height,
                   double         radius,
                   const GdkRGBA *color,
                   const GdkRGBA *border)
{
  cairo_t *cr = weir_painter_begin (self, x - 1, y - 1, width + 2, height + 2);
  double inset = border != NULL ? 0.5 : 0.0;

  x += inset;
  y += inset;
  width -= 2.0 * inset;
  height -= 2.0 * inset;

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0.0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0.0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_fill_preserve (cr);

  if (border != NULL)
    {
      gdk_cairo_set_source_rgba (cr, border);
      cairo_set_line_width (cr, 1.0);
      cairo_stroke (cr);
    }
  weir_painter_end (self, cr);
}

/*< private >
 * weir_painter_path:
 * @self: a painter
 * @plot: what the line is clipped to
 * @points: (array length=n_points): in px; a y that is NaN breaks the line
 * @n_points: how many
 * @width_px: of the line
 * @color: of the line
 *
 * Draws a line through a few points.
 */
void
weir_painter_path (WeirPainter            *self,
                   const WeirPlot         *plot,
                   const graphene_point_t *points,
                   guint                   n_points,
                   double                  width_px,
                   const GdkRGBA          *color)
{
  const graphene_rect_t *area = &plot->area;
  cairo_t *cr = weir_painter_begin (self, area->origin.x, area->origin.y, area->size.width, area->size.height);

  cairo_rectangle (cr, area->origin.x, area->origin.y, area->size.width, area->size.height);
  cairo_clip (cr);
  cairo_new_path (cr);
  for (guint i = 0; i < n_points; i++)
    {
      if (isnan (points[i].y))
        cairo_new_sub_path (cr);
      else
        cairo_line_to (cr, points[i].x, points[i].y);
    }
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, width_px);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  weir_painter_end (self, cr);
}
