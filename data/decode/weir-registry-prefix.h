#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *weir_registry_prefix_describe (const char *payload,
                                     gsize       length);

G_END_DECLS
