#pragma once

#include "app/cli/weir-cli-output.h"
#include "data/lag/weir-lag-look.h"
#include "data/store/weir-lag-cells.h"

G_BEGIN_DECLS

/* One look at the groups, in the order in which it is told. On the stack, zeroed; valid as long as the look it is of. */
typedef struct
{
  const WeirLagLook *look;  /* borrowed */
  GArray            *rows;  /* owned, of WeirLagLookRow */
  GArray            *sums;  /* owned, of WeirLagSum */
} WeirCliLagLook;

typedef enum
{
  WEIR_CLI_LAG_BY_GROUP,
  WEIR_CLI_LAG_BY_LAG,
  WEIR_CLI_LAG_BY_SECONDS,
  WEIR_CLI_LAG_BY_STATE,
} WeirCliLagOrder;

/* The worst first, but by group. */
void         weir_cli_lag_look_init      (WeirCliLagLook        *self,
                                          const WeirLagLook     *look,
                                          WeirCliLagOrder        order);
void         weir_cli_lag_look_clear     (WeirCliLagLook        *self);

/* -- how it is told, appended to @text -- */

void         weir_cli_lag_append_table   (const WeirCliLagLook  *self,
                                          WeirLagView            view,
                                          GString               *text);
void         weir_cli_lag_append_json    (const WeirCliLagLook  *self,
                                          WeirLagView            view,
                                          GString               *text);
/* @shown: on a terminal */
void         weir_cli_lag_append_csv     (const WeirCliLagLook  *self,
                                          WeirLagView            view,
                                          gboolean               header,
                                          gboolean               shown,
                                          GString               *text);
/* Its rows' columns. (transfer container) */
GArray      *weir_cli_lag_dup_columns    (WeirLagView            view);
gboolean     weir_cli_lag_write          (const WeirCliLagLook  *self,
                                          WeirLagView            view,
                                          WeirCliOutput         *output,
                                          GError               **error);
/* @look: NULL: the cluster could not be read. */
void         weir_cli_lag_append_metrics (const WeirCliLagLook  *look,
                                          GString               *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirCliLagLook, weir_cli_lag_look_clear)

G_END_DECLS
