#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Cancelled by SIGINT and SIGTERM from the first call on, while the main context is iterated. (transfer none) */
GCancellable *weir_cli_interrupt_get (void);

G_END_DECLS
