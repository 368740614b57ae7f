#pragma once

#include <glib.h>
#include <librdkafka/rdkafka.h>

G_BEGIN_DECLS

gboolean weir_source_reap (rd_kafka_t *handle,
                           gint64      deadline_usec);

G_END_DECLS
