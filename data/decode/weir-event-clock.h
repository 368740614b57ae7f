#pragma once

#include "data/decode/weir-time.h"
#include "data/decode/weir-token.h"

G_BEGIN_DECLS

/**
 * WeirEventClock:
 * @unit: the unit of the spec
 * @number_unit: the unit of numbers; AUTO until the first one has decided it
 * @zone: (nullable): owned; zone of ISO times that carry none
 *
 * Makes event times of time fields. Used by one thread.
 */
typedef struct
{
  WeirTimeUnit  unit;
  WeirTimeUnit  number_unit;
  GTimeZone    *zone;
} WeirEventClock;

gboolean weir_event_clock_init   (WeirEventClock   *self,
                                  WeirTimeUnit      unit,
                                  const char       *zone);
void     weir_event_clock_clear  (WeirEventClock   *self);
gboolean weir_event_clock_number (WeirEventClock   *self,
                                  const WeirNumber *number,
                                  const char       *text,
                                  gsize             length,
                                  gint64           *time_usec);
gboolean weir_event_clock_text   (WeirEventClock   *self,
                                  const char       *text,
                                  gsize             length,
                                  gint64           *time_usec);

/* The unit in which @number is a time between 1970 and the year 5138: 10^11 s, ms later, and so on. */
WeirTimeUnit weir_event_clock_guess_unit (const WeirNumber *number,
                                          const char       *text,
                                          gsize             length);

G_END_DECLS
