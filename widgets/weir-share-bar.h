#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WeirShareBar: how large a number is beside the largest of its list, as a bar in the height of a line of text.
 */
#define WEIR_TYPE_SHARE_BAR (weir_share_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirShareBar, weir_share_bar, WEIR, SHARE_BAR, GtkWidget)

GtkWidget *weir_share_bar_new       (void);
void       weir_share_bar_set_share (WeirShareBar *self,
                                     double        share,
                                     guint         color_index);

G_END_DECLS
