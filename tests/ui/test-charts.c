#include <glib/gstdio.h>
#include <gtk/gtk.h>
#include <math.h>

#include "data/base/weir-output-file.h"
#include "widgets/weir-candle-chart.h"
#include "widgets/weir-chart-saver.h"
#include "widgets/weir-delay-histogram.h"
#include "widgets/weir-heatmap.h"
#include "widgets/weir-line-chart.h"
#include "widgets/weir-sparkline.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define NOW    (G_GINT64_CONSTANT (1410964890) * SECOND)

static void
on_painted (GdkFrameClock *clock,
            gboolean      *painted)
{
  *painted = TRUE;
}

/* Lets one whole frame go by. */
static void
draw_frame (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean painted = FALSE;
  gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &painted);

  gtk_widget_queue_draw (widget);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, id);
}

static GtkWidget *
show (GtkWidget     *chart,
      WeirTimeRange *range)
{
  GtkWidget *window = gtk_window_new ();

  if (WEIR_IS_CHART (chart))
    weir_chart_set_time_range (WEIR_CHART (chart), range);
  gtk_window_set_default_size (GTK_WINDOW (window), 600, 300);
  gtk_window_set_child (GTK_WINDOW (window), chart);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (chart) == 0)
    g_main_context_iteration (NULL, TRUE);

  return window;
}

static void
wait_for_paint (GtkWidget *chart,
                guint64    more_than)
{
  while (weir_line_chart_get_n_painted (WEIR_LINE_CHART (chart)) <= more_than)
    g_main_context_iteration (NULL, TRUE);
}

/* Twenty minutes of a value a second. */
static WeirSeries *
add_sawtooth (GtkWidget  *chart,
              const char *name,
              guint       length)
{
  WeirSeries *series = weir_series_new ();

  for (gint64 t = NOW - 20 * MINUTE; t < NOW; t += SECOND)
    weir_series_add (series, t, t / SECOND % length);
  weir_series_emit_changed (series);
  weir_line_chart_add_series (WEIR_LINE_CHART (chart), series, name, length % 8);

  return series;
}

static void
test_only_what_changed_is_painted (void)
{
  g_autoptr(WeirTimeRange) range = weir_time_range_new (10 * MINUTE);
  GtkWidget *chart = weir_line_chart_new ();
  g_autoptr(WeirSeries) series = add_sawtooth (chart, "one", 7);
  g_autoptr(WeirSeries) other = add_sawtooth (chart, "two", 5);
  GtkWidget *window;
  guint64 n_all, n_painted;

  /* Within a column, whatever its width is. */
  weir_time_range_advance (range, NOW + SECOND / 3);
  window = show (chart, range);
  wait_for_paint (chart, 0);
  draw_frame (chart);
  n_all = weir_line_chart_get_n_painted (WEIR_LINE_CHART (chart));
  g_assert_cmpuint (n_all, >, 200);

  /* Less than a pixel of time, or a crosshair: nothing is painted again. */
  weir_time_range_advance (range, NOW + SECOND / 3 + 1);
  weir_time_range_set_crosshair (range, NOW - MINUTE);
  draw_frame (chart);
  g_assert_cmpuint (weir_line_chart_get_n_painted (WEIR_LINE_CHART (chart)), ==, n_all);

  /* A value at the right edge: a few columns. */
  weir_series_add (series, NOW, 3.0);
  weir_series_emit_changed (series);
  wait_for_paint (chart, n_all);
  n_painted = weir_line_chart_get_n_painted (WEIR_LINE_CHART (chart));
  g_assert_cmpuint (n_painted - n_all, <=, 12);

  /* Ten seconds on: the columns that came into view. */
  weir_time_range_advance (range, NOW + 10 * SECOND);
  wait_for_paint (chart, n_painted);
  g_assert_cmpuint (weir_line_chart_get_n_painted (WEIR_LINE_CHART (chart)) - n_painted, <=, 40);

  /* A value out of range asks for nothing. */
  draw_frame (chart);
  n_painted = weir_line_chart_get_n_painted (WEIR_LINE_CHART (chart));
  weir_series_add (series, NOW - 19 * MINUTE, 3.0);
  weir_series_emit_changed (series);
  draw_frame (chart);
  g_assert_cmpuint (weir_line_chart_get_n_painted (WEIR_LINE_CHART (chart)), ==, n_painted);

  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (g_steal_pointer (&series));
  g_assert_finalize_object (g_steal_pointer (&other));
}

