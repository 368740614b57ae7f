#pragma once

#include "app/cli/weir-cli-windowing.h"
#include "data/window/weir-top.h"

G_BEGIN_DECLS

/**
 * WeirCliRanking: options about the best keys of each window. On the stack, zeroed.
 */
typedef struct
{
  char       *top;
  char       *bottom;

  WeirTopSpec spec;    /* made by finish; n_ranks 0: all keys are wanted */
} WeirCliRanking;

void     weir_cli_ranking_add_options (WeirCliRanking   *self,
                                       GOptionContext   *context);
/* After parsing; @windowing is finished. @names: of the columns that may be ranked by, NULL behind the last. */
gboolean weir_cli_ranking_finish      (WeirCliRanking   *self,
                                       WeirCliWindowing *windowing,
                                       const GPtrArray  *names,
                                       GError          **error);
void     weir_cli_ranking_clear       (WeirCliRanking   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliRanking, weir_cli_ranking_clear)

G_END_DECLS
