#pragma once

#include "data/store/weir-database.h"

G_BEGIN_DECLS

gboolean weir_table_function_add (WeirDatabase  *database,
                                  GPtrArray     *tables,
                                  GError       **error);

G_END_DECLS
