#include "painter-scenes.h"

#include "widgets/weir-candle-chart.h"
#include "widgets/weir-density-chart.h"
#include "widgets/weir-heatmap.h"
#include "widgets/weir-line-chart.h"
#include "widgets/weir-series-chart.h"

#define SECOND SCENE_SECOND
#define MINUTE SCENE_MINUTE
#define NOW    SCENE_NOW
#define SPAN   (30 * MINUTE)

static void
add_series (GtkWidget  *chart,
            WeirSeries *series,
            guint       i)
{
  g_autofree char *name = g_strdup_printf ("key-%02u", i);

  weir_line_chart_add_series (WEIR_LINE_CHART (chart), series, name, i);
}

static GtkWidget *
make_smooth (void)
{
  GtkWidget *chart = weir_line_chart_new ();

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();

      for (gint64 t = NOW - 2 * SPAN; t < NOW; t += SECOND)
        weir_series_add (series, t, 10.0 * i + 8.0 * sin (t / 2e8 + i));
      add_series (chart, series, i);
    }

  return chart;
}

/* Ten values a second: each column goes far up and down. */
static GtkWidget *
make_noise (void)
{
  GtkWidget *chart = weir_line_chart_new ();

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();
      g_autoptr(GRand) rand = g_rand_new_with_seed (i);

      for (gint64 t = NOW - SPAN; t < NOW; t += SECOND / 10)
        weir_series_add (series, t, 20.0 * i + g_rand_double_range (rand, 0.0, 18.0));
      add_series (chart, series, i);
    }

  return chart;
}

static GtkWidget *
make_hundred (void)
{
  GtkWidget *chart = weir_line_chart_new ();

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();
      g_autoptr(GRand) rand = g_rand_new_with_seed (i);
      double value = i;

      for (gint64 t = NOW - SPAN; t < NOW; t += 2 * SECOND)
        weir_series_add (series, t, value += g_rand_double_range (rand, -0.2, 0.2));
      add_series (chart, series, i);
    }

  return chart;
}

static GtkWidget *
make_gaps (void)
{
  GtkWidget *chart = weir_line_chart_new ();
  const WeirTimeSpan gap = { NOW - 20 * MINUTE, NOW - 18 * MINUTE };

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();

      for (gint64 t = NOW - SPAN - MINUTE * i; t < NOW - 2 * MINUTE * i; t += (5 + 20 * i) * SECOND)
        if ((t < gap.begin_usec || t >= gap.end_usec) && (t / MINUTE % 11 != 3))
          weir_series_add (series, t, 10.0 * i + 6.0 * sin (t / 6e7 + i));
      add_series (chart, series, i);
    }
  weir_chart_set_gaps (WEIR_CHART (chart), &gap, 1);
  weir_chart_add_threshold (WEIR_CHART (chart), 15.0, "limit", WEIR_MARK_CRITICAL);

  return chart;
}

static GtkWidget *
make_one_value (void)
{
  GtkWidget *chart = weir_line_chart_new ();
  g_autoptr(WeirSeries) series = weir_series_new ();

  weir_series_add (series, NOW - 10 * MINUTE, 42.0);
  add_series (chart, series, 0);

  return chart;
}

/* Flat, and one value far above or below now and then. */
static GtkWidget *
make_spikes (void)
{
  GtkWidget *chart = weir_line_chart_new ();

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();

      for (gint64 t = NOW - SPAN; t < NOW; t += SECOND)
        weir_series_add (series, t, (t / SECOND + 40 * i) % 97 == 0 ? (i == 0 ? 90.0 : -90.0) : 3.0 * i);
      add_series (chart, series, i);
    }

  return chart;
}

static GtkWidget *
make_logarithmic (void)
{
  GtkWidget *chart = weir_line_chart_new ();

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();

      for (gint64 t = NOW - SPAN; t < NOW; t += 2 * SECOND)
        weir_series_add (series, t, exp (2.0 * i + 2.0 * sin (t / 2e8 + i)));
      add_series (chart, series, i);
    }
  weir_chart_set_logarithmic (WEIR_CHART (chart), TRUE);

  return chart;
}

/* Pale lines behind a thick one, in percent of the first value. */
static GtkWidget *
make_highlight (void)
{
  GtkWidget *chart = make_hundred ();

  weir_line_chart_set_relative (WEIR_LINE_CHART (chart), TRUE);
  weir_line_chart_set_highlight (WEIR_LINE_CHART (chart), "key-03");

  return chart;
}

