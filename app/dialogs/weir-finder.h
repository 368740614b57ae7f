#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WeirFinder:
 *
 * Finds anything by a part of its name: what is typed narrows a list, Enter
 * does what the first line, or the chosen one, stands for: an action of the
 * window it was opened from.
 */
#define WEIR_TYPE_FINDER (weir_finder_get_type ())
G_DECLARE_FINAL_TYPE (WeirFinder, weir_finder, WEIR, FINDER, AdwWindow)

GtkWidget *weir_finder_new (GtkWindow  *parent);
/* Takes @target (nullable, floating). What is added first is listed first. */
void       weir_finder_add (WeirFinder *self,
                            const char *icon,
                            const char *title,
                            const char *kind,
                            const char *action,
                            GVariant   *target);

G_END_DECLS
