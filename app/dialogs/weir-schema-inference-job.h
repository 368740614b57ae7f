#pragma once

#include <gio/gio.h>

#include "data/decode/weir-schema-inference.h"
#include "data/source/weir-settings.h"
#include "data/workspace/weir-workspace.h"

G_BEGIN_DECLS

/**
 * WeirInferredTopic: what a topic seems to hold.
 */
typedef struct
{
  char         *topic;
  WeirInferredSchema *schema;   /* nullable: no shape was found, it can be watched raw */
  char         *trouble;    /* nullable: why it could not be read, the topic named */
} WeirInferredTopic;

/* Reads the last records of each topic on a thread of its own, for a few seconds at most. */
void       weir_schema_inference_job_async  (WeirSettings        *settings,
                              const char * const  *topics,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);
/* One WeirInferredTopic a topic, in order; fails if the broker cannot be reached at all. (transfer full) */
GPtrArray *weir_schema_inference_job_finish (GAsyncResult        *result,
                              GError             **error);
/* A connection, a stream a topic, and a dashboard each: what to watch of @inferred, raw where no shape was found. */
WeirWorkspace *weir_inferred_workspace_new (WeirSettings *settings,
                                            const char   *group,
                                            GPtrArray    *inferred,
                                            GError      **error);

/* The time range in which charts of @inferred show enough records to see something; 0: not known. */
gint64     weir_inferred_topics_get_span (GPtrArray *inferred);

G_END_DECLS
