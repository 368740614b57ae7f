#include "config.h"

#include "widgets/weir-gl-lines.h"

#include "widgets/weir-gl-stage.h"

struct _WeirGlLines
{
  WeirGlStage *stage;       /* owned, nullable before the first drawing */
  GdkTexture  *texture;     /* owned, nullable: what is shown */
  WeirPlot     plot;        /* what is drawn in it */
  guint        generation;
  GArray      *spans;       /* owned, of WeirLineSpan: memory for the columns of all lines */
  GArray      *strokes;     /* owned, of WeirGlStroke */
  guint64      n_painted;
};

/*< private >
 * weir_gl_lines_new:
 *
 * Returns: (transfer full): a picture with nothing in it
 */
WeirGlLines *
weir_gl_lines_new (void)
{
  WeirGlLines *self = g_new0 (WeirGlLines, 1);

  self->spans = g_array_new (FALSE, FALSE, sizeof (WeirLineSpan));
  self->strokes = g_array_new (FALSE, FALSE, sizeof (WeirGlStroke));

  return self;
}

/*< private >
 * weir_gl_lines_free:
 * @self: (transfer full) (nullable): a picture
 */
void
weir_gl_lines_free (WeirGlLines *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->texture);
  g_clear_object (&self->stage);
  g_array_unref (self->spans);
  g_array_unref (self->strokes);
  g_free (self);
}

/*< private >
 * weir_gl_lines_get_n_painted:
 * @self: a picture
 *
 * Returns: how many columns were drawn since it was made
 */
guint64
weir_gl_lines_get_n_painted (WeirGlLines *self)
{
  return self->n_painted;
}

static int
height_of (const WeirPlot *plot)
{
  return (int) round (plot->area.size.height * plot->scale);
}

static gboolean
is_current (WeirGlLines       *self,
            const WeirLineSet *set)
{
  const WeirPlot *plot = &set->plot;

  return self->texture != NULL && self->generation == set->generation
         && self->plot.n_columns == plot->n_columns && height_of (&self->plot) == height_of (plot)
         && self->plot.begin_usec == plot->begin_usec && self->plot.column_usec == plot->column_usec
         && self->plot.scale == plot->scale
         && self->plot.low == plot->low && self->plot.high == plot->high && self->plot.logarithmic == plot->logarithmic;
}

/* What is no number is no number everywhere but in OpenGL. */
static void
replace_nan (WeirLineSpan *spans,
             int           n)
{
  for (int i = 0; i < n; i++)
    if (isnan (spans[i].top))
      spans[i] = (WeirLineSpan) { 1.0f, 0.0f };
}

static void
find_strokes (WeirGlLines       *self,
              const WeirLineSet *set)
{
  int n_columns = set->plot.n_columns;

  g_array_set_size (self->spans, set->n_lines * (guint) n_columns);
  g_array_set_size (self->strokes, set->n_lines);
  for (guint i = 0; i < set->n_lines; i++)
    {
      const WeirLine *line = &set->lines[i];
      const GdkRGBA *color = &line->color;
      WeirLineSpan *spans = &g_array_index (self->spans, WeirLineSpan, i * (guint) n_columns);

      weir_line_span_fill (set, line, height_of (&set->plot), 0, n_columns, spans);
      replace_nan (spans, n_columns);
      g_array_index (self->strokes, WeirGlStroke, i) = (WeirGlStroke) {
        .color = { color->red * color->alpha, color->green * color->alpha, color->blue * color->alpha, color->alpha },
        .width = (float) (line->width_px * set->plot.scale),
        .reach = weir_line_span_reach (set, line),
      };
    }
}

/*< private >
 * weir_gl_lines_update:
 * @self: a picture
 * @display: where it is shown
 * @set: what it shall show, at least one pixel in size and one line
 * @dirty: whether values of its columns changed since the last call
 *
 * Brings the picture up to date. Unlike the strips it is drawn whole when any
 * of it changes: for a GPU the pixels cost nothing, and the way of the lines
 * through the columns costs the processor some nanoseconds each.
 *
 * Returns: whether it can be shown; if not, the reason was logged, and it never
 *   will be again
 */
gboolean
weir_gl_lines_update (WeirGlLines       *self,
                      GdkDisplay        *display,
                      const WeirLineSet *set,
                      gboolean           dirty)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirGlStage) stage = weir_gl_stage_get (display);
  GdkTexture *texture;

  g_return_val_if_fail (set->plot.n_columns > 0 && height_of (&set->plot) >= 1 && set->n_lines > 0, FALSE);

  if (stage == NULL)
    return FALSE;
  if (!dirty && is_current (self, set))
    {
      self->plot.area = set->plot.area;
      return TRUE;
    }

  find_strokes (self, set);
  texture = weir_gl_stage_draw (stage, set->plot.n_columns, height_of (&set->plot), set->n_lines,
                                (const WeirLineSpan *) self->spans->data, (const WeirGlStroke *) self->strokes->data, &error);
  if (texture == NULL)
    {
      weir_gl_stage_give_up (stage, error);
      return FALSE;
    }

  g_clear_object (&self->texture);
  self->texture = texture;
  g_set_object (&self->stage, stage);
  self->plot = set->plot;
  self->generation = set->generation;
  self->n_painted += (guint64) set->plot.n_columns;

  return TRUE;
}

/*< private >
 * weir_gl_lines_snapshot:
 * @self: a picture that was updated
 * @snapshot: where it is shown
 *
 * Shows the picture.
 */
void
weir_gl_lines_snapshot (WeirGlLines *self,
                        GtkSnapshot *snapshot)
{
  const graphene_point_t *origin = &self->plot.area.origin;
  double scale = self->plot.scale;

  gtk_snapshot_append_texture (snapshot, self->texture,
                               &GRAPHENE_RECT_INIT (origin->x, origin->y,
                                                    (float) (gdk_texture_get_width (self->texture) / scale),
                                                    (float) (gdk_texture_get_height (self->texture) / scale)));
}
