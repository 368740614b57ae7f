#pragma once

#include <glib.h>

G_BEGIN_DECLS

int         weir_bounded_file_open  (const char  *path,
                                     gboolean     regular_only,
                                     GError     **error);
char       *weir_bounded_file_read  (const char  *path,
                                     gsize        max_bytes,
                                     gboolean     regular_only,
                                     gsize       *length,
                                     GError     **error);
const char *weir_bounded_file_skip_mark (const char *text,
                                         gsize      *length);

G_END_DECLS
