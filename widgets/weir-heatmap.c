#include "config.h"

#include <glib/gi18n-lib.h>

#include "widgets/weir-format.h"
#include "widgets/weir-heatmap.h"

#define CELL_PX      4       /* width of a cell */
#define MAX_NAME     18

typedef struct
{
  WeirHeatmap *map;         /* borrowed: the map owns this */
  WeirSeries  *series;      /* owned */
  char        *name;        /* owned */
  gulong       changed_id;
  WeirColumn  *cells;       /* owned, n_cells of the map's */
} Row;

struct _WeirHeatmap
{
  WeirChart  parent_instance;

  GPtrArray *rows;          /* owned, of Row */
  GtkAdjustment *adjustment; /* owned: which of them are shown */
  guint      first;         /* of those shown */
  guint      n_shown;
  guint      adjust_source;
  int        n_cells;
  double     low;           /* of what is shown: the ends of the colour scale */
  double     high;
};

G_DEFINE_FINAL_TYPE (WeirHeatmap, weir_heatmap, WEIR_TYPE_CHART)

static void
row_free (gpointer data)
{
  Row *row = data;

  g_signal_handler_disconnect (row->series, row->changed_id);
  g_object_unref (row->series);
  g_free (row->name);
  g_free (row->cells);
  g_free (row);
}

/* Of those shown. */
static Row *
row_at (WeirHeatmap *self,
        guint        i)
{
  return g_ptr_array_index (self->rows, self->first + i);
}

/* Rows are as high as their names, at least: so many of them fit. */
static void
choose_rows (WeirHeatmap    *self,
             const WeirPlot *plot)
{
  int height_px = MAX (weir_text_height (weir_chart_get_text (WEIR_CHART (self)), WEIR_TEXT_SMALL), 1);
  guint n_fit = MAX (1, (guint) (plot->area.size.height / height_px));

  self->n_shown = MIN (n_fit, self->rows->len);
  self->first = MIN ((guint) gtk_adjustment_get_value (self->adjustment), self->rows->len - self->n_shown);
}

/* Not while it is being drawn: who shows the adjustment draws, too. */
static gboolean
on_rows_counted (gpointer user_data)
{
  WeirHeatmap *self = user_data;

  self->adjust_source = 0;
  gtk_adjustment_configure (self->adjustment, self->first, 0, self->rows->len, 1, MAX (self->n_shown, 2) - 1, self->n_shown);

  return G_SOURCE_REMOVE;
}

static void
tell_rows (WeirHeatmap *self)
{
  if ((guint) gtk_adjustment_get_upper (self->adjustment) == self->rows->len
      && (guint) gtk_adjustment_get_page_size (self->adjustment) == self->n_shown)
    return;

  if (self->adjust_source == 0)
    self->adjust_source = g_idle_add (on_rows_counted, self);
}

static void
on_series_changed (WeirSeries *series,
                   gint64      from_usec,
                   gint64      to_usec,
                   Row        *row)
{
  const WeirPlot *plot = weir_chart_get_plot (WEIR_CHART (row->map));

  if (plot->n_columns == 0 || (from_usec < weir_plot_end (plot) && to_usec > plot->begin_usec))
    weir_chart_data_changed (WEIR_CHART (row->map));
}

static gboolean
weir_heatmap_update (WeirChart      *chart,
                     const WeirPlot *plot,
                     double         *low,
                     double         *high)
{
  WeirHeatmap *self = WEIR_HEATMAP (chart);

  choose_rows (self, plot);
  tell_rows (self);
  self->n_cells = MAX (1, (int) (plot->area.size.width / CELL_PX));
  self->low = INFINITY;
  self->high = -INFINITY;

  for (guint i = 0; i < self->n_shown; i++)
    {
      Row *row = row_at (self, i);

      row->cells = g_renew (WeirColumn, row->cells, self->n_cells);
      weir_series_decimate (row->series, plot->begin_usec, weir_plot_end (plot), row->cells, self->n_cells);
      for (int x = 0; x < self->n_cells; x++)
        {
          self->low = fmin (self->low, row->cells[x].max);
          self->high = fmax (self->high, row->cells[x].max);
        }
    }

  /* The chart's scale counts rows; the values have their own, in colour. */
  *low = 0.0;
  *high = self->n_shown;

  return self->low <= self->high;
}

static double
share_of (WeirHeatmap *self,
          double       value)
{
  return self->high > self->low ? (value - self->low) / (self->high - self->low) : 0.5;
}

/* A pixel a cell; enlarged when it is painted. */
static cairo_surface_t *
make_cells (WeirHeatmap *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->n_cells, (int) self->n_shown);
  guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const WeirPalette *palette = weir_chart_get_palette (WEIR_CHART (self));

  for (guint i = 0; i < self->n_shown && data != NULL; i++)
    for (int x = 0; x < self->n_cells; x++)
      {
        const WeirColumn *cell = &row_at (self, i)->cells[x];
        GdkRGBA color = weir_palette_ramp (palette, share_of (self, cell->max));

        ((guint32 *) (data + (gsize) i * stride))[x] = cell->count > 0 ? weir_palette_pixel (&color) : 0;
      }
  cairo_surface_mark_dirty (surface);

  return surface;
}

