#pragma once

#include "data/lag/weir-broker-connection.h"

G_BEGIN_DECLS

gboolean weir_broker_login_can (const rd_kafka_conf_t  *conf);
gboolean weir_broker_login     (WeirBrokerConnection   *connection,
                                const rd_kafka_conf_t  *conf,
                                GError                **error);

G_END_DECLS
