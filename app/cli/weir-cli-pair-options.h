#pragma once

#include "data/window/weir-stream-join.h"

G_BEGIN_DECLS

/**
 * WeirCliPairOptions: options about what belongs together. On the stack, zeroed.
 */
typedef struct
{
  char               *type;
  char               *within;
  char               *before;
  char               *after;
  char               *grace;
  char               *max_ahead;
  char               *idle_after;
  int                 memory_mib;

  gboolean            table;    /* made by finish: the right is a table */
  WeirStreamJoinSpec  spec;
} WeirCliPairOptions;

void     weir_cli_pair_options_add_options (WeirCliPairOptions *self,
                                       GOptionContext *context);
/* After parsing. A bounded run gives its rows in one order, and closes nothing by wall time. */
gboolean weir_cli_pair_options_finish      (WeirCliPairOptions *self,
                                       gboolean        bounded,
                                       GError        **error);
void     weir_cli_pair_options_clear       (WeirCliPairOptions *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliPairOptions, weir_cli_pair_options_clear)

G_END_DECLS
