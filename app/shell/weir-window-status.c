#include "config.h"

#include "app/shell/weir-window-private.h"

#include <glib/gi18n.h>

#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

void
weir_window_update_page (WeirWindow *self)
{
  gboolean covered;
  GtkWidget *page;
  gboolean idle;

  if (self->scope == NULL)
    return;

  covered = weir_state_page_update (self->state_page, weir_scope_get_monitor (self->scope), self->starting);
  page = self->page != NULL ? gtk_stack_get_child_by_name (self->stack, self->page) : NULL;

  idle = weir_scope_get_monitor (self->scope) == NULL && self->starting == NULL;
  if (idle)
    page = GTK_WIDGET (self->start_page);
  else if (covered || page == NULL)
    page = GTK_WIDGET (self->state_page);
  if (gtk_stack_get_visible_child (self->stack) != page)
    gtk_stack_set_visible_child (self->stack, page);
}

static void
update_banner (WeirWindow *self)
{
  gboolean covered = gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->state_page);
  g_autofree char *connection = covered ? NULL : weir_state_dup_banner (weir_scope_get_monitor (self->scope));
  g_autofree char *recording = weir_recordings_dup_banner (self->recordings);
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  g_autofree char *journal = monitor != NULL ? weir_monitor_dup_journal_problem (monitor) : NULL;
  g_autofree char *publishing = monitor != NULL ? weir_monitor_dup_publish_problem (monitor) : NULL;
  const char *text = connection != NULL ? connection : recording != NULL ? recording : journal != NULL ? journal : publishing;

  gtk_widget_set_visible (self->banner_button, connection != NULL);
  if (text != NULL)
    gtk_label_set_label (self->banner_label, text);
  gtk_revealer_set_reveal_child (self->banner, text != NULL);
}

/* The largest lag of any topic, in seconds where they are known. */
static char *
dup_worst_lag (WeirMonitor *monitor)
{
  GListModel *rows = weir_monitor_get_lag (monitor);
  double worst_seconds = -1.0;
  gint64 worst = -1;

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(WeirLagRow) row = g_list_model_get_item (rows, i);
      double seconds = weir_lag_row_get_lag_seconds (row);

      worst = MAX (worst, weir_lag_row_get_lag (row));
      if (seconds > worst_seconds)
        worst_seconds = seconds;
    }

  if (worst <= 0)
    return NULL;
  if (worst_seconds >= 0.1)
    return weir_format_duration ((gint64) (worst_seconds * G_USEC_PER_SEC));

  return weir_format_count ((guint64) worst);
}

static void
update_badges (WeirWindow *self)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  guint n_firing = monitor != NULL ? weir_monitor_get_n_firing (monitor) : 0;
  g_autofree char *count = n_firing > 0 ? weir_format_count (n_firing) : NULL;
  g_autofree char *firing = g_strdup_printf (ngettext ("%u firing", "%u firing", n_firing), n_firing);
  g_autofree char *lag = monitor != NULL ? dup_worst_lag (monitor) : NULL;
  /* Translators: what a screen reader says of the lag's badge */
  g_autofree char *spoken = g_strdup_printf (_("at most %s"), lag != NULL ? lag : "");

  weir_sidebar_set_badge (self->sidebar, "alerts", count, "count", n_firing > 0 ? firing : NULL);
  weir_sidebar_set_badge (self->sidebar, "lag", lag, "secondary", lag != NULL ? spoken : NULL);
}

void
weir_window_update_status (WeirWindow *self)
{
  if (self->scope == NULL)
    return;

  weir_window_update_page (self);
  update_banner (self);
  update_badges (self);
  weir_transport_bar_update (self->transport);
  weir_record_button_update (self->record_button, weir_scope_get_monitor (self->scope));
  weir_status_bar_update (self->status_bar, weir_scope_get_monitor (self->scope),
                          weir_scope_get_delay_usec (self->scope));
}
