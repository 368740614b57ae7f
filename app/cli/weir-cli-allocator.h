#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sets the allocator up, where one was linked. First thing in main(). */
void weir_cli_allocator_init (void);

G_END_DECLS
