#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What a window shows, told to its parts: a picture says of itself where it comes
 * from. It is kept with the window, so that a part need not know which kind it is.
 */
void        weir_origin_set           (GtkWidget  *window,
                                       const char *path,
                                       const char *dashboard);
/* (nullable): the workspace's file, of the window that @widget is in. */
const char *weir_origin_get_path      (GtkWidget  *widget);
/* (nullable): the name of the dashboard that it shows. */
const char *weir_origin_get_dashboard (GtkWidget  *widget);

G_END_DECLS
