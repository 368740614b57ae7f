#include <gtk/gtk.h>
#include <math.h>

#include "data/series/weir-series.h"
#include "widgets/weir-line-image.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define HOUR   (3600 * SECOND)
#define NOW    (G_GINT64_CONSTANT (1410964890) * SECOND)
#define WIDTH  300
#define HEIGHT 100

/* A set of one line over WIDTH seconds that end at @now_usec. */
typedef struct
{
  WeirColumn  columns[WIDTH];
  WeirLine    line;
  WeirLineSet set;
} Picture;

static void
picture_init (Picture    *self,
              WeirSeries *series,
              gint64      now_usec)
{
  gint64 before_usec;

  self->line = (WeirLine) { .columns = self->columns, .color = { 0.2f, 0.4f, 0.8f, 1.0f }, .width_px = 1.5, .factor = 1.0 };
  self->set = (WeirLineSet) { .lines = &self->line, .n_lines = 1 };
  self->set.plot = (WeirPlot) { .area = GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT), .scale = 1.0, .n_columns = WIDTH,
                                .begin_usec = now_usec - WIDTH * SECOND, .column_usec = SECOND, .low = -12.0, .high = 12.0 };
  weir_series_decimate (series, self->set.plot.begin_usec, now_usec, self->columns, WIDTH);
  self->line.before_value = weir_series_find_before (series, self->set.plot.begin_usec - 1, HOUR, &before_usec);
  if (!isnan (self->line.before_value))
    self->line.before_column = (int) ((before_usec - self->set.plot.begin_usec + 1) / SECOND) - 1;
}

/* Updates the image and takes its pixels. */
static GBytes *
pixels_of (WeirLineImage     *image,
           const WeirLineSet *set,
           int                dirty_from,
           int                dirty_to)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  GBytes *pixels;

  weir_line_image_update (image, set, dirty_from, dirty_to);
  weir_line_image_draw (image, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_assert_cmpint (cairo_image_surface_get_stride (surface), ==, WIDTH * 4);
  pixels = g_bytes_new (cairo_image_surface_get_data (surface), WIDTH * HEIGHT * 4);
  cairo_surface_destroy (surface);

  return pixels;
}

static guint
alpha_at (GBytes *pixels,
          int     x,
          int     y)
{
  return ((const guint32 *) g_bytes_get_data (pixels, NULL))[y * WIDTH + x] >> 24;
}

static void
test_moved_picture_equals_a_new_one (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  g_autoptr(WeirLineImage) kept = weir_line_image_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (3);
  guint64 n_first = 0;

  for (gint64 t = NOW - 400 * SECOND; t < NOW; t += SECOND / 3)
    weir_series_add (series, t, g_rand_double_range (rand, -10.0, 10.0));

  for (gint64 step = 0; step < 60; step++)
    {
      g_autoptr(WeirLineImage) fresh = weir_line_image_new ();
      g_autoptr(GBytes) a = NULL;
      g_autoptr(GBytes) b = NULL;
      /* On and back again, by little and by much, at times by more than there is to see. */
      gint64 now_usec = NOW + step * (step % 4) * SECOND;
      Picture picture;

      /* Sometimes nothing comes for a while, sometimes a value comes late. */
      if (step % 5 != 0)
        weir_series_add (series, now_usec - SECOND / 2, g_rand_double_range (rand, -10.0, 10.0));
      picture_init (&picture, series, now_usec);
      a = pixels_of (kept, &picture.set, WIDTH - 1, WIDTH);
      b = pixels_of (fresh, &picture.set, 0, 0);
      g_assert_true (g_bytes_equal (a, b));
      if (step == 0)
        n_first = weir_line_image_get_n_painted (kept);
    }

  g_assert_cmpuint (n_first, ==, WIDTH);
}

/* Panned back and forth over values that are dense, sparse or absent: what is kept is what would be drawn anew. */
static void
test_picture_panned_back_equals_a_new_one (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  g_autoptr(WeirLineImage) kept = weir_line_image_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (4);
  gint64 now_usec = NOW;

  for (gint64 t = NOW - HOUR; t < NOW; t += SECOND * (t / (100 * SECOND) % 3 == 0 ? 1 : g_rand_int_range (rand, 1, 40)))
    if (t / (150 * SECOND) % 4 != 0)
      weir_series_add (series, t, g_rand_double_range (rand, -10.0, 10.0));

  for (guint step = 0; step < 200; step++)
    {
      g_autoptr(WeirLineImage) fresh = weir_line_image_new ();
      g_autoptr(GBytes) a = NULL;
      g_autoptr(GBytes) b = NULL;
      Picture picture;

      picture_init (&picture, series, now_usec);
      picture.line.width_px = 3.5;
      a = pixels_of (kept, &picture.set, 0, 0);
      b = pixels_of (fresh, &picture.set, 0, 0);
      g_assert_true (g_bytes_equal (a, b));
      now_usec -= g_rand_int_range (rand, -30, 45) * SECOND;
    }

  /* Less than half of what drawing all anew each time would have been. */
  g_assert_cmpuint (weir_line_image_get_n_painted (kept), <, 200 * WIDTH / 2);
}

