#pragma once

#include "widgets/weir-time-range.h"

G_BEGIN_DECLS

/**
 * WeirCardRange:
 *
 * The time range of a panel that has a length of its own: it ends where the
 * page's range ends, has its zone, crosshair and cursors, and another length. Once it is
 * panned or zoomed it stays where it is, until it is live again.
 */
typedef struct _WeirCardRange WeirCardRange;

WeirCardRange *weir_card_range_new  (WeirTimeRange *shared,
                                     gint64         span_usec);
void           weir_card_range_free (WeirCardRange *self);
/* (transfer none) */
WeirTimeRange *weir_card_range_get  (WeirCardRange *self);

G_END_DECLS
