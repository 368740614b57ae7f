#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WeirSidebar:
 *
 * The list of pages in groups, each with an icon, a name and a badge.
 *
 * Signals: ::page-selected (char *name)
 */
#define WEIR_TYPE_SIDEBAR (weir_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (WeirSidebar, weir_sidebar, WEIR, SIDEBAR, GtkWidget)

void        weir_sidebar_clear     (WeirSidebar *self);
/* @pinned: it stays in sight below those that are not, however many they are. */
void        weir_sidebar_add       (WeirSidebar *self,
                                    const char  *group,
                                    const char  *name,
                                    const char  *title,
                                    const char  *icon_name,
                                    gboolean     pinned);
/* @text NULL or "" hides the badge; @style_class "count" is the red pill; @description is what a screen reader adds. */
void        weir_sidebar_set_badge (WeirSidebar *self,
                                    const char  *name,
                                    const char  *text,
                                    const char  *style_class,
                                    const char  *description);
/* Does not emit. */
void        weir_sidebar_select    (WeirSidebar *self,
                                    const char  *name);
/* The selected row takes the keyboard. */
void        weir_sidebar_focus     (WeirSidebar *self);
guint       weir_sidebar_get_n_pages (WeirSidebar *self);
/* (nullable) (transfer none) */
const char *weir_sidebar_get_page  (WeirSidebar *self,
                                    guint        i);

G_END_DECLS