static void
test_charts_let_go_of_everything (void)
{
  WeirTimeRange *range = weir_time_range_new (MINUTE);
  WeirSeries *series = weir_series_new ();
  WeirCandles *candles = weir_candles_new (10);
  const WeirCandle candle = { NOW - 30 * SECOND, NOW + 30 * SECOND, 1, 3, 0.5, 2, 10, 1.5, 4, FALSE };
  GtkWidget *charts[4];
  GtkWidget *windows[4];

  weir_series_add (series, NOW - SECOND, 2.0);
  weir_candles_put (candles, &candle);
  weir_time_range_advance (range, NOW);
  charts[0] = weir_line_chart_new ();
  weir_line_chart_add_series (WEIR_LINE_CHART (charts[0]), series, "key", 9);
  charts[1] = weir_candle_chart_new ();
  weir_candle_chart_set_candles (WEIR_CANDLE_CHART (charts[1]), candles);
  charts[2] = weir_heatmap_new ();
  weir_heatmap_add_row (WEIR_HEATMAP (charts[2]), series, "key");
  charts[3] = weir_sparkline_new ();
  weir_sparkline_set_series (WEIR_SPARKLINE (charts[3]), series);
  weir_sparkline_set_time_range (WEIR_SPARKLINE (charts[3]), range);

  for (guint i = 0; i < G_N_ELEMENTS (charts); i++)
    {
      windows[i] = show (charts[i], range);
      draw_frame (charts[i]);
      weir_series_emit_changed (series);
      weir_candles_emit_changed (candles);
    }
  for (guint i = 0; i < G_N_ELEMENTS (charts); i++)
    gtk_window_destroy (GTK_WINDOW (windows[i]));

  g_assert_finalize_object (series);
  g_assert_finalize_object (candles);
  g_assert_finalize_object (range);
}

static void
test_strange_sizes_and_values_are_drawn (void)
{
  static const double values[] = { 0.0, -0.0, 1e308, -1e308, 5e-324, 1e17, 1e17 + 16 };
  g_autoptr(WeirTimeRange) range = weir_time_range_new (MINUTE);

  weir_time_range_advance (range, NOW);
  for (guint n = 0; n <= G_N_ELEMENTS (values); n++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();
      GtkWidget *chart = g_object_ref_sink (weir_line_chart_new ());

      for (guint i = 0; i < n; i++)
        weir_series_add (series, NOW - (10 - (gint64) i) * SECOND, values[i]);
      weir_line_chart_add_series (WEIR_LINE_CHART (chart), series, "", 0);
      weir_chart_set_time_range (WEIR_CHART (chart), range);
      for (int size = 1; size < 700; size = size * 3 + 7)
        for (int relative = 0; relative <= 1; relative++)
          {
            g_autoptr(GBytes) png = NULL;

            weir_line_chart_set_relative (WEIR_LINE_CHART (chart), relative);
            png = weir_chart_saver_draw (WEIR_CHART (chart), WEIR_CHART_PNG, size, MAX (1, size / 2), 1.0, NULL, NULL);
            g_assert_nonnull (png);
          }
      g_object_unref (chart);
    }
}

