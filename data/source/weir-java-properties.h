#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean weir_java_properties_translate (GHashTable  *properties,
                                         GPtrArray   *left_out,
                                         GError     **error);

G_END_DECLS
