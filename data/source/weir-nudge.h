#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirNudge:
 *
 * Keeps a listening server awake while a call waits for it: from begin to end
 * a thread connects to it and hangs up, every few milliseconds.
 */
typedef struct _WeirNudge WeirNudge;

WeirNudge *weir_nudge_begin (const char *address);
void       weir_nudge_end   (WeirNudge  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirNudge, weir_nudge_end)

G_END_DECLS
