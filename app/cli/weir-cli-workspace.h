#pragma once

#include "app/cli/weir-cli-connection.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/* Reads @path. What it asks for beyond what a file may set must stand in @connection's own properties, or @trusted must
 * say that the user wants it; else a usage error that names it all. (transfer full) */
WeirWorkspace *weir_cli_workspace_open (const char        *path,
                                        gboolean           trusted,
                                        WeirCliConnection *connection,
                                        GError           **error);
/* One line of what is asked for. (transfer full) */
char          *weir_cli_workspace_dup_line (const WeirConsent *consent);

G_END_DECLS
