#include "charts-frames.h"

#include <gtk/gtk.h>
#include <math.h>
#include <time.h>

#include "widgets/weir-density-chart.h"
#include "widgets/weir-line-chart.h"
#include "widgets/weir-painter-kind.h"

#define SECOND     ((gint64) G_USEC_PER_SEC)
#define START      (G_GINT64_CONSTANT (1410964890) * SECOND)
#define FRAME_MS   (1000.0 / 60.0)
#define N_KEYS     100
#define DAY        (24 * 3600 * SECOND)
#define N_PANS     300
#define N_LINES    10000
#define IDLE_SECONDS 5
#define DELAY_SECONDS 20

/* One chart on the screen, and when frames began and ended. */
typedef struct
{
  GtkWidget     *window;
  GtkWidget     *chart;
  WeirTimeRange *range;
  WeirSeries    *series;      /* of the first line */
  gint64         now_usec;
  GArray        *delays_ms;   /* of double */
  gint64         added_usec;  /* the oldest value that no frame has shown; 0: none */
  GArray        *frames_ms;   /* of double */
  GArray        *frames_cpu_ms;   /* of double: CPU time of all threads in them */
  gint64         begun_usec;
  double         begun_cpu_ms;
  guint          n_pans;
} Stage;

static double
cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);

  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static double
quantile (GArray *values,
          double  share)
{
  if (values->len == 0)
    return NAN;
  g_array_sort (values, compare_doubles);

  return g_array_index (values, double, MIN (values->len - 1, (guint) (share * values->len)));
}

static void
on_before_paint (GdkFrameClock *clock,
                 Stage         *stage)
{
  stage->begun_usec = g_get_monotonic_time ();
  stage->begun_cpu_ms = cpu_ms ();
}

static void
on_after_paint (GdkFrameClock *clock,
                Stage         *stage)
{
  gint64 now_usec = g_get_monotonic_time ();
  double frame_ms = (now_usec - stage->begun_usec) / 1e3;
  double delay_ms = (now_usec - stage->added_usec) / 1e3;

  double spent_ms = cpu_ms () - stage->begun_cpu_ms;

  g_array_append_val (stage->frames_ms, frame_ms);
  g_array_append_val (stage->frames_cpu_ms, spent_ms);
  if (stage->added_usec > 0)
    g_array_append_val (stage->delays_ms, delay_ms);
  stage->added_usec = 0;
}

static void
stage_show (Stage *stage)
{
  GdkFrameClock *clock;

  weir_time_range_advance (stage->range, START);
  stage->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (stage->window), 1400, 900);
  gtk_window_set_child (GTK_WINDOW (stage->window), stage->chart);
  gtk_window_present (GTK_WINDOW (stage->window));
  clock = gtk_widget_get_frame_clock (stage->chart);
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), stage);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), stage);
}

static void
stage_init (Stage *stage,
            guint  n_series,
            gint64 span_usec)
{
  *stage = (Stage) { .range = weir_time_range_new (span_usec), .now_usec = START };
  stage->delays_ms = g_array_new (FALSE, FALSE, sizeof (double));
  stage->frames_ms = g_array_new (FALSE, FALSE, sizeof (double));
  stage->frames_cpu_ms = g_array_new (FALSE, FALSE, sizeof (double));
  stage->chart = weir_line_chart_new ();
  weir_chart_set_time_range (WEIR_CHART (stage->chart), stage->range);
  for (guint i = 0; i < n_series; i++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();
      g_autofree char *name = g_strdup_printf ("key-%02u", i);
      g_autoptr(GRand) rand = g_rand_new_with_seed (i);

      for (gint64 t = START - span_usec; t < START; t += SECOND)
        weir_series_add (series, t, i + g_rand_double (rand));
      weir_line_chart_add_series (WEIR_LINE_CHART (stage->chart), series, name, i);
      if (i == 0)
        stage->series = g_object_ref (series);
    }
  stage_show (stage);
}

static void
stage_clear (Stage *stage)
{
  gtk_window_destroy (GTK_WINDOW (stage->window));
  g_object_unref (stage->range);
  g_clear_object (&stage->series);
  g_array_unref (stage->delays_ms);
  g_array_unref (stage->frames_ms);
  g_array_unref (stage->frames_cpu_ms);
}

