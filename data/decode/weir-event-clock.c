#include "config.h"

#include "data/decode/weir-event-clock.h"

#include "data/decode/weir-zone.h"

static void
set_number_unit (WeirEventClock *self,
                 WeirTimeUnit    unit,
                 gboolean        is_sure)
{
  /* As integers, which need no decimal arithmetic. */
  gboolean has_whole = is_sure && weir_time_unit_is_number (unit) && weir_time_unit_get_power (unit) >= 0;
  guint64 factor = has_whole ? (guint64) weir_time_unit_get_usec (unit) : 1;

  self->number_unit = unit;
  self->is_sure = is_sure;
  self->n_others = 0;
  self->factor = factor;
  /* Where the unit is inferred, unusual numbers are looked at one by one. */
  self->min_whole = self->unit != WEIR_TIME_UNIT_AUTO ? 1 : (guint64) WEIR_TIME_USUAL_MIN_USEC / factor;
  self->n_whole = !has_whole ? 0
                  : self->unit != WEIR_TIME_UNIT_AUTO
                    ? (guint64) WEIR_TIME_MAX_USEC / factor
                    : (guint64) (WEIR_TIME_USUAL_MAX_USEC - WEIR_TIME_USUAL_MIN_USEC) / factor;
}

/**
 * weir_event_clock_init:
 * @self: a clock to set up
 * @unit: what time fields are written in
 * @zone: (nullable): name of the zone of ISO times that carry none; %NULL is UTC
 *
 * Returns: %FALSE if the system knows no zone of that name
 */
gboolean
weir_event_clock_init (WeirEventClock *self,
                       WeirTimeUnit    unit,
                       const char     *zone)
{
  self->unit = unit;
  set_number_unit (self, unit, unit != WEIR_TIME_UNIT_AUTO);
  self->zone = zone != NULL && *zone != '\0' ? weir_zone_new (zone) : NULL;

  return zone == NULL || *zone == '\0' || self->zone != NULL;
}

/**
 * weir_event_clock_clear:
 * @self: a clock
 *
 * Releases what it holds.
 */
void
weir_event_clock_clear (WeirEventClock *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
}

/**
 * weir_event_clock_guess_unit:
 * @number: a time
 * @text: (array length=length): its literal
 * @length: bytes in @text
 *
 * Guesses by magnitude: up to 10^11 it is seconds (the year 5138), then each
 * factor of a thousand is the next smaller unit. Any thread.
 *
 * Returns: a unit of numbers
 */
WeirTimeUnit
weir_event_clock_guess_unit (const WeirNumber *number,
                             const char       *text,
                             gsize             length)
{
  gint64 whole = 0;

  if (!weir_number_scale (number, text, length, 0, FALSE, &whole))
    return WEIR_TIME_UNIT_NS;

  whole = ABS (whole);
  if (whole < G_GINT64_CONSTANT (100000000000))
    return WEIR_TIME_UNIT_S;
  if (whole < G_GINT64_CONSTANT (100000000000000))
    return WEIR_TIME_UNIT_MS;

  return whole < G_GINT64_CONSTANT (100000000000000000) ? WEIR_TIME_UNIT_US : WEIR_TIME_UNIT_NS;
}

static gboolean
is_in_range (gint64 time_usec)
{
  return time_usec >= WEIR_TIME_MIN_USEC && time_usec <= WEIR_TIME_MAX_USEC;
}

static gboolean
scale (const WeirNumber *number,
       const char       *text,
       gsize             length,
       WeirTimeUnit      unit,
       gint64           *time_usec)
{
  return weir_number_scale (number, text, length, weir_time_unit_get_power (unit), unit == WEIR_TIME_UNIT_NS, time_usec)
         && is_in_range (*time_usec);
}

/* A usual time in another unit than the numbers so far: one may be odd, many in a row are not. */
static void
note_unit (WeirEventClock *self,
           WeirTimeUnit    unit)
{
  if (!self->is_sure)
    set_number_unit (self, unit, TRUE);
  if (unit == self->number_unit)
    {
      self->n_others = 0;
      return;
    }

  self->n_others = unit == self->other_unit ? self->n_others + 1 : 1;
  self->other_unit = unit;
  if (self->n_others >= WEIR_EVENT_CLOCK_N_OTHERS)
    set_number_unit (self, unit, TRUE);
}

/* See WeirEventClock. */
static gboolean
infer_time (WeirEventClock   *self,
            const WeirNumber *number,
            const char       *text,
            gsize             length,
            gint64           *time_usec)
{
  for (guint unit = WEIR_TIME_UNIT_S; weir_time_unit_is_number (unit); unit++)
    if (scale (number, text, length, unit, time_usec)
        && *time_usec >= WEIR_TIME_USUAL_MIN_USEC && *time_usec <= WEIR_TIME_USUAL_MAX_USEC)
      {
        note_unit (self, unit);
        return TRUE;
      }

  if (self->number_unit == WEIR_TIME_UNIT_AUTO && scale (number, text, length, WEIR_TIME_UNIT_S, time_usec)
      && *time_usec == 0)
    return TRUE;
  if (self->number_unit == WEIR_TIME_UNIT_AUTO)
    set_number_unit (self, weir_event_clock_guess_unit (number, text, length), FALSE);

  return scale (number, text, length, self->number_unit, time_usec)
         || (!self->is_sure
             && scale (number, text, length, weir_event_clock_guess_unit (number, text, length), time_usec));
}

/**
 * weir_event_clock_any_number:
 * @self: a clock
 * @number: a number read from a time field
 * @text: (array length=length): its literal
 * @length: bytes in @text
 * @time_usec: (out): microseconds since 1970-01-01 UTC
 *
 * Makes a time of a number in the clock's unit, rounded to the nearest
 * microsecond; nanoseconds are cut towards the past. With
 * %WEIR_TIME_UNIT_AUTO the unit is inferred, see #WeirEventClock.
 *
 * Returns: %FALSE if times are ISO text here, or outside the years 1 to 9999
 */
gboolean
weir_event_clock_any_number (WeirEventClock   *self,
                             const WeirNumber *number,
                             const char       *text,
                             gsize             length,
                             gint64           *time_usec)
{
  if (self->unit == WEIR_TIME_UNIT_AUTO)
    return infer_time (self, number, text, length, time_usec);

  return self->unit != WEIR_TIME_UNIT_ISO && scale (number, text, length, self->unit, time_usec);
}

/**
 * weir_event_clock_text:
 * @self: a clock
 * @text: (array length=length): what stands in a time field; one byte behind it
 *   is readable and belongs to no number
 * @length: bytes in @text
 * @time_usec: (out): microseconds since 1970-01-01 UTC
 *
 * Makes a time of a text: ISO 8601 with %WEIR_TIME_UNIT_ISO, a number in text
 * with the other units, either with %WEIR_TIME_UNIT_AUTO.
 *
 * Returns: %FALSE if it is no such time
 */
gboolean
weir_event_clock_text (WeirEventClock *self,
                       const char     *text,
                       gsize           length,
                       gint64         *time_usec)
{
  WeirNumber number;

  if ((self->unit == WEIR_TIME_UNIT_ISO || self->unit == WEIR_TIME_UNIT_AUTO)
      && weir_time_parse_iso (text, length, self->zone, time_usec))
    return TRUE;

  return self->unit != WEIR_TIME_UNIT_ISO
         && weir_number_parse (text, length, &number)
         && weir_event_clock_number (self, &number, text, length, time_usec);
}
