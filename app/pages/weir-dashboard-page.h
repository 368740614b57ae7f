#pragma once

#include <adwaita.h>

#include "app/common/weir-scope.h"
#include "data/workspace/weir-workspace-history.h"

G_BEGIN_DECLS

/**
 * WeirDashboardPage:
 *
 * The cards of one dashboard of the workspace, to be looked at or, while
 * :editing, to be changed. Changes go into the history of the workspace; the page
 * follows it with weir_dashboard_page_update().
 *
 * Signals: ::failed (char *text): a change is not possible; a sentence why.
 */
#define WEIR_TYPE_DASHBOARD_PAGE (weir_dashboard_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirDashboardPage, weir_dashboard_page, WEIR, DASHBOARD_PAGE, AdwBin)

/* @name is that of a dashboard of the history's workspace. */
GtkWidget                 *weir_dashboard_page_new         (WeirScope            *scope,
                                                            WeirWorkspaceHistory *history,
                                                            const char           *name);
/* Shows the dashboard as the history has it now; cards that show what they did stay. FALSE: it is gone. */
gboolean                   weir_dashboard_page_update      (WeirDashboardPage    *self);
const WeirDashboardConfig *weir_dashboard_page_get_config  (WeirDashboardPage    *self);
gboolean                   weir_dashboard_page_get_editing (WeirDashboardPage    *self);
void                       weir_dashboard_page_set_editing (WeirDashboardPage    *self,
                                                            gboolean              editing);
/* "stock-prices · demo": the topics and connections its cards read. (transfer full) */
char                      *weir_dashboard_page_dup_source  (WeirDashboardPage    *self);

/* Names of the streams its panels show. (transfer full) */
GStrv weir_dashboard_page_dup_streams (WeirDashboardPage *self);

G_END_DECLS
