#pragma once

#include "data/source/weir-settings.h"

G_BEGIN_DECLS

/**
 * WeirBroker:
 *
 * A Kafka broker inside this process, for the demo and for tests: librdkafka's
 * mock cluster on loopback. It keeps at most 5 MiB a partition (the oldest
 * records go), has no look-up by time, and reads a large backlog of small
 * batches slowly: never measure throughput against it.
 */
#define WEIR_TYPE_BROKER (weir_broker_get_type ())
G_DECLARE_FINAL_TYPE (WeirBroker, weir_broker, WEIR, BROKER, GObject)

/* What weir_broker_fail_requests() can fail: Kafka's API keys. */
typedef enum
{
  WEIR_BROKER_REQUEST_PRODUCE = 0,
  WEIR_BROKER_REQUEST_FETCH = 1,
  WEIR_BROKER_REQUEST_LIST_OFFSETS = 2,
  WEIR_BROKER_REQUEST_METADATA = 3,
  WEIR_BROKER_REQUEST_OFFSET_COMMIT = 8,
  WEIR_BROKER_REQUEST_OFFSET_FETCH = 9,
  WEIR_BROKER_REQUEST_FIND_COORDINATOR = 10,
  WEIR_BROKER_REQUEST_JOIN_GROUP = 11,
} WeirBrokerRequest;

WeirBroker   *weir_broker_new              (guint              n_brokers,
                                            GError           **error);
const char   *weir_broker_get_bootstrap    (WeirBroker        *self);
WeirSettings *weir_broker_create_settings  (WeirBroker        *self);
gboolean      weir_broker_create_topic     (WeirBroker        *self,
                                            const char        *topic,
                                            guint              n_partitions,
                                            GError           **error);
gboolean      weir_broker_delete_topic     (WeirBroker        *self,
                                            const char        *topic,
                                            GError           **error);
gboolean      weir_broker_delete_records   (WeirBroker        *self,
                                            const char        *topic,
                                            gint32             partition,
                                            gint64             before_offset,
                                            GError           **error);
void          weir_broker_fail_requests    (WeirBroker        *self,
                                            WeirBrokerRequest  request,
                                            int                native_error,
                                            guint              count);
void          weir_broker_set_topic_error  (WeirBroker        *self,
                                            const char        *topic,
                                            int                native_error);
void          weir_broker_set_up           (WeirBroker        *self,
                                            gint32             broker_id,
                                            gboolean           up);
void          weir_broker_set_delay        (WeirBroker        *self,
                                            gint32             broker_id,
                                            guint              delay_msec);
void          weir_broker_set_leader       (WeirBroker        *self,
                                            const char        *topic,
                                            gint32             partition,
                                            gint32             broker_id);

G_END_DECLS
