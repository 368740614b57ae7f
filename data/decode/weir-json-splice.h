#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean weir_json_splice_open (const char         *json,
                                gsize               length,
                                const char * const *without,
                                GString            *text);

G_END_DECLS