static GtkWidget *
make_candles (void)
{
  GtkWidget *chart = weir_candle_chart_new ();
  g_autoptr(WeirCandles) candles = weir_candles_new (200);
  g_autoptr(GRand) rand = g_rand_new_with_seed (12);
  double price = 187.0;

  for (gint64 t = (NOW - 2 * SPAN) / MINUTE * MINUTE; t < NOW; t += MINUTE)
    {
      WeirCandle candle = { .start_usec = t, .end_usec = t + MINUTE, .open = price, .high = price + 0.3, .low = price - 0.4,
                            .count = 100, .final = t + MINUTE < NOW, .volume = g_rand_int_range (rand, 200, 2000) };

      price += g_rand_double_range (rand, -0.3, 0.3);
      candle.close = price;
      candle.vwap = (candle.open + candle.close) / 2.0;
      weir_candles_put (candles, &candle);
    }
  weir_candle_chart_set_candles (WEIR_CANDLE_CHART (chart), candles);
  weir_candle_chart_set_overlays (WEIR_CANDLE_CHART (chart), TRUE, 5);

  return chart;
}

static GtkWidget *
make_heatmap (void)
{
  GtkWidget *map = weir_heatmap_new ();

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("sensor-%u", i + 1);
      g_autoptr(WeirSeries) series = weir_series_new ();

      for (gint64 t = NOW - SPAN; t < NOW; t += 10 * SECOND)
        if (i != 5 || t < NOW - SPAN / 2)
          weir_series_add (series, t, 24.0 + 0.4 * i + 6.0 * sin (t / 3e8 + i * 0.35));
      weir_heatmap_add_row (WEIR_HEATMAP (map), series, name);
    }

  return map;
}

static GtkWidget *
make_density (void)
{
  GtkWidget *chart = weir_density_chart_new ();
  WeirDensity *density = weir_density_new (5 * MINUTE);
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);
  const char *const chosen[] = { "key-0003", "key-0100", NULL };

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *name = g_strdup_printf ("key-%04u", i);
      double value = g_rand_double_range (rand, 0.0, 100.0);

      weir_density_add_line (density, name);
      for (gint64 t = NOW - SPAN; t < NOW; t += MINUTE)
        weir_density_add_point (density, i, t, value += g_rand_double_range (rand, -2.0, 2.0));
    }
  weir_density_chart_set_density (WEIR_DENSITY_CHART (chart), density, MINUTE);
  weir_density_chart_set_chosen (WEIR_DENSITY_CHART (chart), chosen);
  /* The chart borrows it. */
  g_object_set_data_full (G_OBJECT (chart), PAINTER_SCENE_DENSITY, density, (GDestroyNotify) weir_density_free);

  return chart;
}

/* A result a minute; the last one is open, and every seventh has late records. */
static void
read_wave (gint64   begin_usec,
           gint64   end_usec,
           gint64   column_usec,
           GArray  *points,
           gpointer user_data)
{
  guint i = GPOINTER_TO_UINT (user_data);

  for (gint64 t = MAX (begin_usec, NOW - 2 * SPAN) / MINUTE * MINUTE; t < MIN (end_usec, NOW); t += MINUTE)
    {
      double value = 30.0 + 8.0 * sin (t / 3e8 + i) + 3.0 * sin (t / 7e7 + 2.0 * i);
      const WeirSeriesPoint point = {
        .start_usec = t, .end_usec = t + MINUTE, .first = value - 1.0, .low = value - 2.0, .high = value + 2.0, .last = value,
        .count = 60, .final = t + MINUTE < NOW, .n_late = t / MINUTE % 7 == 0,
      };

      g_array_append_val (points, point);
    }
}

static void
add_wave (GtkWidget       *chart,
          WeirSeriesStyle  style,
          WeirSeriesScale  scale,
          guint            group,
          guint            i)
{
  g_autofree char *name = g_strdup_printf ("layer-%u", i);
  const WeirSeriesLayerSpec spec = {
    .style = style, .scale = scale, .group = group, .name = name, .unit = "°C", .color_index = i, .window_usec = MINUTE,
    .read = read_wave, .user_data = GUINT_TO_POINTER (i),
  };

  weir_series_chart_add_layer (WEIR_SERIES_CHART (chart), &spec);
}

static GtkWidget *
make_bars (void)
{
  GtkWidget *chart = weir_series_chart_new ();

  add_wave (chart, WEIR_SERIES_BARS, WEIR_SERIES_RIGHT, 0, 0);
  add_wave (chart, WEIR_SERIES_BARS, WEIR_SERIES_RIGHT, 0, 1);
  add_wave (chart, WEIR_SERIES_POINTS, WEIR_SERIES_BELOW, 1, 2);

  return chart;
}

static GtkWidget *
make_stacked (void)
{
  GtkWidget *chart = weir_series_chart_new ();

  for (guint i = 0; i < 4; i++)
    add_wave (chart, WEIR_SERIES_STACKED, WEIR_SERIES_RIGHT, 0, i);

  return chart;
}

