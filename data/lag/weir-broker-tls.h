#pragma once

#include <gio/gio.h>
#include <librdkafka/rdkafka.h>
#include <openssl/ssl.h>

G_BEGIN_DECLS

char    *weir_broker_conf_dup      (const rd_kafka_conf_t  *conf,
                                    const char             *name);
SSL_CTX *weir_broker_tls_new       (const rd_kafka_conf_t  *conf,
                                    GError                **error);
SSL     *weir_broker_tls_begin     (SSL_CTX                *context,
                                    const rd_kafka_conf_t  *conf,
                                    const char             *host,
                                    GError                **error);
void     weir_broker_tls_set_error (GError                **error,
                                    const SSL              *ssl,
                                    const char             *what);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SSL_CTX, SSL_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SSL, SSL_free)

G_END_DECLS
