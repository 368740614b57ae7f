#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Serves one text, the newest it was given, as /metrics over HTTP on a loopback address, from threads of its own. */
typedef struct _WeirCliLagServer WeirCliLagServer;

/* @address: "127.0.0.1:9308", "[::1]:9308"; port 0: any free one. Other machines are not let in. */
WeirCliLagServer *weir_cli_lag_server_new      (const char        *address,
                                                GError           **error);
/* As a URL has it. (transfer none) */
const char       *weir_cli_lag_server_get_host (WeirCliLagServer  *self);
guint16           weir_cli_lag_server_get_port (WeirCliLagServer  *self);
void              weir_cli_lag_server_put      (WeirCliLagServer  *self,
                                                const char        *text);
void              weir_cli_lag_server_free     (WeirCliLagServer  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliLagServer, weir_cli_lag_server_free)

G_END_DECLS
