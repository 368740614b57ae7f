#pragma once

#include <gtk/gtk.h>

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/**
 * WeirTransportBar:
 *
 * Plays what a monitor reads from files and recordings: play and pause, a window
 * further, speed, a timeline to seek in, and a loop. Hidden while something else
 * is watched.
 *
 * Signal: ::failed (char *text) when it cannot be read again.
 */
#define WEIR_TYPE_TRANSPORT_BAR (weir_transport_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirTransportBar, weir_transport_bar, WEIR, TRANSPORT_BAR, GtkBox)

void weir_transport_bar_set_scope (WeirTransportBar *self,
                                   WeirScope        *scope);
/* Four times a second. */
void weir_transport_bar_update    (WeirTransportBar *self);
/* As if the user sought there. */
void weir_transport_bar_seek      (WeirTransportBar *self,
                                   gint64            time_usec);

G_END_DECLS
