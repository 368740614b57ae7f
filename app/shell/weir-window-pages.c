#include "config.h"

#include "app/shell/weir-window-private.h"

#include <glib/gi18n.h>

#include "app/pages/weir-dashboard-page.h"
#include "app/dialogs/weir-reset-dialog.h"
#include "app/pages/weir-lag-view.h"
#include "app/pages/weir-query-page.h"

/* The pages of a window: those of the dashboards, and those of all streams. */

static void
add_page (WeirWindow *self,
          GtkWidget  *page,
          const char *name,
          const char *title)
{
  gtk_stack_page_set_title (gtk_stack_add_named (self->stack, page, name), title);
}

static void
remove_pages (WeirWindow *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->stack));

  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      if (child != GTK_WIDGET (self->state_page) && child != GTK_WIDGET (self->start_page))
        gtk_stack_remove (self->stack, child);
      child = next;
    }

  weir_sidebar_clear (self->sidebar);
}

static void
on_reset_offsets (WeirWindow *self,
                  guint       connection,
                  const char *group)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);

  if (monitor != NULL && connection < weir_monitor_get_n_connections (monitor))
    gtk_window_present (GTK_WINDOW (weir_reset_dialog_new (GTK_WINDOW (self), weir_monitor_get_settings (monitor, connection),
                                                           group)));
}

static char *
dup_page_name (const WeirDashboardConfig *config)
{
  return g_strconcat (WEIR_WINDOW_DASHBOARD_PREFIX, config->name, NULL);
}

/* The dashboards of the workspace; empty without one. (transfer full) */
static GPtrArray *
ref_dashboards (WeirWindow *self)
{
  if (self->history == NULL || weir_scope_get_monitor (self->scope) == NULL)
    return g_ptr_array_new ();

  return g_ptr_array_ref (weir_workspace_get_dashboards (weir_workspace_history_get_workspace (self->history)));
}

static void
add_dashboard (WeirWindow                *self,
               const WeirDashboardConfig *config)
{
  g_autofree char *name = dup_page_name (config);
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, name);

  if (page != NULL)
    {
      gtk_stack_page_set_title (gtk_stack_get_page (self->stack, page), config->title);
      return;
    }

  page = weir_dashboard_page_new (self->scope, self->history, config->name);
  g_signal_connect_object (page, "failed", G_CALLBACK (weir_window_show_toast), self, G_CONNECT_SWAPPED);
  add_page (self, page, name, config->title);
}

/* What the sidebar says of the dashboards. */
static char *
dup_listing (GPtrArray *dashboards)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < dashboards->len; i++)
    {
      const WeirDashboardConfig *config = g_ptr_array_index (dashboards, i);

      g_string_append_printf (text, "%s\n%s\n%s\n", config->name, config->title, config->icon != NULL ? config->icon : "");
    }

  return g_string_free (text, FALSE);
}

static void
list_pages (WeirWindow *self,
            GPtrArray  *dashboards)
{
  weir_sidebar_clear (self->sidebar);
  for (guint i = 0; i < dashboards->len; i++)
    {
      const WeirDashboardConfig *config = g_ptr_array_index (dashboards, i);
      g_autofree char *name = dup_page_name (config);

      weir_sidebar_add (self->sidebar, _("Dashboards"), name, config->title,
                        config->icon != NULL && *config->icon != '\0' ? config->icon : "weir-dashboard-symbolic", FALSE);
    }
  weir_sidebar_add (self->sidebar, _("Watch"), "alerts", _("Alerts"), "weir-alerts-symbolic", TRUE);
  weir_sidebar_add (self->sidebar, _("Watch"), "lag", _("Lag"), "weir-lag-symbolic", TRUE);
  weir_sidebar_add (self->sidebar, _("Watch"), "messages", _("Messages"), "weir-messages-symbolic", TRUE);
  weir_sidebar_add (self->sidebar, _("Watch"), "query", _("Query"), "weir-query-symbolic", TRUE);
}

/* Pages of dashboards that are gone go; the others show theirs as it is now. */
static void
update_dashboards (WeirWindow *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->stack));

  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      if (WEIR_IS_DASHBOARD_PAGE (child) && !weir_dashboard_page_update (WEIR_DASHBOARD_PAGE (child)))
        gtk_stack_remove (self->stack, child);
      child = next;
    }
}

void
weir_window_sync_dashboards (WeirWindow *self)
{
  g_autoptr(GPtrArray) dashboards = ref_dashboards (self);
  g_autofree char *listing = dup_listing (dashboards);
  g_autofree char *page = g_strdup (self->page);

  update_dashboards (self);
  for (guint i = 0; i < dashboards->len; i++)
    add_dashboard (self, g_ptr_array_index (dashboards, i));
  if (g_strcmp0 (listing, self->listed) == 0)
    return;

  g_free (self->listed);
  self->listed = g_steal_pointer (&listing);
  list_pages (self, dashboards);
  weir_window_update_status (self);
  if (page == NULL || gtk_stack_get_child_by_name (self->stack, page) == NULL)
    weir_window_show_page (self, weir_sidebar_get_page (self->sidebar, 0));
  else
    weir_window_show_page (self, page);
}

static void
add_query_page (WeirWindow *self)
{
  GtkWidget *page = weir_query_page_new (self->scope);

  if (self->history != NULL)
    weir_query_page_set_history (WEIR_QUERY_PAGE (page), self->history);
  add_page (self, page, "query", _("Query"));
}

void
weir_window_rebuild_pages (WeirWindow *self)
{
  g_autofree char *page = g_strdup (self->page);
  g_autoptr(GPtrArray) dashboards = ref_dashboards (self);
  GtkWidget *lag;

  remove_pages (self);
  for (guint i = 0; i < dashboards->len; i++)
    add_dashboard (self, g_ptr_array_index (dashboards, i));
  self->alerts_page = WEIR_ALERTS_PAGE (weir_alerts_page_new (self->scope));
  if (self->history != NULL)
    weir_alerts_page_set_history (self->alerts_page, self->history);
  self->messages_page = WEIR_MESSAGES_PAGE (weir_messages_page_new (self->scope));
  g_signal_connect_object (self->messages_page, "leave", G_CALLBACK (weir_window_leave_messages), self, G_CONNECT_SWAPPED);
  add_page (self, GTK_WIDGET (self->alerts_page), "alerts", _("Alerts"));
  lag = weir_lag_view_new (self->scope);
  g_signal_connect_object (lag, "reset-offsets", G_CALLBACK (on_reset_offsets), self, G_CONNECT_SWAPPED);
  add_page (self, lag, "lag", _("Lag"));
  add_page (self, GTK_WIDGET (self->messages_page), "messages", _("Messages"));
  add_query_page (self);
  g_free (self->listed);
  self->listed = dup_listing (dashboards);
  list_pages (self, dashboards);

  /* Without a workspace there is no page to choose; the one of the last run stays wanted. */
  if (weir_scope_get_monitor (self->scope) == NULL)
    return;
  if (page == NULL || gtk_stack_get_child_by_name (self->stack, page) == NULL)
    weir_window_show_page (self, weir_sidebar_get_page (self->sidebar, 0));
  else
    weir_window_show_page (self, page);
  weir_window_follow_note (self);
  /* Not on the menu's button, where Space would open it. */
  weir_sidebar_focus (self->sidebar);
}
