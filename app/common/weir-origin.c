#include "config.h"

#include "app/common/weir-origin.h"

#define PATH      "weir-origin-path"
#define DASHBOARD "weir-origin-dashboard"

void
weir_origin_set (GtkWidget  *window,
                 const char *path,
                 const char *dashboard)
{
  g_return_if_fail (GTK_IS_WINDOW (window));

  g_object_set_data_full (G_OBJECT (window), PATH, g_strdup (path), g_free);
  g_object_set_data_full (G_OBJECT (window), DASHBOARD, g_strdup (dashboard), g_free);
}

static const char *
get_text (GtkWidget  *widget,
          const char *name)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return root != NULL ? g_object_get_data (G_OBJECT (root), name) : NULL;
}

const char *
weir_origin_get_path (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  return get_text (widget, PATH);
}

const char *
weir_origin_get_dashboard (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  return get_text (widget, DASHBOARD);
}
