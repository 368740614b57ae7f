#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean weir_java_properties_translate (GHashTable  *properties,
                                         GError     **error);

G_END_DECLS
