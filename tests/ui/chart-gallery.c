#include <gtk/gtk.h>
#include <math.h>

#include "widgets/weir-candle-chart.h"
#include "widgets/weir-chart-saver.h"
#include "widgets/weir-format.h"
#include "widgets/weir-heatmap.h"
#include "widgets/weir-lag-bar.h"
#include "widgets/weir-line-chart.h"
#include "widgets/weir-series-chart.h"
#include "widgets/weir-sparkline.h"

/*
 * Shows every chart with generated data, light and dark, and saves each as
 * DIRECTORY/NAME-light.png and -dark.png, to be looked at.
 *
 * usage: chart-gallery DIRECTORY STYLE-DIRECTORY
 */

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

/* 2014-09-17 14:41:30 UTC. */
#define NOW (G_GINT64_CONSTANT (1410964890) * SECOND)

typedef GtkWidget *(*MakeFunc) (WeirTimeRange *range);

typedef struct
{
  const char *name;
  MakeFunc    make;
  int         width;
  int         height;
  gint64      span_usec;
  gint64      crosshair_before_usec;  /* before now; 0: none */
} Scene;

static WeirSeries *
random_walk (guint32 seed,
             gint64  span_usec,
             gint64  step_usec,
             double  start,
             double  drift,
             double  noise)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  WeirSeries *series = weir_series_new ();
  double value = start;

  for (gint64 t = NOW - span_usec; t < NOW; t += step_usec)
    {
      value += drift + noise * (g_rand_double (rand) - 0.5);
      weir_series_add (series, t, value);
    }

  return series;
}

static void
add_walk (WeirLineChart *chart,
          const char    *name,
          guint          index,
          double         start,
          double         drift,
          double         noise)
{
  g_autoptr(WeirSeries) series = random_walk (index + 1, 40 * MINUTE, SECOND, start, drift, noise);

  weir_line_chart_add_series (chart, series, name, index);
}

static GtkWidget *
make_relative (WeirTimeRange *range)
{
  static const char *const names[] = { "AAPL", "MSFT", "NVDA", "AMZN", "TSLA", "GOOG" };
  static const double drifts[] = { 0.0, 0.0001, 0.0016, -0.0014, 0.0003, 0.0001 };
  GtkWidget *chart = weir_line_chart_new ();
  const WeirMark marks[] = { { NOW - 6 * MINUTE, WEIR_MARK_CRITICAL }, { NOW - 15 * MINUTE, WEIR_MARK_WARNING } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add_walk (WEIR_LINE_CHART (chart), names[i], i, 180.0, drifts[i], 0.12);
  weir_line_chart_set_relative (WEIR_LINE_CHART (chart), TRUE);
  weir_chart_set_marks (WEIR_CHART (chart), marks, G_N_ELEMENTS (marks));
  weir_chart_set_title (WEIR_CHART (chart), "Change since 14:11", "% · last price of each second");

  return chart;
}

static GtkWidget *
make_sensors (WeirTimeRange *range)
{
  static const char *const names[] = { "sensor-1", "sensor-2", "sensor-3" };
  GtkWidget *chart = weir_line_chart_new ();
  const WeirTimeSpan gap = { NOW - 20 * MINUTE, NOW - 18 * MINUTE };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();
      g_autoptr(GRand) rand = g_rand_new_with_seed (i);

      for (gint64 t = NOW - HOUR; t < NOW; t += 2 * SECOND)
        if (t < gap.begin_usec || t >= gap.end_usec)
          weir_series_add (series, t, 24.0 + 3.0 * i + 4.0 * sin (t / 6e8 + i) + g_rand_double_range (rand, -0.6, 0.6)
                           + (i == 2 && (t - NOW) / (2 * SECOND) == -200 ? 14.0 : 0.0));
      weir_line_chart_add_series (WEIR_LINE_CHART (chart), series, names[i], i);
    }
  weir_chart_set_gaps (WEIR_CHART (chart), &gap, 1);
  weir_chart_add_threshold (WEIR_CHART (chart), 40.0, "limit 40 °C", WEIR_MARK_CRITICAL);
  weir_chart_set_unit (WEIR_CHART (chart), "°C");
  weir_chart_set_title (WEIR_CHART (chart), "Temperature", "by device");

  return chart;
}

