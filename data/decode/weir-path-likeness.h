#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many paths are named for one that does not exist. */
#define WEIR_PATH_ALIKE_MAX 3

GStrv weir_path_find_alike (const char         *wanted,
                            const char * const *there);
char *weir_path_dup_hint   (const char         *wanted,
                            const char * const *alike);

G_END_DECLS
