#pragma once

#include "app/cli/weir-cli-windowing.h"
#include "data/window/weir-indicator-stage.h"

G_BEGIN_DECLS

/**
 * WeirCliIndicating: options about indicators over the series of windows. On the stack, zeroed.
 */
typedef struct
{
  GStrv   words;

  GArray *specs;   /* made by finish; of WeirIndicatorSpec; NULL: none asked for */
} WeirCliIndicating;

void     weir_cli_indicating_add_options (WeirCliIndicating  *self,
                                          GOptionContext     *context);
/* After parsing; @columns are the names of the aggregates' columns. Appends the names of its own to @names, an array of
 * owned strings. */
gboolean weir_cli_indicating_finish      (WeirCliIndicating  *self,
                                          const char * const *columns,
                                          GPtrArray          *names,
                                          GError            **error);
void     weir_cli_indicating_clear       (WeirCliIndicating  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliIndicating, weir_cli_indicating_clear)

G_END_DECLS
