#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "app/pages/weir-dashboard-page.h"
#include "widgets/weir-density-chart.h"

/* All keys of a stream as one picture, from records to the workspace file. */

#define N_KEYS 300
#define N_SECONDS 20

static const char workspace[] =
  "{ \"weir\": 1,"
  "  \"connections\": [ { \"name\": \"c\", \"bootstrap\": \"BOOTSTRAP\", \"embedded\": true } ],"
  "  \"streams\": [ { \"name\": \"prices\", \"connection\": \"c\", \"topics\": [\"prices\"], \"key\": \"symbol\","
  "    \"time\": { \"field\": \"ts\", \"unit\": \"us\" }, \"fields\": [ { \"name\": \"price\" }, { \"name\": \"volume\" } ],"
  "    \"windows\": [ { \"size\": \"1m\", \"grace\": \"1s\" }, { \"size\": \"1s\", \"grace\": \"1s\" } ] } ],"
  "  \"dashboards\": [ { \"name\": \"all\", \"panels\": ["
  "    { \"kind\": \"density\", \"title\": \"All prices\", \"stream\": \"prices\", \"fields\": [\"price\"],"
  "      \"row\": 0, \"column\": 0, \"width\": 12, \"height\": 8 } ] } ] }";

typedef struct
{
  AppFixture            base;
  WeirWorkspaceHistory *history;
  WeirDashboardPage    *page;
  gint64                begin_usec;
} Density;

/* What the window does. */
static void
on_changed (Density *self)
{
  g_autoptr(GError) error = NULL;

  weir_scope_change_workspace (self->base.scope, weir_workspace_history_get_workspace (self->history), &error);
  g_assert_no_error (error);
  weir_dashboard_page_update (self->page);
}

/* More keys than have charts of their own; key-007 alone is far above the others. */
static void
density_init (Density *self)
{
  self->begin_usec = (g_get_real_time () / SECOND - N_SECONDS) * SECOND;
  app_fixture_init (&self->base);
  for (guint t = 0; t < N_SECONDS; t++)
    for (guint i = 0; i < N_KEYS; i++)
      {
        g_autofree char *key = g_strdup_printf ("key-%03u", i);

        app_fixture_send (&self->base, "prices", key, self->begin_usec + t * SECOND + SECOND / 2, i == 7 ? 5000.0 : 100.0 + i + t, 1);
      }
  app_fixture_flush (&self->base);
  app_fixture_watch (&self->base, workspace);
  app_fixture_await_records (&self->base, "prices", N_KEYS * N_SECONDS);
  self->history = weir_workspace_history_new (weir_monitor_get_workspace (weir_scope_get_monitor (self->base.scope)));
  self->page = WEIR_DASHBOARD_PAGE (weir_dashboard_page_new (self->base.scope, self->history, "all"));
  g_signal_connect_swapped (self->history, "changed", G_CALLBACK (on_changed), self);
  app_fixture_show (&self->base, GTK_WIDGET (self->page), 1100, 600);
}

static void
density_clear (Density *self)
{
  app_fixture_clear (&self->base);
  g_clear_object (&self->history);
}

static WeirChart *
get_chart (Density *self)
{
  return app_find (self->page, WEIR_TYPE_DENSITY_CHART);
}

static gint64
get_middle (Density *self)
{
  return self->begin_usec + N_SECONDS / 2 * SECOND;
}

/* The last row of the read-out counts the lines that run there; windows close a while after their records came. */
static gboolean
has_all_lines (AppFixture *fixture,
               gpointer    user_data)
{
  WeirChart *chart = get_chart (user_data);
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (WeirReadOutRow));
  g_autofree char *heading = NULL;
  g_autofree char *n_lines = NULL;

  if (chart == NULL || weir_chart_get_plot (chart)->n_columns == 0 || weir_chart_get_plot (chart)->high < 5000.0)
    return FALSE;

  heading = WEIR_CHART_GET_CLASS (chart)->read_out (chart, weir_chart_get_plot (chart), get_middle (user_data), rows);
  for (guint i = 0; i < rows->len; i++)
    {
      g_free (n_lines);
      n_lines = g_array_index (rows, WeirReadOutRow, i).value;
      g_free (g_array_index (rows, WeirReadOutRow, i).name);
    }

  return g_strcmp0 (n_lines, "300") == 0;
}

