#pragma once

#include <glib.h>

G_BEGIN_DECLS

char       *weir_bounded_file_read  (const char  *path,
                                     gsize        max_bytes,
                                     gboolean     regular_only,
                                     gsize       *length,
                                     GError     **error);
const char *weir_bounded_file_skip_mark (const char *text,
                                         gsize      *length);

G_END_DECLS
