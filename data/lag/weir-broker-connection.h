#pragma once

#include <gio/gio.h>
#include <librdkafka/rdkafka.h>

G_BEGIN_DECLS

/*
 * A connection of our own to one broker, for questions that librdkafka (2.15.1) has no call for. It is reached as the
 * client is whose properties it takes: plain, by TLS, with SASL PLAIN or SCRAM.
 */
typedef struct _WeirBrokerConnection WeirBrokerConnection;

gboolean              weir_broker_connection_check     (const rd_kafka_conf_t  *conf,
                                                        GError                **error);
WeirBrokerConnection *weir_broker_connection_open      (const rd_kafka_conf_t  *conf,
                                                        const char             *host,
                                                        guint16                 port,
                                                        gint64                  deadline_usec,
                                                        GCancellable           *cancellable,
                                                        GError                **error);
void                  weir_broker_connection_free      (WeirBrokerConnection   *self);
const char           *weir_broker_connection_get_address (WeirBrokerConnection *self);
GBytes               *weir_broker_connection_ask       (WeirBrokerConnection   *self,
                                                        gint16                  key,
                                                        gint16                  version,
                                                        gboolean                is_flexible,
                                                        GByteArray             *body,
                                                        GError                **error);
gboolean              weir_broker_connection_refuse    (WeirBrokerConnection   *self,
                                                        GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirBrokerConnection, weir_broker_connection_free)

G_END_DECLS
