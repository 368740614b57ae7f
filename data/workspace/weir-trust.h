#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean weir_trust_contains (const char  *digest);
gboolean weir_trust_add      (const char  *digest,
                              GError     **error);

G_END_DECLS
