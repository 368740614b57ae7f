#include <gtk/gtk.h>
#include <math.h>
#include <string.h>

#include "widgets/weir-chart-saver.h"
#include "widgets/weir-series-chart.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define NOW    (G_GINT64_CONSTANT (1410964890) * SECOND)
#define WIDTH  640
#define HEIGHT 320

/* Pixels that may differ between two painters, and by how much in one channel before they do. */
#define MAX_SHARE  0.005
#define TOLERANCE  64

typedef struct
{
  WeirSeriesPoint points[40];
  guint           n_points;
} Data;

static void
read_data (gint64   begin_usec,
           gint64   end_usec,
           gint64   column_usec,
           GArray  *points,
           gpointer user_data)
{
  const Data *data = user_data;

  for (guint i = 0; i < data->n_points; i++)
    if (data->points[i].start_usec < end_usec && data->points[i].end_usec > begin_usec)
      g_array_append_vals (points, &data->points[i], 1);
}

/* A value a minute; the last one is open. */
static void
data_init (Data  *self,
           guint  n_points,
           double base,
           double swing)
{
  gint64 first_usec = NOW / MINUTE * MINUTE - (gint64) (n_points - 1) * MINUTE;

  self->n_points = n_points;
  for (guint i = 0; i < n_points; i++)
    {
      double value = base + swing * sin (i * 0.7);

      self->points[i] = (WeirSeriesPoint) {
        first_usec + i * MINUTE, first_usec + (i + 1) * MINUTE, value, value, value, value, 10, i + 1 < n_points,
      };
    }
}

static void
widen (Data  *self,
       double by)
{
  for (guint i = 0; i < self->n_points; i++)
    {
      self->points[i].low -= by;
      self->points[i].high += 2.0 * by;
      self->points[i].first += i % 2 == 0 ? by : -by;
    }
}

static void
add_layer (GtkWidget       *chart,
           WeirSeriesStyle  style,
           WeirSeriesScale  scale,
           guint            group,
           const char      *name,
           guint            color_index,
           Data            *data)
{
  const WeirSeriesLayerSpec spec = {
    .style = style, .scale = scale, .group = group, .name = name, .unit = "USD", .color_index = color_index,
    .window_usec = MINUTE, .read = read_data, .user_data = data,
  };

  weir_series_chart_add_layer (WEIR_SERIES_CHART (chart), &spec);
}

static GtkWidget *
chart_new (WeirTimeRange **range)
{
  GtkWidget *chart = weir_series_chart_new ();
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();

  g_clear_object (range);
  *range = weir_time_range_new (30 * MINUTE);
  weir_time_range_set_zone (*range, utc);
  weir_time_range_advance (*range, NOW);
  weir_chart_set_time_range (WEIR_CHART (chart), *range);

  return chart;
}

static void
on_painted (GdkFrameClock *clock,
            gboolean      *painted)
{
  *painted = TRUE;
}

static GtkWidget *
show (GtkWidget *chart)
{
  GtkWidget *window = gtk_window_new ();
  gboolean painted = FALSE;
  gulong id;

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_widget_set_size_request (chart, WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), chart);
  gtk_window_present (GTK_WINDOW (window));
  id = g_signal_connect (gtk_widget_get_frame_clock (chart), "after-paint", G_CALLBACK (on_painted), &painted);
  while (!painted || weir_chart_get_plot (WEIR_CHART (chart))->n_columns == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (gtk_widget_get_frame_clock (chart), id);

  return window;
}

/* "name value name value" of the read-out at a time. (transfer full) */
static char *
read_out_at (GtkWidget *chart,
             gint64     time_usec)
{
  g_autoptr(GArray) rows = g_array_new (FALSE, TRUE, sizeof (WeirReadOutRow));
  g_autofree char *heading = WEIR_CHART_GET_CLASS (chart)->read_out (WEIR_CHART (chart), weir_chart_get_plot (WEIR_CHART (chart)),
                                                                     time_usec, rows);
  GString *text = g_string_new (heading);

  for (guint i = 0; i < rows->len; i++)
    {
      WeirReadOutRow *row = &g_array_index (rows, WeirReadOutRow, i);

      g_string_append_printf (text, "; %s %s", row->name, row->value);
      g_free (row->name);
      g_free (row->value);
    }

  return g_string_free (text, FALSE);
}

