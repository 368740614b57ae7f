#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Cancelled by SIGINT, SIGTERM and SIGHUP from the first call on, whatever the main thread does; the main context is
 * woken. The program may then clear away what it has begun, and is ended before 2 s are over. (transfer none) */
GCancellable *weir_cli_interrupt_get (void);

G_END_DECLS
