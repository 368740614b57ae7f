#pragma once

#include "data/decode/weir-time.h"
#include "data/decode/weir-token.h"

G_BEGIN_DECLS

/**
 * WeirEventClock:
 * @unit: the unit of the spec
 * @number_unit: the unit of numbers; AUTO until the first one has decided it
 * @factor: microseconds in a unit of whole numbers
 * @max_whole: the largest whole number that is a time, 0 as long as none is
 * @zone: (nullable): owned; zone of ISO times that carry none
 *
 * Makes event times of time fields. Used by one thread.
 */
typedef struct
{
  WeirTimeUnit  unit;
  WeirTimeUnit  number_unit;
  guint64       factor;
  guint64       max_whole;
  GTimeZone    *zone;
} WeirEventClock;

gboolean weir_event_clock_init   (WeirEventClock   *self,
                                  WeirTimeUnit      unit,
                                  const char       *zone);
void     weir_event_clock_clear  (WeirEventClock   *self);
gboolean weir_event_clock_any_number (WeirEventClock   *self,
                                      const WeirNumber *number,
                                      const char       *text,
                                      gsize             length,
                                      gint64           *time_usec);
gboolean weir_event_clock_text   (WeirEventClock   *self,
                                  const char       *text,
                                  gsize             length,
                                  gint64           *time_usec);

WeirTimeUnit weir_event_clock_guess_unit (const WeirNumber *number,
                                          const char       *text,
                                          gsize             length);

/* The usual case of weir_event_clock_any_number(): a whole number of a unit that is no finer than a microsecond, after
 * 1970. FALSE: it is another, or no time. */
static inline gboolean
weir_event_clock_usual_number (const WeirEventClock *self,
                               const WeirNumber     *number,
                               gint64               *time_usec)
{
  if (G_UNLIKELY (!number->is_integer || number->negative || number->n_digits > WEIR_NUMBER_MAX_DIGITS
                  || number->mantissa - 1 >= self->max_whole))
    return FALSE;

  *time_usec = (gint64) (number->mantissa * self->factor);
  return TRUE;
}

/**
 * weir_event_clock_number:
 * @self: a clock
 * @number: a number read from a time field
 * @text: (array length=length): its literal
 * @length: bytes in @text
 * @time_usec: (out): microseconds since 1970-01-01 UTC
 *
 * [method@EventClock.any_number] with its usual case in line.
 *
 * Returns: %FALSE if it is no time
 */
static inline gboolean
weir_event_clock_number (WeirEventClock   *self,
                         const WeirNumber *number,
                         const char       *text,
                         gsize             length,
                         gint64           *time_usec)
{
  return weir_event_clock_usual_number (self, number, time_usec)
         || weir_event_clock_any_number (self, number, text, length, time_usec);
}

G_END_DECLS
