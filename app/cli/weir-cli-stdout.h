#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Standard output: whatever goes there is there, or the run fails and says why. */

/* Before anything else: what is printed by whichever library is checked at exit. */
void     weir_cli_stdout_init  (void);
/* Past stdio, at once; blocks as long as its reader does. */
gboolean weir_cli_stdout_write (const char  *bytes,
                                gsize        length,
                                GError     **error);

G_END_DECLS
