#pragma once

#include "widgets/weir-time-range.h"

G_BEGIN_DECLS

/* A range as long as @range, up to now by the wall clock: for what is measured, which goes on while a stream is silent. Who
 * pauses the one pauses both. (transfer full) */
WeirTimeRange *weir_wall_range_new     (WeirTimeRange *range);
/* A few times a second. */
void           weir_wall_range_advance (WeirTimeRange *self,
                                        WeirTimeRange *range);

G_END_DECLS
