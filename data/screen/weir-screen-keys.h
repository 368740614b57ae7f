#pragma once

#include "data/decode/weir-record.h"
#include "data/screen/weir-stream-update.h"
#include "data/stream/weir-key-numbers.h"

G_BEGIN_DECLS

/**
 * WeirScreenKeys:
 *
 * Counts and last values of the keys of a stream, by the keys' numbers.
 * Consumer thread.
 */
typedef struct _WeirScreenKeys WeirScreenKeys;

WeirScreenKeys *weir_screen_keys_new     (guint             n_fields);
void            weir_screen_keys_free    (WeirScreenKeys   *self);
void            weir_screen_keys_add     (WeirScreenKeys   *self,
                                          guint             key_id,
                                          const WeirRecord *record,
                                          gboolean          future);
void            weir_screen_keys_publish (WeirScreenKeys   *self,
                                          WeirKeyNumbers   *numbers,
                                          WeirStreamUpdate *update);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirScreenKeys, weir_screen_keys_free)

G_END_DECLS
