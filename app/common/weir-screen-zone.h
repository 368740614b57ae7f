#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The zone in which times are written on the screen, the same in all windows: "local", "utc" or the name of a zone. Main
 * thread.
 */

/* (transfer none) */
GTimeZone  *weir_screen_zone_get      (void);
const char *weir_screen_zone_get_name (void);
/* FALSE, and nothing changes, where there is no zone of that name. */
gboolean    weir_screen_zone_set      (const char *name);
/* Names of zones, as "Europe/Berlin"; empty where the system has no list. (transfer full) */
GStrv       weir_screen_zone_dup_names (void);

G_END_DECLS
