#pragma once

#include <glib.h>
#include <librdkafka/rdkafka.h>

G_BEGIN_DECLS

/**
 * WeirTopicListing:
 *
 * The question which topics there are. librdkafka answers it only to who waits,
 * so a thread of its own does.
 */
typedef struct _WeirTopicListing WeirTopicListing;

WeirTopicListing    *weir_topic_listing_start   (rd_kafka_t        *handle);
gboolean             weir_topic_listing_is_done (WeirTopicListing  *self);
GStrv                weir_topic_listing_finish  (WeirTopicListing  *self,
                                                 rd_kafka_resp_err_t *native);

G_END_DECLS
