#pragma once

#include "data/source/weir-settings.h"

#include <librdkafka/rdkafka.h>

G_BEGIN_DECLS

/*
 * One conversation with a cluster about its groups. Every call blocks, until
 * the deadline at most, and can be cancelled: for threads that may wait.
 */
typedef struct
{
  rd_kafka_t       *client;         /* owned */
  rd_kafka_queue_t *queue;          /* owned */
  gint64            deadline_usec;  /* monotonic */
  WeirSettings     *settings;       /* borrowed */
  GCancellable     *cancellable;    /* borrowed, nullable */
  rd_kafka_conf_t  *conf;           /* owned, nullable: for connections of our own */
} WeirLagAdmin;

guint             weir_lag_partition_hash   (gconstpointer                     data);
gboolean          weir_lag_partition_equal  (gconstpointer                     a,
                                             gconstpointer                     b);

gboolean          weir_lag_admin_init       (WeirLagAdmin                     *self,
                                             WeirSettings                     *settings,
                                             guint                             timeout_msec,
                                             GCancellable                     *cancellable,
                                             GError                          **error);
void              weir_lag_admin_clear      (WeirLagAdmin                     *self);
void              weir_lag_admin_set_error  (WeirLagAdmin                     *self,
                                             GError                          **error,
                                             rd_kafka_resp_err_t               native,
                                             const char                       *text);
GPtrArray        *weir_lag_admin_list_groups (WeirLagAdmin                    *self,
                                              GError                         **error);
gboolean          weir_lag_admin_is_moving  (rd_kafka_resp_err_t                code);
gboolean          weir_lag_admin_wait_again (WeirLagAdmin                     *self);
rd_kafka_event_t *weir_lag_admin_describe   (WeirLagAdmin                     *self,
                                             GPtrArray                        *groups,
                                             GError                          **error);
rd_kafka_event_t *weir_lag_admin_next       (WeirLagAdmin                     *self,
                                             rd_kafka_event_type_t             type,
                                             GError                          **error);
void              weir_lag_admin_ask_committed (WeirLagAdmin                  *self,
                                                const char                    *group,
                                                gpointer                       opaque);
void              weir_lag_admin_alter_committed (WeirLagAdmin                          *self,
                                                  rd_kafka_AlterConsumerGroupOffsets_t  *request);
rd_kafka_event_t *weir_lag_admin_describe_cluster (WeirLagAdmin               *self);
const rd_kafka_conf_t *
                  weir_lag_admin_get_conf   (WeirLagAdmin                     *self);
int               weir_lag_admin_get_left_msec (WeirLagAdmin                  *self);
rd_kafka_event_t *weir_lag_admin_describe_topics (WeirLagAdmin                *self,
                                                  GHashTable                  *topics);
const struct rd_kafka_group_list *
                  weir_lag_admin_list_all   (WeirLagAdmin                     *self);
gboolean          weir_lag_admin_list_offsets (WeirLagAdmin                    *self,
                                               rd_kafka_topic_partition_list_t *partitions,
                                               GError                         **error);

G_END_DECLS
