#pragma once

#include "data/window/weir-stream-join.h"

G_BEGIN_DECLS

/**
 * WeirCliJoining: options about what belongs together. On the stack, zeroed.
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
} WeirCliJoining;

void     weir_cli_joining_add_options (WeirCliJoining *self,
                                       GOptionContext *context);
/* After parsing. A bounded run gives its rows in one order, and closes nothing by wall time. */
gboolean weir_cli_joining_finish      (WeirCliJoining *self,
                                       gboolean        bounded,
                                       GError        **error);
void     weir_cli_joining_clear       (WeirCliJoining *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliJoining, weir_cli_joining_clear)

G_END_DECLS
