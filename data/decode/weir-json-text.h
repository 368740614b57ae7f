#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *weir_json_text_skip_escape (const char *cursor);
const char *weir_json_text_skip_utf8   (const char *cursor,
                                        const char *limit);
gsize       weir_json_text_unescape    (const char *text,
                                        gsize       length,
                                        char       *unescaped);

G_END_DECLS
