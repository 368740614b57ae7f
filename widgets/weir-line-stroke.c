#include "config.h"

#include <string.h>

#include "widgets/weir-line-span.h"
#include "widgets/weir-line-stroke.h"

/* Rows that an edge of a stroke may cover in part. */
#define EDGE_ROWS 8

/* What its stroke covers in that column: some rows in part, the solid ones whole, and some in part again. */
typedef struct
{
  int      first;           /* no less than end: nothing */
  int      solid_first;
  int      solid_end;
  int      end;
  gboolean steep;
  guint8   above[EDGE_ROWS];
  guint8   below[EDGE_ROWS];
} Profile;

struct _WeirLineStroke
{
  int      height;      /* device pixels */
  guint8  *coverage;    /* owned; of one column, zero between columns */
  WeirLineSpan *spans;  /* owned, n_profiles */
  Profile *profiles;    /* owned, n_profiles */
  int      n_profiles;
};

/*< private >
 * weir_line_stroke_new:
 * @height: of what is drawn on, in device pixels
 *
 * Returns: (transfer full): what strokes lines there
 */
WeirLineStroke *
weir_line_stroke_new (int height)
{
  WeirLineStroke *self = g_new0 (WeirLineStroke, 1);

  self->height = height;
  self->coverage = g_new0 (guint8, height);

  return self;
}

/*< private >
 * weir_line_stroke_free:
 * @self: (transfer full) (nullable): what strokes lines
 */
void
weir_line_stroke_free (WeirLineStroke *self)
{
  if (self == NULL)
    return;

  g_free (self->coverage);
  g_free (self->spans);
  g_free (self->profiles);
  g_free (self);
}

/* Integral of a ramp that rises from 0 to 1 over @length and stays there. */
static float
ramp_integral (float t,
               float length)
{
  if (t <= 0.0f)
    return 0.0f;

  return t < length ? t * t / (2.0f * length) : t - length / 2.0f;
}

/* How much of row @y is covered between two edges that are ramps of that length. */
static guint8
covered_row (int   y,
             float top,
             float bottom,
             float ramp)
{
  float covered = ramp_integral (y + 1 - top, ramp) - ramp_integral (y - top, ramp)
                  - ramp_integral (y + 1 - (bottom - ramp), ramp) + ramp_integral (y - (bottom - ramp), ramp);

  return (guint8) (CLAMP (covered, 0.0f, 1.0f) * 255.0f + 0.5f);
}

/*
 * What a stroke of @width covers. Its edge across a column is a ramp as long as
 * the line rises there: the exact coverage of a slanted stroke, the convolution
 * of the centre's way with the stroke's height. Most rows of a steep column are
 * solid and cost nothing.
 */
static void
profile_init (Profile    *self,
              const WeirLineSpan *span,
              float       width,
              int         height)
{
  float rise = span->bottom - span->top;
  float half, ramp, top, bottom;

  self->first = self->solid_first = self->solid_end = self->end = 0;
  self->steep = rise > (float) WEIR_LINE_STEEP_PX;
  if (isnan (rise))
    return;

  half = self->steep ? width / 2.0f : width / 2.0f * sqrtf (1.0f + rise * rise);
  ramp = self->steep ? (float) WEIR_LINE_STEEP_RAMP_PX : MAX (rise, 1e-3f);
  top = span->top - half;
  bottom = span->bottom + half;
  self->first = MIN ((int) floorf (MAX (top, 0.0f)), height);
  self->end = CLAMP ((int) ceilf (bottom), self->first, height);
  self->solid_first = CLAMP ((int) ceilf (top + ramp), self->first, self->end);
  self->solid_end = CLAMP ((int) floorf (bottom - ramp), self->solid_first, self->end);

  for (int y = self->first; y < self->solid_first; y++)
    self->above[MIN (y - self->first, EDGE_ROWS - 1)] = covered_row (y, top, bottom, ramp);
  for (int y = self->solid_end; y < self->end; y++)
    self->below[MIN (y - self->solid_end, EDGE_ROWS - 1)] = covered_row (y, top, bottom, ramp);
}

/* The line's own column: nothing else is there yet. */
static void
set_coverage (guint8        *coverage,
              const Profile *profile)
{
  for (int y = profile->first; y < profile->solid_first; y++)
    coverage[y] = profile->above[y - profile->first];
  memset (&coverage[profile->solid_first], 255, profile->solid_end - profile->solid_first);
  for (int y = profile->solid_end; y < profile->end; y++)
    coverage[y] = profile->below[y - profile->solid_end];
}

