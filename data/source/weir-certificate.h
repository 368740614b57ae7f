#pragma once

#include <librdkafka/rdkafka.h>

#include <glib.h>

G_BEGIN_DECLS

void  weir_certificate_watch      (rd_kafka_conf_t *conf);
char *weir_certificate_dup_reason (const char      *broker);

G_END_DECLS
