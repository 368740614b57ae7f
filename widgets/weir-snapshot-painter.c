#include "config.h"

#include "widgets/weir-painter-kind.h"
#include "widgets/weir-painter.h"

static void
fill (WeirPainter           *self,
      const graphene_rect_t *rectangle,
      const GdkRGBA         *color)
{
  gtk_snapshot_append_color (self->snapshot, color, rectangle);
}

static void
text (WeirPainter   *self,
      PangoLayout   *layout,
      double         x,
      double         y,
      const GdkRGBA *color)
{
  gtk_snapshot_save (self->snapshot);
  gtk_snapshot_translate (self->snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (self->snapshot, layout, color);
  gtk_snapshot_restore (self->snapshot);
}

static void
lines_as_strips (WeirPainter       *self,
                 const WeirLineSet *set,
                 WeirKeptLines     *kept,
                 int                dirty_from,
                 int                dirty_to)
{
  if (kept->image == NULL)
    kept->image = weir_line_image_new ();
  weir_line_image_update (kept->image, set, dirty_from, dirty_to);
  weir_line_image_snapshot (kept->image, self->snapshot, self->textures);
}

static void
lines_by_gl (WeirPainter       *self,
             const WeirLineSet *set,
             WeirKeptLines     *kept,
             int                dirty_from,
             int                dirty_to)
{
  if (set->n_lines == 0)
    return;

  if (kept->gl == NULL)
    kept->gl = weir_gl_lines_new ();
  if (weir_gl_lines_update (kept->gl, self->display, set, dirty_from < dirty_to))
    {
      weir_gl_lines_snapshot (kept->gl, self->snapshot);
      return;
    }

  /* It was logged, and will not come back. */
  g_clear_pointer (&kept->gl, weir_gl_lines_free);
  lines_as_strips (self, set, kept, dirty_from, dirty_to);
}

static void
lines_by_cairo (WeirPainter       *self,
                const WeirLineSet *set,
                WeirKeptLines     *kept,
                int                dirty_from,
                int                dirty_to)
{
  cairo_t *cr = gtk_snapshot_append_cairo (self->snapshot, &set->plot.area);

  weir_painter_stroke_lines (cr, set);
  cairo_destroy (cr);
}

static void
push_clip (WeirPainter           *self,
           const graphene_rect_t *rectangle)
{
  gtk_snapshot_push_clip (self->snapshot, rectangle);
}

static void
pop_clip (WeirPainter *self)
{
  gtk_snapshot_pop (self->snapshot);
}

static cairo_t *
begin (WeirPainter           *self,
       const graphene_rect_t *bounds)
{
  return gtk_snapshot_append_cairo (self->snapshot, bounds);
}

static void
end (WeirPainter *self,
     cairo_t     *cr)
{
  cairo_destroy (cr);
}

/**
 * weir_painter_wants_textures:
 * @widget: a widget
 *
 * Returns: whether @widget is drawn by OpenGL and not by cairo
 */
gboolean
weir_painter_wants_textures (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  return renderer != NULL && !GSK_IS_CAIRO_RENDERER (renderer);
}

/**
 * weir_painter_init_snapshot:
 * @self: (out caller-allocates): filled by this
 * @snapshot: where the render nodes go; must outlive @self
 * @widget: whose snapshot it is
 *
 * Draws on the screen: rectangles and texts as render nodes, which GSK
 * compares from frame to frame, lines by the painter that was chosen. Main
 * thread only.
 */
void
weir_painter_init_snapshot (WeirPainter *self,
                            GtkSnapshot *snapshot,
                            GtkWidget   *widget)
{
  static const WeirPainterFuncs funcs[] = {
    [WEIR_PAINTER_GL] = { fill, text, lines_by_gl, push_clip, pop_clip, begin, end },
    [WEIR_PAINTER_STRIP] = { fill, text, lines_as_strips, push_clip, pop_clip, begin, end },
    [WEIR_PAINTER_CAIRO] = { fill, text, lines_by_cairo, push_clip, pop_clip, begin, end },
  };

  *self = (WeirPainter) { .funcs = &funcs[weir_painter_kind_of (widget)], .scale = gtk_widget_get_scale_factor (widget),
                          .screen = TRUE, .textures = weir_painter_wants_textures (widget), .snapshot = snapshot,
                          .display = gtk_widget_get_display (widget) };
}
