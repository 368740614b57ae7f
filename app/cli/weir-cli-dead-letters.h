#pragma once

#include "data/decode/weir-decoder.h"

G_BEGIN_DECLS

/**
 * WeirCliDeadLetters:
 *
 * Counts what did not decode, shows the first ones on standard error, and
 * keeps all of them, raw bytes included, in a file if one was named.
 */
typedef struct _WeirCliDeadLetters WeirCliDeadLetters;

WeirCliDeadLetters *weir_cli_dead_letters_new         (const char         *path,     /* nullable */
                                                       GError            **error);
void                weir_cli_dead_letters_add         (WeirCliDeadLetters *self,
                                                       const WeirMessage  *message,
                                                       WeirDecodeError     reason,
                                                       const char         *detail);
guint64             weir_cli_dead_letters_get_n       (WeirCliDeadLetters *self);
/* (transfer full) (nullable): what went wrong with the file since the last call */
GError             *weir_cli_dead_letters_steal_error (WeirCliDeadLetters *self);
gboolean            weir_cli_dead_letters_finish      (WeirCliDeadLetters *self,
                                                       GError            **error);
void                weir_cli_dead_letters_free        (WeirCliDeadLetters *self);

G_END_DECLS
