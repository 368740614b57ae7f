#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A popover of @button from which one of @texts is chosen. @name: for a screen reader; @nothing: shown if there is none;
 * @chosen: void (*) (gpointer object, const char *text), as long as @object lives. */
void weir_text_popover_fill (GtkMenuButton      *button,
                             const char         *name,
                             const char         *nothing,
                             const char * const *texts,
                             GCallback           chosen,
                             GObject            *object);

G_END_DECLS
