#include "config.h"

#include "app/shell/weir-window-private.h"

#include <glib/gi18n.h>

#include "app/dialogs/weir-finder.h"
#include "data/view/weir-key-view.h"

/* Ctrl+K: everything in a window that has a name. */

static void
add_commands (WeirFinder *finder)
{
  const struct
  {
    const char *title;
    const char *action;
  } commands[] = {
    { _("Connect…"), "win.connect" },
    { _("Open Workspace…"), "win.open" },
    { _("Open File…"), "win.open-data" },
    { _("Open Recording…"), "win.open-recording" },
    { _("Save Workspace As…"), "win.save" },
    { _("New Dashboard…"), "win.add-dashboard" },
    { _("Edit Dashboard"), "win.edit-dashboard" },
    { _("Rename Dashboard"), "win.rename-dashboard" },
    { _("Remove Dashboard"), "win.remove-dashboard" },
    { _("Streams and Rules…"), "win.describe" },
    { _("Undo"), "win.undo" },
    { _("Redo"), "win.redo" },
    { _("Export…"), "win.export" },
    { _("Pause or Go Live"), "win.toggle-live" },
    { _("Shorter Range"), "win.range-shorter" },
    { _("Longer Range"), "win.range-longer" },
    { _("Time Zone…"), "win.choose-zone" },
    { _("Start the Demo"), "win.demo" },
    { _("New Window"), "app.new-window" },
    { _("Keyboard Shortcuts"), "win.show-help-overlay" },
    { _("Quit"), "app.quit" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    weir_finder_add (finder, "system-run-symbolic", commands[i].title, _("command"), commands[i].action, NULL);
}

static void
add_dashboard (WeirFinder                *finder,
               const WeirDashboardConfig *dashboard)
{
  g_autofree char *page = g_strconcat (WEIR_WINDOW_DASHBOARD_PREFIX, dashboard->name, NULL);

  weir_finder_add (finder, "weir-dashboard-symbolic", dashboard->title != NULL ? dashboard->title : dashboard->name,
                   _("dashboard"), "win.page", g_variant_new_string (page));
  for (guint i = 0; i < dashboard->panels->len; i++)
    {
      const WeirPanelConfig *panel = g_ptr_array_index (dashboard->panels, i);

      if (panel->title != NULL && *panel->title != '\0')
        weir_finder_add (finder, "weir-stocks-symbolic", panel->title, _("panel"), "win.page", g_variant_new_string (page));
    }
}

static void
add_pages (WeirFinder *finder)
{
  const struct
  {
    const char *title;
    const char *page;
    const char *icon;
  } pages[] = {
    { _("Alerts"), "alerts", "weir-alerts-symbolic" },
    { _("Lag"), "lag", "weir-lag-symbolic" },
    { _("Messages"), "messages", "weir-messages-symbolic" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    weir_finder_add (finder, pages[i].icon, pages[i].title, _("page"), "win.page", g_variant_new_string (pages[i].page));
}

static void
add_topics (WeirFinder             *finder,
            const WeirStreamConfig *stream)
{
  weir_finder_add (finder, "weir-messages-symbolic", stream->title != NULL ? stream->title : stream->name, _("stream"),
                   "win.show-stream", g_variant_new_string (stream->name));
  for (guint i = 0; stream->topics != NULL && stream->topics[i] != NULL; i++)
    weir_finder_add (finder, "weir-messages-symbolic", stream->topics[i], _("topic"), "win.show-stream",
                     g_variant_new_string (stream->name));
}

static void
add_keys (WeirFinder     *finder,
          WeirStreamView *stream)
{
  GListModel *keys = weir_stream_view_get_keys (stream);
  const char *name = weir_stream_view_get_config (stream)->name;
  g_autofree char *kind = g_strdup_printf (_("key of %s"), name);

  for (guint i = 0; i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr(WeirKeyView) key = g_list_model_get_item (keys, i);

      if (*weir_key_view_get_key (key) != '\0')
        weir_finder_add (finder, "weir-range-symbolic", weir_key_view_get_key (key), kind, "win.show-key",
                         g_variant_new ("(ss)", name, weir_key_view_get_key (key)));
    }
}

static void
add_alerts (WeirFinder  *finder,
            WeirMonitor *monitor)
{
  GListModel *alerts = weir_monitor_get_alerts (monitor);

  for (guint i = 0; i < g_list_model_get_n_items (alerts); i++)
    {
      g_autoptr(WeirAlert) alert = g_list_model_get_item (alerts, i);
      g_autofree char *title = g_strdup_printf ("%s: %s", weir_alert_get_title (alert), weir_alert_get_key (alert));

      weir_finder_add (finder, "weir-alerts-symbolic", title, _("alert"), "win.page", g_variant_new_string ("alerts"));
    }
}

static void
fill (WeirWindow *self,
      WeirFinder *finder)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  WeirWorkspace *workspace = self->history != NULL ? weir_workspace_history_get_workspace (self->history) : NULL;
  GListModel *streams = monitor != NULL ? weir_monitor_get_streams (monitor) : NULL;

  if (monitor != NULL && workspace != NULL)
    {
      GPtrArray *dashboards = weir_workspace_get_dashboards (workspace);

      for (guint i = 0; i < dashboards->len; i++)
        add_dashboard (finder, g_ptr_array_index (dashboards, i));
      add_pages (finder);
      add_alerts (finder, monitor);
    }
  for (guint i = 0; streams != NULL && i < g_list_model_get_n_items (streams); i++)
    {
      g_autoptr(WeirStreamView) stream = g_list_model_get_item (streams, i);

      add_topics (finder, weir_stream_view_get_config (stream));
    }
  add_commands (finder);
  for (guint i = 0; streams != NULL && i < g_list_model_get_n_items (streams); i++)
    {
      g_autoptr(WeirStreamView) stream = g_list_model_get_item (streams, i);

      add_keys (finder, stream);
    }
}

static void
find_anything_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  GtkWidget *finder = weir_finder_new (GTK_WINDOW (widget));

  fill (WEIR_WINDOW (widget), WEIR_FINDER (finder));
  gtk_window_present (GTK_WINDOW (finder));
}

static void
show_stream_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);

  weir_window_show_page (self, "messages");
  weir_messages_page_show_stream (self->messages_page, g_variant_get_string (parameter, NULL), NULL);
}