static GtkWidget *
make_single (WeirTimeRange *range)
{
  GtkWidget *chart = weir_line_chart_new ();

  add_walk (WEIR_LINE_CHART (chart), "AAPL", 0, 187.0, 0.0, 0.08);
  weir_chart_set_unit (WEIR_CHART (chart), "USD");
  weir_chart_set_decimals (WEIR_CHART (chart), 2);
  weir_chart_set_title (WEIR_CHART (chart), "AAPL", "last price");

  return chart;
}

static GtkWidget *
make_noise (WeirTimeRange *range)
{
  GtkWidget *chart = weir_line_chart_new ();
  g_autoptr(WeirSeries) series = weir_series_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);

  for (gint64 t = NOW - 30 * MINUTE; t < NOW; t += SECOND / 10)
    weir_series_add (series, t, 2.1e6 + 2e5 * g_rand_double_range (rand, -1, 1) * (1.2 + sin (t / 2e8)));
  weir_line_chart_add_series (WEIR_LINE_CHART (chart), series, "records", 2);
  weir_chart_set_unit (WEIR_CHART (chart), "records/s");
  weir_chart_set_title (WEIR_CHART (chart), "Throughput", NULL);

  return chart;
}

static GtkWidget *
make_many (WeirTimeRange *range)
{
  GtkWidget *chart = weir_line_chart_new ();

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("device-%02u", i);

      add_walk (WEIR_LINE_CHART (chart), name, i, 20.0 + i * 0.02, 0.0, 0.1);
    }
  weir_chart_set_title (WEIR_CHART (chart), "Twenty devices", "°C");

  return chart;
}

static GtkWidget *
make_candles (WeirTimeRange *range)
{
  GtkWidget *chart = weir_candle_chart_new ();
  g_autoptr(WeirCandles) candles = weir_candles_new (2000);
  g_autoptr(GRand) rand = g_rand_new_with_seed (12);
  gint64 first = (NOW - 24 * HOUR) / MINUTE * MINUTE;
  const WeirTimeSpan gap = { first + 24 * HOUR - 21 * MINUTE, first + 24 * HOUR - 20 * MINUTE };
  const WeirMark mark = { NOW - 6 * MINUTE, WEIR_MARK_CRITICAL };
  double price = 187.0;
  double paid = 0.0, traded = 0.0;

  for (gint64 t = first; t < NOW; t += MINUTE)
    {
      WeirCandle candle = { .start_usec = t, .end_usec = t + MINUTE, .open = price, .high = price, .low = price,
                            .count = g_rand_int_range (rand, 60, 180), .final = t + MINUTE < NOW };

      for (guint i = 0; i < candle.count; i++)
        {
          price += 0.03 * (g_rand_double (rand) - 0.5) + 0.0005 * sin (t / 7e8);
          candle.high = MAX (candle.high, price);
          candle.low = MIN (candle.low, price);
        }
      candle.close = price;
      candle.volume = g_rand_int_range (rand, 200000, 2000000);
      paid += candle.volume * (candle.high + candle.low) / 2;
      traded += candle.volume;
      candle.vwap = paid / traded;
      if (t + 30 * MINUTE < NOW - MINUTE)
        paid = traded = 0.0;
      if (t != gap.begin_usec)
        weir_candles_put (candles, &candle);
    }
  weir_candle_chart_set_candles (WEIR_CANDLE_CHART (chart), candles);
  weir_chart_set_gaps (WEIR_CHART (chart), &gap, 1);
  weir_chart_set_marks (WEIR_CHART (chart), &mark, 1);
  weir_chart_set_decimals (WEIR_CHART (chart), 2);
  weir_chart_set_title (WEIR_CHART (chart), "AAPL", "one-minute candles · USD · volume");

  return chart;
}