static double
row_y (WeirHeatmap    *self,
       const WeirPlot *plot,
       guint           i)
{
  return weir_plot_snap (plot, plot->area.origin.y + plot->area.size.height * i / self->n_shown);
}

static void
paint_cells (WeirHeatmap    *self,
             WeirPainter    *painter,
             const WeirPlot *plot)
{
  const graphene_rect_t *area = &plot->area;
  cairo_surface_t *cells = make_cells (self);
  cairo_t *cr = weir_painter_begin (painter, area->origin.x, area->origin.y, area->size.width, area->size.height);

  cairo_rectangle (cr, area->origin.x, area->origin.y, area->size.width, area->size.height);
  cairo_clip (cr);
  cairo_translate (cr, area->origin.x, area->origin.y);
  cairo_scale (cr, area->size.width / self->n_cells, area->size.height / self->n_shown);
  cairo_set_source_surface (cr, cells, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  weir_painter_end (painter, cr);
  cairo_surface_destroy (cells);

  /* A hairline of the card between the rows. */
  for (guint i = 1; i < self->n_shown && area->size.height / self->n_shown > 6; i++)
    weir_painter_fill (painter, area->origin.x, row_y (self, plot, i), area->size.width, 1,
                       &weir_chart_get_palette (WEIR_CHART (self))->card);
}

/* The scale of colours with its ends, in the header at the right. */
static void
paint_legend (WeirHeatmap    *self,
              WeirPainter    *painter,
              const WeirPlot *plot)
{
  int decimals = weir_format_decimals (self->high - self->low);
  g_autofree char *low = weir_format_number (self->low, MIN (decimals, 2));
  g_autofree char *high = weir_format_number (self->high, MIN (decimals, 2));

  weir_chart_paint_ramp (WEIR_CHART (self), painter, plot, low, high);
}

static void
weir_heatmap_paint (WeirChart      *chart,
                    WeirPainter    *painter,
                    const WeirPlot *plot)
{
  paint_cells (WEIR_HEATMAP (chart), painter, plot);
  paint_legend (WEIR_HEATMAP (chart), painter, plot);
}

/* (transfer full) */
static char *
short_name (const Row *row)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (row->name, -1) <= MAX_NAME)
    return g_strdup (row->name);

  start = g_utf8_substring (row->name, 0, MAX_NAME - 1);

  return g_strconcat (start, "\u2026", NULL);
}

static int
weir_heatmap_label_width (WeirChart *chart,
                          int        room_px)
{
  WeirHeatmap *self = WEIR_HEATMAP (chart);
  int width_px = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autofree char *name = short_name (g_ptr_array_index (self->rows, i));

      width_px = MAX (width_px, weir_text_width (weir_chart_get_text (chart), WEIR_TEXT_SMALL, name));
    }

  return MIN (width_px, room_px);
}

/* As many names as fit; the others are in the read-out. */
static void
weir_heatmap_paint_labels (WeirChart      *chart,
                           WeirPainter    *painter,
                           const WeirPlot *plot,
                           double          x)
{
  WeirHeatmap *self = WEIR_HEATMAP (chart);
  WeirText *text = weir_chart_get_text (chart);
  int height_px = weir_text_height (text, WEIR_TEXT_SMALL);
  double row_px = plot->area.size.height / self->n_shown;
  guint step = (guint) ceil (height_px / row_px);

  for (guint i = 0; i < self->n_shown; i += step)
    {
      g_autofree char *name = short_name (row_at (self, i));

      weir_painter_text (painter, weir_text_get (text, WEIR_TEXT_SMALL, name), x,
                         row_y (self, plot, i) + MIN (row_px, height_px * 2) / 2.0 - height_px / 2.0,
                         &weir_chart_get_palette (chart)->dim);
    }
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  int cell = GPOINTER_TO_INT (user_data);
  double left = (*(const Row *const *) a)->cells[cell].max;
  double right = (*(const Row *const *) b)->cells[cell].max;

  return (left < right) - (left > right);
}

static char *
weir_heatmap_read_out (WeirChart      *chart,
                       const WeirPlot *plot,
                       gint64          time_usec,
                       GArray         *rows)
{
  WeirHeatmap *self = WEIR_HEATMAP (chart);
  int column = (int) ((time_usec - plot->begin_usec) / plot->column_usec);
  int cell = CLAMP (column * self->n_cells / plot->n_columns, 0, self->n_cells - 1);
  g_autoptr(GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < self->n_shown; i++)
    if (row_at (self, i)->cells[cell].count > 0)
      g_ptr_array_add (sorted, row_at (self, i));
  g_ptr_array_sort_with_data (sorted, compare_rows, GINT_TO_POINTER (cell));

  for (guint i = 0; i < sorted->len; i++)
    {
      const Row *row = g_ptr_array_index (sorted, i);
      WeirReadOutRow line = {
        .name = g_strdup (row->name),
        .value = weir_chart_format_value (chart, row->cells[cell].max, WEIR_VALUE_FULL),
        .color = weir_palette_ramp (weir_chart_get_palette (WEIR_CHART (self)), share_of (self, row->cells[cell].max)),
        .colored = TRUE,
      };

      g_array_append_val (rows, line);
    }

  return weir_format_clock (time_usec, weir_time_range_get_zone (weir_chart_get_time_range (chart)), G_USEC_PER_SEC);
}

