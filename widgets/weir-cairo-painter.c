#include "config.h"

#include "widgets/weir-painter.h"

static void
fill (WeirPainter           *self,
      const graphene_rect_t *rectangle,
      const GdkRGBA         *color)
{
  gdk_cairo_set_source_rgba (self->cr, color);
  cairo_rectangle (self->cr, rectangle->origin.x, rectangle->origin.y, rectangle->size.width, rectangle->size.height);
  cairo_fill (self->cr);
}

static void
text (WeirPainter   *self,
      PangoLayout   *layout,
      double         x,
      double         y,
      const GdkRGBA *color)
{
  gdk_cairo_set_source_rgba (self->cr, color);
  cairo_move_to (self->cr, x, y);
  pango_cairo_show_layout (self->cr, layout);
}

/* First, the extremes, last: what the column holds, in an order that draws all of it. */
static void
trace_column (cairo_t           *cr,
              const WeirLineSet *set,
              const WeirLine    *line,
              int                x)
{
  const WeirColumn *column = &line->columns[x];
  const double values[] = { column->first, column->min, column->max, column->last };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    cairo_line_to (cr, set->plot.area.origin.x + (x + 0.5) / set->plot.scale,
                   weir_plot_y (&set->plot, weir_line_value (line, values[i])));
}

static void
trace_line (cairo_t           *cr,
            const WeirLineSet *set,
            const WeirLine    *line)
{
  int before = line->before_column < 0 ? line->before_column : G_MININT;

  cairo_new_path (cr);
  if (before != G_MININT)
    cairo_move_to (cr, set->plot.area.origin.x + (before + 0.5) / set->plot.scale,
                   weir_plot_y (&set->plot, weir_line_value (line, line->before_value)));
  for (int x = weir_line_next (line, -1, set->plot.n_columns);
       x < set->plot.n_columns;
       x = weir_line_next (line, x, set->plot.n_columns))
    {
      if (before != G_MININT && !weir_line_set_joins (set, line, before, x))
        cairo_new_sub_path (cr);
      trace_column (cr, set, line, x);
      before = x;
    }

  gdk_cairo_set_source_rgba (cr, &line->color);
  cairo_set_line_width (cr, line->width_px);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
}

/*< private >
 * weir_painter_stroke_lines:
 * @cr: what to draw on, in px
 * @set: lines
 *
 * Strokes lines as paths.
 */
void
weir_painter_stroke_lines (cairo_t           *cr,
                           const WeirLineSet *set)
{
  const graphene_rect_t *area = &set->plot.area;

  cairo_save (cr);
  cairo_rectangle (cr, area->origin.x, area->origin.y, area->size.width, area->size.height);
  cairo_clip (cr);
  for (guint i = 0; i < set->n_lines; i++)
    trace_line (cr, set, &set->lines[i]);
  cairo_restore (cr);
}

static void
lines (WeirPainter       *self,
       const WeirLineSet *set,
       WeirKeptLines     *kept,
       int                dirty_from,
       int                dirty_to)
{
  weir_painter_stroke_lines (self->cr, set);
}

static void
push_clip (WeirPainter           *self,
           const graphene_rect_t *rectangle)
{
  cairo_save (self->cr);
  cairo_rectangle (self->cr, rectangle->origin.x, rectangle->origin.y, rectangle->size.width, rectangle->size.height);
  cairo_clip (self->cr);
}

static void
pop_clip (WeirPainter *self)
{
  cairo_restore (self->cr);
}

static cairo_t *
begin (WeirPainter           *self,
       const graphene_rect_t *bounds)
{
  cairo_save (self->cr);

  return self->cr;
}

static void
end (WeirPainter *self,
     cairo_t     *cr)
{
  cairo_restore (cr);
}

/**
 * weir_painter_init_cairo:
 * @self: (out caller-allocates): filled by this
 * @cr: what to draw on, in px; must outlive @self
 * @scale: columns of data a px
 *
 * Draws everything as shapes and text, so that SVG and PDF stay sharp at any
 * size. Any thread that owns @cr and the texts.
 */
void
weir_painter_init_cairo (WeirPainter *self,
                         cairo_t     *cr,
                         double       scale)
{
  static const WeirPainterFuncs funcs = { fill, text, lines, push_clip, pop_clip, begin, end };

  *self = (WeirPainter) { .funcs = &funcs, .scale = scale, .cr = cr };
}
