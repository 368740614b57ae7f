#include "config.h"

#include "app/common/weir-result-chart.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/common/weir-accessible.h"
#include "widgets/weir-series-chart.h"
#include "widgets/weir-share-bar.h"

/* Bars that a person looks through. */
#define MAX_BARS       200
#define BAR_WIDTH_PX   56
/* A name is shown whole up to here, if there is room. */
#define MIN_NAME_CHARS 8
#define MAX_NAME_CHARS 28
#define MARGIN_PX      15
/* Of a result that has one time. */
#define LEAST_SPAN_USEC G_TIME_SPAN_SECOND

struct _WeirResultChart
{
  GtkBox           parent_instance;

  GtkStack        *stack;
  WeirSeriesChart *chart;
  WeirTimeRange   *range;       /* owned */
  GtkListBox      *bars;
  GtkSizeGroup    *titles;      /* owned: of the bars, as the next */
  GtkSizeGroup    *figures;     /* owned */
  GtkLabel        *note;        /* what is not shown */

  WeirSeriesStyle  style;
  GPtrArray       *series;      /* owned, nullable, of WeirResultSeries: read by the chart's layers */
  guint            n_shown;
  GCancellable    *cancellable; /* owned, nullable: while series are made */
};

G_DEFINE_FINAL_TYPE (WeirResultChart, weir_result_chart, GTK_TYPE_BOX)

static void
say (WeirResultChart *self,
     const char      *text)
{
  gtk_label_set_label (self->note, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), text != NULL);
}

/* -- over time -- */

/* What a thread makes of a result. */
typedef struct
{
  WeirQueryResult *result;   /* owned */
  WeirResultAxes   axes;
  GPtrArray       *series;   /* owned, nullable */
  guint            n_all;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->result);
  g_clear_pointer (&job->series, g_ptr_array_unref);
  g_free (job);
}

static void
list_series (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Job *job = task_data;

  job->series = weir_result_series_list (job->result, &job->axes, WEIR_N_SERIES_COLORS, &job->n_all);
  g_task_return_boolean (task, TRUE);
}

static void
read_series (gint64   begin_usec,
             gint64   end_usec,
             gint64   column_usec,
             GArray  *points,
             gpointer user_data)
{
  weir_result_series_read (user_data, begin_usec, end_usec, column_usec, points);
}

static void
show_range (WeirResultChart *self)
{
  gint64 begin_usec = G_MAXINT64;
  gint64 end_usec = G_MININT64;

  for (guint i = 0; i < self->series->len; i++)
    {
      const WeirResultSeries *series = g_ptr_array_index (self->series, i);

      if (series->samples->len == 0)
        continue;
      begin_usec = MIN (begin_usec, g_array_index (series->samples, WeirResultSample, 0).time_usec);
      end_usec = MAX (end_usec, g_array_index (series->samples, WeirResultSample, series->samples->len - 1).time_usec + MAX (series->step_usec, 1));
    }
  if (begin_usec > end_usec)
    return;

  weir_time_range_set_live (self->range, FALSE);
  weir_time_range_set (self->range, begin_usec, MAX (end_usec, begin_usec + LEAST_SPAN_USEC));
}

static void
add_layer (WeirResultChart *self,
           guint            i,
           const char      *name)
{
  WeirResultSeries *series = g_ptr_array_index (self->series, i);
  const WeirSeriesLayerSpec spec = {
    .style = self->style,
    .scale = WEIR_SERIES_RIGHT,
    .name = *series->name != '\0' ? series->name : name,
    .unit = "",
    .color_index = i,
    .window_usec = self->style == WEIR_SERIES_BARS ? series->step_usec : 0,
    .read = read_series,
    .user_data = series,
  };

  weir_series_chart_add_layer (self->chart, &spec);
}

static void
on_series_listed (GObject      *source_object,
                  GAsyncResult *task,
                  gpointer      user_data)
{
  WeirResultChart *self = WEIR_RESULT_CHART (source_object);
  Job *job = g_task_get_task_data (G_TASK (task));
  const WeirExportColumn *columns;
  guint n_columns;

  if (!g_task_propagate_boolean (G_TASK (task), NULL))
    return;

  g_clear_object (&self->cancellable);
  weir_series_chart_clear (self->chart);
  g_clear_pointer (&self->series, g_ptr_array_unref);
  self->series = g_steal_pointer (&job->series);
  columns = weir_query_result_get_columns (job->result, &n_columns);
  for (guint i = 0; i < self->series->len; i++)
    add_layer (self, i, columns[job->axes.y].name);
  self->n_shown = self->series->len;
  show_range (self);
  if (job->n_all > self->series->len)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("The first %u of %u series", "The first %u of %u series", job->n_all),
                                               self->series->len, job->n_all);

      say (self, text);
    }
  gtk_stack_set_visible_child_name (self->stack, "chart");
}

static void
show_series (WeirResultChart      *self,
             WeirQueryResult      *result,
             const WeirResultAxes *axes)
{
  g_autoptr(GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, on_series_listed, NULL);
  job->result = g_object_ref (result);
  job->axes = *axes;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, list_series);
}

/* -- a bar a row -- */

