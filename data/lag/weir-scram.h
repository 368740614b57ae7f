#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * One login by SCRAM (RFC 5802), of the side that has the password: it says the first message, answers the other side's
 * first, and checks its last.
 */
typedef struct _WeirScram WeirScram;

WeirScram *weir_scram_new    (const char *mechanism,
                              const char *user,
                              const char *password,
                              const char *nonce);
void       weir_scram_free   (WeirScram  *self);
char      *weir_scram_begin  (WeirScram  *self);
char      *weir_scram_answer (WeirScram  *self,
                              const char *challenge);
gboolean   weir_scram_check  (WeirScram  *self,
                              const char *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirScram, weir_scram_free)

G_END_DECLS
