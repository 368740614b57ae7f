#include "app-fixture.h"

#include <locale.h>

#include "app/common/weir-locale.h"
#include "app/pages/weir-alerts-page.h"
#include "app/pages/weir-dashboard-page.h"
#include "app/pages/weir-lag-view.h"
#include "app/pages/weir-messages-page.h"
#include "app/pages/weir-query-page.h"
#include "app/pages/weir-start-page.h"

/* Pages with text of 150 %, in German, in a window of 1000 px and in wide ones. */

#define LARGE_DPI (96 * 1024 * 3 / 2)

static const char long_title[] = "Three payments above 500 USD in a row";

static GtkWidget *
get_page (AppFixture *fixture)
{
  return gtk_window_get_child (GTK_WINDOW (fixture->window));
}

static void
begin (AppFixture *fixture)
{
  g_autoptr(GString) text = g_string_new (app_workspace);

  g_string_replace (text, "Too high", long_title, 0);
  app_fixture_init (fixture);
  app_fixture_send (fixture, "prices", "NVDA", g_get_real_time (), 2000.0, 1);
  app_fixture_flush (fixture);
  app_fixture_watch (fixture, text->str);
  app_fixture_await_records (fixture, "prices", 1);
}

/* In a window that is no wider than it has to be: how wide that is. */
static int
measure_page (AppFixture *fixture,
              GtkWidget  *page)
{
  int minimum_px;

  app_fixture_show (fixture, page, 960, 700);
  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_px, NULL, NULL, NULL);
  g_test_message ("%s: %d px", G_OBJECT_TYPE_NAME (page), minimum_px);

  return minimum_px;
}

static void
test_every_page_fits_a_narrow_window (void)
{
  AppFixture fixture;
  GtkWidget *dashboard;

  begin (&fixture);
  g_assert_cmpint (measure_page (&fixture, weir_alerts_page_new (fixture.scope)), <=, 960);
  g_assert_cmpint (measure_page (&fixture, weir_lag_view_new (fixture.scope)), <=, 960);
  g_assert_cmpint (measure_page (&fixture, weir_messages_page_new (fixture.scope)), <=, 960);
  g_assert_cmpint (measure_page (&fixture, weir_query_page_new (fixture.scope)), <=, 960);
  g_assert_cmpint (measure_page (&fixture, weir_start_page_new ()), <=, 960);

  dashboard = app_dashboard_new (fixture.scope, 0);
  g_assert_cmpint (measure_page (&fixture, dashboard), <=, 960);
  /* The buttons of the bar stand in several lines. */
  g_object_ref (dashboard);
  gtk_window_set_child (GTK_WINDOW (fixture.window), NULL);
  weir_dashboard_page_set_editing (WEIR_DASHBOARD_PAGE (dashboard), TRUE);
  g_assert_cmpint (measure_page (&fixture, dashboard), <=, 960);
  g_object_unref (dashboard);
  app_fixture_clear (&fixture);
}

static GtkInscription *
find_inscription (gpointer    root,
                  const char *text)
{
  if (GTK_IS_INSCRIPTION (root) && gtk_widget_get_mapped (root) && g_strcmp0 (gtk_inscription_get_text (root), text) == 0)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkInscription *found = find_inscription (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
is_whole (AppFixture *fixture,
          gpointer    text)
{
  GtkInscription *cell = find_inscription (get_page (fixture), text);
  g_autoptr(PangoLayout) layout = cell != NULL ? gtk_widget_create_pango_layout (GTK_WIDGET (cell), text) : NULL;
  int width_px;

  if (layout == NULL)
    return FALSE;
  pango_layout_get_pixel_size (layout, &width_px, NULL);

  return gtk_widget_get_width (GTK_WIDGET (cell)) >= width_px;
}

/* A long rule beside a short value is not cut while there is room. */
static void
test_a_column_has_the_room_that_its_texts_need (void)
{
  AppFixture fixture;

  begin (&fixture);
  app_fixture_show (&fixture, weir_alerts_page_new (fixture.scope), 1560, 600);
  app_fixture_await (&fixture, is_whole, (char *) long_title);
  app_fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("LANGUAGE", "de", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  weir_locale_bind_catalogue ();
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", LARGE_DPI, NULL);

  g_test_add_func ("/app/fit/every-page-fits-a-narrow-window", test_every_page_fits_a_narrow_window);
  g_test_add_func ("/app/fit/a-column-has-the-room-that-its-texts-need", test_a_column_has_the_room_that_its_texts_need);

  return g_test_run ();
}
