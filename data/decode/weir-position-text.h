#pragma once

#include <gio/gio.h>

#include "data/source/weir-position.h"

G_BEGIN_DECLS

/* kcat's -o: beginning|end|stored|N|-N|s@ms|e@ms; also the times of weir_time_parse_when() after s@/e@. */
gboolean weir_position_parse (const char    *text,
                              GTimeZone     *zone,
                              gint64         now_usec,
                              WeirPosition  *start,
                              WeirPosition  *stop,
                              GError       **error);

G_END_DECLS
