#pragma once

#include "app/pages/weir-page.h"
#include "data/workspace/weir-workspace-history.h"

G_BEGIN_DECLS

/**
 * WeirAlertsPage:
 *
 * Every alert that fires or fired lately, with the record that made it fire.
 */
#define WEIR_TYPE_ALERTS_PAGE (weir_alerts_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirAlertsPage, weir_alerts_page, WEIR, ALERTS_PAGE, WeirPage)

GtkWidget *weir_alerts_page_new    (WeirScope    *scope);
void       weir_alerts_page_select (WeirAlertsPage *self,
                                    WeirAlert      *alert);
/* Where filters are kept. */
void       weir_alerts_page_set_history (WeirAlertsPage       *self,
                                         WeirWorkspaceHistory *history);

G_END_DECLS
