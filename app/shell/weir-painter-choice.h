#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void     weir_painter_choice_assume  (void);
gboolean weir_painter_choice_make    (const char  *option,
                                      GError     **error);
void     weir_painter_choice_apply   (void);
char    *weir_painter_choice_explain (GtkWidget   *widget);

G_END_DECLS
