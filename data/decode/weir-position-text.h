#pragma once

#include <gio/gio.h>

#include "data/source/weir-position.h"

G_BEGIN_DECLS

gboolean weir_position_parse (const char    *text,
                              GTimeZone     *zone,
                              gint64         now_usec,
                              WeirPosition  *start,
                              WeirPosition  *stop,
                              GError       **error);

G_END_DECLS