static void
test_spike_of_one_sample_is_drawn (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  g_autoptr(WeirLineImage) image = weir_line_image_new ();
  g_autoptr(GBytes) pixels = NULL;
  Picture picture;

  for (gint64 t = NOW - WIDTH * SECOND; t < NOW; t += SECOND / 10)
    weir_series_add (series, t, t == NOW - 100 * SECOND + SECOND / 2 ? 10.0 : 0.0);
  picture_init (&picture, series, NOW);
  pixels = pixels_of (image, &picture.set, 0, 0);

  /* 10 of ±12 is a twelfth from the top. */
  g_assert_cmpuint (alpha_at (pixels, WIDTH - 100, 9), ==, 255);
  g_assert_cmpuint (alpha_at (pixels, WIDTH - 100, 30), ==, 255);
  g_assert_cmpuint (alpha_at (pixels, WIDTH - 100, 6), ==, 0);
  g_assert_cmpuint (alpha_at (pixels, WIDTH - 97, 30), ==, 0);
  /* A flat line of 1.5 px on the middle covers two rows by three quarters. */
  g_assert_cmpuint (alpha_at (pixels, 10, 49), ==, 191);
  g_assert_cmpuint (alpha_at (pixels, 10, 50), ==, 191);
  g_assert_cmpuint (alpha_at (pixels, 10, 48), ==, 0);
}

static void
test_gap_breaks_the_line (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  g_autoptr(WeirLineImage) joined = weir_line_image_new ();
  g_autoptr(WeirLineImage) broken = weir_line_image_new ();
  g_autoptr(GBytes) with = NULL;
  g_autoptr(GBytes) without = NULL;
  const WeirTimeSpan gap = { NOW - 200 * SECOND, NOW - 100 * SECOND };
  Picture picture;

  weir_series_add (series, NOW - 210 * SECOND, 0.0);
  weir_series_add (series, NOW - 90 * SECOND, 0.0);
  picture_init (&picture, series, NOW);
  without = pixels_of (joined, &picture.set, 0, 0);
  picture.set.gaps = &gap;
  picture.set.n_gaps = 1;
  with = pixels_of (broken, &picture.set, 0, 0);

  g_assert_cmpuint (alpha_at (without, WIDTH - 150, 50), >, 0);
  g_assert_cmpuint (alpha_at (with, WIDTH - 150, 50), ==, 0);
  g_assert_cmpuint (alpha_at (with, WIDTH - 210, 50), >, 0);
}

/* A value every two seconds but for a silence of a hundred; the picture is one column a second. */
static void
test_silence_breaks_the_line (void)
{
  g_autoptr(WeirSeries) series = weir_series_new ();
  g_autoptr(WeirLineImage) image = weir_line_image_new ();
  g_autoptr(GBytes) pixels = NULL;
  Picture picture;

  for (gint64 age = 290; age > 0; age -= 2)
    if (age > 200 || age <= 100)
      weir_series_add (series, NOW - age * SECOND, 0.0);
  picture_init (&picture, series, NOW);

  /* Five times two, rounded up to a power of two. */
  picture.line.max_join = weir_line_find_max_join (picture.columns, WIDTH);
  g_assert_cmpint (picture.line.max_join, ==, 16);
  pixels = pixels_of (image, &picture.set, 0, 0);
  g_assert_cmpuint (alpha_at (pixels, WIDTH - 150, 50), ==, 0);
  g_assert_cmpuint (alpha_at (pixels, WIDTH - 103, 50), ==, 0);
  g_assert_cmpuint (alpha_at (pixels, WIDTH - 249, 50), >, 0);
  g_assert_cmpuint (alpha_at (pixels, WIDTH - 51, 50), >, 0);
}

/* Nine of ten intervals say what is usual; a few do not suffice for that. */
static void
test_usual_intervals_are_joined (void)
{
  WeirColumn columns[WIDTH] = { 0 };
  guint n = 0;

  for (int x = 0; x < WIDTH; x += n % 10 == 9 ? 20 : 3)
    {
      columns[x].count = 1;
      n++;
    }
  g_assert_cmpint (weir_line_find_max_join (columns, WIDTH), ==, 16);
  g_assert_cmpint (weir_line_find_max_join (columns, 30), ==, 0);

  for (int x = 0; x < WIDTH; x++)
    columns[x].count = x % 2;
  g_assert_cmpint (weir_line_find_max_join (columns, WIDTH), ==, 16);
  for (int x = 0; x < WIDTH; x++)
    columns[x].count = 2;
  g_assert_cmpint (weir_line_find_max_join (columns, WIDTH), ==, 8);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line-image/moved-picture-equals-a-new-one", test_moved_picture_equals_a_new_one);
  g_test_add_func ("/line-image/picture-panned-back-equals-a-new-one", test_picture_panned_back_equals_a_new_one);
  g_test_add_func ("/line-image/spike-of-one-sample-is-drawn", test_spike_of_one_sample_is_drawn);
  g_test_add_func ("/line-image/gap-breaks-the-line", test_gap_breaks_the_line);
  g_test_add_func ("/line-image/silence-breaks-the-line", test_silence_breaks_the_line);
  g_test_add_func ("/line-image/usual-intervals-are-joined", test_usual_intervals_are_joined);

  return g_test_run ();
}
