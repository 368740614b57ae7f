#pragma once

#include "app/cli/weir-cli-join-side.h"
#include "app/cli/weir-cli-pair-options.h"
#include "app/cli/weir-cli-stream-options.h"

G_BEGIN_DECLS

/**
 * WeirCliJoinOptions: all options of the verb. On the stack, zeroed.
 */
typedef struct
{
  WeirCliStreamOptions streams;
  WeirCliJoinSide      sides[WEIR_JOIN_N_SIDES];
  WeirCliPairOptions   pairs;
} WeirCliJoinOptions;

gboolean weir_cli_join_options_parse (WeirCliJoinOptions *options,
                                      GStrv               argv,
                                      GError            **error);
void     weir_cli_join_options_clear (WeirCliJoinOptions *options);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliJoinOptions, weir_cli_join_options_clear)

G_END_DECLS
