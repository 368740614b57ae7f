#pragma once

#include "data/decode/weir-time.h"
#include "data/decode/weir-token.h"

G_BEGIN_DECLS

/**
 * WeirEventClock:
 * @unit: the unit of the spec
 * @number_unit: the unit of numbers; AUTO until one said something
 * @is_sure: whether it follows from a usual time, or from the spec
 * @other_unit: in what the last usual numbers were that were in another unit
 * @n_others: how many of them came in a row
 * @factor: microseconds in a unit of whole numbers
 * @min_whole: the smallest whole number that needs no second look
 * @n_whole: how many such numbers there are, 0 as long as there are none
 * @zone: (nullable): owned; zone of ISO times that carry none
 *
 * Makes event times of time fields. Used by one thread.
 *
 * With %WEIR_TIME_UNIT_AUTO the unit is inferred from all numbers. One that is
 * a time between 1990 and 2100 in some unit is in that unit: there is only one
 * such unit, so this does not depend on what came before. Any other number is
 * read in the unit of those numbers; before there was one, in the unit that
 * fits the first number's magnitude, or its own. Zero is the same time in every
 * unit and says nothing. After %WEIR_EVENT_CLOCK_N_OTHERS usual numbers in a row
 * in another unit, that is the unit.
 */
typedef struct
{
  WeirTimeUnit  unit;
  WeirTimeUnit  number_unit;
  gboolean      is_sure;
  WeirTimeUnit  other_unit;
  guint         n_others;
  guint64       factor;
  guint64       min_whole;
  guint64       n_whole;
  GTimeZone    *zone;
} WeirEventClock;

#define WEIR_EVENT_CLOCK_N_OTHERS 16

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
weir_event_clock_usual_number (WeirEventClock   *self,
                               const WeirNumber *number,
                               gint64           *time_usec)
{
  if (G_UNLIKELY (!number->is_integer || number->negative || number->n_digits > WEIR_NUMBER_MAX_DIGITS
                  || number->mantissa - self->min_whole >= self->n_whole))
    return FALSE;

  self->n_others = 0;
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
