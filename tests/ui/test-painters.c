#include <gtk/gtk.h>
#include <math.h>
#include <string.h>

#include "painter-scenes.h"
#include "widgets/weir-gl-stage.h"
#include "widgets/weir-line-chart.h"
#include "widgets/weir-painter-kind.h"

/* Pixels of a picture that may differ, and by how much of 255 in a channel before they do. */
#define MAX_SHARE       0.005
#define GL_TOLERANCE    6       /* both compute the same coverage, and round it differently */
#define CAIRO_TOLERANCE 64      /* cairo strokes paths */

/* With WEIR_TEST_PICTURES=DIRECTORY, to be looked at. */
static void
keep (cairo_surface_t *picture,
      const char      *scene,
      const char      *painter)
{
  const char *directory = g_getenv ("WEIR_TEST_PICTURES");
  g_autofree char *path = NULL;

  if (directory == NULL)
    return;

  path = g_strdup_printf ("%s/%s-%s.png", directory, scene, painter);
  g_assert_cmpint (cairo_surface_write_to_png (picture, path), ==, CAIRO_STATUS_SUCCESS);
}

/* What a file has, at the screen's scale. */
static cairo_surface_t *
take_file (GtkWidget *chart)
{
  int scale = gtk_widget_get_scale_factor (chart);
  int width = gtk_widget_get_width (chart);
  int height = gtk_widget_get_height (chart);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  weir_chart_draw (WEIR_CHART (chart), cr, width, height);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static cairo_surface_t *
paint_scene (const PainterScene *scene,
             WeirPainterKind     kind,
             gboolean            file)
{
  g_autoptr(WeirTimeRange) range = painter_scene_make_range (scene);
  GtkWidget *window;
  GtkWidget *chart;
  cairo_surface_t *picture;

  weir_painter_kind_choose (kind);
  window = painter_scene_show (scene, range);
  chart = gtk_window_get_child (GTK_WINDOW (window));
  g_assert_cmpint (weir_painter_kind_of (chart), ==, kind);
  picture = file ? take_file (chart) : painter_scene_take (chart);
  keep (picture, scene->name, file ? "file" : weir_painter_kind_get_word (kind));
  gtk_window_destroy (GTK_WINDOW (window));

  return picture;
}

static gboolean
differs (guint32 a,
         guint32 b,
         int     tolerance)
{
  for (guint shift = 0; shift < 32; shift += 8)
    if (ABS ((int) (a >> shift & 255) - (int) (b >> shift & 255)) > tolerance)
      return TRUE;

  return FALSE;
}

static double
share_of_difference (cairo_surface_t *a,
                     cairo_surface_t *b,
                     int              tolerance)
{
  int width = cairo_image_surface_get_width (a);
  int height = cairo_image_surface_get_height (a);
  int stride = cairo_image_surface_get_stride (a) / 4;
  const guint32 *left = (const guint32 *) cairo_image_surface_get_data (a);
  const guint32 *right = (const guint32 *) cairo_image_surface_get_data (b);
  guint n = 0;

  g_assert_cmpint (width, ==, cairo_image_surface_get_width (b));
  g_assert_cmpint (height, ==, cairo_image_surface_get_height (b));
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      n += differs (left[y * stride + x], right[y * stride + x], tolerance);

  return (double) n / (width * height);
}

static void
assert_alike (const PainterScene *scene,
              const char         *name,
              cairo_surface_t    *a,
              cairo_surface_t    *b,
              int                 tolerance)
{
  double share = share_of_difference (a, b, tolerance);

  g_test_message ("%s, %s: %.3f %% of pixels differ by more than %d", scene->name, name, 100.0 * share, tolerance);
  if (share > MAX_SHARE)
    {
      g_test_fail ();
    }
}

/* Else the strips would be compared with themselves. */
static void
assert_gl (GdkDisplay *display)
{
  g_autoptr(WeirGlStage) stage = weir_gl_stage_get (display);

  g_assert_nonnull (stage);
}

/* The strips are the reference, after it was seen that OpenGL did not give up. */
static void
test_scene (gconstpointer user_data)
{
  const PainterScene *scene = user_data;
  cairo_surface_t *strip = paint_scene (scene, WEIR_PAINTER_STRIP, FALSE);
  cairo_surface_t *gl = paint_scene (scene, WEIR_PAINTER_GL, FALSE);
  cairo_surface_t *cairo = paint_scene (scene, WEIR_PAINTER_CAIRO, FALSE);
  cairo_surface_t *file = paint_scene (scene, WEIR_PAINTER_STRIP, TRUE);

  assert_gl (gdk_display_get_default ());
  assert_alike (scene, "gl", strip, gl, GL_TOLERANCE);
  /* At twice the scale steep lines have steps that a path has not. */
  if (cairo_image_surface_get_width (strip) == PAINTER_SCENE_WIDTH)
    {
      assert_alike (scene, "cairo", strip, cairo, CAIRO_TOLERANCE);
      assert_alike (scene, "file", strip, file, CAIRO_TOLERANCE);
    }

  cairo_surface_destroy (strip);
  cairo_surface_destroy (gl);
  cairo_surface_destroy (cairo);
  cairo_surface_destroy (file);
}

static guint n_messages;

static GLogWriterOutput
count_messages (GLogLevelFlags   level,
                const GLogField *fields,
                gsize            n_fields,
                gpointer         user_data)
{
  n_messages += (level & G_LOG_LEVEL_MESSAGE) != 0;

  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* What is left is what strips draw, to the bit. */
static void
assert_falls_back (void)
{
  cairo_surface_t *strip = paint_scene (&painter_scenes[0], WEIR_PAINTER_STRIP, FALSE);
  cairo_surface_t *gl;

  gl = paint_scene (&painter_scenes[0], WEIR_PAINTER_GL, FALSE);
  g_assert_cmpfloat (share_of_difference (strip, gl, 0), ==, 0.0);
  cairo_surface_destroy (gl);
  gl = paint_scene (&painter_scenes[0], WEIR_PAINTER_GL, FALSE);
  g_assert_cmpfloat (share_of_difference (strip, gl, 0), ==, 0.0);
  cairo_surface_destroy (gl);
  cairo_surface_destroy (strip);
}

static void
test_without_gl (void)
{
  if (g_test_subprocess ())
    {
      assert_falls_back ();
      g_assert_cmpuint (n_messages, ==, 1);
      return;
    }

  g_setenv ("GDK_DEBUG", "gl-disable", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_unsetenv ("GDK_DEBUG");
  g_test_trap_assert_passed ();
}

/* As when the context is lost: a chart that was drawn by OpenGL is drawn by strips from the next change on. */
static void
test_gl_gives_up (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr(WeirTimeRange) range = painter_scene_make_range (&painter_scenes[0]);
      g_autoptr(WeirGlStage) stage = weir_gl_stage_get (gdk_display_get_default ());
      g_autoptr(GError) error = g_error_new (WEIR_GL_ERROR, WEIR_GL_ERROR_DRAW, "a test of it");
      cairo_surface_t *before, *after;
      GtkWidget *window;

      g_assert_nonnull (stage);
      weir_painter_kind_choose (WEIR_PAINTER_GL);
      window = painter_scene_show (&painter_scenes[0], range);
      before = painter_scene_take (gtk_window_get_child (GTK_WINDOW (window)));

      weir_gl_stage_give_up (stage, error);
      weir_gl_stage_give_up (stage, error);
      weir_chart_style_changed (WEIR_CHART (gtk_window_get_child (GTK_WINDOW (window))));
      painter_scene_wait (gtk_window_get_child (GTK_WINDOW (window)));
      after = painter_scene_take (gtk_window_get_child (GTK_WINDOW (window)));
      g_assert_cmpfloat (share_of_difference (before, after, GL_TOLERANCE), <=, MAX_SHARE);
      g_assert_cmpuint (n_messages, ==, 1);
      gtk_window_destroy (GTK_WINDOW (window));

      assert_falls_back ();
      g_assert_cmpuint (n_messages, ==, 1);
      cairo_surface_destroy (before);
      cairo_surface_destroy (after);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* The last chart takes all of OpenGL with it. */
static void
test_stage_is_let_go (void)
{
  g_autoptr(WeirTimeRange) range = painter_scene_make_range (&painter_scenes[0]);
  WeirGlStage *stage;
  GtkWidget *window;

  weir_painter_kind_choose (WEIR_PAINTER_GL);
  window = painter_scene_show (&painter_scenes[0], range);
  stage = weir_gl_stage_get (gdk_display_get_default ());
  g_assert_nonnull (stage);
  g_object_add_weak_pointer (G_OBJECT (stage), (gpointer *) &stage);
  g_object_unref (stage);
  gtk_window_destroy (GTK_WINDOW (window));
  while (stage != NULL)
    g_main_context_iteration (NULL, TRUE);

  /* And comes back with the next one. */
  window = painter_scene_show (&painter_scenes[0], range);
  assert_gl (gdk_display_get_default ());
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_words (void)
{
  WeirPainterKind kind;

  for (guint i = WEIR_PAINTER_AUTO; i <= WEIR_PAINTER_CAIRO; i++)
    {
      g_assert_true (weir_painter_kind_parse (weir_painter_kind_get_word (i), &kind));
      g_assert_cmpuint (kind, ==, i);
    }
  g_assert_false (weir_painter_kind_parse ("opengl", &kind));
}

int
main (int   argc,
      char *argv[])
{
  /* "gl": GTK's own renderer is OpenGL too, and shows the textures as they are. "double": two device pixels a px. */
  const char *how = argc > 1 ? argv[argc - 1] : "";

  g_setenv ("GSK_RENDERER", g_str_equal (how, "gl") ? "gl" : "cairo", TRUE);
  if (g_str_equal (how, "double"))
    g_setenv ("GDK_SCALE", "2", TRUE);
  g_setenv ("GTK_A11Y", "test", FALSE);
  gtk_test_init (&argc, &argv, NULL);

  if (g_test_subprocess ())
    g_log_set_writer_func (count_messages, NULL, NULL);
  for (guint i = 0; i < n_painter_scenes; i++)
    {
      g_autofree char *path = g_strdup_printf ("/painters/%s", painter_scenes[i].name);

      g_test_add_data_func (path, &painter_scenes[i], test_scene);
    }

  g_test_add_func ("/painters/words", test_words);
  g_test_add_func ("/painters/stage-is-let-go", test_stage_is_let_go);
  g_test_add_func ("/painters/without-gl", test_without_gl);
  g_test_add_func ("/painters/gl-gives-up", test_gl_gives_up);

  return g_test_run ();
}