static void
raise_rows (guint8       *coverage,
            const guint8 *rows,
            int           from,
            int           to,
            guint         weight)
{
  for (int y = from; y < to; y++)
    coverage[y] = MAX (coverage[y], (guint8) ((rows[y - from] * weight + 127) / 255));
}

static void
raise_solid (guint8 *coverage,
             int     from,
             int     to,
             guint8  value)
{
  for (int y = from; y < to; y++)
    coverage[y] = MAX (coverage[y], value);
}

/* The bar of a column beside it reaches in by @weight of 255; where the line's own is solid, that changes nothing. */
static void
raise_coverage (guint8        *coverage,
                const Profile *profile,
                const Profile *own,
                guint          weight)
{
  raise_rows (coverage, profile->above, profile->first, profile->solid_first, weight);
  raise_solid (coverage, profile->solid_first, MIN (profile->solid_end, own->solid_first), (guint8) weight);
  raise_solid (coverage, MAX (profile->solid_first, own->solid_end), profile->solid_end, (guint8) weight);
  raise_rows (coverage, profile->below, profile->solid_end, profile->end, weight);
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
              const guint8 *coverage,
              int           first,
              int           end,
              guint32       color)
{
  gboolean opaque = color >> 24 == 255;

  for (int y = first; y < end; y++)
    {
      guint32 source;

      if (coverage[y] == 255 && opaque)
        {
          pixels[y] = color;
          continue;
        }
      if (coverage[y] == 0)
        continue;

      source = multiply (color, coverage[y]);
      pixels[y] = source + multiply (pixels[y], 255 - (source >> 24));
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

/* Column @x of the stroke, whose profiles begin at @from and end before @to. */
static void
paint_column (WeirLineStroke *self,
              int             x,
              int             from,
              int             to,
              int             reach,
              double          width,
              guint32         color,
              guint32        *pixels)
{
  const Profile *own = &self->profiles[x - from];
  int first = own->first;
  int end = own->end;

  set_coverage (self->coverage, own);
  for (int i = MAX (x - reach, from); i <= MIN (x + reach, to - 1); i++)
    {
      const Profile *profile = &self->profiles[i - from];

      /* A gentle line is as wide as it should be already. */
      if (i == x || !profile->steep)
        continue;
      raise_coverage (self->coverage, profile, own, (guint) (CLAMP (width / 2.0 + 0.5 - ABS (i - x), 0.0, 1.0) * 255.0 + 0.5));
      first = own->first < own->end || first < end ? MIN (first, profile->first) : profile->first;
      end = MAX (end, profile->end);
    }

  if (first < end)
    {
      blend_column (pixels, self->coverage, first, end, color);
      memset (&self->coverage[first], 0, end - first);
    }
}

/*< private >
 * weir_line_stroke_paint:
 * @self: what strokes lines
 * @set: the lines, of whose plot @self has the height
 * @line: one of them
 * @from: the first column
 * @to: where the columns end
 * @pixels: premultiplied ARGB, one column of the height after the other; drawn over
 *
 * Strokes the columns [@from, @to) of a line.
 */
void
weir_line_stroke_paint (WeirLineStroke    *self,
                        const WeirLineSet *set,
                        const WeirLine    *line,
                        int                from,
                        int                to,
                        guint32           *pixels)
{
  int reach = weir_line_span_reach (set, line);
  int profiles_from = MAX (from - reach, 0);
  int profiles_to = MIN (to + reach, set->plot.n_columns);
  guint32 color = premultiplied (&line->color);

  if (self->n_profiles < profiles_to - profiles_from)
    {
      self->n_profiles = profiles_to - profiles_from;
      self->spans = g_renew (WeirLineSpan, self->spans, self->n_profiles);
      self->profiles = g_renew (Profile, self->profiles, self->n_profiles);
    }
  weir_line_span_fill (set, line, self->height, profiles_from, profiles_to, self->spans);
  for (int i = 0; i < profiles_to - profiles_from; i++)
    profile_init (&self->profiles[i], &self->spans[i], (float) (line->width_px * set->plot.scale), self->height);

  for (int x = from; x < to; x++)
    paint_column (self, x, profiles_from, profiles_to, reach, line->width_px * set->plot.scale, color,
                  &pixels[(gsize) (x - from) * self->height]);
}
