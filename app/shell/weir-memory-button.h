#pragma once

#include <gtk/gtk.h>

#include "data/view/weir-monitor.h"

G_BEGIN_DECLS

/**
 * WeirMemoryButton:
 *
 * The status bar's memory of budget: a warning with a sign and words once
 * something had no room. A popover tells of each stream what it holds, what was
 * given up, and what helps.
 */
#define WEIR_TYPE_MEMORY_BUTTON (weir_memory_button_get_type ())
G_DECLARE_FINAL_TYPE (WeirMemoryButton, weir_memory_button, WEIR, MEMORY_BUTTON, GtkBox)

GtkWidget *weir_memory_button_new    (void);
void       weir_memory_button_update (WeirMemoryButton          *self,
                                      WeirMonitor               *monitor,
                                      const WeirMonitorCounters *counters);
/* Whether something had no room. */
gboolean   weir_memory_button_warns  (WeirMemoryButton          *self);

G_END_DECLS
