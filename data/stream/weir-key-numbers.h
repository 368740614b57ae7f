#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Keys of a stream that get a number; later ones have none. */
#define WEIR_KEY_NUMBERS_MAX 10000

/**
 * WeirKeyNumbers:
 *
 * The keys of a stream, numbered in order of appearance. One thread.
 */
typedef struct _WeirKeyNumbers WeirKeyNumbers;

WeirKeyNumbers *weir_key_numbers_new    (void);
void            weir_key_numbers_free   (WeirKeyNumbers *self);
guint           weir_key_numbers_add    (WeirKeyNumbers *self,
                                         const char     *key,
                                         gsize           length);
guint           weir_key_numbers_get_n  (WeirKeyNumbers *self);
const char     *weir_key_numbers_get    (WeirKeyNumbers *self,
                                         guint           number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirKeyNumbers, weir_key_numbers_free)

G_END_DECLS
