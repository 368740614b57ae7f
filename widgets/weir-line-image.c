#include "config.h"

#include <string.h>

#include "widgets/weir-line-image.h"
#include "widgets/weir-line-span.h"
#include "widgets/weir-line-stroke.h"

/* Columns of one strip: small enough that a new value damages little, wide enough that there are few of them. */
#define STRIP_COLUMNS 64

/* Pixels of a column that fill a line of the cache. */
#define TURNED_ROWS 16

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

  WeirLineStroke *stroke;     /* owned, nullable: draws the lines */
  guint32      *columns;      /* owned: of a strip, one column after the other while they are drawn */
  guint64       n_painted;
};

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
  weir_line_stroke_free (self->stroke);
  g_free (self->columns);
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

/* A new surface with the old one's pixels, as far as they stay: the old one may be in a frame that is still shown. */
static void
renew_strip (WeirLineImage *self,
             Strip         *strip,
             gint64         number,
             gboolean       keep)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, STRIP_COLUMNS, self->height);

  if (keep && strip->used && strip->number == number)
    memcpy (cairo_image_surface_get_data (surface), cairo_image_surface_get_data (strip->surface),
            (gsize) cairo_image_surface_get_stride (surface) * self->height);

  strip_clear (strip);
  strip->surface = surface;
  strip->number = number;
  strip->used = TRUE;
}

/* From columns of pixels to rows of them, by blocks: else each pixel would be a line of the cache. */
static void
turn_columns (const guint32 *columns,
              int            n_columns,
              int            height,
              guint32       *rows,
              int            stride)
{
  for (int top = 0; top < height; top += TURNED_ROWS)
    for (int x = 0; x < n_columns; x++)
      for (int y = top; y < MIN (top + TURNED_ROWS, height); y++)
        rows[(gsize) y * stride + x] = columns[(gsize) x * height + y];
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

  memset (self->columns, 0, (gsize) (to - from) * self->height * sizeof (guint32));
  for (guint i = 0; i < set->n_lines; i++)
    weir_line_stroke_paint (self->stroke, set, &set->lines[i], from, to, self->columns);

  cairo_surface_flush (strip->surface);
  turn_columns (self->columns, to - from, self->height, pixels, stride);
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

      renew_strip (self, strip_at (self, number), number, end - x < STRIP_COLUMNS);
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

  return ABS (*moved) < self->width && (plot->begin_usec - self->plot.begin_usec) % plot->column_usec == 0;
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
      int reach = weir_line_span_reach (set, line);

      first = MIN (first, MAX (before, 0) - reach);
      last = MAX (last, MIN (after + 1, set->plot.n_columns) + reach);
    }

  *from = MAX (first, 0);
  *to = MIN (last, set->plot.n_columns);
}

/* The first column, counted from the left edge, from which on a line runs to what is no longer in view at the right. */
static int
last_known (const WeirLineSet *set)
{
  int column = set->plot.n_columns;

  for (guint i = 0; i < set->n_lines; i++)
    column = MIN (column, MAX (weir_line_previous (&set->lines[i], set->plot.n_columns), 0));

  return column;
}

static int
widest_reach (const WeirLineSet *set)
{
  int reach = 0;

  for (guint i = 0; i < set->n_lines; i++)
    reach = MAX (reach, weir_line_span_reach (set, &set->lines[i]));

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
  weir_line_stroke_free (self->stroke);
  self->stroke = weir_line_stroke_new (self->height);
  self->columns = g_renew (guint32, self->columns, (gsize) STRIP_COLUMNS * self->height);
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
      else if (moved < 0)
        {
          dirty_to = MAX (dirty_from < dirty_to ? dirty_to : 0, (int) -moved);
          dirty_from = 0;
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
  /* And at the right one the line no longer runs on. */
  if (moved < 0)
    paint (self, set, MAX (last_known (set) - widest_reach (set), dirty_to), self->width);
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
