#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * WeirSmoke:
 *
 * A run without a person: lets a window work for a while, saves a picture of
 * every page in light and dark, prints one line of figures.
 *
 * Signals: ::done (int status)
 */
#define WEIR_TYPE_SMOKE (weir_smoke_get_type ())
G_DECLARE_FINAL_TYPE (WeirSmoke, weir_smoke, WEIR, SMOKE, GObject)

/* @window: a WeirWindow; @folder: (nullable): no pictures; @seconds: 0 is 20. */
WeirSmoke *weir_smoke_new        (GtkWindow  *window,
                                  const char *folder,
                                  double      seconds);
GtkWindow *weir_smoke_get_window (WeirSmoke  *self);

G_END_DECLS