static void
test_saved_pictures (void)
{
  g_autoptr(WeirTimeRange) range = weir_time_range_new (MINUTE);
  g_autoptr(WeirSeries) series = weir_series_new ();
  g_autofree char *directory = g_dir_make_tmp ("weir-XXXXXX", NULL);
  g_autofree char *png = g_build_filename (directory, "chart.PNG", NULL);
  g_autofree char *gif = g_build_filename (directory, "chart.gif", NULL);
  g_autofree char *nowhere = g_build_filename (directory, "none", "chart.svg", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GBytes) svg = NULL;
  g_autoptr(GBytes) pdf = NULL;
  GtkWidget *chart = g_object_ref_sink (weir_line_chart_new ());

  weir_series_add (series, NOW - SECOND, 2.0);
  weir_line_chart_add_series (WEIR_LINE_CHART (chart), series, "key", 0);
  weir_time_range_advance (range, NOW);
  weir_chart_set_time_range (WEIR_CHART (chart), range);

  g_assert_true (weir_chart_saver_save (WEIR_CHART (chart), png, 400, 200, NULL, &error));
  g_assert_no_error (error);
  texture = gdk_texture_new_from_filename (png, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 800);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 400);

  svg = weir_chart_saver_draw (WEIR_CHART (chart), WEIR_CHART_SVG, 400, 200, 1.0, NULL, &error);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg), "<svg"));
  pdf = weir_chart_saver_draw (WEIR_CHART (chart), WEIR_CHART_PDF, 400, 200, 1.0, NULL, &error);
  g_assert_cmpmem (g_bytes_get_data (pdf, NULL), 5, "%PDF-", 5);

  g_assert_false (weir_chart_saver_save (WEIR_CHART (chart), gif, 400, 200, NULL, &error));
  g_assert_error (error, WEIR_CHART_SAVER_ERROR, WEIR_CHART_SAVER_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (weir_chart_saver_save (WEIR_CHART (chart), nowhere, 400, 200, NULL, &error));
  g_assert_error (error, WEIR_OUTPUT_FILE_ERROR, WEIR_OUTPUT_FILE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_null (weir_chart_saver_draw (WEIR_CHART (chart), WEIR_CHART_PNG, 100000, 100000, 1.0, NULL, &error));
  g_assert_error (error, WEIR_CHART_SAVER_ERROR, WEIR_CHART_SAVER_ERROR_DRAW);

  g_object_unref (chart);
  g_remove (png);
  g_rmdir (directory);
}

/* A picture says where it comes from, and one that does not is told apart. */
static void
test_picture_opens (void)
{
  g_autoptr(WeirTimeRange) range = weir_time_range_new (MINUTE);
  g_autofree char *directory = g_dir_make_tmp ("weir-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "chart.png", NULL);
  g_autofree char *plain = g_build_filename (directory, "plain.png", NULL);
  g_autofree char *deep = NULL;
  WeirPictureNote note = { (char *) "/home/ä/w.json", (char *) "stocks", NOW - MINUTE, NOW };
  g_autoptr(WeirPictureNote) read = NULL;
  g_autoptr(WeirPictureNote) none = NULL;
  g_autoptr(GError) error = NULL;
  GtkWidget *chart = g_object_ref_sink (weir_line_chart_new ());

  weir_chart_set_time_range (WEIR_CHART (chart), range);
  g_assert_true (weir_chart_saver_save (WEIR_CHART (chart), path, 300, 200, &note, &error));
  g_assert_no_error (error);
  read = weir_picture_note_from_png (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->workspace, ==, "/home/ä/w.json");
  g_assert_cmpstr (read->dashboard, ==, "stocks");
  g_assert_cmpint (read->begin_usec, ==, NOW - MINUTE);
  g_assert_cmpint (read->end_usec, ==, NOW);

  g_assert_true (weir_chart_saver_save (WEIR_CHART (chart), plain, 300, 200, NULL, &error));
  none = weir_picture_note_from_png (plain, &error);
  g_assert_null (none);
  g_assert_error (error, WEIR_CHART_SAVER_ERROR, WEIR_CHART_SAVER_ERROR_NOTE);
  g_clear_error (&error);
  g_assert_null (weir_picture_note_from_text ("{ \"begin\": \"2014-09-17T14:00:00Z\", \"end\": 7 }", &error));
  g_assert_error (error, WEIR_CHART_SAVER_ERROR, WEIR_CHART_SAVER_ERROR_NOTE);
  g_clear_error (&error);
  deep = g_strnfill (200000, '[');
  g_assert_null (weir_picture_note_from_text (deep, &error));
  g_assert_error (error, WEIR_CHART_SAVER_ERROR, WEIR_CHART_SAVER_ERROR_NOTE);
  g_clear_error (&error);
  g_assert_null (weir_picture_note_from_text ("[", &error));
  g_assert_error (error, WEIR_CHART_SAVER_ERROR, WEIR_CHART_SAVER_ERROR_NOTE);

  g_object_unref (chart);
  g_remove (path);
  g_remove (plain);
  g_rmdir (directory);
}

static void
test_chart_names_itself (void)
{
  GtkWidget *chart = g_object_ref_sink (weir_line_chart_new ());

  weir_chart_set_title (WEIR_CHART (chart), "Temperature", NULL);
  gtk_test_accessible_assert_role (chart, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, "Temperature");
  g_assert_true (gtk_widget_get_focusable (chart));
  g_object_unref (chart);
}

static void
test_delays_stand_on_a_logarithmic_axis (void)
{
  const WeirDelayBucket delays[] = { { 20000, 20479, 3 }, { 21000, 21503, 4 }, { 5000000, 5111807, 1 } };
  GtkWidget *histogram = g_object_ref_sink (weir_delay_histogram_new ());
  WeirDelayHistogram *self = WEIR_DELAY_HISTOGRAM (histogram);
  guint64 n_records = 0;
  gint64 lower_usec, upper_usec;

  gtk_test_accessible_assert_role (histogram, GTK_ACCESSIBLE_ROLE_IMG);
  weir_delay_histogram_set_delays (self, delays, G_N_ELEMENTS (delays), 5111807);
  gtk_test_accessible_assert_property (histogram, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "delays of 8 records out of order, from 20\302\240ms to 5.1\302\240s");

  /* From 10 ms to 10 s. */
  g_assert_cmpuint (weir_delay_histogram_get_n_bars (self), ==, 18);
  weir_delay_histogram_get_bar (self, 0, &lower_usec, &upper_usec);
  g_assert_cmpint (lower_usec, ==, 10000);
  weir_delay_histogram_get_bar (self, 17, &lower_usec, &upper_usec);
  g_assert_cmpint (upper_usec, ==, 10000000);

  for (guint i = 0; i < 18; i++)
    {
      guint64 n = weir_delay_histogram_get_bar (self, i, &lower_usec, &upper_usec);

      n_records += n;
      if (lower_usec <= 20000 && 20000 < upper_usec)
        g_assert_cmpuint (n, ==, 3 + (21000 < upper_usec ? 4 : 0));
      if (lower_usec <= 5000000 && 5000000 < upper_usec)
        g_assert_cmpuint (n, ==, 1);
    }
  g_assert_cmpuint (n_records, ==, 8);

  weir_delay_histogram_set_delays (self, NULL, 0, 0);
  g_assert_cmpuint (weir_delay_histogram_get_n_bars (self), ==, 0);
  g_object_unref (histogram);
}

static guint32
pixel_of (const GdkRGBA *color)
{
  return 0xff000000u | (guint32) (color->red * 255.0f + 0.5f) << 16 | (guint32) (color->green * 255.0f + 0.5f) << 8
         | (guint32) (color->blue * 255.0f + 0.5f);
}

/* The tag of a close at the very top stands beside the legend. */
static void
test_a_legend_keeps_away_from_the_tag (void)
{
  g_autoptr(WeirTimeRange) range = weir_time_range_new (10 * MINUTE);
  g_autoptr(WeirCandles) candles = weir_candles_new (10);
  GtkWidget *chart = g_object_ref_sink (weir_candle_chart_new ());
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 600, 240);
  cairo_t *cr = cairo_create (surface);
  guint32 accent = pixel_of (&weir_chart_get_palette (WEIR_CHART (chart))->accent);
  int legend_right = 0, tag_left = 600;
  const guint32 *pixels;

  for (int i = 0; i < 10; i++)
    weir_candles_put (candles, &(WeirCandle) { .start_usec = NOW + (i - 10) * MINUTE, .end_usec = NOW + (i - 9) * MINUTE,
                                               .open = i, .high = i + 1, .low = i, .close = i + 1, .volume = NAN,
                                               .vwap = NAN, .count = 1, .final = TRUE });
  weir_time_range_advance (range, NOW);
  weir_chart_set_time_range (WEIR_CHART (chart), range);
  weir_candle_chart_set_candles (WEIR_CANDLE_CHART (chart), candles);
  weir_candle_chart_set_overlays (WEIR_CANDLE_CHART (chart), FALSE, 5);
  weir_chart_draw (WEIR_CHART (chart), cr, 600, 240);
  cairo_surface_flush (surface);

  pixels = (const guint32 *) cairo_image_surface_get_data (surface);
  for (int y = 0; y < 60; y++)
    for (int x = 0; x < 600; x++)
      if (pixels[y * 600 + x] == accent)
        tag_left = MIN (tag_left, x);
  for (int y = 0; y < 20; y++)
    for (int x = 0; x < tag_left - 3; x++)
      if (pixels[y * 600 + x] != pixels[0])
        legend_right = MAX (legend_right, x);
  g_assert_cmpint (legend_right, >, 300);
  g_assert_cmpint (tag_left, <, 600);
  g_assert_cmpint (legend_right + 8, <=, tag_left);

  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  g_object_unref (chart);
}

/* From one microsecond to all the time there is. */
static void
test_every_delay_has_a_bar (void)
{
  const WeirDelayBucket delays[] = { { 1, 1, G_MAXUINT64 / 2 }, { G_MAXINT64 / 2, G_MAXINT64, 1 } };
  GtkWidget *histogram = g_object_ref_sink (weir_delay_histogram_new ());
  GtkWidget *window = gtk_window_new ();
  WeirDelayHistogram *self = WEIR_DELAY_HISTOGRAM (histogram);
  gint64 lower_usec, upper_usec;

  weir_delay_histogram_set_delays (self, delays, 2, G_MAXINT64);
  g_assert_cmpuint (weir_delay_histogram_get_bar (self, 0, &lower_usec, &upper_usec), ==, G_MAXUINT64 / 2);
  g_assert_cmpuint (weir_delay_histogram_get_bar (self, weir_delay_histogram_get_n_bars (self) - 1, &lower_usec,
                                                  &upper_usec), ==, 1);

  gtk_window_set_child (GTK_WINDOW (window), histogram);
  for (int width = 1; width < 400; width *= 3)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();

      gtk_widget_allocate (histogram, MAX (width, 120), 96, -1, NULL);
      GTK_WIDGET_GET_CLASS (histogram)->snapshot (histogram, snapshot);
      gsk_render_node_unref (gtk_snapshot_free_to_node (snapshot));
    }
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (histogram);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GTK_A11Y", "test", FALSE);
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/only-what-changed-is-painted", test_only_what_changed_is_painted);
  g_test_add_func ("/charts/let-go-of-everything", test_charts_let_go_of_everything);
  g_test_add_func ("/charts/strange-sizes-and-values-are-drawn", test_strange_sizes_and_values_are_drawn);
  g_test_add_func ("/charts/saved-pictures", test_saved_pictures);
  g_test_add_func ("/charts/picture-opens", test_picture_opens);
  g_test_add_func ("/charts/a-legend-keeps-away-from-the-tag", test_a_legend_keeps_away_from_the_tag);
  g_test_add_func ("/charts/chart-names-itself", test_chart_names_itself);
  g_test_add_func ("/charts/delays-stand-on-a-logarithmic-axis", test_delays_stand_on_a_logarithmic_axis);
  g_test_add_func ("/charts/every-delay-has-a-bar", test_every_delay_has_a_bar);

  return g_test_run ();
}
