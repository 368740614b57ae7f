#include <gtk/gtk.h>
#include <string.h>

#include "app/shell/weir-painter-choice.h"
#include "widgets/weir-painter-kind.h"

/* A window that is shown, with what was chosen. */
static GtkWidget *
show_window (const char *word)
{
  g_autoptr(GError) error = NULL;
  GtkWidget *window;

  g_object_set_data (G_OBJECT (gdk_display_get_default ()), "gsk-renderer", NULL);
  g_assert_true (weir_painter_choice_make (word, &error));
  g_assert_no_error (error);
  weir_painter_choice_apply ();
  window = gtk_window_new ();
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_native_get_renderer (GTK_NATIVE (window)) == NULL)
    g_main_context_iteration (NULL, TRUE);

  return window;
}

static void
assert_explained (GtkWidget  *window,
                  const char *words)
{
  g_autofree char *text = weir_painter_choice_explain (window);

  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, words));
  g_assert_nonnull (strstr (text, "GTK 4."));
}

/* Here OpenGL is Mesa's llvmpipe: neither GTK nor charts are drawn by it. */
static void
test_software_gl_is_not_chosen (void)
{
  GtkWidget *window = show_window ("auto");

  g_assert_true (GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (GTK_NATIVE (window))));
  g_assert_cmpint (weir_painter_kind_of (window), ==, WEIR_PAINTER_STRIP);
  assert_explained (window, "painter: strip (wanted: auto)");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_gl_is_drawn_where_it_is_wanted (void)
{
  GtkWidget *window = show_window ("gl");

  g_assert_false (GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (GTK_NATIVE (window))));
  g_assert_cmpint (weir_painter_kind_of (window), ==, WEIR_PAINTER_GL);
  assert_explained (window, "painter: gl (wanted: gl)");
  assert_explained (window, "llvmpipe");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_variable_stands_in_for_the_option (void)
{
  g_autoptr(GError) error = NULL;
  GtkWidget *window;

  g_setenv ("WEIR_PAINTER", "cairo", TRUE);
  window = show_window (NULL);
  g_assert_cmpint (weir_painter_kind_of (window), ==, WEIR_PAINTER_CAIRO);
  gtk_window_destroy (GTK_WINDOW (window));
  window = show_window ("strip");
  g_assert_cmpint (weir_painter_kind_of (window), ==, WEIR_PAINTER_STRIP);
  gtk_window_destroy (GTK_WINDOW (window));

  g_setenv ("WEIR_PAINTER", "oil", TRUE);
  g_assert_false (weir_painter_choice_make (NULL, &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  g_assert_nonnull (strstr (error->message, "oil"));
  g_assert_nonnull (strstr (error->message, "WEIR_PAINTER"));
  g_unsetenv ("WEIR_PAINTER");
}

int
main (int   argc,
      char *argv[])
{
  g_unsetenv ("GSK_RENDERER");
  g_unsetenv ("WEIR_PAINTER");
  g_setenv ("GTK_A11Y", "test", FALSE);
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/painter-choice/software-gl-is-not-chosen", test_software_gl_is_not_chosen);
  g_test_add_func ("/painter-choice/gl-is-drawn-where-it-is-wanted", test_gl_is_drawn_where_it_is_wanted);
  g_test_add_func ("/painter-choice/variable-stands-in-for-the-option", test_variable_stands_in_for_the_option);

  return g_test_run ();
}
