#include "config.h"

#include <string.h>

#include "widgets/weir-line-image.h"

/* No such column. */
#define NOWHERE G_MININT

/* Steeper than this many pixels a column, a line is drawn as a solid bar. */
#define STEEP_PX 2.0

/* Columns of one strip: small enough that a new value damages little, wide enough that there are few of them. */
#define STRIP_COLUMNS 64

/*
 * Some columns of the picture, which stay where they are in time: when time
 * moves on, strips move as they are. What is in a render node is never changed
 * again; a strip that changes gets a new surface.
 */
typedef struct
{
  gint64           number;      /* the first column's number since the epoch, in strips */
  gboolean         used;
  cairo_surface_t *surface;     /* owned */
  GskRenderNode   *node;        /* owned, nullable: the surface at 0, 0 */
} Strip;

struct _WeirLineImage
{
  Strip        *strips;       /* owned, n_strips: each number has its place by modulus */
  guint         n_strips;
  int           width;        /* device pixels */
  int           height;
  WeirPlot      plot;         /* what is drawn in it */
  guint         generation;

  guint8       *coverage;     /* owned; of one column of one line */
  guint64       n_painted;
};

/* What a line covers in one column: its centre runs from top to bottom; NaN where there is no line. */
typedef struct
{
  double top;
  double bottom;
} Span;

/*< private >
 * weir_line_image_new:
 *
 * Returns: (transfer full): an image with nothing in it
 */
WeirLineImage *
weir_line_image_new (void)
{
  return g_new0 (WeirLineImage, 1);
}

static void
strip_clear (Strip *strip)
{
  g_clear_pointer (&strip->node, gsk_render_node_unref);
  g_clear_pointer (&strip->surface, cairo_surface_destroy);
  strip->used = FALSE;
}

static void
clear_strips (WeirLineImage *self)
{
  for (guint i = 0; i < self->n_strips; i++)
    strip_clear (&self->strips[i]);
  g_clear_pointer (&self->strips, g_free);
  self->n_strips = 0;
}

/*< private >
 * weir_line_image_free:
 * @self: (transfer full): an image
 *
 * Frees the image with its pixels.
 */
void
weir_line_image_free (WeirLineImage *self)
{
  clear_strips (self);
  g_free (self->coverage);
  g_free (self);
}

/*< private >
 * weir_line_image_get_n_painted:
 * @self: an image
 *
 * Returns: how many columns were drawn since the image was made, its work
 */
guint64
weir_line_image_get_n_painted (WeirLineImage *self)
{
  return self->n_painted;
}

static double
y_of (const WeirLineSet *set,
      const WeirLine    *line,
      double             value,
      int                height)
{
  double y = weir_plot_depth (&set->plot, weir_line_value (line, value)) * height;

  return CLAMP (y, -height, 2.0 * height);
}

static void
include_y (Span  *span,
           double y)
{
  span->top = fmin (span->top, y);
  span->bottom = fmax (span->bottom, y);
}

static double
end_of_column (const WeirLine *line,
               int             column)
{
  return column < 0 ? line->before_value : line->columns[column].last;
}

/*
 * The line's centre in column @x: the values in it, and its share of the way
 * to the neighbours @before and @after, as far as the column's edges.
 */
static Span
span_of_column (const WeirLineSet *set,
                const WeirLine    *line,
                int                x,
                int                before,
                int                after,
                int                height)
{
  const WeirColumn *column = &line->columns[x];
  Span span = { NAN, NAN };

  if (column->count > 0)
    {
      include_y (&span, y_of (set, line, column->max, height));
      include_y (&span, y_of (set, line, column->min, height));
    }

  for (int side = -1; side <= 1; side += 2)
    {
      int left = side < 0 || column->count == 0 ? before : x;
      int right = side > 0 || column->count == 0 ? after : x;
      double from, to;

      if (left == NOWHERE || right == NOWHERE || left == right)
        continue;

      from = y_of (set, line, end_of_column (line, left), height);
      to = y_of (set, line, line->columns[right].first, height);
      include_y (&span, from + (to - from) * (x + 0.5 * side - left) / (right - left));
    }

  return span;
}

