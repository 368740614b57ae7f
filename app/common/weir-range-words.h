#pragma once

#include "widgets/weir-time-range.h"

G_BEGIN_DECLS

/* A time at one of the range's ends: "14:25", "14:25:07" of a short range, with the day where that is not today. (transfer full) */
char *weir_dup_range_time (WeirTimeRange *range,
                           gint64         time_usec);
/* "Last 15 min" while it follows the clock, else from when to when: "14:10–14:25". (transfer full) */
char *weir_dup_range      (WeirTimeRange *range);

G_END_DECLS
