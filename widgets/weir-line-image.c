#include "config.h"

#include <string.h>

#include "widgets/weir-line-image.h"

/* No such column. */
#define NOWHERE G_MININT

/* Steeper than this many pixels a column, a line is drawn as a solid bar. */
#define STEEP_PX 2.0

struct _WeirLineImage
{
  GBytes     *pixels;         /* owned; premultiplied ARGB, as cairo has it */
  GdkTexture *texture;        /* owned; shows pixels */
  int         width;          /* device pixels */
  int         height;
  WeirPlot    plot;           /* what is drawn in it */
  guint       generation;

  guint8     *coverage;       /* owned; of one column of one line */
  guint64     n_painted;
};

/* What a line covers in one column: its centre runs from top to bottom; NaN where there is no line. */
typedef struct
{
  double top;
  double bottom;
} Span;

WeirLineImage *
weir_line_image_new (void)
{
  return g_new0 (WeirLineImage, 1);
}

void
weir_line_image_free (WeirLineImage *self)
{
  g_clear_pointer (&self->pixels, g_bytes_unref);
  g_clear_object (&self->texture);
  g_free (self->coverage);
  g_free (self);
}

/* How many columns have been drawn since the image was made: what its work is counted in. */
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
  double y = (set->plot.high - weir_line_value (line, value)) / (set->plot.high - set->plot.low) * height;

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

      if (left != NOWHERE && !weir_line_set_joins (set, left, filled ? x : MAX (right, x)))
        left = NOWHERE;
      if (right != NOWHERE && !weir_line_set_joins (set, filled || left == NOWHERE ? x : left, right))
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
          blend_column (&pixels[x], self->width, self->coverage, first, end, color);
          memset (&self->coverage[first], 0, end - first);
        }
    }
}

static void
paint (WeirLineImage     *self,
       guint32           *pixels,
       const WeirLineSet *set,
       int                from,
       int                to)
{
  for (int y = 0; y < self->height; y++)
    memset (&pixels[(gsize) y * self->width + from], 0, (to - from) * sizeof (guint32));

  for (guint i = 0; i < set->n_lines; i++)
    paint_line (self, pixels, set, &set->lines[i], from, to);

  self->n_painted += to - from;
}

/* The old picture, moved @by columns to the left. */
static guint32 *
moved_pixels (WeirLineImage *self,
              gint64         by)
{
  gsize n_bytes;
  const guint32 *old = g_bytes_get_data (self->pixels, &n_bytes);
  guint32 *pixels = g_malloc (n_bytes);

  for (int y = 0; y < self->height; y++)
    memcpy (&pixels[(gsize) y * self->width], &old[(gsize) y * self->width + by],
            (self->width - by) * sizeof (guint32));

  return pixels;
}

static gboolean
same_but_moved (WeirLineImage     *self,
                const WeirLineSet *set,
                gint64            *moved)
{
  const WeirPlot *plot = &set->plot;

  if (self->pixels == NULL || self->generation != set->generation
      || self->width != plot->n_columns
      || self->height != (int) round (plot->area.size.height * plot->scale)
      || self->plot.scale != plot->scale || self->plot.column_usec != plot->column_usec
      || self->plot.low != plot->low || self->plot.high != plot->high)
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
  self->width = set->plot.n_columns;
  self->height = (int) round (set->plot.area.size.height * set->plot.scale);
  g_free (self->coverage);
  self->coverage = g_new0 (guint8, self->height);
}

static void
take_pixels (WeirLineImage *self,
             guint32       *pixels)
{
  g_clear_pointer (&self->pixels, g_bytes_unref);
  g_clear_object (&self->texture);
  self->pixels = g_bytes_new_take (pixels, (gsize) self->width * self->height * sizeof (guint32));
  self->texture = gdk_memory_texture_new (self->width, self->height, GDK_MEMORY_DEFAULT, self->pixels,
                                          self->width * sizeof (guint32));
}

/**
 * weir_line_image_render:
 * @self: an image
 * @set: what it shall show, at least one pixel in size
 * @dirty_from: the first column whose values changed since the last call
 * @dirty_to: where they end; not past @dirty_from if none changed
 *
 * Brings the picture up to date. Columns that came into view are found by this.
 *
 * Returns: (transfer none): the picture, the same object if nothing changed
 */
GdkTexture *
weir_line_image_render (WeirLineImage     *self,
                        const WeirLineSet *set,
                        int                dirty_from,
                        int                dirty_to)
{
  guint32 *pixels;
  gint64 moved = 0;

  g_return_val_if_fail (set->plot.n_columns > 0 && set->plot.area.size.height * set->plot.scale >= 1.0, NULL);

  if (same_but_moved (self, set, &moved))
    {
      if (moved == 0 && dirty_from >= dirty_to)
        return self->texture;

      /* Columns came in at the right; what lies between them and the others that changed is drawn along. */
      if (moved > 0)
        {
          dirty_from = MIN (dirty_from < dirty_to ? dirty_from : self->width, self->width - (int) moved);
          dirty_to = self->width;
        }
      pixels = moved_pixels (self, moved);
    }
  else
    {
      start_over (self, set);
      pixels = g_new (guint32, (gsize) self->width * self->height);
      dirty_from = 0;
      dirty_to = self->width;
    }

  widen (set, &dirty_from, &dirty_to);
  paint (self, pixels, set, dirty_from, dirty_to);
  /* At the left edge a bar that has gone out of view has left its side behind. */
  if (moved > 0)
    paint (self, pixels, set, 0, MIN (widest_reach (set), dirty_from));
  self->plot = set->plot;
  self->generation = set->generation;
  take_pixels (self, pixels);

  return self->texture;
}
