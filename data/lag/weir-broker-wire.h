#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Two questions that librdkafka (2.15.1) has no call for, asked of one broker over a connection of their own: which
 * requests it knows, and how large its copies of partitions are. Only for brokers that are reached without TLS and
 * without SASL.
 */

typedef void (*WeirBrokerWireSize) (const char *topic,
                                    gint32      partition,
                                    gint64      size_bytes,
                                    gpointer    user_data);

char     *weir_broker_wire_read_version  (const char          *host,
                                          guint16              port,
                                          gint64               deadline_usec,
                                          gboolean            *tells_sizes,
                                          GError             **error);
gboolean  weir_broker_wire_read_sizes    (const char          *host,
                                          guint16              port,
                                          gint64               deadline_usec,
                                          WeirBrokerWireSize   func,
                                          gpointer             user_data,
                                          GError             **error);
char     *weir_broker_wire_parse_version (GBytes              *answer,
                                          gboolean            *tells_sizes);
gboolean  weir_broker_wire_parse_sizes   (GBytes              *answer,
                                          WeirBrokerWireSize   func,
                                          gpointer             user_data);

G_END_DECLS
