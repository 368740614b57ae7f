#pragma once

#include "app/pages/weir-cluster-model.h"

G_BEGIN_DECLS

/**
 * WeirTopicRef:
 *
 * A topic of a connection, as an item of a list: what is known of it now is asked
 * of the model.
 */
#define WEIR_TYPE_TOPIC_REF (weir_topic_ref_get_type ())
G_DECLARE_FINAL_TYPE (WeirTopicRef, weir_topic_ref, WEIR, TOPIC_REF, GObject)

WeirTopicRef           *weir_topic_ref_new            (WeirClusterModel *model,
                                                       guint             connection,
                                                       const char       *name);
guint                   weir_topic_ref_get_connection (WeirTopicRef     *self);
const char             *weir_topic_ref_get_name       (WeirTopicRef     *self);
/* (nullable): it is gone */
const WeirClusterTopic *weir_topic_ref_get_topic      (WeirTopicRef     *self);
double                  weir_topic_ref_get_rate       (WeirTopicRef     *self);
WeirSeries             *weir_topic_ref_get_rates      (WeirTopicRef     *self);

G_END_DECLS
