#pragma once

#include "app/pages/weir-cluster-model.h"
#include "app/pages/weir-list-page.h"

G_BEGIN_DECLS

/**
 * WeirTopicsPage:
 *
 * All topics of the connections. A topic that is chosen is opened by the action
 * "lag.open-topic".
 */
#define WEIR_TYPE_TOPICS_PAGE (weir_topics_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirTopicsPage, weir_topics_page, WEIR, TOPICS_PAGE, WeirListPage)

GtkWidget *weir_topics_page_new (WeirScope        *scope,
                                 WeirClusterModel *model);

G_END_DECLS
