#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The most that a file of properties may have, in bytes. */
#define WEIR_PROPERTIES_FILE_MAX_BYTES (1 << 20)

gboolean weir_properties_file_parse (GHashTable  *properties,
                                     const char  *content,
                                     gsize        length,
                                     const char  *path,
                                     GError     **error);

G_END_DECLS
