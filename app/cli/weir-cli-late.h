#pragma once

#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/**
 * WeirCliLate:
 *
 * What windows refused or came from the future: kept whole in a file if one
 * was named, and summed up in a sentence about the grace that would have done.
 */
typedef struct _WeirCliLate WeirCliLate;

WeirCliLate *weir_cli_late_new    (const char       *path,     /* nullable */
                                   gboolean          raw,
                                   GError          **error);
/* Before the engine's first record; until it is freed. */
void         weir_cli_late_follow (WeirCliLate      *self,
                                   WeirWindowEngine *engine);
/* The smallest grace that would have kept what is asked for of all records, µs. */
gint64       weir_cli_late_get_grace_usec (WeirWindowEngine *engine);
/* (transfer full): it in a sentence */
char        *weir_cli_late_dup_advice (WeirWindowEngine *engine);
/* (transfer full) (nullable): what went wrong with the file since the last call */
GError      *weir_cli_late_steal_error (WeirCliLate     *self);
gboolean     weir_cli_late_finish (WeirCliLate      *self,
                                   GError          **error);
void         weir_cli_late_free   (WeirCliLate      *self);

G_END_DECLS
