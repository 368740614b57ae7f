#include "config.h"

#include "widgets/weir-density-chart.h"

#include <glib/gi18n-lib.h>

#include "widgets/weir-chart-private.h"
#include "widgets/weir-format.h"

/* Of a frame, for counting; the rest is counted in the next ones. */
#define COUNT_USEC  4000
/* Counts of a column that fill a line of the cache. */
#define TURNED_ROWS 16
/* The line nearest to the pointer is pulled out if it is no further away. */
#define NEAR_PX     10.0
#define PULLED_PX   2.0
#define CHOSEN_PX   1.5

struct _WeirDensityChart
{
  WeirChart        parent_instance;

  WeirDensity     *density;         /* borrowed, nullable: nothing is shown */
  gint64           window_usec;
  GStrv            chosen;          /* owned */
  guint            pulled;          /* a line; WEIR_DENSITY_NO_LINE: none */
  gboolean         by_key;          /* the arrows pulled it out: it stays until the pointer moves */
  double           pointer_x;       /* where it was when they did */
  double           pointer_y;

  cairo_surface_t *surface;         /* owned, nullable: the picture of the counts */
  guint            generation;      /* of the counts in it */
  guint            style;           /* of the chart, when it was drawn */
  guint            largest;         /* count in it */
  guint            tick_id;         /* while counting goes on; 0: it does not */
};

enum
{
  SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirDensityChart, weir_density_chart, WEIR_TYPE_CHART)

static gboolean
weir_density_chart_update (WeirChart      *chart,
                           const WeirPlot *plot,
                           double         *low,
                           double         *high)
{
  WeirDensityChart *self = WEIR_DENSITY_CHART (chart);

  return self->density != NULL
         && weir_density_get_extent (self->density, plot->begin_usec, weir_plot_end (plot), low, high);
}

static gboolean
on_tick (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  gtk_widget_queue_draw (widget);

  return G_SOURCE_CONTINUE;
}

/* A frame gives it a little time; a file all that it needs. */
static void
count (WeirDensityChart *self,
       WeirPainter      *painter,
       const WeirPlot   *plot)
{
  const WeirDensityGrid grid = {
    .begin_usec = plot->begin_usec, .column_usec = plot->column_usec, .n_columns = (guint) plot->n_columns,
    .n_rows = (guint) MAX (plot->area.size.height * plot->scale, 1.0), .low = plot->low, .high = plot->high,
    .logarithmic = plot->logarithmic,
  };
  gboolean complete;

  weir_density_set_grid (self->density, &grid);
  complete = weir_density_count (self->density, painter->screen ? g_get_monotonic_time () + COUNT_USEC : G_MAXINT64);

  if (!complete && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
  if (complete && self->tick_id != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
      self->tick_id = 0;
    }
}

/* The colour of each count, so that no pixel needs a logarithm. (transfer full) */
static guint32 *
make_colors (WeirDensityChart *self)
{
  const WeirPalette *palette = weir_chart_get_palette (WEIR_CHART (self));
  guint32 *colors = g_new0 (guint32, self->largest + 1);

  for (guint i = 1; i <= self->largest; i++)
    {
      GdkRGBA color = weir_palette_ramp (palette, self->largest > 1 ? 0.15 + 0.85 * log (i) / log (self->largest) : 0.6);

      colors[i] = weir_palette_pixel (&color);
    }

  return colors;
}

static void
fill_surface (WeirDensityChart *self,
              int               n_columns,
              int               n_rows)
{
  g_autofree guint32 *counts = g_new (guint32, (gsize) n_columns * n_rows);
  g_autofree guint32 *colors = NULL;
  guint32 *pixels = (guint32 *) cairo_image_surface_get_data (self->surface);
  int stride = cairo_image_surface_get_stride (self->surface) / (int) sizeof (guint32);

  self->largest = 0;
  for (int x = 0; x < n_columns; x++)
    self->largest = MAX (self->largest, weir_density_get_column (self->density, (guint) x, &counts[(gsize) x * n_rows]));
  colors = make_colors (self);

  /* From columns to rows by blocks: else each pixel would be a line of the cache. */
  for (int top = 0; top < n_rows && pixels != NULL; top += TURNED_ROWS)
    for (int x = 0; x < n_columns; x++)
      for (int y = top; y < MIN (top + TURNED_ROWS, n_rows); y++)
        pixels[(gsize) y * stride + x] = colors[counts[(gsize) x * n_rows + y]];
  cairo_surface_mark_dirty (self->surface);
}

/* What is in a frame that is still shown is never changed: a new picture is a new surface. */
static void
ensure_surface (WeirDensityChart *self,
                const WeirPlot   *plot)
{
  guint style = weir_chart_get_generation (WEIR_CHART (self));
  int n_rows = (int) MAX (plot->area.size.height * plot->scale, 1.0);

  if (self->surface != NULL && self->generation == weir_density_get_generation (self->density) && self->style == style
      && cairo_image_surface_get_width (self->surface) == plot->n_columns
      && cairo_image_surface_get_height (self->surface) == n_rows)
    return;

  g_clear_pointer (&self->surface, cairo_surface_destroy);
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, plot->n_columns, n_rows);
  self->generation = weir_density_get_generation (self->density);
  self->style = style;
  fill_surface (self, plot->n_columns, n_rows);
}

