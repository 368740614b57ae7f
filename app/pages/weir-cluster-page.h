#pragma once

#include "app/pages/weir-cluster-model.h"
#include "app/pages/weir-list-page.h"

G_BEGIN_DECLS

/**
 * WeirClusterPage:
 *
 * The brokers of the connections: which of them is the controller, which Kafka
 * they are, and what lies on them.
 */
#define WEIR_TYPE_CLUSTER_PAGE (weir_cluster_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirClusterPage, weir_cluster_page, WEIR, CLUSTER_PAGE, WeirListPage)

GtkWidget *weir_cluster_page_new (WeirScope        *scope,
                                  WeirClusterModel *model);

G_END_DECLS