static GtkWidget *
make_heatmap (WeirTimeRange *range)
{
  GtkWidget *map = weir_heatmap_new ();

  for (guint i = 0; i < 14; i++)
    {
      g_autofree char *name = g_strdup_printf ("sensor-%u", i + 1);
      g_autoptr(WeirSeries) series = weir_series_new ();
      g_autoptr(GRand) rand = g_rand_new_with_seed (i);

      for (gint64 t = NOW - 6 * HOUR; t < NOW; t += 10 * SECOND)
        if (i != 5 || t < NOW - 3 * HOUR || t > NOW - 2 * HOUR)
          weir_series_add (series, t, 24.0 + 0.4 * i + 6.0 * sin (t / 6e9 + i * 0.35) + g_rand_double_range (rand, -1.0, 1.0));
      weir_heatmap_add_row (WEIR_HEATMAP (map), series, name);
    }
  weir_chart_set_title (WEIR_CHART (map), "Temperature of all devices", "°C");

  return map;
}

static GtkWidget *
make_list (WeirTimeRange *range)
{
  static const char *const names[] = { "NVDA", "TSLA", "AAPL", "INTC" };
  static const double changes[] = { 2.41, 1.12, 0.0, -2.63 };
  static const gint64 lags[] = { 0, 12, 4821, 1204312 };
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 8);
  gtk_widget_set_margin_start (grid, 12);
  gtk_widget_set_margin_top (grid, 12);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(WeirSeries) series = random_walk (i + 40, 30 * MINUTE, SECOND, 100.0, changes[i] / 3000, 0.2);
      g_autofree char *change = weir_format_change (changes[i], 2);
      g_autofree char *lag = weir_format_count (lags[i]);
      GtkWidget *spark = weir_sparkline_new ();
      GtkWidget *bar = weir_lag_bar_new ();

      weir_sparkline_set_series (WEIR_SPARKLINE (spark), series);
      weir_sparkline_set_time_range (WEIR_SPARKLINE (spark), range);
      weir_lag_bar_set_lag (WEIR_LAG_BAR (bar), lags[i], lags[3], i == 3 ? WEIR_MARK_CRITICAL : i == 2 ? WEIR_MARK_WARNING : WEIR_MARK_INFO);
      gtk_grid_attach (GTK_GRID (grid), gtk_label_new (names[i]), 0, i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), gtk_label_new (change), 1, i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), spark, 2, i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), bar, 3, i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), gtk_label_new (lag), 4, i, 1, 1);
    }

  return grid;
}

/* A result a minute of a day; the last one is open. */
static void
read_wave (gint64   begin_usec,
           gint64   end_usec,
           gint64   column_usec,
           GArray  *points,
           gpointer user_data)
{
  double phase = GPOINTER_TO_UINT (user_data) % 16;
  double spread = GPOINTER_TO_UINT (user_data) >= 16 ? 2.0 : 0.0;

  for (gint64 t = MAX (begin_usec, NOW - 24 * HOUR) / MINUTE * MINUTE; t < MIN (end_usec, NOW); t += MINUTE)
    {
      double value = 30.0 + 8.0 * sin (t / 3e8 + phase) + 3.0 * sin (t / 7e7 + 2.0 * phase);
      const WeirSeriesPoint point = {
        t, t + MINUTE, value, value - spread, value + spread, value, 60, t + MINUTE < NOW,
      };

      g_array_append_val (points, point);
    }
}