static GtkWidget *
make_bands (void)
{
  GtkWidget *chart = weir_series_chart_new ();

  add_wave (chart, WEIR_SERIES_BAND, WEIR_SERIES_RIGHT, 1, 0);
  add_wave (chart, WEIR_SERIES_LINE, WEIR_SERIES_RIGHT, 2, 0);
  add_wave (chart, WEIR_SERIES_LINE, WEIR_SERIES_LEFT, 3, 2);
  add_wave (chart, WEIR_SERIES_LINE, WEIR_SERIES_BELOW, 4, 3);

  return chart;
}

static GtkWidget *
make_series_candles (void)
{
  GtkWidget *chart = weir_series_chart_new ();

  add_wave (chart, WEIR_SERIES_CANDLES, WEIR_SERIES_RIGHT, 0, 0);
  add_wave (chart, WEIR_SERIES_LINE, WEIR_SERIES_RIGHT, 1, 1);

  return chart;
}

const PainterScene painter_scenes[] = {
  { "smooth", make_smooth, SPAN },
  { "noise", make_noise, SPAN },
  { "hundred", make_hundred, SPAN },
  { "gaps", make_gaps, SPAN },
  { "one-value", make_one_value, SPAN },
  { "spikes", make_spikes, SPAN },
  { "logarithmic", make_logarithmic, SPAN },
  { "highlight", make_highlight, SPAN },
  { "zoomed", make_noise, 10 * SECOND },
  { "candles", make_candles, SPAN },
  { "heatmap", make_heatmap, SPAN },
  { "density", make_density, SPAN },
  { "bars", make_bars, SPAN },
  { "stacked", make_stacked, SPAN },
  { "bands", make_bands, SPAN },
  { "series-candles", make_series_candles, SPAN },
};

const guint n_painter_scenes = G_N_ELEMENTS (painter_scenes);

static void
on_painted (GdkFrameClock *clock,
            gboolean      *painted)
{
  *painted = TRUE;
}

void
painter_scene_wait (GtkWidget *chart)
{
  gboolean painted = FALSE;
  gulong id = g_signal_connect (gtk_widget_get_frame_clock (chart), "after-paint", G_CALLBACK (on_painted), &painted);

  while (!painted || weir_chart_get_plot (WEIR_CHART (chart))->n_columns == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (gtk_widget_get_frame_clock (chart), id);
}

GtkWidget *
painter_scene_show (const PainterScene *scene,
            WeirTimeRange      *range)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *chart = scene->make ();
  WeirDensity *density;

  weir_chart_set_time_range (WEIR_CHART (chart), range);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_widget_set_size_request (chart, PAINTER_SCENE_WIDTH, PAINTER_SCENE_HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), chart);
  gtk_window_present (GTK_WINDOW (window));
  painter_scene_wait (chart);

  /* On the screen lines are counted a little in each frame. */
  density = g_object_get_data (G_OBJECT (chart), PAINTER_SCENE_DENSITY);
  if (density != NULL)
    {
      weir_density_count (density, G_MAXINT64);
      gtk_widget_queue_draw (chart);
      painter_scene_wait (chart);
    }

  return window;
}

WeirTimeRange *
painter_scene_make_range (const PainterScene *scene)
{
  WeirTimeRange *range = weir_time_range_new (scene->span_usec);
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();

  weir_time_range_set_zone (range, utc);
  weir_time_range_advance (range, SCENE_NOW);

  return range;
}

/*
 * GTK 4.8's OpenGL keeps what it made of a node by the node's address for the
 * frames after it. Where a node is freed at once, as with a picture and a
 * window that goes away, the next one at its address would look like it.
 */
static void
age_textures (GskRenderer *renderer)
{
  g_autoptr(GskRenderNode) node = gsk_color_node_new (&(GdkRGBA) { 0, 0, 0, 1 }, &GRAPHENE_RECT_INIT (0, 0, 1, 1));

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(GdkTexture) texture = gsk_renderer_render_texture (renderer, node, NULL);

      g_assert_nonnull (texture);
    }
}

/* What GTK shows, in device pixels. */
cairo_surface_t *
painter_scene_take (GtkWidget *chart)
{
  int scale = gtk_widget_get_scale_factor (chart);
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (chart);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (chart));
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  cairo_surface_t *surface;
  int width = gtk_widget_get_width (chart) * scale;
  int height = gtk_widget_get_height (chart) * scale;

  gtk_snapshot_scale (snapshot, (float) scale, (float) scale);
  gtk_snapshot_append_color (snapshot, &weir_chart_get_palette (WEIR_CHART (chart))->card,
                             &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (chart), gtk_widget_get_height (chart));
  node = gtk_snapshot_free_to_node (snapshot);
  age_textures (renderer);
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  age_textures (renderer);

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  gdk_texture_download (texture, cairo_image_surface_get_data (surface), (gsize) cairo_image_surface_get_stride (surface));
  cairo_surface_mark_dirty (surface);

  return surface;
}
