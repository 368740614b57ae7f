#pragma once

#include "app/cli/weir-cli.h"

G_BEGIN_DECLS

/*
 * “windows” and “tail” of a stream that a workspace describes, derived ones included: the workspace says what is read
 * and how, and in place of the options about that stand --workspace and --stream.
 */

gboolean    weir_cli_stream_is_wanted (GStrv argv);
WeirCliExit weir_cli_stream_windows   (GStrv argv);
WeirCliExit weir_cli_stream_tail      (GStrv argv);

G_END_DECLS
