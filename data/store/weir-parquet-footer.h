#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean weir_parquet_footer_set_notes (const char  *path,
                                        const char  *marker,
                                        GHashTable  *notes,
                                        GError     **error);

G_END_DECLS
