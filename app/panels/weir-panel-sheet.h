#pragma once

#include <adwaita.h>

#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirPanelSheet:
 *
 * The form beside a dashboard in which one panel is described. It only offers
 * what the workspace has.
 *
 * Signals: ::changed (WeirPanelConfig) what the panel is from now on;
 * ::closed () the user is done.
 */
#define WEIR_TYPE_PANEL_SHEET (weir_panel_sheet_get_type ())
G_DECLARE_FINAL_TYPE (WeirPanelSheet, weir_panel_sheet, WEIR, PANEL_SHEET, AdwBin)

GtkWidget *weir_panel_sheet_new  (void);
/* @config is copied, @workspace kept. */
void       weir_panel_sheet_show (WeirPanelSheet        *self,
                                  WeirWorkspace         *workspace,
                                  const WeirPanelConfig *config);

G_END_DECLS
