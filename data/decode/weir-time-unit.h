#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirTimeUnit:
 * @WEIR_TIME_UNIT_AUTO: by magnitude for numbers, ISO 8601 for text; see #WeirEventClock
 * @WEIR_TIME_UNIT_S: seconds since 1970, whole or not
 * @WEIR_TIME_UNIT_MS: milliseconds
 * @WEIR_TIME_UNIT_US: microseconds
 * @WEIR_TIME_UNIT_NS: nanoseconds
 * @WEIR_TIME_UNIT_ISO: ISO 8601
 *
 * In what a time is written.
 */
typedef enum
{
  WEIR_TIME_UNIT_AUTO,
  WEIR_TIME_UNIT_S,
  WEIR_TIME_UNIT_MS,
  WEIR_TIME_UNIT_US,
  WEIR_TIME_UNIT_NS,
  WEIR_TIME_UNIT_ISO,
} WeirTimeUnit;

/* 1990 and 2100: what the time of a record usually lies between. No number is such a time in two units. */
#define WEIR_TIME_USUAL_MIN_USEC (G_GINT64_CONSTANT (631152000) * G_USEC_PER_SEC)
#define WEIR_TIME_USUAL_MAX_USEC (G_GINT64_CONSTANT (4102444800) * G_USEC_PER_SEC)

#define WEIR_TIME_N_UNITS (WEIR_TIME_UNIT_ISO + 1)

const char *weir_time_unit_get_word  (guint         unit);
gboolean    weir_time_unit_parse     (const char   *text,
                                      WeirTimeUnit *unit);
const char *weir_time_unit_get_title (WeirTimeUnit  unit);
gboolean    weir_time_unit_is_number (WeirTimeUnit  unit);
int         weir_time_unit_get_power (WeirTimeUnit  unit);
double      weir_time_unit_get_usec  (WeirTimeUnit  unit);

G_END_DECLS
