#pragma once

#include "data/source/weir-topic-listing.h"

G_BEGIN_DECLS

gboolean weir_source_reap (rd_kafka_t       *handle,
                           WeirTopicListing *listing,
                           gint64            deadline_usec);

G_END_DECLS