static char *
dup_text (WeirQueryResult *result,
          guint            row,
          int              column)
{
  g_autoptr(WeirQueryRow) item = g_list_model_get_item (G_LIST_MODEL (result), row);
  char *text = weir_query_row_dup_text (item, (guint) column);

  return text != NULL ? text : g_strdup ("∅");
}

static void
append_bar (WeirResultChart *self,
            const char      *name,
            const char      *number,
            double           share)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (name);
  GtkWidget *bar = weir_share_bar_new ();
  GtkWidget *figure = gtk_label_new (number);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", name, number);

  gtk_label_set_xalign (GTK_LABEL (title), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (title), MIN_NAME_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (title), MAX_NAME_CHARS);
  gtk_size_group_add_widget (self->titles, title);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_size_request (bar, BAR_WIDTH_PX, -1);
  weir_share_bar_set_share (WEIR_SHARE_BAR (bar), share, 0);
  gtk_widget_add_css_class (figure, "number");
  gtk_label_set_xalign (GTK_LABEL (figure), 1.0);
  gtk_size_group_add_widget (self->figures, figure);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), figure);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  weir_accessible_set_name (row, spoken);
  gtk_list_box_append (self->bars, row);
}

static void
remove_bars (WeirResultChart *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->bars, 0)) != NULL)
    gtk_list_box_remove (self->bars, GTK_WIDGET (row));
}

static double
get_number (WeirQueryResult *result,
            guint            row,
            int              column)
{
  return weir_value_get_double (&weir_query_result_get_row (result, row)[column]);
}

static void
show_bars (WeirResultChart      *self,
           WeirQueryResult      *result,
           const WeirResultAxes *axes)
{
  guint n_rows = weir_query_result_get_n_rows (result);
  double largest = 0.0;

  self->n_shown = MIN (n_rows, MAX_BARS);
  for (guint i = 0; i < self->n_shown; i++)
    if (isfinite (get_number (result, i, axes->y)))
      largest = fmax (largest, fabs (get_number (result, i, axes->y)));
  for (guint i = 0; i < self->n_shown; i++)
    {
      g_autofree char *name = dup_text (result, i, axes->x);
      g_autofree char *number = dup_text (result, i, axes->y);
      double value = get_number (result, i, axes->y);

      append_bar (self, name, number, largest > 0.0 ? fabs (value) / largest : NAN);
    }
  if (n_rows > self->n_shown)
    {
      g_autofree char *text = g_strdup_printf (_("The first %u rows: ORDER BY tells which"), self->n_shown);

      say (self, text);
    }
  gtk_stack_set_visible_child_name (self->stack, "bars");
}

/* -- the widget -- */

static void
weir_result_chart_dispose (GObject *object)
{
  WeirResultChart *self = WEIR_RESULT_CHART (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->chart != NULL)
    weir_series_chart_clear (self->chart);
  self->chart = NULL;
  g_clear_pointer (&self->series, g_ptr_array_unref);
  g_clear_object (&self->range);
  g_clear_object (&self->titles);
  g_clear_object (&self->figures);

  G_OBJECT_CLASS (weir_result_chart_parent_class)->dispose (object);
}

static void
weir_result_chart_class_init (WeirResultChartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_result_chart_dispose;
}

static GtkWidget *
create_bars (WeirResultChart *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->bars = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->bars, GTK_SELECTION_NONE);
  gtk_widget_set_margin_start (GTK_WIDGET (self->bars), MARGIN_PX);
  gtk_widget_set_margin_end (GTK_WIDGET (self->bars), MARGIN_PX);
  self->titles = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->figures = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  gtk_widget_add_css_class (GTK_WIDGET (self->bars), "weir-bars");
  weir_accessible_set_name (GTK_WIDGET (self->bars), _("Result as bars"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->bars));

  return scrolled;
}

static void
weir_result_chart_init (WeirResultChart *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->range = weir_time_range_new (G_TIME_SPAN_HOUR);
  self->chart = WEIR_SERIES_CHART (weir_series_chart_new ());
  weir_chart_set_time_range (WEIR_CHART (self->chart), self->range);
  weir_accessible_set_name (GTK_WIDGET (self->chart), _("Result as a chart"));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->chart), "chart");
  gtk_stack_add_named (self->stack, create_bars (self), "bars");
  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->note, 0.0);
  gtk_label_set_wrap (self->note, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "secondary");
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->note));
}

GtkWidget *
weir_result_chart_new (void)
{
  return g_object_new (WEIR_TYPE_RESULT_CHART, NULL);
}

void
weir_result_chart_show (WeirResultChart      *self,
                        WeirQueryResult      *result,
                        const WeirResultAxes *axes,
                        WeirSeriesStyle       style,
                        GTimeZone            *zone)
{
  g_return_if_fail (WEIR_IS_RESULT_CHART (self) && WEIR_IS_QUERY_RESULT (result) && axes->x >= 0 && axes->y >= 0);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->style = style;
  say (self, NULL);
  remove_bars (self);
  if (zone != NULL)
    weir_time_range_set_zone (self->range, zone);
  if (weir_result_axes_is_time (result, axes->x))
    show_series (self, result, axes);
  else
    show_bars (self, result, axes);
}

guint
weir_result_chart_get_n_shown (WeirResultChart *self)
{
  g_return_val_if_fail (WEIR_IS_RESULT_CHART (self), 0);

  return self->n_shown;
}
