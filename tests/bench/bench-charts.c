#include <gtk/gtk.h>
#include <math.h>
#include <time.h>

#include "charts-frames.h"
#include "widgets/weir-gl-stage.h"
#include "widgets/weir-line-chart.h"
#include "widgets/weir-painter-kind.h"

/*
 * CPU time per frame of a window of 1400 × 900 with eight live charts of four
 * noisy series: all of it stroked anew with cairo in every frame, against
 * Weir's charts, by strips and by OpenGL, in alternating pairs within one
 * process. And the time of one chart's redraw with ten thousand and ten million
 * values in its range.
 *
 * usage: bench-charts [--pairs N] [--gate] [--only live|gl|pan|delay|density]; JSON on stdout, the table on stderr
 */

#define SECOND    ((gint64) G_USEC_PER_SEC)
#define N_CHARTS  8
#define N_SERIES  4
#define N_FRAMES  60
#define SPAN      (60 * SECOND)
#define START     (G_GINT64_CONSTANT (1410964890) * SECOND)

/* Of all redrawn by strokes to Weir's live charts, reached by one pair at least. */
#define PROMISED_RATIO 6

/* Not g_print(), which takes the form of the locale: the table has signs beyond ASCII. */
#define say(...) fprintf (stderr, __VA_ARGS__)

static int n_pairs = 7;
static gboolean gate;
static char *only;

static const GOptionEntry options[] = {
  { "pairs", 0, 0, G_OPTION_ARG_INT, &n_pairs, "how many pairs of runs", "N" },
  { "gate", 0, 0, G_OPTION_ARG_NONE, &gate, "fail below the promised ratio", NULL },
  { "only", 0, 0, G_OPTION_ARG_STRING, &only, "only one of the figures, for a profiler: live, gl, pan, delay, density", "FIGURE" },
  { NULL }
};

/* What is compared with: every line a path, stroked with antialiasing in every frame. */
#define STROKE_TYPE_CHART (stroke_chart_get_type ())
G_DECLARE_FINAL_TYPE (StrokeChart, stroke_chart, STROKE, CHART, GtkWidget)

struct _StrokeChart
{
  GtkWidget      parent_instance;

  WeirSeries    *series[N_SERIES];    /* borrowed */
  WeirTimeRange *range;               /* borrowed */
};

G_DEFINE_FINAL_TYPE (StrokeChart, stroke_chart, GTK_TYPE_WIDGET)

static void
stroke_series (StrokeChart *self,
               cairo_t     *cr,
               guint        i,
               int          width,
               int          height)
{
  g_autofree WeirColumn *columns = g_new (WeirColumn, width);
  gint64 begin_usec;
  gint64 column_usec = weir_time_range_get_columns (self->range, width, &begin_usec);

  weir_series_decimate (self->series[i], begin_usec, begin_usec + width * column_usec, columns, width);
  for (int x = 0; x < width; x++)
    if (columns[x].count > 0)
      {
        cairo_line_to (cr, x + 0.5, (1.0 - columns[x].min / 100.0) * height);
        cairo_line_to (cr, x + 0.5, (1.0 - columns[x].max / 100.0) * height);
      }
  cairo_set_source_rgb (cr, 0.2 * i, 0.3, 0.7 - 0.2 * i);
  cairo_stroke (cr);
}

static void
stroke_chart_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  cairo_set_line_width (cr, 1.5);
  for (guint i = 0; i < N_SERIES; i++)
    stroke_series (STROKE_CHART (widget), cr, i, width, height);
  cairo_destroy (cr);
}

static void
stroke_chart_class_init (StrokeChartClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = stroke_chart_snapshot;
}