static gboolean
on_timeout (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
run_for (guint milliseconds)
{
  gboolean done = FALSE;

  g_timeout_add (milliseconds, on_timeout, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
add_value (gpointer user_data)
{
  Stage *stage = user_data;

  stage->now_usec += SECOND / 10;
  weir_series_add (stage->series, stage->now_usec - 1, stage->now_usec / SECOND % 3);
  weir_series_emit_changed (stage->series);
  weir_time_range_advance (stage->range, stage->now_usec);
  if (stage->added_usec == 0)
    stage->added_usec = g_get_monotonic_time ();

  return G_SOURCE_CONTINUE;
}

/* The oldest value that a frame shows waited longest: the p99 of these is no less than that of all. */
static double
measure_delay (guint per_second)
{
  Stage stage;
  double delay_ms;
  guint id;

  stage_init (&stage, 1, 600 * SECOND);
  run_for (500);
  g_array_set_size (stage.delays_ms, 0);
  id = g_timeout_add (1000 / per_second, add_value, &stage);
  run_for (DELAY_SECONDS * 1000);
  g_source_remove (id);
  delay_ms = quantile (stage.delays_ms, 0.99);
  stage_clear (&stage);

  return delay_ms / FRAME_MS;
}

static void
measure_rest (ChartsFrames *self)
{
  Stage stage;
  double before;
  guint64 n_painted;
  guint id;

  stage_init (&stage, 4, 600 * SECOND);
  run_for (1000);
  before = cpu_ms ();
  run_for (IDLE_SECONDS * 1000);
  self->idle_percent = (cpu_ms () - before) / (IDLE_SECONDS * 10.0);

  gtk_widget_hide (stage.window);
  run_for (200);
  n_painted = weir_line_chart_get_n_painted (WEIR_LINE_CHART (stage.chart));
  id = g_timeout_add (20, add_value, &stage);
  run_for (2000);
  g_source_remove (id);
  self->hidden_columns = (guint) (weir_line_chart_get_n_painted (WEIR_LINE_CHART (stage.chart)) - n_painted);
  stage_clear (&stage);
}

/* Panned by a hundredth of what is shown, and every tenth frame zoomed, in and out. */
static gboolean
on_tick (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Stage *stage = user_data;
  gint64 middle_usec = weir_time_range_get_end (stage->range) - weir_time_range_get_span (stage->range) / 2;

  stage->n_pans++;
  weir_time_range_pan (stage->range, (stage->n_pans / 50 % 2 == 0 ? -1 : 1) * weir_time_range_get_span (stage->range) / 100);
  if (stage->n_pans % 10 == 0)
    weir_time_range_zoom (stage->range, stage->n_pans / 10 % 2 == 0 ? 1.25 : 0.8, middle_usec);

  return G_SOURCE_CONTINUE;
}

void
charts_frames_measure_pan (ChartsFrames *self)
{
  Stage stage;
  guint id;

  stage_init (&stage, N_KEYS, DAY);
  run_for (1000);
  g_array_set_size (stage.frames_ms, 0);
  g_array_set_size (stage.frames_cpu_ms, 0);
  id = gtk_widget_add_tick_callback (stage.chart, on_tick, &stage, NULL);
  while (stage.n_pans < N_PANS)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (stage.chart, id);
  self->pan_p50_ms = quantile (stage.frames_ms, 0.5);
  self->pan_p99_ms = quantile (stage.frames_ms, 0.99);
  self->pan_cpu_p50_ms = quantile (stage.frames_cpu_ms, 0.5);
  self->pan_cpu_p99_ms = quantile (stage.frames_cpu_ms, 0.99);
  stage_clear (&stage);
}

/* An hour of minutes of very many keys, each a walk of its own. */
static WeirDensity *
make_lines (void)
{
  WeirDensity *density = weir_density_new (5 * 60 * SECOND);
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);

  for (guint i = 0; i < N_LINES; i++)
    {
      g_autofree char *name = g_strdup_printf ("key-%05u", i);
      double value = g_rand_double_range (rand, 0.0, 100.0);

      weir_density_add_line (density, name);
      for (gint64 t = START - 3 * 3600 * SECOND; t < START; t += 60 * SECOND)
        weir_density_add_point (density, i, t, value += g_rand_double_range (rand, -2.0, 2.0));
    }

  return density;
}

void
charts_frames_measure_density (ChartsFrames *self)
{
  g_autoptr(WeirDensity) density = make_lines ();
  const WeirDensityGrid grid = { .begin_usec = START - 3600 * SECOND, .column_usec = 3600 * SECOND / 1280, .n_columns = 1280,
                                 .n_rows = 780, .low = -50.0, .high = 150.0 };
  double before = cpu_ms ();
  Stage stage;
  guint id;

  weir_density_set_grid (density, &grid);
  weir_density_count (density, G_MAXINT64);
  self->density_count_ms = cpu_ms () - before;

  stage = (Stage) { .range = weir_time_range_new (3600 * SECOND), .now_usec = START };
  stage.delays_ms = g_array_new (FALSE, FALSE, sizeof (double));
  stage.frames_ms = g_array_new (FALSE, FALSE, sizeof (double));
  stage.frames_cpu_ms = g_array_new (FALSE, FALSE, sizeof (double));
  stage.chart = weir_density_chart_new ();
  weir_chart_set_time_range (WEIR_CHART (stage.chart), stage.range);
  weir_density_chart_set_density (WEIR_DENSITY_CHART (stage.chart), density, 60 * SECOND);
  stage_show (&stage);
  run_for (1000);
  g_array_set_size (stage.frames_ms, 0);
  id = gtk_widget_add_tick_callback (stage.chart, on_tick, &stage, NULL);
  while (stage.n_pans < N_PANS)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (stage.chart, id);
  self->density_frame_p99_ms = quantile (stage.frames_ms, 0.99);
  weir_density_chart_set_density (WEIR_DENSITY_CHART (stage.chart), NULL, 0);
  stage_clear (&stage);
}

/* For windows that are shown from now on: GTK and the lines of charts by OpenGL, or GTK by cairo and the lines by strips. */
void
charts_frames_choose_painter (gboolean gl)
{
  g_object_set_data (G_OBJECT (gdk_display_get_default ()), "gsk-renderer", (gpointer) (gl ? "gl" : "cairo"));
  weir_painter_kind_choose (gl ? WEIR_PAINTER_GL : WEIR_PAINTER_STRIP);
}

static void
measure_memory (ChartsFrames *self)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  const gint64 n_values = 10000000;

  for (gint64 i = 0; i < n_values; i++)
    weir_series_add (series, START - DAY + DAY / n_values * i, (double) (i % 100));
  self->bytes_per_point = (double) weir_series_get_n_bytes (series) / (double) n_values;
}

void
charts_frames_measure_delay (ChartsFrames *self)
{
  self->delay_1000_frames = measure_delay (1000);
  self->delay_20_frames = measure_delay (20);
}

void
charts_frames_measure (ChartsFrames *self)
{
  charts_frames_measure_delay (self);
  measure_rest (self);
  charts_frames_measure_pan (self);
  charts_frames_measure_density (self);
  measure_memory (self);
}
