#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the program remembers, NULL where its schema is not installed. (transfer full) (nullable) */
GSettings *weir_preferences_new (void);

G_END_DECLS
