#include <gtk/gtk.h>
#include <math.h>
#include <string.h>

#include "painter-scenes.h"

#define SECOND SCENE_SECOND
#define MINUTE SCENE_MINUTE

static const PainterScene *
find_scene (const char *name)
{
  for (guint i = 0; i < n_painter_scenes; i++)
    if (g_str_equal (painter_scenes[i].name, name))
      return &painter_scenes[i];

  g_assert_not_reached ();
}

/* Pixels of column @x of the plot that are not the same. */
static guint
count_differences (cairo_surface_t *a,
                   cairo_surface_t *b,
                   const WeirPlot  *plot,
                   int              x)
{
  int stride = cairo_image_surface_get_stride (a) / 4;
  const guint32 *left = (const guint32 *) cairo_image_surface_get_data (a);
  const guint32 *right = (const guint32 *) cairo_image_surface_get_data (b);
  int from = (int) plot->area.origin.y;
  guint n = 0;

  for (int y = from; y < from + (int) plot->area.size.height; y++)
    n += left[y * stride + x] != right[y * stride + x];

  return n;
}

/* Beside the dashes of the crosshair, what it stands on looks as it did: columns of the whole window, or just beside it. */
static void
assert_told_is_free (GtkWidget       *chart,
                     WeirTimeRange   *range,
                     cairo_surface_t *without,
                     gint64           time_usec)
{
  const WeirPlot *plot = weir_chart_get_plot (WEIR_CHART (chart));
  cairo_surface_t *with;
  gint64 begin_usec, end_usec;
  int crosshair;
  guint n_box = 0;

  weir_time_range_set_crosshair (range, time_usec);
  painter_scene_wait (chart);
  with = painter_scene_take (chart);
  weir_chart_find_span (WEIR_CHART (chart), time_usec, &begin_usec, &end_usec);
  crosshair = (int) floor (weir_plot_x (plot, time_usec));
  for (int x = (int) plot->area.origin.x; x < (int) (plot->area.origin.x + plot->area.size.width); x++)
    {
      guint n = count_differences (with, without, plot, x);

      n_box = MAX (n_box, n);
      if (ABS (x - crosshair) > 1 && (ABS (x - crosshair) < 8 || (x >= weir_plot_x (plot, begin_usec) && x < weir_plot_x (plot, end_usec))))
        g_assert_cmpuint (n, ==, 0);
    }
  /* And there is a read-out. */
  g_assert_cmpuint (n_box, >, 20);
  cairo_surface_destroy (with);
}

/* Along the whole chart, and of candles at their left and right. */
static void
test_what_is_told_is_not_covered (gconstpointer name)
{
  PainterScene scene = *find_scene (name);
  g_autoptr(WeirTimeRange) range = NULL;
  cairo_surface_t *without;
  GtkWidget *window;
  GtkWidget *chart;
  WeirPlot plot;

  /* Each candle's window is about 90 px wide. */
  if (g_str_equal (name, "candles"))
    scene.span_usec = 6 * MINUTE;
  range = painter_scene_make_range (&scene);
  window = painter_scene_show (&scene, range);
  chart = gtk_window_get_child (GTK_WINDOW (window));
  without = painter_scene_take (chart);
  plot = *weir_chart_get_plot (WEIR_CHART (chart));
  for (gint64 t = plot.begin_usec + 5 * SECOND; t < MIN (weir_plot_end (&plot), SCENE_NOW); t += scene.span_usec / 23)
    assert_told_is_free (chart, range, without, t);

  cairo_surface_destroy (without);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GTK_A11Y", "test", FALSE);
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/read-out/candles", "candles", test_what_is_told_is_not_covered);
  g_test_add_data_func ("/read-out/lines", "smooth", test_what_is_told_is_not_covered);
  g_test_add_data_func ("/read-out/hundred-lines", "hundred", test_what_is_told_is_not_covered);

  return g_test_run ();
}
