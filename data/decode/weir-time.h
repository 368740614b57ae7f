#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirTimeUnit: in what a time is written.
 */
typedef enum
{
  WEIR_TIME_UNIT_AUTO,  /* by magnitude for numbers, ISO 8601 for text; decided at the first record and kept */
  WEIR_TIME_UNIT_S,     /* integer or float seconds */
  WEIR_TIME_UNIT_MS,
  WEIR_TIME_UNIT_US,
  WEIR_TIME_UNIT_NS,
  WEIR_TIME_UNIT_ISO,
} WeirTimeUnit;

/* The first microsecond of year 1 and the last of year 9999: what GDateTime and ISO 8601 can hold. */
#define WEIR_TIME_MIN_USEC G_GINT64_CONSTANT (-62135596800000000)
#define WEIR_TIME_MAX_USEC G_GINT64_CONSTANT (253402300799999999)

gboolean     weir_time_unit_parse    (const char   *text,
                                      WeirTimeUnit *unit);
const char  *weir_time_unit_get_name (WeirTimeUnit  unit);
gboolean     weir_time_parse_iso     (const char   *text,
                                      gsize         length,
                                      GTimeZone    *zone,
                                      gint64       *time_usec);
gsize        weir_time_format_iso    (gint64        time_usec,
                                      char         *text);
gint64       weir_time_days_of_date  (gint64        year,
                                      guint         month,
                                      guint         day);
void         weir_time_date_of_days  (gint64        days,
                                      gint64       *year,
                                      guint        *month,
                                      guint        *day);

G_END_DECLS