static void
paint_counts (WeirDensityChart *self,
              WeirPainter      *painter,
              const WeirPlot   *plot)
{
  const graphene_rect_t *area = &plot->area;
  cairo_t *cr = weir_painter_begin (painter, area->origin.x, area->origin.y, area->size.width, area->size.height);

  cairo_rectangle (cr, area->origin.x, area->origin.y, area->size.width, area->size.height);
  cairo_clip (cr);
  cairo_translate (cr, area->origin.x, area->origin.y);
  cairo_scale (cr, 1.0 / plot->scale, 1.0 / plot->scale);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  weir_painter_end (painter, cr);
}

static void
paint_line (WeirDensityChart *self,
            WeirPainter      *painter,
            const WeirPlot   *plot,
            guint             line,
            double            width_px,
            const GdkRGBA    *color)
{
  guint n_points;
  const WeirDensityPoint *points = weir_density_get_points (self->density, line, &n_points);
  g_autoptr(GArray) path = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));

  for (guint i = 0; i < n_points; i++)
    {
      graphene_point_t point = GRAPHENE_POINT_INIT ((float) weir_plot_x (plot, points[i].time_usec), (float) weir_plot_y (plot, points[i].value));
      gboolean joined = i == 0 || !isnan (weir_density_value_at (self->density, line, (points[i - 1].time_usec + points[i].time_usec) / 2));

      if (!joined)
        g_array_append_val (path, ((const graphene_point_t[]) { GRAPHENE_POINT_INIT (point.x, NAN) })[0]);
      g_array_append_val (path, point);
    }
  if (path->len > 0)
    weir_painter_path (painter, plot, (const graphene_point_t *) path->data, path->len, width_px, color);
}

static guint
find_name (WeirDensityChart *self,
           const char       *name)
{
  for (guint i = 0; i < weir_density_get_n_lines (self->density); i++)
    if (g_str_equal (weir_density_get_name (self->density, i), name))
      return i;

  return WEIR_DENSITY_NO_LINE;
}

static void
paint_chosen (WeirDensityChart *self,
              WeirPainter      *painter,
              const WeirPlot   *plot)
{
  const WeirPalette *palette = weir_chart_get_palette (WEIR_CHART (self));

  for (guint i = 0; self->chosen[i] != NULL; i++)
    {
      guint line = find_name (self, self->chosen[i]);

      /* The first series' colour is that of the crowd. */
      if (line != WEIR_DENSITY_NO_LINE)
        paint_line (self, painter, plot, line, CHOSEN_PX, weir_palette_series (palette, 1 + i % (WEIR_N_SERIES_COLORS - 1)));
    }
}

/* Nearest to the pointer, by height. */
static guint
find_nearest (WeirDensityChart *self,
              const WeirPlot   *plot,
              gint64            time_usec,
              double            y)
{
  guint nearest = WEIR_DENSITY_NO_LINE;
  double least = NEAR_PX;

  for (guint i = 0; i < weir_density_get_n_lines (self->density); i++)
    {
      double value = weir_density_value_at (self->density, i, time_usec);
      double distance = isnan (value) ? INFINITY : fabs (weir_plot_y (plot, value) - y);

      if (distance < least)
        {
          least = distance;
          nearest = i;
        }
    }

  return nearest;
}

