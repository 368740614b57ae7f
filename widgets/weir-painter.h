#pragma once

#include <gtk/gtk.h>

#include "widgets/weir-kept-lines.h"
#include "widgets/weir-line-set.h"

G_BEGIN_DECLS

/**
 * WeirPainter:
 *
 * What a chart draws on: the screen, through render nodes, or a cairo surface
 * for PNG, SVG, PDF and print. The layout is made once, by the chart. On the
 * screen only lines are drawn by one of several means, #WeirPainterKind:
 * everything else is few render nodes.
 */
typedef struct _WeirPainter WeirPainter;

typedef struct
{
  void     (*fill)  (WeirPainter           *self,
                     const graphene_rect_t *rectangle,
                     const GdkRGBA         *color);
  void     (*text)  (WeirPainter           *self,
                     PangoLayout           *layout,
                     double                 x,
                     double                 y,
                     const GdkRGBA         *color);
  void     (*lines) (WeirPainter           *self,
                     const WeirLineSet     *set,
                     WeirKeptLines         *kept,
                     int                    dirty_from,
                     int                    dirty_to);
  void     (*push_clip) (WeirPainter           *self,
                         const graphene_rect_t *rectangle);
  void     (*pop_clip)  (WeirPainter           *self);
  /* For the few shapes that are no rectangles; painted at once, or kept until end. */
  cairo_t *(*begin) (WeirPainter           *self,
                     const graphene_rect_t *bounds);
  void     (*end)   (WeirPainter           *self,
                     cairo_t               *cr);
} WeirPainterFuncs;

struct _WeirPainter
{
  const WeirPainterFuncs *funcs;
  double                  scale;    /* device pixels a px */
  gboolean                screen;   /* what is kept from frame to frame is for the screen alone */
  gboolean                textures; /* the screen is drawn by OpenGL */
  GtkSnapshot            *snapshot; /* borrowed; the screen's */
  GdkDisplay             *display;  /* borrowed; the screen's */
  cairo_t                *cr;       /* borrowed; the surface's */
};

void weir_painter_init_snapshot (WeirPainter *self,
                                 GtkSnapshot *snapshot,
                                 GtkWidget   *widget);
gboolean weir_painter_wants_textures (GtkWidget *widget);
void weir_painter_init_cairo    (WeirPainter *self,
                                 cairo_t     *cr,
                                 double       scale);
void weir_painter_stroke_lines  (cairo_t           *cr,
                                 const WeirLineSet *set);

static inline void
weir_painter_fill (WeirPainter   *self,
                   double         x,
                   double         y,
                   double         width,
                   double         height,
                   const GdkRGBA *color)
{
  if (width > 0.0 && height > 0.0)
    self->funcs->fill (self, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height), color);
}

static inline void
weir_painter_push_clip (WeirPainter *self,
                        double       x,
                        double       y,
                        double       width,
                        double       height)
{
  self->funcs->push_clip (self, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

static inline void
weir_painter_pop_clip (WeirPainter *self)
{
  self->funcs->pop_clip (self);
}

static inline void
weir_painter_text (WeirPainter   *self,
                   PangoLayout   *layout,
                   double         x,
                   double         y,
                   const GdkRGBA *color)
{
  self->funcs->text (self, layout, floor (x + 0.5), floor (y + 0.5), color);
}

static inline cairo_t *
weir_painter_begin (WeirPainter *self,
                    double       x,
                    double       y,
                    double       width,
                    double       height)
{
  return self->funcs->begin (self, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height));
}

static inline void
weir_painter_end (WeirPainter *self,
                  cairo_t     *cr)
{
  self->funcs->end (self, cr);
}

void weir_painter_dashes (WeirPainter   *self,
                          double         x,
                          double         y,
                          double         width,
                          double         height,
                          double         dash_px,
                          const GdkRGBA *color);
void weir_painter_pill   (WeirPainter   *self,
                          double         x,
                          double         y,
                          double         width,
                          double         height,
                          double         radius,
                          const GdkRGBA *color,
                          const GdkRGBA *border);
void weir_painter_path   (WeirPainter   *self,
                          const WeirPlot *plot,
                          const graphene_point_t *points,
                          guint          n_points,
                          double         width_px,
                          const GdkRGBA *color);

G_END_DECLS
