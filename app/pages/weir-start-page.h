#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * WeirStartPage:
 *
 * What a window shows while it watches nothing: what was opened before, and the
 * ways to begin. Each is an action of the window: win.connect, win.open,
 * win.open-data, win.open-recording, win.demo, and win.open-path with a path.
 */
#define WEIR_TYPE_START_PAGE (weir_start_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirStartPage, weir_start_page, WEIR, START_PAGE, AdwBin)

GtkWidget *weir_start_page_new    (void);
/* Lists what was opened before as it is now. */
void       weir_start_page_update (WeirStartPage *self);

G_END_DECLS
