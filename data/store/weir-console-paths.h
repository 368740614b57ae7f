#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What files statements of SQL may read. */

GStrv    weir_console_paths_list            (const char          *recordings,
                                             const char * const  *allowed,
                                             GError             **error);
void     weir_console_paths_append          (GString             *sql,
                                             const char * const  *readable);
gboolean weir_console_paths_check_statement (const char * const  *readable,
                                             const char          *sql,
                                             GError             **error);

G_END_DECLS
