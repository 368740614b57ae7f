#pragma once

#include "data/source/weir-producer.h"

#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdatomic.h>

G_BEGIN_DECLS

struct _WeirProducer
{
  GObject          parent_instance;

  WeirSettings    *settings;    /* owned */
  rd_kafka_t      *handle;      /* owned */
  GHashTable      *topics;      /* name (owned) to rd_kafka_topic_t (owned); sending thread */
  guint            n_unpolled;  /* sending thread */

  _Atomic guint64  n_sent;
  _Atomic guint64  n_delivered;
  _Atomic guint64  n_failed;
  _Atomic guint64  n_moved;

  char            *transaction_id; /* owned, nullable */
  gboolean         in_transaction; /* sending thread */

  pthread_mutex_t  mutex;
  GError          *first_error; /* owned, guarded by mutex */
  char            *last_reason; /* owned, guarded by mutex: why brokers cannot be reached */
};

/* weir-producer.c */
GError  *weir_producer_explain            (WeirProducer         *self,
                                           rd_kafka_resp_err_t   native,
                                           const char           *what);
rd_kafka_topic_t *weir_producer_ensure_topic (WeirProducer      *self,
                                              const char        *name,
                                              GError           **error);

/* weir-producer-transaction.c */
gboolean weir_producer_ensure_transaction (WeirProducer         *self,
                                           GError              **error);
gboolean weir_producer_commit_list        (WeirProducer         *self,
                                           rd_kafka_topic_partition_list_t    *list,
                                           rd_kafka_consumer_group_metadata_t *group,
                                           GError              **error);

G_END_DECLS