static void
add_wave (GtkWidget       *chart,
          const char      *name,
          WeirSeriesStyle  style,
          WeirSeriesScale  scale,
          guint            group,
          guint            index)
{
  const WeirSeriesLayerSpec spec = {
    .style = style, .scale = scale, .group = group, .name = name, .unit = "°C", .color_index = index, .window_usec = MINUTE,
    .read = read_wave, .user_data = GUINT_TO_POINTER (style == WEIR_SERIES_BAND ? index + 16 : index),
  };

  weir_series_chart_add_layer (WEIR_SERIES_CHART (chart), &spec);
}

static GtkWidget *
make_series (WeirTimeRange *range)
{
  GtkWidget *chart = weir_series_chart_new ();

  add_wave (chart, "count", WEIR_SERIES_BARS, WEIR_SERIES_LEFT, 0, 7);
  add_wave (chart, "p5 – p95", WEIR_SERIES_BAND, WEIR_SERIES_RIGHT, 1, 0);
  add_wave (chart, "mean", WEIR_SERIES_LINE, WEIR_SERIES_RIGHT, 2, 0);
  add_wave (chart, "RSI", WEIR_SERIES_LINE, WEIR_SERIES_BELOW, 3, 2);

  return chart;
}

static GtkWidget *
make_stacked (WeirTimeRange *range)
{
  GtkWidget *chart = weir_series_chart_new ();

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("device-%u", i);

      add_wave (chart, name, WEIR_SERIES_STACKED, WEIR_SERIES_RIGHT, 0, i);
    }

  return chart;
}

static GtkWidget *
make_beside (WeirTimeRange *range)
{
  GtkWidget *chart = weir_series_chart_new ();

  add_wave (chart, "first", WEIR_SERIES_BARS, WEIR_SERIES_RIGHT, 0, 0);
  add_wave (chart, "second", WEIR_SERIES_BARS, WEIR_SERIES_RIGHT, 0, 1);
  add_wave (chart, "points", WEIR_SERIES_POINTS, WEIR_SERIES_BELOW, 1, 2);

  return chart;
}

static GtkWidget *
make_empty (WeirTimeRange *range)
{
  GtkWidget *chart = weir_line_chart_new ();

  weir_chart_set_title (WEIR_CHART (chart), "Nothing yet", NULL);

  return chart;
}

static const Scene scenes[] = {
  { "relative", make_relative, 904, 382, 30 * MINUTE, 0 },
  { "relative-crosshair", make_relative, 904, 382, 30 * MINUTE, 9 * MINUTE },
  { "sensors", make_sensors, 720, 320, HOUR, 0 },
  { "sensors-crosshair", make_sensors, 720, 320, HOUR, 8 * MINUTE },
  { "single", make_single, 560, 260, 30 * MINUTE, 12 * MINUTE },
  { "single-zoomed", make_single, 560, 260, 20 * SECOND, 0 },
  { "noise", make_noise, 560, 260, 30 * MINUTE, 0 },
  { "many", make_many, 560, 300, 30 * MINUTE, 0 },
  { "narrow", make_relative, 320, 220, 30 * MINUTE, 0 },
  { "tiny", make_sensors, 180, 130, HOUR, 0 },
  { "candles", make_candles, 902, 510, 30 * MINUTE, 0 },
  { "candles-crosshair", make_candles, 902, 510, 30 * MINUTE, 11 * MINUTE },
  { "candles-day", make_candles, 720, 320, 24 * HOUR, 5 * HOUR },
  { "candles-small", make_candles, 340, 240, 10 * MINUTE, 0 },
  { "heatmap", make_heatmap, 720, 340, 6 * HOUR, 0 },
  { "heatmap-crosshair", make_heatmap, 720, 340, 6 * HOUR, 90 * MINUTE },
  { "series", make_series, 902, 420, 30 * MINUTE, 0 },
  { "series-crosshair", make_series, 902, 420, 30 * MINUTE, 20 * MINUTE },
  { "series-day", make_series, 720, 320, 24 * HOUR, 5 * HOUR },
  { "stacked", make_stacked, 720, 320, 30 * MINUTE, 5 * MINUTE },
  { "beside", make_beside, 720, 320, 20 * MINUTE, 0 },
  { "list", make_list, 480, 160, 30 * MINUTE, 0 },
  { "empty", make_empty, 420, 200, 5 * MINUTE, 0 },
};

