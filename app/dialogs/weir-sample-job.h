#pragma once

#include "data/stream/weir-topic-sample.h"

G_BEGIN_DECLS

/*
 * Reads some records of each topic on a thread of its own, for a few seconds at most: of the cluster that @settings
 * reach, or of a file or recording. Without @topics all that a file or recording has.
 */
void           weir_sample_job_async       (WeirSettings         *settings,
                                            const char           *file,
                                            const char * const   *topics,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* One WeirTopicSample a topic, in order; fails if nothing can be reached at all. (transfer full) */
GPtrArray     *weir_sample_job_finish      (GAsyncResult         *result,
                                            GError              **error);

/* A workspace that watches @samples, raw where no shape was found. (transfer full) (nullable) */
WeirWorkspace *weir_samples_create_workspace (GPtrArray          *samples,
                                              WeirSettings       *settings,
                                              const char         *group,
                                              const char         *file,
                                              GError            **error);
/* The time range in which charts of @samples show enough records to see something; 0: not known. */
gint64         weir_samples_get_span       (GPtrArray            *samples);

G_END_DECLS