/* Under the pointer, or where the arrows went; nothing without a crosshair. */
static void
pull_out (WeirDensityChart *self,
          const WeirPlot   *plot)
{
  WeirChartPrivate *priv = weir_chart_get_private (WEIR_CHART (self));
  gint64 time_usec = weir_time_range_get_crosshair (priv->range);
  const graphene_rect_t *area = &plot->area;

  if (self->by_key && time_usec != WEIR_TIME_RANGE_NO_TIME && priv->pointer_x == self->pointer_x && priv->pointer_y == self->pointer_y
      && self->pulled < weir_density_get_n_lines (self->density))
    return;

  self->by_key = FALSE;
  self->pulled = WEIR_DENSITY_NO_LINE;
  if (time_usec != WEIR_TIME_RANGE_NO_TIME && priv->pointer_y >= area->origin.y && priv->pointer_y < area->origin.y + area->size.height)
    self->pulled = find_nearest (self, plot, time_usec, priv->pointer_y);
}

static void
paint_legend (WeirDensityChart *self,
              WeirPainter      *painter,
              const WeirPlot   *plot)
{
  g_autofree char *low = weir_format_number (1.0, 0);
  g_autofree char *number = weir_format_number (self->largest, 0);
  /* Translators: the end of a scale of colours: so many lines pass through a pixel */
  g_autofree char *high = g_strdup_printf (ngettext ("%s line", "%s lines", self->largest), number);

  if (self->largest > 0)
    weir_chart_paint_ramp (WEIR_CHART (self), painter, plot, low, high);
}

static void
weir_density_chart_paint (WeirChart      *chart,
                          WeirPainter    *painter,
                          const WeirPlot *plot)
{
  WeirDensityChart *self = WEIR_DENSITY_CHART (chart);

  count (self, painter, plot);
  ensure_surface (self, plot);
  paint_counts (self, painter, plot);
  paint_chosen (self, painter, plot);
  paint_legend (self, painter, plot);
  if (!painter->screen)
    return;

  pull_out (self, plot);
  if (self->pulled != WEIR_DENSITY_NO_LINE)
    paint_line (self, painter, plot, self->pulled, PULLED_PX, &weir_chart_get_palette (chart)->text);
}

static void
weir_density_chart_paint_labels (WeirChart      *chart,
                                 WeirPainter    *painter,
                                 const WeirPlot *plot,
                                 double          x)
{
}

static const char *
shown_name (WeirDensityChart *self,
            guint             line)
{
  const char *name = weir_density_get_name (self->density, line);

  return *name != '\0' ? name : _("(no key)");
}

static void
add_row (WeirDensityChart *self,
         GArray           *rows,
         guint             line,
         gint64            time_usec,
         const GdkRGBA    *color)
{
  double value = weir_density_value_at (self->density, line, time_usec);
  const WeirReadOutRow row = {
    .name = g_strdup (shown_name (self, line)),
    .value = weir_chart_format_value (WEIR_CHART (self), value, WEIR_VALUE_WITH_UNIT),
    .color = *color,
    .colored = TRUE,
  };

  g_array_append_val (rows, row);
}

/* How many lines run at that time. */
static void
add_number (WeirDensityChart *self,
            GArray           *rows,
            gint64            time_usec)
{
  guint n = 0;

  for (guint i = 0; i < weir_density_get_n_lines (self->density); i++)
    n += !isnan (weir_density_value_at (self->density, i, time_usec));

  const WeirReadOutRow row = { .name = g_strdup (_("all lines")), .value = weir_format_number (n, 0) };

  g_array_append_val (rows, row);
}

/* Whether the line runs there. */
static gboolean
runs_at (WeirDensityChart *self,
         guint             line,
         gint64            time_usec)
{
  return line != WEIR_DENSITY_NO_LINE && !isnan (weir_density_value_at (self->density, line, time_usec));
}

static char *
weir_density_chart_read_out (WeirChart      *chart,
                             const WeirPlot *plot,
                             gint64          time_usec,
                             GArray         *rows)
{
  WeirDensityChart *self = WEIR_DENSITY_CHART (chart);
  const WeirPalette *palette = weir_chart_get_palette (chart);

  if (runs_at (self, self->pulled, time_usec))
    add_row (self, rows, self->pulled, time_usec, &palette->text);
  for (guint i = 0; self->chosen[i] != NULL; i++)
    {
      guint line = find_name (self, self->chosen[i]);

      if (line != self->pulled && runs_at (self, line, time_usec))
        add_row (self, rows, line, time_usec, weir_palette_series (palette, 1 + i % (WEIR_N_SERIES_COLORS - 1)));
    }

  add_number (self, rows, time_usec);

  return weir_format_clock (time_usec, weir_time_range_get_zone (weir_chart_get_time_range (chart)),
                            MIN (plot->column_usec, (gint64) G_USEC_PER_SEC));
}

