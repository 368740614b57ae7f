#pragma once

#include "data/lag/weir-cluster.h"
#include "data/source/weir-settings.h"

G_BEGIN_DECLS

void         weir_cluster_process_read_async  (WeirSettings        *settings,
                                               const char          *topic,
                                               WeirCluster         *previous,
                                               guint                timeout_msec,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
WeirCluster *weir_cluster_process_read_finish (GAsyncResult        *result,
                                               GError             **error);
WeirCluster *weir_cluster_process_read        (WeirSettings        *settings,
                                               const char          *topic,
                                               const WeirCluster   *previous,
                                               guint                timeout_msec,
                                               GCancellable        *cancellable,
                                               GError             **error);
GBytes      *weir_cluster_process_answer      (GBytes              *question);

G_END_DECLS