static void
stroke_chart_init (StrokeChart *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

/* A window of one kind of chart, and what adds values to it. */
typedef struct
{
  GtkWidget     *window;
  GtkWidget     *charts[N_CHARTS];
  WeirSeries    *series[N_CHARTS][N_SERIES];
  WeirTimeRange *range;
  GRand         *rand;
  gint64         now_usec;
  gboolean       redraw_all;
  gboolean       gl;          /* GTK and the lines are drawn by OpenGL */
  guint          n_frames;
} Scene;

static void
add_values (Scene  *scene,
            gint64  to_usec)
{
  for (; scene->now_usec < to_usec; scene->now_usec += SECOND / 60)
    for (guint c = 0; c < N_CHARTS; c++)
      for (guint s = 0; s < N_SERIES; s++)
        weir_series_add (scene->series[c][s], scene->now_usec, 20.0 * s + 10.0 + g_rand_double_range (scene->rand, 0.0, 18.0));

  for (guint c = 0; c < N_CHARTS; c++)
    for (guint s = 0; s < N_SERIES; s++)
      weir_series_emit_changed (scene->series[c][s]);
}

static GtkWidget *
make_chart (Scene    *scene,
            guint     c,
            gboolean  stroke)
{
  GtkWidget *chart = stroke ? g_object_new (STROKE_TYPE_CHART, NULL) : weir_line_chart_new ();

  for (guint s = 0; s < N_SERIES; s++)
    {
      scene->series[c][s] = weir_series_new ();
      if (stroke)
        STROKE_CHART (chart)->series[s] = scene->series[c][s];
      else
        weir_line_chart_add_series (WEIR_LINE_CHART (chart), scene->series[c][s], "key", s);
    }

  if (stroke)
    STROKE_CHART (chart)->range = scene->range;
  else
    weir_chart_set_time_range (WEIR_CHART (chart), scene->range);
  gtk_widget_set_hexpand (chart, TRUE);
  gtk_widget_set_vexpand (chart, TRUE);

  return chart;
}

static void
scene_init (Scene    *scene,
            gboolean  stroke,
            gboolean  redraw_all)
{
  GtkWidget *grid = gtk_grid_new ();

  *scene = (Scene) { .range = weir_time_range_new (SPAN), .rand = g_rand_new_with_seed (1), .now_usec = START,
                     .redraw_all = redraw_all };
  for (guint c = 0; c < N_CHARTS; c++)
    {
      scene->charts[c] = make_chart (scene, c, stroke);
      gtk_grid_attach (GTK_GRID (grid), scene->charts[c], c % 4, c / 4, 1, 1);
    }

  add_values (scene, START + SPAN);
  weir_time_range_advance (scene->range, scene->now_usec);
  scene->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (scene->window), 1400, 900);
  gtk_window_set_child (GTK_WINDOW (scene->window), grid);
}

static gboolean
on_tick (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Scene *scene = user_data;

  add_values (scene, scene->now_usec + SECOND / 60);
  weir_time_range_advance (scene->range, scene->now_usec);
  for (guint c = 0; c < N_CHARTS && scene->redraw_all; c++)
    {
      if (WEIR_IS_CHART (scene->charts[c]))
        weir_chart_style_changed (WEIR_CHART (scene->charts[c]));
      gtk_widget_queue_draw (scene->charts[c]);
    }
  scene->n_frames++;

  return G_SOURCE_CONTINUE;
}

static double
cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);

  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void
run_frames (Scene *scene,
            guint  n)
{
  guint end = scene->n_frames + n;

  while (scene->n_frames < end)
    g_main_context_iteration (NULL, TRUE);
}

/* CPU time of all threads per frame, adding values included. */
static double
measure (Scene *scene)
{
  double before, spent;
  guint id;

  charts_frames_choose_painter (scene->gl);
  gtk_window_present (GTK_WINDOW (scene->window));
  id = gtk_widget_add_tick_callback (scene->window, on_tick, scene, NULL);
  run_frames (scene, 15);
  before = cpu_ms ();
  run_frames (scene, N_FRAMES);
  spent = cpu_ms () - before;
  gtk_widget_remove_tick_callback (scene->window, id);
  gtk_widget_hide (scene->window);

  return spent / N_FRAMES;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
median (double *values,
        int     n)
{
  qsort (values, n, sizeof *values, compare_doubles);

  return values[n / 2];
}

/* Time to read and draw one chart of 700 × 300 anew. */
static double
redraw_ms (gint64 n_values)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  g_autoptr(WeirLineImage) image = weir_line_image_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (2);
  g_autofree WeirColumn *columns = g_new (WeirColumn, 700);
  WeirLine line = { .columns = columns, .color = { 0, 0, 1, 1 }, .width_px = 1.5, .factor = 1.0 };
  WeirLineSet set = { .lines = &line, .n_lines = 1 };
  gint64 span = 24 * 3600 * SECOND;
  double before;

  for (gint64 i = 0; i < n_values; i++)
    weir_series_add (series, START - span + span / n_values * i, g_rand_double (rand));

  set.plot = (WeirPlot) { .area = GRAPHENE_RECT_INIT (0, 0, 700, 300), .scale = 1.0, .n_columns = 700,
                          .begin_usec = START - span, .column_usec = span / 700, .low = -0.1, .high = 1.1 };
  before = cpu_ms ();
  for (guint i = 0; i < 100; i++)
    {
      weir_series_decimate (series, START - span, START, columns, 700);
      set.generation++;
      weir_line_image_update (image, &set, 0, 700);
    }

  return (cpu_ms () - before) / 100.0;
}

