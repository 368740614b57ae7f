#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WEIR_TIME_ERROR (weir_time_error_quark ())
GQuark weir_time_error_quark (void);

/**
 * WeirTimeError: what is wrong with the text of a duration or a time.
 */
typedef enum
{
  WEIR_TIME_ERROR_DURATION,   /* no duration, or one beyond 64 bits of microseconds */
  WEIR_TIME_ERROR_WHEN,       /* no point in time */
} WeirTimeError;

gboolean  weir_duration_parse  (const char *text,
                                gint64     *duration_usec,
                                GError    **error);
gboolean  weir_duration_parse_iso (const char *text,
                                gint64     *duration_usec);
char     *weir_duration_format (gint64      duration_usec);
gboolean  weir_time_parse_when (const char *text,
                                GTimeZone  *zone,
                                gint64      now_usec,
                                gint64     *time_usec,
                                GError    **error);

G_END_DECLS
