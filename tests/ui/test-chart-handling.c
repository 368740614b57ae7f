#include <gtk/gtk.h>
#include <math.h>
#include <string.h>

#include "widgets/weir-axis.h"
#include "widgets/weir-legend.h"
#include "widgets/weir-line-chart.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define NOW    (G_GINT64_CONSTANT (1410964890) * SECOND)

/* A chart of three lines over ten minutes, on the screen: 1, 10 and 100 at first, each a hundredth of it more every minute. */
typedef struct
{
  WeirTimeRange *range;
  GtkWidget     *chart;
  GtkWidget     *window;
} Fixture;

static void
on_painted (GdkFrameClock *clock,
            gboolean      *painted)
{
  *painted = TRUE;
}

static void
draw_frame (Fixture *fixture)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (fixture->chart);
  gboolean painted = FALSE;
  gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &painted);

  gtk_widget_queue_draw (fixture->chart);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, id);
}

static void
set_up (Fixture      *fixture,
        gconstpointer user_data)
{
  static const char *const names[] = { "one", "ten", "hundred" };
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();

  fixture->range = weir_time_range_new (10 * MINUTE);
  weir_time_range_set_zone (fixture->range, utc);
  weir_time_range_advance (fixture->range, NOW);
  fixture->chart = weir_line_chart_new ();
  weir_chart_set_time_range (WEIR_CHART (fixture->chart), fixture->range);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(WeirSeries) series = weir_series_new ();

      for (gint64 s = 0; s < 600; s++)
        weir_series_add (series, NOW - 600 * SECOND + s * SECOND, pow (10.0, i) * (1.0 + (double) (s / 60) / 100.0));
      weir_line_chart_add_series (WEIR_LINE_CHART (fixture->chart), series, names[i], i);
    }

  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 400);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->chart);
  gtk_window_present (GTK_WINDOW (fixture->window));
  while (gtk_widget_get_width (fixture->chart) == 0)
    g_main_context_iteration (NULL, TRUE);
  draw_frame (fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer user_data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->range);
}

/* The chart's controller of that type. (transfer full) */
static gpointer
find_controller (GtkWidget *widget,
                 GType      type)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (g_type_is_a (G_OBJECT_TYPE (controller), type))
        return g_steal_pointer (&controller);
    }

  return NULL;
}

static void
press (Fixture *fixture,
       guint    keyval)
{
  g_autoptr(GtkEventController) keys = find_controller (fixture->chart, GTK_TYPE_EVENT_CONTROLLER_KEY);
  gboolean handled = FALSE;

  g_signal_emit_by_name (keys, "key-pressed", keyval, 0, 0, &handled);
  g_assert_true (handled);
  draw_frame (fixture);
}

static void
test_legend_isolates_and_toggles (Fixture      *fixture,
                                  gconstpointer user_data)
{
  WeirChart *chart = WEIR_CHART (fixture->chart);
  WeirChartItem item;
  double low;

  g_assert_cmpuint (weir_chart_get_n_items (chart), ==, 3);
  weir_chart_get_item (chart, 2, &item);
  g_assert_cmpstr (item.name, ==, "hundred");
  g_assert_cmpfloat_with_epsilon (item.value, 109.0, 1e-9);
  g_assert_false (item.hidden);

  /* Alone, the scale is its own. */
  weir_chart_isolate (chart, 2);
  draw_frame (fixture);
  low = weir_chart_get_plot (chart)->low;
  g_assert_cmpfloat (low, >, 90.0);
  weir_chart_get_item (chart, 0, &item);
  g_assert_true (item.hidden);

  /* Once more: all of them. */
  weir_chart_isolate (chart, 2);
  draw_frame (fixture);
  g_assert_cmpfloat (weir_chart_get_plot (chart)->low, <, 1.0);

  weir_chart_toggle (chart, 2);
  draw_frame (fixture);
  g_assert_cmpfloat (weir_chart_get_plot (chart)->high, <, 15.0);
  weir_chart_toggle (chart, 2);
  draw_frame (fixture);
  g_assert_cmpfloat (weir_chart_get_plot (chart)->high, >, 100.0);
}

static guint
count_rows (GtkWidget *root)
{
  guint n = GTK_IS_LIST_BOX_ROW (root) && gtk_widget_get_child_visible (root) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);

  return n;
}

static gpointer
find_widget (GtkWidget *root,
             GType      type)
{
  gpointer found = g_type_is_a (G_OBJECT_TYPE (root), type) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);

  return found;
}