static char *
weir_density_chart_describe (WeirChart *chart)
{
  WeirDensityChart *self = WEIR_DENSITY_CHART (chart);
  guint n = self->density != NULL ? weir_density_get_n_lines (self->density) : 0;

  return g_strdup_printf (ngettext ("%u line", "%u lines", n), n);
}

static gint64
weir_density_chart_step_usec (WeirChart      *chart,
                              const WeirPlot *plot)
{
  return MAX (WEIR_DENSITY_CHART (chart)->window_usec, plot->column_usec);
}

static void
emit_selected (WeirDensityChart *self,
               GArray           *lines)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < MIN (lines->len, WEIR_DENSITY_MAX_CHOSEN); i++)
    g_ptr_array_add (names, (gpointer) weir_density_get_name (self->density, g_array_index (lines, guint, i)));
  g_ptr_array_add (names, NULL);
  g_signal_emit (self, signals[SELECTED], 0, names->pdata);
}

static void
weir_density_chart_select_box (WeirChart             *chart,
                               const graphene_rect_t *box)
{
  WeirDensityChart *self = WEIR_DENSITY_CHART (chart);
  const WeirPlot *plot = weir_chart_get_plot (chart);
  g_autoptr(GArray) lines = g_array_new (FALSE, FALSE, sizeof (guint));

  if (self->density == NULL || plot->n_columns == 0)
    return;

  weir_density_find_crossing (self->density, weir_plot_time (plot, box->origin.x), weir_plot_time (plot, box->origin.x + box->size.width),
                              weir_plot_value (plot, box->origin.y + box->size.height), weir_plot_value (plot, box->origin.y), lines);
  if (lines->len > 0)
    emit_selected (self, lines);
}

/* The next line above or below the one pulled out, at the crosshair; the middle one to begin with. */
static guint
find_neighbour (WeirDensityChart *self,
                gint64            time_usec,
                gboolean          up)
{
  double here = self->pulled != WEIR_DENSITY_NO_LINE ? weir_density_value_at (self->density, self->pulled, time_usec) : NAN;
  guint found = WEIR_DENSITY_NO_LINE;
  double best = NAN;

  for (guint i = 0; i < weir_density_get_n_lines (self->density); i++)
    {
      double value = weir_density_value_at (self->density, i, time_usec);

      if (isnan (value) || i == self->pulled)
        continue;
      /* Of equal ones by number, so that none is passed over. */
      if (!isnan (here) && (up ? value < here || (value == here && i < self->pulled) : value > here || (value == here && i > self->pulled)))
        continue;
      if (isnan (best) || (up ? value < best : value > best))
        {
          best = value;
          found = i;
        }
    }

  return found;
}

