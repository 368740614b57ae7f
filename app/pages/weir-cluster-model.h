#pragma once

#include "app/common/weir-scope.h"
#include "data/lag/weir-cluster.h"

G_BEGIN_DECLS

/**
 * WeirClusterModel:
 *
 * The brokers and topics of the scope's connections, asked for again and again
 * while somebody looks, once a minute otherwise, and the rates of their topics,
 * a day of which is kept over restarts. Main thread only.
 */
#define WEIR_TYPE_CLUSTER_MODEL (weir_cluster_model_get_type ())
G_DECLARE_FINAL_TYPE (WeirClusterModel, weir_cluster_model, WEIR, CLUSTER_MODEL, GObject)

WeirClusterModel  *weir_cluster_model_new           (WeirScope        *scope);
/* Asks what is due; about four times a second while it is of interest. */
void               weir_cluster_model_look          (WeirClusterModel *self);
/* Whose settings are wanted with the next looks. (nullable) */
void               weir_cluster_model_want_topic    (WeirClusterModel *self,
                                                     guint             connection,
                                                     const char       *topic);
guint              weir_cluster_model_get_n         (WeirClusterModel *self);
/* The last look; valid until the next call of weir_cluster_model_look() returned to the main loop. (nullable) */
WeirCluster       *weir_cluster_model_get_cluster   (WeirClusterModel *self,
                                                     guint             connection);
/* Whether the last look told @topic's settings. */
gboolean           weir_cluster_model_has_settings  (WeirClusterModel *self,
                                                     guint             connection,
                                                     const char       *topic);
/* Why the last question had no answer. (nullable) */
const char        *weir_cluster_model_get_problem   (WeirClusterModel *self,
                                                     guint             connection);
/* Records/s that arrive in a topic, as the last two looks told them; NaN: not known. */
double             weir_cluster_model_get_rate      (WeirClusterModel *self,
                                                     guint             connection,
                                                     const char       *topic);
/* The same over time. (nullable) */
WeirSeries        *weir_cluster_model_get_rates     (WeirClusterModel *self,
                                                     guint             connection,
                                                     const char       *topic);

G_END_DECLS