static void
write_json (double stroke_ms,
            double live_ms,
            double all_ms,
            double ratio,
            double ratio_low,
            double ratio_high,
            double gl_live_ms,
            double gl_all_ms,
            double few_ms,
            double many_ms,
            const ChartsFrames *frames)
{
  g_autoptr(GString) text = g_string_new ("{\n");
  const struct
  {
    const char *name;
    double value;
  } members[] = {
    { "stroke_all_cpu_ms_per_frame", stroke_ms }, { "weir_live_cpu_ms_per_frame", live_ms },
    { "weir_redraw_all_cpu_ms_per_frame", all_ms }, { "stroke_to_live", ratio },
    { "stroke_to_live_low", ratio_low }, { "stroke_to_live_high", ratio_high },
    { "gl_live_cpu_ms_per_frame", gl_live_ms }, { "gl_redraw_all_cpu_ms_per_frame", gl_all_ms },
    { "redraw_10k_values_ms", few_ms }, { "redraw_10m_values_ms", many_ms },
    { "delay_p99_frames_at_1000", frames->delay_1000_frames }, { "delay_p99_frames_at_20", frames->delay_20_frames },
    { "idle_percent_of_a_core", frames->idle_percent }, { "hidden_columns_painted", frames->hidden_columns },
    { "pan_frame_p50_ms", frames->pan_p50_ms }, { "pan_frame_p99_ms", frames->pan_p99_ms },
    { "pan_frame_cpu_p50_ms", frames->pan_cpu_p50_ms }, { "pan_frame_cpu_p99_ms", frames->pan_cpu_p99_ms },
    { "density_count_ms", frames->density_count_ms }, { "density_frame_p99_ms", frames->density_frame_p99_ms },
    { "bytes_per_value", frames->bytes_per_point },
  };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (number, sizeof number, "%.3f", members[i].value);
      g_string_append_printf (text, "  \"%s\": %s%s\n", members[i].name, number, i + 1 < G_N_ELEMENTS (members) ? "," : "");
    }
  g_string_append (text, "}\n");
  printf ("%s", text->str);
}

/* Alternating pairs: whatever else the machine does hits both. */
static void
measure_pairs (double *stroke_ms,
               double *live_ms,
               double *all_ms,
               double *gl_live_ms,
               double *gl_all_ms,
               double *ratios)
{
  static Scene stroke, live, all, gl_live, gl_all;

  scene_init (&stroke, TRUE, TRUE);
  scene_init (&live, FALSE, FALSE);
  scene_init (&all, FALSE, TRUE);
  scene_init (&gl_live, FALSE, FALSE);
  scene_init (&gl_all, FALSE, TRUE);
  gl_live.gl = gl_all.gl = TRUE;

  for (int i = 0; i < n_pairs; i++)
    {
      gboolean stroke_first = i % 2 == 0;

      if (stroke_first)
        stroke_ms[i] = measure (&stroke);
      live_ms[i] = measure (&live);
      all_ms[i] = measure (&all);
      gl_live_ms[i] = measure (&gl_live);
      gl_all_ms[i] = measure (&gl_all);
      if (!stroke_first)
        stroke_ms[i] = measure (&stroke);
      ratios[i] = stroke_ms[i] / live_ms[i];
    }
}

/* What draws where OpenGL does. (transfer full) */
static char *
dup_gl_name (void)
{
  g_autoptr(WeirGlStage) stage = weir_gl_stage_get (gdk_display_get_default ());

  return g_strdup (stage != NULL ? weir_gl_stage_get_name (stage) : "no OpenGL: strips again");
}

