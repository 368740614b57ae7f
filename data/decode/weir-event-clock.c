#include "config.h"

#include "data/decode/weir-event-clock.h"

#include "data/decode/weir-zone.h"

static void
set_number_unit (WeirEventClock *self,
                 WeirTimeUnit    unit)
{
  /* As integers, which need no decimal arithmetic. */
  gboolean has_whole = weir_time_unit_is_number (unit) && weir_time_unit_get_power (unit) >= 0;

  self->number_unit = unit;
  self->factor = has_whole ? (guint64) weir_time_unit_get_usec (unit) : 0;
  self->max_whole = has_whole ? (guint64) WEIR_TIME_MAX_USEC / self->factor : 0;
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
  set_number_unit (self, unit);
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
 * %WEIR_TIME_UNIT_AUTO the first number decides the unit, for good.
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
  WeirTimeUnit unit = self->number_unit;
  gint64 scaled;

  if (unit == WEIR_TIME_UNIT_ISO)
    return FALSE;
  if (unit == WEIR_TIME_UNIT_AUTO)
    unit = weir_event_clock_guess_unit (number, text, length);
  if (!weir_number_scale (number, text, length, weir_time_unit_get_power (unit), unit == WEIR_TIME_UNIT_NS, &scaled)
      || !is_in_range (scaled))
    return FALSE;

  set_number_unit (self, unit);
  *time_usec = scaled;
  return TRUE;
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
