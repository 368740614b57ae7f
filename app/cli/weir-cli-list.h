#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of several texts, each with expressions between commas; those within parentheses and quotes separate nothing. (nullable) */
GStrv weir_cli_list_split_expressions (char * const *texts);

G_END_DECLS
