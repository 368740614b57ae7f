#pragma once

#include "app/cli/weir-cli-output.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirCliDeadLetters:
 *
 * The sink of what did not decode: shows the first ones on standard error, and
 * keeps all of them, raw bytes included, in a file if one was named.
 */
typedef struct _WeirCliDeadLetters WeirCliDeadLetters;

/* Adds itself to @topology. @spec: (nullable): where they are kept; %NULL: nowhere. */
WeirCliDeadLetters *weir_cli_dead_letters_new         (WeirTopology            *topology,
                                                       const WeirCliOutputSpec *spec,
                                                       GError                 **error);
void                weir_cli_dead_letters_free        (WeirCliDeadLetters *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliDeadLetters, weir_cli_dead_letters_free)

G_END_DECLS