static char *
weir_heatmap_describe (WeirChart *chart)
{
  WeirHeatmap *self = WEIR_HEATMAP (chart);
  g_autofree char *low = weir_format_number (self->low, 2);
  g_autofree char *high = weir_format_number (self->high, 2);

  return g_strdup_printf (ngettext ("%u row, values between %s and %s", "%u rows, values between %s and %s", self->rows->len),
                          self->rows->len, low, high);
}

static void
weir_heatmap_dispose (GObject *object)
{
  WeirHeatmap *self = WEIR_HEATMAP (object);

  g_clear_handle_id (&self->adjust_source, g_source_remove);
  g_clear_object (&self->adjustment);
  g_ptr_array_set_size (self->rows, 0);
  self->n_shown = 0;

  G_OBJECT_CLASS (weir_heatmap_parent_class)->dispose (object);
}

static void
weir_heatmap_finalize (GObject *object)
{
  g_ptr_array_unref (WEIR_HEATMAP (object)->rows);

  G_OBJECT_CLASS (weir_heatmap_parent_class)->finalize (object);
}

static void
weir_heatmap_class_init (WeirHeatmapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  WeirChartClass *chart_class = WEIR_CHART_CLASS (klass);

  object_class->dispose = weir_heatmap_dispose;
  object_class->finalize = weir_heatmap_finalize;
  chart_class->no_scale = TRUE;
  chart_class->update = weir_heatmap_update;
  chart_class->paint = weir_heatmap_paint;
  chart_class->label_width = weir_heatmap_label_width;
  chart_class->paint_labels = weir_heatmap_paint_labels;
  chart_class->read_out = weir_heatmap_read_out;
  chart_class->describe = weir_heatmap_describe;
}

static void
weir_heatmap_init (WeirHeatmap *self)
{
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->adjustment = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 1, 1, 0));
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (weir_chart_rescale), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (GTK_WIDGET (self), "heatmap");
}

/**
 * weir_heatmap_new:
 *
 * Returns: (transfer floating): an empty heat map
 */
GtkWidget *
weir_heatmap_new (void)
{
  return g_object_new (WEIR_TYPE_HEATMAP, NULL);
}

/**
 * weir_heatmap_add_row:
 * @self: a heat map
 * @series: what to show
 * @name: the key
 *
 * Adds a row below the others.
 */
void
weir_heatmap_add_row (WeirHeatmap *self,
                      WeirSeries  *series,
                      const char  *name)
{
  Row *row;

  g_return_if_fail (WEIR_IS_HEATMAP (self));
  g_return_if_fail (WEIR_IS_SERIES (series));
  g_return_if_fail (name != NULL);

  row = g_new0 (Row, 1);
  row->map = self;
  row->series = g_object_ref (series);
  row->name = g_strdup (name);
  row->changed_id = g_signal_connect (series, "changed", G_CALLBACK (on_series_changed), row);
  g_ptr_array_add (self->rows, row);
  weir_chart_rescale (WEIR_CHART (self));
}

/**
 * weir_heatmap_get_adjustment:
 * @self: a heat map
 *
 * A row is as high as its name, at least. What has no room is reached by this
 * adjustment: its value is the first row shown, its page how many are.
 *
 * Returns: (transfer none): for a scroll bar
 */
GtkAdjustment *
weir_heatmap_get_adjustment (WeirHeatmap *self)
{
  g_return_val_if_fail (WEIR_IS_HEATMAP (self), NULL);

  return self->adjustment;
}

/**
 * weir_heatmap_clear:
 * @self: a heat map
 *
 * Removes all rows.
 */
void
weir_heatmap_clear (WeirHeatmap *self)
{
  g_return_if_fail (WEIR_IS_HEATMAP (self));

  g_ptr_array_set_size (self->rows, 0);
  self->first = 0;
  self->n_shown = 0;
  weir_chart_rescale (WEIR_CHART (self));
}

/**
 * weir_heatmap_get_pointed:
 * @self: a heat map
 *
 * Returns: (transfer none) (nullable): name of the row under the pointer; %NULL where
 *   it is on none, as when a key chose the time
 */
const char *
weir_heatmap_get_pointed (WeirHeatmap *self)
{
  const WeirPlot *plot;
  double share;

  g_return_val_if_fail (WEIR_IS_HEATMAP (self), NULL);

  plot = weir_chart_get_plot (WEIR_CHART (self));
  share = (weir_chart_get_pointer_y (WEIR_CHART (self)) - plot->area.origin.y) / MAX (plot->area.size.height, 1);
  if (share < 0.0 || share >= 1.0 || self->n_shown == 0)
    return NULL;

  return row_at (self, (guint) (share * self->n_shown))->name;
}
