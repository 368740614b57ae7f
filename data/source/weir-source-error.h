#pragma once

#include "data/source/weir-source.h"

#include <librdkafka/rdkafka.h>

G_BEGIN_DECLS

WeirSourceError  weir_source_error_code     (rd_kafka_resp_err_t   native);
GError          *weir_source_error_new      (rd_kafka_resp_err_t   native,
                                             const char           *format,
                                             ...) G_GNUC_PRINTF (2, 3);
GError          *weir_source_error_new_unreachable (const char *bootstrap,
                                                    const char *reason);
const char      *weir_source_error_explain  (rd_kafka_resp_err_t   native);
char            *weir_source_error_dup_reason (const char         *words,
                                                gboolean            answered);
gboolean         weir_source_error_is_down  (rd_kafka_resp_err_t   native);
gboolean         weir_source_error_passes   (rd_kafka_resp_err_t   native);

G_END_DECLS
