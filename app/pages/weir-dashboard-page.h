#pragma once

#include <adwaita.h>

#include "app/common/weir-scope.h"

G_BEGIN_DECLS

/**
 * WeirDashboardPage:
 *
 * The cards of one dashboard of the workspace.
 */
#define WEIR_TYPE_DASHBOARD_PAGE (weir_dashboard_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirDashboardPage, weir_dashboard_page, WEIR, DASHBOARD_PAGE, AdwBin)

/* @config is borrowed from the workspace of the scope's monitor. */
GtkWidget                 *weir_dashboard_page_new        (WeirScope               *scope,
                                                           const WeirDashboardConfig *config);
const WeirDashboardConfig *weir_dashboard_page_get_config (WeirDashboardPage         *self);
/* "stock-prices · demo": the topics and connections its cards read. (transfer full) */
char                      *weir_dashboard_page_dup_source (WeirDashboardPage         *self);

/* Names of the streams its panels show. (transfer full) */
GStrv weir_dashboard_page_dup_streams (WeirDashboardPage *self);

G_END_DECLS