static void
test_legend_lists_all_by_value_and_finds (Fixture      *fixture,
                                          gconstpointer user_data)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *legend = weir_legend_new (WEIR_CHART (fixture->chart));
  GtkListBox *list;
  GtkListBoxRow *first;
  WeirChartItem item;

  gtk_window_set_child (GTK_WINDOW (window), legend);
  gtk_window_present (GTK_WINDOW (window));
  weir_legend_open (WEIR_LEGEND (legend));
  list = find_widget (legend, GTK_TYPE_LIST_BOX);
  while (gtk_list_box_get_row_at_index (list, 0) == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (count_rows (GTK_WIDGET (list)), ==, 3);
  first = gtk_list_box_get_row_at_index (list, 0);
  gtk_test_accessible_assert_property (first, GTK_ACCESSIBLE_PROPERTY_LABEL, "hundred 109.0");

  gtk_editable_set_text (GTK_EDITABLE (find_widget (legend, GTK_TYPE_SEARCH_ENTRY)), "TEN");
  g_signal_emit_by_name (find_widget (legend, GTK_TYPE_SEARCH_ENTRY), "search-changed");
  g_assert_cmpuint (count_rows (GTK_WIDGET (list)), ==, 1);

  g_signal_emit_by_name (list, "row-activated", first);
  weir_chart_get_item (WEIR_CHART (fixture->chart), 2, &item);
  g_assert_false (item.hidden);
  weir_chart_get_item (WEIR_CHART (fixture->chart), 0, &item);
  g_assert_true (item.hidden);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_two_cursors_measure (Fixture      *fixture,
                          gconstpointer user_data)
{
  WeirTimeRange *range = fixture->range;
  g_autofree char *one = NULL;
  g_autofree char *all = NULL;

  weir_time_range_set_crosshair (range, NOW - 500 * SECOND);
  press (fixture, GDK_KEY_a);
  g_assert_cmpint (weir_time_range_get_cursor (range, WEIR_CURSOR_A), ==, NOW - 500 * SECOND);
  g_assert_null (weir_chart_dup_measure (WEIR_CHART (fixture->chart)));

  weir_time_range_set_crosshair (range, NOW - 380 * SECOND);
  press (fixture, GDK_KEY_b);
  weir_chart_isolate (WEIR_CHART (fixture->chart), 2);
  draw_frame (fixture);
  one = weir_chart_dup_measure (WEIR_CHART (fixture->chart));
  g_assert_cmpstr (one, ==, "Δt 2\u00a0min 0\u00a0s\nhundred   101 → 103   Δ +2   +1.98\u00a0%");

  /* Between them, and back. */
  press (fixture, GDK_KEY_z);
  g_assert_cmpint (weir_time_range_get_begin (range), ==, NOW - 500 * SECOND);
  g_assert_cmpint (weir_time_range_get_end (range), ==, NOW - 380 * SECOND);
  press (fixture, GDK_KEY_x);
  g_assert_cmpint (weir_time_range_get_cursor (range, WEIR_CURSOR_A), ==, WEIR_TIME_RANGE_NO_TIME);
  press (fixture, GDK_KEY_0);
  g_assert_cmpint (weir_time_range_get_span (range), ==, 10 * MINUTE);
}

static void
test_logarithmic_scale (Fixture      *fixture,
                        gconstpointer user_data)
{
  WeirChart *chart = WEIR_CHART (fixture->chart);
  const WeirPlot *plot = weir_chart_get_plot (chart);

  press (fixture, GDK_KEY_l);
  g_assert_true (plot->logarithmic);
  g_assert_cmpfloat (plot->low, >, 0.0);
  /* Equal factors are equally far apart. */
  g_assert_cmpfloat_with_epsilon (weir_plot_y (plot, 1.0) - weir_plot_y (plot, 10.0), weir_plot_y (plot, 10.0) - weir_plot_y (plot, 100.0), 1e-6);
  g_assert_cmpfloat_with_epsilon (weir_plot_value (plot, weir_plot_y (plot, 7.0)), 7.0, 1e-9);
  g_assert_cmpfloat (weir_plot_y (plot, 0.0), >, plot->area.origin.y + plot->area.size.height);
  press (fixture, GDK_KEY_l);
  g_assert_false (plot->logarithmic);
  g_assert_cmpfloat_with_epsilon (weir_plot_value (plot, weir_plot_y (plot, 7.0)), 7.0, 1e-9);
}

static void
test_logarithmic_ticks (void)
{
  static const struct
  {
    double      low;
    double      high;
    const char *ticks;
  } cases[] = {
    { 1.0, 100.0, "1 3 10 30 100 " },
    { 0.9, 12.0, "1 2 5 10 " },
    { 1e-3, 1e9, "0.01 1 100 10000 1000000 100000000 " },
    { 2.1, 4.9, "2.5 3 3.5 4 4.5 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) ticks = g_string_new (NULL);
      WeirValueAxis axis;

      weir_value_axis_init_logarithmic (&axis, cases[i].low, cases[i].high, 6);
      for (guint j = 0; j < axis.n_ticks; j++)
        g_string_append_printf (ticks, "%.15g ", axis.ticks[j]);
      g_assert_cmpstr (ticks->str, ==, cases[i].ticks);
    }
}

static void
test_values_are_copied_as_a_table (Fixture      *fixture,
                                   gconstpointer user_data)
{
  g_autofree char *table = NULL;
  g_auto(GStrv) lines = NULL;

  weir_chart_toggle (WEIR_CHART (fixture->chart), 1);
  draw_frame (fixture);
  table = weir_chart_dup_table (WEIR_CHART (fixture->chart));
  lines = g_strsplit (table, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "time\tone\thundred");
  g_assert_cmpuint (g_strv_length (lines), >, 100);
  g_assert_true (g_str_has_prefix (lines[1], "2014-09-17T14:31:3"));
  g_assert_true (g_str_has_suffix (lines[1], "\t1\t100") || g_str_has_suffix (lines[1], "\t1.0\t100.0"));
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GTK_A11Y", "test", FALSE);
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/chart-handling/legend-isolates-and-toggles", Fixture, NULL, set_up, test_legend_isolates_and_toggles, tear_down);
  g_test_add ("/chart-handling/legend-lists-all", Fixture, NULL, set_up, test_legend_lists_all_by_value_and_finds, tear_down);
  g_test_add ("/chart-handling/two-cursors-measure", Fixture, NULL, set_up, test_two_cursors_measure, tear_down);
  g_test_add ("/chart-handling/logarithmic-scale", Fixture, NULL, set_up, test_logarithmic_scale, tear_down);
  g_test_add_func ("/chart-handling/logarithmic-ticks", test_logarithmic_ticks);
  g_test_add ("/chart-handling/table", Fixture, NULL, set_up, test_values_are_copied_as_a_table, tear_down);

  return g_test_run ();
}