/* The first dashboard that has a panel of @stream; NULL if none has. */
static char *
dup_page_of (WeirWindow *self,
             const char *stream)
{
  GPtrArray *dashboards = weir_workspace_get_dashboards (weir_workspace_history_get_workspace (self->history));

  for (guint i = 0; i < dashboards->len; i++)
    {
      const WeirDashboardConfig *dashboard = g_ptr_array_index (dashboards, i);

      for (guint p = 0; p < dashboard->panels->len; p++)
        if (g_strcmp0 (((const WeirPanelConfig *) g_ptr_array_index (dashboard->panels, p))->stream, stream) == 0)
          return g_strconcat (WEIR_WINDOW_DASHBOARD_PREFIX, dashboard->name, NULL);
    }

  return NULL;
}

/* On a dashboard that shows it, else among the messages. */
static void
show_key_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);
  const char *stream, *key;
  g_autofree char *page = NULL;

  g_variant_get (parameter, "(&s&s)", &stream, &key);
  page = self->history != NULL ? dup_page_of (self, stream) : NULL;
  if (page != NULL)
    {
      weir_window_show_page (self, page);
      weir_scope_choose_key (self->scope, stream, key);
      return;
    }

  weir_window_show_page (self, "messages");
  weir_messages_page_show_stream (self->messages_page, stream, key);
}

void
weir_window_class_install_find_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.find-anything", NULL, find_anything_action);
  gtk_widget_class_install_action (widget_class, "win.show-stream", "s", show_stream_action);
  gtk_widget_class_install_action (widget_class, "win.show-key", "(ss)", show_key_action);
}
