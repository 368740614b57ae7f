#pragma once

#include "app/pages/weir-list-page.h"

G_BEGIN_DECLS

/**
 * WeirGroupsPage:
 *
 * All consumer groups, the worst first. A group that is chosen is opened by the
 * action "lag.open-group".
 */
#define WEIR_TYPE_GROUPS_PAGE (weir_groups_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirGroupsPage, weir_groups_page, WEIR, GROUPS_PAGE, WeirListPage)

GtkWidget *weir_groups_page_new (WeirScope *scope);

G_END_DECLS
