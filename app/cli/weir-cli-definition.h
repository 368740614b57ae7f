#pragma once

#include "app/cli/weir-cli-decode.h"

G_BEGIN_DECLS

/*
 * What a result is, in words of the command line: options about what records hold, windows and rules, as --NAME=VALUE.
 * Nothing of where records come from or where results go, so that it may be carried out again whoever wrote it.
 */

/* Those of the arguments, in their order. (transfer full) */
GStrv    weir_cli_definition_collect  (GStrv          argv);
/* @definition without the options that are none of a definition. (transfer full) */
GStrv    weir_cli_definition_filter   (GStrv          definition);
/* With what the first records told of @decode. (transfer full) */
GStrv    weir_cli_definition_resolve  (GStrv          definition,
                                       WeirCliDecode *decode);

G_END_DECLS
