#pragma once

#include "app/cli/weir-cli-decode.h"
#include "data/window/weir-aggregate.h"
#include "data/window/weir-window-spec.h"

G_BEGIN_DECLS

/**
 * WeirCliWindowing: options about the windows and what is computed in them. On the stack, zeroed.
 */
typedef struct
{
  char           *window;
  char           *session;
  char           *sliding;
  char           *trailing;
  char           *calendar;
  char           *grace;
  char           *max_ahead;
  char           *idle_after;
  char           *aggregate_words;
  char           *emit;
  int             memory_mib;    /* 0: the engine's default */

  WeirWindowSpec  spec;          /* made by finish */
  GArray         *aggregates;    /* of WeirAggregate */
  gboolean        emit_updates;
} WeirCliWindowing;

void     weir_cli_windowing_add_options (WeirCliWindowing *self,
                                         GOptionContext   *context);
/* After parsing; @decode is finished. In a bounded run nothing is closed by wall time. */
gboolean weir_cli_windowing_finish      (WeirCliWindowing *self,
                                         WeirCliDecode    *decode,
                                         gboolean          bounded,
                                         GError          **error);
/* Windows close in the order of their starts. */
gboolean weir_cli_windowing_is_ordered  (WeirCliWindowing *self);
void     weir_cli_windowing_clear       (WeirCliWindowing *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliWindowing, weir_cli_windowing_clear)

G_END_DECLS
