#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of a key, and of a payload, that are shown; what follows is cut. */
#define WEIR_ESCAPE_KEY_MAX     256
#define WEIR_ESCAPE_PAYLOAD_MAX 65536

char *weir_escape_dup (const char *bytes,
                       gsize       length,
                       gsize       max_bytes);

G_END_DECLS