static void
fill_spans (const WeirLineSet *set,
            const WeirLine    *line,
            int                from,
            int                to,
            int                height,
            Span              *spans)
{
  int n_columns = set->plot.n_columns;
  int before = weir_line_previous (line, from);
  int after = weir_line_next (line, from - 1, n_columns);

  if (before < 0)
    before = line->before_column < 0 ? line->before_column : NOWHERE;

  for (int x = from; x < to; x++)
    {
      gboolean filled = line->columns[x].count > 0;
      int left = before;
      int right;

      if (after <= x)
        after = weir_line_next (line, x, n_columns);
      right = after < n_columns ? after : NOWHERE;

      if (left != NOWHERE && !weir_line_set_joins (set, line, left, filled ? x : MAX (right, x)))
        left = NOWHERE;
      if (right != NOWHERE && !weir_line_set_joins (set, line, filled || left == NOWHERE ? x : left, right))
        right = NOWHERE;

      spans[x - from] = span_of_column (set, line, x, left, right, height);
      if (filled)
        before = x;
    }
}

/* Integral of a ramp that rises from 0 to 1 over @length and stays there. */
static double
ramp_integral (double t,
               double length)
{
  if (t <= 0.0)
    return 0.0;

  return t < length ? t * t / (2.0 * length) : t - length / 2.0;
}

/*
 * Adds what a stroke of @width covers, times @weight. Its edge across a column
 * is a ramp as long as the line rises there: the exact coverage of a slanted
 * stroke, the convolution of the centre's way with the stroke's height.
 */
static void
cover (guint8     *coverage,
       int         height,
       const Span *span,
       double      width,
       double      weight)
{
  double rise = span->bottom - span->top;
  double half = rise > STEEP_PX ? width / 2.0 : width / 2.0 * sqrt (1.0 + rise * rise);
  double ramp = rise > STEEP_PX ? 1.0 : fmax (rise, 1e-3);
  double top = span->top - half;
  double bottom = span->bottom + half;
  int first = (int) floor (fmax (top, 0.0));
  int end = (int) ceil (fmin (bottom, height));
  int solid_first = (int) ceil (fmax (top + ramp, 0.0));
  int solid_end = (int) floor (fmin (bottom - ramp, height));
  guint8 solid = (guint8) (weight * 255.0 + 0.5);

  for (int y = first; y < end; y++)
    {
      double covered;
      guint8 value;

      /* Most of a steep column: no arithmetic there. */
      for (; y >= solid_first && y < solid_end; y++)
        coverage[y] = MAX (coverage[y], solid);
      if (y >= end)
        break;

      covered = ramp_integral (y + 1 - top, ramp) - ramp_integral (y - top, ramp)
                - ramp_integral (y + 1 - (bottom - ramp), ramp) + ramp_integral (y - (bottom - ramp), ramp);
      value = (guint8) (CLAMP (covered * weight, 0.0, 1.0) * 255.0 + 0.5);
      coverage[y] = MAX (coverage[y], value);
    }
}

static guint32
multiply (guint32 pixel,
          guint   alpha)
{
  guint32 red_blue = (pixel & 0x00ff00ff) * alpha + 0x00800080;
  guint32 alpha_green = ((pixel >> 8) & 0x00ff00ff) * alpha + 0x00800080;

  red_blue = ((red_blue + ((red_blue >> 8) & 0x00ff00ff)) >> 8) & 0x00ff00ff;
  alpha_green = (alpha_green + ((alpha_green >> 8) & 0x00ff00ff)) & 0xff00ff00;

  return red_blue | alpha_green;
}

static void
blend_column (guint32      *pixels,
              int           stride,
              const guint8 *coverage,
              int           first,
              int           end,
              guint32       color)
{
  for (int y = first; y < end; y++)
    {
      guint32 *pixel = &pixels[(gsize) y * stride];
      guint32 source;

      if (coverage[y] == 0)
        continue;

      source = multiply (color, coverage[y]);
      *pixel = source + multiply (*pixel, 255 - (source >> 24));
    }
}

