#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Wakes the main context at most once between two takes, from any thread.
 * Atomically reference-counted, because consumer threads may outlive who made it.
 */
typedef struct _WeirWake WeirWake;

WeirWake *weir_wake_new      (void);
WeirWake *weir_wake_ref      (WeirWake    *self);
void      weir_wake_unref    (WeirWake    *self);
void      weir_wake_set_func (WeirWake    *self,
                              GSourceFunc  func,
                              gpointer     user_data);
void      weir_wake_signal   (WeirWake    *self);
void      weir_wake_rearm    (WeirWake    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirWake, weir_wake_unref)

G_END_DECLS
