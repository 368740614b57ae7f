#pragma once

#include "app/cli/weir-cli-output.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

/**
 * WeirCliLate:
 *
 * The sink of what a window refused or what came from the future: all of it in a
 * file.
 */
typedef struct _WeirCliLate WeirCliLate;

/* Adds itself to @topology. */
WeirCliLate *weir_cli_late_new    (WeirTopology            *topology,
                                   guint                    stream,
                                   guint                    window,
                                   const WeirCliOutputSpec *spec,
                                   GError                 **error);
/* The smallest grace that would have kept what is asked for of all records, µs. */
gint64       weir_cli_late_get_grace_usec (WeirWindowEngine *engine);
/* (transfer full): it in a sentence */
char        *weir_cli_late_dup_advice (WeirWindowEngine *engine);
void         weir_cli_late_free   (WeirCliLate      *self);

G_END_DECLS
