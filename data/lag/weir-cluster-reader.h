#pragma once

#include "data/lag/weir-cluster.h"
#include "data/source/weir-settings.h"

G_BEGIN_DECLS

WeirCluster *weir_cluster_reader_read (WeirSettings       *settings,
                                       const char         *topic,
                                       const WeirCluster  *previous,
                                       guint               timeout_msec,
                                       GError            **error);

G_END_DECLS
