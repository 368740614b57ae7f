#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirDemo:
 *
 * A broker and a simulator of the demo's feeds, in this process, started and
 * stopped on threads of their own.
 */
#define WEIR_TYPE_DEMO (weir_demo_get_type ())
G_DECLARE_FINAL_TYPE (WeirDemo, weir_demo, WEIR, DEMO, GObject)

void        weir_demo_new_async     (GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
/* (transfer full): it runs as long as it is referenced */
WeirDemo   *weir_demo_new_finish    (GAsyncResult        *result,
                                     GError             **error);
const char *weir_demo_get_bootstrap (WeirDemo            *self);

G_END_DECLS
