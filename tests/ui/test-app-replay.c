#include "app-fixture.h"

#include <glib/gstdio.h>

#include "app/shell/weir-transport-bar.h"

/* The bar that plays what is read from a file. */

#define START_SECONDS 1400000000
#define N_ROWS        300
#define ROW_SECONDS   10

typedef struct
{
  AppFixture        app;
  WeirTransportBar *bar;
  char             *path;
} Fixture;

static const char workspace_format[] =
  "{ \"weir\": 1, \"connections\": [ { \"name\": \"f\", \"file\": \"%s\" } ],"
  "  \"streams\": [ { \"name\": \"prices\", \"connection\": \"f\", \"topics\": [\"%s\"], "
  "    \"key\": \"symbol\", \"time\": { \"field\": \"ts\", \"unit\": \"s\" },"
  "    \"fields\": [ { \"name\": \"price\" } ], \"windows\": [ { \"size\": \"1m\" } ] } ] }";

static void
write_rows (Fixture *self)
{
  g_autoptr(GString) rows = g_string_new ("ts,symbol,price\n");
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < N_ROWS; i++)
    g_string_append_printf (rows, "%u,S%u,%u\n", START_SECONDS + i * ROW_SECONDS, i % 3, i);
  g_file_set_contents (self->path, rows->str, -1, &error);
  g_assert_no_error (error);
}

static void
fixture_init (Fixture *self)
{
  g_autofree char *base = NULL;
  g_autofree char *text = NULL;
  g_autoptr(WeirWorkspace) workspace = NULL;
  g_autoptr(WeirMonitor) monitor = NULL;
  g_autoptr(GError) error = NULL;
  int fd = g_file_open_tmp ("weir-XXXXXX.csv", &self->path, NULL);

  g_assert_true (g_close (fd, NULL));
  write_rows (self);
  app_fixture_init (&self->app);
  base = g_path_get_basename (self->path);
  text = g_strdup_printf (workspace_format, self->path, base);
  workspace = weir_workspace_new_from_data (text, -1, "test", &error);
  g_assert_no_error (error);
  g_assert_true (weir_workspace_consent (workspace, &error));
  monitor = weir_monitor_new (workspace, &error);
  g_assert_no_error (error);
  weir_scope_set_monitor (self->app.scope, monitor);
  self->bar = g_object_new (WEIR_TYPE_TRANSPORT_BAR, NULL);
  weir_transport_bar_set_scope (self->bar, self->app.scope);
  weir_transport_bar_update (self->bar);
  app_fixture_show (&self->app, GTK_WIDGET (self->bar), 900, 60);
}

static void
fixture_clear (Fixture *self)
{
  app_fixture_clear (&self->app);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_free (self->path);
}

static WeirReplayState
get_state (Fixture *self)
{
  WeirReplayState state;

  weir_replay_clock_get_state (weir_monitor_get_replay (weir_scope_get_monitor (self->app.scope)), &state);

  return state;
}

static gboolean
has_ended (AppFixture *app,
           gpointer    user_data)
{
  weir_monitor_take (weir_scope_get_monitor (app->scope));
  weir_transport_bar_update (((Fixture *) user_data)->bar);

  return get_state (user_data).ended;
}

static gboolean
has_sought (AppFixture *app,
            gpointer    user_data)
{
  weir_monitor_take (weir_scope_get_monitor (app->scope));

  return !get_state (user_data).seeking && get_state (user_data).position_usec != G_MININT64;
}

static gint64
usec_of (guint row)
{
  return (START_SECONDS + (gint64) row * ROW_SECONDS) * G_USEC_PER_SEC;
}

/* With no more rows than @row and those before it. */
static void
assert_at (Fixture *self,
           guint    row)
{
  WeirStreamCounters counters;

  app_fixture_await (&self->app, has_sought, self);
  app_fixture_await_records (&self->app, "prices", row + 1);
  weir_stream_view_get_counters (weir_monitor_find_stream (weir_scope_get_monitor (self->app.scope), "prices"), &counters);
  g_assert_cmpuint (counters.n_records, ==, row + 1);
  g_assert_cmpint (get_state (self).position_usec, ==, usec_of (row));
  g_assert_false (get_state (self).playing);
}

static void
click (Fixture *self,
       guint    n)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->bar));

  while (n-- > 0)
    child = gtk_widget_get_next_sibling (child);
  g_signal_emit_by_name (child, "clicked");
}

static void
test_a_file_is_sought_stepped_and_played (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  app_fixture_await (&fixture.app, has_ended, &fixture);
  g_assert_cmpint (get_state (&fixture).begin_usec, ==, usec_of (0));
  g_assert_cmpint (get_state (&fixture).end_usec, ==, usec_of (N_ROWS - 1));

  /* Back, forth, and a window further: 1400000000 is 20 s into a minute. */
  weir_transport_bar_seek (fixture.bar, usec_of (100));
  assert_at (&fixture, 100);
  weir_transport_bar_seek (fixture.bar, usec_of (200));
  assert_at (&fixture, 200);
  weir_transport_bar_seek (fixture.bar, usec_of (2));
  assert_at (&fixture, 2);
  click (&fixture, 1);
  assert_at (&fixture, 4);
  click (&fixture, 1);
  assert_at (&fixture, 10);

  gtk_drop_down_set_selected (app_find (fixture.bar, GTK_TYPE_DROP_DOWN), 8);
  click (&fixture, 0);
  app_fixture_await (&fixture.app, has_ended, &fixture);
  fixture_clear (&fixture);
}

static void
set_loop (Fixture *self,
          gboolean loop)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gtk_widget_get_last_child (GTK_WIDGET (self->bar))), loop);
}

static gboolean
is_another (AppFixture *app,
            gpointer    monitor)
{
  return weir_scope_get_monitor (app->scope) != monitor;
}

static void
test_a_loop_begins_anew (void)
{
  g_autoptr(WeirMonitor) first = NULL;
  g_autoptr(WeirMonitor) second = NULL;
  Fixture fixture;

  fixture_init (&fixture);
  app_fixture_await (&fixture.app, has_ended, &fixture);
  gtk_drop_down_set_selected (app_find (fixture.bar, GTK_TYPE_DROP_DOWN), 8);
  set_loop (&fixture, TRUE);
  first = g_object_ref (weir_scope_get_monitor (fixture.app.scope));
  click (&fixture, 0);
  g_assert_true (is_another (&fixture.app, first));
  second = g_object_ref (weir_scope_get_monitor (fixture.app.scope));
  set_loop (&fixture, FALSE);
  app_fixture_await (&fixture.app, has_ended, &fixture);
  set_loop (&fixture, TRUE);
  weir_transport_bar_update (fixture.bar);
  g_assert_true (is_another (&fixture.app, second));
  set_loop (&fixture, FALSE);
  fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app/a-file-is-sought-stepped-and-played", test_a_file_is_sought_stepped_and_played);
  g_test_add_func ("/app/a-loop-begins-anew", test_a_loop_begins_anew);

  return g_test_run ();
}
