#pragma once

#include "data/store/weir-database.h"

G_BEGIN_DECLS

/**
 * WeirConsoleTables:
 *
 * The topics of a recording as tables of the schema `recorded`. One thread.
 */
typedef struct _WeirConsoleTables WeirConsoleTables;

WeirConsoleTables *weir_console_tables_new  (WeirDatabase       *database,
                                             const char         *recordings,
                                             GPtrArray          *warnings);
void               weir_console_tables_free (WeirConsoleTables  *self);
gboolean           weir_console_tables_add  (WeirConsoleTables  *self,
                                             const char         *sql,
                                             GError            **error);

G_END_DECLS
