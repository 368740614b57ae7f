#include "config.h"

#include "app/panels/weir-query-card.h"

#include <glib/gi18n.h>

#include "app/common/weir-query-session.h"
#include "app/common/weir-result-chart.h"
#include "app/common/weir-result-table.h"
#include "widgets/weir-format.h"

/* One that takes longer is no use on a dashboard. */
#define TIMEOUT_MSEC 30000
#define MARGIN_PX    15

static const WeirSeriesStyle styles[WEIR_QUERY_N_FORMS] = {
  [WEIR_QUERY_LINE] = WEIR_SERIES_LINE,
  [WEIR_QUERY_BARS] = WEIR_SERIES_BARS,
  [WEIR_QUERY_POINTS] = WEIR_SERIES_POINTS,
};

struct _WeirQueryCard
{
  WeirCard         parent_instance;

  GtkStack        *stack;
  GtkColumnView   *view;
  WeirResultChart *chart;
  GtkLabel        *problem;

  GCancellable    *cancellable;   /* owned, nullable: while the statement runs */
  gint64           asked_usec;    /* monotonic; 0: never */
};

G_DEFINE_FINAL_TYPE (WeirQueryCard, weir_query_card, WEIR_TYPE_CARD)

static void
show_problem (WeirQueryCard *self,
              const char    *text)
{
  gtk_label_set_label (self->problem, text);
  gtk_stack_set_visible_child_name (self->stack, "problem");
  weir_card_set_subtitle (WEIR_CARD (self), NULL);
}

static void
show_chart (WeirQueryCard   *self,
            WeirQueryResult *result)
{
  WeirScope *scope = weir_card_get_scope (WEIR_CARD (self));
  WeirResultAxes axes;

  if (!weir_result_axes_guess (result, &axes))
    {
      show_problem (self, _("A chart needs a column of numbers and another column"));
      return;
    }

  weir_result_chart_show (self->chart, result, &axes, styles[weir_card_get_config (WEIR_CARD (self))->form],
                          weir_time_range_get_zone (weir_scope_get_time_range (scope)));
  gtk_stack_set_visible_child_name (self->stack, "chart");
}

static void
show_rows (WeirQueryCard   *self,
           WeirQueryResult *result)
{
  guint n_rows = weir_query_result_get_n_rows (result);
  g_autofree char *count = weir_format_count (n_rows);
  g_autofree char *rows = g_strdup_printf (ngettext ("%s row", "%s rows", n_rows), count);

  weir_card_set_subtitle (WEIR_CARD (self), rows);
  if (weir_card_get_config (WEIR_CARD (self))->form != WEIR_QUERY_TABLE && n_rows > 0)
    {
      show_chart (self, result);
      return;
    }

  weir_result_table_show (self->view, result);
  gtk_stack_set_visible_child_name (self->stack, "table");
}

static void
on_queried (GObject      *source_object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(WeirQueryCard) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirQueryResult) rows = weir_query_finish (result, &error);

  g_clear_object (&self->cancellable);
  if (self->stack == NULL)
    return;

  if (rows != NULL)
    show_rows (self, rows);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (self, error->message);
}

/* (nullable) (transfer none) */
static const char *
find_sql (WeirQueryCard *self,
          WeirMonitor   *monitor)
{
  GPtrArray *queries = weir_workspace_get_queries (weir_monitor_get_workspace (monitor));
  const char *name = weir_card_get_config (WEIR_CARD (self))->query;

  for (guint i = 0; i < queries->len; i++)
    if (g_strcmp0 (((const WeirQueryConfig *) g_ptr_array_index (queries, i))->name, name) == 0)
      return ((const WeirQueryConfig *) g_ptr_array_index (queries, i))->sql;

  return NULL;
}

static void
ask (WeirQueryCard *self)
{
  WeirScope *scope = weir_card_get_scope (WEIR_CARD (self));
  WeirMonitor *monitor = weir_scope_get_monitor (scope);
  const char *sql = monitor != NULL ? find_sql (self, monitor) : NULL;

  if (sql == NULL)
    return;

  weir_query_session_allow_connections (scope);
  self->cancellable = g_cancellable_new ();
  weir_query_session_ask (scope, sql, TIMEOUT_MSEC, self->cancellable, on_queried, g_object_ref (self));
}

/* Not before the one before has answered. */
static void
weir_query_card_pulse (WeirCard *card)
{
  WeirQueryCard *self = WEIR_QUERY_CARD (card);
  gint64 now_usec = g_get_monotonic_time ();

  if (self->cancellable != NULL || (self->asked_usec > 0 && now_usec - self->asked_usec < weir_card_get_config (card)->refresh_usec))
    return;

  self->asked_usec = now_usec;
  ask (self);
}

static GtkWidget *
scroll (GtkWidget *widget)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), widget);
  gtk_widget_set_vexpand (scrolled, TRUE);

  return scrolled;
}

static void
weir_query_card_bind (WeirCard *card)
{
  WeirQueryCard *self = WEIR_QUERY_CARD (card);

  self->stack = GTK_STACK (gtk_stack_new ());
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "weir-table");
  self->chart = WEIR_RESULT_CHART (weir_result_chart_new ());
  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_label_set_wrap_mode (self->problem, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (self->problem, TRUE);
  gtk_label_set_yalign (self->problem, 0.0);
  gtk_label_set_xalign (self->problem, 0.0);
  gtk_widget_set_margin_start (GTK_WIDGET (self->problem), MARGIN_PX);
  gtk_widget_set_margin_end (GTK_WIDGET (self->problem), MARGIN_PX);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "warning");
  gtk_stack_add_named (self->stack, gtk_label_new (NULL), "empty");
  gtk_stack_add_named (self->stack, scroll (GTK_WIDGET (self->view)), "table");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->chart), "chart");
  gtk_stack_add_named (self->stack, scroll (GTK_WIDGET (self->problem)), "problem");
  weir_card_name_chart (card, GTK_WIDGET (self->view), _("Result"));
  weir_card_set_body (card, GTK_WIDGET (self->stack), weir_card_get_config (card)->form == WEIR_QUERY_TABLE ? "table" : "chart");
}

static void
weir_query_card_dispose (GObject *object)
{
  WeirQueryCard *self = WEIR_QUERY_CARD (object);

  self->stack = NULL;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (weir_query_card_parent_class)->dispose (object);
}

static void
weir_query_card_class_init (WeirQueryCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_query_card_dispose;
  WEIR_CARD_CLASS (klass)->bind = weir_query_card_bind;
  WEIR_CARD_CLASS (klass)->pulse = weir_query_card_pulse;
}

static void
weir_query_card_init (WeirQueryCard *self)
{
}
