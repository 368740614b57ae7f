#pragma once

#include "app/cli/weir-cli-decode.h"
#include "data/window/weir-join.h"

G_BEGIN_DECLS

/**
 * WeirCliJoinSide: options about one side of a join. On the stack, zeroed.
 */
typedef struct
{
  char          *topic;
  char          *key;
  char          *time;
  GStrv          values;

  WeirCliDecode  decode;    /* made by finish: what both sides have, and what this one says of itself */
} WeirCliJoinSide;

/* Of both sides. */
void     weir_cli_join_sides_add_options (WeirCliJoinSide   *sides,
                                          GOptionContext    *context);
/* After parsing; reads the first records where nothing is said about them, of @file if it is not NULL. */
gboolean weir_cli_join_side_finish       (WeirCliJoinSide   *self,
                                          WeirCliDecode     *common,
                                          const char        *recording,
                                          const char        *file,
                                          WeirSettings      *settings,
                                          WeirCliConnection *connection,
                                          GError           **error);
/* Nothing was said about its key, time or values. */
gboolean weir_cli_join_side_is_open (WeirCliJoinSide *self);
void     weir_cli_join_side_clear        (WeirCliJoinSide   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliJoinSide, weir_cli_join_side_clear)

G_END_DECLS