static void
test_read_out_says_all_layers_and_how_the_window_stands (void)
{
  g_autoptr(WeirTimeRange) range = NULL;
  GtkWidget *chart = chart_new (&range);
  Data line, band;
  GtkWidget *window;
  g_autofree char *final = NULL;
  g_autofree char *open = NULL;

  data_init (&line, 20, 5.0, 0.0);
  data_init (&band, 20, 7.0, 0.0);
  widen (&band, 1.0);
  add_layer (chart, WEIR_SERIES_BAND, WEIR_SERIES_RIGHT, 0, "p5 – p95", 0, &band);
  add_layer (chart, WEIR_SERIES_LINE, WEIR_SERIES_RIGHT, 1, "mean", 1, &line);
  window = show (chart);

  final = read_out_at (chart, NOW / MINUTE * MINUTE - 3 * MINUTE);
  g_assert_cmpstr (final, ==, "14:38:00 – 14:39:00, final; p5 – p95 6 to 9\u00a0USD; mean 5\u00a0USD");
  open = read_out_at (chart, NOW);
  g_assert_cmpstr (open, ==, "14:41:00 – 14:42:00, open; p5 – p95 6 to 9\u00a0USD; mean 5\u00a0USD");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_scales_hold_what_is_on_them (void)
{
  g_autoptr(WeirTimeRange) range = NULL;
  GtkWidget *chart = chart_new (&range);
  Data small, large, below;
  GtkWidget *window;
  const WeirPlot *plot;

  data_init (&small, 20, 5.0, 1.0);
  data_init (&large, 20, 50000.0, 4000.0);
  data_init (&below, 20, 50.0, 20.0);
  add_layer (chart, WEIR_SERIES_LINE, WEIR_SERIES_RIGHT, 0, "small", 0, &small);
  window = show (chart);
  plot = weir_chart_get_plot (WEIR_CHART (chart));
  g_assert_cmpfloat (plot->low, <, 4.1);
  g_assert_cmpfloat (plot->low, >, 3.0);
  g_assert_cmpfloat (plot->area.origin.x, ==, 12.0f);
  g_assert_cmpfloat (weir_chart_get_footer_px (WEIR_CHART (chart)), ==, 0.0);
  gtk_window_destroy (GTK_WINDOW (window));

  /* Another scale at the left, and a strip below, leave the first as it is. */
  chart = chart_new (&range);
  add_layer (chart, WEIR_SERIES_LINE, WEIR_SERIES_RIGHT, 0, "small", 0, &small);
  add_layer (chart, WEIR_SERIES_BARS, WEIR_SERIES_LEFT, 1, "large", 1, &large);
  add_layer (chart, WEIR_SERIES_LINE, WEIR_SERIES_BELOW, 2, "below", 2, &below);
  window = show (chart);
  plot = weir_chart_get_plot (WEIR_CHART (chart));
  g_assert_cmpfloat (plot->high, <, 7.0);
  g_assert_cmpfloat (plot->area.origin.x, >, 12.0f);
  g_assert_cmpfloat (weir_chart_get_footer_px (WEIR_CHART (chart)), >, 60.0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_bars_begin_at_zero_and_stacks_add_up (void)
{
  g_autoptr(WeirTimeRange) range = NULL;
  GtkWidget *chart = chart_new (&range);
  Data first, second;
  GtkWidget *window;
  const WeirPlot *plot;

  data_init (&first, 20, 100.0, 0.0);
  data_init (&second, 20, 60.0, 0.0);
  add_layer (chart, WEIR_SERIES_STACKED, WEIR_SERIES_RIGHT, 0, "first", 0, &first);
  add_layer (chart, WEIR_SERIES_STACKED, WEIR_SERIES_RIGHT, 0, "second", 1, &second);
  window = show (chart);
  plot = weir_chart_get_plot (WEIR_CHART (chart));
  g_assert_cmpfloat (plot->low, ==, 0.0);
  g_assert_cmpfloat (plot->high, >=, 160.0);
  g_assert_cmpfloat (plot->high, <, 180.0);
  gtk_window_destroy (GTK_WINDOW (window));

  /* In groups of their own they are not. */
  chart = chart_new (&range);
  add_layer (chart, WEIR_SERIES_STACKED, WEIR_SERIES_RIGHT, 0, "first", 0, &first);
  add_layer (chart, WEIR_SERIES_STACKED, WEIR_SERIES_RIGHT, 1, "second", 1, &second);
  window = show (chart);
  g_assert_cmpfloat (weir_chart_get_plot (WEIR_CHART (chart))->high, <, 120.0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The chart's picture by its cairo painter, or of what the screen shows. */
static cairo_surface_t *
picture_of (GtkWidget *chart,
            gboolean   screen)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  if (screen)
    {
      g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (chart);
      g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
      g_autoptr(GskRenderNode) node = NULL;

      gdk_cairo_set_source_rgba (cr, &weir_chart_get_palette (WEIR_CHART (chart))->card);
      cairo_paint (cr);
      gdk_paintable_snapshot (paintable, snapshot, WIDTH, HEIGHT);
      node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
      gsk_render_node_draw (node, cr);
    }
  else
    {
      weir_chart_draw (WEIR_CHART (chart), cr, WIDTH, HEIGHT);
    }
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static double
share_of_other_pixels (cairo_surface_t *a,
                       cairo_surface_t *b)
{
  const guint8 *left = cairo_image_surface_get_data (a);
  const guint8 *right = cairo_image_surface_get_data (b);
  guint n_other = 0;

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    for (guint channel = 0; channel < 3; channel++)
      if (ABS ((int) left[4 * i + channel] - (int) right[4 * i + channel]) > TOLERANCE)
        {
          n_other++;
          break;
        }

  return (double) n_other / (WIDTH * HEIGHT);
}

static void
test_painters_draw_the_same (void)
{
  for (guint style = 0; style < WEIR_SERIES_N_STYLES; style++)
    {
      g_autoptr(WeirTimeRange) range = NULL;
      GtkWidget *chart = chart_new (&range);
      GtkWidget *empty = chart_new (&range);
      Data data, other, below;
      GtkWidget *window, *empty_window;
      cairo_surface_t *on_screen, *in_file, *nothing;
      double share;

      data_init (&data, 30, 10.0, 4.0);
      data_init (&other, 30, 8.0, 3.0);
      data_init (&below, 30, 50.0, 30.0);
      if (style == WEIR_SERIES_BAND || style == WEIR_SERIES_CANDLES)
        widen (&data, 1.0);
      add_layer (chart, style, WEIR_SERIES_RIGHT, 0, "data", 0, &data);
      add_layer (chart, style, WEIR_SERIES_LEFT, 0, "other", 1, &other);
      add_layer (chart, WEIR_SERIES_LINE, WEIR_SERIES_BELOW, 1, "below", 2, &below);
      window = show (chart);
      empty_window = show (empty);
      on_screen = picture_of (chart, TRUE);
      in_file = picture_of (chart, FALSE);
      nothing = picture_of (empty, FALSE);

      share = share_of_other_pixels (on_screen, in_file);
      g_test_message ("%s: %.4f of the pixels differ", weir_series_style_get_word (style), share);
      g_assert_cmpfloat (share, <=, MAX_SHARE);
      g_assert_cmpfloat (share_of_other_pixels (nothing, in_file), >, 2.0 * MAX_SHARE);

      cairo_surface_destroy (on_screen);
      cairo_surface_destroy (in_file);
      cairo_surface_destroy (nothing);
      gtk_window_destroy (GTK_WINDOW (window));
      gtk_window_destroy (GTK_WINDOW (empty_window));
    }
}

static void
test_narrow_windows_share_a_place (void)
{
  g_autoptr(WeirTimeRange) range = NULL;
  GtkWidget *chart = chart_new (&range);
  Data data;
  GtkWidget *window;
  g_autofree char *text = NULL;

  /* A day on 600 pixels: several minutes a pixel, of which the largest and the smallest are kept. */
  weir_time_range_set_span (range, 24 * 60 * MINUTE);
  data_init (&data, 40, 5.0, 0.0);
  data.points[10].first = data.points[10].low = data.points[10].high = data.points[10].last = 900.0;
  add_layer (chart, WEIR_SERIES_LINE, WEIR_SERIES_RIGHT, 0, "data", 0, &data);
  window = show (chart);
  g_assert_cmpfloat (weir_chart_get_plot (WEIR_CHART (chart))->high, >, 900.0);
  text = read_out_at (chart, data.points[10].start_usec);
  g_assert_nonnull (strstr (text, "data 5 … 900\u00a0USD"));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GTK_A11Y", "test", FALSE);
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series-chart/read-out", test_read_out_says_all_layers_and_how_the_window_stands);
  g_test_add_func ("/series-chart/scales", test_scales_hold_what_is_on_them);
  g_test_add_func ("/series-chart/bars-and-stacks", test_bars_begin_at_zero_and_stacks_add_up);
  g_test_add_func ("/series-chart/painters-draw-the-same", test_painters_draw_the_same);
  g_test_add_func ("/series-chart/narrow-windows", test_narrow_windows_share_a_place);

  return g_test_run ();
}
