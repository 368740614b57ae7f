#pragma once

#include <adwaita.h>

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirSeriesRow:
 *
 * One series of a panel in its form: which values of which stream, and how they
 * are drawn.
 *
 * Signals: ::changed () when the user changed anything; ::removed () when it
 * shall go.
 */
#define WEIR_TYPE_SERIES_ROW (weir_series_row_get_type ())
G_DECLARE_FINAL_TYPE (WeirSeriesRow, weir_series_row, WEIR, SERIES_ROW, AdwExpanderRow)

/* (transfer floating) */
GtkWidget              *weir_series_row_new        (WeirWorkspace          *workspace,
                                                    const WeirSeriesConfig *config);
const WeirSeriesConfig *weir_series_row_get_config (WeirSeriesRow          *self);
/* (transfer full) (nullable): the first that a panel may show of @stream; NULL where it has no numbers. */
WeirSeriesConfig       *weir_series_row_propose    (const WeirStreamConfig *stream);

G_END_DECLS
