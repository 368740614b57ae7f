#include "config.h"

#include "app/shell/weir-window-private.h"

/* The window as a display on the wall. */

/* The dashboard after this one, by the sidebar; the first after the last, or from another page. */
static void
show_next_dashboard (gpointer user_data)
{
  WeirWindow *self = WEIR_WINDOW (user_data);
  const char *first = NULL;
  gboolean found = FALSE;

  for (guint i = 0; i < weir_sidebar_get_n_pages (self->sidebar); i++)
    {
      const char *page = weir_sidebar_get_page (self->sidebar, i);

      if (!g_str_has_prefix (page, WEIR_WINDOW_DASHBOARD_PREFIX))
        continue;
      if (first == NULL)
        first = page;
      if (found)
        {
          weir_window_show_page (self, page);
          return;
        }
      found = g_strcmp0 (page, self->page) == 0;
    }

  if (first != NULL && g_strcmp0 (first, self->page) != 0)
    weir_window_show_page (self, first);
}

void
weir_window_set_wall (WeirWindow *self,
                      gboolean    wall)
{
  const WeirWallParts parts = {
    GTK_WINDOW (self), GTK_WIDGET (self->header), GTK_WIDGET (self->status_bar), self->flap,
  };

  if (wall == (self->wall != NULL))
    return;

  if (!wall)
    {
      g_clear_pointer (&self->wall, weir_wall_free);
      return;
    }

  if (self->page == NULL || !g_str_has_prefix (self->page, WEIR_WINDOW_DASHBOARD_PREFIX))
    show_next_dashboard (self);
  self->wall = weir_wall_new (&parts, show_next_dashboard, self);
}

static void
wall_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  WeirWindow *self = WEIR_WINDOW (widget);

  weir_window_set_wall (self, self->wall == NULL);
}

void
weir_window_class_install_wall_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.wall", NULL, wall_action);
}
