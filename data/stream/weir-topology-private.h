#pragma once

#include "data/stream/weir-topic-routes.h"
#include "data/stream/weir-topology.h"

G_BEGIN_DECLS

struct _WeirTopology
{
  WeirWorkspace   *workspace;     /* owned: what the streams' descriptions belong to */
  GPtrArray       *streams;       /* owned, of WeirStream, in the workspace's order */
  GHashTable      *by_name;       /* owned: borrowed name → number + 1 */
  WeirTopicRoutes  routes;
  GPtrArray       *sinks;         /* borrowed, of WeirSink */
  GError          *error;         /* owned, nullable: of a sink; nothing more is given to it */
  guint64          n_records;
  gint64           second_usec;   /* monotonic */
  gint64           alerts_usec;   /* monotonic */
  gboolean         behind;
  gboolean         finished;
};

/* weir-topology-build.c */
gboolean weir_topology_build (WeirTopology           *self,
                              const WeirTopologySpec *spec,
                              GError                **error);

G_END_DECLS
