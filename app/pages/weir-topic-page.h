#pragma once

#include "app/pages/weir-cluster-model.h"
#include "app/pages/weir-detail-page.h"

G_BEGIN_DECLS

/**
 * WeirTopicPage:
 *
 * One topic: its partitions with leaders and copies, what of its configuration
 * is not Kafka's default, the rate at which records arrive, and who reads it.
 */
#define WEIR_TYPE_TOPIC_PAGE (weir_topic_page_get_type ())
G_DECLARE_FINAL_TYPE (WeirTopicPage, weir_topic_page, WEIR, TOPIC_PAGE, WeirDetailPage)

GtkWidget *weir_topic_page_new       (WeirScope        *scope,
                                      WeirClusterModel *model);
/* NULL: none, so that nothing is asked for or kept. */
void       weir_topic_page_set_topic (WeirTopicPage    *self,
                                      guint             connection,
                                      const char       *topic);

G_END_DECLS