static void
run_until_drawn (GtkWidget *window)
{
  gint64 deadline = g_get_monotonic_time () + 300000;

  while (g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, g_main_context_pending (NULL));
}

static void
save (GtkWidget  *widget,
      const char *directory,
      const char *name,
      gboolean    dark)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree char *file = g_strdup_printf ("%s-%s.png", name, dark ? "dark" : "light");
  g_autofree char *path = g_build_filename (directory, file, NULL);

  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node, NULL);
  gdk_texture_save_to_png (texture, path);
}

/* As a person saves it: SVG, PDF and a PNG of twice the size. */
static void
save_files (WeirChart   *chart,
            const char  *directory,
            const Scene *scene)
{
  static const char *const suffixes[] = { "png", "svg", "pdf" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/saved-%s.%s", directory, scene->name, suffixes[i]);
      g_autoptr(GError) error = NULL;

      if (!weir_chart_saver_save (chart, path, scene->width, scene->height, NULL, &error))
        g_error ("%s", error->message);
    }
}

static void
show_scene (const Scene *scene,
            const char  *directory,
            gboolean     dark)
{
  g_autoptr(WeirTimeRange) range = weir_time_range_new (scene->span_usec);
  g_autoptr(GTimeZone) zone = g_time_zone_new_utc ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *widget = scene->make (range);

  weir_time_range_set_zone (range, zone);
  weir_time_range_advance (range, NOW);
  if (scene->crosshair_before_usec > 0)
    weir_time_range_set_crosshair (range, NOW - scene->crosshair_before_usec);
  if (WEIR_IS_CHART (widget))
    weir_chart_set_time_range (WEIR_CHART (widget), range);

  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_widget_add_css_class (card, "gallery-card");
  gtk_widget_set_size_request (card, scene->width, scene->height);
  gtk_box_append (GTK_BOX (card), widget);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), scene->width, scene->height);
  gtk_window_set_child (GTK_WINDOW (window), card);
  gtk_window_present (GTK_WINDOW (window));
  run_until_drawn (window);
  save (card, directory, scene->name, dark);
  if (WEIR_IS_CHART (widget) && scene->crosshair_before_usec == 0 && !dark)
    save_files (WEIR_CHART (widget), directory, scene);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
load_style (const char *directory,
            gboolean    dark)
{
  static GtkCssProvider *colors;
  g_autofree char *path = g_build_filename (directory, dark ? "charts-dark.css" : "charts.css", NULL);
  g_autoptr(GtkCssProvider) card = gtk_css_provider_new ();
  GdkDisplay *display = gdk_display_get_default ();

  if (colors != NULL)
    gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (colors));
  g_clear_object (&colors);
  colors = gtk_css_provider_new ();
  gtk_css_provider_load_from_path (colors, path);
  gtk_css_provider_load_from_data (card, ".gallery-card { background: @weir_card; }", -1);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (colors), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (card), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

int
main (int   argc,
      char *argv[])
{
  if (argc < 3)
    {
      g_printerr ("usage: %s DIRECTORY STYLE-DIRECTORY [NAME]\n", argv[0]);
      return 2;
    }

  gtk_init ();
  for (int dark = 0; dark <= 1; dark++)
    {
      g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", (gboolean) dark,
                    "gtk-enable-animations", FALSE, "gtk-font-name", "Cantarell 11", NULL);
      load_style (argv[2], dark);
      for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
        if (argc < 4 || g_str_has_prefix (scenes[i].name, argv[3]))
          show_scene (&scenes[i], argv[1], dark);
    }

  return 0;
}
