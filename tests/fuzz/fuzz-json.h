#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The entry point that libFuzzer calls, and the replay program. Aborts where scanner and yajl differ. */
int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

G_END_DECLS
