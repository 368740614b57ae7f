#pragma once

#include "data/view/weir-monitor.h"

G_BEGIN_DECLS

/* Stops @monitor and drops it. Stopping takes up to two seconds: the program lives until it is done. (transfer full) */
void weir_monitor_release (WeirMonitor *monitor);

G_END_DECLS
