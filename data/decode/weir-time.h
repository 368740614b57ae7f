#pragma once

#include "data/decode/weir-time-unit.h"

G_BEGIN_DECLS

/* The first microsecond of year 1 and the last of year 9999: what GDateTime and ISO 8601 can hold. */
#define WEIR_TIME_MIN_USEC G_GINT64_CONSTANT (-62135596800000000)
#define WEIR_TIME_MAX_USEC G_GINT64_CONSTANT (253402300799999999)

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