static guint32
premultiplied (const GdkRGBA *color)
{
  guint32 alpha = (guint32) (color->alpha * 255.0f + 0.5f);
  guint32 red = (guint32) (color->red * color->alpha * 255.0f + 0.5f);
  guint32 green = (guint32) (color->green * color->alpha * 255.0f + 0.5f);
  guint32 blue = (guint32) (color->blue * color->alpha * 255.0f + 0.5f);

  return alpha << 24 | red << 16 | green << 8 | blue;
}

/* How far a stroke reaches into the columns beside it. */
static int
reach_of (double width)
{
  return (int) ceil (fmax (width - 1.0, 0.0) / 2.0);
}

static void
paint_line (WeirLineImage     *self,
            guint32           *pixels,
            int                stride,
            const WeirLineSet *set,
            const WeirLine    *line,
            int                from,
            int                to)
{
  double width = line->width_px * set->plot.scale;
  int reach = reach_of (width);
  int span_from = MAX (from - reach, 0);
  int span_to = MIN (to + reach, self->width);
  g_autofree Span *spans = g_new (Span, span_to - span_from);
  guint32 color = premultiplied (&line->color);

  fill_spans (set, line, span_from, span_to, self->height, spans);

  for (int x = from; x < to; x++)
    {
      int first = self->height;
      int end = 0;

      for (int i = MAX (x - reach, span_from); i <= MIN (x + reach, span_to - 1); i++)
        {
          const Span *span = &spans[i - span_from];
          double weight = i == x ? 1.0 : CLAMP (width / 2.0 + 0.5 - ABS (i - x), 0.0, 1.0);

          /* A gentle line is as wide as it should be already. */
          if (isnan (span->top) || (i != x && span->bottom - span->top <= STEEP_PX))
            continue;

          cover (self->coverage, self->height, span, width, weight);
          first = MIN (first, (int) floor (fmax (span->top - 2.0 * width - 1.0, 0.0)));
          end = MAX (end, (int) ceil (fmin (span->bottom + 2.0 * width + 1.0, self->height)));
        }

      if (first < end)
        {
          blend_column (&pixels[x - from], stride, self->coverage, first, end, color);
          memset (&self->coverage[first], 0, end - first);
        }
    }
}

static gint64
first_column (const WeirPlot *plot)
{
  return plot->begin_usec / plot->column_usec - (plot->begin_usec % plot->column_usec < 0);
}

static gint64
strip_number (gint64 column)
{
  return column / STRIP_COLUMNS - (column % STRIP_COLUMNS < 0);
}

static Strip *
strip_at (WeirLineImage *self,
          gint64         number)
{
  gint64 slot = number % self->n_strips;

  return &self->strips[slot < 0 ? slot + self->n_strips : slot];
}

/* A new surface with the old one's pixels: the old one may be in a frame that is still shown. */
static void
renew_strip (WeirLineImage *self,
             Strip         *strip,
             gint64         number)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, STRIP_COLUMNS, self->height);

  if (strip->used && strip->number == number)
    memcpy (cairo_image_surface_get_data (surface), cairo_image_surface_get_data (strip->surface),
            (gsize) cairo_image_surface_get_stride (surface) * self->height);

  strip_clear (strip);
  strip->surface = surface;
  strip->number = number;
  strip->used = TRUE;
}

/* Columns [from, to) of one strip, counted from the left edge of what is shown. */
static void
paint_strip (WeirLineImage     *self,
             Strip             *strip,
             const WeirLineSet *set,
             int                from,
             int                to)
{
  int stride = cairo_image_surface_get_stride (strip->surface) / (int) sizeof (guint32);
  int offset = (int) (first_column (&set->plot) + from - strip->number * STRIP_COLUMNS);
  guint32 *pixels = (guint32 *) cairo_image_surface_get_data (strip->surface) + offset;

  cairo_surface_flush (strip->surface);
  for (int y = 0; y < self->height; y++)
    memset (&pixels[(gsize) y * stride], 0, (to - from) * sizeof (guint32));
  for (guint i = 0; i < set->n_lines; i++)
    paint_line (self, pixels, stride, set, &set->lines[i], from, to);
  cairo_surface_mark_dirty (strip->surface);
}

