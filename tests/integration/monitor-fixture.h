#pragma once

#include "data/view/weir-monitor.h"

/* What tests do with a monitor in the main loop of their own process. */

/* Of a stream, with what the monitor has ready taken first. */
guint64 monitor_fixture_count_records (WeirMonitor *monitor, const char *stream);
/* Returns once it has stopped. */
void monitor_fixture_stop (WeirMonitor *monitor);