static const WeirPanelConfig *
get_panel (Density *self)
{
  return g_ptr_array_index (weir_dashboard_page_get_config (self->page)->panels, 0);
}

/* The crosshair to the middle of what came, and the arrows to the one line at the top. */
static void
pull_out_the_top (Density *self)
{
  WeirChart *chart = get_chart (self);
  WeirChartClass *klass = WEIR_CHART_GET_CLASS (chart);
  gint64 now_usec = weir_time_range_get_now (weir_chart_get_time_range (chart));
  weir_time_range_set_crosshair (weir_chart_get_time_range (chart), now_usec - N_SECONDS / 2 * SECOND);
  for (guint i = 0; i < N_KEYS + 1; i++)
    g_assert_true (klass->press_key (chart, GDK_KEY_Up));
  g_assert_cmpstr (weir_density_chart_get_pulled (WEIR_DENSITY_CHART (chart)), ==, "key-007");
}

static void
test_a_key_is_chosen_by_keys (void)
{
  Density density = { 0 };
  g_autofree char *before = NULL;

  density_init (&density);
  app_fixture_await (&density.base, has_all_lines, &density);
  before = g_strdup (weir_workspace_get_text (weir_workspace_history_get_workspace (density.history)));
  pull_out_the_top (&density);
  g_assert_true (WEIR_CHART_GET_CLASS (get_chart (&density))->press_key (get_chart (&density), GDK_KEY_k));
  g_assert_cmpstr (get_panel (&density)->keys[0], ==, "key-007");
  g_assert_null (get_panel (&density)->keys[1]);
  g_assert_cmpstr (weir_workspace_history_get_undo_label (density.history), ==, "Choose Keys");
  g_assert_nonnull (strstr (weir_workspace_get_text (weir_workspace_history_get_workspace (density.history)), "\"keys\""));

  /* The new card shows all lines, too, and the same key takes it away again. */
  app_fixture_await (&density.base, has_all_lines, &density);
  pull_out_the_top (&density);
  g_assert_true (WEIR_CHART_GET_CLASS (get_chart (&density))->press_key (get_chart (&density), GDK_KEY_k));
  g_assert_null (get_panel (&density)->keys[0]);

  g_assert_true (weir_workspace_history_undo (density.history, NULL));
  g_assert_cmpstr (get_panel (&density)->keys[0], ==, "key-007");
  g_assert_true (weir_workspace_history_undo (density.history, NULL));
  g_assert_cmpstr (weir_workspace_get_text (weir_workspace_history_get_workspace (density.history)), ==, before);
  density_clear (&density);
}

/* The upper half holds one line, and a box over all of it the first fifty. */
static void
test_a_box_chooses_keys (void)
{
  Density density = { 0 };
  WeirChart *chart;
  graphene_rect_t box;

  density_init (&density);
  app_fixture_await (&density.base, has_all_lines, &density);
  chart = get_chart (&density);
  box = weir_chart_get_plot (chart)->area;
  box.size.height /= 2;
  WEIR_CHART_GET_CLASS (chart)->select_box (chart, &box);
  g_assert_cmpuint (g_strv_length (get_panel (&density)->keys), ==, 1);
  g_assert_cmpstr (get_panel (&density)->keys[0], ==, "key-007");

  app_fixture_await (&density.base, has_all_lines, &density);
  chart = get_chart (&density);
  WEIR_CHART_GET_CLASS (chart)->select_box (chart, &weir_chart_get_plot (chart)->area);
  g_assert_cmpuint (g_strv_length (get_panel (&density)->keys), ==, WEIR_DENSITY_MAX_CHOSEN);

  /* The button in the head takes them away. */
  g_signal_emit_by_name (app_find_button (density.page, "50 keys ×"), "clicked");
  g_assert_null (get_panel (&density)->keys[0]);
  density_clear (&density);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  g_test_add_func ("/app-density/a-key-is-chosen-by-keys", test_a_key_is_chosen_by_keys);
  g_test_add_func ("/app-density/a-box-chooses-keys", test_a_box_chooses_keys);

  return g_test_run ();
}
