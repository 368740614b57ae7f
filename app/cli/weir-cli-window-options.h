#pragma once

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirCliWindowOptions: options about the windows and what is computed in them. On the stack, zeroed.
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
  char           *aggregate_help;   /* made by add_options */
  char           *emit;
  int             memory_mib;    /* 0: the engine's default */
  int             index;         /* with a workspace: which of the stream's windows, -1: not said */
  GStrv           indicator_words;
  gboolean        emit_updates;  /* made by apply */
} WeirCliWindowOptions;

void     weir_cli_window_options_init        (WeirCliWindowOptions   *self);
void     weir_cli_window_options_add_options (WeirCliWindowOptions   *self,
                                              GOptionContext         *context);
/* After parsing: gives @config the one window that is asked for, in place of those that it has. @described: these are a
 * workspace's, and one of them is meant where the options do not say another. In a bounded run nothing is closed by wall
 * time. (transfer none) (nullable): the window */
WeirWindowConfig *weir_cli_window_options_apply (WeirCliWindowOptions *self,
                                                 WeirStreamConfig     *config,
                                                 gboolean              described,
                                                 gboolean              bounded,
                                                 GError              **error);
void     weir_cli_window_options_clear       (WeirCliWindowOptions   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliWindowOptions, weir_cli_window_options_clear)

G_END_DECLS
