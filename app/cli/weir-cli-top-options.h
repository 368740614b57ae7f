#pragma once

#include "data/workspace/weir-workspace.h"
#include "data/window/weir-top.h"

G_BEGIN_DECLS

/**
 * WeirCliTopOptions: options about the best keys of each window. On the stack, zeroed.
 */
typedef struct
{
  char       *top;
  char       *bottom;

  WeirTopSpec spec;    /* made by finish; n_ranks 0: all keys are wanted */
} WeirCliTopOptions;

void     weir_cli_top_options_add_options (WeirCliTopOptions   *self,
                                       GOptionContext   *context);
/* After parsing. @window: what is ranked, with the columns @names. */
gboolean weir_cli_top_options_finish      (WeirCliTopOptions      *self,
                                           const WeirWindowConfig *window,
                                           const char * const     *names,
                                           gboolean                updates,
                                           GError                **error);
/* Windows close in the order of their starts. */
gboolean weir_cli_window_is_ordered       (const WeirWindowConfig *window);
void     weir_cli_top_options_clear       (WeirCliTopOptions   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliTopOptions, weir_cli_top_options_clear)

G_END_DECLS