static void
paint (WeirLineImage     *self,
       const WeirLineSet *set,
       int                from,
       int                to)
{
  gint64 first = first_column (&set->plot);

  for (int x = from; x < to;)
    {
      gint64 number = strip_number (first + x);
      int end = (int) MIN (to, (number + 1) * STRIP_COLUMNS - first);

      renew_strip (self, strip_at (self, number), number);
      paint_strip (self, strip_at (self, number), set, x, end);
      x = end;
    }

  self->n_painted += to - from;
}

static gboolean
same_but_moved (WeirLineImage     *self,
                const WeirLineSet *set,
                gint64            *moved)
{
  const WeirPlot *plot = &set->plot;

  if (self->strips == NULL || self->generation != set->generation
      || self->width != plot->n_columns
      || self->height != (int) round (plot->area.size.height * plot->scale)
      || self->plot.scale != plot->scale || self->plot.column_usec != plot->column_usec
      || self->plot.low != plot->low || self->plot.high != plot->high || self->plot.logarithmic != plot->logarithmic)
    return FALSE;

  *moved = (plot->begin_usec - self->plot.begin_usec) / plot->column_usec;

  /* Backwards, what the line ran on to at the right is no longer known. */
  return *moved >= 0 && *moved < self->width && (plot->begin_usec - self->plot.begin_usec) % plot->column_usec == 0;
}

/* A line to or from a changed column runs on to its neighbours, however far they are. */
static void
widen (const WeirLineSet *set,
       int               *from,
       int               *to)
{
  int first = *from;
  int last = *to;

  for (guint i = 0; i < set->n_lines; i++)
    {
      const WeirLine *line = &set->lines[i];
      int before = weir_line_previous (line, *from);
      int after = weir_line_next (line, *to - 1, set->plot.n_columns);
      int reach = reach_of (line->width_px * set->plot.scale);

      first = MIN (first, MAX (before, 0) - reach);
      last = MAX (last, MIN (after + 1, set->plot.n_columns) + reach);
    }

  *from = MAX (first, 0);
  *to = MIN (last, set->plot.n_columns);
}

static int
widest_reach (const WeirLineSet *set)
{
  int reach = 0;

  for (guint i = 0; i < set->n_lines; i++)
    reach = MAX (reach, reach_of (set->lines[i].width_px * set->plot.scale));

  return reach;
}

static void
start_over (WeirLineImage     *self,
            const WeirLineSet *set)
{
  clear_strips (self);
  self->width = set->plot.n_columns;
  self->height = (int) round (set->plot.area.size.height * set->plot.scale);
  self->n_strips = self->width / STRIP_COLUMNS + 2;
  self->strips = g_new0 (Strip, self->n_strips);
  g_free (self->coverage);
  self->coverage = g_new0 (guint8, self->height);
}

/**
 * weir_line_image_update:
 * @self: an image
 * @set: what it shall show, at least one pixel in size
 * @dirty_from: the first column whose values changed since the last call
 * @dirty_to: where they end; not past @dirty_from if none changed
 *
 * Brings the picture up to date. Columns that came into view are found by this.
 */
