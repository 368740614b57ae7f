#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app-fixture.h"
#include "app/common/weir-recent.h"
#include "app/dialogs/weir-finder.h"
#include "app/pages/weir-start-page.h"

/* What a window shows while it watches nothing. */

static GtkWidget *
find_row (gpointer    root,
          const char *title)
{
  if (ADW_IS_ACTION_ROW (root) && g_strcmp0 (adw_preferences_row_get_title (root), title) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
note_path (GSimpleAction *action,
           GVariant      *parameter,
           char         **path)
{
  g_free (*path);
  *path = g_variant_dup_string (parameter, NULL);
}

static void
count (GSimpleAction *action,
       GVariant      *parameter,
       guint         *n)
{
  (*n)++;
}

static void
add_action (GSimpleActionGroup *group,
            const char         *name,
            const char         *type,
            GCallback           callback,
            gpointer            user_data)
{
  g_autoptr(GSimpleAction) action = g_simple_action_new (name, type != NULL ? G_VARIANT_TYPE (type) : NULL);

  g_signal_connect (action, "activate", callback, user_data);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

static gboolean
lists (AppFixture *fixture,
       gpointer    page)
{
  weir_start_page_update (page);

  return find_row (page, "prices.csv") != NULL && find_row (page, "mine.json") != NULL;
}

/* A click, or Enter, on what was opened before opens it; what is gone is not offered. */
static void
test_what_was_opened_is_offered (void)
{
  AppFixture fixture = { .window = gtk_window_new () };
  GtkWidget *page = weir_start_page_new ();
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autofree char *folder = g_dir_make_tmp ("weir-XXXXXX", NULL);
  g_autofree char *data = g_build_filename (folder, "prices.csv", NULL);
  g_autofree char *workspace = g_build_filename (folder, "mine.json", NULL);
  g_autofree char *path = NULL;
  guint n_connects = 0;

  g_assert_true (g_file_set_contents (data, "a,b\n1,2\n", -1, NULL));
  g_assert_true (g_file_set_contents (workspace, "{}", -1, NULL));
  add_action (actions, "open-path", "s", G_CALLBACK (note_path), &path);
  add_action (actions, "connect", NULL, G_CALLBACK (count), &n_connects);
  gtk_widget_insert_action_group (fixture.window, "win", G_ACTION_GROUP (actions));
  gtk_window_set_child (GTK_WINDOW (fixture.window), page);
  gtk_window_present (GTK_WINDOW (fixture.window));

  weir_recent_add (data);
  weir_recent_add (workspace);
  app_fixture_await (&fixture, lists, page);
  gtk_widget_activate (find_row (page, "prices.csv"));
  g_assert_cmpstr (path, ==, data);
  gtk_widget_activate (find_row (page, "mine.json"));
  g_assert_cmpstr (path, ==, workspace);
  gtk_widget_activate (find_row (page, "Connect to a Kafka"));
  g_assert_cmpuint (n_connects, ==, 1);

  g_assert_cmpint (g_unlink (data), ==, 0);
  weir_start_page_update (WEIR_START_PAGE (page));
  g_assert_null (find_row (page, "prices.csv"));
  g_assert_cmpint (g_unlink (workspace), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  gtk_window_destroy (GTK_WINDOW (fixture.window));
}

static gboolean
finds_one (AppFixture *fixture,
           gpointer    finder)
{
  GtkListBox *list = app_find (finder, GTK_TYPE_LIST_BOX);

  return gtk_list_box_get_row_at_index (list, 0) != NULL && gtk_list_box_get_row_at_index (list, 1) == NULL;
}

/* Two words, in any order, of what is looked for; Enter does it. */
static void
test_anything_is_found (void)
{
  AppFixture fixture = { .window = gtk_window_new () };
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkWidget *finder;
  g_autofree char *path = NULL;

  add_action (actions, "open-path", "s", G_CALLBACK (note_path), &path);
  gtk_widget_insert_action_group (fixture.window, "win", G_ACTION_GROUP (actions));
  gtk_window_present (GTK_WINDOW (fixture.window));
  finder = weir_finder_new (GTK_WINDOW (fixture.window));
  weir_finder_add (WEIR_FINDER (finder), "folder-symbolic", "Prices of shares", "panel", "win.open-path", g_variant_new_string ("a"));
  weir_finder_add (WEIR_FINDER (finder), "folder-symbolic", "Shares", "topic", "win.open-path", g_variant_new_string ("b"));
  gtk_window_present (GTK_WINDOW (finder));
  gtk_editable_set_text (GTK_EDITABLE (app_find (finder, GTK_TYPE_SEARCH_ENTRY)), "topic SHA");
  app_fixture_await (&fixture, finds_one, finder);
  g_signal_emit_by_name (app_find (finder, GTK_TYPE_SEARCH_ENTRY), "activate");
  g_assert_cmpstr (path, ==, "b");
  gtk_window_destroy (GTK_WINDOW (fixture.window));
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("weir-XXXXXX", NULL);

  /* A list of recent files of its own, before GTK looks for it. */
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/app-start/opened-before", test_what_was_opened_is_offered);

  g_test_add_func ("/app-start/found", test_anything_is_found);

  return g_test_run ();
}