/* Returns the largest ratio. */
static double
report (void)
{
  g_autofree double *stroke_ms = g_new (double, n_pairs);
  g_autofree double *live_ms = g_new (double, n_pairs);
  g_autofree double *all_ms = g_new (double, n_pairs);
  g_autofree double *gl_live_ms = g_new (double, n_pairs);
  g_autofree double *gl_all_ms = g_new (double, n_pairs);
  g_autofree double *ratios = g_new (double, n_pairs);
  double few_ms, many_ms, ratio;
  ChartsFrames frames;

  g_autofree char *gl_name = dup_gl_name ();

  measure_pairs (stroke_ms, live_ms, all_ms, gl_live_ms, gl_all_ms, ratios);
  charts_frames_choose_painter (FALSE);
  few_ms = redraw_ms (10000);
  many_ms = redraw_ms (10000000);
  charts_frames_measure (&frames);
  ratio = median (ratios, n_pairs);

  say ("8 charts × 4 noisy series, 1400 × 900, 60 s, 60 values/s each; CPU of all threads per frame, median of %d\n", n_pairs);
  say ("  cairo stroke, all redrawn     %7.2f ms\n", median (stroke_ms, n_pairs));
  say ("  Weir, all redrawn             %7.2f ms\n", median (all_ms, n_pairs));
  say ("  Weir, live                    %7.2f ms\n", median (live_ms, n_pairs));
  say ("  by OpenGL, all redrawn        %7.2f ms, live %.2f ms   (%s)\n", median (gl_all_ms, n_pairs), median (gl_live_ms, n_pairs), gl_name);
  say ("  stroke ÷ Weir live            %7.1f    (%.1f to %.1f)\n", ratio, ratios[0], ratios[n_pairs - 1]);
  say ("one chart of 700 × 300 read and drawn anew\n");
  say ("  10 thousand values in range   %7.3f ms\n", few_ms);
  say ("  10 million values in range    %7.3f ms   (÷ %.2f)\n", many_ms, many_ms / few_ms);
  say ("  memory a value, of 10 million %7.2f bytes\n", frames.bytes_per_point);
  say ("frames of 1/60 s\n");
  say ("  value → painted, p99          %7.2f frames at 1000 values/s, %.2f at 20\n", frames.delay_1000_frames,
       frames.delay_20_frames);
  say ("  24 h of seconds × 100 keys    %7.2f ms a frame panned and zoomed, p99 %.2f; CPU %.2f and %.2f\n", frames.pan_p50_ms,
       frames.pan_p99_ms, frames.pan_cpu_p50_ms, frames.pan_cpu_p99_ms);
  say ("  density of 10 000 lines       %7.2f ms a frame panned and zoomed, p99; all counted anew in %.1f ms\n",
       frames.density_frame_p99_ms, frames.density_count_ms);
  say ("  at rest                       %7.2f %% of a core; hidden, %u columns painted\n", frames.idle_percent,
       frames.hidden_columns);
  write_json (median (stroke_ms, n_pairs), median (live_ms, n_pairs), median (all_ms, n_pairs), ratio,
              ratios[0], ratios[n_pairs - 1], median (gl_live_ms, n_pairs), median (gl_all_ms, n_pairs), few_ms, many_ms, &frames);

  return ratios[n_pairs - 1];
}

static void
measure_live (gboolean gl)
{
  static Scene live;

  scene_init (&live, FALSE, FALSE);
  live.gl = gl;
  for (int i = 0; i < n_pairs; i++)
    say ("%s, live %7.2f ms\n", gl ? "OpenGL" : "strips", measure (&live));
}

/* FALSE if there is no such figure. */
static gboolean
measure_one (void)
{
  ChartsFrames frames = { 0 };

  if (g_str_equal (only, "live") || g_str_equal (only, "gl"))
    {
      measure_live (g_str_equal (only, "gl"));
    }
  else if (g_str_equal (only, "pan"))
    {
      charts_frames_measure_pan (&frames);
      say ("panned and zoomed, 24 h of seconds × 100 keys: p50 %.2f ms, p99 %.2f ms; CPU %.2f, %.2f\n", frames.pan_p50_ms,
           frames.pan_p99_ms, frames.pan_cpu_p50_ms, frames.pan_cpu_p99_ms);
    }
  else if (g_str_equal (only, "density"))
    {
      charts_frames_measure_density (&frames);
      say ("10000 lines of an hour of minutes: counted in %.1f ms, p99 of a frame panned and zoomed %.2f ms\n", frames.density_count_ms,
           frames.density_frame_p99_ms);
    }
  else if (g_str_equal (only, "delay"))
    {
      charts_frames_measure_delay (&frames);
      say ("value → painted, p99: %.2f frames at 1000 values/s, %.2f at 20\n", frames.delay_1000_frames, frames.delay_20_frames);
    }
  else
    {
      return FALSE;
    }

  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  gboolean kept;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || n_pairs < 1)
    {
      g_printerr ("bench-charts: %s\n", error != NULL ? error->message : "--pairs must be at least 1");
      return 2;
    }

  g_unsetenv ("GSK_RENDERER");
  gtk_init ();
  charts_frames_choose_painter (FALSE);
  if (only != NULL)
    return measure_one () ? 0 : 2;

  kept = report () >= PROMISED_RATIO;
  if (gate && !kept)
    say ("bench-charts: strokes cost less than %d times Weir's live charts\n", PROMISED_RATIO);

  return gate && !kept;
}
