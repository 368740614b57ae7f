#pragma once

#include <gio/gio.h>

#include "data/decode/weir-sampler.h"
#include "data/source/weir-settings.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirProbed: what a topic seems to hold.
 */
typedef struct
{
  char         *topic;
  WeirProposal *proposal;   /* nullable: nothing usable was found */
  char         *trouble;    /* nullable: why it could not be read, the topic named */
} WeirProbed;

/* Reads the last records of each topic on a thread of its own, for a few seconds at most. */
void       weir_probe_async  (WeirSettings        *settings,
                              const char * const  *topics,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
/* One WeirProbed a topic, in order; fails if the broker cannot be reached at all. (transfer full) */
GPtrArray *weir_probe_finish (GAsyncResult        *result,
                              GError             **error);
/* A connection, a stream a topic, and a dashboard each: what to watch of @probed. */
WeirWorkspace *weir_probe_create_workspace (WeirSettings *settings,
                                            const char   *group,
                                            GPtrArray    *probed,
                                            GError      **error);

/* The time range in which charts of @probed show enough records to see something; 0: not known. */
gint64     weir_probe_get_span (GPtrArray *probed);

G_END_DECLS