void
weir_line_image_update (WeirLineImage     *self,
                        const WeirLineSet *set,
                        int                dirty_from,
                        int                dirty_to)
{
  gint64 moved = 0;

  g_return_if_fail (set->plot.n_columns > 0 && set->plot.area.size.height * set->plot.scale >= 1.0);

  if (same_but_moved (self, set, &moved))
    {
      /* Columns came in at the right; what lies between them and the others that changed is drawn along. */
      if (moved > 0)
        {
          dirty_from = MIN (dirty_from < dirty_to ? dirty_from : self->width, self->width - (int) moved);
          dirty_to = self->width;
        }
    }
  else
    {
      start_over (self, set);
      dirty_from = 0;
      dirty_to = self->width;
    }

  self->plot = set->plot;
  self->generation = set->generation;
  if (dirty_from >= dirty_to)
    return;

  widen (set, &dirty_from, &dirty_to);
  paint (self, set, dirty_from, dirty_to);
  /* At the left edge a bar that has gone out of view has left its side behind. */
  if (moved > 0)
    paint (self, set, 0, MIN (widest_reach (set), dirty_from));
}

/* Where a strip begins, in device pixels from the left edge of what is shown. */
static int
strip_x (WeirLineImage *self,
         const Strip   *strip)
{
  return (int) (strip->number * STRIP_COLUMNS - first_column (&self->plot));
}

static gboolean
is_shown (WeirLineImage *self,
          const Strip   *strip)
{
  return strip->used && strip_x (self, strip) < self->width && strip_x (self, strip) + STRIP_COLUMNS > 0;
}

/*
 * GTK 4.8 turns a memory texture into floats and back before its cairo
 * renderer draws it; a surface is drawn as it is. OpenGL wants textures.
 */
static GskRenderNode *
make_node (WeirLineImage *self,
           Strip         *strip,
           gboolean       textures)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) (STRIP_COLUMNS / self->plot.scale),
                                               (float) (self->height / self->plot.scale));
  GskRenderNode *node;
  cairo_t *cr;

  if (textures)
    {
      int stride = cairo_image_surface_get_stride (strip->surface);
      g_autoptr(GBytes) bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (strip->surface),
                                                            (gsize) stride * self->height,
                                                            (GDestroyNotify) cairo_surface_destroy,
                                                            cairo_surface_reference (strip->surface));
      g_autoptr(GdkTexture) texture = gdk_memory_texture_new (STRIP_COLUMNS, self->height, GDK_MEMORY_DEFAULT, bytes, stride);

      return gsk_texture_node_new (texture, &bounds);
    }

  node = gsk_cairo_node_new (&bounds);
  cr = gsk_cairo_node_get_draw_context (node);
  cairo_scale (cr, 1.0 / self->plot.scale, 1.0 / self->plot.scale);
  cairo_set_source_surface (cr, strip->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);

  return node;
}

/**
 * weir_line_image_snapshot:
 * @self: an image that was updated
 * @snapshot: where it is shown
 * @textures: whether the renderer wants textures
 *
 * Shows the picture. Strips that did not change are the same render nodes as before.
 */
void
weir_line_image_snapshot (WeirLineImage *self,
                          GtkSnapshot   *snapshot,
                          gboolean       textures)
{
  const graphene_rect_t *area = &self->plot.area;

  gtk_snapshot_push_clip (snapshot, area);
  for (guint i = 0; i < self->n_strips; i++)
    {
      Strip *strip = &self->strips[i];

      if (!is_shown (self, strip))
        continue;
      if (strip->node == NULL)
        strip->node = make_node (self, strip, textures);

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (area->origin.x + (float) (strip_x (self, strip) / self->plot.scale),
                                                              area->origin.y));
      gtk_snapshot_append_node (snapshot, strip->node);
      gtk_snapshot_restore (snapshot);
    }
  gtk_snapshot_pop (snapshot);
}

/**
 * weir_line_image_draw:
 * @self: an image that was updated
 * @cr: what to draw on; its unit is the device pixel, its origin the plot's
 *
 * Draws the picture, pixel by pixel.
 */
void
weir_line_image_draw (WeirLineImage *self,
                      cairo_t       *cr)
{
  for (guint i = 0; i < self->n_strips; i++)
    if (is_shown (self, &self->strips[i]))
      {
        cairo_set_source_surface (cr, self->strips[i].surface, strip_x (self, &self->strips[i]), 0);
        cairo_paint (cr);
      }
}
