#pragma once

#include <glib.h>

G_BEGIN_DECLS

GTimeZone *weir_zone_new (const char *identifier);

G_END_DECLS