static void
step_line (WeirDensityChart *self,
           gboolean          up)
{
  WeirChartPrivate *priv = weir_chart_get_private (WEIR_CHART (self));
  gint64 time_usec = weir_time_range_get_crosshair (priv->range);
  g_autofree char *value = NULL;
  g_autofree char *words = NULL;
  guint line;

  if (time_usec == WEIR_TIME_RANGE_NO_TIME)
    time_usec = priv->plot.begin_usec + priv->plot.n_columns / 2 * priv->plot.column_usec;
  weir_time_range_set_crosshair (priv->range, time_usec);
  line = find_neighbour (self, time_usec, up);
  if (line == WEIR_DENSITY_NO_LINE)
    return;

  self->pulled = line;
  self->by_key = TRUE;
  self->pointer_x = priv->pointer_x;
  self->pointer_y = priv->pointer_y;
  value = weir_chart_format_value (WEIR_CHART (self), weir_density_value_at (self->density, line, time_usec), WEIR_VALUE_WITH_UNIT);
  words = g_strdup_printf ("%s: %s", shown_name (self, line), value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Puts the line that is pulled out among the chosen ones, or takes it from them. */
static void
toggle_pulled (WeirDensityChart *self)
{
  const char *name = weir_density_chart_get_pulled (self);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  if (name == NULL)
    return;

  for (guint i = 0; self->chosen[i] != NULL; i++)
    if (!g_str_equal (self->chosen[i], name))
      g_ptr_array_add (names, self->chosen[i]);
  if (!g_strv_contains ((const char *const *) self->chosen, name))
    g_ptr_array_add (names, (gpointer) name);
  g_ptr_array_add (names, NULL);
  g_signal_emit (self, signals[SELECTED], 0, names->pdata);
}

static gboolean
weir_density_chart_press_key (WeirChart *chart,
                              guint      keyval)
{
  WeirDensityChart *self = WEIR_DENSITY_CHART (chart);

  if (self->density == NULL)
    return FALSE;

  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_Up:
      step_line (self, TRUE);
      return TRUE;
    case GDK_KEY_Down:
      step_line (self, FALSE);
      return TRUE;
    case GDK_KEY_k:
      toggle_pulled (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
weir_density_chart_finalize (GObject *object)
{
  WeirDensityChart *self = WEIR_DENSITY_CHART (object);

  g_strfreev (self->chosen);
  g_clear_pointer (&self->surface, cairo_surface_destroy);

  G_OBJECT_CLASS (weir_density_chart_parent_class)->finalize (object);
}

static void
weir_density_chart_class_init (WeirDensityChartClass *klass)
{
  WeirChartClass *chart_class = WEIR_CHART_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = weir_density_chart_finalize;
  chart_class->update = weir_density_chart_update;
  chart_class->paint = weir_density_chart_paint;
  chart_class->paint_labels = weir_density_chart_paint_labels;
  chart_class->read_out = weir_density_chart_read_out;
  chart_class->describe = weir_density_chart_describe;
  chart_class->step_usec = weir_density_chart_step_usec;
  chart_class->select_box = weir_density_chart_select_box;
  chart_class->press_key = weir_density_chart_press_key;

  /**
   * WeirDensityChart::selected:
   * @self: the chart
   * @names: (type GStrv): the lines that were chosen, at most %WEIR_DENSITY_MAX_CHOSEN
   *
   * A person drew a box with Ctrl and Shift, or pressed K.
   */
  signals[SELECTED] = g_signal_new ("selected", WEIR_TYPE_DENSITY_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRV);
}

static void
weir_density_chart_init (WeirDensityChart *self)
{
  self->chosen = g_new0 (char *, 1);
  self->pulled = WEIR_DENSITY_NO_LINE;
  gtk_widget_add_css_class (GTK_WIDGET (self), "density");
}

/**
 * weir_density_chart_new:
 *
 * Returns: (transfer floating): an empty chart
 */
GtkWidget *
weir_density_chart_new (void)
{
  return g_object_new (WEIR_TYPE_DENSITY_CHART, NULL);
}

/**
 * weir_density_chart_set_density:
 * @self: a chart
 * @density: (nullable): the lines; must outlive the chart, or be taken away with %NULL
 * @window_usec: how far apart their points are, for the arrow keys
 *
 * Shows these lines. Call it again when they have changed.
 */
void
weir_density_chart_set_density (WeirDensityChart *self,
                                WeirDensity      *density,
                                gint64            window_usec)
{
  g_return_if_fail (WEIR_IS_DENSITY_CHART (self));

  if (density == NULL && self->tick_id != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
      self->tick_id = 0;
    }
  self->density = density;
  self->window_usec = window_usec;
  if (density == NULL || self->pulled >= weir_density_get_n_lines (density))
    self->pulled = WEIR_DENSITY_NO_LINE;
  weir_chart_data_changed (WEIR_CHART (self));
}

/**
 * weir_density_chart_set_chosen:
 * @self: a chart
 * @names: (array zero-terminated=1): lines that stand in front
 */
void
weir_density_chart_set_chosen (WeirDensityChart  *self,
                               const char *const *names)
{
  g_return_if_fail (WEIR_IS_DENSITY_CHART (self) && names != NULL);

  g_strfreev (self->chosen);
  self->chosen = g_strdupv ((char **) names);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * weir_density_chart_get_pulled:
 * @self: a chart
 *
 * Returns: (transfer none) (nullable): the name of the line that is pulled out
 */
const char *
weir_density_chart_get_pulled (WeirDensityChart *self)
{
  g_return_val_if_fail (WEIR_IS_DENSITY_CHART (self), NULL);

  if (self->density == NULL || self->pulled >= weir_density_get_n_lines (self->density))
    return NULL;

  return weir_density_get_name (self->density, self->pulled);
}
