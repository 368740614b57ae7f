#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Where this program lies, and with it the files that belong to it: in a
 * build folder, or in a prefix that may be any folder.
 */

char *weir_place_dup_build_dir (void);
char *weir_place_dup_data_dir  (void);

G_END_DECLS
