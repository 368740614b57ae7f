#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *weir_format_number   (double       value,
                            int          decimals);
char *weir_format_exact    (double       value);
char *weir_format_flag     (double       value);
char *weir_format_prefixed_unit (const char *prefix,
                                 const char *unit);
char *weir_format_span     (gint64       span_usec);
char *weir_format_signed   (double       value,
                            int          decimals);
char *weir_format_change   (double       percent,
                            int          decimals);
char *weir_format_count    (guint64      count);
char *weir_format_short    (double       value);
char *weir_format_bytes    (guint64      n_bytes);
char *weir_format_rate     (double       per_second,
                            const char  *noun);
char *weir_format_duration (gint64       duration_usec);
char *weir_format_elapsed  (gint64       elapsed_usec);
char *weir_format_clock    (gint64       time_usec,
                            GTimeZone   *zone,
                            gint64       precision_usec);
char *weir_format_date     (gint64       time_usec,
                            GTimeZone   *zone,
                            gint64       now_usec);
int   weir_format_decimals (double       value);

G_END_DECLS
