#pragma once

#include "app/cli/weir-cli-output.h"
#include "data/window/weir-window-engine.h"

G_BEGIN_DECLS

/**
 * WeirCliWindowRows:
 *
 * The rows of windows on their way out: key, window_start, window_end, count,
 * the values, and behind them rank and state where they are asked for.
 */
typedef struct _WeirCliWindowRows WeirCliWindowRows;

/* @values: (element-type WeirExportColumn), names borrowed for the call. */
WeirCliWindowRows *weir_cli_window_rows_new         (const char           *output,
                                                     const char           *file,
                                                     const GArray         *values,
                                                     gboolean              with_rank,
                                                     gboolean              with_state,
                                                     gboolean              raw,
                                                     GError              **error);
/* After a failure nothing is written any more. */
void               weir_cli_window_rows_write       (WeirCliWindowRows    *self,
                                                     const WeirWindowRow  *row,
                                                     guint                 rank);
void               weir_cli_window_rows_flush       (WeirCliWindowRows    *self);
/* (transfer none) (nullable): what went wrong */
const GError      *weir_cli_window_rows_get_error   (WeirCliWindowRows    *self);
void               weir_cli_window_rows_set_note    (WeirCliWindowRows    *self,
                                                     const char           *name,
                                                     const char           *value);
gboolean           weir_cli_window_rows_finish      (WeirCliWindowRows    *self,
                                                     GError              **error);
void               weir_cli_window_rows_free        (WeirCliWindowRows    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCliWindowRows, weir_cli_window_rows_free)

G_END_DECLS
