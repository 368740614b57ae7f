#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names @widget for a screen reader, and what inside it takes the focus: GTK 4.8 names that after its class. */
void weir_accessible_set_name  (GtkWidget  *widget,
                                const char *name);
/* The label inside @button is its name; GTK 4.8 says it twice, once with the underscore. */
void weir_accessible_use_label (GtkWidget  *button);

G_END_DECLS
