#pragma once

#include <gtk/gtk.h>

#include "data/view/weir-monitor.h"

G_BEGIN_DECLS

/**
 * WeirStatusBar:
 *
 * The line under every page: connection, rates, lag, delay, losses, memory.
 */
#define WEIR_TYPE_STATUS_BAR (weir_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (WeirStatusBar, weir_status_bar, WEIR, STATUS_BAR, GtkBox)

/* NULL: nothing is connected. @delay_usec: median event → screen, -1 unknown. */
void weir_status_bar_update     (WeirStatusBar *self,
                                 WeirMonitor   *monitor,
                                 gint64         delay_usec);
/* Hides what matters least. */
void weir_status_bar_set_room (WeirStatusBar *self,
                               int            room_px);

G_END_DECLS
