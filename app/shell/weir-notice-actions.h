#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the notices of alerts do: app.show-alerts-of, app.acknowledge-alerts-of and app.mute-alerts-of, each with the id of
 * a window and the name of a rule; and how they are: app.notice-severity, app.notice-sound. */
void weir_notice_actions_add (GtkApplication *application);

G_END_DECLS
