#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Names between commas, as options and forms take them: price,volume. A comma
 * that belongs to a name is written \, there.
 */

GStrv weir_name_list_split      (const char *text);
char *weir_name_list_dup_quoted (const char *name);
char *weir_name_list_join       (const char * const *names);

G_END_DECLS
